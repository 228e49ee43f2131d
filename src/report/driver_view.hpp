// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cxm/model/driver_set.hpp"
#include "report/html.hpp"

namespace cxm::report_detail {

/// What an assessment says of one predictor; rows may be missing (nullptr).
struct driver_line {
  std::string id, label;
  const result_row *importance, *share, *rank, *sign, *slope, *correlation, *odds, *corrected;
};

/// One set answered for one group of people in the wave reported.
struct driver_group {
  const driver_set* set = nullptr;
  std::string role;                ///< key of its rows
  std::string label, outcome;      ///< words
  const result_row *r2, *limit;    ///< nullptr where only correlations are shown
  std::vector<driver_line> lines;  ///< most important first
};

/// The sets of the assessment that have rows in the wave reported, each for all its people, then (when
/// `by_role`) for each role.
[[nodiscard]] std::vector<driver_group> driver_groups(const view&, bool by_role);

/// Who the cases are, and how many.
[[nodiscard]] std::string cases_text(const view&, const words&, const driver_group&);
/// "+", "-" or "?" in words: which way the outcome goes with the predictor.
[[nodiscard]] std::string direction(const words&, const result_row* sign);
/// The slope (or the corrected one) for a tenth of the predictor's scale, in points of the outcome
/// (percentage points of shares); the odds ratio likewise. Empty or a reason where there is none.
[[nodiscard]] std::string slope_text(const view&, const words&, const driver_group&, const driver_line&,
                                     const result_row* slope);
[[nodiscard]] std::string odds_text(const view&, const words&, const driver_line&);
/// "1", "2 to 4".
[[nodiscard]] std::string rank_text(const words&, const result_row* rank);

}  // namespace cxm::report_detail
