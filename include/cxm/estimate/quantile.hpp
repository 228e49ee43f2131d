// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "cxm/base/view.hpp"
#include "cxm/estimate/estimate.hpp"

/// Sample quantiles, percentile ranks and order-statistic intervals of one column. Missing values are left
/// out; of no values everything is NaN.
namespace cxm {

/// The nine definitions of Hyndman & Fan 1996, numbered as there and in R. With n sorted values, type 1 to 3
/// step; type 4 to 9 join the values at plotting positions p_k linearly.
enum class quantile_type {
  inverse_cdf = 1,           ///< smallest value whose cumulated share reaches p
  averaged_inverse_cdf = 2,  ///< the same, averaged with the next value at jumps (SAS 5)
  nearest_even = 3,          ///< value number n p, rounded half to even (SAS 2)
  linear_cdf = 4,            ///< p_k = k / n
  hazen = 5,                 ///< p_k = (k - 1/2) / n
  weibull = 6,               ///< p_k = k / (n + 1) (SPSS, Minitab)
  linear = 7,                ///< p_k = (k - 1) / (n - 1) (R, NumPy, spreadsheets)
  median_unbiased = 8,       ///< p_k = (k - 1/3) / (n + 1/3)
  normal_unbiased = 9        ///< p_k = (k - 3/8) / (n + 1/4)
};

/// Quantiles at the shares p, in the order of p. Errors: a share outside [0, 1]. O(n log n).
[[nodiscard]] std::vector<double> quantiles(const column_view& x, std::span<const double> p,
                                            quantile_type = quantile_type::linear);
[[nodiscard]] double quantile(const column_view& x, double p, quantile_type = quantile_type::linear);
/// quantile(0.75) - quantile(0.25)
[[nodiscard]] double interquartile_range(const column_view& x, quantile_type = quantile_type::linear);

/// Weighted quantiles: the weighted distribution function takes the place of the empirical one, as in the
/// qrules hf1 to hf9 of R's survey package (stats/weighted_quantile.hpp says how each type reads it). Equal
/// weights give quantiles(), but for ties in nearest_even. Rows of weight 0 do not count. Shares within
/// 1e-12 of a step count as on it, since sums of weights are rounded. For intervals see design_quantile.hpp.
[[nodiscard]] std::vector<double> weighted_quantiles(const column_view& x, std::span<const double> weights,
                                                     std::span<const double> p,
                                                     quantile_type = quantile_type::inverse_cdf);

/// Where a value stands in a reference: percent of it below (strict), at or below (weak), and their mean
/// (ties count half).
struct percentile_rank_result {
  double strict, weak, mean;
};
[[nodiscard]] percentile_rank_result percentile_rank(const column_view& reference, double value);
[[nodiscard]] percentile_rank_result percentile_rank(const column_view& reference,
                                                     std::span<const double> weights, double value);

/// Distribution-free interval of the median from two order statistics: ranks j and n - j + 1 with j the
/// (1 - level)/2 quantile of Binomial(n, 1/2). `coverage` is the exact probability of covering the median
/// of a continuous distribution; it is near the level from either side, and at small n may be below it
/// (with j = 0 there is no lower end: the estimate has no interval).
struct order_statistic_interval {
  estimate median;        ///< value by type 7; method "order statistics"
  double lower_rank = 0;  ///< 1-based
  double upper_rank = 0;
  double coverage = 0;
};
[[nodiscard]] order_statistic_interval median_interval(const column_view& x, double level = 0.95);

/// Which of the bands cut by `breaks` (sorted) holds each value, from 1: band k is (breaks[k-1], breaks[k]],
/// the first includes its lower end. 0 = outside or missing. Quartiles: breaks at quantiles 0, 1/4 .. 1.
[[nodiscard]] std::vector<int> bands(const column_view& x, std::span<const double> breaks);

}  // namespace cxm
