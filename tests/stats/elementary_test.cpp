// SPDX-License-Identifier: Apache-2.0
#include "cxm/stats/elementary.hpp"

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "cxm/base/random.hpp"

namespace cxm::stats {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// Units in the last place between a result and the truth, which the C library knows to 64 bits or more.
double units(double value, long double truth) {
  if (std::isnan(value) || std::isinf(value)) return value == static_cast<double>(truth) ? 0 : infinity;
  int exponent = 0;
  std::frexp(static_cast<double>(truth), &exponent);
  const long double unit = std::ldexp(1.0L, std::max(exponent - 53, -1074));
  return static_cast<double>(std::fabs((value - truth) / unit));
}

struct function_case {
  std::string name;
  double (*ours)(double);
  std::function<long double(long double)> truth;
  double low, high;  // uniform between them
  bool by_size;      // uniform in the logarithm of the size instead, both signs where low < 0
  double limit;      // measured over ten million arguments, rounded up
};

double worst(const function_case& c, int draws) {
  random_stream random(17, 3);
  double most = 0;
  for (int i = 0; i < draws; ++i) {
    double x = 0;
    if (c.by_size) {
      const double from = std::log(c.low < 0 ? 1e-20 : c.low);
      x = std::exp(from + random.uniform() * (std::log(c.high) - from));
      if (c.low < 0 && random.uniform() < 0.5) x = -x;
    } else {
      x = c.low + random.uniform() * (c.high - c.low);
    }
    most = std::max(most, units(c.ours(x), c.truth(x)));
  }
  return most;
}

TEST(Elementary, LiesWithinTheStatedUnitsOfTheTruth) {
  if (std::numeric_limits<long double>::digits < 64) GTEST_SKIP() << "no longer number than double here";
  const auto l = [](long double (*f)(long double)) { return f; };
  const std::vector<function_case> cases = {
      {"exp", exp, l(expl), -708, 709, false, 0.75},
      {"exp near 0", exp, l(expl), -1, 1, true, 0.75},
      {"exp of little", exp, l(expl), -745, -708, false, 0.75},
      {"expm1", expm1, l(expm1l), -40, 40, false, 1.1},
      {"expm1 near 0", expm1, l(expm1l), -2, 2, true, 1},
      {"log", log, l(logl), 1e-307, 1e308, true, 0.9},
      {"log near 1", log, l(logl), 0.5, 2, false, 0.9},
      {"log1p", log1p, l(log1pl), -1, 3, false, 0.9},
      {"log1p near 0", log1p, l(log1pl), 1e-20, 1e10, true, 0.9},
      {"log10", log10, l(log10l), 1e-307, 1e308, true, 0.53},
      {"cbrt", cbrt, l(cbrtl), -1, 1e300, true, 1},
      {"sin", sin, l(sinl), -10, 10, false, 1.1},
      {"sin of many turns", sin, l(sinl), -1e6, 1e6, false, 1.1},
      {"cos", cos, l(cosl), -10, 10, false, 1.1},
      {"cos of many turns", cos, l(cosl), -1e6, 1e6, false, 1.1},
      {"atan", atan, l(atanl), -1, 1e10, true, 1.5},
      {"asin", asin, l(asinl), -1, 1, false, 3},
      {"acos", acos, l(acosl), -1, 1, false, 3},
      {"tanh", tanh, l(tanhl), -1, 25, true, 3},
      {"atanh", atanh, l(atanhl), -1, 1, false, 3},
  };
  for (const function_case& c : cases) {
    const double most = worst(c, 60000);
    EXPECT_LT(most, c.limit) << c.name;
    EXPECT_GT(most, 0.4) << c.name << ": so exact that the comparison is in doubt";
  }
}

TEST(Elementary, PowersLieWithinAUnitAndAreExactWhereTheyCanBe) {
  if (std::numeric_limits<long double>::digits >= 64) {
    random_stream random(17, 4);
    double most = 0;
    for (int i = 0; i < 200000; ++i) {
      const double x = std::exp(40 * (random.uniform() - 0.5));
      const double y = 30 * (random.uniform() - 0.5);
      // The truth's own error grows with |y log x| units of 64 bits: some hundredths of a unit of 53.
      most = std::max(most,
                      units(pow(x, y), std::pow(static_cast<long double>(x), static_cast<long double>(y))));
    }
    EXPECT_LT(most, 0.8);
    EXPECT_GT(most, 0.4);
  }
  double ten = 1;
  for (int k = 0; k <= 22; ++k, ten *= 10) {
    EXPECT_EQ(pow(10, k), ten);
    EXPECT_EQ(log10(ten), k);
  }
  for (int k = 3; k <= 33; ++k) EXPECT_EQ(pow(3, k), pow(3, k - 1) * 3);
  for (int k = -1074; k < 1024; ++k) EXPECT_EQ(pow(2, k), std::ldexp(1.0, k));
  EXPECT_EQ(pow(0.5, 0.5), std::sqrt(0.5));
}

TEST(Elementary, EndsAreThoseOfTheStandard) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const auto& [ours, theirs] :
       std::vector<std::pair<double (*)(double), double (*)(double)>>{{exp, std::exp},
                                                                      {expm1, std::expm1},
                                                                      {log, std::log},
                                                                      {log1p, std::log1p},
                                                                      {log10, std::log10},
                                                                      {cbrt, std::cbrt},
                                                                      {sin, std::sin},
                                                                      {cos, std::cos},
                                                                      {atan, std::atan},
                                                                      {asin, std::asin},
                                                                      {acos, std::acos},
                                                                      {tanh, std::tanh},
                                                                      {atanh, std::atanh}}) {
    for (const double x : {0.0, -0.0, 1.0, -1.0, 2.0, -2.0, 1e-300, 5e-324, -5e-324, 1e300, -1e300, 750.0,
                           -750.0, infinity, -infinity, nan}) {
      if ((theirs == static_cast<double (*)(double)>(std::sin) ||
           theirs == static_cast<double (*)(double)>(std::cos)) &&
          std::fabs(x) > 1e6)
        continue;
      const double expected = theirs(x);
      const double value = ours(x);
      if (std::isnan(expected)) {
        EXPECT_TRUE(std::isnan(value)) << x;
      } else {
        EXPECT_DOUBLE_EQ(value, expected) << x;
        EXPECT_EQ(std::signbit(value), std::signbit(expected)) << x;
      }
    }
  }
  for (const double x : {0.0, -0.0, 1.0, -1.0, 0.5, -0.5, 3.0, -3.0, 1e300, -1e300, infinity, -infinity, nan})
    for (const double y :
         {0.0, -0.0, 1.0, -1.0, 2.0, 3.0, -3.0, 0.5, -0.5, 1e10, 1e300, infinity, -infinity, nan}) {
      const double expected = std::pow(x, y);
      const double value = pow(x, y);
      if (std::isnan(expected)) {
        EXPECT_TRUE(std::isnan(value)) << x << ' ' << y;
      } else {
        EXPECT_DOUBLE_EQ(value, expected) << x << ' ' << y;
        EXPECT_EQ(std::signbit(value), std::signbit(expected)) << x << ' ' << y;
      }
    }
}

TEST(Elementary, AnglesOfPointsAreThoseOfTheStandard) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (const double y : {0.0, -0.0, 1.0, -1.0, 0.3, -2.5, 1e300, -1e-300, infinity, -infinity, nan})
    for (const double x : {0.0, -0.0, 1.0, -1.0, 0.3, -2.5, 1e300, -1e-300, infinity, -infinity, nan}) {
      const double expected = std::atan2(y, x);
      const double value = stats::atan2(y, x);
      if (std::isnan(expected)) {
        EXPECT_TRUE(std::isnan(value)) << y << ' ' << x;
      } else {
        EXPECT_DOUBLE_EQ(value, expected) << y << ' ' << x;
        EXPECT_EQ(std::signbit(value), std::signbit(expected)) << y << ' ' << x;
      }
    }
}

// The bits of this digest were computed once. A compiler, an option or a processor that gives others breaks
// the promise of the same number everywhere.
TEST(Promise2TheSameNumberEverywhere, ElementaryFunctionsGiveTheSameBitsByEveryCompilerAndProcessor) {
  std::uint64_t digest = 14695981039346656037u;
  const auto add = [&](double value) {
    digest = (digest ^ std::bit_cast<std::uint64_t>(value)) * 1099511628211u;
  };
  double x = 1e-6;
  for (int i = 0; i < 20000; ++i) {
    x = x < 1e6 ? x * 1.00137 : 1e-6 + 1e-9 * i;
    const double share = x / (1 + x);
    for (const double value :
         {exp(-x), exp(share), log(x), log1p(x), log1p(-share), expm1(-share), expm1(share * 30), pow(x, 0.3),
          pow(x, -3.7), log10(x), cbrt(x), sin(x), cos(x), atan(x), asin(share), acos(-share), tanh(share),
          atanh(share), root_of_squares(x, 1)})
      add(value);
  }
  EXPECT_EQ(digest, 17724804687074848940u);
}

}  // namespace
}  // namespace cxm::stats
