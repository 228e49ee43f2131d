// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "io/cell_cache.hpp"
#include "io/cell_text.hpp"
#include "io/csv_block.hpp"

namespace cxm::detail {

/// The records of one block of a file, as batch_decoder sees them.
class csv_source {
 public:
  template <class Value>
  using memo = cell_cache<Value>;

  csv_source(std::size_t columns, bool decimal_comma) : columns_(columns), decimal_comma_(decimal_comma) {}
  void begin(const csv_block& block) noexcept { block_ = &block; }

  [[nodiscard]] std::size_t rows() const noexcept { return block_->rows(); }
  [[nodiscard]] std::int64_t row_number(std::size_t row) const noexcept { return block_->row_number(row); }
  /// Is there nothing but separators, quotes and white space in a record?
  [[nodiscard]] bool is_empty(std::size_t row) const {
    const std::string_view record = block_->record(row);
    if (!record.empty() && record.front() != '"' && record.front() > ' ' && record.front() != ',' &&
        record.front() != ';' && record.front() != '|')
      return false;  // nearly always decided by the first byte
    std::string scratch;
    for (std::size_t c = 0; c < block_->fields(row); ++c)
      if (!trimmed(field_value(block_->raw(row, c), scratch)).empty()) return false;
    return true;
  }
  [[nodiscard]] std::string shape_fault(std::size_t row) const {
    if (block_->fields(row) == columns_) return {};
    return "has " + std::to_string(block_->fields(row)) + " fields, but the header has " +
           std::to_string(columns_) + "; a quote or a separator is missing or too many";
  }
  [[nodiscard]] std::string_view text(std::size_t row, int column, std::string& scratch) const {
    return trimmed(field_value(block_->raw(row, static_cast<std::size_t>(column)), scratch));
  }
  [[nodiscard]] std::optional<double> number(std::size_t row, int column, std::string& scratch) const {
    return number_of(text(row, column, scratch), decimal_comma_);
  }
  template <class Value, class Find, class Use>
  void each(memo<Value>& known, int column, std::span<const std::size_t> rows, const std::size_t& usable,
            const Find& find, const Use& use) {
    const auto meaning = [&](std::string_view raw) { return find(trimmed(field_value(raw, scratch_))); };
    const std::size_t count = std::min(rows.size(), usable);
    const csv_block& block = *block_;
    const std::size_t* const row = rows.data();
    const auto at = static_cast<std::size_t>(column);
    for (std::size_t k = 0; k < count && k < usable; ++k) use(k, known.get(block.raw(row[k], at), meaning));
  }

 private:
  const csv_block* block_ = nullptr;
  std::size_t columns_;
  bool decimal_comma_;
  std::string scratch_;
};

}  // namespace cxm::detail
