// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/bounded_mean.hpp"

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>

#include "cxm/base/check.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/stats/distributions.hpp"

namespace cxm {
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
                std::string(function) + ": value is " + std::to_string(value) +
                    ", but must lie on the scale from " + std::to_string(lowest) + " to " +
                    std::to_string(highest),
                "value");
  }
  check_positive(function, "n_eff", e.n_eff);
  const double u = std::clamp((value - lowest) / length, 0.0, 1.0);
  const double spread = u * (1 - u);
  const double even = (1.0 / 3 - spread) / e.n_eff;
  // At an end all answers are equal: only the evenly spread one speaks.
  double dispersion = even;
  if (spread > 1e-15) {
    const double own = variance / (length * length) / spread;
    dispersion = std::isinf(df) ? own : (df * own + even) / (df + 1);
  }
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
                      std::to_string(x.values[i]) + ", but must lie on the scale from " +
                      std::to_string(lowest) + " to " + std::to_string(highest),
                  "x", static_cast<std::int64_t>(i));
    }
  }
  const sample_summary s = summarize(x);
  return bounded_interval(s.mean, s.n > 1 ? s.se * s.se : s.se, s.n - 1, s.n, s.n, level, "bounded score",
                          lowest, highest);
}

}  // namespace cxm
