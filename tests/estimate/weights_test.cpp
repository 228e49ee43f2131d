// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/weights.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/estimate/weighted_mean.hpp"

namespace {

using cxm::column_view;
using values = std::vector<double>;

TEST(Weights, edge_weights_equal) {
  const auto k = cxm::kish_effective_size(values(9, 2.5));
  EXPECT_EQ(k.n, 9);
  EXPECT_EQ(k.sum_w, 22.5);
  EXPECT_EQ(k.n_eff, 9);
  EXPECT_EQ(k.deff, 1);
  EXPECT_EQ(k.cv2, 0);
}

TEST(Weights, edge_acc_weights) {
  const auto k = cxm::kish_effective_size(values{1e-8, 1, 1e8});
  EXPECT_NEAR(k.n_eff, 1.00000002, 1e-12);
  EXPECT_NEAR(k.deff, 2.99999994, 1e-12);
}

TEST(Weights, DesignEffectIsOnePlusSquaredVariation) {
  const auto k = cxm::kish_effective_size(values{1, 2, 2, 5, 0.5});
  EXPECT_NEAR(k.deff, 1 + k.cv2, 1e-14);
  EXPECT_NEAR(k.deff, k.n / k.n_eff, 1e-14);
}

TEST(Weights, ExtremeWeightsNeitherOverflowNorVanish) {
  const auto big = cxm::kish_effective_size(values{1e200, 2e200, 1e200}),
             small = cxm::kish_effective_size(values{1e-200, 2e-200, 1e-200});
  EXPECT_NEAR(big.n_eff, 16.0 / 6, 1e-14);
  EXPECT_NEAR(small.n_eff, 16.0 / 6, 1e-14);
}

TEST(Weights, NobodyHasNoEffectiveSize) {
  for (const auto& w : {values{}, values{0, 0}}) {
    const auto k = cxm::kish_effective_size(w);
    EXPECT_EQ(k.n, 0);
    EXPECT_EQ(k.n_eff, 0);
    EXPECT_TRUE(std::isnan(k.deff) && std::isnan(k.cv2));
  }
}

TEST(Weights, ClusterDesignEffect) {
  EXPECT_DOUBLE_EQ(cxm::cluster_design_effect(20, 0.05), 1.95);
  EXPECT_DOUBLE_EQ(cxm::weighted_cluster_size(values{10, 10, 10}), 10);
  EXPECT_DOUBLE_EQ(cxm::weighted_cluster_size(values{1, 3}), 2.5);
  EXPECT_THROW((void)cxm::cluster_design_effect(0.5, 0.1), cxm::error);
  EXPECT_THROW((void)cxm::cluster_design_effect(5, 1.1), cxm::error);
}

TEST(WeightedMean, edge_weights_zero) {
  const values x{1, 2, 3, 4}, w{0, 1, 2, 1};
  const auto m = cxm::weighted_mean(column_view(x), w);
  EXPECT_DOUBLE_EQ(m.mean.value, 3);
  EXPECT_EQ(m.mean.n, 3);
  EXPECT_NEAR(m.base.n_eff, 2.66666666666667, 1e-13);
}

TEST(WeightedMean, edge_weights_negative_and_not_finite) {
  const values x{1, 2, 3};
  for (const double bad :
       {-1.0, std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    try {
      (void)cxm::weighted_mean(column_view(x), values{1, bad, 2});
      FAIL() << bad;
    } catch (const cxm::error& e) {
      EXPECT_EQ(e.parameter(), "weights");
      EXPECT_EQ(e.row(), 1);
    }
  }
}

TEST(WeightedMean, edge_weights_scale) {
  const values x{1, 4, 2}, w{0.5, 1.5, 3}, scaled{500, 1500, 3000};
  const auto a = cxm::weighted_mean(column_view(x), w), b = cxm::weighted_mean(column_view(x), scaled);
  EXPECT_DOUBLE_EQ(a.mean.value, 2.5);
  EXPECT_DOUBLE_EQ(b.mean.value, 2.5);
  EXPECT_NEAR(a.base.n_eff, 2.17391304347826, 1e-13);
  EXPECT_NEAR(b.base.n_eff, 2.17391304347826, 1e-13);
  EXPECT_NEAR(a.mean.se, b.mean.se, 1e-15);
}

TEST(WeightedMean, EqualWeightsGiveTheSimpleMean) {
  // 1, 2, 3, 6: mean 3, s^2 = 14/3, se = sqrt(14/12)
  const values x{1, 2, 3, 6};
  const auto m = cxm::weighted_mean(column_view(x), values(4, 0.7));
  EXPECT_DOUBLE_EQ(m.mean.value, 3);
  EXPECT_NEAR(m.mean.se, std::sqrt(14.0 / 12), 1e-14);
  EXPECT_NEAR(m.deff_replace, 1, 1e-14);
  EXPECT_EQ(m.mean.df, 3);
}

TEST(WeightedMean, ClustersOfOneAreNoClusters) {
  const values x{1, 2, 3, 6}, w{1, 2, 1, 3};
  const std::vector<std::int32_t> own{3, 0, 2, 7};
  const auto a = cxm::weighted_mean(column_view(x), w),
             b = cxm::weighted_mean(column_view(x), w, {.clusters = own});
  EXPECT_NEAR(a.mean.se, b.mean.se, 1e-15);
  EXPECT_EQ(a.mean.df, b.mean.df);
}

TEST(WeightedMean, ClustersHandWorked) {
  // Two clusters with totals of deviations -3 and +3 of 4 answers: se^2 = 2/1 * (9 + 9) / 16
  const values x{1, 2, 3, 6};
  const std::vector<std::int32_t> cluster{0, 0, 1, 1};
  const auto m = cxm::weighted_mean(column_view(x), values(4, 1.0), {.clusters = cluster});
  EXPECT_NEAR(m.mean.se, 1.5, 1e-14);
  EXPECT_EQ(m.mean.df, 1);
  const std::vector<std::int32_t> one(4, 5);
  const auto single = cxm::weighted_mean(column_view(x), values(4, 1.0), {.clusters = one});
  EXPECT_TRUE(single.mean.has(cxm::estimate_flag::no_interval));
  EXPECT_TRUE(std::isnan(single.mean.se));
}

TEST(WeightedMean, edge_deff_constant) {
  const auto m = cxm::weighted_mean(column_view(values(4, 2.0)), values{10, 10, 5, 5});
  EXPECT_EQ(m.mean.value, 2);
  EXPECT_EQ(m.mean.se, 0);
  EXPECT_TRUE(std::isnan(m.deff_replace));
}

TEST(WeightedMean, VariancesOfEqualUnitWeightsAgree) {
  const values x{1, 2, 3, 6};
  const auto s = cxm::weighted_moments(column_view(x), values(4, 1.0));
  EXPECT_NEAR(s.variance_population, 3.5, 1e-14);
  EXPECT_NEAR(s.variance_frequency, 14.0 / 3, 1e-14);
  EXPECT_NEAR(s.variance_reliability, 14.0 / 3, 1e-14);
  EXPECT_NEAR(s.variance_survey, 14.0 / 3, 1e-14);
}

}  // namespace
