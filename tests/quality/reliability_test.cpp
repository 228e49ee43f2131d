// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/reliability.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/stats/covariance.hpp"

namespace {

using values = std::vector<double>;

double alpha(const std::vector<values>& items) {
  std::vector<cxm::column_view> views;
  for (const values& item : items) views.emplace_back(item);
  return cxm::cronbach_alpha(cxm::stats::sample_covariance(views, cxm::stats::deletion::pairwise));
}

const values i1{5, 1, 3, 2, 3, 3, 1, 3, 1, 5}, i2{5, 1, 3, 1, 2, 2, 2, 2, 2, 5},
    i3{4, 1, 2, 1, 4, 3, 1, 2, 1, 4};

TEST(Reliability, edge_alpha_zerovar) {
  EXPECT_NEAR(alpha({i1, i2, i3, values(10, 3.0)}), 0.828604382929642, 1e-13);
}
TEST(Reliability, edge_alpha_allconstant) {
  EXPECT_TRUE(std::isnan(alpha({values(10, 4.0), values(10, 4.0)})));
}
TEST(Reliability, edge_alpha_one) { EXPECT_TRUE(std::isnan(alpha({{5}, {5}, {4}}))); }
TEST(Reliability, edge_alpha_two) { EXPECT_NEAR(alpha({{1, 3}, {2, 3}, {3, 5}}), 0.96, 1e-14); }
TEST(Reliability, edge_alpha_perfect) { EXPECT_NEAR(alpha({i1, i1, i1}), 1, 1e-14); }
TEST(Reliability, edge_alpha_negative) {
  EXPECT_NEAR(alpha({i1, {2, 5, 4, 4, 4, 4, 6, 3, 5, 2}}), -27.1666666666667, 1e-11);
}
TEST(Reliability, edge_alpha_oneitem) { EXPECT_THROW((void)alpha({i1}), cxm::error); }

TEST(Reliability, SpearmanBrownComposes) {
  EXPECT_DOUBLE_EQ(cxm::spearman_brown(0.5, 2), 2.0 / 3);
  EXPECT_NEAR(cxm::spearman_brown(cxm::spearman_brown(0.7, 5), 0.2), 0.7, 1e-15);
}

cxm::matrix square(std::size_t k, std::initializer_list<double> values) {
  cxm::matrix out(k, k);
  out.values = values;
  return out;
}

// Variances 1, covariances .5, .2, .3: S = 5. By hand: lambda 1 = 1 - 3/5, lambda 3 = 3/2 of it,
// lambda 2 = .4 + sqrt(3/2 * 2 (.25 + .04 + .09)) / 5, lambda 5 = .4 + 2 sqrt(.34) / 5.
const cxm::matrix three = square(3, {1, 0.5, 0.2, 0.5, 1, 0.3, 0.2, 0.3, 1});

TEST(Reliability, LambdasOfThreeItemsByHand) {
  const auto lambda = cxm::guttman_lambdas(three);
  EXPECT_NEAR(lambda[0], 0.4, 1e-15);
  EXPECT_NEAR(lambda[1], 0.4 + std::sqrt(1.14) / 5, 1e-15);
  EXPECT_NEAR(lambda[2], 0.6, 1e-15);
  EXPECT_NEAR(lambda[3], 0.64, 1e-15);
  EXPECT_NEAR(lambda[4], 0.4 + 2 * std::sqrt(0.34) / 5, 1e-15);
  // 1 - 1/(R^-1)_ii = 1 - det / minor: det = .68; minors .91, .96, .75.
  EXPECT_NEAR(lambda[5], 1 - (0.68 / 0.91 + 0.68 / 0.96 + 0.68 / 0.75) / 5, 1e-14);
}

// All three ways to put one item against two: 4 * .7 / 5, 4 * .8 / 5, 4 * .5 / 5. (psych 2.2.9 looks at the
// first half of the ways alone when the number of items is odd, here at the first one: it would give .56
// thrice.)
TEST(Reliability, SplitHalvesOfAnOddNumberOfItemsAreAllOfThem) {
  const auto halves = cxm::split_halves(three);
  EXPECT_NEAR(halves.largest, 0.64, 1e-15);
  EXPECT_NEAR(halves.smallest, 0.4, 1e-15);
  EXPECT_NEAR(halves.mean, (0.56 + 0.64 + 0.4) / 3, 1e-15);
}

// An old theorem (Cronbach 1951): with an even number of items the mean of all split halves is alpha.
TEST(Reliability, TheMeanOfAllEvenSplitHalvesIsAlpha) {
  const cxm::matrix v =
      square(4, {2, 0.7, 0.1, 0.4, 0.7, 1, 0.3, -0.2, 0.1, 0.3, 3, 0.9, 0.4, -0.2, 0.9, 1.5});
  EXPECT_NEAR(cxm::split_halves(v).mean, cxm::cronbach_alpha(v), 1e-15);
}

TEST(Reliability, TooManyItemsHaveNoFourthLambdaAndAreRefusedAsSplits) {
  cxm::matrix v(21, 21, 0.5);
  for (std::size_t i = 0; i < 21; ++i) v(i, i) = 1;
  EXPECT_TRUE(std::isnan(cxm::guttman_lambdas(v)[3]));
  EXPECT_FALSE(std::isnan(cxm::guttman_lambdas(v)[5]));
  try {
    (void)cxm::split_halves(v);
    FAIL();
  } catch (const cxm::error& e) {
    EXPECT_NE(std::string(e.what()).find("21 items"), std::string::npos) << e.what();
  }
}

TEST(Reliability, ItemsThatDoNotVaryOrRepeatEachOtherHaveNoCoefficients) {
  const auto constant = cxm::items_in_scale(square(3, {1, 0.5, 0, 0.5, 1, 0, 0, 0, 0}));
  EXPECT_TRUE(std::isnan(constant[2].rest_correlation));
  EXPECT_TRUE(std::isnan(constant[0].smc));
  EXPECT_NEAR(constant[0].rest_correlation, 0.5, 1e-15);
  const auto twins = cxm::items_in_scale(square(3, {1, 1, 0.5, 1, 1, 0.5, 0.5, 0.5, 1}));
  EXPECT_TRUE(std::isnan(twins[0].smc));
  EXPECT_TRUE(std::isnan(cxm::items_in_scale(square(2, {1, 0.5, 0.5, 1}))[0].alpha_if_deleted));
}

/// A coefficient's influence against what it does when one covariance is moved a little.
template <class Coefficient>
void expect_influence(const cxm::matrix& v, const cxm::matrix& g, const Coefficient& of, double tolerance) {
  const double h = 1e-5;
  for (std::size_t i = 0; i < v.rows; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      cxm::matrix up = v, down = v;
      up(i, j) += h, down(i, j) -= h;
      if (i != j) up(j, i) += h, down(j, i) -= h;
      const double slope = (of(up) - of(down)) / (2 * h);
      EXPECT_NEAR(i == j ? g(i, i) : g(i, j) + g(j, i), slope, tolerance) << i << ", " << j;
    }
  }
}

TEST(Reliability, InfluenceIsTheDerivative) {
  // Central differences of step 1e-5: error of about 1e-10 times the third derivative.
  expect_influence(three, cxm::alpha_influence(three), cxm::cronbach_alpha, 1e-8);
}

TEST(Reliability, TheErrorFromPeopleIsThatOfADirectCount) {
  const std::vector<cxm::column_view> items{cxm::column_view(i1), cxm::column_view(i2), cxm::column_view(i3)};
  const cxm::matrix v = cxm::stats::sample_covariance(items);
  const cxm::matrix g = cxm::alpha_influence(v);
  // u = d'G d of alpha: k/(k-1) (tr V (sum d)^2 / S^2 - sum d^2 / S).
  const double n = 10;
  double trace = 0, all = 0;
  for (std::size_t i = 0; i < 3; ++i) trace += v(i, i);
  for (const double x : v.values) all += x;
  const std::vector<values> columns{i1, i2, i3};
  std::vector<double> u(10), mean(3);
  for (std::size_t j = 0; j < 3; ++j) {
    for (const double x : columns[j]) mean[j] += x / n;
  }
  double centre = 0;
  for (std::size_t i = 0; i < 10; ++i) {
    double sum = 0, squares = 0;
    for (std::size_t j = 0; j < 3; ++j) {
      const double d = columns[j][i] - mean[j];
      sum += d, squares += d * d;
    }
    u[i] = 1.5 * (trace * sum * sum / (all * all) - squares / all);
    centre += u[i] / n;
  }
  double spread = 0;
  for (const double x : u) spread += (x - centre) * (x - centre);
  EXPECT_NEAR(cxm::influence_error(g, items), std::sqrt(spread) / n, 1e-14);
  // Weights that are all alike change nothing; weight 2 counts twice.
  EXPECT_NEAR(cxm::influence_error(g, items, values(10, 7.0)), std::sqrt(spread) / n, 1e-14);
}

// The short sums against alpha of the nine others, one person after the other.
TEST(Reliability, TheJackknifeLeavesEachPersonOut) {
  const std::vector<values> columns{i1, i2, i3};
  const auto without = [&](std::size_t person) {
    std::vector<values> rest = columns;
    for (values& x : rest) x.erase(x.begin() + static_cast<std::ptrdiff_t>(person));
    return std::log(1 - alpha(rest));
  };
  double mean = 0, squares = 0;
  for (std::size_t i = 0; i < 10; ++i) mean += without(i) / 10;
  for (std::size_t i = 0; i < 10; ++i) squares += std::pow(without(i) - mean, 2);
  const std::vector<cxm::column_view> items{cxm::column_view(i1), cxm::column_view(i2), cxm::column_view(i3)};
  const auto e = cxm::alpha_interval(items);
  EXPECT_NEAR(e.value, alpha(columns), 1e-14);
  EXPECT_NEAR(e.se, (1 - e.value) * std::sqrt(0.9 * squares), 1e-13);
  EXPECT_NEAR(e.low, 1 - (1 - e.value) * std::exp(2.262157162798205 * e.se / (1 - e.value)), 1e-13);
  // A person of weight 0 is not there; equal weights change nothing.
  values seven(10, 7.0);
  EXPECT_NEAR(cxm::alpha_interval(items, seven).se, e.se, 1e-13);
  seven[4] = 0;
  EXPECT_EQ(cxm::alpha_interval(items, seven).n, 9);
  EXPECT_NEAR(cxm::alpha_interval(items, seven).value, 1 - std::exp(without(4)), 1e-13);
}

TEST(Reliability, IntervalsHoldTheirCoefficientAndStayBelowOne) {
  const auto e = cxm::reliability_interval(0.97, 0.02, 30);
  EXPECT_LT(e.low, 0.97);
  EXPECT_GT(e.high, 0.97);
  EXPECT_LT(e.high, 1);
  EXPECT_TRUE(cxm::reliability_interval(std::nan(""), 0.1, 30).has(cxm::estimate_flag::undefined));
  EXPECT_TRUE(cxm::reliability_interval(0.5, std::nan(""), 30).has(cxm::estimate_flag::no_interval));
  EXPECT_TRUE(cxm::alpha_interval_feldt(three, 1).has(cxm::estimate_flag::no_interval));
}

// Parallel items: everything agrees, and the bound is alpha. It is never below the other bounds.
TEST(Reliability, TheGreatestLowerBoundOfParallelItemsIsAlpha) {
  cxm::matrix v(4, 4, 0.5);
  for (std::size_t i = 0; i < 4; ++i) v(i, i) = 1.2;
  EXPECT_NEAR(cxm::greatest_lower_bound(v), cxm::cronbach_alpha(v), 1e-8);
  // Loadings 1, .8, .6 and errors .3, .5, .9 are one way to make w, so no bound is above their omega.
  cxm::matrix w(3, 3);
  const double l[] = {1, 0.8, 0.6}, u[] = {0.3, 0.5, 0.9};
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) w(i, j) = l[i] * l[j] + (i == j ? u[i] : 0);
  }
  const double bound = cxm::greatest_lower_bound(w);
  EXPECT_LE(bound, 2.4 * 2.4 / (2.4 * 2.4 + 1.7) + 1e-8);
  for (const double lambda : cxm::guttman_lambdas(w)) EXPECT_GE(bound, lambda - 1e-8);
  w(0, 1) = w(1, 0) = std::sqrt(w(0, 0) * w(1, 1));
  EXPECT_TRUE(std::isnan(cxm::greatest_lower_bound(w)));
}

}  // namespace
