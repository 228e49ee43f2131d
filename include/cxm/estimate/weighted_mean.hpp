// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <span>

#include "cxm/base/view.hpp"
#include "cxm/estimate/estimate.hpp"
#include "cxm/estimate/weights.hpp"

/// Weighted means of one column. Rows without x and rows of weight 0 do not count; a negative, missing or
/// infinite weight is refused. Scaling all weights changes no mean, standard error or effective size.
namespace cxm {

/// A weighted variance is named after what the weights mean, W = sum w, m the weighted mean.
struct weighted_summary {
  double n = 0, sum_w = 0;
  double mean = std::numeric_limits<double>::quiet_NaN();
  double variance_population = std::numeric_limits<double>::quiet_NaN();  ///< sum w (x - m)^2 / W
  double variance_frequency =
      std::numeric_limits<double>::quiet_NaN();  ///< / (W - 1): w are counts; NaN for W <= 1
  double variance_reliability =
      std::numeric_limits<double>::quiet_NaN();                       ///< / (W - sum w^2 / W); NaN for n = 1
  double variance_survey = std::numeric_limits<double>::quiet_NaN();  ///< population * n / (n - 1)
  double n_eff = 0;                                                   ///< Kish
  double se_kish = std::numeric_limits<double>::quiet_NaN();          ///< sqrt(variance_population / n_eff)
};
[[nodiscard]] weighted_summary weighted_moments(const column_view& x, std::span<const double> weights);

struct weighted_mean_options {
  double level = 0.95;
  /// Primary sampling unit of each row (>= 0), drawn with replacement; empty = every row is its own.
  std::span<const std::int32_t> clusters{};
  /// Of the critical value; NaN = of the design: units - 1. Infinite = normal.
  double df = std::numeric_limits<double>::quiet_NaN();
};

struct weighted_mean_estimate {
  /// n_eff is the size of the simple random sample with the same standard error, n / deff_replace (Kish's
  /// where that is 0/0).
  estimate mean;
  double deff_replace =
      std::numeric_limits<double>::quiet_NaN();  ///< variance over that of as many draws with replacement
  /// Variance over that of as many draws without replacement from sum w people; NaN when sum w < n.
  double deff = std::numeric_limits<double>::quiet_NaN();
  kish_summary base;
};

/// m = sum w x / W with the linearised variance C/(C-1) sum_c (sum_{i in c} w_i (x_i - m) / W)^2 over the C
/// sampling units (Taylor series; R survey's svymean with weights and ids). A single unit: value without
/// interval. No rows: undefined. Method "linearised, t" or "linearised, normal". O(n).
/// Errors: a row that counts without a unit, besides the common ones.
[[nodiscard]] weighted_mean_estimate weighted_mean(const column_view& x, std::span<const double> weights,
                                                   const weighted_mean_options& = {});

}  // namespace cxm
