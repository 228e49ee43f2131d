// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/raters.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"

namespace {

using cxm::estimate_flag;
using cxm::matrix;

matrix table(std::size_t rows, std::size_t cols, std::vector<double> values) {
  matrix m(rows, cols);
  m.values = std::move(values);
  return m;
}

// By hand: 20 agree on yes, 15 on no, of 50; margins 25 : 25 and 30 : 20: observed .7, expected .5, kappa .4.
TEST(Raters, CohenByHand) {
  const matrix m = table(2, 2, {20, 5, 10, 15});
  const auto k = cxm::cohen_kappa(m);
  EXPECT_NEAR(k.observed, 0.7, 1e-15);
  EXPECT_NEAR(k.expected, 0.5, 1e-15);
  EXPECT_NEAR(k.kappa.value, 0.4, 1e-15);
  // Two categories leave nothing to weigh.
  EXPECT_NEAR(cxm::cohen_kappa(m, cxm::kappa_weights::quadratic).kappa.se, k.kappa.se, 1e-15);
  EXPECT_NEAR(cxm::cohen_kappa(m, cxm::kappa_weights::linear).kappa.value, 0.4, 1e-15);
  // Who rates first does not matter; ten times the cases, an error smaller by sqrt(10).
  EXPECT_NEAR(cxm::cohen_kappa(table(2, 2, {20, 10, 5, 15})).kappa.se, k.kappa.se, 1e-15);
  EXPECT_NEAR(cxm::cohen_kappa(table(2, 2, {200, 50, 100, 150})).kappa.se, k.kappa.se / std::sqrt(10), 1e-15);
  EXPECT_NEAR(cxm::cohen_kappa(table(2, 2, {20, 0, 0, 5})).kappa.value, 1, 1e-15);
  EXPECT_TRUE(cxm::cohen_kappa(table(2, 2, {20, 0, 0, 0})).kappa.has(estimate_flag::undefined));
}

// The large-sample error is the infinitesimal jackknife of the cases: move a cell by a little.
TEST(Raters, CohensErrorIsThatOfTheCases) {
  const matrix m = table(3, 3, {20, 5, 1, 4, 15, 6, 2, 3, 14});
  for (const auto w : {cxm::kappa_weights::none, cxm::kappa_weights::linear, cxm::kappa_weights::quadratic}) {
    const auto k = cxm::cohen_kappa(m, w).kappa;
    double n = 0, variance = 0;
    for (const double c : m.values) n += c;
    for (std::size_t i = 0; i < 9; ++i) {
      constexpr double h = 1e-4;
      matrix more = m, less = m;
      more.values[i] += h;
      less.values[i] -= h;
      const double u =
          (cxm::cohen_kappa(more, w).kappa.value - cxm::cohen_kappa(less, w).kappa.value) / (2 * h);
      variance += m.values[i] * u * u;
    }
    EXPECT_NEAR(k.se, std::sqrt(variance), 1e-7);
  }
}

// By hand: two raters, three cases: yes yes, no no, yes no. Agreement 2/3, shares 1/2: kappa 1/3.
TEST(Raters, FleissByHand) {
  const auto k = cxm::fleiss_kappa(table(3, 2, {2, 0, 0, 2, 1, 1}));
  EXPECT_NEAR(k.observed, 2.0 / 3, 1e-15);
  EXPECT_NEAR(k.expected, 0.5, 1e-15);
  EXPECT_NEAR(k.kappa.value, 1.0 / 3, 1e-15);
  // Changes of the agreement are 1/3, 1/3, -2/3 and shares balance: u = 2/3 (1, 1, -2); se^2 = sum u^2 / 6.
  EXPECT_NEAR(k.kappa.se, std::sqrt(4.0 / 9 * 6 / 6), 1e-15);
}

// By hand, nominal, of the same three cases: observed 1 of 6, expected disagreements 18 of 30: 1 - (1/3) /
// (3/5).
TEST(Raters, KrippendorffByHand) {
  const std::vector<double> a{1, 2, 1, 7}, b{1, 2, 2, 9};
  const std::vector<std::uint8_t> there{1, 1, 1, 1}, gap{1, 1, 1, 0};
  const std::vector<cxm::column_view> raters{{a, there}, {b, gap}};
  const auto alpha = cxm::krippendorff_alpha(raters, cxm::rating_metric::nominal);
  EXPECT_NEAR(alpha.value, 1 - (1.0 / 3) / (3.0 / 5), 1e-15);
  EXPECT_EQ(alpha.n, 3);
  // Of two values all metrics are one, up to scale.
  EXPECT_NEAR(cxm::krippendorff_alpha(raters, cxm::rating_metric::interval).value, alpha.value, 1e-15);
  EXPECT_NEAR(cxm::krippendorff_alpha(raters, cxm::rating_metric::ordinal).value, alpha.value, 1e-15);
  EXPECT_NEAR(cxm::krippendorff_alpha(raters, cxm::rating_metric::ordinal).se, alpha.se, 1e-14);
}

// By hand: cases 1, 2, 3 by two raters, the second always one higher. Rows 2 apart by variance 1: MSB = 2,
// MSW = .5, MSE = 0: these raters agree perfectly about differences, raters drawn from many do not.
TEST(Raters, IntraclassByHand) {
  const std::vector<double> a{1, 2, 3}, b{2, 3, 4};
  const std::vector<cxm::column_view> raters{cxm::column_view(a), cxm::column_view(b)};
  const auto r = cxm::intraclass_correlations(raters);
  EXPECT_NEAR(r.icc[0].value, 1.5 / 2.5, 1e-15);
  EXPECT_NEAR(r.icc[2].value, 1, 1e-15);
  EXPECT_NEAR(r.icc[1].value, 2 / (2 + 2 * 1.5 / 3), 1e-15);
  EXPECT_NEAR(r.icc[3].value, 0.75, 1e-15);
  EXPECT_TRUE(r.icc[2].has(estimate_flag::no_interval));
  EXPECT_LT(r.icc[0].low, r.icc[0].value);
  EXPECT_GT(r.icc[0].high, r.icc[0].value);
}

TEST(Raters, RetestByHand) {
  const std::vector<double> a{1, 2, 3, 4}, b{1, 3, 2, 4};  // r = .8, sd^2 = 5/3
  const auto r = cxm::test_retest(cxm::column_view(a), cxm::column_view(b));
  EXPECT_NEAR(r.correlation.value, 0.8, 1e-15);
  EXPECT_NEAR(r.measurement_error, std::sqrt(5.0 / 3 * 0.2), 1e-15);
  EXPECT_NEAR(r.detectable_change, 1.959963984540054 * std::sqrt(2) * r.measurement_error, 1e-14);
  const std::vector<double> same(4, 1);
  const auto none = cxm::test_retest(cxm::column_view(a), cxm::column_view(same));
  EXPECT_TRUE(none.correlation.has(estimate_flag::undefined));
  EXPECT_TRUE(std::isnan(none.measurement_error));
}

// Intervals of cases drawn anew hold the truth: that of the mean over many draws. 400 draws of 60 cases.
TEST(Raters, IntervalsHoldTheTruth) {
  constexpr int draws = 400, cases = 60;
  std::vector<cxm::estimate> fleiss, alpha;
  double fleiss_mean = 0, alpha_mean = 0;
  for (int d = 0; d < draws; ++d) {
    cxm::random_stream random(9, static_cast<std::uint64_t>(d));
    matrix counts(cases, 3);
    std::vector<std::vector<double>> x(4);
    for (std::size_t i = 0; i < cases; ++i) {
      const std::uint32_t truth = random.below(3);
      for (auto& rater : x) {
        const std::uint32_t said = random.uniform() < 0.7 ? truth : random.below(3);
        counts(i, said) += 1;
        rater.push_back(said);
      }
    }
    const std::vector<cxm::column_view> raters(x.begin(), x.end());
    fleiss.push_back(cxm::fleiss_kappa(counts).kappa);
    alpha.push_back(cxm::krippendorff_alpha(raters, cxm::rating_metric::interval));
    fleiss_mean += fleiss.back().value / draws;
    alpha_mean += alpha.back().value / draws;
  }
  double held[2] = {0, 0};
  for (const auto& e : fleiss) held[0] += e.low <= fleiss_mean && fleiss_mean <= e.high ? 1.0 / draws : 0;
  for (const auto& e : alpha) held[1] += e.low <= alpha_mean && alpha_mean <= e.high ? 1.0 / draws : 0;
  for (const double h : held) EXPECT_NEAR(h, 0.95, 0.035);  // three errors of a share of 400
  EXPECT_NEAR(fleiss_mean, 0.49, 0.02);                     // .7^2: both raters know
}

TEST(Raters, RefuseWhatIsNoRating) {
  EXPECT_THROW((void)cxm::cohen_kappa(table(2, 3, {1, 1, 1, 1, 1, 1})), cxm::error);
  EXPECT_THROW((void)cxm::cohen_kappa(table(2, 2, {1, -1, 1, 1})), cxm::error);
  EXPECT_THROW((void)cxm::cohen_kappa(table(2, 2, {0, 0, 0, 0})), cxm::error);
  EXPECT_THROW((void)cxm::fleiss_kappa(table(2, 2, {2, 0, 1, 2})), cxm::error);
  EXPECT_THROW((void)cxm::fleiss_kappa(table(2, 2, {2, 0, 1.5, 0.5})), cxm::error);
  const std::vector<double> one{1, 2};
  const std::vector<cxm::column_view> single(1, cxm::column_view(one));
  EXPECT_THROW((void)cxm::krippendorff_alpha(single, cxm::rating_metric::nominal), cxm::error);
  EXPECT_THROW((void)cxm::intraclass_correlations(single), cxm::error);
  EXPECT_THROW((void)cxm::test_retest(cxm::column_view(one), cxm::column_view(one)), cxm::error);
  const std::vector<double> same{3, 3};
  const std::vector<cxm::column_view> equal(2, cxm::column_view(same));
  EXPECT_TRUE(cxm::krippendorff_alpha(equal, cxm::rating_metric::nominal).has(estimate_flag::undefined));
}

}  // namespace
