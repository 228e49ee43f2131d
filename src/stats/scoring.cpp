// SPDX-License-Identifier: Apache-2.0
#include "cxm/stats/scoring.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "cxm/base/error.hpp"
#include "cxm/stats/linear_algebra.hpp"

namespace cxm::stats {
namespace {
/// Below this promised gain the value of f, of order 1, cannot judge a step any more.
constexpr double too_small_to_see = 1e-11;
constexpr double least_part = 1e-9;

/// What stands at a bound and would leave takes no part in the step.
void hold_at_bounds(scoring_result& now, double low, double high) {
  for (std::size_t i = 0; i < now.at.size(); ++i) {
    double& slope = now.point.gradient[i];
    if (!((now.at[i] <= low && slope > 0) || (now.at[i] >= high && slope < 0))) continue;
    slope = 0;
    for (std::size_t j = 0; j < now.at.size(); ++j) {
      now.point.information(i, j) = now.point.information(j, i) = i == j ? 1 : 0;
    }
  }
}

}  // namespace

scoring_result minimise_by_scoring(const scoring_function& f, std::vector<double> start, double enough,
                                   int most, double low, double high) {
  scoring_result out;
  out.at = std::move(start);
  f(out.at, true, out.point);
  if (!std::isfinite(out.point.value)) {
    throw error(errc::numeric, "minimise_by_scoring: the function is not finite at the start", "start");
  }
  double before = std::numeric_limits<double>::infinity();
  for (; out.iterations < most; ++out.iterations) {
    hold_at_bounds(out, low, high);
    const std::vector<double> step = solve_psd(out.point.information, out.point.gradient);
    double promised = 0;
    for (std::size_t i = 0; i < step.size(); ++i) promised += step[i] * out.point.gradient[i];
    const bool blind = promised < too_small_to_see;
    if (promised < enough || (blind && promised > before / 2)) {
      out.ended = true;
      break;
    }
    std::vector<double> next(step.size());
    scoring_point there;
    double part = 1;
    for (; part > least_part; part /= 2) {
      for (std::size_t i = 0; i < step.size(); ++i) {
        next[i] = std::clamp(out.at[i] - part * step[i], low, high);
      }
      f(next, false, there);
      if (std::isfinite(there.value) && (blind || there.value < out.point.value)) break;
    }
    if (part <= least_part) {  // as low as rounding lets it go
      out.ended = true;
      break;
    }
    if (blind) before = promised;
    out.at = std::move(next);
    f(out.at, true, out.point);
  }
  return out;
}

}  // namespace cxm::stats
