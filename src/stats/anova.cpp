// SPDX-License-Identifier: Apache-2.0
#include "cxm/stats/anova.hpp"

#include <algorithm>
#include <cmath>
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
  compensated_sum total, rest, squares;
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

namespace {

/// Both mean squares and what follows from them, `mean` the mean over all values.
one_way_table table_of(std::span<const group_summary> groups, double mean) {
  one_way_table t;
  compensated_sum within, between;
  double squares = 0;
  for (const group_summary& g : groups) {
    if (g.n == 0) continue;
    t.groups += 1;
    t.n += g.n;
    squares += g.n * g.n;
    within.add(g.squares);
    between.add(g.n * (g.mean - mean) * (g.mean - mean));
  }
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

/// F over its quantiles: between these lies the ratio of the true expectations of MSB and MSW.
std::pair<double, double> ratio_interval(const one_way_table& t, double level) {
  check_level("one_way_table", "level", level);
  if (!(t.f >= 0) || !std::isfinite(t.f)) return {nan, nan};
  const double df1 = t.groups - 1;
  const double df2 = t.n - t.groups;
  return {t.f / f_quantile((1 + level) / 2, df1, df2), t.f / f_quantile((1 - level) / 2, df1, df2)};
}

}  // namespace

std::pair<double, double> one_way_table::icc1_interval(double group_size, double level) const {
  const auto [low, high] = ratio_interval(*this, level);
  return {(low - 1) / (low + group_size - 1), (high - 1) / (high + group_size - 1)};
}

std::pair<double, double> one_way_table::icc2_interval(double level) const {
  const auto [low, high] = ratio_interval(*this, level);
  return {1 - 1 / low, 1 - 1 / high};
}

one_way_table one_way_anova(std::span<const group_summary> groups) {
  constexpr const char* function = "one_way_anova";
  double n = 0;
  compensated_sum grand;
  for (const group_summary& g : groups) {
    check_not_negative(function, "n", g.n);
    check_not_negative(function, "squares", g.squares);
    if (g.n == 0) continue;
    check_finite(function, "mean", g.mean);
    n += g.n;
    grand.add(g.n * g.mean);
  }
  return table_of(groups, grand.value() / n);
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
  double n = 0;
  compensated_sum grand;
  for (cell& c : cells) {
    if (c.n == 0) continue;
    n += c.n;
    c.mean = c.total.value() / c.n;
    grand.add(c.total.value());
  }
  // Corrected means: a constant group has exactly no variance.
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (!used(i)) continue;
    cell& c = cells[static_cast<std::size_t>(group[i])];
    c.rest.add(y.values[i] - c.mean);
  }
  compensated_sum grand_rest;
  double mean = grand.value() / n;
  for (cell& c : cells) {
    if (c.n == 0) continue;
    c.mean += c.rest.value() / c.n;
    grand_rest.add(c.n * (c.mean - mean));
  }
  mean += grand_rest.value() / n;
  for (std::size_t i = 0; i < y.size(); ++i) {
    if (!used(i)) continue;
    cell& c = cells[static_cast<std::size_t>(group[i])];
    const double d = y.values[i] - c.mean;
    c.squares.add(d * d);
  }
  std::vector<group_summary> groups;
  for (const cell& c : cells) groups.push_back({c.n, c.mean, c.squares.value()});
  return table_of(groups, mean);
}

}  // namespace cxm::stats
