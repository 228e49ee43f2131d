// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/sample_plan.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

#include "cxm/base/error.hpp"

namespace {

using cxm::allocation_rule;
using cxm::planned_change;
using cxm::planned_quantity;
using cxm::planned_survey;
using cxm::planned_unit;

planned_survey of_population(double people, double deff = 1, double response = 1) {
  planned_survey s;
  s.population = people;
  s.design_effect = deff;
  s.response_rate = response;
  return s;
}

TEST(SamplePlan, MarginsOfSharesAreTheTextbooks) {
  // 1.959964^2 / 4 / 0.03^2 = 1067.07; 0.05: 384.15; of 1,000 people 384.15/(1 + 383.15/1000) = 277.73.
  const auto half = planned_quantity::share(0.5);
  EXPECT_EQ(cxm::size_for_margin(0.03, half).answers, 1068);
  EXPECT_EQ(cxm::size_for_margin(0.05, half).answers, 385);
  EXPECT_EQ(cxm::size_for_margin(0.05, half, of_population(1000)).answers, 278);
  // Every other person answers, twice the variance: 768.3, 769 answers and 1,538 invitations.
  const auto hard = cxm::size_for_margin(0.05, half, of_population(cxm::infinite_population, 2, 0.5));
  EXPECT_EQ(hard.answers, 769);
  EXPECT_EQ(hard.invitations, 1538);
  EXPECT_TRUE(hard.reachable);
}

TEST(SamplePlan, AgreesWithTheRealNumbersOfSampleSize) {
  for (const double p : {0.5, 0.2, 0.03}) {
    for (const double e : {0.05, 0.02, 0.004}) {
      for (const double people : {cxm::infinite_population, 20000.0, 300.0}) {
        EXPECT_EQ(cxm::size_for_margin(e, planned_quantity::share(p), of_population(people)).answers,
                  std::ceil(cxm::answers_for_share(e, p, 0.95, people) - 1e-9));
      }
    }
  }
}

TEST(SamplePlan, SmallMeansNeedStudentsT) {
  // sd 20, margin 10: normal theory 15.4; t: n = 18 gives 2.109816 * 20 / sqrt(18) = 9.946, n = 17 10.283.
  EXPECT_EQ(cxm::size_for_margin(10, planned_quantity::mean(20)).answers, 18);
}

TEST(SamplePlan, MeansNeedWhatCohenPrints) {
  // Cohen 1988, table 2.4.1 (two-sided .05, power .80): d = .2, .5, .8 need 393, 64, 26 a group, and
  // 1.0 needs 17; R's power.t.test gives 393.41, 63.77, 25.52, 16.71.
  const auto unit = planned_quantity::mean(1);
  EXPECT_EQ(cxm::size_for_change(0.2, unit).answers, 394);
  EXPECT_EQ(cxm::size_for_change(0.5, unit).answers, 64);
  EXPECT_EQ(cxm::size_for_change(0.8, unit).answers, 26);
  EXPECT_EQ(cxm::size_for_change(1.0, unit).answers, 17);
  planned_change nine;
  nine.power = 0.9;
  EXPECT_EQ(cxm::size_for_change(0.5, unit, nine).answers, 86);  // 85.03
  planned_change one;
  one.against_target = true;
  EXPECT_EQ(cxm::size_for_change(0.5, unit, one).answers, 34);  // one sample: 33.37
}

TEST(SamplePlan, SharesNeedWhatPowerPropTestSays) {
  // R: power.prop.test(p1 = .50, p2 = .75, power = .90) n = 76.7; (p1 = .15, p2 = .30, power = .80) 120.7.
  planned_change nine;
  nine.power = 0.9;
  EXPECT_EQ(cxm::size_for_change(0.25, planned_quantity::share(0.5), nine).answers, 77);
  EXPECT_EQ(cxm::size_for_change(0.15, planned_quantity::share(0.15)).answers, 121);
}

TEST(SamplePlan, OnePointOfNpsNeedsManyAnswers) {
  // 75 % promoters, 8 % detractors: variance 0.83 - 0.67^2 = 0.3811; at 76 % 0.84 - 0.68^2 = 0.3776. A change
  // of one point is significant at z = 1.959964 from z^2 (0.3811 + 0.3776) / 0.01^2 = 29,146 a wave, and
  // found in four of five surveys from (1.959964 + 0.841621)^2 7587 = 59,549.5.
  const auto q = planned_quantity::nps(0.75, 0.08);
  planned_change seen;
  seen.power = 0.5;
  EXPECT_EQ(cxm::size_for_change(1, q, seen).answers, 29146);
  EXPECT_EQ(cxm::size_for_change(1, q).answers, 59550);
  EXPECT_NEAR(cxm::planned_power(59549, 1, q), 0.8, 1e-5);
}

TEST(SamplePlan, APanelNeedsFewer) {
  // Everybody answers twice with correlation .7: a factor 1 - .7 of the variance of the difference.
  planned_change panel;
  panel.overlap = 1;
  panel.correlation = 0.7;
  const auto q = planned_quantity::mean(25);
  const double apart = cxm::size_for_change(2, q).answers;
  const double together = cxm::size_for_change(2, q, panel).answers;
  EXPECT_NEAR(together / apart, 0.3, 0.002);
}

TEST(SamplePlan, AskingEverybodyMayNotBeEnough) {
  const auto few = cxm::size_for_margin(0.05, planned_quantity::share(0.5), of_population(100, 1, 0.3));
  EXPECT_EQ(few.answers, 80);  // 384.15 / (1 + 383.15/100) = 79.5
  EXPECT_EQ(few.invitations, 267);
  EXPECT_FALSE(few.reachable);
  // A census has no margin, whatever the design effect.
  EXPECT_EQ(cxm::planned_margin(100, planned_quantity::share(0.5), of_population(100)), 0);
}

TEST(SamplePlan, DetectableChangeInvertsPower) {
  planned_change c;
  c.overlap = 0.3;
  c.correlation = 0.5;
  const auto s = of_population(5000, 1.4);
  for (const auto& q : {planned_quantity::mean(22), planned_quantity::share(0.7),
                        planned_quantity::nps(0.5, 0.2), planned_quantity::share(0.1)}) {
    for (const double n : {60.0, 400.0, 3000.0}) {
      const double d = cxm::detectable_change(n, q, c, s);
      ASSERT_FALSE(std::isnan(d));
      EXPECT_NEAR(cxm::planned_power(n, d, q, c, s), 0.8, 1e-9);
      EXPECT_LE(cxm::size_for_change(d, q, c, s).answers, n + 1e-9);
      EXPECT_GE(cxm::size_for_change(d, q, c, s).answers, n - 1);
    }
  }
  // Of three answers no fall of a share can be seen.
  EXPECT_TRUE(std::isnan(cxm::detectable_change(3, planned_quantity::share(0.5))));
}

TEST(SamplePlan, NpsMovesByPromotersThenByDetractors) {
  // From 60/30/10 to everybody a promoter, +50, and to everybody a detractor, -150.
  const auto q = planned_quantity::nps(0.6, 0.1);
  EXPECT_NO_THROW((void)cxm::planned_power(50, 50, q));
  EXPECT_THROW((void)cxm::planned_power(50, 51, q), cxm::error);
  EXPECT_NO_THROW((void)cxm::planned_power(50, -150, q));
  EXPECT_THROW((void)cxm::planned_power(50, -151, q), cxm::error);
}

TEST(SamplePlan, DesignEffectOfClustersAndWeights) {
  EXPECT_DOUBLE_EQ(cxm::planned_design_effect(20, 0.05), 1.95);
  EXPECT_DOUBLE_EQ(cxm::planned_design_effect(1, 0.7, 0.5), 1.25);
  EXPECT_THROW((void)cxm::planned_design_effect(0.5, 0), cxm::error);
  EXPECT_THROW((void)cxm::planned_design_effect(11, -0.2), cxm::error);
}

TEST(SamplePlan, AnEarlierSurveyCarriesItsDesign) {
  cxm::estimate e;
  e.value = 61;
  e.se = 1.5;
  e.n = 400;
  EXPECT_DOUBLE_EQ(planned_quantity::from(e).sd, 30);
  EXPECT_THROW((void)planned_quantity::from(cxm::undefined_estimate("t")), cxm::error);
}

double cost(const std::vector<planned_unit>& units, const std::vector<double>& n) {
  double v = 0;
  for (std::size_t h = 0; h < units.size(); ++h) {
    v += units[h].population * units[h].population * units[h].sd * units[h].sd / n[h];
  }
  return v;
}

TEST(SamplePlan, NeymanHasTheLeastVarianceOfAllAllocations) {
  const std::vector<planned_unit> units{{47, 10}, {61, 8}, {41, 30}};
  const auto best = cxm::allocate_answers(units, 20, allocation_rule::neyman, 1);
  EXPECT_EQ(std::accumulate(best.begin(), best.end(), 0.0), 20);
  for (double a = 1; a <= 18; ++a) {
    for (double b = 1; a + b <= 19; ++b) EXPECT_GE(cost(units, {a, b, 20 - a - b}), cost(units, best) - 1e-9);
  }
}

TEST(SamplePlan, AllocationsKeepLeastNumbersAndPeople) {
  const std::vector<planned_unit> units{{1000, 20}, {200, 20}, {6, 20}, {50, 20}};
  const auto proportional = cxm::allocate_answers(units, 200, allocation_rule::proportional, 10);
  EXPECT_EQ(proportional, (std::vector<double>{153, 31, 6, 10}));
  const auto equal = cxm::allocate_answers(units, 100, allocation_rule::equal, 0);
  EXPECT_EQ(equal, (std::vector<double>{32, 31, 6, 31}));
  const auto all = cxm::allocate_answers(units, 1256, allocation_rule::neyman);
  EXPECT_EQ(all, (std::vector<double>{1000, 200, 6, 50}));
  EXPECT_EQ(cxm::allocated_se(units, all), 0);
  EXPECT_THROW((void)cxm::allocate_answers(units, 1257, allocation_rule::equal), cxm::error);
  EXPECT_THROW((void)cxm::allocate_answers(units, 30, allocation_rule::equal, 10), cxm::error);
}

TEST(SamplePlan, Refuses) {
  const auto q = planned_quantity::mean(20);
  EXPECT_THROW((void)cxm::size_for_margin(0, q), cxm::error);
  EXPECT_THROW((void)cxm::size_for_change(0, q), cxm::error);
  EXPECT_THROW((void)cxm::planned_margin(101, q, of_population(100)), cxm::error);
  EXPECT_THROW((void)cxm::planned_margin(10, q, of_population(100, 0)), cxm::error);
  EXPECT_THROW((void)cxm::planned_margin(10, q, of_population(100, 1, 0)), cxm::error);
  EXPECT_THROW((void)planned_quantity::nps(0.8, 0.3), cxm::error);
  EXPECT_THROW((void)cxm::size_for_change(0.6, planned_quantity::share(0.5)), cxm::error);
}

}  // namespace
