// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cxm/estimate/estimate.hpp"

namespace cxm {

/// (x1 / n1) / (x2 / n2): how many times as often an outcome occurs on the first side. Counts may be
/// fractional (effective counts under weights). Katz's log interval (Katz, Baptista, Azen & Pike 1978) when
/// all four cells are at least `katz_from`, else Koopman's (1984) score interval, which stays right with
/// small and empty cells: an end at 0 or infinity then carries the flag `clamped`. The value is infinite when
/// only the first side has the outcome; undefined when a side is empty or nobody has it.
/// Errors: cxm::error{argument} for x < 0 or x > n. Cost: about a hundred evaluations.
[[nodiscard]] estimate relative_risk(double x1, double n1, double x2, double n2, double level = 0.95,
                                     double katz_from = 10);

}  // namespace cxm
