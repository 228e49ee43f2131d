// SPDX-License-Identifier: Apache-2.0
#include "cxm/stats/covariance.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "cxm/base/error.hpp"

namespace {

using cxm::column_view;
namespace stats = cxm::stats;

const std::vector<double> x{1, 2, 4, 5, 7, 8, 3, 6}, y{2, 1, 5, 4, 9, 6, 0, 0};

TEST(WeightedCovariance, OfEqualWeightsIsTheSampleCovariance) {
  const std::vector<column_view> columns{column_view(x), column_view(y)};
  const std::vector<double> threes(8, 3.0);
  const auto w = stats::weighted_covariance(columns, threes);
  const auto v = stats::sample_covariance(columns);
  for (std::size_t c = 0; c < 4; ++c) EXPECT_NEAR(w.covariance.values[c], v.values[c], 1e-14);
  EXPECT_NEAR(w.n_eff, 8, 1e-13);
  EXPECT_NEAR(w.means[0], 4.5, 1e-15);
}

TEST(NormalMoments, OfCompleteRowsAreTheirOwn) {
  const std::vector<column_view> columns{column_view(x), column_view(y)};
  const auto patterns = stats::moments_by_pattern(columns);
  ASSERT_EQ(patterns.size(), 1U);
  const auto m = stats::fit_normal_moments(patterns, 2);
  const auto v = stats::sample_covariance(columns);
  for (std::size_t c = 0; c < 4; ++c) EXPECT_NEAR(m.covariance.values[c], v.values[c] * 7 / 8, 1e-12);
}

// The last two have no y. Anderson (1957): the mean of y is that of the complete rows, moved along the
// regression by how far the mean of x moves when all rows count; the variance likewise.
TEST(NormalMoments, OfATailWithoutYAreAndersons) {
  const std::vector<std::uint8_t> there{1, 1, 1, 1, 1, 1, 0, 0};
  const std::vector<column_view> columns{column_view(x), column_view(y, there)};
  const auto m = stats::fit_normal_moments(stats::moments_by_pattern(columns), 2);
  double mx = 0, my = 0, sxx = 0, sxy = 0, syy = 0, all = 0, spread = 0;
  for (int i = 0; i < 6; ++i) mx += x[i] / 6, my += y[i] / 6;
  for (int i = 0; i < 6; ++i) {
    sxx += (x[i] - mx) * (x[i] - mx) / 6;
    sxy += (x[i] - mx) * (y[i] - my) / 6;
    syy += (y[i] - my) * (y[i] - my) / 6;
  }
  for (int i = 0; i < 8; ++i) all += x[i] / 8;
  for (int i = 0; i < 8; ++i) spread += (x[i] - all) * (x[i] - all) / 8;
  const double slope = sxy / sxx;
  EXPECT_NEAR(m.means[1], my + slope * (all - mx), 1e-9);
  EXPECT_NEAR(m.covariance(0, 1), slope * spread, 1e-9);
  EXPECT_NEAR(m.covariance(1, 1), syy - slope * slope * sxx + slope * slope * spread, 1e-9);
  EXPECT_EQ(m.patterns, 2U);
}

TEST(NormalMoments, RefusesAColumnThatNobodyAnswered) {
  const std::vector<std::uint8_t> none(8, 0);
  const std::vector<column_view> columns{column_view(x), column_view(y, none)};
  EXPECT_THROW((void)stats::fit_normal_moments(stats::moments_by_pattern(columns), 2), cxm::error);
  const std::vector<column_view> twice{column_view(x), column_view(x)};
  EXPECT_THROW((void)stats::fit_normal_moments(stats::moments_by_pattern(twice), 2), cxm::error);
}

}  // namespace
