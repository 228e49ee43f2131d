// SPDX-License-Identifier: Apache-2.0
#include "io/csv_chunks.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

#include "cxm/base/error.hpp"
#include "io/csv_block.hpp"
#include "io/csv_scan.hpp"

namespace cxm::detail {
namespace {

constexpr std::array<char, 3> candidates{',', ';', '\t'};

/// The number of fields of the first records when split by `separator`, 0 for a blank line; stops after
/// `most` records.
std::vector<std::size_t> field_counts(std::string_view text, char separator, std::size_t most) {
  std::vector<std::size_t> counts;
  std::size_t fields = 1;
  std::size_t begin = 0;
  bool quoted = false;
  bool field_start = true;
  for (std::size_t i = 0; i < text.size() && counts.size() < most; ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '"') {
        if (i + 1 < text.size() && text[i + 1] == '"') {
          ++i;
        } else {
          quoted = false;
        }
      }
      continue;
    }
    if (c == '"' && field_start) {
      quoted = true;
      field_start = false;
    } else if (c == separator) {
      ++fields;
      field_start = true;
    } else if (c == '\n' || c == '\r') {
      counts.push_back(i == begin ? 0 : fields);
      if (c == '\r' && i + 1 < text.size() && text[i + 1] == '\n') ++i;
      begin = i + 1;
      fields = 1;
      field_start = true;
    } else {
      field_start = false;
    }
  }
  if (counts.empty()) counts.push_back(fields);
  return counts;
}

/// The candidate that splits the header most often; one that splits the first records evenly goes before
/// one that does not.
char find_separator(std::string_view text) {
  char best = ',';
  std::size_t best_fields = 1;
  bool best_even = false;
  for (const char candidate : candidates) {
    const auto counts = field_counts(text, candidate, 8);
    if (counts[0] < 2) continue;
    const bool even = std::all_of(counts.begin(), counts.end(), [&](std::size_t n) {
      return n == counts[0] || n == 0;  // blank lines do not speak against it
    });
    if (std::pair(even, counts[0]) > std::pair(best_even, best_fields)) {
      best = candidate;
      best_fields = counts[0];
      best_even = even;
    }
  }
  return best;
}

}  // namespace

record_scan scan_records(std::string_view text, char separator, bool at_end) noexcept {
  record_scan result;
  // What the last byte means may depend on the next one: CR before LF, a quote before a quote.
  std::size_t known = text.size();
  if (!at_end && known > 0) --known;
  while (!at_end && known > 0 && text[known - 1] == '\r') --known;
  field_scanner scanner(text.substr(0, known), separator);
  while (!scanner.done()) {
    const std::size_t base = scanner.base();
    const std::uint64_t ends = scanner.next().records;
    if (ends == 0) continue;
    result.records += std::popcount(ends);
    result.boundary = base + 64 - static_cast<std::size_t>(std::countl_zero(ends));
  }
  if (scanner.quoted()) result.open_quote = scanner.quote_at();
  if (at_end && result.boundary < text.size()) {
    result.boundary = text.size();
    ++result.records;
  }
  return result;
}

csv_chunks::csv_chunks(std::string name, std::unique_ptr<byte_source> source, const csv_options& options)
    : name_(std::move(name)), source_(std::move(source)), options_(options) {
  if (options_.separator != '\0' &&
      std::find(candidates.begin(), candidates.end(), options_.separator) == candidates.end() &&
      options_.separator != '|')
    throw error(errc::argument,
                std::string("csv_options: separator is '") + options_.separator +
                    "', but must be a comma, a semicolon, a tab or '|'",
                "separator");
  look_at_beginning();
}

void csv_chunks::look_at_beginning() {
  carry_.resize(std::max<std::size_t>(options_.chunk_size, 16));
  std::size_t got = 0;
  while (got < carry_.size()) {
    const std::size_t more = source_->read(carry_.data() + got, carry_.size() - got);
    if (more == 0) {
      ended_ = true;
      break;
    }
    got += more;
  }
  carry_.resize(got);
  const auto text = [&] { return std::string_view(carry_.data(), carry_.size()); };
  const auto begins = [&](std::string_view with) { return text().substr(0, with.size()) == with; };
  const auto refuse = [&](const std::string& what) { throw error(errc::data, name_ + ": " + what, name_); };
  if (begins("\xff\xfe") || begins("\xfe\xff"))
    refuse("is UTF-16 text; save it as \"CSV UTF-8\" and read that");
  if (begins("PK\x03\x04"))
    refuse("is a zip archive or an Excel workbook, not delimited text; export it as CSV (UTF-8)");
  if (begins("\xd0\xcf\x11\xe0"))
    refuse("is an old Excel workbook, not delimited text; export it as CSV (UTF-8)");
  if (begins("$FL2") || begins("$FL3"))
    refuse(
        "is an SPSS file, not delimited text; read it with the component cxm::sav, or save it as CSV "
        "(UTF-8)");
  if (begins("\xef\xbb\xbf")) carry_.erase(carry_.begin(), carry_.begin() + 3);
  if (text().find_first_not_of("\r\n") == std::string_view::npos)
    refuse("is empty; a header row with the column names is needed");

  separator_ = options_.separator;
  if (text().size() > 5 && begins("sep=") && (text()[5] == '\n' || text()[5] == '\r')) {
    if (separator_ == '\0') separator_ = text()[4];
    const std::size_t line = text().substr(5, 2) == "\r\n" ? 7 : 6;
    carry_.erase(carry_.begin(), carry_.begin() + static_cast<std::ptrdiff_t>(line));
    next_row_ = 2;
  }
  if (separator_ == '\0') separator_ = find_separator(text());
}

bool csv_chunks::next(csv_chunk& chunk, std::int64_t least_records) {
  std::size_t have = carry_.size();
  if (ended_ && have == 0) return false;
  std::size_t want = std::max(options_.chunk_size, have);
  record_scan scan;
  for (;;) {
    chunk.buffer.resize(want + chunk_padding);
    if (!carry_.empty()) {
      std::memcpy(chunk.buffer.data(), carry_.data(), carry_.size());
      carry_.clear();
    }
    while (have < want && !ended_) {
      const std::size_t more = source_->read(chunk.buffer.data() + have, want - have);
      if (more == 0) ended_ = true;
      have += more;
    }
    std::fill_n(chunk.buffer.begin() + static_cast<std::ptrdiff_t>(have), chunk_padding, '\0');
    scan = scan_records({chunk.buffer.data(), have}, separator_, ended_);
    if (ended_ || scan.records >= least_records) break;
    const std::size_t open = have - scan.boundary;  // the record that does not end
    const bool quote_too_long =
        scan.open_quote != std::string_view::npos && have - scan.open_quote > options_.max_field + 1;
    if (quote_too_long || open > options_.max_record) {
      const std::size_t at = quote_too_long ? scan.open_quote : have;
      const auto column = column_of({chunk.buffer.data(), have}, scan.boundary, at, separator_);
      const std::int64_t row = next_row_ + scan.records;
      throw error(
          errc::data,
          name_ + ": row " + std::to_string(row) + ", column " + std::to_string(column) +
              (quote_too_long ? ": a quoted field begins here and is not closed within " +
                                    std::to_string(options_.max_field) + " bytes; close or double its quotes"
                              : ": the row does not end within " + std::to_string(options_.max_record) +
                                    " bytes; is this delimited text?"),
          name_, row, column);
    }
    want = have * 2;
  }
  carry_.assign(chunk.buffer.begin() + static_cast<std::ptrdiff_t>(scan.boundary),
                chunk.buffer.begin() + static_cast<std::ptrdiff_t>(have));
  std::fill_n(chunk.buffer.begin() + static_cast<std::ptrdiff_t>(scan.boundary),
              std::min(chunk_padding, chunk.buffer.size() - scan.boundary), '\0');
  chunk.size = scan.boundary;
  chunk.first_row = next_row_;
  chunk.sequence = next_sequence_++;
  next_row_ += scan.records;
  return chunk.size > 0;
}

}  // namespace cxm::detail
