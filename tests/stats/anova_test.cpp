// SPDX-License-Identifier: Apache-2.0
#include "cxm/stats/anova.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/stats/covariance.hpp"

namespace {

using values = std::vector<double>;
using groups = std::vector<std::int32_t>;

cxm::stats::one_way_table anova(const values& y, const groups& g) {
  return cxm::stats::one_way_anova(cxm::column_view(y), g);
}

TEST(Anova, edge_anova_emptylevel) {
  // The level between is empty: degrees of freedom count the groups with members.
  const auto t = anova({1, 2, 4, 5, 7}, {0, 0, 2, 2, 2});
  EXPECT_EQ(t.groups, 2);
  EXPECT_EQ(t.n - t.groups, 3);
  EXPECT_NEAR(t.f, 10.2387096774194, 1e-12);
}

TEST(Anova, edge_icc_onegroup) {
  const auto t = anova({3, 4, 5, 2}, {0, 0, 0, 0});
  EXPECT_TRUE(std::isnan(t.icc1(t.n0)) && std::isnan(t.f) && std::isnan(t.p));
}

TEST(Anova, edge_icc_singletons) {
  const auto t = anova({3, 4, 5, 2}, {0, 1, 2, 3});
  EXPECT_TRUE(std::isnan(t.icc1(t.n0)) && std::isnan(t.within_ms));
}

TEST(Anova, edge_icc_mixed) {
  const auto t = anova({3, 4, 5, 2, 4}, {0, 0, 1, 1, 2});
  EXPECT_EQ(t.groups, 3);
  EXPECT_EQ(t.n, 5);
  EXPECT_NEAR(t.n0, 1.6, 1e-15);
  EXPECT_NEAR(t.between_ms, 0.1, 1e-14);
  EXPECT_NEAR(t.within_ms, 2.5, 1e-14);
  EXPECT_NEAR(t.icc1(t.n0), -1.5, 1e-13);
}

TEST(Anova, edge_icc_perfect) {
  const auto t = anova({3, 3, 5, 5}, {0, 0, 1, 1});
  EXPECT_EQ(t.within_ms, 0);
  EXPECT_EQ(t.icc1(t.n0), 1);
  EXPECT_EQ(t.icc2(), 1);
  EXPECT_EQ(t.p, 0);
}

TEST(Anova, edge_icc_constant) {
  const auto t = anova({0.1, 0.1, 0.1, 0.1, 0.1, 0.1}, {0, 1, 0, 1, 0, 1});
  EXPECT_TRUE(std::isnan(t.icc1(t.n0)) && std::isnan(t.icc2()) && std::isnan(t.f));
}

TEST(Anova, SumsOfSquaresAddUp) {
  const values y{1e6 + 1, 1e6 + 2, 1e6 + 4, 1e6 + 5, 1e6 + 7};
  const auto t = anova(y, {0, 0, 1, 1, 1});
  EXPECT_NEAR(t.between_ss + t.within_ss, 22.8, 1e-8);  // sum (y - 3.8)^2
}

TEST(Covariance, PairwiseAndListwise) {
  const values a{1, 2, 3, 9}, b{2, 4, 6, 0};
  const std::vector<std::uint8_t> hole{1, 1, 1, 0};
  const std::vector<cxm::column_view> columns{cxm::column_view(a), cxm::column_view(b, hole)};
  const auto listwise = cxm::stats::sample_covariance(columns);
  EXPECT_DOUBLE_EQ(listwise(0, 0), 1);
  EXPECT_DOUBLE_EQ(listwise(0, 1), 2);
  const auto pairwise = cxm::stats::sample_covariance(columns, cxm::stats::deletion::pairwise);
  EXPECT_NEAR(pairwise(0, 0), 38.75 / 3, 1e-13);
  EXPECT_DOUBLE_EQ(pairwise(1, 1), 4);
}

}  // namespace
