// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "assessment/leagues.hpp"

namespace cxm::detail {

/// A unit against the others of its parent, in one variable.
struct rest_comparison {
  bool present = false;  ///< both sides have answers
  hidden_reason why = hidden_reason::shown;
  estimate difference, effect;
  double p = 0, p_holm = 0, p_fdr = 0;
  double detectable = 0;
  int verdict = 0;  ///< 1 above, -1 below, 0 no difference shown
  std::string test;
};

/// By unit of the league, then by variable. The rest is the parent's sums less the unit's, to the last bit,
/// so the two sides share nobody: their covariance is 0 but for designs with sampling units in common.
///
/// What is shown is a function of two shown cells, the unit and its parent, and so tells nothing that cannot
/// be computed from these. It is hidden where one of them is, and where the rest has fewer people than the
/// minimum. Adjusted p and verdicts are left to judge_families.
[[nodiscard]] std::vector<std::vector<rest_comparison>> compare_with_rest(
    const wave_context&, const league&, std::span<const compared_variable>,
    const std::vector<cell_result>& cells, const wave_protection&);

/// Adjusts p over all comparisons that are shown, and says which units differ at the options' false discovery
/// rate. Hidden ones take no part: what they are must not shine through.
void judge_family(std::vector<rest_comparison*>& family, double false_discovery_rate);

}  // namespace cxm::detail
