// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <stdexcept>

#include "cxm/data/calibration.hpp"
#include "cxm/data/replicate_weights.hpp"
#include "cxm/data/survey_design.hpp"
#include "cxm/estimate/design_means.hpp"
#include "cxm/estimate/design_quantile.hpp"
#include "cxm/estimate/design_regression.hpp"
#include "oracle.hpp"

namespace oracles {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

std::vector<std::int64_t> codes(const column& c) { return cxm::codes_of(c.text); }

cxm::lonely_rule rule_of(const std::string& name) {
  if (name == "adjust") return cxm::lonely_rule::adjust;
  if (name == "average") return cxm::lonely_rule::average;
  if (name == "certainty" || name == "remove") return cxm::lonely_rule::certainty;
  return cxm::lonely_rule::fail;
}

/// The sampling design of a case.
cxm::survey_design design_of(const oracle_case& c) {
  const table& d = c.data();
  const json& given = c.design;
  cxm::survey_design_spec spec;
  spec.rows = d.rows();
  const std::string row_number = given.value("row_number_as", json()).is_string()
                                     ? given.at("row_number_as").get<std::string>()
                                     : std::string();
  for (const json& id : given.at("ids")) {
    const auto name = id.get<std::string>();
    if (name == row_number) {
      std::vector<std::int64_t> number(d.rows());
      for (std::size_t i = 0; i < number.size(); ++i) number[i] = static_cast<std::int64_t>(i);
      spec.clusters.push_back(number);
    } else {
      spec.clusters.push_back(codes(d[name]));
    }
  }
  const json strata = given.value("strata", json());
  if (strata.is_string()) {
    spec.strata.push_back(codes(d[strata.get<std::string>()]));
  } else if (strata.is_array()) {
    for (const json& name : strata) spec.strata.push_back(codes(d[name.get<std::string>()]));
  }
  const json weights = given.value("weights", json());
  if (weights.is_string()) spec.weights = d[weights.get<std::string>()].values;
  for (const json& name : given.value("fpc", json::array())) {
    spec.fpc.push_back(d[name.get<std::string>()].values);
  }
  spec.nest = given.value("nest", false);
  const json lonely = given.value("lonely", json());
  if (lonely.is_string()) spec.lonely = rule_of(lonely.get<std::string>());
  return cxm::survey_design(std::move(spec));
}

/// The 0/1 variable that the case derives.
column response_of(const oracle_case& c) {
  column out = c.data()[c.response.at("column").get<std::string>()];
  const json& one = c.response.at("equals");
  for (std::size_t i = 0; i < out.size(); ++i) {
    const bool equal = one.is_number()
                           ? out.numeric && out.values[i] == one.get<double>()
                           : out.text[i] == (one.is_string() ? one.get<std::string>() : one.dump());
    out.values[i] = equal ? 1 : 0;
  }
  out.numeric = true;
  return out;
}

/// Groups in the order of R's factor levels.
struct named_groups {
  cxm::row_groups groups;
  std::vector<std::string> labels;
};

named_groups groups_of(const column& c) {
  const factor f = make_factor(c);
  named_groups out;
  out.labels = f.labels;
  out.groups.groups = f.labels.size();
  for (const int code : f.code) {
    out.groups.of_row.push_back(code < 0 ? f.labels.size() : static_cast<std::size_t>(code));
  }
  return out;
}

std::vector<double> standard_errors(const cxm::design_estimates& e) {
  std::vector<double> se;
  for (std::size_t k = 0; k < e.value.size(); ++k) se.push_back(e.se(k));
  return se;
}

cxm::design_estimates mean_of(const cxm::survey_design& s, const column& y) {
  const cxm::column_view v = y.view();
  return cxm::design_means(s, {&v, 1});
}
cxm::design_estimates total_of(const cxm::survey_design& s, const column& y) {
  const cxm::column_view v = y.view();
  return cxm::design_totals(s, {&v, 1});
}

json svymean(const oracle_case& c) {
  const auto m = mean_of(design_of(c), c.data()[c.text("v")]);
  return {{"mean", m.value[0]},
          {"se", m.se(0)},
          {"cv", m.se(0) / m.value[0]},
          {"deff_replace", m.design_effect[0]},
          {"df", m.df},
          {"ci_z", interval(cxm::interval_of(m, 0, 0.95, infinity))},
          {"ci_t", interval(cxm::interval_of(m, 0, 0.95))}};
}

json svytotal(const oracle_case& c) {
  const auto s = design_of(c);
  const auto t = total_of(s, c.data()[c.text("v")]);
  return {{"total", t.value[0]},
          {"se", t.se(0)},
          {"cv", t.se(0) / t.value[0]},
          {"sum_weights", s.sum_of_weights()}};
}

json svymean_vcov(const oracle_case& c) {
  const auto names = c.texts("v");
  std::vector<cxm::column_view> y;
  for (const auto& name : names) y.push_back(c.data()[name].view());
  const auto m = cxm::design_means(design_of(c), y);
  return {{"mean", named(names, m.value)}, {"vcov", make_matrix(m.covariance, names, names)}};
}

json svyratio(const oracle_case& c) {
  const auto r =
      cxm::design_ratio(design_of(c), c.data()[c.text("num")].view(), c.data()[c.text("den")].view());
  const auto e = cxm::interval_of(r, 0, 0.95, infinity);
  return {{"ratio", e.value}, {"se", e.se}, {"lower", e.low}, {"upper", e.high}};
}

json svyby_mean(const oracle_case& c) {
  const auto by = groups_of(c.data()[c.text("by")]);
  const auto b = cxm::design_domain_means(design_of(c), c.data()[c.text("v")].view(), by.groups);
  return {{"mean", named(by.labels, b.value)},
          {"se", named(by.labels, standard_errors(b))},
          {"vcov", make_matrix(b.covariance, by.labels, by.labels)}};
}

json svyvar(const oracle_case& c) {
  const auto v = cxm::design_population_variance(design_of(c), c.data()[c.text("v")].view());
  return {{"var", v.value[0]}, {"se", v.se(0)}};
}

cxm::stats::quantile_rule quantile_rule(const std::string& name) {
  using enum cxm::stats::quantile_rule;
  const std::pair<const char*, cxm::stats::quantile_rule> rules[] = {
      {"math", math}, {"school", school}, {"hf1", hf1}, {"hf2", hf2}, {"hf3", hf3}, {"hf4", hf4},
      {"hf5", hf5},   {"hf6", hf6},       {"hf7", hf7}, {"hf8", hf8}, {"hf9", hf9}};
  for (const auto& [text, rule] : rules) {
    if (name == text) return rule;
  }
  throw std::runtime_error("unknown quantile rule " + name);
}

cxm::quantile_interval quantile_interval(const std::string& name) {
  if (name == "mean") return cxm::quantile_interval::mean;
  if (name == "beta") return cxm::quantile_interval::beta;
  if (name == "xlogit") return cxm::quantile_interval::logit;
  if (name == "asin") return cxm::quantile_interval::arc_sine;
  if (name == "score") return cxm::quantile_interval::score_survey;
  throw std::runtime_error("unknown interval type " + name);
}

json svyquantile(const oracle_case& c) {
  cxm::design_quantile_options options;
  options.rule = quantile_rule(c.text("qrule"));
  options.interval = quantile_interval(c.text("itype"));
  options.step_tolerance = 0;
  json out = {
      {"quantile", json::array()}, {"lower", json::array()}, {"upper", json::array()}, {"se", json::array()}};
  for (const auto& e :
       cxm::design_quantiles(design_of(c), c.data()[c.text("v")].view(), c.numbers("p"), options)) {
    out["quantile"].push_back(e.value);
    out["lower"].push_back(e.low);
    out["upper"].push_back(e.high);
    out["se"].push_back(e.se);
  }
  return out;
}

json svyciprop(const oracle_case& c) {
  const std::string name = c.text("method");
  cxm::proportion_interval method = cxm::proportion_interval::logit;
  if (name == "likelihood") method = cxm::proportion_interval::likelihood;
  if (name == "asin") method = cxm::proportion_interval::arc_sine;
  if (name == "beta") method = cxm::proportion_interval::beta;
  if (name == "mean") method = cxm::proportion_interval::mean;
  // The suite's limits are not cut at the ends of the scale.
  const auto e = cxm::design_proportion(design_of(c), response_of(c).view(), method, 0.95, false);
  return {{"estimate", e.value}, {"lower", e.low}, {"upper", e.high}};
}

json fit_of(const oracle_case& c, const column& y, cxm::regression_family family) {
  std::vector<std::string> names = {"(Intercept)"};
  std::vector<cxm::column_view> x;
  for (const auto& name : c.texts("x")) {
    names.push_back(name);
    x.push_back(c.data()[name].view());
  }
  const auto m = cxm::design_regression(design_of(c), y.view(), x, family);
  std::vector<double> se, p;
  for (std::size_t k = 0; k < names.size(); ++k) {
    se.push_back(m.se(k));
    p.push_back(m.p_value(k));
  }
  return {{"coef", named(names, m.coefficients)},
          {"se", named(names, se)},
          {"vcov", make_matrix(m.covariance, names, names)},
          {"df_residual", m.df_residual},
          {"p", named(names, p)}};
}

json svyglm_gaussian(const oracle_case& c) {
  return fit_of(c, c.data()[c.text("y")], cxm::regression_family::gaussian);
}
json svyglm_quasibinomial(const oracle_case& c) {
  return fit_of(c, response_of(c), cxm::regression_family::binomial);
}

json svymean_categorical(const oracle_case& c) {
  const auto by = groups_of(c.data()[c.text("v")]);
  std::vector<std::string> names;
  for (const auto& label : by.labels) names.push_back("f" + label);
  const auto m = cxm::design_shares(design_of(c), by.groups);
  return {{"proportion", named(names, m.value)},
          {"se", named(names, standard_errors(m))},
          {"deff_replace", named(names, m.design_effect)}};
}

json svyttest(const oracle_case& c) {
  const auto t = cxm::design_t_test(design_of(c), c.data()[c.text("v")].view(), response_of(c).view());
  return {{"t", t.t}, {"df", t.df}, {"p", t.p}, {"diff", t.difference.value}};
}

json svycontrast(const oracle_case& c) {
  const auto by = groups_of(c.data()[c.text("by")]);
  const auto b = cxm::design_domain_means(design_of(c), c.data()[c.text("v")].view(), by.groups);
  std::vector<double> k(b.value.size(), 0.0);
  k.at(0) = 1;
  k.at(1) = -1;
  const auto r = cxm::linear_contrast(b, k);
  return {{"estimate", r.value[0]}, {"se", r.se(0)}};
}

json svymean_lonely_psu(const oracle_case& c) {
  const auto s = design_of(c);
  const column& y = c.data()[c.text("v", "y")];
  const auto m = mean_of(s, y);
  const auto t = total_of(s, y);
  return {{"mean", m.value[0]}, {"se", m.se(0)}, {"total", t.value[0]}, {"se_total", t.se(0)}, {"df", m.df}};
}

// ---- replicate weights

cxm::replicate_weights replicates_of(const oracle_case& c, bool mse) {
  const table& rw = c.data("rw");
  cxm::matrix w(rw.rows(), rw.names().size());
  for (std::size_t j = 0; j < w.cols; ++j) {
    const column& r = rw[rw.names()[j]];
    for (std::size_t i = 0; i < w.rows; ++i) w(i, j) = r.values[i];
  }
  return cxm::replicate_weights_from_matrix(c.data()[c.text("w")].values, std::move(w), c.number("scale"),
                                            c.numbers("rscales"), mse);
}

json svrep_mean(const oracle_case& c) {
  const auto s = replicates_of(c, c.inputs.at("mse").get<bool>());
  const cxm::column_view y = c.data()[c.text("v")].view();
  const auto m = cxm::design_means(s, {&y, 1});
  const auto t = cxm::design_totals(s, {&y, 1});
  return {{"mean", m.value[0]},
          {"se", m.se(0)},
          {"total", t.value[0]},
          {"se_total", t.se(0)},
          {"ci_z", interval(cxm::interval_of(m, 0, 0.95, infinity))}};
}

json svrep_glm_ratio_quantile(const oracle_case& c) {
  const auto s = replicates_of(c, true);
  const cxm::column_view y = c.data()[c.text("v")].view();
  const cxm::column_view x = c.data()[c.text("x")].view();
  const auto g = cxm::design_regression(s, y, {&x, 1});
  const double shares[] = {0.25, 0.5, 0.75};
  json quantile = json::array(), quantile_se = json::array();
  cxm::design_quantile_options options;
  options.step_tolerance = 0;
  for (const auto& e : cxm::design_quantiles(s, y, shares, options)) {
    quantile.push_back(e.value);
    quantile_se.push_back(e.se);
  }
  const auto by = groups_of(c.data()[c.text("by")]);
  const auto b = cxm::design_domain_means(s, y, by.groups);
  const std::vector<std::string> names = {"(Intercept)", c.text("x")};
  return {{"coef", named(names, g.coefficients)},
          {"se", named(names, {g.se(0), g.se(1)})},
          {"quantile", quantile},
          {"quantile_se", quantile_se},
          {"by_mean", named(by.labels, b.value)},
          {"by_se", named(by.labels, standard_errors(b))}};
}

json jackknife_1_mean(const oracle_case& c) {
  const auto s = cxm::jackknife_1(design_of(c));
  const cxm::column_view y = c.data()[c.text("v")].view();
  const auto m = cxm::design_means(s, {&y, 1});
  return {{"n_rep", s.replicates()}, {"scale", s.scale}, {"mean", m.value[0]}, {"se", m.se(0)}};
}

json jkn_from_design(const oracle_case& c) {
  const auto s = cxm::jackknife_n(design_of(c));
  const cxm::column_view y = c.data()[c.text("v")].view();
  const auto m = cxm::design_means(s, {&y, 1});
  const auto r = cxm::design_ratio(s, c.data()["y"].view(), c.data()["cnt"].view());
  return {{"n_rep", s.replicates()},
          {"mean", m.value[0]},
          {"se", m.se(0)},
          {"ratio", r.value[0]},
          {"ratio_se", r.se(0)}};
}

json brr(const oracle_case& c) {
  const auto s = cxm::balanced_repeated_replication(design_of(c), c.number("rho", 0));
  const cxm::column_view arrests = c.data()["arrests"].view();
  const auto r = cxm::design_ratio(s, c.data()["alive"].view(), arrests);
  const auto t = cxm::design_totals(s, {&arrests, 1});
  return {{"n_rep", s.replicates()},
          {"scale", s.scale},
          {"ratio", r.value[0]},
          {"se", r.se(0)},
          {"total", t.value[0]},
          {"se_total", t.se(0)},
          {"repweights", make_matrix(s.weights)}};
}

// ---- calibration

json weighted_results(const oracle_case& c, const cxm::weighted_design& w) {
  const column& y = c.data()[c.text("v")];
  const auto m = mean_of(w.design, y);
  const auto t = total_of(w.design, y);
  json weights = json::array();
  for (const double x : w.design.weights()) weights.push_back(x);
  return {{"weights", weights},  {"mean", m.value[0]},
          {"se", m.se(0)},       {"total", t.value[0]},
          {"se_total", t.se(0)}, {"range_g", {w.report.least_ratio, w.report.greatest_ratio}}};
}

/// A margin over the column `name` with the totals of `population` (label -> total).
cxm::population_margin margin_of(const oracle_case& c, const std::string& name, const json& population) {
  cxm::population_margin m;
  m.name = name;
  for (const auto& [label, total] : population.items()) {
    m.labels.push_back(label);
    m.totals.push_back(total.get<double>());
  }
  m.groups.groups = m.labels.size();
  for (const std::string& text : c.data()[name].text) {
    const auto at = std::find(m.labels.begin(), m.labels.end(), text);
    m.groups.of_row.push_back(static_cast<std::size_t>(at - m.labels.begin()));
  }
  return m;
}

json post_stratify(const oracle_case& c) {
  return weighted_results(c, cxm::post_stratify(design_of(c), margin_of(c, "stype", c.inputs.at("pop"))));
}

json rake(const oracle_case& c) {
  const cxm::population_margin margins[] = {margin_of(c, "stype", c.inputs.at("pop")),
                                            margin_of(c, "sch.wide", c.inputs.at("pop2"))};
  return weighted_results(c, cxm::rake(design_of(c), margins));
}

json rake_cx(const oracle_case& c) {
  const double size = c.number("N");
  const auto margin = [&](const char* name, const std::string& shares, std::vector<std::string> labels) {
    const auto p = c.numbers(shares);
    json population = json::object();
    for (std::size_t g = 0; g < p.size(); ++g) {
      population[g < labels.size() ? labels[g] : std::to_string(g + 1)] = size * p[g];
    }
    return margin_of(c, name, population);
  };
  std::vector<std::string> regions;
  for (std::size_t g = 1; g <= c.numbers("reg_p").size(); ++g) regions.push_back("reg" + std::to_string(g));
  const cxm::population_margin margins[] = {margin("age", "age_p", {}),
                                            margin("channel", "ch_p", {"phone", "store", "web"}),
                                            margin("region", "reg_p", regions)};
  const auto r = cxm::rake(design_of(c), margins);
  const std::vector<std::string> names = {"csat", "churn"};
  const cxm::column_view y[] = {c.data()["csat"].view(), c.data()["churn"].view()};
  const auto m = cxm::design_means(r.design, y);
  json first = json::array();
  double squares = 0;
  const auto w = r.design.weights();
  for (std::size_t i = 0; i < w.size(); ++i) {
    if (i < 20) first.push_back(w[i]);
    squares += w[i] * w[i];
  }
  return {{"first20", first},
          {"min", r.report.after.min},
          {"max", r.report.after.max},
          {"sumsq", squares},
          {"neff", r.report.after.n_eff},
          {"mean", named(names, m.value)},
          {"se", named(names, standard_errors(m))}};
}

/// Columns of a model matrix from their names in R: "(Intercept)", a numeric column, or a factor's column
/// followed by a level.
json calibrate_with(const oracle_case& c, cxm::calibration_distance distance) {
  const table& d = c.data();
  const json& population = c.inputs.at("pop");
  cxm::matrix x(d.rows(), population.size());
  std::vector<double> totals;
  for (const auto& [name, total] : population.items()) {
    const std::size_t j = totals.size();
    totals.push_back(total.get<double>());
    if (name == "(Intercept)") {
      for (std::size_t i = 0; i < x.rows; ++i) x(i, j) = 1;
    } else if (d.has(name)) {
      for (std::size_t i = 0; i < x.rows; ++i) x(i, j) = d[name].values[i];
    } else {
      std::string of;
      for (const std::string& one : d.names()) {
        if (name.starts_with(one) && one.size() > of.size()) of = one;
      }
      if (of.empty()) throw std::runtime_error("no column for " + name);
      const std::string level = name.substr(of.size());
      for (std::size_t i = 0; i < x.rows; ++i) x(i, j) = d[of].text[i] == level ? 1 : 0;
    }
  }
  cxm::calibration_options options;
  options.distance = distance;
  if (c.has("bounds")) {
    options.lower = c.numbers("bounds").at(0);
    options.upper = c.numbers("bounds").at(1);
  }
  return weighted_results(c, cxm::calibrate(design_of(c), x, totals, options));
}

json calibrate_linear(const oracle_case& c) { return calibrate_with(c, cxm::calibration_distance::linear); }
json calibrate_raking(const oracle_case& c) { return calibrate_with(c, cxm::calibration_distance::raking); }
json calibrate_logit(const oracle_case& c) { return calibrate_with(c, cxm::calibration_distance::logit); }

json trim_weights(const oracle_case& c) {
  return weighted_results(
      c, cxm::trim_weights(design_of(c), c.number("lower", -infinity), c.number("upper", infinity)));
}

const registrar area{{"svymean", svymean},
                     {"svytotal", svytotal},
                     {"svymean_vcov", svymean_vcov},
                     {"svyratio", svyratio},
                     {"svyby_mean", svyby_mean},
                     {"svyvar", svyvar},
                     {"svyquantile", svyquantile},
                     {"svyciprop", svyciprop},
                     {"svyglm_gaussian", svyglm_gaussian},
                     {"svyglm_quasibinomial", svyglm_quasibinomial},
                     {"svymean_categorical", svymean_categorical},
                     {"svyttest", svyttest},
                     {"svycontrast", svycontrast},
                     {"svymean_lonely_psu", svymean_lonely_psu},
                     {"svrep_mean", svrep_mean},
                     {"svrep_glm_ratio_quantile", svrep_glm_ratio_quantile},
                     {"jk1_from_design", jackknife_1_mean},
                     {"jk1_fpc_from_design", jackknife_1_mean},
                     {"jkn_from_design", jkn_from_design},
                     {"brr", brr},
                     {"postStratify", post_stratify},
                     {"rake", rake},
                     {"calibrate_linear", calibrate_linear},
                     {"calibrate_raking", calibrate_raking},
                     {"calibrate_linear_bounded", calibrate_linear},
                     {"calibrate_logit", calibrate_logit},
                     {"calibrate_cell", calibrate_linear},
                     {"trimWeights", trim_weights},
                     {"rake_cx", rake_cx}};

}  // namespace
}  // namespace oracles
