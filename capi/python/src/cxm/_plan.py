# SPDX-License-Identifier: Apache-2.0
"""Plans: what could be done, is to be reached and can be afforded."""
from __future__ import annotations

import ctypes
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Optional, Union

from . import _abi
from ._errors import ArgumentError
from ._instrument import Instrument, InstrumentLike
from ._library import Handle, buffer_bytes, made, text_arguments
from ._options import one_or_more, set_list, set_numbers, whole
from ._results import Path, read_whole, write_whole


class Plan:
    """What is asked of a roadmap: a plan document (docs/plan.md) as a file, JSON text or dict, or None for the questions
    of the instrument as candidates.

    budget, capacity: cost and effort that each period can bear, instead of the document's. targets: values to reach, by
    measure, index or level ({"maturity": 60, "level": 4}). goals: what counts, a name, a list or weights by name. what_if:
    suppositions by measure or question, a value ({"culture": 60}) or a shift ({"culture": "+5"}). role: plan from the
    answers of one role; part: for one value of a segment, ("unit", "North"). top: k of the probability to be among the k
    best.
    """

    def __init__(self, source: "Union[str, os.PathLike[str], Mapping[str, Any], None]" = None,
                 instrument: InstrumentLike = "cx4", *, budget: Sequence[float] = (), capacity: Sequence[float] = (),
                 targets: Optional[Mapping[str, float]] = None,
                 goals: Union[Iterable[str], Mapping[str, float], None] = None,
                 what_if: Optional[Mapping[str, Union[float, str]]] = None, role: Optional[str] = None,
                 part: Optional[tuple[str, str]] = None, top: int = 3) -> None:
        self.instrument = Instrument(instrument)
        if source is None:
            document = ""
        elif isinstance(source, Mapping):
            document = json.dumps(source)
        elif isinstance(source, str) and source.lstrip().startswith("{"):
            document = source
        else:
            document = read_whole(source).decode("utf-8")
        options = _abi.cxm_plan_options(struct_size=ctypes.sizeof(_abi.cxm_plan_options))
        options.top = whole("top", top, 2**31 - 1)
        options.role = None if role is None else role.encode("utf-8")
        if part is not None:
            if isinstance(part, str) or len(part) != 2:
                raise ArgumentError(f'part is {part!r}, but must be a segment column and its value, as in ("unit", "North")',
                                    "part")
            options.segment, options.value = (text.encode("utf-8") for text in part)
        set_numbers(options, "budget", "budget_count", budget)
        set_numbers(options, "capacity", "capacity_count", capacity)
        set_list(options, "targets", "target_count", targets or {})
        set_numbers(options, "target_values", None, (targets or {}).values())
        weights = goals if isinstance(goals, Mapping) else {name: 1.0 for name in one_or_more(goals)}
        set_list(options, "goals", "goal_count", weights)
        set_numbers(options, "goal_weights", None, weights.values())
        supposed = what_if or {}
        set_list(options, "what_if", "what_if_count", supposed)
        set_numbers(options, "what_if_amounts", None, (_amount(name, amount) for name, amount in supposed.items()))
        options.what_if_shifts = (ctypes.c_int32 * max(1, len(supposed)))(
            *[isinstance(amount, str) and amount[:1] in ("+", "-") for amount in supposed.values()])
        self._asked = document, {"budget": list(budget), "capacity": list(capacity), "targets": dict(targets or {}),
                                 "goals": dict(weights), "what_if": dict(supposed), "role": role, "part": part, "top": top}
        self._handle: Handle = made("cxm_plan_free", "cxm_plan_parse", self.instrument._handle,
                                    *text_arguments(document), ctypes.byref(options))

    @staticmethod
    def scaffold(instrument: InstrumentLike = "cx4") -> str:
        """Draft a plan document: every question as an initiative, to be read and corrected by a person."""
        return buffer_bytes("cxm_plan_scaffold", Instrument(instrument)._handle).decode("utf-8")

    def json(self, *, canonical: bool = False) -> str:
        """The document, with budget, capacity, targets and goals as given; for people, or canonical."""
        return buffer_bytes("cxm_plan_json", self._handle, 0 if canonical else 1).decode("utf-8")

    @property
    def fingerprint(self) -> str:
        """32 hexadecimal digits: the first half of the SHA-256 of its canonical form."""
        return buffer_bytes("cxm_plan_fingerprint", self._handle).decode("ascii")

    def save(self, path: Path) -> None:
        """Write the document, complete or not at all."""
        write_whole(path, self.json())

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plan) and self.instrument == other.instrument and self._asked == other._asked

    __hash__ = None  # type: ignore[assignment]

    def __reduce__(self) -> Any:
        document, asked = self._asked
        return _plan_again, (document, self.instrument, asked)

    def __repr__(self) -> str:
        about = json.loads(self.json())
        return f"<cxm.Plan {about['id']}: {len(about.get('initiatives', []))} initiatives>"


def _amount(name: str, given: Union[float, str]) -> float:
    try:
        return float(given)
    except (TypeError, ValueError):
        raise ArgumentError(f"what_if has {given!r} for {name}, but must have a value (60) or a shift (\"+5\")",
                            "what_if") from None


def _plan_again(document: str, instrument: Instrument, asked: dict[str, Any]) -> Plan:
    return Plan(document or None, instrument, **asked)
