// SPDX-License-Identifier: Apache-2.0
#pragma once

/// Distribution functions and quantiles. Accuracy: about 1e-14 relative (Boost.Math with promotion to
/// long double off). Arguments outside the domain give cxm::error{argument}; a probability of exactly
/// 0 or 1 gives the end of the support. Infinite degrees of freedom mean the normal (or chi-square)
/// limit. Cost: a few hundred nanoseconds each. The same bits on every machine (stats/elementary.hpp).
namespace cxm::stats {

[[nodiscard]] double normal_cdf(double x);
[[nodiscard]] double normal_quantile(double p);
[[nodiscard]] double normal_pdf(double x);

/// The complementary error function, 2 (1 - normal_cdf(sqrt(2) x)) without loss for large x.
[[nodiscard]] double erfc(double x);

/// log Gamma(x), x > 0.
[[nodiscard]] double log_gamma(double x);

[[nodiscard]] double student_t_cdf(double x, double df);
[[nodiscard]] double student_t_quantile(double p, double df);
/// Noncentral t, for power.
[[nodiscard]] double noncentral_t_cdf(double x, double df, double delta);

[[nodiscard]] double chi_squared_cdf(double x, double df);
[[nodiscard]] double chi_squared_upper(double x, double df);
[[nodiscard]] double chi_squared_quantile(double p, double df);
/// Noncentral chi-squared, for the noncentrality of a misfit.
[[nodiscard]] double noncentral_chi_squared_cdf(double x, double df, double noncentrality);

[[nodiscard]] double f_cdf(double x, double df1, double df2);
[[nodiscard]] double f_upper(double x, double df1, double df2);
[[nodiscard]] double f_quantile(double p, double df1, double df2);

[[nodiscard]] double beta_cdf(double x, double a, double b);
[[nodiscard]] double beta_quantile(double p, double a, double b);

/// P(X <= k) for X ~ Binomial(n, p).
[[nodiscard]] double binomial_cdf(double k, double n, double p);

/// Two-sided critical value of a confidence level: normal when df is infinite, else Student's t.
[[nodiscard]] double critical_value(double level, double df);

/// P(X <= x, Y <= y) of the standard bivariate normal with correlation rho.
[[nodiscard]] double bivariate_normal_cdf(double x, double y, double rho);

}  // namespace cxm::stats
