// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/design_means.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "cxm/base/error.hpp"

namespace {

using cxm::column_view;
using cxm::survey_design;

column_view view(const std::vector<double>& y) { return column_view(y); }

survey_design weighted(std::vector<double> w) {
  cxm::survey_design_spec spec;
  spec.rows = w.size();
  spec.weights = std::move(w);
  return survey_design(spec);
}

cxm::design_estimates mean(const survey_design& d, const std::vector<double>& y) {
  const column_view v(y);
  return cxm::design_means(d, {&v, 1});
}

TEST(DesignMeans, edge_svy_onestratum) {
  cxm::survey_design_spec spec;
  spec.rows = 4;
  spec.weights = {10, 10, 5, 5};
  spec.strata = {{1, 1, 1, 1}};
  const auto m = mean(survey_design(spec), {1, 2, 3, 4});
  EXPECT_NEAR(m.value[0], 2.16666666666667, 1e-13);
  EXPECT_NEAR(m.se(0), 0.596629766429148, 1e-14);
  EXPECT_EQ(m.se(0), mean(weighted({10, 10, 5, 5}), {1, 2, 3, 4}).se(0));
}

TEST(DesignMeans, edge_svy_census) {
  cxm::survey_design_spec spec;
  spec.rows = 4;
  spec.fpc = {{4, 4, 4, 4}};
  const auto m = mean(survey_design(spec), {1, 2, 3, 4});
  EXPECT_EQ(m.value[0], 2.5);
  EXPECT_EQ(m.se(0), 0);
}

TEST(DesignMeans, edge_deff_constant) {
  EXPECT_TRUE(std::isnan(mean(weighted({10, 10, 5, 5}), {2, 2, 2, 2}).design_effect[0]));
  EXPECT_TRUE(std::isnan(mean(weighted({1, 0.3, 0.7}), {0.1, 0.1, 0.1}).design_effect[0]));
}

TEST(DesignMeans, edge_weights_scale_and_zero) {
  const auto a = mean(weighted({0.5, 1.5, 3}), {1, 4, 2});
  const auto b = mean(weighted({500, 1500, 3000}), {1, 4, 2});
  EXPECT_EQ(a.value[0], 2.5);
  EXPECT_NEAR(b.value[0], 2.5, 1e-15);
  EXPECT_NEAR(a.se(0), b.se(0), 1e-15);
  const auto z = mean(weighted({0, 1, 2, 1}), {1, 2, 3, 4});
  EXPECT_EQ(z.value[0], 3);
  EXPECT_EQ(z.n[0], 3);
}

TEST(DesignMeans, NoAnswersIsUndefinedNotZero) {
  const std::vector<double> y = {1, 2, 3};
  const std::vector<std::uint8_t> none = {0, 0, 0};
  const column_view v(y, none);
  const auto e = cxm::interval_of(cxm::design_means(weighted({1, 1, 1}), {&v, 1}), 0);
  EXPECT_FALSE(e.defined());
  EXPECT_TRUE(std::isnan(e.value));
  EXPECT_EQ(e.n, 0);
}

TEST(DesignMeans, edge_group_empty) {
  cxm::row_groups g;
  g.groups = 3;
  g.of_row = {0, 0, 1};
  const std::vector<double> three = {1, 2, 3};
  const auto m = cxm::design_domain_means(weighted({1, 1, 1}), view(three), g);
  EXPECT_EQ(m.value[0], 1.5);
  EXPECT_EQ(m.value[1], 3);
  EXPECT_TRUE(std::isnan(m.value[2]));
  EXPECT_EQ(m.n, (std::vector<double>{2, 1, 0}));
  EXPECT_TRUE(std::isnan(m.covariance(2, 0)));
  EXPECT_FALSE(std::isnan(m.covariance(1, 0)));
}

TEST(DesignMeans, MissingAnswersAreADomain) {
  const std::vector<double> y = {1, 99, 3, 4, 5};
  const std::vector<std::uint8_t> present = {1, 0, 1, 1, 1};
  const column_view with_gap(y, present);
  const auto d = weighted({1, 1, 2, 1, 1});
  const auto a = cxm::design_means(d, {&with_gap, 1});
  const auto b = cxm::design_means(d, std::vector<column_view>{column_view(y)}, present);
  EXPECT_EQ(a.value[0], b.value[0]);
  EXPECT_EQ(a.covariance(0, 0), b.covariance(0, 0));
  EXPECT_EQ(a.n[0], 4);
  const std::vector<double> broken = {1, std::nan(""), 3, 4, 5};
  EXPECT_THROW((void)mean(d, broken), cxm::error);
}

TEST(DesignMeans, RatioByHandAndAsMean) {
  // With a denominator of ones the ratio is the mean.
  const std::vector<double> y = {3, 1, 4, 1, 5}, one(5, 1.0);
  const auto d = weighted({1, 2, 3, 4, 5});
  const auto r = cxm::design_ratio(d, view(y), view(one));
  const auto m = mean(d, y);
  EXPECT_NEAR(r.value[0], m.value[0], 1e-15);
  EXPECT_NEAR(r.se(0), m.se(0), 1e-15);
  const std::vector<double> zero(5, 0.0);
  EXPECT_TRUE(std::isnan(cxm::design_ratio(d, view(y), view(zero)).value[0]));
}

TEST(DesignMeans, SharesAddToOneAndAreMeans) {
  cxm::row_groups g;
  g.groups = 3;
  g.of_row = {0, 1, 2, 2, 0, 9};  // the last row is in none
  const auto s = cxm::design_shares(weighted({1, 2, 3, 4, 5, 6}), g);
  EXPECT_NEAR(s.value[0] + s.value[1] + s.value[2], 1, 1e-15);
  const double ones[] = {1, 1, 1};
  // Nine terms of at most 0.1 that cancel: a few roundings of 1e-17.
  EXPECT_NEAR(cxm::linear_contrast(s, ones).covariance(0, 0), 0, 1e-16);
  EXPECT_EQ(s.n[0], 5);
}

TEST(DesignMeans, edge_acc_variance) {
  const std::vector<double> y = {1000000004, 1000000007, 1000000013, 1000000016};
  const auto d = weighted({1, 1, 1, 1});
  EXPECT_EQ(mean(d, y).value[0], 1000000010);
  EXPECT_NEAR(cxm::design_population_variance(d, view(y)).value[0], 30, 1e-12);
}

TEST(DesignMeans, WithoutDegreesOfFreedomThereIsNoInterval) {
  cxm::survey_design_spec spec;
  spec.rows = 2;
  spec.strata = {{1, 2}};
  spec.lonely = cxm::lonely_rule::certainty;
  const auto e = cxm::interval_of(mean(survey_design(spec), {1, 2}), 0);
  EXPECT_EQ(e.value, 1.5);
  EXPECT_TRUE(e.has(cxm::estimate_flag::no_interval));
  EXPECT_TRUE(e.has(cxm::estimate_flag::lonely_psu));
  EXPECT_TRUE(std::isnan(e.low));
}

TEST(DesignMeans, ReplicatesAgreeWithLinearisationForTotals) {
  const auto d = weighted({1, 2, 3, 4, 5, 6});
  const std::vector<double> y = {3, 1, 4, 1, 5, 9};
  const column_view v(y);
  const auto a = cxm::design_totals(d, {&v, 1});
  const auto b = cxm::design_totals(cxm::jackknife_1(d), {&v, 1});
  EXPECT_EQ(a.value[0], b.value[0]);
  EXPECT_NEAR(a.se(0), b.se(0), 1e-12);
}

}  // namespace
