// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "cxm/estimate/estimate.hpp"
#include "cxm/io/result_table.hpp"

namespace cxm::capi {

/// A table of named estimates: name, value, se, low, high, level, n, n_eff, df, p, method, flags. What a
/// row does not have is NaN.
class estimate_table {
 public:
  explicit estimate_table(std::string name);
  void add(std::string_view name, const estimate& e, double p);
  void add(std::string_view name, const estimate& e);
  /// A number without an interval of its own.
  void add(std::string_view name, double value);
  /// A test: its statistic, degrees of freedom and p.
  void add_test(std::string_view name, double statistic, double df, double p);
  [[nodiscard]] result_table take() { return std::move(table_); }

 private:
  result_table table_;
};

}  // namespace cxm::capi
