// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/ordered_trend.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/stats/distributions.hpp"

namespace {

// Hollander & Wolfe (1999), example 6.2: knowledge of performance, three ordered classes of six.
const std::vector<double> work{40, 35, 38, 43, 44, 41, 38, 40, 47, 44, 40, 42, 48, 40, 45, 43, 46, 44};
const std::vector<std::int32_t> knowledge{0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2};

double j_of(const std::vector<double>& y, const std::vector<std::int32_t>& g) {
  double j = 0;
  for (std::size_t a = 0; a < y.size(); ++a) {
    for (std::size_t b = 0; b < y.size(); ++b) {
      if (g[a] < g[b]) j += y[a] < y[b] ? 1 : y[a] == y[b] ? .5 : 0;
    }
  }
  return j;
}

TEST(JonckheereTerpstra, GivesThePublishedStatistic) {
  const auto exact = cxm::jonckheere_terpstra(work, knowledge);
  EXPECT_EQ(exact.statistic, 79);
  EXPECT_EQ(exact.expected, 54);
  EXPECT_EQ(exact.method, "exact");
  // The book's J* = 2.02 and p = .0217 take the variance without ties, 153; that of values without ties is
  // it.
  std::vector<double> distinct = work;
  for (std::size_t i = 0; i < distinct.size(); ++i) distinct[i] += 1e-3 * static_cast<double>(i);
  const double untied = cxm::jonckheere_terpstra(distinct, knowledge).variance;
  EXPECT_NEAR(untied, 153, 1e-12);
  EXPECT_NEAR(25 / std::sqrt(untied), 2.02, .005);
  EXPECT_NEAR(cxm::stats::normal_cdf(-25 / std::sqrt(untied)), .0217, 1e-4);
  // With ties less can vary, so z is larger.
  const auto normal = cxm::jonckheere_terpstra(work, knowledge, {}, 0);
  EXPECT_EQ(normal.method, "normal");
  EXPECT_LT(normal.variance, untied);
  EXPECT_NEAR(exact.p_increasing, normal.p_increasing, .002);
}

TEST(JonckheereTerpstra, IsThePermutationDistribution) {
  const std::vector<double> y{3, 1, 1, 2, 5, 3, 3};
  std::vector<std::int32_t> g{0, 0, 0, 1, 1, 2, 2};
  const double observed = j_of(y, g);
  const auto test = cxm::jonckheere_terpstra(y, g);
  EXPECT_EQ(test.statistic, observed);
  double upper = 0;
  double lower = 0;
  double all = 0;
  double sum = 0;
  double squares = 0;
  do {
    const double j = j_of(y, g);
    upper += j >= observed ? 1 : 0;
    lower += j <= observed ? 1 : 0;
    sum += j;
    squares += j * j;
    all += 1;
  } while (std::next_permutation(g.begin(), g.end()));
  EXPECT_EQ(all, 210);
  EXPECT_NEAR(test.p_increasing, upper / all, 1e-12);
  EXPECT_NEAR(test.p_decreasing, lower / all, 1e-12);
  EXPECT_NEAR(test.expected, sum / all, 1e-12);
  EXPECT_NEAR(test.variance, squares / all - sum * sum / all / all, 1e-12);
}

TEST(JonckheereTerpstra, ComparesWithinStrataAlone) {
  // A stratum that is higher altogether must not look like a trend.
  const std::vector<double> y{1, 2, 3, 11, 12, 13};
  const std::vector<std::int32_t> g{0, 1, 0, 1, 2, 1};
  const std::vector<std::int32_t> stratum{7, 7, 7, 9, 9, 9};
  const auto test = cxm::jonckheere_terpstra(y, g, stratum);
  EXPECT_EQ(test.statistic, 2);  // (1,2) but not (3,2); (11,12) but not (13,12)
  EXPECT_EQ(test.expected, 2);
  EXPECT_EQ(test.z, 0);
  // Each stratum alone gives J = 0, 1, 2 with 1/3 each: P(sum >= 2) = 6/9.
  EXPECT_NEAR(test.p_increasing, 6.0 / 9, 1e-12);
}

TEST(JonckheereTerpstra, TurnsWithTheOrder) {
  std::vector<std::int32_t> turned;
  for (const auto g : knowledge) turned.push_back(2 - g);
  const auto a = cxm::jonckheere_terpstra(work, knowledge);
  const auto b = cxm::jonckheere_terpstra(work, turned);
  EXPECT_NEAR(a.p_increasing, b.p_decreasing, 1e-12);
  EXPECT_NEAR(a.z, -b.z, 1e-12);
  EXPECT_EQ(cxm::jonckheere_terpstra(std::vector<double>{1, 2}, std::vector<std::int32_t>{0, 0}).p, 1);
}

TEST(CochranArmitage, EqualsThePublishedTrendOfSmokers) {
  // Smokers among patients of four hospitals (Fleiss 1981, p. 139; R's prop.trend.test): X^2 = 8.2249,
  // p = .004132.
  const std::vector<double> x{83, 90, 129, 70};
  const std::vector<double> n{86, 93, 136, 82};
  const auto test = cxm::cochran_armitage(x, n, 4, 0);
  EXPECT_NEAR(test.z * test.z, 8.2249, 5e-5);
  EXPECT_NEAR(test.p, .004132, 5e-7);
  EXPECT_EQ(test.method, "normal");
  EXPECT_LT(test.z, 0);
  EXPECT_EQ(cxm::cochran_armitage(x, n, 4).method, "exact");
  EXPECT_NEAR(cxm::cochran_armitage(x, n, 4).p, test.p, .003);
}

TEST(CochranArmitage, IsExactOnSmallTables) {
  // 2 of 3 in the highest class, none else: given 2 successes among 9, T = 4 needs both in class 2.
  const std::vector<double> x{0, 0, 2};
  const std::vector<double> n{3, 3, 3};
  const auto test = cxm::cochran_armitage(x, n, 3);
  EXPECT_EQ(test.statistic, 4);
  EXPECT_NEAR(test.p_increasing, 3.0 / 36, 1e-12);
  EXPECT_NEAR(test.p_decreasing, 1, 1e-12);
  EXPECT_THROW((void)cxm::cochran_armitage(x, n, 2), cxm::error);
}

TEST(RaoScott, MakesClusteredCountsSmaller) {
  // Ten clusters of ten, each all or none: every cluster speaks about once.
  std::vector<double> x(10, 0.0);
  const std::vector<double> n(10, 10.0);
  for (std::size_t u = 0; u < 5; ++u) x[u] = 10;
  const auto counts = cxm::rao_scott_counts(x, n);
  EXPECT_NEAR(counts.design_effect, 100 * (10.0 / 9 * 10 * 25 / 1e4) / .25, 1e-12);
  EXPECT_NEAR(counts.n, 9, 1e-9);
  EXPECT_NEAR(counts.x, 4.5, 1e-9);
  // Counts that scatter less than by chance are left as they are.
  EXPECT_EQ(cxm::rao_scott_counts(std::vector<double>{5, 5}, std::vector<double>{10, 10}).design_effect, 1);
}

TEST(ClassDifference, WorkedByHand) {
  // Stratum 0: class 1 {4, 6}, class 0 {1, 3}: 5 - 2 = 3, weight 1. Stratum 1: class 1 {9}, class 0 {7, 9,
  // 8}: 9 - 8 = 1, weight 3/4. (3 + 3/4) / (7/4) = 15/7; within squares 2 + 2 + 2 on 1 + 1 + 2 degrees of
  // freedom.
  const std::vector<double> y{4, 6, 1, 3, 9, 7, 9, 8, 99};
  const std::vector<std::int32_t> group{1, 1, 0, 0, 1, 0, 0, 0, 2};
  const std::vector<std::int32_t> stratum{0, 0, 0, 0, 1, 1, 1, 1, 1};
  const cxm::estimate e = cxm::class_difference(y, group, stratum, 1, 0);
  EXPECT_NEAR(e.value, 15.0 / 7, 1e-12);
  EXPECT_NEAR(e.se, std::sqrt(1.5 * 4 / 7), 1e-12);
  EXPECT_EQ(e.df, 4);
  EXPECT_EQ(e.n, 8);
  EXPECT_FALSE(cxm::class_difference(y, group, stratum, 1, 5).defined());
}

TEST(OrderedTrend, HoldsItsErrorRate) {
  constexpr int runs = 4000;
  int jt = 0;
  int ca = 0;
  for (int r = 0; r < runs; ++r) {
    cxm::random_stream random(3, static_cast<std::uint64_t>(r));
    std::vector<double> y;
    std::vector<std::int32_t> g;
    std::vector<double> x(3, 0.0);
    const std::vector<double> n{40, 60, 30};
    for (int i = 0; i < 30; ++i) {
      y.push_back(std::floor(5 * random.uniform()));
      g.push_back(i % 3);
    }
    for (std::size_t c = 0; c < 3; ++c) {
      for (int i = 0; i < static_cast<int>(n[c]); ++i) x[c] += random.uniform() < .3 ? 1 : 0;
    }
    jt += cxm::jonckheere_terpstra(y, g, {}, 0).p < .05 ? 1 : 0;
    ca += cxm::cochran_armitage(x, n, 3, 0).p < .05 ? 1 : 0;
  }
  // Monte Carlo error of .05 over 4,000 runs: .0035; the normal form adds about as much.
  EXPECT_NEAR(jt / static_cast<double>(runs), .05, .012);
  EXPECT_NEAR(ca / static_cast<double>(runs), .05, .012);
}

}  // namespace
