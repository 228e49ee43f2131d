// SPDX-License-Identifier: Apache-2.0
#include "io/csv_block.hpp"

#include <algorithm>
#include <bit>

#include "cxm/base/error.hpp"
#include "io/csv_scan.hpp"
#include "io/encoding.hpp"

namespace cxm::detail {
namespace {

constexpr std::size_t nowhere = std::string_view::npos;

}  // namespace

void csv_block::prepare(const std::string& file, char separator, const csv_options& options) {
  std::string_view text = chunk.text();
  if (options.latin1 && std::any_of(text.begin(), text.end(), [](char c) { return (c & 0x80) != 0; })) {
    utf8_.clear();
    append_windows1252(text, utf8_);
    const std::size_t size = utf8_.size();
    utf8_.append(chunk_padding, '\0');
    text = std::string_view(utf8_).substr(0, size);
  }
  text_ = text.data();
  const std::size_t fault = split(text, separator);
  if (const std::size_t nul = text.find('\0'); nul != nowhere)
    fail(file, nul, "a NUL byte, which text cannot contain; is this a binary file or a damaged export?");
  if (fault != nowhere) {
    if (text[fault] == '"')
      fail(file, fault, "a quoted field begins here and is never closed; close or double its quotes");
    fail(file, fault,
         "text after a closing quote; double the quotes inside the field, or leave the field unquoted");
  }
  if (text.size() > options.max_field) {
    for (std::uint32_t f = 0; f < field_count_; ++f)
      if (raw_at(f).size() > options.max_field)
        fail(file, begin_of(f),
             "the field is longer than " + std::to_string(options.max_field) + " bytes; shorten it");
  }
  if (!options.latin1) {
    const std::size_t bad = find_invalid_utf8(text);
    if (bad != nowhere) {
      constexpr const char* digits = "0123456789abcdef";
      const auto byte = static_cast<unsigned char>(text[bad]);
      fail(file, bad,
           std::string("the byte 0x") + digits[byte >> 4U] + digits[byte & 15U] +
               " is not UTF-8; save the file as UTF-8 or read it as Latin-1 (--latin1)");
    }
  }
}

std::size_t csv_block::split(std::string_view text, char separator) {
  const std::size_t n = text.size();
  if (ends_.size() < n + 2) {
    ends_.resize(n + 2);
    rows_.resize(n + 3);
  }
  std::uint32_t* ends = ends_.data();
  std::uint32_t* rows = rows_.data();
  std::size_t fields = 0;
  std::size_t records = 0;
  rows[0] = 0;
  field_scanner scanner(text, separator);
  while (!scanner.done()) {
    const std::size_t base = scanner.base();
    const auto marks = scanner.next();
    for (std::uint64_t bits = marks.fields; bits != 0; bits &= bits - 1) {
      const auto i = static_cast<unsigned>(std::countr_zero(bits));
      ends[fields++] = static_cast<std::uint32_t>(base + i);
      rows[records + 1] = static_cast<std::uint32_t>(fields);
      records += (marks.records >> i) & 1U;
    }
  }
  // What stands behind the last line end is a record, too.
  const bool complete = records > 0 && rows[records] == fields && ends[fields - 1] == n - 1;
  if (n > 0 && !complete) {
    ends[fields++] = static_cast<std::uint32_t>(n);
    rows[++records] = static_cast<std::uint32_t>(fields);
  }
  row_count_ = records;
  field_count_ = fields;
  return scanner.fault() != nowhere ? scanner.fault() : scanner.quoted() ? scanner.quote_at() : nowhere;
}

void csv_block::fail(const std::string& file, std::size_t at, const std::string& what) const {
  const auto field = static_cast<std::uint32_t>(
      std::lower_bound(ends_.begin(), ends_.begin() + static_cast<std::ptrdiff_t>(field_count_), at) -
      ends_.begin());
  const auto row = static_cast<std::size_t>(
                       std::upper_bound(rows_.begin() + 1,
                                        rows_.begin() + static_cast<std::ptrdiff_t>(row_count_) + 1, field) -
                       rows_.begin()) -
                   1;
  const std::int64_t column = static_cast<std::int64_t>(field - rows_[row]) + 1;
  throw error(
      errc::data,
      file + ": row " + std::to_string(row_number(row)) + ", column " + std::to_string(column) + ": " + what,
      file, row_number(row), column);
}

std::string_view field_value(std::string_view raw, std::string& scratch) {
  if (!raw.empty() && raw.back() == '\r') raw.remove_suffix(1);
  if (raw.size() < 2 || raw.front() != '"' || raw.back() != '"') return raw;
  raw.remove_prefix(1);
  raw.remove_suffix(1);
  std::size_t quote = raw.find('"');
  if (quote == std::string_view::npos) return raw;
  scratch.clear();
  std::size_t from = 0;
  for (; quote != std::string_view::npos; quote = raw.find('"', from)) {
    scratch.append(raw, from, quote + 1 - from);  // one of the two
    from = quote + 2;
  }
  if (from < raw.size()) scratch.append(raw, from);
  return scratch;
}

std::int64_t column_of(std::string_view text, std::size_t record, std::size_t at, char separator) noexcept {
  std::int64_t column = 1;
  bool quoted = false;
  bool field_start = true;
  for (std::size_t i = record; i < at && i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '"') {
        if (i + 1 < text.size() && text[i + 1] == '"') {
          ++i;
        } else {
          quoted = false;
        }
      }
    } else if (c == '"' && field_start) {
      quoted = true;
      field_start = false;
    } else {
      field_start = c == separator;
      if (field_start) ++column;
    }
  }
  return column;
}

}  // namespace cxm::detail
