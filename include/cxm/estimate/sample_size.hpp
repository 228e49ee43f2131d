// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>

/// How many answers a question needs, and what a number of answers can show. Sizes are real numbers of
/// answers: round up. Infinite `population` means no finite population correction. Sources: Cochran 1977,
/// ch. 4; Fleiss, Levin & Paik 2003 (two shares); noncentral t (two means).
namespace cxm {

inline constexpr double infinite_population = std::numeric_limits<double>::infinity();

/// Answers for which the Wald interval of a share p has the half width `margin`: n0 = z^2 p(1-p)/margin^2,
/// corrected to n0 / (1 + (n0 - 1)/N). p = 1/2 is the most that can be needed.
[[nodiscard]] double answers_for_share(double margin, double p = 0.5, double level = 0.95,
                                       double population = infinite_population);

/// Half width of the Wald interval of a share p of n answers: z sqrt(p(1-p)/n (N - n)/(N - 1)).
/// Errors: n above the population.
[[nodiscard]] double margin_of_share(double n, double p = 0.5, double level = 0.95,
                                     double population = infinite_population);

/// The same two for a mean with standard deviation sd (for the Net Promoter Score 100 sqrt(variance)).
[[nodiscard]] double answers_for_mean(double margin, double sd, double level = 0.95,
                                      double population = infinite_population);
[[nodiscard]] double margin_of_mean(double n, double sd, double level = 0.95,
                                    double population = infinite_population);

/// Answers in each of two independent groups with which the two-sided z test of level 1 - level finds the
/// difference of the shares p1 and p2 with probability `power`. Errors: p1 = p2.
[[nodiscard]] double answers_for_two_shares(double p1, double p2, double power = 0.8, double level = 0.95);
[[nodiscard]] double power_of_two_shares(double n, double p1, double p2, double level = 0.95);

/// Power of the two-sided two-sample t test with n answers a group, for a difference delta of means with
/// common standard deviation sd; the rejection on the wrong side is not counted. n may be fractional, > 1.
[[nodiscard]] double power_of_two_means(double n, double delta, double sd = 1, double level = 0.95);
/// The n of that power, at least 2, by bisection to 1e-12 relative. Errors: delta = 0.
[[nodiscard]] double answers_for_two_means(double delta, double sd = 1, double power = 0.8,
                                           double level = 0.95);

/// The smallest true difference of two independent estimates with these standard errors that a two-sided
/// test finds with probability `power`: (z_{1-a/2} + z_power) sqrt(se1^2 + se2^2).
[[nodiscard]] double detectable_difference(double se1, double se2, double power = 0.8, double level = 0.95);

}  // namespace cxm
