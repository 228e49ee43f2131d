// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "cxm/base/view.hpp"
#include "cxm/estimate/estimate.hpp"
#include "cxm/stats/matrix.hpp"

/// Logistic regression of a yes/no outcome by maximum likelihood (iteratively reweighted least squares).
namespace cxm {

/// log(P(y = 1) / P(y = 0)) = b0 + b1 x1 + ...
struct logistic_fit {
  std::vector<double> coefficients;  ///< the constant first
  matrix covariance;                 ///< inverse of the information
  double n = 0;
  double deviance = 0, null_deviance = 0;  ///< of the fit, and of the constant alone
  double log_likelihood = 0, aic = 0;
  double mcfadden = 0;    ///< 1 - deviance / null deviance
  double nagelkerke = 0;  ///< Cox & Snell's R2 over its largest value
  double brier = 0;       ///< mean squared difference of outcome and fitted probability
  double auc = 0;         ///< P(a yes has the higher fitted probability than a no), ties one half
  int iterations = 0;
  std::vector<std::size_t> rows;  ///< the complete rows, as places in the columns
  std::vector<double> y, fitted;  ///< outcome and probability of those rows
  matrix x;                       ///< predictors with constant

  /// Coefficient k (0 is the constant) with its normal (Wald) interval; `v` is its covariance matrix.
  [[nodiscard]] estimate coefficient(std::size_t k, double level = 0.95) const;
  [[nodiscard]] estimate coefficient(std::size_t k, const matrix& v, const std::string& method,
                                     double level = 0.95) const;
  /// exp of coefficient k and of the ends of its interval: the factor of the odds per unit of x.
  [[nodiscard]] estimate odds_ratio(std::size_t k, double level = 0.95) const;
};

/// Rows with a missing value are left out; `names` are for messages. Errors: cxm::error{argument} when y is
/// not 0 or 1, or for fewer rows than coefficients; cxm::error{numeric} when a predictor is constant or
/// explained by others, when the outcome has one class, and when predictors separate the outcome, completely
/// or for some rows (no finite maximum exists; Albert & Anderson 1984), naming those whose coefficients run
/// away. Time O(n p^2) an iteration.
[[nodiscard]] logistic_fit fit_logistic(const column_view& y, std::span<const column_view> x,
                                        std::span<const std::string> names = {});

/// Errors that hold when the model is not quite true (White 1982): A^-1 B A^-1 with the squared scores of
/// rows. `small_sample` multiplies by n / (n - p).
[[nodiscard]] matrix robust_covariance(const logistic_fit&, bool small_sample = false);

/// The same with scores summed by cluster, times G / (G - 1). `cluster` numbers the clusters of all rows
/// given to the fit.
[[nodiscard]] matrix cluster_covariance(const logistic_fit&, std::span<const std::int32_t> cluster);

/// The values of coefficient k that a likelihood ratio test does not reject (Venzon & Moolgavkar 1988):
/// better than Wald's interval in small samples and for large effects. An end that does not exist, because
/// the likelihood stays flat that way, is infinite. Some ten fits an end.
[[nodiscard]] estimate profile_interval(const logistic_fit&, std::size_t k, double level = 0.95);

}  // namespace cxm
