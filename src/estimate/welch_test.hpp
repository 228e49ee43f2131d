// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "cxm/estimate/comparison_groups.hpp"
#include "cxm/stats/distributions.hpp"

namespace cxm {

/// Equality of means that each have a variance of their own, > 0, estimated on df degrees of freedom: Welch
/// (1951), "On the comparison of several mean values", Biometrika 38:330-336.
inline groups_test welch_test(std::span<const double> means, std::span<const double> variances,
                              std::span<const double> df) {
  const double k = static_cast<double>(means.size());
  double sum_w = 0;
  double mean = 0;
  for (std::size_t i = 0; i < means.size(); ++i) {
    sum_w += 1 / variances[i];
    mean += means[i] / variances[i];
  }
  mean /= sum_w;
  double between = 0;
  double lambda = 0;
  for (std::size_t i = 0; i < means.size(); ++i) {
    const double w = 1 / variances[i];
    between += w * (means[i] - mean) * (means[i] - mean);
    lambda += (1 - w / sum_w) * (1 - w / sum_w) / df[i];
  }
  lambda /= k * k - 1;
  groups_test t;
  t.df1 = k - 1;
  t.df2 = 1 / (3 * lambda);
  t.statistic = between / ((k - 1) * (1 + 2 * (k - 2) * lambda));
  t.p = stats::f_upper(t.statistic, t.df1, t.df2);
  return t;
}

}  // namespace cxm
