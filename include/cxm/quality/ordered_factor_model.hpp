// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "cxm/base/view.hpp"
#include "cxm/quality/factor_model.hpp"
#include "cxm/stats/matrix.hpp"

namespace cxm {

/// A factor model of what lies behind ordered answers.
struct ordered_factor_fit {
  /// Parameters of standard normal variables behind the items: error variances are what is left of 1.
  /// chi-squared, baseline and indices are those of weighted least squares; `scaled`, and errors when robust,
  /// hold for its sampling. Without likelihoods: these, aic and bic are NaN.
  factor_fit fit;
  std::vector<std::vector<double>> thresholds, threshold_errors;  ///< by item
  matrix correlation;                                             ///< polychoric
  double shift = 0;  ///< scaled chi-squared = chi-squared / fit.scaling + shift
};

/// By diagonally weighted least squares of polychoric correlations (Muthen, du Toit & Spisic 1997): residuals
/// of the correlations, each over its sampling variance. Robust: sandwich errors, and chi-squared scaled and
/// shifted to its mean and variance (WLSMV; Asparouhov & Muthen 2010); else errors as if the correlations
/// were independent. One group, complete rows, thresholds free. Errors: cxm::error{argument} for a model that
/// does not fit the items; cxm::error{data} with fewer than two codes in an item; cxm::error{numeric} for a
/// model that is not identified, a correlation at its end, a search without end. Cost O(n k^4) for the
/// sampling covariance of k items' correlations.
[[nodiscard]] ordered_factor_fit fit_ordered_factor_model(const factor_model&,
                                                          std::span<const column_view> items,
                                                          bool robust = true);

}  // namespace cxm
