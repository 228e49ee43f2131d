// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/polychoric.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <numbers>
#include <string>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/stats/distributions.hpp"
#include "quality/reference_columns.hpp"

namespace {

using cxm::estimate_flag;
using cxm::polychoric_method;

double rectangle(double x0, double x1, double y0, double y1, double rho) {
  const auto f = [&](double x, double y) { return cxm::stats::bivariate_normal_cdf(x, y, rho); };
  return f(x1, y1) - f(x0, y1) - f(x1, y0) + f(x0, y0);
}

/// What a normal pair fills, in expectation.
cxm::matrix expected(std::vector<double> rows, std::vector<double> columns, double rho, double n) {
  constexpr double end = std::numeric_limits<double>::infinity();
  for (auto* t : {&rows, &columns}) {
    t->insert(t->begin(), -end);
    t->push_back(end);
  }
  cxm::matrix m(rows.size() - 1, columns.size() - 1);
  for (std::size_t i = 0; i < m.rows; ++i) {
    for (std::size_t j = 0; j < m.cols; ++j) {
      m(i, j) = n * rectangle(rows[i], rows[i + 1], columns[j], columns[j + 1], rho);
    }
  }
  return m;
}

// Both cut at their medians: P(both below) = 1/4 + asin(rho) / (2 pi) (Sheppard 1899).
TEST(Polychoric, OfMedianSplitsIsSheppards) {
  cxm::matrix m(2, 2, 20);
  m(0, 0) = m(1, 1) = 40;
  for (const auto method : {polychoric_method::two_step, polychoric_method::joint}) {
    const auto f = cxm::polychoric(m, method);
    EXPECT_NEAR(f.correlation.value, std::sin(2 * std::numbers::pi * (40.0 / 120 - 0.25)), 1e-9);
    EXPECT_NEAR(f.row_thresholds[0], 0, 1e-9);
    EXPECT_NEAR(f.chi_squared, 0, 1e-9);
    EXPECT_EQ(f.df, 0);
    EXPECT_TRUE(std::isnan(f.p));
  }
}

TEST(Polychoric, GivesBackTheCorrelationBehind) {
  for (const double rho : {-0.85, -0.3, 0.0, 0.55, 0.97}) {
    const auto m = expected({-1.5, -0.4, 0.6}, {-0.9, 0.2, 0.7, 1.4}, rho, 500);
    for (const auto method : {polychoric_method::two_step, polychoric_method::joint}) {
      const auto f = cxm::polychoric(m, method);
      EXPECT_NEAR(f.correlation.value, rho, 1e-7) << rho;  // a step below 1e-9 of Fisher scoring ends it
      EXPECT_NEAR(f.row_thresholds[1], -0.4, 1e-7);
      EXPECT_NEAR(f.chi_squared, 0, 1e-7);
    }
  }
}

// The error is that of the delta method where the model holds: sum of count times the squared derivative of
// the estimate by that count.
TEST(Polychoric, TheErrorIsThatOfTheDeltaMethod) {
  const auto m = expected({-1.0, 0.3}, {-0.5, 0.8}, 0.5, 400);
  for (const auto method : {polychoric_method::two_step, polychoric_method::joint}) {
    double variance = 0;
    for (std::size_t c = 0; c < m.values.size(); ++c) {
      cxm::matrix up = m, down = m;
      up.values[c] += 0.1;
      down.values[c] -= 0.1;
      const double slope =
          (cxm::polychoric(up, method).correlation.value - cxm::polychoric(down, method).correlation.value) /
          0.2;
      variance += m.values[c] * slope * slope;
    }
    EXPECT_NEAR(cxm::polychoric(m, method).correlation.se, std::sqrt(variance), 1e-6);
  }
}

TEST(Polychoric, EmptyRowsDoNotCountAndOneCategoryHasNoThreshold) {
  const auto m = expected({-1.0, 0.3}, {-0.5, 0.8}, 0.5, 400);
  cxm::matrix wide(4, 3);
  for (std::size_t i = 0; i < 3; ++i) {
    for (std::size_t j = 0; j < 3; ++j) wide(i == 2 ? 3 : i, j) = m(i, j);
  }
  EXPECT_EQ(cxm::polychoric(wide).correlation.value, cxm::polychoric(m).correlation.value);
  cxm::matrix one(2, 3);
  one(0, 0) = one(0, 1) = one(0, 2) = 5;
  EXPECT_TRUE(cxm::polychoric(one).correlation.has(estimate_flag::undefined));
  one(1, 1) = -1;
  EXPECT_THROW((void)cxm::polychoric(one), cxm::error);
}

TEST(Polychoric, OfAPerfectTableRunsToTheEnd) {
  cxm::matrix m(3, 3);
  m(0, 0) = m(1, 1) = m(2, 2) = 30;
  const auto e = cxm::polychoric(m).correlation;
  EXPECT_GT(e.value, 0.999);
  EXPECT_TRUE(e.has(estimate_flag::no_interval));
  EXPECT_TRUE(e.has(estimate_flag::clamped));
}

TEST(Polyserial, FindsTheCorrelationBehind) {
  cxm::random_stream draw(3, 9);
  std::vector<double> x, y;
  for (int i = 0; i < 40000; ++i) {
    const double z = draw.normal();
    x.push_back(50 + 10 * z);
    const double behind = 0.6 * z + 0.8 * draw.normal();
    y.push_back(behind < -1 ? 1 : behind < 0.2 ? 2 : behind < 1.1 ? 3 : 4);
  }
  const auto f = cxm::polyserial(cxm::column_view(x), cxm::column_view(y));
  EXPECT_NEAR(f.correlation.value, 0.6, 3 * f.correlation.se);
  EXPECT_NEAR(f.two_step, 0.6, 0.015);
  EXPECT_NEAR(f.thresholds[1], 0.2, 0.03);
  const std::vector<double> constant(x.size(), 2.0);
  EXPECT_TRUE(cxm::polyserial(cxm::column_view(x), cxm::column_view(constant))
                  .correlation.has(estimate_flag::undefined));
}

// polycor 0.8.1 stops before the maximum of the joint likelihood: at its own values, printed in the reference
// suite, the likelihood is lower than at ours.
TEST(Polychoric, TheJointMaximumIsAboveWhereTheReferenceStops) {
  struct stop {
    const char *file, *a, *b;
    double rho;
    std::vector<double> rows, columns;
  };
  const std::vector<stop> stops{
      {"bfi.csv",
       "A2",
       "A3",
       0.552095296698409,
       {-2.06818848162971, -1.50358155491129, -1.16065246487863, -0.471394312822887, 0.51650173234794},
       {-1.90223465436348, -1.34094656854902, -0.983614211853673, -0.342575736495778, 0.627153214441607}},
      {"bfi.csv",
       "N1",
       "O5",
       0.113511795532999,
       {-0.719862158527935, -0.0582353929052263, 0.32298077359273, 0.898078404541773, 1.49145889713688},
       {-0.624211971560753, 0.238687347809147, 0.779049175070062, 1.29985461131988, 2.01038286762165}},
      {"cx_complete.csv",
       "q05",
       "q23",
       0.336346836801336,
       {-1.35351332206632, -0.581117113031852, -0.0240329512675189, 0.583906275209718},
       {-1.83373160286143, -1.12543300875291, -0.585254850868274, 0.0965390594186522}}};
  for (const stop& s : stops) {
    const auto data = reference::read(CXM_SHARED_DIR, s.file);
    if (data.empty()) GTEST_SKIP() << "reference data not beside the source";
    const cxm::matrix m = cxm::count_table(data.at(s.a).view(), data.at(s.b).view());
    const cxm::matrix p = expected(s.rows, s.columns, s.rho, 1);
    ASSERT_EQ(m.values.size(), p.values.size());
    double there = 0;
    for (std::size_t c = 0; c < m.values.size(); ++c) there += m.values[c] * std::log(p.values[c]);
    EXPECT_GT(cxm::polychoric(m, polychoric_method::joint).log_likelihood, there + 1e-5) << s.a << s.b;
  }
}

}  // namespace
