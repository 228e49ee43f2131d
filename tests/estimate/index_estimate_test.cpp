// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/index_estimate.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "cxm/base/random.hpp"
#include "cxm/estimate/level_estimate.hpp"
#include "cxm/stats/distributions.hpp"
#include "support/array_sums.hpp"

namespace {

using namespace cxm;
using namespace cxm::testing;

instrument with_indices(std::vector<index_definition> indices) {
  instrument out;
  out.indices = std::move(indices);
  return out;
}

index_definition index_of(std::string id, index_kind kind, std::vector<std::string> of,
                          std::vector<double> weights = {}) {
  index_definition d;
  d.id = std::move(id);
  d.kind = kind;
  d.of = std::move(of);
  d.weights = std::move(weights);
  return d;
}

const normal_draws& draws() {
  static const normal_draws made(1, 4000, 8);
  return made;
}

TEST(IndexEstimate, ArithmeticIsTheMeanOfRowMeansWhenComplete) {
  // With complete data the index of means is the mean of each person's own index, and so is its variance.
  sample s{{{10, 30, 80, 60}, {40, 20, 90, 70}, {25, 25, 60, 55}}, {}, {}, {}, {}, {}};
  std::vector<double> own;
  for (std::size_t i = 0; i < 4; ++i) {
    own.push_back(0.5 * s.measures[0][i] + 0.25 * s.measures[1][i] + 0.25 * s.measures[2][i]);
  }
  const auto plan = plan_of("ccc");
  const group_estimates g(sums_of(s), plan);
  const auto single = plan_of("c");
  const group_estimates direct(sums_of({{own}, {}, {}, {}, {}, {}}), single);
  const index_plan indices(
      with_indices({index_of("a", index_kind::arithmetic, {"c0", "c1", "c2"}, {2, 1, 1})}), plan);
  const estimate e = index_estimate(g, indices, 0, draws());
  EXPECT_NEAR(e.value, direct.mean(0), 1e-12);
  EXPECT_NEAR(e.se * e.se, direct.variance(0), 1e-9);
  EXPECT_EQ(e.df, 3);
  // A margin of error is never an average of margins: here the items move together, so both agree roughly,
  // but the average of variances would be another number.
  EXPECT_GT(std::fabs(e.se * e.se - (g.variance(0) + g.variance(1) + g.variance(2)) / 9), 1);
}

TEST(IndexEstimate, GeometricByHandAndNestedByTheChainRule) {
  sample s{{{10, 30, 80, 60}, {40, 20, 90, 70}}, {}, {}, {}, {}, {}};
  const auto plan = plan_of("cc");
  const group_estimates g(sums_of(s), plan);
  // Means 45 and 55: sqrt(2475) = 49.749372. Gradient 49.749372 / (2 * 45) = .552771, / (2 * 55) = .452267.
  const index_plan indices(with_indices({index_of("g", index_kind::geometric, {"c0", "c1"}),
                                         index_of("outer", index_kind::arithmetic, {"g", "c0"}, {1, 3})}),
                           plan);
  const estimate e = index_estimate(g, indices, 0, draws());
  EXPECT_NEAR(e.value, 49.749372, 1e-6);
  const double v = .552771 * .552771 * g.variance(0) + .452267 * .452267 * g.variance(1) +
                   2 * .552771 * .452267 * g.covariance(0, 1);
  EXPECT_NEAR(e.se * e.se, v, 1e-4 * v);
  const auto gradient = indices.gradient(1, measure_means(g));
  EXPECT_NEAR(gradient[0], 0.25 * .552771 + 0.75, 1e-6);
  EXPECT_NEAR(gradient[1], 0.25 * .452267, 1e-6);
}

TEST(IndexEstimate, GeometricAtZeroIsHeldByTheLimitsOfItsMeasuresAndNegativeIsUndefined) {
  const auto plan = plan_of("cn");
  const index_plan indices(with_indices({index_of("g", index_kind::geometric, {"c0", "n1"})}), plan);
  const group_estimates zero(sums_of({{{0, 0, 0}, {100, 0, 100}}, {}, {}, {}, {}, {}}), plan);
  const estimate e = index_estimate(zero, indices, 0, draws());
  EXPECT_EQ(e.value, 0);
  // No slope at 0: the index at all upper limits, each at 1 - .05 / 2; below lies nothing but 0.
  EXPECT_EQ(e.low,
            indices.lowest(0));  // the lower limit of the score is negative: nothing holds it but the end
  const double upper = indices.value(
      0, std::vector<double>{measure_estimate(zero, 0, 0.975).high, measure_estimate(zero, 1, 0.975).high});
  EXPECT_NEAR(e.high, upper, 1e-12 * upper);
  EXPECT_GT(e.high, 0);
  const group_estimates negative(sums_of({{{10, 20, 30}, {-100, -100, 0}}, {}, {}, {}, {}, {}}), plan);
  EXPECT_TRUE(index_estimate(negative, indices, 0, draws()).has(estimate_flag::undefined));
}

TEST(IndexEstimate, MinimumOfOneIsTheMeasureItself) {
  const auto plan = plan_of("c");
  random_stream random(3, 0);
  sample s{{{}}, {}, {}, {}, {}, {}};
  for (int i = 0; i < 60; ++i) s.measures[0].push_back(50 + 10 * random.normal());
  const group_estimates g(sums_of(s), plan);
  const index_plan indices(with_indices({index_of("m", index_kind::minimum, {"c0"})}), plan);
  const estimate e = index_estimate(g, indices, 0, draws());
  const estimate t = measure_estimate(g, 0);
  EXPECT_EQ(e.value, t.value);
  EXPECT_NEAR(e.low, t.low, 1e-9);
  // 4,000 draws: the 97.5 % quantile has a Monte Carlo error of about .04 se.
  EXPECT_NEAR(e.high, t.high, 0.15 * t.se);
  EXPECT_NEAR(e.se, t.se, 0.05 * t.se);
}

/// Four correlated composites with the given true means and n people.
sample draw_sample(std::uint64_t seed, std::uint64_t stream, const std::vector<double>& truth,
                   std::size_t n) {
  random_stream random(seed, stream);
  sample s;
  s.measures.assign(truth.size(), {});
  for (std::size_t i = 0; i < n; ++i) {
    const double common = random.normal();
    for (std::size_t j = 0; j < truth.size(); ++j) {
      s.measures[j].push_back(truth[j] + 8 * common + 14 * random.normal());
    }
  }
  return s;
}

struct coverage {
  double inside = 0, below = 0, above = 0;
};

coverage cover(index_kind kind, const std::vector<double>& truth, std::size_t n, int rounds) {
  const auto plan = plan_of("cccc");
  const index_plan indices(with_indices({index_of("i", kind, {"c0", "c1", "c2", "c3"})}), plan);
  const double target = indices.value(0, truth);
  const normal_draws few(5, 1000, 4);
  coverage c;
  for (int r = 0; r < rounds; ++r) {
    const group_estimates g(sums_of(draw_sample(11, static_cast<std::uint64_t>(r), truth, n)), plan);
    const estimate e = index_estimate(g, indices, 0, few);
    if (target < e.low) {
      c.below += 1;
    } else if (target > e.high) {
      c.above += 1;
    } else {
      c.inside += 1;
    }
  }
  c.inside /= rounds;
  c.below /= rounds;
  c.above /= rounds;
  return c;
}

// 2,000 rounds: the Monte Carlo standard error of a coverage of .95 is .0049; bands are three of these.
TEST(IndexCoverage, SmoothIndicesHoldTheirLevel) {
  EXPECT_NEAR(cover(index_kind::arithmetic, {55, 45, 50, 60}, 20, 2000).inside, .95, .015);
  EXPECT_NEAR(cover(index_kind::geometric, {55, 45, 50, 60}, 30, 2000).inside, .95, .015);
}

TEST(IndexCoverage, WeakestLinkHoldsItsLevelWithAndWithoutTies) {
  EXPECT_NEAR(cover(index_kind::minimum, {30, 55, 60, 65}, 40, 1500).inside, .95, .018);
  // Near ties the interval is conservative, never too short.
  for (const auto& truth : {std::vector<double>{50, 50, 50, 50}, {50, 50, 60, 70}, {50, 52, 54, 56}}) {
    const coverage c = cover(index_kind::minimum, truth, 40, 1500);
    EXPECT_GE(c.inside, .95 - .015);
    EXPECT_LE(c.below, .025 + .012);
    EXPECT_LE(c.above, .025 + .012);
  }
}

TEST(LevelEstimate, ProbabilitiesAreAreasOfTheSamplingDistribution) {
  estimate score;
  score.value = 58;
  score.se = 2;
  score.n = 100;
  const std::vector<double> cuts{20, 40, 60, 80};
  const auto p = level_probabilities(score, cuts);
  ASSERT_EQ(p.size(), 5U);
  // P(above 60) = 1 - Phi(1) = .158655; below 40 is beyond nine standard errors.
  EXPECT_NEAR(p[3], .158655254, 1e-9);
  EXPECT_NEAR(p[2], 1 - .158655254, 1e-9);
  double sum = 0;
  for (const double x : p) sum += x;
  EXPECT_NEAR(sum, 1, 1e-12);
  EXPECT_EQ(level_at(60, cuts), 3U);
  EXPECT_EQ(level_at(59.999, cuts), 2U);
  // Settled at .9 when 2 / se_N = 1.281552: N = 100 (1.281552)^2 = 164.24, so 65 more.
  EXPECT_EQ(answers_until_settled(score, cuts), 65);
  score.value = 50;
  EXPECT_EQ(answers_until_settled(score, cuts), 0);
  score.value = 60;
  EXPECT_TRUE(std::isnan(answers_until_settled(score, cuts)));
}

TEST(LevelEstimate, StagedIsHeldBackByTheWeakPractice) {
  level_definition levels;
  levels.id = "maturity_level";
  levels.index = "i";
  levels.cuts = {20, 40, 60, 80};
  levels.gates = {{2, {"c0", "c1"}, 20}, {3, {"c0", "c1"}, 40}, {4, {"c0", "c1"}, 60}};
  const auto plan = plan_of("cc");
  const index_plan indices(with_indices({index_of("i", index_kind::arithmetic, {"c0", "c1"})}), plan);
  const sample s = draw_sample(2, 2, {85, 39}, 400);
  const group_estimates g(sums_of(s), plan);
  const staged_level staged = staged_levels(g, indices, levels, draws());
  ASSERT_EQ(staged.probability.size(), 5U);
  EXPECT_EQ(level_at(index_estimate(g, indices, 0, draws()).value, levels.cuts), 3U);
  EXPECT_LE(staged.level, 2U);
  // Gate 3 fails with P(mean of c1 < 40): a t probability, met within Monte Carlo error (.5 / sqrt(4000)).
  const double fails = stats::student_t_cdf((40 - g.mean(1)) / std::sqrt(g.variance(1)), g.df(1));
  EXPECT_NEAR(1 - staged.gate_probability[1], fails, .024);
  EXPECT_NEAR(staged.probability[1], fails, .024);
  // The same bits again.
  EXPECT_EQ(staged.probability, staged_levels(g, indices, levels, draws()).probability);
}

TEST(Simulation, DrawsHaveTheirCovariance) {
  matrix v(2, 2);
  v(0, 0) = 4;
  v(1, 1) = 9;
  v(0, 1) = v(1, 0) = 3;
  const std::vector<double> means{1, 2};
  const matrix d = draw_means(means, v, std::numeric_limits<double>::infinity(), draws());
  double m0 = 0;
  double c01 = 0;
  for (std::size_t i = 0; i < d.rows; ++i) {
    m0 += d(i, 0);
    c01 += (d(i, 0) - 1) * (d(i, 1) - 2);
  }
  EXPECT_NEAR(m0 / static_cast<double>(d.rows), 1, 1e-12);  // antithetic
  EXPECT_NEAR(c01 / static_cast<double>(d.rows), 3, 0.3);
}

}  // namespace
