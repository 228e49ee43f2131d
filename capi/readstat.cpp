// SPDX-License-Identifier: Apache-2.0
// ReadStat, loaded from the system when the first SPSS file is read. cxm::sav calls it by the names below,
// which the symbol map keeps inside; each goes on to the function of the same name in the library that was
// found. Nothing is unloaded: another part of the program may use it.
#include "capi/data_files.hpp"

#ifdef CXM_READSTAT_ON_DEMAND
#include <readstat.h>

#include "capi/on_demand.hpp"

namespace {

void* library() noexcept {
  static void* const found = cxm::capi::first_library({"libreadstat.so.1", "libreadstat.so"});
  return found;
}

}  // namespace

#define READSTAT_FUNCTIONS(F)                                                                               \
  F(readstat_parser_t*, readstat_parser_init, (void))                                                       \
  F(void, readstat_parser_free, (readstat_parser_t * p), p)                                                 \
  F(readstat_error_t, readstat_parse_sav, (readstat_parser_t * p, const char* path, void* user), p, path,   \
    user)                                                                                                   \
  F(readstat_error_t, readstat_set_error_handler, (readstat_parser_t * p, readstat_error_handler h), p, h)  \
  F(readstat_error_t, readstat_set_metadata_handler, (readstat_parser_t * p, readstat_metadata_handler h),  \
    p, h)                                                                                                   \
  F(readstat_error_t, readstat_set_value_handler, (readstat_parser_t * p, readstat_value_handler h), p, h)  \
  F(readstat_error_t, readstat_set_variable_handler, (readstat_parser_t * p, readstat_variable_handler h),  \
    p, h)                                                                                                   \
  F(readstat_error_t, readstat_set_value_label_handler,                                                     \
    (readstat_parser_t * p, readstat_value_label_handler h), p, h)                                          \
  F(readstat_error_t, readstat_set_fweight_handler, (readstat_parser_t * p, readstat_fweight_handler h), p, \
    h)                                                                                                      \
  F(readstat_error_t, readstat_set_file_character_encoding, (readstat_parser_t * p, const char* e), p, e)   \
  F(const char*, readstat_error_message, (readstat_error_t e), e)                                           \
  F(int, readstat_get_row_count, (readstat_metadata_t * m), m)                                              \
  F(double, readstat_double_value, (readstat_value_t v), v)                                                 \
  F(const char*, readstat_string_value, (readstat_value_t v), v)                                            \
  F(readstat_type_class_t, readstat_value_type_class, (readstat_value_t v), v)                              \
  F(int, readstat_value_is_system_missing, (readstat_value_t v), v)                                         \
  F(int, readstat_value_is_tagged_missing, (readstat_value_t v), v)                                         \
  F(int, readstat_variable_get_index, (const readstat_variable_t* v), v)                                    \
  F(const char*, readstat_variable_get_name, (const readstat_variable_t* v), v)                             \
  F(const char*, readstat_variable_get_label, (const readstat_variable_t* v), v)                            \
  F(readstat_type_class_t, readstat_variable_get_type_class, (const readstat_variable_t* v), v)             \
  F(readstat_measure_t, readstat_variable_get_measure, (const readstat_variable_t* v), v)                   \
  F(int, readstat_variable_get_missing_ranges_count, (const readstat_variable_t* v), v)                     \
  F(readstat_value_t, readstat_variable_get_missing_range_lo, (const readstat_variable_t* v, int i), v, i)  \
  F(readstat_value_t, readstat_variable_get_missing_range_hi, (const readstat_variable_t* v, int i), v, i)
READSTAT_FUNCTIONS(CXM_FORWARD)

bool cxm::capi::readstat_ready() noexcept { return library() != nullptr READSTAT_FUNCTIONS(CXM_THERE); }
#else
bool cxm::capi::readstat_ready() noexcept { return true; }
#endif
