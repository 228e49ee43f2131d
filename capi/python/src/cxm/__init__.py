# SPDX-License-Identifier: Apache-2.0
"""Measure how mature an organisation is at customer experience.

    import cxm
    result = cxm.assess("survey.csv", instrument="cx4")
    print(result)
    result.report("report.html")
"""
from . import stats
from ._check import Check, check
from ._compare import compare, explain
from ._errors import (ArgumentError, CancelledError, CxmError, DataError, FileError, InstrumentError, InternalError,
                      NumericError, PrivacyError, StateError, UnsupportedError)
from ._instrument import Instrument
from ._ledger import Ledger
from ._library import VERSION as __version__
from ._library import build_info
from ._model import Tally, assess, assess_tallies, catalogue, published
from ._norm import Norm
from ._options import Replicates
from ._plan import Plan
from ._planning import allocate, design_effect, plan, simulate, size, truth
from ._results import Assessment, Table, report_phrases, report_style_sheet
from ._stats import Estimate
from ._weight import Weighting, weight

__all__ = ["ArgumentError", "Assessment", "CancelledError", "Check", "CxmError", "DataError", "Estimate", "FileError",
           "Instrument", "InstrumentError", "InternalError", "Ledger", "Norm", "NumericError", "Plan", "PrivacyError",
           "Replicates", "StateError", "Table", "Tally", "UnsupportedError", "Weighting", "__version__", "allocate",
           "assess", "assess_tallies", "build_info", "catalogue", "check", "compare", "design_effect", "explain", "plan",
           "published", "report_phrases", "report_style_sheet", "simulate", "size", "stats", "truth", "weight"]


def __dir__() -> list[str]:
    return __all__
