// SPDX-License-Identifier: Apache-2.0
#include "cxm/stats/studentized_range.hpp"

#include <array>
#include <cmath>
#include <limits>
#include <numbers>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/root.hpp"

namespace cxm::stats {
namespace {

constexpr std::size_t points = 16;
struct rule {
  std::array<double, points> node{};
  std::array<double, points> weight{};
};

// Gauss-Legendre on [-1, 1]: zeros of the Legendre polynomial by Newton's method (Press et al., 4.6).
rule legendre_rule() {
  rule r;
  const double n = points;
  for (std::size_t i = 0; i < points; ++i) {
    double x = stats::cos(std::numbers::pi * (static_cast<double>(i) + 0.75) / (n + 0.5));
    double slope = 1;
    for (int step = 0; step < 50; ++step) {
      double p = 1;
      double before = 0;
      for (std::size_t j = 0; j < points; ++j) {
        const double k = static_cast<double>(j);
        const double next = ((2 * k + 1) * x * p - k * before) / (k + 1);
        before = p;
        p = next;
      }
      slope = n * (x * p - before) / (x * x - 1);
      const double move = p / slope;
      x -= move;
      if (std::fabs(move) < 1e-15) break;
    }
    r.node[i] = x;
    r.weight[i] = 2 / ((1 - x * x) * slope * slope);
  }
  return r;
}

template <class Function>
double integrate(const rule& r, double from, double to, int panels, const Function& f) {
  const double width = (to - from) / panels;
  double sum = 0;
  for (int p = 0; p < panels; ++p) {
    const double middle = from + (p + 0.5) * width;
    for (std::size_t i = 0; i < points; ++i) sum += r.weight[i] * f(middle + 0.5 * width * r.node[i]);
  }
  return sum * 0.5 * width;
}

double fast_normal_cdf(double x) { return 0.5 * stats::erfc(-x / std::numbers::sqrt2); }

// P(range > w) of `groups` standard normals. With z the largest value,
// P(range <= w) = k int phi(z) (Phi(z) - Phi(z - w))^(k-1) dz; the complement is integrated, so that small
// tail probabilities keep their digits.
double range_upper(const rule& r, double w, double groups) {
  if (w <= 0) return 1;
  const double value = integrate(r, -8.5, 8.5, 12, [&](double z) {
    const double all = fast_normal_cdf(z);
    const double inside = all - fast_normal_cdf(z - w);
    const double rest = stats::pow(all, groups - 1) - stats::pow(std::max(0.0, inside), groups - 1);
    return stats::exp(-0.5 * z * z) * rest;
  });
  return std::min(1.0, std::max(0.0, groups * value / std::sqrt(2 * std::numbers::pi)));
}

void check(const char* function, double groups, double df) {
  if (!(groups >= 2) || std::isinf(groups)) {
    throw error(errc::argument, std::string(function) + ": groups must be at least 2 and finite", "groups");
  }
  if (!(df > 0)) check_positive(function, "df", df);
}

double upper(const rule& r, double q, double groups, double df) {
  if (q <= 0) return 1;
  if (std::isinf(df)) return range_upper(r, q, groups);
  // The scale s = sqrt(chi2 / df), over all but 1e-15 of its distribution on each side.
  const double low = std::sqrt(chi_squared_quantile(1e-15, df) / df);
  const double tail = chi_squared_quantile(1 - 1e-15, df);
  const double high = std::sqrt(tail / df);
  const double constant = df / 2 * stats::log(df / 2) - log_gamma(df / 2) + stats::log(2.0);
  const double value = integrate(r, low, high, 12, [&](double s) {
    // Density of s: 2 (df/2)^(df/2) / Gamma(df/2) s^(df-1) exp(-df s^2 / 2).
    return stats::exp(constant + (df - 1) * stats::log(s) - df * s * s / 2) * range_upper(r, q * s, groups);
  });
  return std::min(1.0, std::max(0.0, value));
}

}  // namespace

double studentized_range_upper(double q, double groups, double df) {
  check("studentized_range_upper", groups, df);
  if (std::isnan(q)) check_finite("studentized_range_upper", "q", q);
  if (std::isinf(q)) return q > 0 ? 0 : 1;
  return upper(legendre_rule(), q, groups, df);
}

double studentized_range_quantile(double p, double groups, double df) {
  check("studentized_range_quantile", groups, df);
  check_share("studentized_range_quantile", "p", p);
  if (p == 0) return 0;
  if (p == 1) return std::numeric_limits<double>::infinity();
  const rule r = legendre_rule();
  const auto f = [&](double q) { return (1 - p) - upper(r, q, groups, df); };
  double high = 8;
  while (f(high) < 0 && high < 1e8) high *= 2;
  return find_root(f, 0, high, 1e-11);
}

}  // namespace cxm::stats
