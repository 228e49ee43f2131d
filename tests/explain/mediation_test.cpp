// SPDX-License-Identifier: Apache-2.0
#include "cxm/explain/mediation.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/explain/linear_regression.hpp"
#include "cxm/explain/performance.hpp"

namespace {

using cxm::column_view;

struct chain {
  std::vector<double> x, m, k, y;
  chain(std::size_t n, double a, double b, std::uint64_t seed) {
    cxm::random_stream r(seed, 0);
    for (std::size_t i = 0; i < n; ++i) {
      x.push_back(r.normal());
      m.push_back(a * x.back() + r.normal());
      k.push_back(0.5 * m.back() + 0.2 * x.back() + r.normal());
      y.push_back(b * m.back() + 0.3 * k.back() + 0.1 * x.back() + r.normal());
    }
  }
};

// On the same rows total = direct + indirect, exactly, along every chain.
TEST(Mediation, TheTotalIsDirectPlusIndirect) {
  const chain c(80, 0.5, 0.4, 2);
  const auto one = cxm::mediation(column_view(c.x), column_view(c.m), column_view(c.y));
  EXPECT_NEAR(one.total.value, one.direct.value + one.indirect.value, 1e-12);
  const std::vector<column_view> all{column_view(c.x), column_view(c.m), column_view(c.k), column_view(c.y)};
  const auto two = cxm::mediation_chain(all);
  ASSERT_EQ(two.paths.size(), 3U);
  EXPECT_EQ(two.paths[2].through, (std::vector<std::size_t>{1, 2}));
  EXPECT_NEAR(two.total.value, one.total.value, 1e-12);
  double sum = 0;
  for (const auto& path : two.paths) sum += path.effect.value;
  EXPECT_NEAR(two.indirect.value, sum, 1e-12);
}

TEST(Mediation, TheMonteCarloIntervalIsSkewedAsTheProductIs) {
  const double values[] = {0.3, 0.3}, se[] = {0.1, 0.1};
  const auto e = cxm::product_interval(values, se, 100);
  EXPECT_NEAR(e.value, 0.09, 1e-15);
  EXPECT_NEAR(e.se, std::sqrt(2 * 0.09 * 0.01 + 0.0001), 0.001);
  EXPECT_GT(e.high - e.value, e.value - e.low);
  EXPECT_GT(e.low, 0);
}

// A small indirect effect in a small sample: the product is skewed. Monte Carlo 95 % must cover in 93.5-96.5
// %; 1,500 draws have a Monte Carlo error of 0.56 points.
TEST(Mediation, MonteCarloIntervalsCover) {
  int covered = 0;
  constexpr int draws = 1500;
  for (int d = 0; d < draws; ++d) {
    const chain c(60, 0.4, 0.4, 50 + static_cast<std::uint64_t>(d));
    // k carries a part of m's effect on: b is 0.4 + 0.3 * 0.5
    const auto r = cxm::mediation(column_view(c.x), column_view(c.m), column_view(c.y), 0.95, 2000, 9);
    covered += r.monte_carlo.low <= 0.4 * 0.55 && 0.4 * 0.55 <= r.monte_carlo.high;
  }
  EXPECT_GE(covered, 0.93 * draws);
  EXPECT_LE(covered, 0.97 * draws);
}

TEST(Mediation, RefusesWhatHasNoMediator) {
  const chain c(10, 1, 1, 1);
  const std::vector<column_view> two{column_view(c.x), column_view(c.y)};
  EXPECT_THROW((void)cxm::mediation_chain(two), cxm::error);
  const std::vector<column_view> many(9, column_view(c.x));
  EXPECT_THROW((void)cxm::mediation_chain(many), cxm::error);
  EXPECT_THROW((void)cxm::mediation(column_view(c.x), column_view(c.x), column_view(c.y)), cxm::error);
}

// A basic factor costs when it fails, an excitement factor adds when it shines.
TEST(PenaltyReward, TellsTheKindsOfDriversApart) {
  cxm::random_stream r(4, 0);
  std::vector<double> basic, delight, both, none, y;
  for (int i = 0; i < 1500; ++i) {
    const auto answer = [&] { return 1.0 + r.below(5); };
    basic.push_back(answer());
    delight.push_back(answer());
    both.push_back(answer());
    none.push_back(answer());
    y.push_back(6 - (basic.back() <= 2) + (delight.back() == 5) - (both.back() <= 2) + (both.back() == 5) +
                r.normal());
  }
  const std::vector<column_view> x{column_view(basic), column_view(delight), column_view(both),
                                   column_view(none)};
  const cxm::performance_cuts cuts;
  const auto p = cxm::penalty_reward(column_view(y), x, {&cuts, 1});
  EXPECT_EQ(p.kind[0], cxm::driver_kind::basic);
  EXPECT_EQ(p.kind[1], cxm::driver_kind::excitement);
  EXPECT_EQ(p.kind[2], cxm::driver_kind::performance);
  EXPECT_NEAR(p.penalty[0].value, -1, 0.25);
  EXPECT_NEAR(p.reward[1].value, 1, 0.25);
  const cxm::performance_cuts wrong{5, 2};
  EXPECT_THROW((void)cxm::penalty_reward(column_view(y), x, {&wrong, 1}), cxm::error);
}

TEST(ImportancePerformance, PerformanceIsOnTheScaleGiven) {
  const std::vector<double> x{1, 2, 3, 4, 5}, y{1, 3, 2, 5, 4};
  const column_view view(x);
  const auto p = cxm::importance_performance(column_view(y), {&view, 1}, 1, 5);
  EXPECT_NEAR(p[0].performance.value, 50, 1e-12);
  EXPECT_NEAR(p[0].importance, p[0].correlation, 1e-12);
  EXPECT_NEAR(p[0].correlation, 0.8, 1e-12);
  EXPECT_THROW((void)cxm::importance_performance(column_view(y), {&view, 1}, 5, 5), cxm::error);
}

}  // namespace
