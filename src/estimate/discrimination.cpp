// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/discrimination.hpp"

#include <cmath>
#include <limits>
#include <numeric>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"

namespace cxm {

estimate area_under_curve(std::span<const double> low, std::span<const double> high, double level) {
  const char* f = "area_under_curve";
  check_level(f, "level", level);
  if (low.size() != high.size()) {
    throw error(errc::argument, "area_under_curve: the groups have different numbers of scores", "high");
  }
  for (const double x : low) check_not_negative(f, "low", x);
  for (const double x : high) check_not_negative(f, "high", x);
  const double m = std::accumulate(low.begin(), low.end(), 0.0);
  const double n = std::accumulate(high.begin(), high.end(), 0.0);
  const char* method = "DeLong, logit";
  if (!(m > 0) || !(n > 0)) return undefined_estimate(method, m + n, level);
  // Placement of a person of `low`: share of `high` above, ties half; and the other way round.
  double area = 0;
  double low_squares = 0;
  double high_squares = 0;
  double high_below = 0;
  double low_below = 0;
  for (std::size_t k = 0; k < low.size(); ++k) {
    const double above = (n - high_below - high[k] / 2) / n;
    const double below = (low_below + low[k] / 2) / m;
    area += low[k] / m * above;
    low_squares += low[k] * above * above;
    high_squares += high[k] * below * below;
    high_below += high[k];
    low_below += low[k];
  }
  estimate e;
  e.method = method;
  e.level = level;
  e.n = e.n_eff = m + n;
  e.value = area;
  const double variance =
      (low_squares - m * area * area) / (m * (m - 1)) + (high_squares - n * area * area) / (n * (n - 1));
  if (!(m > 1) || !(n > 1) || !(area > 0) || !(area < 1) || !(variance > 0)) {
    e.set(estimate_flag::no_interval);
    return e;
  }
  e.se = std::sqrt(variance);
  const double half =
      stats::critical_value(level, std::numeric_limits<double>::infinity()) * e.se / (area * (1 - area));
  const double centre = stats::log(area / (1 - area));
  e.low = 1 / (1 + stats::exp(-(centre - half)));
  e.high = 1 / (1 + stats::exp(-(centre + half)));
  return e;
}

}  // namespace cxm
