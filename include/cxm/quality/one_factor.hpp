// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "cxm/stats/matrix.hpp"

namespace cxm {

/// k items that share one factor: V = l l' + diag(psi), by maximum likelihood (Joreskog 1967).
struct one_factor_fit {
  std::vector<double> loadings;    ///< in the items' units; their sum is not negative
  std::vector<double> uniqueness;  ///< at least 0.005 of the item's variance
  double omega = 0;           ///< (sum l)^2 / ((sum l)^2 + sum psi) (McDonald 1999): reliability of the sum
  double omega_observed = 0;  ///< (sum l)^2 / sum of V
  double variance_extracted = 0;     ///< mean share of an item's variance that the factor explains (AVE)
  double composite_reliability = 0;  ///< omega of the standardised items
  double discrepancy = 0;            ///< F = log det Sigma + tr(V Sigma^-1) - log det V - k
  double chi_squared = 0;            ///< n F, on k (k - 3) / 2 degrees of freedom
  double df = 0;                     ///< 0 for three items: the model then fits exactly
  double p = 0;                      ///< of "one factor is enough", for normal answers; NaN when df is 0
  double srmr = 0;                   ///< root mean square of the residual correlations (diagonal included)
  bool heywood = false;              ///< a uniqueness stands at its bound: the factor is one item
  int iterations = 0;
  matrix omega_influence;  ///< G of quality/reliability.hpp, for its standard error
};

/// Fit by Fisher scoring with step halving from the first principal axis; a step that gains less than 1e-13
/// of F ends it. V positive definite, divisor n or n - 1 as the caller likes (F and omega do not depend on
/// it; n is the n of chi_squared). Errors: cxm::error{argument} for fewer than three items or a matrix that
/// is not square; cxm::error{numeric} when V is not positive definite, or the search does not end within 500
/// steps. Cost O(k^4) a step, k the items (a few dozen at most).
[[nodiscard]] one_factor_fit fit_one_factor(const matrix& covariance, double n);

}  // namespace cxm
