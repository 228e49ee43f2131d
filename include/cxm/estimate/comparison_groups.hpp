// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "cxm/base/view.hpp"

/// Comparing several groups, and many comparisons at once. group[i] < 0 means no group; rows without y or
/// group are left out; groups without answers do not count.
namespace cxm {

struct groups_test {
  double statistic = 0;
  double df1 = 0, df2 = 0;  ///< df2 is 0 for a chi-squared statistic
  double p = 0;
};

/// One-way analysis of variance with its effect sizes.
struct one_way_result {
  groups_test anova;          ///< equal variances
  groups_test welch;          ///< Welch (1951): own variance for each group
  double eta2 = 0;            ///< SSB / SST
  double omega2 = 0;          ///< (SSB - df1 MSW) / (SST + MSW)
  groups_test levene_mean;    ///< equal variances: ANOVA of |y - mean|
  groups_test levene_median;  ///< Brown & Forsythe (1974): ANOVA of |y - median|
  groups_test bartlett;       ///< equal variances of normal answers
};
/// Throws cxm::error{data} for fewer than two groups with answers or when no group has two answers.
/// welch and bartlett are NaN when a group has one answer or no variance.
[[nodiscard]] one_way_result compare_groups(const column_view& y, std::span<const std::int32_t> group);

/// Tukey-Kramer: all pairs of means with simultaneous intervals and adjusted p.
struct pair_difference {
  std::int32_t first = 0, second = 0;  ///< group numbers; the difference is second less first
  double difference = 0, low = 0, high = 0, p = 0;
};
/// Pairs in the order (0,1), (0,2), ..., (1,2), ... Errors as compare_groups.
[[nodiscard]] std::vector<pair_difference> tukey_pairs(const column_view& y,
                                                       std::span<const std::int32_t> group,
                                                       double level = 0.95);

/// Corrections of a family of p-values.
enum class p_adjustment {
  bonferroni,
  holm,                ///< family-wise error, any dependence: the default for families of claims
  hochberg,            ///< family-wise error, independent or positively dependent
  hommel,              ///< the same, a little sharper
  benjamini_hochberg,  ///< false discovery rate, independent or positively dependent
  benjamini_yekutieli  ///< false discovery rate, any dependence
};
/// Adjusted p-values in the order given. NaN (no test) stays NaN and does not count in the family. Errors:
/// a value outside [0, 1]. O(m log m), hommel O(m^2).
[[nodiscard]] std::vector<double> adjust_p_values(std::span<const double> p, p_adjustment method);

}  // namespace cxm
