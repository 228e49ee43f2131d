# SPDX-License-Identifier: Apache-2.0
"""Norms: what others reach."""
from __future__ import annotations

import ctypes
import json
import os
from collections.abc import Mapping, Sequence
from typing import Any, Optional, Union

from . import _abi
from ._library import Handle, borrowed_text, buffer_bytes, call, made, text_arguments
from ._options import _strings, set_list, set_numbers
from ._results import Assessment, Path, Table, write_whole
from ._stats import Estimate, filled


def _about(id: str, source: str, population: str, date: str, version: str, title: Optional[str],
           admission: Optional[str], least_answers: float) -> _abi.cxm_norm_options:
    options = _abi.cxm_norm_options(struct_size=ctypes.sizeof(_abi.cxm_norm_options))
    for name, text in (("id", id), ("source", source), ("population", population), ("date", date),
                       ("version", version), ("title", title), ("admission", admission)):
        setattr(options, name, None if text is None else text.encode("utf-8"))
    options.least_answers = least_answers
    return options


class Norm:
    """What others reach: a built-in norm ("cx4-published"), a JSON file or a JSON text. docs/norms.md."""

    def __init__(self, source: "Union[str, os.PathLike[str]]") -> None:
        if isinstance(source, str) and source.lstrip().startswith("{"):
            self._handle: Handle = made("cxm_norm_free", "cxm_norm_parse", None, *text_arguments(source))
        else:
            self._handle = made("cxm_norm_free", "cxm_norm_load", None, *text_arguments(os.fspath(source)))

    def __reduce__(self) -> Any:
        return Norm, (self.json(canonical=True),)

    @classmethod
    def _of(cls, handle: Handle) -> "Norm":
        out = cls.__new__(cls)
        out._handle = handle
        return out

    @classmethod
    def build(cls, organisations: Mapping[str, Any], *, id: str, source: str, population: str, date: str,
              version: str = "1", title: Optional[str] = None, admission: Optional[str] = None,
              least_answers: float = 0) -> "Norm":
        """A norm of organisations by their names: each an Assessment, a Tally, or the path of a state, all by one
        instrument. Rows are not needed, and small groups stay hidden."""
        from ._model import Tally

        def assessed(of: Any) -> Assessment:
            return of if isinstance(of, Assessment) else (of if isinstance(of, Tally) else Tally.load(of)).assess()

        names = list(organisations)
        assessments = [assessed(of) for of in organisations.values()]
        options = _about(id, source, population, date, version, title, admission, least_answers)
        pointers = (ctypes.c_void_p * max(1, len(names)))(*[a._handle.pointer for a in assessments])
        return cls._of(made("cxm_norm_free", "cxm_norm_from_assessments", pointers, len(names), _strings(names),
                            len(names), ctypes.byref(options)))

    @classmethod
    def from_table(cls, path: Path, *, id: str, source: str, population: str, date: str, version: str = "1",
                   title: Optional[str] = None, admission: Optional[str] = None, least_answers: float = 0,
                   organisation: str = "organisation", attributes: Sequence[str] = (), covariates: Sequence[str] = (),
                   ignore: Sequence[str] = (), leave_out: Sequence[str] = (), lower_is_better: Sequence[str] = (),
                   unit: Optional[str] = None, missing: Optional[Sequence[str]] = None) -> "Norm":
        """A norm from a CSV or TSV file, one row an organisation, one column a measure. attributes, covariates: columns by
        which peers are filtered and found. missing: cells without a figure ("", NA, N/A and - when not given)."""
        options = _about(id, source, population, date, version, title, admission, least_answers)
        options.organisation = organisation.encode("utf-8")
        options.unit = None if unit is None else unit.encode("utf-8")
        set_list(options, "attributes", "attribute_count", attributes)
        set_list(options, "covariates", "covariate_count", covariates)
        set_list(options, "ignore", "ignore_count", ignore)
        set_list(options, "leave_out", "leave_out_count", leave_out)
        set_list(options, "lower_is_better", "lower_is_better_count", lower_is_better)
        if missing is not None:
            set_list(options, "missing", "missing_count", missing)
        return cls._of(made("cxm_norm_free", "cxm_norm_from_table", None, *text_arguments(os.fspath(path)),
                            ctypes.byref(options)))

    def peers(self, attributes: Optional[Mapping[str, str]] = None, *, near: Optional[Mapping[str, float]] = None,
              count: int = 20) -> "Norm":
        """The norm of those organisations alone that have these attributes, and of these the `count` nearest to the
        given covariates."""
        options = _abi.cxm_peer_options(struct_size=ctypes.sizeof(_abi.cxm_peer_options))
        set_list(options, "attributes", "attribute_count", attributes or {})
        set_list(options, "attribute_values", "attribute_count", (attributes or {}).values())
        set_list(options, "covariates", "covariate_count", near or {})
        set_numbers(options, "covariate_values", None, (near or {}).values())
        options.count = count
        return Norm._of(made("cxm_norm_free", "cxm_norm_peers", self._handle, ctypes.byref(options)))

    @property
    def id(self) -> str:
        """As its document says."""
        return borrowed_text("cxm_norm_id", self._handle).decode("utf-8")

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits: the first half of the SHA-256 of its canonical form."""
        return buffer_bytes("cxm_norm_fingerprint", self._handle).decode("ascii")

    def json(self, *, canonical: bool = False) -> str:
        """The document, for people, or canonical: equal norms have equal bytes."""
        return buffer_bytes("cxm_norm_json", self._handle, 0 if canonical else 1).decode("utf-8")

    def save(self, path: Path) -> None:
        """Write the document, complete or not at all."""
        write_whole(path, self.json())

    def table(self) -> Table:
        """Its measures: organisations, quartiles and centre of each."""
        return Table(made("cxm_table_free", "cxm_norm_table", self._handle), "norm")

    def position(self, measure: str, value: float, se: float, role: str = "") -> dict[str, Estimate]:
        """Where a value with its standard error stands: percentile, observed, difference."""
        out = [filled() for _ in range(3)]
        call("cxm_norm_position", self._handle, *text_arguments(measure), *text_arguments(role), value, se,
             *[ctypes.byref(estimate) for estimate in out])
        return {name: Estimate.of(e) for name, e in zip(("percentile", "observed", "difference"), out)}

    def apply(self, data: Any, *, units: bool = False, **options: Any) -> Table:
        """Where an organisation stands: a row a measure and role that both have. data: as of cxm.assess; units: parts
        of the organisation too."""
        from ._model import assess

        return assess(data, norm=self, **options).places(units=units)

    def __repr__(self) -> str:
        about = json.loads(self.json())
        return f"<cxm.Norm {about['id']} {about['version']}: {len(about['measures'])} measures>"
