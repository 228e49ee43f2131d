// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "cxm/base/view.hpp"
#include "cxm/estimate/estimate.hpp"
#include "cxm/stats/matrix.hpp"

/// Proportional-odds (ordinal logit) regression (McCullagh 1980) by maximum likelihood.
namespace cxm {

/// log(P(Y <= k) / P(Y > k)) = zeta_k - (b1 x1 + ...): a positive b goes with higher categories. One b holds
/// for all cuts; when a predictor works at one cut alone, the model is wrong.
struct ordinal_fit {
  std::vector<double> categories;  ///< the values of the outcome that occur, ascending
  std::vector<double> coefficients;
  std::vector<double> thresholds;  ///< zeta_1 .. zeta_(K-1), ascending
  matrix covariance;               ///< inverse observed information: coefficients, then thresholds
  double n = 0;                    ///< people: sum of counts
  double deviance = 0;             ///< -2 log likelihood
  double log_likelihood = 0;
  int iterations = 0;

  /// Coefficient k with its normal (Wald) interval.
  [[nodiscard]] estimate coefficient(std::size_t k, double level = 0.95) const;
};

/// `counts`, when given, says how many people each row stands for. Rows with a missing value or a count of 0
/// are left out; `names` are for messages. Errors: cxm::error{argument} for columns of different lengths and
/// negative counts; cxm::error{numeric} for one category, a predictor that is constant or explained by
/// others, and when the likelihood has no finite maximum. Newton's method; time O(n (p + K)^2) an iteration.
[[nodiscard]] ordinal_fit fit_ordinal(const column_view& y, std::span<const column_view> x,
                                      std::span<const double> counts = {},
                                      std::span<const std::string> names = {});

}  // namespace cxm
