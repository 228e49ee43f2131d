// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace cxm {

/// An unknown value of one column: how often it came, and where first.
struct unknown_value {
  std::string column, item, value;
  std::int64_t count = 0;
  std::int64_t first_row = -1;
};

/// Why rows were not used.
struct dropped_rows {
  std::string reason;       ///< "empty row", "zero weight", "unknown role", ...
  std::int64_t count = 0;
  std::int64_t first_row = -1;
};

/// What was read of one item.
struct item_receipt {
  std::string item, column;           ///< column empty: not in the data, everybody not_asked
  std::int64_t answered = 0;
  std::int64_t missing[5] = {0, 0, 0, 0, 0};  ///< by missing_kind
};

/// What was read, used and dropped, and why: attached to every output. Mergeable: counts add, first places
/// take the smaller row, lists are kept in sorted order, so it does not depend on threads or splits.
struct import_receipt {
  std::vector<std::string> sources;
  std::string layout;                 ///< "csv", "qualtrics-3", "qualtrics-2", "surveymonkey-2", "long", "state", ...
  std::int64_t rows_read = 0;
  std::int64_t rows_used = 0;
  std::vector<dropped_rows> dropped;
  std::vector<unknown_value> unknown;      ///< the 20 most frequent per column; the rest is counted in "(others)"
  std::vector<item_receipt> items;
  std::vector<std::string> columns_ignored;
  std::vector<std::string> roles_found;
  std::vector<std::string> notes;

  void merge(const import_receipt& other);
};

}  // namespace cxm
