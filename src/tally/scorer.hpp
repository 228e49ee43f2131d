// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "cxm/data/batch.hpp"
#include "tally/layout.hpp"

namespace cxm::detail {

/// Grid values of one measure for a chunk of rows; 0 where missing. Small measures fill `y16`, others `y64`.
/// `present` holds 1 or 0.
struct scored_column {
  std::vector<std::int16_t> y16;
  std::vector<std::int64_t> y64;
  std::vector<std::uint8_t> present;

  [[nodiscard]] std::int64_t at(std::size_t i) const noexcept { return y16.empty() ? y64[i] : y16[i]; }
};

/// Runs a scoring plan over chunks of rows, column by column. Scratch is allocated by reserve() alone.
class scorer {
 public:
  explicit scorer(const layout& l);
  /// Room for chunks of so many rows.
  void reserve(std::size_t rows);
  /// Score rows first .. first + rows - 1 of a validated batch.
  void score(const batch& b, std::size_t first, std::size_t rows) noexcept;
  [[nodiscard]] const scored_column& column(std::size_t j) const noexcept { return columns_[j]; }
  [[nodiscard]] std::size_t memory() const noexcept;

 private:
  template <class Packed, class Y>
  void composite(std::size_t s, const batch& b, std::size_t first, std::size_t rows, Y* y) noexcept;
  template <class Y>
  void run(std::size_t s, const batch& b, std::size_t first, std::size_t rows, Y* y) noexcept;

  const layout& layout_;
  std::vector<scored_column> columns_;
  /// Per step: tables of 256 entries (a cell each) per item it reads.
  struct tables {
    std::vector<std::array<std::int64_t, 256>> value;
    std::vector<std::array<std::uint32_t, 256>> packed;    ///< composites: weight << 20 | score
    std::vector<std::array<std::uint64_t, 256>> packed64;  ///< weight << 40 | score
    std::vector<std::array<std::uint8_t, 256>> truth;      ///< joint: 0 true, 1 false, 2 undecided
    std::vector<std::uint8_t> present;                     ///< lookup, of 256
  };
  std::vector<tables> tables_;
};

}  // namespace cxm::detail
