# SPDX-License-Identifier: Apache-2.0
"""Statistics of series, of people among colleagues, of scales and of paths. NaN, None and masked values are missing."""
from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np

from ._columns import numbers_view
from ._designs import (_estimates, _records, _tables, _views, Estimates, joined_columns, names_view, number_columns,
                       Regression)
from ._library import call
from ._stats import _arrays, _estimate, Estimate


def _waves(times: Any, y: Any, se: Any) -> list[Any]:
    return _views([numbers_view(times, "times"), numbers_view(y, "y"), numbers_view(se, "se")])


def event_change(times: Any, y: Any, se: Any, event: float, *, correlation: float = 0, df: float = 0,
                 level: float = 0.95) -> Estimates:
    """What an event at time `event` changed in a series of waves with known standard errors (segmented regression):
    "level change"; with two waves on each side "slope before" and "slope change"; "any change" tests all of it, "q" what
    the shape leaves. correlation: of the waves' errors. df: of the standard errors, 0 = normal."""
    return _estimates(_tables("cxm_stat_event", 1, *_waves(times, y, se), float(event), correlation, df, level)[0])


@dataclass(frozen=True)
class Break:
    """A step in a series. position: 0-based, the first wave after it. positions: every place with the p of a break there
    and whether the data allow it."""

    shift: Any
    p: float
    position: int
    positions: Any


def break_point(y: Any, se: Any, *, correlation: float = 0, level: float = 0.95, seed: int = 1) -> Break:
    """A step in a series of at least three waves, at a place not known beforehand, with the confidence set of places."""
    views = _views([numbers_view(y, "y"), numbers_view(se, "se")])
    found, positions = _tables("cxm_stat_break", 2, *views, correlation, level, seed)
    named = _estimates(found)
    return Break(named["shift"], named["likelihood ratio"].p, int(named["position"].value), _records(positions))


def decay(times: Any, y: Any, se: Any, *, correlation: float = 0, lowest: float = 0, level: float = 0.95) -> Estimates:
    """Exponential decay from the peak of a series: "half-life" with its profile interval, "floor" (not below lowest),
    "start", "peak". At least four waves from the peak on."""
    return _estimates(_tables("cxm_stat_decay", 1, *_waves(times, y, se), correlation, lowest, level)[0])


def spread_trend(times: Any, y: Any, se: Any, level: float = 0.95) -> tuple[Estimates, Any]:
    """Do units drift apart? y and se: matrices or frames, a row a unit, a column a wave. The slope of the standard
    deviation between units over time, and a record a wave: tau, low, high, units."""
    means, errors = number_columns(y), number_columns(se)
    view = numbers_view(times, "times")
    found, waves = _tables("cxm_stat_spread", 2, ctypes.byref(view.view), means.handle, errors.handle, level)
    return _estimates(found), _records(waves)


def ordered_trend(y: Any, classes: Any, stratum: Any = None) -> Estimates:
    """Does y rise over classes (numbers, in their order)? Jonckheere & Terpstra, within strata when given. "trend" has z,
    the two-sided p and whether it is exact."""
    views = [numbers_view(y, "y"), numbers_view(classes, "classes")]
    strata = None if stratum is None else names_view(stratum, "stratum")
    return _estimates(_tables("cxm_stat_ordered_trend", 1, *_views(views),
                              None if strata is None else ctypes.byref(strata.view))[0])


def share_trend(x: Any, n: Any) -> Estimates:
    """Do the shares x of n rise over the classes? Cochran & Armitage. Of strata: matrices, a row a stratum."""
    counts, totals = np.atleast_2d(np.asarray(x, dtype=float)), np.atleast_2d(np.asarray(n, dtype=float))
    views = [numbers_view(counts.ravel(), "x"), numbers_view(totals.ravel(), "n")]
    return _estimates(_tables("cxm_stat_share_trend", 1, *_views(views), counts.shape[1])[0])


def effective_counts(x: Any, n: Any) -> tuple[float, float, float]:
    """Counts x of n by cluster, made fit for tests of independent answers (Rao & Scott 1992): x and n in all, divided by
    the design effect, and the design effect. For share_trend and two_shares."""
    views = [numbers_view(x, "x"), numbers_view(n, "n")]
    out = ctypes.c_double(), ctypes.c_double(), ctypes.c_double()
    call("cxm_stat_effective_counts", *_views(views), *[ctypes.byref(one) for one in out])
    return out[0].value, out[1].value, out[2].value


def class_difference(y: Any, classes: Any, first: float, second: float, stratum: Any = None,
                     level: float = 0.95) -> Estimate:
    """Mean of y in the class `first` less that in `second`, compared within strata when given (Mantel & Haenszel's
    weights); t on the degrees of freedom of all classes together."""
    views = [numbers_view(y, "y"), numbers_view(classes, "classes")]
    strata = None if stratum is None else names_view(stratum, "stratum")
    return _estimate("cxm_stat_class_difference", *_views(views), None if strata is None else ctypes.byref(strata.view),
                     float(first), float(second), level)


def isolation(share: Any, n: Any, heads: Any = None, *, believers: Any = None, seed: int = 1,
              level: float = 0.95) -> Estimates:
    """Are people of one kind alone among their colleagues, or together? share and n answers by unit; heads: people of
    the unit. "isolation": 0 as by chance, 1 when every unit is all or none. believers: their counts among n, for the
    permutation test ("exposure by chance" with p, "p pockets", "p scattered")."""
    views = [numbers_view(share, "share"), numbers_view(n, "n")]
    people = None if heads is None else numbers_view(heads, "heads")
    out = _estimates(_tables("cxm_stat_isolation", 1, *_views(views),
                             None if people is None else ctypes.byref(people.view), level)[0])
    if believers is not None:
        counted = [numbers_view(believers, "believers"), views[1]]
        out.update(_estimates(_tables("cxm_stat_isolation_test", 1, *_views(counted), seed)[0]))
    return out


def tipping(share: float, n: float, *, n_eff: Optional[float] = None, heads: Optional[float] = None, tau: float = 0.25,
            level: float = 0.95) -> Estimates:
    """How far a unit is from the share tau at which a convention tips: "friends needed", "believers" among heads people
    when this share of n was heard, "needed", "p reached"."""
    return _estimates(_tables("cxm_stat_tipping", 1, float(share), float(n), float(n_eff or 0), float(heads or 0),
                              float(tau), level)[0])


def ranks(estimates: Any, errors: Any, *, best: int = 1, lower_is_better: bool = False, level: float = 0.95,
          draws: int = 20000, seed: int = 1) -> Any:
    """Ranks with their uncertainty, a record a unit: rank; low, high for a reader of one unit; low_all, high_all for a
    league table; p_best, the probability to be among the `best`; may_be_best, not excluded from them."""
    views = _views([numbers_view(estimates, "estimates"), numbers_view(errors, "errors")])
    return _records(_tables("cxm_stat_ranks", 1, *views, best, int(lower_is_better), level, draws, seed)[0])


def standings(values: Any) -> Any:
    """Where each value stands among all, a record a value: z, rank (1 = highest, ties share), percentile (ties half),
    quartile (1 = lowest). It has no error of its own: show it beside `ranks`."""
    view = numbers_view(values, "values")
    return _records(_tables("cxm_stat_standings", 1, ctypes.byref(view.view))[0])


@dataclass(frozen=True)
class Points:
    """dimensions: a record a dimension with achievement, improvement (NaN without a baseline) and score, the larger.
    score = base, the sum of the scores, + consistency."""

    dimensions: Any
    base: int
    consistency: int
    score: int


def points(performance: Any, floor: Any, threshold: Any, benchmark: Any, *, baseline: Any = None, most: int = 10,
           consistency_most: int = 20) -> Points:
    """Points for where a unit stands against standards by dimension and how far it has come since a baseline, by the rules
    of US hospital value-based purchasing (42 CFR 412.165)."""
    before = None if baseline is None else numbers_view(baseline, "baseline")
    now, *standards = [numbers_view(values, name) for values, name in (
        (performance, "performance"), (floor, "floor"), (threshold, "threshold"), (benchmark, "benchmark"))]
    found, totals = _tables("cxm_stat_points", 2, ctypes.byref(now.view), None if before is None else
                            ctypes.byref(before.view), *_views(standards), most, consistency_most)
    sums = {name: int(totals[name][0]) for name in totals.columns}
    return Points(_records(found), **sums)


def domain_total(scores: Any, weights: Any) -> tuple[float, float, Any]:
    """Weighted mean of the domains that are there (a missing one drops out, the others' weights are scaled up), the share of
    all weight behind it, and what each domain adds."""
    views = [numbers_view(scores, "scores"), numbers_view(weights, "weights")]
    total, present = ctypes.c_double(), ctypes.c_double()
    parts = _arrays("cxm_stat_domain_total", int(views[0].view.length), 1, *_views(views),
                    after=[ctypes.byref(total), ctypes.byref(present)])[0]
    return total.value, present.value, parts


def permutation(a: Any, b: Any, *, draws: int = 9999, seed: int = 1) -> Estimates:
    """Two samples without a model: "difference" of means with its permutation p (all assignments while there are at most
    200,000), "p greater", "p less", and the exact rank-sum test of up to 400 answers."""
    views = _views([numbers_view(a, "a"), numbers_view(b, "b")])
    return _estimates(_tables("cxm_stat_permutation", 1, *views, draws, seed)[0])


@dataclass(frozen=True)
class Scale:
    """Reliability of a sum of items by coefficient, and what each item does in it, a record an item."""

    reliability: Estimates
    items: Any

    @property
    def alpha(self) -> Any:
        """Cronbach's alpha with its jackknife interval."""
        return self.reliability["alpha"]


def scale(items: Any, level: float = 0.95) -> Scale:
    """Is a scale sound? Items as columns, reversed ones mirrored before, complete rows: "alpha" (jackknife), "alpha
    normal", "omega", "standardized alpha", "lambda 1" to "lambda 6", split halves, "one factor"."""
    columns = number_columns(items)
    found, each = _tables("cxm_stat_scale", 2, columns.handle, level)
    return Scale(_estimates(found), _records(each))


def ordinal_agreement(counts: Any) -> float:
    """Van der Eijk's agreement of counts over ordered categories: 1 all in one, 0 uniform, -1 half at each end."""
    view = numbers_view(counts, "counts")
    out = ctypes.c_double()
    call("cxm_stat_ordinal_agreement", ctypes.byref(view.view), ctypes.byref(out))
    return out.value


@dataclass(frozen=True)
class Paths:
    """effects: by name. steps: a record a slope, with `from` and `to`."""

    effects: Estimates
    steps: Any


def mediation_chain(variables: Any, *, level: float = 0.95, seed: int = 1) -> Paths:
    """A chain x, one to six mediators in order, y (columns of a dict, frame or matrix): "direct", "indirect", "total", and
    every path by the names of its mediators, as "m1 > m2"; "... monte carlo" has the interval of the product."""
    columns = number_columns(variables)
    found, slopes = _tables("cxm_stat_mediation_chain", 2, columns.handle, level, seed)
    return Paths(_estimates(found), _records(slopes))


def unit_paths(steps: Any, errors: Any, *, covariances: Any = None, level: float = 0.95, seed: int = 1) -> Paths:
    """A path between unit means, as culture, experience, loyalty: columns in that order, a row a unit, and their standard
    errors; where steps come from the same people, covariances too: the error covariances of the steps 1 and 2, 1 and 3, 2
    and 3 (a column a pair, in that order). Correlations and slopes as observed and corrected for error; slopes from 20
    units on."""
    means = number_columns(steps)
    ses = number_columns(errors) if covariances is None else joined_columns(errors, covariances)
    found, paths = _tables("cxm_stat_unit_paths", 2, means.handle, ses.handle, level, seed)
    return Paths(_estimates(found), _records(paths))


def ordinal_regression(y: Any, x: Any, counts: Any = None, level: float = 0.95) -> Regression:
    """Proportional-odds regression of an outcome in ordered categories on columns x. counts: people of each row. fit has n,
    deviance, thresholds and odds ratios."""
    view, columns = numbers_view(y, "y"), number_columns(x)
    people = None if counts is None else numbers_view(counts, "counts")
    found = _tables("cxm_stat_ordinal_regression", 2, ctypes.byref(view.view), columns.handle,
                    None if people is None else ctypes.byref(people.view), level)
    return Regression(_estimates(found[0]), _estimates(found[1]))


