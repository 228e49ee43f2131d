// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <math.h>  // lgamma_r is POSIX, not C++

#include <cmath>

namespace cxm::stats {

/// log Gamma(x), x > 0. std::lgamma of POSIX writes the sign of Gamma into a variable of the whole process,
/// which threads race for.
[[nodiscard]] inline double log_gamma(double x) {
#ifdef _WIN32
  return std::lgamma(x);
#else
  int sign = 0;
  return ::lgamma_r(x, &sign);
#endif
}

}  // namespace cxm::stats
