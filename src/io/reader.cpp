// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/reader.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <memory>
#include <mutex>
#include <optional>

#include "base/cancellation.hpp"
#include "cxm/base/error.hpp"
#include "cxm/base/parallel.hpp"
#include "io/batch_decoder.hpp"
#include "io/cell_text.hpp"
#include "io/long_decoder.hpp"
#include "io/variable_reader.hpp"
#include "io/weighted_rows.hpp"

namespace cxm {
namespace {

using namespace detail;

/// The first records as text, for the recognition of the layout. Blank lines before the header are skipped;
/// `skipped` counts them.
std::vector<std::vector<std::string>> first_records(const csv_block& block, std::size_t& skipped) {
  std::vector<std::vector<std::string>> records;
  std::string scratch;
  skipped = 0;
  for (std::size_t r = 0; r < block.rows() && records.size() < header_records; ++r) {
    if (records.empty() && trimmed(block.record(r)).empty()) {
      ++skipped;
      continue;
    }
    auto& record = records.emplace_back();
    for (std::size_t c = 0; c < block.fields(r); ++c)
      record.emplace_back(field_value(block.raw(r, c), scratch));
  }
  return records;
}

/// Hands chunks to workers, one at a time and in order, and remembers the fault that comes first in the file:
/// all chunks before a faulty one have been handed out, so which fault is reported does not depend on timing.
class chunk_queue {
 public:
  chunk_queue(csv_chunks& chunks, const read_options& options) : chunks_(chunks), options_(options) {}

  bool next(csv_chunk& chunk) {
    const std::lock_guard lock(mutex_);
    if (stopped_) return false;
    const std::uint64_t sequence = next_;
    try {
      if (!chunks_.next(chunk)) return false;
      next_ = chunk.sequence + 1;
      report_progress();
      return true;
    } catch (...) {
      let_cancellation_pass();
      remember(sequence, std::current_exception());
      return false;
    }
  }
  void report_progress() {
    if (options_.progress && !options_.progress(chunks_.source().done(), chunks_.source().total()))
      throw error(errc::cancelled, chunks_.name() + ": reading was stopped", chunks_.name());
  }
  void failed(std::uint64_t sequence, std::exception_ptr fault) {
    const std::lock_guard lock(mutex_);
    remember(sequence, std::move(fault));
  }
  void rethrow() {
    if (fault_) std::rethrow_exception(fault_);
  }

 private:
  void remember(std::uint64_t sequence, std::exception_ptr fault) {
    stopped_ = true;
    if (fault_ && sequence >= fault_sequence_) return;
    fault_ = std::move(fault);
    fault_sequence_ = sequence;
  }

  csv_chunks& chunks_;
  const read_options& options_;
  std::mutex mutex_;
  std::uint64_t next_ = 1;
  bool stopped_ = false;
  std::exception_ptr fault_;
  std::uint64_t fault_sequence_ = 0;
};

using block_sink = std::function<void(unsigned worker, const batch&)>;

import_receipt read_wide(const read_plan& plan, csv_chunks& chunks, csv_block& first, std::size_t first_row,
                         const read_options& options, const block_sink& sink) {
  const unsigned workers = std::max(1U, options.threads);
  chunk_queue queue(chunks, options);
  queue.report_progress();
  std::vector<std::optional<read_counts>> counts(workers);
  std::atomic_flag first_taken;
  parallel_chunks(workers, workers, [&](std::size_t w) {
    batch_decoder<csv_source> decoder(plan, csv_source(plan.header.columns.size(), plan.decimal_comma));
    csv_block block;
    std::uint64_t sequence = 0;
    const auto work = [&](const csv_block& whole, std::size_t from) {
      decoder.source().begin(whole);
      const batch& b = decoder.decode(from);
      if (b.rows > 0) sink(static_cast<unsigned>(w), b);
    };
    try {
      if (!first_taken.test_and_set()) work(first, first_row);
      while (queue.next(block.chunk)) {
        sequence = block.chunk.sequence;
        block.prepare(chunks.name(), chunks.separator(), chunks.options());
        work(block, 0);
      }
    } catch (...) {
      let_cancellation_pass();
      queue.failed(sequence, std::current_exception());
    }
    counts[w].emplace(decoder.counts());
  });
  queue.rethrow();
  read_counts all(plan);
  for (const auto& c : counts)
    if (c) all.add(*c);
  return all.receipt();
}

import_receipt read_long(const read_plan& plan, csv_chunks& chunks, csv_block& block, std::size_t first_row,
                         const read_options& options, const block_sink& sink) {
  chunk_queue queue(chunks, options);
  long_decoder decoder(plan);
  const auto out = [&](const batch& b) { sink(0, b); };
  queue.report_progress();
  decoder.decode(block, first_row, out);
  while (queue.next(block.chunk)) {
    block.prepare(chunks.name(), chunks.separator(), chunks.options());
    decoder.decode(block, 0, out);
  }
  queue.rethrow();
  decoder.finish(out);
  import_receipt receipt = decoder.counts().receipt();
  receipt.notes.push_back(std::to_string(decoder.people()) + " people in long form");
  return receipt;
}

import_receipt read_source(const std::string& name, std::unique_ptr<byte_source> source, const instrument& in,
                           const read_options& options, const block_sink& sink) {
  csv_options csv;
  csv.separator = options.separator;
  csv.latin1 = options.latin1;
  csv_chunks chunks(name, std::move(source), csv);
  csv_block first;
  chunks.next(first.chunk, header_records + 1);
  first.prepare(name, chunks.separator(), csv);

  read_plan plan;
  plan.file = name;
  plan.in = &in;
  plan.unknown_is_missing = options.unknown_is_missing;
  plan.decimal_comma = chunks.separator() != ',';
  std::size_t skipped = 0;
  plan.header = detect_layout(name, options.layout, first_records(first, skipped));
  if (options.layout == "auto" && looks_long(name, plan.header, in, options.map)) plan.header.layout = "long";
  plan.columns = bind_columns(name, plan.header, in, options.map, options.replicate_weights);
  plan.replicates_combined = options.replicates_combined;
  for (const auto& it : in.items) plan.tables.emplace_back(in, it, plan.decimal_comma);

  const std::size_t first_row = skipped + plan.header.records;
  return plan.header.layout == "long" ? read_long(plan, chunks, first, first_row, options, sink)
                                      : read_wide(plan, chunks, first, first_row, options, sink);
}

}  // namespace

import_receipt read_file(const std::string& path, const instrument& in, const read_options& options,
                         const block_sink& sink) {
  if (options.weighting) return read_weighted(path, in, options, sink);
  if (const file_format* format = format_of(path, options))
    return read_variables(*format, path, in, options, sink);
  return read_source(path, open_file(path), in, options, sink);
}

import_receipt read_bytes(const std::string& name, std::string_view bytes, const instrument& in,
                          const read_options& options, const block_sink& sink) {
  refuse_weighting("read_bytes", options);
  return read_source(name, open_bytes(name, bytes), in, options, sink);
}

}  // namespace cxm
