// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <vector>

#include "cxm/estimate/group_estimates.hpp"
#include "cxm/stats/matrix.hpp"
#include "cxm/tally/sums.hpp"

namespace cxm {

/// Means and covariances of an outcome (first) and its predictors: all that importance and slopes need.
struct driver_moments {
  std::vector<double> means;
  matrix covariance;
  double n = 0;           ///< people behind the scarcest pair of measures
  double n_eff = 0;       ///< what they are worth under weights: (sum w)^2 / sum w^2 of that pair
  double df = 0;          ///< of the covariances: n_eff - 1, or n_eff less the groups held constant
  bool pairwise = false;  ///< measures are missing for different people: entries rest on different people
  double least_eigenvalue = 0;  ///< of the correlation matrix as found
  bool repaired = false;        ///< it was not positive definite and was replaced by the nearest that is
};

/// From the pair moments of a tally, at positions `measures` (outcome first): covariance of each pair over
/// the people who have both, divisor W (n - 1) / n. Entries that rest on different people need not fit
/// together; when the least eigenvalue of the correlation matrix is below 1e-3 it is replaced by the nearest
/// correlation matrix whose eigenvalues are not (Higham 2002), and `repaired` says so. cxm::error{data} when
/// a pair has fewer than two people, and when the tally keeps no moments of pairs.
[[nodiscard]] driver_moments moments_of(const group_sums&, std::span<const std::size_t> measures);

/// The same pooled within groups: deviations from each group's own means, so that what differs between groups
/// (their market, their size) explains nothing. df is n_eff less the number of groups.
[[nodiscard]] driver_moments moments_within(std::span<const std::shared_ptr<const group_sums>> groups,
                                            std::span<const std::size_t> measures);

/// What the mean of measure `outcome` loses to clusters is taken off the degrees of freedom too.
void lose_to_design(driver_moments&, const group_estimates&, std::size_t outcome);

/// From rows: `columns` complete (outcome first), all of one length, each row with its weight (empty: 1).
[[nodiscard]] driver_moments moments_of(std::span<const std::vector<double>> columns,
                                        std::span<const double> weights);

/// The nearest correlation matrix (in the sum of squared differences) with eigenvalues of at least `least`,
/// by alternating projections with Dykstra's correction (Higham 2002). O(p^3) a step, some dozen steps.
[[nodiscard]] matrix nearest_correlation(const matrix& r, double least = 1e-3);

}  // namespace cxm
