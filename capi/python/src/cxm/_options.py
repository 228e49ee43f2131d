# SPDX-License-Identifier: Apache-2.0
"""Options of calls, and progress that Python can interrupt."""
from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from types import TracebackType
from typing import Any, Callable, Optional, Union

from . import _abi

#: called with rows or bytes done and their total (0 = not known); False stops
Progress = Union[bool, None, Callable[[int, int], Optional[bool]]]


def _string(text: Optional[str]) -> Optional[bytes]:
    return None if text is None else text.encode("utf-8")


def _strings(texts: Sequence[str]) -> Any:
    return (ctypes.c_char_p * max(1, len(texts)))(*[text.encode("utf-8") for text in texts])


class _Bar:
    """tqdm where it is installed, else nothing."""

    def __init__(self) -> None:
        try:
            from tqdm.auto import tqdm  # type: ignore[import-untyped,unused-ignore]
        except ImportError as missing:
            raise ImportError("progress=True needs the package tqdm; or give a function(done, total)") from missing
        self._bar: Any = tqdm(unit_scale=True, desc="cxm")

    def __call__(self, done: int, total: int) -> bool:
        if total:
            self._bar.total = total
        self._bar.update(done - self._bar.n)
        return True

    def close(self) -> None:
        self._bar.close()


class Reading:
    """cxm_read_options with everything behind them. Use as a context: what Python raised on the way comes out."""

    def __init__(self, mapped: Mapping[str, str], *, unknown: str = "error", threads: int = 1, progress: Progress = None,
                 layout: Optional[str] = None, latin1: bool = False, item_moments: bool = False,
                 contingency: bool = False, replicates: int = 0, seed: int = 1, name: Optional[str] = None) -> None:
        if unknown not in ("error", "missing"):
            raise ValueError(f'unknown is {unknown!r}, but must be "error" or "missing"')
        options = _abi.cxm_read_options(struct_size=ctypes.sizeof(_abi.cxm_read_options))
        options.n_threads = threads
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
        options.replicates = replicates
        options.seed = seed
        self._bar = _Bar() if progress is True else None
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


def assess_options(*, level: float, min_base: int, disclosure: bool, language: str, segments: Optional[Sequence[str]],
                   crossed_items: bool, seed: int, threads: int) -> tuple[_abi.cxm_assess_options, Any]:
    options = _abi.cxm_assess_options(struct_size=ctypes.sizeof(_abi.cxm_assess_options))
    options.n_threads = threads
    options.level = level
    options.minimum_base = min_base
    options.no_disclosure = not disclosure
    options.language = _string(language)
    kept = _strings(list(segments or []))
    options.segment_count = len(segments or [])
    options.segments = kept
    options.crossed_items = crossed_items
    options.seed = seed
    return options, kept


def report_options(organisation: Optional[str], subtitle: Optional[str], language: Optional[str],
                   css: Optional[str]) -> _abi.cxm_report_options:
    options = _abi.cxm_report_options(struct_size=ctypes.sizeof(_abi.cxm_report_options))
    options.organisation = _string(organisation)
    options.subtitle = _string(subtitle)
    options.language = _string(language)
    options.css = _string(css)
    return options
