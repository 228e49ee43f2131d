// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "cxm/explain/importance.hpp"
#include "cxm/explain/linear_regression.hpp"
#include "cxm/explain/logistic_regression.hpp"
#include "cxm/explain/mediation.hpp"
#include "cxm/explain/ordinal_regression.hpp"
#include "cxm/explain/performance.hpp"
#include "cxm/explain/two_by_two.hpp"
#include "cxm/stats/covariance.hpp"
#include "cxm/stats/distributions.hpp"
#include "oracle.hpp"

// Path models by partial least squares (pls_path, pls_reliability) are not part of the library: their four
// cases stay uncovered.
namespace oracles {
namespace {

std::vector<cxm::column_view> columns(const oracle_case& c, const std::vector<std::string>& names) {
  std::vector<cxm::column_view> out;
  for (const auto& name : names) out.push_back(c.data()[name].view());
  return out;
}

std::vector<std::string> with_constant(std::vector<std::string> names) {
  names.insert(names.begin(), "(Intercept)");
  return names;
}

json errors(const std::vector<std::string>& names, const cxm::matrix& v) {
  std::vector<double> se;
  for (std::size_t k = 0; k < v.rows; ++k) se.push_back(std::sqrt(v(k, k)));
  return named(names, se);
}

/// The fit of inputs y on x.
struct linear_case {
  std::vector<std::string> x, names;
  cxm::linear_fit fit;
  explicit linear_case(const oracle_case& c)
      : x(c.texts("x")),
        names(with_constant(x)),
        fit(cxm::fit_linear(c.data()[c.text("y", "csat")].view(), columns(c, x), x)) {}
};

json ols(const oracle_case& c) {
  const linear_case l(c);
  std::vector<double> se, t, p, low, high;
  for (std::size_t k = 0; k < l.names.size(); ++k) {
    const auto e = l.fit.coefficient(k);
    se.push_back(e.se);
    t.push_back(e.value / e.se);
    p.push_back(2 * cxm::stats::student_t_cdf(-std::fabs(t.back()), l.fit.df));
    low.push_back(e.low);
    high.push_back(e.high);
  }
  return {{"n", l.fit.n},
          {"coef", named(l.names, l.fit.coefficients)},
          {"se", named(l.names, se)},
          {"t", named(l.names, t)},
          {"p", named(l.names, p)},
          {"ci_lower", named(l.names, low)},
          {"ci_upper", named(l.names, high)},
          {"sigma", l.fit.sigma},
          {"r2", l.fit.r2},
          {"adj_r2", l.fit.adjusted_r2},
          {"F", l.fit.f},
          {"df", l.fit.df},
          {"loglik", l.fit.log_likelihood},
          {"aic", l.fit.aic},
          {"bic", l.fit.bic},
          {"rss", l.fit.residual_ss},
          {"beta_std", named(l.x, l.fit.standardized)}};
}

json ols_hc(const oracle_case& c) {
  using enum cxm::robust_error;
  const linear_case l(c);
  json out;
  for (const auto& [name, kind] :
       {std::pair{"HC0", hc0}, std::pair{"HC1", hc1}, std::pair{"HC2", hc2}, std::pair{"HC3", hc3},
        std::pair{"HC4", hc4}, std::pair{"HC4m", hc4m}, std::pair{"HC5", hc5}}) {
    out[name] = errors(l.names, cxm::robust_covariance(l.fit, kind));
  }
  return out;
}

/// sandwich::vcovCL in the library's terms.
json ols_cluster(const oracle_case& c) {
  using enum cxm::cluster_error;
  const linear_case l(c);
  const factor g = make_factor(c.data()[c.text("g")]);
  const std::string type = c.text("type");
  const bool adjust = c.inputs.at("cadjust").get<bool>();
  const auto clusters = static_cast<double>(g.labels.size());
  const auto kind = type == "HC2" ? cr2 : type == "HC3" ? cr3 : type == "HC1" ? cr1s : cr1;
  cxm::matrix v = cxm::cluster_covariance(l.fit, g.code, kind);
  // With adjustment the package's types are the library's; without it each has the factor (G - 1) / G.
  for (double& x : v.values) x *= adjust ? 1 : (clusters - 1) / clusters;
  return {{"se", errors(l.names, v)}, {"coef", named(l.names, l.fit.coefficients)}, {"n_clusters", clusters}};
}

json ols_cluster_cr(const oracle_case& c) {
  using enum cxm::cluster_error;
  const linear_case l(c);
  const factor g = make_factor(c.data()[c.text("g")]);
  json out;
  for (const auto& [name, kind] : {std::pair{"CR0", cr0}, std::pair{"CR1", cr1}, std::pair{"CR1S", cr1s},
                                   std::pair{"CR2", cr2}, std::pair{"CR3", cr3}}) {
    out[name] = errors(l.names, cxm::cluster_covariance(l.fit, g.code, kind));
  }
  out["df_satterthwaite"] = named(l.names, cxm::cluster_degrees_of_freedom(l.fit, g.code));
  return out;
}

/// Covariance of the complete rows of y and x, y first.
cxm::matrix moments(const oracle_case& c) {
  std::vector<std::string> all = c.texts("x");
  all.insert(all.begin(), c.text("y"));
  return cxm::stats::sample_covariance(columns(c, all));
}

json relative_importance(const oracle_case& c) {
  const auto x = c.texts("x");
  const auto v = moments(c);
  const auto d = cxm::dominance(v, x);
  const auto s = cxm::simple_importance(v, x);
  return {{"r2", d.r2},
          {"lmg", named(x, d.general)},
          {"last", named(x, s.last)},
          {"first", named(x, s.first)},
          {"betasq", named(x, s.beta_squared)},
          {"pratt", named(x, s.pratt)},
          {"lmg_check", true}};
}

json dominance(const oracle_case& c) {
  const auto x = c.texts("x");
  const auto v = moments(c);
  const auto d = cxm::dominance(v, x);
  std::vector<std::string> sizes;
  for (std::size_t k = 0; k < x.size(); ++k) sizes.push_back("k" + std::to_string(k));
  return {{"general", named(x, d.general)},
          {"conditional", make_matrix(d.conditional, x, sizes)},
          {"complete_share", make_matrix(cxm::complete_dominance(v, x), x, x)},
          {"r2", d.r2}};
}

json johnson_weights(const oracle_case& c) {
  const auto x = c.texts("x");
  const auto v = moments(c);
  const auto raw = cxm::relative_weights(v, x);
  const double r2 = cxm::explained_share(v, x);
  auto percent = raw;
  for (double& w : percent) w *= 100 / r2;
  return {{"raw", named(x, raw)}, {"pct", named(x, percent)}, {"r2", r2}};
}

json penalty_reward(const oracle_case& c) {
  const auto x = c.texts("x");
  const cxm::performance_cuts cuts;
  const auto r = cxm::penalty_reward(c.data()["csat"].view(), columns(c, x), {&cuts, 1});
  std::vector<std::string> names = {"(Intercept)"};
  for (const char* end : {"_lo", "_hi"}) {
    for (const auto& name : x) names.push_back(name + end);
  }
  return {
      {"coef", named(names, r.fit.coefficients)}, {"se", errors(names, r.fit.covariance)}, {"r2", r.fit.r2}};
}

struct logistic_case {
  std::vector<std::string> x, names;
  cxm::logistic_fit fit;
  explicit logistic_case(const oracle_case& c)
      : x(c.texts("x")),
        names(with_constant(x)),
        fit(cxm::fit_logistic(c.data()[c.text("y")].view(), columns(c, x), x)) {}
};

json logistic(const oracle_case& c) {
  const logistic_case l(c);
  std::vector<double> se, z, p, ratio, low, high, profile_low, profile_high;
  for (std::size_t k = 0; k < l.names.size(); ++k) {
    const auto e = l.fit.coefficient(k);
    const auto o = l.fit.odds_ratio(k);
    const auto profile = cxm::profile_interval(l.fit, k);
    se.push_back(e.se);
    z.push_back(e.value / e.se);
    p.push_back(2 * cxm::stats::normal_cdf(-std::fabs(z.back())));
    ratio.push_back(o.value);
    low.push_back(o.low);
    high.push_back(o.high);
    profile_low.push_back(profile.low);
    profile_high.push_back(profile.high);
  }
  return {{"coef", named(l.names, l.fit.coefficients)},
          {"se", named(l.names, se)},
          {"z", named(l.names, z)},
          {"p", named(l.names, p)},
          {"or", named(l.names, ratio)},
          {"or_lower", named(l.names, low)},
          {"or_upper", named(l.names, high)},
          {"profile_lower", named(l.names, profile_low)},
          {"profile_upper", named(l.names, profile_high)},
          {"deviance", l.fit.deviance},
          {"null_deviance", l.fit.null_deviance},
          {"aic", l.fit.aic},
          {"loglik", l.fit.log_likelihood},
          {"mcfadden", l.fit.mcfadden},
          {"nagelkerke", l.fit.nagelkerke},
          {"brier", l.fit.brier},
          {"auc", l.fit.auc}};
}

json logistic_robust(const oracle_case& c) {
  const logistic_case l(c);
  const factor g = make_factor(c.data()["branch"]);
  return {{"HC0", errors(l.names, cxm::robust_covariance(l.fit))},
          {"HC1", errors(l.names, cxm::robust_covariance(l.fit, true))},
          {"CL", errors(l.names, cxm::cluster_covariance(l.fit, g.code))}};
}

/// The kind's call fixes the model: satisfaction on influence, type and contact, as dummies.
json ordinal_logit(const oracle_case& c) {
  const table& d = c.data();
  const auto code = [&](const std::string& name, const std::vector<std::string>& levels) {
    std::vector<double> out;
    for (const std::string& text : d[name].text) {
      for (std::size_t k = 0; k < levels.size(); ++k) {
        if (levels[k] == text) out.push_back(static_cast<double>(k));
      }
    }
    return out;
  };
  const std::vector<std::string> sat = {"Low", "Medium", "High"};
  const auto y = code("Sat", sat);
  std::vector<std::vector<double>> x;
  std::vector<std::string> names;
  const auto dummies = [&](const std::string& name, const std::vector<std::string>& levels) {
    const auto codes = code(name, levels);
    for (std::size_t k = 1; k < levels.size(); ++k) {
      names.push_back(name + levels[k]);
      auto& column = x.emplace_back();
      for (const double v : codes) column.push_back(v == static_cast<double>(k) ? 1 : 0);
    }
  };
  dummies("Infl", sat);
  dummies("Type", {"Tower", "Apartment", "Atrium", "Terrace"});
  dummies("Cont", {"Low", "High"});
  std::vector<cxm::column_view> views(x.begin(), x.end());
  const auto m = cxm::fit_ordinal(cxm::column_view(y), views, d["Freq"].values, names);
  auto all = names;
  const std::vector<std::string> cuts = {"Low|Medium", "Medium|High"};
  all.insert(all.end(), cuts.begin(), cuts.end());
  return {{"coef", named(names, m.coefficients)},
          {"zeta", named(cuts, m.thresholds)},
          {"se", errors(all, m.covariance)},
          {"deviance", m.deviance}};
}

cxm::two_by_two tab(const oracle_case& c) {
  const auto t = c.numbers("tab");
  return {t.at(0), t.at(1), t.at(2), t.at(3)};
}

json odds_risk_ratio(const oracle_case& c) {
  const auto r = cxm::associate(tab(c));
  return {{"or", r.odds_ratio.value},
          {"or_ci", interval(r.odds_ratio)},
          {"log_or_se", r.odds_ratio.se},
          {"rr", r.risk_ratio.value},
          {"rr_ci", interval(r.risk_ratio)},
          {"rd", r.risk_difference.value},
          {"rd_ci", interval(r.risk_difference)},
          {"yule_q", r.yule_q},
          {"phi", r.phi},
          {"nnt", r.needed}};
}

json fisher_exact(const oracle_case& c) {
  const auto r = cxm::associate_exactly(tab(c));
  return {{"or_cmle", r.odds_ratio.value}, {"lower", r.odds_ratio.low},
          {"upper", r.odds_ratio.high},    {"p", r.p},
          {"p_greater", r.p_greater},      {"p_less", r.p_less}};
}

json odds_ratio_haldane(const oracle_case& c) {
  const auto e = cxm::haldane_odds_ratio(tab(c));
  return {{"or", e.value}, {"se_log", e.se}, {"lower", e.low}, {"upper", e.high}};
}

/// The kind's call fixes the table: Admit by Gender in strata of Dept.
json mantel_haenszel(const oracle_case& c) {
  const table& d = c.data();
  const factor admit = make_factor(d["Admit"]);
  const factor gender = make_factor(d["Gender"]);
  const factor dept = make_factor(d["Dept"]);
  std::vector<cxm::two_by_two> strata(dept.labels.size());
  for (std::size_t i = 0; i < d.rows(); ++i) {
    auto& t = strata[static_cast<std::size_t>(dept.code[i])];
    double& cell = admit.code[i] == 0 ? (gender.code[i] == 0 ? t.a : t.b) : (gender.code[i] == 0 ? t.c : t.d);
    cell += d["Freq"].values[i];
  }
  const auto r = cxm::associate_stratified(strata);
  return {{"or_mh", r.odds_ratio.value},
          {"lower", r.odds_ratio.low},
          {"upper", r.odds_ratio.high},
          {"chisq", r.chi_squared},
          {"p", r.p},
          {"chisq_corrected", r.chi_squared_corrected},
          {"p_corrected", r.p_corrected},
          {"p_exact", r.p_exact},
          {"or_exact", r.exact.value},
          {"woolf_or", r.woolf.value},
          {"woolf_hom", r.homogeneity},
          {"woolf_p", r.homogeneity_p}};
}

json mediation_delta(const oracle_case& c) {
  const auto r = cxm::mediation(c.data()[c.text("x")].view(), c.data()[c.text("m")].view(),
                                c.data()[c.text("y")].view());
  return {{"a", r.a.value},
          {"se_a", r.a.se},
          {"b", r.b.value},
          {"se_b", r.b.se},
          {"direct", r.direct.value},
          {"total", r.total.value},
          {"indirect", r.indirect.value},
          {"se_sobel", r.indirect.se},
          {"se_aroian", r.se_aroian},
          {"se_goodman", r.se_goodman},
          {"z_sobel", r.indirect.value / r.indirect.se},
          {"ci", interval(r.indirect)},
          {"prop_mediated", r.share_mediated}};
}

json mediation_lavaan(const oracle_case& c) {
  const auto r = cxm::mediation_chain(columns(c, {c.text("x"), c.text("m"), c.text("y")}));
  const double z = cxm::stats::normal_quantile(0.975);
  const std::vector<std::string> names = {"a", "b", "c", "ind", "tot"};
  const std::vector<double> est = {r.slopes(0, 0), r.slopes(1, 1), r.direct.value, r.paths[0].effect.value,
                                   r.total.value};
  const std::vector<double> se = {r.se(0, 0), r.se(1, 1), r.direct.se, r.paths[0].effect.se, r.total.se};
  std::vector<double> low, high;
  for (std::size_t k = 0; k < est.size(); ++k) {
    low.push_back(est[k] - z * se[k]);
    high.push_back(est[k] + z * se[k]);
  }
  return {{"est", named(names, est)},
          {"se", named(names, se)},
          {"lower", named(names, low)},
          {"upper", named(names, high)}};
}

json mediation_serial(const oracle_case& c) {
  const auto r = cxm::mediation_chain(columns(c, {c.text("x"), c.text("m1"), c.text("m2"), c.text("y")}));
  const std::vector<std::string> names = {"a", "b", "d", "c", "e", "g", "ser", "i1", "i2"};
  // Paths come shorter first: through m1, through m2, through both.
  return {{"est", named(names, {r.slopes(0, 0), r.slopes(1, 1), r.slopes(1, 0), r.slopes(2, 2),
                                r.slopes(2, 1), r.slopes(2, 0), r.paths[2].effect.value,
                                r.paths[0].effect.value, r.paths[1].effect.value})},
          {"se", named(names, {r.se(0, 0), r.se(1, 1), r.se(1, 0), r.se(2, 2), r.se(2, 1), r.se(2, 0),
                               r.paths[2].effect.se, r.paths[0].effect.se, r.paths[1].effect.se})}};
}

json importance_performance(const oracle_case& c) {
  const auto x = c.texts("x");
  const auto points = cxm::importance_performance(c.data()[c.text("y")].view(), columns(c, x), c.number("lo"),
                                                  c.number("hi"));
  std::vector<double> importance, performance, correlation;
  for (const auto& point : points) {
    importance.push_back(point.importance);
    performance.push_back(point.performance.value);
    correlation.push_back(point.correlation);
  }
  return {{"importance", named(x, importance)},
          {"performance", named(x, performance)},
          {"correlation", named(x, correlation)}};
}

const registrar area{{"ols", ols},
                     {"ols_hc", ols_hc},
                     {"ols_cluster", ols_cluster},
                     {"ols_cluster_cr", ols_cluster_cr},
                     {"relative_importance", relative_importance},
                     {"dominance", dominance},
                     {"johnson_weights", johnson_weights},
                     {"penalty_reward", penalty_reward},
                     {"logistic", logistic},
                     {"logistic_robust", logistic_robust},
                     {"ordinal_logit", ordinal_logit},
                     {"odds_risk_ratio", odds_risk_ratio},
                     {"fisher_exact", fisher_exact},
                     {"odds_ratio_haldane", odds_ratio_haldane},
                     {"mantel_haenszel", mantel_haenszel},
                     {"mediation_delta", mediation_delta},
                     {"mediation_lavaan", mediation_lavaan},
                     {"mediation_serial", mediation_serial},
                     {"importance_performance", importance_performance}};

}  // namespace
}  // namespace oracles
