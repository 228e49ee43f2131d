// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cxm/io/result_table.hpp"

/// Making a result_table row by row.
namespace cxm::detail {

/// A table without rows: its columns by name, and whether they hold text.
[[nodiscard]] inline result_table with_columns(std::string name,
                                               const std::vector<std::pair<std::string, bool>>& columns) {
  result_table table;
  table.name = std::move(name);
  for (const auto& [column, is_text] : columns) table.columns.push_back({column, is_text, {}, {0}, {}});
  return table;
}

/// Adds the cells of one row from left to right.
class row_writer {
 public:
  explicit row_writer(result_table& table) : table_(table) { ++table.rows; }
  row_writer& text(std::string_view value) {
    table_.columns[at_++].add(value);
    return *this;
  }
  row_writer& number(double value) {
    table_.columns[at_++].add(value);
    return *this;
  }
  row_writer& numbers(std::initializer_list<double> values) {
    for (const double value : values) number(value);
    return *this;
  }

 private:
  result_table& table_;
  std::size_t at_ = 0;
};

/// `a;b;c`.
[[nodiscard]] inline std::string joined(const std::vector<std::string_view>& names) {
  std::string all;
  for (const std::string_view name : names) {
    if (!all.empty()) all += ';';
    all += name;
  }
  return all;
}

}  // namespace cxm::detail
