# SPDX-License-Identifier: Apache-2.0
"""What to do, how many to ask, and organisations with a known truth."""
from __future__ import annotations

import ctypes
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Optional, Union

import numpy as np

from . import _abi
from ._columns import numbers_view
from ._errors import ArgumentError
from ._instrument import Instrument, InstrumentLike
from ._library import buffer_bytes, call, made
from ._model import Tally, assess, is_state
from ._options import one_of, Progress, set_numbers, Watched
from ._plan import Plan
from ._results import Assessment, Path, Table, write_whole
from ._stats import Estimate

_RULES = {"neyman": _abi.CXM_ALLOCATE_NEYMAN, "proportional": _abi.CXM_ALLOCATE_PROPORTIONAL,
          "equal": _abi.CXM_ALLOCATE_EQUAL}


def plan(data: Any, instrument: InstrumentLike = "cx4", plan: Union[Plan, str, "os.PathLike[str]", Mapping[str, Any],
                                                                   None] = None, *, budget: Sequence[float] = (),
         capacity: Sequence[float] = (), targets: Optional[Mapping[str, float]] = None,
         goals: Union[Iterable[str], Mapping[str, float], None] = None,
         what_if: Optional[Mapping[str, Union[float, str]]] = None, role: Optional[str] = None,
         part: Optional[tuple[str, str]] = None, top: int = 3, **options: Any) -> Assessment:
    """What to do first, when, and what that is expected to move (docs/plan.md).

    plan: a cxm.Plan, or what it is made of; the other arguments are those of cxm.Plan, the options those of
    cxm.assess. The result is an assessment whose `plan()`, `plan_text()` and report tell priorities, roadmap,
    what is expected after each period, and what would follow from suppositions.
    """
    asked: InstrumentLike = instrument
    if isinstance(data, Tally):
        asked = data.instrument
    elif isinstance(data, (str, os.PathLike)) and is_state(os.fspath(data)):
        data = Tally.load(data)
        asked = data.instrument
    made_plan = plan if isinstance(plan, Plan) else Plan(
        plan, asked, budget=budget, capacity=capacity, targets=targets, goals=goals, what_if=what_if, role=role,
        part=part, top=top)
    if not all(isinstance(one, Tally) for one in (data if isinstance(data, list) else [data])):
        options.setdefault("item_moments", True)  # joint errors of questions
    return assess(data, asked, plan=made_plan, **options)


def size(of: Union[Estimate, Mapping[str, Any], None] = None, *, share: Optional[float] = None, sd: Optional[float] = None,
         nps: Optional[tuple[float, float]] = None, margins: Sequence[float] = (), changes: Sequence[float] = (),
         answers: Sequence[float] = (), level: float = 0.95, power: float = 0.8, population: Optional[float] = None,
         response_rate: float = 1, design_effect: float = 1, overlap: float = 0, correlation: float = 0,
         against_target: bool = False) -> Table:
    """How many answers and invitations a margin or a change needs, and what a number of answers will show.

    What is measured, one of: share, 0 to 1; nps, shares of promoters and detractors; sd of one answer; or `of`, an
    estimate of an earlier survey (Assessment.estimate), whose design is then part of the spread. margins, changes: in
    the unit of the quantity. A row a question, in that unit; reachable = 0: more than there are people
    (docs/sample_size.md).
    """
    options = _abi.cxm_size_options(struct_size=ctypes.sizeof(_abi.cxm_size_options))
    if (of is not None) + (share is not None) + (sd is not None) + (nps is not None) != 1:
        raise ArgumentError("size needs exactly one of share, sd, nps and an estimate", "of")
    if share is not None:
        options.quantity, options.share = _abi.CXM_QUANTITY_SHARE, share
    elif nps is not None:
        options.quantity = _abi.CXM_QUANTITY_NPS
        options.promoters, options.detractors = nps
    elif sd is not None:
        options.sd = sd
    else:
        se, n = (of.se, of.n) if isinstance(of, Estimate) else (dict(of or {})["se"], dict(of or {})["n"])
        options.sd = float(se) * float(np.sqrt(n))
    options.population = population or 0.0
    options.level, options.power = level, power
    options.response_rate, options.design_effect = response_rate, design_effect
    options.overlap, options.correlation = overlap, correlation
    options.against_target = against_target
    set_numbers(options, "margins", "margin_count", margins)
    set_numbers(options, "changes", "change_count", changes)
    set_numbers(options, "answers", "answer_count", answers)
    return Table(made("cxm_table_free", "cxm_size", None, ctypes.byref(options)), "size")


def allocate(populations: Any, sds: Any, total: float, *, rule: str = "neyman", least: float = 0) -> tuple[Any, float]:
    """Spread `total` answers over units of these people and standard deviations (Assessment.spread); at least `least` a
    unit. rule: neyman, proportional or equal. Answers a unit, and the standard error of the mean of the whole."""
    views = numbers_view(populations, "populations"), numbers_view(sds, "sds")
    rows = int(views[0].view.length)
    given = np.empty(rows, dtype=np.float64)
    count, se = ctypes.c_int64(), ctypes.c_double()
    call("cxm_size_allocate", *[ctypes.byref(v.view) for v in views], float(total), one_of("rule", rule, _RULES),
         float(least), given.ctypes.data_as(ctypes.POINTER(ctypes.c_double)) if rows else None, rows,
         ctypes.byref(count), ctypes.byref(se))
    return given, se.value


def design_effect(cluster_size: float, icc: float, weight_cv: float = 0) -> float:
    """(1 + (m - 1) icc)(1 + cv^2) of clusters of m answers and weights of coefficient of variation cv (Kish)."""
    out = ctypes.c_double()
    call("cxm_size_design_effect", float(cluster_size), float(icc), float(weight_cv), ctypes.byref(out))
    return out.value


def _drawing(profile: Union[str, Mapping[str, Any]], seed: Optional[int], copies: int, labels: bool,
             language: str) -> _abi.cxm_simulate_options:
    options = _abi.cxm_simulate_options(struct_size=ctypes.sizeof(_abi.cxm_simulate_options))
    options.profile = (profile if isinstance(profile, str) else json.dumps(profile)).encode("utf-8")
    options.seed = seed or 0
    options.copies = copies
    options.labels = labels
    options.language = language.encode("utf-8")
    return options


def simulate(instrument: InstrumentLike = "cx4", profile: Union[str, Mapping[str, Any]] = "demo", *,
             seed: Optional[int] = None, copies: int = 1, labels: bool = False, language: str = "en",
             out: Optional[Path] = None, progress: Progress = None) -> dict[str, Any]:
    """Draw an organisation with a known truth: its answers as columns, and as a CSV file `out` (docs/simulate.md).
    profile: a built-in one (demo, healthy, lip-service, diluting), a file, or a dict. Equal seeds draw the same bytes
    everywhere. progress: a bar, or a function(done, total) of rows."""
    import csv
    import io

    options = _drawing(profile, seed, copies, labels, language)
    with Watched(options, progress, "drawing") as how:
        text = buffer_bytes("cxm_simulate", Instrument(instrument)._handle, how).decode("utf-8")
    if out is not None:
        write_whole(out, text)
    rows = csv.reader(io.StringIO(text, newline=""))
    header = next(rows)
    columns = list(zip(*rows))
    return {name: np.array(columns[at] if columns else [], dtype=str) for at, name in enumerate(header)}


def truth(instrument: InstrumentLike = "cx4", profile: Union[str, Mapping[str, Any]] = "demo", *,
          seed: Optional[int] = None, copies: int = 1) -> dict[str, Any]:
    """What is true of the population that `simulate` draws from."""
    options = _drawing(profile, seed, copies, False, "en")
    made_text = buffer_bytes("cxm_simulate_truth", Instrument(instrument)._handle, ctypes.byref(options))
    document: dict[str, Any] = json.loads(made_text)
    return document
