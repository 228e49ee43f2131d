// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/ranks.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/benchmark/standing.hpp"
#include "cxm/stats/distributions.hpp"

namespace {

using values = std::vector<double>;

const values estimates{73.7, 52.8, 55.8, 57.5, 54.2, 64.5, 59.3, 73.1},
    errors{3, 1, 2.2, 1.9, 2.9, 2.3, 1.4, 1.2};

TEST(Ranks, Ties) {
  const values x{5, 7, 7, 1};
  EXPECT_EQ(cxm::ranks(x), (values{3, 1, 1, 4}));
  EXPECT_EQ(cxm::ranks(x, cxm::tie_rule::average), (values{3, 1.5, 1.5, 4}));
  EXPECT_EQ(cxm::ranks(x, cxm::tie_rule::minimum, false), (values{2, 3, 3, 1}));
  EXPECT_TRUE(cxm::ranks(values{}).empty());
}

TEST(Ranks, TwoUnitsIsTheTwoSidedTest) {
  // The pair is told apart exactly when |difference| / se exceeds 1.96, up to simulation error.
  for (const double z : {1.90, 2.02}) {
    const auto sets =
        cxm::simultaneous_rank_sets(values{z * std::sqrt(2.0), 0}, values{1, 1}, {.draws = 100000});
    EXPECT_EQ(sets[0].high, z > 1.96 ? 1 : 2);
    EXPECT_EQ(sets[1].low, z > 1.96 ? 2 : 1);
  }
}

TEST(Ranks, EqualUnitsCannotBeRanked) {
  for (const auto& s : cxm::simultaneous_rank_sets(values(6, 3.0), values(6, 1.0))) {
    EXPECT_EQ(s.rank, 1);
    EXPECT_EQ(s.low, 1);
    EXPECT_EQ(s.high, 6);
  }
}

TEST(Ranks, FarUnitsAreRankedExactly) {
  const auto sets = cxm::simultaneous_rank_sets(values{10, 40, 20, 30}, values(4, 0.1));
  const double rank[] = {4, 1, 3, 2};
  for (std::size_t i = 0; i < 4; ++i) {
    EXPECT_EQ(sets[i].low, rank[i]);
    EXPECT_EQ(sets[i].high, rank[i]);
  }
}

TEST(Ranks, SetsAreNested) {
  const auto marginal = cxm::marginal_rank_sets(estimates, errors);
  const auto all = cxm::simultaneous_rank_sets(estimates, errors);
  const auto single = cxm::simultaneous_rank_sets(estimates, errors, {.stepdown = false});
  for (std::size_t i = 0; i < estimates.size(); ++i) {
    EXPECT_LE(all[i].low, marginal[i].low);
    EXPECT_GE(all[i].high, marginal[i].high);
    EXPECT_LE(single[i].low, all[i].low);
    EXPECT_GE(single[i].high, all[i].high);
    EXPECT_LE(all[i].low, all[i].rank);
    EXPECT_GE(all[i].high, all[i].rank);
  }
}

TEST(Ranks, SameBitsForAnyThreadsAndFormOfTheErrors) {
  cxm::matrix v(errors.size(), errors.size());
  for (std::size_t i = 0; i < errors.size(); ++i) v(i, i) = errors[i] * errors[i];
  const auto a = cxm::marginal_rank_sets(estimates, errors),
             b = cxm::marginal_rank_sets(estimates, v, {.threads = 3});
  const auto p = cxm::top_probabilities(estimates, errors, 3),
             q = cxm::top_probabilities(estimates, v, 3, {.threads = 3});
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].low, b[i].low);
    EXPECT_EQ(a[i].high, b[i].high);
    EXPECT_EQ(p[i], q[i]);
  }
}

TEST(Ranks, TheEarlyStopChangesNothing) {
  // A covariance of 1e-12 between two units rules the bound for independent errors out.
  cxm::random_stream random(7, 0);
  values x, se;
  for (int i = 0; i < 40; ++i) {
    x.push_back(60 + 6 * random.normal());
    se.push_back(0.5 + 3 * random.uniform());
  }
  cxm::matrix v(40, 40);
  for (std::size_t i = 0; i < 40; ++i) v(i, i) = se[i] * se[i];
  v(0, 1) = v(1, 0) = 1e-12;
  const cxm::rank_options options{.draws = 2000};
  const auto a = cxm::simultaneous_rank_sets(x, se, options), b = cxm::simultaneous_rank_sets(x, v, options);
  const auto c = cxm::marginal_rank_sets(x, se, options), d = cxm::marginal_rank_sets(x, v, options);
  for (std::size_t i = 0; i < 40; ++i) {
    EXPECT_EQ(a[i].low, b[i].low);
    EXPECT_EQ(a[i].high, b[i].high);
    EXPECT_EQ(c[i].low, d[i].low);
    EXPECT_EQ(c[i].high, d[i].high);
  }
}

TEST(Ranks, ReversedOrderMirrors) {
  values negative;
  for (const double x : estimates) negative.push_back(-x);
  const auto a = cxm::simultaneous_rank_sets(estimates, errors),
             b = cxm::simultaneous_rank_sets(negative, errors, {.higher_is_first = false});
  for (std::size_t i = 0; i < a.size(); ++i) {
    EXPECT_EQ(a[i].low, b[i].low);
    EXPECT_EQ(a[i].high, b[i].high);
    EXPECT_EQ(a[i].rank, b[i].rank);
  }
}

TEST(Ranks, PositiveCorrelationSharpensTheOrder) {
  // Units whose errors move together are told apart more easily.
  cxm::matrix v(3, 3, 0.9);
  for (std::size_t i = 0; i < 3; ++i) v(i, i) = 1;
  const values x{1, 2, 3};
  EXPECT_GT(cxm::simultaneous_rank_sets(x, values(3, 1.0))[0].high -
                cxm::simultaneous_rank_sets(x, values(3, 1.0))[0].low,
            cxm::simultaneous_rank_sets(x, v)[0].high - cxm::simultaneous_rank_sets(x, v)[0].low);
}

TEST(Ranks, TopProbabilitiesAddUpAndMatchTheNormal) {
  const auto p = cxm::top_probabilities(estimates, errors, 3);
  double sum = 0;
  for (const double x : p) sum += x;
  EXPECT_NEAR(sum, 3, 1e-12);
  // Two units: P(first is better) = Phi(d / se); 20000 draws, standard error 0.0035.
  const auto two = cxm::top_probabilities(values{1, 0}, values{1, 1}, 1);
  EXPECT_NEAR(two[0], cxm::stats::normal_cdf(1 / std::sqrt(2.0)), 0.012);
}

TEST(Ranks, SimultaneousCoverage) {
  // Some units tied, some apart; 400 samples: the share of samples whose sets hold all true ranks must not
  // fall below 0.95 by more than three Monte Carlo standard errors (0.011 each).
  const values truth{1, 1, 1, 2, 3.5};
  int covered = 0;
  cxm::random_stream random(11, 0);
  for (int r = 0; r < 400; ++r) {
    values x;
    for (const double t : truth) x.push_back(t + random.normal());
    const auto sets = cxm::simultaneous_rank_sets(x, values(5, 1.0),
                                                  {.draws = 2000, .seed = static_cast<std::uint64_t>(r)});
    // The three tied units have every rank from 3 to 5.
    bool all = sets[4].low <= 1 && sets[3].low <= 2 && sets[3].high >= 2 && sets[4].high >= 1;
    for (std::size_t i = 0; i < 3; ++i) all = all && sets[i].low <= 3 && sets[i].high >= 5;
    covered += all;
  }
  EXPECT_GE(covered / 400.0, 0.917);
}

TEST(Ranks, Refusals) {
  EXPECT_THROW((void)cxm::ranks(values{1, std::nan("")}), cxm::error);
  EXPECT_THROW((void)cxm::marginal_rank_sets(values{1, 2}, values{1}), cxm::error);
  EXPECT_THROW((void)cxm::marginal_rank_sets(values{1, 2}, values{1, 0}), cxm::error);
  EXPECT_THROW((void)cxm::simultaneous_rank_sets(values{1, 2}, cxm::matrix(2, 2, 1.0)), cxm::error);
  EXPECT_THROW((void)cxm::simultaneous_rank_sets(values{1, 2}, values{1, 1}, {.draws = 10}), cxm::error);
  EXPECT_THROW((void)cxm::possible_top({}, 0), cxm::error);
}

TEST(Ranks, FewUnits) {
  EXPECT_TRUE(cxm::simultaneous_rank_sets(values{}, values{}).empty());
  const auto one = cxm::marginal_rank_sets(values{3}, values{1});
  EXPECT_EQ(one[0].low, 1);
  EXPECT_EQ(one[0].high, 1);
}

TEST(Standing, HandWorked) {
  const values x{10, 20, 20, 50};  // mean 25, sd sqrt(300)
  const auto s = cxm::standings(x);
  EXPECT_NEAR(s[0].z, -15 / std::sqrt(300.0), 1e-14);
  EXPECT_EQ(s[1].rank, 2.5);
  EXPECT_EQ(s[1].percentile, 50);
  EXPECT_EQ(s[0].quartile, 1);
  EXPECT_EQ(s[3].quartile, 4);
  EXPECT_TRUE(std::isnan(cxm::standings(values(3, 2.0))[0].z));
  EXPECT_TRUE(cxm::standings(values{}).empty());
}

}  // namespace
