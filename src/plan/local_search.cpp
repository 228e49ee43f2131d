// SPDX-License-Identifier: Apache-2.0
#include "plan/local_search.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "cxm/stats/elementary.hpp"

namespace cxm::detail {

local_search::local_search(schedule& s, std::span<const std::int8_t> forced)
    : s_(s), forced_(forced), random_(1, 0), plan_(s) {}

/// By period of beginning; then the end mark; then what is not chosen.
void local_search::read_order(const std::vector<int>& start) {
  const std::size_t n = s_.size();
  order_.resize(n + 1);
  std::iota(order_.begin(), order_.end(), 0);
  const auto place = [&](std::size_t j) {
    if (j == n) return static_cast<int>(s_.periods());
    return start[j] < 0 ? static_cast<int>(s_.periods()) + 1 : start[j];
  };
  std::stable_sort(order_.begin(), order_.end(),
                   [&](std::size_t a, std::size_t b) { return place(a) < place(b); });
}

/// Place j after what it needs; undone when one of these does not fit.
bool local_search::place_with_needs(std::size_t j) {
  needs_.clear();
  s_.missing_before(plan_.start, j, needs_);
  for (std::size_t i = 0; i < needs_.size(); ++i) {
    const std::size_t k = needs_[i];
    if ((forced_.empty() || forced_[k] >= 0) && plan_.place(k, 0)) continue;
    for (std::size_t b = 0; b < i; ++b) plan_.remove(needs_[b]);
    return false;
  }
  return true;
}

/// The plan of the order, and its value; what must be chosen comes before what may be left out.
double local_search::evaluate() {
  plan_.clear();
  const std::size_t n = s_.size();
  bool open = true;
  for (const std::size_t j : order_) {
    if (j == n) {
      open = false;
      continue;
    }
    const bool must = !forced_.empty() && forced_[j] > 0;
    if ((open || must) && plan_.start[j] < 0) {
      if (!place_with_needs(j) && must) return -std::numeric_limits<double>::infinity();
    }
  }
  return s_.value(plan_.start);
}

std::vector<int> local_search::improve(const std::vector<int>& start, std::size_t trials) {
  const auto places = static_cast<std::uint32_t>(s_.size() + 1);
  std::vector<int> best = start;
  double best_value = s_.value(start);
  read_order(start);
  double now = evaluate();
  if (now > best_value) {
    best_value = now;
    best = plan_.start;
  }
  if (places < 3) return best;
  // Losses of a part of the value are accepted, at first often, at last hardly ever.
  const double scale = std::max(std::fabs(best_value), 1e-12);
  const double warm = 0.01 * scale, cold = 0.0002 * scale;
  for (std::size_t trial = 0; trial < trials; ++trial) {
    const double heat =
        warm * stats::pow(cold / warm, static_cast<double>(trial) / static_cast<double>(trials));
    const auto from = static_cast<std::ptrdiff_t>(random_.below(places));
    const auto to = static_cast<std::ptrdiff_t>(random_.below(places));
    const bool exchange = random_.below(2) == 0;
    if (from == to) continue;
    const auto move = [&](std::ptrdiff_t a, std::ptrdiff_t b) {
      const auto first = order_.begin() + a, second = order_.begin() + b;
      if (exchange) {
        std::iter_swap(first, second);
      } else if (a < b) {
        std::rotate(first, first + 1, second + 1);
      } else {
        std::rotate(second, first, first + 1);
      }
    };
    move(from, to);
    const double value = evaluate();
    if (value >= now || random_.uniform() < stats::exp((value - now) / heat)) {
      now = value;
      if (value > best_value + 1e-12 * scale) {
        best_value = value;
        best = plan_.start;
      }
    } else {
      move(to, from);
    }
  }
  return best;
}

}  // namespace cxm::detail
