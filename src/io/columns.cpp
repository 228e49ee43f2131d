// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/columns.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <optional>

#include "base/cancellation.hpp"
#include "cxm/base/error.hpp"
#include "cxm/base/parallel.hpp"
#include "io/batch_decoder.hpp"
#include "io/weighted_rows.hpp"
#include "model/fault.hpp"

namespace cxm {
namespace {

using namespace detail;

// Rows of a block: its batch and the parts of all columns that it reads stay in the second-level cache.
constexpr std::int64_t block_rows = 4096;

read_plan plan_of(const data_columns& data, const instrument& in, const read_options& options) {
  read_plan plan;
  plan.file = data.name;
  plan.in = &in;
  plan.unknown_is_missing = options.unknown_is_missing;
  plan.header.layout = "columns";
  for (const column_data& c : data.columns) plan.header.columns.push_back({c.name, c.other_names});
  plan.columns = bind_columns(data.name, plan.header, in, options.map, options.replicate_weights);
  plan.replicates_combined = options.replicates_combined;
  for (const auto& it : in.items) plan.tables.emplace_back(in, it, false);
  return plan;
}

std::vector<column_cells> cells_of(const data_columns& data, const read_plan& plan) {
  std::vector<column_cells> cells;
  cells.reserve(data.columns.size());
  for (std::size_t c = 0; c < data.columns.size(); ++c)
    cells.emplace_back(data.columns[c], data.rows,
                       data.name + ": " + column_words(plan.header, static_cast<int>(c)), data.first_row);
  return cells;
}

}  // namespace

import_receipt read_columns(const data_columns& data, const instrument& in, const read_options& options,
                            const std::function<void(unsigned, const batch&)>& sink) {
  if (data.rows < 0) {
    throw error(errc::argument,
                "read_columns: rows is " + std::to_string(data.rows) + ", but must be at least 0", "rows");
  }
  refuse_weighting("read_columns", options);
  const read_plan plan = plan_of(data, in, options);
  const std::vector<column_cells> cells = cells_of(data, plan);
  const auto blocks = static_cast<std::size_t>((data.rows + block_rows - 1) / block_rows);
  const unsigned workers = std::max(1U, options.threads);
  std::vector<read_counts> counts(workers, read_counts(plan));
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::int64_t done = 0;
  std::size_t faulty = blocks;  // of several faults the first one counts, whatever the threads
  std::exception_ptr fault;
  std::atomic<bool> stop{false};
  const auto report = [&](std::int64_t more) {
    const std::lock_guard lock(mutex);
    done += more;
    if (options.progress && !options.progress(done, data.rows))
      throw error(errc::cancelled, data.name + ": reading was stopped", data.name);
  };
  report(0);
  parallel_chunks(workers, workers, [&](std::size_t w) {
    batch_decoder<column_source> decoder(plan, column_source(cells));
    for (std::size_t b = next.fetch_add(1); b < blocks && !stop; b = next.fetch_add(1)) {
      try {
        const std::int64_t first = static_cast<std::int64_t>(b) * block_rows;
        const std::int64_t rows = std::min(block_rows, data.rows - first);
        decoder.source().begin(first, static_cast<std::size_t>(rows), data.first_row + first);
        const batch& block = decoder.decode(0);
        if (block.rows > 0) sink(static_cast<unsigned>(w), block);
        report(rows);
      } catch (...) {
        let_cancellation_pass();
        const std::lock_guard lock(mutex);
        stop = true;
        if (!fault || b < faulty) {
          fault = std::current_exception();
          faulty = b;
        }
      }
    }
    counts[w] = decoder.counts();
  });
  if (fault) std::rethrow_exception(fault);
  for (std::size_t w = 1; w < workers; ++w) counts[0].add(counts[w]);
  return counts[0].receipt();
}

}  // namespace cxm
