# SPDX-License-Identifier: Apache-2.0
"""Arrow streams in and out as capsules (the Arrow PyCapsule interface), without pyarrow."""
from __future__ import annotations

import ctypes
from typing import Any

from ._library import call

_STREAM = b"arrow_array_stream"

_get_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_get_pointer.restype = ctypes.c_void_p
_get_pointer.argtypes = [ctypes.py_object, ctypes.c_char_p]
_new = ctypes.pythonapi.PyCapsule_New
_new.restype = ctypes.py_object
_new.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_void_p]


class _Stream(ctypes.Structure):
    _fields_ = [("get_schema", ctypes.c_void_p), ("get_next", ctypes.c_void_p), ("get_last_error", ctypes.c_void_p),
                ("release", ctypes.CFUNCTYPE(None, ctypes.c_void_p)), ("private_data", ctypes.c_void_p)]


_alive: dict[int, _Stream] = {}


_pointer_of_dying = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.c_void_p, ctypes.c_char_p)(
    ("PyCapsule_GetPointer", ctypes.pythonapi))


def _destroy(capsule: int) -> None:
    address: int = _pointer_of_dying(capsule, _STREAM)
    stream = _alive.pop(address, None)
    if stream is not None and stream.release:  # nobody consumed it
        stream.release(address)


_destructor = ctypes.PYFUNCTYPE(None, ctypes.c_void_p)(_destroy)


def stream_pointer(capsule: Any) -> int:
    """The ArrowArrayStream in a capsule."""
    pointer: int = _get_pointer(capsule, _STREAM)
    return pointer


def stream_capsule(table: Any) -> object:
    """A capsule with a new stream of a table of the library."""
    stream = _Stream()
    address = ctypes.addressof(stream)
    call("cxm_table_arrow", table, address)
    _alive[address] = stream
    capsule: object = _new(address, _STREAM, ctypes.cast(_destructor, ctypes.c_void_p))
    return capsule
