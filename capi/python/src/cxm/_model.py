# SPDX-License-Identifier: Apache-2.0
"""Tallies, and the one call from answers to an assessment."""
from __future__ import annotations

import contextlib
import ctypes
import difflib
import inspect
import os
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Optional, Union

from . import _abi
from ._arrow import stream_pointer
from ._columns import columns_of, is_pandas
from ._errors import ArgumentError
from ._instrument import Instrument, InstrumentLike
from ._ledger import Ledger
from ._library import Handle, buffer_bytes, call, made, text_arguments
from ._norm import Norm
from ._options import Assessing, Reading, one_or_more, set_list, whole
from ._plan import Plan
from ._results import Assessment, Path, Table, read_whole, write_whole

_ROLES = ("role", "wave", "weight", "respondent", "stratum", "cluster", "fpc")


def mapping_of(mapped: Optional[Mapping[str, str]], named: Mapping[str, Optional[str]]) -> dict[str, str]:
    """Which column is what. A name that is neither an option nor a text is most likely a slip."""
    out = dict(mapped or {})
    for name, column in named.items():
        if column is not None:
            out[name] = column
    for name, column in out.items():
        if not isinstance(column, str):
            near = difflib.get_close_matches(name, _ASSESSING | _READING, 1)
            raise ArgumentError(f"{name} is {column!r}, but there is no such option" +
                                (f"; is {near[0]} meant?" if near else "") +
                                f" (for a column of that kind the name of the column is given: {name}=\"Column\")", name)
    return out


@contextlib.contextmanager
def meant(named: Mapping[str, Optional[str]]) -> Iterator[None]:
    """A name that no column can have and that is nearly an option was meant as that."""
    try:
        yield
    except ArgumentError as fault:
        if fault.parameter == "map":
            for name in named:
                near = difflib.get_close_matches(name, _ASSESSING | _READING | set(_ROLES), 1, 0.8)
                if near and near[0] != name and f'"{name}"' in str(fault):
                    raise ArgumentError(f"there is no option {name}; did you mean {near[0]}?", name) from None
        raise


def _is_path(data: Any) -> bool:
    return isinstance(data, (str, os.PathLike))


def _stream_of(data: Any) -> Any:
    """The Arrow stream of data that offer one, but for pandas, whose columns are read in place; else None."""
    if not is_pandas(data) and hasattr(data, "__arrow_c_stream__"):
        return data.__arrow_c_stream__()
    if hasattr(data, "fetch_arrow_reader"):  # DuckDB relations before they spoke the interface
        return data.fetch_arrow_reader().__arrow_c_stream__()
    return None


def _reading_of(data: Any, mapped: Optional[Mapping[str, str]], named: dict[str, Any],
                options: dict[str, Any]) -> tuple[Any, Reading]:
    """The data, weighted to totals where they are in memory, and how they are read. Options that are none of reading
    are segments and their columns."""
    if options.get("weighting") is not None and not _is_path(data):
        from ._weight import weight as weighted

        data, named["weight"] = weighted(data, options.pop("weighting"),
                                         base_weight=options.pop("base_weight", None)).added_to(data)
    named.update({name: options.pop(name) for name in list(options) if name not in _READING})
    return data, Reading(mapping_of(mapped, named), **options)


class Tally:
    """Exact, mergeable sums of answers: add them in any order, on any machine, to the same bytes.

    One writer or many readers. `Tally + Tally`, `sum(tallies)`, pickling and `to_bytes` are what clusters need.
    """

    def __init__(self, instrument: "InstrumentLike" = "cx4",
                 data: Any = None, **options: Any) -> None:
        """Empty, or with the answers of data; options as of `update`."""
        self.instrument = Instrument(instrument)
        with Reading({}) as how:
            self._handle: Handle = made("cxm_tally_free", "cxm_tally_new", self.instrument._handle, how)
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
               weighting: Union[str, Mapping[str, Any], None] = None, base_weight: Optional[str] = None,
               **options: Any) -> "Tally":
        """Add answers; on failure the tally is as before. Returns itself. Options: those of cxm.assess that say how
        data are read and kept; everything else is a segment and its column."""
        named = dict(zip(_ROLES, (role, wave, weight, respondent, stratum, cluster, fpc)))
        if weighting is not None:
            options.update(weighting=weighting, base_weight=base_weight)
        data, reading = _reading_of(data, map, named, options)
        pointer = self._handle
        with meant(named), reading as how:
            if _is_path(data):
                call("cxm_tally_update_file", pointer, *text_arguments(os.fspath(data)), how)
            elif (stream := _stream_of(data)) is not None:
                call("cxm_tally_update_arrow", pointer, stream_pointer(stream), how)
            else:
                columns = columns_of(data)
                call("cxm_tally_update_columns", pointer, columns.handle, how)
        return self

    def share(self, *, segments: Union[str, Sequence[str], None] = None, roles: bool = True, min_base: int = 5,
              unanimous_base: int = 10, histograms: bool = False, pairs: bool = True,
              ledger: Optional[Ledger] = None) -> "Tally":
        """A state that may be given away: no small group in it, and none to be computed from it (docs/share.md).
        segments: columns to keep, the first that has values when not given. What was merged and left out stands in
        the receipt of an assessment of it."""
        options = _abi.cxm_share_options(struct_size=ctypes.sizeof(_abi.cxm_share_options))
        options.minimum_base = whole("min_base", min_base)
        options.unanimous_base = unanimous_base if unanimous_base > 0 else -1
        options.no_roles = not roles
        options.no_pairs = not pairs
        options.histograms = histograms
        set_list(options, "segments", "segment_count", one_or_more(segments))
        if ledger is not None:
            options.ledger = ledger._handle.pointer
        handle = made("cxm_tally_free", "cxm_tally_share", self._handle, ctypes.byref(options))
        return Tally._of(handle, self.instrument)

    def merge(self, other: "Tally") -> "Tally":
        """Add another tally in place. Returns itself."""
        if not isinstance(other, Tally):
            raise ArgumentError(f"other is {type(other).__name__}, but must be a cxm.Tally; `update` adds answers", "other")
        call("cxm_tally_merge", self._handle, other._handle)
        return self

    def copy(self) -> "Tally":
        """A tally of its own with the same content."""
        return Tally._of(made("cxm_tally_free", "cxm_tally_clone", self._handle), self.instrument)

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
        return buffer_bytes("cxm_tally_serialize", self._handle, 1 if receipt else 0)

    @classmethod
    def from_bytes(cls, state: bytes,
                   instrument: "Optional[InstrumentLike]" = None) -> "Tally":
        """Read a state. instrument: of a state without its own (to_bytes(receipt=False))."""
        known = None if instrument is None else Instrument(instrument)
        handle = made("cxm_tally_free", "cxm_tally_deserialize", None, state, len(state),
                      None if known is None else known._handle)
        out = cls._of(handle, known)
        if known is None:
            out.instrument = Instrument._of(made("cxm_instrument_free", "cxm_tally_instrument", handle))
        return out

    def save(self, path: Path) -> None:
        """Write a state file, complete or not at all."""
        write_whole(path, self.to_bytes())

    @classmethod
    def load(cls, path: Path) -> "Tally":
        """Read a state file."""
        return cls.from_bytes(read_whole(path))

    def __reduce__(self) -> Any:
        return Tally.from_bytes, (self.to_bytes(),)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Tally) and self.to_bytes(receipt=False) == other.to_bytes(receipt=False)

    __hash__ = None  # type: ignore[assignment]

    @property
    def rows(self) -> int:
        """Rows in it; those with weight 0 do not count."""
        out = ctypes.c_int64()
        call("cxm_tally_rows", self._handle, ctypes.byref(out))
        return out.value

    @property
    def memory(self) -> int:
        """Bytes held."""
        out = ctypes.c_int64()
        call("cxm_tally_memory", self._handle, ctypes.byref(out))
        return out.value

    def assess(self, **options: Any) -> Assessment:
        """Estimate everything the instrument declares; options as of cxm.assess."""
        return assess_tallies([self], **options)

    def __repr__(self) -> str:
        return f"<cxm.Tally of {self.rows} rows by {self.instrument.id} {self.instrument.version}>"


def head_counts(source: Any) -> Any:
    """The handle of columns people, role, segments: of a CSV file, a frame or a dict."""
    if source is None:
        return None
    if isinstance(source, (str, os.PathLike)):
        import csv
        import io

        text = read_whole(source).decode("utf-8-sig")
        rows = [row for row in csv.reader(io.StringIO(text, newline="")) if any(cell.strip() for cell in row)]
        names = [name.strip() for name in rows[0]] if rows else []
        source = {name: [row[at] if at < len(row) else "" for row in rows[1:]] for at, name in enumerate(names)}
    columns = columns_of(source)
    columns.handle.keep = columns
    return columns.handle


def assess_tallies(tallies: Sequence[Tally], *, norm: "Union[Norm, str, os.PathLike[str], None]" = None,
                   plan: "Union[Plan, str, os.PathLike[str], Mapping[str, Any], None]" = None, heads: Any = None, ledger: Optional[Ledger] = None,
                   **options: Any) -> Assessment:
    """Assess one tally, or several of different instruments as the waves of one survey. Options: of cxm.assess."""
    for at, one in enumerate(tallies):
        if not isinstance(one, Tally):
            raise ArgumentError(f"tallies[{at}] is {type(one).__name__}, but must be a cxm.Tally; cxm.assess takes data",
                                "tallies")
    if ledger is not None and not isinstance(ledger, Ledger):
        raise ArgumentError(f"ledger is {ledger!r}, but must be a cxm.Ledger: cxm.Ledger(path), which save(path) writes",
                            "ledger")
    if plan is not None and not isinstance(plan, Plan) and tallies:
        plan = Plan(plan, tallies[-1].instrument)
    asked = plan if isinstance(plan, Plan) else None
    placing = None if norm is None else norm if isinstance(norm, Norm) else Norm(norm)
    given = Assessing(norm=placing and placing._handle, plan=asked and asked._handle, heads=head_counts(heads),
                      ledger=ledger and ledger._handle, **options)
    pointers = (ctypes.c_void_p * max(1, len(tallies)))(*[tally._handle.pointer for tally in tallies])
    with given as how:
        handle = made("cxm_assessment_free", "cxm_assess", pointers, len(tallies), how)

    def again(other: Plan) -> Assessment:
        return assess_tallies(tallies, norm=placing, plan=other, heads=heads, **options)

    return Assessment(handle, again)


_ASSESSING = frozenset(inspect.signature(Assessing).parameters)
_READING = frozenset(inspect.signature(Reading).parameters) - {"mapped"}


def split_options(options: Mapping[str, Any]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Those of assessing, and those of reading (segments and their columns among them)."""
    assessing = {name: value for name, value in options.items() if name in _ASSESSING}
    reading = {name: value for name, value in options.items() if name not in _ASSESSING or name in ("threads", "seed", "progress")}
    return assessing, reading


def tally_of(data: Any, instrument: "InstrumentLike", reading: Mapping[str, Any]) -> Tally:
    """A tally of data, which may be one already, or the path of one."""
    if isinstance(data, Tally):
        late = [name for name in reading if name not in ("threads", "seed", "progress")]
        if late:
            raise ArgumentError(f"{late[0]} says how answers are read, but a Tally has been read already; give it to cxm.Tally",
                                late[0])
        return data
    if data is None:
        raise ArgumentError("data is None, but must be answers: a path, a data frame, a dict of arrays, a Tally", "data")
    if isinstance(data, (str, os.PathLike)) and is_state(os.fspath(data)):
        return Tally.load(data)
    return Tally(instrument, data, **reading)


_PEOPLE = {
    "explain": ("cxm_explain", "cxm_explain_file", "cxm_explain_arrow", "cxm_explain_columns"),
    "check": ("cxm_check", "cxm_check_file", "cxm_check_arrow", "cxm_check_columns"),
}


def of_people(kind: str, data: Any, instrument: "InstrumentLike", mapped: Optional[Mapping[str, str]],
              options: Mapping[str, Any], asked: Sequence[Any] = (), after: Sequence[Any] = ()) -> tuple[Handle, bool]:
    """Explain or check all that cxm.assess takes: the assessment, and whether it comes from people. `asked` stands before
    the options; `after`, behind the assessment, is for people alone."""
    of_tally, of_file, of_stream, of_columns = _PEOPLE[kind]
    assessing, reading = split_options(options)
    for name in ("norm", "plan", "heads", "ledger"):
        if assessing.get(name) is not None:
            raise ArgumentError(f"{name} is of cxm.assess; cxm.{kind} has no use for it", name)
    if isinstance(data, list):
        raise ArgumentError(f"data is a list, but cxm.{kind} takes one body of answers; put them together first, or add "
                            "tallies", "data")
    given = Assessing(**assessing)
    out = ctypes.c_void_p()
    to_out = ctypes.cast(ctypes.byref(out), ctypes.POINTER(ctypes.c_void_p))
    if isinstance(data, Tally) or (_is_path(data) and is_state(os.fspath(data))):
        tally = tally_of(data, instrument, {**reading, **({} if mapped is None else {"map": mapped})})
        with given as how:
            call(of_tally, tally._handle, *asked, how, to_out)
        return Handle(out.value or 0, "cxm_assessment_free"), False
    known = Instrument(instrument)
    named = {name: reading.pop(name) for name in list(reading) if name in _ROLES}
    data, read_by = _reading_of(data, mapped, named, reading)
    with meant(named), read_by as read, given as how:
        if _is_path(data):
            call(of_file, None, *text_arguments(os.fspath(data)), *text_arguments(known.json(canonical=True)), *asked, read,
                 how, to_out, *after)
        elif (stream := _stream_of(data)) is not None:
            call(of_stream, known._handle, stream_pointer(stream), *asked, read, how, to_out, *after)
        else:
            views = columns_of(data)
            call(of_columns, known._handle, views.handle, *asked, read, how, to_out, *after)
    return Handle(out.value or 0, "cxm_assessment_free"), True


def assess(data: Any, instrument: "InstrumentLike" = "cx4", **options: Any) -> Assessment:
    """One line to a defensible answer.

    data: path of a CSV/TSV file (plain or gzip) or a state; a pandas or polars data frame, a pyarrow table, a DuckDB
        relation, anything with __arrow_c_stream__; a dict of arrays; a structured array; a Tally; or a list of these,
        assessed as one body of answers (of different instruments: the waves of one survey).
    instrument: a built-in name, a file, a dict or an Instrument; a list of them for a list of data.

    Columns that the instrument does not know by name: role=, wave=, weight=, respondent=, stratum=, cluster=, fpc=, any
        segment (unit="Store"), or map={"item": "column"}.
    Reading: unknown="missing" counts values that the instrument does not know instead of refusing them; layout=,
        separator=, latin1= of files; progress=True shows a bar (tqdm), or a function(done, total) is called.
    Weights: weighting= totals of the population (a dict, docs/survey.md) and base_weight=; replicate_weights=
        cxm.Replicates(...).
    Kept: item_moments=True, contingency=True, replicates= bootstrap replicates (need respondents).
    Estimation: level=0.95, seed=1, threads=1, lonely="adjust" (fail, average, certainty, grand-mean),
        compare_on=[measures], fdr=0.05, event= first wave after an event, event_label=.
    Selection: where={"unit": "North", "role": ["manager", "employee"]}, segments=[columns to report],
        cross=[("unit", "region")], crossed_items=False.
    Disclosure: min_base=5 people, unanimous_base=10 (0 = never), rounded=False, roll_up=True, ledger= cxm.Ledger;
        disclosure=False hides nothing and is written into every output.
    Beside the answers: heads= head counts (a CSV file, a frame or a dict with people, role, segments), norm= a name,
        file or cxm.Norm, plan= a cxm.Plan, or a plan file or dict. language="en" or "de".
    """
    assessing, reading = split_options(options)
    if not isinstance(data, list):
        return assess_tallies([tally_of(data, instrument, reading)], **assessing)
    instruments = instrument if isinstance(instrument, list) else [instrument] * len(data)
    if len(instruments) != len(data):
        raise ArgumentError(f"there are {len(instruments)} instruments for {len(data)} data sets; give one for all, or "
                            "one for each", "instrument")
    tallies: list[Tally] = []
    for each, asked in zip(data, instruments):
        tally = each if isinstance(each, Tally) and len(data) > 1 else tally_of(each, asked, reading)
        same = [at for at, known in enumerate(tallies) if known.instrument == tally.instrument]
        if same:
            tallies[same[0]] = tallies[same[0]] + tally
        else:
            tallies.append(tally)
    return assess_tallies(tallies, **assessing)


def is_state(path: str) -> bool:
    try:
        with open(path, "rb") as file:
            return file.read(8) == b"CXMTALLY"
    except OSError:
        return False


def catalogue() -> Table:
    """What is built in: instruments, norms, and profiles of cxm.simulate (kind, id, version, title)."""
    return Table(made("cxm_table_free", "cxm_catalogue", None), "catalogue")


def published() -> Table:
    """Figures of published studies that ship with the library: study, measure (of cx4), role, source, statement, share (0 to
    1), base (people asked; 0 = not said)."""
    return Table(made("cxm_table_free", "cxm_published", None), "published")
