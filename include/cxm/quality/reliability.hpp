// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "cxm/base/view.hpp"
#include "cxm/estimate/estimate.hpp"
#include "cxm/stats/matrix.hpp"

/// How reliable the sum of k items is, from their k x k covariance matrix V. Reversed items are mirrored
/// before. R is the correlation matrix of V, S the sum of all entries of V (the variance of the sum).
///
/// Coefficients are NaN when an entry of V is NaN (two items never answered together), an item that must vary
/// does not, or a matrix cannot be inverted. Errors of all functions: fewer than two items, a matrix that is
/// not square. Cost O(k^3) at most unless said otherwise.
namespace cxm {

/// Cronbach's alpha: k/(k-1) (1 - tr V / S) (Cronbach 1951). A negative alpha is given as it is; a constant
/// item counts as an item. NaN when the sum has no variance.
[[nodiscard]] double cronbach_alpha(const matrix& covariance);

/// The reliability of a test m times as long: m r / (1 + (m - 1) r) (Spearman 1910, Brown 1910). With
/// m = 1/k the average correlation that an alpha of k items implies. Errors: m <= 0.
[[nodiscard]] double spearman_brown(double reliability, double length_ratio);

/// Off-diagonal correlations, and alpha of items of equal variance: k r / (1 + (k - 1) r), r their mean.
struct correlation_summary {
  double mean = 0, median = 0, smallest = 0;
  double standardized_alpha = 0;
};
[[nodiscard]] correlation_summary summarise_correlations(const matrix& covariance);

/// Guttman's (1945) lower bounds of reliability, lambda 1 to 6 at positions 0 to 5. Lambda 3 is alpha; lambda
/// 6 rests on what all other items say of an item, and exceeds alpha when items form lumps. Lambda 4 is the
/// greatest split half, over all splits into halves (k odd: (k-1)/2 and (k+1)/2), for k <= 20, else NaN. Cost
/// O(k^2 2^k) for lambda 4.
[[nodiscard]] std::array<double, 6> guttman_lambdas(const matrix& covariance);

/// The greatest lower bound (Jackson & Agunwamba 1977): 1 - t / S, t the greatest sum of error variances, 0
/// to V_ii each, that leave a matrix without negative eigenvalues. No reliability that V allows is lower. In
/// small samples it is too high (Ten Berge & Socan 2004). By a barrier method, to 1e-8. NaN for a singular
/// matrix. O(k^3) a step, some hundred steps.
[[nodiscard]] double greatest_lower_bound(const matrix& covariance);

/// 4 cov(A, B) / S over all splits of the items into halves A and B. Errors: more than 20 items.
struct split_half_summary {
  double largest = 0, smallest = 0, mean = 0;
};
[[nodiscard]] split_half_summary split_halves(const matrix& covariance);

/// What each item does in the sum.
struct item_in_scale {
  double rest_correlation = 0;   ///< with the sum of the others: (V_i. - V_ii) / sqrt(V_ii S_-i)
  double total_correlation = 0;  ///< with the sum of all, itself among them
  double alpha_if_deleted = 0;   ///< of the others; NaN for two items
  double smc = 0;                ///< squared multiple correlation with the others
};
[[nodiscard]] std::vector<item_in_scale> items_in_scale(const matrix& covariance);

/// How a coefficient g(V) moves with the covariance: dg = sum_ij G_ij dV_ij, G symmetric. A person whose
/// deviations from the means are d moves it by d'G d / n, so
///   normal theory:  se^2 = 2 tr(G V G V) / n
///   from people:    se^2 = sum_i (u_i - mean u)^2 / n^2, u_i = d_i'G d_i
/// The second holds for answers of any shape (Maydeu-Olivares, Coffman & Hartmann 2007, for alpha); the first
/// gives, for alpha, the error of Duhachek & Iacobucci (2004).
[[nodiscard]] matrix alpha_influence(const matrix& covariance);
[[nodiscard]] double influence_error(const matrix& influence, const matrix& covariance, double n);
/// `items`: one column an item; only complete rows count. NaN with fewer than two.
[[nodiscard]] double influence_error(const matrix& influence, std::span<const column_view> items,
                                     std::span<const double> weights = {});

/// Limits of alpha for items of normal distribution and equal covariances: 1 - (1 - alpha) F quantiles with
/// n - 1 and (n - 1)(k - 1) degrees of freedom (Feldt 1965). Errors: level, n < 2.
[[nodiscard]] estimate alpha_interval_feldt(const matrix& covariance, double n, double level = 0.95);

/// Alpha of the complete rows of `items` (one column an item) with an interval that holds for answers of any
/// shape: the jackknife of log(1 - alpha), t with n - 1 degrees of freedom. Each person is left out once: the
/// sums of squares lose w W / (W - w) d d', w the person's weight and W that of all, so that it costs O(n k).
/// Covers 94 to 95 % of truths from 100 people, and 84 to 94 % where answers crowd at an end
/// (docs/coverage.md; Feldt: 76 to 95 %). Errors: fewer than two items, columns of unequal length, weights
/// below 0 or not finite.
[[nodiscard]] estimate alpha_interval(std::span<const column_view> items,
                                      std::span<const double> weights = {}, double level = 0.95);

/// Interval of a coefficient of reliability r from its standard error: 1 - (1 - r) exp(+- t se / (1 - r)), so
/// that limits stay below 1 (log(1 - r) is nearer normal than r: Bonett 2002), t with n - 1 degrees of
/// freedom. `undefined` for NaN, `no_interval` where the error is unknown.
[[nodiscard]] estimate reliability_interval(double reliability, double se, double n, double level = 0.95);

}  // namespace cxm
