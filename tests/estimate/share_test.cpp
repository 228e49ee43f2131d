// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/share.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/stats/distributions.hpp"

namespace {

using cxm::share_method;

constexpr share_method all_methods[] = {share_method::wilson,
                                        share_method::wilson_continuity,
                                        share_method::clopper_pearson,
                                        share_method::agresti_coull,
                                        share_method::wald,
                                        share_method::jeffreys,
                                        share_method::logit,
                                        share_method::probit,
                                        share_method::cloglog};

cxm::share_options with(share_method method, double level = 0.95) {
  cxm::share_options o;
  o.method = method;
  o.level = level;
  return o;
}

TEST(Share, WilsonInvertsTheScoreTest) {
  // At each end of the interval the score statistic is the critical value.
  const double z = cxm::stats::normal_quantile(0.975);
  const auto e = cxm::share_interval_from_counts(7, 34);
  for (const double end : {e.low, e.high}) {
    EXPECT_NEAR(std::fabs(7.0 / 34 - end) / std::sqrt(end * (1 - end) / 34), z, 1e-12);
  }
}

TEST(Share, ClopperPearsonInvertsTheBinomialTest) {
  const auto e = cxm::share_interval_from_counts(7, 34, with(share_method::clopper_pearson));
  EXPECT_NEAR(1 - cxm::stats::binomial_cdf(6, 34, e.low), 0.025, 1e-12);
  EXPECT_NEAR(cxm::stats::binomial_cdf(7, 34, e.high), 0.025, 1e-12);
}

TEST(Share, MirrorsAndStaysInside) {
  for (const auto method : all_methods) {
    for (const double x : {0.0, 1.0, 3.5, 10.0, 19.0, 20.0}) {
      const auto e = cxm::share_interval_from_counts(x, 20, with(method));
      EXPECT_GE(e.low, 0);
      EXPECT_LE(e.high, 1);
      EXPECT_LE(e.low, e.value);
      EXPECT_GE(e.high, e.value);
      if (method == share_method::cloglog && x > 0 && x < 20) continue;  // its scale is not symmetric
      const auto mirrored = cxm::share_interval_from_counts(20 - x, 20, with(method));
      EXPECT_NEAR(mirrored.low, 1 - e.high, 1e-13);
      EXPECT_NEAR(mirrored.high, 1 - e.low, 1e-13);
    }
  }
}

TEST(Share, WidensWithTheLevelAndWithFewerDegreesOfFreedom) {
  for (const auto method : all_methods) {
    const auto a = cxm::share_interval(0.3, 50, with(method, 0.9)),
               b = cxm::share_interval(0.3, 50, with(method, 0.99));
    EXPECT_LT(b.low, a.low);
    EXPECT_GT(b.high, a.high);
  }
  cxm::share_options design;
  design.df = 5;
  EXPECT_LT(cxm::share_interval(0.3, 50, design).low, cxm::share_interval(0.3, 50).low);
}

TEST(Share, edge_prop_zero) {
  const auto wilson = cxm::share_interval_from_counts(0, 40);
  EXPECT_EQ(wilson.low, 0);  // exactly, where rounding leaves 7e-18 elsewhere
  EXPECT_NEAR(wilson.high, 0.0876216011972866, 1e-14);
  const auto exact = cxm::share_interval_from_counts(0, 40, with(share_method::clopper_pearson));
  EXPECT_EQ(exact.low, 0);
  EXPECT_NEAR(exact.high, 0.0880973028788024, 1e-14);
}

TEST(Share, NobodyAnsweredIsUndefined) {
  const auto e = cxm::share_interval_from_counts(0, 0);
  EXPECT_FALSE(e.defined());
  EXPECT_TRUE(std::isnan(e.value) && std::isnan(e.low) && std::isnan(e.se));
  EXPECT_EQ(e.n, 0);
}

TEST(Share, CutEndsAreFlagged) {
  const auto e = cxm::share_interval_from_counts(1, 29, with(share_method::wald));
  EXPECT_EQ(e.low, 0);
  EXPECT_TRUE(e.has(cxm::estimate_flag::clamped));
}

TEST(Share, EqualWeightsChangeNothing) {
  const std::vector<double> y{1, 0, 1, 1, 0, 0, 0, 1, 0}, w(9, 2.5);
  const auto plain = cxm::share_interval(cxm::column_view(y));
  const auto weighted = cxm::weighted_share_interval(cxm::column_view(y), w);
  EXPECT_DOUBLE_EQ(plain.low, weighted.low);
  EXPECT_DOUBLE_EQ(plain.high, weighted.high);
  EXPECT_EQ(weighted.n, 9);
}

TEST(Share, KornGraubard) {
  // Simple random sampling: the design's variance is the binomial one, so n comes back.
  EXPECT_NEAR(cxm::korn_graubard_size(0.2, 0.2 * 0.8 / 100, 100, 99), 100, 1e-10);
  // Four times the variance: a quarter of the answers, less what the degrees of freedom cost.
  EXPECT_NEAR(cxm::korn_graubard_size(0.2, 4 * 0.2 * 0.8 / 100, 100, 99), 25, 1e-10);
  EXPECT_LT(cxm::korn_graubard_size(0.2, 4 * 0.2 * 0.8 / 100, 100, 10), 25);
  EXPECT_EQ(cxm::korn_graubard_size(0, 0, 100, 10), 100);
}

// Exact coverage, by summing the binomial probabilities of the counts whose interval holds p.
double coverage(share_method method, int n, double p) {
  double covered = 0, before = 0;
  for (int x = 0; x <= n; ++x) {
    const double upto = cxm::stats::binomial_cdf(x, n, p);
    const auto e = cxm::share_interval_from_counts(x, n, with(method));
    if (e.low <= p && p <= e.high) covered += upto - before;
    before = upto;
  }
  return covered;
}

TEST(Share, CoverageAveragedOverP) {
  double wilson = 0, wald = 0;
  for (int i = 1; i < 100; ++i) {
    wilson += coverage(share_method::wilson, 30, i / 100.0) / 99;
    wald += coverage(share_method::wald, 30, i / 100.0) / 99;
    EXPECT_GE(coverage(share_method::clopper_pearson, 30, i / 100.0), 0.95) << i;
  }
  EXPECT_GT(wilson, 0.945);
  EXPECT_LT(wilson, 0.96);
  EXPECT_LT(wald, 0.90);  // why it is not the default
}

TEST(Share, Refusals) {
  EXPECT_THROW((void)cxm::share_interval(1.2, 10), cxm::error);
  EXPECT_THROW((void)cxm::share_interval(0.2, -1), cxm::error);
  EXPECT_THROW((void)cxm::share_interval_from_counts(5, 4), cxm::error);
  const std::vector<double> y{1, 0, 2}, w{1, -1, 1};
  EXPECT_THROW((void)cxm::share_interval(cxm::column_view(y)), cxm::error);
  EXPECT_THROW((void)cxm::weighted_share_interval(cxm::column_view(y), w), cxm::error);
}

}  // namespace
