// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/sample_size.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "cxm/base/error.hpp"

namespace {

TEST(SampleSize, AnswersAndMarginsAreInverse) {
  for (const double population : {cxm::infinite_population, 5000.0, 200.0}) {
    for (const double p : {0.5, 0.1}) {
      const double n = cxm::answers_for_share(0.04, p, 0.9, population);
      // n0 / (1 + (n0-1)/N) solves margin = e exactly under the factor (N - n)/(N - 1).
      EXPECT_NEAR(cxm::margin_of_share(n, p, 0.9, population), 0.04, 1e-12);
    }
    EXPECT_NEAR(cxm::margin_of_mean(cxm::answers_for_mean(2, 30, 0.95, population), 30, 0.95, population), 2,
                1e-10);
  }
}

TEST(SampleSize, TheWholePopulationHasNoMargin) {
  EXPECT_EQ(cxm::margin_of_share(500, 0.5, 0.95, 500), 0);
  EXPECT_THROW((void)cxm::margin_of_share(501, 0.5, 0.95, 500), cxm::error);
}

TEST(SampleSize, PowerAndAnswersAreInverse) {
  EXPECT_NEAR(cxm::power_of_two_shares(cxm::answers_for_two_shares(0.3, 0.4, 0.9), 0.3, 0.4), 0.9, 1e-12);
  EXPECT_NEAR(cxm::power_of_two_means(cxm::answers_for_two_means(0.5, 1.5, 0.9), 0.5, 1.5), 0.9, 1e-10);
  EXPECT_EQ(cxm::answers_for_two_means(100, 1), 2);
  EXPECT_THROW((void)cxm::answers_for_two_means(0), cxm::error);
  EXPECT_THROW((void)cxm::answers_for_two_shares(0.4, 0.4), cxm::error);
}

TEST(SampleSize, PowerAtNoDifferenceIsHalfTheErrorRate) {
  EXPECT_NEAR(cxm::power_of_two_means(30, 0), 0.025, 1e-12);
}

TEST(SampleSize, PowerGrowsWithAnswers) {
  double last = 0;
  for (const double n : {1.01, 2.0, 3.0, 5.5, 20.0, 100.0, 1e4}) {
    const double power = cxm::power_of_two_means(n, 0.4);
    EXPECT_GE(power, last) << n;
    last = power;
  }
  EXPECT_NEAR(last, 1, 1e-12);
}

TEST(SampleSize, DetectableDifference) {
  // (1.959964 + 0.841621) sqrt(3^2 + 4^2)
  EXPECT_NEAR(cxm::detectable_difference(3, 4), 5 * 2.80158521811329, 1e-9);
}

}  // namespace
