// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "cxm/base/view.hpp"

/// From columns of answers to one score a respondent, for arrays. (Instruments do the same through their
/// scoring plan.)
namespace cxm {

/// A column that owns its values; `present` is as long as `values`.
struct scored_column {
  std::vector<double> values;
  std::vector<std::uint8_t> present;

  [[nodiscard]] std::size_t size() const noexcept { return values.size(); }
  [[nodiscard]] column_view view() const noexcept { return {values, present}; }
};

struct recoded_column {
  scored_column column;
  double recoded = 0;  ///< values that were codes of missing answers
};
/// Mark the values that are codes of missing answers (98 = refused, 99 = don't know ...) as missing, and
/// count them: "don't know" is information.
[[nodiscard]] recoded_column recode_missing(const column_view& x, std::span<const double> missing_codes);

/// lowest + highest - x. Errors: a value outside lowest .. highest, with its row.
[[nodiscard]] scored_column reverse_scores(const column_view& x, double lowest, double highest);

enum class score_unit {
  item_mean,  ///< mean of the answered items, in the items' own unit
  percent     ///< 100 (mean - lowest) / (highest - lowest)
};

struct scale_score_options {
  score_unit unit = score_unit::percent;
  /// Ends of the items' scale; needed for percent and for reversed items. Where given, a value outside is
  /// refused with its row.
  double lowest = std::numeric_limits<double>::quiet_NaN();
  double highest = std::numeric_limits<double>::quiet_NaN();
  std::span<const std::uint8_t> reversed{};  ///< one an item, nonzero = reversed; empty = none
  std::span<const double> weights{};         ///< one an item, >= 0, not all 0; empty = equal
  std::size_t min_answered = 1;              ///< items; below it a respondent has no score
};

/// Score of each respondent: sum_i w_i x_i / sum_i w_i over the answered items, reversed items mirrored.
/// A respondent with fewer than min_answered answered items, or whose answered items all have weight 0, has
/// none. With min_answered = the number of items it is the composite of complete rows. O(rows * items).
[[nodiscard]] scored_column scale_scores(std::span<const column_view> items, const scale_score_options&);

}  // namespace cxm
