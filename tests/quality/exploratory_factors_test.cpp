// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/exploratory_factors.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/stats/linear_algebra.hpp"

namespace {

using cxm::efa_method;

const std::vector<std::vector<double>> clean{{0.8, 0}, {0.7, 0}, {0.6, 0}, {0.5, 0},
                                             {0, 0.7}, {0, 0.6}, {0, 0.8}, {0, 0.5}};

/// Correlations of eight items on two factors that correlate by r.
cxm::matrix correlations(double r) {
  cxm::matrix out(8, 8);
  for (std::size_t i = 0; i < 8; ++i) {
    for (std::size_t j = 0; j < 8; ++j) {
      const auto &a = clean[i], &b = clean[j];
      out(i, j) = i == j ? 1 : a[0] * b[0] + a[1] * b[1] + r * (a[0] * b[1] + a[1] * b[0]);
    }
  }
  return out;
}

TEST(ExploratoryFactors, GiveBackTheCommunalities) {
  for (const auto method : {efa_method::minres, efa_method::ml}) {
    const auto f = cxm::fit_efa(correlations(0.3), 2, method, 300);
    for (std::size_t i = 0; i < 8; ++i) {
      EXPECT_NEAR(f.communalities[i], std::pow(clean[i][0] + clean[i][1], 2), 1e-8) << i;
    }
    EXPECT_NEAR(f.chi_squared, 0, 1e-8);
    EXPECT_NEAR(f.rms, 0, 1e-8);
    EXPECT_EQ(f.df, 13);
    EXPECT_FALSE(f.heywood);
  }
}

// Uncorrelated factors of which each item has one: varimax finds them, and oblimin finds correlated ones.
TEST(ExploratoryFactors, RotationsFindWhatMadeTheCorrelations) {
  const auto right = cxm::rotate_varimax(cxm::fit_efa(correlations(0), 2, efa_method::minres, 300).loadings);
  const auto oblique =
      cxm::rotate_oblimin(cxm::fit_efa(correlations(0.4), 2, efa_method::minres, 300).loadings);
  EXPECT_NEAR(std::fabs(oblique.phi(0, 1)), 0.4, 1e-6);
  EXPECT_NEAR(oblique.criterion, 0, 1e-12);
  for (const auto* l : {&right.loadings, &oblique.loadings}) {
    for (std::size_t i = 0; i < 8; ++i) {
      const double a = std::fabs((*l)(i, 0)), b = std::fabs((*l)(i, 1));
      EXPECT_NEAR(std::max(a, b), clean[i][0] + clean[i][1], 1e-6);
      EXPECT_NEAR(std::min(a, b), 0, 1e-6);
    }
  }
}

// Whatever the loadings were turned by before, a rotation gives the same, and keeps what they say of R.
TEST(ExploratoryFactors, RotationsDoNotSeeEarlierOnes) {
  const cxm::matrix l = cxm::fit_efa(correlations(0.4), 2, efa_method::ml, 300).loadings;
  cxm::matrix turned = l;
  for (std::size_t i = 0; i < 8; ++i) {
    turned(i, 0) = 0.8 * l(i, 0) + 0.6 * l(i, 1);
    turned(i, 1) = 0.8 * l(i, 1) - 0.6 * l(i, 0);
  }
  EXPECT_NEAR(cxm::rotate_varimax(l).criterion, cxm::rotate_varimax(turned).criterion, 1e-13);
  EXPECT_NEAR(cxm::rotate_oblimin(l).criterion, cxm::rotate_oblimin(turned).criterion, 1e-12);
  for (const auto& r : {cxm::rotate_varimax(l), cxm::rotate_oblimin(turned)}) {
    const auto after =
        cxm::stats::multiply(cxm::stats::multiply(r.loadings, r.phi), cxm::stats::transpose(r.loadings));
    const auto before = cxm::stats::multiply(l, cxm::stats::transpose(l));
    for (std::size_t c = 0; c < after.values.size(); ++c)
      EXPECT_NEAR(after.values[c], before.values[c], 1e-12);
  }
}

TEST(ExploratoryFactors, RefuseMoreThanCorrelationsCanTell) {
  EXPECT_THROW((void)cxm::fit_efa(correlations(0), 5, efa_method::minres, 300), cxm::error);  // df < 0
  EXPECT_THROW((void)cxm::fit_efa(correlations(0), 0, efa_method::minres, 300), cxm::error);
  cxm::matrix r = correlations(0);
  r(0, 1) = r(1, 0) = 1;
  EXPECT_THROW((void)cxm::fit_efa(r, 2, efa_method::ml, 300), cxm::error);  // not positive definite
}

TEST(ParallelAnalysis, FindsTwoFactorsAndNoneInNoise) {
  const auto a = cxm::analyse_parallel(correlations(0.3), 400);
  EXPECT_EQ(a.factors, 2U);
  EXPECT_GT(a.observed[0], a.noise_limit[0]);
  cxm::matrix identity(6, 6);
  for (std::size_t i = 0; i < 6; ++i) identity(i, i) = 1;
  EXPECT_EQ(cxm::analyse_parallel(identity, 400).factors, 0U);
  // Deterministic, and noise shrinks with n: eigenvalues of p items spread by about 2 sqrt(p / n).
  EXPECT_EQ(cxm::analyse_parallel(correlations(0.3), 400).noise_limit, a.noise_limit);
  EXPECT_LT(cxm::analyse_parallel(correlations(0.3), 4000).noise_mean[0], a.noise_mean[0]);
  double sum = 0;
  for (const double v : a.noise_mean) sum += v;
  EXPECT_NEAR(sum, 8, 1e-10);  // of correlation matrices
  EXPECT_THROW((void)cxm::analyse_parallel(identity, 6), cxm::error);
}

// Two items of correlation r have KMO 1/2: the partial correlation is the correlation.
TEST(SamplingAdequacy, OfTwoItemsIsOneHalf) {
  cxm::matrix r(2, 2, 1);
  r(0, 1) = r(1, 0) = 0.6;
  const auto a = cxm::judge_correlations(r, 100);
  EXPECT_NEAR(a.kmo, 0.5, 1e-14);
  EXPECT_NEAR(a.smc[0], 0.36, 1e-14);
  // -(99 - 9/6) log(1 - .36)
  EXPECT_NEAR(a.chi_squared, -97.5 * std::log(0.64), 1e-12);
  EXPECT_NEAR(a.eigenvalues[0], 1.6, 1e-14);
}

// With all of the correlation between factors, the general factor's share is by hand: loadings l_i sqrt(r).
TEST(HierarchicalOmega, OfTwoEqualFactorsIsByHand) {
  cxm::matrix r(6, 6);
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t j = 0; j < 6; ++j) r(i, j) = i == j ? 1 : i / 3 == j / 3 ? 0.49 : 0.49 * 0.5;
  }
  const auto o = cxm::fit_hierarchical_omega(r, 2);
  const double total = 6 + 12 * 0.49 + 18 * 0.245;
  EXPECT_NEAR(o.omega_hierarchical, std::pow(6 * 0.7 * std::sqrt(0.5), 2) / total, 1e-6);
  EXPECT_NEAR(o.omega_total, 1 - 6 * 0.51 / total, 1e-7);
  EXPECT_NEAR(o.general[0], 0.7 * std::sqrt(0.5), 1e-6);
}

// Scores by regression correlate with their factor by the root of diag(W' L phi); Bartlett's are unbiased:
// W' L = I.
TEST(ScoreWeights, OfBartlettGiveFactorsBack) {
  const cxm::matrix r = correlations(0.4);
  const auto o = cxm::rotate_oblimin(cxm::fit_efa(r, 2, efa_method::minres, 300).loadings);
  const auto w = cxm::score_weights(o.loadings, o.phi, r, cxm::score_method::bartlett);
  const auto product = cxm::stats::multiply(cxm::stats::transpose(w), o.loadings);
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t j = 0; j < 2; ++j) EXPECT_NEAR(product(i, j), i == j ? 1 : 0, 1e-10);
  }
}

}  // namespace
