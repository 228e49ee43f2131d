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

/// The base that a share's interval may count on: n for a plain sample, else by its variance. A weighted
/// sample without clusters is taken without the factor n / (n - 1), so that equal weights change nothing.
double share_base(const group_estimates& g, std::size_t j, double p, double level) {
  const double n = g.n(j);
  if (!g.weighted() && !g.clustered()) return n;
  const double variance = g.variance(j) * (g.clustered() || n < 2 ? 1 : (n - 1) / n);
  if (!(variance > 0) || p <= 0 || p >= 1) {
    const measure_sums sums = g.sums().measure(j);
    return sums.w * sums.w / sums.w2;  // Kish: a share of 0 or 1 says nothing about the design
  }
  return korn_graubard_size(p, variance, n, std::max(g.df(j), 1.0), level);
}

estimate share_estimate(const group_estimates& g, std::size_t j, double level) {
  const double p = std::clamp(g.mean(j), 0.0, 1.0);
  const double base = share_base(g, j, p, level);
  share_options options;
  options.level = level;
  estimate e = share_interval(p, base, options);
  e.n = g.n(j);
  e.method = g.clustered()  ? "Wilson, Korn-Graubard, design"
             : g.weighted() ? "Wilson, Korn-Graubard"
                            : "Wilson";
  return e;
}

estimate nps_estimate(const group_estimates& g, std::size_t j, double level) {
  const pair_moments m = g.sums().pair(j, j);
  // Of y in {-100, 0, 100}: mean y / 100 = p - d and mean y^2 / 10000 = p + d.
  const double net = g.mean(j) / 100;
  const double both = (m.w_djdk + 2 * m.ref_j * m.w_dj + m.ref_j * m.ref_j * m.w) / m.w / 1e4;
  double base = g.n(j);
  if (g.weighted() || g.clustered()) base = g.n_eff(j);
  double promoters = base * (both + net) / 2;
  double detractors = base * (both - net) / 2;
  if (!g.weighted() && !g.clustered()) {
    promoters = std::round(promoters);
    detractors = std::round(detractors);
  }
  promoters = std::max(promoters, 0.0);
  detractors = std::max(detractors, 0.0);
  nps_options options;
  options.level = level;
  // Few sampling units show their spread badly, however many people they hold.
  if (g.clustered()) options.df = std::max(g.df(j), 1.0);
  estimate e = nps_interval(promoters, std::max(0.0, base - promoters - detractors), detractors, options);
  e.value = g.mean(j);
  e.n = g.n(j);
  e.n_eff = base;
  e.method = g.clustered()  ? "adjusted Wald, design"
             : g.weighted() ? "adjusted Wald, effective n"
                            : "adjusted Wald";
  return e;
}

}  // namespace

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
  return g.clustered() && g.variance(j) == 0 && g.spread(j) > 0;
}

estimate bounded_mean_estimate(const group_estimates& g, std::size_t j, double level, double lowest,
                               double highest) {
  // A whole population has no error, however its answers lie.
  if (census(g, j)) {
    return t_estimate(g.mean(j), 0, g.df(j), g.n(j), g.n_eff(j), level, "t, design", lowest, highest);
  }
  return bounded_interval(g.mean(j), g.variance(j), g.df(j), g.n(j), g.n_eff(j), level,
                          g.clustered()  ? "bounded score, design"
                          : g.weighted() ? "bounded score, linearised"
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
                   g.clustered()  ? "t, design"
                   : g.weighted() ? "t, linearised"
                                  : "t",
                   plan.low_score, plan.high_score);
  }
  if (g.lonely()) e.set(estimate_flag::lonely_psu);
  return e;
}

}  // namespace cxm
