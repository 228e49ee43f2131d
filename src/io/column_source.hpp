// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "cxm/data/columns.hpp"
#include "io/answer_table.hpp"

namespace cxm::detail {

/// What the cells of one typed column mean, remembered: small integers and dictionary positions in a table,
/// everything else by its text. Bounded, so that a column of identifiers does not grow it for ever.
template <class Value>
class column_memo {
 public:
  static constexpr std::int64_t least = -128, most = 1023;

  template <class Find>
  Value small(std::int64_t number, const Find& find) {
    if (table_.empty()) table_.resize(static_cast<std::size_t>(most - least + 1));
    auto& slot = table_[static_cast<std::size_t>(number - least)];
    if (!slot) slot = find();
    return *slot;
  }
  template <class Find>
  Value entry(std::size_t position, std::size_t size, const Find& find) {
    if (table_.size() != size) table_.resize(size);
    auto& slot = table_[position];
    if (!slot) slot = find();
    return *slot;
  }
  template <class Find>
  Value text(std::string_view text, const Find& find) {
    if (const auto it = texts_.find(text); it != texts_.end()) return it->second;
    const Value value = find(text);
    if (texts_.size() >= bound) texts_.clear();
    texts_.emplace(text, value);
    return value;
  }

 private:
  static constexpr std::size_t bound = 1U << 14U;
  std::vector<std::optional<Value>> table_;
  text_map<Value> texts_;
};

/// A column of the host, read in place. The text of a value is what a file would hold.
class column_cells {
 public:
  /// Checks what can be checked once; throws cxm::error{argument} that names the column.
  column_cells(const column_data& data, std::int64_t rows, const std::string& place,
               std::int64_t first_row = 0);

  [[nodiscard]] bool missing(std::int64_t row) const noexcept;
  /// Missing, or a text of white space.
  [[nodiscard]] bool blank(std::int64_t row, std::string& scratch) const {
    if (missing(row)) return true;
    const bool words =
        data_->dictionary || (data_->type >= column_type::text32 && data_->type < column_type::days);
    return words && text(row, scratch).empty();
  }
  /// Empty for what is missing. Throws for text that is not UTF-8 or offsets that are broken.
  [[nodiscard]] std::string_view text(std::int64_t row, std::string& scratch) const;
  /// The value of a numeric column, or of a text that is a number.
  [[nodiscard]] std::optional<double> number(std::int64_t row, std::string& scratch) const;

  template <class Value, class Find, class Use>
  void each(column_memo<Value>& known, std::int64_t first, std::span<const std::size_t> rows,
            const std::size_t& usable, const Find& find, const Use& use) const {
    std::string scratch;
    const std::size_t count = std::min(rows.size(), usable);
    const auto walk = [&](const auto& meaning) {
      for (std::size_t k = 0; k < count && k < usable; ++k) {
        const std::int64_t row = first + static_cast<std::int64_t>(rows[k]);
        use(k, missing(row) ? find(std::string_view()) : meaning(row));
      }
    };
    const auto by_text = [&](std::int64_t row) { return known.text(text(row, scratch), find); };
    const auto whole = [&](std::int64_t row, std::int64_t value) {
      return known.small(value, [&] { return find(text(row, scratch)); });
    };
    const auto integers = [&](auto type) {
      using integer = decltype(type);
      walk([&](std::int64_t row) {
        const auto value = value_at<integer>(row);
        // Compared in the column's own type: a large unsigned value is not small after conversion.
        if (value <= static_cast<integer>(std::min<std::int64_t>(column_memo<Value>::most, top<integer>())) &&
            static_cast<std::int64_t>(value) >= column_memo<Value>::least)
          return whole(row, static_cast<std::int64_t>(value));
        return by_text(row);
      });
    };
    const auto reals = [&](auto type) {
      using real = decltype(type);
      walk([&](std::int64_t row) {
        const real value = value_at<real>(row);
        if (value >= real{0} && value <= real{1023}) {
          const auto number = static_cast<std::int64_t>(value);
          if (static_cast<real>(number) == value) return whole(row, number);
        }
        return by_text(row);
      });
    };
    if (data_->dictionary) {
      walk([&](std::int64_t row) {
        return known.entry(dictionary_position(row), static_cast<std::size_t>(data_->dictionary_size),
                           [&] { return find(text(row, scratch)); });
      });
      return;
    }
    switch (data_->type) {
      case column_type::int8:
        return integers(std::int8_t{});
      case column_type::int16:
        return integers(std::int16_t{});
      case column_type::int32:
        return integers(std::int32_t{});
      case column_type::int64:
        return integers(std::int64_t{});
      case column_type::uint8:
        return integers(std::uint8_t{});
      case column_type::uint16:
        return integers(std::uint16_t{});
      case column_type::uint32:
        return integers(std::uint32_t{});
      case column_type::uint64:
        return integers(std::uint64_t{});
      case column_type::float32:
        return reals(float{});
      case column_type::float64:
        return reals(double{});
      default:
        return walk(by_text);
    }
  }

 private:
  template <class Integer>
  static constexpr std::int64_t top() noexcept {
    return sizeof(Integer) == 1 ? (Integer(-1) < Integer(0) ? 127 : 255) : 32767;
  }
  template <class Type>
  [[nodiscard]] Type value_at(std::int64_t row) const noexcept {
    Type value;
    std::memcpy(&value, static_cast<const char*>(data_->data) + (row + data_->offset) * stride_,
                sizeof value);
    return value;
  }
  [[nodiscard]] bool bit_at(const void* bits, std::int64_t row) const noexcept {
    const std::int64_t i = row + data_->offset;
    return ((static_cast<const std::uint8_t*>(bits)[i >> 3] >> (i & 7)) & 1U) != 0;
  }
  [[nodiscard]] std::optional<std::int64_t> integer_at(std::int64_t row) const noexcept;
  [[nodiscard]] std::size_t dictionary_position(std::int64_t row) const;
  [[nodiscard]] std::string_view raw_text(std::int64_t row, std::string& scratch) const;
  [[noreturn]] void fail(const std::string& what, std::int64_t row = -1) const;

  const column_data* data_;
  std::string place_;
  std::int64_t first_row_;
  std::int64_t stride_ = 0;
  std::vector<column_cells> dictionary_;  // none or one
};

/// A block of rows of columns in memory, as batch_decoder sees it.
class column_source {
 public:
  template <class Value>
  using memo = column_memo<Value>;

  explicit column_source(std::span<const column_cells> columns) : columns_(columns) {}
  /// Rows `first` .. of the columns, the first of which bears the number `number`.
  void begin(std::int64_t first, std::size_t rows, std::int64_t number) noexcept {
    first_ = first;
    rows_ = rows;
    number_ = number;
  }

  [[nodiscard]] std::size_t rows() const noexcept { return rows_; }
  [[nodiscard]] std::int64_t row_number(std::size_t row) const noexcept {
    return number_ + static_cast<std::int64_t>(row);
  }
  [[nodiscard]] bool is_empty(std::size_t row) const {
    return std::all_of(columns_.begin(), columns_.end(),
                       [&](const column_cells& c) { return c.blank(at(row), scratch_); });
  }
  [[nodiscard]] static std::string shape_fault(std::size_t) { return {}; }
  [[nodiscard]] std::string_view text(std::size_t row, int column, std::string& scratch) const {
    return columns_[static_cast<std::size_t>(column)].text(at(row), scratch);
  }
  [[nodiscard]] std::optional<double> number(std::size_t row, int column, std::string& scratch) const {
    return columns_[static_cast<std::size_t>(column)].number(at(row), scratch);
  }
  template <class Value, class Find, class Use>
  void each(memo<Value>& known, int column, std::span<const std::size_t> rows, const std::size_t& usable,
            const Find& find, const Use& use) const {
    columns_[static_cast<std::size_t>(column)].each(known, first_, rows, usable, find, use);
  }

 private:
  [[nodiscard]] std::int64_t at(std::size_t row) const noexcept {
    return first_ + static_cast<std::int64_t>(row);
  }

  std::span<const column_cells> columns_;
  std::int64_t first_ = 0;
  std::int64_t number_ = 0;
  std::size_t rows_ = 0;
  mutable std::string scratch_;
};

}  // namespace cxm::detail
