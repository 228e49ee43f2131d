// SPDX-License-Identifier: Apache-2.0
#include "cxm/data/survey_design.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "cxm/base/error.hpp"

namespace {

using cxm::lonely_rule;
using cxm::matrix;
using cxm::survey_design;
using cxm::survey_design_spec;

matrix column(std::initializer_list<double> values) {
  matrix m(values.size(), 1);
  std::copy(values.begin(), values.end(), m.values.begin());
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

survey_design_spec rows(std::size_t n) {
  survey_design_spec spec;
  spec.rows = n;
  return spec;
}

TEST(SurveyDesign, SimpleSampleByHand) {
  // Totals of 1, 2, 3, 4: n/(n-1) sum (y - 2.5)^2 = 4/3 x 5.
  const survey_design s(rows(4));
  EXPECT_NEAR(s.variance_of_totals(column({1, 2, 3, 4}))(0, 0), 20.0 / 3, 1e-14);
  EXPECT_EQ(s.degrees_of_freedom(), 3);
  // One of ten drawn of 10: (1 - 4/10) of it.
  auto spec = rows(4);
  spec.fpc = {{10, 10, 10, 10}};
  const survey_design finite(spec);
  EXPECT_NEAR(finite.variance_of_totals(column({1, 2, 3, 4}))(0, 0), 0.6 * 20 / 3, 1e-14);
  EXPECT_EQ(finite.weights()[0], 2.5);
  // The same population as a share.
  spec.fpc = {{0.4, 0.4, 0.4, 0.4}};
  EXPECT_NEAR(survey_design(spec).variance_of_totals(column({1, 2, 3, 4}))(0, 0), 0.6 * 20 / 3, 1e-14);
}

TEST(SurveyDesign, ClustersAndStrataByHand) {
  // Stratum 1: units with totals 3 and 7; stratum 2: totals 5, 6, 13.
  auto spec = rows(8);
  spec.strata = {{1, 1, 1, 1, 2, 2, 2, 2}};
  spec.clusters = {{1, 1, 2, 2, 3, 4, 5, 5}};
  const survey_design s(spec);
  // 2/1 (4 + 4) + 3/2 (9 + 4 + 25)
  EXPECT_NEAR(s.variance_of_totals(column({1, 2, 3, 4, 5, 6, 6, 7}))(0, 0), 16 + 57, 1e-12);
  EXPECT_EQ(s.degrees_of_freedom(), 3);
  // A domain keeps the design: the variance of its total counts the zeros of the other units.
  EXPECT_NEAR(s.variance_of_totals(column({1, 2, 0, 0, 0, 0, 0, 0}))(0, 0), 2 * (1.5 * 1.5 * 2), 1e-12);
}

TEST(SurveyDesign, TwoStagesByHand) {
  // 2 of 4 units drawn, in each 2 of 5 answers: (1 - 1/2) 2 (d^2 + d^2) between with unit totals 3, 7;
  // within each (1 - 2/5) 2 (0.25 + 0.25), times 2/4.
  auto spec = rows(4);
  spec.clusters = {{1, 1, 2, 2}, {1, 2, 3, 4}};
  spec.fpc = {{4, 4, 4, 4}, {5, 5, 5, 5}};
  const survey_design s(spec);
  EXPECT_NEAR(s.variance_of_totals(column({1, 2, 3, 4}))(0, 0), 0.5 * 2 * 8 + 2 * 0.5 * 0.6 * 2 * 0.5, 1e-12);
  EXPECT_EQ(s.weights()[0], 5);  // 4/2 x 5/2
}

TEST(SurveyDesign, OrderOfRowsAndCodesDoNotMatter) {
  auto spec = rows(6);
  spec.strata = {{1, 1, 1, 2, 2, 2}};
  spec.clusters = {{1, 1, 2, 1, 2, 2}};
  spec.nest = true;
  auto mixed = rows(6);
  mixed.strata = {{-7, 40, -7, 40, 40, -7}};
  mixed.clusters = {{9, 3, 9, 9, 3, 1}};
  mixed.nest = true;
  EXPECT_NEAR(survey_design(spec).variance_of_totals(column({1, 2, 3, 4, 5, 6}))(0, 0),
              survey_design(mixed).variance_of_totals(column({1, 5, 2, 4, 6, 3}))(0, 0), 1e-12);
}

TEST(SurveyDesign, LonelyUnitsFollowTheRule) {
  auto spec = rows(5);
  spec.strata = {{1, 1, 2, 2, 3}};
  const matrix y = column({1, 3, 2, 6, 5});
  const auto variance = [&](lonely_rule rule) {
    spec.lonely = rule;
    return survey_design(spec).variance_of_totals(y)(0, 0);
  };
  const double rest = 2 * 2 + 2 * 8;
  EXPECT_NEAR(variance(lonely_rule::certainty), rest, 1e-12);
  EXPECT_NEAR(variance(lonely_rule::average), rest * 3 / 2, 1e-12);
  EXPECT_NEAR(variance(lonely_rule::adjust), rest + 25, 1e-12);
  EXPECT_NEAR(variance(lonely_rule::grand_mean), rest + (5 - 3.4) * (5 - 3.4), 1e-12);
  const auto e = refused([&] { (void)variance(lonely_rule::fail); });
  EXPECT_EQ(e.code(), cxm::errc::numeric);
  EXPECT_EQ(e.row(), 4);
  EXPECT_TRUE(survey_design(spec).has_lonely_units());
}

TEST(SurveyDesign, ACompleteStratumIsNotLonely) {
  auto spec = rows(3);
  spec.strata = {{1, 1, 2}};
  spec.fpc = {{10, 10, 1}};
  const survey_design s(spec);
  EXPECT_FALSE(s.has_lonely_units());
  EXPECT_NEAR(s.variance_of_totals(column({1, 3, 100}))(0, 0), 0.8 * 2 * 2, 1e-12);
}

TEST(SurveyDesign, NothingToAverageIsAnError) {
  auto spec = rows(2);
  spec.strata = {{1, 2}};
  spec.lonely = lonely_rule::average;
  EXPECT_EQ(refused([&] {
              (void)survey_design(spec).variance_of_totals(column({1, 2}));
            }).code(),
            cxm::errc::numeric);
}

TEST(SurveyDesign, ZeroWeightsDoNotCountForDegreesOfFreedom) {
  auto spec = rows(5);
  spec.weights = {1, 1, 0, 1, 1};
  const survey_design s(spec);
  EXPECT_EQ(s.degrees_of_freedom(), 3);
  const std::vector<std::uint8_t> domain = {1, 1, 1, 0, 0};
  EXPECT_EQ(s.degrees_of_freedom(domain), 1);
}

TEST(SurveyDesign, edge_weights_negative) {
  auto spec = rows(4);
  spec.weights = {1, -1, 1, 1};
  EXPECT_STREQ(refused([&] { survey_design s(spec); }).what(),
               "survey_design: weights[1] is -1, but must be finite and not negative");
}

TEST(SurveyDesign, edge_svy_fpc) {
  auto spec = rows(4);
  spec.fpc = {{3, 3, 3, 3}};
  EXPECT_STREQ(refused([&] { survey_design s(spec); }).what(),
               "survey_design: fpc says that a stratum of stage 1 has fewer units (3) than were drawn (4)");
}

TEST(SurveyDesign, RefusesWhatContradictsItself) {
  auto spec = rows(4);
  spec.weights = {0, 0, 0, 0};
  EXPECT_EQ(refused([&] { survey_design s(spec); }).parameter(), "weights");
  spec.weights = {};
  spec.strata = {{1, 1, 2, 2}};
  spec.clusters = {{1, 2, 2, 3}};
  EXPECT_STREQ(refused([&] { survey_design s(spec); }).what(),
               "survey_design: clusters[0][2] is unit 2, which also occurs in another stratum; set nest if "
               "unit codes start anew in each stratum");
  spec = rows(4);
  spec.fpc = {{10, 10, 0.5, 10}};
  EXPECT_EQ(refused([&] { survey_design s(spec); }).row(), 2);
  spec.fpc = {{10, 10, 11, 10}};
  EXPECT_EQ(refused([&] { survey_design s(spec); }).row(), 2);
  spec.fpc = {{10, 10, 10}};
  EXPECT_EQ(refused([&] { survey_design s(spec); }).code(), cxm::errc::argument);
  EXPECT_EQ(refused([&] { survey_design s(rows(0)); }).parameter(), "rows");
}

}  // namespace
