// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/design_quantile.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/estimate/design_regression.hpp"

namespace {

using cxm::survey_design;

cxm::column_view view(const std::vector<double>& y) { return cxm::column_view(y); }

survey_design simple(std::size_t n) {
  cxm::survey_design_spec spec;
  spec.rows = n;
  return survey_design(spec);
}

TEST(DesignQuantile, MedianAndWoodruffLimitsByHand) {
  std::vector<double> y;
  for (int i = 1; i <= 101; ++i) y.push_back(i);
  const double half[] = {0.5};
  const auto q = cxm::design_quantiles(simple(101), view(y), half);
  EXPECT_EQ(q[0].value, 51);
  // Share at or below 51 is 51/101 +- t(100) sqrt(p q / 100): 0.4057 .. 0.6042, so 41 .. 62.
  EXPECT_EQ(q[0].low, 41);
  EXPECT_EQ(q[0].high, 62);
}

TEST(DesignQuantile, ALimitBeyondTheSampleDoesNotExist) {
  const std::vector<double> y = {1, 2, 3, 4, 5};
  const double high[] = {0.99};
  const auto q = cxm::design_quantiles(simple(5), view(y), high);
  EXPECT_EQ(q[0].value, 5);
  const double p[] = {0.6};
  const auto m = cxm::design_quantiles(simple(5), view(y), p);
  EXPECT_TRUE(std::isnan(m[0].high));
  EXPECT_TRUE(m[0].has(cxm::estimate_flag::no_interval));
}

TEST(DesignQuantile, NoAnswerIsUndefined) {  // edge.quantile.empty
  const std::vector<double> y = {1, 2};
  const std::vector<std::uint8_t> none = {0, 0};
  const double p[] = {0.5};
  EXPECT_FALSE(cxm::design_quantiles(simple(2), cxm::column_view(y, none), p)[0].defined());
}

TEST(DesignQuantile, TheCorrectScoreLimitsFollowTheWeights) {
  // Large answers have small weights: an unweighted way back puts the limits too high.
  cxm::random_stream random(3, 1);
  cxm::survey_design_spec spec;
  spec.rows = 400;
  std::vector<double> y;
  for (std::size_t i = 0; i < spec.rows; ++i) {
    y.push_back(random.uniform());
    spec.weights.push_back(y.back() < 0.5 ? 5 : 1);
  }
  const survey_design d(spec);
  const double p[] = {0.5};
  cxm::design_quantile_options options;
  options.interval = cxm::quantile_interval::score;
  const auto good = cxm::design_quantiles(d, view(y), p, options)[0];
  const auto woodruff = cxm::design_quantiles(d, view(y), p)[0];
  EXPECT_LT(good.low, good.value);
  EXPECT_GT(good.high, good.value);
  EXPECT_NEAR(good.low, woodruff.low, 0.02);
  EXPECT_NEAR(good.high, woodruff.high, 0.02);
  options.interval = cxm::quantile_interval::score_survey;
  // The interval as survey 4.1 prints it does not even contain the median.
  EXPECT_LT(cxm::design_quantiles(d, view(y), p, options)[0].high, good.value);
}

TEST(DesignProportion, LimitsStayInsideAndEnclose) {
  std::vector<double> y(30, 0.0);
  y[0] = 1;
  using enum cxm::proportion_interval;
  for (const auto method : {logit, likelihood, arc_sine, beta, mean}) {
    const auto e = cxm::design_proportion(simple(30), view(y), method);
    EXPECT_NEAR(e.value, 1.0 / 30, 1e-15);
    EXPECT_GE(e.low, 0) << e.method;
    EXPECT_LT(e.low, e.value);
    EXPECT_GT(e.high, e.value);
    EXPECT_LE(e.high, 1);
  }
  EXPECT_TRUE(cxm::design_proportion(simple(30), view(y), mean).has(cxm::estimate_flag::clamped));
  EXPECT_LT(cxm::design_proportion(simple(30), view(y), mean, 0.95, false).low, 0);
}

TEST(DesignProportion, AtZeroOnlyBetaHasAnInterval) {
  const std::vector<double> y(40, 0.0);
  const auto b = cxm::design_proportion(simple(40), view(y), cxm::proportion_interval::beta);
  EXPECT_EQ(b.low, 0);
  EXPECT_NEAR(b.high, 0.0880973028788024, 1e-12);  // Clopper-Pearson of 0 in 40
  EXPECT_TRUE(cxm::design_proportion(simple(40), view(y)).has(cxm::estimate_flag::no_interval));
  const std::vector<double> two = {0, 1, 2};
  EXPECT_THROW((void)cxm::design_proportion(simple(3), view(two)), cxm::error);
}

TEST(DesignRegression, SaturatedModelGivesTheGroupMeans) {
  const std::vector<double> y = {1, 2, 6, 4, 8}, g = {0, 0, 1, 1, 1};
  const auto t = cxm::design_t_test(simple(5), view(y), view(g));
  EXPECT_NEAR(t.difference.value, 4.5, 1e-14);
  EXPECT_EQ(t.df, 3);
  const std::vector<double> b = {0, 1, 1, 1, 0};
  const std::vector<cxm::column_view> x = {view(g)};
  const auto m = cxm::design_regression(simple(5), view(b), x, cxm::regression_family::binomial);
  EXPECT_NEAR(m.coefficients[0], 0, 1e-12);              // odds 1 : 1
  EXPECT_NEAR(m.coefficients[1], std::log(2.0), 1e-12);  // odds 2 : 1
}

cxm::errc refusal(const std::vector<double>& y, const std::vector<cxm::column_view>& x,
                  cxm::regression_family family) {
  try {
    (void)cxm::design_regression(simple(y.size()), view(y), x, family);
  } catch (const cxm::error& e) {
    return e.code();
  }
  return cxm::errc::io;
}

TEST(DesignRegression, RefusesWhatHasNoSolution) {
  const std::vector<double> x = {1, 2, 3, 4, 5, 6, 7, 8}, twice = {2, 4, 6, 8, 10, 12, 14, 16};
  const std::vector<double> step = {0, 0, 0, 0, 1, 1, 1, 1}, ones(8, 1.0);
  using enum cxm::regression_family;
  EXPECT_EQ(refusal(x, {view(x), view(twice)}, gaussian), cxm::errc::numeric);  // edge.ols.collinear
  EXPECT_EQ(refusal(step, {view(x)}, binomial), cxm::errc::numeric);            // edge.logit.separation
  EXPECT_EQ(refusal(ones, {view(x)}, binomial), cxm::errc::numeric);            // edge.logit.oneclass
  EXPECT_EQ(refusal(x, {view(x)}, binomial), cxm::errc::argument);
  // Separation by a combination, with one group mixed.
  const std::vector<double> outcome = {0, 1, 0, 1, 1, 1, 1, 1};
  EXPECT_EQ(refusal(outcome, {view(step)}, binomial), cxm::errc::numeric);
}

}  // namespace
