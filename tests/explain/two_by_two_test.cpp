// SPDX-License-Identifier: Apache-2.0
#include "cxm/explain/two_by_two.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "cxm/base/error.hpp"

namespace {

/// Fisher's noncentral hypergeometric probabilities of a table's first cell, from factorials.
struct noncentral {
  double low;
  std::vector<double> p;
  noncentral(const cxm::two_by_two& t, double psi) {
    const double m = t.a + t.b, n = t.c + t.d, k = t.a + t.c;
    low = std::max(0.0, k - n);
    double sum = 0;
    for (double a = low; a <= std::min(k, m); ++a) {
      const auto c = [](double size, double part) {
        return std::tgamma(size + 1) / (std::tgamma(part + 1) * std::tgamma(size - part + 1));
      };
      p.push_back(c(m, a) * c(n, k - a) * std::pow(psi, a));
      sum += p.back();
    }
    for (double& x : p) x /= sum;
  }
  [[nodiscard]] double mean() const {
    double s = 0;
    for (std::size_t i = 0; i < p.size(); ++i) s += (low + static_cast<double>(i)) * p[i];
    return s;
  }
  [[nodiscard]] double at_least(double x) const {
    double s = 0;
    for (std::size_t i = 0; i < p.size(); ++i) s += low + static_cast<double>(i) >= x ? p[i] : 0;
    return s;
  }
  [[nodiscard]] double at_most(double x) const {
    double s = 0;
    for (std::size_t i = 0; i < p.size(); ++i) s += low + static_cast<double>(i) <= x ? p[i] : 0;
    return s;
  }
};

// The reference drv.fisher.12_5_3_14 stops its root search at 1e-4 of 1 / psi, which is 0.02 of the estimate
// here; these are the equations themselves.
TEST(TwoByTwo, TheConditionalEstimateAndItsEndsSolveTheirEquations) {
  const cxm::two_by_two t{12, 5, 3, 14};
  const auto r = cxm::associate_exactly(t);
  EXPECT_NEAR(noncentral(t, r.odds_ratio.value).mean(), 12, 1e-9);
  EXPECT_NEAR(noncentral(t, r.odds_ratio.low).at_least(12), 0.025, 1e-10);
  EXPECT_NEAR(noncentral(t, r.odds_ratio.high).at_most(12), 0.025, 1e-10);
  EXPECT_GT(std::fabs(noncentral(t, 10.2573288193063).mean() - 12), 1e-5);  // the reference's value
  // mid-p: half of the table's own probability in each tail; a shorter interval around the same estimate.
  const auto own = [&](double psi) {
    const noncentral d(t, psi);
    return d.p[static_cast<std::size_t>(12 - d.low)];
  };
  EXPECT_NEAR(noncentral(t, r.mid_p.low).at_least(12) - own(r.mid_p.low) / 2, 0.025, 1e-10);
  EXPECT_NEAR(noncentral(t, r.mid_p.high).at_most(12) - own(r.mid_p.high) / 2, 0.025, 1e-10);
  EXPECT_GT(r.mid_p.low, r.odds_ratio.low);
  EXPECT_LT(r.mid_p.high, r.odds_ratio.high);
  EXPECT_LT(r.p_mid, r.p);
}

// FIELD.md's figure: 62 of 100 haves against ... "twice as likely": 40 of 100 against 20 of 100 has relative
// risk 2.
TEST(TwoByTwo, WorkedByHand) {
  const auto r = cxm::associate({40, 60, 20, 80});
  EXPECT_DOUBLE_EQ(r.risk_ratio.value, 2);
  EXPECT_DOUBLE_EQ(r.odds_ratio.value, 40.0 * 80 / (60 * 20));
  EXPECT_NEAR(r.risk_difference.value, 0.2, 1e-15);
  EXPECT_NEAR(r.needed, 5, 1e-12);
  EXPECT_NEAR(r.risk_ratio.se, std::sqrt(1.0 / 40 - 0.01 + 1.0 / 20 - 0.01), 1e-15);
}

TEST(TwoByTwo, ExchangingRowsInvertsRatios) {
  const auto a = cxm::associate_exactly({12, 5, 3, 14});
  const auto b = cxm::associate_exactly({3, 14, 12, 5});
  EXPECT_NEAR(a.odds_ratio.value * b.odds_ratio.value, 1, 1e-9);
  EXPECT_NEAR(a.odds_ratio.low * b.odds_ratio.high, 1, 1e-9);
  EXPECT_NEAR(a.p, b.p, 1e-12);
}

TEST(TwoByTwo, WhatDoesNotExistIsToldNotZero) {
  const auto empty = cxm::associate({0, 0, 3, 4});
  EXPECT_FALSE(empty.odds_ratio.defined());
  EXPECT_FALSE(empty.risk_ratio.defined());
  EXPECT_FALSE(empty.risk_difference.defined());
  const auto never = cxm::associate({0, 20, 6, 18});
  EXPECT_EQ(never.odds_ratio.value, 0);
  EXPECT_TRUE(never.odds_ratio.has(cxm::estimate_flag::no_interval));
  EXPECT_FALSE(cxm::associate_exactly({0, 5, 0, 7}).odds_ratio.defined());
  const auto all = cxm::associate_exactly({6, 0, 2, 5});
  EXPECT_TRUE(std::isinf(all.odds_ratio.value));
  EXPECT_TRUE(std::isinf(all.odds_ratio.high));
  EXPECT_GT(all.odds_ratio.low, 1);
  EXPECT_THROW((void)cxm::associate({1.5, 2, 3, 4}), cxm::error);
  EXPECT_THROW((void)cxm::associate({-1, 2, 3, 4}), cxm::error);
}

TEST(TwoByTwo, StrataOfOneOddsRatioAreHomogeneousAndGiveItBack) {
  // odds ratio 4 in each: 40 * 20 / (10 * 20), 20 * 60 / (30 * 10)
  const std::vector<cxm::two_by_two> strata{{40, 10, 20, 20}, {20, 30, 10, 60}};
  const auto r = cxm::associate_stratified(strata);
  EXPECT_NEAR(r.odds_ratio.value, 4, 1e-12);
  EXPECT_NEAR(r.woolf.value, 4, 1e-12);
  EXPECT_NEAR(r.homogeneity, 0, 1e-12);
  EXPECT_NEAR(r.breslow_day, 0, 1e-9);
  EXPECT_NEAR(r.homogeneity_p, 1, 1e-9);
  EXPECT_EQ(r.homogeneity_df, 1);
}

// One stratum is the plain table; strata that say nothing change nothing.
TEST(TwoByTwo, OneStratumAndEmptyOnes) {
  const cxm::two_by_two t{12, 5, 3, 14};
  const std::vector<cxm::two_by_two> strata{t, {0, 0, 4, 5}, {3, 0, 2, 0}};
  const auto r = cxm::associate_stratified(strata);
  const auto exact = cxm::associate_exactly(t);
  EXPECT_NEAR(r.odds_ratio.value, 11.2, 1e-12);
  EXPECT_NEAR(r.exact.value, exact.odds_ratio.value, 1e-9);
  EXPECT_NEAR(r.exact.low, exact.odds_ratio.low, 1e-9);
  EXPECT_NEAR(r.p_exact, exact.p, 1e-12);
  EXPECT_TRUE(std::isnan(r.homogeneity_p));
  EXPECT_FALSE(cxm::associate_stratified({}).odds_ratio.defined());
}

// Opposite effects in two strata: the homogeneity tests see it, the common ratio does not.
TEST(TwoByTwo, HeterogeneityIsSeen) {
  const std::vector<cxm::two_by_two> strata{{40, 10, 10, 40}, {10, 40, 40, 10}};
  const auto r = cxm::associate_stratified(strata);
  EXPECT_NEAR(r.odds_ratio.value, 1, 1e-12);
  EXPECT_LT(r.homogeneity_p, 1e-6);
  EXPECT_LT(r.breslow_day_p, 1e-6);
  EXPECT_NEAR(r.p_exact, 1, 1e-9);
}

}  // namespace
