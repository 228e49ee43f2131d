# SPDX-License-Identifier: Apache-2.0
# made by capi/generate.py from capi/cxm_api.toml: do not edit
# ruff: noqa
"""Structures, constants and prototypes of the C interface."""
from __future__ import annotations

import ctypes
from ctypes import (CFUNCTYPE, POINTER, Structure, c_char, c_char_p, c_double, c_int32,
                    c_int64, c_size_t, c_uint32, c_uint64, c_void_p)
from typing import Any

ABI = 0

CXM_OK = 0
CXM_E_ARGUMENT = 1
CXM_E_INSTRUMENT = 2
CXM_E_DATA = 3
CXM_E_STATE = 4
CXM_E_IO = 5
CXM_E_PRIVACY = 6
CXM_E_OVERFLOW = 7
CXM_E_NUMERIC = 8
CXM_E_CANCELLED = 9
CXM_E_UNSUPPORTED = 10
CXM_E_MEMORY = 11
CXM_E_INTERNAL = 12
CXM_E_CALLBACK = 13
CXM_E_CAPACITY = 14

CXM_INT8 = 1
CXM_INT16 = 2
CXM_INT32 = 3
CXM_INT64 = 4
CXM_UINT8 = 5
CXM_UINT16 = 6
CXM_UINT32 = 7
CXM_UINT64 = 8
CXM_FLOAT32 = 9
CXM_FLOAT64 = 10
CXM_BOOL8 = 11
CXM_BOOL1 = 12
CXM_UTF8_32 = 13
CXM_UTF8_64 = 14
CXM_UTF8_POINTERS = 16
CXM_UTF8_FIXED = 17
CXM_UTF32_FIXED = 18
CXM_DATE_DAYS = 19
CXM_DATE_TIME = 20

CXM_VALID_ALL = 0
CXM_VALID_BITS = 1
CXM_VALID_BYTES = 2

CXM_FLAG_UNDEFINED = 1
CXM_FLAG_NO_INTERVAL = 2
CXM_FLAG_SUPPRESSED = 4
CXM_FLAG_CLAMPED = 8
CXM_FLAG_LONELY_PSU = 16
CXM_FLAG_SMALL_BASE = 32
CXM_FLAG_BOUNDS = 64
CXM_FLAG_APPROXIMATE = 128
CXM_FLAG_VERSION_DIFFERS = 256

CXM_SHARE_WILSON = 0
CXM_SHARE_WILSON_CONTINUITY = 1
CXM_SHARE_CLOPPER_PEARSON = 2
CXM_SHARE_AGRESTI_COULL = 3
CXM_SHARE_WALD = 4
CXM_SHARE_JEFFREYS = 5
CXM_SHARE_LOGIT = 6
CXM_SHARE_PROBIT = 7
CXM_SHARE_CLOGLOG = 8

CXM_LONELY_ADJUST = 0
CXM_LONELY_FAIL = 1
CXM_LONELY_AVERAGE = 2
CXM_LONELY_CERTAINTY = 3
CXM_LONELY_GRAND_MEAN = 4

CXM_TEXT_SCORECARD = 0
CXM_TEXT_COMPARISON = 1
CXM_TEXT_DRIVERS = 2
CXM_TEXT_DRIVERS_BY_ROLE = 3
CXM_TEXT_PLAN = 4
CXM_TEXT_CHECK = 5
CXM_TEXT_CHECK_BY_ROLE = 6

CXM_QUANTITY_MEAN = 0
CXM_QUANTITY_SHARE = 1
CXM_QUANTITY_NPS = 2

CXM_SURVEY_MEAN = 0
CXM_SURVEY_TOTAL = 1
CXM_SURVEY_RATIO = 2
CXM_SURVEY_VARIANCE = 3

CXM_REGRESSION_LINEAR = 0
CXM_REGRESSION_LOGISTIC = 1

CXM_ERRORS_DEFAULT = 0
CXM_ERRORS_MODEL = 1
CXM_ERRORS_HC0 = 2
CXM_ERRORS_HC1 = 3
CXM_ERRORS_HC2 = 4
CXM_ERRORS_HC3 = 5
CXM_ERRORS_HC4 = 6
CXM_ERRORS_HC4M = 7
CXM_ERRORS_HC5 = 8
CXM_ERRORS_CR0 = 9
CXM_ERRORS_CR1 = 10
CXM_ERRORS_CR1S = 11
CXM_ERRORS_CR2 = 12
CXM_ERRORS_CR3 = 13
CXM_ERRORS_PROFILE = 14

CXM_CORRELATION_PEARSON = 0
CXM_CORRELATION_SPEARMAN = 1
CXM_CORRELATION_KENDALL = 2
CXM_CORRELATION_POLYCHORIC = 3
CXM_CORRELATION_PARTIAL = 4
CXM_CORRELATION_POLYSERIAL = 5

CXM_FACTORS_MINRES = 0
CXM_FACTORS_ML = 1

CXM_ROTATION_NONE = 0
CXM_ROTATION_VARIMAX = 1
CXM_ROTATION_OBLIMIN = 2

CXM_EQUAL_FORM = 0
CXM_EQUAL_LOADINGS = 1
CXM_EQUAL_INTERCEPTS = 2
CXM_EQUAL_ERRORS = 3

CXM_ANSWERS_NORMAL = 0
CXM_ANSWERS_OF_ANY_SHAPE = 1
CXM_ANSWERS_ORDERED = 2

CXM_SCORES_REGRESSION = 0
CXM_SCORES_BARTLETT = 1

CXM_ITEMS_GRADED = 0
CXM_ITEMS_PARTIAL_CREDIT = 1
CXM_ITEMS_GRADED_EQUAL = 2
CXM_ITEMS_PARTIAL_CREDIT_EQUAL = 3

CXM_PEOPLE_MEAN = 0
CXM_PEOPLE_MODE = 1
CXM_PEOPLE_WEIGHTED_LIKELIHOOD = 2

CXM_KAPPA_COHEN = 0
CXM_KAPPA_LINEAR = 1
CXM_KAPPA_QUADRATIC = 2
CXM_KAPPA_FLEISS = 3

CXM_ADJUST_BONFERRONI = 0
CXM_ADJUST_HOLM = 1
CXM_ADJUST_HOCHBERG = 2
CXM_ADJUST_HOMMEL = 3
CXM_ADJUST_BH = 4
CXM_ADJUST_BY = 5

CXM_ALLOCATE_NEYMAN = 0
CXM_ALLOCATE_PROPORTIONAL = 1
CXM_ALLOCATE_EQUAL = 2

allocate_function = CFUNCTYPE(c_void_p, c_void_p, c_size_t)
release_function = CFUNCTYPE(None, c_void_p, c_void_p, c_size_t)
log_function = CFUNCTYPE(None, c_void_p, c_int32, c_void_p, c_int64)
progress_function = CFUNCTYPE(c_int32, c_void_p, c_int64, c_int64)


class cxm_error(Structure):
    """Why a call failed. The caller owns it; no memory is taken for it, so it works when memory is out. row and column are -1 where there is none."""


cxm_error._fields_ = [
    ("struct_size", c_uint32),
    ("code", c_int32),
    ("row", c_int64),
    ("column", c_int64),
    ("parameter", c_char * 64),
    ("message", c_char * 1024),
]


class cxm_estimate(Structure):
    """An estimate with its uncertainty. What does not exist is NaN and says so in flags."""


cxm_estimate._fields_ = [
    ("struct_size", c_uint32),
    ("flags", c_uint32),
    ("value", c_double),
    ("se", c_double),
    ("low", c_double),
    ("high", c_double),
    ("level", c_double),
    ("n", c_double),
    ("n_eff", c_double),
    ("df", c_double),
    ("method", c_char * 64),
]


class cxm_view(Structure):
    """A column of the caller, read in place during the call and never kept. Value i stands at data + i * stride."""


cxm_view._fields_ = [
    ("struct_size", c_uint32),
    ("type", c_int32),
    ("length", c_int64),
    ("data", c_void_p),
    ("stride", c_int64),
    ("validity", c_void_p),
    ("validity_kind", c_int32),
    ("reserved", c_int32),
    ("validity_stride", c_int64),
    ("text", c_void_p),
    ("text_size", c_int64),
    ("width", c_int64),
    ("dictionary", POINTER(cxm_view)),
]


class cxm_context_options(Structure):
    """Where memory comes from and where messages go."""


cxm_context_options._fields_ = [
    ("struct_size", c_uint32),
    ("reserved", c_uint32),
    ("allocate", allocate_function),
    ("release", release_function),
    ("allocator_user", c_void_p),
    ("log", log_function),
    ("log_user", c_void_p),
]


class cxm_read_options(Structure):
    """How answers are read. All zero = defaults."""


cxm_read_options._fields_ = [
    ("struct_size", c_uint32),
    ("n_threads", c_uint32),
    ("unknown_is_missing", c_int32),
    ("latin1", c_int32),
    ("separator", c_int32),
    ("map_count", c_int32),
    ("map_names", POINTER(c_char_p)),
    ("map_columns", POINTER(c_char_p)),
    ("layout", c_char_p),
    ("name", c_char_p),
    ("progress", progress_function),
    ("progress_user", c_void_p),
    ("cancel", c_void_p),
    ("item_moments", c_int32),
    ("contingency", c_int32),
    ("replicates", c_uint32),
    ("reserved", c_uint32),
    ("seed", c_uint64),
    ("weighting", c_char_p),
    ("base_weight", c_char_p),
    ("replicate_columns", POINTER(c_char_p)),
    ("replicate_count", c_int32),
    ("replicates_not_combined", c_int32),
    ("replicate_type", c_char_p),
    ("replicate_rscales", POINTER(c_double)),
    ("replicate_rscale_count", c_int32),
    ("replicate_mse", c_int32),
    ("replicate_fay_rho", c_double),
    ("replicate_scale", c_double),
    ("replicate_df", c_double),
]


class cxm_assess_options(Structure):
    """How a tally is assessed. All zero = defaults; disclosure control is on."""


cxm_assess_options._fields_ = [
    ("struct_size", c_uint32),
    ("n_threads", c_uint32),
    ("level", c_double),
    ("minimum_base", c_uint32),
    ("no_disclosure", c_int32),
    ("language", c_char_p),
    ("segment_count", c_int32),
    ("crossed_items", c_int32),
    ("segments", POINTER(c_char_p)),
    ("seed", c_uint64),
    ("where_columns", POINTER(c_char_p)),
    ("where_values", POINTER(c_char_p)),
    ("where_count", c_int32),
    ("cross_count", c_int32),
    ("crosses", POINTER(c_char_p)),
    ("unanimous_base", c_int32),
    ("rounded", c_int32),
    ("no_roll_up", c_int32),
    ("lonely", c_int32),
    ("compared", POINTER(c_char_p)),
    ("compared_count", c_int32),
    ("reserved", c_uint32),
    ("false_discovery_rate", c_double),
    ("event_wave", c_char_p),
    ("event_label", c_char_p),
    ("heads", c_void_p),
    ("norm", c_void_p),
    ("plan", c_void_p),
    ("ledger", c_void_p),
    ("progress", progress_function),
    ("progress_user", c_void_p),
    ("cancel", c_void_p),
]


class cxm_report_options(Structure):
    """Look of the report. All zero = defaults."""


cxm_report_options._fields_ = [
    ("struct_size", c_uint32),
    ("reserved", c_uint32),
    ("organisation", c_char_p),
    ("subtitle", c_char_p),
    ("language", c_char_p),
    ("css", c_char_p),
    ("string_keys", POINTER(c_char_p)),
    ("strings", POINTER(c_char_p)),
    ("string_count", c_int32),
    ("reserved2", c_uint32),
]


class cxm_compare_options(Structure):
    """Who stands on the two sides of a comparison, and how it is made. All zero = both whole, newest waves."""


cxm_compare_options._fields_ = [
    ("struct_size", c_uint32),
    ("minimum_base", c_uint32),
    ("level", c_double),
    ("margin", c_double),
    ("power", c_double),
    ("false_discovery_rate", c_double),
    ("seed", c_uint64),
    ("no_disclosure", c_int32),
    ("lonely", c_int32),
    ("language", c_char_p),
    ("compared", POINTER(c_char_p)),
    ("compared_count", c_int32),
    ("a_count", c_int32),
    ("a_columns", POINTER(c_char_p)),
    ("a_values", POINTER(c_char_p)),
    ("b_columns", POINTER(c_char_p)),
    ("b_values", POINTER(c_char_p)),
    ("b_count", c_int32),
    ("reserved", c_uint32),
    ("a_name", c_char_p),
    ("b_name", c_char_p),
    ("progress", progress_function),
    ("progress_user", c_void_p),
    ("cancel", c_void_p),
]


class cxm_driver_options(Structure):
    """What is to be explained by what. All zero = the driver sets of the instrument."""


cxm_driver_options._fields_ = [
    ("struct_size", c_uint32),
    ("driver_count", c_int32),
    ("drivers", POINTER(c_char_p)),
    ("outcome", c_char_p),
    ("unit", c_char_p),
    ("within", c_char_p),
    ("roles", POINTER(c_char_p)),
    ("outcome_roles", POINTER(c_char_p)),
    ("role_count", c_int32),
    ("outcome_role_count", c_int32),
    ("among", c_char_p),
]


class cxm_plan_options(Structure):
    """What is asked beside, or instead of, what the plan document says. All zero = the document alone."""


cxm_plan_options._fields_ = [
    ("struct_size", c_uint32),
    ("top", c_int32),
    ("role", c_char_p),
    ("segment", c_char_p),
    ("value", c_char_p),
    ("budget", POINTER(c_double)),
    ("capacity", POINTER(c_double)),
    ("budget_count", c_int32),
    ("capacity_count", c_int32),
    ("targets", POINTER(c_char_p)),
    ("target_values", POINTER(c_double)),
    ("target_count", c_int32),
    ("goal_count", c_int32),
    ("goals", POINTER(c_char_p)),
    ("goal_weights", POINTER(c_double)),
    ("what_if", POINTER(c_char_p)),
    ("what_if_amounts", POINTER(c_double)),
    ("what_if_shifts", POINTER(c_int32)),
    ("what_if_count", c_int32),
    ("reserved", c_uint32),
]


class cxm_share_options(Structure):
    """What a state that is given away may hold. All zero = defaults."""


cxm_share_options._fields_ = [
    ("struct_size", c_uint32),
    ("minimum_base", c_uint32),
    ("unanimous_base", c_int32),
    ("no_roles", c_int32),
    ("no_pairs", c_int32),
    ("histograms", c_int32),
    ("segment_count", c_int32),
    ("reserved", c_uint32),
    ("segments", POINTER(c_char_p)),
    ("ledger", c_void_p),
]


class cxm_norm_options(Structure):
    """What a new norm says of itself, and how a table of figures is read. id, source, population and date must be given."""


cxm_norm_options._fields_ = [
    ("struct_size", c_uint32),
    ("reserved", c_uint32),
    ("id", c_char_p),
    ("version", c_char_p),
    ("title", c_char_p),
    ("source", c_char_p),
    ("population", c_char_p),
    ("date", c_char_p),
    ("admission", c_char_p),
    ("least_answers", c_double),
    ("organisation", c_char_p),
    ("attributes", POINTER(c_char_p)),
    ("covariates", POINTER(c_char_p)),
    ("ignore", POINTER(c_char_p)),
    ("leave_out", POINTER(c_char_p)),
    ("lower_is_better", POINTER(c_char_p)),
    ("attribute_count", c_int32),
    ("covariate_count", c_int32),
    ("ignore_count", c_int32),
    ("leave_out_count", c_int32),
    ("lower_is_better_count", c_int32),
    ("reserved2", c_uint32),
    ("unit", c_char_p),
    ("missing", POINTER(c_char_p)),
    ("missing_count", c_int32),
    ("reserved3", c_uint32),
]


class cxm_peer_options(Structure):
    """Which organisations of a norm are the peers. All zero = all of them."""


cxm_peer_options._fields_ = [
    ("struct_size", c_uint32),
    ("count", c_int32),
    ("attributes", POINTER(c_char_p)),
    ("attribute_values", POINTER(c_char_p)),
    ("covariates", POINTER(c_char_p)),
    ("covariate_values", POINTER(c_double)),
    ("attribute_count", c_int32),
    ("covariate_count", c_int32),
]


class cxm_size_options(Structure):
    """What the next survey is to measure, and how it is asked."""


cxm_size_options._fields_ = [
    ("struct_size", c_uint32),
    ("quantity", c_int32),
    ("sd", c_double),
    ("share", c_double),
    ("promoters", c_double),
    ("detractors", c_double),
    ("population", c_double),
    ("design_effect", c_double),
    ("response_rate", c_double),
    ("level", c_double),
    ("power", c_double),
    ("overlap", c_double),
    ("correlation", c_double),
    ("against_target", c_int32),
    ("margin_count", c_int32),
    ("margins", POINTER(c_double)),
    ("changes", POINTER(c_double)),
    ("answers", POINTER(c_double)),
    ("change_count", c_int32),
    ("answer_count", c_int32),
]


class cxm_simulate_options(Structure):
    """How an organisation with a known truth is drawn. All zero = the demo profile with its own seed."""


cxm_simulate_options._fields_ = [
    ("struct_size", c_uint32),
    ("copies", c_uint32),
    ("seed", c_uint64),
    ("profile", c_char_p),
    ("language", c_char_p),
    ("labels", c_int32),
    ("reserved", c_uint32),
    ("progress", progress_function),
    ("progress_user", c_void_p),
    ("cancel", c_void_p),
]


class cxm_design(Structure):
    """How the rows of a statistic were drawn. All zero = each row by itself, with equal weights. Replicate weights take the place of strata, clusters and fpc."""


cxm_design._fields_ = [
    ("struct_size", c_uint32),
    ("lonely", c_int32),
    ("weights", POINTER(cxm_view)),
    ("strata", POINTER(cxm_view)),
    ("clusters", POINTER(cxm_view)),
    ("fpc", POINTER(cxm_view)),
    ("replicates", c_void_p),
    ("replicate_type", c_char_p),
    ("replicate_rscales", POINTER(c_double)),
    ("replicate_rscale_count", c_int32),
    ("replicate_mse", c_int32),
    ("replicate_fay_rho", c_double),
    ("replicate_scale", c_double),
    ("replicates_not_combined", c_int32),
    ("nest", c_int32),
    ("level", c_double),
]


class cxm_compare_samples_options(Structure):
    """How two samples are compared. All zero = different people, Welch's test."""


cxm_compare_samples_options._fields_ = [
    ("struct_size", c_uint32),
    ("paired", c_int32),
    ("pooled", c_int32),
    ("reserved", c_uint32),
    ("margin", c_double),
    ("level", c_double),
]


class cxm_regression_options(Structure):
    """How a regression is made. All zero = linear, HC3 errors."""


cxm_regression_options._fields_ = [
    ("struct_size", c_uint32),
    ("family", c_int32),
    ("errors", c_int32),
    ("reserved", c_uint32),
    ("clusters", POINTER(cxm_view)),
    ("design", POINTER(cxm_design)),
    ("level", c_double),
]


class cxm_case_mix_options(Structure):
    """How units are adjusted for their respondents. All zero = docs/survey.md's defaults."""


cxm_case_mix_options._fields_ = [
    ("struct_size", c_uint32),
    ("cahps", c_int32),
    ("weights", POINTER(cxm_view)),
    ("smoothing", c_double),
    ("level", c_double),
    ("practical_difference", c_double),
    ("practical_share", c_double),
    ("scale_low", c_double),
    ("scale_high", c_double),
    ("low_denominator", c_double),
]


#: name -> (restype, argtypes)
PROTOTYPES: dict[str, tuple[Any, list[Any]]] = {
    "cxm_abi_version": (c_int32, []),
    "cxm_version": (c_char_p, []),
    "cxm_build_info": (c_char_p, []),
    "cxm_status_name": (c_char_p, [c_int32]),
    "cxm_context_new": (c_int32, [POINTER(cxm_context_options), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_cancel_new": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_cancel_request": (c_int32, [c_void_p, POINTER(cxm_error)]),
    "cxm_cancel_reset": (c_int32, [c_void_p, POINTER(cxm_error)]),
    "cxm_buffer_data": (c_int32, [c_void_p, POINTER(c_char_p), POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_instrument_parse": (c_int32, [c_void_p, c_char_p, c_int64, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_instrument_load": (c_int32, [c_void_p, c_char_p, c_int64, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_instrument_scaffold": (c_int32, [c_void_p, c_char_p, c_int64, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_instrument_draft": (c_int32, [c_void_p, c_char_p, c_int64, POINTER(cxm_read_options), c_int64, POINTER(c_void_p), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_instrument_json": (c_int32, [c_void_p, c_int32, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_instrument_id": (c_int32, [c_void_p, POINTER(c_char_p), POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_instrument_version": (c_int32, [c_void_p, POINTER(c_char_p), POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_instrument_fingerprint": (c_int32, [c_void_p, POINTER(c_char_p), POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_instrument_table": (c_int32, [c_void_p, c_char_p, c_int64, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_catalogue": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_published": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_columns_new": (c_int32, [c_void_p, c_int64, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_columns_add": (c_int32, [c_void_p, c_char_p, c_int64, POINTER(cxm_view), POINTER(cxm_error)]),
    "cxm_tally_new": (c_int32, [c_void_p, POINTER(cxm_read_options), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_tally_update_columns": (c_int32, [c_void_p, c_void_p, POINTER(cxm_read_options), POINTER(cxm_error)]),
    "cxm_tally_update_arrow": (c_int32, [c_void_p, c_void_p, POINTER(cxm_read_options), POINTER(cxm_error)]),
    "cxm_tally_update_file": (c_int32, [c_void_p, c_char_p, c_int64, POINTER(cxm_read_options), POINTER(cxm_error)]),
    "cxm_tally_merge": (c_int32, [c_void_p, c_void_p, POINTER(cxm_error)]),
    "cxm_tally_clone": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_tally_serialize": (c_int32, [c_void_p, c_int32, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_tally_serialize_into": (c_int32, [c_void_p, c_int64, c_void_p, c_int64, POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_tally_deserialize": (c_int32, [c_void_p, c_void_p, c_int64, c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_tally_memory": (c_int32, [c_void_p, POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_tally_rows": (c_int32, [c_void_p, POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_tally_instrument": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_tally_share": (c_int32, [c_void_p, POINTER(cxm_share_options), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_assess": (c_int32, [POINTER(c_void_p), c_int64, POINTER(cxm_assess_options), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_assess_file": (c_int32, [c_void_p, c_char_p, c_int64, c_char_p, c_int64, POINTER(cxm_read_options), POINTER(cxm_assess_options), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_assessment_tables": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_assessment_table": (c_int32, [c_void_p, c_char_p, c_int64, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_assessment_json": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_assessment_scorecard": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_assessment_report": (c_int32, [c_void_p, POINTER(cxm_report_options), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_assessment_text": (c_int32, [c_void_p, c_int32, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_assessment_plan": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_assessment_places": (c_int32, [c_void_p, c_int32, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_assessment_workbook": (c_int32, [c_void_p, c_char_p, c_int64, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_assessment_spread": (c_int32, [c_void_p, c_char_p, c_int64, c_char_p, c_int64, c_char_p, c_int64, c_char_p, c_int64, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_compare": (c_int32, [c_void_p, c_void_p, POINTER(cxm_compare_options), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_explain": (c_int32, [c_void_p, POINTER(cxm_driver_options), POINTER(cxm_assess_options), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_explain_columns": (c_int32, [c_void_p, c_void_p, POINTER(cxm_driver_options), POINTER(cxm_read_options), POINTER(cxm_assess_options), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_explain_file": (c_int32, [c_void_p, c_char_p, c_int64, c_char_p, c_int64, POINTER(cxm_driver_options), POINTER(cxm_read_options), POINTER(cxm_assess_options), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_explain_arrow": (c_int32, [c_void_p, c_void_p, POINTER(cxm_driver_options), POINTER(cxm_read_options), POINTER(cxm_assess_options), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_check": (c_int32, [c_void_p, POINTER(cxm_assess_options), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_check_columns": (c_int32, [c_void_p, c_void_p, POINTER(cxm_read_options), POINTER(cxm_assess_options), POINTER(c_void_p), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_check_arrow": (c_int32, [c_void_p, c_void_p, POINTER(cxm_read_options), POINTER(cxm_assess_options), POINTER(c_void_p), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_check_file": (c_int32, [c_void_p, c_char_p, c_int64, c_char_p, c_int64, POINTER(cxm_read_options), POINTER(cxm_assess_options), POINTER(c_void_p), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_assessment_remarks": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_report_phrases": (c_int32, [c_void_p, c_char_p, c_int64, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_report_style_sheet": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_table_size": (c_int32, [c_void_p, POINTER(c_int64), POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_table_column": (c_int32, [c_void_p, c_int64, POINTER(c_char_p), POINTER(c_int64), POINTER(c_int32), POINTER(cxm_error)]),
    "cxm_table_find": (c_int32, [c_void_p, c_char_p, c_int64, POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_table_numbers": (c_int32, [c_void_p, c_int64, POINTER(c_double), c_int64, POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_table_text": (c_int32, [c_void_p, c_int64, c_int64, POINTER(c_char_p), POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_table_texts": (c_int32, [c_void_p, c_int64, c_void_p, c_int64, POINTER(c_int64), POINTER(c_int64), c_int64, POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_table_csv": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_table_arrow": (c_int32, [c_void_p, c_void_p, POINTER(cxm_error)]),
    "cxm_norm_load": (c_int32, [c_void_p, c_char_p, c_int64, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_norm_parse": (c_int32, [c_void_p, c_char_p, c_int64, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_norm_json": (c_int32, [c_void_p, c_int32, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_norm_from_assessments": (c_int32, [POINTER(c_void_p), c_int64, POINTER(c_char_p), c_int64, POINTER(cxm_norm_options), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_norm_from_table": (c_int32, [c_void_p, c_char_p, c_int64, POINTER(cxm_norm_options), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_norm_peers": (c_int32, [c_void_p, POINTER(cxm_peer_options), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_norm_table": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_norm_id": (c_int32, [c_void_p, POINTER(c_char_p), POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_norm_fingerprint": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_norm_position": (c_int32, [c_void_p, c_char_p, c_int64, c_char_p, c_int64, c_double, c_double, POINTER(cxm_estimate), POINTER(cxm_estimate), POINTER(cxm_estimate), POINTER(cxm_error)]),
    "cxm_plan_parse": (c_int32, [c_void_p, c_char_p, c_int64, POINTER(cxm_plan_options), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_plan_scaffold": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_plan_json": (c_int32, [c_void_p, c_int32, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_plan_fingerprint": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_ledger_new": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_ledger_parse": (c_int32, [c_void_p, c_char_p, c_int64, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_ledger_json": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_weight_columns": (c_int32, [c_void_p, c_char_p, c_int64, c_char_p, c_int64, POINTER(c_double), c_int64, POINTER(c_int64), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_weight_file": (c_int32, [c_void_p, c_char_p, c_int64, c_char_p, c_int64, c_char_p, c_int64, c_char_p, c_int64, POINTER(c_void_p), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_size": (c_int32, [c_void_p, POINTER(cxm_size_options), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_size_allocate": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), c_double, c_int32, c_double, POINTER(c_double), c_int64, POINTER(c_int64), POINTER(c_double), POINTER(cxm_error)]),
    "cxm_size_design_effect": (c_int32, [c_double, c_double, c_double, POINTER(c_double), POINTER(cxm_error)]),
    "cxm_simulate": (c_int32, [c_void_p, POINTER(cxm_simulate_options), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_simulate_truth": (c_int32, [c_void_p, POINTER(cxm_simulate_options), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_mean": (c_int32, [POINTER(cxm_view), c_double, POINTER(cxm_estimate), POINTER(cxm_error)]),
    "cxm_stat_describe": (c_int32, [POINTER(cxm_view), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_weighted_mean": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), c_double, POINTER(cxm_estimate), POINTER(cxm_error)]),
    "cxm_stat_share": (c_int32, [c_double, c_double, c_int32, c_double, POINTER(cxm_estimate), POINTER(cxm_error)]),
    "cxm_stat_nps": (c_int32, [POINTER(cxm_view), c_double, POINTER(cxm_estimate), POINTER(cxm_error)]),
    "cxm_stat_nps_counts": (c_int32, [c_double, c_double, c_double, c_double, POINTER(cxm_estimate), POINTER(cxm_error)]),
    "cxm_stat_quantiles": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), c_int32, POINTER(c_double), c_int64, POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_stat_median": (c_int32, [POINTER(cxm_view), c_double, POINTER(cxm_estimate), POINTER(cxm_error)]),
    "cxm_stat_difference": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), c_double, POINTER(cxm_estimate), POINTER(cxm_error)]),
    "cxm_stat_effective_size": (c_int32, [POINTER(cxm_view), POINTER(c_double), POINTER(cxm_error)]),
    "cxm_stat_rank_sets": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), c_double, c_int64, POINTER(c_double), c_int64, POINTER(c_int64), POINTER(c_double), c_int64, POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_stat_shrink": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), c_double, POINTER(c_double), c_int64, POINTER(c_int64), POINTER(c_double), c_int64, POINTER(c_int64), POINTER(c_double), POINTER(cxm_error)]),
    "cxm_stat_heterogeneity": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), c_double, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_smooth_variances": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), c_double, POINTER(c_double), c_int64, POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_stat_survey": (c_int32, [c_void_p, c_int32, POINTER(cxm_design), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_survey_groups": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), POINTER(cxm_design), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_survey_quantiles": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), POINTER(cxm_design), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_survey_share": (c_int32, [POINTER(cxm_view), POINTER(cxm_design), POINTER(cxm_estimate), POINTER(cxm_error)]),
    "cxm_stat_survey_contrast": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), POINTER(cxm_view), POINTER(cxm_design), POINTER(cxm_estimate), POINTER(cxm_error)]),
    "cxm_stat_replicate_weights": (c_int32, [POINTER(cxm_view), POINTER(cxm_design), c_char_p, c_int64, c_int64, c_double, c_int64, POINTER(c_void_p), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_regression": (c_int32, [POINTER(cxm_view), c_void_p, POINTER(cxm_regression_options), POINTER(c_void_p), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_importance": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_performance": (c_int32, [POINTER(cxm_view), c_void_p, c_double, c_double, c_double, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_penalty_reward": (c_int32, [POINTER(cxm_view), c_void_p, c_double, c_double, c_double, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_compare": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), POINTER(cxm_compare_samples_options), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_one_sample": (c_int32, [POINTER(cxm_view), c_double, c_double, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_compare_groups": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), c_double, POINTER(c_void_p), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_change": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), POINTER(cxm_view), c_char_p, c_int64, c_char_p, c_int64, c_double, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_two_shares": (c_int32, [c_double, c_double, c_double, c_double, c_double, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_paired_shares": (c_int32, [c_double, c_double, c_double, c_double, c_double, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_independence": (c_int32, [POINTER(cxm_view), c_int64, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_association": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), POINTER(cxm_view), POINTER(cxm_view), c_double, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_adjust_p": (c_int32, [POINTER(cxm_view), c_int32, POINTER(c_double), c_int64, POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_stat_agreement": (c_int32, [c_void_p, POINTER(cxm_view), c_double, c_double, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_between": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), c_double, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_within_between": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), POINTER(cxm_view), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_case_mix": (c_int32, [c_void_p, c_void_p, POINTER(cxm_view), POINTER(cxm_case_mix_options), POINTER(c_void_p), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_clusters": (c_int32, [POINTER(cxm_view), c_int64, POINTER(c_int64), c_int64, POINTER(c_int64), POINTER(c_double), c_int64, POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_stat_detectable_difference": (c_int32, [c_double, c_double, c_double, c_double, POINTER(c_double), POINTER(cxm_error)]),
    "cxm_stat_reliability": (c_int32, [c_void_p, POINTER(c_double), POINTER(cxm_error)]),
    "cxm_stat_bounded_mean": (c_int32, [POINTER(cxm_view), c_double, c_double, c_double, POINTER(cxm_estimate), POINTER(cxm_error)]),
    "cxm_stat_trend": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), POINTER(cxm_view), c_double, c_double, c_double, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_bands": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), POINTER(cxm_view), c_int32, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_percentile_cuts": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), c_int32, POINTER(c_double), c_int64, POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_stat_mediation": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), POINTER(cxm_view), c_double, c_int64, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_area_under_curve": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), c_double, POINTER(cxm_estimate), POINTER(cxm_error)]),
    "cxm_stat_event": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), POINTER(cxm_view), c_double, c_double, c_double, c_double, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_break": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), c_double, c_double, c_int64, POINTER(c_void_p), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_decay": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), POINTER(cxm_view), c_double, c_double, c_double, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_spread": (c_int32, [POINTER(cxm_view), c_void_p, c_void_p, c_double, POINTER(c_void_p), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_ordered_trend": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), POINTER(cxm_view), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_share_trend": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), c_int64, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_effective_counts": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), POINTER(c_double), POINTER(c_double), POINTER(c_double), POINTER(cxm_error)]),
    "cxm_stat_class_difference": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), POINTER(cxm_view), c_double, c_double, c_double, POINTER(cxm_estimate), POINTER(cxm_error)]),
    "cxm_stat_isolation": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), POINTER(cxm_view), c_double, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_isolation_test": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), c_int64, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_tipping": (c_int32, [c_double, c_double, c_double, c_double, c_double, c_double, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_ranks": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), c_int64, c_int32, c_double, c_int64, c_int64, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_standings": (c_int32, [POINTER(cxm_view), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_points": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), POINTER(cxm_view), POINTER(cxm_view), POINTER(cxm_view), c_int64, c_int64, POINTER(c_void_p), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_domain_total": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), POINTER(c_double), c_int64, POINTER(c_int64), POINTER(c_double), POINTER(c_double), POINTER(cxm_error)]),
    "cxm_stat_permutation": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), c_int64, c_int64, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_scale": (c_int32, [c_void_p, c_double, POINTER(c_void_p), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_ordinal_agreement": (c_int32, [POINTER(cxm_view), POINTER(c_double), POINTER(cxm_error)]),
    "cxm_stat_mediation_chain": (c_int32, [c_void_p, c_double, c_int64, POINTER(c_void_p), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_unit_paths": (c_int32, [c_void_p, c_void_p, c_double, c_int64, POINTER(c_void_p), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_ordinal_regression": (c_int32, [POINTER(cxm_view), c_void_p, POINTER(cxm_view), c_double, POINTER(c_void_p), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_correlations": (c_int32, [c_void_p, c_int32, c_int32, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_correlation": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), c_int32, c_double, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_ordinal_association": (c_int32, [POINTER(cxm_view), c_int64, c_double, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_mahalanobis": (c_int32, [c_void_p, POINTER(c_double), c_int64, POINTER(c_int64), POINTER(c_double), c_int64, POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_stat_incomplete_moments": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_factor_count": (c_int32, [c_void_p, c_int64, c_int64, POINTER(c_void_p), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_factors": (c_int32, [c_void_p, c_int64, c_int32, c_int32, POINTER(c_void_p), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_factor_model": (c_int32, [c_void_p, c_char_p, c_int64, POINTER(cxm_view), c_int32, c_int32, POINTER(c_void_p), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_factor_scores": (c_int32, [c_void_p, c_char_p, c_int64, c_int32, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_invariance": (c_int32, [c_void_p, c_char_p, c_int64, POINTER(cxm_view), c_double, POINTER(c_void_p), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_item_response": (c_int32, [c_void_p, c_int32, POINTER(cxm_view), POINTER(cxm_view), c_double, POINTER(c_void_p), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_person_scores": (c_int32, [c_void_p, c_int32, c_int32, POINTER(c_double), c_int64, POINTER(c_int64), POINTER(c_double), c_int64, POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_stat_item_information": (c_int32, [c_void_p, c_int32, POINTER(cxm_view), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_short_forms": (c_int32, [c_void_p, c_int32, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_classification": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), POINTER(cxm_view), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_raters": (c_int32, [c_void_p, c_double, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_kappa": (c_int32, [POINTER(cxm_view), c_int64, c_int32, c_double, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_stat_retest": (c_int32, [POINTER(cxm_view), POINTER(cxm_view), c_double, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_context_free": (None, [c_void_p]),
    "cxm_cancel_free": (None, [c_void_p]),
    "cxm_buffer_free": (None, [c_void_p]),
    "cxm_instrument_free": (None, [c_void_p]),
    "cxm_columns_free": (None, [c_void_p]),
    "cxm_tally_free": (None, [c_void_p]),
    "cxm_assessment_free": (None, [c_void_p]),
    "cxm_table_free": (None, [c_void_p]),
    "cxm_norm_free": (None, [c_void_p]),
    "cxm_plan_free": (None, [c_void_p]),
    "cxm_ledger_free": (None, [c_void_p]),
}
