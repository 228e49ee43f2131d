// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "cxm/estimate/estimate.hpp"
#include "cxm/estimate/group_estimates.hpp"

/// Differences: of two measures on the same people, of two groups, of two waves.
namespace cxm {

/// People by two yes/no answers: n11 both, n10 the first only, n01 the second only, n00 neither.
struct paired_counts {
  double n11 = 0, n10 = 0, n01 = 0, n00 = 0;
  [[nodiscard]] double n() const noexcept { return n11 + n10 + n01 + n00; }
};

/// p1 - p2 of paired yes/no answers with Newcombe's (1998) method 10: Wilson limits of both shares joined
/// through their correlation phi, continuity-corrected when positive. Counts may be fractional (effective).
/// se is sqrt((p10 + p01 - d^2) / n). n = 0: undefined. Errors: a negative count. O(1).
[[nodiscard]] estimate newcombe_paired_difference(const paired_counts&, double level = 0.95);

/// p1 - p2 of independent groups with Newcombe's (1998) method 10 (hybrid score) from two shares that carry
/// their Wilson limits: d - sqrt((p1 - l1)^2 + (u2 - p2)^2), d + sqrt((u1 - p1)^2 + (p2 - l2)^2). Under
/// weights and designs the limits are those of the effective sizes. Undefined when a side is.
[[nodiscard]] estimate newcombe_difference(const estimate& a, const estimate& b);

/// Difference a - b of independent estimates: Student's t with Welch & Satterthwaite's df, se
/// sqrt(se_a^2 + se_b^2), not cut. A side without se: value without interval.
[[nodiscard]] estimate welch_difference(const estimate& a, const estimate& b);

/// Difference a - b of two estimates of one design whose errors are correlated, as those of two roles met in
/// the same sampling units: se sqrt(se_a^2 + se_b^2 - 2 covariance), Student's t with Welch & Satterthwaite's
/// df of the two sides. Two shares: their own limits joined through the correlation, d - sqrt(x^2 - 2 r x y +
/// y^2) with x = a - l_a and y = u_b - b, and so upwards (Zou & Donner 2008; without correlation Newcombe's
/// method 10). Methods "t, design", "Newcombe, design". Undefined when a side is.
[[nodiscard]] estimate dependent_difference(const estimate& a, const estimate& b, double covariance,
                                            bool shares);

/// Difference j - k of two measures in the same group. Two measures on 0..1: over the people who answered
/// both, with Newcombe's paired interval (the 2 x 2 table shrunk to the effective n under weights or
/// designs). Others: difference of the two means with Student's t and var = V_j + V_k - 2 C_jk; when
/// everybody answered both this is the paired t test, else those who answered both enter with their
/// covariance (method "t, partly paired"). Undefined when nobody answered both.
[[nodiscard]] estimate paired_difference(const group_estimates&, std::size_t j, std::size_t k,
                                         double level = 0.95);

/// The counts behind it: the 2 x 2 table of two 0/1 measures over the people who answered both, weighted.
[[nodiscard]] paired_counts paired_table(const group_sums&, std::size_t j, std::size_t k);

/// Covariance of the mean of j in `a` with that of k in `b`, two groups that have the rows of `shared` in
/// common: these have influence on both. NaN for designs with sampling units, where what else is in these
/// units would have to be known.
[[nodiscard]] double covariance_of_overlap(const group_estimates& a, std::size_t j, const group_estimates& b,
                                           std::size_t k, const group_sums& shared);

/// Difference a - b of estimates with this covariance: t with the smaller df, var = se_a^2 + se_b^2 - 2 cov.
/// With `shares` both must carry their Wilson limits, which are joined through the correlation of the
/// estimates (Newcombe 1998, method 10). Undefined when a side is; a side without se, or a NaN covariance: no
/// interval.
[[nodiscard]] estimate overlapping_difference(const estimate& a, const estimate& b, double covariance,
                                              bool shares);

/// Covariance of the mean of j in `whole` with that of k in `part`, a subgroup of it (one role of all, one
/// unit of a region): the subgroup's rows have influence on both; under a design also through the sampling
/// units that they share with others (group_estimates::covariance_with).
[[nodiscard]] double covariance_with_part(const group_estimates& whole, std::size_t j,
                                          const group_estimates& part, std::size_t k);

/// Standardised effect: difference over `sd`, with the interval of variance V/sd^2 + d^2/(2 df) (Hedges &
/// Olkin 1985; the sd's own error is the second term). Undefined when sd is 0.
[[nodiscard]] estimate standardised_effect(const estimate& difference, double sd, double df);

/// Two-sided p of "no difference": t with the difference's df, normal when infinite. NaN without se; with
/// se 0: 1 for a difference of 0, else 0.
[[nodiscard]] double difference_p_value(const estimate& difference);
/// Two-sided p of equal shares of independent groups by the score test (pooled variance), on effective n.
[[nodiscard]] double two_share_p_value(const estimate& a, const estimate& b);
/// Two-sided p of equal paired shares: McNemar's test, mid-p (Fagerland, Lydersen & Laake 2013) for whole
/// counts, else the asymptotic score test.
[[nodiscard]] double paired_share_p_value(const paired_counts&);

/// The true difference that a comparison with this standard error finds with `power` at two-sided
/// significance 1 - level: (t_{(1+level)/2} + t_{power}) se (Bloom 1995).
[[nodiscard]] double minimal_detectable(double se, double df, double level = 0.95, double power = 0.8);

/// Sharpest bounds of P(A and not B) when only the margins P(A), P(B) are known (Frechet): [max(0, a - b),
/// min(a, 1 - b)]; value NaN, flag `bounds`. Errors: a margin outside [0, 1].
[[nodiscard]] estimate say_not_do_bounds(double say, double done);

}  // namespace cxm
