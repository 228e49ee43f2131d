// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/sample_size.hpp"

#include <algorithm>
#include <cmath>
#include <string>

#include "base/number_text.hpp"
#include "cxm/base/check.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"

namespace cxm {
namespace {

double two_sided_z(double level) { return stats::normal_quantile(1 - (1 - level) / 2); }

void check_population(const char* function, double population) {
  if (!(population >= 1)) {
    throw error(errc::argument,
                std::string(function) + ": population is " + detail::number_text(population) +
                    ", but must be at least 1 (infinite when it is large or unknown)",
                "population");
  }
}

/// n0 / (1 + (n0 - 1) / N)
double corrected(double n0, double population) {
  return std::isinf(population) ? n0 : n0 / (1 + (n0 - 1) / population);
}

double answers(const char* function, double margin, double variance, double level, double population) {
  check_positive(function, "margin", margin);
  check_level(function, "level", level);
  check_population(function, population);
  const double z = two_sided_z(level);
  return corrected(z * z * variance / (margin * margin), population);
}

double margin(const char* function, double n, double variance, double level, double population) {
  check_positive(function, "n", n);
  check_level(function, "level", level);
  check_population(function, population);
  if (n > population) {
    throw error(errc::argument,
                std::string(function) + ": n is " + detail::number_text(n) +
                    ", but the population has only " + detail::number_text(population),
                "n");
  }
  const double left = std::isinf(population) ? 1 : population == 1 ? 0 : (population - n) / (population - 1);
  return two_sided_z(level) * std::sqrt(variance / n * left);
}

/// Standard deviations of the difference of two shares, times sqrt(n): pooled (test) and separate (truth).
struct two_share_spread {
  double pooled, separate;
};
two_share_spread spread(double p1, double p2) {
  return {std::sqrt((p1 + p2) * (1 - (p1 + p2) / 2)), std::sqrt(p1 * (1 - p1) + p2 * (1 - p2))};
}

}  // namespace

double answers_for_share(double wanted, double p, double level, double population) {
  check_share("answers_for_share", "p", p);
  return answers("answers_for_share", wanted, p * (1 - p), level, population);
}

double margin_of_share(double n, double p, double level, double population) {
  check_share("margin_of_share", "p", p);
  return margin("margin_of_share", n, p * (1 - p), level, population);
}

double answers_for_mean(double wanted, double sd, double level, double population) {
  check_not_negative("answers_for_mean", "sd", sd);
  return answers("answers_for_mean", wanted, sd * sd, level, population);
}

double margin_of_mean(double n, double sd, double level, double population) {
  check_not_negative("margin_of_mean", "sd", sd);
  return margin("margin_of_mean", n, sd * sd, level, population);
}

double answers_for_two_shares(double p1, double p2, double power, double level) {
  constexpr const char* function = "answers_for_two_shares";
  check_share(function, "p1", p1);
  check_share(function, "p2", p2);
  check_level(function, "power", power);
  check_level(function, "level", level);
  check_positive(function, "the difference of p1 and p2", std::fabs(p1 - p2));
  const two_share_spread s = spread(p1, p2);
  const double root =
      (two_sided_z(level) * s.pooled + stats::normal_quantile(power) * s.separate) / std::fabs(p1 - p2);
  return root * root;
}

double power_of_two_shares(double n, double p1, double p2, double level) {
  constexpr const char* function = "power_of_two_shares";
  check_positive(function, "n", n);
  check_share(function, "p1", p1);
  check_share(function, "p2", p2);
  check_level(function, "level", level);
  const two_share_spread s = spread(p1, p2);
  const double reach = std::sqrt(n) * std::fabs(p1 - p2) - two_sided_z(level) * s.pooled;
  if (s.separate == 0) return reach > 0 ? 1 : 0;
  return stats::normal_cdf(reach / s.separate);
}

double power_of_two_means(double n, double delta, double sd, double level) {
  constexpr const char* function = "power_of_two_means";
  check_finite(function, "n", n);
  check_positive(function, "n - 1", n - 1);
  check_finite(function, "delta", delta);
  check_positive(function, "sd", sd);
  check_level(function, "level", level);
  const double df = 2 * (n - 1);
  const double critical = stats::student_t_quantile(1 - (1 - level) / 2, df);
  if (std::isinf(critical)) return 0;  // hardly any degrees of freedom
  const double power = 1 - stats::noncentral_t_cdf(critical, df, std::sqrt(n / 2) * std::fabs(delta) / sd);
  return std::clamp(power, 0.0, 1.0);
}

double answers_for_two_means(double delta, double sd, double power, double level) {
  constexpr const char* function = "answers_for_two_means";
  check_finite(function, "delta", delta);
  check_positive(function, "the size of delta", std::fabs(delta));
  check_positive(function, "sd", sd);
  check_level(function, "power", power);
  check_level(function, "level", level);
  // The normal theory's size is a little too small; the t test's is between it and a few answers more.
  const double z = two_sided_z(level) + stats::normal_quantile(power);
  double low = 2, high = std::max(4.0, 2 * z * z * sd * sd / (delta * delta) + 4);
  while (power_of_two_means(high, delta, sd, level) < power) high *= 2;
  if (power_of_two_means(low, delta, sd, level) >= power) return low;
  while (high - low > 1e-12 * high) {
    const double middle = low + (high - low) / 2;
    if (middle == low || middle == high) break;
    (power_of_two_means(middle, delta, sd, level) < power ? low : high) = middle;
  }
  return high;
}

double detectable_difference(double se1, double se2, double power, double level) {
  constexpr const char* function = "detectable_difference";
  check_not_negative(function, "se1", se1);
  check_not_negative(function, "se2", se2);
  check_level(function, "power", power);
  check_level(function, "level", level);
  return (two_sided_z(level) + stats::normal_quantile(power)) * stats::root_of_squares(se1, se2);
}

}  // namespace cxm
