// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/series_trend.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/stats/distributions.hpp"

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<double> steps(std::size_t n) {
  std::vector<double> t(n);
  for (std::size_t i = 0; i < n; ++i) t[i] = static_cast<double>(i);
  return t;
}

cxm::matrix independent(const std::vector<double>& se) { return cxm::wave_covariance(se, 0); }

TEST(SeriesLine, WorkedByHand) {
  // Equal errors: the least-squares slope of 50, 48, 49, 45 over 0 .. 3 is -7/5 (sum (t - 1.5) y = -7, / 5),
  // its se 2 / sqrt(5).
  const std::vector<double> y{50, 48, 49, 45};
  const auto line = cxm::fit_line(steps(4), y, independent({2, 2, 2, 2}), infinity);
  EXPECT_NEAR(line.slope.value, -1.4, 1e-12);
  EXPECT_NEAR(line.slope.se, 2 / std::sqrt(5.0), 1e-12);
  EXPECT_NEAR(line.fit.coefficients[0], 48 + 1.4 * 1.5, 1e-12);
  EXPECT_NEAR(line.p_declining, cxm::stats::normal_cdf(1.4 / (2 / std::sqrt(5.0))), 1e-12);
  // Variance of the value at t = 0: s^2 (1/4 + 1.5^2 / 5).
  EXPECT_NEAR(line.fit.covariance(0, 0), 4 * (.25 + 2.25 / 5), 1e-12);
  // sum of squared residuals 14 - 1.4^2 * 5 = 4.2, over 4.
  EXPECT_NEAR(line.fit.q, (14 - 9.8) / 4, 1e-12);
}

TEST(SeriesLine, WeighsWavesAndTheirCorrelation) {
  // Two waves: the slope is their difference, whatever V; its variance falls with the correlation.
  const std::vector<double> y{60, 54};
  const std::vector<double> se{2, 3};
  const auto apart = cxm::fit_line(std::vector<double>{2015, 2017}, y, cxm::wave_covariance(se, 0), infinity);
  const auto panel =
      cxm::fit_line(std::vector<double>{2015, 2017}, y, cxm::wave_covariance(se, .5), infinity);
  EXPECT_NEAR(apart.slope.value, -3, 1e-9);
  EXPECT_NEAR(panel.slope.value, -3, 1e-9);
  EXPECT_NEAR(apart.slope.se, std::sqrt(13.0) / 2, 1e-9);
  EXPECT_NEAR(panel.slope.se, std::sqrt(13.0 - 6) / 2, 1e-9);
  EXPECT_THROW((void)cxm::fit_line(std::vector<double>{2, 2}, y, cxm::wave_covariance(se, 0), infinity),
               cxm::error);
}

TEST(SeriesEvent, RecoversAnExactSeries) {
  // 50 + t, and from t = 3 on 4 lower and 2 a wave steeper down.
  std::vector<double> y;
  for (int t = 0; t < 7; ++t) y.push_back(50 + t - (t >= 3 ? 4 + 2 * (t - 3) : 0));
  const auto e = cxm::fit_event(steps(7), y, independent(std::vector<double>(7, 1.0)), 3, infinity);
  ASSERT_TRUE(e.has_slope);
  EXPECT_NEAR(e.level_change.value, -4, 1e-9);
  EXPECT_NEAR(e.slope_before.value, 1, 1e-9);
  EXPECT_NEAR(e.slope_change.value, -2, 1e-9);
  EXPECT_NEAR(e.fit.q, 0, 1e-15);
  // Few waves: a step alone.
  const auto step = cxm::fit_event(steps(3), std::vector<double>{50, 52, 40},
                                   independent(std::vector<double>{1, 1, 1}), 2, infinity);
  EXPECT_TRUE(step.possible);
  EXPECT_FALSE(step.has_slope);
  EXPECT_NEAR(step.level_change.value, -11, 1e-12);
  EXPECT_NEAR(step.level_change.se, std::sqrt(1.5), 1e-12);
  EXPECT_FALSE(cxm::fit_event(steps(3), y = {1, 2, 3}, independent({1, 1, 1}), 9, infinity).possible);
}

TEST(SeriesBreak, FindsAStep) {
  const std::vector<double> y{60, 61, 60, 52, 51, 52};
  const auto b = cxm::find_break(y, independent(std::vector<double>(6, 1.0)));
  EXPECT_EQ(b.position, 3U);
  EXPECT_EQ(b.set, std::vector<std::size_t>{3});
  EXPECT_LT(b.p, .001);
  EXPECT_NEAR(b.shift.value, (155 - 181) / 3.0, 1e-9);
  // lr = shift^2 / var(shift): (26/3)^2 / (2/3).
  EXPECT_NEAR(b.likelihood_ratio, 26 * 26 / 9.0 * 1.5, 1e-9);
  EXPECT_FALSE(cxm::find_break(std::vector<double>{1, 2}, independent({1, 1})).possible);
}

TEST(SeriesDecay, RecoversAHalfLife) {
  std::vector<double> y;
  for (int t = 0; t < 8; ++t) y.push_back(30 + 40 * std::exp2(-t / 2.0));
  const auto d = cxm::fit_decay(steps(8), y, independent(std::vector<double>(8, .5)));
  ASSERT_TRUE(d.possible);
  EXPECT_NEAR(d.half_life.value, 2, 1e-4);
  EXPECT_NEAR(d.floor, 30, 1e-2);
  EXPECT_NEAR(d.start, 70, 1e-2);
  EXPECT_LT(d.half_life.low, 2);
  EXPECT_GT(d.half_life.high, 2);
  EXPECT_LT(d.half_life.high, 3);
  // A series that rises has no half-life; one that hardly falls has one without upper end.
  EXPECT_FALSE(cxm::fit_decay(steps(4), std::vector<double>{1, 2, 3, 4}, independent({1, 1, 1, 1})).possible);
  const auto line = cxm::fit_decay(steps(4), std::vector<double>{60, 60, 59, 59}, independent({1, 1, 1, 1}));
  ASSERT_TRUE(line.possible);
  EXPECT_EQ(line.half_life.high, infinity);
}

TEST(SpreadTrend, SeesUnitsDriftApart) {
  cxm::matrix y(12, 4);
  cxm::matrix v(12, 4, .01);
  const auto offset = [](std::size_t u) { return static_cast<double>(u) - 5.5; };
  for (std::size_t u = 0; u < 12; ++u) {
    for (std::size_t t = 0; t < 4; ++t) y(u, t) = 50 + offset(u) * (1 + .5 * static_cast<double>(t));
  }
  const auto s = cxm::fit_spread(steps(4), y, v);
  const double sd = std::sqrt(13.0);  // of 12 equal steps, divisor 11
  EXPECT_NEAR(s.tau[0], sd, .01);
  EXPECT_NEAR(s.slope.value, .5 * sd, .01);
  EXPECT_GT(s.p_widening, .99);
  EXPECT_LT(s.tau_low[0], sd);
  EXPECT_GT(s.tau_high[0], sd);
}

TEST(Series, IntervalsCoverAndTestsHold) {
  constexpr int runs = 1500;
  const std::vector<double> se{1.2, .8, 1, 1.5, .9, 1};
  const cxm::matrix v = cxm::wave_covariance(se, .3);
  int slope = 0;
  int level = 0;
  int flat = 0;
  int position = 0;
  int half = 0;
  int decays = 0;
  for (int r = 0; r < runs; ++r) {
    cxm::random_stream random(21, static_cast<std::uint64_t>(r));
    const double common = random.normal() * std::sqrt(.3);
    std::vector<double> noise;
    for (const double s : se) noise.push_back(s * (common + std::sqrt(.7) * random.normal()));
    const auto with = [&](auto truth) {
      std::vector<double> y = noise;
      for (std::size_t t = 0; t < y.size(); ++t) y[t] += truth(static_cast<double>(t));
      return y;
    };
    const auto line = cxm::fit_line(steps(6), with([](double t) { return 60 - t; }), v, infinity).slope;
    slope += line.low <= -1 && -1 <= line.high ? 1 : 0;
    const auto event =
        cxm::fit_event(steps(6), with([](double t) { return 60 + (t >= 3 ? -3.0 : 0); }), v, 3, infinity);
    level += event.level_change.low <= -3 && -3 <= event.level_change.high ? 1 : 0;
    const auto draw = static_cast<std::uint64_t>(r);
    flat += cxm::find_break(noise, v, draw, 99).p <= .05 ? 1 : 0;
    const auto found = cxm::find_break(with([](double t) { return t >= 2 ? -2.0 : 0; }), v, draw, 199);
    position += found.p_position[2] > .05 ? 1 : 0;
    const auto decay =
        cxm::fit_decay(steps(6), with([](double t) { return 20 + 40 * std::exp2(-t / 1.5); }), v);
    decays += decay.possible ? 1 : 0;
    half += decay.possible && decay.half_life.low <= 1.5 && 1.5 <= decay.half_life.high ? 1 : 0;
  }
  const auto rate = [](int count, int of) { return count / static_cast<double>(of); };
  // Monte Carlo error of .95 over 1,500 runs: .0056.
  EXPECT_NEAR(rate(slope, runs), .95, .017);
  EXPECT_NEAR(rate(level, runs), .95, .017);
  EXPECT_NEAR(rate(flat, runs), .05, .017);
  EXPECT_NEAR(rate(position, runs), .95, .02);
  EXPECT_GT(decays, runs * 99 / 100);
  EXPECT_NEAR(rate(half, decays), .95, .02);
}

}  // namespace
