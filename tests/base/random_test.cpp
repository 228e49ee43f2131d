// SPDX-License-Identifier: Apache-2.0
#include "cxm/base/random.hpp"

#include <gtest/gtest.h>

#include <cmath>

namespace {

// Published known answer of Philox4x32-10 for an all-zero counter and key (Random123, kat_vectors).
TEST(RandomStream, IsPhilox4x32With10Rounds) {
  cxm::random_stream r(0, 0);
  EXPECT_EQ(r.bits(), 0x6627e8d5U);
  EXPECT_EQ(r.bits(), 0xe169c58dU);
  EXPECT_EQ(r.bits(), 0xbc57ac4cU);
  EXPECT_EQ(r.bits(), 0x9b00dbd8U);
}

TEST(RandomStream, DependsOnlyOnSeedStreamAndPosition) {
  cxm::random_stream a(7, 3);
  cxm::random_stream b(7, 3);
  cxm::random_stream other(7, 4);
  int same = 0;
  for (int i = 0; i < 100; ++i) {
    const auto x = a.bits();
    EXPECT_EQ(x, b.bits());
    same += x == other.bits();
  }
  EXPECT_LT(same, 3);
}

TEST(RandomStream, UniformIsOpenAndNormalHasItsMoments) {
  cxm::random_stream r(1, 1);
  double sum = 0;
  double squares = 0;
  const int n = 20000;
  for (int i = 0; i < n; ++i) {
    const double u = r.uniform();
    ASSERT_GT(u, 0);
    ASSERT_LT(u, 1);
    const double z = r.normal();
    sum += z;
    squares += z * z;
  }
  EXPECT_NEAR(sum / n, 0, 4 / std::sqrt(n));  // four standard errors
  EXPECT_NEAR(squares / n, 1, 4 * std::sqrt(2.0 / n));
}

TEST(RandomStream, BelowIsUniform) {
  cxm::random_stream r(2, 9);
  int count[7] = {};
  for (int i = 0; i < 70000; ++i) ++count[r.below(7)];
  for (const int c : count) EXPECT_NEAR(c, 10000, 4 * std::sqrt(70000 * (1.0 / 7) * (6.0 / 7)));
}

}  // namespace
