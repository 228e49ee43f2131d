// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/bounded_mean.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/share.hpp"
#include "cxm/stats/distributions.hpp"

namespace {

using cxm::bounded_interval;
using cxm::bounded_mean;
using cxm::column_view;
using cxm::estimate_flag;

constexpr double infinity = std::numeric_limits<double>::infinity();

TEST(BoundedMean, ByHand) {
  // 5, 5, 4, 5, 3 on 1 to 5: mean 4.4, u = 0.85, s^2 = 0.8, V = 0.16 / 16 = 0.01 on 0 to 1.
  // D = (4 * 0.01 / 0.1275 + (1/3 - 0.1275) / 5) / 5 = 0.070978; t(4, .975) = 2.776445; q = 0.547148.
  // Ends (u + q/2 -+ sqrt(q (0.1275 + q/4))) / (1 + q) = (1.1235739 -+ 0.3802683) / 1.5471477.
  const std::vector<double> x{5, 5, 4, 5, 3};
  const cxm::estimate e = bounded_mean(column_view(x), 1, 5);
  EXPECT_DOUBLE_EQ(e.value, 4.4);
  EXPECT_NEAR(e.se, 0.4, 1e-12);
  EXPECT_NEAR(e.low, 1 + 4 * (1.1235739 - 0.3802683) / 1.5471477, 1e-6);
  EXPECT_NEAR(e.high, 1 + 4 * (1.1235739 + 0.3802683) / 1.5471477, 1e-6);
  EXPECT_EQ(e.df, 4);
  EXPECT_EQ(e.method, "bounded score");
}

TEST(BoundedMean, TheEndsSolveTheirEquation) {
  for (const double m : {0.5, 12.0, 50.0, 93.0}) {
    const double u = m / 100, v = 0.0009;
    const auto e = bounded_interval(m, v * 1e4, 17, 18, 18, 0.9, "x", 0, 100);
    const double t = cxm::stats::critical_value(0.9, 17);
    const double d = (17 * v / (u * (1 - u)) + (1.0 / 3 - u * (1 - u)) / 18) / 18;
    for (const double end : {e.low / 100, e.high / 100}) {
      EXPECT_NEAR((u - end) * (u - end), t * t * d * end * (1 - end), 1e-12) << m;
    }
  }
}

TEST(BoundedMean, OfYesAndNoItIsWilsonsInManyAnswers) {
  const double p = 0.93, n = 4000;
  const auto e = bounded_interval(p, p * (1 - p) / n, infinity, n, n, 0.95, "x", 0, 1);
  const auto w = cxm::share_interval(p, n);
  EXPECT_NEAR(e.low, w.low, 1e-12);
  EXPECT_NEAR(e.high, w.high, 1e-12);
}

TEST(BoundedMean, IsStudentsWhereTheEndsAreFar) {
  const auto e = bounded_interval(50, 0.01, 40000, 40001, 40001, 0.95, "x", 0, 100);
  const auto t = cxm::interval_from_variance(50, 0.01, 40001, 40000);
  EXPECT_NEAR(e.low, t.low, 1e-4);
  EXPECT_NEAR(e.high, t.high, 1e-4);
  const auto open = bounded_interval(50, 0.01, 12, 13, 13, 0.95, "t", 0, infinity);
  EXPECT_EQ(open.low, cxm::interval_from_variance(50, 0.01, 13, 12).low);
}

TEST(BoundedMean, EqualAnswersAreNotCertain) {
  // u = 1, V = 0: D = (1/3) / 5 alone, and the lower end is 1 / (1 + t^2 / 15).
  const std::vector<double> best{100, 100, 100, 100, 100};
  const auto e = bounded_mean(column_view(best), 0, 100);
  const double t = cxm::stats::critical_value(0.95, 4);
  EXPECT_NEAR(e.low, 100 / (1 + t * t / 15), 1e-9);
  EXPECT_EQ(e.high, 100);
  EXPECT_EQ(e.se, 0);
  const std::vector<double> middle{3, 3, 3, 3, 3, 3};
  const auto m = bounded_mean(column_view(middle), 1, 5);
  EXPECT_LT(m.low, 2.9);
  EXPECT_GT(m.high, 3.1);
  EXPECT_NEAR(m.low + m.high, 6, 1e-12);
}

TEST(BoundedMean, MirrorsWithTheScale) {
  const std::vector<double> x{0, 10, 30, 10}, mirrored{100, 90, 70, 90};
  const auto a = bounded_mean(column_view(x), 0, 100), b = bounded_mean(column_view(mirrored), 0, 100);
  EXPECT_NEAR(a.low, 100 - b.high, 1e-10);
  EXPECT_NEAR(a.high, 100 - b.low, 1e-10);
  EXPECT_GE(a.low, 0);
}

TEST(BoundedMean, StaysOnTheScaleAndAroundTheValue) {
  for (const double v : {0.0, 1e-12, 1.0, 400.0, 2500.0}) {
    for (const double m : {0.0, 1e-9, 3.0, 50.0, 99.9, 100.0}) {
      for (const double df : {1.0, 4.0, 200.0, infinity}) {
        const auto e = bounded_interval(m, v, df, 5, 5, 0.99, "x", 0, 100);
        EXPECT_GE(e.low, 0);
        EXPECT_LE(e.low, m);
        EXPECT_GE(e.high, m);
        EXPECT_LE(e.high, 100);
      }
    }
  }
}

TEST(BoundedMean, WhatDoesNotExistIsSaid) {
  const std::vector<double> one{4}, none{};
  EXPECT_TRUE(bounded_mean(column_view(one), 1, 5).has(estimate_flag::no_interval));
  EXPECT_EQ(bounded_mean(column_view(one), 1, 5).value, 4);
  EXPECT_TRUE(bounded_mean(column_view(none), 1, 5).has(estimate_flag::undefined));
}

TEST(BoundedMean, Refuses) {
  const std::vector<double> x{1, 2, 6};
  try {
    (void)bounded_mean(column_view(x), 1, 5);
    FAIL();
  } catch (const cxm::error& e) {
    EXPECT_EQ(e.code(), cxm::errc::data);
    EXPECT_EQ(e.row(), 2);
  }
  EXPECT_THROW((void)bounded_interval(101, 1, 4, 5, 5, 0.95, "x", 0, 100), cxm::error);
  EXPECT_THROW((void)bounded_interval(50, 1, 4, 5, 5, 0.95, "x", 100, 100), cxm::error);
  EXPECT_THROW((void)bounded_interval(50, 1, 4, 5, 0, 0.95, "x", 0, 100), cxm::error);
  EXPECT_THROW((void)bounded_interval(50, -1, 4, 5, 5, 0.95, "x", 0, 100), cxm::error);
}

TEST(BoundedDifference, ByHand) {
  // a: u = 0.85, D = 0.0709784 (above); b: 1, 3, 2, 4 on 1 to 5: u = 0.375, V = (5/3)/4/16 = 0.0260417,
  // D = (3 * 0.0260417 / 0.234375 + (1/3 - 0.234375) / 4) / 4 = 0.0895182.
  // w = (0.85 * 0.0895182 + 0.375 * 0.0709784) / 0.1604966 = 0.6399349, w (1 - w) = 0.2304182;
  // t = 0.475 / sqrt(0.1604966 * 0.2304182) = 2.470030 on 0.1604966^2 / (D_a^2/4 + D_b^2/3) = 6.553 df.
  const std::vector<double> x{5, 5, 4, 5, 3}, y{1, 3, 2, 4};
  const auto a = bounded_mean(column_view(x), 1, 5), b = bounded_mean(column_view(y), 1, 5);
  const auto c = cxm::bounded_difference(a, b, 1, 5);
  EXPECT_NEAR(c.difference.value, 1.9, 1e-12);
  EXPECT_NEAR(c.difference.low, 1.9 - std::hypot(a.value - a.low, b.high - b.value), 1e-12);
  EXPECT_NEAR(c.difference.high, 1.9 + std::hypot(a.high - a.value, b.value - b.low), 1e-12);
  EXPECT_NEAR(c.difference.df, 6.5534, 1e-3);
  EXPECT_NEAR(c.p, 2 * cxm::stats::student_t_cdf(-2.470030, c.difference.df), 1e-6);
  const auto mirrored = cxm::bounded_difference(b, a, 1, 5);
  EXPECT_NEAR(mirrored.p, c.p, 1e-14);
  EXPECT_NEAR(mirrored.difference.low, -c.difference.high, 1e-12);
}

TEST(BoundedDifference, EqualAnswersOfAFewAreNoProof) {
  // Five people all say 4; a thousand others have mean 3.65 and sd 1.06. Welch: p = 0; here nothing is
  // proven.
  cxm::estimate unit = bounded_mean(column_view(std::vector<double>(5, 4.0)), 1, 5);
  cxm::estimate rest = unit;
  rest.value = 3.65;
  rest.se = 1.06 / std::sqrt(1000);
  rest.n = rest.n_eff = 1000;
  rest.df = 999;
  EXPECT_GT(cxm::bounded_difference(unit, rest, 1, 5).p, 0.05);
  EXPECT_EQ(cxm::bounded_difference(unit, unit, 1, 5).p, 1);
}

TEST(BoundedDifference, AUnitAgainstItsParentIsTheUnitAgainstTheOthers) {
  std::vector<double> unit, others, all;
  for (int i = 0; i < 12; ++i) unit.push_back(60 + 3 * i);
  for (int i = 0; i < 40; ++i) others.push_back((37 * i) % 101);
  all = unit;
  all.insert(all.end(), others.begin(), others.end());
  const auto u = bounded_mean(column_view(unit), 0, 100), o = bounded_mean(column_view(others), 0, 100);
  // Exact when the parent's variance is that of its two parts.
  cxm::estimate parent = bounded_mean(column_view(all), 0, 100);
  const double q = 12.0 / 52;
  parent.se = std::sqrt(q * q * u.se * u.se + (1 - q) * (1 - q) * o.se * o.se);
  parent.df = u.df + o.df;
  const auto direct = cxm::bounded_difference(u, o, 0, 100);
  const auto through = cxm::bounded_unit_against_rest(u, parent, q, 0, 100);
  EXPECT_NEAR(through.difference.value, direct.difference.value, 1e-10);
  EXPECT_NEAR(through.difference.low, direct.difference.low, 1e-9);
  EXPECT_NEAR(through.difference.high, direct.difference.high, 1e-9);
  EXPECT_NEAR(through.p, direct.p, 1e-10);
  EXPECT_TRUE(cxm::bounded_unit_against_rest(u, u, 1, 0, 100).difference.has(estimate_flag::undefined));
}

TEST(BoundedDifference, ASingleAnswerHasNoInterval) {
  const auto one = bounded_mean(column_view(std::vector<double>{4}), 1, 5);
  const auto two = bounded_mean(column_view(std::vector<double>{4, 5, 1}), 1, 5);
  const auto c = cxm::bounded_difference(one, two, 1, 5);
  EXPECT_TRUE(c.difference.has(estimate_flag::no_interval));
  EXPECT_TRUE(std::isnan(c.p));
}

}  // namespace
