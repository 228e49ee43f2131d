# SPDX-License-Identifier: Apache-2.0
"""Measure how mature an organisation is at customer experience.

    import cxm
    result = cxm.assess("survey.csv", instrument="cx4")
    print(result)
    result.report("report.html")
"""
from . import stats
from ._errors import (ArgumentError, CancelledError, CxmError, DataError, FileError, InstrumentError, InternalError,
                      NumericError, PrivacyError, StateError, UnsupportedError)
from ._library import VERSION as __version__
from ._library import build_info
from ._model import Instrument, Norm, Tally, assess, assess_tallies, catalogue
from ._results import Assessment, Table
from ._stats import Estimate

__all__ = ["ArgumentError", "Assessment", "CancelledError", "CxmError", "DataError", "Estimate", "FileError",
           "Instrument", "InstrumentError", "InternalError", "Norm", "NumericError", "PrivacyError", "StateError",
           "Table", "Tally", "UnsupportedError", "__version__", "assess", "assess_tallies", "build_info", "catalogue",
           "stats"]
