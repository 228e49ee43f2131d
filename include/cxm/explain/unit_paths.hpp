// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cxm/estimate/estimate.hpp"
#include "cxm/stats/matrix.hpp"

/// A path between unit means: culture -> experience -> loyalty -> performance, one case a unit. Every step is
/// regressed on all steps before it. Unit means are measured with error, which pulls slopes towards 0; with
/// the known error covariances Sigma_u the slopes are also given corrected for it.
namespace cxm {

/// Step `from` moves step `to`, all other steps before `to` held constant.
struct unit_path {
  std::size_t from = 0, to = 0;
  estimate observed;        ///< least squares, HC3 errors, t
  double standardized = 0;  ///< observed x sd(from) / sd(to)
  estimate corrected;       ///< method of moments on S - mean Sigma (Fuller 1987), BCa bootstrap
};

struct unit_correlation {
  std::size_t a = 0, b = 0;
  estimate observed;   ///< Fisher's z
  estimate corrected;  ///< for attenuation, BCa bootstrap
};

/// One order of the steps as a chain, each step moved by the one before it alone.
struct chain_order {
  std::vector<std::size_t> steps;
  double deviance = 0;  ///< n sum log(1 - r^2) over neighbours; a chain and its reverse fit alike
  double weight = 0;    ///< Akaike weight among all orders (all have the same number of parameters)
};

struct unit_paths {
  double units = 0;                   ///< complete in all steps
  std::vector<estimate> reliability;  ///< by step, ICC(2) = 1 - mean error variance / variance
  std::vector<unit_correlation> correlations;
  bool has_paths = false;  ///< at least `least_units`; below, only correlations are given
  std::vector<unit_path> paths;
  estimate chain;            ///< product of the slopes of neighbours, Monte Carlo interval (MacKinnon 2004)
  estimate chain_bootstrap;  ///< the same, bootstrap percentiles over units
  estimate chain_corrected;
  estimate direct, direct_corrected;  ///< of the first step on the last, the others held constant
  estimate total;                     ///< of the first step on the last, alone
  double p_chain_positive = 0.5;      ///< share of bootstrap replicates above 0
  std::vector<chain_order> orders;    ///< best first; the reverse of each is not listed
};

struct unit_path_options {
  double level = 0.95;
  std::size_t least_units = 20;
  std::uint32_t draws = 2000;  ///< bootstrap replicates over units
  std::uint64_t seed = 1;
};

/// `y` is units x steps, `error` the covariance matrix of the errors of each unit's means (steps x steps;
/// off the diagonal where two steps come from the same people). A unit with a NaN is left out.
///
/// The correction subtracts the mean error covariance from that of the unit means; for slopes of a step, of
/// the steps before it; for a correlation, of either step. Where little more than error is left of these
/// (smallest root of |S - l Sigma| below 1 + 1/(n - 1)) only as much is subtracted as keeps the matrix proper
/// (Fuller 1987, 2.5.2). Replicates draw units with their errors, so intervals of corrected values carry the
/// uncertainty of the correction; as a ratio is skewed, they are Efron's (1987) BCa intervals. 4 to any
/// number of units; fewer: nothing but `units`. Errors: fewer than 2 or more than 6 steps, shapes that do not
/// fit, a step that does not vary (numeric).
[[nodiscard]] unit_paths fit_unit_paths(const matrix& y, std::span<const matrix> error,
                                        const unit_path_options& = {});

}  // namespace cxm
