// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "cxm/base/view.hpp"

namespace cxm {

/// How often each code of a closed scale was answered. Weighted, the counts are sums of weights and the
/// shares weighted shares; n always counts rows (of positive weight). Without answers all shares are NaN.
struct score_distribution {
  int lowest = 0;              ///< code of counts[0]
  std::vector<double> counts;  ///< by code, lowest first
  double n = 0;
  double total = 0;  ///< sum of counts

  [[nodiscard]] std::vector<double> shares() const;
  /// Share of the `boxes` highest codes (top-two box: 2). Errors: more boxes than codes.
  [[nodiscard]] double top_share(std::size_t boxes) const;
  [[nodiscard]] double bottom_share(std::size_t boxes) const;
  /// top_share - bottom_share
  [[nodiscard]] double net_share(std::size_t boxes) const;
};

/// Count the codes lowest .. highest. A present value that is none of them is refused with its row: a code
/// of a missing answer must be marked missing before. O(n).
[[nodiscard]] score_distribution count_scores(const column_view& x, int lowest, int highest);
[[nodiscard]] score_distribution count_scores(const column_view& x, std::span<const double> weights,
                                              int lowest, int highest);

}  // namespace cxm
