// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "cxm/estimate/estimate.hpp"

/// Does an outcome rise over ordered classes? Tests of "all alike" against "never falls, somewhere rises".
namespace cxm {

/// A trend test. `z` = (statistic - expected) / sqrt(variance), NaN when nothing can vary.
struct ordered_trend {
  double statistic = 0, expected = 0, variance = 0, z = 0;
  double p_increasing = 1;  ///< P(statistic this large or larger), of no trend
  double p_decreasing = 1;
  double p = 1;        ///< two-sided: twice the smaller of the two, at most 1
  std::string method;  ///< "exact" or "normal"
};

/// Jonckheere (1954) & Terpstra (1952): J counts, over all pairs of values in two classes, those in which the
/// value of the higher class is larger, equal ones as 1/2. `group[i]` is the class 0, 1, 2 ... of y[i].
///
/// Exact (the permutation distribution given the ties, by dynamic programming over the blocks of equal
/// values) while prod(n_c + 1) * 2J's range is at most `exact_work`; else normal with the variance
/// corrected for ties (Hollander & Wolfe 1999, eq. 6.19). With `stratum` (same length; any numbers) values
/// are compared within strata alone and J, its mean and variance are summed; the exact distribution is the
/// strata's convolution. Classes without values take no part. No pair to compare: p = 1, z NaN.
/// Errors: different lengths, y not finite, a class below 0 or above 63.
[[nodiscard]] ordered_trend jonckheere_terpstra(std::span<const double> y,
                                                std::span<const std::int32_t> group,
                                                std::span<const std::int32_t> stratum = {},
                                                double exact_work = 4e7);

/// Cochran (1954) & Armitage (1955): shares x[c] / n[c] against scores 0, 1, 2 ...
///   T = sum s_c (x_c - n_c p),  Var T = p (1 - p) (sum n_c s_c^2 - (sum n_c s_c)^2 / N),  p = X / N;
/// z^2 equals R's prop.trend.test. Exact given the totals (multivariate hypergeometric) when all counts are
/// whole and N is at most `exact_most`; fractional counts (effective numbers) take the normal form.
/// `x` and `n` hold one block of `classes` entries a stratum; T and Var T are summed over strata (Mantel 1963
/// but for his factor N / (N - 1)). Errors: sizes that do not fit, x outside [0, n], not finite.
[[nodiscard]] ordered_trend cochran_armitage(std::span<const double> x, std::span<const double> n,
                                             std::size_t classes, double exact_most = 400);

/// Clustered counts of one class made fit for tests of independent answers (Rao & Scott 1992): with
/// p = sum x / sum n over the clusters, v = m / (m - 1) sum (x_u - n_u p)^2 / (sum n)^2 and
/// d = max(1, (sum n) v / (p (1 - p))), the counts are sum x / d and sum n / d. One cluster, or p of 0 or 1:
/// the number of clusters stands in for sum n (each cluster speaks once).
struct effective_counts {
  double x = 0, n = 0, design_effect = 1;
};
[[nodiscard]] effective_counts rao_scott_counts(std::span<const double> x, std::span<const double> n);

/// Difference of the unit means of two classes, compared within strata:
///   sum_h w_h (mean_h,a - mean_h,b) / sum_h w_h,  w_h = n_a n_b / (n_a + n_b) (Mantel & Haenszel's weights),
/// with the variance of units pooled within classes and strata, t on its degrees of freedom. Classes other
/// than a and b take no part. Undefined where no stratum has both; value without interval where no class of a
/// stratum has two units. `stratum` may be empty.
[[nodiscard]] estimate class_difference(std::span<const double> y, std::span<const std::int32_t> group,
                                        std::span<const std::int32_t> stratum, std::int32_t a, std::int32_t b,
                                        double level = 0.95);

}  // namespace cxm
