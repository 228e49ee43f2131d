// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cxm/data/receipt.hpp"
#include "cxm/disclosure/ledger.hpp"
#include "cxm/tally/tally.hpp"

/// States that may be given away. A full state holds every segment, however small; a state for sharing holds
/// only groups of the minimum base, and nothing from which, with the published tables of the same answers, a
/// small group could be computed.
namespace cxm {

struct sharing_options {
  std::uint32_t minimum_base = 5;     ///< people
  std::uint32_t unanimous_base = 10;  ///< as in assess_options
  bool roles = true;                  ///< keep roles apart
  std::vector<std::string> segments;  ///< columns to keep; empty = the first one that has values
  bool histograms = false;            ///< keep histograms: the scores of single people, though not whose
  bool pair_moments = true;           ///< where kept; indices have no interval without them
};

struct shared_state {
  cxm::tally tally;  ///< options().shared is set
  import_receipt receipt;
  std::vector<std::string> notes;  ///< what was merged and left out, in words (also in the receipt)
};

/// Make a state for sharing.
///
/// 1. Columns that are not kept lose their values; respondent keys, replicates, sampling units and
///    contingency tables are left out.
/// 2. A value of a column that has a group (with role and the other kept columns) of fewer people than the
///    minimum is given up as a whole: its answers go to its parent in the hierarchy, or have no value. So
///    every value that is left is complete, and totals over everybody stay exact. Roles are given up last; a
///    wave of fewer people than the minimum is left out.
/// 3. Where too few people of a group answered an item or have a measure or a pair of measures, or where
///    all of few say the same, these answers are forgotten there: counted as not asked. Totals of that item
///    then lack them.
/// 4. Both are checked by linear algebra together with everything in the ledger. Without one, or with one
///    that is empty, the tables that assess() gives by default are taken as published; they are written
///    down in it, and so is what the shared state tells.
///
/// The receipt is made from what is shared. Deterministic. Cost: some runs of the suppression engine for
/// every item and measure.
[[nodiscard]] shared_state share(const tally&, const sharing_options& = {}, disclosure_ledger* = nullptr);

}  // namespace cxm
