// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "capi/calls.hpp"
#include "capi/design.hpp"
#include "capi/estimate_table.hpp"
#include "capi/info.hpp"
#include "capi/table_maker.hpp"
#include "cxm/benchmark/cluster.hpp"
#include "cxm/estimate/agreement.hpp"
#include "cxm/estimate/agreement_between.hpp"
#include "cxm/estimate/design_regression.hpp"
#include "cxm/explain/importance.hpp"
#include "cxm/explain/linear_regression.hpp"
#include "cxm/explain/logistic_regression.hpp"
#include "cxm/explain/mediation.hpp"
#include "cxm/explain/performance.hpp"
#include "cxm/quality/reliability.hpp"
#include "cxm/stats/anova.hpp"
#include "cxm/stats/covariance.hpp"
#include "cxm/stats/distributions.hpp"

namespace cxm::capi {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

std::string coefficient_name(const std::vector<std::string>& names, std::size_t k) {
  return k == 0 ? "(Intercept)" : names[k - 1];
}

/// Two-sided p of an estimate by its own degrees of freedom; NaN without an error.
double p_of(const estimate& e) {
  if (!(e.se > 0)) return none;
  const double t = -std::fabs(e.value / e.se);
  return 2 * (std::isinf(e.df) ? stats::normal_cdf(t) : stats::student_t_cdf(t, e.df));
}

void regress_by_design(const char* f, const numbers& y, const numeric_columns& x,
                       const ::cxm_regression_options& o, double level, ::cxm_table*& coefficients,
                       ::cxm_table*& fit) {
  const given_design how(f, filled(f, "options.design", o.design), y.size());
  const regression_family family =
      o.family == CXM_REGRESSION_LOGISTIC ? regression_family::binomial : regression_family::gaussian;
  const std::vector<column_view> views = x.views();
  const design_regression_fit r = how.design ? design_regression(*how.design, y.view(), views, family)
                                             : design_regression(*how.replicates, y.view(), views, family);
  estimate_table rows("coefficients");
  for (std::size_t k = 0; k < r.coefficients.size(); ++k)
    rows.add(coefficient_name(x.names, k), r.coefficient(k, level), r.p_value(k));
  estimate_table about("fit");
  about.add("n", r.n);
  about.add("df", r.df_residual);
  about.add("iterations", r.iterations);
  auto first = std::unique_ptr<::cxm_table>(new_table(rows.take()));
  fit = new_table(about.take());
  coefficients = first.release();
}

std::int32_t errors_of(const char* f, const ::cxm_regression_options& o) {
  if (o.errors < CXM_ERRORS_DEFAULT || o.errors > CXM_ERRORS_PROFILE)
    refuse(f, "options", "has the errors " + std::to_string(o.errors) + ", which are none");
  const bool clustered = o.errors >= CXM_ERRORS_CR0 && o.errors <= CXM_ERRORS_CR3;
  if (clustered && o.clusters == nullptr) refuse(f, "options", "has errors of clusters, but no clusters");
  if (o.clusters != nullptr && o.errors != CXM_ERRORS_DEFAULT && !clustered)
    refuse(f, "options", "has clusters, but errors that do not know them");
  if (o.errors != CXM_ERRORS_DEFAULT) return o.errors;
  if (o.clusters != nullptr) return CXM_ERRORS_CR2;
  return o.family == CXM_REGRESSION_LOGISTIC ? CXM_ERRORS_MODEL : CXM_ERRORS_HC3;
}

void regress_linear(const char* f, const numbers& y, const numeric_columns& x, std::int32_t errors,
                    const std::vector<std::int32_t>& clusters, double level, ::cxm_table*& coefficients,
                    ::cxm_table*& fit) {
  static constexpr const char* names[] = {"",     "model", "HC0", "HC1", "HC2",  "HC3", "HC4",
                                          "HC4m", "HC5",   "CR0", "CR1", "CR1S", "CR2", "CR3"};
  if (errors == CXM_ERRORS_PROFILE)
    refuse(f, "options", "has errors of the likelihood's profile, which a linear model does not have: MODEL");
  const std::vector<column_view> views = x.views();
  const linear_fit r = fit_linear(y.view(), views, x.names);
  matrix v = r.covariance;
  std::vector<double> df;
  if (errors >= CXM_ERRORS_CR0) {
    v = cluster_covariance(r, clusters, static_cast<cluster_error>(errors - CXM_ERRORS_CR0));
    if (errors == CXM_ERRORS_CR2) {
      df = cluster_degrees_of_freedom(r, clusters);
    } else {
      std::vector<std::int32_t> used;
      for (const std::size_t row : r.rows) used.push_back(clusters[row]);
      std::sort(used.begin(), used.end());
      const auto different = std::unique(used.begin(), used.end()) - used.begin();
      df.assign(r.coefficients.size(), static_cast<double>(different) - 1);
    }
  } else if (errors != CXM_ERRORS_MODEL) {
    v = robust_covariance(r, static_cast<robust_error>(errors - CXM_ERRORS_HC0));
  }
  estimate_table rows("coefficients");
  for (std::size_t k = 0; k < r.coefficients.size(); ++k) {
    const estimate e = r.coefficient(k, v, names[errors], level, df.empty() ? -1 : df[k]);
    rows.add(coefficient_name(x.names, k), e, p_of(e));
  }
  estimate_table about("fit");
  about.add("n", r.n);
  about.add("df", r.df);
  about.add("r2", r.r2);
  about.add("adjusted r2", r.adjusted_r2);
  about.add("sigma", r.sigma);
  about.add_test("f", r.f, r.df, r.f_p);
  about.add("log likelihood", r.log_likelihood);
  about.add("aic", r.aic);
  about.add("bic", r.bic);
  for (std::size_t k = 0; k < r.standardized.size(); ++k)
    about.add("standardized " + x.names[k], r.standardized[k]);
  auto first = std::unique_ptr<::cxm_table>(new_table(rows.take()));
  fit = new_table(about.take());
  coefficients = first.release();
}

void regress_logistic(const char* f, const numbers& y, const numeric_columns& x, std::int32_t errors,
                      const std::vector<std::int32_t>& clusters, double level, ::cxm_table*& coefficients,
                      ::cxm_table*& fit) {
  if (errors != CXM_ERRORS_MODEL && errors != CXM_ERRORS_HC0 && errors != CXM_ERRORS_HC1 &&
      errors != CXM_ERRORS_CR1 && errors != CXM_ERRORS_CR2 && errors != CXM_ERRORS_PROFILE)
    refuse(f, "options", "has errors that a logistic model does not have: MODEL, HC0, HC1, CR1 or PROFILE");
  const std::vector<column_view> views = x.views();
  const logistic_fit r = fit_logistic(y.view(), views, x.names);
  matrix v = r.covariance;
  std::string method = "model";
  const bool profile = errors == CXM_ERRORS_PROFILE;
  if (errors >= CXM_ERRORS_CR0 && !profile) {
    v = cluster_covariance(r, clusters);
    method = "CR1";
  } else if (errors != CXM_ERRORS_MODEL && !profile) {
    v = robust_covariance(r, errors == CXM_ERRORS_HC1);
    method = errors == CXM_ERRORS_HC1 ? "HC1" : "HC0";
  }
  estimate_table rows("coefficients");
  estimate_table about("fit");
  for (std::size_t k = 0; k < r.coefficients.size(); ++k) {
    const estimate e = profile ? profile_interval(r, k, level) : r.coefficient(k, v, method, level);
    rows.add(coefficient_name(x.names, k), e, p_of(e));
  }
  about.add("n", r.n);
  about.add("deviance", r.deviance);
  about.add("null deviance", r.null_deviance);
  about.add("log likelihood", r.log_likelihood);
  about.add("aic", r.aic);
  about.add("mcfadden", r.mcfadden);
  about.add("nagelkerke", r.nagelkerke);
  about.add("brier", r.brier);
  about.add("auc", r.auc);
  for (std::size_t k = 1; k < r.coefficients.size(); ++k)
    about.add("odds ratio " + x.names[k - 1], r.odds_ratio(k, level));
  auto first = std::unique_ptr<::cxm_table>(new_table(rows.take()));
  fit = new_table(about.take());
  coefficients = first.release();
}

}  // namespace

void stat_regression(const numbers& y, const ::cxm_columns& predictors, const ::cxm_regression_options& o,
                     ::cxm_table*& coefficients, ::cxm_table*& fit) {
  const char* const f = "cxm_stat_regression";
  if (o.reserved != 0) refuse(f, "options", "has reserved members that are not 0");
  if (o.family < CXM_REGRESSION_LINEAR || o.family > CXM_REGRESSION_LOGISTIC)
    refuse(f, "options", "has the family " + std::to_string(o.family) + ", which is none");
  const numeric_columns x(f, "x", predictors);
  same_rows(f, "x", x.rows, y.size());
  const double level = level_or_default(o.level);
  if (o.design != nullptr) {
    if (o.clusters != nullptr || o.errors != CXM_ERRORS_DEFAULT)
      refuse(f, "options", "has a design beside clusters or errors, whose place it takes");
    regress_by_design(f, y, x, o, level, coefficients, fit);
    return;
  }
  const std::int32_t errors = errors_of(f, o);
  std::vector<std::int32_t> clusters;
  if (o.clusters != nullptr) {
    clusters = row_names(f, "options.clusters", o.clusters).codes();
    same_rows(f, "options.clusters", clusters.size(), y.size());
  }
  if (o.family == CXM_REGRESSION_LOGISTIC) {
    regress_logistic(f, y, x, errors, clusters, level, coefficients, fit);
  } else {
    regress_linear(f, y, x, errors, clusters, level, coefficients, fit);
  }
}

void stat_importance(const ::cxm_columns& columns, ::cxm_table*& out) {
  const char* const f = "cxm_stat_importance";
  const numeric_columns given(f, "columns", columns);
  if (given.values.size() < 2)
    refuse(f, "columns", "has 1 column, but must have the outcome and at least one predictor");
  const std::vector<column_view> views = given.views();
  double n = 0;
  for (std::size_t r = 0; r < given.rows; ++r)
    n += std::all_of(views.begin(), views.end(), [&](const column_view& c) { return c.has(r); }) ? 1 : 0;
  const matrix v = stats::sample_covariance(views);
  const std::vector<std::string> names(given.names.begin() + 1, given.names.end());
  const dominance_result d = dominance(v, names);
  const std::vector<double> weights = relative_weights(v, names);
  const simple_shares s = simple_importance(v, names);
  table_maker made(
      "importance", {"predictor"},
      {"lmg", "relative_weight", "first", "last", "standardized", "pratt", "correlation", "r2", "n"});
  for (std::size_t k = 0; k < names.size(); ++k)
    made.row({names[k]}, {d.general[k], weights[k], s.first[k], s.last[k], s.standardized[k], s.pratt[k],
                          s.correlation[k], d.r2, n});
  out = new_table(made.take());
}

void stat_mediation(const numbers& x, const numbers& m, const numbers& y, double level, std::int64_t seed,
                    ::cxm_table*& out) {
  same_rows("cxm_stat_mediation", "m", m.size(), x.size());
  same_rows("cxm_stat_mediation", "y", y.size(), x.size());
  const mediation_result r =
      mediation(x.view(), m.view(), y.view(), level, 20000, static_cast<std::uint64_t>(seed));
  estimate_table rows("mediation");
  rows.add("a", r.a);
  rows.add("b", r.b);
  rows.add("direct", r.direct);
  rows.add("total", r.total);
  rows.add("indirect", r.indirect);
  rows.add("indirect monte carlo", r.monte_carlo);
  rows.add("share mediated", r.share_mediated);
  out = new_table(rows.take());
}

void stat_agreement(const ::cxm_columns& items, const row_names& group, double low, double high,
                    ::cxm_table*& out) {
  const char* const f = "cxm_stat_agreement";
  const numeric_columns given(f, "items", items);
  same_rows(f, "group", group.codes().size(), given.rows);
  const std::vector<column_view> views = given.views();
  const std::vector<std::int32_t>& codes = group.codes();
  const double null = uniform_null_variance(high - low + 1);
  const group_agreement r = r_wg_j(views, codes, null);
  const group_agreement star = r_star_wg_j(views, codes, null);
  const group_agreement a = a_wg(views, codes, low, high);
  const group_agreement ad = average_deviation(views, codes, deviation_centre::mean);
  std::vector<double> ordinal(group.names().size(), none);
  if (views.size() == 1) {
    climate_options options;
    options.low = low;
    options.high = high;
    const std::vector<unit_climate> climates = climate_of_units(views[0], codes, options);
    for (std::size_t g = 0; g < climates.size(); ++g) ordinal[g] = climates[g].agreement;
  }
  table_maker made("agreement", {"group"}, {"n", "r_wg", "r_star_wg", "a_wg", "deviation", "agreement"});
  for (std::size_t g = 0; g < r.value.size(); ++g)
    made.row({group.names()[g]}, {r.n[g], r.value[g], star.value[g], a.value[g], ad.value[g], ordinal[g]});
  out = new_table(made.take());
}

void stat_between(const numbers& y, const row_names& group, double level, ::cxm_table*& out) {
  same_rows("cxm_stat_between", "group", group.codes().size(), y.size());
  const stats::one_way_table t = stats::one_way_anova(y.view(), group.codes());
  const random_intercept_fit r = random_intercept(y.view(), group.codes());
  estimate_table rows("between");
  const auto interval = [&](double value, std::pair<double, double> ends) {
    estimate e;
    e.value = value;
    e.low = ends.first;
    e.high = ends.second;
    e.se = e.df = none;
    e.level = level;
    e.n = e.n_eff = t.n;
    e.method = "anova, F";
    return e;
  };
  rows.add("icc1", interval(t.icc1(t.n0), t.icc1_interval(t.n0, level)));
  rows.add("icc2", interval(t.icc2(), t.icc2_interval(level)));
  rows.add_test("f", t.f, t.groups - 1, t.p);
  rows.add("groups", t.groups);
  rows.add("n", t.n);
  rows.add("between variance", r.between);
  rows.add("within variance", r.within);
  rows.add("icc", r.icc);
  estimate mean;
  mean.value = r.mean;
  mean.se = r.mean_se;
  mean.low = mean.high = mean.level = mean.df = none;
  mean.n = mean.n_eff = r.n;
  mean.method = "random intercept, REML";
  mean.set(estimate_flag::no_interval);
  rows.add("mean", mean);
  out = new_table(rows.take());
}

void stat_clusters(const numbers& values, std::int64_t groups, out_array<std::int64_t>& member,
                   out_array<double>& centres) {
  if (groups < 1 || groups > largest_size)
    refuse("cxm_stat_clusters", "groups", "is " + std::to_string(groups));
  value_clusters c = optimal_clusters(values.complete(), static_cast<std::size_t>(groups));
  member.set({c.member.begin(), c.member.end()});
  centres.set(std::move(c.centres));
}

void stat_reliability(const ::cxm_columns& columns, double& alpha) {
  const numeric_columns given("cxm_stat_reliability", "columns", columns);
  alpha = cronbach_alpha(stats::sample_covariance(given.views()));
}

void stat_within_between(const numbers& x, const numbers& y, const row_names& group, ::cxm_table*& out) {
  const char* const f = "cxm_stat_within_between";
  same_rows(f, "y", y.size(), x.size());
  same_rows(f, "group", group.codes().size(), x.size());
  const within_between r = within_between_analysis(x.view(), y.view(), group.codes());
  estimate_table rows("within and between");
  rows.add("raw", r.raw);
  rows.add("between", r.between);
  rows.add("within", r.within);
  rows.add("eta between x", r.eta_between_x);
  rows.add("eta between y", r.eta_between_y);
  rows.add("eta within x", r.eta_within_x);
  rows.add("eta within y", r.eta_within_y);
  out = new_table(rows.take());
}

void stat_performance(const numbers& y, const ::cxm_columns& predictors, double low, double high,
                      double level, ::cxm_table*& out) {
  const char* const f = "cxm_stat_performance";
  const numeric_columns x(f, "x", predictors);
  same_rows(f, "x", x.rows, y.size());
  const std::vector<importance_performance_point> points =
      importance_performance(y.view(), x.views(), low, high, level);
  table_maker made("performance", {"predictor"},
                   {"importance", "correlation", "performance", "performance_low", "performance_high", "n"});
  for (std::size_t k = 0; k < points.size(); ++k) {
    const importance_performance_point& p = points[k];
    made.row({x.names[k]}, {p.importance, p.correlation, p.performance.value, p.performance.low,
                            p.performance.high, p.performance.n});
  }
  out = new_table(made.take());
}

void stat_penalty_reward(const numbers& y, const ::cxm_columns& predictors, double low_to, double high_from,
                         double level, ::cxm_table*& out) {
  static constexpr const char* kinds[] = {"basic", "performance", "excitement", "neutral"};
  const char* const f = "cxm_stat_penalty_reward";
  const numeric_columns x(f, "x", predictors);
  same_rows(f, "x", x.rows, y.size());
  const performance_cuts cuts[] = {{low_to, high_from}};
  const penalty_reward_result r = penalty_reward(y.view(), x.views(), cuts, level, x.names);
  table_maker made(
      "penalty and reward", {"predictor", "kind"},
      {"penalty", "penalty_low", "penalty_high", "reward", "reward_low", "reward_high", "n", "r2"});
  for (std::size_t k = 0; k < r.kind.size(); ++k) {
    const estimate &costs = r.penalty[k], &adds = r.reward[k];
    made.row({x.names[k], kinds[static_cast<std::size_t>(r.kind[k])]},
             {costs.value, costs.low, costs.high, adds.value, adds.low, adds.high, r.fit.n, r.fit.r2});
  }
  out = new_table(made.take());
}

}  // namespace cxm::capi
