# SPDX-License-Identifier: Apache-2.0
"""From what users hold (arrays, data frames) to views that the library reads in place."""
from __future__ import annotations

import ctypes
from collections.abc import Iterable, Mapping
from typing import Any, Optional

import numpy as np

from . import _abi
from ._errors import ArgumentError
from ._library import Handle, call, made, text_arguments

_NUMBERS = {"i1": _abi.CXM_INT8, "i2": _abi.CXM_INT16, "i4": _abi.CXM_INT32, "i8": _abi.CXM_INT64,
            "u1": _abi.CXM_UINT8, "u2": _abi.CXM_UINT16, "u4": _abi.CXM_UINT32, "u8": _abi.CXM_UINT64,
            "f4": _abi.CXM_FLOAT32, "f8": _abi.CXM_FLOAT64, "b1": _abi.CXM_BOOL8}


class View:
    """A cxm_view with everything that it points to."""

    def __init__(self) -> None:
        self.view = _abi.cxm_view(struct_size=ctypes.sizeof(_abi.cxm_view))
        self._kept: list[Any] = []

    def keep(self, thing: Any) -> Any:
        self._kept.append(thing)
        return thing

    def data(self, array: "np.ndarray[Any, Any]") -> None:
        self.keep(array)
        self.view.data = array.ctypes.data if array.size else None
        self.view.length = array.shape[0]
        # A stride of 0 is a value repeated (a broadcast); packed is said by the size of an element.
        self.view.stride = array.strides[0] if array.shape[0] > 1 else array.itemsize
        if array.shape[0] > 1 and array.strides[0] == 0:
            self.data(np.ascontiguousarray(array))

    def missing_where(self, mask: "np.ndarray[Any, Any]") -> None:
        there = self.keep(np.ascontiguousarray(~np.asarray(mask, dtype=bool)).view(np.uint8))
        self.view.validity = there.ctypes.data if there.size else None
        self.view.validity_kind = _abi.CXM_VALID_BYTES if there.size else _abi.CXM_VALID_ALL
        self.view.validity_stride = 1


def _texts(values: Iterable[Any]) -> tuple[list[Optional[bytes]], bool]:
    out: list[Optional[bytes]] = []
    for value in values:
        if value is None or value != value or type(value).__name__ in ("NAType", "NaTType"):
            out.append(None)
        elif isinstance(value, bytes):
            out.append(value)
        elif isinstance(value, float) and value.is_integer():
            out.append(str(int(value)).encode())
        elif isinstance(value, (bool, np.bool_)):
            out.append(b"1" if value else b"0")
        else:
            out.append(str(value).encode("utf-8"))
    return out, any(text is not None and b"\0" in text for text in out)


def _object_view(values: Iterable[Any], name: str) -> View:
    texts, holds_nul = _texts(values)
    if holds_nul:
        raise ArgumentError(f'column "{name}" holds a text with a NUL character; remove it', name)
    made_view = View()
    pointers = made_view.keep((ctypes.c_char_p * max(1, len(texts)))(*texts))
    made_view.view.type = _abi.CXM_UTF8_POINTERS
    made_view.view.data = ctypes.cast(pointers, ctypes.c_void_p)
    made_view.view.length = len(texts)
    return made_view


def array_view(values: Any, name: str) -> View:
    """A view of one column: NumPy arrays of numbers, truth, dates and texts in place, everything else as texts."""
    mask = None
    if isinstance(values, np.ma.MaskedArray):
        mask = np.ma.getmaskarray(values)
        values = values.data
    array = np.asarray(values)
    if array.ndim != 1:
        raise ArgumentError(f'column "{name}" has {array.ndim} dimensions, but must have 1', name)
    kind = array.dtype.kind
    made_view = View()
    if kind == "f" and array.dtype.itemsize not in (4, 8):
        array = array.astype(np.float32 if array.dtype.itemsize < 4 else np.float64)
    if not array.dtype.isnative and kind in "iufMU":
        array = array.astype(array.dtype.newbyteorder("="))
    code = f"{kind}{array.dtype.itemsize}"
    if code in _NUMBERS:
        made_view.view.type = _NUMBERS[code]
        made_view.data(array)
    elif kind == "M":
        seconds = array.astype("datetime64[s]")
        made_view.view.type = _abi.CXM_DATE_TIME
        made_view.view.width = 1
        made_view.data(seconds.view(np.int64))
        gaps = np.isnat(seconds)
        mask = gaps if mask is None else mask | gaps
    elif kind in "SU":
        made_view.view.type = _abi.CXM_UTF8_FIXED if kind == "S" else _abi.CXM_UTF32_FIXED
        made_view.view.width = array.dtype.itemsize // (1 if kind == "S" else 4)
        made_view.data(array)
    elif kind == "O":
        made_view = _object_view(array, name)
    else:
        raise ArgumentError(f'column "{name}" has the type {array.dtype}, which holds no answers; '
                            "convert it to numbers or text", name)
    if mask is not None and mask.any():
        made_view.missing_where(mask)
    return made_view


def series_view(series: Any, name: str) -> View:
    """A view of a pandas series, of any version, without pyarrow."""
    dtype = series.dtype
    if hasattr(series, "cat"):
        codes = np.asarray(series.cat.codes)
        made_view = array_view(codes, name)
        # Categories as the texts that their values would be in a column.
        categories = array_view(np.asarray(series.cat.categories), name)
        made_view.keep(categories)
        made_view.view.dictionary = ctypes.pointer(categories.view)
        if (codes < 0).any():
            made_view.missing_where(codes < 0)
        return made_view
    if isinstance(dtype, np.dtype):
        return array_view(series.to_numpy(), name)
    mask = np.asarray(series.isna())
    numeric = getattr(dtype, "kind", "O")
    if numeric in "iufb" and hasattr(dtype, "numpy_dtype"):
        # Nullable numbers: their own array, and the mask beside it.
        filled = series.to_numpy(dtype=dtype.numpy_dtype, na_value=0) if mask.any() else series.to_numpy(
            dtype=dtype.numpy_dtype)
        made_view = array_view(filled, name)
        if mask.any():
            made_view.missing_where(mask)
        return made_view
    if numeric == "M":
        return array_view(series.dt.tz_localize(None).to_numpy(), name)
    return _object_view(series.to_numpy(dtype=object), name)


class Columns:
    """Named views of equal length, given to the library."""

    def __init__(self, views: list[tuple[str, View]]) -> None:
        lengths = {int(view.view.length) for _, view in views}
        if len(lengths) > 1:
            shown = ", ".join(f"{name}: {view.view.length}" for name, view in views[:6])
            raise ArgumentError(f"columns must be equally long, but are not ({shown})", "data")
        rows = lengths.pop() if lengths else 0
        self.rows = rows
        self.views = views  # what the library reads must live as long as this
        self.handle: Handle = made("cxm_columns_free", "cxm_columns_new", None, rows)
        for name, view in views:
            call("cxm_columns_add", self.handle, *text_arguments(name), ctypes.byref(view.view))


def is_pandas(data: Any) -> bool:
    return type(data).__module__.split(".")[0] == "pandas" and hasattr(data, "iloc") and hasattr(data, "columns")


def columns_of(data: Any) -> Columns:
    """Columns of a mapping, a structured array or a data frame; others than pandas are copied."""
    if is_pandas(data):
        views = []
        for at, name in enumerate(data.columns):
            views.append((str(name), series_view(data.iloc[:, at], str(name))))
        return Columns(views)
    if isinstance(data, Mapping):
        return Columns([(str(name), array_view(values, str(name))) for name, values in data.items()])
    if isinstance(data, np.ndarray) and data.dtype.names is not None:
        return Columns([(name, array_view(data[name], name)) for name in data.dtype.names])
    if hasattr(data, "get_columns"):  # polars
        return columns_of({series.name: series.to_numpy() for series in data.get_columns()})
    if hasattr(data, "fetchnumpy"):  # DuckDB
        return columns_of(data.fetchnumpy())
    if hasattr(data, "to_pydict"):  # pyarrow
        return columns_of({name: np.asarray(values, dtype=object) for name, values in data.to_pydict().items()})
    if hasattr(data, "collect"):
        raise ArgumentError(f"data is a {type(data).__name__}, which has not been computed: give data.collect()", "data")
    raise ArgumentError(
        f"data is {type(data).__name__}, but must be a path, a data frame (pandas, polars, pyarrow, DuckDB ...), "
        "a dict of arrays, or a structured array", "data")


def numbers_view(values: Any, name: str) -> View:
    """A view for a statistic: numbers; NaN, None and masked values are missing."""
    array = values
    if is_pandas_series(values):
        return series_view(values, name)
    if hasattr(values, "columns") or isinstance(values, Mapping):
        raise ArgumentError(f"{name} is {type(values).__name__}, but must be one column of numbers", name)
    if not isinstance(array, np.ndarray):
        array = np.asarray([np.nan if v is None else v for v in values] if isinstance(values, (list, tuple)) else values)
    if array.dtype.kind == "O":
        try:
            array = array.astype(np.float64)
        except (TypeError, ValueError) as fault:
            raise ArgumentError(f"{name} must hold numbers, but {fault}", name) from None
    if array.dtype.kind not in "iufb":
        raise ArgumentError(f"{name} must hold numbers, but has the type {array.dtype}", name)
    return array_view(array, name)


def is_pandas_series(data: Any) -> bool:
    return type(data).__module__.split(".")[0] == "pandas" and hasattr(data, "iloc") and hasattr(data, "dtype")
