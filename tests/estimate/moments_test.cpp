// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/moments.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <limits>
#include <vector>

#include "cxm/base/error.hpp"

namespace {

using cxm::column_view;
using values = std::vector<double>;

TEST(Moments, HandWorked) {
  // 1, 2, 3, 6: mean 3, squares 4 + 1 + 0 + 9 = 14, cubes -8 - 1 + 0 + 27 = 18, fourths 16 + 1 + 81 = 98
  const values x{1, 2, 3, 6};
  const auto s = cxm::summarize(column_view(x));
  EXPECT_DOUBLE_EQ(s.mean, 3);
  EXPECT_DOUBLE_EQ(s.variance, 14.0 / 3);
  EXPECT_DOUBLE_EQ(cxm::median(column_view(x)), 2.5);
  EXPECT_DOUBLE_EQ(cxm::skewness(column_view(x), cxm::moment_type::population), 4.5 / std::pow(3.5, 1.5));
  EXPECT_DOUBLE_EQ(cxm::excess_kurtosis(column_view(x), cxm::moment_type::population), 24.5 / 12.25 - 3);
  EXPECT_DOUBLE_EQ(cxm::geometric_mean(column_view(x)), std::sqrt(6.0));
  EXPECT_DOUBLE_EQ(cxm::trimmed_mean(column_view(x), 0.25), 2.5);
}

TEST(Moments, WhatIsMissingIsCountedAndNeverRead) {
  const values x{1, std::numeric_limits<double>::quiet_NaN(), 5};
  const std::vector<std::uint8_t> present{1, 0, 1};
  const auto e = cxm::mean_interval(column_view(x, present));
  EXPECT_EQ(e.n, 2);
  EXPECT_DOUBLE_EQ(e.value, 3);
  EXPECT_EQ(cxm::summarize(column_view(x, present)).missing, 1);
}

TEST(Moments, edge_mean_allmissing) {
  const values x(7, 0.0);
  const std::vector<std::uint8_t> present(7, 0);
  const auto e = cxm::mean_interval(column_view(x, present));
  EXPECT_FALSE(e.defined());
  EXPECT_TRUE(std::isnan(e.value));
  EXPECT_EQ(e.n, 0);
}

TEST(Moments, edge_mean_one) {
  const values x{4};
  const auto e = cxm::mean_interval(column_view(x));
  EXPECT_EQ(e.n, 1);
  EXPECT_EQ(e.value, 4);
  EXPECT_TRUE(e.defined());
  EXPECT_TRUE(e.has(cxm::estimate_flag::no_interval));
  EXPECT_TRUE(std::isnan(e.se) && std::isnan(e.low) && std::isnan(e.high));
}

TEST(Moments, edge_sd_constant) {
  const auto s = cxm::summarize(column_view(values(6, 4.0)));
  EXPECT_EQ(s.mean, 4);
  EXPECT_EQ(s.sd, 0);
  EXPECT_EQ(s.se, 0);
  // Also where the sum itself is rounded.
  EXPECT_EQ(cxm::summarize(column_view(values(7, 0.1))).sd, 0);
  EXPECT_TRUE(std::isnan(cxm::skewness(column_view(values(6, 4.0)))));
}

TEST(Moments, edge_sd_two) {
  const values x{2, 5};
  const auto s = cxm::summarize(column_view(x));
  EXPECT_EQ(s.mean, 3.5);
  EXPECT_NEAR(s.sd, 2.12132034355964, 1e-14);
}

TEST(Moments, edge_acc_variance) {
  const values x{1000000004, 1000000007, 1000000013, 1000000016};
  const auto s = cxm::summarize(column_view(x));
  EXPECT_EQ(s.mean, 1000000010);
  EXPECT_EQ(s.variance, 30);
}

TEST(Moments, edge_input_nan_and_inf) {
  for (const double bad :
       {std::numeric_limits<double>::quiet_NaN(), std::numeric_limits<double>::infinity()}) {
    const values x{1, bad, 3};
    try {
      (void)cxm::mean_interval(column_view(x));
      FAIL() << "accepted " << bad;
    } catch (const cxm::error& e) {
      EXPECT_EQ(e.code(), cxm::errc::argument);
      EXPECT_EQ(e.parameter(), "x");
      EXPECT_EQ(e.row(), 1);
    }
  }
}

TEST(Moments, ShiftAndScaleInvariance) {
  const values x{1, 2, 2, 3, 5, 5, 4, 1};
  values y;
  for (const double v : x) y.push_back(10 - 3 * v);
  for (const auto type :
       {cxm::moment_type::population, cxm::moment_type::unbiased, cxm::moment_type::sample_sd}) {
    EXPECT_NEAR(cxm::skewness(column_view(y), type), -cxm::skewness(column_view(x), type), 1e-14);
    EXPECT_NEAR(cxm::excess_kurtosis(column_view(y), type), cxm::excess_kurtosis(column_view(x), type),
                1e-14);
  }
  EXPECT_NEAR(cxm::median_absolute_deviation(column_view(y)),
              3 * cxm::median_absolute_deviation(column_view(x)), 1e-14);
}

TEST(Moments, RefusesWhatHasNoMeaning) {
  const values x{1, 0, 2};
  EXPECT_THROW((void)cxm::geometric_mean(column_view(x)), cxm::error);
  EXPECT_THROW((void)cxm::trimmed_mean(column_view(x), 0.6), cxm::error);
  EXPECT_THROW((void)cxm::mean_interval(column_view(x), 1.0), cxm::error);
  EXPECT_THROW((void)cxm::interval_from_variance(1, -1, 3, 2), cxm::error);
}

}  // namespace
