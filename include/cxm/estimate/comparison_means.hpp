// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cxm/base/view.hpp"
#include "cxm/estimate/estimate.hpp"

/// Comparing means of answers: tests, equivalence, effect sizes. Missing answers are left out (pairs:
/// when either is missing). Errors: values that are not finite; cxm::error{data} where a standard error
/// does not exist (a side with fewer than two answers, or no variance at all), because then neither "the
/// same" nor "different" can be said.
namespace cxm {

enum class mean_test {
  welch,  ///< own variance for each side, Welch-Satterthwaite degrees of freedom (the default)
  pooled  ///< Student's test with a common variance
};

/// A t test of a mean or a difference of means against `null`.
struct t_test_result {
  estimate difference;  ///< with its interval; not reduced by `null`
  double n1 = 0, n2 = 0;
  double mean1 = 0, mean2 = 0;
  double t = 0;
  double df = 0;
  double p = 0;          ///< two-sided
  double p_greater = 0;  ///< of the alternative "greater than null"
  double p_less = 0;
};

/// Mean of `a` less mean of `b`. O(n).
[[nodiscard]] t_test_result two_sample_t_test(const column_view& a, const column_view& b,
                                              mean_test kind = mean_test::welch, double level = 0.95,
                                              double null = 0);
/// Mean of x against `null`; mean2 and n2 are 0.
[[nodiscard]] t_test_result one_sample_t_test(const column_view& x, double null = 0, double level = 0.95);

/// F test of equal variances (sensitive to non-normal answers; see levene_test).
struct variance_ratio_result {
  double f = 0;  ///< s_a^2 / s_b^2
  double df1 = 0, df2 = 0;
  double p = 0;  ///< two-sided: twice the smaller tail
};
[[nodiscard]] variance_ratio_result variance_ratio_test(const column_view& a, const column_view& b);

/// Paired answers of the same people, first less second.
struct paired_comparison {
  t_test_result test;
  double sd = 0;    ///< of the differences
  double d_z = 0;   ///< mean / sd of the differences
  double d_av = 0;  ///< mean difference / sqrt((s_a^2 + s_b^2) / 2)
  double correlation = 0;
  double share_negative = 0;  ///< of pairs in which the second is higher
  double share_zero = 0;
};
[[nodiscard]] paired_comparison compare_paired(const column_view& a, const column_view& b,
                                               double level = 0.95);

/// Two one-sided tests (Schuirmann 1987): is the difference between -margin and margin?
struct equivalence_result {
  double t_lower = 0, p_lower = 0;  ///< of "difference <= -margin"
  double t_upper = 0, p_upper = 0;  ///< of "difference >= margin"
  double p = 0;                     ///< the larger one
  estimate difference;              ///< interval of level 1 - 2 alpha
  bool equivalent = false;          ///< p < alpha: the interval lies within the margins
};
/// Throws cxm::error{argument} unless margin > 0 and 0 < alpha < 0.5.
[[nodiscard]] equivalence_result equivalence_test(const column_view& a, const column_view& b, double margin,
                                                  double alpha = 0.05, mean_test kind = mean_test::welch);

/// Is mean(a) - mean(b) above -margin? `low` is the one-sided limit of the difference.
struct noninferiority_result {
  double t = 0, df = 0, p = 0;
  double low = 0;
};
[[nodiscard]] noninferiority_result noninferiority_test(const column_view& a, const column_view& b,
                                                        double margin, double alpha = 0.05,
                                                        mean_test kind = mean_test::welch);

/// Standardised differences of two independent samples. What would divide by a spread of 0 is NaN.
struct effect_sizes {
  /// Cohen's d with the pooled sd, and its interval from the noncentral t distribution (Steiger & Fouladi
  /// 1997). Undefined when the pooled sd is 0.
  estimate d;
  double se_d_large = 0;       ///< sqrt((n1 + n2)/(n1 n2) + d^2 / (2 (n1 + n2)))
  double correction = 0;       ///< J: exact factor of Hedges (1981), gamma(m/2) / (sqrt(m/2) gamma((m-1)/2))
  double hedges_g = 0;         ///< J d
  double variance_g = 0;       ///< 1/n1 + 1/n2 + g^2 / (2 (n1 + n2))
  double glass_delta = 0;      ///< difference over the sd of b
  double cliffs_delta = 0;     ///< P(a > b) - P(a < b)
  double common_language = 0;  ///< Phi(|d| / sqrt 2): P of the higher side being higher, normal answers
};
/// O((n1 + n2) log n). Errors: a side with fewer than two answers.
[[nodiscard]] effect_sizes compare_effects(const column_view& a, const column_view& b, double level = 0.95);

}  // namespace cxm
