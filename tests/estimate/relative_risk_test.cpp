// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/relative_risk.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "cxm/base/error.hpp"

namespace {

using namespace cxm;

TEST(RelativeRisk, KatzByHand) {
  // 30 of 50 against 15 of 50: 2, se of the log = sqrt(.4/30 + .7/15).
  const estimate e = relative_risk(30, 50, 15, 50);
  EXPECT_DOUBLE_EQ(e.value, 2);
  EXPECT_EQ(e.method, "Katz log");
  const double half = 1.959963984540054 * std::sqrt(.4 / 30 + .7 / 15);
  EXPECT_NEAR(e.low, 2 * std::exp(-half), 1e-12);
  EXPECT_NEAR(e.high, 2 * std::exp(half), 1e-12);
}

TEST(RelativeRisk, ScoreIntervalMaximisesTheLikelihoodNumerically) {
  // The ends were found by a search over theta in which the restricted likelihood was maximised by golden
  // section, to about 7 digits. The first table is Koopman's (1984) own, printed as 2.94 to 7.15.
  struct {
    double x1, n1, x2, n2, low, high;
  } const cases[] = {{36, 40, 16, 80, 2.939569192773278, 7.152223437294757},
                     {3, 10, 1, 12, 0.602659087427472, 23.240689241050074}};
  for (const auto& c : cases) {
    const estimate e = relative_risk(c.x1, c.n1, c.x2, c.n2, .95, 1e9);
    EXPECT_EQ(e.method, "Koopman score");
    EXPECT_NEAR(e.low / c.low, 1, 2e-6);
    EXPECT_NEAR(e.high / c.high, 1, 2e-6);
  }
}

TEST(RelativeRisk, TurnsAroundWithItsSides) {
  const estimate e = relative_risk(7, 20, 3, 25);
  const estimate turned = relative_risk(3, 25, 7, 20);
  EXPECT_NEAR(e.value * turned.value, 1, 1e-12);
  EXPECT_NEAR(e.low * turned.high, 1, 1e-9);
  EXPECT_NEAR(e.high * turned.low, 1, 1e-9);
}

TEST(RelativeRisk, EmptyCellsHaveOneEnd) {
  const estimate none = relative_risk(0, 10, 4, 15);
  EXPECT_EQ(none.value, 0);
  EXPECT_EQ(none.low, 0);
  EXPECT_NEAR(none.high, 1.1894407455410367, 2e-6 * 1.1894407455410367);
  EXPECT_TRUE(none.has(estimate_flag::clamped));
  const estimate only = relative_risk(4, 15, 0, 10);
  EXPECT_TRUE(std::isinf(only.value));
  EXPECT_TRUE(std::isinf(only.high));
  EXPECT_NEAR(only.low, 0.8407312405310162, 2e-6 * 0.8407312405310162);
  EXPECT_TRUE(relative_risk(0, 10, 0, 10).has(estimate_flag::undefined));
  EXPECT_TRUE(relative_risk(0, 0, 3, 10).has(estimate_flag::undefined));
  EXPECT_THROW(static_cast<void>(relative_risk(5, 4, 1, 3)), error);
}

TEST(RelativeRisk, CoversExactlySummed) {
  // All samples of 15 and 20 people at .5 and .25.
  const auto binomial = [](int k, int n, double p) {
    return std::exp(std::lgamma(n + 1.0) - std::lgamma(k + 1.0) - std::lgamma(n - k + 1.0) + k * std::log(p) +
                    (n - k) * std::log(1 - p));
  };
  double covered = 0;
  double all = 0;
  for (int x = 0; x <= 15; ++x) {
    for (int y = 0; y <= 20; ++y) {
      const estimate e = relative_risk(x, 15, y, 20);
      if (!e.defined()) continue;
      const double p = binomial(x, 15, .5) * binomial(y, 20, .25);
      all += p;
      if (e.low <= 2 && 2 <= e.high) covered += p;
    }
  }
  EXPECT_GT(covered / all, .94);
  EXPECT_LT(covered / all, .965);
}

}  // namespace
