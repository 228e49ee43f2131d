// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <limits>
#include <span>
#include <vector>

#include "cxm/stats/matrix.hpp"

namespace cxm::stats {

/// Where a search stands: the value to make least, its gradient, and a positive semidefinite matrix near its
/// second derivatives (the expected information of a likelihood; J'WJ of a sum of squares).
struct scoring_point {
  double value = 0;
  std::vector<double> gradient;
  matrix information;
};
/// Fills `out` at `at`; gradient and information only when `slopes`. Outside its domain the value is
/// infinite.
using scoring_function = std::function<void(std::span<const double> at, bool slopes, scoring_point& out)>;

struct scoring_result {
  std::vector<double> at;
  scoring_point point;
  int iterations = 0;
  bool ended = false;  ///< false: `most` steps were not enough
};

/// Minimum of f by scoring (Gauss-Newton, Fisher): steps information^-1 gradient, halved until f falls. Near
/// the end, where rounding of f would hide what steps gain, full steps are taken as long as the promised gain
/// g' information^-1 g shrinks, until it is below `enough` (f of order 1 per observation). Deterministic.
/// Errors: cxm::error{numeric} when f is not finite at the start.
/// `low` and `high` bound every parameter: one that stands at a bound and would leave stays there.
[[nodiscard]] scoring_result minimise_by_scoring(const scoring_function& f, std::vector<double> start,
                                                 double enough = 1e-20, int most = 1000,
                                                 double low = -std::numeric_limits<double>::infinity(),
                                                 double high = std::numeric_limits<double>::infinity());

}  // namespace cxm::stats
