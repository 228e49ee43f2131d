// SPDX-License-Identifier: Apache-2.0
#include "plan/row_knapsack.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <limits>

#include "cxm/base/random.hpp"

namespace cxm::detail {
namespace {

constexpr double never = -std::numeric_limits<double>::infinity();

/// Every choice of at most one way a candidate that fits; candidate `fixed` takes the way `its` (-1: none).
double enumerated(const std::vector<row_knapsack::way>& ways, double limit, const std::vector<double>& prices,
                  const std::vector<domain>& domains, std::size_t fixed = 99, int its = -1) {
  double best = never;
  const std::function<void(std::size_t, double, double)> choose = [&](std::size_t i, double used,
                                                                      double sum) {
    if (used > limit) return;
    if (i == ways.size()) {
      best = std::max(best, sum);
      return;
    }
    const std::size_t j = ways[i].candidate;
    std::size_t end = i;
    unsigned draws = 0;
    while (end < ways.size() && ways[end].candidate == j) draws |= ways[end++].starts;
    if (j == fixed ? its < 0 : (domains[j] & ~draws) != 0) choose(end, used, sum);
    for (std::size_t w = i; w < end; ++w) {
      if (j == fixed && static_cast<int>(w) != its) continue;
      if ((ways[w].starts & domains[j]) != 0) choose(end, used + ways[w].size, sum + prices[w]);
    }
  };
  choose(0, 0, 0);
  return best;
}

// Sizes that are multiples of a quarter; candidates that must draw, may not, or have no way left.
TEST(RowKnapsack, IsTheBestOfAllChoices) {
  random_stream random(1, 0);
  for (int trial = 0; trial < 400; ++trial) {
    std::vector<row_knapsack::way> ways;
    std::vector<domain> domains(6);
    for (std::size_t j = 0; j < 6; ++j) {
      const std::size_t count = 1 + random.below(3);
      for (std::size_t w = 0; w < count; ++w) {
        ways.push_back({j, 0.25 * (1 + random.below(20)), static_cast<domain>(1U << w), 0});
      }
      domains[j] = static_cast<domain>(1 + random.below(15));  // starts 0..2, and 3 = none
      if (random.below(3) > 0) domains[j] = static_cast<domain>(domains[j] | 8U);
    }
    std::vector<double> prices;
    for (std::size_t w = 0; w < ways.size(); ++w)
      prices.push_back(random.below(4) == 0 ? 0 : random.uniform());
    const double limit = 2 + 0.25 * random.below(30);
    row_knapsack row(ways, limit);
    const double value = row.solve(prices, domains);
    const double truth = enumerated(ways, limit, prices, domains);
    if (truth == never) {
      ASSERT_EQ(value, never);
      continue;
    }
    ASSERT_NEAR(value, truth, 1e-12) << trial;
    double used = 0, sum = 0;
    for (std::size_t w = 0; w < ways.size(); ++w) {
      if (row.taken()[w] == 0) continue;
      used += ways[w].size;
      sum += prices[w];
    }
    ASSERT_LE(used, limit + 1e-9);
    ASSERT_NEAR(sum, truth, 1e-12);

    std::vector<double> with(ways.size()), without(ways.size());
    row.forced(prices, domains, with, without);
    for (std::size_t w = 0; w < ways.size(); ++w) {
      const std::size_t j = ways[w].candidate;
      const double taken = enumerated(ways, limit, prices, domains, j, static_cast<int>(w));
      if (taken == never) {
        ASSERT_EQ(with[w], never) << trial << " " << w;
      } else {
        ASSERT_NEAR(with[w], taken, 1e-12) << trial << " " << w;
      }
      const double left = enumerated(ways, limit, prices, domains, j, -1);
      if (left == never || (domains[j] & 8U) == 0) continue;  // asked only of who may stay away
      ASSERT_NEAR(without[w], left, 1e-12) << trial << " " << w;
    }
  }
}

// Sizes without a common unit are rounded down to a grid of a thousandth of the limit: never below the best,
// and never above the best of a limit that is larger by one such step for each candidate.
TEST(RowKnapsack, BoundsSizesWithoutACommonUnit) {
  random_stream random(2, 0);
  for (int trial = 0; trial < 100; ++trial) {
    std::vector<row_knapsack::way> ways;
    std::vector<double> prices;
    for (std::size_t j = 0; j < 12; ++j) {
      ways.push_back({j, random.uniform(), 1, 0});
      prices.push_back(random.uniform());
    }
    const std::vector<domain> domains(12, 3);
    row_knapsack row(ways, 2.5);
    const double truth = enumerated(ways, 2.5, prices, domains);
    const double value = row.solve(prices, domains);
    ASSERT_GE(value, truth - 1e-12);
    ASSERT_LE(value, enumerated(ways, 2.5 * 1.012, prices, domains) + 1e-12);
  }
}

}  // namespace
}  // namespace cxm::detail
