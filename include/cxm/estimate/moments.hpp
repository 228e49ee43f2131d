// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <limits>

#include "cxm/base/view.hpp"
#include "cxm/estimate/estimate.hpp"

/// Means and other moments of one column of answers. Missing values are left out and counted; NaN and
/// infinity are refused with their row. What does not exist (a mean of nothing, a variance of one answer)
/// is NaN, never 0.
namespace cxm {

/// Two-pass moments of a column: exact for a constant, safe for values with a large common offset.
struct sample_summary {
  double n = 0;        ///< values present
  double missing = 0;  ///< values not present
  double mean = std::numeric_limits<double>::quiet_NaN();
  double variance = std::numeric_limits<double>::quiet_NaN();  ///< divisor n - 1; NaN below two values
  double sd = std::numeric_limits<double>::quiet_NaN();
  double se = std::numeric_limits<double>::quiet_NaN();  ///< of the mean, sd / sqrt(n)
  double minimum = std::numeric_limits<double>::quiet_NaN();
  double maximum = std::numeric_limits<double>::quiet_NaN();
};
[[nodiscard]] sample_summary summarize(const column_view& x);

/// The mean with Student's t interval on n - 1 degrees of freedom; method "t".
/// One answer: value without interval (flag no_interval). None: undefined, n = 0. O(n).
[[nodiscard]] estimate mean_interval(const column_view& x, double level = 0.95);

/// An interval from sufficient statistics: value -+ t(df) sqrt(variance_of_value); infinite df means the
/// normal distribution. `n` is the number of answers and `n_eff` what they are worth (n when not given).
/// A NaN value gives an undefined estimate; a NaN variance or df <= 0 (no degrees of freedom left) gives
/// the value with the flag no_interval. Method "t" or "normal". Errors: a negative or infinite variance,
/// n < 0, a level outside (0, 1).
[[nodiscard]] estimate interval_from_variance(double value, double variance_of_value, double n, double df,
                                              double level = 0.95,
                                              double n_eff = std::numeric_limits<double>::quiet_NaN());

/// Which sample moment a skewness or kurtosis is (Joanes & Gill 1998): of m_r, the r-th central moment
/// with divisor n.
enum class moment_type {
  population = 1,  ///< g1 = m3 / m2^1.5, g2 = m4 / m2^2 - 3
  unbiased = 2,    ///< G1, G2: unbiased under normality (SAS, SPSS)
  sample_sd = 3    ///< b1 = m3 / s^3, b2 = m4 / s^4 - 3 with s^2 of divisor n - 1
};
/// NaN for a constant column, and for unbiased with fewer than 3 values.
[[nodiscard]] double skewness(const column_view& x, moment_type type = moment_type::unbiased);
/// Excess kurtosis (0 for a normal distribution). NaN for a constant column, and for unbiased with fewer
/// than 4 values.
[[nodiscard]] double excess_kurtosis(const column_view& x, moment_type type = moment_type::unbiased);

[[nodiscard]] double median(const column_view& x);
/// Median of |x - median(x)|, times `constant`; the default makes it estimate sigma of a normal.
[[nodiscard]] double median_absolute_deviation(const column_view& x, double constant = 1.4826);
/// Mean after cutting floor(share n) values off each end; share 0.5 gives the median.
/// Errors: share outside [0, 0.5].
[[nodiscard]] double trimmed_mean(const column_view& x, double share);
/// exp(mean(log x)). Errors: a value that is not positive, with its row.
[[nodiscard]] double geometric_mean(const column_view& x);

}  // namespace cxm
