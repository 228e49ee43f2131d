// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "cxm/estimate/simulation.hpp"
#include "cxm/stats/matrix.hpp"

/// Statements about several correlated estimates at once, by simulation from their joint distribution.
namespace cxm {

/// The critical value c at which all intervals value -+ c se hold together with probability `level`: the
/// simulated quantile of the largest |t|. Estimates with se 0 do not count. Between the single critical
/// value (perfect correlation) and Bonferroni's, which also bounds it from above.
[[nodiscard]] double simultaneous_critical_value(const matrix& covariance, double df, const normal_draws&,
                                                 double level = 0.95);

/// The rank of one estimate among its family, 1 = largest.
struct joint_rank {
  double rank = 1;  ///< of the estimate; equal values share the best
  double low = 1;   ///< best and worst rank that the data allow, for all at once with `level`
  double high = 1;
  double p_first = 0;  ///< P(it is the largest), of the joint distribution around the estimates
};

/// Simultaneous confidence sets for ranks (Mogstad, Romano, Shaikh & Wilhelm 2024): j is certainly below k
/// when the simultaneous interval of the difference k - j, over all pairs, lies above 0. O(draws K^2).
[[nodiscard]] std::vector<joint_rank> joint_ranks(std::span<const double> values, const matrix& covariance,
                                                  double df, const normal_draws&, double level = 0.95);

}  // namespace cxm
