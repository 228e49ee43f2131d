// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/factor_model.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <string>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/quality/invariance.hpp"
#include "cxm/quality/one_factor.hpp"
#include "cxm/stats/linear_algebra.hpp"
#include "quality/reference_columns.hpp"

namespace {

using cxm::factor_parameter_kind;
using cxm::invariance_level;
using cxm::invariance_verdict;
using kind = cxm::factor_parameter_kind;

const std::vector<double> loadings{1.0, 0.8, 1.2, 1.0, 1.1, 0.7};

/// Two factors of three items, of variances 2 and 1.5 and covariance 0.6; error variances .5, .6, ..., 1.0.
cxm::matrix two_factors(double error = 1) {
  cxm::matrix v(6, 6);
  for (std::size_t i = 0; i < 6; ++i) {
    for (std::size_t j = 0; j < 6; ++j) {
      const bool same = i / 3 == j / 3;
      v(i, j) = loadings[i] * loadings[j] * (!same ? 0.6 : i < 3 ? 2 : 1.5);
    }
    v(i, i) += error * (0.5 + 0.1 * static_cast<double>(i));
  }
  return v;
}
const cxm::factor_model two{6, {{0, 1, 2}, {3, 4, 5}}, false};

TEST(FactorModel, GivesBackWhatMadeTheCovariance) {
  const std::vector<cxm::group_moments> g{{300, {}, two_factors()}};
  const auto f = cxm::fit_factor_model(two, g);
  // The search ends when a step promises less than 1e-20 of the likelihood: 1e-9 of a parameter.
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_NEAR(f.find(kind::loading, 0, i, 6 + i / 3)->value, loadings[i], 1e-8);
    EXPECT_NEAR(f.find(kind::variance, 0, i, i)->value, 0.5 + 0.1 * static_cast<double>(i), 1e-8);
  }
  EXPECT_NEAR(f.find(kind::variance, 0, 6, 6)->value, 2, 1e-8);
  EXPECT_NEAR(f.find(kind::variance, 0, 6, 7)->value, 0.6, 1e-8);
  EXPECT_NEAR(f.find(kind::variance, 0, 7, 6)->standardized, 0.6 / std::sqrt(3.0), 1e-8);
  EXPECT_EQ(f.measures.df, 8);
  EXPECT_NEAR(f.measures.chi_squared, 0, 1e-8);
  EXPECT_EQ(f.measures.cfi, 1);
  EXPECT_NEAR(f.srmr, 0, 1e-8);
  EXPECT_FALSE(f.improper);
}

// One factor of unit variance is fit_one_factor, which is a program of its own.
TEST(FactorModel, OfOneFactorIsTheOneFactorFit) {
  cxm::matrix v = two_factors();
  const cxm::factor_model one{6, {{0, 1, 2, 3, 4, 5}}, true};
  const std::vector<cxm::group_moments> g{{250, {}, v}};
  const auto a = cxm::fit_factor_model(one, g);
  const auto b = cxm::fit_one_factor(v, 250);
  EXPECT_NEAR(a.measures.chi_squared, b.chi_squared, 1e-8);
  EXPECT_NEAR(a.measures.p, b.p, 1e-8);
  for (std::size_t i = 0; i < 6; ++i) {
    EXPECT_NEAR(a.find(kind::loading, 0, i, 6)->value, b.loadings[i], 1e-5);  // its search ends at 1e-13 of F
  }
}

// Which variable gives a factor its unit changes no fit.
TEST(FactorModel, UnitsOfFactorsAndItemsDoNotMatterToTheFit) {
  cxm::matrix v = two_factors();
  v(0, 4) = v(4, 0) = 1.0;
  const std::vector<cxm::group_moments> g{{300, {}, v}};
  const auto by_item = cxm::fit_factor_model(two, g);
  const auto by_sd = cxm::fit_factor_model({6, two.factors, true}, g);
  const auto other = cxm::fit_factor_model({6, {{2, 1, 0}, {5, 4, 3}}, false}, g);
  EXPECT_GT(by_item.measures.chi_squared, 5);
  EXPECT_NEAR(by_item.measures.chi_squared, by_sd.measures.chi_squared, 1e-8);
  EXPECT_NEAR(by_item.measures.chi_squared, other.measures.chi_squared, 1e-8);
  EXPECT_NEAR(by_item.find(kind::loading, 0, 1, 6)->standardized,
              by_sd.find(kind::loading, 0, 1, 6)->standardized, 1e-8);
}

// A second-order factor of three is as many parameters as their correlations: the same fit.
TEST(FactorModel, AFactorOfThreeFactorsFitsAsTheirCorrelations) {
  cxm::matrix v(9, 9);
  for (std::size_t i = 0; i < 9; ++i) {
    for (std::size_t j = 0; j < 9; ++j) {
      v(i, j) = i / 3 == j / 3 ? 1 : 0.3 + 0.05 * static_cast<double>(i / 3 + j / 3);
    }
    v(i, i) += 0.8;
  }
  v(0, 8) = v(8, 0) = 0.6;
  const std::vector<cxm::group_moments> g{{200, {}, v}};
  const auto flat = cxm::fit_factor_model({9, {{0, 1, 2}, {3, 4, 5}, {6, 7, 8}}, false}, g);
  const auto high = cxm::fit_factor_model({9, {{0, 1, 2}, {3, 4, 5}, {6, 7, 8}, {9, 10, 11}}, false}, g);
  EXPECT_GT(flat.measures.chi_squared, 0.5);
  EXPECT_NEAR(flat.measures.chi_squared, high.measures.chi_squared, 1e-8);
  EXPECT_EQ(flat.measures.df, high.measures.df);
}

TEST(FactorModel, RefusesWhatCannotBeFitted) {
  const std::vector<cxm::group_moments> g{{300, {}, two_factors()}};
  EXPECT_THROW((void)cxm::fit_factor_model({6, {{0, 1, 2}, {3, 4, 9}}, false}, g),
               cxm::error);                                                                   // no variable 9
  EXPECT_THROW((void)cxm::fit_factor_model({6, {{0, 1, 2}, {3, 4}}, false}, g), cxm::error);  // 5 left over
  EXPECT_THROW((void)cxm::fit_factor_model({6, {{7, 0, 1}, {2, 3, 4, 5}}, false}, g), cxm::error);  // circle
  cxm::matrix twice = two_factors();
  for (std::size_t j = 0; j < 6; ++j) twice(1, j) = twice(0, j);
  for (std::size_t j = 0; j < 6; ++j) twice(j, 1) = twice(j, 0);
  const std::vector<cxm::group_moments> singular{{300, {}, twice}};
  EXPECT_THROW((void)cxm::fit_factor_model(two, singular), cxm::error);
  cxm::matrix pair(2, 2, 0.5);
  pair(0, 0) = pair(1, 1) = 1;
  const std::vector<cxm::group_moments> small{{300, {}, pair}};
  EXPECT_THROW((void)cxm::fit_factor_model({2, {{0, 1}}, false}, small),
               cxm::error);  // 4 parameters, 3 moments
}

/// Answers of n people by the model of two factors, with means and an intercept that is off.
std::vector<std::vector<double>> people(std::size_t n, std::uint64_t stream, double level = 0,
                                        double off = 0) {
  cxm::random_stream draw(11, stream);
  std::vector<std::vector<double>> x(6);
  for (std::size_t i = 0; i < n; ++i) {
    const double a = std::sqrt(2.0) * draw.normal() + level;
    const double b = 0.3 * (a - level) + std::sqrt(1.5 - 0.09 * 2) * draw.normal() + level;
    for (std::size_t j = 0; j < 6; ++j) {
      const double noise = std::sqrt(0.5 + 0.1 * static_cast<double>(j)) * draw.normal();
      x[j].push_back(loadings[j] * (j < 3 ? a : b) + noise + 3 + (j == 1 ? off : 0));
    }
  }
  return x;
}
std::vector<cxm::column_view> views(const std::vector<std::vector<double>>& x) {
  std::vector<cxm::column_view> out;
  for (const auto& c : x) out.emplace_back(c);
  return out;
}
cxm::group_moments moments(const std::vector<std::vector<double>>& x) {
  const auto p = cxm::stats::moments_by_pattern(views(x)).at(0);
  return {p.n, p.means, p.covariance};
}

TEST(FactorModel, RowsOfNormalAnswersAreAsTheirMoments) {
  const auto x = people(4000, 1);
  auto m = moments(x);
  m.means.clear();
  const std::vector<cxm::group_moments> g{m};
  const std::vector<std::vector<cxm::column_view>> rows{views(x)};
  const auto a = cxm::fit_factor_model(two, g);
  const auto b = cxm::fit_factor_model(two, rows);
  EXPECT_NEAR(a.measures.chi_squared, b.measures.chi_squared, 1e-9);
  EXPECT_NEAR(b.scaling, 1, 0.1);
  EXPECT_NEAR(b.find(kind::loading, 0, 1, 6)->se / a.find(kind::loading, 0, 1, 6)->se, 1, 0.1);
}

// Without gaps the means take nothing from the covariances; a gap that says nothing new changes little.
TEST(FactorModel, RowsWithGapsCountWithWhatTheyHave) {
  const auto x = people(3000, 2);
  std::vector<std::vector<std::uint8_t>> there(6, std::vector<std::uint8_t>(3000, 1));
  cxm::random_stream draw(5, 5);
  for (std::size_t i = 0; i < 3000; ++i) {
    if (x[0][i] > 3.5 && draw.uniform() < 0.7) there[1][i] = there[4][i] = 0;  // depends on what was answered
  }
  std::vector<cxm::column_view> columns;
  for (std::size_t j = 0; j < 6; ++j) columns.emplace_back(x[j], there[j]);
  const std::vector<std::vector<cxm::column_view>> rows{columns};
  const auto f = cxm::fit_factor_model(two, rows);
  EXPECT_EQ(f.n, 3000);
  EXPECT_NEAR(f.find(kind::loading, 0, 1, 6)->value, 0.8, 4 * f.find(kind::loading, 0, 1, 6)->se);
  EXPECT_NEAR(f.find(kind::mean, 0, 1, 1)->value, 3, 4 * f.find(kind::mean, 0, 1, 1)->se);
  EXPECT_NEAR(f.find(kind::mean, 0, 4, 4)->value, 3, 4 * f.find(kind::mean, 0, 4, 4)->se);
  EXPECT_TRUE(std::isnan(f.gfi));
  EXPECT_TRUE(std::isnan(f.robust.cfi));
}

// lavaan 0.6.14, missing = "fiml", estimator MLR. Its search ends at about 1e-6 of the parameters.
TEST(FactorModel, WithGapsIsAsInLavaan) {
  const auto data = reference::read(CXM_SHARED_DIR, "cfa_miss.csv");
  if (data.empty()) GTEST_SKIP() << "reference data not beside the source";
  std::vector<std::vector<cxm::column_view>> rows(1);
  for (int j = 1; j <= 8; ++j) rows[0].push_back(data.at("y" + std::to_string(j)).view());
  const cxm::factor_model model{8, {{0, 1, 2, 3}, {4, 5, 6, 7}}, false};
  const auto f = cxm::fit_factor_model(model, rows);
  EXPECT_NEAR(f.log_likelihood, -3562.25947081469, 1e-6);
  EXPECT_NEAR(f.saturated_log_likelihood, -3550.45888847881, 1e-6);
  EXPECT_NEAR(f.measures.chi_squared, 23.601164671755, 1e-5);
  EXPECT_NEAR(f.measures.baseline_chi_squared, 1273.60431050344, 1e-5);
  EXPECT_NEAR(f.scaled.chi_squared, 24.2943003391142, 1e-4);
  EXPECT_NEAR(f.srmr, 0.0234539373730298, 1e-5);
  EXPECT_NEAR(f.find(kind::loading, 0, 1, 8)->value, 0.679421089435272, 1e-5);
  EXPECT_NEAR(f.find(kind::loading, 0, 1, 8)->se, 0.0640455132388496, 1e-5);
  cxm::factor_options plain;
  plain.robust = false;
  plain.observed_information = true;
  EXPECT_NEAR(cxm::fit_factor_model(model, rows, plain).find(kind::loading, 0, 1, 8)->se, 0.0705854268583342,
              1e-5);
}

// The reference's one-factor fit of nine tests stops early: at its own values the likelihood is lower.
TEST(FactorModel, TheOneFactorMaximumIsAboveWhereTheReferenceStops) {
  const auto data = reference::read(CXM_SHARED_DIR, "cfa.csv");
  const auto stop = reference::expected(CXM_SHARED_DIR, "06_factor.json", "fac.cfa.hs.onefactor");
  if (data.empty() || stop.is_null()) GTEST_SKIP() << "reference data not beside the source";
  std::vector<cxm::column_view> columns;
  for (int j = 1; j <= 9; ++j) columns.push_back(data.at("x" + std::to_string(j)).view());
  const auto m = cxm::stats::moments_by_pattern(columns).at(0);
  cxm::matrix v(9, 9);
  const auto value = [&](const std::string& key) { return stop["est"][key].get<double>(); };
  for (std::size_t i = 0; i < 9; ++i) {
    const std::string a = "x" + std::to_string(i + 1);
    for (std::size_t j = 0; j < 9; ++j) {
      v(i, j) = value("g=~" + a) * value("g=~x" + std::to_string(j + 1)) * value("g~~g");
    }
    v(i, i) += value(a + "~~" + a);
  }
  const auto inverse = cxm::stats::invert_spd(v);
  double trace = 0;
  for (std::size_t c = 0; c < v.values.size(); ++c)
    trace += inverse.inverse.values[c] * m.covariance.values[c];
  const double there = -m.n / 2 * (9 * std::log(2 * std::numbers::pi) + inverse.log_determinant + trace);
  const std::vector<cxm::group_moments> g{{m.n, {}, m.covariance}};
  const auto ours = cxm::fit_factor_model({9, {{0, 1, 2, 3, 4, 5, 6, 7, 8}}, false}, g);
  EXPECT_GT(ours.log_likelihood, there + 1e-10);
}

TEST(FactorScores, OfBartlettAreTheFactorsWhereNothingIsNoise) {
  const auto x = people(500, 3);
  const std::vector<cxm::group_moments> g{{500, {}, moments(x).covariance}};
  const auto f = cxm::fit_factor_model(two, g);
  const auto columns = views(x);
  const auto bartlett = cxm::factor_scores(two, f, columns, cxm::score_method::bartlett);
  const auto regression = cxm::factor_scores(two, f, columns, cxm::score_method::regression);
  double mean = 0, ours = 0, theirs = 0;
  for (std::size_t i = 0; i < 500; ++i) {
    mean += bartlett(i, 0) / 500;
    ours += bartlett(i, 0) * bartlett(i, 0);
    theirs += regression(i, 0) * regression(i, 0);
  }
  EXPECT_NEAR(mean, 0, 1e-12);
  EXPECT_GT(ours, theirs);  // regression shrinks
}

TEST(Invariance, OfGroupsThatDifferInLevelAloneIsTheSameQuestion) {
  const std::vector<cxm::group_moments> g{moments(people(600, 4)), moments(people(800, 5, 0.8))};
  const auto t = cxm::test_invariance(two, g);
  EXPECT_EQ(t.verdict, invariance_verdict::same);
  EXPECT_EQ(t.steps[1].df, 4);
  EXPECT_EQ(t.steps[2].df, 4);
  EXPECT_EQ(t.steps[3].df, 6);
  EXPECT_GT(t.steps[2].p, 0.01);
  EXPECT_NEAR(t.factor_means[1][0].value, 0.8, 3 * t.factor_means[1][0].se);
  EXPECT_EQ(t.factor_means[0][0].value, 0);
  EXPECT_LT(t.factor_means[1][0].low, 0.8);
  EXPECT_GT(t.factor_means[1][0].high, 0.8);
}

// One question that customers answer a point and a half higher at equal level: it is named, measured and
// freed.
TEST(Invariance, NamesTheItemThatStartsApart) {
  const std::vector<cxm::group_moments> g{moments(people(600, 6)), moments(people(800, 7, 0.8, 1.5))};
  const auto t = cxm::test_invariance(two, g);
  EXPECT_EQ(t.verdict, invariance_verdict::partial);
  ASSERT_EQ(t.apart, std::vector<std::size_t>{1});
  const auto& d = t.differences[1].difference[1];
  EXPECT_NEAR(d.value, 1.5, 4 * d.se);
  EXPECT_LT(t.differences[1].p, 1e-6);
  EXPECT_NEAR(t.factor_means[1][0].value, 0.8, 4 * t.factor_means[1][0].se);
  EXPECT_FALSE(t.steps[2].holds);
}

// Other loadings in one group: even what goes with what is another thing.
TEST(Invariance, SeesOtherLoadings) {
  auto x = people(700, 8);
  cxm::random_stream draw(2, 2);
  for (std::size_t i = 0; i < x[0].size(); ++i) x[2][i] = 3 + draw.normal() - 0.6 * (x[0][i] - 3);
  const std::vector<cxm::group_moments> g{moments(people(700, 9)), moments(x)};
  EXPECT_EQ(cxm::test_invariance(two, g).verdict, invariance_verdict::different);
}

TEST(Invariance, NeedsTwoGroups) {
  const std::vector<cxm::group_moments> g{moments(people(100, 10))};
  EXPECT_THROW((void)cxm::test_invariance(two, g), cxm::error);
}

}  // namespace
