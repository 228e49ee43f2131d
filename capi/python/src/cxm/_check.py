# SPDX-License-Identifier: Apache-2.0
"""Are the questions and the answers sound?"""
from __future__ import annotations

import ctypes
import html
from collections.abc import Mapping
from typing import Any, Optional

from . import _abi
from ._errors import ArgumentError
from ._instrument import InstrumentLike
from ._library import Handle, made
from ._model import of_people
from ._results import Assessment, Table, report_phrases

#: Remarks about single questions of a composite.
_APART = ("runs_against", "stands_apart", "better_without")


class Check:
    """What cxm.check found. Printing it gives the text of `cxm check`; single people's rows are in `rows` alone."""

    def __init__(self, assessment: Assessment, rows: Optional[Table]) -> None:
        #: The tables `base`, `item`, `reliability` and `answers` (docs/tables.md), as of cxm.assess.
        self.assessment = assessment
        self._rows = rows

    @property
    def reliability(self) -> Table:
        """Of every composite: alpha, omega, lambda 2 and 6, mean correlation, misfit (srmr), and what each of its questions
        does (`rest:ITEM`, `alpha_without:ITEM`, `loading:ITEM`)."""
        return self.assessment.table("reliability")

    @property
    def answers(self) -> Table:
        """How many rows show which sign of careless answering, of waves and roles."""
        return self.assessment.table("answers")

    @property
    def remarks(self) -> Table:
        """What is worth a look in the newest wave: kind, composite, item, role, a sentence, and the value with its
        interval beside the limit that it is held against (docs/quality.md has their sources)."""
        return Table(made("cxm_table_free", "cxm_assessment_remarks", self.assessment._handle), "remarks")

    @property
    def apart(self) -> list[dict[str, Any]]:
        """The remarks about questions that do not go with the others of their composite: they run against them, stand
        apart, or make the composite less reliable."""
        return [remark for remark in self.remarks.rows() if remark["kind"] in _APART]

    @property
    def rows(self) -> Table:
        """The rows that show a sign of careless answering: row (files: as a spreadsheet or SPSS counts; data in memory:
        from 0), wave, role, signs (straight, contradictory, repeated, sparse, same_id, separated by ";"), batteries
        answered straight, like_row. Single people stand behind them, and no disclosure control protects them: keep
        them with the data. A tally or state holds no rows."""
        if self._rows is None:
            raise ArgumentError("rows: a tally or state holds no rows; check the data themselves", "rows")
        return self._rows

    def text(self, *, by_role: bool = False) -> str:
        """Everything but the rows as text; by_role: each role by itself too."""
        return self.assessment._text(_abi.CXM_TEXT_CHECK_BY_ROLE if by_role else _abi.CXM_TEXT_CHECK)

    def json(self) -> str:
        """Every number as one JSON document, as `cxm check --json` writes it."""
        return self.assessment.json()

    def to_pandas(self, table: str = "reliability") -> Any:
        """A table as a pandas.DataFrame; "rows" and "remarks" are those of this object."""
        return self._table(table).to_pandas()

    def to_polars(self, table: str = "reliability") -> Any:
        """A table as a polars.DataFrame."""
        return self._table(table).to_polars()

    def _table(self, name: str) -> Table:
        return self.rows if name == "rows" else self.remarks if name == "remarks" else self.assessment.table(name)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        questionable = "" if self._rows is None else f", {len(self._rows)} questionable rows"
        return f"<cxm.Check: {len(self.remarks)} remarks{questionable}>"

    def _repr_html_(self) -> str:
        """Reliability of the newest wave's composites, remarks, and shares of rows with a sign; no single rows."""
        about = self.assessment.table("about")
        language = str(dict(zip(about["name"], about["value"])).get("language", "en"))
        words = report_phrases(language)
        german = language.split("-")[0] == "de"

        def number(value: Optional[float], digits: int, scale: float = 1, unit: str = "") -> str:
            if value is None:
                return "\u2013"
            text = f"{scale * value:.{digits}f}{unit}"
            return (text.replace(".", ",") if german else text).replace("-", "\u2212")

        def cell(row: Optional[dict[str, Any]], digits: int, scale: float = 1, unit: str = "") -> str:
            if row is None:
                return "\u2013"
            if row["suppressed"]:
                return words["check.hidden"]
            if row["low"] is None:
                return number(row["value"], digits, scale, unit)
            ends = [number(row[end], digits, scale, unit) for end in ("low", "high")]
            return (f"{number(row['value'], digits, scale, unit)} ("
                    + words["number.interval"].replace("{0}", ends[0]).replace("{1}", ends[1]) + ")")

        def table(heads: list[str], lines: list[list[str]]) -> str:
            head = "".join(f'<th scope="col">{html.escape(h)}</th>' for h in heads)
            body = "".join(f'<tr><th scope="row">{html.escape(line[0])}</th>'
                           + "".join(f"<td>{html.escape(c)}</td>" for c in line[1:]) + "</tr>" for line in lines)
            return f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"

        tables = self.assessment.tables
        wave = ""
        composites: dict[tuple[str, str], dict[str, dict[str, Any]]] = {}
        for row in self.reliability.rows() if "reliability" in tables else []:
            if row["wave"] != wave:  # rows are in order of waves, oldest first
                wave, composites = row["wave"], {}
            composites.setdefault((row["id"], row["role"]), {})[row["detail"]] = row
        out = [f"<p><strong>{html.escape(words['check.title'])}</strong></p>"]
        lines = []
        for (id, role), found in composites.items():
            people = found["alpha"]["n"]
            lines.append([id + (f" ({role})" if role else ""), number(people, 0), cell(found.get("omega"), 2),
                          cell(found.get("alpha"), 2)])
        if lines:
            out.append(table([words["check.composite"], words["check.people"], "omega", "alpha"], lines))
        remarks = self.remarks.rows()
        out.append(f"<p>{html.escape(words['check.look' if remarks else 'check.nothing'])}</p>")
        if remarks:
            out.append("<ul>" + "".join(f"<li>{html.escape(one['text'])}</li>" for one in remarks) + "</ul>")
        signs = self.answers.rows() if "answers" in tables else []
        newest = [row for row in signs if row["wave"] == signs[-1]["wave"] and not row["role"]] if signs else []
        if newest:
            lines = [[words[f"check.sign.{row['detail']}"] + ("" if row["id"] == "rows" else f" ({row['id']})"),
                      number(row["n"], 0), cell(row, 1, 100, " %")] for row in newest]
            out.append(table([words["check.sign"], words["check.of_rows"], words["check.share"]], lines))
        return "".join(out)


def check(data: Any, instrument: InstrumentLike = "cx4", *, map: Optional[Mapping[str, str]] = None,
          **options: Any) -> Check:
    """Are the questions and the answers sound (docs/quality.md)? Reliability of composites, questions that stand apart,
    rows with signs of careless answering. Nothing is removed.

    data, instrument, map and the other options are those of cxm.assess. Rows give intervals that hold for answers of any
    shape; a tally or state that keeps item moments (item_moments=True) gives those of normal theory, and nothing about
    single rows.
    """
    rows = ctypes.c_void_p()
    handle, from_people = of_people("check", data, instrument, map, options,
                                    after=(ctypes.cast(ctypes.byref(rows), ctypes.POINTER(ctypes.c_void_p)),))
    listed = Table(Handle(rows.value or 0, "cxm_table_free"), "questionable_rows") if from_people else None
    return Check(Assessment(handle), listed)
