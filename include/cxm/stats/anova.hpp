// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <utility>

#include "cxm/base/view.hpp"

namespace cxm::stats {

/// A one-way analysis of variance. Mean squares without degrees of freedom, and what is 0/0, are NaN.
struct one_way_table {
  double groups = 0;     ///< k, groups with at least one value
  double n = 0;          ///< N, values
  double mean_size = 0;  ///< N / k
  double n0 = 0;         ///< (N - sum n_i^2 / N) / (k - 1): the size that makes MSB unbiased for unequal n_i
  double between_ss = 0, within_ss = 0;
  double between_ms = 0, within_ms = 0;  ///< on k - 1 and N - k degrees of freedom
  double f = 0, p = 0;

  /// ICC(1) = (MSB - MSW) / (MSB + (m - 1) MSW): the share of variance that lies between groups, with m the
  /// mean size or n0. Negative values are given as they are.
  [[nodiscard]] double icc1(double group_size) const noexcept;
  /// ICC(2) = (MSB - MSW) / MSB: the reliability of a group mean.
  [[nodiscard]] double icc2() const noexcept;
  /// Intervals of both for normal values from the quantiles of F (Searle 1971; McGraw & Wong 1996): exact for
  /// groups of equal size m, close for others with m = n0. NaN where F does not exist. Errors: level.
  [[nodiscard]] std::pair<double, double> icc1_interval(double group_size, double level) const;
  [[nodiscard]] std::pair<double, double> icc2_interval(double level) const;
};

/// Analysis of variance of y by group. `group[i] < 0` means no group; such rows and rows without y are left
/// out; groups may be numbered with holes. Two passes, O(n + largest group number).
[[nodiscard]] one_way_table one_way_anova(const column_view& y, std::span<const std::int32_t> group);

/// What an analysis of variance needs of a group. Groups of none do not count.
struct group_summary {
  double n = 0;
  double mean = 0;     ///< not read when n is 0
  double squares = 0;  ///< sum of squared distances from the mean
};
/// The same from summaries, which is all that sums keep of their rows. O(groups).
/// Errors: n or squares negative, a mean that is not finite.
[[nodiscard]] one_way_table one_way_anova(std::span<const group_summary> groups);

}  // namespace cxm::stats
