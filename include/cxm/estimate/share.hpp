// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <span>

#include "cxm/base/view.hpp"
#include "cxm/estimate/estimate.hpp"

/// Intervals for a share (a binomial proportion p of n answers). Sources: Wilson 1927; Clopper & Pearson
/// 1934; Agresti & Coull 1998; Brown, Cai & DasGupta 2001; Korn & Graubard 1998; Newcombe 1998.
namespace cxm {

/// With z the normal (or t) critical value and p = x/n:
enum class share_method {
  wilson,             ///< inverts the score test: (p + z^2/2n -+ z sqrt(p(1-p)/n + z^2/4n^2)) / (1 + z^2/n)
  wilson_continuity,  ///< the same at p -+ c/n, c = share_options::continuity; 0 and 1 beyond the ends
  clopper_pearson,    ///< inverts the exact test: beta quantiles; never covers less than its level
  agresti_coull,      ///< Wald around (x + z^2/2) / (n + z^2)
  wald,               ///< p -+ z sqrt(p(1-p)/n): for comparison only, it covers too little
  jeffreys,           ///< beta quantiles of x + 1/2, n - x + 1/2; 0 at x = 0 and 1 at x = n
  logit,              ///< Wald on log(p/(1-p)), variance 1/(n p (1-p))
  probit,             ///< Wald on the normal quantile of p
  cloglog             ///< Wald on log(-log p)
};
/// The last three have no finite scale at p = 0 and 1: there they give the Clopper-Pearson interval.

struct share_options {
  share_method method = share_method::wilson;
  double level = 0.95;
  /// Of the critical value; infinite = normal. Design degrees of freedom under a survey design. Not used
  /// by clopper_pearson and jeffreys, whose n carries it (korn_graubard_size).
  double df = std::numeric_limits<double>::infinity();
  double continuity = 0.5;  ///< of wilson_continuity
  /// Cut wald and agresti_coull at 0 and 1 (flag clamped). The other methods never leave [0, 1].
  bool truncate = true;
};

/// The interval of a share p with base n_eff, which may be fractional (an effective size under weights:
/// p is then the weighted share). se is sqrt(p(1-p)/n_eff); `n` and `n_eff` of the estimate are n_eff.
/// n_eff = 0 (p is then not read) gives an undefined estimate. Errors: p outside [0, 1], n_eff negative,
/// a level outside (0, 1). O(1).
[[nodiscard]] estimate share_interval(double p, double n_eff, const share_options& = {});

/// The same from x successes among n answers; both may be fractional. Errors: x < 0 or x > n.
[[nodiscard]] estimate share_interval_from_counts(double x, double n, const share_options& = {});

/// Share of `is_in` = 1 among the rows present. Errors: a value that is neither 0 nor 1.
[[nodiscard]] estimate share_interval(const column_view& is_in, const share_options& = {});

/// Weighted share sum w y / sum w with the interval of Kish's effective size (weights unrelated to the
/// answers); n counts rows of positive weight.
[[nodiscard]] estimate weighted_share_interval(const column_view& is_in, std::span<const double> weights,
                                               const share_options& = {});

/// The effective base of a share whose variance is known from a survey design (Korn & Graubard 1998):
/// n_eff = p(1-p)/variance, times (t(n-1) / t(df))^2 for the degrees of freedom that the design costs.
/// When p is 0 or 1 or the variance is 0 the design says nothing: n is returned. Not cut at n.
[[nodiscard]] double korn_graubard_size(double p, double variance, double n, double df, double level = 0.95);

}  // namespace cxm
