# SPDX-License-Identifier: Apache-2.0
"""What each answer says: item response models, scores of people, short forms; and whether raters say the same. NaN, None
and masked values are missing."""
from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import Any

import numpy as np

from ._columns import numbers_view
from ._designs import _estimates, _records, _tables, _views, Estimates, names_view, number_columns
from ._errors import ArgumentError
from ._options import one_of
from ._stats import _arrays

_MODELS = {"graded": 0, "partial_credit": 1, "graded_equal": 2, "partial_credit_equal": 3}


def _model(name: str) -> int:
    return one_of("model", name, _MODELS)


@dataclass(frozen=True)
class ItemResponse:
    """parameters: a record each with item, parameter (slope, intercepts d1, d2 ..., thresholds b1, b2 ...), value, se, low,
    high. fit: log-likelihood, aic, bic, n, parameters, marginal reliability; of groups after the first mean and sd."""

    parameters: Any
    fit: Estimates


def item_response(items: Any, model: str = "graded", *, group: Any = None, weights: Any = None,
                  level: float = 0.95) -> ItemResponse:
    """Item response model by marginal maximum likelihood; gaps do not count. model: graded, partial_credit (generalised),
    or either with one slope for all items: graded_equal, partial_credit_equal (of two categories the Rasch model). group:
    names; the trait has mean 0 and sd 1 in the first and its own in the others."""
    given = number_columns(items)
    names = None if group is None else names_view(group, "group")
    weight = None if weights is None else numbers_view(weights, "weights")
    parameters, fit = _tables("cxm_stat_item_response", 2, given.handle, _model(model),
                              None if names is None else ctypes.byref(names.view),
                              None if weight is None else ctypes.byref(weight.view), level)
    return ItemResponse(_records(parameters), _estimates(fit))


def person_scores(items: Any, model: str = "graded", method: str = "mean") -> tuple[Any, Any]:
    """Where people stand by a model of their answers, and the errors; NaN without an answer. method: mean (EAP), mode
    (MAP), weighted_likelihood (WLE)."""
    given = number_columns(items)
    chosen = one_of("method", method, {"mean": 0, "mode": 1, "weighted_likelihood": 2})
    theta, se = _arrays("cxm_stat_person_scores", given.rows, 2, given.handle, _model(model), chosen)
    return theta, se


def item_information(items: Any, theta: Any, model: str = "graded") -> Any:
    """How precisely items measure at each theta: records of item, theta, information, expected (answer)."""
    given = number_columns(items)
    view = numbers_view(theta, "theta")
    return _records(_tables("cxm_stat_item_information", 1, given.handle, _model(model), ctypes.byref(view.view))[0])


def short_forms(items: Any, model: str = "graded") -> Any:
    """Which k items to keep for a pulse, a record for each k: items (names, separated by a comma), k, reliability, lost
    (against all items), exact (1: all sets were compared)."""
    given = number_columns(items)
    return _records(_tables("cxm_stat_short_forms", 1, given.handle, _model(model))[0])


def classification(theta: Any, se: Any, cuts: Any) -> Estimates:
    """How sure levels of people are when each estimate has a normal error (Rudner): accuracy, consistency, and of each cut
    "accuracy cut 1" and so on."""
    views = _views([numbers_view(theta, "theta"), numbers_view(se, "se"), numbers_view(cuts, "cuts")])
    return _estimates(_tables("cxm_stat_classification", 1, *views)[0])


def raters(columns: Any, level: float = 0.95) -> Estimates:
    """Agreement of raters, a column each: "ICC(1,1)" to "ICC(3,k)" of complete rows (Shrout & Fleiss), and Krippendorff's
    "alpha nominal", "alpha ordinal", "alpha interval", gaps allowed."""
    given = number_columns(columns)
    return _estimates(_tables("cxm_stat_raters", 1, given.handle, level)[0])


def kappa(counts: Any, kind: str = "cohen", level: float = 0.95) -> Estimates:
    """Kappa of a table of counts: kappa, observed, expected. kind: cohen, linear, quadratic (two raters, a row and a column
    a category) or fleiss (a row a case: how many raters chose each category)."""
    table = np.asarray(counts, dtype=float)
    if table.ndim != 2:
        raise ArgumentError("counts must be a table of two dimensions", "counts")
    view = numbers_view(table.ravel(), "counts")
    chosen = one_of("kind", kind, {"cohen": 0, "linear": 1, "quadratic": 2, "fleiss": 3})
    return _estimates(_tables("cxm_stat_kappa", 1, ctypes.byref(view.view), table.shape[1], chosen, level)[0])


def retest(first: Any, second: Any, level: float = 0.95) -> Estimates:
    """Two occasions of the same people: correlation, measurement error, detectable change (of one person)."""
    views = _views([numbers_view(first, "first"), numbers_view(second, "second")])
    return _estimates(_tables("cxm_stat_retest", 1, *views, level)[0])
