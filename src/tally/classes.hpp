// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace cxm::detail {

/// Numbers the distinct combinations of several grouping columns among the rows of a block, column by column.
class row_classes {
 public:
  static constexpr std::uint32_t skipped = ~std::uint32_t{0};

  /// All rows in one class, but for those of weight 0, which are skipped.
  void begin(std::size_t rows, std::span<const double> weights);
  /// Split every class by the values of a column (positions below `levels`).
  void refine(std::span<const std::uint32_t> positions, std::size_t levels);

  [[nodiscard]] const std::vector<std::uint32_t>& of_row() const noexcept { return class_; }
  [[nodiscard]] std::size_t count() const noexcept { return example_.size(); }
  /// The first row of a class.
  [[nodiscard]] std::uint32_t example(std::size_t c) const noexcept { return example_[c]; }

 private:
  std::vector<std::uint32_t> class_;
  std::vector<std::uint32_t> example_;
};

}  // namespace cxm::detail
