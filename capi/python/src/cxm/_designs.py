# SPDX-License-Identifier: Apache-2.0
"""Statistics of samples, comparisons and models, on arrays. NaN, None and masked values are missing."""
from __future__ import annotations

import ctypes
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Optional

import numpy as np

from . import _abi
from ._columns import Columns, array_view, columns_of, is_pandas_series, numbers_view, series_view, View
from ._errors import ArgumentError
from ._library import call, Handle, text_arguments
from ._options import LONELY, one_of, set_numbers
from ._results import Table
from ._stats import _arrays, _estimate, Estimate, flag_names

_ERRORS = {"model": _abi.CXM_ERRORS_MODEL, "HC0": _abi.CXM_ERRORS_HC0, "HC1": _abi.CXM_ERRORS_HC1,
           "HC2": _abi.CXM_ERRORS_HC2, "HC3": _abi.CXM_ERRORS_HC3, "HC4": _abi.CXM_ERRORS_HC4,
           "HC4m": _abi.CXM_ERRORS_HC4M, "HC5": _abi.CXM_ERRORS_HC5, "CR0": _abi.CXM_ERRORS_CR0,
           "CR1": _abi.CXM_ERRORS_CR1, "CR1S": _abi.CXM_ERRORS_CR1S, "CR2": _abi.CXM_ERRORS_CR2,
           "CR3": _abi.CXM_ERRORS_CR3, "profile": _abi.CXM_ERRORS_PROFILE}
_FAMILIES = {"linear": _abi.CXM_REGRESSION_LINEAR, "logistic": _abi.CXM_REGRESSION_LOGISTIC}
_ADJUSTMENTS = {"bonferroni": _abi.CXM_ADJUST_BONFERRONI, "holm": _abi.CXM_ADJUST_HOLM,
                "hochberg": _abi.CXM_ADJUST_HOCHBERG, "hommel": _abi.CXM_ADJUST_HOMMEL, "bh": _abi.CXM_ADJUST_BH,
                "by": _abi.CXM_ADJUST_BY}

#: estimates by their names, in order
Estimates = dict[str, Estimate]


@dataclass(frozen=True)
class Design:
    """How the rows of a statistic were drawn.

    weights: numbers. strata, clusters: names of strata and sampling units. fpc: units in the row's stratum (all >= 1) or
    the share drawn (all <= 1). nest: names of clusters begin anew in each stratum. lonely: strata of one unit: adjust,
    fail, average, certainty or grand-mean. replicates: columns of replicate weights, which take the place of strata,
    clusters and fpc, with their type (jk1, jkn, brr, fay, bootstrap, other), scale, rscales, fay_rho, mse and whether they
    contain the weights (combined).
    """

    weights: Any = None
    strata: Any = None
    clusters: Any = None
    fpc: Any = None
    nest: bool = False
    lonely: str = "adjust"
    replicates: Any = None
    type: str = "other"
    scale: Optional[float] = None
    rscales: Sequence[float] = ()
    fay_rho: float = 0.0
    mse: bool = False
    combined: bool = True


def names_view(values: Any, name: str) -> View:
    """A view of names: codes or texts."""
    return series_view(values, name) if is_pandas_series(values) else array_view(values, name)


class _Given:
    """cxm_design with everything behind it."""

    def __init__(self, design: Optional[Design], level: float) -> None:
        given = design or Design()
        self.options = _abi.cxm_design(struct_size=ctypes.sizeof(_abi.cxm_design))
        self._kept: list[Any] = []
        options = self.options
        options.level = level
        options.lonely = one_of("lonely", given.lonely, LONELY)
        options.nest = given.nest
        for name, values, view_of in (("weights", given.weights, numbers_view), ("strata", given.strata, names_view),
                                      ("clusters", given.clusters, names_view), ("fpc", given.fpc, numbers_view)):
            if values is not None:
                view = view_of(values, name)
                self._kept.append(view)
                setattr(options, name, ctypes.pointer(view.view))
        if given.replicates is not None:
            columns = number_columns(given.replicates)
            self._kept.append(columns)
            options.replicates = columns.handle.pointer
            options.replicate_type = given.type.encode("utf-8")
            set_numbers(options, "replicate_rscales", "replicate_rscale_count", given.rscales)
            options.replicate_mse = given.mse
            options.replicate_fay_rho = given.fay_rho
            options.replicate_scale = given.scale or 0.0
            options.replicates_not_combined = not given.combined

    @property
    def pointer(self) -> Any:
        return ctypes.byref(self.options)


def number_columns(data: Any) -> Columns:
    """Columns of numbers: a mapping, a frame, or a matrix with one column a variable."""
    if isinstance(data, np.ndarray) and data.dtype.names is None:
        matrix = data[:, np.newaxis] if data.ndim == 1 else data
        if matrix.ndim != 2:
            raise ArgumentError(f"a matrix has 2 dimensions, but there are {matrix.ndim}", "data")
        return Columns([(f"x{at + 1}", numbers_view(matrix[:, at], f"x{at + 1}")) for at in range(matrix.shape[1])])
    if isinstance(data, Mapping):
        return Columns([(str(name), numbers_view(values, str(name))) for name, values in data.items()])
    return columns_of(data)


def joined_columns(first: Any, second: Any) -> Columns:
    """The columns of two, behind each other."""
    return Columns([(f"{side}{name}", view) for side, data in (("a", first), ("b", second))
                    for name, view in number_columns(data).views])


def _tables(name: str, count: int, *arguments: Any) -> list[Table]:
    out = [ctypes.c_void_p() for _ in range(count)]
    call(name, *arguments, *[ctypes.cast(ctypes.byref(one), ctypes.POINTER(ctypes.c_void_p)) for one in out])
    return [Table(Handle(one.value or 0, "cxm_table_free"), name) for one in out]


def _estimates(table: Table) -> Estimates:
    columns = table.to_dict()
    fields = [name for name in table.columns if name not in ("name", "method", "flags")]
    out: Estimates = {}
    for at, name in enumerate(columns["name"]):
        numbers = {field: float(columns[field][at]) for field in fields}
        out[str(name)] = Estimate(method=str(columns["method"][at]), flags=flag_names(int(columns["flags"][at])),
                                  **numbers)
    return out


def _values(table: Table) -> dict[str, float]:
    """Numbers without intervals, by name."""
    return {str(name): float(value) for name, value in zip(table["name"], table["value"])}


def _records(table: Table) -> Any:
    """A structured array, one record a row."""
    columns = table.to_dict()
    made = np.empty(len(table), dtype=[(name, values.dtype) for name, values in columns.items()])
    for name, values in columns.items():
        made[name] = values
    return made


def _survey(data: Any, statistic: int, design: Optional[Design], level: float) -> Estimates:
    columns, how = number_columns(data), _Given(design, level)
    return _estimates(_tables("cxm_stat_survey", 1, columns.handle, statistic, how.pointer)[0])


def survey_means(data: Any, design: Optional[Design] = None, level: float = 0.95) -> Estimates:
    """Means of the population, sum w y / sum w, of every column; variance by linearisation over the design, or by
    replicate weights. Rows with a missing value are left out as a domain. Equal to survey::svymean."""
    return _survey(data, _abi.CXM_SURVEY_MEAN, design, level)


def survey_totals(data: Any, design: Optional[Design] = None, level: float = 0.95) -> Estimates:
    """Totals of the population, sum w y."""
    return _survey(data, _abi.CXM_SURVEY_TOTAL, design, level)


def survey_variances(data: Any, design: Optional[Design] = None, level: float = 0.95) -> Estimates:
    """Variances of the population."""
    return _survey(data, _abi.CXM_SURVEY_VARIANCE, design, level)


def survey_ratio(numerator: Any, denominator: Any, design: Optional[Design] = None, level: float = 0.95) -> Estimate:
    """Ratio of two totals of the population."""
    found = _survey({"a": numerator, "b": denominator}, _abi.CXM_SURVEY_RATIO, design, level)
    return next(iter(found.values()))


def survey_group_means(y: Any, group: Any, design: Optional[Design] = None, level: float = 0.95) -> Estimates:
    """Mean of y in each group of the population."""
    views, how = (numbers_view(y, "y"), names_view(group, "group")), _Given(design, level)
    return _estimates(_tables("cxm_stat_survey_groups", 1, *_views(views), how.pointer)[0])


def survey_quantiles(y: Any, p: Any, design: Optional[Design] = None, level: float = 0.95) -> list[Estimate]:
    """Quantiles of the population, one for each p: Woodruff's interval, or the variance of replicated quantiles."""
    shares = np.atleast_1d(np.asarray(p, dtype=float))
    views, how = (numbers_view(y, "y"), numbers_view(shares, "p")), _Given(design, level)
    table = _tables("cxm_stat_survey_quantiles", 1, *_views(views), how.pointer)[0]
    columns = table.to_dict()
    fields = [name for name in table.columns if name not in ("name", "method", "flags")]
    return [Estimate(method=str(columns["method"][at]), flags=flag_names(int(columns["flags"][at])),
                     **{field: float(columns[field][at]) for field in fields}) for at in range(len(table))]


def survey_share(y: Any, design: Optional[Design] = None, level: float = 0.95) -> Estimate:
    """Share of the population with y = 1, interval on the logit scale; not with replicate weights."""
    view, how = numbers_view(y, "y"), _Given(design, level)
    return _estimate("cxm_stat_survey_share", ctypes.byref(view.view), how.pointer)


def survey_contrast(y: Any, group: Any, coefficients: Mapping[Any, float], design: Optional[Design] = None,
                    level: float = 0.95) -> Estimate:
    """A sum of the means of groups of the population times coefficients by group, with the covariances of the design:
    {"North": 1, "South": -1} is a difference. Groups without a coefficient do not count."""
    views, how = (numbers_view(y, "y"), names_view(group, "group")), _Given(design, level)
    named = list(_tables("cxm_stat_survey_groups", 1, *_views(views), how.pointer)[0]["name"])
    given = {str(int(name) if isinstance(name, float) and name.is_integer() else name): float(value)
             for name, value in coefficients.items()}
    unknown = [name for name in given if name not in named]
    if unknown:
        raise ArgumentError(f"coefficients has {unknown[0]!r}, but the groups are {', '.join(named[:12])}", "coefficients")
    numbers = numbers_view([given.get(name, 0.0) for name in named], "coefficients")
    return _estimate("cxm_stat_survey_contrast", *_views([*views, numbers]), how.pointer)


def replicate_design(weights: Any, type: str, *, strata: Any = None, clusters: Any = None, fpc: Any = None,
                     nest: bool = False, lonely: str = "adjust", replicates: int = 500, fay_rho: float = 0.5,
                     seed: int = 1) -> Design:
    """A design with replicate weights drawn from strata, clusters and fpc (as of Design). type: jk1 (jackknife without
    strata), jkn (with them), brr (two clusters a stratum), fay (the same, fay_rho instead of 0), bootstrap (Rao & Wu;
    replicates, seed). Its `replicates` is a matrix, a column a replicate, that may be kept with the data."""
    view = numbers_view(weights, "weights")
    how = _Given(Design(strata=strata, clusters=clusters, fpc=fpc, nest=nest, lonely=lonely), 0.95)
    drawn, scales = _tables("cxm_stat_replicate_weights", 2, ctypes.byref(view.view), how.pointer, *text_arguments(type),
                            replicates, fay_rho if type == "fay" else 0.0, seed)
    columns = [drawn[name] for name in drawn.columns]
    return Design(weights=weights, replicates=np.column_stack(columns), type="other",
                  scale=float(scales["scale"][0]), rscales=tuple(scales["rscale"].tolist()))


def _views(views: Sequence[View]) -> list[Any]:
    return [ctypes.byref(view.view) for view in views]


@dataclass(frozen=True)
class Regression:
    """Coefficients by predictor, "(Intercept)" first, each with its interval and p; fit: n, r2, aic and others."""

    coefficients: Estimates
    fit: Estimates


def regression(y: Any, x: Any, *, family: str = "linear", errors: Optional[str] = None, clusters: Any = None,
               design: Optional[Design] = None, level: float = 0.95) -> Regression:
    """Linear or logistic regression of y on columns x (a dict, a frame or a matrix), rows complete in all.

    errors: model, HC0 to HC5 (HC3 when not given), and with clusters CR0 to CR3 (CR2 when not given, with Satterthwaite's
    degrees of freedom); profile: intervals of a logistic model by the profile of its likelihood, for small samples. With a
    design the errors are those of the design (Binder 1983)."""
    options = _abi.cxm_regression_options(struct_size=ctypes.sizeof(_abi.cxm_regression_options))
    options.family = one_of("family", family, _FAMILIES)
    options.errors = _abi.CXM_ERRORS_DEFAULT if errors is None else one_of("errors", errors, _ERRORS)
    options.level = level
    view, columns = numbers_view(y, "y"), number_columns(x)
    kept: list[Any] = []
    if clusters is not None:
        kept.append(names_view(clusters, "clusters"))
        options.clusters = ctypes.pointer(kept[-1].view)
    if design is not None:
        kept.append(_Given(design, level))
        options.design = ctypes.pointer(kept[-1].options)
    coefficients, fit = _tables("cxm_stat_regression", 2, ctypes.byref(view.view), columns.handle,
                                ctypes.byref(options))
    del kept
    return Regression(_estimates(coefficients), _estimates(fit))


def importance(outcome: Any, predictors: Any) -> Any:
    """What each predictor has to do with the outcome, on complete rows: shares of R2 by Lindeman, Merenda & Gold (lmg) and
    Johnson (relative_weight), alone (first), beside all others (last), standardized slope, Pratt's measure, correlation.
    A structured array."""
    views = [("outcome", numbers_view(outcome, "outcome"))]
    if isinstance(predictors, Mapping):
        views += [(str(name), numbers_view(values, str(name))) for name, values in predictors.items()]
    else:
        matrix = np.asarray(predictors, dtype=float)
        views += [(f"x{at + 1}", numbers_view(matrix[:, at], f"x{at + 1}")) for at in range(matrix.shape[1])]
    return _records(_tables("cxm_stat_importance", 1, Columns(views).handle)[0])


def performance(y: Any, x: Any, low: float, high: float, *, level: float = 0.95) -> Any:
    """Importance beside performance (Martilla & James 1977), a record a column of x: importance (standardised slope on y),
    correlation, performance with its interval, low as 0 and high as 100."""
    view, columns = numbers_view(y, "y"), number_columns(x)
    return _records(_tables("cxm_stat_performance", 1, ctypes.byref(view.view), columns.handle, float(low), float(high),
                            level)[0])


def penalty_reward(y: Any, x: Any, low_to: float, high_from: float, *, level: float = 0.95) -> Any:
    """What low answers (up to low_to) cost and high ones (from high_from) add (Brandt 1987), a record a column of x:
    penalty and reward against the answers between, with their intervals (HC3), and kind: basic, performance, excitement
    or neutral (Kano 1984)."""
    view, columns = numbers_view(y, "y"), number_columns(x)
    return _records(_tables("cxm_stat_penalty_reward", 1, ctypes.byref(view.view), columns.handle, float(low_to),
                            float(high_from), level)[0])


def one_sample(x: Any, reference: float = 0, *, level: float = 0.95) -> Estimates:
    """One sample against a value: `difference` of its mean with Student's p, `signed rank`, `sign test`, and up to 26
    answers `sign flips`, the exact permutation test. Differences of pairs: one_sample(before - after)."""
    view = numbers_view(x, "x")
    return _estimates(_tables("cxm_stat_one_sample", 1, ctypes.byref(view.view), float(reference), level)[0])


def compare(a: Any, b: Any, *, paired: bool = False, pooled: bool = False, margin: float = 0,
            level: float = 0.95) -> Estimates:
    """Two samples: `difference` of the means a less b with interval and p (Welch; pooled: Student), effect sizes, rank
    tests, and with a margin `equivalence` (two one-sided tests) and `noninferiority`. paired: row i of both is the same
    person."""
    options = _abi.cxm_compare_samples_options(struct_size=ctypes.sizeof(_abi.cxm_compare_samples_options))
    options.paired, options.pooled, options.margin, options.level = paired, pooled, margin, level
    views = numbers_view(a, "a"), numbers_view(b, "b")
    return _estimates(_tables("cxm_stat_compare", 1, *_views(views), ctypes.byref(options))[0])


@dataclass(frozen=True)
class GroupComparison:
    """Tests and effect sizes by name, and all pairs (first, second, difference, low, high, p) with simultaneous
    intervals (Tukey-Kramer)."""

    tests: Estimates
    pairs: Any


def compare_groups(y: Any, group: Any, level: float = 0.95) -> GroupComparison:
    """Several groups: analysis of variance, Welch's test, Kruskal-Wallis, tests of equal variances."""
    views = numbers_view(y, "y"), names_view(group, "group")
    tests, pairs = _tables("cxm_stat_compare_groups", 2, *_views(views), level)
    return GroupComparison(_estimates(tests), _records(pairs))


def change(y: Any, person: Any, wave: Any, first: Any, second: Any, level: float = 0.95) -> Estimates:
    """`change` of the mean from the first wave to the second when some people answered in both (Kish 1965, 12.4)."""
    views = numbers_view(y, "y"), names_view(person, "person"), names_view(wave, "wave")
    return _estimates(_tables("cxm_stat_change", 1, *_views(views), *text_arguments(str(first)),
                              *text_arguments(str(second)), level)[0])


def two_shares(x1: float, n1: float, x2: float, n2: float, level: float = 0.95) -> Estimates:
    """x1 of n1 against x2 of n2, different people: `difference` (Newcombe's interval), `relative risk`, exact and
    approximate tests."""
    return _estimates(_tables("cxm_stat_two_shares", 1, float(x1), float(n1), float(x2), float(n2), level)[0])


def paired_shares(both: float, first_only: float, second_only: float, neither: float, level: float = 0.95) -> Estimates:
    """Two yes/no answers of the same people: `difference` P(first) - P(second) with McNemar's mid-p, and other tests."""
    return _estimates(_tables("cxm_stat_paired_shares", 1, float(both), float(first_only), float(second_only),
                              float(neither), level)[0])


def independence(counts: Any) -> Estimates:
    """Are rows and columns of a table of counts independent? chi-squared, likelihood ratio, Cramer's V."""
    table = np.ascontiguousarray(np.asarray(counts, dtype=float))
    if table.ndim != 2:
        raise ArgumentError(f"counts has {table.ndim} dimensions, but must have 2", "counts")
    view = numbers_view(table.ravel(), "counts")
    return _estimates(_tables("cxm_stat_independence", 1, ctypes.byref(view.view), table.shape[1])[0])


def association(tables: Any, level: float = 0.95) -> Estimates:
    """How much more often an outcome occurs with a trait: [[a, b], [c, d]], rows with and without the trait, columns with
    and without the outcome; or a list of such tables, one a stratum. One table: odds and risk ratios with exact
    statements; several: Mantel & Haenszel's common odds ratio and tests of homogeneity."""
    cells = np.asarray(tables, dtype=float)
    if cells.shape[-2:] != (2, 2):
        raise ArgumentError(f"tables has the shape {cells.shape}, but must be [[a, b], [c, d]] or a list of such tables", "tables")
    cells = cells.reshape(-1, 4)
    views = [numbers_view(np.ascontiguousarray(cells[:, at]), "abcd"[at]) for at in range(4)]
    return _estimates(_tables("cxm_stat_association", 1, *_views(views), level)[0])


def adjust_p(p: Any, method: str = "holm") -> Any:
    """p-values adjusted for their number: bonferroni, holm, hochberg, hommel (family-wise error), bh, by (false discovery
    rate). NaN stays NaN and does not count."""
    view = numbers_view(p, "p")
    return _arrays("cxm_stat_adjust_p", int(view.view.length), 1, ctypes.byref(view.view),
                   one_of("method", method, _ADJUSTMENTS))[0]


def agreement(items: Any, group: Any, low: float, high: float) -> Any:
    """Do the people of a group agree on items of one scale from low to high? A structured array, one record a group: n,
    r_wg (of several items r_wg(j)), r_star_wg, a_wg, deviation, and of one item van der Eijk's agreement."""
    columns, view = number_columns(items), names_view(group, "group")
    return _records(_tables("cxm_stat_agreement", 1, columns.handle, ctypes.byref(view.view), float(low),
                            float(high))[0])


def between(y: Any, group: Any, level: float = 0.95) -> Estimates:
    """How much of the variance lies between groups: icc1, icc2 (reliability of a group mean) and the random-intercept
    model by REML."""
    views = numbers_view(y, "y"), names_view(group, "group")
    return _estimates(_tables("cxm_stat_between", 1, *_views(views), level)[0])


def within_between(x: Any, y: Any, group: Any) -> dict[str, float]:
    """Within-and-between analysis (Dansereau, Alutto & Yammarino 1984): how much of a correlation lies between groups and
    how much within. raw = eta between x * eta between y * between + eta within x * eta within y * within."""
    views = numbers_view(x, "x"), numbers_view(y, "y"), names_view(group, "group")
    return _values(_tables("cxm_stat_within_between", 1, *_views(views))[0])


@dataclass(frozen=True)
class CaseMix:
    """units: a record a unit with raw mean, adjusted mean, contrast to the mean of units, p, stars, reliability; fit:
    slopes, mean, test of equal units."""

    units: Any
    fit: Estimates


def case_mix(items: Any, adjusters: Any, unit: Any, *, weights: Any = None, cahps: bool = False, smoothing: float = 0,
             practical_difference: float = 0, practical_share: float = 0, scale: tuple[float, float] = (0, 0),
             low_denominator: float = 10, level: float = 0.95) -> CaseMix:
    """What units would score if all had the same mix of respondents; cahps: by the formulas of the CAHPS Analysis
    Program 5.0 (docs/survey.md). A contrast below practical_difference, or below practical_share of the way from the mean
    of units to the nearer end of the scale, is no star; low_denominator: answers from which an item has its full weight in
    a unit's mean of several."""
    options = _abi.cxm_case_mix_options(struct_size=ctypes.sizeof(_abi.cxm_case_mix_options))
    options.cahps, options.smoothing, options.level = cahps, smoothing, level
    options.practical_difference, options.practical_share = practical_difference, practical_share
    options.scale_low, options.scale_high = scale
    options.low_denominator = low_denominator
    answers, mix, view = number_columns(items), number_columns(adjusters), names_view(unit, "unit")
    kept = None
    if weights is not None:
        kept = numbers_view(weights, "weights")
        options.weights = ctypes.pointer(kept.view)
    units, fit = _tables("cxm_stat_case_mix", 2, answers.handle, mix.handle, ctypes.byref(view.view),
                         ctypes.byref(options))
    del kept
    return CaseMix(_records(units), _estimates(fit))


def clusters(values: Any, groups: int) -> tuple[Any, Any]:
    """The best grouping of values on a line (least squares within groups, exactly): the group of each value, from 0, and
    the means of the groups, ascending."""
    view = numbers_view(values, "values")
    rows = int(view.view.length)
    member, centres = np.empty(rows, dtype=np.int64), np.empty(max(1, groups), dtype=np.float64)
    counts = ctypes.c_int64(), ctypes.c_int64()
    call("cxm_stat_clusters", ctypes.byref(view.view), groups, member.ctypes.data_as(ctypes.POINTER(ctypes.c_int64)), rows,
         ctypes.byref(counts[0]), centres.ctypes.data_as(ctypes.POINTER(ctypes.c_double)), len(centres),
         ctypes.byref(counts[1]))
    return member, centres[:counts[1].value]


def detectable_difference(se1: float, se2: float, power: float = 0.8, level: float = 0.95) -> float:
    """The smallest true difference of two independent estimates with these standard errors that a two-sided test finds
    with this probability."""
    out = ctypes.c_double()
    call("cxm_stat_detectable_difference", float(se1), float(se2), power, level, ctypes.byref(out))
    return out.value


def reliability(items: Any) -> float:
    """Cronbach's alpha of items, on complete rows."""
    columns, out = number_columns(items), ctypes.c_double()
    call("cxm_stat_reliability", columns.handle, ctypes.byref(out))
    return out.value


def bounded_mean(x: Any, low: float, high: float, level: float = 0.95) -> Estimate:
    """Mean of answers on a scale with two ends; the interval stays within it and holds when answers crowd at one."""
    view = numbers_view(x, "x")
    return _estimate("cxm_stat_bounded_mean", ctypes.byref(view.view), float(low), float(high), level)


def trend(times: Any, y: Any, se: Any, *, correlation: float = 0, df: float = 0, level: float = 0.95) -> Estimates:
    """A straight line through waves of known standard errors that correlate alike: `slope` per unit of time with the p of
    none; `q` tells what the line leaves. df: of the standard errors, 0 = normal."""
    views = numbers_view(times, "times"), numbers_view(y, "y"), numbers_view(se, "se")
    return _estimates(_tables("cxm_stat_trend", 1, *_views(views), float(correlation), float(df), level)[0])


def bands(values: Any, errors: Any, cuts: Any, *, lower_is_better: bool = False) -> Any:
    """Stars and other bands between cut points from the worst to the best. A structured array, one record a value: band
    (1 is the worst), the probability that the true value lies in it, the runner-up and its probability."""
    views = numbers_view(values, "values"), numbers_view(errors, "errors"), numbers_view(cuts, "cuts")
    return _records(_tables("cxm_stat_bands", 1, *_views(views), int(lower_is_better))[0])


def percentile_cuts(values: Any, shares: Any, *, lower_is_better: bool = False) -> Any:
    """Cut points at percentiles of the values, from the worst to the best: 0.15, 0.30, 0.60, 0.80 gives five stars."""
    views = numbers_view(values, "values"), numbers_view(np.atleast_1d(np.asarray(shares, dtype=float)), "shares")
    return _arrays("cxm_stat_percentile_cuts", int(views[1].view.length), 1, *_views(views), int(lower_is_better))[0]


def mediation(x: Any, m: Any, y: Any, *, level: float = 0.95, seed: int = 1) -> Estimates:
    """How much of what x has to do with y goes through m: paths a and b, `direct`, `total` and `indirect` effect, the last
    with a Monte Carlo interval too. An effect only if nothing else moves any two of them."""
    views = numbers_view(x, "x"), numbers_view(m, "m"), numbers_view(y, "y")
    return _estimates(_tables("cxm_stat_mediation", 1, *_views(views), level, seed)[0])


def area_under_curve(low: Any, high: Any, level: float = 0.95) -> Estimate:
    """How well a score tells two groups apart, from counts by score in ascending order: P(one of high scores more than one
    of low) + P(equal) / 2."""
    views = numbers_view(low, "low"), numbers_view(high, "high")
    return _estimate("cxm_stat_area_under_curve", *_views(views), level)
