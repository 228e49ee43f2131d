// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>
#include <limits>

#include "capi/arguments.hpp"
#include "capi/calls.hpp"
#include "capi/design.hpp"
#include "capi/estimate_table.hpp"
#include "capi/estimates.hpp"
#include "capi/info.hpp"
#include "cxm/estimate/gap.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/nps.hpp"
#include "cxm/estimate/quantile.hpp"
#include "cxm/estimate/ranks.hpp"
#include "cxm/estimate/share.hpp"
#include "cxm/estimate/shrinkage.hpp"
#include "cxm/estimate/weighted_mean.hpp"
#include "cxm/estimate/weights.hpp"

namespace cxm::capi {
namespace {
constexpr double none = std::numeric_limits<double>::quiet_NaN();
}

void fill(::cxm_estimate& out, const estimate& from) noexcept {
  out.flags = from.flags;
  out.value = from.value;
  out.se = from.se;
  out.low = from.low;
  out.high = from.high;
  out.level = from.level;
  out.n = from.n;
  out.n_eff = from.n_eff;
  out.df = from.df;
  std::memset(out.method, 0, sizeof out.method);
  std::memcpy(out.method, from.method.data(), std::min(from.method.size(), sizeof out.method - 1));
}

void stat_mean(const numbers& x, double level, ::cxm_estimate& out) {
  fill(out, mean_interval(x.view(), level));
}

void stat_weighted_mean(const numbers& x, const numbers& weights, double level, ::cxm_estimate& out) {
  weighted_mean_options options;
  options.level = level;
  fill(out, weighted_mean(x.view(), weights.complete(), options).mean);
}

void stat_share(double x, double n, std::int32_t method, double level, ::cxm_estimate& out) {
  share_options options;
  options.level = level;
  static constexpr share_method methods[] = {share_method::wilson,
                                             share_method::wilson_continuity,
                                             share_method::clopper_pearson,
                                             share_method::agresti_coull,
                                             share_method::wald,
                                             share_method::jeffreys,
                                             share_method::logit,
                                             share_method::probit,
                                             share_method::cloglog};
  if (method < CXM_SHARE_WILSON || method > CXM_SHARE_CLOGLOG)
    refuse("cxm_stat_share", "method", "is " + std::to_string(method) + ", which is none");
  options.method = methods[method];
  fill(out, share_interval_from_counts(x, n, options));
}

void stat_nps(const numbers& x, double level, ::cxm_estimate& out) {
  nps_options options;
  options.level = level;
  fill(out, net_promoter_score(x.view(), options));
}

void stat_nps_counts(double promoters, double passives, double detractors, double level,
                     ::cxm_estimate& out) {
  nps_options options;
  options.level = level;
  fill(out, nps_interval(promoters, passives, detractors, options));
}

void stat_quantiles(const numbers& x, const numbers& p, std::int32_t type, out_array<double>& values) {
  if (type < 1 || type > 9)
    refuse("cxm_stat_quantiles", "type", "is " + std::to_string(type) + ", but must be 1 to 9");
  values.set(quantiles(x.view(), p.complete(), static_cast<quantile_type>(type)));
}

void stat_median(const numbers& x, double level, ::cxm_estimate& out) {
  fill(out, median_interval(x.view(), level).median);
}

void stat_difference(const numbers& a, const numbers& b, double level, ::cxm_estimate& out) {
  fill(out, welch_difference(mean_interval(a.view(), level), mean_interval(b.view(), level)));
}

void stat_effective_size(const numbers& weights, double& size) {
  size = kish_effective_size(weights.complete()).n_eff;
}

void stat_rank_sets(const numbers& estimates, const numbers& errors, double level, std::int64_t seed,
                    out_array<double>& low, out_array<double>& high) {
  rank_options options;
  options.level = level;
  options.seed = static_cast<std::uint64_t>(seed);
  std::vector<double> lows;
  std::vector<double> highs;
  for (const rank_set& set : simultaneous_rank_sets(estimates.complete(), errors.complete(), options)) {
    lows.push_back(set.low);
    highs.push_back(set.high);
  }
  low.set(std::move(lows));
  high.set(std::move(highs));
}

void stat_shrink(const numbers& estimates, const numbers& variances, double level, out_array<double>& shrunk,
                 out_array<double>& errors, double& tau2) {
  random_effects_options options;
  options.level = level;
  const random_effects_fit fit = fit_random_effects(estimates.complete(), variances.complete(), options);
  std::vector<double> values;
  std::vector<double> ses;
  for (const shrunk_unit& unit : fit.units) {
    values.push_back(unit.value.value);
    ses.push_back(unit.value.se);
  }
  shrunk.set(std::move(values));
  errors.set(std::move(ses));
  tau2 = fit.tau2;
}

void stat_describe(const numbers& x, ::cxm_table*& out) {
  const column_view view = x.view();
  const sample_summary s = summarize(view);
  estimate_table rows("describe");
  const auto some = [&](double (*value)(const column_view&)) { return s.n > 0 ? value(view) : none; };
  rows.add("n", s.n);
  rows.add("missing", s.missing);
  rows.add("mean", s.mean);
  rows.add("sd", s.sd);
  rows.add("se", s.se);
  rows.add("minimum", s.minimum);
  rows.add("median", some(median));
  rows.add("maximum", s.maximum);
  rows.add("iqr", some([](const column_view& v) { return interquartile_range(v); }));
  rows.add("mad", some([](const column_view& v) { return median_absolute_deviation(v); }));
  rows.add("trimmed mean", some([](const column_view& v) { return trimmed_mean(v, 0.1); }));
  rows.add("geometric mean", s.minimum > 0 ? geometric_mean(view) : none);
  rows.add("skewness", some([](const column_view& v) { return skewness(v); }));
  rows.add("kurtosis", some([](const column_view& v) { return excess_kurtosis(v); }));
  out = new_table(rows.take());
}

void stat_heterogeneity(const numbers& estimates, const numbers& variances, double level, ::cxm_table*& out) {
  same_rows("cxm_stat_heterogeneity", "variances", variances.size(), estimates.size());
  random_effects_options options;
  options.level = level;
  const random_effects_fit r = fit_random_effects(estimates.complete(), variances.complete(), options);
  const between_variance_interval q = q_profile_interval(estimates.complete(), variances.complete(), level);
  const auto interval = [&](double value, double se, double low, double high, const char* method) {
    estimate e = r.mean;
    e.value = value;
    e.se = se;
    e.low = low;
    e.high = high;
    e.df = none;
    e.method = method;
    return e;
  };
  estimate_table rows("heterogeneity");
  rows.add("mean", r.mean, r.p_value);
  rows.add("tau2", interval(r.tau2, r.tau2_se, q.tau2_low, q.tau2_high, "REML, Q profile"));
  rows.add("i2", interval(r.i2, none, q.i2_low, q.i2_high, "REML, Q profile"));
  rows.add_test("q", r.q, static_cast<double>(estimates.size()) - 1, r.q_p);
  rows.add("h2", r.h2);
  rows.add("prediction", interval(r.mean.value, none, r.prediction_low, r.prediction_high, "REML"));
  out = new_table(rows.take());
}

void stat_smooth_variances(const numbers& variances, const numbers& n, double prior_df,
                           out_array<double>& values) {
  same_rows("cxm_stat_smooth_variances", "n", n.size(), variances.size());
  std::vector<double> given(variances.size(), none);
  for (std::size_t i = 0; i < given.size(); ++i)
    if (variances.view().has(i)) given[i] = variances.view().values[i];
  values.set(smoothed_variances_of_means(given, n.complete(), prior_df));
}

}  // namespace cxm::capi
