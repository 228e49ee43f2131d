// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "cxm/estimate/estimate.hpp"
#include "cxm/estimate/group_estimates.hpp"

namespace cxm {

/// Quantiles of the people's values of measure j (a composite or a value with two ends) at the shares `p`,
/// from the histogram that the tally keeps: the smallest value whose weighted share reaches p (R survey's
/// rule `math`), with Woodruff's (1952) interval: the interval of the share of people at or below the
/// quantile, -+ t sqrt(variance), carried back through the distribution function.
///
/// The share's variance is that of the sample or design (as survey::svyquantile): exact where every value has
/// a slot of its own and squared weights are kept. Where values are binned (flag `approximate`) a quantile is
/// interpolated within its bin, 1/200 of the scale wide. Under clusters and replicate weights, and under
/// weights whose squares were not kept, the variance is p (1 - p) over the n_eff of the measure's mean (flag
/// `approximate`). se is (high - low) / (2 t). A limit whose share lies outside [0, 1] does not exist: flag
/// no_interval. Without a histogram: empty. Errors: a share outside [0, 1]. O(slots).
[[nodiscard]] std::vector<estimate> measure_quantiles(const group_estimates&, std::size_t j,
                                                      std::span<const double> p, double level = 0.95);

}  // namespace cxm
