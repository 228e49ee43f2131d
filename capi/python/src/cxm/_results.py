# SPDX-License-Identifier: Apache-2.0
"""Results: tables and assessments."""
from __future__ import annotations

import ctypes
import difflib
import html
import json
import os
import pathlib
from collections.abc import Iterator, Mapping
from typing import Any, Callable, Optional, Union

import numpy as np

from . import _abi
from ._arrow import stream_capsule
from ._errors import ArgumentError, FileError, InternalError
from ._library import Handle, buffer_bytes, call, made, text_arguments
from ._options import report_options

#: Columns that are not keys.
_FIXED = {"instrument", "version", "table", "id", "detail", "label", "unit_measure", "value", "se", "low", "high",
          "level", "n", "n_eff", "df", "method", "flags", "suppressed", "counted_in"}

Path = Union[str, "os.PathLike[str]"]


class Table:
    """Columns of numbers and texts. Taken whole by anything that reads Arrow streams: `polars.DataFrame(table)`,
    `pyarrow.table(table)`, DuckDB."""

    def __init__(self, handle: Handle, name: str) -> None:
        self._handle = handle
        self.name = name
        rows, columns = ctypes.c_int64(), ctypes.c_int64()
        call("cxm_table_size", handle.pointer, ctypes.byref(rows), ctypes.byref(columns))
        self._rows = rows.value
        self.columns: list[str] = []
        self._is_text: list[bool] = []
        for at in range(columns.value):
            is_text = ctypes.c_int32()
            data, size = ctypes.c_void_p(), ctypes.c_int64()
            call("cxm_table_column", handle.pointer, at,
                 ctypes.cast(ctypes.byref(data), ctypes.POINTER(ctypes.c_char_p)), ctypes.byref(size),
                 ctypes.byref(is_text))
            self.columns.append(ctypes.string_at(data.value or 0, size.value).decode("utf-8") if size.value else "")
            self._is_text.append(bool(is_text.value))

    def __len__(self) -> int:
        return self._rows

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self._rows, len(self.columns)

    def __iter__(self) -> Iterator[dict[str, Any]]:
        """Row by row."""
        return iter(self.rows())

    def __contains__(self, column: object) -> bool:
        return column in self.columns

    def __getitem__(self, key: Any) -> Any:
        """table["value"]: a column, a float array (NaN = there is none) or an object array of str. table[0]: a row, a dict.
        table[:5]: rows. table[["id", "value"]]: columns by name."""
        if isinstance(key, slice):
            return self.rows()[key]
        if isinstance(key, (int, np.integer)):
            return self.rows()[key]
        if isinstance(key, (list, tuple)):
            return {name: self[name] for name in key}
        column = key
        if column not in self.columns:
            raise KeyError(f"the table {self.name} has no column {column!r}; it has {', '.join(self.columns)}")
        at = self.columns.index(column)
        if self._is_text[at]:
            return np.array(self._texts(at), dtype=object)
        values = np.empty(self._rows, dtype=np.float64)
        count = ctypes.c_int64()
        call("cxm_table_numbers", self._handle, at,
             values.ctypes.data_as(ctypes.POINTER(ctypes.c_double)) if self._rows else None, self._rows,
             ctypes.byref(count))
        return values

    def _texts(self, at: int) -> list[str]:
        offsets = np.empty(self._rows + 1, dtype=np.int64)
        pointer = offsets.ctypes.data_as(ctypes.POINTER(ctypes.c_int64))
        size, count = ctypes.c_int64(), ctypes.c_int64()
        try:
            call("cxm_table_texts", self._handle, at, None, 0, ctypes.byref(size), pointer, self._rows + 1,
                 ctypes.byref(count))
        except InternalError:  # asked for the size
            pass
        data = ctypes.create_string_buffer(max(1, size.value))
        call("cxm_table_texts", self._handle, at, ctypes.addressof(data), size.value, ctypes.byref(size), pointer,
             self._rows + 1, ctypes.byref(count))
        whole = data.raw
        ends = offsets.tolist()
        return [whole[begin:end].decode("utf-8") for begin, end in zip(ends, ends[1:])]

    def to_dict(self) -> dict[str, Any]:
        """Columns by name."""
        return {name: self[name] for name in self.columns}

    def rows(self, **equal: Any) -> list[dict[str, Any]]:
        """One dict a row; None for what does not exist. With conditions the rows that meet them all:
        rows(id="maturity", wave="2017", role="")."""
        columns = self.to_dict()
        chosen = range(self._rows)
        for name, wanted in equal.items():
            values = self[name]
            chosen = [row for row in chosen if values[row] == wanted]  # type: ignore[assignment]
        out = []
        for row in chosen:
            record: dict[str, Any] = {}
            for name, values in columns.items():
                value = values[row]
                record[name] = None if isinstance(value, float) and value != value else (
                    float(value) if isinstance(value, np.floating) else value)
            out.append(record)
        return out

    def to_pandas(self) -> Any:
        """A pandas.DataFrame: numbers as float64 (NaN = there is none), texts as str."""
        try:
            import pandas  # type: ignore[import-untyped,unused-ignore]
        except ImportError as missing:
            raise ImportError("to_pandas needs pandas; to_dict, rows and Arrow consumers do without") from missing
        return pandas.DataFrame(self.to_dict())

    def to_polars(self) -> Any:
        """A polars.DataFrame, through Arrow."""
        try:
            import polars
        except ImportError as missing:
            raise ImportError("to_polars needs polars; to_dict, rows and Arrow consumers do without") from missing
        return polars.DataFrame(self)

    def csv(self) -> str:
        """RFC 4180."""
        return buffer_bytes("cxm_table_csv", self._handle).decode("utf-8")

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return stream_capsule(self._handle)

    def __reduce__(self) -> Any:
        raise TypeError("a cxm.Table belongs to this process; pickle its to_dict() or to_pandas()")

    def __repr__(self) -> str:
        return f"<cxm.Table {self.name}: {self._rows} rows, {', '.join(self.columns)}>"

    def __str__(self) -> str:
        """The first rows and the columns in which they differ from nothing, in aligned text."""
        head = self.rows()[:10]
        shown = [name for name in self.columns if any(row[name] not in (None, "") for row in head)] or self.columns
        cells = [[_cell(row[name]) for name in shown] for row in head]
        widths = [max([len(name), *(len(line[at]) for line in cells)]) for at, name in enumerate(shown)]
        lines = ["  ".join(name.ljust(width) for name, width in zip(shown, widths)).rstrip()]
        for line, row in zip(cells, head):
            lines.append("  ".join(text.rjust(width) if isinstance(row[name], float) else text.ljust(width)
                                   for text, width, name in zip(line, widths, shown)).rstrip())
        if self._rows > len(head):
            lines.append(f"... {self._rows} rows")
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        shown = ["<table><thead><tr>", *(f"<th>{html.escape(c)}</th>" for c in self.columns), "</tr></thead><tbody>"]
        for record in self.rows()[:50]:
            cells = ("" if value is None else f"{value:.4g}" if isinstance(value, float) else html.escape(str(value))
                     for value in record.values())
            shown.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
        shown.append("</tbody></table>")
        if self._rows > 50:
            shown.append(f"<p>{self._rows} rows, the first 50 shown</p>")
        return "".join(shown)


def _cell(value: Any) -> str:
    text = "" if value is None else f"{value:.4g}" if isinstance(value, float) else str(value)
    return text if len(text) <= 40 else text[:39] + "\u2026"


class Assessment:
    """Everything estimated from answers, small groups hidden. Printing it gives the scorecard."""

    def __init__(self, handle: Handle, again: "Optional[Callable[[Any], Assessment]]" = None) -> None:
        self._handle = handle
        self._again = again  # the same answers with a plan

    @property
    def tables(self) -> dict[str, int]:
        """Names of its tables and their rows."""
        listed = Table(made("cxm_table_free", "cxm_assessment_tables", self._handle), "tables")
        return {str(name): int(rows) for name, rows in zip(listed["name"], listed["rows"])}

    def table(self, name: str = "rows") -> Table:
        """One table by name; "rows" is all tidy tables behind each other."""
        return Table(made("cxm_table_free", "cxm_assessment_table", self._handle, *text_arguments(name)), name)

    def estimate(self, id: str, *, table: str = "index", detail: str = "mean", **key: str) -> dict[str, Any]:
        """The row of one estimate: `result.estimate("maturity", role="executive", wave="2017")`. Keys that are not
        given are the newest wave and everybody."""
        rows = [row for row in self.table(table).rows() if row["id"] == id and row["detail"] == detail]
        waves = list(dict.fromkeys(row["wave"] for row in rows))
        columns = [name for name in self.table(table).columns if name not in _FIXED]
        for name in key:
            if name not in columns:
                raise KeyError(f"the table {table} has no key {name!r}; it has {', '.join(columns)}")
        if waves:
            key.setdefault("wave", waves[-1])  # rows are in order of waves, oldest first
        for row in rows:
            if all(row[name] == key.get(name, "") for name in row if name not in _FIXED):
                return row
        known = list(dict.fromkeys(row["id"] for row in self.table(table).rows() if row["detail"] == detail))
        near = difflib.get_close_matches(id, known, 1)
        if id in known:
            met = {name: list(dict.fromkeys(row[name] for row in rows if row[name])) for name in key}
            there = "; ".join(f"{name}: {', '.join(values[:12])}" for name, values in met.items() if values)
            raise KeyError(f"the table {table} has {id!r}, but not for {key}; there are {there}")
        hint = f"did you mean {near[0]!r}?" if near else f"there are {', '.join(known[:12])}"
        raise KeyError(f"there is no {detail} of {id!r} in the table {table}; {hint}")

    @property
    def findings(self) -> list[dict[str, Any]]:
        """What the data say: verdict, probability, sentence, what they could not show."""
        return self.table("findings").rows()

    def scorecard(self) -> str:
        """The assessment on one screen of text."""
        return buffer_bytes("cxm_assessment_scorecard", self._handle).decode("utf-8")

    def json(self) -> str:
        """Every number as one JSON document."""
        return buffer_bytes("cxm_assessment_json", self._handle).decode("utf-8")

    def _text(self, kind: int) -> str:
        return buffer_bytes("cxm_assessment_text", self._handle, kind).decode("utf-8")

    def comparison_text(self) -> str:
        """Two sides as one table of text, of cxm.compare."""
        return self._text(_abi.CXM_TEXT_COMPARISON)

    def driver_text(self, *, by_role: bool = False) -> str:
        """What goes with outcomes."""
        return self._text(_abi.CXM_TEXT_DRIVERS_BY_ROLE if by_role else _abi.CXM_TEXT_DRIVERS)

    def plan_text(self) -> str:
        """Priorities, roadmap and what-if."""
        return self._text(_abi.CXM_TEXT_PLAN)

    def plan_json(self) -> str:
        """Every number of the plan as one JSON document (docs/plan.md)."""
        return buffer_bytes("cxm_assessment_plan", self._handle).decode("utf-8")

    def plan(self) -> dict[str, Any]:
        """The same as Python objects."""
        document: dict[str, Any] = json.loads(self.plan_json())
        return document

    def spread(self, of: str, *, wave: Optional[str] = None, role: Optional[str] = None, by: Optional[str] = None) -> Table:
        """How much single answers to a measure or index differ: the whole first (unit ""), then the units of the segment
        column `by`, with answers, value and sd, small units pulled to what all have in common. For cxm.size(sd=...) and
        cxm.allocate."""
        given = [text for name in (of, wave, role, by) for text in text_arguments(name or "")]
        return Table(made("cxm_table_free", "cxm_assessment_spread", self._handle, *given), "spread")

    def workbook(self, path: Optional[Path] = None) -> bytes:
        """Everything as a workbook (.xlsx), a sheet a table; written to `path` if given. Needs libxlsxwriter on the
        system: without it UnsupportedError says what to install."""
        import tempfile

        with tempfile.TemporaryDirectory(prefix="cxm-") as scratch:
            book = buffer_bytes("cxm_assessment_workbook", self._handle, *text_arguments(scratch))
        if path is not None:
            write_whole(path, book)
        return book

    def places(self, *, units: bool = False) -> Table:
        """Where everybody stands in the norm that the assessment was made with; units: parts of the organisation too."""
        return Table(made("cxm_table_free", "cxm_assessment_places", self._handle, int(units)), "places")

    def report(self, path: Optional[Path] = None, *, plan: Any = None, organisation: Optional[str] = None, subtitle: Optional[str] = None,
               language: Optional[str] = None, css: Optional[str] = None,
               strings: Optional[Mapping[str, str]] = None) -> str:
        """The report, one HTML file; written to `path` if given, complete or not at all. With a plan (cxm.Plan) its
        chapter on what to do is made of that, instead of the instrument's practices. strings: other words for
        phrases, by key (cxm.report_phrases)."""
        if plan is not None:
            if self._again is None:
                raise ArgumentError("plan: this assessment is not one of tallies, so nothing can be planned from it",
                                    "plan")
            return self._again(plan).report(path, organisation=organisation, subtitle=subtitle, language=language, css=css,
                                            strings=strings)
        options = report_options(organisation, subtitle, language, css, strings)
        document = buffer_bytes("cxm_assessment_report", self._handle, ctypes.byref(options)).decode("utf-8")
        if path is not None:
            write_whole(path, document)
        return document

    def to_json(self, path: Path) -> None:
        """Write every number as one JSON document."""
        write_whole(path, self.json())

    def to_dict(self, table: str = "rows") -> dict[str, Any]:
        """Columns of a table by name, as NumPy arrays."""
        return self.table(table).to_dict()

    def to_pandas(self, table: str = "rows") -> Any:
        """A table as a pandas.DataFrame."""
        return self.table(table).to_pandas()

    def to_polars(self, table: str = "rows") -> Any:
        """A table as a polars.DataFrame."""
        return self.table(table).to_polars()

    def __arrow_c_stream__(self, requested_schema: object = None) -> object:
        return self.table("rows").__arrow_c_stream__(requested_schema)

    def __reduce__(self) -> Any:
        raise TypeError("a cxm.Assessment belongs to this process; pickle the tally it was made of, or its json()")

    def __str__(self) -> str:
        return self.scorecard()

    def __repr__(self) -> str:
        about = dict(zip(*(self.table("about")[name] for name in ("name", "value"))))
        return (f"<cxm.Assessment by {about['instrument']} {about['instrument_version']}: "
                f"{len(self.findings)} findings, {sum(self.tables.values())} rows>")

    def _repr_html_(self) -> str:
        """The newest wave of the whole as one table: value, interval, base, what to know about it; then the findings."""
        about = dict(zip(*(self.table("about")[name] for name in ("name", "value"))))
        return summary_html(str(about.get("language", "en")), str(about["instrument"]), self)


def summary_html(language: str, instrument: str, result: Assessment) -> str:
    """One table and a list; every text escaped, no script, no style that a page could not set aside."""
    words = report_phrases(language)
    german = language.split("-")[0] == "de"
    shares = ("share", "probability")

    def number(value: float, unit: str) -> str:
        text = f"{100 * value:.0f} %" if unit in shares else f"{value:.{2 if unit in ('score', 'ratio') else 1}f}"
        return html.escape((text.replace(".", ",") if german else text).replace("-", "\u2212"))

    def chance(p: float) -> str:
        return "&lt;1 %" if p < .01 else "&gt;99 %" if p > .99 else number(p, "share")

    def interval(row: dict[str, Any]) -> str:
        if row["low"] is None or row["high"] is None:
            return ""
        ends = (number(row[end], row["unit_measure"]) for end in ("low", "high"))
        filled = html.escape(words["number.interval"])
        for at, end in enumerate(ends):
            filled = filled.replace(f"{{{at}}}", end)
        return filled

    def of_all(row: dict[str, Any]) -> bool:
        return row["wave"] == wave and not any(row[name] for name in row if name not in _FIXED | {"wave"})

    known, wave = [], ""
    chances: dict[Any, str] = {}  # of each level
    for table in ("index", "level", "measure"):
        rows = result.table(table).rows() if table in result.tables else []
        wave = str(rows[-1]["wave"]) if rows else wave  # rows are in order of waves, oldest first
        known += [row for row in rows if row["detail"] in ("mean", "level") and of_all(row)]
        chances.update({(row["id"], row["detail"]): chance(row["value"]) for row in rows
                        if table == "level" and row["detail"].startswith("P(level=") and row["value"] is not None and of_all(row)})
    heads = ("table.measure", "scorecard.value", "scorecard.interval", "table.n")
    title = instrument + (" \u00b7 " + words["cover.wave"].replace("{0}", wave) if wave else "")
    out = [f"<table><caption>{html.escape(title)}</caption><thead><tr>",
           *(f'<th scope="col">{html.escape(words[head])}</th>' for head in heads), '<th scope="col">flags</th></tr></thead><tbody>']
    for row in known[:40]:
        hidden = bool(row["suppressed"]) or row["value"] is None
        value = html.escape(words["scorecard.hidden"]) if row["suppressed"] else "\u2013"
        if not hidden:
            value = html.escape(str(row["label"])) if row["table"] == "level" else number(row["value"], row["unit_measure"])
        name = row["id"] if row["table"] == "level" else row["label"] or row["id"]
        sure = "" if hidden else interval(row)
        if row["table"] == "level" and not hidden:
            sure = html.escape(words["card.probability"]).replace("{0}", chances.get((row["id"], f"P(level={row['value']:.0f})"), "\u2013"))
        cells = (value, sure, "" if hidden else f"{row['n']:.0f}",
                 html.escape(str(row["flags"])))
        out.append(f'<tr><th scope="row">{html.escape(str(name))}</th>' + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
    out.append("</tbody></table>")
    if len(known) > 40:
        out.append(f"<p>{len(known)} rows, the first 40 shown</p>")
    findings = [one for one in result.findings if one["wave"] == wave]
    if findings:
        out.append(f"<p>{html.escape(words['scorecard.findings'])}</p><ul>")
        out += [f"<li>{html.escape(str(one['sentence']))} <em>({html.escape(words.get('verdict.' + str(one['verdict']), str(one['verdict'])))})</em></li>"
                for one in findings[:12]]
        out.append("</ul>")
        if len(findings) > 12:
            out.append(f"<p>{html.escape(words['scorecard.more_findings'].replace('{0}', str(len(findings) - 12)))}</p>")
    return "".join(out)


def read_whole(path: Path) -> bytes:
    """All bytes of a file."""
    try:
        return pathlib.Path(path).read_bytes()
    except OSError as fault:
        raise FileError(f"{path}: cannot be read: {fault.strerror}", str(path)) from fault


def write_whole(path: Path, content: Union[str, bytes]) -> None:
    """Complete or not at all: a reader never sees half a file."""
    target = pathlib.Path(path)
    if not target.parent.is_dir():
        raise FileError(f"{path}: the folder {target.parent} does not exist; make it first", str(path))
    beside = target.with_name(f".{target.name}.{os.getpid()}.part")
    try:
        beside.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
        beside.replace(target)
    finally:
        beside.unlink(missing_ok=True)


def report_phrases(language: str = "en") -> dict[str, str]:
    """Every phrase of the report with its key: a start for a translation."""
    table = Table(made("cxm_table_free", "cxm_report_phrases", None, *text_arguments(language)), "phrases")
    return dict(zip(table["key"].tolist(), table["text"].tolist()))


def report_style_sheet() -> str:
    """The style sheet of the report without a brand: a start for one (css= of Assessment.report)."""
    return buffer_bytes("cxm_report_style_sheet", None).decode("utf-8")
