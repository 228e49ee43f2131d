// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace cxm {

/// An unknown value of one column: how often it came, and where first.
struct unknown_value {
  std::string column, item, value;  ///< item: the item's id, or "role"
  std::int64_t count = 0;
  std::int64_t first_row = -1;
  friend bool operator==(const unknown_value&, const unknown_value&) = default;
};

/// Why rows were not used.
struct dropped_rows {
  std::string reason;  ///< "empty row", "zero weight", ...
  std::int64_t count = 0;
  std::int64_t first_row = -1;
  friend bool operator==(const dropped_rows&, const dropped_rows&) = default;
};

/// What was read of one item.
struct item_receipt {
  std::string item, column;  ///< column empty: not in the data, everybody not_asked
  std::int64_t answered = 0;
  std::int64_t missing[5] = {0, 0, 0, 0, 0};  ///< by missing_kind
  friend bool operator==(const item_receipt&, const item_receipt&) = default;
};

/// What was read, used and dropped, and why: attached to every output.
///
/// `rows_read` = `rows_used` + the counts of `dropped`. Rows are numbered as a spreadsheet shows them: the
/// first line of the file is row 1, header rows count, a record with line breaks inside quotes is one row.
///
/// Mergeable: counts add, first places take the smaller row, lists stay in sorted order, so a receipt does
/// not depend on threads or on the order of merges. `unknown` is complete (a reader refuses columns with
/// more than 1000 different unknown values); `unknown_summary` shortens it for display.
struct import_receipt {
  std::vector<std::string> sources;
  std::string layout;  ///< "csv", "qualtrics-3", "qualtrics-2", "surveymonkey-2", "long", "state", ...
  std::int64_t rows_read = 0;
  std::int64_t rows_used = 0;
  std::vector<dropped_rows> dropped;   ///< by reason
  std::vector<unknown_value> unknown;  ///< by column, item, then value
  std::vector<item_receipt> items;     ///< in the order of the instrument's items
  std::vector<std::string> columns_ignored;
  std::vector<std::string> roles_found;
  std::vector<std::string> notes;

  void merge(const import_receipt& other);

  /// `unknown` with at most `per_column` values a column, the most frequent first (ties: by value); the
  /// rest of a column is one entry "(others)" with the sum of their counts and their smallest row.
  [[nodiscard]] std::vector<unknown_value> unknown_summary(std::size_t per_column = 20) const;

  friend bool operator==(const import_receipt&, const import_receipt&) = default;
};

}  // namespace cxm
