// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cxm/base/view.hpp"
#include "cxm/estimate/estimate.hpp"

/// Intervals for means on a scale with two ends: composites and indices on 0 to 100, answers on 1 to 5.
///
/// Student's t is short where answers crowd at an end: of five answers on a skewed five-point scale its 95 %
/// interval holds the truth 87 times in 100, at a ceiling 67 times, and five equal answers have the width 0.
/// docs/coverage.md compares the two.
namespace cxm {

/// The score interval of a mean under the variance function of bounded answers. With u the mean as a share of
/// the scale's length, V its variance on that scale and t Student's critical value of `df`, the interval
/// holds all w with
///   (u - w)^2 <= t^2 D w (1 - w),   D = (df V / (u (1 - u)) + (1/3 - u (1 - u)) / n_eff) / (df + 1):
/// the variance of a bounded answer falls to 0 at the ends as w (1 - w) (quasi-likelihood: Wedderburn 1974;
/// Papke & Wooldridge 1996 for fractional answers), D is the dispersion of the mean, and the data's own is
/// joined by one degree of freedom of an answer spread evenly over the scale (its mean square distance from u
/// is 1/3 - u (1 - u)), so that equal answers do not count as certainty. Of yes/no answers it is Wilson's
/// interval, but for t and that one degree of freedom. Never outside the scale, never of width 0; equal to
/// t's for large n.
///
/// value, se and df are the plain ones. NaN value: undefined; NaN variance or df <= 0: value without
/// interval. Ends that are not both finite: Student's t (interval_from_variance). Errors: value outside the
/// scale, lowest >= highest, n_eff not positive where there is an interval, and those of
/// interval_from_variance. O(1).
[[nodiscard]] estimate bounded_interval(double value, double variance, double df, double n, double n_eff,
                                        double level, std::string method, double lowest, double highest);

/// The mean of one column of answers from `lowest` to `highest`; method "bounded score". Missing answers are
/// left out. Errors: a value outside the scale, with its row. O(n).
[[nodiscard]] estimate bounded_mean(const column_view& x, double lowest, double highest, double level = 0.95);

/// Two means on one scale.
struct bounded_comparison {
  estimate difference;  ///< a less b; low and high by square and add, from the two bounded score intervals
  double p = 0;         ///< two-sided, of equal means; NaN where there is no interval
};
/// The interval is d - sqrt((a - l_a)^2 + (u_b - b)^2) and d + sqrt((u_a - a)^2 + (b - l_b)^2) (Zou & Donner
/// 2008). The test is the score test: with the common mean w, the two weighted by 1/D,
///   t = (u_a - u_b) / sqrt((D_a + D_b) w (1 - w)) on Welch & Satterthwaite's degrees of freedom,
/// so that a small group whose answers happen to be equal is not called different for that: over two hundred
/// units of skewed answers without any difference Welch's test with Holm's correction finds one in most
/// surveys, this one in 3 of 100 (docs/coverage.md). `a` and `b` carry value, se, df and n_eff.
///
/// `covariance` of the two means (the same people, sampling units in common; 0: independent): the data's part
/// of D has it, C = cov / sqrt(u_a (1 - u_a) u_b (1 - u_b)) sqrt(df_a df_b / ((df_a + 1) (df_b + 1))), the
/// evenly spread answers do not. The limits are joined through r = C / sqrt(D_a D_b), the test has
/// D_a + D_b - 2 C on the smaller df, and its p is not below that of the paired t test: at a ceiling the one
/// is short for pairs (8 of 100 instead of 5), the other takes equal answers for certainty. Undefined when a
/// side is; a NaN covariance: no interval. Errors as bounded_interval. O(1).
[[nodiscard]] bounded_comparison bounded_difference(const estimate& a, const estimate& b, double lowest,
                                                    double highest, double level = 0.95,
                                                    double covariance = 0);

/// The same for a unit against its parent without it, as unit_against_rest (comparison_change.hpp):
/// `unit_share` is the unit's share of the parent's answers (weights).
[[nodiscard]] bounded_comparison bounded_unit_against_rest(const estimate& unit, const estimate& parent,
                                                           double unit_share, double lowest, double highest,
                                                           double level = 0.95);

}  // namespace cxm
