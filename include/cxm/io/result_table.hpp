// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/assessment/assessment.hpp"

/// Results as columns: what files, Arrow streams and the C interface hand out.
namespace cxm {

/// One column: numbers (NaN = there is none) or texts (packed, UTF-8).
struct table_column {
  std::string name;
  bool is_text = false;
  std::vector<double> numbers;           ///< of a column of numbers
  std::vector<std::int64_t> offsets{0};  ///< of a column of texts: one more than rows
  std::string bytes;

  [[nodiscard]] std::string_view text(std::size_t row) const {
    return std::string_view(bytes).substr(static_cast<std::size_t>(offsets[row]),
                                          static_cast<std::size_t>(offsets[row + 1] - offsets[row]));
  }
  void add(std::string_view value) {
    bytes += value;
    offsets.push_back(static_cast<std::int64_t>(bytes.size()));
  }
  void add(double value) { numbers.push_back(value); }
};

/// A table: columns of equal length.
struct result_table {
  std::string name;
  std::size_t rows = 0;
  std::vector<table_column> columns;
};

/// Names of the tables of an assessment: "about", "receipt", "findings", then those of its rows in order
/// ("base", "item" ...).
[[nodiscard]] std::vector<std::string> table_names(const assessment&);

/// One table by name; "rows" is all tidy tables behind each other. Suppressed rows have no numbers; several
/// flags are separated by a semicolon. Columns: docs/tables.md. Errors: cxm::error{argument} that lists the
/// tables. Linear in the rows.
[[nodiscard]] result_table table_of(const assessment&, std::string_view name);

/// RFC 4180, UTF-8, CRLF. What does not exist is empty, infinity is `inf`.
[[nodiscard]] std::string table_csv(const result_table&);

}  // namespace cxm
