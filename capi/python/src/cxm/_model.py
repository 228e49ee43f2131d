# SPDX-License-Identifier: Apache-2.0
"""Instruments, tallies, norms, and the one call from answers to an assessment."""
from __future__ import annotations

import ctypes
import os
import pathlib
from collections.abc import Mapping, Sequence
from typing import Any, Optional, Union


from ._arrow import stream_pointer
from ._columns import columns_of, is_pandas
from ._errors import ArgumentError
from ._library import Handle, borrowed_text, buffer_bytes, call, made, text_arguments
from ._options import Progress, Reading, assess_options
from ._results import Assessment, Path, Table
from ._stats import Estimate, filled

_ROLES = ("role", "wave", "weight", "respondent", "stratum", "cluster", "fpc")


class Instrument:
    """What is asked and how it is scored: a built-in one ("cx4"), a JSON file, a JSON text or a dict."""

    def __init__(self, source: "Union[str, os.PathLike[str], Mapping[str, Any], Instrument]") -> None:
        if isinstance(source, Instrument):
            self._handle: Handle = source._handle
        elif isinstance(source, Mapping):
            import json

            self._handle = made("cxm_instrument_free", "cxm_instrument_parse", None, *text_arguments(json.dumps(source)))
        elif isinstance(source, str) and source.lstrip().startswith("{"):
            self._handle = made("cxm_instrument_free", "cxm_instrument_parse", None, *text_arguments(source))
        else:
            self._handle = made("cxm_instrument_free", "cxm_instrument_load", None, *text_arguments(os.fspath(source)))

    @classmethod
    def scaffold(cls, path: Path) -> str:
        """Draft an instrument from a data file: JSON, to be read and corrected by a person."""
        return buffer_bytes("cxm_instrument_scaffold", None, *text_arguments(os.fspath(path))).decode("utf-8")

    @property
    def id(self) -> str:
        return borrowed_text("cxm_instrument_id", self._handle.pointer).decode("utf-8")

    @property
    def version(self) -> str:
        return borrowed_text("cxm_instrument_version", self._handle.pointer).decode("utf-8")

    @property
    def fingerprint(self) -> str:
        return borrowed_text("cxm_instrument_fingerprint", self._handle.pointer).decode("ascii")

    def json(self, *, canonical: bool = False) -> str:
        return buffer_bytes("cxm_instrument_json", self._handle.pointer, 0 if canonical else 1).decode("utf-8")

    def table(self, name: str = "items") -> Table:
        """items, measures, indices, levels, gaps, roles or segments."""
        return Table(made("cxm_table_free", "cxm_instrument_table", self._handle.pointer, *text_arguments(name)), name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Instrument) and self.fingerprint == other.fingerprint

    def __hash__(self) -> int:
        return hash(self.fingerprint)

    def __reduce__(self) -> Any:
        return Instrument, (self.json(canonical=True),)

    def __repr__(self) -> str:
        return f"<cxm.Instrument {self.id} {self.version}: {len(self.table('items'))} items>"


def mapping_of(mapped: Optional[Mapping[str, str]], named: Mapping[str, Optional[str]]) -> dict[str, str]:
    out = dict(mapped or {})
    for name, column in named.items():
        if column is not None:
            out[name] = column
    return out


class Tally:
    """Exact, mergeable sums of answers: add them in any order, on any machine, to the same bytes.

    One writer or many readers. `Tally + Tally`, `sum(tallies)`, pickling and `to_bytes` are what clusters need.
    """

    def __init__(self, instrument: "Union[str, os.PathLike[str], Mapping[str, Any], Instrument]" = "cx4",
                 data: Any = None, **options: Any) -> None:
        self.instrument = Instrument(instrument)
        with Reading({}) as how:
            self._handle: Handle = made("cxm_tally_free", "cxm_tally_new", self.instrument._handle.pointer, how)
        if data is not None:
            self.update(data, **options)

    @classmethod
    def _of(cls, handle: Handle, instrument: Optional[Instrument]) -> "Tally":
        out = cls.__new__(cls)
        out._handle = handle
        if instrument is not None:
            out.instrument = instrument
        return out

    def update(self, data: Any, *, map: Optional[Mapping[str, str]] = None, role: Optional[str] = None,
               wave: Optional[str] = None, weight: Optional[str] = None, respondent: Optional[str] = None,
               stratum: Optional[str] = None, cluster: Optional[str] = None, fpc: Optional[str] = None,
               unknown: str = "error", threads: int = 1, progress: Progress = None, layout: Optional[str] = None,
               latin1: bool = False, item_moments: bool = False, contingency: bool = False, replicates: int = 0,
               seed: int = 1, **segments: Optional[str]) -> "Tally":
        """Add answers; on failure the tally is as before. Returns itself."""
        named = dict(zip(_ROLES, (role, wave, weight, respondent, stratum, cluster, fpc)))
        named.update(segments)
        reading = Reading(mapping_of(map, named), unknown=unknown, threads=threads, progress=progress, layout=layout,
                          latin1=latin1, item_moments=item_moments, contingency=contingency, replicates=replicates,
                          seed=seed)
        pointer = self._handle.pointer
        with reading as how:
            if isinstance(data, (str, os.PathLike)):
                call("cxm_tally_update_file", pointer, *text_arguments(os.fspath(data)), how)
            elif not is_pandas(data) and hasattr(data, "__arrow_c_stream__"):
                capsule = data.__arrow_c_stream__()
                call("cxm_tally_update_arrow", pointer, stream_pointer(capsule), how)
            elif hasattr(data, "fetch_arrow_reader"):  # DuckDB relations before they spoke the interface
                capsule = data.fetch_arrow_reader().__arrow_c_stream__()
                call("cxm_tally_update_arrow", pointer, stream_pointer(capsule), how)
            else:
                columns = columns_of(data)
                call("cxm_tally_update_columns", pointer, columns.handle.pointer, how)
        return self

    def merge(self, other: "Tally") -> "Tally":
        """Add another tally in place. Returns itself."""
        call("cxm_tally_merge", self._handle.pointer, other._handle.pointer)
        return self

    def copy(self) -> "Tally":
        return Tally._of(made("cxm_tally_free", "cxm_tally_clone", self._handle.pointer), self.instrument)

    def __add__(self, other: object) -> "Tally":
        if not isinstance(other, Tally):
            return NotImplemented
        return self.copy().merge(other)

    def __radd__(self, other: object) -> "Tally":
        return self.copy() if other == 0 else NotImplemented

    def __iadd__(self, other: object) -> "Tally":
        if not isinstance(other, Tally):
            return NotImplemented
        return self.merge(other)

    def to_bytes(self, *, receipt: bool = True) -> bytes:
        """The state. With the receipt it brings its instrument along; without, it is the bare canonical state."""
        return buffer_bytes("cxm_tally_serialize", self._handle.pointer, 1 if receipt else 0)

    @classmethod
    def from_bytes(cls, state: bytes,
                   instrument: "Union[None, str, os.PathLike[str], Mapping[str, Any], Instrument]" = None) -> "Tally":
        known = None if instrument is None else Instrument(instrument)
        handle = made("cxm_tally_free", "cxm_tally_deserialize", None, state, len(state),
                      None if known is None else known._handle.pointer)
        out = cls._of(handle, known)
        if known is None:
            out.instrument = _instrument_of_state(state)
        return out

    def save(self, path: Path) -> None:
        """Write a state file, complete or not at all."""
        target = pathlib.Path(path)
        beside = target.with_name(f".{target.name}.{os.getpid()}.part")
        try:
            beside.write_bytes(self.to_bytes())
            beside.replace(target)
        finally:
            beside.unlink(missing_ok=True)

    @classmethod
    def load(cls, path: Path) -> "Tally":
        return cls.from_bytes(pathlib.Path(path).read_bytes())

    def __reduce__(self) -> Any:
        return Tally.from_bytes, (self.to_bytes(),)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tally) and self.to_bytes(receipt=False) == other.to_bytes(receipt=False)

    __hash__ = None  # type: ignore[assignment]

    @property
    def rows(self) -> int:
        out = ctypes.c_int64()
        call("cxm_tally_rows", self._handle.pointer, ctypes.byref(out))
        return out.value

    @property
    def memory(self) -> int:
        """Bytes held."""
        out = ctypes.c_int64()
        call("cxm_tally_memory", self._handle.pointer, ctypes.byref(out))
        return out.value

    def assess(self, **options: Any) -> Assessment:
        """Estimate everything the instrument declares; options as of cxm.assess."""
        return assess_tallies([self], **options)

    def __repr__(self) -> str:
        return f"<cxm.Tally of {self.rows} rows by {self.instrument.id} {self.instrument.version}>"


def _instrument_of_state(state: bytes) -> Instrument:
    """The instrument that a state file brings along: JSON between the state and the last 20 bytes."""
    import json

    size = int.from_bytes(state[-20:-12], "little")
    trailer = json.loads(state[-20 - size:-20].decode("utf-8"))
    return Instrument(trailer["instrument"])


def assess_tallies(tallies: Sequence[Tally], *, level: float = 0.95, min_base: int = 5, disclosure: bool = True,
                   language: str = "en", segments: Optional[Sequence[str]] = None, crossed_items: bool = False,
                   seed: int = 1, threads: int = 1) -> Assessment:
    """Assess one tally, or several of different instruments as the waves of one survey."""
    options, _kept = assess_options(level=level, min_base=min_base, disclosure=disclosure, language=language,
                                    segments=segments, crossed_items=crossed_items, seed=seed, threads=threads)
    pointers = (ctypes.c_void_p * max(1, len(tallies)))(*[tally._handle.pointer for tally in tallies])
    handle = made("cxm_assessment_free", "cxm_assess", pointers, len(tallies), ctypes.byref(options))
    return Assessment(handle)


def assess(data: Any, instrument: "Union[str, os.PathLike[str], Mapping[str, Any], Instrument]" = "cx4", *,
           level: float = 0.95, min_base: int = 5, disclosure: bool = True, language: str = "en",
           segments: Optional[Sequence[str]] = None, crossed_items: bool = False, threads: int = 1,
           seed: int = 1, **reading: Any) -> Assessment:
    """One line to a defensible answer.

    data: path of a CSV/TSV file (plain or gzip) or a state; a pandas or polars data frame, a pyarrow table, a DuckDB
        relation, anything with __arrow_c_stream__; a dict of arrays; a structured array.
    instrument: a built-in name, a file, a dict or an Instrument.
    Columns that the instrument does not know by name: role=, wave=, weight=, respondent=, stratum=, cluster=, fpc=, any
        segment (unit="Store"), or map={"item": "column"}. unknown="missing" counts values that the instrument does
        not know instead of refusing them. progress=True shows a bar (tqdm), or a function(done, total) is called.
    Small groups are hidden (min_base people); disclosure=False is written into every output.
    """
    if isinstance(data, (str, os.PathLike)) and is_state(os.fspath(data)):
        tally = Tally.load(data)
    elif isinstance(data, Tally):
        tally = data
    else:
        tally = Tally(instrument, data, threads=threads, **reading)
    return assess_tallies([tally], level=level, min_base=min_base, disclosure=disclosure, language=language,
                          segments=segments, crossed_items=crossed_items, seed=seed, threads=threads)


def is_state(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return file.read(8) == b"CXMTALLY"
    except OSError:
        return False


class Norm:
    """What others reach: a built-in norm ("cx4-published"), a JSON file or a JSON text."""

    def __init__(self, source: "Union[str, os.PathLike[str]]") -> None:
        if isinstance(source, str) and source.lstrip().startswith("{"):
            self._handle: Handle = made("cxm_norm_free", "cxm_norm_parse", None, *text_arguments(source))
        else:
            self._handle = made("cxm_norm_free", "cxm_norm_load", None, *text_arguments(os.fspath(source)))

    def json(self, *, canonical: bool = False) -> str:
        return buffer_bytes("cxm_norm_json", self._handle.pointer, 0 if canonical else 1).decode("utf-8")

    def position(self, measure: str, value: float, se: float, role: str = "") -> dict[str, Estimate]:
        """Where a value with its standard error stands: percentile, observed, difference."""
        out = [filled() for _ in range(3)]
        call("cxm_norm_position", self._handle.pointer, *text_arguments(measure), *text_arguments(role), value, se,
             *[ctypes.byref(estimate) for estimate in out])
        return {name: Estimate.of(e) for name, e in zip(("percentile", "observed", "difference"), out)}

    def __repr__(self) -> str:
        import json

        about = json.loads(self.json())
        return f"<cxm.Norm {about['id']} {about['version']}: {len(about['measures'])} measures>"


def catalogue() -> Table:
    """What is built in: instruments and norms."""
    return Table(made("cxm_table_free", "cxm_catalogue", None), "catalogue")


__all__ = ["ArgumentError", "Instrument", "Norm", "Tally", "assess", "assess_tallies", "catalogue"]
