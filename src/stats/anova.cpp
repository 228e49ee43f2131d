// SPDX-License-Identifier: Apache-2.0
#include "cxm/stats/anova.hpp"

#include <algorithm>
#include <limits>
#include <vector>

#include "cxm/base/check.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm::stats {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

struct cell {
  double n = 0;
  compensated_sum total, rest;
  double mean = 0;
};

}  // namespace

double one_way_table::icc1(double group_size) const noexcept {
  const double all = between_ms + (group_size - 1) * within_ms;
  return all == 0 ? nan : (between_ms - within_ms) / all;
}

double one_way_table::icc2() const noexcept {
  return between_ms == 0 ? nan : (between_ms - within_ms) / between_ms;
}

one_way_table one_way_anova(const column_view& y, std::span<const std::int32_t> group) {
  constexpr const char* function = "one_way_anova";
  check_column(function, "y", y);
  check_same_size(function, "y", y.size(), "group", group.size());
  std::vector<cell> cells;
  const auto used = [&](std::size_t i) { return y.has(i) && group[i] >= 0; };
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (!used(i)) continue;
    const auto g = static_cast<std::size_t>(group[i]);
    if (g >= cells.size()) cells.resize(g + 1);
    cells[g].n += 1;
    cells[g].total.add(y.values[i]);
  }
  one_way_table t;
  compensated_sum grand;
  double squares = 0;
  for (cell& c : cells) {
    if (c.n == 0) continue;
    t.groups += 1;
    t.n += c.n;
    squares += c.n * c.n;
    c.mean = c.total.value() / c.n;
    grand.add(c.total.value());
  }
  // Corrected means: a constant group has exactly no variance.
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (!used(i)) continue;
    cell& c = cells[static_cast<std::size_t>(group[i])];
    c.rest.add(y.values[i] - c.mean);
  }
  compensated_sum within, between, grand_rest;
  double mean = grand.value() / t.n;
  for (cell& c : cells) {
    if (c.n == 0) continue;
    c.mean += c.rest.value() / c.n;
    grand_rest.add(c.n * (c.mean - mean));
  }
  mean += grand_rest.value() / t.n;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (!used(i)) continue;
    const double d = y.values[i] - cells[static_cast<std::size_t>(group[i])].mean;
    within.add(d * d);
  }
  for (const cell& c : cells) between.add(c.n * (c.mean - mean) * (c.mean - mean));
  t.mean_size = t.groups > 0 ? t.n / t.groups : nan;
  t.n0 = t.groups > 1 ? (t.n - squares / t.n) / (t.groups - 1) : nan;
  t.between_ss = t.groups > 0 ? between.value() : nan;
  t.within_ss = t.groups > 0 ? within.value() : nan;
  t.between_ms = t.groups > 1 ? t.between_ss / (t.groups - 1) : nan;
  t.within_ms = t.n > t.groups ? t.within_ss / (t.n - t.groups) : nan;
  t.f = t.within_ms == 0 && t.between_ms == 0 ? nan : t.between_ms / t.within_ms;
  t.p = t.f >= 0 ? f_upper(t.f, t.groups - 1, t.n - t.groups) : nan;
  return t;
}

}  // namespace cxm::stats
