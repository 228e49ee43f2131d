// SPDX-License-Identifier: Apache-2.0
#include "cxm/data/calibration.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"

namespace {

using cxm::matrix;
using cxm::population_margin;
using cxm::survey_design;

// The design of the edge cases: groups a, a, b, b with weights 10, 10, 5, 5.
survey_design four() {
  cxm::survey_design_spec spec;
  spec.rows = 4;
  spec.weights = {10, 10, 5, 5};
  return survey_design(spec);
}

population_margin margin(std::vector<std::size_t> of_row, std::vector<double> totals) {
  population_margin m;
  m.name = "st";
  m.groups.of_row = std::move(of_row);
  m.groups.groups = totals.size();
  m.totals = std::move(totals);
  m.labels = {"a", "b", "c"};
  return m;
}

cxm::error refused(const std::function<void()>& call) {
  try {
    call();
  } catch (const cxm::error& e) {
    return e;
  }
  ADD_FAILURE() << "nothing was refused";
  return {cxm::errc::argument, ""};
}

// 200 rows with two margins that depend on each other and weights that vary.
struct sample {
  survey_design design;
  std::vector<std::size_t> first, second;
  std::vector<double> x;
};
sample random_sample() {
  cxm::random_stream random(20, 1);
  cxm::survey_design_spec spec;
  spec.rows = 200;
  std::vector<std::size_t> first, second;
  std::vector<double> x;
  for (std::size_t i = 0; i < spec.rows; ++i) {
    spec.weights.push_back(1 + 4 * random.uniform());
    first.push_back(random.below(3));
    second.push_back((first.back() + random.below(3)) % 4);
    x.push_back(10 + 2 * random.normal());
  }
  return {survey_design(spec), first, second, x};
}

TEST(Calibration, PostStratificationByHand) {
  const auto w = cxm::post_stratify(four(), margin({0, 0, 1, 1}, {30, 40}));
  EXPECT_EQ(std::vector<double>(w.design.weights().begin(), w.design.weights().end()),
            (std::vector<double>{15, 15, 20, 20}));
  EXPECT_EQ(w.report.least_ratio, 1.5);
  EXPECT_EQ(w.report.greatest_ratio, 4);
  EXPECT_EQ(w.report.after.sum, 70);
  // The count of a group is known now: no variance.
  matrix in_a(4, 1);
  in_a(0, 0) = in_a(1, 0) = 15;
  EXPECT_NEAR(w.design.variance_of_totals(in_a)(0, 0), 0, 1e-20);
}

TEST(Calibration, edge_rake_emptycell) {
  const population_margin m = margin({0, 0, 1, 1}, {10, 10, 5});
  const auto e = refused([&] { (void)cxm::rake(four(), {&m, 1}); });
  EXPECT_STREQ(
      e.what(),
      "rake: group 'c' of margin 'st' has a population total but no respondent; join it with another "
      "group");
  EXPECT_EQ(e.parameter(), "st");
}

TEST(Calibration, edge_poststrat_missingcell) {
  const auto e = refused([&] { (void)cxm::post_stratify(four(), margin({0, 0, 1, 1}, {10})); });
  EXPECT_EQ(e.code(), cxm::errc::data);
  EXPECT_EQ(e.row(), 2);
  EXPECT_STREQ(e.what(),
               "post_stratify: row 2 is in no group of margin 'st'; give every group that respondents have a "
               "population total");
}

TEST(Calibration, edge_cal_infeasible) {
  matrix x(4, 2, 1.0);
  x(0, 1) = x(1, 1) = 0;
  const std::vector<double> totals = {300, 10};
  cxm::calibration_options options;
  options.lower = 0.9;
  options.upper = 1.1;
  const auto e = refused([&] { (void)cxm::calibrate(four(), x, totals, options); });
  EXPECT_EQ(e.code(), cxm::errc::numeric);
  EXPECT_EQ(std::string(e.what()).rfind("calibrate: no weights within the bounds meet the totals", 0), 0U);
  // Without bounds they are met.
  EXPECT_NEAR(cxm::calibrate(four(), x, totals).report.after.sum, 300, 1e-9);
}

TEST(Calibration, RakingMeetsEveryMarginAndKeepsOddsRatios) {
  const sample s = random_sample();
  const population_margin margins[] = {margin(s.first, {300, 200, 100}),
                                       margin(s.second, {100, 150, 250, 100})};
  const auto w = cxm::rake(s.design, margins);
  EXPECT_LE(w.report.worst_misfit, 1e-10);
  std::vector<double> a(3), b(4);
  matrix before(3, 4), after(3, 4);
  for (std::size_t i = 0; i < 200; ++i) {
    a[s.first[i]] += w.design.weights()[i];
    b[s.second[i]] += w.design.weights()[i];
    before(s.first[i], s.second[i]) += s.design.weights()[i];
    after(s.first[i], s.second[i]) += w.design.weights()[i];
  }
  EXPECT_NEAR(a[1], 200, 1e-7);
  EXPECT_NEAR(b[2], 250, 1e-7);
  // Raking keeps the odds ratio of any four cells.
  for (std::size_t i = 0; i < 2; ++i) {
    for (std::size_t j = 0; j < 3; ++j) {
      const auto odds = [&](const matrix& t) {
        return t(i, j) * t(i + 1, j + 1) / (t(i, j + 1) * t(i + 1, j));
      };
      if (before(i, j) * before(i + 1, j + 1) * before(i, j + 1) * before(i + 1, j) == 0) continue;
      EXPECT_NEAR(odds(after) / odds(before), 1, 1e-9);
    }
  }
  // Contradictory sums.
  const population_margin wrong[] = {margin(s.first, {300, 200, 100}),
                                     margin(s.second, {100, 150, 250, 101})};
  EXPECT_EQ(refused([&] { (void)cxm::rake(s.design, wrong); }).code(), cxm::errc::data);
}

TEST(Calibration, EachDistanceMeetsTheTotalsWithinItsBounds) {
  const sample s = random_sample();
  matrix x(200, 3);
  for (std::size_t i = 0; i < 200; ++i) {
    x(i, 0) = 1;
    x(i, 1) = s.first[i] == 1 ? 1 : 0;
    x(i, 2) = s.x[i];
  }
  const std::vector<double> totals = {600, 210, 6100};
  using enum cxm::calibration_distance;
  for (const auto distance : {linear, raking, logit}) {
    cxm::calibration_options options;
    options.distance = distance;
    options.lower = 0.4;
    options.upper = 3;
    const auto w = cxm::calibrate(s.design, x, totals, options);
    EXPECT_LE(w.report.worst_misfit, 1e-11);
    EXPECT_GE(w.report.least_ratio, 0.4);
    EXPECT_LE(w.report.greatest_ratio, 3);
    double total = 0;
    for (std::size_t i = 0; i < 200; ++i) total += w.design.weights()[i] * s.x[i];
    EXPECT_NEAR(total, 6100, 1e-7);
    // A calibrated total is known.
    matrix scores(200, 1);
    for (std::size_t i = 0; i < 200; ++i) scores(i, 0) = w.design.weights()[i] * s.x[i];
    EXPECT_NEAR(w.design.variance_of_totals(scores)(0, 0), 0, 1e-16 * 6100 * 6100);
  }
}

TEST(Calibration, LinearCalibrationToGroupsIsPostStratification) {
  const sample s = random_sample();
  matrix x(200, 3);
  for (std::size_t i = 0; i < 200; ++i) x(i, s.first[i]) = 1;
  const std::vector<double> totals = {300, 200, 100};
  const auto a = cxm::calibrate(s.design, x, totals);
  const auto b = cxm::post_stratify(s.design, margin(s.first, totals));
  matrix scores(200, 1);
  for (std::size_t i = 0; i < 200; ++i) {
    EXPECT_NEAR(a.design.weights()[i], b.design.weights()[i], 1e-10);
    scores(i, 0) = b.design.weights()[i] * s.x[i];
  }
  EXPECT_NEAR(a.design.variance_of_totals(scores)(0, 0), b.design.variance_of_totals(scores)(0, 0), 1e-6);
}

TEST(Calibration, RakingIsCalibrationWithTheRakingDistance) {
  const sample s = random_sample();
  const population_margin margins[] = {margin(s.first, {300, 200, 100}),
                                       margin(s.second, {100, 150, 250, 100})};
  matrix x(200, 7);
  for (std::size_t i = 0; i < 200; ++i) x(i, s.first[i]) = x(i, 3 + s.second[i]) = 1;
  cxm::calibration_options by_newton;
  by_newton.distance = cxm::calibration_distance::raking;
  const auto a =
      cxm::calibrate(s.design, x, std::vector<double>{300, 200, 100, 100, 150, 250, 100}, by_newton);
  cxm::raking_options options;
  options.variance = cxm::raking_variance::regression;
  const auto b = cxm::rake(s.design, margins, options);
  const auto c = cxm::rake(s.design, margins);
  matrix scores(200, 1);
  for (std::size_t i = 0; i < 200; ++i) {
    EXPECT_NEAR(a.design.weights()[i], b.design.weights()[i], 1e-7);
    scores(i, 0) = b.design.weights()[i] * s.x[i];
  }
  const double right = a.design.variance_of_totals(scores)(0, 0);
  EXPECT_NEAR(b.design.variance_of_totals(scores)(0, 0), right, 1e-8 * right);
  // survey's rule differs when the weights before differ, as they do here, but not by much.
  const double other = c.design.variance_of_totals(scores)(0, 0);
  EXPECT_GT(std::fabs(other - right), 1e-6 * right);
  EXPECT_NEAR(other, right, 0.05 * right);
}

TEST(Calibration, TrimmingKeepsTheSum) {
  cxm::survey_design_spec spec;
  spec.rows = 5;
  spec.weights = {1, 2, 3, 4, 40};
  const survey_design s(spec);
  const auto once = cxm::trim_weights(s, 0, 10, false);
  EXPECT_EQ(once.design.weights()[4], 10);
  EXPECT_EQ(once.design.weights()[0], 8.5);
  const auto strict = cxm::trim_weights(s, 0, 10, true);
  EXPECT_LE(strict.report.after.max, 10);
  // 50 in all with five rows of at most 10: every weight must be 10.
  EXPECT_NEAR(strict.report.after.sum, 50, 1e-9);
  EXPECT_EQ(refused([&] { (void)cxm::trim_weights(s, 0, 9); }).code(), cxm::errc::numeric);
  EXPECT_EQ(refused([&] { (void)cxm::trim_weights(s, 5, 4); }).code(), cxm::errc::argument);
}

TEST(Calibration, WeightDiagnostics) {
  const double equal[] = {2.5, 2.5, 2.5, 2.5, 2.5, 2.5, 2.5, 2.5, 2.5};  // edge.weights.equal
  const auto e = cxm::diagnose_weights(equal);
  EXPECT_EQ(e.n_eff, 9);
  EXPECT_EQ(e.design_effect, 1);
  EXPECT_EQ(e.cv2, 0);
  const double wide[] = {1e-08, 1, 1e8};  // edge.acc.weights
  EXPECT_NEAR(cxm::diagnose_weights(wide).n_eff, 1.00000002, 1e-15);
  EXPECT_NEAR(cxm::diagnose_weights(wide).design_effect, 2.99999994, 1e-14);
  const double zero[] = {0, 1, 2, 1};  // edge.weights.zero
  EXPECT_EQ(cxm::diagnose_weights(zero).n, 3);
  EXPECT_NEAR(cxm::diagnose_weights(zero).n_eff, 16.0 / 6, 1e-15);
  const double none[] = {0, 0};
  EXPECT_THROW((void)cxm::diagnose_weights(none), cxm::error);
}

}  // namespace
