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
CXM_SHARE_CLOPPER_PEARSON = 2
CXM_SHARE_AGRESTI_COULL = 3

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
    "cxm_instrument_json": (c_int32, [c_void_p, c_int32, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_instrument_id": (c_int32, [c_void_p, POINTER(c_char_p), POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_instrument_version": (c_int32, [c_void_p, POINTER(c_char_p), POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_instrument_fingerprint": (c_int32, [c_void_p, POINTER(c_char_p), POINTER(c_int64), POINTER(cxm_error)]),
    "cxm_instrument_table": (c_int32, [c_void_p, c_char_p, c_int64, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_catalogue": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
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
    "cxm_assess": (c_int32, [POINTER(c_void_p), c_int64, POINTER(cxm_assess_options), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_assess_file": (c_int32, [c_void_p, c_char_p, c_int64, c_char_p, c_int64, POINTER(cxm_read_options), POINTER(cxm_assess_options), POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_assessment_tables": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_assessment_table": (c_int32, [c_void_p, c_char_p, c_int64, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_assessment_json": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_assessment_scorecard": (c_int32, [c_void_p, POINTER(c_void_p), POINTER(cxm_error)]),
    "cxm_assessment_report": (c_int32, [c_void_p, POINTER(cxm_report_options), POINTER(c_void_p), POINTER(cxm_error)]),
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
    "cxm_norm_position": (c_int32, [c_void_p, c_char_p, c_int64, c_char_p, c_int64, c_double, c_double, POINTER(cxm_estimate), POINTER(cxm_estimate), POINTER(cxm_estimate), POINTER(cxm_error)]),
    "cxm_stat_mean": (c_int32, [POINTER(cxm_view), c_double, POINTER(cxm_estimate), POINTER(cxm_error)]),
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
    "cxm_context_free": (None, [c_void_p]),
    "cxm_cancel_free": (None, [c_void_p]),
    "cxm_buffer_free": (None, [c_void_p]),
    "cxm_instrument_free": (None, [c_void_p]),
    "cxm_columns_free": (None, [c_void_p]),
    "cxm_tally_free": (None, [c_void_p]),
    "cxm_assessment_free": (None, [c_void_p]),
    "cxm_table_free": (None, [c_void_p]),
    "cxm_norm_free": (None, [c_void_p]),
}
