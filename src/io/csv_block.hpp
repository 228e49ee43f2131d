// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "io/csv_chunks.hpp"

namespace cxm::detail {

/// A chunk in UTF-8 with the places of its fields: what the layers above read cells from. Objects are
/// reused from chunk to chunk, so that nothing is allocated once they have grown.
class csv_block {
 public:
  csv_chunk chunk;  ///< filled by csv_chunks::next, then prepare()

  /// Convert, split and check the chunk. Throws cxm::error{data} with row and column.
  void prepare(const std::string& file, char separator, const csv_options& options);

  [[nodiscard]] std::size_t rows() const noexcept { return row_count_; }
  [[nodiscard]] std::int64_t row_number(std::size_t row) const noexcept {
    return chunk.first_row + static_cast<std::int64_t>(row);
  }
  [[nodiscard]] std::size_t fields(std::size_t row) const noexcept { return rows_[row + 1] - rows_[row]; }
  /// Bytes of a whole record without its line end (a CR before LF is still there).
  [[nodiscard]] std::string_view record(std::size_t row) const noexcept {
    const std::uint32_t begin = begin_of(rows_[row]);
    return {text_ + begin, ends_[rows_[row + 1] - 1] - begin};
  }
  /// Index of the first field of a row, to be used with raw_at(first + column).
  [[nodiscard]] std::uint32_t first_field(std::size_t row) const noexcept { return rows_[row]; }
  /// The bytes of a field as they stand: with quotes, and with the CR of CRLF in the last one. At least
  /// chunk_padding bytes behind it may be read.
  [[nodiscard]] std::string_view raw_at(std::uint32_t field) const noexcept {
    const std::uint32_t begin = begin_of(field);
    return {text_ + begin, ends_[field] - begin};
  }
  [[nodiscard]] std::string_view raw(std::size_t row, std::size_t column) const noexcept {
    return raw_at(rows_[row] + static_cast<std::uint32_t>(column));
  }

 private:
  [[nodiscard]] std::uint32_t begin_of(std::uint32_t field) const noexcept {
    return field == 0 ? 0 : ends_[field - 1] + 1;
  }
  [[noreturn]] void fail(const std::string& file, std::size_t at, const std::string& what) const;
  std::size_t split(std::string_view text, char separator);

  std::string utf8_;  // the converted text, when it had to be
  const char* text_ = nullptr;
  std::vector<std::uint32_t> ends_;  // where each field ends: at a separator, a line end or the end
  std::vector<std::uint32_t> rows_;  // for each row the index of its first field; one more at the end
  std::size_t row_count_ = 0;
  std::size_t field_count_ = 0;
};

/// The meaning of the raw bytes of a field: outer quotes removed, doubled quotes halved, a CR at the end of
/// a line removed. `scratch` holds the result when it differs from the bytes.
[[nodiscard]] std::string_view field_value(std::string_view raw, std::string& scratch);

/// 1-based column of the byte `at` in the record that begins at `record`.
[[nodiscard]] std::int64_t column_of(std::string_view text, std::size_t record, std::size_t at,
                                     char separator) noexcept;

}  // namespace cxm::detail
