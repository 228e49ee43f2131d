# SPDX-License-Identifier: Apache-2.0
"""Options of calls, and progress that Python can interrupt."""
from __future__ import annotations

import ctypes
import json
import operator
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Callable, Optional, Union

from . import _abi
from ._errors import ArgumentError

#: called with rows or bytes done and their total (0 = not known); False stops
Progress = Union[bool, None, Callable[[int, int], Optional[bool]]]


def _string(text: Optional[str]) -> Optional[bytes]:
    return None if text is None else text.encode("utf-8")


def _strings(texts: Sequence[str]) -> Any:
    return (ctypes.c_char_p * max(1, len(texts)))(*[text.encode("utf-8") for text in texts])


class _Bar:
    """tqdm where it is installed, else nothing."""

    def __init__(self, doing: str) -> None:
        try:
            from tqdm.auto import tqdm  # type: ignore[import-untyped,unused-ignore]
        except ImportError as missing:
            raise ImportError("progress=True needs the package tqdm; or give a function(done, total)") from missing
        self._bar: Any = tqdm(unit_scale=True, desc=f"cxm: {doing}")

    def __call__(self, done: int, total: int) -> bool:
        if total:
            self._bar.total = total
        self._bar.update(done - self._bar.n)
        return True

    def close(self) -> None:
        self._bar.close()


def set_list(options: Any, names: str, count: str, texts: Iterable[str]) -> None:
    """A list of texts and its length; the structure keeps what it points to."""
    listed = list(texts)
    setattr(options, names, _strings(listed))
    setattr(options, count, len(listed))


def set_numbers(options: Any, names: str, count: Optional[str], values: Iterable[float]) -> None:
    listed = [float(value) for value in values]
    setattr(options, names, (ctypes.c_double * max(1, len(listed)))(*listed))
    if count is not None:
        setattr(options, count, len(listed))


def whole(name: str, value: Any, most: int = 2**32 - 1) -> int:
    """A whole number from 0 on: what C would wrap or cut without a word is a fault."""
    try:
        number = operator.index(value)
    except TypeError:
        raise ArgumentError(f"{name} is {value!r}, but must be a whole number", name) from None
    if not 0 <= number <= most:
        raise ArgumentError(f"{name} is {number}, but must be from 0 to {most}", name)
    return number


def one_or_more(value: Union[str, Iterable[str], None]) -> list[str]:
    return [] if value is None else [value] if isinstance(value, str) else list(value)


@dataclass(frozen=True)
class Replicates:
    """Columns of replicate weights that come with the data, as R's survey::svrepdesign takes them.

    columns: names, or patterns such as "rw_*". type: jk1, jkn, brr, fay, bootstrap or other. scale: of the variance, by
    type when not given. rscales: of each column (types jkn and other). mse: deviations from the estimate, not from the
    mean of the replicates. combined: they contain the sampling weight. df: degrees of freedom of the design, columns
    less one when not given.
    """

    columns: Union[str, Sequence[str]]
    type: str
    fay_rho: float = 0.0
    scale: Optional[float] = None
    rscales: Sequence[float] = ()
    mse: bool = False
    combined: bool = True
    df: Optional[float] = None


class Watched:
    """A call that tells its progress and can be stopped. Use as a context: what Python raised on the way comes out."""

    def __init__(self, options: Any, progress: Progress, doing: str) -> None:
        if progress not in (True, False, None) and not callable(progress):
            raise ArgumentError(f"progress is {progress!r}, but must be True or a function(done, total)", "progress")
        self._bar = _Bar(doing) if progress is True else None
        self._tell = self._bar if self._bar is not None else progress
        self._raised: Optional[BaseException] = None
        # Always there: Ctrl-C reaches Python while the library works only when the library calls back.
        self._callback = _abi.progress_function(self._progress)
        options.progress = self._callback
        self.options = options

    def _progress(self, _user: object, done: int, total: int) -> int:
        try:
            if callable(self._tell) and self._tell(done, total) is False:
                return 1
            return 0
        except BaseException as raised:  # stopped here, raised again on the other side of the call
            self._raised = raised
            return 1

    def __enter__(self) -> Any:
        return ctypes.byref(self.options)

    def __exit__(self, kind: Optional[type[BaseException]], value: Optional[BaseException],
                 trace: Optional[TracebackType]) -> None:
        if self._bar is not None:
            self._bar.close()
        raised, self._raised = self._raised, None
        if raised is not None:
            raise raised


class Reading(Watched):
    """cxm_read_options with everything behind them."""

    def __init__(self, mapped: Mapping[str, str], *, unknown: str = "error", threads: int = 1, progress: Progress = None,
                 layout: Optional[str] = None, latin1: bool = False, separator: Optional[str] = None,
                 item_moments: bool = False, contingency: bool = False, replicates: int = 0, seed: int = 1,
                 replicate_weights: Optional[Replicates] = None,
                 weighting: Union[str, Mapping[str, Any], None] = None, base_weight: Optional[str] = None,
                 name: Optional[str] = None) -> None:
        if unknown not in ("error", "missing"):
            raise ArgumentError(f'unknown is {unknown!r}, but must be "error" or "missing"', "unknown")
        options = _abi.cxm_read_options(struct_size=ctypes.sizeof(_abi.cxm_read_options))
        options.n_threads = whole("threads", threads, 1024)
        options.unknown_is_missing = unknown == "missing"
        options.latin1 = latin1
        options.map_count = len(mapped)
        self._names = _strings(list(mapped))
        self._columns = _strings(list(mapped.values()))
        options.map_names = self._names
        options.map_columns = self._columns
        options.layout = _string(layout)
        options.name = _string(name)
        options.item_moments = item_moments
        options.contingency = contingency
        options.replicates = whole("replicates", replicates)
        options.seed = whole("seed", seed, 2**64 - 1)
        if separator is not None:
            if separator not in (",", ";", "\t"):
                raise ArgumentError(f"separator is {separator!r}, but must be a comma, a semicolon or a tab", "separator")
            options.separator = ord(separator)
        if weighting is not None:
            options.weighting = _string(weighting if isinstance(weighting, str) else json.dumps(weighting))
            options.base_weight = _string(base_weight)
        given = replicate_weights
        if given is not None:
            set_list(options, "replicate_columns", "replicate_count", one_or_more(given.columns))
            options.replicate_type = _string(given.type)
            options.replicate_fay_rho = given.fay_rho
            options.replicate_scale = given.scale or 0.0
            set_numbers(options, "replicate_rscales", "replicate_rscale_count", given.rscales)
            options.replicate_mse = given.mse
            options.replicates_not_combined = not given.combined
            options.replicate_df = given.df or 0.0
        super().__init__(options, progress, "reading")


LONELY = {"adjust": _abi.CXM_LONELY_ADJUST, "fail": _abi.CXM_LONELY_FAIL, "average": _abi.CXM_LONELY_AVERAGE,
          "certainty": _abi.CXM_LONELY_CERTAINTY, "grand-mean": _abi.CXM_LONELY_GRAND_MEAN}


def one_of(name: str, value: str, known: Mapping[str, int]) -> int:
    if value not in known:
        raise ArgumentError(f"{name} is {value!r}, but must be one of {', '.join(known)}", name)
    return known[value]


class Assessing(Watched):
    """cxm_assess_options with everything behind them. heads, norm, plan and ledger hold handles."""

    def __init__(self, *, level: float = 0.95, min_base: int = 5, disclosure: bool = True, language: str = "en",
                       segments: Union[str, Sequence[str], None] = None, crossed_items: bool = False, seed: int = 1,
                       threads: int = 1, where: Optional[Mapping[str, Union[str, Sequence[str]]]] = None,
                       cross: Sequence[Sequence[str]] = (), unanimous_base: int = 10, rounded: bool = False,
                       roll_up: bool = True, lonely: str = "adjust", compare_on: Union[str, Sequence[str], None] = None,
                       fdr: float = 0.05, event: Optional[str] = None, event_label: Optional[str] = None,
                       heads: Any = None, norm: Any = None, plan: Any = None,
                       ledger: Any = None, progress: Progress = None) -> None:
        options = _abi.cxm_assess_options(struct_size=ctypes.sizeof(_abi.cxm_assess_options))
        options.n_threads = whole("threads", threads, 1024)
        options.level = level
        options.minimum_base = whole("min_base", min_base)
        options.no_disclosure = not disclosure
        options.language = _string(language)
        set_list(options, "segments", "segment_count", one_or_more(segments))
        options.crossed_items = crossed_items
        options.seed = whole("seed", seed, 2**64 - 1)
        pairs = [(column, value) for column, values in (where or {}).items() for value in one_or_more(values)]
        set_list(options, "where_columns", "where_count", [column for column, _ in pairs])
        set_list(options, "where_values", "where_count", [value for _, value in pairs])
        for columns in cross:
            if isinstance(columns, str):
                raise ArgumentError(f"cross is {cross!r}, but must be a list of tuples of segment columns, as in "
                                    '[("unit", "region")]', "cross")
        set_list(options, "crosses", "cross_count", [",".join(columns) for columns in cross])
        options.unanimous_base = unanimous_base if unanimous_base > 0 else -1
        options.rounded = rounded
        options.no_roll_up = not roll_up
        options.lonely = one_of("lonely", lonely, LONELY)
        set_list(options, "compared", "compared_count", one_or_more(compare_on))
        options.false_discovery_rate = fdr
        options.event_wave = _string(event)
        options.event_label = _string(event_label)
        for name, noun in (("heads", heads), ("norm", norm), ("plan", plan), ("ledger", ledger)):
            if noun is not None:
                setattr(options, name, noun.pointer)
        self._kept = heads, norm, plan, ledger
        super().__init__(options, progress, "assessing")


def report_options(organisation: Optional[str], subtitle: Optional[str], language: Optional[str],
                   css: Optional[str], strings: Optional[Mapping[str, str]] = None) -> _abi.cxm_report_options:
    options = _abi.cxm_report_options(struct_size=ctypes.sizeof(_abi.cxm_report_options))
    options.organisation = _string(organisation)
    options.subtitle = _string(subtitle)
    options.language = _string(language)
    options.css = _string(css)
    set_list(options, "string_keys", "string_count", strings or {})
    set_list(options, "strings", "string_count", (strings or {}).values())
    return options
