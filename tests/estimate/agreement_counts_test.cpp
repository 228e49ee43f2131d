// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/agreement_counts.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/estimate/agreement_between.hpp"
#include "cxm/stats/anova.hpp"
#include "cxm/stats/distributions.hpp"

namespace {

using namespace cxm;
using numbers = std::vector<double>;
const numbers five{1, 2, 3, 4, 5};

TEST(AgreementOfCounts, ByHand) {
  // 2, 3, 3, 4: mean 3, variance 2/3, against 2 under no agreement.
  const item_agreement a = agreement_of_counts(numbers{0, 1, 2, 1, 0}, five);
  EXPECT_EQ(a.n, 4);
  EXPECT_EQ(a.mean, 3);
  EXPECT_NEAR(a.variance, 2.0 / 3, 1e-15);
  EXPECT_NEAR(a.null_variance, 2, 1e-15);
  EXPECT_NEAR(a.r, 2.0 / 3, 1e-15);
  EXPECT_EQ(a.deviation, 0.5);
  EXPECT_NEAR(a.deviation_cut, 5.0 / 6, 1e-15);
  // Largest variance with mean 3: (6 * 3 - 9 - 5) 4/3 = 16/3; a_wg = 1 - 2 (2/3) / (16/3) = 3/4.
  EXPECT_NEAR(a.a_wg, 0.75, 1e-15);
  // Two items of the same agreement: r_wg(2) = 2 m / (1 + m), m = 2/3.
  const item_agreement two[] = {a, a};
  const construct_agreement c = agreement_of_construct(two, 4);
  EXPECT_NEAR(c.r_wg_j, 0.8, 1e-15);
  EXPECT_NEAR(c.r_star, 2.0 / 3, 1e-15);
  // a_wg and AD pass, r* does not: two of three.
  EXPECT_EQ(c.verdict, climate_verdict::one_culture);
  EXPECT_EQ(agreement_of_construct(two, 5).verdict, climate_verdict::too_few_answers);
}

TEST(AgreementOfCounts, TwoCampsAreNoCulture) {
  const item_agreement a = agreement_of_counts(numbers{10, 0, 0, 0, 10}, five);
  EXPECT_EQ(a.agreement, -1);
  EXPECT_LT(a.r, 0);
  EXPECT_EQ(agreement_of_construct({&a, 1}).verdict, climate_verdict::pockets);
  EXPECT_EQ(agreement_of_construct({&a, 1}).polarisation, 1);
}

TEST(AgreementOfCounts, EqualTheFunctionsOfRows) {
  random_stream random(7, 0);
  for (int unit = 0; unit < 200; ++unit) {
    const std::size_t n = 2 + random.below(30);
    const std::size_t items = 1 + random.below(4);
    std::vector<numbers> y(items);
    std::vector<item_agreement> counted;
    for (numbers& x : y) {
      numbers counts(5, 0.0);
      const double shift = random.uniform() * 3;
      for (std::size_t i = 0; i < n; ++i) {
        const double v = std::min(5.0, std::floor(1 + shift + 2.2 * random.uniform()));
        x.push_back(v);
        counts[static_cast<std::size_t>(v) - 1] += 1;
      }
      counted.push_back(agreement_of_counts(counts, five));
    }
    const std::vector<std::int32_t> group(n, 0);
    std::vector<column_view> views;
    for (const numbers& x : y) views.emplace_back(x);
    const construct_agreement c = agreement_of_construct(counted);
    EXPECT_NEAR(c.r_star, r_star_wg_j(views, group, 2).value[0], 1e-12);
    // r_wg(j) of rows cuts the mean variance, which is the mean of r.
    EXPECT_NEAR(c.r_wg_j, r_wg_j(views, group, 2).value[0], 1e-12);
    const double a = a_wg(views, group, 1, 5).value[0];
    EXPECT_EQ(std::isnan(a), std::isnan(c.a_wg));
    if (!std::isnan(a)) {
      EXPECT_NEAR(c.a_wg, a, 1e-12);
    }
    EXPECT_NEAR(c.deviation, average_deviation(views, group, deviation_centre::mean).value[0], 1e-12);
    if (items == 1) {
      climate_options options;
      const unit_climate u = climate_of_units(views[0], group, options)[0];
      EXPECT_NEAR(c.polarisation, u.polarisation, 1e-12);
      EXPECT_EQ(c.verdict, u.verdict) << unit;
    }
  }
}

TEST(AgreementOfCounts, WhatDoesNotExist) {
  const item_agreement one = agreement_of_counts(numbers{0, 1, 0, 0, 0}, five);
  EXPECT_TRUE(std::isnan(one.r) && std::isnan(one.a_wg) && std::isnan(one.deviation));
  EXPECT_EQ(agreement_of_construct({&one, 1}).verdict, climate_verdict::too_few_answers);
  EXPECT_TRUE(std::isnan(agreement_of_counts(numbers{3, 4}, numbers{0, 1}).agreement));
  EXPECT_THROW((void)agreement_of_counts(numbers{1}, numbers{1, 2}), error);
  EXPECT_THROW((void)agreement_of_counts(numbers{1, -1}, numbers{1, 2}), error);
  EXPECT_THROW((void)agreement_of_counts(numbers{1, 1}, numbers{2, 2}), error);
  EXPECT_THROW((void)agreement_of_construct({}), error);
}

TEST(BetweenUnits, FromSummariesAsFromRows) {
  random_stream random(3, 0);
  numbers y;
  std::vector<std::int32_t> group;
  for (std::int32_t g = 0; g < 25; ++g) {
    const double effect = 4 * random.normal();
    for (std::size_t i = 0; i < 2 + random.below(20); ++i) {
      y.push_back(50 + effect + 10 * random.normal());
      group.push_back(g);
    }
  }
  std::vector<stats::group_summary> units(25);
  for (std::size_t i = 0; i < y.size(); ++i) {
    units[static_cast<std::size_t>(group[i])].n += 1;
    units[static_cast<std::size_t>(group[i])].mean += y[i];
  }
  for (stats::group_summary& u : units) u.mean /= u.n;
  for (std::size_t i = 0; i < y.size(); ++i) {
    stats::group_summary& u = units[static_cast<std::size_t>(group[i])];
    u.squares += (y[i] - u.mean) * (y[i] - u.mean);
  }
  const auto rows = stats::one_way_anova(column_view(y), group);
  const auto sums = stats::one_way_anova(units);
  EXPECT_NEAR(sums.between_ms, rows.between_ms, 1e-10 * rows.between_ms);
  EXPECT_NEAR(sums.within_ms, rows.within_ms, 1e-10 * rows.within_ms);
  EXPECT_NEAR(sums.n0, rows.n0, 1e-12 * rows.n0);
  EXPECT_NEAR(sums.p, rows.p, 1e-9);
  const auto a = random_intercept(column_view(y), group);
  const auto b = random_intercept(units);
  EXPECT_NEAR(a.icc, b.icc, 1e-9);
  EXPECT_NEAR(a.mean, b.mean, 1e-10);

  // The exact interval of F, carried over: at the ends F is at its quantiles.
  const auto [low, high] = sums.icc1_interval(sums.n0, 0.95);
  EXPECT_LT(low, sums.icc1(sums.n0));
  EXPECT_GT(high, sums.icc1(sums.n0));
  const double ratio = low / (1 - low);  // between over within variance
  EXPECT_NEAR(stats::f_upper(sums.f / (1 + sums.n0 * ratio), sums.groups - 1, sums.n - sums.groups), 0.025,
              1e-9);
  const auto [reliability_low, reliability_high] = sums.icc2_interval(0.95);
  EXPECT_LT(reliability_low, sums.icc2());
  EXPECT_GT(reliability_high, sums.icc2());
}

}  // namespace
