// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace cxm {

/// How to read delimited text.
struct csv_options {
  char separator = '\0';                           ///< '\0' = found: comma, semicolon or tab
  bool latin1 = false;                             ///< Latin-1 / Windows-1252; else UTF-8, checked
  std::size_t chunk_size = std::size_t{1} << 18U;  ///< bytes handled at once
  std::size_t max_field = std::size_t{1} << 20U;   ///< longest field; longer ones are an error
  std::size_t max_record = std::size_t{1} << 24U;  ///< longest record
};

/// The records of a CSV or TSV file after RFC 4180, one after the other.
///
/// Accepted beyond the letter of the RFC: a byte-order mark, semicolon and tab as separators (the one that
/// divides the first records evenly and most often), a first line `sep=;`, LF, CRLF and CR line ends also
/// mixed, a missing last line end, a quote inside an unquoted field (taken as it stands), gzip.
/// Errors, each cxm::error{data} with file, row and column (1-based, as a spreadsheet shows them): NUL
/// bytes, ill-formed UTF-8, UTF-16, a quote that is never closed, text after a closing quote, a field above
/// `max_field`; cxm::error{io} for what cannot be read or unpacked. Fields come back unquoted, not trimmed.
///
/// Memory: one chunk (or one record, if longer). Cost: linear. Not for use by two threads at once.
class csv_reader {
 public:
  explicit csv_reader(const std::string& path, const csv_options& options = {});
  /// Reads `bytes`, which must outlive the reader; `name` stands in messages.
  csv_reader(const std::string& name, std::string_view bytes, const csv_options& options = {});
  csv_reader(csv_reader&&) noexcept;
  csv_reader& operator=(csv_reader&&) noexcept;
  ~csv_reader();

  /// Go to the next record; false = the end. A line without any character is one record of one empty field.
  bool next();
  /// The fields of the current record; valid until the next call of next().
  [[nodiscard]] std::span<const std::string_view> fields() const noexcept;
  /// Its row number: 1 for the first record of the file.
  [[nodiscard]] std::int64_t row() const noexcept;
  [[nodiscard]] char separator() const noexcept;

 private:
  struct state;
  std::unique_ptr<state> state_;
};

}  // namespace cxm
