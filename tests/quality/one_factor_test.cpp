// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/one_factor.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <string>
#include <vector>

#include "cxm/base/error.hpp"

namespace {

cxm::matrix implied(const std::vector<double>& loading, const std::vector<double>& unique) {
  cxm::matrix v(loading.size(), loading.size());
  for (std::size_t i = 0; i < v.rows; ++i) {
    for (std::size_t j = 0; j < v.cols; ++j) v(i, j) = loading[i] * loading[j] + (i == j ? unique[i] : 0);
  }
  return v;
}

const std::vector<double> l{0.9, 1.4, 0.5, 1.1, 0.8}, psi{0.6, 0.8, 1.2, 0.5, 0.9};

// A covariance that is of one factor gives its loadings back. By hand: (sum l)^2 = 4.7^2 = 22.09, sum psi =
// 4: omega = 22.09 / 26.09.
TEST(OneFactor, GivesBackTheLoadingsThatMadeTheCovariance) {
  const auto fit = cxm::fit_one_factor(implied(l, psi), 400);
  for (std::size_t i = 0; i < l.size(); ++i) {
    EXPECT_NEAR(fit.loadings[i], l[i], 1e-6) << i;  // the search ends when F / 2 gains less than 1e-13
    EXPECT_NEAR(fit.uniqueness[i], psi[i], 2e-6) << i;
  }
  EXPECT_NEAR(fit.omega, 22.09 / 26.09, 1e-7);
  EXPECT_NEAR(fit.omega_observed, 22.09 / 26.09, 1e-7);
  EXPECT_NEAR(fit.chi_squared, 0, 1e-9);
  EXPECT_EQ(fit.df, 5);
  EXPECT_NEAR(fit.srmr, 0, 1e-6);
  EXPECT_FALSE(fit.heywood);
}

TEST(OneFactor, OmegaIsAlphaForEqualLoadings) {
  const std::vector<double> equal(4, 0.7);
  const auto fit = cxm::fit_one_factor(implied(equal, {0.5, 0.6, 0.7, 0.8}), 100);
  // alpha = k/(k-1) (1 - tr V / S): tr = 1.96 + 2.6, S = 7.84 + 2.6.
  EXPECT_NEAR(fit.omega, 4.0 / 3 * (1 - 4.56 / 10.44), 1e-7);
}

TEST(OneFactor, UnitsOfItemsDoNotMatterToTheFit) {
  cxm::matrix v = implied(l, psi);
  v(0, 1) = v(1, 0) = 1.0;
  cxm::matrix w = v;
  for (std::size_t j = 0; j < 5; ++j) w(2, j) *= 10, w(j, 2) *= 10;
  const auto a = cxm::fit_one_factor(v, 200);
  const auto b = cxm::fit_one_factor(w, 200);
  EXPECT_GT(a.chi_squared, 1);
  EXPECT_NEAR(a.chi_squared, b.chi_squared, 1e-9);
  EXPECT_NEAR(10 * a.loadings[2], b.loadings[2], 1e-6);
  EXPECT_NEAR(a.variance_extracted, b.variance_extracted, 1e-8);
}

// How omega moves with each covariance, against refits at moved ones. The covariance is not of one factor, so
// second derivatives matter. Central differences of step 1e-3 leave some 1e-6, a search that is exact to 1e-9
// likewise.
TEST(OneFactor, InfluenceOfOmegaIsItsDerivative) {
  cxm::matrix v = implied(l, psi);
  v(0, 1) = v(1, 0) = 1.0;
  v(3, 4) = v(4, 3) = 1.1;
  const auto fit = cxm::fit_one_factor(v, 200);
  const double h = 1e-3;
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      cxm::matrix up = v, down = v;
      up(i, j) += h, down(i, j) -= h;
      if (i != j) up(j, i) += h, down(j, i) -= h;
      const double slope = (cxm::fit_one_factor(up, 1).omega - cxm::fit_one_factor(down, 1).omega) / (2 * h);
      const cxm::matrix& g = fit.omega_influence;
      EXPECT_NEAR(i == j ? g(i, i) : g(i, j) + g(j, i), slope, 2e-6) << i << ", " << j;
    }
  }
}

TEST(OneFactor, AFactorThatIsOneItemSaysSo) {
  // Item 0 goes with the two others, which do not go with each other.
  cxm::matrix v(3, 3);
  v.values = {1, 0.7, 0.7, 0.7, 1, 0.05, 0.7, 0.05, 1};
  const auto fit = cxm::fit_one_factor(v, 50);
  EXPECT_TRUE(fit.heywood);
  EXPECT_GT(fit.omega, 0);
  EXPECT_LT(fit.omega, 1);
}

TEST(OneFactor, WhatCannotBeFittedIsRefusedBySentence) {
  const auto refusal = [](const cxm::matrix& v) -> std::string {
    try {
      (void)cxm::fit_one_factor(v, 10);
    } catch (const cxm::error& e) {
      return e.what();
    }
    return {};
  };
  EXPECT_NE(refusal(cxm::matrix(2, 2, 1)).find("items"), std::string::npos);
  cxm::matrix twins(3, 3, 1);
  EXPECT_NE(refusal(twins).find("explain each other"), std::string::npos);
  twins(1, 1) = 0;
  EXPECT_NE(refusal(twins).find("item 1 does not vary"), std::string::npos);
  twins(1, 1) = std::nan("");
  EXPECT_NE(refusal(twins).find("covariance"), std::string::npos);
}

}  // namespace
