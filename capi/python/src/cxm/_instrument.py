# SPDX-License-Identifier: Apache-2.0
"""Instruments: what is asked, and how it is scored."""
from __future__ import annotations

import ctypes
import os
from collections.abc import Mapping
from typing import Any, Optional, Union

from ._errors import ArgumentError
from ._library import Handle, borrowed_text, buffer_bytes, call, made, text_arguments
from ._options import Reading
from ._results import Path, Table, write_whole


class Instrument:
    """What is asked and how it is scored: a built-in one ("cx4"), a JSON file, a JSON text or a dict."""

    def __init__(self, source: "InstrumentLike") -> None:
        if isinstance(source, Instrument):
            self._handle: Handle = source._handle
        elif isinstance(source, Mapping):
            import json

            self._handle = made("cxm_instrument_free", "cxm_instrument_parse", None, *text_arguments(json.dumps(source)))
        elif isinstance(source, str) and source.lstrip().startswith("{"):
            self._handle = made("cxm_instrument_free", "cxm_instrument_parse", None, *text_arguments(source))
        elif not isinstance(source, (str, os.PathLike)):
            raise ArgumentError(f"instrument is {type(source).__name__}, but must be the name of a built-in one, a path, JSON "
                                "text, a dict or a cxm.Instrument", "instrument")
        else:
            self._handle = made("cxm_instrument_free", "cxm_instrument_load", None, *text_arguments(os.fspath(source)))

    @classmethod
    def _of(cls, handle: Handle) -> "Instrument":
        out = cls.__new__(cls)
        out._handle = handle
        return out

    @classmethod
    def scaffold(cls, path: Path, *, rows: int = 10000, **reading: Any) -> str:
        """Draft an instrument from a data file: JSON, to be read and corrected by a person. rows: to look at; options
        as of cxm.assess that say how files are read (layout, separator, latin1), and columns (role="Job")."""
        return cls.draft(path, rows=rows, **reading)[0]

    @classmethod
    def draft(cls, path: Path, *, rows: int = 10000, map: Optional[Mapping[str, str]] = None,
              layout: Optional[str] = None, separator: Optional[str] = None, latin1: bool = False,
              **columns: str) -> tuple[str, Table]:
        """The same, and what each column was taken for: column, guess, id, why."""
        document, guesses = ctypes.c_void_p(), ctypes.c_void_p()
        with Reading({**(map or {}), **columns}, layout=layout, separator=separator, latin1=latin1) as how:
            call("cxm_instrument_draft", None, *text_arguments(os.fspath(path)), how, rows,
                 *[ctypes.cast(ctypes.byref(one), ctypes.POINTER(ctypes.c_void_p)) for one in (document, guesses)])
        text = borrowed_text("cxm_buffer_data", Handle(document.value or 0, "cxm_buffer_free"))
        return text.decode("utf-8"), Table(Handle(guesses.value or 0, "cxm_table_free"), "guesses")

    @property
    def id(self) -> str:
        """As its document says."""
        return borrowed_text("cxm_instrument_id", self._handle).decode("utf-8")

    @property
    def version(self) -> str:
        """As its document says."""
        return borrowed_text("cxm_instrument_version", self._handle).decode("utf-8")

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits: the first half of the SHA-256 of its canonical form."""
        return borrowed_text("cxm_instrument_fingerprint", self._handle).decode("ascii")

    def json(self, *, canonical: bool = False) -> str:
        """The document, for people, or canonical: equal instruments have equal bytes."""
        return buffer_bytes("cxm_instrument_json", self._handle, 0 if canonical else 1).decode("utf-8")

    def table(self, name: str = "items") -> Table:
        """items, measures, indices, levels, gaps, roles or segments."""
        return Table(made("cxm_table_free", "cxm_instrument_table", self._handle, *text_arguments(name)), name)

    def save(self, path: Path) -> None:
        """Write the document, complete or not at all."""
        write_whole(path, self.json())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Instrument) and self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __reduce__(self) -> Any:
        return Instrument, (self.json(canonical=True),)

    def __repr__(self) -> str:
        return f"<cxm.Instrument {self.id} {self.version}: {len(self.table('items'))} items>"


InstrumentLike = Union[str, "os.PathLike[str]", Mapping[str, Any], Instrument]
