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

}  // namespace
