// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/quantile.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdint>
#include <vector>

#include "cxm/base/error.hpp"

namespace {

using cxm::column_view;
using cxm::quantile_type;
using values = std::vector<double>;

constexpr quantile_type all_types[] = {quantile_type::inverse_cdf,    quantile_type::averaged_inverse_cdf,
                                       quantile_type::nearest_even,   quantile_type::linear_cdf,
                                       quantile_type::hazen,          quantile_type::weibull,
                                       quantile_type::linear,         quantile_type::median_unbiased,
                                       quantile_type::normal_unbiased};

TEST(Quantile, HandWorked) {
  // Ten values 1..10 at p = 0.25: positions of the nine types.
  const values x{10, 3, 2, 5, 4, 1, 7, 6, 9, 8};
  const double expected[] = {3, 3, 2, 2.5, 3, 2.75, 3.25, 2 + 11.0 / 12, 2 + 15.0 / 16};
  for (std::size_t i = 0; i < 9; ++i)
    EXPECT_NEAR(cxm::quantile(column_view(x), 0.25, all_types[i]), expected[i], 1e-14) << i + 1;
}

TEST(Quantile, EndsAndMonotonicity) {
  const values x{2, 9, 4, 4, 1};
  for (const auto type : all_types) {
    EXPECT_EQ(cxm::quantile(column_view(x), 0, type), 1);
    EXPECT_EQ(cxm::quantile(column_view(x), 1, type), 9);
    double last = 1;
    for (int i = 0; i <= 100; ++i) {
      const double q = cxm::quantile(column_view(x), i / 100.0, type);
      EXPECT_GE(q, last);
      last = q;
    }
  }
}

TEST(Quantile, edge_quantile_empty) {
  for (const auto type : all_types) EXPECT_TRUE(std::isnan(cxm::quantile(column_view(values{}), 0.5, type)));
  EXPECT_TRUE(std::isnan(cxm::weighted_quantiles(column_view(values{}), values{}, values{0.5})[0]));
  EXPECT_FALSE(cxm::median_interval(column_view(values{})).median.defined());
}

TEST(Quantile, EqualWeightsChangeNothing) {
  const values x{2, 9, 4, 4, 1, 7, 7, 3, 10, 5}, w(10, 0.1), p{0, 0.05, 0.1, 0.3, 0.35, 0.5, 0.7, 0.9, 1};
  for (const auto type : all_types) {
    if (type == quantile_type::nearest_even) continue;  // counts distinct values when weighted
    const values weighted = cxm::weighted_quantiles(column_view(x), w, p, type);
    const values plain = cxm::quantiles(column_view(x), p, type);
    for (std::size_t i = 0; i < p.size(); ++i) {
      EXPECT_NEAR(weighted[i], plain[i], 1e-12) << static_cast<int>(type) << " at " << p[i];
    }
  }
}

TEST(Quantile, WeightsAreRepetitions) {
  const values x{1, 2, 3}, w{2, 0, 3}, repeated{1, 1, 3, 3, 3}, p{0.1, 0.4, 0.41, 0.9};
  EXPECT_EQ(cxm::weighted_quantiles(column_view(x), w, p),
            cxm::quantiles(column_view(repeated), p, quantile_type::inverse_cdf));
}

TEST(Quantile, edge_pctrank_allties) {
  const auto r = cxm::percentile_rank(column_view(values(5, 4.0)), 4);
  EXPECT_EQ(r.strict, 0);
  EXPECT_EQ(r.weak, 100);
  EXPECT_EQ(r.mean, 50);
}

TEST(Quantile, MedianIntervalHandWorked) {
  // n = 10: P(X <= 1) = 11/1024 < 0.025 <= P(X <= 2) = 56/1024, so j = 2, coverage 1 - 22/1024
  const values x{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
  const auto m = cxm::median_interval(column_view(x));
  EXPECT_EQ(m.lower_rank, 2);
  EXPECT_EQ(m.median.low, 2);
  EXPECT_EQ(m.median.high, 9);
  EXPECT_NEAR(m.coverage, 1 - 22.0 / 1024, 1e-14);
  const auto small = cxm::median_interval(column_view(values{1, 2, 3}));
  EXPECT_TRUE(small.median.has(cxm::estimate_flag::no_interval));
  EXPECT_EQ(small.median.value, 2);
}

TEST(Quantile, BandsIncludeTheLowestEnd) {
  const values x{1, 2, 3, 4, 5, 0, 6}, breaks{1, 2, 4, 5};
  const std::vector<std::uint8_t> present{1, 1, 1, 1, 1, 1, 1};
  EXPECT_EQ(cxm::bands(column_view(x, present), breaks), (std::vector<int>{1, 1, 2, 2, 3, 0, 0}));
}

TEST(Quantile, Refusals) {
  const values x{1, 2};
  EXPECT_THROW((void)cxm::quantile(column_view(x), 1.5), cxm::error);
  EXPECT_THROW((void)cxm::weighted_quantiles(column_view(x), values{1, -1}, values{0.5}), cxm::error);
  EXPECT_THROW((void)cxm::bands(column_view(x), values{2, 1}), cxm::error);
}

}  // namespace
