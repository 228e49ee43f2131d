// SPDX-License-Identifier: Apache-2.0
#include "cxm/stats/distributions.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "cxm/base/error.hpp"

namespace {

using namespace cxm::stats;

TEST(Distributions, KnownQuantiles) {
  EXPECT_NEAR(normal_quantile(0.975), 1.959963984540054, 1e-14);
  // Exact: the distribution function has a closed form for 10 degrees of freedom.
  EXPECT_NEAR(student_t_quantile(0.975, 10), 2.2281388519862739, 1e-14);
  EXPECT_NEAR(chi_squared_quantile(0.95, 3), 7.814727903251179, 1e-12);
  EXPECT_NEAR(f_quantile(0.95, 3, 20), 3.098391212, 1e-8);  // printed tables
  EXPECT_NEAR(critical_value(0.95, std::numeric_limits<double>::infinity()), 1.959963984540054, 1e-14);
}

// What the distribution function of longer numbers says of a quantile, divided by the density, is the
// quantile's error.
TEST(Distributions, NormalQuantilesAreExactToTheLastDigits) {
  if (std::numeric_limits<long double>::digits < 64) GTEST_SKIP() << "no longer number than double here";
  double worst = 0;
  for (double e = -300; e < -0.31; e += 0.0137) {
    for (const double p : {std::pow(10, e), 1 - std::pow(10, e), 0.5 + 0.49 * std::pow(10, e)}) {
      if (p == 0.5 || p == 1) continue;
      const double x = normal_quantile(p);
      const auto l = static_cast<long double>(std::fabs(x));
      const long double tail = 0.5L * std::erfc(l / std::sqrt(2.0L));
      const long double truth = p < 0.5 ? static_cast<long double>(p) : 1 - static_cast<long double>(p);
      const long double density = std::exp(-l * l / 2) / std::sqrt(2 * std::acos(-1.0L));
      worst = std::max(worst, static_cast<double>(std::fabs((tail - truth) / density / l)));
      EXPECT_EQ(x < 0, p < 0.5);
    }
  }
  EXPECT_LT(worst, 1e-15);  // measured 9.3e-16, in the far tails
  EXPECT_GT(worst, 1e-17);
}

TEST(Distributions, ChiSquaredOfManyDegreesOfFreedomIsItsLimit) {
  for (const double df : {1e9, 1.1e9, 1e12, 1e15}) {
    EXPECT_NEAR(chi_squared_upper(df, df), 0.5, 1e-5);
    EXPECT_NEAR(chi_squared_upper(df + 2 * std::sqrt(2 * df), df), normal_cdf(-2), 2e-5);
    EXPECT_NEAR(chi_squared_cdf(df - 2 * std::sqrt(2 * df), df), normal_cdf(-2), 2e-5);
    EXPECT_NEAR((chi_squared_quantile(0.9, df) - df) / std::sqrt(2 * df), normal_quantile(0.9), 1e-4);
    EXPECT_EQ(chi_squared_upper(2 * df, df), 0);
    EXPECT_EQ(chi_squared_upper(5, df), 1);
  }
  EXPECT_NEAR(chi_squared_upper(1e300, 1e300), 0.5, 1e-5);
  // Both sides of the change of method.
  const double below = 1e9, above = std::nextafter(1e9, 2e9);
  for (const double z : {-4.0, 0.0, 3.0}) {
    const double x = below + z * std::sqrt(2 * below);
    EXPECT_NEAR(chi_squared_upper(x, below) / chi_squared_upper(x, above), 1, 1e-6);
  }
}

TEST(Distributions, BivariateNormalQuadrantIsSheppards) {
  for (const double rho : {-0.99, -0.5, 0.0, 0.3, 0.95, 0.999}) {
    EXPECT_NEAR(bivariate_normal_cdf(0, 0, rho), 0.25 + std::asin(rho) / (2 * std::numbers::pi), 1e-13);
  }
  EXPECT_EQ(bivariate_normal_cdf(1, 2, 1), normal_cdf(1));
}

TEST(Distributions, RefuseWhatIsOutsideTheirDomain) {
  EXPECT_THROW((void)normal_quantile(1.5), cxm::error);
  EXPECT_THROW((void)student_t_cdf(0, -1), cxm::error);
  EXPECT_THROW((void)bivariate_normal_cdf(0, 0, 2), cxm::error);
}

}  // namespace
