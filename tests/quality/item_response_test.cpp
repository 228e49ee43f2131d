// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/item_response.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/quality/person_score.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/linear_algebra.hpp"

namespace {

using cxm::response_curve;
using cxm::response_model;

struct sample {
  std::vector<std::vector<double>> columns;
  std::vector<std::vector<std::uint8_t>> present;
  std::vector<std::int32_t> groups;
  std::vector<double> theta;
  [[nodiscard]] std::vector<cxm::column_view> views() const {
    std::vector<cxm::column_view> out;
    for (std::size_t j = 0; j < columns.size(); ++j) out.emplace_back(columns[j], present[j]);
    return out;
  }
};

/// `n` people of each group answer the curves; every seventh answer is missing where `gaps`.
sample answers(const std::vector<response_curve>& curves, std::size_t n, std::uint64_t seed,
               const std::vector<double>& mean = {0}, const std::vector<double>& sd = {1},
               bool gaps = false) {
  sample out;
  out.columns.resize(curves.size());
  out.present.resize(curves.size());
  cxm::random_stream random(seed, 0);
  for (std::size_t g = 0; g < mean.size(); ++g) {
    for (std::size_t i = 0; i < n; ++i) {
      const double theta = mean[g] + sd[g] * random.normal();
      out.theta.push_back(theta);
      out.groups.push_back(static_cast<std::int32_t>(g));
      for (std::size_t j = 0; j < curves.size(); ++j) {
        const std::vector<double> p = curves[j].probabilities(theta);
        double u = random.uniform();
        std::size_t x = 0;
        while (x + 1 < p.size() && u > p[x]) u -= p[x++];
        out.columns[j].push_back(static_cast<double>(x));
        out.present[j].push_back(gaps && (i + 3 * j) % 7 == 0 ? 0 : 1);
      }
    }
  }
  return out;
}

const std::vector<response_curve> five{{response_model::graded, 1.2, {2.0, 0.8, -0.4, -1.9}},
                                       {response_model::graded, 0.8, {1.5, 0.5, -0.5, -1.5}},
                                       {response_model::graded, 2.0, {3.0, 1.0, -1.0, -3.0}},
                                       {response_model::graded, 1.6, {2.5, 1.2, 0.1, -1.2}},
                                       {response_model::graded, 1.0, {1.0, 0.0}}};

// By hand, at theta = 0: P(X >= 1) = 3/4, P(X >= 2) = 1/4, so P = 1/4, 1/2, 1/4; P' = -3/16, 0, 3/16, so
// I = 2 (9/256) / (1/4) = 9/32.
TEST(ResponseCurve, GradedByHand) {
  const response_curve c{response_model::graded, 1, {std::log(3), -std::log(3)}};
  const auto p = c.probabilities(0);
  EXPECT_NEAR(p[0], 0.25, 1e-15);
  EXPECT_NEAR(p[1], 0.50, 1e-15);
  EXPECT_NEAR(p[2], 0.25, 1e-15);
  EXPECT_NEAR(c.information(0), 9.0 / 32, 1e-15);
  EXPECT_NEAR(c.expected(0), 1, 1e-15);
  EXPECT_NEAR(c.expected(0, std::vector<double>{1, 3, 9}), 4, 1e-15);
  EXPECT_NEAR(c.thresholds()[0], -std::log(3), 1e-15);
}

// By hand, at theta = log 2 and d = 0: odds 1 : 2 : 4; the information is the variance of k.
TEST(ResponseCurve, PartialCreditByHand) {
  const response_curve c{response_model::partial_credit, 1, {0, 0}};
  const auto p = c.probabilities(std::log(2));
  EXPECT_NEAR(p[0], 1.0 / 7, 1e-15);
  EXPECT_NEAR(p[1], 2.0 / 7, 1e-15);
  EXPECT_NEAR(p[2], 4.0 / 7, 1e-15);
  EXPECT_NEAR(c.information(std::log(2)), 26.0 / 49, 1e-15);
  // A category twice as far counts twice: odds 1 : 4 : 8.
  const response_curve far{response_model::partial_credit, 1, {0, 0}, {0, 2, 3}};
  EXPECT_NEAR(far.probabilities(std::log(2))[1], 4.0 / 13, 1e-15);
}

TEST(ResponseCurve, FarOutNothingCancels) {
  const response_curve c{response_model::graded, 2, {1, 0, -1}};
  for (const double theta : {-30.0, 30.0}) {
    const auto p = c.probabilities(theta);
    EXPECT_NEAR(p[1] / p[2], std::exp(theta > 0 ? -1 : 1), 1e-12) << theta;  // logistic tails
  }
}

TEST(ResponseCurve, RefusesWhatIsNoCurve) {
  EXPECT_THROW((void)response_curve{}.probabilities(0), cxm::error);
  EXPECT_THROW((void)(response_curve{response_model::graded, 1, {0, 1}}.probabilities(0)), cxm::error);
  EXPECT_THROW((void)(response_curve{response_model::graded, NAN, {1, 0}}.probabilities(0)), cxm::error);
  EXPECT_THROW((void)(response_curve{response_model::partial_credit, 1, {1, 0}, {0, 1}}.information(0)),
               cxm::error);
  EXPECT_THROW((void)(response_curve{response_model::graded, 1, {1}}.expected(0, std::vector<double>{1})),
               cxm::error);
}

// Two categories: both models are the two-parameter logistic one.
TEST(ItemResponse, TwoCategoriesMakeTheModelsOne) {
  std::vector<response_curve> yes_no;
  for (int j = 0; j < 5; ++j) yes_no.push_back({response_model::graded, 0.8 + 0.3 * j, {0.5 * j - 1}});
  const sample s = answers(yes_no, 500, 11);
  const auto graded = cxm::fit_item_responses(s.views());
  const auto credit = cxm::fit_item_responses(s.views(), {.model = response_model::partial_credit});
  EXPECT_NEAR(graded.log_likelihood, credit.log_likelihood, 1e-9);
  for (std::size_t j = 0; j < 5; ++j) {
    EXPECT_NEAR(graded.items[j].slope, credit.items[j].slope, 1e-9);
    EXPECT_NEAR(graded.threshold(j, 0).se, credit.threshold(j, 0).se, 1e-8);
  }
  // Fewer parameters, a lower likelihood; the Rasch model has one slope.
  const auto rasch = cxm::fit_item_responses(s.views(), {.equal_slopes = true});
  EXPECT_EQ(rasch.parameters, 6);
  EXPECT_LT(rasch.log_likelihood, graded.log_likelihood);
  EXPECT_EQ(rasch.items[0].slope, rasch.items[4].slope);
  EXPECT_EQ(rasch.slope(0).se, rasch.slope(4).se);
}

// At the maximum, expected answers are observed ones: for equal slopes of 2 categories the score equations
// say that the sum of posterior probabilities of a yes is the number of yes. Held here through the public
// scores: the likelihood of people given the fitted curves sums to the fit's own.
TEST(ItemResponse, TheLikelihoodIsThatOfPeople) {
  const sample s = answers(five, 400, 3, {0}, {1}, true);
  const auto fit = cxm::fit_item_responses(s.views());
  const auto scores = cxm::score_people(fit, s.views());
  double sum = 0, mean = 0;
  for (const double l : scores.log_likelihood) sum += l;
  for (const double t : scores.theta) mean += t / static_cast<double>(s.theta.size());
  EXPECT_NEAR(sum, fit.log_likelihood, 1e-8);
  EXPECT_NEAR(mean, 0, 1e-7);  // intercepts are free, so the mean of the posteriors is that of the prior
}

// No other parameters are likelier, to second order as the covariance says.
TEST(ItemResponse, NothingNearIsLikelier) {
  const sample s = answers(five, 400, 5);
  for (const auto model : {response_model::graded, response_model::partial_credit}) {
    const auto fit = cxm::fit_item_responses(s.views(), {.model = model});
    const auto likelihood = [&](std::size_t item, std::size_t parameter, double by) {
      auto moved = fit;
      (parameter == 0 ? moved.items[item].slope : moved.items[item].intercepts[parameter - 1]) += by;
      double sum = 0;
      for (const double l : cxm::score_people(moved, s.views()).log_likelihood) sum += l;
      return sum;
    };
    for (std::size_t j = 0; j < 2; ++j) {
      for (std::size_t k = 0; k < 3; ++k) {
        constexpr double h = 1e-3;
        EXPECT_NEAR((likelihood(j, k, h) - likelihood(j, k, -h)) / (2 * h), 0, 2e-3) << j << k;
        EXPECT_LT(likelihood(j, k, h), fit.log_likelihood);
      }
    }
  }
}

// The inverse of the covariance is minus the matrix of second derivatives of the likelihood.
TEST(ItemResponse, TheCovarianceIsTheInverseCurvature) {
  const sample s = answers({five[0], five[2], five[4]}, 300, 8, {0}, {1}, true);
  for (const auto model : {response_model::graded, response_model::partial_credit}) {
    const auto fit = cxm::fit_item_responses(s.views(), {.model = model});
    const std::size_t p = fit.covariance.rows;
    const auto likelihood = [&](std::size_t a, double by_a, std::size_t b, double by_b) {
      auto moved = fit;
      const auto move = [&](std::size_t place, double by) {
        for (auto& c : moved.items) {
          if (place < c.categories()) {
            (place == 0 ? c.slope : c.intercepts[place - 1]) += by;
            return;
          }
          place -= c.categories();
        }
      };
      move(a, by_a);
      move(b, by_b);
      double sum = 0;
      for (const double l : cxm::score_people(moved, s.views()).log_likelihood) sum += l;
      return sum;
    };
    constexpr double h = 1e-3;
    cxm::matrix curvature(p, p);
    for (std::size_t a = 0; a < p; ++a) {
      for (std::size_t b = 0; b < p; ++b) {
        curvature(a, b) = -(likelihood(a, h, b, h) - likelihood(a, h, b, -h) - likelihood(a, -h, b, h) +
                            likelihood(a, -h, b, -h)) /
                          (4 * h * h);
      }
    }
    for (std::size_t a = 0; a < p; ++a) {
      for (std::size_t b = 0; b < p; ++b) {
        double product = 0;
        for (std::size_t c = 0; c < p; ++c) product += curvature(a, c) * fit.covariance(c, b);
        EXPECT_NEAR(product, a == b ? 1 : 0, 2e-3) << a << ' ' << b;  // differences of h = 1e-3
      }
    }
  }
}

TEST(ItemResponse, DoesNotDependOnOrderThreadsOrNames) {
  const sample s = answers(five, 500, 21, {0}, {1}, true);
  const auto one = cxm::fit_item_responses(s.views());
  const auto four = cxm::fit_item_responses(s.views(), {.threads = 4});
  EXPECT_EQ(one.log_likelihood, four.log_likelihood);
  EXPECT_EQ(one.covariance.values, four.covariance.values);
  sample turned = s;  // rows backwards, answers 10, 20, ... in place of 0, 1, ...
  for (std::size_t j = 0; j < 5; ++j) {
    std::reverse(turned.columns[j].begin(), turned.columns[j].end());
    std::reverse(turned.present[j].begin(), turned.present[j].end());
    for (double& x : turned.columns[j]) x = 10 * x + 10;
  }
  const auto back = cxm::fit_item_responses(turned.views());
  EXPECT_EQ(one.log_likelihood, back.log_likelihood);
  EXPECT_EQ(one.items[3].slope, back.items[3].slope);
  EXPECT_EQ(back.categories[4], (std::vector<double>{10, 20, 30}));
}

TEST(ItemResponse, ReversedItemsHaveNegativeSlopes) {
  sample s = answers(five, 500, 22);
  const auto before = cxm::fit_item_responses(s.views());
  for (double& x : s.columns[2]) x = 4 - x;
  const auto after = cxm::fit_item_responses(s.views());
  EXPECT_NEAR(after.items[2].slope, -before.items[2].slope, 1e-8);
  EXPECT_NEAR(after.items[2].intercepts[0], -before.items[2].intercepts[3], 1e-8);
  EXPECT_NEAR(after.items[1].slope, before.items[1].slope, 1e-8);
  // Mostly reversed: the trait points where most items do.
  for (std::size_t j : {0U, 1U, 3U}) {
    for (double& x : s.columns[j]) x = 4 - x;
  }
  const auto mostly = cxm::fit_item_responses(s.views());
  EXPECT_GT(mostly.items[2].slope, 0);
  EXPECT_NEAR(mostly.log_likelihood, before.log_likelihood, 1e-8);
}

// A weight of 2 counts a person twice; the sandwich knows that two equal rows are one person's.
TEST(ItemResponse, WeightsCountPeople) {
  const sample s = answers(five, 300, 31);
  sample twice = s;
  for (std::size_t j = 0; j < 5; ++j) {
    twice.columns[j].insert(twice.columns[j].end(), s.columns[j].begin(), s.columns[j].end());
    twice.present[j].insert(twice.present[j].end(), s.present[j].begin(), s.present[j].end());
  }
  const std::vector<double> two(300, 2);
  const auto weighted = cxm::fit_item_responses(s.views(), {.weights = two});
  const auto doubled = cxm::fit_item_responses(twice.views());
  EXPECT_NEAR(weighted.log_likelihood, doubled.log_likelihood, 1e-8);
  EXPECT_NEAR(weighted.items[1].slope, doubled.items[1].slope, 1e-8);
  EXPECT_EQ(weighted.n, 300);
  const std::vector<double> ones(300, 1);
  const auto sandwich = cxm::fit_item_responses(s.views(), {.weights = ones});
  EXPECT_NEAR(weighted.slope(1).se, sandwich.slope(1).se, 1e-9);  // weights have no scale
  EXPECT_NEAR(sandwich.slope(1).se, cxm::fit_item_responses(s.views()).slope(1).se, 0.02);
}

// Estimates lie around the truth as their covariance says: the squared distance in its units is chi-squared.
TEST(ItemResponse, GivesBackTheTruth) {
  const sample s = answers(five, 2000, 41, {0, 0.6}, {1, 1.4}, true);
  const auto fit = cxm::fit_item_responses(s.views(), {.groups = s.groups, .threads = 2});
  std::vector<double> error;
  for (std::size_t j = 0; j < 5; ++j) {
    error.push_back(fit.items[j].slope - five[j].slope);
    for (std::size_t k = 0; k < five[j].intercepts.size(); ++k) {
      error.push_back(fit.items[j].intercepts[k] - five[j].intercepts[k]);
    }
  }
  error.push_back(fit.mean[1] - 0.6);
  error.push_back(fit.sd[1] - 1.4);
  ASSERT_EQ(error.size(), fit.covariance.rows);
  const double distance = cxm::stats::quadratic_form(cxm::stats::inverse_spd(fit.covariance), error, error);
  const auto df = static_cast<double>(error.size());
  EXPECT_GT(distance, cxm::stats::chi_squared_quantile(0.005, df));
  EXPECT_LT(distance, cxm::stats::chi_squared_quantile(0.995, df));
  EXPECT_NEAR(fit.threshold(0, 0).value, five[0].thresholds()[0], 4 * fit.threshold(0, 0).se);
  EXPECT_NEAR(fit.group_mean(1).value, 0.6, 4 * fit.group_mean(1).se);
  EXPECT_EQ(fit.group_mean(0).value, 0);
  EXPECT_EQ(fit.n, 4000);
}

TEST(ItemResponse, RefusesWhatCannotBeFitted) {
  const sample s = answers(five, 200, 51);
  const auto views = s.views();
  EXPECT_THROW((void)cxm::fit_item_responses(std::vector<cxm::column_view>(views.begin(), views.begin() + 2)),
               cxm::error);
  const std::vector<std::int32_t> holes(200, 1);
  EXPECT_THROW((void)cxm::fit_item_responses(views, {.groups = holes}), cxm::error);
  const std::vector<double> negative(200, -1), none(200, 0);
  EXPECT_THROW((void)cxm::fit_item_responses(views, {.weights = negative}), cxm::error);
  EXPECT_THROW((void)cxm::fit_item_responses(views, {.weights = none}), cxm::error);
  EXPECT_THROW((void)cxm::fit_item_responses(views, {.integral = {1, 2, 61}}), cxm::error);
  EXPECT_THROW((void)cxm::fit_item_responses(views, {.integral = {-6, 6, 2}}), cxm::error);
  sample same = s;
  for (double& x : same.columns[1]) x = 3;
  try {
    (void)cxm::fit_item_responses(same.views());
    FAIL();
  } catch (const cxm::error& e) {
    EXPECT_EQ(e.code(), cxm::errc::data);
    EXPECT_EQ(e.column(), 1);
  }
  // Two items that always agree predict each other perfectly.
  same = s;
  same.columns[1] = same.columns[2];
  try {
    (void)cxm::fit_item_responses(same.views());
    FAIL();
  } catch (const cxm::error& e) {
    EXPECT_EQ(e.code(), cxm::errc::numeric) << e.what();
  }
  const auto fit = cxm::fit_item_responses(views);
  EXPECT_THROW((void)fit.slope(5), cxm::error);
  EXPECT_THROW((void)fit.threshold(4, 2), cxm::error);
  EXPECT_THROW((void)fit.group_mean(1), cxm::error);
}

}  // namespace
