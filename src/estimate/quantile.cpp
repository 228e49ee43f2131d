// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/quantile.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/sum.hpp"
#include "cxm/stats/weighted_quantile.hpp"

namespace cxm {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();
/// n p is a product of rounded numbers: what is this near to an integer is one.
constexpr double fuzz = 4 * std::numeric_limits<double>::epsilon();

std::vector<double> sorted_values(const char* function, const char* name, const column_view& x) {
  check_column(function, name, x);
  std::vector<double> out;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x.has(i)) out.push_back(x.values[i]);
  }
  std::sort(out.begin(), out.end());
  return out;
}

/// Value number k of the sorted x, from 1; numbers beyond the ends are the ends.
double order_statistic(const std::vector<double>& x, double k) {
  const double last = static_cast<double>(x.size());
  return x[static_cast<std::size_t>(std::clamp(k, 1.0, last)) - 1];
}

double step_quantile(const std::vector<double>& x, double p, quantile_type type) {
  const double n = static_cast<double>(x.size());
  const double position = type == quantile_type::nearest_even ? n * p - 0.5 : n * p;
  const double j = std::floor(position + fuzz);
  const bool beyond = position > j;
  switch (type) {
    case quantile_type::inverse_cdf:
      return order_statistic(x, beyond ? j + 1 : j);
    case quantile_type::averaged_inverse_cdf:
      return beyond ? order_statistic(x, j + 1) : (order_statistic(x, j) + order_statistic(x, j + 1)) / 2;
    default: {
      const bool odd = std::fmod(j, 2.0) != 0;
      return order_statistic(x, position != j || odd ? j + 1 : j);
    }
  }
}

double linear_quantile(const std::vector<double>& x, double p, quantile_type type) {
  const double n = static_cast<double>(x.size());
  // Plotting positions p_k = (k - a) / (n + 1 - a - b) (Hyndman & Fan 1996, eq. 2).
  double a = 0, b = 0;
  switch (type) {
    case quantile_type::linear_cdf:
      b = 1;
      break;
    case quantile_type::hazen:
      a = b = 0.5;
      break;
    case quantile_type::weibull:
      break;
    case quantile_type::median_unbiased:
      a = b = 1.0 / 3;
      break;
    case quantile_type::normal_unbiased:
      a = b = 3.0 / 8;
      break;
    default:
      a = b = 1;
      break;
  }
  const double position = a + p * (n + 1 - a - b);
  const double j = std::floor(position + fuzz);
  double h = position - j;
  if (std::fabs(h) < fuzz) h = 0;
  const double low = order_statistic(x, j), high = order_statistic(x, j + 1);
  return h == 0 || low == high ? low : (1 - h) * low + h * high;
}

double quantile_of(const std::vector<double>& sorted, double p, quantile_type type) {
  if (sorted.empty()) return nan;
  return type <= quantile_type::nearest_even ? step_quantile(sorted, p, type)
                                             : linear_quantile(sorted, p, type);
}

}  // namespace

std::vector<double> quantiles(const column_view& x, std::span<const double> p, quantile_type type) {
  for (const double share : p) check_share("quantiles", "p", share);
  const std::vector<double> sorted = sorted_values("quantiles", "x", x);
  std::vector<double> out;
  out.reserve(p.size());
  for (const double share : p) out.push_back(quantile_of(sorted, share, type));
  return out;
}

double quantile(const column_view& x, double p, quantile_type type) { return quantiles(x, {&p, 1}, type)[0]; }

double interquartile_range(const column_view& x, quantile_type type) {
  const double p[] = {0.25, 0.75};
  const std::vector<double> q = quantiles(x, p, type);
  return q[1] - q[0];
}

namespace {

stats::quantile_rule rule_of(quantile_type type) {
  using stats::quantile_rule;
  constexpr quantile_rule rules[] = {quantile_rule::hf1, quantile_rule::hf2, quantile_rule::hf3,
                                     quantile_rule::hf4, quantile_rule::hf5, quantile_rule::hf6,
                                     quantile_rule::hf7, quantile_rule::hf8, quantile_rule::hf9};
  return rules[static_cast<int>(type) - 1];
}

}  // namespace

std::vector<double> weighted_quantiles(const column_view& x, std::span<const double> weights,
                                       std::span<const double> p, quantile_type type) {
  constexpr const char* function = "weighted_quantiles";
  check_column(function, "x", x);
  check_weights(function, "weights", weights, x.size());
  for (const double share : p) check_share(function, "p", share);
  std::vector<double> values, used;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!x.has(i) || weights[i] == 0) continue;
    values.push_back(x.values[i]);
    used.push_back(weights[i]);
  }
  if (values.empty()) return std::vector<double>(p.size(), nan);
  const stats::weighted_sample sample(values, used);
  std::vector<double> out;
  out.reserve(p.size());
  for (const double share : p) out.push_back(sample.quantile(share, rule_of(type)));
  return out;
}

namespace {

percentile_rank_result rank_in(const char* function, const column_view& reference,
                               std::span<const double> weights, double value) {
  check_column(function, "reference", reference);
  check_finite(function, "value", value);
  stats::compensated_sum below, at, total;
  for (std::size_t i = 0; i < reference.size(); ++i) {
    if (!reference.has(i)) continue;
    const double w = weights.empty() ? 1 : weights[i];
    total.add(w);
    if (reference.values[i] < value) below.add(w);
    if (reference.values[i] == value) at.add(w);
  }
  const double all = total.value();
  if (!(all > 0)) return {nan, nan, nan};
  return {100 * below.value() / all, 100 * (below.value() + at.value()) / all,
          100 * (below.value() + at.value() / 2) / all};
}

/// Smallest j with P(X <= j) >= p for X ~ Binomial(n, 1/2).
double binomial_half_quantile(double p, double n) {
  double low = -1, high = n;
  while (high - low > 1) {
    const double middle = std::floor((low + high) / 2);
    (stats::binomial_cdf(middle, n, 0.5) >= p ? high : low) = middle;
  }
  return high;
}

}  // namespace

percentile_rank_result percentile_rank(const column_view& reference, double value) {
  return rank_in("percentile_rank", reference, {}, value);
}

percentile_rank_result percentile_rank(const column_view& reference, std::span<const double> weights,
                                       double value) {
  check_weights("percentile_rank", "weights", weights, reference.size());
  return rank_in("percentile_rank", reference, weights, value);
}

order_statistic_interval median_interval(const column_view& x, double level) {
  check_level("median_interval", "level", level);
  const std::vector<double> sorted = sorted_values("median_interval", "x", x);
  const auto n = static_cast<double>(sorted.size());
  order_statistic_interval out;
  if (sorted.empty()) {
    out.median = undefined_estimate("order statistics", 0, level);
    out.coverage = nan;
    return out;
  }
  estimate& e = out.median;
  e.value = quantile_of(sorted, 0.5, quantile_type::linear);
  e.level = level;
  e.n = e.n_eff = n;
  e.method = std::string("order statistics");
  const double j = binomial_half_quantile((1 - level) / 2, n);
  out.lower_rank = j;
  out.upper_rank = n - j + 1;
  out.coverage = 1 - 2 * stats::binomial_cdf(j - 1, n, 0.5);
  if (j < 1) {
    e.set(estimate_flag::no_interval);
    return out;
  }
  e.low = order_statistic(sorted, j);
  e.high = order_statistic(sorted, n - j + 1);
  return out;
}

std::vector<int> bands(const column_view& x, std::span<const double> breaks) {
  constexpr const char* function = "bands";
  check_column(function, "x", x);
  check_at_least(function, "the number of breaks", breaks.size(), 2);
  if (!std::is_sorted(breaks.begin(), breaks.end())) {
    throw error(errc::argument, std::string(function) + ": breaks must not decrease", "breaks");
  }
  std::vector<int> out(x.size(), 0);
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (!x.has(i)) continue;
    const double value = x.values[i];
    if (value < breaks.front() || value > breaks.back()) continue;
    const auto k = std::lower_bound(breaks.begin(), breaks.end(), value) - breaks.begin();
    out[i] = static_cast<int>(std::max<std::ptrdiff_t>(k, 1));
  }
  return out;
}

}  // namespace cxm
