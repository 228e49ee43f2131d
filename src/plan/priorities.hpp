// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "cxm/stats/matrix.hpp"

namespace cxm::detail {

/// Ranks of several values from joint draws of them, 1 = largest.
struct drawn_ranks {
  std::vector<double> rank;            ///< of the values; ties share the best
  std::vector<double> low, high;       ///< sets that hold for all at once
  std::vector<double> p_first, p_top;  ///< ties share places
};

/// Sets of ranks: a is certainly above b when the difference of their values exceeds c times the standard
/// deviation of its draws, c the `level` quantile over draws of the largest standardised deviation among all
/// pairs (Mogstad, Romano, Shaikh & Wilhelm 2024, with the draws as bootstrap). Pairs whose difference never
/// varies are decided by it alone, and tie when it is zero. `draws` is draws x values. O(draws n^2).
[[nodiscard]] drawn_ranks ranks_from_draws(const std::vector<double>& values, const matrix& draws,
                                           std::size_t top, double level);

}  // namespace cxm::detail
