// SPDX-License-Identifier: Apache-2.0
#include "cxm/explain/logistic_regression.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/explain/ordinal_regression.hpp"
#include "cxm/explain/two_by_two.hpp"

namespace {

using cxm::column_view;

/// 0/1 columns with the counts of a table: a, b with the trait (yes, no), c, d without.
struct table_rows {
  std::vector<double> y, x;
  explicit table_rows(const cxm::two_by_two& t) {
    const auto put = [&](double count, double yes, double trait) {
      for (int i = 0; i < static_cast<int>(count); ++i) {
        y.push_back(yes);
        x.push_back(trait);
      }
    };
    put(t.a, 1, 1), put(t.b, 0, 1), put(t.c, 1, 0), put(t.d, 0, 0);
  }
};

// One yes/no predictor: the slope is the log odds ratio, its variance Woolf's.
TEST(LogisticRegression, OfATwoByTwoTableIsItsOddsRatio) {
  const cxm::two_by_two t{45, 155, 23, 177};
  const table_rows r(t);
  const column_view x(r.x);
  const auto m = cxm::fit_logistic(column_view(r.y), {&x, 1});
  const auto woolf = cxm::associate(t).odds_ratio;
  const auto e = m.odds_ratio(1);
  EXPECT_NEAR(m.coefficients[1], std::log(45.0 * 177 / (155 * 23)), 1e-12);
  EXPECT_NEAR(e.value, woolf.value, 1e-11);
  EXPECT_NEAR(e.low, woolf.low, 1e-10);
  EXPECT_NEAR(e.high, woolf.high, 1e-10);
  // and with one predictor and two categories, the proportional-odds model is the same model
  const auto o = cxm::fit_ordinal(column_view(r.y), {&x, 1});
  EXPECT_NEAR(o.coefficients[0], m.coefficients[1], 1e-10);
  EXPECT_NEAR(o.thresholds[0], -m.coefficients[0], 1e-10);
  EXPECT_NEAR(o.covariance(0, 0), m.covariance(1, 1), 1e-10);
  EXPECT_NEAR(o.deviance, m.deviance, 1e-9);
}

// edge.logit.separation: no coefficients presented as estimates.
TEST(LogisticRegression, EdgeCompleteSeparationIsTold) {
  const std::vector<double> x{1, 2, 3, 4, 5, 6, 7, 8}, y{0, 0, 0, 0, 1, 1, 1, 1};
  const column_view view(x);
  const std::vector<std::string> names{"waiting"};
  try {
    (void)cxm::fit_logistic(column_view(y), {&view, 1}, names);
    FAIL();
  } catch (const cxm::error& e) {
    EXPECT_EQ(e.code(), cxm::errc::numeric);
    EXPECT_NE(std::string(e.what()).find("waiting separate the outcome"), std::string::npos) << e.what();
  }
}

// Quasi-complete separation: one group answers alike, the rest overlaps. Only the runaway is named.
TEST(LogisticRegression, SeparationOfSomeRowsIsToldWithTheNameOfWhatRuns) {
  cxm::random_stream r(1, 1);
  std::vector<double> group, other, y;
  for (int i = 0; i < 200; ++i) {
    group.push_back(i < 20 ? 1 : 0);
    other.push_back(r.normal());
    y.push_back(i < 20 ? 1 : r.uniform() < 1 / (1 + std::exp(-other.back())) ? 1 : 0);
  }
  const std::vector<column_view> x{column_view(other), column_view(group)};
  const std::vector<std::string> names{"ease", "vip"};
  try {
    (void)cxm::fit_logistic(column_view(y), x, names);
    FAIL();
  } catch (const cxm::error& e) {
    EXPECT_NE(std::string(e.what()).find("fit_logistic: vip separate"), std::string::npos) << e.what();
  }
}

// edge.logit.oneclass
TEST(LogisticRegression, EdgeAnOutcomeOfOneClassIsRefused) {
  const std::vector<double> x{1, 2, 3, 4, 5}, y{1, 1, 1, 1, 1};
  const column_view view(x);
  EXPECT_THROW((void)cxm::fit_logistic(column_view(y), {&view, 1}), cxm::error);
  EXPECT_THROW((void)cxm::fit_ordinal(column_view(y), {&view, 1}), cxm::error);
}

TEST(LogisticRegression, LargeEffectsConverge) {
  cxm::random_stream r(5, 1);
  std::vector<double> x, y;
  for (int i = 0; i < 2000; ++i) {
    x.push_back(3 * r.normal());
    y.push_back(r.uniform() < 1 / (1 + std::exp(-(1 + 4 * x.back()))) ? 1 : 0);
  }
  const column_view view(x);
  const auto m = cxm::fit_logistic(column_view(y), {&view, 1});
  EXPECT_NEAR(m.coefficients[1], 4, 1.2);
  // At the maximum the scores sum to 0.
  double constant = 0, slope = 0;
  for (std::size_t k = 0; k < m.y.size(); ++k) {
    constant += m.y[k] - m.fitted[k];
    slope += (m.y[k] - m.fitted[k]) * x[k];
  }
  EXPECT_NEAR(constant, 0, 1e-9);
  EXPECT_NEAR(slope, 0, 1e-8);
}

TEST(LogisticRegression, TheProfileIntervalLosesTheStatedLikelihood) {
  const table_rows r({12, 5, 3, 14});
  const column_view x(r.x);
  const auto m = cxm::fit_logistic(column_view(r.y), {&x, 1});
  const auto profile = cxm::profile_interval(m, 1);
  EXPECT_LT(profile.low, profile.value);
  // The profile likelihood of a table's log odds ratio, its constant found by bisection.
  const auto loss = [&](double slope) {
    const auto score = [&](double c) {
      return 15 - 17 / (1 + std::exp(-(c + slope))) - 17 / (1 + std::exp(-c));
    };
    double low = -30, high = 30;
    for (int i = 0; i < 200; ++i) (score((low + high) / 2) > 0 ? low : high) = (low + high) / 2;
    const double with = low + slope;
    const double ll = 12 * with - 17 * std::log1p(std::exp(with)) + 3 * low - 17 * std::log1p(std::exp(low));
    return 2 * (m.log_likelihood - ll);
  };
  EXPECT_NEAR(loss(profile.low), 3.841458820694124, 1e-6);
  EXPECT_NEAR(loss(profile.high), 3.841458820694124, 1e-6);
}

TEST(OrdinalRegression, ReversingTheOutcomeTurnsTheSigns) {
  cxm::random_stream r(8, 1);
  std::vector<double> x, y, mirrored;
  for (int i = 0; i < 400; ++i) {
    x.push_back(r.normal());
    const double latent = x.back() + std::log(1 / r.uniform() - 1);
    y.push_back(latent < -1 ? 1 : latent < 0.5 ? 2 : latent < 2 ? 3 : 7);
    mirrored.push_back(-y.back());
  }
  const column_view view(x);
  const auto m = cxm::fit_ordinal(column_view(y), {&view, 1});
  const auto o = cxm::fit_ordinal(column_view(mirrored), {&view, 1});
  EXPECT_EQ(m.categories, (std::vector<double>{1, 2, 3, 7}));
  EXPECT_NEAR(m.coefficients[0], -o.coefficients[0], 1e-9);
  EXPECT_NEAR(m.thresholds[0], -o.thresholds[2], 1e-9);
  EXPECT_NEAR(m.coefficients[0], 1, 0.3);
  EXPECT_NEAR(m.thresholds[1], 0.5, 0.4);
}

TEST(OrdinalRegression, CountsAreRepeatedRows) {
  const std::vector<double> y{1, 2, 3, 1, 2, 3}, x{0, 0, 0, 1, 1, 1}, counts{5, 4, 3, 2, 4, 6};
  std::vector<double> long_y, long_x;
  for (std::size_t i = 0; i < y.size(); ++i) {
    for (int k = 0; k < static_cast<int>(counts[i]); ++k) {
      long_y.push_back(y[i]);
      long_x.push_back(x[i]);
    }
  }
  const column_view a(x), b(long_x);
  const auto weighted = cxm::fit_ordinal(column_view(y), {&a, 1}, counts);
  const auto rows = cxm::fit_ordinal(column_view(long_y), {&b, 1});
  EXPECT_NEAR(weighted.coefficients[0], rows.coefficients[0], 1e-10);
  EXPECT_NEAR(weighted.covariance(0, 0), rows.covariance(0, 0), 1e-10);
  EXPECT_EQ(weighted.n, 24);
}

TEST(OrdinalRegression, SeparationIsTold) {
  const std::vector<double> x{1, 2, 3, 4, 5, 6}, y{1, 1, 2, 2, 3, 3};
  const column_view view(x);
  EXPECT_THROW((void)cxm::fit_ordinal(column_view(y), {&view, 1}), cxm::error);
}

}  // namespace
