// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cxm/estimate/estimate.hpp"
#include "cxm/estimate/gap.hpp"
#include "cxm/stats/matrix.hpp"

/// Comparing shares from counts: independent groups, the same people twice, cross tables. Errors:
/// cxm::error{argument} for negative or fractional counts, x > n, and empty tables.
namespace cxm {

/// x1 of n1 against x2 of n2, independent. p1 - p2.
struct two_shares_result {
  double difference = 0;
  double z = 0;            ///< score test with the pooled share; NaN when all or none answered yes
  double chi_squared = 0;  ///< z^2
  double p = 0;
  double chi_squared_yates = 0;  ///< with continuity correction, cut so that it never passes the null
  double p_yates = 0;
  double p_fisher = 0;     ///< Fisher's exact test, by probability
  double cohens_h = 0;     ///< 2 asin sqrt(p1) - 2 asin sqrt(p2)
  estimate wald;           ///< cut at -1 and 1
  estimate newcombe;       ///< hybrid score (Newcombe 1998, method 10): the one to publish
  estimate agresti_caffo;  ///< Wald after one success and one failure more on each side; not cut
};
[[nodiscard]] two_shares_result compare_two_shares(double x1, double n1, double x2, double n2,
                                                   double level = 0.95);

/// Two-sided p of Fisher's exact test of a 2 x 2 table (a b; c d): sum of the probabilities of tables with
/// the same margins that are at most as probable (within 1e-7 relative). O(smaller margin).
[[nodiscard]] double fisher_exact(double a, double b, double c, double d);

/// McNemar's tests of paired yes/no answers, and the difference P(first yes) - P(second yes).
struct mcnemar_result {
  double chi_squared = 0, p = 0;                        ///< (b - c)^2 / (b + c); NaN without changes
  double chi_squared_continuity = 0, p_continuity = 0;  ///< (|b - c| - 1)^2 / (b + c)
  double p_exact = 0;                                   ///< binomial
  double p_mid = 0;                                     ///< mid-p: the one to publish (Fagerland et al. 2013)
  double odds_ratio = 0;                                ///< b / c; infinite when c = 0 < b
  estimate difference;                                  ///< Wald, sqrt(b + c - (b - c)^2 / n) / n
};
/// b: first yes only (n10), c: second yes only (n01).
[[nodiscard]] mcnemar_result mcnemar_test(const paired_counts& counts, double level = 0.95);

/// Independence in a rows x columns table of counts. Rows and columns without anybody are an error.
struct independence_result {
  double chi_squared = 0, df = 0, p = 0;
  double g = 0, p_g = 0;  ///< likelihood ratio 2 sum O log(O/E), empty cells adding 0
  double cramers_v = 0;
  matrix expected;
  matrix standardized_residuals;  ///< (O - E) / sqrt(E (1 - row share)(1 - column share))
};
[[nodiscard]] independence_result independence_test(const matrix& counts);

}  // namespace cxm
