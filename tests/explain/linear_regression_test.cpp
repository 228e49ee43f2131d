// SPDX-License-Identifier: Apache-2.0
#include "cxm/explain/linear_regression.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"

namespace {

using cxm::column_view;

struct sample {
  std::vector<double> y, a, b;
  std::vector<std::int32_t> cluster;
  [[nodiscard]] std::vector<column_view> x() const { return {column_view(a), column_view(b)}; }
};

sample make_sample(std::size_t n, std::size_t clusters, double cluster_sd = 0, std::uint64_t seed = 3) {
  sample s;
  cxm::random_stream r(seed, 0);
  std::vector<double> effect(clusters);
  for (double& e : effect) e = cluster_sd * r.normal();
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t g = i % clusters;
    s.a.push_back(r.normal());
    s.b.push_back(0.5 * s.a.back() + r.normal() + (cluster_sd > 0 ? 0.5 * effect[g] : 0));
    s.y.push_back(1 + 2 * s.a.back() - s.b.back() + effect[g] + (0.5 + std::fabs(s.a.back())) * r.normal());
    s.cluster.push_back(static_cast<std::int32_t>(g));
  }
  return s;
}

// y = 1, 2, 2, 5 on x = 0, 1, 2, 3: slope 6/5, constant 0.7, residuals 0.3, 0.1, -1.1, 0.7, rss 1.8.
TEST(LinearRegression, WorkedByHand) {
  const std::vector<double> x{0, 1, 2, 3};
  const std::vector<double> y{1, 2, 2, 5};
  const column_view view(x);
  const auto m = cxm::fit_linear(column_view(y), {&view, 1});
  EXPECT_NEAR(m.coefficients[0], 0.7, 1e-14);
  EXPECT_NEAR(m.coefficients[1], 1.2, 1e-14);
  EXPECT_NEAR(m.residual_ss, 1.8, 1e-14);
  EXPECT_NEAR(m.r2, 0.8, 1e-14);
  EXPECT_EQ(m.df, 2);
  EXPECT_NEAR(m.covariance(1, 1), 0.9 / 5, 1e-14);
  EXPECT_NEAR(m.leverage[0], 0.7, 1e-14);
  // hc0 of the slope: sum (x - 1.5)^2 e^2 / 25
  const double hc0 = (2.25 * 0.09 + 0.25 * 0.01 + 0.25 * 1.21 + 2.25 * 0.49) / 25;
  EXPECT_NEAR(cxm::robust_covariance(m, cxm::robust_error::hc0)(1, 1), hc0, 1e-14);
}

// The jackknife's covariance about the full estimate is ((n - 1) / n) sum (b_(i) - b)^2; hc3 is that sum
// without the factor, term by term.
TEST(LinearRegression, Hc3IsTheSumOfSquaredChangesWhenARowIsLeftOut) {
  const sample s = make_sample(25, 5);
  const auto m = cxm::fit_linear(column_view(s.y), s.x());
  cxm::matrix sum(3, 3);
  for (std::size_t out = 0; out < s.y.size(); ++out) {
    std::vector<std::uint8_t> use(s.y.size(), 1);
    use[out] = 0;
    const auto less = cxm::fit_linear(column_view(s.y, use), s.x());
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) {
        sum(i, j) += (less.coefficients[i] - m.coefficients[i]) * (less.coefficients[j] - m.coefficients[j]);
      }
    }
  }
  const auto v = cxm::robust_covariance(m, cxm::robust_error::hc3);
  for (std::size_t k = 0; k < 9; ++k) EXPECT_NEAR(v.values[k], sum.values[k], 1e-12);
}

TEST(LinearRegression, Cr3IsTheSumOfSquaredChangesWhenAClusterIsLeftOut) {
  const sample s = make_sample(60, 6, 1);
  const auto m = cxm::fit_linear(column_view(s.y), s.x());
  cxm::matrix sum(3, 3);
  for (std::int32_t out = 0; out < 6; ++out) {
    std::vector<std::uint8_t> use(s.y.size());
    for (std::size_t i = 0; i < use.size(); ++i) use[i] = s.cluster[i] != out ? 1 : 0;
    const auto less = cxm::fit_linear(column_view(s.y, use), s.x());
    for (std::size_t i = 0; i < 3; ++i) {
      for (std::size_t j = 0; j < 3; ++j) {
        sum(i, j) += (less.coefficients[i] - m.coefficients[i]) * (less.coefficients[j] - m.coefficients[j]);
      }
    }
  }
  const auto v = cxm::cluster_covariance(m, s.cluster, cxm::cluster_error::cr3);
  for (std::size_t k = 0; k < 9; ++k) EXPECT_NEAR(v.values[k], sum.values[k], 1e-12);
}

TEST(LinearRegression, ClustersOfOneRowGiveTheHeteroscedasticErrors) {
  const sample s = make_sample(40, 40);
  const auto m = cxm::fit_linear(column_view(s.y), s.x());
  using enum cxm::cluster_error;
  using enum cxm::robust_error;
  for (const auto& [clustered, robust] : {std::pair{cr0, hc0}, std::pair{cr2, hc2}, std::pair{cr3, hc3}}) {
    const auto a = cxm::cluster_covariance(m, s.cluster, clustered);
    const auto b = cxm::robust_covariance(m, robust);
    for (std::size_t k = 0; k < 9; ++k) EXPECT_NEAR(a.values[k], b.values[k], 1e-12);
  }
}

// Errors that ignore unequal spread or clusters are too short; those made for it cover at their rate. 2,000
// draws: the Monte Carlo error of a coverage of 95 % is 0.5 points.
TEST(LinearRegression, IntervalsCoverUnderUnequalSpreadAndClusters) {
  int plain = 0, robust = 0, ignored = 0, clustered = 0;
  constexpr int draws = 2000;
  for (int d = 0; d < draws; ++d) {
    const sample s = make_sample(60, 60, 0, 100 + static_cast<std::uint64_t>(d));
    const auto m = cxm::fit_linear(column_view(s.y), s.x());
    const auto covers = [](const cxm::estimate& e, double truth) {
      return e.low <= truth && truth <= e.high;
    };
    plain += covers(m.coefficient(1), 2);
    robust += covers(m.coefficient(1, cxm::robust_covariance(m), "HC3"), 2);
    const sample c = make_sample(150, 15, 1, 5000 + static_cast<std::uint64_t>(d));
    // Clusters shift x too here, so the slope of b has a truth of its own: take the constant's partner, a.
    const auto k = cxm::fit_linear(column_view(c.y), std::vector<column_view>{column_view(c.a)});
    // E(y | a) = 1 + 1.5 a: b was left out, and its expectation is a / 2.
    ignored += covers(k.coefficient(0), 1);
    clustered += covers(k.coefficient(0, cxm::cluster_covariance(k, c.cluster), "CR2", 0.95,
                                      cxm::cluster_degrees_of_freedom(k, c.cluster)[0]),
                        1);
  }
  EXPECT_LT(plain, 0.92 * draws);
  EXPECT_GE(robust, 0.935 * draws);
  EXPECT_LE(robust, 0.965 * draws);
  EXPECT_LT(ignored, 0.90 * draws);
  EXPECT_GE(clustered, 0.935 * draws);
  EXPECT_LE(clustered, 0.965 * draws);
}

TEST(LinearRegression, RowsWithAMissingValueAreLeftOut) {
  const sample s = make_sample(30, 5);
  std::vector<std::uint8_t> present(30, 1);
  present[3] = present[17] = 0;
  const std::vector<column_view> x{column_view(s.a, present), column_view(s.b)};
  const auto m = cxm::fit_linear(column_view(s.y), x);
  EXPECT_EQ(m.n, 28);
  EXPECT_EQ(m.rows[3], 4U);
}

// edge.ols.collinear: refused, naming the columns.
TEST(LinearRegression, EdgeCollinearPredictorsAreRefusedByName) {
  const std::vector<double> x{1, 2, 3, 4, 5}, twice{2, 4, 6, 8, 10}, y{2, 1, 4, 3, 5};
  const std::vector<column_view> columns{column_view(x), column_view(twice)};
  const std::vector<std::string> names{"a", "b"};
  try {
    (void)cxm::fit_linear(column_view(y), columns, names);
    FAIL();
  } catch (const cxm::error& e) {
    EXPECT_EQ(e.code(), cxm::errc::numeric);
    EXPECT_STREQ(e.what(), "fit_linear: b is explained exactly by a; leave it out");
    EXPECT_EQ(e.parameter(), "b");
  }
}

// edge.ols.morecolumns: fewer rows than coefficients.
TEST(LinearRegression, EdgeFewerRowsThanCoefficientsAreRefused) {
  const std::vector<double> y{1, 2, 3}, a{1, 2, 3}, b{4, 5, 7}, c{2, 2, 1};
  const std::vector<column_view> columns{column_view(a), column_view(b), column_view(c)};
  try {
    (void)cxm::fit_linear(column_view(y), columns);
    FAIL();
  } catch (const cxm::error& e) {
    EXPECT_EQ(e.code(), cxm::errc::argument);
    EXPECT_STREQ(e.what(),
                 "fit_linear: 3 complete rows are fewer than the 4 coefficients; use fewer predictors");
  }
}

TEST(LinearRegression, ConstantsAndPerfectFitsAreTold) {
  const std::vector<double> y{1, 2, 4}, same{3, 3, 3}, x{1, 2, 4};
  const column_view flat(same), line(x);
  EXPECT_THROW((void)cxm::fit_linear(column_view(y), {&flat, 1}), cxm::error);
  const auto m = cxm::fit_linear(column_view(same), {&line, 1});  // nothing to explain
  EXPECT_TRUE(std::isnan(m.r2));
  const auto exact = cxm::fit_linear(column_view(y), {&line, 1});
  EXPECT_NEAR(exact.r2, 1, 1e-14);
  // as many rows as coefficients: a value, no error
  const std::vector<double> two_y{1, 2}, two_x{1, 3};
  const column_view two(two_x);
  const auto full = cxm::fit_linear(column_view(two_y), {&two, 1});
  EXPECT_EQ(full.df, 0);
  EXPECT_TRUE(full.coefficient(1).has(cxm::estimate_flag::no_interval));
  EXPECT_TRUE(std::isnan(cxm::robust_covariance(full)(1, 1)));
  const std::vector<std::int32_t> one{0, 0};
  EXPECT_THROW((void)cxm::cluster_covariance(full, one), cxm::error);
}

}  // namespace
