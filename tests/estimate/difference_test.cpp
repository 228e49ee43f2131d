// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/difference.hpp"

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/estimate/bounded_mean.hpp"
#include "cxm/estimate/gap.hpp"
#include "cxm/estimate/level_estimate.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/nps.hpp"
#include "cxm/estimate/share.hpp"
#include "cxm/stats/distributions.hpp"

namespace {

using namespace cxm;

estimate bounded(double value, double variance, double n) {
  return bounded_interval(value, variance, n - 1, n, n, 0.95, "bounded score", 0, 100);
}

TEST(DifferenceBetween, OfTIntervalsIsWelchsOrThePairedT) {
  const estimate a = interval_from_variance(60, 4, 100, 99);
  const estimate b = interval_from_variance(55, 9, 50, 49);
  estimate x = a, y = b;
  x.method = y.method = "t";
  const auto apart = difference_between(x, y, false, 0, 100);
  const estimate welch = welch_difference(a, b);
  EXPECT_EQ(apart.difference.low, welch.low);
  EXPECT_EQ(apart.difference.df, welch.df);
  EXPECT_EQ(apart.p, difference_p_value(welch));
  EXPECT_EQ(apart.test, "Welch t test");
  const auto joined = difference_between(x, y, false, 0, 100, 3);
  EXPECT_NEAR(joined.difference.se, std::sqrt(7.0), 1e-12);
  EXPECT_EQ(joined.difference.df, 49);
  EXPECT_NEAR(joined.p, 2 * stats::student_t_cdf(-5 / std::sqrt(7.0), 49), 1e-12);
  EXPECT_TRUE(
      difference_between(x, y, false, 0, 100, std::nan("")).difference.has(estimate_flag::no_interval));
}

TEST(DifferenceBetween, OfSharesIsNewcombes) {
  const estimate p = share_interval(0.6, 50), q = share_interval(0.4, 50);
  const estimate apart = newcombe_difference(p, q);
  const auto plain = difference_between(p, q, true, 0, 1);
  EXPECT_NEAR(plain.difference.low, apart.low, 1e-12);
  EXPECT_NEAR(plain.difference.high, apart.high, 1e-12);
  EXPECT_NEAR(plain.p, two_share_p_value(p, q), 1e-12);
  const auto together = difference_between(p, q, true, 0, 1, 0.5 * p.se * q.se);
  EXPECT_GT(together.difference.low, apart.low);
  EXPECT_LT(together.difference.high, apart.high);
  EXPECT_LT(together.p, plain.p);
}

TEST(DifferenceBetween, OfNetPromoterScoresGoesByTheirOwnLimits) {
  const estimate a = nps_interval(nps_counts{20, 5, 5}), b = nps_interval(nps_counts{10, 10, 10});
  const auto d = difference_between(a, b, false, -100, 100);
  const estimate limits = newcombe_difference(a, b);
  EXPECT_NEAR(d.difference.low, limits.low, 1e-12);
  EXPECT_NEAR(d.difference.high, limits.high, 1e-12);
  EXPECT_NEAR(d.p, interval_p_value(d.difference), 1e-15);
}

TEST(DifferenceBetween, EqualAnswersOfTheSamePeopleAreNoCertainty) {
  // Five people answer 75 and 50 each: the paired t test has p = 0 and an interval of width 0.
  const estimate a = bounded(75, 0, 5), b = bounded(50, 0, 5);
  const auto d = difference_between(a, b, false, 0, 100, 0);
  EXPECT_LT(d.difference.low, d.difference.high);
  EXPECT_GT(d.p, 1e-4);
  // A covariance draws the interval together; at the paired t's end the p is not below the t test's.
  const estimate x = bounded(70, 16, 30), y = bounded(60, 16, 30);
  const auto apart = difference_between(x, y, false, 0, 100),
             pairs = difference_between(x, y, false, 0, 100, 12);
  EXPECT_GT(pairs.difference.low, apart.difference.low);
  EXPECT_EQ(pairs.difference.df, 29);
  EXPECT_NEAR(pairs.difference.se, std::sqrt(8.0), 1e-12);
  EXPECT_GE(pairs.p, 2 * stats::student_t_cdf(-10 / std::sqrt(8.0), 29));
}

TEST(WeightedSum, OfTwoIsTheirDifferenceAndOfIndependentTIsTheirVariance) {
  const estimate a = bounded(80, 9, 20), b = bounded(60, 16, 25);
  const std::array<estimate, 2> parts{a, b};
  const std::array<double, 2> signs{1, -1};
  const matrix none(2, 2);
  const estimate d = weighted_sum(parts, signs, none, "sum");
  const estimate e = bounded_difference(a, b, 0, 100).difference;
  EXPECT_NEAR(d.low, e.low, 1e-12);
  EXPECT_NEAR(d.high, e.high, 1e-12);
  // Half and half of normal intervals: the reach is the root of the sum of squares.
  const double infinity = std::numeric_limits<double>::infinity();
  const std::array<estimate, 2> normal{interval_from_variance(80, 9, 20, infinity),
                                       interval_from_variance(60, 16, 25, infinity)};
  const std::array<double, 2> halves{.5, .5};
  const estimate mean = weighted_sum(normal, halves, none, "mean");
  EXPECT_NEAR(mean.value, 70, 1e-12);
  EXPECT_NEAR(mean.se, 2.5, 1e-12);
  EXPECT_NEAR(mean.high - mean.value, 2.5 * 1.959963984540054, 1e-9);
  EXPECT_THROW((void)weighted_sum(parts, std::array<double, 1>{1}, none, ""), error);
}

TEST(ProbabilityBelow, NeverContradictsTheInterval) {
  for (const estimate& e : {bounded(96, 4, 12), bounded(100, 0, 5), share_interval(1, 8),
                            share_interval(.3, 8), interval_from_variance(3, 1, 10, 9),
                            nps_interval(nps_counts{12, 9, 9}), nps_interval(nps_counts{9, 1, 0})}) {
    const double end = e.has(estimate_flag::clamped) ? e.high : e.low;  // all nine detractors: cut at -100
    EXPECT_NEAR(interval_p_value(e, end), 0.05, 1e-12) << e.method;
    if (e.high > e.value) {
      EXPECT_NEAR(probability_below(e, e.high), 0.975, 1e-12) << e.method;
    }
    double before = 0;
    for (int i = 0; i <= 100; ++i) {
      const double x = e.low + (e.high - e.low) * (-0.5 + 2 * i / 100.0);
      EXPECT_GE(probability_below(e, x), before);
      before = probability_below(e, x);
    }
  }
  EXPECT_NEAR(probability_below(interval_from_variance(3, 1, 10, 9), 4), stats::student_t_cdf(1, 9), 1e-14);
  EXPECT_TRUE(std::isnan(probability_below(undefined_estimate("t"), 1)));
}

TEST(ProbabilityBelow, FiveEqualAnswersDoNotSettleALevel) {
  const double cuts[] = {20, 40, 60, 80};
  const auto p = level_probabilities(bounded(100, 0, 5), cuts);
  EXPECT_LT(p[4], 0.99);
  EXPECT_GT(p[3], 0.005);
  EXPECT_GT(answers_until_settled(bounded(82, 40, 8), cuts), 0);
}

TEST(DetectableDifference, IsBloomsOfATInterval) {
  const estimate e = interval_from_variance(3, 1, 10, 9);
  EXPECT_NEAR(detectable_difference(e), minimal_detectable(1, 9), 1e-12);
  EXPECT_GT(
      detectable_difference(bounded_difference(bounded(100, 0, 5), bounded(90, 1, 200), 0, 100).difference),
      0);
}

}  // namespace
