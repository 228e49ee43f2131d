// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>

namespace cxm {

/// To the nearest whole number, halves upwards: 2.5 gives 3, -2.5 gives -2. A value within 1e-9 below a half
/// counts as the half, because quotients of printed decimals that are halves on paper need not be halves in
/// binary.
[[nodiscard]] inline double round_half_up(double x) noexcept { return std::floor(x + 0.5 + 1e-9); }

/// The same to a multiple of `step`: 0.5 for half stars, 0.01 for two decimals.
[[nodiscard]] inline double round_half_up(double x, double step) noexcept {
  return step * round_half_up(x / step);
}

}  // namespace cxm
