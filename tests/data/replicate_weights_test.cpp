// SPDX-License-Identifier: Apache-2.0
#include "cxm/data/replicate_weights.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "cxm/base/error.hpp"

namespace {

using cxm::matrix;
using cxm::survey_design;

survey_design two_a_stratum(std::size_t strata) {
  cxm::survey_design_spec spec;
  spec.rows = 2 * strata;
  spec.strata.resize(1);
  for (std::size_t i = 0; i < spec.rows; ++i) spec.strata[0].push_back(static_cast<std::int64_t>(i / 2));
  return survey_design(spec);
}

// Variance of the total of y by the replicates.
double total_variance(const cxm::replicate_weights& r, const std::vector<double>& y) {
  matrix totals(r.replicates(), 1);
  double full = 0;
  for (std::size_t i = 0; i < y.size(); ++i) {
    full += r.sampling[i] * y[i];
    for (std::size_t k = 0; k < r.replicates(); ++k) totals(k, 0) += r.weights(i, k) * y[i];
  }
  return cxm::replicate_covariance(r, totals, {&full, 1})(0, 0);
}

double linearised(const survey_design& d, const std::vector<double>& y) {
  matrix scores(y.size(), 1);
  for (std::size_t i = 0; i < y.size(); ++i) scores(i, 0) = d.weights()[i] * y[i];
  return d.variance_of_totals(scores)(0, 0);
}

TEST(ReplicateWeights, HadamardMatricesAreOrthogonal) {
  for (std::size_t least = 1; least <= 88; ++least) {
    const matrix h = cxm::hadamard_matrix(least);
    ASSERT_GE(h.rows, least);
    // 52 = 2 (25 + 1) needs a field of 25 elements, which is not built.
    if (least > 2 && (least + 3) / 4 != 13) {
      EXPECT_EQ(h.rows, (least + 3) / 4 * 4) << "no multiple of 4 is passed over";
    }
    for (std::size_t i = 0; i < h.rows; ++i) {
      EXPECT_EQ(h(i, 0), 1);
      EXPECT_EQ(h(0, i), 1);
      for (std::size_t j = 0; j < h.rows; ++j) {
        double dot = 0;
        for (std::size_t k = 0; k < h.cols; ++k) dot += h(i, k) * h(j, k);
        ASSERT_EQ(dot, i == j ? static_cast<double>(h.cols) : 0) << least << " " << i << " " << j;
      }
    }
  }
}

TEST(ReplicateWeights, EveryMethodGivesTheLinearVarianceOfATotal) {
  // For a total the jackknife, balanced replicates and linearisation agree exactly.
  for (const std::size_t strata : {2U, 3U, 5U, 11U}) {
    const survey_design d = two_a_stratum(strata);
    std::vector<double> y;
    for (std::size_t i = 0; i < d.rows(); ++i) y.push_back(std::sin(static_cast<double>(i * i)));
    const double v = linearised(d, y);
    EXPECT_NEAR(total_variance(cxm::jackknife_n(d), y), v, 1e-12 * v);
    EXPECT_NEAR(total_variance(cxm::balanced_repeated_replication(d), y), v, 1e-12 * v);
    EXPECT_NEAR(total_variance(cxm::balanced_repeated_replication(d, 0.3), y), v, 1e-12 * v);
  }
  cxm::survey_design_spec spec;
  spec.rows = 6;
  spec.weights = {1, 2, 3, 4, 5, 6};
  spec.fpc = {{30, 30, 30, 30, 30, 30}};
  const survey_design d(spec);
  const std::vector<double> y = {3, 1, 4, 1, 5, 9};
  EXPECT_NEAR(total_variance(cxm::jackknife_1(d), y), linearised(d, y), 1e-10);
  EXPECT_NEAR(total_variance(cxm::jackknife_n(d), y), linearised(d, y), 1e-10);
}

TEST(ReplicateWeights, TheBootstrapIsUnbiasedForATotal) {
  const survey_design d = two_a_stratum(10);
  std::vector<double> y;
  for (std::size_t i = 0; i < d.rows(); ++i) y.push_back(std::cos(static_cast<double>(i * i)));
  const auto b = cxm::bootstrap_rao_wu(d, 4000, 7);
  // A variance from 4,000 replicates has a relative standard error of sqrt(2/4000) = 2.2 %; four of them.
  EXPECT_NEAR(total_variance(b, y) / linearised(d, y), 1, 0.09);
  // More replicates extend fewer.
  const auto few = cxm::bootstrap_rao_wu(d, 10, 7);
  for (std::size_t i = 0; i < d.rows(); ++i) {
    for (std::size_t r = 0; r < 10; ++r) EXPECT_EQ(few.weights(i, r), b.weights(i, r));
  }
}

TEST(ReplicateWeights, DegreesOfFreedomAreTheRankLessOne) {
  EXPECT_EQ(cxm::jackknife_n(two_a_stratum(4)).degrees_of_freedom(), 4);
  EXPECT_EQ(cxm::jackknife_1(two_a_stratum(1)).degrees_of_freedom(), 1);
}

TEST(ReplicateWeights, RefuseDesignsThatTheyDoNotFit) {
  cxm::survey_design_spec spec;
  spec.rows = 5;
  spec.strata = {{1, 1, 1, 2, 2}};
  const survey_design d(spec);
  EXPECT_THROW((void)cxm::jackknife_1(d), cxm::error);
  try {
    (void)cxm::balanced_repeated_replication(d);
    FAIL();
  } catch (const cxm::error& e) {
    EXPECT_STREQ(
        e.what(),
        "balanced_repeated_replication: the stratum of row 0 has 3 primary units, but must have two; "
        "use the jackknife or the bootstrap");
  }
  EXPECT_THROW((void)cxm::balanced_repeated_replication(two_a_stratum(2), 1), cxm::error);
  EXPECT_THROW((void)cxm::replicate_weights_from_matrix({1, 1}, matrix(3, 4, 1.0), 1, {1, 1, 1, 1}),
               cxm::error);
  EXPECT_THROW((void)cxm::replicate_weights_from_matrix({1, 1}, matrix(2, 3, -1.0), 1, {1, 1, 1}),
               cxm::error);
}

}  // namespace
