// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>

#include "cxm/estimate/estimate.hpp"
#include "cxm/stats/matrix.hpp"

/// Differences of two estimates, by one rule for levels, gaps, changes and comparisons.
namespace cxm {

/// A difference, its interval, and the test of "no difference".
struct tested_difference {
  estimate difference;
  double p = 0;      ///< two-sided; NaN where there is no interval
  std::string test;  ///< behind p
};

/// a - b of estimates whose errors have this covariance (0: independent). With x = a - l_a and y = u_b - b,
/// r the correlation of the errors, intervals of asymmetric estimates are joined by square and add (Zou &
/// Donner 2008): d - sqrt(x^2 - 2 r x y + y^2), and so upwards.
///  - `shares`: their own limits (Wilson's: Newcombe 1998, method 10); the score test, pooled variance.
///  - two bounded scores (bounded_mean.hpp) on a scale from `lowest` to `highest`: bounded_difference.
///  - two t intervals: se sqrt(se_a^2 + se_b^2 - 2 cov), t.
///  - others (Net Promoter Scores, weakest links): their own limits; p from the interval
///    (interval_p_value).
/// Degrees of freedom: Welch & Satterthwaite's of independent estimates, else the smaller: pairs have no
/// more. Undefined when a side is; a side without interval, or a NaN covariance: value without interval.
[[nodiscard]] tested_difference difference_between(const estimate& a, const estimate& b, bool shares,
                                                   double lowest, double highest, double covariance = 0);

/// Sum of weights[i] parts[i] by square and add of their own limits, the errors having these covariances (a
/// matrix of the parts; its diagonal is not read): the general form of the above. n and n_eff are sums; df
/// are Welch & Satterthwaite's of independent parts, else the smallest. Undefined when a part is. Errors:
/// sizes that differ.
[[nodiscard]] estimate weighted_sum(std::span<const estimate> parts, std::span<const double> weights,
                                    const matrix& covariances, std::string method);

/// P(true value < x) by the interval: on each side of the value Student's t (normal for infinite df) whose
/// quantile at the interval's level is the interval's end, so a probability never contradicts the interval
/// beside it. Of a t interval it is t's own; of a bounded score or Wilson interval it follows their skew; of
/// an adjusted Wald interval it is symmetric around the interval's centre. Ends cut at the scale (flag
/// `clamped`) are not used: t with se. NaN without interval. A value without error: 1 when it is below x,
/// else 0. O(1).
[[nodiscard]] double probability_below(const estimate&, double x);

/// Two-sided p of the value `null`: twice the smaller of both tails by probability_below. Of a t interval it
/// is the t test.
[[nodiscard]] double interval_p_value(const estimate&, double null = 0);

/// The true difference that a comparison with this interval finds with `power` at two-sided significance 1 -
/// level: minimal_detectable (gap.hpp) with the half-width over the critical value as standard error.
[[nodiscard]] double detectable_difference(const estimate& difference, double power = 0.8);

}  // namespace cxm
