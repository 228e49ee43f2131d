// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cxm/assessment/assessment.hpp"
#include "cxm/assessment/progress.hpp"

namespace cxm {

/// A group of people to be compared with another: of one tally, in one wave.
struct comparison_side {
  const tally* of = nullptr;
  std::string name;                             ///< what it is called in notes
  std::string wave;                             ///< empty: the newest with answers
  std::string role;                             ///< empty: all roles
  std::map<std::string, std::string> segments;  ///< column -> value; a parent of a hierarchy: all below it
};

struct comparison_options {
  double level = 0.95;
  std::uint32_t minimum_base = 5;
  bool disclosure = true;
  std::string language = "en";
  std::uint64_t seed = 1;
  std::vector<std::string> compared;  ///< measures and indices; empty = all that both sides have
  double margin = 0;  ///< of equivalence, in points of 0..100 (shares: per cent); 0 = not asked
  double power = 0.8;
  double false_discovery_rate = 0.05;
  lonely_rule lonely = lonely_rule::adjust;
};

/// Two groups side by side: rows of the table `comparison` (docs/compare.md) for every measure and index that
/// both have by id, and `base` rows of the people behind them. `key_columns` are empty: the notes say who the
/// sides are, what they share, and what could not be known.
///
/// Samples. Sides of one tally that share groups (a unit and the whole) enter with the covariance of what
/// they share. The same people on both sides (a panel) are recognised when both tallies keep replicates of
/// the same number and seed: replicates draw by respondent, so their means move together, and their
/// covariance is that of the sides. Respondent keys alone tell how many answered twice (tallies of one
/// instrument), not how alike: a note says so, and the sides are taken as independent, as they are without
/// keys.
///
/// Disclosure. A side of fewer people than the minimum, or whose difference from the other side (who is in
/// one only, who is in both) is such a group, is hidden; and so is what would let a small group of the same
/// wave be computed from the sides and the tables of an assessment together.
///
/// Errors: cxm::error{argument} for a side without a tally or without anybody, names that the tally does not
/// have (with those that it has), or sides with no id in common; cxm::error{cancelled} when `progress`, told
/// of every measure and index that is done, says stop.
[[nodiscard]] assessment compare_sides(const comparison_side& a, const comparison_side& b,
                                       const comparison_options& = {}, const assess_progress& progress = {});

}  // namespace cxm
