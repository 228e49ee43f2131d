// SPDX-License-Identifier: Apache-2.0
#include "cxm/benchmark/cluster.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"

namespace cxm {
namespace {

double spread(std::span<const double> x) {
  double mean = 0, w = 0;
  for (const double v : x) mean += v / static_cast<double>(x.size());
  for (const double v : x) w += (v - mean) * (v - mean);
  return w;
}

/// The least W over all ways to cut the sorted values into `groups` runs, by trying each.
double by_trying_all(std::span<const double> sorted, std::size_t groups) {
  if (groups == 1) return spread(sorted);
  double best = std::numeric_limits<double>::infinity();
  for (std::size_t first = 1; first + groups - 1 <= sorted.size(); ++first)
    best = std::min(best, spread(sorted.first(first)) + by_trying_all(sorted.subspan(first), groups - 1));
  return best;
}

TEST(Clusters, OptimumByHand) {
  const double x[] = {10, 1, 2, 11, 30, 3};
  const value_clusters c = optimal_clusters(x, 3);
  EXPECT_EQ(c.centres, (std::vector<double>{2, 10.5, 30}));
  EXPECT_EQ(c.sizes, (std::vector<std::size_t>{3, 2, 1}));
  EXPECT_EQ(c.member, (std::vector<std::size_t>{1, 0, 0, 1, 2, 0}));
  EXPECT_DOUBLE_EQ(c.within, 2.5);  // 1 + 0 + 1, 1/4 + 1/4, 0
  EXPECT_EQ(c.lowest, (std::vector<double>{1, 10, 30}));
  EXPECT_EQ(c.highest, (std::vector<double>{3, 11, 30}));
}

TEST(Clusters, OptimumIsThatOfTryingAllCuts) {
  random_stream random(7, 0);
  for (int round = 0; round < 200; ++round) {
    const std::size_t n = 2 + random.below(9), groups = 1 + random.below(5);
    std::vector<double> x(n);
    for (double& v : x) v = round % 2 == 0 ? std::floor(8 * random.uniform()) : random.normal();
    const value_clusters c = optimal_clusters(x, groups);
    std::vector<double> sorted = x;
    std::sort(sorted.begin(), sorted.end());
    const auto distinct =
        static_cast<std::size_t>(std::unique(sorted.begin(), sorted.end()) - sorted.begin());
    sorted = x;
    std::sort(sorted.begin(), sorted.end());
    EXPECT_EQ(c.centres.size(), std::min(groups, distinct));
    // Parting equal values never helps, so the reference may do it.
    EXPECT_NEAR(c.within, by_trying_all(sorted, c.centres.size()), 1e-12 * (1 + spread(sorted)));
    for (std::size_t i = 0; i < n; ++i)
      for (std::size_t j = 0; j < n; ++j)
        if (x[i] == x[j]) {
          EXPECT_EQ(c.member[i], c.member[j]);
        }
  }
}

TEST(Clusters, LloydSettlesAndIsNeverBetterThanTheOptimum) {
  random_stream random(8, 0);
  for (int round = 0; round < 50; ++round) {
    std::vector<double> x(60);
    for (double& v : x) v = 50 + 10 * random.normal() + 20 * std::floor(3 * random.uniform());
    const double starts[] = {30, 50, 60, 80, 100};
    const value_clusters local = lloyd_clusters(x, starts);
    EXPECT_GE(local.within, optimal_clusters(x, 5).within - 1e-9);
    for (std::size_t i = 0; i < x.size(); ++i) {
      for (const double centre : local.centres)
        EXPECT_LE(std::fabs(x[i] - local.centres[local.member[i]]), std::fabs(x[i] - centre) + 1e-12);
    }
    // A settled grouping stays when started from its own centres.
    EXPECT_EQ(lloyd_clusters(x, local.centres).member, local.member);
  }
}

TEST(Clusters, LloydByHandWithAHalfWayValueAndAnEmptyGroup) {
  const double x[] = {0, 2, 4};
  const double two[] = {1, 3};  // 2 lies half way and goes down: {0, 2}, {4}; then centres 1, 4
  const value_clusters c = lloyd_clusters(x, two);
  EXPECT_EQ(c.member, (std::vector<std::size_t>{0, 0, 1}));
  EXPECT_EQ(c.centres, (std::vector<double>{1, 4}));
  const double far[] = {2, 100};
  const value_clusters e = lloyd_clusters(x, far);
  EXPECT_EQ(e.sizes, (std::vector<std::size_t>{3, 0}));
  EXPECT_EQ(e.centres, (std::vector<double>{2, 100}));
  EXPECT_TRUE(std::isnan(e.lowest[1]));
}

TEST(Clusters, AsBandsHoldTheirOwnValues) {
  const double x[] = {10, 1, 2, 11, 30, 3};
  const value_clusters c = optimal_clusters(x, 3);
  for (const bool up : {true, false}) {
    const band_scale scale = c.bands(up);
    for (std::size_t i = 0; i < std::size(x); ++i) {
      const auto group = static_cast<int>(c.member[i]);
      EXPECT_EQ(band_of(x[i], scale), up ? group + 1 : 3 - group) << x[i];
    }
  }
}

TEST(Clusters, FewValuesAndBadOnes) {
  const double same[] = {5, 5, 5};
  const value_clusters c = optimal_clusters(same, 4);
  EXPECT_EQ(c.centres, std::vector<double>{5});
  EXPECT_EQ(c.between_share, 1);
  EXPECT_TRUE(c.bands().cuts.empty());
  EXPECT_THROW((void)optimal_clusters({}, 2), error);
  EXPECT_THROW((void)optimal_clusters(same, 0), error);
  const double bad[] = {1, std::nan("")};
  EXPECT_THROW((void)optimal_clusters(bad, 2), error);
  const double starts[] = {2, 1};
  EXPECT_THROW((void)lloyd_clusters(same, starts), error);
  const double x[] = {0, 1, 2, 3, 10, 11}, good[] = {0, 1};
  EXPECT_THROW((void)lloyd_clusters(x, good, 1), error);
}

}  // namespace
}  // namespace cxm
