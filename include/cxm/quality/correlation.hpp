// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "cxm/base/view.hpp"
#include "cxm/estimate/estimate.hpp"
#include "cxm/stats/covariance.hpp"
#include "cxm/stats/matrix.hpp"

/// How two columns of answers go together. A row counts when both answers are there; NaN and infinity are
/// refused with their row. A column that does not vary has no correlation: NaN, flagged, never 0.
namespace cxm {

enum class correlation_kind {
  pearson,   ///< of the values
  spearman,  ///< of their mean ranks (Spearman 1904)
  kendall    ///< tau-b: pairs in the same less pairs in the opposite order, ties taken out (Kendall 1945)
};

/// Correlations of all pairs of columns, and the rows behind each entry.
struct correlation_matrix {
  matrix r;
  matrix n;
};
/// Pairwise: each entry from the rows that have both, ranks taken anew among them. Errors: columns of unequal
/// length. Cost O(n p^2), for ranks O(n log n p^2).
[[nodiscard]] correlation_matrix correlations(std::span<const column_view> columns, correlation_kind,
                                              stats::deletion = stats::deletion::pairwise);

/// One correlation, its interval, and the test of none.
struct correlation_test {
  estimate correlation;
  /// pearson: t on n - 2 degrees of freedom; spearman: S = (n^3 - n)(1 - r) / 6, p by t on n - 2; kendall:
  /// the normal deviate with Kendall's (1970) variance for ties.
  double statistic = 0;
  double p = 0;  ///< two-sided
};
/// Intervals are made on Fisher's scale z = atanh r. pearson: error 1 / sqrt(n - 3) (Fisher 1915), for normal
/// values; spearman: sqrt((1 + r^2 / 2) / (n - 3)) (Bonett & Wright 2000); kendall: the large-sample error of
/// Brown & Benedetti (1977), which holds for answers of any shape. `correlation.se` is on the scale of r.
/// Errors: columns of unequal length, level.
[[nodiscard]] correlation_test test_correlation(const column_view& a, const column_view& b, correlation_kind,
                                                double level = 0.95);

/// Pearson's r with an error that holds for answers of any shape: from each person's influence on it,
/// u_i = a_i b_i - r (a_i^2 + b_i^2) / 2 with a, b standardised; interval on Fisher's scale, t on n - 2
/// degrees of freedom. Weighted when `weights` are given. O(n).
[[nodiscard]] estimate correlation_from_people(const column_view& a, const column_view& b,
                                               std::span<const double> weights = {}, double level = 0.95);

/// Coefficients of order from a table of counts (rows and columns in rising order of their codes), as a tally
/// keeps it: concordant pairs P, discordant pairs Q, with their large-sample errors (Brown & Benedetti 1977;
/// Goodman & Kruskal 1972) and intervals on Fisher's scale. Undefined where all answers are in one row or one
/// column. Weights: counts need not be whole.
struct ordinal_association {
  double concordant = 0, discordant = 0;  ///< pairs of people
  estimate gamma;                         ///< (P - Q) / (P + Q)
  estimate tau_b;           ///< (P - Q) / sqrt((P + Q + only tied in columns)(P + Q + only tied in rows))
  estimate tau_c;           ///< 2 m (P - Q) / (n^2 (m - 1)), m the lesser number of occupied rows and columns
  estimate somers_columns;  ///< (P - Q) / pairs not tied in rows: columns depend on rows
  estimate somers_rows;     ///< the reverse
};
/// Errors: a count that is negative or not finite. O(cells).
[[nodiscard]] ordinal_association associate_ordinal(const matrix& counts, double level = 0.95);

/// Correlations of each pair of columns when all other columns are held constant: -P_ij / sqrt(P_ii P_jj), P
/// the inverse of the covariance. Errors: cxm::error{numeric} when columns explain each other.
[[nodiscard]] matrix partial_correlations(const matrix& covariance);

/// Squared Mahalanobis distance of each complete row from the mean, d' V^-1 d, V with divisor n - 1, and the
/// chance of one as large among normal answers (chi-squared on as many degrees of freedom as columns). NaN
/// for rows with a gap. Errors: cxm::error{numeric} when columns explain each other, cxm::error{data} with
/// fewer complete rows than columns + 1. O(n p^2).
struct mahalanobis_distances {
  std::vector<double> squared, p;
  double n = 0;         ///< complete rows
  double kurtosis = 0;  ///< Mardia's (1970): mean of the squares of d' V^-1 d, V with divisor n
};
[[nodiscard]] mahalanobis_distances mahalanobis(std::span<const column_view> columns);

}  // namespace cxm
