// SPDX-License-Identifier: Apache-2.0
#include "cxm/tally/tally.hpp"

#include "capi/assessing.hpp"
#include "capi/calls.hpp"
#include "capi/data_files.hpp"
#include "capi/info.hpp"
#include "capi/option_lists.hpp"
#include "capi/reading.hpp"
#include "cxm/assessment/share.hpp"
#include "cxm/io/arrow.hpp"
#include "cxm/io/columns.hpp"
#include "cxm/io/state_file.hpp"

namespace cxm::capi {

reading::reading(const char* f, const ::cxm_read_options& given) : watch_(given) {
  if (given.reserved != 0) refuse(f, "options", "has reserved members that are not 0");
  if (given.n_threads > 1024) refuse(f, "options", "has n_threads " + std::to_string(given.n_threads));
  for (auto& [column, name_in_data] :
       pairs(f, "options.map_names", given.map_names, given.map_columns, given.map_count))
    read.map[column] = std::move(name_in_data);
  if (given.separator != 0 && given.separator != ',' && given.separator != ';' && given.separator != '\t')
    refuse(f, "options", "has the separator " + std::to_string(given.separator));
  read.separator = static_cast<char>(given.separator);
  if (given.layout != nullptr) read.layout = std::string(text(f, "options.layout", given.layout, -1));
  if (given.name != nullptr) name = std::string(text(f, "options.name", given.name, -1));
  read.latin1 = given.latin1 != 0;
  read.unknown_is_missing = given.unknown_is_missing != 0;
  read.threads = std::max(1U, given.n_threads);
  keep.item_moments = given.item_moments != 0;
  keep.contingency = given.contingency != 0;
  keep.replicates = given.replicates;
  if (given.seed != 0) keep.seed = given.seed;
  read.formats.push_back(spss_format());
  read.base_weight = word(f, "options.base_weight", given.base_weight);
  if (given.weighting != nullptr) {
    read.weighting = std::make_shared<const weight_targets>(
        parse_weight_targets(text(f, "options.weighting", given.weighting, -1)));
  }
  read.replicate_weights =
      words(f, "options.replicate_columns", given.replicate_columns, given.replicate_count);
  read.replicates_combined = given.replicates_not_combined == 0;
  read.replicates.type = word(f, "options.replicate_type", given.replicate_type, "other");
  read.replicates.fay_rho = given.replicate_fay_rho;
  if (given.replicate_scale != 0) read.replicates.scale = given.replicate_scale;
  read.replicates.rscales =
      finite(f, "options.replicate_rscales", given.replicate_rscales, given.replicate_rscale_count);
  read.replicates.mse = given.replicate_mse != 0;
  read.replicates.df = given.replicate_df;
  read.progress = watch_.progress;
}

void reading::refuse_weighting(const char* f) const {
  if (read.weighting)
    refuse(f, "options", "has a weighting, which is of files; weight columns with cxm_weight_columns");
}

data_columns reading::named(data_columns data) const {
  data.name = name;
  return data;
}

watch::watch(std::int32_t (*call)(void*, std::int64_t, std::int64_t), void* user,
             const ::cxm_cancel* cancel) {
  if (call == nullptr && cancel == nullptr) return;
  // Several threads may report, one at a time; only the calling one passes it on, as callers may not be
  // prepared for others.
  progress = [call, user, cancel, home = std::this_thread::get_id(), stopped = stopped_](std::int64_t done,
                                                                                         std::int64_t total) {
    if (cancel != nullptr && cancel->requested.load(std::memory_order_relaxed)) return false;
    if (call == nullptr || std::this_thread::get_id() != home) return true;
    const std::int32_t answer = call(user, done, total);
    if (answer != 0) *stopped = answer;
    return answer == 0;
  };
}

namespace {

void tell(const context_ref& context, const import_receipt& receipt) {
  for (const dropped_rows& d : receipt.dropped)
    log(context, 1, std::to_string(d.count) + " rows dropped: " + d.reason);
  for (const unknown_value& u : receipt.unknown_summary())
    log(context, 2,
        "column " + u.column + ": unknown value \"" + u.value + "\", " + std::to_string(u.count) + " times");
  for (const std::string& note : receipt.notes) log(context, 1, note);
}

/// What the next rows must be kept with: what the tally settled on, or what the call asks for.
tally_options keep_of(const ::cxm_tally& tally, const reading& how) {
  return tally.begun ? tally.content.tally.options() : how.keep;
}

/// Everything that can fail was done on `more`; adding is all or nothing.
void add(::cxm_tally& tally, tallied_file more) {
  tell(tally.context, more.receipt);
  if (!tally.begun) {
    if (!tally.content.receipt.sources.empty()) {
      import_receipt receipt = tally.content.receipt;
      receipt.merge(more.receipt);
      more.receipt = std::move(receipt);
    }
    tally.content = std::move(more);
    tally.begun = true;
    return;
  }
  import_receipt receipt = tally.content.receipt;
  receipt.merge(more.receipt);
  tally.content.tally.merge(more.tally);
  tally.content.receipt = std::move(receipt);
}

}  // namespace

void columns_new(const ::cxm_context*, std::int64_t rows, ::cxm_columns*& out) {
  if (rows < 0 || rows > largest_size) refuse("cxm_columns_new", "rows", "is " + std::to_string(rows));
  auto made = std::make_unique<::cxm_columns>();
  made->data.rows = rows;
  out = made.release();
}

void columns_add(::cxm_columns& columns, std::string_view name, const column_data& view) {
  column_data c = view;
  c.name = std::string(name);
  columns.data.columns.push_back(std::move(c));
}

void tally_new(const ::cxm_instrument& instrument, const ::cxm_read_options& options, ::cxm_tally*& out) {
  const reading how("cxm_tally_new", options);
  auto made = std::unique_ptr<::cxm_tally>(
      new ::cxm_tally{{}, {cxm::tally(instrument.source, how.keep), import_receipt{}}, false});
  out = made.release();
}

void tally_update_columns(::cxm_tally& tally, const ::cxm_columns& columns,
                          const ::cxm_read_options& options) {
  reading how("cxm_tally_update_columns", options);
  how.refuse_weighting("cxm_tally_update_columns");
  data_columns data = how.named(columns.data);
  data.first_row = tally.content.receipt.layout == "columns" ? tally.content.receipt.rows_read : 0;
  add(tally, how.run([&] {
    return tally_columns(data, tally.content.tally.shared_instrument(), how.read, keep_of(tally, how));
  }));
}

void tally_update_arrow(::cxm_tally& tally, ::ArrowArrayStream* stream, const ::cxm_read_options& options) {
  reading how("cxm_tally_update_arrow", options);
  how.refuse_weighting("cxm_tally_update_arrow");
  add(tally, how.run([&] {
    return tally_arrow(stream, tally.content.tally.shared_instrument(), how.read, keep_of(tally, how));
  }));
}

void tally_update_file(::cxm_tally& tally, std::string_view path, const ::cxm_read_options& options) {
  reading how("cxm_tally_update_file", options);
  add(tally, how.run([&] {
    return tally_file(std::string(path), tally.content.tally.shared_instrument(), how.read,
                      keep_of(tally, how));
  }));
}

void tally_merge(::cxm_tally& tally, const ::cxm_tally& other) {
  if (&tally == &other) refuse("cxm_tally_merge", "other", "is the tally itself, but must be another one");
  if (!other.begun) {
    if (other.content.tally.instrument().identity.value != tally.content.tally.instrument().identity.value)
      throw error(errc::state, "cxm_tally_merge: the tallies were made by different instruments", "other");
    return;
  }
  add(tally, {cxm::tally(other.content.tally), other.content.receipt});
}

void tally_instrument(const ::cxm_tally& tally, ::cxm_instrument*& out) {
  auto made = std::make_unique<::cxm_instrument>();
  made->source = tally.content.tally.shared_instrument();
  made->fingerprint = made->source->identity.value.hex();
  out = made.release();
}

void tally_share(const ::cxm_tally& tally, const ::cxm_share_options& options, ::cxm_tally*& out) {
  const char* const f = "cxm_tally_share";
  if (options.reserved != 0) refuse(f, "options", "has reserved members that are not 0");
  sharing_options what;
  if (options.minimum_base != 0) what.minimum_base = options.minimum_base;
  what.unanimous_base = unanimous_base_of(f, options.unanimous_base);
  what.roles = options.no_roles == 0;
  what.pair_moments = options.no_pairs == 0;
  what.histograms = options.histograms != 0;
  what.segments = words(f, "options.segments", options.segments, options.segment_count);
  disclosure_ledger book = options.ledger == nullptr ? disclosure_ledger{} : options.ledger->book;
  shared_state made = share(tally.content.tally, what, &book);
  auto given = std::unique_ptr<::cxm_tally>(
      new ::cxm_tally{{}, {std::move(made.tally), std::move(made.receipt)}, true});
  if (options.ledger != nullptr) options.ledger->book = std::move(book);
  out = given.release();
}

void tally_clone(const ::cxm_tally& tally, ::cxm_tally*& out) {
  out = new ::cxm_tally{{}, {cxm::tally(tally.content.tally), tally.content.receipt}, tally.begun};
}

void tally_serialize(const ::cxm_tally& tally, std::int32_t with_receipt, ::cxm_buffer*& out) {
  const std::vector<std::uint8_t> state = with_receipt != 0
                                              ? state_file_bytes(tally.content.tally, tally.content.receipt)
                                              : tally.content.tally.serialize();
  out = new_buffer(std::string(state.begin(), state.end()));
}

void tally_serialize_into(const ::cxm_tally& tally, std::int64_t header, out_array<void>& bytes) {
  if (header < 0 || header > largest_size)
    refuse("cxm_tally_serialize_into", "header", "is " + std::to_string(header));
  bytes.set(tally.content.tally.serialize(), header);
}

void tally_deserialize(const ::cxm_context*, std::span<const std::uint8_t> bytes,
                       const ::cxm_instrument* instrument, ::cxm_tally*& out) {
  tallied_file content =
      parse_state_file(bytes, "bytes", instrument == nullptr ? nullptr : instrument->source);
  out = new ::cxm_tally{{}, std::move(content), true};
}

void tally_memory(const ::cxm_tally& tally, std::int64_t& bytes) {
  bytes = static_cast<std::int64_t>(tally.content.tally.memory());
}

void tally_rows(const ::cxm_tally& tally, std::int64_t& rows) {
  double total = 0;
  std::vector<std::size_t> all(tally.content.tally.segments().size());
  for (std::size_t s = 0; s < all.size(); ++s) all[s] = s;
  if (!all.empty()) total = tally.content.tally.sums(all)->rows();
  rows = static_cast<std::int64_t>(total);
}

}  // namespace cxm::capi
