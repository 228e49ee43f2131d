// SPDX-License-Identifier: Apache-2.0
#include "cxm/plan/roadmap.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "cxm/base/random.hpp"
#include "cxm/io/instrument_json.hpp"
#include "plan/random_roadmap.hpp"

namespace cxm {
namespace {

using testing::random_roadmap;
using testing::roadmap_case;

// Two initiatives, two periods, one point of budget each: worked by hand.
//   a: cost 1, gain 4; b: cost 1, gain 6; c: cost 1, gain 5, after a.
//   a then c: a in period 1 counts twice, c once: 8 + 5 = 13. b then a: 12 + 4 = 16. b then c: c needs a.
TEST(Roadmap, WorkedByHand) {
  movement_model model;
  model.current = {50};
  model.high = {100};
  model.candidates = {{{}, {{0, 4}}}, {{}, {{0, 6}}}, {{}, {{0, 5}}}};
  model.goals = {{1, -1, {{0, 1}}}};
  roadmap_problem problem;
  problem.periods = 2;
  problem.budget = {1, 1};
  problem.candidates.resize(3);
  for (auto& c : problem.candidates) c.cost = 1;
  problem.candidates[2].after = {0};
  roadmap best = best_roadmap(problem, model);
  EXPECT_EQ(best.start, (std::vector<int>{1, 0, not_chosen}));
  EXPECT_DOUBLE_EQ(best.value, 16);
  EXPECT_DOUBLE_EQ(best.bound, 16);
  EXPECT_TRUE(best.proven);

  // With three periods, a c-chain pays: a, b, c in some order. b a c: 18 + 8 + 5 = 31; a b c: 12 + 12 + 5 =
  // 29; a c b: 12 + 10 + 6 = 28.
  problem.periods = 3;
  problem.budget = {1, 1, 1};
  best = best_roadmap(problem, model);
  EXPECT_EQ(best.start, (std::vector<int>{1, 0, 2}));
  EXPECT_DOUBLE_EQ(best.value, 31);

  // Money that may be carried over: nothing in period 1, all at once from then on would be worth less.
  problem.budget = {0, 3, 0};
  problem.carry_over = true;
  best = best_roadmap(problem, model);
  EXPECT_EQ(best.start, (std::vector<int>{1, 1, 2}));
  EXPECT_DOUBLE_EQ(best.value, 20 + 5);

  // A discount of one half: 4 and 6 in period 2 and 3, c in 3: (10 * .5 + 15 * .25).
  problem.discount = 0.5;
  EXPECT_DOUBLE_EQ(best_roadmap(problem, model).value, 10 * .5 + 15 * .25);

  // Room: only 7 points are left on the scale.
  problem.discount = 1;
  model.high = {57};
  EXPECT_DOUBLE_EQ(best_roadmap(problem, model).value, 7 + 7);
  // Alternatives: b alone (6 + 6) against a and, after it, c (4 + 7).
  problem.candidates[0].exclusive = {1};
  EXPECT_DOUBLE_EQ(best_roadmap(problem, model).value, 12);
}

double brute_force(const roadmap_problem& problem, const movement_model& model,
                   const std::vector<std::int8_t>& forced = {}) {
  double best = -std::numeric_limits<double>::infinity();
  std::vector<int> start(problem.candidates.size(), not_chosen);
  const std::function<void(std::size_t)> choose = [&](std::size_t j) {
    if (j == start.size()) {
      for (std::size_t k = 0; k < forced.size(); ++k) {
        if (forced[k] > 0 ? start[k] < 0 : forced[k] < 0 && start[k] >= 0) return;
      }
      if (roadmap_fits(problem, start)) best = std::max(best, roadmap_value(problem, model, start));
      return;
    }
    for (int s = not_chosen; s < static_cast<int>(problem.periods); ++s) {
      start[j] = s;
      choose(j + 1);
    }
    start[j] = not_chosen;
  };
  choose(0);
  return best;
}

class RoadmapAgainstBruteForce : public ::testing::TestWithParam<int> {};

// Every kind of goal, rooms and ends of scales that bind, chains, several prerequisites, alternatives, carry
// over, harmful initiatives and outcomes with negative slopes.
TEST_P(RoadmapAgainstBruteForce, FindsTheLargestValueAndProvesIt) {
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    const roadmap_case c =
        random_roadmap(1000 * static_cast<std::uint64_t>(GetParam()) + seed, 5, 3, GetParam());
    const double truth = brute_force(c.problem, c.model);
    const roadmap best = best_roadmap(c.problem, c.model);
    ASSERT_TRUE(best.proven) << seed;
    ASSERT_TRUE(roadmap_fits(c.problem, best.start)) << seed;
    ASSERT_NEAR(best.value, truth, 1e-8 * (1 + std::fabs(truth))) << seed;
    ASSERT_DOUBLE_EQ(best.value, roadmap_value(c.problem, c.model, best.start)) << seed;
    const roadmap greedy = greedy_roadmap(c.problem, c.model);
    ASSERT_GE(best.value, greedy.value) << seed;
    ASSERT_EQ(best.greedy, greedy.value) << seed;

    std::vector<std::int8_t> forced(c.problem.candidates.size(), 0);
    forced[seed % forced.size()] = seed % 2 == 0 ? 1 : -1;
    roadmap_options options;
    options.forced = forced;
    const double forced_truth = brute_force(c.problem, c.model, forced);
    const roadmap forced_best = best_roadmap(c.problem, c.model, options);
    if (std::isinf(forced_truth)) {
      ASSERT_TRUE(forced_best.start.empty()) << seed;
    } else {
      ASSERT_NEAR(forced_best.value, forced_truth, 1e-8 * (1 + std::fabs(forced_truth))) << seed;
    }
  }
}
INSTANTIATE_TEST_SUITE_P(Goals, RoadmapAgainstBruteForce, ::testing::Range(0, 4), [](const auto& i) {
  return testing::roadmap_goal_names[static_cast<std::size_t>(i.param)];
});

// The bound is a bound wherever the search is stopped, and a plan is always there.
TEST(Roadmap, StoppedEarlyItsGapIsProven) {
  for (std::uint64_t seed = 0; seed < 6; ++seed) {
    const roadmap_case c = random_roadmap(seed, 10, 4, static_cast<int>(seed % 4));
    const roadmap whole = best_roadmap(c.problem, c.model);
    ASSERT_TRUE(whole.proven) << seed;
    for (const std::size_t most : {1U, 3U, 20U}) {
      roadmap_options options;
      options.most_nodes = most;
      const roadmap cut = best_roadmap(c.problem, c.model, options);
      EXPECT_LE(cut.value, whole.value + 1e-9);
      EXPECT_GE(cut.bound, whole.value - 1e-9);
      EXPECT_GE(cut.value, cut.greedy);
    }
  }
}

// Larger portfolios: never worse than the baseline, and the bound holds whether it is reached or not.
TEST(Roadmap, IsNeverWorseThanGreedyOnLargePortfolios) {
  for (std::uint64_t seed = 0; seed < 4; ++seed) {
    const roadmap_case c = random_roadmap(100 + seed, 40, 8, static_cast<int>(seed));
    roadmap_options options;
    options.most_nodes = 300;
    const roadmap best = best_roadmap(c.problem, c.model, options);
    EXPECT_TRUE(roadmap_fits(c.problem, best.start));
    EXPECT_GE(best.value, greedy_roadmap(c.problem, c.model).value);
    EXPECT_GE(best.bound, best.value);
  }
}

// The portfolios of bench/plan_bench.cpp: what docs/plan.md says of them.
TEST(Roadmap, ProvesPortfoliosAsConsultantsDrawThemUp) {
  for (std::uint64_t seed = 3; seed < 7; ++seed) {
    const testing::portfolio p = testing::random_portfolio(20, 4, seed);
    const roadmap best = best_roadmap(p.problem, p.model);
    EXPECT_TRUE(best.proven) << seed;
    EXPECT_GE(best.value, best.greedy) << seed;
  }
  const testing::portfolio large = testing::random_portfolio(40, 8, 3);
  roadmap_options options;
  options.most_nodes = 1500;
  const roadmap best = best_roadmap(large.problem, large.model, options);
  EXPECT_TRUE(roadmap_fits(large.problem, best.start));
  EXPECT_GT(best.value, 1.03 * best.greedy);
  EXPECT_LT(best.bound, 1.015 * best.value);
}

TEST(Roadmap, IsTheSameWhateverItStartsFrom) {
  const roadmap_case c = random_roadmap(7, 12, 4, 0);
  const roadmap best = best_roadmap(c.problem, c.model);
  ASSERT_TRUE(best.proven);
  roadmap_options options;
  options.first_guess = best.start;
  EXPECT_EQ(best_roadmap(c.problem, c.model, options).start, best.start);
  options.first_guess.assign(12, 0);  // does not fit
  EXPECT_EQ(best_roadmap(c.problem, c.model, options).start, best.start);
}

TEST(Roadmap, RefusesWhatMakesNoSense) {
  movement_model model;
  model.current = {50};
  model.high = {100};
  model.candidates.resize(2);
  model.goals = {{1, -1, {{0, 1}}}};
  roadmap_problem problem;
  problem.candidates.resize(2);
  EXPECT_THROW((void)best_roadmap(problem, model), error);  // no period
  problem.periods = 2;
  problem.budget = {1};
  EXPECT_THROW((void)best_roadmap(problem, model), error);
  problem.budget = {1, 1};
  problem.candidates[0].after = {1};
  problem.candidates[1].after = {0};
  try {
    (void)best_roadmap(problem, model);
    FAIL();
  } catch (const error& e) {
    EXPECT_STREQ(e.what(), "best_roadmap: candidates.after has a circle");
  }
  problem.candidates[1].after = {1};
  EXPECT_THROW((void)best_roadmap(problem, model), error);
  problem.candidates[1].after = {};
  problem.candidates.resize(3);
  EXPECT_THROW((void)best_roadmap(problem, model), error);
}

}  // namespace
}  // namespace cxm
