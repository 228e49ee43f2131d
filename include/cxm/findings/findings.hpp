// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/estimate/group_estimates.hpp"
#include "cxm/estimate/index_estimate.hpp"
#include "cxm/estimate/result_row.hpp"
#include "cxm/estimate/simulation.hpp"
#include "cxm/findings/finding.hpp"
#include "cxm/findings/head_count.hpp"
#include "cxm/model/instrument.hpp"

/// The phenomena of CX maturity as estimates with verdicts. docs/findings.md defines each.
namespace cxm {

/// One group of the whole organisation in one wave.
struct finding_group {
  std::string role;  ///< "" = everybody; that group comes first
  group_estimates estimates;
};

/// One value of a grouping column, all roles together ("") or one of them.
struct finding_cell {
  std::string segment, value, role;
  bool leaf = true;  ///< not the sum of other values of the column
  group_estimates estimates;
  /// 1 where a measure, an item may be shown of it; empty: all. What is hidden takes no part in any number.
  std::vector<std::uint8_t> measures_shown = {}, items_shown = {};
};

/// What findings are made from.
struct finding_input {
  const instrument* asked = nullptr;
  const index_plan* indices = nullptr;
  const normal_draws* draws = nullptr;  ///< dimensions: finding_dimensions()
  std::vector<finding_group> groups;
  /// May measure j of group g be shown? Findings are silent about what may not.
  std::function<bool(std::size_t group, std::size_t measure)> shown;
  std::function<bool(std::size_t group, std::size_t item)> item_shown;  ///< the same of an item's answers
  /// The same of the people who have both of two measures. A number about pairs (a paired gap, a joint
  /// share, a conditional share) needs it besides the two measures' own.
  std::function<bool(std::size_t group, std::size_t j, std::size_t k)> pair_shown;
  /// May the number of people of group g be shown?
  std::function<bool(std::size_t group)> people_shown;
  std::vector<finding_cell> cells;        ///< units, for what is said of the whole organisation
  const finding_input* before = nullptr;  ///< the wave before, or nullptr
  /// Is a measure or index not asked and scored as in the wave before?
  std::function<bool(std::string_view id)> differs;
  /// The norm's centre of a measure among everybody, on the measure's own scale; NaN where the norm does not
  /// have it. Empty: no norm was given.
  std::function<double(std::string_view measure)> norm_centre;
  std::vector<head_count> heads;
  double minimum_base = 0;  ///< people below which a pair or subgroup is not shown
  std::string language = "en";
  std::string wave;
  double level = 0.95;
  std::size_t key_size = 2;  ///< columns of a row's key: wave, role, segments
  finding_thresholds thresholds;
};

/// A finding and its estimates; `found.rows` are positions in `rows`.
struct finding_result {
  finding found;
  std::vector<result_row> rows;
};

/// 1 and 1b: per declared pair the gap of importance over effectiveness, its rank among the pairs, and the
/// quadrant under two crosshairs, with a norm three.
[[nodiscard]] std::vector<finding_result> importance_findings(const finding_input&);
/// 2: per declared statement all pairwise differences between roles, a joint test and the leaders' class;
/// and the inflation of indices that rest on leaders alone.
[[nodiscard]] std::vector<finding_result> perception_findings(const finding_input&);
/// 3: per declared pair P(say and not do), P(not do | say), ratio, bounds from the margins.
[[nodiscard]] std::vector<finding_result> say_do_findings(const finding_input&);
/// 6: per roadblock question shares with simultaneous intervals, rank sets, P(top), differences by role.
[[nodiscard]] std::vector<finding_result> roadblock_findings(const finding_input&);

/// 4: per declared definition the share who say yes, and agreement within and between units.
[[nodiscard]] std::vector<finding_result> definition_findings(const finding_input&);
/// 4: per declared link between people the outcome of haves and have-nots, exact and stratified.
[[nodiscard]] std::vector<finding_result> outcome_findings(const finding_input&);
/// 7: per declared funnel the people who reach each step, conversions, and where most is lost.
[[nodiscard]] std::vector<finding_result> funnel_findings(const finding_input&);
/// 8: satisfied people who left: both conditional shares, all thresholds, what tells them apart.
[[nodiscard]] std::vector<finding_result> defector_findings(const finding_input&);
/// 9: is the change since the wave before larger than its noise?
[[nodiscard]] std::vector<finding_result> change_findings(const finding_input&);
/// 13: how much of the variance lies between roles and units; camps.
[[nodiscard]] std::vector<finding_result> one_voice_findings(const finding_input&);
/// 14: who was heard.
[[nodiscard]] std::vector<finding_result> coverage_findings(const finding_input&);

/// All of the above, in this order.
[[nodiscard]] std::vector<finding_result> all_findings(const finding_input&);
/// Dimensions of draws that an instrument's findings need.
[[nodiscard]] std::size_t finding_dimensions(const instrument&);

}  // namespace cxm
