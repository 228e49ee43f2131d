// SPDX-License-Identifier: Apache-2.0
#include "plan/row_knapsack.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace cxm::detail {
namespace {

constexpr double never = -std::numeric_limits<double>::infinity();
constexpr double most_cells = 2000;  // up to which sizes are taken as they are
constexpr double grid_cells = 1000;  // else

/// The largest unit of which all sizes are multiples, or 0 when it is too small to be one.
double common_unit(const std::vector<row_knapsack::way>& ways, double limit) {
  double unit = 0;
  for (const row_knapsack::way& w : ways) {
    double a = std::max(unit, w.size), b = std::min(unit, w.size);
    while (b > 1e-9 * a) {
      double rest = std::fmod(a, b);
      if (b - rest < 1e-9 * a) rest = 0;  // rounding below a whole multiple
      a = b;
      b = rest;
    }
    unit = a;
    if (limit > most_cells * unit) return 0;
  }
  return unit;
}

}  // namespace

row_knapsack::row_knapsack(std::vector<way> ways, double limit) : ways_(std::move(ways)) {
  taken_.assign(ways_.size(), 0);
  double unit = common_unit(ways_, limit);
  if (!(unit > 0)) unit = limit / grid_cells;
  if (!(unit > 0)) unit = 1;
  constexpr double rounding = 1e-6;  // whole numbers that division made a little smaller
  cells_ = static_cast<std::size_t>(std::floor(limit / unit + rounding)) + 1;
  for (way& w : ways_) {
    w.weight =
        static_cast<std::size_t>(std::min(std::floor(w.size / unit + rounding), static_cast<double>(cells_)));
  }
}

double row_knapsack::solve(std::span<const double> prices, std::span<const domain> domains) {
  layers_.clear();
  for (std::size_t i = 0; i < ways_.size();) {
    const std::size_t j = ways_[i].candidate;
    layer l{i, i, false};
    domain draws = 0;
    bool worth = false;
    for (; i < ways_.size() && ways_[i].candidate == j; ++i) {
      taken_[i] = 0;
      draws = static_cast<domain>(draws | ways_[i].starts);
      worth = worth || (prices[i] > 0 && (ways_[i].starts & domains[j]) != 0);
    }
    l.last = i;
    l.must = (domains[j] & ~static_cast<unsigned>(draws)) == 0;
    if (worth || l.must) layers_.push_back(l);
  }
  best_.resize((layers_.size() + 1) * cells_);
  std::fill_n(best_.begin(), cells_, 0.0);
  for (std::size_t k = 0; k < layers_.size(); ++k) {
    const layer& l = layers_[k];
    const double* before = best_.data() + k * cells_;
    double* after = best_.data() + (k + 1) * cells_;
    if (l.must) {
      std::fill_n(after, cells_, never);
    } else {
      std::copy_n(before, cells_, after);
    }
    for (std::size_t i = l.first; i < l.last; ++i) {
      const way& w = ways_[i];
      if ((w.starts & domains[w.candidate]) == 0) continue;
      const double price = prices[i];
      for (std::size_t c = w.weight; c < cells_; ++c)
        after[c] = std::max(after[c], before[c - w.weight] + price);
    }
  }
  const double value = best_[layers_.size() * cells_ + cells_ - 1];
  if (value == never) return never;
  std::size_t cell = cells_ - 1;
  for (std::size_t k = layers_.size(); k-- > 0;) {
    const layer& l = layers_[k];
    const double* before = best_.data() + k * cells_;
    const double here = best_[(k + 1) * cells_ + cell];
    if (!l.must && here == before[cell]) continue;
    for (std::size_t i = l.first; i < l.last; ++i) {
      const way& w = ways_[i];
      if ((w.starts & domains[w.candidate]) == 0 || w.weight > cell) continue;
      if (before[cell - w.weight] + prices[i] != here) continue;
      taken_[i] = 1;
      cell -= w.weight;
      break;
    }
  }
  return value;
}

void row_knapsack::forced(std::span<const double> prices, std::span<const domain> domains,
                          std::span<double> with, std::span<double> without) {
  const std::size_t last = layers_.size();
  rest_.resize((last + 1) * cells_);
  std::fill_n(rest_.begin() + static_cast<std::ptrdiff_t>(last * cells_), cells_, 0.0);
  const double* all = best_.data() + last * cells_;
  const double value = all[cells_ - 1];
  // Who is in no layer: takes nothing of value, but place.
  for (std::size_t i = 0; i < ways_.size(); ++i) {
    const way& w = ways_[i];
    const bool may = w.weight < cells_ && (w.starts & domains[w.candidate]) != 0;
    with[i] = may ? all[cells_ - 1 - w.weight] + prices[i] : never;
    without[i] = value;
  }
  for (std::size_t k = last; k-- > 0;) {
    const layer& l = layers_[k];
    const double* before = best_.data() + k * cells_;
    const double* behind = rest_.data() + (k + 1) * cells_;
    double* here = rest_.data() + k * cells_;
    const auto together = [&](std::size_t weight) {
      double best = never;
      for (std::size_t c = 0; c + weight < cells_; ++c)
        best = std::max(best, before[c] + behind[cells_ - 1 - weight - c]);
      return best;
    };
    const double none = l.must ? never : together(0);
    if (l.must) {
      std::fill_n(here, cells_, never);
    } else {
      std::copy_n(behind, cells_, here);
    }
    for (std::size_t i = l.first; i < l.last; ++i) {
      const way& w = ways_[i];
      without[i] = none;
      with[i] = never;
      if ((w.starts & domains[w.candidate]) == 0) continue;
      with[i] = together(w.weight) + prices[i];
      for (std::size_t c = w.weight; c < cells_; ++c)
        here[c] = std::max(here[c], behind[c - w.weight] + prices[i]);
    }
  }
}

}  // namespace cxm::detail
