// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/io/csv.hpp"
#include "io/byte_source.hpp"

namespace cxm::detail {

/// Bytes that may be read (not: used) behind the text of a chunk, so that words can be loaded whole.
inline constexpr std::size_t chunk_padding = 64;

/// Whole records of a file, as stored.
struct csv_chunk {
  std::vector<char> buffer;  ///< the text, then chunk_padding zero bytes
  std::size_t size = 0;
  std::int64_t first_row = 1;  ///< row number of the first record
  std::uint64_t sequence = 0;  ///< 0, 1, 2 ...

  [[nodiscard]] std::string_view text() const noexcept { return {buffer.data(), size}; }
};

/// Cuts a stream of bytes into chunks of whole records. Where it cuts depends on the bytes alone, not on who
/// asks, so that any number of threads sees the same chunks. One thread at a time.
class csv_chunks {
 public:
  /// Looks at the beginning: byte-order mark, foreign formats, a line `sep=;`, the separator.
  csv_chunks(std::string name, std::unique_ptr<byte_source> source, const csv_options& options);

  [[nodiscard]] char separator() const noexcept { return separator_; }
  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] const csv_options& options() const noexcept { return options_; }
  [[nodiscard]] const byte_source& source() const noexcept { return *source_; }

  /// The next chunk with at least `least_records` records (fewer only at the end); false = the end.
  bool next(csv_chunk& chunk, std::int64_t least_records = 1);

 private:
  void look_at_beginning();

  std::string name_;
  std::unique_ptr<byte_source> source_;
  csv_options options_;
  char separator_ = ',';
  std::vector<char> carry_;  ///< read, not yet handed out
  bool ended_ = false;
  std::int64_t next_row_ = 1;
  std::uint64_t next_sequence_ = 0;
};

struct record_scan {
  std::size_t boundary = 0;                         ///< end of the last whole record
  std::int64_t records = 0;                         ///< records up to there
  std::size_t open_quote = std::string_view::npos;  ///< where a quote that is never closed opened
};

/// Find the end of the last whole record. A quote opens a quoted field only as its first byte; LF, CRLF and
/// a bare CR end a record. `at_end`: the text is complete, so what is left is a record, too. At least
/// chunk_padding readable bytes follow the text.
[[nodiscard]] record_scan scan_records(std::string_view text, char separator, bool at_end) noexcept;

}  // namespace cxm::detail
