// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/tally_file.hpp"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "cxm/base/error.hpp"

namespace cxm {
namespace {

// The columns that a file has are those of every block of it.
tally_options raised(tally_options keep, const batch& block) {
  keep.weighted = keep.weighted || !block.weights.empty();
  keep.respondents = keep.respondents || !block.respondents.empty();
  keep.psu_totals = keep.psu_totals || !block.stratum.positions.empty() || !block.cluster.positions.empty();
  return keep;
}

}  // namespace

tallied_file tally_file(const std::string& path, const instrument_ptr& instrument, const read_options& read,
                        tally_options keep) {
  if (!instrument) {
    throw error(errc::argument, "tally_file: instrument is null, but must be there", "instrument");
  }
  std::vector<std::optional<tally>> workers(std::max(1U, read.threads));
  import_receipt receipt = read_file(path, *instrument, read, [&](unsigned worker, const batch& block) {
    std::optional<tally>& mine = workers[worker];
    if (!mine) mine.emplace(instrument, raised(keep, block));
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

}  // namespace cxm
