# SPDX-License-Identifier: Apache-2.0
"""The pure statistics, on arrays. NaN, None and masked values are missing."""
from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any, Sequence

import numpy as np

from . import _abi
from ._columns import numbers_view
from ._errors import ArgumentError
from ._library import call

_FLAGS = ("undefined", "no_interval", "suppressed", "clamped", "lonely_psu", "small_base", "bounds", "approximate",
          "version_differs")
_SHARE_METHODS = {"wilson": _abi.CXM_SHARE_WILSON, "wilson-continuity": _abi.CXM_SHARE_WILSON_CONTINUITY,
                  "clopper-pearson": _abi.CXM_SHARE_CLOPPER_PEARSON, "agresti-coull": _abi.CXM_SHARE_AGRESTI_COULL,
                  "wald": _abi.CXM_SHARE_WALD, "jeffreys": _abi.CXM_SHARE_JEFFREYS, "logit": _abi.CXM_SHARE_LOGIT,
                  "probit": _abi.CXM_SHARE_PROBIT, "cloglog": _abi.CXM_SHARE_CLOGLOG}


def flag_names(bits: int) -> tuple[str, ...]:
    return tuple(name for bit, name in enumerate(_FLAGS) if bits >> bit & 1)


@dataclass(frozen=True)
class Estimate:
    """A number with its uncertainty; NaN where it does not exist, with the reason in flags."""

    value: float
    low: float
    high: float
    se: float
    level: float
    n: float
    n_eff: float
    df: float
    method: str
    flags: tuple[str, ...]
    p: float = float("nan")  #: of a test, where there is one

    @classmethod
    def of(cls, e: _abi.cxm_estimate) -> "Estimate":
        """Of a structure of the C interface."""
        flags = flag_names(e.flags)
        return cls(e.value, e.low, e.high, e.se, e.level, e.n, e.n_eff, e.df, e.method.decode("utf-8"), flags)

    def __str__(self) -> str:
        return f"{self.value:.4g} ({self.low:.4g} to {self.high:.4g})"


def filled() -> _abi.cxm_estimate:
    return _abi.cxm_estimate(struct_size=ctypes.sizeof(_abi.cxm_estimate))


def _estimate(name: str, *arguments: Any) -> Estimate:
    out = filled()
    call(name, *arguments, ctypes.byref(out))
    return Estimate.of(out)


def _arrays(name: str, size: int, count: int, *arguments: Any, after: Sequence[Any] = ()) -> list[Any]:
    out = [np.empty(size, dtype=np.float64) for _ in range(count)]
    tail: list[Any] = []
    for array in out:
        tail += [array.ctypes.data_as(ctypes.POINTER(ctypes.c_double)) if size else None, size,
                 ctypes.byref(ctypes.c_int64())]
    call(name, *arguments, *tail, *after)
    return out


def mean(x: Any, level: float = 0.95) -> Estimate:
    """Mean with Student's t interval."""
    view = numbers_view(x, "x")
    return _estimate("cxm_stat_mean", ctypes.byref(view.view), level)


def weighted_mean(x: Any, weights: Any, level: float = 0.95) -> Estimate:
    """Weighted mean, linearised variance, every row its own sampling unit."""
    views = numbers_view(x, "x"), numbers_view(weights, "weights")
    return _estimate("cxm_stat_weighted_mean", *[ctypes.byref(v.view) for v in views], level)


def share(x: float, n: float, method: str = "wilson", level: float = 0.95) -> Estimate:
    """x of n; method wilson, wilson-continuity, clopper-pearson, agresti-coull, jeffreys, logit, probit, cloglog, or wald,
    which covers too little."""
    if method not in _SHARE_METHODS:
        raise ArgumentError(f"method is {method!r}, but must be one of {', '.join(_SHARE_METHODS)}", "method")
    return _estimate("cxm_stat_share", float(x), float(n), _SHARE_METHODS[method], level)


def nps(x: Any, level: float = 0.95) -> Estimate:
    """Net Promoter Score of answers 0 to 10, adjusted Wald interval."""
    view = numbers_view(x, "x")
    return _estimate("cxm_stat_nps", ctypes.byref(view.view), level)


def nps_from_counts(promoters: float, passives: float, detractors: float, level: float = 0.95) -> Estimate:
    """The same from counts."""
    return _estimate("cxm_stat_nps_counts", float(promoters), float(passives), float(detractors), level)


def median(x: Any, level: float = 0.95) -> Estimate:
    """Median with its distribution-free interval."""
    view = numbers_view(x, "x")
    return _estimate("cxm_stat_median", ctypes.byref(view.view), level)


def difference(a: Any, b: Any, level: float = 0.95) -> Estimate:
    """Difference of two means of different people, Welch."""
    views = numbers_view(a, "a"), numbers_view(b, "b")
    return _estimate("cxm_stat_difference", *[ctypes.byref(v.view) for v in views], level)


def quantiles(x: Any, p: Any, type: int = 7) -> Any:
    """Quantiles of Hyndman & Fan's types 1 to 9."""
    views = numbers_view(x, "x"), numbers_view(np.atleast_1d(np.asarray(p, dtype=float)), "p")
    return _arrays("cxm_stat_quantiles", int(views[1].view.length), 1, *[ctypes.byref(v.view) for v in views], type)[0]


def effective_size(weights: Any) -> float:
    """Kish's effective sample size."""
    view = numbers_view(weights, "weights")
    out = ctypes.c_double()
    call("cxm_stat_effective_size", ctypes.byref(view.view), ctypes.byref(out))
    return out.value


def rank_sets(estimates: Any, errors: Any, level: float = 0.95, seed: int = 1) -> tuple[Any, Any]:
    """Simultaneous confidence sets for ranks (low, high), 1 = largest."""
    views = numbers_view(estimates, "estimates"), numbers_view(errors, "errors")
    low, high = _arrays("cxm_stat_rank_sets", int(views[0].view.length), 2, *[ctypes.byref(v.view) for v in views],
                        level, seed)
    return low, high


def shrink(estimates: Any, variances: Any, level: float = 0.95) -> tuple[Any, Any, float]:
    """Empirical-Bayes estimates of units, their standard errors, and the variance between units (REML)."""
    views = numbers_view(estimates, "estimates"), numbers_view(variances, "variances")
    tau2 = ctypes.c_double()
    shrunk, errors = _arrays("cxm_stat_shrink", int(views[0].view.length), 2, *[ctypes.byref(v.view) for v in views],
                             level, after=[ctypes.byref(tau2)])
    return shrunk, errors, tau2.value


def describe(x: Any) -> dict[str, float]:
    """One column by its numbers: n, missing, mean, sd, se, minimum, median, maximum, iqr, mad (times 1.4826), trimmed mean (a
    tenth off each end), geometric mean (where all are above 0), skewness, kurtosis (0 = normal). NaN where there is none."""
    from ._designs import _tables, _values

    view = numbers_view(x, "x")
    return _values(_tables("cxm_stat_describe", 1, ctypes.byref(view.view))[0])


def heterogeneity(estimates: Any, variances: Any, level: float = 0.95) -> dict[str, Estimate]:
    """How much units truly differ (REML): "mean", "tau2" and "i2" with Q-profile intervals, "q" with its p, "h2", and
    "prediction", where the true value of a new unit lies."""
    from ._designs import _estimates, _tables

    views = numbers_view(estimates, "estimates"), numbers_view(variances, "variances")
    return _estimates(_tables("cxm_stat_heterogeneity", 1, *[ctypes.byref(v.view) for v in views], level)[0])


def smooth_variances(variances: Any, n: Any, prior_df: float = 4) -> Any:
    """Sampling variances of unit means for `shrink` and `heterogeneity`, from variances of n answers (NaN for one answer):
    each is pulled to the pooled one with the weight of prior_df answers (Smyth 2004), then divided by n."""
    views = numbers_view(variances, "variances"), numbers_view(n, "n")
    return _arrays("cxm_stat_smooth_variances", int(views[0].view.length), 1, *[ctypes.byref(v.view) for v in views],
                   float(prior_df))[0]
