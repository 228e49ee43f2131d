// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "cxm/benchmark/bands.hpp"

/// Bands where the units fall apart: groups of values on a line that are as tight as possible, by the
/// objective of k-means, W = sum over groups of sum (x - mean of its group)^2.
namespace cxm {

struct value_clusters {
  std::vector<double> centres;      ///< means of the groups, ascending
  std::vector<std::size_t> sizes;   ///< values in each
  std::vector<std::size_t> member;  ///< of each value: its group, from 0
  std::vector<double> lowest;       ///< smallest value of each group; NaN when it is empty
  std::vector<double> highest;      ///< largest value
  double within = 0;                ///< W
  double between_share = 0;         ///< 1 - W / total sum of squares; 1 when all values are equal
  std::size_t steps = 0;            ///< of iteration; 0 for the exact method

  /// The groups as bands whose cut points are the worst value of each better group: the values that were
  /// clustered fall into their own groups. Empty groups are left out.
  [[nodiscard]] band_scale bands(bool higher_is_better = true) const;
};

/// The best grouping into `groups`, exactly (on a line the optimum is found by dynamic programming, as
/// Wang & Song 2011 do). Equal values are never parted, so with fewer distinct values than groups there are
/// only as many groups. Of several optima the one with the lower cut points.
/// Errors: no value, one that is not finite, no groups. O(groups d log d) after sorting, d distinct values;
/// memory O(groups d).
[[nodiscard]] value_clusters optimal_clusters(std::span<const double> values, std::size_t groups);

/// Lloyd's k-means from given starting centres, run until no value moves: a local optimum that depends on
/// the starts, for comparison with published methods that use it. A value half way between two centres goes
/// to the lower; a centre left without values stays where it was and its group is empty.
/// Errors: as above; starts not ascending; cxm::error{numeric} when values still move after `most_steps`.
[[nodiscard]] value_clusters lloyd_clusters(std::span<const double> values, std::span<const double> starts,
                                            std::size_t most_steps = 10000);

}  // namespace cxm
