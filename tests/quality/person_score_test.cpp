// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/person_score.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/quality/measurement_precision.hpp"

namespace {

using cxm::response_curve;
using cxm::response_model;
using method = cxm::person_score_method;

const std::vector<response_curve> two{{response_model::graded, 1, {0}}, {response_model::graded, 1, {0}}};

// Two equal yes-no items, by hand. With P = P(yes): the weighted likelihood solves x - 2 P + (1 - 2 P)/2 = 0,
// so P = (x + 1/2) / 3: 1/6, 1/2, 5/6; the error is 1 / sqrt(2 P (1 - P)).
TEST(PersonScore, WeightedLikelihoodByHand) {
  const std::vector<double> a{0, 0, 1}, b{0, 1, 1};
  const std::vector<cxm::column_view> items{cxm::column_view(a), cxm::column_view(b)};
  const auto s = cxm::score_people(two, items, {.method = method::weighted_likelihood});
  EXPECT_NEAR(s.theta[0], std::log(1.0 / 5), 1e-12);
  EXPECT_NEAR(s.theta[1], 0, 1e-12);
  EXPECT_NEAR(s.theta[2], std::log(5), 1e-12);
  EXPECT_NEAR(s.se[0], 1 / std::sqrt(2 * 5.0 / 36), 1e-12);
}

// The mode solves x - 2 P(theta) = theta; its error is 1 / sqrt(2 P (1 - P) + 1).
TEST(PersonScore, TheModeSolvesItsEquation) {
  const std::vector<double> a{0, 1}, b{0, 1};
  const std::vector<cxm::column_view> items{cxm::column_view(a), cxm::column_view(b)};
  const auto s = cxm::score_people(two, items, {.method = method::mode});
  const double p = 1 / (1 + std::exp(-s.theta[1]));
  EXPECT_NEAR(2 - 2 * p, s.theta[1], 1e-12);
  EXPECT_NEAR(s.se[1], 1 / std::sqrt(2 * p * (1 - p) + 1), 1e-12);
  EXPECT_NEAR(s.theta[0], -s.theta[1], 1e-12);
  const auto mean = cxm::score_people(two, items);
  EXPECT_NEAR(mean.theta[0], -mean.theta[1], 1e-12);
  EXPECT_NEAR(mean.log_likelihood[0], mean.log_likelihood[1], 1e-12);
}

// Without an answer there is no score, unless it is asked for what is known of everybody.
TEST(PersonScore, GapsDoNotCount) {
  const std::vector<double> a{1, 1, 0}, b{1, 0, 0};
  const std::vector<std::uint8_t> there{1, 1, 0}, other{1, 0, 0};
  const std::vector<cxm::column_view> items{{a, there}, {b, other}};
  for (const auto m : {method::mean, method::mode, method::weighted_likelihood}) {
    const auto s = cxm::score_people(two, items, {.method = m});
    EXPECT_GT(s.theta[0], s.theta[1]);
    EXPECT_LT(s.se[0], s.se[1]);
    EXPECT_TRUE(std::isnan(s.theta[2]) && std::isnan(s.se[2]));
  }
  const auto everybody = cxm::score_people(two, items, {.score_empty = true});
  EXPECT_NEAR(everybody.theta[2], 0, 1e-12);
  EXPECT_NEAR(everybody.se[2], 1, 1e-7);  // the nodes end at 6
  EXPECT_NEAR(everybody.log_likelihood[2], 0, 1e-12);
}

TEST(PersonScore, RefusesWhatItDoesNotKnow) {
  const std::vector<double> a{0, 2}, b{0, 1};
  const std::vector<cxm::column_view> items{cxm::column_view(a), cxm::column_view(b)};
  try {
    (void)cxm::score_people(two, items);
    FAIL();
  } catch (const cxm::error& e) {
    EXPECT_EQ(e.code(), cxm::errc::data);
    EXPECT_EQ(e.row(), 1);
    EXPECT_EQ(e.column(), 0);
  }
  EXPECT_THROW((void)cxm::score_people(two, std::vector<cxm::column_view>(1, cxm::column_view(b))),
               cxm::error);
  const std::vector<std::int32_t> groups{0, 1};
  EXPECT_THROW(
      (void)cxm::score_people(two, std::vector<cxm::column_view>(2, cxm::column_view(b)), {.groups = groups}),
      cxm::error);
}

// Of people with true standings, the errors are those stated: (estimate - truth) / se has variance 1. The
// mean of the posterior is right on average over everybody (reliability and calibration), the weighted
// likelihood at every standing.
TEST(PersonScore, ErrorsAreWhatTheySay) {
  std::vector<response_curve> curves;
  for (int j = 0; j < 12; ++j) {
    const double b = -1.5 + 0.27 * j, a = 1.2 + 0.1 * (j % 4);
    curves.push_back({response_model::graded, a, {a * (b + 0.8), a * b, a * (b - 0.8)}});
  }
  constexpr std::size_t n = 3000;
  std::vector<std::vector<double>> x(curves.size());
  std::vector<double> theta;
  cxm::random_stream random(77, 0);
  for (std::size_t i = 0; i < n; ++i) {
    theta.push_back(random.normal());
    for (std::size_t j = 0; j < curves.size(); ++j) {
      const auto p = curves[j].probabilities(theta[i]);
      double u = random.uniform();
      double k = 0;
      for (std::size_t c = 0; c + 1 < p.size() && u > p[c]; ++c) u -= p[c], k += 1;
      x[j].push_back(k);
    }
  }
  const std::vector<cxm::column_view> items(x.begin(), x.end());
  for (const auto m : {method::mean, method::mode, method::weighted_likelihood}) {
    const auto s = cxm::score_people(curves, items, {.method = m, .threads = 2});
    const auto single = cxm::score_people(curves, items, {.method = m});
    EXPECT_EQ(s.theta, single.theta);
    double z2 = 0, inside = 0;
    for (std::size_t i = 0; i < n; ++i) {
      const double z = (s.theta[i] - theta[i]) / s.se[i];
      z2 += z * z / n;
      inside += std::fabs(z) < 1.96 ? 1.0 / n : 0;
    }
    EXPECT_NEAR(z2, 1, 0.1);
    EXPECT_NEAR(inside, 0.95, 0.015);  // the error of a share of 3,000 is .004
    EXPECT_NEAR(s.reliability, cxm::marginal_reliability(curves), 0.02);
  }
}

}  // namespace
