# SPDX-License-Identifier: Apache-2.0
"""Weights that meet known totals of the population."""
from __future__ import annotations

import ctypes
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Optional, Union

import numpy as np

from ._columns import columns_of, is_pandas
from ._library import borrowed_text, call, Handle, text_arguments
from ._results import Path, Table, write_whole


@dataclass(frozen=True)
class Weighting:
    """Weights, one a row, and how they came about: method, convergence, worst misfit of a total, n_eff, design effect,
    range, cuts."""

    weights: Any
    report: dict[str, Any]

    def __array__(self, dtype: Any = None, copy: Any = None) -> Any:
        return np.asarray(self.weights, dtype=dtype)

    def added_to(self, data: Any, column: str = "weight to totals") -> tuple[Any, str]:
        """The data with the weights as one more column, and its name."""
        if is_pandas(data):
            return data.assign(**{column: self.weights}), column
        if isinstance(data, Mapping):
            return {**data, column: self.weights}, column
        if isinstance(data, np.ndarray) and data.dtype.names is not None:
            return {**{name: data[name] for name in data.dtype.names}, column: self.weights}, column
        if hasattr(data, "get_columns"):  # polars
            import polars

            return data.with_columns(polars.Series(column, self.weights)), column
        if hasattr(data, "append_column"):  # pyarrow
            return data.append_column(column, [self.weights]), column
        if hasattr(data, "fetchnumpy"):  # DuckDB
            return {**data.fetchnumpy(), column: self.weights}, column
        raise TypeError(f"weights cannot be added to {type(data).__name__}; add them yourself as a column")


def _report(handle: Handle) -> dict[str, Any]:
    return Table(handle, "weighting").rows()[0]


def weight(data: Any, totals: Union[str, Mapping[str, Any]], *, base_weight: Optional[str] = None,
           column: str = "weight", out: Optional[Path] = None) -> Weighting:
    """Weight rows to known totals: raking, post-stratification, calibration, trimming (docs/survey.md).

    totals: {"method": "rake", "population": 12000, "margins": [{"column": "unit", "totals": {"a": 40, "b": 60}}]}.
    data: a data frame, a dict of arrays, or the path of a CSV file; of a file, `out` is written with the same rows and
    one more `column`. base_weight: a column of weights to begin with.
    """
    document = text_arguments(totals if isinstance(totals, str) else json.dumps(totals))
    before = text_arguments(base_weight or "")
    report = ctypes.c_void_p()
    to_report = ctypes.cast(ctypes.byref(report), ctypes.POINTER(ctypes.c_void_p))
    if isinstance(data, (str, os.PathLike)):
        made = ctypes.c_void_p()
        call("cxm_weight_file", None, *text_arguments(os.fspath(data)), *document, *text_arguments(column), *before,
             ctypes.cast(ctypes.byref(made), ctypes.POINTER(ctypes.c_void_p)), to_report)
        buffer, kept = Handle(made.value or 0, "cxm_buffer_free"), Handle(report.value or 0, "cxm_table_free")
        text = borrowed_text("cxm_buffer_data", buffer).decode("utf-8")
        if out is not None:
            write_whole(out, text)
        return Weighting(_last_column(text), _report(kept))
    columns = columns_of(data)
    rows = columns.rows
    weights = np.empty(rows, dtype=np.float64)
    count = ctypes.c_int64()
    call("cxm_weight_columns", columns.handle, *document, *before,
         weights.ctypes.data_as(ctypes.POINTER(ctypes.c_double)) if rows else None, rows, ctypes.byref(count), to_report)
    return Weighting(weights, _report(Handle(report.value or 0, "cxm_table_free")))


def _last_column(text: str) -> Any:
    import csv
    import io

    header = text.split("\r\n", 1)[0]
    separator = max(",;\t", key=header.count)
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    next(rows)
    return np.array([float(row[-1].replace(",", ".")) for row in rows])
