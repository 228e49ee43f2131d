// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/reliability.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/stats/covariance.hpp"

namespace {

using values = std::vector<double>;

double alpha(const std::vector<values>& items) {
  std::vector<cxm::column_view> views;
  for (const values& item : items) views.emplace_back(item);
  return cxm::cronbach_alpha(cxm::stats::sample_covariance(views, cxm::stats::deletion::pairwise));
}

const values i1{5, 1, 3, 2, 3, 3, 1, 3, 1, 5}, i2{5, 1, 3, 1, 2, 2, 2, 2, 2, 5},
    i3{4, 1, 2, 1, 4, 3, 1, 2, 1, 4};

TEST(Reliability, edge_alpha_zerovar) {
  EXPECT_NEAR(alpha({i1, i2, i3, values(10, 3.0)}), 0.828604382929642, 1e-13);
}
TEST(Reliability, edge_alpha_allconstant) {
  EXPECT_TRUE(std::isnan(alpha({values(10, 4.0), values(10, 4.0)})));
}
TEST(Reliability, edge_alpha_one) { EXPECT_TRUE(std::isnan(alpha({{5}, {5}, {4}}))); }
TEST(Reliability, edge_alpha_two) { EXPECT_NEAR(alpha({{1, 3}, {2, 3}, {3, 5}}), 0.96, 1e-14); }
TEST(Reliability, edge_alpha_perfect) { EXPECT_NEAR(alpha({i1, i1, i1}), 1, 1e-14); }
TEST(Reliability, edge_alpha_negative) {
  EXPECT_NEAR(alpha({i1, {2, 5, 4, 4, 4, 4, 6, 3, 5, 2}}), -27.1666666666667, 1e-11);
}
TEST(Reliability, edge_alpha_oneitem) { EXPECT_THROW((void)alpha({i1}), cxm::error); }

TEST(Reliability, SpearmanBrownComposes) {
  EXPECT_DOUBLE_EQ(cxm::spearman_brown(0.5, 2), 2.0 / 3);
  EXPECT_NEAR(cxm::spearman_brown(cxm::spearman_brown(0.7, 5), 0.2), 0.7, 1e-15);
}

}  // namespace
