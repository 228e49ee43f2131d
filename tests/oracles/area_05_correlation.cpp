// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "cxm/explain/driver_analysis.hpp"
#include "cxm/quality/correlation.hpp"
#include "cxm/quality/polychoric.hpp"
#include "cxm/stats/covariance.hpp"
#include "cxm/stats/distributions.hpp"
#include "oracle.hpp"

namespace oracles {
namespace {

using cxm::stats::deletion;

std::vector<cxm::column_view> columns(const oracle_case& c, const std::vector<std::string>& names) {
  std::vector<cxm::column_view> out;
  for (const auto& name : names) out.push_back(c.data()[name].view());
  return out;
}

cxm::correlation_kind kind_of(const std::string& method) {
  return method == "pearson"    ? cxm::correlation_kind::pearson
         : method == "spearman" ? cxm::correlation_kind::spearman
                                : cxm::correlation_kind::kendall;
}

json correlation_matrix(const oracle_case& c) {
  const auto names = c.texts("v");
  const bool complete = c.text("use") == "complete.obs";
  const auto r = cxm::correlations(columns(c, names), kind_of(c.text("method")),
                                   complete ? deletion::listwise : deletion::pairwise);
  const json n = complete ? json(r.n(0, 0)) : make_matrix(r.n, names, names);
  return {{"r", make_matrix(r.r, names, names)}, {"n", n}};
}

json covariance_matrix(const oracle_case& c) {
  const auto names = c.texts("v");
  const auto x = columns(c, names);
  return {{"pairwise", make_matrix(cxm::stats::sample_covariance(x, deletion::pairwise), names, names)},
          {"listwise", make_matrix(cxm::stats::sample_covariance(x, deletion::listwise), names, names)}};
}

json correlation_test(const oracle_case& c) {
  const auto t = cxm::test_correlation(c.data()[c.text("a")].view(), c.data()[c.text("b")].view(),
                                       kind_of(c.text("method")));
  return {{"estimate", t.correlation.value}, {"statistic", t.statistic},   {"p", t.p},
          {"df", t.correlation.n - 2},       {"lower", t.correlation.low}, {"upper", t.correlation.high}};
}

json weighted_correlation(const oracle_case& c) {
  const auto names = c.texts("v");
  const column& weight = c.data()["weight"];
  std::vector<double> w = weight.values;
  for (std::size_t i = 0; i < w.size(); ++i) w[i] = weight.present[i] != 0 ? w[i] : 0;
  const auto m = cxm::stats::weighted_covariance(columns(c, names), w);
  cxm::matrix r = m.covariance;
  for (std::size_t i = 0; i < r.rows; ++i) {
    for (std::size_t j = 0; j < r.cols; ++j) {
      r(i, j) = m.covariance(i, j) / std::sqrt(m.covariance(i, i) * m.covariance(j, j));
    }
  }
  return {{"n", m.n},
          {"cor", make_matrix(r, names, names)},
          {"cov", make_matrix(m.covariance, names, names)},
          {"center", named(names, m.means)}};
}

json fisher_z(const oracle_case& c) {
  const double r = c.number("r"), n = c.number("n");
  const auto e95 = cxm::correlation_estimate(r, n), e90 = cxm::correlation_estimate(r, n, 0.90);
  // z and its error from the interval that was made of them.
  const double z = (std::atanh(e95.low) + std::atanh(e95.high)) / 2;
  const double se = (std::atanh(e95.high) - std::atanh(e95.low)) / 2 / cxm::stats::normal_quantile(0.975);
  return {{"z", z}, {"se", se}, {"ci95", interval(e95)}, {"ci90", interval(e90)}};
}

cxm::polychoric_fit fit_of(const oracle_case& c, cxm::polychoric_method method) {
  return cxm::polychoric(cxm::count_table(c.data()[c.text("a")].view(), c.data()[c.text("b")].view()),
                         method);
}

json polychoric(const oracle_case& c) {
  const auto f = fit_of(c, cxm::polychoric_method::two_step);
  return {{"rho", f.correlation.value},
          {"tau_row", f.row_thresholds},
          {"tau_col", f.column_thresholds},
          {"loglik", f.log_likelihood}};
}

json polychoric_ml(const oracle_case& c) {
  const auto f = fit_of(c, cxm::polychoric_method::joint);
  return {{"rho", f.correlation.value},     {"se", f.correlation.se}, {"tau_row", f.row_thresholds},
          {"tau_col", f.column_thresholds}, {"chisq", f.chi_squared}, {"df", f.df}};
}

json polyserial(const oracle_case& c) {
  const auto f = cxm::polyserial(c.data()[c.text("a")].view(), c.data()[c.text("b")].view());
  return {{"two_step", f.two_step},
          {"ml", f.correlation.value},
          {"ml_se", f.correlation.se},
          {"cuts", f.thresholds}};
}

json polychoric_matrix(const oracle_case& c) {
  const auto names = c.texts("items");
  std::vector<const column*> all;
  for (const auto& name : names) all.push_back(&c.data()[name]);
  const auto keep = present_in_all(all);
  std::vector<std::vector<double>> x;
  for (const column* one : all) x.push_back(values_where(*one, keep));
  const auto table = [&](std::size_t i, std::size_t j) {
    return cxm::count_table(cxm::column_view(x[i]), cxm::column_view(x[j]));
  };
  json thresholds = json::object();
  for (std::size_t i = 0; i < x.size(); ++i) {
    const auto f = cxm::polychoric(table(i, i == 0 ? 1 : 0));
    for (std::size_t k = 0; k < f.row_thresholds.size(); ++k) {
      thresholds[names[i] + "|t" + std::to_string(k + 1)] = f.row_thresholds[k];
    }
  }
  return {{"rho", make_matrix(cxm::polychoric_matrix(x.size(), table), names, names)},
          {"thresholds", thresholds}};
}

json fiml_moments(const oracle_case& c) {
  const auto names = c.texts("v");
  const auto patterns = cxm::stats::moments_by_pattern(columns(c, names));
  const auto m = cxm::stats::fit_normal_moments(patterns, names.size());
  cxm::matrix r = m.covariance;
  for (std::size_t i = 0; i < r.rows; ++i) {
    for (std::size_t j = 0; j < r.cols; ++j) {
      r(i, j) = m.covariance(i, j) / std::sqrt(m.covariance(i, i) * m.covariance(j, j));
    }
  }
  return {{"mean", named(names, m.means)},
          {"cov", make_matrix(m.covariance, names, names)},
          {"cor", make_matrix(r, names, names)},
          {"loglik", m.log_likelihood},
          {"n_patterns", m.patterns}};
}

json mahalanobis(const oracle_case& c) {
  const auto m = cxm::mahalanobis(columns(c, c.texts("v")));
  std::vector<double> first;
  double largest = 0, p = 1;
  for (std::size_t i = 0; i < m.squared.size(); ++i) {
    if (std::isnan(m.squared[i])) continue;
    if (first.size() < 10) first.push_back(m.squared[i]);
    if (m.squared[i] > largest) largest = m.squared[i], p = m.p[i];
  }
  return {{"n", m.n}, {"first10", first}, {"max", largest}, {"p_max", p}, {"mardia_kurtosis", m.kurtosis}};
}

const registrar area{{"correlation_matrix", correlation_matrix},
                     {"covariance_matrix", covariance_matrix},
                     {"correlation_test", correlation_test},
                     {"weighted_correlation", weighted_correlation},
                     {"fisher_z", fisher_z},
                     {"polychoric_two_step", polychoric},
                     {"polychoric_two_step_polycor", polychoric},
                     {"polychoric_ml", polychoric_ml},
                     {"polyserial", polyserial},
                     {"polychoric_matrix_lavaan", polychoric_matrix},
                     {"fiml_moments", fiml_moments},
                     {"fiml_moments_lavaan", fiml_moments},
                     {"fiml_moments_psych", fiml_moments},
                     {"mahalanobis", mahalanobis}};

}  // namespace
}  // namespace oracles
