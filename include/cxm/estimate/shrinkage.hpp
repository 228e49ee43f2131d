// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "cxm/estimate/estimate.hpp"

/// Many units, each with an estimate y_i and a known sampling variance v_i: the normal-normal model
/// y_i ~ N(theta_i, v_i), theta_i ~ N(mu, tau^2). It says how much units really differ (tau^2) and what each
/// is worth on a small base (empirical Bayes). The shrunk value stands beside the raw one, it never
/// replaces it. Sources: Morris 1983; DerSimonian & Laird 1986; Viechtbauer 2005, 2007; Knapp & Hartung 2003;
/// equal to R metafor's rma() and blup().
namespace cxm {

/// Estimators of the between-unit variance tau^2, w_i = 1/v_i. All are cut at 0.
enum class between_variance {
  reml,                ///< restricted maximum likelihood
  maximum_likelihood,  ///< biased towards 0
  paule_mandel,        ///< sum (y - mu)^2 / (v + tau^2) = k - 1; the same as "empirical Bayes" (Morris)
  dersimonian_laird,   ///< (Q - (k-1)) / (sum w - sum w^2 / sum w)
  hedges,              ///< sample variance of y - mean of v
  hunter_schmidt,      ///< (Q - k) / sum w
  sidik_jonkman,       ///< two steps from the sample variance of y; never 0 unless all y are equal
  none                 ///< tau^2 = 0: one common value (fixed effect)
};

enum class mean_inference {
  normal,        ///< variance 1 / sum 1/(v + tau^2), normal critical values
  knapp_hartung  ///< that variance times the weighted residual mean square, t on k - 1
};

/// Variance of theta_i around the shrunk value, lambda = tau^2 / (tau^2 + v).
enum class unit_inference {
  known_spread,  ///< lambda v + (1 - lambda)^2 var(mu), as if tau^2 were known (metafor's blup)
  /// Plus 2 v^2 / (v + tau^2)^3 var(tau^2), what not knowing tau^2 costs (Prasad & Rao 1990; for REML Datta &
  /// Lahiri 2000), and never more than v: the raw value's own.
  estimated_spread
};

struct random_effects_options {
  between_variance method = between_variance::reml;
  mean_inference inference = mean_inference::normal;
  unit_inference units = unit_inference::known_spread;
  double level = 0.95;
};

/// What the model says of one unit.
struct shrunk_unit {
  estimate value;          ///< lambda y + (1 - lambda) mu; se by unit_inference
  double reliability = 0;  ///< lambda = tau^2 / (tau^2 + v): weight of the unit's own estimate
};

struct random_effects_fit {
  estimate mean;       ///< mu; n = units
  double p_value = 0;  ///< of mu = 0
  double tau2 = 0;
  double tau2_se = 0;     ///< NaN for `none` and for a single unit
  double q = 0, q_p = 0;  ///< heterogeneity: sum (y - mu_0)^2 / v on k - 1; NaN for a single unit
  double i2 = 0;          ///< percent of the variance of y that is between units
  double h2 = 0;          ///< total over typical sampling variance
  double loglik = 0;      ///< of the normal model at (mu, tau^2), full likelihood
  double prediction_low = 0, prediction_high = 0;  ///< where a new unit's theta lies
  std::vector<shrunk_unit> units;
};

/// Fit the model. Iterative estimators find tau^2 to 1e-14 relative; of several maxima the highest is taken.
/// One unit: mu = y, tau^2 = 0, nothing to shrink to. None: undefined. O(k) a step.
/// Errors: y not finite, v not finite and > 0 (a weight would be infinite: smooth such variances first),
/// different lengths.
[[nodiscard]] random_effects_fit fit_random_effects(std::span<const double> y, std::span<const double> v,
                                                    const random_effects_options& = {});

/// Confidence interval of tau^2 by the Q profile (Viechtbauer 2007): the tau^2 at which
/// sum (y - mu)^2 / (v + tau^2) is the (1 +- level)/2 quantile of chi-squared on k - 1, and 0 where none is.
/// NaN for fewer than two units.
struct between_variance_interval {
  double tau2_low = 0, tau2_high = 0;
  double i2_low = 0, i2_high = 0;
};
[[nodiscard]] between_variance_interval q_profile_interval(std::span<const double> y,
                                                           std::span<const double> v, double level = 0.95);

/// Sampling variances of unit means that are fit for a model: each unit's variance s_i^2 of answers is
/// pulled to the pooled one, (d0 s^2 + (n_i - 1) s_i^2) / (d0 + n_i - 1), and divided by n_i. A unit of one
/// answer, or of equal answers, then has the variance that its peers suggest instead of none or 0
/// (moderated variances; Smyth 2004). prior_df = 0 leaves the variances as they are.
/// Errors: n_i < 1; a pooled variance of 0; s_i^2 negative (NaN is right for one answer).
[[nodiscard]] std::vector<double> smoothed_variances_of_means(std::span<const double> variances,
                                                              std::span<const double> n, double prior_df = 4);

}  // namespace cxm
