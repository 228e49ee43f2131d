# SPDX-License-Identifier: Apache-2.0
"""What goes together: correlations, exploratory and confirmatory factors, and whether groups answer the same question.
NaN, None and masked values are missing."""
from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import numpy as np

from ._columns import numbers_view
from ._designs import _estimates, _records, _tables, _views, Estimates, names_view, number_columns
from ._errors import ArgumentError
from ._library import text_arguments
from ._options import one_of
from ._stats import _arrays

_KINDS = {"pearson": 0, "spearman": 1, "kendall": 2, "polychoric": 3, "partial": 4, "polyserial": 5}
_EQUAL = {"form": 0, "loadings": 1, "intercepts": 2, "errors": 3}


def correlations(columns: Any, kind: str = "pearson", *, listwise: bool = False) -> Any:
    """Correlations of columns (of a dict, frame or matrix), a record a pair: a, b, r, n. kind: pearson, spearman, kendall
    (tau-b), polychoric, partial (all other columns held constant, complete rows). Pairs of rows, or with listwise rows
    that are complete."""
    given = number_columns(columns)
    return _records(_tables("cxm_stat_correlations", 1, given.handle, one_of("kind", kind, _KINDS), int(listwise))[0])


def correlation(a: Any, b: Any, kind: str = "pearson", level: float = 0.95) -> Estimates:
    """One correlation with its interval: "correlation" (and its p), "statistic"; pearson also "from people", whose error
    holds for answers of any shape; polychoric also by "maximum likelihood" with the test of a "normal pair"; polyserial
    (a measured, b ordered) also in "two steps"."""
    views = _views([numbers_view(a, "a"), numbers_view(b, "b")])
    return _estimates(_tables("cxm_stat_correlation", 1, *views, one_of("kind", kind, _KINDS), level)[0])


def ordinal_association(counts: Any, level: float = 0.95) -> Estimates:
    """Association of ordered answers from a table of counts: gamma, tau-b, tau-c, somers columns (that columns depend on
    rows), somers rows, polychoric, and the test of a "normal pair" behind."""
    table = np.asarray(counts, dtype=float)
    if table.ndim != 2:
        raise ArgumentError("counts must be a table of two dimensions", "counts")
    view = numbers_view(table.ravel(), "counts")
    return _estimates(_tables("cxm_stat_ordinal_association", 1, ctypes.byref(view.view), table.shape[1], level)[0])


def mahalanobis(columns: Any) -> tuple[Any, Any]:
    """Squared Mahalanobis distance of every row from the mean of all, and the chance of one as large among normal
    answers. NaN for rows with a gap."""
    given = number_columns(columns)
    squared, p = _arrays("cxm_stat_mahalanobis", given.rows, 2, given.handle)
    return squared, p


@dataclass(frozen=True)
class IncompleteMoments:
    """means: a record a column. pairs: a record a pair with covariance (divisor n) and correlation."""

    means: Any
    pairs: Any


def incomplete_moments(columns: Any) -> IncompleteMoments:
    """Means and covariances of rows with gaps by maximum likelihood (EM): every answer counts, and gaps may depend on what
    was answered."""
    given = number_columns(columns)
    pairs, means = _tables("cxm_stat_incomplete_moments", 2, given.handle)
    return IncompleteMoments(_records(means), _records(pairs))


@dataclass(frozen=True)
class FactorCount:
    """factors: how many eigenvalues lie above those of noise. eigenvalues: a record each. adequacy: kmo, test of
    uncorrelated items, msa and smc of each item."""

    factors: int
    eigenvalues: Any
    adequacy: Estimates


def factor_count(items: Any, *, replicates: int = 500, seed: int = 1) -> FactorCount:
    """How many things do the items speak of? Parallel analysis (Horn), complete rows."""
    given = number_columns(items)
    eigenvalues, adequacy = _tables("cxm_stat_factor_count", 2, given.handle, replicates, seed)
    named = _estimates(adequacy)
    return FactorCount(int(named["factors"].value), _records(eigenvalues), named)


@dataclass(frozen=True)
class Factors:
    """loadings: a record an item and factor, with communality, uniqueness and the weights that make scores of
    standardised items. fit: "enough" (test that so many factors are enough), rmsea, tli, "phi 1 2", omega hierarchical."""

    loadings: Any
    fit: Estimates


def factors(items: Any, count: int, *, method: str = "minres", rotation: str = "oblimin") -> Factors:
    """Exploratory factor analysis of the correlations of complete rows. method: minres or ml; rotation: none, varimax,
    oblimin."""
    given = number_columns(items)
    loadings, fit = _tables("cxm_stat_factors", 2, given.handle, count,
                            one_of("method", method, {"minres": 0, "ml": 1}),
                            one_of("rotation", rotation, {"none": 0, "varimax": 1, "oblimin": 2}))
    return Factors(_records(loadings), _estimates(fit))


@dataclass(frozen=True)
class FactorModel:
    """parameters: a record each with kind, group, to, from, value, se, standardized, free. fit: chi-squared, cfi, tli,
    rmsea (90 % limits, p of .05 or less), srmr, and the same "scaled" and "robust"."""

    parameters: Any
    fit: Estimates


def factor_model(columns: Any, model: str, *, group: Any = None, equal: str = "form", robust: bool = True,
                 ordered: bool = False) -> FactorModel:
    """Confirmatory factor analysis by maximum likelihood. model: lines such as "service =~ q1 + q2 + q3"; an indicator
    may be a factor above. Gaps count with what they have. group: names of groups; equal in them: form, loadings,
    intercepts, errors (each with those before). robust: errors and tests for answers of any shape. ordered: answers are few ordered
    codes: weighted least squares of polychoric correlations (WLSMV), one group, complete rows; thresholds too."""
    given = number_columns(columns)
    names = None if group is None else names_view(group, "group")
    parameters, fit = _tables("cxm_stat_factor_model", 2, given.handle, *text_arguments(model),
                              None if names is None else ctypes.byref(names.view), one_of("equal", equal, _EQUAL),
                              2 if ordered else int(robust))
    return FactorModel(_records(parameters), _estimates(fit))


def factor_scores(columns: Any, model: str, method: str = "regression") -> Any:
    """Scores of the factors of a model (regression or bartlett), a record a factor. NaN for rows with a gap."""
    given = number_columns(columns)
    chosen = one_of("method", method, {"regression": 0, "bartlett": 1})
    return _records(_tables("cxm_stat_factor_scores", 1, given.handle, *text_arguments(model), chosen)[0])


@dataclass(frozen=True)
class Invariance:
    """verdict: same, partial, relations, different, no_factor, unclear. steps: a record a level (configural, metric,
    scalar, strict). differences: of each group less the first: intercepts of items (how much higher people of equal level
    answer), factor means, and what these make of the items' mean."""

    verdict: str
    steps: Any
    differences: Any


def invariance(columns: Any, model: str, group: Any, level: float = 0.95) -> Invariance:
    """Do groups answer the same question? Measurement invariance of a factor model, with tests for answers of any shape."""
    given = number_columns(columns)
    names = names_view(group, "group")
    steps, differences = _tables("cxm_stat_invariance", 2, given.handle, *text_arguments(model),
                                 ctypes.byref(names.view), level)
    found = _records(steps)
    return Invariance(str(found["verdict"][0]), found, _records(differences))
