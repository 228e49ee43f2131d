# SPDX-License-Identifier: Apache-2.0
"""Two groups side by side, and what goes with an outcome."""
from __future__ import annotations

import ctypes
import os
from collections.abc import Mapping, Sequence
from typing import Any, Optional, Union

from . import _abi
from ._errors import ArgumentError
from ._instrument import InstrumentLike
from ._library import made
from ._model import of_people, tally_of
from ._options import LONELY, Progress, Watched, one_of, one_or_more, set_list, whole
from ._results import Assessment


def compare(first: Any, second: Any = None, instrument: InstrumentLike = "cx4", *,
            a: Optional[Mapping[str, str]] = None, b: Optional[Mapping[str, str]] = None,
            second_instrument: Optional[InstrumentLike] = None, on: Union[str, Sequence[str], None] = None, margin: float = 0,
            level: float = 0.95, power: float = 0.8, fdr: float = 0.05, min_base: int = 5, disclosure: bool = True,
            lonely: str = "adjust", language: str = "en", seed: int = 1, progress: Progress = None,
            **reading: Any) -> Assessment:
    """Put two groups, waves or organisations side by side: what differs, by how much, how surely (docs/compare.md).

    first, second: data, paths, states or tallies as of cxm.assess; without a second, both sides are of the first.
    a, b: who is on each side, by wave, role and segment columns ({"wave": "2016"}); without a wave a side is its newest.
    on: only these measures and indices. margin: test equivalence within it, in points of 0 to 100 (shares: per cent).
    progress: a bar, or a function(done, total) called after each measure and, of data, while reading.
    The result has the tables `comparison` and `base`; print its `comparison_text()`.
    """
    if second is None and dict(a or {}) == dict(b or {}):
        raise ArgumentError('one body of answers needs sides that differ, as in a={"wave": "2016"}, b={"wave": "2017"}',
                            "a")
    reading = {"progress": progress, **reading}
    one = tally_of(first, instrument, reading)
    two = one if second is None else tally_of(second, instrument if second_instrument is None else second_instrument,
                                              reading)
    options = _abi.cxm_compare_options(struct_size=ctypes.sizeof(_abi.cxm_compare_options))
    options.minimum_base = whole("min_base", min_base)
    options.level = level
    options.margin = margin
    options.power = power
    options.false_discovery_rate = fdr
    options.seed = whole("seed", seed, 2**64 - 1)
    options.no_disclosure = not disclosure
    options.lonely = one_of("lonely", lonely, LONELY)
    options.language = language.encode("utf-8")
    set_list(options, "compared", "compared_count", one_or_more(on))
    for side, who, data in (("a", a or {}, first), ("b", b or {}, second)):
        set_list(options, f"{side}_columns", f"{side}_count", who)
        set_list(options, f"{side}_values", f"{side}_count", who.values())
        if second is not None and isinstance(data, (str, os.PathLike)):
            setattr(options, f"{side}_name", os.fspath(data).encode("utf-8"))
    with Watched(options, progress, "comparing") as how:
        return Assessment(made("cxm_assessment_free", "cxm_compare", one._handle, two._handle, how))


def explain(data: Any, instrument: InstrumentLike = "cx4", *, outcome: Optional[str] = None,
            drivers: Union[str, Sequence[str]] = (), roles: Union[str, Sequence[str]] = (), unit: Optional[str] = None,
            within: Optional[str] = None, among: Optional[str] = None, outcome_roles: Union[str, Sequence[str]] = (),
            map: Optional[Mapping[str, str]] = None,
            **options: Any) -> Assessment:
    """What goes with a result: importance of drivers with its uncertainty, slopes, odds ratios (docs/drivers.md).

    outcome, drivers: measures; without them the instrument's driver sets are answered. roles: whose answers. within:
    compare people within the units of this segment; among: only people who say yes to this share measure; unit: compare
    its units instead of people, the outcome from outcome_roles. data, instrument, map and the other options are those of
    cxm.assess. Rows give bootstrap intervals and robust errors; a tally or state gives what its sums allow. The result has
    the table `driver`; print its `driver_text()`. What goes together need not cause each other.
    """
    asked = _abi.cxm_driver_options(struct_size=ctypes.sizeof(_abi.cxm_driver_options))
    for name, text in (("outcome", outcome), ("unit", unit), ("within", within), ("among", among)):
        setattr(asked, name, None if text is None else text.encode("utf-8"))
    set_list(asked, "drivers", "driver_count", one_or_more(drivers))
    set_list(asked, "roles", "role_count", one_or_more(roles))
    set_list(asked, "outcome_roles", "outcome_role_count", one_or_more(outcome_roles))
    return Assessment(of_people("explain", data, instrument, map, options, (ctypes.byref(asked),))[0])
