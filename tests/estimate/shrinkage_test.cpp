// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/shrinkage.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"

namespace {

using cxm::between_variance;
using values = std::vector<double>;

constexpr between_variance all_methods[] = {
    between_variance::reml,         between_variance::maximum_likelihood,
    between_variance::paule_mandel, between_variance::dersimonian_laird,
    between_variance::hedges,       between_variance::hunter_schmidt,
    between_variance::sidik_jonkman};

TEST(Shrinkage, edge_eb_oneunit) {
  for (const auto method : all_methods) {
    const auto f = cxm::fit_random_effects(values{3.2}, values{0.04}, {.method = method});
    EXPECT_EQ(f.mean.value, 3.2);
    EXPECT_EQ(f.tau2, 0);
    EXPECT_EQ(f.units[0].value.value, 3.2);
  }
}

TEST(Shrinkage, edge_eb_homogeneous) {
  const auto f = cxm::fit_random_effects(values{3.1, 3.12, 3.09, 3.11}, values(4, 0.05),
                                         {.method = between_variance::dersimonian_laird});
  EXPECT_NEAR(f.mean.value, 3.105, 1e-14);
  EXPECT_EQ(f.tau2, 0);
  for (const auto& u : f.units) EXPECT_NEAR(u.value.value, 3.105, 1e-14);
}

TEST(Shrinkage, edge_eb_negvar_and_zerovar) {
  for (const double bad : {-0.1, 0.0}) {
    try {
      (void)cxm::fit_random_effects(values{3, 4, 5}, values{0.1, bad, 0.2});
      FAIL() << bad;
    } catch (const cxm::error& e) {
      EXPECT_EQ(e.parameter(), "v");
      EXPECT_EQ(e.row(), 1);
    }
  }
}

TEST(Shrinkage, NoUnitsIsUndefined) {
  const auto f = cxm::fit_random_effects({}, {});
  EXPECT_FALSE(f.mean.defined());
  EXPECT_TRUE(std::isnan(f.tau2));
  EXPECT_TRUE(std::isnan(cxm::q_profile_interval(values{1}, values{1}).tau2_low));
}

TEST(Shrinkage, EqualVariancesHandWorked) {
  // Equal v: mu is the mean and every moment method gives s^2 - v. y: mean 4, s^2 = (9 + 1 + 0 + 1 + 9)/4 = 5
  const values y{1, 3, 4, 5, 7}, v(5, 0.8);
  for (const auto method : {between_variance::reml, between_variance::paule_mandel,
                            between_variance::dersimonian_laird, between_variance::hedges}) {
    const auto f = cxm::fit_random_effects(y, v, {.method = method});
    EXPECT_NEAR(f.mean.value, 4, 1e-13);
    EXPECT_NEAR(f.tau2, 4.2, 1e-11);
    EXPECT_NEAR(f.mean.se, 1, 1e-12);
    EXPECT_NEAR(f.units[0].value.value, 4 - 3 * 4.2 / 5, 1e-11);
    EXPECT_NEAR(f.units[0].reliability, 0.84, 1e-12);
    EXPECT_NEAR(f.i2, 84, 1e-10);
  }
  // Maximum likelihood divides by k: 20/5 - 0.8
  EXPECT_NEAR(cxm::fit_random_effects(y, v, {.method = between_variance::maximum_likelihood}).tau2, 3.2,
              1e-11);
  // Knapp-Hartung on equal variances is the t interval of the mean.
  const auto t = cxm::fit_random_effects(y, v, {.inference = cxm::mean_inference::knapp_hartung});
  EXPECT_NEAR(t.mean.se, 1, 1e-12);
  EXPECT_NEAR(t.mean.high, 4 + 2.77644510519779, 1e-10);
}

TEST(Shrinkage, ScalesWithTheUnit) {
  const values y{3.1, 4.0, 2.2, 5.3, 3.9}, v{0.2, 0.1, 0.4, 0.3, 0.15};
  values y10, v100;
  for (std::size_t i = 0; i < y.size(); ++i) {
    y10.push_back(10 * y[i] + 7);
    v100.push_back(100 * v[i]);
  }
  for (const auto method : all_methods) {
    const auto a = cxm::fit_random_effects(y, v, {.method = method}),
               b = cxm::fit_random_effects(y10, v100, {.method = method});
    EXPECT_NEAR(b.tau2, 100 * a.tau2, 1e-8) << static_cast<int>(method);
    EXPECT_NEAR(b.tau2_se, 100 * a.tau2_se, 1e-8);
    EXPECT_NEAR(b.units[2].value.value, 10 * a.units[2].value.value + 7, 1e-9);
    EXPECT_NEAR(b.i2, a.i2, 1e-9);
  }
}

TEST(Shrinkage, MaximumIsAMaximum) {
  const values y{3.1, 4.0, 2.2, 5.3, 3.9}, v{0.2, 0.1, 0.4, 0.3, 0.15};
  const auto f = cxm::fit_random_effects(y, v, {.method = between_variance::maximum_likelihood});
  for (const auto method : all_methods) {
    EXPECT_LE(cxm::fit_random_effects(y, v, {.method = method}).loglik, f.loglik + 1e-12);
  }
}

TEST(Shrinkage, QProfileHoldsTheEstimate) {
  const values y{3.1, 4.0, 2.2, 5.3, 3.9}, v{0.2, 0.1, 0.4, 0.3, 0.15};
  const auto i = cxm::q_profile_interval(y, v);
  const double tau2 = cxm::fit_random_effects(y, v, {.method = between_variance::paule_mandel}).tau2;
  EXPECT_LT(i.tau2_low, tau2);
  EXPECT_GT(i.tau2_high, tau2);
  EXPECT_EQ(cxm::q_profile_interval(values{1, 1, 1}, values(3, 1.0)).tau2_low, 0);
}

TEST(Shrinkage, ShrunkValuesAreNearerToTheTruth) {
  cxm::random_stream random(5, 0);
  double raw = 0, shrunk = 0;
  for (int r = 0; r < 50; ++r) {
    values theta, y, v;
    for (int i = 0; i < 30; ++i) {
      theta.push_back(60 + 4 * random.normal());
      v.push_back(i % 2 ? 4 : 64);
      y.push_back(theta.back() + std::sqrt(v.back()) * random.normal());
    }
    const auto f = cxm::fit_random_effects(y, v);
    for (std::size_t i = 0; i < 30; ++i) {
      raw += (y[i] - theta[i]) * (y[i] - theta[i]);
      shrunk += (f.units[i].value.value - theta[i]) * (f.units[i].value.value - theta[i]);
    }
  }
  // Expected squared errors: raw (4 + 64)/2 = 34, shrunk about (16*4/20 + 16*64/80)/2 = 8
  EXPECT_LT(shrunk, 0.35 * raw);
}

/// Equal variances v: tau^2 = s^2 - v, var(tau^2) = 2 s^4 / (k - 1), so with B = v / s^2 the variance is
/// v (1 - B + B / k + 4 B / (k - 1)); below six units that is more than v.
TEST(Shrinkage, NotKnowingTheSpreadWidensIntervalsUpToTheRawOnes) {
  cxm::random_effects_options options;
  options.units = cxm::unit_inference::estimated_spread;
  values y;
  for (int i = -5; i <= 5; ++i) y.push_back(10 * i);  // s^2 = 1100
  const auto f = cxm::fit_random_effects(y, values(11, 550), options);
  EXPECT_NEAR(f.tau2, 550, 1e-9);
  EXPECT_NEAR(f.units[0].value.se, std::sqrt(410), 1e-9);  // 550 (1 - .5 + .5/11 + 2/10)
  EXPECT_NEAR(f.units[0].value.value, -25, 1e-9);
  const auto few = cxm::fit_random_effects(values{-20, -10, 0, 10, 20}, values(5, 100), options);
  EXPECT_NEAR(few.units[3].value.se, 10, 1e-9);
}

TEST(Shrinkage, SmoothedVariances) {
  // Pooled: (2 * 3 + 0 * 4) / 6 = 1 on 6 degrees of freedom; one answer gets the pooled variance
  const values s2{3, 0, std::nan("")}, n{3, 5, 1};
  const values out = cxm::smoothed_variances_of_means(s2, n, 4);
  EXPECT_NEAR(out[0], (4 + 6) / 6.0 / 3, 1e-15);
  EXPECT_NEAR(out[1], 4 / 8.0 / 5, 1e-15);
  EXPECT_NEAR(out[2], 1, 1e-15);
  EXPECT_THROW((void)cxm::smoothed_variances_of_means(values{0, 0}, values{3, 3}), cxm::error);
  EXPECT_THROW((void)cxm::smoothed_variances_of_means(values{1}, values{0}), cxm::error);
}

}  // namespace
