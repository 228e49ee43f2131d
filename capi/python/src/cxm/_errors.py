# SPDX-License-Identifier: Apache-2.0
"""What can go wrong, by kind."""
from __future__ import annotations

from typing import Optional

from . import _abi


class CxmError(Exception):
    """A failure of the library. The message says what is wrong and what would be right.

    parameter: argument, JSON path or file. row: row of a file as a spreadsheet numbers it, or 0-based row of an
    array. column: 1-based column of a file. None where there is none.
    """

    def __init__(self, message: str, parameter: str = "", row: Optional[int] = None,
                 column: Optional[int] = None) -> None:
        super().__init__(message)
        self.parameter = parameter
        self.row = row
        self.column = column


class ArgumentError(CxmError, ValueError):
    """A parameter is outside its domain."""


class InstrumentError(CxmError, ValueError):
    """An instrument document is malformed or contradicts itself."""


class DataError(CxmError, ValueError):
    """Answers do not fit the instrument."""


class StateError(CxmError, ValueError):
    """A state is truncated, corrupted, foreign, or cannot be merged."""


class FileError(CxmError, OSError):
    """A file cannot be read or written."""


class PrivacyError(CxmError):
    """The call would publish what must stay hidden."""


class NumericError(CxmError, ArithmeticError):
    """No finite solution exists, a sum left its exact range, or an iteration did not converge."""


class CancelledError(CxmError):
    """The caller asked to stop."""


class UnsupportedError(CxmError, NotImplementedError):
    """The library was built without an optional component."""


class InternalError(CxmError, RuntimeError):
    """A fault of the library itself."""


_KINDS: dict[int, type[CxmError]] = {
    _abi.CXM_E_ARGUMENT: ArgumentError, _abi.CXM_E_INSTRUMENT: InstrumentError, _abi.CXM_E_DATA: DataError,
    _abi.CXM_E_STATE: StateError, _abi.CXM_E_IO: FileError, _abi.CXM_E_PRIVACY: PrivacyError,
    _abi.CXM_E_OVERFLOW: NumericError, _abi.CXM_E_NUMERIC: NumericError, _abi.CXM_E_CANCELLED: CancelledError,
    _abi.CXM_E_UNSUPPORTED: UnsupportedError, _abi.CXM_E_CALLBACK: CancelledError,
    _abi.CXM_E_CAPACITY: InternalError,
}


def error_of(status: int, error: _abi.cxm_error) -> Exception:
    message = error.message.decode("utf-8", "replace")
    if status == _abi.CXM_E_MEMORY:
        return MemoryError(message)
    kind = _KINDS.get(status, InternalError)
    return kind(message, error.parameter.decode("utf-8", "replace"), error.row if error.row >= 0 else None,
                error.column if error.column >= 0 else None)
