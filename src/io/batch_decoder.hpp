// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cxm/data/batch.hpp"
#include "io/column_source.hpp"
#include "io/csv_source.hpp"
#include "io/read_counts.hpp"

namespace cxm::detail {

/// Grows the list of values of a grouping column.
class level_list {
 public:
  explicit level_list(std::vector<std::string> fixed = {});
  /// Position of a value, added when new, or `full` when there are more values than groups could be.
  std::uint32_t position(std::string_view value);
  static constexpr std::uint32_t full = 0xffffffffU;
  /// The levels so far; the same object until a level is added.
  [[nodiscard]] std::shared_ptr<const std::vector<std::string>> levels();

 private:
  std::vector<std::string> names_;
  text_map<std::uint32_t> positions_;
  std::shared_ptr<const std::vector<std::string>> published_;
};

/// For a message, when a level_list is full.
[[nodiscard]] std::string too_many_levels();

/// Turns blocks of rows in wide form (a row a person) into batches. One per worker; works column by column,
/// so that each column's loop is tight and its memory stays near. What a cell means is decided here alone; a
/// Source only knows where cells stand:
///
///     Source::memo<Value>                     remembers the meanings of one column's cells
///     std::size_t rows(); std::int64_t row_number(row); bool is_empty(row); check_width(row)
///     std::string_view text(row, column, scratch)     trimmed; empty = nothing there
///     each(memo, column, rows, usable, find, use)     use(k, find(text of rows[k]), text) while k < usable
template <class Source>
class batch_decoder {
 public:
  // What runs once per worker or ends the reading is compiled small.
  [[gnu::cold]] batch_decoder(const read_plan& plan, Source source);

  [[nodiscard]] Source& source() noexcept { return source_; }
  /// Decode the source's rows from `first_row` on. The batch is valid until the next call. The fault with the
  /// lowest row, then column, is thrown.
  const batch& decode(std::size_t first_row);

  [[nodiscard]] const read_counts& counts() const noexcept { return counts_; }

 private:
  template <class Value>
  using memo = typename Source::template memo<Value>;
  struct fault {
    std::size_t row;
    int column;
    std::string message;
  };
  struct group_reader {
    int column = -1;
    level_list levels;
    memo<std::uint32_t> known;
  };
  struct option_value {
    std::uint8_t state = 0;  ///< option_empty ...
    cell missing = 0;
  };
  struct selection_value {
    std::uint64_t codes = 0;
    cell answer = 0;
    bool unknown = false;
  };

  void choose_rows(std::size_t first_row);
  void read_weights();
  void read_role();
  void read_coded(std::size_t item);
  void read_numbers(std::size_t item);
  void read_selections(std::size_t item);
  void read_options(std::size_t item);
  void finish_item(std::size_t item);
  void read_group(group_reader& from, group_column& to, const char* required);
  void read_respondents();
  void read_fpc();
  void read_replicates();

  [[nodiscard]] std::string_view text(std::size_t kept, int column) {
    return source_.text(row_[kept], column, scratch_);
  }
  [[nodiscard]] std::int64_t number_of_row(std::size_t kept) const noexcept {
    return source_.row_number(row_[kept]);
  }
  /// Remember a fault; rows from there on need not be looked at any more.
  [[gnu::cold]] void report(std::size_t kept, int column, std::string message);
  [[gnu::cold]] void report_row(std::size_t row, int column, std::string message);
  /// Either a fault or, when unknown values are missing, a count; item -1 is the role.
  [[gnu::cold]] void unknown(std::size_t kept, int column, int item, std::string_view value);

  const read_plan* plan_;
  Source source_;
  read_counts counts_;
  batch batch_;
  std::vector<std::size_t> row_;  // kept rows: row in the source
  std::size_t usable_ = 0;        // kept rows before the first fault
  std::unique_ptr<fault> fault_;
  std::string scratch_;

  std::vector<std::unique_ptr<memo<std::uint16_t>>> coded_;
  std::vector<std::unique_ptr<memo<selection_value>>> selections_;
  std::vector<std::vector<memo<option_value>>> options_;
  memo<std::uint32_t> roles_;
  std::vector<std::vector<std::uint8_t>> asked_;  // [item][role position]; empty = everybody
  std::vector<group_reader> groups_;              // role (values unused), wave, segments
  group_reader stratum_, cluster_;
};

extern template class batch_decoder<csv_source>;
extern template class batch_decoder<column_source>;

}  // namespace cxm::detail
