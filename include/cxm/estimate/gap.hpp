// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>

#include "cxm/estimate/difference.hpp"
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

/// Difference j - k of two measures in the same group. Two measures on 0..1: over the people who answered
/// both, with Newcombe's paired interval (the 2 x 2 table shrunk to the effective n under weights or
/// designs) and McNemar's test (under weights and designs the p of the interval). Two composites, or two Net
/// Promoter Scores: difference of the two means, their own intervals joined through the covariance
/// (difference_between). Others: Student's t with var = V_j + V_k - 2 C_jk; when everybody answered both this
/// is the paired t test, else those who answered both enter with their covariance (method "t, partly
/// paired"). Undefined when nobody answered both.
[[nodiscard]] tested_difference paired_comparison_of(const group_estimates&, std::size_t j, std::size_t k,
                                                     double level = 0.95);
/// The difference alone.
[[nodiscard]] estimate paired_difference(const group_estimates&, std::size_t j, std::size_t k,
                                         double level = 0.95);

/// The counts behind it: the 2 x 2 table of two 0/1 measures over the people who answered both, weighted.
[[nodiscard]] paired_counts paired_table(const group_sums&, std::size_t j, std::size_t k);

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
