// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/differential_functioning.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"

namespace {

using cxm::response_curve;
using cxm::response_model;

std::vector<response_curve> questions(std::size_t n) {
  std::vector<response_curve> out;
  for (std::size_t j = 0; j < n; ++j) {
    const double a = 1.0 + 0.25 * static_cast<double>(j % 4), b = -0.6 + 0.3 * static_cast<double>(j % 5);
    out.push_back(
        {response_model::graded, a, {a * (1.4 - b), a * (0.5 - b), a * (-0.5 - b), a * (-1.4 - b)}});
  }
  return out;
}

struct two_groups {
  std::vector<std::vector<double>> x;
  std::vector<std::int32_t> group;
  [[nodiscard]] std::vector<cxm::column_view> views() const { return {x.begin(), x.end()}; }
};

/// `n` people of each group; the focal group stands `ahead` and answers question j easier by shift[j].
two_groups survey(std::size_t questions_asked, std::size_t n, double ahead, const std::vector<double>& shift,
                  std::uint64_t seed) {
  const auto curves = questions(questions_asked);
  two_groups out;
  out.x.resize(curves.size());
  cxm::random_stream random(seed, 0);
  for (std::int32_t g = 0; g < 2; ++g) {
    for (std::size_t i = 0; i < n; ++i) {
      out.group.push_back(g);
      const double theta = random.normal() + (g == 1 ? ahead : 0);
      for (std::size_t j = 0; j < curves.size(); ++j) {
        const auto p = curves[j].probabilities(theta + (g == 1 && j < shift.size() ? shift[j] : 0));
        double u = random.uniform();
        double k = 0;
        for (std::size_t c = 0; c + 1 < p.size() && u > p[c]; ++c) u -= p[c], k += 1;
        out.x[j].push_back(25 * k);  // points, 0 to 100
      }
    }
  }
  return out;
}

/// The true effect of a shift: by a fine sum over the focal group's distribution.
double true_effect(const response_curve& c, double ahead, double shift) {
  double sum = 0, weight = 0;
  for (double z = -8; z <= 8; z += 0.01) {
    const double w = std::exp(-z * z / 2);
    sum += w * 25 * (c.expected(z + ahead + shift) - c.expected(z + ahead));
    weight += w;
  }
  return sum / weight;
}

TEST(DifferentialFunctioning, FindsTheQuestionAndPutsTheStandingRight) {
  const two_groups s = survey(6, 800, 0.5, {0, 0, 0.8}, 3);
  const auto found = cxm::find_differential_functioning(s.views(), s.group);
  for (std::size_t j = 0; j < 6; ++j) EXPECT_EQ(found.items[j].differs, j == 2) << j;
  const auto& item = found.items[2];
  const double truth = true_effect(questions(6)[2], 0.5, 0.8);
  EXPECT_GT(truth, 10);
  EXPECT_NEAR(item.effect.value, truth, 3 * item.effect.se);
  EXPECT_LT(item.effect.se, 2);
  EXPECT_LT(item.p_adjusted, 1e-6);
  EXPECT_EQ(item.df, 5);
  EXPECT_NEAR(found.composite_effect.value, item.effect.value / 6, 1e-9);
  EXPECT_NEAR(found.composite_effect.se, item.effect.se / 6, 1e-9);
  EXPECT_NEAR(found.standing.value, 0.5, 3 * found.standing.se);
  EXPECT_TRUE(found.anchored);
  EXPECT_EQ(found.n_reference, 800);
  EXPECT_EQ(found.n_focal, 800);
}

// The test is that of the model with two columns in place of one, each unanswered by the other group.
TEST(DifferentialFunctioning, IsTheLikelihoodRatioOfColumnsApart) {
  two_groups s = survey(5, 300, 0.3, {}, 4);
  for (const auto model : {response_model::graded, response_model::partial_credit}) {
    const auto found = cxm::find_differential_functioning(s.views(), s.group, {.model = model});
    const auto together = cxm::fit_item_responses(s.views(), {.model = model, .groups = s.group});
    auto columns = s.views();
    std::vector<std::uint8_t> first, second;
    for (const std::int32_t g : s.group) {
      first.push_back(g == 0 ? 1 : 0);
      second.push_back(g == 1 ? 1 : 0);
    }
    columns[1] = {s.x[1], first};
    columns.emplace_back(s.x[1], second);
    const auto apart = cxm::fit_item_responses(columns, {.model = model, .groups = s.group});
    EXPECT_NEAR(found.items[1].chi_squared, 2 * (apart.log_likelihood - together.log_likelihood), 1e-6);
    EXPECT_EQ(found.items[1].df, 5);
    const auto gap = [&](double theta) {
      return 25 * (apart.items[5].expected(theta) - apart.items[1].expected(theta));
    };
    double sum = 0, weight = 0;
    for (int q = 0; q < 61; ++q) {
      const double theta = -6 + 0.2 * q, z = (theta - apart.mean[1]) / apart.sd[1];
      sum += std::exp(-z * z / 2) * gap(theta);
      weight += std::exp(-z * z / 2);
    }
    EXPECT_NEAR(found.items[1].effect.value, sum / weight, 1e-6);
    EXPECT_GE(found.items[1].unsigned_effect, std::fabs(found.items[1].effect.value) - 1e-12);
  }
}

TEST(DifferentialFunctioning, OneManyAndNone) {
  const auto none = survey(5, 300, 1.0, {}, 9);
  const auto clean = cxm::find_differential_functioning(none.views(), none.group, {.threads = 2});
  for (const auto& i : clean.items) EXPECT_FALSE(i.differs);
  EXPECT_EQ(clean.composite_effect.value, 0);
  EXPECT_EQ(clean.items[0].effect.value,
            cxm::find_differential_functioning(none.views(), none.group).items[0].effect.value);
  // Three of five questions apart, each its own way: no scale in common.
  const auto many = survey(5, 800, 0, {1.2, -1.2, 0.9, -0.9}, 10);
  EXPECT_FALSE(cxm::find_differential_functioning(many.views(), many.group).anchored);
}

TEST(DifferentialFunctioning, AQuestionThatAGroupAnswersOneWayIsNotJudged) {
  two_groups s = survey(5, 300, 0, {}, 12);
  for (std::size_t i = 0; i < s.group.size(); ++i) {
    if (s.group[i] == 1) s.x[4][i] = 100;
  }
  const auto found = cxm::find_differential_functioning(s.views(), s.group);
  EXPECT_TRUE(found.items[4].effect.has(cxm::estimate_flag::undefined));
  EXPECT_TRUE(std::isnan(found.items[4].p));
  EXPECT_FALSE(std::isnan(found.items[0].p));
}

// Categories that one group never chose have no curve of their own there.
TEST(DifferentialFunctioning, CategoriesMayBeMissingInAGroup) {
  two_groups s = survey(5, 400, 0, {}, 13);
  for (std::size_t i = 0; i < s.group.size(); ++i) {
    if (s.group[i] == 1 && s.x[2][i] == 0) s.x[2][i] = 25;
  }
  for (const auto model : {response_model::graded, response_model::partial_credit}) {
    const auto found = cxm::find_differential_functioning(s.views(), s.group, {.model = model});
    EXPECT_EQ(found.items[2].df, 4);
    EXPECT_GT(found.items[2].effect.value, 0);
  }
}

TEST(DifferentialFunctioning, RefusesWhatCannotBeTested) {
  const two_groups s = survey(5, 100, 0, {}, 1);
  const auto views = s.views();
  EXPECT_THROW((void)cxm::find_differential_functioning({views.data(), 3}, s.group), cxm::error);
  EXPECT_THROW((void)cxm::find_differential_functioning(views, {}), cxm::error);
  const std::vector<std::int32_t> one(200, 0);
  EXPECT_THROW((void)cxm::find_differential_functioning(views, one), cxm::error);
  const std::vector<double> none(5, 0), few(2, 1);
  EXPECT_THROW((void)cxm::find_differential_functioning(views, s.group, {.weights = none}), cxm::error);
  EXPECT_THROW((void)cxm::find_differential_functioning(views, s.group, {.weights = few}), cxm::error);
  EXPECT_THROW((void)cxm::find_differential_functioning(views, s.group, {.significance = 0}), cxm::error);
  EXPECT_TRUE(
      cxm::find_differential_functioning(views, s.group).items[0].effect.has(cxm::estimate_flag::small_base));
}

}  // namespace
