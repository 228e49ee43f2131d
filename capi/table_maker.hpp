// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <initializer_list>
#include <string>
#include <utility>

#include "cxm/io/result_table.hpp"

namespace cxm::capi {

/// A table whose columns are named first (texts, then numbers) and filled row by row.
class table_maker {
 public:
  table_maker(std::string name, std::initializer_list<const char*> texts,
              std::initializer_list<const char*> numbers) {
    table_.name = std::move(name);
    for (const char* c : texts) table_.columns.push_back({c, true, {}, {0}, {}});
    for (const char* c : numbers) table_.columns.push_back({c, false, {}, {0}, {}});
  }
  void row(std::initializer_list<std::string_view> texts, std::initializer_list<double> numbers) {
    std::size_t at = 0;
    for (const std::string_view t : texts) table_.columns[at++].add(t);
    for (const double x : numbers) table_.columns[at++].add(x);
    ++table_.rows;
  }
  [[nodiscard]] result_table take() { return std::move(table_); }

 private:
  result_table table_;
};

}  // namespace cxm::capi
