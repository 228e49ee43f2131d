// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/resampling.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

const char* name_of(bootstrap_method method) {
  switch (method) {
    case bootstrap_method::percentile:
      return "bootstrap, percentile";
    case bootstrap_method::basic:
      return "bootstrap, basic";
    case bootstrap_method::normal:
      return "bootstrap, normal";
    case bootstrap_method::bca:
      return "bootstrap, BCa";
  }
  return "";
}

struct quantile_value {
  double value;
  bool outermost;
};

/// The share-quantile at rank (R + 1) share of the sorted replicates, interpolated on the normal scale
/// (Davison & Hinkley 1997, eq. 5.8).
quantile_value normal_scale_quantile(const std::vector<double>& sorted, double share) {
  const auto size = static_cast<double>(sorted.size());
  const double rank = (size + 1) * share;
  const double k = std::floor(rank);
  if (k < 1) return {sorted.front(), true};
  if (k >= size) return {sorted.back(), rank > size};
  const double low = sorted[static_cast<std::size_t>(k) - 1];
  if (k == rank) return {low, false};
  const double high = sorted[static_cast<std::size_t>(k)];
  const double from = stats::normal_quantile(k / (size + 1)),
               to = stats::normal_quantile((k + 1) / (size + 1));
  return {low + (stats::normal_quantile(share) - from) / (to - from) * (high - low), false};
}

}  // namespace

bootstrap_summary summarize_bootstrap(std::span<const double> replicates, double estimate) {
  constexpr const char* function = "summarize_bootstrap";
  check_all_finite(function, "replicates", replicates);
  check_finite(function, "estimate", estimate);
  const sample_summary s = summarize(column_view(replicates));
  bootstrap_summary out;
  out.replicates = s.n;
  out.bias = s.mean - estimate;
  out.se = s.sd;
  const auto below = static_cast<double>(
      std::count_if(replicates.begin(), replicates.end(), [&](double t) { return t < estimate; }));
  out.bias_correction = s.n > 0 ? stats::normal_quantile(below / s.n) : nan;
  return out;
}

estimate bootstrap_interval(std::span<const double> replicates, double value, bootstrap_method method,
                            double level, double acceleration) {
  constexpr const char* function = "bootstrap_interval";
  check_level(function, "level", level);
  check_finite(function, "acceleration", acceleration);
  const bootstrap_summary s = summarize_bootstrap(replicates, value);
  estimate e;
  e.value = value;
  e.se = s.se;
  e.level = level;
  e.n = e.n_eff = s.replicates;
  e.method = std::string(name_of(method));
  if (s.replicates < 2 || (method == bootstrap_method::bca && !std::isfinite(s.bias_correction))) {
    e.set(estimate_flag::no_interval);
    return e;
  }
  double shares[] = {(1 - level) / 2, (1 + level) / 2};
  if (method == bootstrap_method::normal) {
    e.low = value - s.bias + stats::normal_quantile(shares[0]) * s.se;
    e.high = value - s.bias + stats::normal_quantile(shares[1]) * s.se;
    return e;
  }
  if (method == bootstrap_method::bca) {
    for (double& share : shares) {
      const double z = s.bias_correction + stats::normal_quantile(share);
      share = stats::normal_cdf(s.bias_correction + z / (1 - acceleration * z));
    }
  }
  std::vector<double> sorted(replicates.begin(), replicates.end());
  std::sort(sorted.begin(), sorted.end());
  const quantile_value low = normal_scale_quantile(sorted, shares[0]),
                       high = normal_scale_quantile(sorted, shares[1]);
  const bool mirrored = method == bootstrap_method::basic;
  e.low = mirrored ? 2 * value - high.value : low.value;
  e.high = mirrored ? 2 * value - low.value : high.value;
  if (low.outermost || high.outermost) e.set(estimate_flag::approximate);
  return e;
}

std::vector<double> leave_one_out(std::span<const double> values,
                                  const std::function<double(std::span<const double>)>& statistic) {
  std::vector<double> out, rest(values.begin(), values.end());
  if (rest.empty()) return out;
  out.reserve(rest.size());
  // rest holds all values but the i-th, in order: moving on swaps one value back in.
  rest.erase(rest.begin());
  for (std::size_t i = 0; i < values.size(); ++i) {
    if (i > 0) rest[i - 1] = values[i - 1];
    out.push_back(statistic(rest));
  }
  return out;
}

jackknife_summary summarize_jackknife(std::span<const double> left_out, double estimate) {
  constexpr const char* function = "summarize_jackknife";
  check_at_least(function, "the number of values", left_out.size(), 2);
  check_all_finite(function, "left_out", left_out);
  check_finite(function, "estimate", estimate);
  const auto n = static_cast<double>(left_out.size());
  jackknife_summary out;
  out.mean = summarize(column_view(left_out)).mean;
  stats::compensated_sum squares, cubes;
  for (const double t : left_out) {
    const double d = out.mean - t;
    squares.add(d * d);
    cubes.add(d * d * d);
  }
  out.bias = (n - 1) * (out.mean - estimate);
  out.se = std::sqrt((n - 1) / n * squares.value());
  out.acceleration = squares.value() > 0 ? cubes.value() / (6 * stats::pow(squares.value(), 1.5)) : nan;
  return out;
}

}  // namespace cxm
