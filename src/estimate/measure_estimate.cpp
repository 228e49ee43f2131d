// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <utility>

#include "cxm/base/check.hpp"
#include "cxm/estimate/bounded_mean.hpp"
#include "cxm/estimate/group_estimates.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/nps.hpp"
#include "cxm/estimate/share.hpp"

namespace cxm {
namespace {

estimate share_estimate(const group_estimates& g, std::size_t j, double level) {
  const double p = std::clamp(g.mean(j), 0.0, 1.0);
  if (!g.weighted() && !g.under_design()) {
    share_options options;
    options.level = level;
    return share_interval(p, g.n(j), options);
  }
  const measure_sums sums = g.sums().measure(j);
  return weighted_share(p, g.n(j), sums.w * sums.w / sums.w2, {g.variance(j), g.df(j)}, g.under_design(),
                        level);
}

estimate nps_estimate(const group_estimates& g, std::size_t j, double level) {
  const pair_moments m = g.sums().pair(j, j);
  // Of y in {-100, 0, 100}: mean y / 100 = p - d and mean y^2 / 10000 = p + d.
  const double net = g.mean(j) / 100;
  const double both = (m.w_djdk + 2 * m.ref_j * m.w_dj + m.ref_j * m.ref_j * m.w) / m.w / 1e4;
  double base = g.n(j);
  if (g.weighted() || g.under_design()) base = g.n_eff(j);
  double promoters = base * (both + net) / 2;
  double detractors = base * (both - net) / 2;
  if (!g.weighted() && !g.under_design()) {
    promoters = std::round(promoters);
    detractors = std::round(detractors);
  }
  promoters = std::max(promoters, 0.0);
  detractors = std::max(detractors, 0.0);
  nps_options options;
  options.level = level;
  // Few sampling units show their spread badly, however many people they hold.
  if (g.under_design()) options.df = std::max(g.df(j), 1.0);
  estimate e = nps_interval(promoters, std::max(0.0, base - promoters - detractors), detractors, options);
  e.value = g.mean(j);
  e.n = g.n(j);
  e.n_eff = base;
  if (g.under_design()) e.se = std::sqrt(g.variance(j));
  e.method = g.under_design() ? "adjusted Wald, design"
             : g.weighted()   ? "adjusted Wald, effective n"
                              : "adjusted Wald";
  return e;
}

}  // namespace

estimate weighted_share(double p, double n, double kish, const answer_error& error, bool design,
                        double level) {
  // A weighted sample without a design is taken without the factor n / (n - 1), so that equal weights change
  // nothing. A share of 0 or 1 says nothing about the design: Kish's n_eff.
  const double variance = error.variance * (design || n < 2 ? 1 : (n - 1) / n);
  const double base = variance > 0 && p > 0 && p < 1
                          ? korn_graubard_size(p, variance, n, std::max(error.df, 1.0), level)
                          : kish;
  share_options options;
  options.level = level;
  estimate e = share_interval(p, base, options);
  e.n = n;
  if (design) {
    e.se = std::sqrt(error.variance);
    e.df = error.df;
  }
  e.method = design ? "Wilson, Korn-Graubard, design" : "Wilson, Korn-Graubard";
  return e;
}

estimate t_estimate(double value, double variance, double df, double n, double n_eff, double level,
                    std::string method, double lowest, double highest) {
  estimate e = interval_from_variance(value, variance, n, df, level, n_eff);
  e.method = std::move(method);
  if (e.low < lowest || e.high > highest) {
    e.low = std::max(e.low, lowest);
    e.high = std::min(e.high, highest);
    e.set(estimate_flag::clamped);
  }
  return e;
}

bool census(const group_estimates& g, std::size_t j) {
  return g.under_design() && g.variance(j) == 0 && g.spread(j) > 0;
}

estimate bounded_mean_estimate(const group_estimates& g, std::size_t j, double level, double lowest,
                               double highest) {
  // A whole population has no error, however its answers lie.
  if (census(g, j)) {
    return t_estimate(g.mean(j), 0, g.df(j), g.n(j), g.n_eff(j), level, "t, design", lowest, highest);
  }
  return bounded_interval(g.mean(j), g.variance(j), g.df(j), g.n(j), g.n_eff(j), level,
                          g.under_design() ? "bounded score, design"
                          : g.weighted()   ? "bounded score, linearised"
                                           : "bounded score",
                          lowest, highest);
}

estimate measure_estimate(const group_estimates& g, std::size_t j, double level) {
  check_level("measure_estimate", "level", level);
  const planned_measure& plan = g.plan(j);
  const bool share = plan.kind == measure_kind::share || plan.kind == measure_kind::joint;
  if (!(g.weight(j) > 0)) {
    return undefined_estimate(share                                  ? "Wilson"
                              : plan.kind == measure_kind::nps       ? "adjusted Wald"
                              : plan.kind == measure_kind::composite ? "bounded score"
                                                                     : "t",
                              g.n(j), level);
  }
  estimate e;
  if (share) {
    e = share_estimate(g, j, level);
  } else if (plan.kind == measure_kind::nps) {
    e = nps_estimate(g, j, level);
  } else if (plan.kind == measure_kind::composite) {
    e = bounded_mean_estimate(g, j, level, plan.low_score, plan.high_score);
  } else {
    e = t_estimate(g.mean(j), g.variance(j), g.df(j), g.n(j), g.n_eff(j), level,
                   g.under_design() ? "t, design"
                   : g.weighted()   ? "t, linearised"
                                    : "t",
                   plan.low_score, plan.high_score);
  }
  if (g.lonely()) e.set(estimate_flag::lonely_psu);
  return e;
}

}  // namespace cxm
