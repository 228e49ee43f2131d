// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

namespace cxm {

/// Where a unit stands among its peers, each by its estimate alone. Show it beside a rank set
/// (estimate/ranks.hpp): a standing has no error of its own.
struct standing {
  double z = 0;           ///< (value - mean of peers) / sd of peers, divisor k - 1; NaN when all are equal
  double rank = 0;        ///< 1 = highest; ties share the mean of their ranks
  double percentile = 0;  ///< percent of peers below, ties (and the unit itself) half
  int quartile = 0;       ///< 1 = lowest .. 4, cut at the quartiles of type 7, upper ends included
};

/// The standing of each value among all of them. Errors: a value that is not finite. O(k^2).
[[nodiscard]] std::vector<standing> standings(std::span<const double> values);

}  // namespace cxm
