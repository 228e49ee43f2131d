// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cxm/model/instrument.hpp"

namespace cxm {

/// One answer to a coded item: the position of the code in its scale (0..249), or, from `cell_missing`
/// on, a missing_kind. For multiple-choice and number items 0 means "answered", the answer stands beside.
using cell = std::uint8_t;
inline constexpr cell cell_missing = 250;
[[nodiscard]] constexpr bool is_missing(cell c) noexcept { return c >= cell_missing; }
[[nodiscard]] constexpr cell cell_of(missing_kind k) noexcept {
  return static_cast<cell>(cell_missing + static_cast<cell>(k));
}
[[nodiscard]] constexpr missing_kind kind_of(cell c) noexcept {
  return static_cast<missing_kind>(c - cell_missing);
}

/// The answers of a block of rows to one item.
struct item_column {
  std::vector<cell> cells;
  std::vector<std::uint64_t> selected;  ///< multiple choice: bit i = i-th code; empty otherwise
  std::vector<double> numbers;          ///< number scale; empty otherwise
};

/// The values of one grouping column in a block: positions in `levels`. While a source is read, the levels
/// of one worker only ever grow (a longer list is a new object), but two workers may order them differently:
/// compare names, not positions, across workers. An empty cell is the level "".
struct group_column {
  std::vector<std::uint32_t> positions;
  std::shared_ptr<const std::vector<std::string>> levels;
};

/// The grouping columns of every tally, in this order: "role", "wave", then the instrument's segments.
/// A column that the data lack is the single level "" (for the wave: the instrument's fixed_wave).
[[nodiscard]] std::vector<std::string> group_columns(const instrument&);

/// A block of rows, bound to an instrument: one item_column per item in the instrument's order. Optional
/// columns are empty when the data lack them.
struct batch {
  std::size_t rows = 0;
  std::int64_t first_row = 0;             ///< row number of the first row in its source, header included
  std::vector<std::int64_t> row_numbers;  ///< of every row, where rows between were left out; else empty
  std::vector<item_column> items;
  std::vector<group_column> groups;        ///< as group_columns() says
  std::vector<double> weights;             ///< empty = unweighted
  std::vector<std::uint64_t> respondents;  ///< respondent_key of each row; empty = one row, one person
  group_column stratum, cluster;           ///< empty = none
  /// Sampling units that exist in the row's stratum, or the share of them that was drawn (0: not known);
  /// empty = none.
  std::vector<double> fpc;
  /// Replicate weights, one column each, containing the sampling weight; empty = none.
  std::vector<std::vector<double>> replicate_weights;

  [[nodiscard]] std::int64_t row_number(std::size_t row) const noexcept {
    return row_numbers.empty() ? first_row + static_cast<std::int64_t>(row) : row_numbers[row];
  }
};

/// The 64-bit key of a respondent's identifier: SipHash-2-4 of the trimmed text under a fixed public key.
[[nodiscard]] std::uint64_t respondent_key(std::string_view identifier) noexcept;

}  // namespace cxm
