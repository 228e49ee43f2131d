// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <span>
#include <vector>

#include "cxm/base/view.hpp"
#include "cxm/estimate/estimate.hpp"
#include "cxm/stats/matrix.hpp"

/// Correlations of what lies behind ordered answers: each answer says between which two thresholds a standard
/// normal variable lies. They do not shrink with the number of answer options, as Pearson's do. From tables
/// of counts, which a tally keeps (`contingency`); counts need not be whole.
namespace cxm {

enum class polychoric_method {
  two_step,  ///< thresholds from the margins, then the correlation by maximum likelihood (Olsson 1979)
  joint      ///< all by maximum likelihood
};

struct polychoric_fit {
  /// Interval on Fisher's scale. two_step: the error that counts the thresholds' own (Muthen 1984; Joreskog
  /// 1994); joint: expected information.
  estimate correlation;
  std::vector<double> row_thresholds, column_thresholds;  ///< of occupied codes, one fewer than these
  double log_likelihood = 0;                              ///< sum of count log p
  double chi_squared = 0, df = 0, p = 0;  ///< of "a normal pair lies behind", likelihood ratio; p NaN at df 0
};
/// Empty rows and columns are dropped; no count is added to empty cells. Undefined with fewer than two
/// occupied rows or columns. A correlation that runs into +-1 is given as +-0.9999 without interval. Errors:
/// counts negative or not finite. Cost: some 10 steps of one bivariate normal probability a cell.
[[nodiscard]] polychoric_fit polychoric(const matrix& counts, polychoric_method = polychoric_method::two_step,
                                        double level = 0.95);

/// Two-step polychoric correlations of k items. `table(i, j)` gives the counts of items i (rows) and j
/// (columns), i > j. NaN entries where a correlation is undefined.
[[nodiscard]] matrix polychoric_matrix(std::size_t items,
                                       const std::function<matrix(std::size_t, std::size_t)>& table);
/// The counts of two columns over the rows that have both, codes in rising order of their values.
[[nodiscard]] matrix count_table(const column_view& rows, const column_view& columns);

/// A measured and an ordered variable, both normal behind: x and the codes of y.
struct polyserial_fit {
  double two_step = 0;   ///< r sqrt((n-1)/n) sd(y) / sum of densities at the thresholds (Olsson et al. 1982)
  estimate correlation;  ///< maximum likelihood given x's mean and standard deviation; Fisher's scale
  std::vector<double> thresholds;
};
/// Undefined when one of them does not vary. Errors: columns of unequal length. O(n codes) a step.
[[nodiscard]] polyserial_fit polyserial(const column_view& x, const column_view& y, double level = 0.95);

}  // namespace cxm
