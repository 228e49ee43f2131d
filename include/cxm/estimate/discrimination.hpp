// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "cxm/estimate/estimate.hpp"

namespace cxm {

/// How well a score with few values tells two groups apart: P(score of one of `high` > score of one of
/// `low`) + P(equal) / 2, the area under the ROC curve. Counts by score in ascending order; they may be
/// fractional (effective counts under weights). Variance by the placements of each person among the other
/// group (DeLong, DeLong & Clarke-Pearson 1988), interval on the logit scale so that it stays in [0, 1]
/// (Qin & Hotilovac 2008). At 0 and 1 the placements have no spread: value without interval. Undefined when a
/// group is empty. Errors: different lengths, a negative count. O(number of scores).
[[nodiscard]] estimate area_under_curve(std::span<const double> low, std::span<const double> high,
                                        double level = 0.95);

}  // namespace cxm
