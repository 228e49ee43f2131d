// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/reliability.hpp"

#include <limits>

#include "cxm/base/check.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm {

double cronbach_alpha(const matrix& covariance) {
  constexpr const char* function = "cronbach_alpha";
  check_same_size(function, "the rows of covariance", covariance.rows, "its columns", covariance.cols);
  check_at_least(function, "the number of items", covariance.rows, 2);
  const auto k = static_cast<double>(covariance.rows);
  stats::compensated_sum trace;
  for (std::size_t i = 0; i < covariance.rows; ++i) trace.add(covariance(i, i));
  const double total = stats::sum(covariance.values);
  if (total == 0) return std::numeric_limits<double>::quiet_NaN();
  return k / (k - 1) * (1 - trace.value() / total);
}

double spearman_brown(double reliability, double length_ratio) {
  check_positive("spearman_brown", "length_ratio", length_ratio);
  return length_ratio * reliability / (1 + (length_ratio - 1) * reliability);
}

}  // namespace cxm
