// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/relative_risk.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/root.hpp"

namespace cxm {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

struct sides {
  double x1, n1, x2, n2;
  [[nodiscard]] double p1() const noexcept { return x1 / n1; }
  [[nodiscard]] double p2() const noexcept { return x2 / n2; }
  [[nodiscard]] double log_variance() const noexcept { return (1 - p1()) / x1 + (1 - p2()) / x2; }
};

/// The score statistic of "the ratio is theta": falls as theta rises.
double score(const sides& s, double log_theta) {
  const double theta = stats::exp(log_theta);
  // The shares of greatest likelihood under the ratio: p1 = theta p2, p2 the smaller root of
  // theta (n1 + n2) p^2 - (theta (n1 + x2) + x1 + n2) p + (x1 + x2), written without cancellation.
  const double a = theta * (s.n1 + s.n2);
  const double b = theta * (s.n1 + s.x2) + s.x1 + s.n2;
  const double c = s.x1 + s.x2;
  const double p2 = 2 * c / (b + std::sqrt(std::max(0.0, b * b - 4 * a * c)));
  const double p1 = std::min(1.0, theta * p2);
  const double variance = p1 * (1 - p1) / s.n1 + theta * theta * p2 * (1 - p2) / s.n2;
  const double difference = s.p1() - theta * s.p2();
  if (variance > 0) return difference / std::sqrt(variance);
  return difference > 0 ? infinity : difference < 0 ? -infinity : 0;
}

/// The ratio at which the statistic is `wanted`.
double solve(const sides& s, double wanted, double start) {
  const auto f = [&](double x) { return std::clamp(score(s, x) - wanted, -1e6, 1e6); };
  double half = 1;
  while (half < 600 && (f(start - half) > 0) == (f(start + half) > 0)) half *= 2;
  return stats::exp(stats::find_root(f, start - half, start + half, 1e-12));
}

}  // namespace

estimate relative_risk(double x1, double n1, double x2, double n2, double level, double katz_from) {
  const char* function = "relative_risk";
  check_level(function, "level", level);
  check_not_negative(function, "x1", x1);
  check_not_negative(function, "x2", x2);
  if (!(x1 <= n1) || !(x2 <= n2)) {
    throw error(errc::argument, "relative_risk: there are more outcomes than people", x1 <= n1 ? "x2" : "x1");
  }
  const bool katz = katz_from > 0 && std::min({x1, n1 - x1, x2, n2 - x2}) >= katz_from;
  const char* method = katz ? "Katz log" : "Koopman score";
  if (!(n1 > 0) || !(n2 > 0) || !(x1 + x2 > 0)) return undefined_estimate(method, n1 + n2, level);
  const sides s{x1, n1, x2, n2};
  estimate e;
  e.method = method;
  e.level = level;
  e.n = e.n_eff = n1 + n2;
  e.value = s.p1() / s.p2();
  const double z = stats::critical_value(level, infinity);
  if (x1 > 0 && x2 > 0) e.se = e.value * std::sqrt(s.log_variance());
  if (katz) {
    const double half = z * std::sqrt(s.log_variance());
    e.low = e.value * stats::exp(-half);
    e.high = e.value * stats::exp(half);
    return e;
  }
  const double start = x1 > 0 && x2 > 0 ? stats::log(e.value) : 0;
  e.low = x1 > 0 ? solve(s, z, start) : 0;
  e.high = x2 > 0 ? solve(s, -z, start) : infinity;
  if (!(x1 > 0) || !(x2 > 0)) e.set(estimate_flag::clamped);
  return e;
}

}  // namespace cxm
