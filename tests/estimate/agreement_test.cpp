// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/agreement.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/estimate/agreement_between.hpp"
#include "cxm/stats/anova.hpp"

namespace {

using sample = std::vector<double>;
using codes = std::vector<std::int32_t>;
cxm::column_view view(const sample& x) { return cxm::column_view(x); }

TEST(Agreement, edge_rwg_singleton) {
  const sample x = {3, 4, 5, 2};
  const auto r = cxm::r_wg(view(x), codes{0, 0, 0, 1}, 2);
  EXPECT_TRUE(std::isnan(r.value[1]));
  EXPECT_EQ(r.value[0], 0.5);
  EXPECT_EQ(r.mean(), 0.5);
}

TEST(Agreement, edge_rwg_perfect) {
  const sample x = {4, 4, 4, 2, 2, 2};
  EXPECT_EQ(cxm::r_wg(view(x), codes{0, 0, 0, 1, 1, 1}, 2).value, (sample{1, 1}));
}

TEST(Agreement, edge_rwg_capped) {
  const sample x = {1, 5, 1, 5, 3, 3, 3, 3};
  EXPECT_EQ(cxm::r_wg(view(x), codes{0, 0, 0, 0, 1, 1, 1, 1}, 2).value, (sample{0, 1}));
  // Lindell's index is not cut: 1 - (16/3)/2.
  const cxm::column_view item = view(x);
  EXPECT_NEAR(cxm::r_star_wg_j({&item, 1}, codes{0, 0, 0, 0, 1, 1, 1, 1}, 2).value[0], 1 - 16.0 / 6, 1e-15);
}

TEST(Agreement, OneItemScalesAreTheItem) {
  const sample x = {1, 2, 2, 3, 5, 4, 4, 3};
  const cxm::column_view item = view(x);
  const codes g = {0, 0, 0, 0, 1, 1, 1, 1};
  const auto one = cxm::r_wg(item, g, 2), scale = cxm::r_wg_j({&item, 1}, g, 2);
  for (std::size_t k = 0; k < 2; ++k) EXPECT_NEAR(one.value[k], scale.value[k], 1e-15);
  // More items of the same agreement: Spearman-Brown.
  const cxm::column_view three[] = {item, item, item};
  const double r = one.value[0];
  EXPECT_NEAR(cxm::r_wg_j(three, g, 2).value[0], 3 * r / (1 + 2 * r), 1e-15);
}

TEST(Agreement, LargestVarianceByMean) {
  // Half at each end: the largest variance that the mean allows, a_wg = 1 - 2 = -1.
  EXPECT_NEAR(cxm::a_wg(view(sample{1, 1, 5, 5}), codes{0, 0, 0, 0}, 1, 5).value[0], -1, 1e-15);
  EXPECT_EQ(cxm::a_wg(view(sample{5, 5, 5}), codes{0, 0, 0}, 1, 5).value[0], 1);
  // A mean that one answer could make.
  EXPECT_TRUE(std::isnan(cxm::a_wg(view(sample{1, 1, 1, 1, 2}), codes{0, 0, 0, 0, 0}, 1, 5).value[0]));
  EXPECT_THROW((void)cxm::a_wg(view(sample{1, 6}), codes{0, 0}, 1, 5), cxm::error);
}

TEST(Agreement, AverageDeviationByHand) {
  const sample x = {1, 2, 6};
  using enum cxm::deviation_centre;
  EXPECT_NEAR(cxm::average_deviation(view(x), codes{0, 0, 0}, mean).value[0], 2, 1e-15);  // (2 + 1 + 3)/3
  EXPECT_NEAR(cxm::average_deviation(view(x), codes{0, 0, 0}, median).value[0], 5.0 / 3, 1e-15);
}

TEST(Agreement, MissingAnswersAndGroups) {
  const sample x = {1, 2, 99, 4, 7}, y = {1, 3, 3, 99, 7};
  const std::vector<std::uint8_t> px = {1, 1, 0, 1, 1}, py = {1, 1, 1, 0, 1};
  const cxm::column_view items[] = {{x, px}, {y, py}};
  const auto r = cxm::r_star_wg_j(items, codes{0, 0, 0, 0, -1}, 2);
  EXPECT_EQ(r.n, (sample{2}));
  EXPECT_NEAR(r.value[0], 1 - (0.5 + 2) / 2 / 2, 1e-15);
}

TEST(Agreement, VanDerEijk) {
  // The worked example of his article, p. 331; 0.6113 after the later correction of unimodality.
  EXPECT_NEAR(cxm::ordinal_agreement(sample{30, 40, 210, 130, 530, 50, 10}), 0.6113333, 5e-8);
  EXPECT_NEAR(cxm::ordinal_agreement(sample{0, 0, 9, 0, 0}), 1, 1e-15);
  EXPECT_NEAR(cxm::ordinal_agreement(sample{7, 7, 7, 7, 7}), 0, 1e-15);
  EXPECT_NEAR(cxm::ordinal_agreement(sample{5, 0, 0, 0, 5}), -1, 1e-15);
  EXPECT_TRUE(std::isnan(cxm::ordinal_agreement(sample{0, 0, 0})));
  EXPECT_NEAR(cxm::ordinal_agreement(sample{1, 4, 2, 0}), cxm::ordinal_agreement(sample{0, 2, 4, 1}), 1e-15);
}

TEST(Agreement, VerdictOfUnits) {
  sample x;
  codes g;
  const auto add = [&](std::int32_t unit, sample answers) {
    for (const double v : answers) {
      x.push_back(v);
      g.push_back(unit);
    }
  };
  add(0, {4, 4, 3, 4, 4, 5, 4, 4});  // shared
  add(1, {1, 1, 1, 1, 5, 5, 5, 5});  // two camps
  add(2, {4, 4, 4});                 // too few
  const auto c = cxm::climate_of_units(view(x), g);
  EXPECT_EQ(c[0].verdict, cxm::climate_verdict::one_culture);
  EXPECT_EQ(c[1].verdict, cxm::climate_verdict::pockets);
  EXPECT_EQ(c[2].verdict, cxm::climate_verdict::too_few_answers);
  EXPECT_NEAR(c[1].polarisation, 1, 1e-15);
  EXPECT_EQ(c[0].mean, 4);
  EXPECT_THROW((void)cxm::climate_of_units(view(sample{1, 2.5}), codes{0, 0}), cxm::error);
}

// ---- between groups

struct balanced_sample {
  sample y;
  codes g;
};
balanced_sample balanced(std::size_t groups, std::size_t size, double between) {
  balanced_sample s;
  cxm::random_stream draws(4, groups);
  for (std::size_t k = 0; k < groups; ++k) {
    const double shift = between * draws.normal();
    for (std::size_t i = 0; i < size; ++i) {
      s.y.push_back(3 + shift + draws.normal());
      s.g.push_back(static_cast<std::int32_t>(k));
    }
  }
  return s;
}

TEST(RandomIntercept, ForEqualGroupsRemlIsTheAnalysisOfVariance) {
  // Closed form (Searle, Casella & McCulloch 1992, section 4.8).
  for (const double between : {0.25, 0.4, 2.0}) {
    const auto s = balanced(50, 15, between);
    const auto t = cxm::stats::one_way_anova(view(s.y), s.g);
    const auto m = cxm::random_intercept(view(s.y), s.g);
    ASSERT_GT(t.f, 1);
    EXPECT_NEAR(m.icc, t.icc1(15), 1e-10 * t.icc1(15));
    EXPECT_NEAR(m.icc2(15), t.icc2(), 1e-10 * t.icc2());
    EXPECT_NEAR(m.within, t.within_ms, 1e-9);
    EXPECT_NEAR(m.mean_reliability()[0], t.icc2(), 1e-9);
    // ML divides the sum of squares between by k.
    const auto ml = cxm::random_intercept(view(s.y), s.g, cxm::variance_estimation::ml);
    EXPECT_NEAR(ml.between, (t.between_ss / 50 - t.within_ms) / 15, 1e-9);
  }
}

TEST(RandomIntercept, TheMaximumIsAMaximum) {
  auto s = balanced(12, 9, 0.5);
  s.y.resize(80);
  s.g.resize(80);
  const auto m = cxm::random_intercept(view(s.y), s.g, cxm::variance_estimation::ml);
  // -2 log L written out, at the estimate and around it.
  const auto minus2 = [&](double mu, double tau2, double sigma2) {
    double sum = 0;
    for (std::int32_t k = 0; k < 12; ++k) {
      double n = 0, total = 0, square = 0;
      for (std::size_t i = 0; i < s.y.size(); ++i) {
        if (s.g[i] != k) continue;
        n += 1;
        total += s.y[i] - mu;
        square += (s.y[i] - mu) * (s.y[i] - mu);
      }
      sum += n * std::log(2 * std::numbers::pi) + (n - 1) * std::log(sigma2) + std::log(sigma2 + n * tau2) +
             square / sigma2 - tau2 / (sigma2 * (sigma2 + n * tau2)) * total * total;
    }
    return sum;
  };
  const double best = minus2(m.mean, m.between, m.within);
  EXPECT_NEAR(-2 * m.log_likelihood, best, 1e-9);
  for (const double f : {0.99, 1.01}) {
    EXPECT_GT(minus2(m.mean * f, m.between, m.within), best);
    EXPECT_GT(minus2(m.mean, m.between * f, m.within), best);
    EXPECT_GT(minus2(m.mean, m.between, m.within * f), best);
  }
}

TEST(RandomIntercept, BoundaryAndPerfectGroups) {
  const sample same = {1, 2, 3, 1, 2, 3};
  const auto zero = cxm::random_intercept(view(same), codes{0, 0, 0, 1, 1, 1});
  EXPECT_EQ(zero.between, 0);
  EXPECT_TRUE(zero.boundary);
  EXPECT_NEAR(zero.within, 0.8, 1e-14);  // 4 / 5
  EXPECT_EQ(zero.effect, (sample{0, 0}));
  const sample perfect = {3, 3, 5, 5};
  const auto one = cxm::random_intercept(view(perfect), codes{0, 0, 1, 1});
  EXPECT_EQ(one.icc, 1);
  EXPECT_EQ(one.within, 0);
  EXPECT_EQ(one.between, 2);
  const sample constant(6, 4.0);
  EXPECT_TRUE(std::isnan(cxm::random_intercept(view(constant), codes{0, 1, 0, 1, 0, 1}).icc));
  EXPECT_THROW((void)cxm::random_intercept(view(same), codes{0, 0, 0, 0, 0, 0}), cxm::error);
  EXPECT_THROW((void)cxm::random_intercept(view(same), codes{0, 1, 2, 3, 4, 5}), cxm::error);
}

TEST(RandomIntercept, TheOriginAndUnitDoNotMatter) {
  auto s = balanced(8, 6, 1);
  const auto a = cxm::random_intercept(view(s.y), s.g);
  for (double& v : s.y) v = 1e6 + 100 * v;
  const auto b = cxm::random_intercept(view(s.y), s.g);
  EXPECT_NEAR(a.icc, b.icc, 1e-8);
  EXPECT_NEAR(a.between * 1e4, b.between, 1e-7 * b.between);
  EXPECT_NEAR(a.effect[3] * 100, b.effect[3], 1e-6);
}

TEST(WithinBetween, TheTwoPartsMakeTheWhole) {
  const auto s = balanced(10, 7, 0.8);
  sample x;
  cxm::random_stream draws(8, 8);
  for (const double v : s.y) x.push_back(0.5 * v + draws.normal());
  const auto w = cxm::within_between_analysis(view(x), view(s.y), s.g);
  EXPECT_NEAR(w.raw,
              w.eta_between_x * w.eta_between_y * w.between + w.eta_within_x * w.eta_within_y * w.within,
              1e-14);
  EXPECT_NEAR(w.eta_between_x * w.eta_between_x + w.eta_within_x * w.eta_within_x, 1, 1e-14);
}

}  // namespace
