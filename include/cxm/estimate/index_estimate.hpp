// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/estimate/estimate.hpp"
#include "cxm/estimate/group_estimates.hpp"
#include "cxm/estimate/simulation.hpp"
#include "cxm/model/index_plan.hpp"

namespace cxm {

/// The means of all measures of a group, parallel to its plan.
[[nodiscard]] std::vector<double> measure_means(const group_estimates&);

/// Index i of a group with its interval.
///
/// Smooth indices: delta method, var = g' V g with g the gradient and V the full covariance matrix of the
/// measure means, and the bounded score interval (bounded_mean.hpp; Student's t where a number without ends
/// takes part) with the smallest df among the components: a margin is never an average of margins. A minimum
/// is not smooth where components tie, and the plug-in value lies low there by up to about one standard
/// error; its interval is that of intersection bounds (Chernozhukov, Lee & Rosen 2013): low = the
/// least lower end of a component's own interval, high = min(v_i + c/t (its upper end - v_i)), c the
/// simulated quantile of the largest of the correlated errors of those components that may be the smallest.
/// It covers at least at its level, whatever ties. Its se is the simulated standard deviation of the minimum
/// (flag `approximate`). An index with a minimum deeper inside is simulated as a whole (percentiles of the
/// joint distribution). Where a component of a geometric index is 0 there is no slope: the index lies between
/// its values at the lower and at the upper limits of its measures, each at its share of the level
/// (Bonferroni; no se). n is the smallest n of the components, df likewise.
[[nodiscard]] estimate index_estimate(const group_estimates&, const index_plan&, std::size_t i,
                                      const normal_draws&, double level = 0.95);

/// Index i with an interval from the tally's bootstrap replicates (Poisson multiplicities of people), for
/// indices without a formula and as a second opinion on those with one: the index at the measures' means of
/// every replicate, percentile interval at the level that Student's t and n / (n - 1) ask for (Hesterberg
/// 2015, "expanded percentile"). se is the replicates' standard deviation; n and df as in index_estimate.
/// Replicates in which a component was not met, or a geometric index does not exist, count as the lowest
/// value. Replicates that are all the same say nothing: no_interval. Flag `approximate`.
[[nodiscard]] estimate bootstrap_index(const group_estimates&, const index_plan&, std::size_t i,
                                       std::size_t replicates, double level = 0.95);

}  // namespace cxm
