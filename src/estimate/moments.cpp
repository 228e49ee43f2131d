// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/moments.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "base/number_text.hpp"
#include "cxm/base/check.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

std::vector<double> present_values(const char* function, const column_view& x) {
  check_column(function, "x", x);
  std::vector<double> out;
  out.reserve(x.size());
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x.has(i)) out.push_back(x.values[i]);
  }
  return out;
}

/// The mean, corrected by the mean of what is left over: a constant comes out exactly.
double mean_of(const std::vector<double>& x) {
  if (x.empty()) return nan;
  const auto n = static_cast<double>(x.size());
  const double first = stats::sum(x) / n;
  stats::compensated_sum rest;
  for (const double v : x) rest.add(v - first);
  return first + rest.value() / n;
}

double central_moment(const std::vector<double>& x, double mean, int power) {
  stats::compensated_sum s;
  for (const double v : x) {
    const double d = v - mean;
    s.add(power == 2 ? d * d : power == 3 ? d * d * d : d * d * d * d);
  }
  return s.value() / static_cast<double>(x.size());
}

/// Reorders x.
double median_of(std::vector<double>& x) {
  if (x.empty()) return nan;
  const auto middle = x.begin() + static_cast<std::ptrdiff_t>(x.size() / 2);
  std::nth_element(x.begin(), middle, x.end());
  if (x.size() % 2 == 1) return *middle;
  const double below = *std::max_element(x.begin(), middle);
  return below + (*middle - below) / 2;
}

}  // namespace

sample_summary summarize(const column_view& x) {
  const std::vector<double> values = present_values("summarize", x);
  sample_summary s;
  s.n = static_cast<double>(values.size());
  s.missing = static_cast<double>(x.size() - values.size());
  if (values.empty()) return s;
  s.mean = mean_of(values);
  const auto [low, high] = std::minmax_element(values.begin(), values.end());
  s.minimum = *low;
  s.maximum = *high;
  if (values.size() < 2) return s;
  s.variance = central_moment(values, s.mean, 2) * s.n / (s.n - 1);
  s.sd = std::sqrt(s.variance);
  s.se = s.sd / std::sqrt(s.n);
  return s;
}

estimate mean_interval(const column_view& x, double level) {
  check_level("mean_interval", "level", level);
  const sample_summary s = summarize(x);
  return interval_from_variance(s.mean, s.se * s.se, s.n, s.n - 1, level);
}

estimate interval_from_variance(double value, double variance_of_value, double n, double df, double level,
                                double n_eff) {
  constexpr const char* function = "interval_from_variance";
  check_level(function, "level", level);
  check_not_negative(function, "n", n);
  const std::string method = std::isinf(df) ? "normal" : "t";
  if (std::isnan(value)) return undefined_estimate(method, n, level);
  check_finite(function, "value", value);
  estimate e;
  e.value = value;
  e.level = level;
  e.n = n;
  e.n_eff = std::isnan(n_eff) ? n : n_eff;
  e.df = df;
  e.method = method;
  if (std::isnan(variance_of_value) || !(df > 0)) {
    e.set(estimate_flag::no_interval);
    return e;
  }
  check_not_negative(function, "variance_of_value", variance_of_value);
  e.se = std::sqrt(variance_of_value);
  const double half = e.se > 0 ? stats::critical_value(level, df) * e.se : 0;
  e.low = value - half;
  e.high = value + half;
  return e;
}

double skewness(const column_view& x, moment_type type) {
  const std::vector<double> values = present_values("skewness", x);
  const auto n = static_cast<double>(values.size());
  const double mean = mean_of(values);
  const double m2 = values.empty() ? nan : central_moment(values, mean, 2);
  if (!(m2 > 0)) return nan;
  const double g1 = central_moment(values, mean, 3) / stats::pow(m2, 1.5);
  switch (type) {
    case moment_type::unbiased:
      return n < 3 ? nan : g1 * std::sqrt(n * (n - 1)) / (n - 2);
    case moment_type::sample_sd:
      return g1 * stats::pow(1 - 1 / n, 1.5);
    case moment_type::population:
      break;
  }
  return g1;
}

double excess_kurtosis(const column_view& x, moment_type type) {
  const std::vector<double> values = present_values("excess_kurtosis", x);
  const auto n = static_cast<double>(values.size());
  const double mean = mean_of(values);
  const double m2 = values.empty() ? nan : central_moment(values, mean, 2);
  if (!(m2 > 0)) return nan;
  const double g2 = central_moment(values, mean, 4) / (m2 * m2) - 3;
  switch (type) {
    case moment_type::unbiased:
      return n < 4 ? nan : (n - 1) * ((n + 1) * g2 + 6) / ((n - 2) * (n - 3));
    case moment_type::sample_sd:
      return (g2 + 3) * (1 - 1 / n) * (1 - 1 / n) - 3;
    case moment_type::population:
      break;
  }
  return g2;
}

double median(const column_view& x) {
  std::vector<double> values = present_values("median", x);
  return median_of(values);
}

double median_absolute_deviation(const column_view& x, double constant) {
  check_positive("median_absolute_deviation", "constant", constant);
  std::vector<double> values = present_values("median_absolute_deviation", x);
  const double middle = median_of(values);
  for (double& v : values) v = std::fabs(v - middle);
  return constant * median_of(values);
}

double trimmed_mean(const column_view& x, double share) {
  check_share("trimmed_mean", "share", share);
  if (share > 0.5) {
    throw error(errc::argument, "trimmed_mean: share is cut off each end and must be at most 0.5", "share");
  }
  std::vector<double> values = present_values("trimmed_mean", x);
  if (values.empty()) return nan;
  if (share == 0.5) return median_of(values);
  std::sort(values.begin(), values.end());
  const auto cut = static_cast<std::ptrdiff_t>(std::floor(share * static_cast<double>(values.size())));
  return mean_of({values.begin() + cut, values.end() - cut});
}

double geometric_mean(const column_view& x) {
  check_column("geometric_mean", "x", x);
  stats::compensated_sum logs;
  double n = 0;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!x.has(i)) continue;
    if (!(x.values[i] > 0)) {
      throw error(errc::argument,
                  "geometric_mean: x[" + std::to_string(i) + "] is " + detail::number_text(x.values[i]) +
                      ", but must be greater than 0",
                  "x", static_cast<std::int64_t>(i));
    }
    logs.add(stats::log(x.values[i]));
    n += 1;
  }
  return n > 0 ? stats::exp(logs.value() / n) : nan;
}

}  // namespace cxm
