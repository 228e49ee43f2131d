// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/bounded_mean.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "base/number_text.hpp"
#include "cxm/base/check.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/stats/distributions.hpp"

namespace cxm {
namespace {

/// D of a mean u with variance V on a scale from 0 to 1.
double dispersion_of(double u, double variance, double df, double n_eff) {
  const double spread = u * (1 - u);
  const double even = (1.0 / 3 - spread) / n_eff;
  // At an end all answers are equal: only the evenly spread one speaks.
  if (spread <= 1e-15) return even;
  return std::isinf(df) ? variance / spread : (df * variance / spread + even) / (df + 1);
}

}  // namespace

estimate bounded_interval(double value, double variance, double df, double n, double n_eff, double level,
                          std::string method, double lowest, double highest) {
  constexpr const char* function = "bounded_interval";
  estimate e = interval_from_variance(value, variance, n, df, level, n_eff);
  e.method = std::move(method);
  if (!std::isfinite(lowest) || !std::isfinite(highest)) return e;
  check_positive(function, "highest - lowest", highest - lowest);
  if (!e.defined() || e.has(estimate_flag::no_interval)) return e;
  const double length = highest - lowest;
  // A mean is rounded: it may lie outside by as much.
  const double slack = 1e-9 * length;
  if (value < lowest - slack || value > highest + slack) {
    throw error(errc::argument,
                std::string(function) + ": value is " + detail::number_text(value) +
                    ", but must lie on the scale from " + detail::number_text(lowest) + " to " +
                    detail::number_text(highest),
                "value");
  }
  check_positive(function, "n_eff", e.n_eff);
  const double u = std::clamp((value - lowest) / length, 0.0, 1.0);
  const double spread = u * (1 - u);
  const double dispersion = dispersion_of(u, variance / (length * length), df, e.n_eff);
  const double t = stats::critical_value(level, df);
  const double q = t * t * dispersion;
  const double centre = u + q / 2;
  const double reach = std::sqrt(q * (spread + q / 4));
  e.low = std::max(lowest, lowest + length * (centre - reach) / (1 + q));
  e.high = std::min(highest, lowest + length * (centre + reach) / (1 + q));
  // Rounding must not push an end over the value.
  e.low = std::min(e.low, std::clamp(value, lowest, highest));
  e.high = std::max(e.high, std::clamp(value, lowest, highest));
  return e;
}

estimate bounded_mean(const column_view& x, double lowest, double highest, double level) {
  constexpr const char* function = "bounded_mean";
  check_level(function, "level", level);
  check_column(function, "x", x);
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (x.has(i) && (x.values[i] < lowest || x.values[i] > highest)) {
      throw error(errc::data,
                  std::string(function) + ": row " + std::to_string(i) + " is " +
                      detail::number_text(x.values[i]) + ", but must lie on the scale from " +
                      detail::number_text(lowest) + " to " + detail::number_text(highest),
                  "x", static_cast<std::int64_t>(i));
    }
  }
  const sample_summary s = summarize(x);
  return bounded_interval(s.mean, s.n > 1 ? s.se * s.se : s.se, s.n - 1, s.n, s.n, level, "bounded score",
                          lowest, highest);
}

bounded_comparison bounded_difference(const estimate& a, const estimate& b, double lowest, double highest,
                                      double level, double covariance) {
  const bool independent = covariance == 0;
  const char* method =
      independent ? "bounded score, square and add" : "bounded score, square and add, correlated samples";
  bounded_comparison out;
  out.p = std::numeric_limits<double>::quiet_NaN();
  if (!a.defined() || !b.defined()) {
    out.difference = undefined_estimate(method, std::min(a.n, b.n), level);
    return out;
  }
  const auto own = [&](const estimate& e) {
    return bounded_interval(e.value, e.se * e.se, e.df, e.n, e.n_eff, level, {}, lowest, highest);
  };
  const estimate first = own(a), second = own(b);
  estimate& d = out.difference;
  d.value = a.value - b.value;
  const double variance = a.se * a.se + b.se * b.se - 2 * covariance;
  d.se = std::sqrt(variance < 0 ? 0.0 : variance);
  d.level = level;
  d.n = a.n + b.n;
  d.n_eff = a.n_eff + b.n_eff;
  d.method = method;
  d.flags = (a.flags | b.flags) & (bit(estimate_flag::lonely_psu) | bit(estimate_flag::approximate));
  if (first.has(estimate_flag::no_interval) || second.has(estimate_flag::no_interval) ||
      std::isnan(covariance)) {
    d.set(estimate_flag::no_interval);
    return out;
  }
  const double length = highest - lowest;
  const auto share = [&](const estimate& e) { return std::clamp((e.value - lowest) / length, 0.0, 1.0); };
  const double ua = share(a), ub = share(b);
  const double da = dispersion_of(ua, a.se * a.se / (length * length), a.df, a.n_eff);
  const double db = dispersion_of(ub, b.se * b.se / (length * length), b.df, b.n_eff);
  const double spreads = ua * (1 - ua) * ub * (1 - ub);
  const auto own_part = [](double df) { return std::isinf(df) ? 1 : df / (df + 1); };
  double shared = independent || spreads <= 1e-15 ? 0
                                                  : covariance / (length * length) / std::sqrt(spreads) *
                                                        std::sqrt(own_part(a.df) * own_part(b.df));
  shared = std::clamp(shared, -std::sqrt(da * db), std::sqrt(da * db));
  const double r = da > 0 && db > 0 ? shared / std::sqrt(da * db) : 0;
  const auto joined = [&](double x, double y) {
    return std::sqrt(std::max(0.0, x * x - 2 * r * x * y + y * y));
  };
  d.low = d.value - joined(a.value - first.low, second.high - b.value);
  d.high = d.value + joined(first.high - a.value, b.value - second.low);
  const double both = da + db - 2 * shared;
  const double parts = (std::isinf(a.df) ? 0 : da * da / a.df) + (std::isinf(b.df) ? 0 : db * db / b.df);
  d.df = !independent ? std::min(a.df, b.df)
         : parts > 0  ? both * both / parts
                      : std::numeric_limits<double>::infinity();
  if (ua == ub) {
    out.p = 1;
    return out;
  }
  // Weighted by 1/D (generalised least squares): the other's dispersion is the weight.
  const double common = both > 0 ? std::clamp((ua * (db - shared) + ub * (da - shared)) / both,
                                              std::min(ua, ub), std::max(ua, ub))
                                 : (ua + ub) / 2;
  const double t = std::fabs(ua - ub) / std::sqrt(std::max(0.0, both) * common * (1 - common));
  out.p = std::isinf(t) ? 0 : std::min(1.0, 2 * stats::student_t_cdf(-t, d.df));
  if (!independent && d.se > 0) {
    out.p = std::max(out.p, 2 * stats::student_t_cdf(-std::fabs(d.value) / d.se, d.df));
  }
  return out;
}

bounded_comparison bounded_unit_against_rest(const estimate& unit, const estimate& parent, double unit_share,
                                             double lowest, double highest, double level) {
  constexpr const char* function = "bounded_unit_against_rest";
  check_share(function, "unit_share", unit_share);
  const double q = unit_share;
  if (q == 1 || !unit.defined() || !parent.defined()) {
    bounded_comparison out;
    out.difference = undefined_estimate("bounded score, square and add", parent.n, level);
    out.p = std::numeric_limits<double>::quiet_NaN();
    return out;
  }
  // Of parent = q unit + (1 - q) rest, the two independent.
  estimate rest = parent;
  rest.value = std::clamp((parent.value - q * unit.value) / (1 - q), lowest, highest);
  rest.se = std::sqrt(std::max(0.0, parent.se * parent.se - q * q * unit.se * unit.se)) / (1 - q);
  rest.n = std::max(1.0, parent.n - unit.n);
  rest.n_eff = std::max(1.0, parent.n_eff - unit.n_eff);
  rest.df = std::isinf(parent.df) ? parent.df : std::max(1.0, parent.df - unit.df);
  return bounded_difference(unit, rest, lowest, highest, level);
}

}  // namespace cxm
