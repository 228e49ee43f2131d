// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>

#include "cxm/base/view.hpp"
#include "cxm/estimate/estimate.hpp"

/// Change between two waves in which some people answered twice.
namespace cxm {

struct change_result {
  estimate change;            ///< second wave less first; normal interval
  double n1 = 0, n2 = 0;      ///< answers by wave
  double n12 = 0;             ///< people who answered in both
  double covariance = 0;      ///< of the two wave means: n12 cov12 / (n1 n2)
  double correlation = 0;     ///< between the waves among them; NaN for fewer than two
  double se_independent = 0;  ///< standard error if the overlap were ignored
  double z = 0, p = 0;
};

/// Means of partially overlapping samples: var = s1^2/n1 + s2^2/n2 - 2 n12 cov12/(n1 n2), cov12 among the
/// people of both waves (Kish 1965, section 12.4). Each person may answer once a wave. People are matched
/// by `person`, rows assigned by `wave` (any two different numbers are waves `first` and `second`; other
/// rows are left out). Errors: cxm::error{data} when a person answers twice in a wave, or a wave has fewer
/// than two answers. O(n).
[[nodiscard]] change_result overlapping_change(const column_view& y, std::span<const std::int64_t> person,
                                               std::span<const std::int64_t> wave, std::int64_t first,
                                               std::int64_t second, double level = 0.95);

/// A unit against its parent without it, from means and variances of means: with share q of the parent's
/// answers (weights) in the unit, parent = q unit + (1 - q) rest, so unit - rest = (unit - parent)/(1 - q).
/// `unit` and `parent` are estimates with standard errors; the part-whole covariance is q times the unit's
/// variance, exact when the unit's answers are independent of the rest's. Undefined for q = 1; errors: q
/// outside [0, 1]. The interval is t with Welch-Satterthwaite degrees of freedom.
[[nodiscard]] estimate unit_against_rest(const estimate& unit, const estimate& parent, double unit_share,
                                         double level = 0.95);

/// A unit against the others of its parent, two groups that share nobody: unit - rest. The unit's variance is
/// moderated by that of the rest (Smyth 2004): with s^2 = n_eff se^2 the variance of one answer,
/// s^2 = (d0 s_rest^2 + (n - 1) s_unit^2) / (d0 + n - 1) on d0 + n - 1 degrees of freedom, d0 the smaller of
/// `prior_df` and the rest's degrees of freedom. A unit of five equal answers is then not taken to know
/// itself exactly, and where answers crowd at an end, mean and spread are not free of each other: Welch's
/// test (prior_df 0) calls too many small and satisfied units different; on scales with two ends
/// bounded_difference (bounded_mean.hpp) is the test to take. docs/units.md has the rates. t with
/// Welch-Satterthwaite degrees of freedom. Undefined when a side is. Errors: prior_df negative.
[[nodiscard]] estimate difference_from_rest(const estimate& unit, const estimate& rest, double prior_df = 20);

}  // namespace cxm
