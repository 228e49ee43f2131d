// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cstring>

#include "capi/arguments.hpp"
#include "capi/calls.hpp"
#include "capi/estimates.hpp"
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
  switch (method) {
    case CXM_SHARE_WILSON:
      options.method = share_method::wilson;
      break;
    case CXM_SHARE_CLOPPER_PEARSON:
      options.method = share_method::clopper_pearson;
      break;
    case CXM_SHARE_AGRESTI_COULL:
      options.method = share_method::agresti_coull;
      break;
    default:
      refuse("cxm_stat_share", "method", "is " + std::to_string(method) + ", which is none");
  }
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

}  // namespace cxm::capi
