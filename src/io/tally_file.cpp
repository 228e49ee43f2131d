// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/tally_file.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/io/arrow.hpp"
#include "cxm/io/columns.hpp"
#include "io/arrow_stream.hpp"

namespace cxm {
namespace {

// The columns that a file has are those of every block of it.
tally_options raised(tally_options keep, const read_options& read, const batch& block) {
  keep.weighted = keep.weighted || !block.weights.empty();
  keep.respondents = keep.respondents || !block.respondents.empty();
  const bool clusters = !block.cluster.positions.empty();
  keep.psu_totals = keep.psu_totals || clusters;
  keep.strata = keep.strata || (!clusters && (!block.stratum.positions.empty() || !block.fpc.empty()));
  if (!block.replicate_weights.empty()) {
    keep.given = scaled_replicates(read.replicates, block.replicate_weights.size());
  }
  const bool sums = keep.weighted || keep.psu_totals || !keep.given.rscales.empty();
  keep.answer_squares = keep.answer_squares || sums;
  return keep;
}

[[noreturn]] void no_instrument(const char* function) {
  throw error(errc::argument, std::string(function) + ": instrument is null, but must be there",
              "instrument");
}

}  // namespace

tallied_file tally_batches(const instrument_ptr& instrument, const read_options& options, tally_options keep,
                           const std::function<import_receipt(const batch_sink&)>& read) {
  if (!instrument) no_instrument("tally_batches");
  std::vector<std::optional<tally>> workers(std::max(1U, options.threads));
  import_receipt receipt = read([&](unsigned worker, const batch& block) {
    std::optional<tally>& mine = workers[worker];
    if (!mine) mine.emplace(instrument, raised(keep, options, block));
    mine->update(block);
  });
  std::optional<tally> all;
  for (std::optional<tally>& mine : workers) {
    if (!mine) continue;
    if (all) {
      all->merge(*mine);
    } else {
      all = std::move(mine);
    }
    mine.reset();
  }
  if (!all) all.emplace(instrument, keep);
  return {std::move(*all), std::move(receipt)};
}

tallied_file tally_file(const std::string& path, const instrument_ptr& instrument, const read_options& read,
                        tally_options keep) {
  if (!instrument) no_instrument("tally_file");
  return tally_batches(instrument, read, keep,
                       [&](const batch_sink& sink) { return read_file(path, *instrument, read, sink); });
}

tallied_file tally_columns(const data_columns& data, const instrument_ptr& instrument,
                           const read_options& read, tally_options keep) {
  if (!instrument) no_instrument("tally_columns");
  return tally_batches(instrument, read, keep,
                       [&](const batch_sink& sink) { return read_columns(data, *instrument, read, sink); });
}

tallied_file tally_arrow(ArrowArrayStream* stream, const instrument_ptr& instrument, const read_options& read,
                         tally_options keep) {
  const detail::taken_stream taken(stream);  // consumed by every call, also by one that fails at once
  if (!instrument) no_instrument("tally_arrow");
  return tally_batches(instrument, read, keep, [&](const batch_sink& sink) {
    return read_arrow(&taken.value(), *instrument, read, sink);
  });
}

}  // namespace cxm
