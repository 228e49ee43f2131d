// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cmath>

#include "cxm/estimate/estimate.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"

namespace cxm::detail {

/// A correlation-like value with limits on the scale z = atanh r, so that they stay within -1 and 1.
/// `error_of_z` NaN or infinite: there is none (a perfect correlation, too few answers).
inline estimate on_fisher_scale(double r, double error_of_z, double n, double df, double level,
                                const char* method) {
  if (std::isnan(r)) return undefined_estimate(method, n, level);
  estimate e;
  e.value = r;
  e.level = level;
  e.n = e.n_eff = n;
  e.df = df;
  e.method = method;
  if (!std::isfinite(error_of_z) || std::fabs(r) >= 1) {
    e.set(estimate_flag::no_interval);
    return e;
  }
  const double z = stats::atanh(r), width = stats::critical_value(level, df) * error_of_z;
  e.se = error_of_z * (1 - r * r);
  e.low = stats::tanh(z - width);
  e.high = stats::tanh(z + width);
  return e;
}

}  // namespace cxm::detail
