// SPDX-License-Identifier: Apache-2.0
#include "capi/estimate_table.hpp"

#include <limits>

namespace cxm::capi {
namespace {
constexpr double none = std::numeric_limits<double>::quiet_NaN();
}

estimate_table::estimate_table(std::string name) {
  table_.name = std::move(name);
  table_.columns.push_back({"name", true, {}, {0}, {}});
  for (const char* c : {"value", "se", "low", "high", "level", "n", "n_eff", "df", "p"})
    table_.columns.push_back({c, false, {}, {0}, {}});
  table_.columns.push_back({"method", true, {}, {0}, {}});
  table_.columns.push_back({"flags", false, {}, {0}, {}});
}

void estimate_table::add(std::string_view name, const estimate& e, double p) {
  table_.columns[0].add(name);
  std::size_t at = 1;
  for (const double x : {e.value, e.se, e.low, e.high, e.level, e.n, e.n_eff, e.df, p})
    table_.columns[at++].add(x);
  table_.columns[at++].add(std::string_view(e.method));
  table_.columns[at].add(static_cast<double>(e.flags));
  ++table_.rows;
}

void estimate_table::add(std::string_view name, const estimate& e) { add(name, e, none); }

void estimate_table::add(std::string_view name, double value) { add_test(name, value, none, none); }

void estimate_table::add_test(std::string_view name, double statistic, double df, double p) {
  estimate e;
  e.value = statistic;
  e.se = e.low = e.high = e.level = e.n = e.n_eff = none;
  e.df = df;
  e.flags = static_cast<std::uint32_t>(estimate_flag::no_interval);
  add(name, e, p);
}

}  // namespace cxm::capi
