// SPDX-License-Identifier: Apache-2.0
#include "cxm/stats/linear_algebra.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/stats/root.hpp"
#include "cxm/stats/weighted_quantile.hpp"

namespace {

using cxm::matrix;
namespace stats = cxm::stats;

matrix random_matrix(std::size_t n, std::size_t p) {
  cxm::random_stream random(5, 5);
  matrix a(n, p);
  for (double& v : a.values) v = random.normal();
  return a;
}

TEST(LinearAlgebra, QrReproducesAndIsOrthonormal) {
  const matrix a = random_matrix(40, 6);
  const auto f = stats::qr(a);
  const matrix back = stats::multiply(f.q, f.r);
  for (std::size_t i = 0; i < a.values.size(); ++i) EXPECT_NEAR(back.values[i], a.values[i], 1e-13);
  const matrix gram = stats::multiply(stats::transpose(f.q), f.q);
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t j = 0; j < 6; ++j) EXPECT_NEAR(gram(i, j), i == j ? 1 : 0, 1e-14);
  }
  const matrix inverse = stats::gram_inverse(f);
  const matrix other = stats::inverse_spd(stats::multiply(stats::transpose(a), a));
  for (std::size_t i = 0; i < 36; ++i) EXPECT_NEAR(inverse.values[i], other.values[i], 1e-13);
}

TEST(LinearAlgebra, NearlyCollinearColumnsStayOrthogonal) {
  // Lauchli's matrix: classical and single-pass Gram-Schmidt lose orthogonality here.
  const double small = 1e-9;
  matrix a(4, 3);
  for (std::size_t j = 0; j < 3; ++j) {
    a(0, j) = 1;
    a(j + 1, j) = small;
  }
  const auto f = stats::qr(a, 1e-14);
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      double dot = 0;
      for (std::size_t k = 0; k < 4; ++k) dot += f.q(k, i) * f.q(k, j);
      EXPECT_NEAR(dot, 0, 1e-14);
    }
  }
}

TEST(LinearAlgebra, DependentColumnsAreNamed) {
  matrix a = random_matrix(10, 4);
  for (std::size_t i = 0; i < 10; ++i) a(i, 2) = a(i, 0) - 3 * a(i, 1);
  try {
    (void)stats::qr(a);
    FAIL();
  } catch (const cxm::error& e) {
    EXPECT_EQ(e.code(), cxm::errc::numeric);
    EXPECT_EQ(e.column(), 2);
  }
  EXPECT_EQ(stats::independent_columns(a), (std::vector<std::size_t>{0, 1, 3}));
}

TEST(LinearAlgebra, SemidefiniteSystemsHaveTheirShortestSolution) {
  matrix a(2, 2, 1.0);  // rank one
  const auto x = stats::solve_psd(a, std::vector<double>{2, 2});
  EXPECT_NEAR(x[0], 1, 1e-14);
  EXPECT_NEAR(x[1], 1, 1e-14);
  a(1, 1) = 0.5;
  EXPECT_THROW((void)stats::inverse_spd(a), cxm::error);
  const auto e = stats::eigen_symmetric(matrix(2, 2, 1.0));
  EXPECT_NEAR(e.values[0], 0, 1e-15);
  EXPECT_NEAR(e.values[1], 2, 1e-15);
  EXPECT_NEAR(e.vectors(0, 1), std::sqrt(0.5), 1e-15);
}

TEST(Root, FindsZerosAndMinima) {
  EXPECT_NEAR(stats::find_root([](double x) { return x * x - 2; }, 0, 2), std::sqrt(2.0), 1e-14);
  EXPECT_NEAR(stats::find_minimum([](double x) { return (x - 0.3) * (x - 0.3); }, -1, 2), 0.3, 1e-8);
  EXPECT_THROW((void)stats::find_root([](double x) { return x * x + 1; }, 0, 2), cxm::error);
  // A jump resolves to one of its sides, within the tolerance.
  EXPECT_NEAR(stats::find_root([](double x) { return x < 0.7 ? -1.0 : 2.0; }, 0, 1, 1e-9), 0.7, 1e-9);
}

TEST(WeightedQuantile, EqualWeightsAreTheHyndmanFanTypes) {
  const std::vector<double> x = {1, 2, 4, 7, 11}, w(5, 3.3);
  const stats::weighted_sample s(x, w);
  using enum stats::quantile_rule;
  // p = 0.3 of five values, from the definitions: types 1-9.
  EXPECT_EQ(s.quantile(0.3, hf1), 2);
  EXPECT_EQ(s.quantile(0.4, hf2), 3);
  EXPECT_EQ(s.quantile(0.4, hf1), 2);
  EXPECT_NEAR(s.quantile(0.3, hf4), 1.5, 1e-14);
  EXPECT_NEAR(s.quantile(0.3, hf5), 2, 1e-14);
  EXPECT_NEAR(s.quantile(0.3, hf6), 1.8, 1e-14);
  EXPECT_NEAR(s.quantile(0.3, hf7), 2.4, 1e-14);
  EXPECT_NEAR(s.quantile(0.3, hf8), 1 + 14.0 / 15, 1e-14);
  EXPECT_NEAR(s.quantile(0.3, hf9), 1.95, 1e-14);
}

TEST(WeightedQuantile, IntegerWeightsAreRepetitions) {
  const std::vector<double> x = {5, 1, 3}, w = {2, 1, 3};
  const std::vector<double> repeated = {1, 3, 3, 3, 5, 5}, ones(6, 1.0);
  const stats::weighted_sample a(x, w), b(repeated, ones);
  using enum stats::quantile_rule;
  for (int k = 0; k <= 60; ++k) {
    const double p = k / 60.0;
    EXPECT_EQ(a.quantile(p, math), b.quantile(p, math)) << p;
    EXPECT_EQ(a.quantile(p, school), b.quantile(p, school)) << p;
  }
  EXPECT_EQ(a.share_at_or_below(3), 4.0 / 6);
  EXPECT_EQ(a.share_at_or_below(0), 0);
}

TEST(WeightedQuantile, MultiplyingWeightsChangesNothing) {
  std::vector<double> x, w;
  for (int i = 0; i < 183; ++i) {
    x.push_back(i);
    w.push_back(1);
  }
  const stats::weighted_sample plain(x, w);
  for (const double factor : {36.2646389007568, 0.1, 1e-7, 33.846996307373}) {
    for (double& v : w) v = factor;
    const stats::weighted_sample scaled(x, w);
    for (int k = 1; k < 183; ++k) {
      const double p = k / 183.0;
      EXPECT_EQ(scaled.quantile(p, stats::quantile_rule::math),
                plain.quantile(p, stats::quantile_rule::math));
    }
  }
}

}  // namespace
