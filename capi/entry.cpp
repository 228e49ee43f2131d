// SPDX-License-Identifier: Apache-2.0
// made by capi/generate.py from capi/cxm_api.toml: do not edit
// clang-format off
#include "capi/arguments.hpp"
#include "capi/calls.hpp"
#include "capi/guard.hpp"
#include "capi/info.hpp"
#include "cxm/version.hpp"

extern "C" {

int32_t cxm_abi_version(void) { return CXM_ABI; }

const char* cxm_version(void) { return cxm::version; }

const char* cxm_build_info(void) { return cxm::capi::build_info(); }

const char* cxm_status_name(int32_t status) { return cxm::capi::status_name(status); }

cxm_status cxm_context_new(const cxm_context_options* options, cxm_context** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::context_new(cxm::capi::filled("cxm_context_new", "options", options), cxm::capi::there("cxm_context_new", "out", out));
  });
}

cxm_status cxm_cancel_new(const cxm_context* context, cxm_cancel** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(context), error, [&] {
    cxm::capi::cancel_new(context, cxm::capi::there("cxm_cancel_new", "out", out));
  });
}

cxm_status cxm_cancel_request(cxm_cancel* cancel, cxm_error* error) {
  return cxm::capi::guarded(cxm::capi::context_of(cancel), error, [&] {
    cxm::capi::cancel_request(cxm::capi::there("cxm_cancel_request", "cancel", cancel));
  });
}

cxm_status cxm_cancel_reset(cxm_cancel* cancel, cxm_error* error) {
  return cxm::capi::guarded(cxm::capi::context_of(cancel), error, [&] {
    cxm::capi::cancel_reset(cxm::capi::there("cxm_cancel_reset", "cancel", cancel));
  });
}

cxm_status cxm_buffer_data(const cxm_buffer* buffer, const char** data, int64_t* data_size, cxm_error* error) {
  if (data != nullptr) *data = nullptr;
  if (data_size != nullptr) *data_size = 0;
  return cxm::capi::guarded(cxm::capi::context_of(buffer), error, [&] {
    cxm::capi::out_text set_data("cxm_buffer_data", "data", data, data_size);
    cxm::capi::buffer_data(cxm::capi::there("cxm_buffer_data", "buffer", buffer), set_data.value);
    set_data.write();
  });
}

cxm_status cxm_instrument_parse(const cxm_context* context, const char* json, int64_t json_size, cxm_instrument** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(context), error, [&] {
    cxm::capi::instrument_parse(context, cxm::capi::text("cxm_instrument_parse", "json", json, json_size), cxm::capi::there("cxm_instrument_parse", "out", out));
  });
}

cxm_status cxm_instrument_load(const cxm_context* context, const char* name, int64_t name_size, cxm_instrument** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(context), error, [&] {
    cxm::capi::instrument_load(context, cxm::capi::text("cxm_instrument_load", "name", name, name_size), cxm::capi::there("cxm_instrument_load", "out", out));
  });
}

cxm_status cxm_instrument_scaffold(const cxm_context* context, const char* path, int64_t path_size, cxm_buffer** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(context), error, [&] {
    cxm::capi::instrument_scaffold(context, cxm::capi::text("cxm_instrument_scaffold", "path", path, path_size), cxm::capi::there("cxm_instrument_scaffold", "out", out));
  });
}

cxm_status cxm_instrument_draft(const cxm_context* context, const char* path, int64_t path_size, const cxm_read_options* options, int64_t rows, cxm_buffer** out, cxm_table** guesses, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  if (guesses != nullptr) *guesses = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(context), error, [&] {
    cxm::capi::instrument_draft(context, cxm::capi::text("cxm_instrument_draft", "path", path, path_size), cxm::capi::filled("cxm_instrument_draft", "options", options), rows, cxm::capi::there("cxm_instrument_draft", "out", out), cxm::capi::there("cxm_instrument_draft", "guesses", guesses));
  });
}

cxm_status cxm_instrument_json(const cxm_instrument* instrument, int32_t pretty, cxm_buffer** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(instrument), error, [&] {
    cxm::capi::instrument_json(cxm::capi::there("cxm_instrument_json", "instrument", instrument), pretty, cxm::capi::there("cxm_instrument_json", "out", out));
  });
}

cxm_status cxm_instrument_id(const cxm_instrument* instrument, const char** id, int64_t* id_size, cxm_error* error) {
  if (id != nullptr) *id = nullptr;
  if (id_size != nullptr) *id_size = 0;
  return cxm::capi::guarded(cxm::capi::context_of(instrument), error, [&] {
    cxm::capi::out_text set_id("cxm_instrument_id", "id", id, id_size);
    cxm::capi::instrument_id(cxm::capi::there("cxm_instrument_id", "instrument", instrument), set_id.value);
    set_id.write();
  });
}

cxm_status cxm_instrument_version(const cxm_instrument* instrument, const char** version, int64_t* version_size, cxm_error* error) {
  if (version != nullptr) *version = nullptr;
  if (version_size != nullptr) *version_size = 0;
  return cxm::capi::guarded(cxm::capi::context_of(instrument), error, [&] {
    cxm::capi::out_text set_version("cxm_instrument_version", "version", version, version_size);
    cxm::capi::instrument_version(cxm::capi::there("cxm_instrument_version", "instrument", instrument), set_version.value);
    set_version.write();
  });
}

cxm_status cxm_instrument_fingerprint(const cxm_instrument* instrument, const char** hex, int64_t* hex_size, cxm_error* error) {
  if (hex != nullptr) *hex = nullptr;
  if (hex_size != nullptr) *hex_size = 0;
  return cxm::capi::guarded(cxm::capi::context_of(instrument), error, [&] {
    cxm::capi::out_text set_hex("cxm_instrument_fingerprint", "hex", hex, hex_size);
    cxm::capi::instrument_fingerprint(cxm::capi::there("cxm_instrument_fingerprint", "instrument", instrument), set_hex.value);
    set_hex.write();
  });
}

cxm_status cxm_instrument_table(const cxm_instrument* instrument, const char* name, int64_t name_size, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(instrument), error, [&] {
    cxm::capi::instrument_table(cxm::capi::there("cxm_instrument_table", "instrument", instrument), cxm::capi::text("cxm_instrument_table", "name", name, name_size), cxm::capi::there("cxm_instrument_table", "out", out));
  });
}

cxm_status cxm_catalogue(const cxm_context* context, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(context), error, [&] {
    cxm::capi::catalogue(context, cxm::capi::there("cxm_catalogue", "out", out));
  });
}

cxm_status cxm_published(const cxm_context* context, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(context), error, [&] {
    cxm::capi::published(context, cxm::capi::there("cxm_published", "out", out));
  });
}

cxm_status cxm_columns_new(const cxm_context* context, int64_t rows, cxm_columns** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(context), error, [&] {
    cxm::capi::columns_new(context, rows, cxm::capi::there("cxm_columns_new", "out", out));
  });
}

cxm_status cxm_columns_add(cxm_columns* columns, const char* name, int64_t name_size, const cxm_view* view, cxm_error* error) {
  return cxm::capi::guarded(cxm::capi::context_of(columns), error, [&] {
    cxm::capi::columns_add(cxm::capi::there("cxm_columns_add", "columns", columns), cxm::capi::text("cxm_columns_add", "name", name, name_size), cxm::capi::column("cxm_columns_add", "view", view));
  });
}

cxm_status cxm_tally_new(const cxm_instrument* instrument, const cxm_read_options* options, cxm_tally** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(instrument), error, [&] {
    cxm::capi::tally_new(cxm::capi::there("cxm_tally_new", "instrument", instrument), cxm::capi::filled("cxm_tally_new", "options", options), cxm::capi::there("cxm_tally_new", "out", out));
  });
}

cxm_status cxm_tally_update_columns(cxm_tally* tally, const cxm_columns* columns, const cxm_read_options* options, cxm_error* error) {
  return cxm::capi::guarded(cxm::capi::context_of(tally), error, [&] {
    cxm::capi::tally_update_columns(cxm::capi::there("cxm_tally_update_columns", "tally", tally), cxm::capi::there("cxm_tally_update_columns", "columns", columns), cxm::capi::filled("cxm_tally_update_columns", "options", options));
  });
}

cxm_status cxm_tally_update_arrow(cxm_tally* tally, struct ArrowArrayStream* stream, const cxm_read_options* options, cxm_error* error) {
  const cxm::capi::moved_stream taken_stream(stream);
  return cxm::capi::guarded(cxm::capi::context_of(tally), error, [&] {
    cxm::capi::tally_update_arrow(cxm::capi::there("cxm_tally_update_arrow", "tally", tally), &cxm::capi::stream("cxm_tally_update_arrow", "stream", taken_stream), cxm::capi::filled("cxm_tally_update_arrow", "options", options));
  });
}

cxm_status cxm_tally_update_file(cxm_tally* tally, const char* path, int64_t path_size, const cxm_read_options* options, cxm_error* error) {
  return cxm::capi::guarded(cxm::capi::context_of(tally), error, [&] {
    cxm::capi::tally_update_file(cxm::capi::there("cxm_tally_update_file", "tally", tally), cxm::capi::text("cxm_tally_update_file", "path", path, path_size), cxm::capi::filled("cxm_tally_update_file", "options", options));
  });
}

cxm_status cxm_tally_merge(cxm_tally* tally, const cxm_tally* other, cxm_error* error) {
  return cxm::capi::guarded(cxm::capi::context_of(tally), error, [&] {
    cxm::capi::tally_merge(cxm::capi::there("cxm_tally_merge", "tally", tally), cxm::capi::there("cxm_tally_merge", "other", other));
  });
}

cxm_status cxm_tally_clone(const cxm_tally* tally, cxm_tally** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(tally), error, [&] {
    cxm::capi::tally_clone(cxm::capi::there("cxm_tally_clone", "tally", tally), cxm::capi::there("cxm_tally_clone", "out", out));
  });
}

cxm_status cxm_tally_serialize(const cxm_tally* tally, int32_t with_receipt, cxm_buffer** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(tally), error, [&] {
    cxm::capi::tally_serialize(cxm::capi::there("cxm_tally_serialize", "tally", tally), with_receipt, cxm::capi::there("cxm_tally_serialize", "out", out));
  });
}

cxm_status cxm_tally_serialize_into(const cxm_tally* tally, int64_t header, void* bytes, int64_t bytes_capacity, int64_t* bytes_count, cxm_error* error) {
  if (bytes_count != nullptr) *bytes_count = 0;
  return cxm::capi::guarded(cxm::capi::context_of(tally), error, [&] {
    cxm::capi::out_array<void> set_bytes("cxm_tally_serialize_into", "bytes", bytes, bytes_capacity, bytes_count);
    cxm::capi::tally_serialize_into(cxm::capi::there("cxm_tally_serialize_into", "tally", tally), header, set_bytes);
    set_bytes.announce();
    set_bytes.write();
  });
}

cxm_status cxm_tally_deserialize(const cxm_context* context, const void* bytes, int64_t bytes_size, const cxm_instrument* instrument, cxm_tally** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(context), error, [&] {
    cxm::capi::tally_deserialize(context, cxm::capi::bytes("cxm_tally_deserialize", "bytes", bytes, bytes_size), instrument, cxm::capi::there("cxm_tally_deserialize", "out", out));
  });
}

cxm_status cxm_tally_memory(const cxm_tally* tally, int64_t* bytes, cxm_error* error) {
  if (bytes != nullptr) *bytes = 0;
  return cxm::capi::guarded(cxm::capi::context_of(tally), error, [&] {
    cxm::capi::tally_memory(cxm::capi::there("cxm_tally_memory", "tally", tally), cxm::capi::there("cxm_tally_memory", "bytes", bytes));
  });
}

cxm_status cxm_tally_rows(const cxm_tally* tally, int64_t* rows, cxm_error* error) {
  if (rows != nullptr) *rows = 0;
  return cxm::capi::guarded(cxm::capi::context_of(tally), error, [&] {
    cxm::capi::tally_rows(cxm::capi::there("cxm_tally_rows", "tally", tally), cxm::capi::there("cxm_tally_rows", "rows", rows));
  });
}

cxm_status cxm_tally_instrument(const cxm_tally* tally, cxm_instrument** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(tally), error, [&] {
    cxm::capi::tally_instrument(cxm::capi::there("cxm_tally_instrument", "tally", tally), cxm::capi::there("cxm_tally_instrument", "out", out));
  });
}

cxm_status cxm_tally_share(const cxm_tally* tally, const cxm_share_options* options, cxm_tally** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(tally), error, [&] {
    cxm::capi::tally_share(cxm::capi::there("cxm_tally_share", "tally", tally), cxm::capi::filled("cxm_tally_share", "options", options), cxm::capi::there("cxm_tally_share", "out", out));
  });
}

cxm_status cxm_assess(const cxm_tally* const* tallies, int64_t tallies_count, const cxm_assess_options* options, cxm_assessment** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of_first(tallies, tallies_count), error, [&] {
    cxm::capi::assess(cxm::capi::all_there("cxm_assess", "tallies", tallies, tallies_count), cxm::capi::filled("cxm_assess", "options", options), cxm::capi::there("cxm_assess", "out", out));
  });
}

cxm_status cxm_assess_file(const cxm_context* context, const char* path, int64_t path_size, const char* instrument, int64_t instrument_size, const cxm_read_options* read, const cxm_assess_options* options, cxm_assessment** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(context), error, [&] {
    cxm::capi::assess_file(context, cxm::capi::text("cxm_assess_file", "path", path, path_size), cxm::capi::text("cxm_assess_file", "instrument", instrument, instrument_size), cxm::capi::filled("cxm_assess_file", "read", read), cxm::capi::filled("cxm_assess_file", "options", options), cxm::capi::there("cxm_assess_file", "out", out));
  });
}

cxm_status cxm_assessment_tables(const cxm_assessment* assessment, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(assessment), error, [&] {
    cxm::capi::assessment_tables(cxm::capi::there("cxm_assessment_tables", "assessment", assessment), cxm::capi::there("cxm_assessment_tables", "out", out));
  });
}

cxm_status cxm_assessment_table(const cxm_assessment* assessment, const char* name, int64_t name_size, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(assessment), error, [&] {
    cxm::capi::assessment_table(cxm::capi::there("cxm_assessment_table", "assessment", assessment), cxm::capi::text("cxm_assessment_table", "name", name, name_size), cxm::capi::there("cxm_assessment_table", "out", out));
  });
}

cxm_status cxm_assessment_json(const cxm_assessment* assessment, cxm_buffer** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(assessment), error, [&] {
    cxm::capi::assessment_json(cxm::capi::there("cxm_assessment_json", "assessment", assessment), cxm::capi::there("cxm_assessment_json", "out", out));
  });
}

cxm_status cxm_assessment_scorecard(const cxm_assessment* assessment, cxm_buffer** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(assessment), error, [&] {
    cxm::capi::assessment_scorecard(cxm::capi::there("cxm_assessment_scorecard", "assessment", assessment), cxm::capi::there("cxm_assessment_scorecard", "out", out));
  });
}

cxm_status cxm_assessment_report(const cxm_assessment* assessment, const cxm_report_options* options, cxm_buffer** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(assessment), error, [&] {
    cxm::capi::assessment_report(cxm::capi::there("cxm_assessment_report", "assessment", assessment), cxm::capi::filled("cxm_assessment_report", "options", options), cxm::capi::there("cxm_assessment_report", "out", out));
  });
}

cxm_status cxm_assessment_text(const cxm_assessment* assessment, int32_t kind, cxm_buffer** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(assessment), error, [&] {
    cxm::capi::assessment_text(cxm::capi::there("cxm_assessment_text", "assessment", assessment), kind, cxm::capi::there("cxm_assessment_text", "out", out));
  });
}

cxm_status cxm_assessment_plan(const cxm_assessment* assessment, cxm_buffer** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(assessment), error, [&] {
    cxm::capi::assessment_plan(cxm::capi::there("cxm_assessment_plan", "assessment", assessment), cxm::capi::there("cxm_assessment_plan", "out", out));
  });
}

cxm_status cxm_assessment_places(const cxm_assessment* assessment, int32_t units, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(assessment), error, [&] {
    cxm::capi::assessment_places(cxm::capi::there("cxm_assessment_places", "assessment", assessment), units, cxm::capi::there("cxm_assessment_places", "out", out));
  });
}

cxm_status cxm_assessment_workbook(const cxm_assessment* assessment, const char* scratch, int64_t scratch_size, cxm_buffer** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(assessment), error, [&] {
    cxm::capi::assessment_workbook(cxm::capi::there("cxm_assessment_workbook", "assessment", assessment), cxm::capi::text("cxm_assessment_workbook", "scratch", scratch, scratch_size), cxm::capi::there("cxm_assessment_workbook", "out", out));
  });
}

cxm_status cxm_assessment_spread(const cxm_assessment* assessment, const char* of, int64_t of_size, const char* wave, int64_t wave_size, const char* role, int64_t role_size, const char* by, int64_t by_size, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(assessment), error, [&] {
    cxm::capi::assessment_spread(cxm::capi::there("cxm_assessment_spread", "assessment", assessment), cxm::capi::text("cxm_assessment_spread", "of", of, of_size), cxm::capi::text("cxm_assessment_spread", "wave", wave, wave_size), cxm::capi::text("cxm_assessment_spread", "role", role, role_size), cxm::capi::text("cxm_assessment_spread", "by", by, by_size), cxm::capi::there("cxm_assessment_spread", "out", out));
  });
}

cxm_status cxm_compare(const cxm_tally* a, const cxm_tally* b, const cxm_compare_options* options, cxm_assessment** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(a), error, [&] {
    cxm::capi::compare(cxm::capi::there("cxm_compare", "a", a), cxm::capi::there("cxm_compare", "b", b), cxm::capi::filled("cxm_compare", "options", options), cxm::capi::there("cxm_compare", "out", out));
  });
}

cxm_status cxm_explain(const cxm_tally* tally, const cxm_driver_options* drivers, const cxm_assess_options* options, cxm_assessment** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(tally), error, [&] {
    cxm::capi::explain(cxm::capi::there("cxm_explain", "tally", tally), cxm::capi::filled("cxm_explain", "drivers", drivers), cxm::capi::filled("cxm_explain", "options", options), cxm::capi::there("cxm_explain", "out", out));
  });
}

cxm_status cxm_explain_columns(const cxm_instrument* instrument, const cxm_columns* columns, const cxm_driver_options* drivers, const cxm_read_options* read, const cxm_assess_options* options, cxm_assessment** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(instrument), error, [&] {
    cxm::capi::explain_columns(cxm::capi::there("cxm_explain_columns", "instrument", instrument), cxm::capi::there("cxm_explain_columns", "columns", columns), cxm::capi::filled("cxm_explain_columns", "drivers", drivers), cxm::capi::filled("cxm_explain_columns", "read", read), cxm::capi::filled("cxm_explain_columns", "options", options), cxm::capi::there("cxm_explain_columns", "out", out));
  });
}

cxm_status cxm_explain_file(const cxm_context* context, const char* path, int64_t path_size, const char* instrument, int64_t instrument_size, const cxm_driver_options* drivers, const cxm_read_options* read, const cxm_assess_options* options, cxm_assessment** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(context), error, [&] {
    cxm::capi::explain_file(context, cxm::capi::text("cxm_explain_file", "path", path, path_size), cxm::capi::text("cxm_explain_file", "instrument", instrument, instrument_size), cxm::capi::filled("cxm_explain_file", "drivers", drivers), cxm::capi::filled("cxm_explain_file", "read", read), cxm::capi::filled("cxm_explain_file", "options", options), cxm::capi::there("cxm_explain_file", "out", out));
  });
}

cxm_status cxm_explain_arrow(const cxm_instrument* instrument, struct ArrowArrayStream* stream, const cxm_driver_options* drivers, const cxm_read_options* read, const cxm_assess_options* options, cxm_assessment** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  const cxm::capi::moved_stream taken_stream(stream);
  return cxm::capi::guarded(cxm::capi::context_of(instrument), error, [&] {
    cxm::capi::explain_arrow(cxm::capi::there("cxm_explain_arrow", "instrument", instrument), &cxm::capi::stream("cxm_explain_arrow", "stream", taken_stream), cxm::capi::filled("cxm_explain_arrow", "drivers", drivers), cxm::capi::filled("cxm_explain_arrow", "read", read), cxm::capi::filled("cxm_explain_arrow", "options", options), cxm::capi::there("cxm_explain_arrow", "out", out));
  });
}

cxm_status cxm_check(const cxm_tally* tally, const cxm_assess_options* options, cxm_assessment** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(tally), error, [&] {
    cxm::capi::check(cxm::capi::there("cxm_check", "tally", tally), cxm::capi::filled("cxm_check", "options", options), cxm::capi::there("cxm_check", "out", out));
  });
}

cxm_status cxm_check_columns(const cxm_instrument* instrument, const cxm_columns* columns, const cxm_read_options* read, const cxm_assess_options* options, cxm_assessment** out, cxm_table** rows, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  if (rows != nullptr) *rows = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(instrument), error, [&] {
    cxm::capi::check_columns(cxm::capi::there("cxm_check_columns", "instrument", instrument), cxm::capi::there("cxm_check_columns", "columns", columns), cxm::capi::filled("cxm_check_columns", "read", read), cxm::capi::filled("cxm_check_columns", "options", options), cxm::capi::there("cxm_check_columns", "out", out), rows);
  });
}

cxm_status cxm_check_arrow(const cxm_instrument* instrument, struct ArrowArrayStream* stream, const cxm_read_options* read, const cxm_assess_options* options, cxm_assessment** out, cxm_table** rows, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  if (rows != nullptr) *rows = nullptr;
  const cxm::capi::moved_stream taken_stream(stream);
  return cxm::capi::guarded(cxm::capi::context_of(instrument), error, [&] {
    cxm::capi::check_arrow(cxm::capi::there("cxm_check_arrow", "instrument", instrument), &cxm::capi::stream("cxm_check_arrow", "stream", taken_stream), cxm::capi::filled("cxm_check_arrow", "read", read), cxm::capi::filled("cxm_check_arrow", "options", options), cxm::capi::there("cxm_check_arrow", "out", out), rows);
  });
}

cxm_status cxm_check_file(const cxm_context* context, const char* path, int64_t path_size, const char* instrument, int64_t instrument_size, const cxm_read_options* read, const cxm_assess_options* options, cxm_assessment** out, cxm_table** rows, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  if (rows != nullptr) *rows = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(context), error, [&] {
    cxm::capi::check_file(context, cxm::capi::text("cxm_check_file", "path", path, path_size), cxm::capi::text("cxm_check_file", "instrument", instrument, instrument_size), cxm::capi::filled("cxm_check_file", "read", read), cxm::capi::filled("cxm_check_file", "options", options), cxm::capi::there("cxm_check_file", "out", out), rows);
  });
}

cxm_status cxm_assessment_remarks(const cxm_assessment* assessment, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(assessment), error, [&] {
    cxm::capi::assessment_remarks(cxm::capi::there("cxm_assessment_remarks", "assessment", assessment), cxm::capi::there("cxm_assessment_remarks", "out", out));
  });
}

cxm_status cxm_report_phrases(const cxm_context* context, const char* language, int64_t language_size, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(context), error, [&] {
    cxm::capi::report_phrases(context, cxm::capi::text("cxm_report_phrases", "language", language, language_size), cxm::capi::there("cxm_report_phrases", "out", out));
  });
}

cxm_status cxm_report_style_sheet(const cxm_context* context, cxm_buffer** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(context), error, [&] {
    cxm::capi::report_style_sheet(context, cxm::capi::there("cxm_report_style_sheet", "out", out));
  });
}

cxm_status cxm_table_size(const cxm_table* table, int64_t* rows, int64_t* columns, cxm_error* error) {
  if (rows != nullptr) *rows = 0;
  if (columns != nullptr) *columns = 0;
  return cxm::capi::guarded(cxm::capi::context_of(table), error, [&] {
    cxm::capi::table_size(cxm::capi::there("cxm_table_size", "table", table), cxm::capi::there("cxm_table_size", "rows", rows), cxm::capi::there("cxm_table_size", "columns", columns));
  });
}

cxm_status cxm_table_column(const cxm_table* table, int64_t column, const char** name, int64_t* name_size, int32_t* is_text, cxm_error* error) {
  if (name != nullptr) *name = nullptr;
  if (name_size != nullptr) *name_size = 0;
  if (is_text != nullptr) *is_text = 0;
  return cxm::capi::guarded(cxm::capi::context_of(table), error, [&] {
    cxm::capi::out_text set_name("cxm_table_column", "name", name, name_size);
    cxm::capi::table_column(cxm::capi::there("cxm_table_column", "table", table), column, set_name.value, cxm::capi::there("cxm_table_column", "is_text", is_text));
    set_name.write();
  });
}

cxm_status cxm_table_find(const cxm_table* table, const char* name, int64_t name_size, int64_t* column, cxm_error* error) {
  if (column != nullptr) *column = 0;
  return cxm::capi::guarded(cxm::capi::context_of(table), error, [&] {
    cxm::capi::table_find(cxm::capi::there("cxm_table_find", "table", table), cxm::capi::text("cxm_table_find", "name", name, name_size), cxm::capi::there("cxm_table_find", "column", column));
  });
}

cxm_status cxm_table_numbers(const cxm_table* table, int64_t column, double* values, int64_t values_capacity, int64_t* values_count, cxm_error* error) {
  if (values_count != nullptr) *values_count = 0;
  return cxm::capi::guarded(cxm::capi::context_of(table), error, [&] {
    cxm::capi::out_array<double> set_values("cxm_table_numbers", "values", values, values_capacity, values_count);
    cxm::capi::table_numbers(cxm::capi::there("cxm_table_numbers", "table", table), column, set_values);
    set_values.announce();
    set_values.write();
  });
}

cxm_status cxm_table_text(const cxm_table* table, int64_t column, int64_t row, const char** text, int64_t* text_size, cxm_error* error) {
  if (text != nullptr) *text = nullptr;
  if (text_size != nullptr) *text_size = 0;
  return cxm::capi::guarded(cxm::capi::context_of(table), error, [&] {
    cxm::capi::out_text set_text("cxm_table_text", "text", text, text_size);
    cxm::capi::table_text(cxm::capi::there("cxm_table_text", "table", table), column, row, set_text.value);
    set_text.write();
  });
}

cxm_status cxm_table_texts(const cxm_table* table, int64_t column, void* bytes, int64_t bytes_capacity, int64_t* bytes_count, int64_t* offsets, int64_t offsets_capacity, int64_t* offsets_count, cxm_error* error) {
  if (bytes_count != nullptr) *bytes_count = 0;
  if (offsets_count != nullptr) *offsets_count = 0;
  return cxm::capi::guarded(cxm::capi::context_of(table), error, [&] {
    cxm::capi::out_array<void> set_bytes("cxm_table_texts", "bytes", bytes, bytes_capacity, bytes_count);
    cxm::capi::out_array<std::int64_t> set_offsets("cxm_table_texts", "offsets", offsets, offsets_capacity, offsets_count);
    cxm::capi::table_texts(cxm::capi::there("cxm_table_texts", "table", table), column, set_bytes, set_offsets);
    set_bytes.announce(); set_offsets.announce();
    set_bytes.write();
    set_offsets.write();
  });
}

cxm_status cxm_table_csv(const cxm_table* table, cxm_buffer** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(table), error, [&] {
    cxm::capi::table_csv(cxm::capi::there("cxm_table_csv", "table", table), cxm::capi::there("cxm_table_csv", "out", out));
  });
}

cxm_status cxm_table_arrow(const cxm_table* table, struct ArrowArrayStream* stream, cxm_error* error) {
  return cxm::capi::guarded(cxm::capi::context_of(table), error, [&] {
    cxm::capi::table_arrow(cxm::capi::there("cxm_table_arrow", "table", table), &cxm::capi::there("cxm_table_arrow", "stream", stream));
  });
}

cxm_status cxm_norm_load(const cxm_context* context, const char* name, int64_t name_size, cxm_norm** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(context), error, [&] {
    cxm::capi::norm_load(context, cxm::capi::text("cxm_norm_load", "name", name, name_size), cxm::capi::there("cxm_norm_load", "out", out));
  });
}

cxm_status cxm_norm_parse(const cxm_context* context, const char* json, int64_t json_size, cxm_norm** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(context), error, [&] {
    cxm::capi::norm_parse(context, cxm::capi::text("cxm_norm_parse", "json", json, json_size), cxm::capi::there("cxm_norm_parse", "out", out));
  });
}

cxm_status cxm_norm_json(const cxm_norm* norm, int32_t pretty, cxm_buffer** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(norm), error, [&] {
    cxm::capi::norm_json(cxm::capi::there("cxm_norm_json", "norm", norm), pretty, cxm::capi::there("cxm_norm_json", "out", out));
  });
}

cxm_status cxm_norm_from_assessments(const cxm_assessment* const* assessments, int64_t assessments_count, const char* const* names, int64_t names_count, const cxm_norm_options* options, cxm_norm** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of_first(assessments, assessments_count), error, [&] {
    cxm::capi::norm_from_assessments(cxm::capi::all_there("cxm_norm_from_assessments", "assessments", assessments, assessments_count), cxm::capi::texts("cxm_norm_from_assessments", "names", names, names_count), cxm::capi::filled("cxm_norm_from_assessments", "options", options), cxm::capi::there("cxm_norm_from_assessments", "out", out));
  });
}

cxm_status cxm_norm_from_table(const cxm_context* context, const char* path, int64_t path_size, const cxm_norm_options* options, cxm_norm** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(context), error, [&] {
    cxm::capi::norm_from_table(context, cxm::capi::text("cxm_norm_from_table", "path", path, path_size), cxm::capi::filled("cxm_norm_from_table", "options", options), cxm::capi::there("cxm_norm_from_table", "out", out));
  });
}

cxm_status cxm_norm_peers(const cxm_norm* norm, const cxm_peer_options* options, cxm_norm** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(norm), error, [&] {
    cxm::capi::norm_peers(cxm::capi::there("cxm_norm_peers", "norm", norm), cxm::capi::filled("cxm_norm_peers", "options", options), cxm::capi::there("cxm_norm_peers", "out", out));
  });
}

cxm_status cxm_norm_table(const cxm_norm* norm, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(norm), error, [&] {
    cxm::capi::norm_table(cxm::capi::there("cxm_norm_table", "norm", norm), cxm::capi::there("cxm_norm_table", "out", out));
  });
}

cxm_status cxm_norm_id(const cxm_norm* norm, const char** id, int64_t* id_size, cxm_error* error) {
  if (id != nullptr) *id = nullptr;
  if (id_size != nullptr) *id_size = 0;
  return cxm::capi::guarded(cxm::capi::context_of(norm), error, [&] {
    cxm::capi::out_text set_id("cxm_norm_id", "id", id, id_size);
    cxm::capi::norm_id(cxm::capi::there("cxm_norm_id", "norm", norm), set_id.value);
    set_id.write();
  });
}

cxm_status cxm_norm_fingerprint(const cxm_norm* norm, cxm_buffer** hex, cxm_error* error) {
  if (hex != nullptr) *hex = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(norm), error, [&] {
    cxm::capi::norm_fingerprint(cxm::capi::there("cxm_norm_fingerprint", "norm", norm), cxm::capi::there("cxm_norm_fingerprint", "hex", hex));
  });
}

cxm_status cxm_norm_position(const cxm_norm* norm, const char* measure, int64_t measure_size, const char* role, int64_t role_size, double value, double se, cxm_estimate* percentile, cxm_estimate* observed, cxm_estimate* difference, cxm_error* error) {
  cxm::capi::clear(percentile);
  cxm::capi::clear(observed);
  cxm::capi::clear(difference);
  return cxm::capi::guarded(cxm::capi::context_of(norm), error, [&] {
    cxm::capi::out_struct<cxm_estimate> set_percentile("cxm_norm_position", "percentile", percentile);
    cxm::capi::out_struct<cxm_estimate> set_observed("cxm_norm_position", "observed", observed);
    cxm::capi::out_struct<cxm_estimate> set_difference("cxm_norm_position", "difference", difference);
    cxm::capi::norm_position(cxm::capi::there("cxm_norm_position", "norm", norm), cxm::capi::text("cxm_norm_position", "measure", measure, measure_size), cxm::capi::text("cxm_norm_position", "role", role, role_size), value, se, set_percentile.value, set_observed.value, set_difference.value);
    set_percentile.write();
    set_observed.write();
    set_difference.write();
  });
}

cxm_status cxm_plan_parse(const cxm_instrument* instrument, const char* json, int64_t json_size, const cxm_plan_options* options, cxm_plan** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(instrument), error, [&] {
    cxm::capi::plan_parse(cxm::capi::there("cxm_plan_parse", "instrument", instrument), cxm::capi::text("cxm_plan_parse", "json", json, json_size), cxm::capi::filled("cxm_plan_parse", "options", options), cxm::capi::there("cxm_plan_parse", "out", out));
  });
}

cxm_status cxm_plan_scaffold(const cxm_instrument* instrument, cxm_buffer** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(instrument), error, [&] {
    cxm::capi::plan_scaffold(cxm::capi::there("cxm_plan_scaffold", "instrument", instrument), cxm::capi::there("cxm_plan_scaffold", "out", out));
  });
}

cxm_status cxm_plan_json(const cxm_plan* plan, int32_t pretty, cxm_buffer** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(plan), error, [&] {
    cxm::capi::plan_json(cxm::capi::there("cxm_plan_json", "plan", plan), pretty, cxm::capi::there("cxm_plan_json", "out", out));
  });
}

cxm_status cxm_plan_fingerprint(const cxm_plan* plan, cxm_buffer** hex, cxm_error* error) {
  if (hex != nullptr) *hex = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(plan), error, [&] {
    cxm::capi::plan_fingerprint(cxm::capi::there("cxm_plan_fingerprint", "plan", plan), cxm::capi::there("cxm_plan_fingerprint", "hex", hex));
  });
}

cxm_status cxm_ledger_new(const cxm_context* context, cxm_ledger** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(context), error, [&] {
    cxm::capi::ledger_new(context, cxm::capi::there("cxm_ledger_new", "out", out));
  });
}

cxm_status cxm_ledger_parse(const cxm_context* context, const char* json, int64_t json_size, cxm_ledger** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(context), error, [&] {
    cxm::capi::ledger_parse(context, cxm::capi::text("cxm_ledger_parse", "json", json, json_size), cxm::capi::there("cxm_ledger_parse", "out", out));
  });
}

cxm_status cxm_ledger_json(const cxm_ledger* ledger, cxm_buffer** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(ledger), error, [&] {
    cxm::capi::ledger_json(cxm::capi::there("cxm_ledger_json", "ledger", ledger), cxm::capi::there("cxm_ledger_json", "out", out));
  });
}

cxm_status cxm_weight_columns(const cxm_columns* columns, const char* totals, int64_t totals_size, const char* base_weight, int64_t base_weight_size, double* weights, int64_t weights_capacity, int64_t* weights_count, cxm_table** report, cxm_error* error) {
  if (weights_count != nullptr) *weights_count = 0;
  if (report != nullptr) *report = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(columns), error, [&] {
    cxm::capi::out_array<double> set_weights("cxm_weight_columns", "weights", weights, weights_capacity, weights_count);
    cxm::capi::weight_columns(cxm::capi::there("cxm_weight_columns", "columns", columns), cxm::capi::text("cxm_weight_columns", "totals", totals, totals_size), cxm::capi::text("cxm_weight_columns", "base_weight", base_weight, base_weight_size), set_weights, cxm::capi::there("cxm_weight_columns", "report", report));
    set_weights.announce();
    set_weights.write();
  });
}

cxm_status cxm_weight_file(const cxm_context* context, const char* path, int64_t path_size, const char* totals, int64_t totals_size, const char* column, int64_t column_size, const char* base_weight, int64_t base_weight_size, cxm_buffer** out, cxm_table** report, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  if (report != nullptr) *report = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(context), error, [&] {
    cxm::capi::weight_file(context, cxm::capi::text("cxm_weight_file", "path", path, path_size), cxm::capi::text("cxm_weight_file", "totals", totals, totals_size), cxm::capi::text("cxm_weight_file", "column", column, column_size), cxm::capi::text("cxm_weight_file", "base_weight", base_weight, base_weight_size), cxm::capi::there("cxm_weight_file", "out", out), cxm::capi::there("cxm_weight_file", "report", report));
  });
}

cxm_status cxm_size(const cxm_context* context, const cxm_size_options* options, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(context), error, [&] {
    cxm::capi::size(context, cxm::capi::filled("cxm_size", "options", options), cxm::capi::there("cxm_size", "out", out));
  });
}

cxm_status cxm_size_allocate(const cxm_view* populations, const cxm_view* sds, double total, int32_t rule, double least, double* answers, int64_t answers_capacity, int64_t* answers_count, double* se, cxm_error* error) {
  if (answers_count != nullptr) *answers_count = 0;
  if (se != nullptr) *se = 0;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::out_array<double> set_answers("cxm_size_allocate", "answers", answers, answers_capacity, answers_count);
    cxm::capi::size_allocate(cxm::capi::numbers("cxm_size_allocate", "populations", populations), cxm::capi::numbers("cxm_size_allocate", "sds", sds), total, rule, least, set_answers, cxm::capi::there("cxm_size_allocate", "se", se));
    set_answers.announce();
    set_answers.write();
  });
}

cxm_status cxm_size_design_effect(double cluster_size, double icc, double weight_cv, double* design_effect, cxm_error* error) {
  if (design_effect != nullptr) *design_effect = 0;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::size_design_effect(cluster_size, icc, weight_cv, cxm::capi::there("cxm_size_design_effect", "design_effect", design_effect));
  });
}

cxm_status cxm_simulate(const cxm_instrument* instrument, const cxm_simulate_options* options, cxm_buffer** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(instrument), error, [&] {
    cxm::capi::simulate(cxm::capi::there("cxm_simulate", "instrument", instrument), cxm::capi::filled("cxm_simulate", "options", options), cxm::capi::there("cxm_simulate", "out", out));
  });
}

cxm_status cxm_simulate_truth(const cxm_instrument* instrument, const cxm_simulate_options* options, cxm_buffer** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(instrument), error, [&] {
    cxm::capi::simulate_truth(cxm::capi::there("cxm_simulate_truth", "instrument", instrument), cxm::capi::filled("cxm_simulate_truth", "options", options), cxm::capi::there("cxm_simulate_truth", "out", out));
  });
}

cxm_status cxm_stat_mean(const cxm_view* x, double level, cxm_estimate* out, cxm_error* error) {
  cxm::capi::clear(out);
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::out_struct<cxm_estimate> set_out("cxm_stat_mean", "out", out);
    cxm::capi::stat_mean(cxm::capi::numbers("cxm_stat_mean", "x", x), level, set_out.value);
    set_out.write();
  });
}

cxm_status cxm_stat_describe(const cxm_view* x, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_describe(cxm::capi::numbers("cxm_stat_describe", "x", x), cxm::capi::there("cxm_stat_describe", "out", out));
  });
}

cxm_status cxm_stat_weighted_mean(const cxm_view* x, const cxm_view* weights, double level, cxm_estimate* out, cxm_error* error) {
  cxm::capi::clear(out);
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::out_struct<cxm_estimate> set_out("cxm_stat_weighted_mean", "out", out);
    cxm::capi::stat_weighted_mean(cxm::capi::numbers("cxm_stat_weighted_mean", "x", x), cxm::capi::numbers("cxm_stat_weighted_mean", "weights", weights), level, set_out.value);
    set_out.write();
  });
}

cxm_status cxm_stat_share(double x, double n, int32_t method, double level, cxm_estimate* out, cxm_error* error) {
  cxm::capi::clear(out);
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::out_struct<cxm_estimate> set_out("cxm_stat_share", "out", out);
    cxm::capi::stat_share(x, n, method, level, set_out.value);
    set_out.write();
  });
}

cxm_status cxm_stat_nps(const cxm_view* x, double level, cxm_estimate* out, cxm_error* error) {
  cxm::capi::clear(out);
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::out_struct<cxm_estimate> set_out("cxm_stat_nps", "out", out);
    cxm::capi::stat_nps(cxm::capi::numbers("cxm_stat_nps", "x", x), level, set_out.value);
    set_out.write();
  });
}

cxm_status cxm_stat_nps_counts(double promoters, double passives, double detractors, double level, cxm_estimate* out, cxm_error* error) {
  cxm::capi::clear(out);
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::out_struct<cxm_estimate> set_out("cxm_stat_nps_counts", "out", out);
    cxm::capi::stat_nps_counts(promoters, passives, detractors, level, set_out.value);
    set_out.write();
  });
}

cxm_status cxm_stat_quantiles(const cxm_view* x, const cxm_view* p, int32_t type, double* values, int64_t values_capacity, int64_t* values_count, cxm_error* error) {
  if (values_count != nullptr) *values_count = 0;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::out_array<double> set_values("cxm_stat_quantiles", "values", values, values_capacity, values_count);
    cxm::capi::stat_quantiles(cxm::capi::numbers("cxm_stat_quantiles", "x", x), cxm::capi::numbers("cxm_stat_quantiles", "p", p), type, set_values);
    set_values.announce();
    set_values.write();
  });
}

cxm_status cxm_stat_median(const cxm_view* x, double level, cxm_estimate* out, cxm_error* error) {
  cxm::capi::clear(out);
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::out_struct<cxm_estimate> set_out("cxm_stat_median", "out", out);
    cxm::capi::stat_median(cxm::capi::numbers("cxm_stat_median", "x", x), level, set_out.value);
    set_out.write();
  });
}

cxm_status cxm_stat_difference(const cxm_view* a, const cxm_view* b, double level, cxm_estimate* out, cxm_error* error) {
  cxm::capi::clear(out);
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::out_struct<cxm_estimate> set_out("cxm_stat_difference", "out", out);
    cxm::capi::stat_difference(cxm::capi::numbers("cxm_stat_difference", "a", a), cxm::capi::numbers("cxm_stat_difference", "b", b), level, set_out.value);
    set_out.write();
  });
}

cxm_status cxm_stat_effective_size(const cxm_view* weights, double* size, cxm_error* error) {
  if (size != nullptr) *size = 0;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_effective_size(cxm::capi::numbers("cxm_stat_effective_size", "weights", weights), cxm::capi::there("cxm_stat_effective_size", "size", size));
  });
}

cxm_status cxm_stat_rank_sets(const cxm_view* estimates, const cxm_view* errors, double level, int64_t seed, double* low, int64_t low_capacity, int64_t* low_count, double* high, int64_t high_capacity, int64_t* high_count, cxm_error* error) {
  if (low_count != nullptr) *low_count = 0;
  if (high_count != nullptr) *high_count = 0;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::out_array<double> set_low("cxm_stat_rank_sets", "low", low, low_capacity, low_count);
    cxm::capi::out_array<double> set_high("cxm_stat_rank_sets", "high", high, high_capacity, high_count);
    cxm::capi::stat_rank_sets(cxm::capi::numbers("cxm_stat_rank_sets", "estimates", estimates), cxm::capi::numbers("cxm_stat_rank_sets", "errors", errors), level, seed, set_low, set_high);
    set_low.announce(); set_high.announce();
    set_low.write();
    set_high.write();
  });
}

cxm_status cxm_stat_shrink(const cxm_view* estimates, const cxm_view* variances, double level, double* shrunk, int64_t shrunk_capacity, int64_t* shrunk_count, double* errors, int64_t errors_capacity, int64_t* errors_count, double* tau2, cxm_error* error) {
  if (shrunk_count != nullptr) *shrunk_count = 0;
  if (errors_count != nullptr) *errors_count = 0;
  if (tau2 != nullptr) *tau2 = 0;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::out_array<double> set_shrunk("cxm_stat_shrink", "shrunk", shrunk, shrunk_capacity, shrunk_count);
    cxm::capi::out_array<double> set_errors("cxm_stat_shrink", "errors", errors, errors_capacity, errors_count);
    cxm::capi::stat_shrink(cxm::capi::numbers("cxm_stat_shrink", "estimates", estimates), cxm::capi::numbers("cxm_stat_shrink", "variances", variances), level, set_shrunk, set_errors, cxm::capi::there("cxm_stat_shrink", "tau2", tau2));
    set_shrunk.announce(); set_errors.announce();
    set_shrunk.write();
    set_errors.write();
  });
}

cxm_status cxm_stat_heterogeneity(const cxm_view* estimates, const cxm_view* variances, double level, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_heterogeneity(cxm::capi::numbers("cxm_stat_heterogeneity", "estimates", estimates), cxm::capi::numbers("cxm_stat_heterogeneity", "variances", variances), level, cxm::capi::there("cxm_stat_heterogeneity", "out", out));
  });
}

cxm_status cxm_stat_smooth_variances(const cxm_view* variances, const cxm_view* n, double prior_df, double* values, int64_t values_capacity, int64_t* values_count, cxm_error* error) {
  if (values_count != nullptr) *values_count = 0;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::out_array<double> set_values("cxm_stat_smooth_variances", "values", values, values_capacity, values_count);
    cxm::capi::stat_smooth_variances(cxm::capi::numbers("cxm_stat_smooth_variances", "variances", variances), cxm::capi::numbers("cxm_stat_smooth_variances", "n", n), prior_df, set_values);
    set_values.announce();
    set_values.write();
  });
}

cxm_status cxm_stat_survey(const cxm_columns* columns, int32_t statistic, const cxm_design* design, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(columns), error, [&] {
    cxm::capi::stat_survey(cxm::capi::there("cxm_stat_survey", "columns", columns), statistic, cxm::capi::filled("cxm_stat_survey", "design", design), cxm::capi::there("cxm_stat_survey", "out", out));
  });
}

cxm_status cxm_stat_survey_groups(const cxm_view* y, const cxm_view* group, const cxm_design* design, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_survey_groups(cxm::capi::numbers("cxm_stat_survey_groups", "y", y), cxm::capi::row_names("cxm_stat_survey_groups", "group", group), cxm::capi::filled("cxm_stat_survey_groups", "design", design), cxm::capi::there("cxm_stat_survey_groups", "out", out));
  });
}

cxm_status cxm_stat_survey_quantiles(const cxm_view* y, const cxm_view* p, const cxm_design* design, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_survey_quantiles(cxm::capi::numbers("cxm_stat_survey_quantiles", "y", y), cxm::capi::numbers("cxm_stat_survey_quantiles", "p", p), cxm::capi::filled("cxm_stat_survey_quantiles", "design", design), cxm::capi::there("cxm_stat_survey_quantiles", "out", out));
  });
}

cxm_status cxm_stat_survey_share(const cxm_view* y, const cxm_design* design, cxm_estimate* out, cxm_error* error) {
  cxm::capi::clear(out);
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::out_struct<cxm_estimate> set_out("cxm_stat_survey_share", "out", out);
    cxm::capi::stat_survey_share(cxm::capi::numbers("cxm_stat_survey_share", "y", y), cxm::capi::filled("cxm_stat_survey_share", "design", design), set_out.value);
    set_out.write();
  });
}

cxm_status cxm_stat_survey_contrast(const cxm_view* y, const cxm_view* group, const cxm_view* coefficients, const cxm_design* design, cxm_estimate* out, cxm_error* error) {
  cxm::capi::clear(out);
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::out_struct<cxm_estimate> set_out("cxm_stat_survey_contrast", "out", out);
    cxm::capi::stat_survey_contrast(cxm::capi::numbers("cxm_stat_survey_contrast", "y", y), cxm::capi::row_names("cxm_stat_survey_contrast", "group", group), cxm::capi::numbers("cxm_stat_survey_contrast", "coefficients", coefficients), cxm::capi::filled("cxm_stat_survey_contrast", "design", design), set_out.value);
    set_out.write();
  });
}

cxm_status cxm_stat_replicate_weights(const cxm_view* weights, const cxm_design* design, const char* type, int64_t type_size, int64_t replicates, double fay_rho, int64_t seed, cxm_table** out, cxm_table** scales, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  if (scales != nullptr) *scales = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_replicate_weights(cxm::capi::numbers("cxm_stat_replicate_weights", "weights", weights), cxm::capi::filled("cxm_stat_replicate_weights", "design", design), cxm::capi::text("cxm_stat_replicate_weights", "type", type, type_size), replicates, fay_rho, seed, cxm::capi::there("cxm_stat_replicate_weights", "out", out), cxm::capi::there("cxm_stat_replicate_weights", "scales", scales));
  });
}

cxm_status cxm_stat_regression(const cxm_view* y, const cxm_columns* x, const cxm_regression_options* options, cxm_table** coefficients, cxm_table** fit, cxm_error* error) {
  if (coefficients != nullptr) *coefficients = nullptr;
  if (fit != nullptr) *fit = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(x), error, [&] {
    cxm::capi::stat_regression(cxm::capi::numbers("cxm_stat_regression", "y", y), cxm::capi::there("cxm_stat_regression", "x", x), cxm::capi::filled("cxm_stat_regression", "options", options), cxm::capi::there("cxm_stat_regression", "coefficients", coefficients), cxm::capi::there("cxm_stat_regression", "fit", fit));
  });
}

cxm_status cxm_stat_importance(const cxm_columns* columns, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(columns), error, [&] {
    cxm::capi::stat_importance(cxm::capi::there("cxm_stat_importance", "columns", columns), cxm::capi::there("cxm_stat_importance", "out", out));
  });
}

cxm_status cxm_stat_performance(const cxm_view* y, const cxm_columns* x, double low, double high, double level, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(x), error, [&] {
    cxm::capi::stat_performance(cxm::capi::numbers("cxm_stat_performance", "y", y), cxm::capi::there("cxm_stat_performance", "x", x), low, high, level, cxm::capi::there("cxm_stat_performance", "out", out));
  });
}

cxm_status cxm_stat_penalty_reward(const cxm_view* y, const cxm_columns* x, double low_to, double high_from, double level, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(x), error, [&] {
    cxm::capi::stat_penalty_reward(cxm::capi::numbers("cxm_stat_penalty_reward", "y", y), cxm::capi::there("cxm_stat_penalty_reward", "x", x), low_to, high_from, level, cxm::capi::there("cxm_stat_penalty_reward", "out", out));
  });
}

cxm_status cxm_stat_compare(const cxm_view* a, const cxm_view* b, const cxm_compare_samples_options* options, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_compare(cxm::capi::numbers("cxm_stat_compare", "a", a), cxm::capi::numbers("cxm_stat_compare", "b", b), cxm::capi::filled("cxm_stat_compare", "options", options), cxm::capi::there("cxm_stat_compare", "out", out));
  });
}

cxm_status cxm_stat_one_sample(const cxm_view* x, double reference, double level, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_one_sample(cxm::capi::numbers("cxm_stat_one_sample", "x", x), reference, level, cxm::capi::there("cxm_stat_one_sample", "out", out));
  });
}

cxm_status cxm_stat_compare_groups(const cxm_view* y, const cxm_view* group, double level, cxm_table** tests, cxm_table** pairs, cxm_error* error) {
  if (tests != nullptr) *tests = nullptr;
  if (pairs != nullptr) *pairs = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_compare_groups(cxm::capi::numbers("cxm_stat_compare_groups", "y", y), cxm::capi::row_names("cxm_stat_compare_groups", "group", group), level, cxm::capi::there("cxm_stat_compare_groups", "tests", tests), cxm::capi::there("cxm_stat_compare_groups", "pairs", pairs));
  });
}

cxm_status cxm_stat_change(const cxm_view* y, const cxm_view* person, const cxm_view* wave, const char* first, int64_t first_size, const char* second, int64_t second_size, double level, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_change(cxm::capi::numbers("cxm_stat_change", "y", y), cxm::capi::row_names("cxm_stat_change", "person", person), cxm::capi::row_names("cxm_stat_change", "wave", wave), cxm::capi::text("cxm_stat_change", "first", first, first_size), cxm::capi::text("cxm_stat_change", "second", second, second_size), level, cxm::capi::there("cxm_stat_change", "out", out));
  });
}

cxm_status cxm_stat_two_shares(double x1, double n1, double x2, double n2, double level, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_two_shares(x1, n1, x2, n2, level, cxm::capi::there("cxm_stat_two_shares", "out", out));
  });
}

cxm_status cxm_stat_paired_shares(double both, double first_only, double second_only, double neither, double level, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_paired_shares(both, first_only, second_only, neither, level, cxm::capi::there("cxm_stat_paired_shares", "out", out));
  });
}

cxm_status cxm_stat_independence(const cxm_view* counts, int64_t columns, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_independence(cxm::capi::numbers("cxm_stat_independence", "counts", counts), columns, cxm::capi::there("cxm_stat_independence", "out", out));
  });
}

cxm_status cxm_stat_association(const cxm_view* a, const cxm_view* b, const cxm_view* c, const cxm_view* d, double level, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_association(cxm::capi::numbers("cxm_stat_association", "a", a), cxm::capi::numbers("cxm_stat_association", "b", b), cxm::capi::numbers("cxm_stat_association", "c", c), cxm::capi::numbers("cxm_stat_association", "d", d), level, cxm::capi::there("cxm_stat_association", "out", out));
  });
}

cxm_status cxm_stat_adjust_p(const cxm_view* p, int32_t method, double* values, int64_t values_capacity, int64_t* values_count, cxm_error* error) {
  if (values_count != nullptr) *values_count = 0;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::out_array<double> set_values("cxm_stat_adjust_p", "values", values, values_capacity, values_count);
    cxm::capi::stat_adjust_p(cxm::capi::numbers("cxm_stat_adjust_p", "p", p), method, set_values);
    set_values.announce();
    set_values.write();
  });
}

cxm_status cxm_stat_agreement(const cxm_columns* items, const cxm_view* group, double low, double high, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(items), error, [&] {
    cxm::capi::stat_agreement(cxm::capi::there("cxm_stat_agreement", "items", items), cxm::capi::row_names("cxm_stat_agreement", "group", group), low, high, cxm::capi::there("cxm_stat_agreement", "out", out));
  });
}

cxm_status cxm_stat_between(const cxm_view* y, const cxm_view* group, double level, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_between(cxm::capi::numbers("cxm_stat_between", "y", y), cxm::capi::row_names("cxm_stat_between", "group", group), level, cxm::capi::there("cxm_stat_between", "out", out));
  });
}

cxm_status cxm_stat_within_between(const cxm_view* x, const cxm_view* y, const cxm_view* group, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_within_between(cxm::capi::numbers("cxm_stat_within_between", "x", x), cxm::capi::numbers("cxm_stat_within_between", "y", y), cxm::capi::row_names("cxm_stat_within_between", "group", group), cxm::capi::there("cxm_stat_within_between", "out", out));
  });
}

cxm_status cxm_stat_case_mix(const cxm_columns* items, const cxm_columns* adjusters, const cxm_view* unit, const cxm_case_mix_options* options, cxm_table** units, cxm_table** fit, cxm_error* error) {
  if (units != nullptr) *units = nullptr;
  if (fit != nullptr) *fit = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(items), error, [&] {
    cxm::capi::stat_case_mix(cxm::capi::there("cxm_stat_case_mix", "items", items), cxm::capi::there("cxm_stat_case_mix", "adjusters", adjusters), cxm::capi::row_names("cxm_stat_case_mix", "unit", unit), cxm::capi::filled("cxm_stat_case_mix", "options", options), cxm::capi::there("cxm_stat_case_mix", "units", units), cxm::capi::there("cxm_stat_case_mix", "fit", fit));
  });
}

cxm_status cxm_stat_clusters(const cxm_view* values, int64_t groups, int64_t* member, int64_t member_capacity, int64_t* member_count, double* centres, int64_t centres_capacity, int64_t* centres_count, cxm_error* error) {
  if (member_count != nullptr) *member_count = 0;
  if (centres_count != nullptr) *centres_count = 0;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::out_array<std::int64_t> set_member("cxm_stat_clusters", "member", member, member_capacity, member_count);
    cxm::capi::out_array<double> set_centres("cxm_stat_clusters", "centres", centres, centres_capacity, centres_count);
    cxm::capi::stat_clusters(cxm::capi::numbers("cxm_stat_clusters", "values", values), groups, set_member, set_centres);
    set_member.announce(); set_centres.announce();
    set_member.write();
    set_centres.write();
  });
}

cxm_status cxm_stat_detectable_difference(double se1, double se2, double power, double level, double* difference, cxm_error* error) {
  if (difference != nullptr) *difference = 0;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_detectable_difference(se1, se2, power, level, cxm::capi::there("cxm_stat_detectable_difference", "difference", difference));
  });
}

cxm_status cxm_stat_reliability(const cxm_columns* columns, double* alpha, cxm_error* error) {
  if (alpha != nullptr) *alpha = 0;
  return cxm::capi::guarded(cxm::capi::context_of(columns), error, [&] {
    cxm::capi::stat_reliability(cxm::capi::there("cxm_stat_reliability", "columns", columns), cxm::capi::there("cxm_stat_reliability", "alpha", alpha));
  });
}

cxm_status cxm_stat_bounded_mean(const cxm_view* x, double low, double high, double level, cxm_estimate* out, cxm_error* error) {
  cxm::capi::clear(out);
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::out_struct<cxm_estimate> set_out("cxm_stat_bounded_mean", "out", out);
    cxm::capi::stat_bounded_mean(cxm::capi::numbers("cxm_stat_bounded_mean", "x", x), low, high, level, set_out.value);
    set_out.write();
  });
}

cxm_status cxm_stat_trend(const cxm_view* times, const cxm_view* y, const cxm_view* se, double correlation, double df, double level, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_trend(cxm::capi::numbers("cxm_stat_trend", "times", times), cxm::capi::numbers("cxm_stat_trend", "y", y), cxm::capi::numbers("cxm_stat_trend", "se", se), correlation, df, level, cxm::capi::there("cxm_stat_trend", "out", out));
  });
}

cxm_status cxm_stat_bands(const cxm_view* values, const cxm_view* errors, const cxm_view* cuts, int32_t lower_is_better, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_bands(cxm::capi::numbers("cxm_stat_bands", "values", values), cxm::capi::numbers("cxm_stat_bands", "errors", errors), cxm::capi::numbers("cxm_stat_bands", "cuts", cuts), lower_is_better, cxm::capi::there("cxm_stat_bands", "out", out));
  });
}

cxm_status cxm_stat_percentile_cuts(const cxm_view* values, const cxm_view* shares, int32_t lower_is_better, double* cuts, int64_t cuts_capacity, int64_t* cuts_count, cxm_error* error) {
  if (cuts_count != nullptr) *cuts_count = 0;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::out_array<double> set_cuts("cxm_stat_percentile_cuts", "cuts", cuts, cuts_capacity, cuts_count);
    cxm::capi::stat_percentile_cuts(cxm::capi::numbers("cxm_stat_percentile_cuts", "values", values), cxm::capi::numbers("cxm_stat_percentile_cuts", "shares", shares), lower_is_better, set_cuts);
    set_cuts.announce();
    set_cuts.write();
  });
}

cxm_status cxm_stat_mediation(const cxm_view* x, const cxm_view* m, const cxm_view* y, double level, int64_t seed, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_mediation(cxm::capi::numbers("cxm_stat_mediation", "x", x), cxm::capi::numbers("cxm_stat_mediation", "m", m), cxm::capi::numbers("cxm_stat_mediation", "y", y), level, seed, cxm::capi::there("cxm_stat_mediation", "out", out));
  });
}

cxm_status cxm_stat_area_under_curve(const cxm_view* low, const cxm_view* high, double level, cxm_estimate* out, cxm_error* error) {
  cxm::capi::clear(out);
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::out_struct<cxm_estimate> set_out("cxm_stat_area_under_curve", "out", out);
    cxm::capi::stat_area_under_curve(cxm::capi::numbers("cxm_stat_area_under_curve", "low", low), cxm::capi::numbers("cxm_stat_area_under_curve", "high", high), level, set_out.value);
    set_out.write();
  });
}

cxm_status cxm_stat_event(const cxm_view* times, const cxm_view* y, const cxm_view* se, double event, double correlation, double df, double level, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_event(cxm::capi::numbers("cxm_stat_event", "times", times), cxm::capi::numbers("cxm_stat_event", "y", y), cxm::capi::numbers("cxm_stat_event", "se", se), event, correlation, df, level, cxm::capi::there("cxm_stat_event", "out", out));
  });
}

cxm_status cxm_stat_break(const cxm_view* y, const cxm_view* se, double correlation, double level, int64_t seed, cxm_table** out, cxm_table** positions, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  if (positions != nullptr) *positions = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_break(cxm::capi::numbers("cxm_stat_break", "y", y), cxm::capi::numbers("cxm_stat_break", "se", se), correlation, level, seed, cxm::capi::there("cxm_stat_break", "out", out), cxm::capi::there("cxm_stat_break", "positions", positions));
  });
}

cxm_status cxm_stat_decay(const cxm_view* times, const cxm_view* y, const cxm_view* se, double correlation, double lowest, double level, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_decay(cxm::capi::numbers("cxm_stat_decay", "times", times), cxm::capi::numbers("cxm_stat_decay", "y", y), cxm::capi::numbers("cxm_stat_decay", "se", se), correlation, lowest, level, cxm::capi::there("cxm_stat_decay", "out", out));
  });
}

cxm_status cxm_stat_spread(const cxm_view* times, const cxm_columns* y, const cxm_columns* se, double level, cxm_table** out, cxm_table** waves, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  if (waves != nullptr) *waves = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(y), error, [&] {
    cxm::capi::stat_spread(cxm::capi::numbers("cxm_stat_spread", "times", times), cxm::capi::there("cxm_stat_spread", "y", y), cxm::capi::there("cxm_stat_spread", "se", se), level, cxm::capi::there("cxm_stat_spread", "out", out), cxm::capi::there("cxm_stat_spread", "waves", waves));
  });
}

cxm_status cxm_stat_ordered_trend(const cxm_view* y, const cxm_view* classes, const cxm_view* stratum, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_ordered_trend(cxm::capi::numbers("cxm_stat_ordered_trend", "y", y), cxm::capi::numbers("cxm_stat_ordered_trend", "classes", classes), cxm::capi::if_given<cxm::capi::row_names>("cxm_stat_ordered_trend", "stratum", stratum), cxm::capi::there("cxm_stat_ordered_trend", "out", out));
  });
}

cxm_status cxm_stat_share_trend(const cxm_view* x, const cxm_view* n, int64_t classes, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_share_trend(cxm::capi::numbers("cxm_stat_share_trend", "x", x), cxm::capi::numbers("cxm_stat_share_trend", "n", n), classes, cxm::capi::there("cxm_stat_share_trend", "out", out));
  });
}

cxm_status cxm_stat_effective_counts(const cxm_view* x, const cxm_view* n, double* x_effective, double* n_effective, double* design_effect, cxm_error* error) {
  if (x_effective != nullptr) *x_effective = 0;
  if (n_effective != nullptr) *n_effective = 0;
  if (design_effect != nullptr) *design_effect = 0;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_effective_counts(cxm::capi::numbers("cxm_stat_effective_counts", "x", x), cxm::capi::numbers("cxm_stat_effective_counts", "n", n), cxm::capi::there("cxm_stat_effective_counts", "x_effective", x_effective), cxm::capi::there("cxm_stat_effective_counts", "n_effective", n_effective), cxm::capi::there("cxm_stat_effective_counts", "design_effect", design_effect));
  });
}

cxm_status cxm_stat_class_difference(const cxm_view* y, const cxm_view* classes, const cxm_view* stratum, double first, double second, double level, cxm_estimate* out, cxm_error* error) {
  cxm::capi::clear(out);
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::out_struct<cxm_estimate> set_out("cxm_stat_class_difference", "out", out);
    cxm::capi::stat_class_difference(cxm::capi::numbers("cxm_stat_class_difference", "y", y), cxm::capi::numbers("cxm_stat_class_difference", "classes", classes), cxm::capi::if_given<cxm::capi::row_names>("cxm_stat_class_difference", "stratum", stratum), first, second, level, set_out.value);
    set_out.write();
  });
}

cxm_status cxm_stat_isolation(const cxm_view* share, const cxm_view* n, const cxm_view* heads, double level, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_isolation(cxm::capi::numbers("cxm_stat_isolation", "share", share), cxm::capi::numbers("cxm_stat_isolation", "n", n), cxm::capi::if_given<cxm::capi::numbers>("cxm_stat_isolation", "heads", heads), level, cxm::capi::there("cxm_stat_isolation", "out", out));
  });
}

cxm_status cxm_stat_isolation_test(const cxm_view* believers, const cxm_view* people, int64_t seed, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_isolation_test(cxm::capi::numbers("cxm_stat_isolation_test", "believers", believers), cxm::capi::numbers("cxm_stat_isolation_test", "people", people), seed, cxm::capi::there("cxm_stat_isolation_test", "out", out));
  });
}

cxm_status cxm_stat_tipping(double share, double n, double n_eff, double heads, double tau, double level, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_tipping(share, n, n_eff, heads, tau, level, cxm::capi::there("cxm_stat_tipping", "out", out));
  });
}

cxm_status cxm_stat_ranks(const cxm_view* estimates, const cxm_view* errors, int64_t best, int32_t lower_is_better, double level, int64_t draws, int64_t seed, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_ranks(cxm::capi::numbers("cxm_stat_ranks", "estimates", estimates), cxm::capi::numbers("cxm_stat_ranks", "errors", errors), best, lower_is_better, level, draws, seed, cxm::capi::there("cxm_stat_ranks", "out", out));
  });
}

cxm_status cxm_stat_standings(const cxm_view* values, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_standings(cxm::capi::numbers("cxm_stat_standings", "values", values), cxm::capi::there("cxm_stat_standings", "out", out));
  });
}

cxm_status cxm_stat_points(const cxm_view* performance, const cxm_view* baseline, const cxm_view* floor, const cxm_view* threshold, const cxm_view* benchmark, int64_t most, int64_t consistency_most, cxm_table** out, cxm_table** totals, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  if (totals != nullptr) *totals = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_points(cxm::capi::numbers("cxm_stat_points", "performance", performance), cxm::capi::if_given<cxm::capi::numbers>("cxm_stat_points", "baseline", baseline), cxm::capi::numbers("cxm_stat_points", "floor", floor), cxm::capi::numbers("cxm_stat_points", "threshold", threshold), cxm::capi::numbers("cxm_stat_points", "benchmark", benchmark), most, consistency_most, cxm::capi::there("cxm_stat_points", "out", out), cxm::capi::there("cxm_stat_points", "totals", totals));
  });
}

cxm_status cxm_stat_domain_total(const cxm_view* scores, const cxm_view* weights, double* contributions, int64_t contributions_capacity, int64_t* contributions_count, double* total, double* weight_present, cxm_error* error) {
  if (contributions_count != nullptr) *contributions_count = 0;
  if (total != nullptr) *total = 0;
  if (weight_present != nullptr) *weight_present = 0;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::out_array<double> set_contributions("cxm_stat_domain_total", "contributions", contributions, contributions_capacity, contributions_count);
    cxm::capi::stat_domain_total(cxm::capi::numbers("cxm_stat_domain_total", "scores", scores), cxm::capi::numbers("cxm_stat_domain_total", "weights", weights), set_contributions, cxm::capi::there("cxm_stat_domain_total", "total", total), cxm::capi::there("cxm_stat_domain_total", "weight_present", weight_present));
    set_contributions.announce();
    set_contributions.write();
  });
}

cxm_status cxm_stat_permutation(const cxm_view* a, const cxm_view* b, int64_t draws, int64_t seed, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_permutation(cxm::capi::numbers("cxm_stat_permutation", "a", a), cxm::capi::numbers("cxm_stat_permutation", "b", b), draws, seed, cxm::capi::there("cxm_stat_permutation", "out", out));
  });
}

cxm_status cxm_stat_scale(const cxm_columns* items, double level, cxm_table** out, cxm_table** items_table, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  if (items_table != nullptr) *items_table = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(items), error, [&] {
    cxm::capi::stat_scale(cxm::capi::there("cxm_stat_scale", "items", items), level, cxm::capi::there("cxm_stat_scale", "out", out), cxm::capi::there("cxm_stat_scale", "items_table", items_table));
  });
}

cxm_status cxm_stat_ordinal_agreement(const cxm_view* counts, double* agreement, cxm_error* error) {
  if (agreement != nullptr) *agreement = 0;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_ordinal_agreement(cxm::capi::numbers("cxm_stat_ordinal_agreement", "counts", counts), cxm::capi::there("cxm_stat_ordinal_agreement", "agreement", agreement));
  });
}

cxm_status cxm_stat_mediation_chain(const cxm_columns* columns, double level, int64_t seed, cxm_table** out, cxm_table** slopes, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  if (slopes != nullptr) *slopes = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(columns), error, [&] {
    cxm::capi::stat_mediation_chain(cxm::capi::there("cxm_stat_mediation_chain", "columns", columns), level, seed, cxm::capi::there("cxm_stat_mediation_chain", "out", out), cxm::capi::there("cxm_stat_mediation_chain", "slopes", slopes));
  });
}

cxm_status cxm_stat_unit_paths(const cxm_columns* steps, const cxm_columns* errors, double level, int64_t seed, cxm_table** out, cxm_table** paths, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  if (paths != nullptr) *paths = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(steps), error, [&] {
    cxm::capi::stat_unit_paths(cxm::capi::there("cxm_stat_unit_paths", "steps", steps), cxm::capi::there("cxm_stat_unit_paths", "errors", errors), level, seed, cxm::capi::there("cxm_stat_unit_paths", "out", out), cxm::capi::there("cxm_stat_unit_paths", "paths", paths));
  });
}

cxm_status cxm_stat_ordinal_regression(const cxm_view* y, const cxm_columns* x, const cxm_view* counts, double level, cxm_table** coefficients, cxm_table** fit, cxm_error* error) {
  if (coefficients != nullptr) *coefficients = nullptr;
  if (fit != nullptr) *fit = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(x), error, [&] {
    cxm::capi::stat_ordinal_regression(cxm::capi::numbers("cxm_stat_ordinal_regression", "y", y), cxm::capi::there("cxm_stat_ordinal_regression", "x", x), cxm::capi::if_given<cxm::capi::numbers>("cxm_stat_ordinal_regression", "counts", counts), level, cxm::capi::there("cxm_stat_ordinal_regression", "coefficients", coefficients), cxm::capi::there("cxm_stat_ordinal_regression", "fit", fit));
  });
}

cxm_status cxm_stat_correlations(const cxm_columns* columns, int32_t kind, int32_t listwise, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(columns), error, [&] {
    cxm::capi::stat_correlations(cxm::capi::there("cxm_stat_correlations", "columns", columns), kind, listwise, cxm::capi::there("cxm_stat_correlations", "out", out));
  });
}

cxm_status cxm_stat_correlation(const cxm_view* a, const cxm_view* b, int32_t kind, double level, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_correlation(cxm::capi::numbers("cxm_stat_correlation", "a", a), cxm::capi::numbers("cxm_stat_correlation", "b", b), kind, level, cxm::capi::there("cxm_stat_correlation", "out", out));
  });
}

cxm_status cxm_stat_ordinal_association(const cxm_view* counts, int64_t columns, double level, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_ordinal_association(cxm::capi::numbers("cxm_stat_ordinal_association", "counts", counts), columns, level, cxm::capi::there("cxm_stat_ordinal_association", "out", out));
  });
}

cxm_status cxm_stat_mahalanobis(const cxm_columns* columns, double* squared, int64_t squared_capacity, int64_t* squared_count, double* p, int64_t p_capacity, int64_t* p_count, cxm_error* error) {
  if (squared_count != nullptr) *squared_count = 0;
  if (p_count != nullptr) *p_count = 0;
  return cxm::capi::guarded(cxm::capi::context_of(columns), error, [&] {
    cxm::capi::out_array<double> set_squared("cxm_stat_mahalanobis", "squared", squared, squared_capacity, squared_count);
    cxm::capi::out_array<double> set_p("cxm_stat_mahalanobis", "p", p, p_capacity, p_count);
    cxm::capi::stat_mahalanobis(cxm::capi::there("cxm_stat_mahalanobis", "columns", columns), set_squared, set_p);
    set_squared.announce(); set_p.announce();
    set_squared.write();
    set_p.write();
  });
}

cxm_status cxm_stat_incomplete_moments(const cxm_columns* columns, cxm_table** out, cxm_table** means, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  if (means != nullptr) *means = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(columns), error, [&] {
    cxm::capi::stat_incomplete_moments(cxm::capi::there("cxm_stat_incomplete_moments", "columns", columns), cxm::capi::there("cxm_stat_incomplete_moments", "out", out), cxm::capi::there("cxm_stat_incomplete_moments", "means", means));
  });
}

cxm_status cxm_stat_factor_count(const cxm_columns* items, int64_t replicates, int64_t seed, cxm_table** out, cxm_table** adequacy, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  if (adequacy != nullptr) *adequacy = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(items), error, [&] {
    cxm::capi::stat_factor_count(cxm::capi::there("cxm_stat_factor_count", "items", items), replicates, seed, cxm::capi::there("cxm_stat_factor_count", "out", out), cxm::capi::there("cxm_stat_factor_count", "adequacy", adequacy));
  });
}

cxm_status cxm_stat_factors(const cxm_columns* items, int64_t factors, int32_t method, int32_t rotation, cxm_table** loadings, cxm_table** fit, cxm_error* error) {
  if (loadings != nullptr) *loadings = nullptr;
  if (fit != nullptr) *fit = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(items), error, [&] {
    cxm::capi::stat_factors(cxm::capi::there("cxm_stat_factors", "items", items), factors, method, rotation, cxm::capi::there("cxm_stat_factors", "loadings", loadings), cxm::capi::there("cxm_stat_factors", "fit", fit));
  });
}

cxm_status cxm_stat_factor_model(const cxm_columns* columns, const char* model, int64_t model_size, const cxm_view* group, int32_t equal, int32_t answers, cxm_table** parameters, cxm_table** fit, cxm_error* error) {
  if (parameters != nullptr) *parameters = nullptr;
  if (fit != nullptr) *fit = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(columns), error, [&] {
    cxm::capi::stat_factor_model(cxm::capi::there("cxm_stat_factor_model", "columns", columns), cxm::capi::text("cxm_stat_factor_model", "model", model, model_size), cxm::capi::if_given<cxm::capi::row_names>("cxm_stat_factor_model", "group", group), equal, answers, cxm::capi::there("cxm_stat_factor_model", "parameters", parameters), cxm::capi::there("cxm_stat_factor_model", "fit", fit));
  });
}

cxm_status cxm_stat_factor_scores(const cxm_columns* columns, const char* model, int64_t model_size, int32_t method, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(columns), error, [&] {
    cxm::capi::stat_factor_scores(cxm::capi::there("cxm_stat_factor_scores", "columns", columns), cxm::capi::text("cxm_stat_factor_scores", "model", model, model_size), method, cxm::capi::there("cxm_stat_factor_scores", "out", out));
  });
}

cxm_status cxm_stat_invariance(const cxm_columns* columns, const char* model, int64_t model_size, const cxm_view* group, double level, cxm_table** steps, cxm_table** differences, cxm_error* error) {
  if (steps != nullptr) *steps = nullptr;
  if (differences != nullptr) *differences = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(columns), error, [&] {
    cxm::capi::stat_invariance(cxm::capi::there("cxm_stat_invariance", "columns", columns), cxm::capi::text("cxm_stat_invariance", "model", model, model_size), cxm::capi::row_names("cxm_stat_invariance", "group", group), level, cxm::capi::there("cxm_stat_invariance", "steps", steps), cxm::capi::there("cxm_stat_invariance", "differences", differences));
  });
}

cxm_status cxm_stat_item_response(const cxm_columns* items, int32_t model, const cxm_view* group, const cxm_view* weights, double level, cxm_table** parameters, cxm_table** fit, cxm_error* error) {
  if (parameters != nullptr) *parameters = nullptr;
  if (fit != nullptr) *fit = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(items), error, [&] {
    cxm::capi::stat_item_response(cxm::capi::there("cxm_stat_item_response", "items", items), model, cxm::capi::if_given<cxm::capi::row_names>("cxm_stat_item_response", "group", group), cxm::capi::if_given<cxm::capi::numbers>("cxm_stat_item_response", "weights", weights), level, cxm::capi::there("cxm_stat_item_response", "parameters", parameters), cxm::capi::there("cxm_stat_item_response", "fit", fit));
  });
}

cxm_status cxm_stat_person_scores(const cxm_columns* items, int32_t model, int32_t method, double* theta, int64_t theta_capacity, int64_t* theta_count, double* se, int64_t se_capacity, int64_t* se_count, cxm_error* error) {
  if (theta_count != nullptr) *theta_count = 0;
  if (se_count != nullptr) *se_count = 0;
  return cxm::capi::guarded(cxm::capi::context_of(items), error, [&] {
    cxm::capi::out_array<double> set_theta("cxm_stat_person_scores", "theta", theta, theta_capacity, theta_count);
    cxm::capi::out_array<double> set_se("cxm_stat_person_scores", "se", se, se_capacity, se_count);
    cxm::capi::stat_person_scores(cxm::capi::there("cxm_stat_person_scores", "items", items), model, method, set_theta, set_se);
    set_theta.announce(); set_se.announce();
    set_theta.write();
    set_se.write();
  });
}

cxm_status cxm_stat_item_information(const cxm_columns* items, int32_t model, const cxm_view* theta, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(items), error, [&] {
    cxm::capi::stat_item_information(cxm::capi::there("cxm_stat_item_information", "items", items), model, cxm::capi::numbers("cxm_stat_item_information", "theta", theta), cxm::capi::there("cxm_stat_item_information", "out", out));
  });
}

cxm_status cxm_stat_short_forms(const cxm_columns* items, int32_t model, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(items), error, [&] {
    cxm::capi::stat_short_forms(cxm::capi::there("cxm_stat_short_forms", "items", items), model, cxm::capi::there("cxm_stat_short_forms", "out", out));
  });
}

cxm_status cxm_stat_classification(const cxm_view* theta, const cxm_view* se, const cxm_view* cuts, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_classification(cxm::capi::numbers("cxm_stat_classification", "theta", theta), cxm::capi::numbers("cxm_stat_classification", "se", se), cxm::capi::numbers("cxm_stat_classification", "cuts", cuts), cxm::capi::there("cxm_stat_classification", "out", out));
  });
}

cxm_status cxm_stat_raters(const cxm_columns* raters, double level, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(cxm::capi::context_of(raters), error, [&] {
    cxm::capi::stat_raters(cxm::capi::there("cxm_stat_raters", "raters", raters), level, cxm::capi::there("cxm_stat_raters", "out", out));
  });
}

cxm_status cxm_stat_kappa(const cxm_view* counts, int64_t columns, int32_t kind, double level, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_kappa(cxm::capi::numbers("cxm_stat_kappa", "counts", counts), columns, kind, level, cxm::capi::there("cxm_stat_kappa", "out", out));
  });
}

cxm_status cxm_stat_retest(const cxm_view* first, const cxm_view* second, double level, cxm_table** out, cxm_error* error) {
  if (out != nullptr) *out = nullptr;
  return cxm::capi::guarded(nullptr, error, [&] {
    cxm::capi::stat_retest(cxm::capi::numbers("cxm_stat_retest", "first", first), cxm::capi::numbers("cxm_stat_retest", "second", second), level, cxm::capi::there("cxm_stat_retest", "out", out));
  });
}

void cxm_context_free(cxm_context* context) { cxm::capi::free_handle(context); }

void cxm_cancel_free(cxm_cancel* cancel) { cxm::capi::free_handle(cancel); }

void cxm_buffer_free(cxm_buffer* buffer) { cxm::capi::free_handle(buffer); }

void cxm_instrument_free(cxm_instrument* instrument) { cxm::capi::free_handle(instrument); }

void cxm_columns_free(cxm_columns* columns) { cxm::capi::free_handle(columns); }

void cxm_tally_free(cxm_tally* tally) { cxm::capi::free_handle(tally); }

void cxm_assessment_free(cxm_assessment* assessment) { cxm::capi::free_handle(assessment); }

void cxm_table_free(cxm_table* table) { cxm::capi::free_handle(table); }

void cxm_norm_free(cxm_norm* norm) { cxm::capi::free_handle(norm); }

void cxm_plan_free(cxm_plan* plan) { cxm::capi::free_handle(plan); }

void cxm_ledger_free(cxm_ledger* ledger) { cxm::capi::free_handle(ledger); }

}  // extern "C"
