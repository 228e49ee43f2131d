// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/resampling.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/stats/distributions.hpp"

namespace {

using cxm::bootstrap_method;
using values = std::vector<double>;

double mean(std::span<const double> x) { return cxm::summarize(cxm::column_view(x)).mean; }

TEST(Resampling, JackknifeOfTheMeanIsItsStandardError) {
  const values x{1, 2, 3, 6};
  const auto j = cxm::summarize_jackknife(cxm::leave_one_out(x, mean), mean(x));
  EXPECT_NEAR(j.se, std::sqrt(14.0 / 12), 1e-14);
  EXPECT_NEAR(j.bias, 0, 1e-14);
}

TEST(Resampling, LeavesOutEachInTurn) {
  const values x{1, 10, 100, 1000};
  const auto sums = cxm::leave_one_out(x, [](std::span<const double> v) {
    double s = 0;
    for (const double d : v) s = 2 * s + d;  // order matters
    return s;
  });
  EXPECT_EQ(sums, (values{1240, 1204, 1024, 124}));
}

/// The R = 999 quantiles of a normal at k / 1000: replicates without simulation error.
values normal_replicates(double centre, double sd) {
  values t;
  for (int k = 1; k <= 999; ++k) t.push_back(centre + sd * cxm::stats::normal_quantile(k / 1000.0));
  return t;
}

TEST(Resampling, OnExactNormalReplicatesAllMethodsAgree) {
  const values t = normal_replicates(5, 2);
  for (const auto method : {bootstrap_method::percentile, bootstrap_method::basic, bootstrap_method::bca}) {
    // bca's z0 is off by half a replicate: 1/2000 of probability.
    const double tolerance = method == bootstrap_method::bca ? 0.01 : 1e-10;
    const auto e = cxm::bootstrap_interval(t, 5, method);
    EXPECT_NEAR(e.low, 5 - 2 * 1.95996398454005, tolerance);
    EXPECT_NEAR(e.high, 5 + 2 * 1.95996398454005, tolerance);
  }
}

TEST(Resampling, BasicMirrorsPercentile) {
  values t = normal_replicates(0, 1);
  for (double& x : t) x = std::exp(x);
  const auto p = cxm::bootstrap_interval(t, 1, bootstrap_method::percentile),
             b = cxm::bootstrap_interval(t, 1, bootstrap_method::basic);
  EXPECT_NEAR(b.low, 2 - p.high, 1e-12);
  EXPECT_NEAR(b.high, 2 - p.low, 1e-12);
}

TEST(Resampling, WhatCannotBeSaidIsFlagged) {
  EXPECT_TRUE(cxm::bootstrap_interval(values{1}, 1).has(cxm::estimate_flag::no_interval));
  EXPECT_TRUE(cxm::bootstrap_interval(values{}, 1).has(cxm::estimate_flag::no_interval));
  EXPECT_TRUE(cxm::bootstrap_interval(values{2, 3, 4}, 1, bootstrap_method::bca)
                  .has(cxm::estimate_flag::no_interval));
  EXPECT_TRUE(cxm::bootstrap_interval(values{1, 2, 3}, 2).has(cxm::estimate_flag::approximate));
  EXPECT_THROW((void)cxm::bootstrap_interval(values{1, std::nan("")}, 1), cxm::error);
  EXPECT_THROW((void)cxm::summarize_jackknife(values{1}, 1), cxm::error);
}

}  // namespace
