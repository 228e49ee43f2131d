// SPDX-License-Identifier: Apache-2.0
// Correlations, factors and invariance through the C interface: the numbers of the C++ functions.
#include <gtest/gtest.h>

#include <cmath>

#include "capi/statistics.hpp"
#include "cxm/quality/correlation.hpp"
#include "cxm/quality/exploratory_factors.hpp"
#include "cxm/quality/invariance.hpp"
#include "cxm/quality/ordered_factor_model.hpp"
#include "cxm/quality/polychoric.hpp"

namespace {

using namespace cxm_test;
using cxm::column_view;
cxm_error fault = CXM_ERROR_INIT;

/// Five codes of four items on one theme, and of two on another.
std::vector<list> answers(std::size_t people) {
  unsigned state = 7;
  const auto draw = [&state] {
    double sum = 0;
    for (int i = 0; i < 6; ++i) sum += static_cast<double>((state = state * 1664525U + 1013904223U) >> 8U);
    return (sum / 16777216.0 - 3) * 1.4;
  };
  std::vector<list> out(6);
  for (std::size_t i = 0; i < people; ++i) {
    const double first = draw(), second = 0.4 * first + draw();
    for (std::size_t j = 0; j < 6; ++j) {
      const double x = 3 + (j < 4 ? first : second) + 0.8 * draw();
      out[j].push_back(std::fmin(5, std::fmax(1, std::round(x))));
    }
  }
  return out;
}
const std::vector<list> items = answers(180);

TEST(CApiFactors, Correlations) {
  table pairs, ordered;
  ASSERT_EQ(cxm_stat_correlations(columns(items), CXM_CORRELATION_SPEARMAN, 0, pairs.out(), &fault), CXM_OK);
  EXPECT_EQ(pairs.rows(), 36);
  EXPECT_EQ(pairs.at("r", 1), cxm::correlations(views(items), cxm::correlation_kind::spearman).r(0, 1));
  EXPECT_EQ(pairs.at("n", 1), 180);
  EXPECT_EQ(pairs.text(1, 1), "b");
  ASSERT_EQ(cxm_stat_correlations(columns(items), CXM_CORRELATION_POLYCHORIC, 0, ordered.out(), &fault),
            CXM_OK);
  const cxm::matrix counts = cxm::count_table(column_view(items[0]), column_view(items[1]));
  EXPECT_NEAR(ordered.at("r", 1), cxm::polychoric(counts).correlation.value, 1e-9);
  EXPECT_EQ(cxm_stat_correlations(columns(items), CXM_CORRELATION_POLYSERIAL, 0, ordered.out(), &fault),
            CXM_E_ARGUMENT);
}

TEST(CApiFactors, OneCorrelation) {
  const column_view a(items[0]), b(items[4]);
  table plain, behind, serial;
  ASSERT_EQ(cxm_stat_correlation(view(items[0]), view(items[4]), 0, 0.9, plain.out(), &fault), CXM_OK);
  const auto t = cxm::test_correlation(a, b, cxm::correlation_kind::pearson, 0.9);
  plain.same("correlation", t.correlation);
  EXPECT_EQ(plain.p("correlation"), t.p);
  plain.same("from people", cxm::correlation_from_people(a, b, {}, 0.9));
  ASSERT_EQ(cxm_stat_correlation(view(items[0]), view(items[4]), CXM_CORRELATION_POLYCHORIC, 0.95,
                                 behind.out(), &fault),
            CXM_OK);
  behind.same("maximum likelihood",
              cxm::polychoric(cxm::count_table(a, b), cxm::polychoric_method::joint).correlation);
  ASSERT_EQ(cxm_stat_correlation(view(items[0]), view(items[4]), CXM_CORRELATION_POLYSERIAL, 0.95,
                                 serial.out(), &fault),
            CXM_OK);
  serial.same("correlation", cxm::polyserial(a, b).correlation);
  EXPECT_EQ(serial.value("two steps"), cxm::polyserial(a, b).two_step);
}

TEST(CApiFactors, TablesOfCountsDistancesAndGaps) {
  const list counts{10, 5, 2, 8};
  table association, moments, means;
  ASSERT_EQ(cxm_stat_ordinal_association(view(counts), 2, 0.95, association.out(), &fault), CXM_OK);
  EXPECT_NEAR(association.value("gamma"), 70.0 / 90, 1e-15);
  EXPECT_EQ(cxm_stat_ordinal_association(view(counts), 3, 0.95, association.out(), &fault), CXM_E_ARGUMENT);
  double squared[180], p[180];
  std::int64_t n = 0;
  ASSERT_EQ(cxm_stat_mahalanobis(columns(items), squared, 180, &n, p, 180, &n, &fault), CXM_OK);
  EXPECT_EQ(squared[17], cxm::mahalanobis(views(items)).squared[17]);
  std::vector<list> gaps = items;
  gaps[2][5] = gaps[3][5] = std::nan("");
  ASSERT_EQ(cxm_stat_incomplete_moments(columns(items), moments.out(), means.out(), &fault), CXM_OK);
  EXPECT_NEAR(moments.at("covariance", 1), cxm::stats::sample_covariance(views(items))(0, 1) * 179 / 180,
              1e-12);
  EXPECT_EQ(means.at("n", 0), 180);
}

TEST(CApiFactors, ExploratoryFactors) {
  table loadings, fit, eigenvalues, adequacy;
  ASSERT_EQ(cxm_stat_factors(columns(items), 2, CXM_FACTORS_ML, CXM_ROTATION_OBLIMIN, loadings.out(),
                             fit.out(), &fault),
            CXM_OK)
      << fault.message;
  const cxm::matrix r =
      cxm::correlations(views(items), cxm::correlation_kind::pearson, cxm::stats::deletion::listwise).r;
  const auto f = cxm::fit_efa(r, 2, cxm::efa_method::ml, 180);
  EXPECT_EQ(loadings.rows(), 12);
  EXPECT_EQ(loadings.at("loading", 3), cxm::rotate_oblimin(f.loadings).loadings(1, 1));
  EXPECT_EQ(fit.p("enough"), f.p);
  EXPECT_EQ(fit.value("omega hierarchical"), cxm::fit_hierarchical_omega(r, 2).omega_hierarchical);
  ASSERT_EQ(cxm_stat_factor_count(columns(items), 100, 3, eigenvalues.out(), adequacy.out(), &fault), CXM_OK);
  cxm::parallel_options o;
  o.replicates = 100;
  o.seed = 3;
  const auto parallel = cxm::analyse_parallel(r, 180, o);
  EXPECT_EQ(eigenvalues.at("noise_limit", 1), parallel.noise_limit[1]);
  EXPECT_EQ(adequacy.value("factors"), static_cast<double>(parallel.factors));
  EXPECT_EQ(cxm_stat_factors(columns(items), 4, 0, 0, loadings.out(), fit.out(), &fault), CXM_E_ARGUMENT);
}

const char* const model = "service =~ a + b + c + d\n loyalty =~ e + f";

TEST(CApiFactors, ModelsInWords) {
  table parameters, fit, scores;
  ASSERT_EQ(
      cxm_stat_factor_model(columns(items), model, -1, nullptr, 0, 1, parameters.out(), fit.out(), &fault),
      CXM_OK)
      << fault.message;
  const cxm::factor_model m{6, {{0, 1, 2, 3}, {4, 5}}, false};
  const std::vector<std::vector<column_view>> rows{views(items)};
  const auto f = cxm::fit_factor_model(m, rows);
  EXPECT_EQ(parameters.rows(), static_cast<std::int64_t>(f.parameters.size()));
  EXPECT_EQ(parameters.text(0, 1), "loading");
  EXPECT_EQ(parameters.text(3, 1), "service");
  EXPECT_EQ(parameters.at("value", 1), f.parameters[1].value);
  EXPECT_EQ(parameters.at("se", 1), f.parameters[1].se);
  EXPECT_EQ(fit.value("chi-squared scaled"), f.scaled.chi_squared);
  EXPECT_EQ(fit.value("srmr"), f.srmr);
  ASSERT_EQ(cxm_stat_factor_scores(columns(items), model, -1, CXM_SCORES_BARTLETT, scores.out(), &fault),
            CXM_OK);
  EXPECT_EQ(scores.rows(), 180);
  EXPECT_EQ(cxm_stat_factor_model(columns(items), "service = a", -1, nullptr, 0, 1, parameters.out(),
                                  fit.out(), &fault),
            CXM_E_ARGUMENT);
  EXPECT_NE(std::string(fault.message).find("=~"), std::string::npos) << fault.message;
  EXPECT_EQ(cxm_stat_factor_model(columns(items), "f =~ a + z + b", -1, nullptr, 0, 1, parameters.out(),
                                  fit.out(), &fault),
            CXM_E_ARGUMENT);
  EXPECT_NE(std::string(fault.message).find("\"z\""), std::string::npos) << fault.message;
}

TEST(CApiFactors, ModelsOfOrderedAnswers) {
  table parameters, fit;
  ASSERT_EQ(cxm_stat_factor_model(columns(items), model, -1, nullptr, CXM_EQUAL_FORM, CXM_ANSWERS_ORDERED,
                                  parameters.out(), fit.out(), &fault),
            CXM_OK)
      << fault.message;
  const auto f = cxm::fit_ordered_factor_model({6, {{0, 1, 2, 3}, {4, 5}}, false}, views(items));
  const auto of_model = static_cast<std::int64_t>(f.fit.parameters.size());
  EXPECT_EQ(parameters.at("value", 1), f.fit.parameters[1].value);
  EXPECT_EQ(parameters.text(0, of_model), "threshold");
  EXPECT_EQ(parameters.text(2, of_model), "a");
  EXPECT_EQ(parameters.text(3, of_model), "1");
  EXPECT_EQ(parameters.at("value", of_model), f.thresholds[0][0]);
  EXPECT_EQ(parameters.at("se", of_model), f.threshold_errors[0][0]);
  EXPECT_EQ(fit.value("chi-squared scaled"), f.fit.scaled.chi_squared);
  EXPECT_EQ(fit.value("shift"), f.shift);
  EXPECT_EQ(cxm_stat_factor_model(columns(items), model, -1, nullptr, CXM_EQUAL_LOADINGS, CXM_ANSWERS_ORDERED,
                                  parameters.out(), fit.out(), &fault),
            CXM_E_ARGUMENT);
  EXPECT_STREQ(fault.parameter, "equal");
  EXPECT_EQ(cxm_stat_factor_model(columns(items), model, -1, nullptr, CXM_EQUAL_FORM, 3, parameters.out(),
                                  fit.out(), &fault),
            CXM_E_ARGUMENT);
  EXPECT_STREQ(fault.parameter, "answers");
}

TEST(CApiFactors, Invariance) {
  list group;
  std::vector<std::vector<list>> apart(2, std::vector<list>(4));
  for (std::size_t i = 0; i < 180; ++i) {
    group.push_back(static_cast<double>(i % 2));
    for (std::size_t j = 0; j < 4; ++j) apart[i % 2][j].push_back(items[j][i]);
  }
  table steps, differences;
  ASSERT_EQ(cxm_stat_invariance(columns(items), "f =~ a + b + c + d", -1, view(group), 0.95, steps.out(),
                                differences.out(), &fault),
            CXM_OK)
      << fault.message;
  const cxm::factor_model m{4, {{0, 1, 2, 3}}, false};
  const std::vector<std::vector<column_view>> rows{views(apart[0]), views(apart[1])};
  const auto t = cxm::test_invariance(m, rows);
  EXPECT_EQ(steps.rows(), 4);
  EXPECT_EQ(steps.text(1, 0), cxm::invariance_verdict_names[static_cast<std::size_t>(t.verdict)]);
  EXPECT_EQ(steps.at("p_change", 2), t.steps[2].p);
  EXPECT_EQ(differences.at("value", 1), t.differences[1].difference[1].value);
  EXPECT_EQ(differences.rows(), 6);
}

}  // namespace
