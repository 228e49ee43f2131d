// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/gap.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/estimate/bounded_mean.hpp"
#include "cxm/estimate/share.hpp"
#include "support/array_sums.hpp"

namespace {

using namespace cxm;
using namespace cxm::testing;

TEST(Gap, NewcombePairedReproducesPublishedExamples) {
  // Fagerland, Lydersen & Laake (2014, Statistics in Medicine 33, 2850-2875): airway hyper-responsiveness
  // before and after transplantation, 1, 1, 7, 12 of 21; square-and-add interval -.507 to -.026.
  const estimate airway = newcombe_paired_difference({1, 1, 7, 12});
  EXPECT_NEAR(airway.value, -6.0 / 21, 1e-15);
  EXPECT_NEAR(airway.low, -0.507, 5e-4);
  EXPECT_NEAR(airway.high, -0.026, 5e-4);
  // Altman, Machin, Bryant & Gardner (2000), Statistics with Confidence, table 6.2: 14, 5, 0, 22.
  const estimate altman = newcombe_paired_difference({14, 5, 0, 22});
  EXPECT_NEAR(altman.low, 0.011, 5e-4);
  EXPECT_NEAR(altman.high, 0.226, 5e-4);
  // By hand, phi positive and corrected: shares .64 and .44, phi (296 - 25) / sqrt(354816) = .454955,
  // Wilson .501400-.758600 and .311600-.576923; .2 - sqrt(.020682), .2 + sqrt(.016694).
  const estimate hand = newcombe_paired_difference({20, 12, 2, 16});
  EXPECT_NEAR(hand.low, 0.0562, 5e-4);
  EXPECT_NEAR(hand.high, 0.3292, 5e-4);
}

TEST(Gap, NewcombeIndependentReproducesThePublishedExample) {
  // Newcombe (1998, Statistics in Medicine 17, 873-890): 56/70 - 48/80, method 10: 0.0524 to 0.3339.
  const estimate e =
      newcombe_difference(share_interval_from_counts(56, 70), share_interval_from_counts(48, 80));
  EXPECT_NEAR(e.value, 0.2, 1e-15);
  EXPECT_NEAR(e.low, 0.0524, 5e-5);
  EXPECT_NEAR(e.high, 0.3339, 5e-5);
}

TEST(Gap, PairedTableFromMomentsIsTheCount) {
  const sample s{{{1, 1, 1, 0, 0, 1, absent}, {1, 0, 0, 1, 0, absent, 1}}, {}, {}, {}, {}, {}};
  const auto plan = plan_of("ss");
  const group_estimates g(sums_of(s), plan);
  const paired_counts c = paired_table(g.sums(), 0, 1);
  EXPECT_EQ(c.n11, 1);
  EXPECT_EQ(c.n10, 2);
  EXPECT_EQ(c.n01, 1);
  EXPECT_EQ(c.n00, 1);
  const estimate d = paired_difference(g, 0, 1);
  EXPECT_NEAR(d.value, 0.2, 1e-12);
  EXPECT_EQ(d.n, 5);
  EXPECT_EQ(d.method, "Newcombe paired");
}

TEST(Gap, PairedMeansAreThePairedTTest) {
  // Differences 5, -5, 15, 10, 0: mean 5, s^2 = (0 + 100 + 100 + 25 + 25) / 4 = 62.5, se sqrt(12.5).
  const sample s{{{20, 35, 75, 60, 10}, {15, 40, 60, 50, 10}}, {}, {}, {}, {}, {}};
  // Scores without ends.
  const auto plan = plan_of("vv");
  const group_estimates g(sums_of(s), plan);
  const estimate d = paired_difference(g, 0, 1);
  EXPECT_NEAR(d.value, 5, 1e-12);
  EXPECT_NEAR(d.se, std::sqrt(12.5), 1e-10);
  EXPECT_EQ(d.df, 4);
  EXPECT_EQ(d.method, "paired t");
  // t = 1.414214 on 4 df: p = .2302.
  EXPECT_NEAR(difference_p_value(d), 0.2302, 5e-5);
  // Composites: the same value and error, the interval of both bounded means and their covariance.
  const auto composites = plan_of("cc");
  const group_estimates c(sums_of(s), composites);
  const tested_difference e = paired_comparison_of(c, 0, 1);
  EXPECT_NEAR(e.difference.value, 5, 1e-12);
  EXPECT_NEAR(e.difference.se, std::sqrt(12.5), 1e-10);
  EXPECT_EQ(e.difference.df, 4);
  const auto expected =
      bounded_difference(measure_estimate(c, 0), measure_estimate(c, 1), 0, 100, 0.95, c.covariance(0, 1));
  EXPECT_EQ(e.difference.low, expected.difference.low);
  EXPECT_EQ(e.p, expected.p);
  EXPECT_GE(e.p, difference_p_value(d) - 1e-12);
}

TEST(Gap, EqualWeightsChangeNothing) {
  sample s{{{1, 1, 1, 0, 0, 1, 0, 1}, {1, 0, 0, 1, 0, 0, 0, 0}}, {}, {}, {}, {}, {}};
  sample w = s;
  w.weights.assign(8, 0.5);
  const auto plan = plan_of("ss");
  const estimate a = paired_difference(group_estimates(sums_of(s), plan), 0, 1);
  const estimate b = paired_difference(group_estimates(sums_of(w), plan), 0, 1);
  EXPECT_NEAR(a.low, b.low, 1e-10);
  EXPECT_NEAR(a.high, b.high, 1e-10);
}

TEST(Gap, McNemarMidP) {
  // 12 against 2 of 14: 2 * P(X <= 2) - P(X = 2) = 2 * 106/16384 - 91/16384 = .0073853.
  EXPECT_NEAR(paired_share_p_value({20, 12, 2, 16}), 121.0 / 16384, 1e-12);
  EXPECT_EQ(paired_share_p_value({20, 0, 0, 16}), 1);
}

TEST(Gap, DetectableAndBounds) {
  // (1.959964 + .841621) * 2
  EXPECT_NEAR(minimal_detectable(2, std::numeric_limits<double>::infinity()), 5.603170, 1e-5);
  // Published margins: 92 % call it a priority, 45 % lack resources, so 55 % have them: 37 % to 45 %.
  const estimate lip = say_not_do_bounds(0.92, 0.55);
  EXPECT_NEAR(lip.low, 0.37, 1e-12);
  EXPECT_NEAR(lip.high, 0.45, 1e-12);
  EXPECT_TRUE(lip.has(estimate_flag::bounds));
  EXPECT_THROW(say_not_do_bounds(1.2, 0.5), error);
  EXPECT_THROW(newcombe_paired_difference({-1, 0, 0, 0}), error);
  EXPECT_TRUE(newcombe_paired_difference({0, 0, 0, 0}).has(estimate_flag::undefined));
}

// 4,000 rounds: three Monte Carlo standard errors of .95 are .0103.
TEST(GapCoverage, PairedSharesHoldTheirLevel) {
  const auto plan = plan_of("ss");
  int inside = 0;
  const int rounds = 4000;
  // True table .42 / .46 / .03 / .09: shares .88 and .45, a gap of .43, on 60 people.
  for (int r = 0; r < rounds; ++r) {
    random_stream random(21, static_cast<std::uint64_t>(r));
    paired_counts c;
    for (int i = 0; i < 60; ++i) {
      const double u = random.uniform();
      (u < .42 ? c.n11 : u < .88 ? c.n10 : u < .91 ? c.n01 : c.n00) += 1;
    }
    const estimate e = newcombe_paired_difference(c);
    inside += e.low <= .43 && .43 <= e.high ? 1 : 0;
  }
  EXPECT_NEAR(inside / static_cast<double>(rounds), .95, .015);
}

TEST(GapCoverage, ChangesOfSharesAndMeansHoldTheirLevel) {
  const auto plan = plan_of("sc");
  int shares = 0;
  int means = 0;
  const int rounds = 4000;
  for (int r = 0; r < rounds; ++r) {
    random_stream random(22, static_cast<std::uint64_t>(r));
    const auto wave = [&](std::size_t n, double p, double mean, double sd) {
      sample s{{{}, {}}, {}, {}, {}, {}, {}};
      for (std::size_t i = 0; i < n; ++i) {
        s.measures[0].push_back(random.uniform() < p ? 1 : 0);
        s.measures[1].push_back(mean + sd * random.normal());
      }
      return group_estimates(sums_of(s), plan);
    };
    const auto before = wave(35, .30, 50, 20);
    const auto after = wave(80, .42, 54, 10);
    const estimate d = newcombe_difference(measure_estimate(after, 0), measure_estimate(before, 0));
    shares += d.low <= .12 && .12 <= d.high ? 1 : 0;
    const estimate m = welch_difference(measure_estimate(after, 1), measure_estimate(before, 1));
    means += m.low <= 4 && 4 <= m.high ? 1 : 0;
  }
  EXPECT_NEAR(shares / static_cast<double>(rounds), .95, .015);
  EXPECT_NEAR(means / static_cast<double>(rounds), .95, .0105);
}

}  // namespace
