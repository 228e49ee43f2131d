// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "cxm/base/view.hpp"

/// Comparisons by ranks and by permutation. Missing answers are left out (pairs: when either is missing).
/// Ties get mean ranks, and normal approximations their tie correction. Errors: values that are not
/// finite; cxm::error{data} for an empty side.
namespace cxm {

/// Mean ranks, 1 .. n, in the order of x. O(n log n).
[[nodiscard]] std::vector<double> mean_ranks(std::span<const double> x);

/// Mann-Whitney (Wilcoxon rank-sum) test.
struct mann_whitney_result {
  double u = 0;              ///< pairs in which the first is higher, ties counting one half
  double probability = 0;    ///< u / (n1 n2): P(a > b) + P(a = b) / 2
  double rank_biserial = 0;  ///< 2 probability - 1
  double p = 0;              ///< normal approximation; NaN when all answers are equal
  double p_continuity = 0;   ///< with continuity correction
};
[[nodiscard]] mann_whitney_result mann_whitney_test(const column_view& a, const column_view& b);

/// The same with the exact conditional distribution of u given the ties (shift algorithm of Streitberg &
/// Rohmel 1986): P(|U - E U| >= |u - E U|). O(n1 (n1 + n2)^2): for samples up to a few hundred.
/// Throws cxm::error{argument} beyond 2,000 answers in all.
struct exact_rank_result {
  double u = 0;
  double p = 0;
};
[[nodiscard]] exact_rank_result mann_whitney_exact(const column_view& a, const column_view& b);

/// Wilcoxon's signed-rank test of symmetry around `null`; differences of exactly 0 are left out. Normal
/// approximation with tie and continuity correction; p is NaN when nothing is left.
struct signed_rank_result {
  double v = 0;  ///< sum of ranks of positive differences
  double n = 0;  ///< differences that are not 0
  double p = 0;
};
[[nodiscard]] signed_rank_result signed_rank_test(const column_view& x, double null = 0);
/// Of the differences a - b.
[[nodiscard]] signed_rank_result signed_rank_test(const column_view& a, const column_view& b);

/// Sign test: exact two-sided binomial test of positive against negative differences.
[[nodiscard]] double sign_test(const column_view& a, const column_view& b);

/// Kruskal-Wallis test. group[i] < 0 means no group.
struct kruskal_result {
  double h = 0;  ///< tie-corrected; NaN when all answers are equal
  double df = 0;
  double p = 0;
  double epsilon2 = 0;  ///< h / (n - 1)
};
[[nodiscard]] kruskal_result kruskal_wallis_test(const column_view& y, std::span<const int> group);

/// Two-sample permutation test of the difference of means over all assignments of answers to sides.
/// Differences within 1e-12 of each other's scale count as equal. Throws cxm::error{argument} when there
/// are more than `most` assignments; use permutation_sampled then.
struct permutation_result {
  double permutations = 0;
  double observed = 0;
  double p = 0;  ///< two-sided, by absolute value
  double p_greater = 0, p_less = 0;
};
[[nodiscard]] permutation_result permutation_exact(const column_view& a, const column_view& b,
                                                   double most = 2e7);
/// The same over `permutations` random assignments drawn from `seed`; p = (1 + hits) / (1 + permutations),
/// which is valid for any number of them (Phipson & Smyth 2010).
[[nodiscard]] permutation_result permutation_sampled(const column_view& a, const column_view& b,
                                                     std::size_t permutations, std::uint64_t seed);

/// Sign-flip test of mean 0: all 2^n sign patterns. Throws cxm::error{argument} for n > 26.
[[nodiscard]] permutation_result sign_flip_exact(const column_view& x);

}  // namespace cxm
