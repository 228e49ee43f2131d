// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <numeric>

#include "cxm/quality/item_response.hpp"
#include "cxm/quality/measurement_precision.hpp"
#include "cxm/quality/person_score.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/sum.hpp"
#include "oracle.hpp"

namespace oracles {
namespace {

using cxm::response_model;

std::vector<cxm::column_view> items_of(const oracle_case& c) {
  std::vector<cxm::column_view> out;
  for (const auto& name : c.texts("items")) out.push_back(c.data()[name].view());
  return out;
}

/// Items of rows without a gap, as na.omit() keeps them.
struct complete_rows {
  std::vector<std::vector<double>> columns;
  [[nodiscard]] std::vector<cxm::column_view> views() const { return {columns.begin(), columns.end()}; }
};
complete_rows complete(const oracle_case& c) {
  std::vector<const column*> columns;
  for (const auto& name : c.texts("items")) columns.push_back(&c.data()[name]);
  const auto keep = present_in_all(columns);
  complete_rows out;
  for (const column* x : columns) out.columns.push_back(values_where(*x, keep));
  return out;
}

cxm::item_response_fit fit(const oracle_case& c, response_model model = response_model::graded) {
  return cxm::fit_item_responses(items_of(c), {.model = model});
}

/// One row an item: slope, then intercepts or thresholds; NaN where an item has fewer categories.
json item_table(const oracle_case& c, const cxm::item_response_fit& f, bool thresholds, const char* slope,
                const std::string& other) {
  std::size_t most = 0;
  for (const auto& curve : f.items) most = std::max(most, curve.intercepts.size());
  cxm::matrix m(f.items.size(), most + 1, std::nan(""));
  std::vector<std::string> names{slope};
  for (std::size_t k = 0; k < most; ++k) names.push_back(other + std::to_string(k + 1));
  for (std::size_t j = 0; j < f.items.size(); ++j) {
    m(j, 0) = f.items[j].slope;
    const auto values = thresholds ? f.items[j].thresholds() : f.items[j].intercepts;
    for (std::size_t k = 0; k < values.size(); ++k) m(j, k + 1) = values[k];
  }
  return make_matrix(m, c.texts("items"), names);
}

json grm(const oracle_case& c) {
  const auto f = fit(c);
  return {{"slope_intercept", item_table(c, f, false, "a1", "d")},
          {"irt", item_table(c, f, true, "a", "b")},
          {"loglik", f.log_likelihood},
          {"aic", f.aic},
          {"bic", f.bic},
          {"n", f.n},
          {"npar", f.parameters},
          {"converged", true}};
}

json grm_scores(const oracle_case& c) {
  const auto f = fit(c);
  const auto items = items_of(c);
  const auto eap = cxm::score_people(f, items);
  const auto map = cxm::score_people(f, items, {.method = cxm::person_score_method::mode});
  std::vector<double> theta, se, first[4];
  for (std::size_t i = 0; i < eap.theta.size(); ++i) {
    if (std::isnan(eap.theta[i])) continue;  // the reference leaves people without an answer out
    theta.push_back(eap.theta[i]);
    se.push_back(eap.se[i]);
    if (theta.size() > 12) continue;
    first[0].push_back(eap.theta[i]);
    first[1].push_back(eap.se[i]);
    first[2].push_back(map.theta[i]);
    first[3].push_back(map.se[i]);
  }
  const auto n = static_cast<double>(theta.size());
  const double mean = cxm::stats::sum(theta) / n;
  double squares = 0;
  for (const double t : theta) squares += (t - mean) * (t - mean);
  return {{"eap_first12", first[0]},
          {"eap_se_first12", first[1]},
          {"map_first12", first[2]},
          {"map_se_first12", first[3]},
          {"eap_mean", mean},
          {"eap_sd", std::sqrt(squares / (n - 1))},
          {"eap_se_mean", cxm::stats::sum(se) / n},
          {"empirical_rxx", eap.reliability}};
}

json grm_information(const oracle_case& c) {
  const auto f = fit(c);
  const auto theta = c.numbers("theta");
  cxm::matrix information(theta.size(), f.items.size());
  std::vector<double> total, expected;
  for (std::size_t i = 0; i < theta.size(); ++i) {
    double score = 0;
    for (std::size_t j = 0; j < f.items.size(); ++j) {
      information(i, j) = f.items[j].information(theta[i]);
      score += f.items[j].expected(theta[i], f.categories[j]);
    }
    total.push_back(cxm::test_information(f.items, theta[i]));
    expected.push_back(score);
  }
  return {{"theta", theta},
          {"item_information", make_matrix(information, {}, c.texts("items"))},
          {"test_information", total},
          {"expected_total", expected},
          {"marginal_rxx", cxm::marginal_reliability(f.items)}};
}

/// The reference maximises the same likelihood by a second program; the distance between the two is its own.
json grm_own(const oracle_case& c) {
  const auto f = fit(c);
  const auto names = c.texts("items");
  json slope, intercepts;
  for (std::size_t j = 0; j < names.size(); ++j) {
    slope[names[j]] = f.items[j].slope;
    intercepts[names[j]] = f.items[j].intercepts;
  }
  return {
      {"loglik", f.log_likelihood}, {"slope", slope}, {"intercepts", intercepts}, {"max_abs_diff_mirt", 0}};
}

json grm_se(const oracle_case& c) {
  const complete_rows rows = complete(c);
  const auto f = cxm::fit_item_responses(rows.views());
  const auto names = c.texts("items");
  json par, se;
  for (std::size_t j = 0; j < names.size(); ++j) {
    par[names[j]]["a1"] = f.slope(j).value;
    se[names[j]]["a1"] = f.slope(j).se;
    for (std::size_t k = 0; k < f.items[j].intercepts.size(); ++k) {
      std::string name = "d";
      name += std::to_string(k + 1);
      par[names[j]][name] = f.intercept(j, k).value;
      se[names[j]][name] = f.intercept(j, k).se;
    }
  }
  return {{"par", par}, {"se", se}};
}

json gpcm(const oracle_case& c) {
  const auto f = fit(c, response_model::partial_credit);
  return {{"irt", item_table(c, f, true, "a", "b")}, {"loglik", f.log_likelihood}};
}

json grm_weighted(const oracle_case& c) {
  const auto items = items_of(c);
  std::vector<double> w = c.data()["weight"].values;
  double sum = 0, n = 0;
  for (std::size_t i = 0; i < w.size(); ++i) {
    const bool any = std::any_of(items.begin(), items.end(), [i](const auto& x) { return x.has(i); });
    if (!any) continue;
    sum += w[i];
    n += 1;
  }
  for (double& x : w) x *= n / sum;
  const auto f = cxm::fit_item_responses(items, {.weights = w});
  return {{"slope_intercept", item_table(c, f, false, "a1", "d")}, {"loglik", f.log_likelihood}};
}

cxm::response_curve graded(double a, const std::vector<double>& b) {
  cxm::response_curve curve{response_model::graded, a, {}};
  for (const double x : b) curve.intercepts.push_back(-a * x);
  return curve;
}

json grm_functions(const oracle_case& c) {
  const auto curve = graded(c.number("a"), c.numbers("b"));
  const auto theta = c.numbers("theta");
  cxm::matrix p(theta.size(), curve.categories());
  std::vector<double> information, expected;
  for (std::size_t i = 0; i < theta.size(); ++i) {
    const auto row = curve.probabilities(theta[i]);
    std::copy(row.begin(), row.end(), p.row(i).begin());
    information.push_back(curve.information(theta[i]));
    expected.push_back(curve.expected(theta[i]) + 1);
  }
  return {{"prob", make_matrix(p)}, {"information", information}, {"expected", expected}};
}

json grm_eap(const oracle_case& c) {
  const auto a = c.numbers("a");
  std::vector<cxm::response_curve> curves;
  for (std::size_t j = 0; j < a.size(); ++j) {
    curves.push_back(graded(a[j], c.inputs.at("b").at(j).get<std::vector<double>>()));
  }
  const auto& patterns = c.inputs.at("patterns").at("values");
  std::vector<std::vector<double>> values(a.size());
  std::vector<std::vector<std::uint8_t>> present(a.size());
  for (const auto& row : patterns) {
    for (std::size_t j = 0; j < a.size(); ++j) {
      const double x = to_number(row.at(j));
      present[j].push_back(std::isnan(x) ? 0 : 1);
      values[j].push_back(std::isnan(x) ? 0 : x - 1);
    }
  }
  std::vector<cxm::column_view> items;
  for (std::size_t j = 0; j < a.size(); ++j) items.emplace_back(values[j], present[j]);
  const auto scores = cxm::score_people(curves, items, {.score_empty = true});
  cxm::matrix out(patterns.size(), 3);
  for (std::size_t i = 0; i < out.rows; ++i) {
    out(i, 0) = scores.theta[i];
    out(i, 1) = scores.se[i];
    out(i, 2) = scores.log_likelihood[i];
  }
  return make_matrix(out, {}, {"eap", "se", "loglik"});
}

json classification(const oracle_case& c) {
  const auto q = cxm::classify_quality(c.numbers("theta"), c.numbers("se"), c.numbers("cuts"));
  json accuracy, consistency;
  for (std::size_t k = 0; k < q.cut_accuracy.size(); ++k) {
    const std::string name = "cut" + std::to_string(k + 1);
    accuracy[name] = q.cut_accuracy[k];
    consistency[name] = q.cut_consistency[k];
  }
  accuracy["simultaneous"] = q.accuracy;
  consistency["simultaneous"] = q.consistency;
  return {{"accuracy", accuracy}, {"consistency", consistency}};
}

const registrar area{{"grm", grm},
                     {"grm_scores", grm_scores},
                     {"grm_information", grm_information},
                     {"grm_own_mml", grm_own},
                     {"grm_se", grm_se},
                     {"gpcm", gpcm},
                     {"grm_weighted", grm_weighted},
                     {"grm_fixed_functions", grm_functions},
                     {"grm_fixed_eap", grm_eap},
                     {"classification_accuracy", classification}};

}  // namespace
}  // namespace oracles
