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

/// Ordinary least squares on columns, with errors that hold when the spread differs between rows (White
/// 1980; MacKinnon & White 1985; Cribari-Neto 2004) or when rows come in clusters (Liang & Zeger 1986;
/// Bell & McCaffrey 2002; Cameron & Miller 2015). For weights and sampling designs see
/// estimate/design_regression.hpp.
namespace cxm {

/// A fitted model y = b0 + b1 x1 + ... + e. What does not exist (a spread without degrees of freedom, R2 of
/// a constant outcome) is NaN.
struct linear_fit {
  std::vector<double> coefficients;  ///< the constant first
  matrix covariance;                 ///< classical: sigma^2 (X'X)^-1
  double n = 0;                      ///< complete rows
  double df = 0;                     ///< n - coefficients
  double sigma = 0;                  ///< sqrt(residual sum of squares / df)
  double residual_ss = 0, total_ss = 0;
  double r2 = 0, adjusted_r2 = 0;
  double f = 0, f_p = 0;                    ///< test that all slopes are 0
  double log_likelihood = 0;                ///< of normal errors, at the maximum likelihood variance
  double aic = 0, bic = 0;                  ///< with the variance counted as a parameter
  std::vector<double> standardized;         ///< slopes x sd(x) / sd(y)
  std::vector<std::size_t> rows;            ///< the complete rows, as places in the columns
  std::vector<double> residuals, leverage;  ///< of those rows
  matrix x, q, inverse;                     ///< predictors with constant; their Q; (X'X)^-1

  /// Coefficient k (0 is the constant) with Student's interval; `v` is its covariance matrix, by default the
  /// classical one, and `method` its name. `degrees` below 0: `df`.
  [[nodiscard]] estimate coefficient(std::size_t k, double level = 0.95) const;
  [[nodiscard]] estimate coefficient(std::size_t k, const matrix& v, const std::string& method,
                                     double level = 0.95, double degrees = -1) const;
};

/// Rows with a missing value are left out. `names` (as many as predictors, or none) are for messages.
/// Errors: cxm::error{argument} for fewer rows than coefficients; cxm::error{numeric} naming the predictor
/// that is constant, or that others explain exactly, with those. Time O(n p^2).
[[nodiscard]] linear_fit fit_linear(const column_view& y, std::span<const column_view> x,
                                    std::span<const std::string> names = {});

/// What each squared residual is multiplied by, h its leverage, p coefficients.
enum class robust_error {
  hc0,   ///< 1 (White)
  hc1,   ///< n / (n - p)
  hc2,   ///< 1 / (1 - h): unbiased when the spread is equal
  hc3,   ///< 1 / (1 - h)^2: nearly the jackknife, the one to use in small samples
  hc4,   ///< 1 / (1 - h)^min(4, n h / p)
  hc4m,  ///< 1 / (1 - h)^(min(1, n h / p) + min(1.5, n h / p))
  hc5    ///< 1 / (1 - h)^(min(n h / p, max(4, 0.7 n h_max / p)) / 2)
};

/// Covariance of the coefficients under unequal spread. Rows that alone determine a coefficient (h = 1) make
/// hc2 to hc5 NaN. O(n p^2).
[[nodiscard]] matrix robust_covariance(const linear_fit&, robust_error = robust_error::hc3);

/// Errors of rows that come in G clusters, p coefficients.
enum class cluster_error {
  cr0,   ///< sums of scores by cluster, no correction
  cr1,   ///< x G / (G - 1)
  cr1s,  ///< x G (n - 1) / ((G - 1)(n - p)): as Stata
  cr2,   ///< residuals of a cluster times (I - H_gg)^-1/2: unbiased when rows are independent and alike
  cr3    ///< times (I - H_gg)^-1: nearly the jackknife over clusters
};

/// `cluster` numbers the clusters of all rows given to the fit; rows in use need a number >= 0. Cost
/// O(n p^2 + G p^3), whatever the sizes of the clusters.
[[nodiscard]] matrix cluster_covariance(const linear_fit&, std::span<const std::int32_t> cluster,
                                        cluster_error = cluster_error::cr2);

/// Degrees of freedom of each coefficient's cr2 error by Satterthwaite, for independent rows of equal
/// spread (Bell & McCaffrey 2002): with few or unequal clusters far below G - 1. O(n p^2 + G p^2).
[[nodiscard]] std::vector<double> cluster_degrees_of_freedom(const linear_fit&,
                                                             std::span<const std::int32_t> cluster);

}  // namespace cxm
