// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cxm/assessment/assessment.hpp"

/// How much single answers differ, as a survey found it: what the next one is planned from.
namespace cxm {

struct unit_spread {
  std::string name;
  double answers = 0;
  double value = 0;
  double sd = 0;  ///< of one answer
};

/// sd = se sqrt(n) of the mean, which carries weights, clusters and (of an index) the full covariance of what
/// it is made of. Few answers say little about how much answers differ: units are pulled to the variance that
/// they have in common (smoothed_variances_of_means).
struct answer_spread {
  result_row whole;                ///< the row of everybody
  std::string wave;                ///< whose answers
  std::vector<unit_spread> units;  ///< those that are shown, in the order of the assessment
};

/// `of`: a measure or index. wave "": the newest; role "": everybody; by "": no units, else a segment column.
/// Errors: cxm::error{argument} for names that are not there, and when the whole may not be shown.
[[nodiscard]] answer_spread spread_of_answers(const assessment&, std::string_view of,
                                              std::string_view wave = {}, std::string_view role = {},
                                              std::string_view by = {});

}  // namespace cxm
