// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "cxm.h"
#include "cxm/base/view.hpp"
#include "cxm/estimate/estimate.hpp"

/// Arguments and results of the statistics of the C interface.
namespace cxm_test {

using list = std::vector<double>;
constexpr double infinite = std::numeric_limits<double>::infinity();

/// Texts and numbers of a table by column and row.
class table {
 public:
  ~table() { cxm_table_free(made_); }
  /// A place for the next table; one that is there already is let go.
  cxm_table** out() {
    cxm_table_free(std::exchange(made_, nullptr));
    return &made_;
  }
  [[nodiscard]] double at(const char* column, std::int64_t row) const {
    std::int64_t at = -1, count = 0;
    double values[256];
    EXPECT_EQ(cxm_table_find(made_, column, -1, &at, nullptr), CXM_OK);
    EXPECT_EQ(cxm_table_numbers(made_, at, values, 256, &count, nullptr), CXM_OK) << column;
    return row < count ? values[row] : infinite;
  }
  [[nodiscard]] std::string text(std::int64_t column, std::int64_t row) const {
    const char* begin = nullptr;
    std::int64_t size = 0;
    EXPECT_EQ(cxm_table_text(made_, column, row, &begin, &size, nullptr), CXM_OK);
    return {begin, static_cast<std::size_t>(size)};
  }
  [[nodiscard]] std::int64_t rows() const {
    std::int64_t rows = 0, columns = 0;
    EXPECT_EQ(cxm_table_size(made_, &rows, &columns, nullptr), CXM_OK);
    return rows;
  }
  /// Row of a named estimate.
  [[nodiscard]] std::int64_t row(const std::string& name) const {
    for (std::int64_t r = 0; r < rows(); ++r)
      if (text(0, r) == name) return r;
    ADD_FAILURE() << "no row " << name;
    return 0;
  }
  [[nodiscard]] double value(const std::string& name) const { return at("value", row(name)); }
  [[nodiscard]] double p(const std::string& name) const { return at("p", row(name)); }
  void same(const std::string& name, const cxm::estimate& e) const {
    const std::int64_t r = row(name);
    const std::pair<const char*, double> members[] = {{"value", e.value}, {"se", e.se}, {"low", e.low},
                                                      {"high", e.high},   {"n", e.n},   {"df", e.df}};
    for (const auto& [column, expected] : members) {
      const double given = at(column, r);
      EXPECT_TRUE(given == expected || (std::isnan(given) && std::isnan(expected)))
          << name << " " << column << ": " << given << ", not " << expected;
    }
  }

 private:
  cxm_table* made_ = nullptr;
};

class view {
 public:
  view(const list& values) : values_(values) {
    view_.struct_size = sizeof view_;
    view_.type = CXM_FLOAT64;
    view_.data = values_.data();
    view_.length = static_cast<std::int64_t>(values_.size());
  }
  operator const cxm_view*() const { return &view_; }

 private:
  const list& values_;
  cxm_view view_{};
};

class columns {
 public:
  columns(const std::vector<list>& all) {
    cxm_columns_new(nullptr, static_cast<std::int64_t>(all[0].size()), &made_, nullptr);
    for (const list& one : all) {
      const std::string name(1, static_cast<char>('a' + names_++));
      cxm_columns_add(made_, name.c_str(), -1, view(one), nullptr);
    }
  }
  columns(const columns&) = delete;
  columns& operator=(const columns&) = delete;
  ~columns() { cxm_columns_free(made_); }
  operator const cxm_columns*() const { return made_; }

 private:
  cxm_columns* made_ = nullptr;
  int names_ = 0;
};

inline std::vector<cxm::column_view> views(const std::vector<list>& all) {
  std::vector<cxm::column_view> out;
  for (const list& one : all) out.push_back({one, {}});
  return out;
}

}  // namespace cxm_test
