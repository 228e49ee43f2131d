// SPDX-License-Identifier: Apache-2.0
#include "assessment/standing.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "cxm/estimate/ranks.hpp"
#include "cxm/estimate/shrinkage.hpp"

namespace cxm::detail {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The critical value of a rank set is an order statistic of these draws, chosen so that it errs to the wide
/// side; more draws would narrow sets by a few thousandths of a standard error.
constexpr std::uint32_t rank_draws = 2000;
constexpr std::uint32_t chance_draws = 4000;  // probability error below .008

estimate ranked(const rank_set& set, const estimate& from, double level, std::string method) {
  estimate e;
  e.value = set.rank;
  e.low = set.low;
  e.high = set.high;
  e.level = level;
  e.n = from.n;
  e.n_eff = from.n_eff;
  e.method = std::move(method);
  return e;
}

std::vector<std::size_t> tops_of(std::size_t units) {
  const std::size_t share = units >= 10 ? (units + 4) / 5 : (units + 2) / 3;
  return share > 1 ? std::vector<std::size_t>{1, share} : std::vector<std::size_t>{1};
}

}  // namespace

league_standing standing_of(std::span<const estimate> shown, const standing_options& options) {
  league_standing out;
  const std::size_t k = shown.size();
  if (k < 2) return out;
  std::vector<double> y, spread, n;
  double pooled = 0;
  for (const estimate& e : shown) {
    y.push_back(e.value);
    n.push_back(std::max(1.0, e.n_eff));
    // A single answer says nothing of its spread; smoothed_variances_of_means passes over it.
    spread.push_back(n.back() > 1 && std::isfinite(e.se) ? e.se * e.se * n.back() : nan);
    if (!std::isnan(spread.back())) {
      pooled += (n.back() - 1) * spread.back();
    } else {
      n.back() = 1;
    }
  }
  if (!(pooled > 0)) return out;
  const std::vector<double> v = smoothed_variances_of_means(spread, n);
  random_effects_options model;
  model.level = options.level;
  model.units = unit_inference::estimated_spread;
  const random_effects_fit fit = fit_random_effects(y, v, model);
  const between_variance_interval between = q_profile_interval(y, v, options.level);
  out.heterogeneity_p = fit.q_p;
  out.between_sd.value = std::sqrt(fit.tau2);
  out.between_sd.low = std::min(std::sqrt(between.tau2_low), out.between_sd.value);
  out.between_sd.high = std::max(std::sqrt(between.tau2_high), out.between_sd.value);
  out.between_sd.level = options.level;
  out.between_sd.n = out.between_sd.n_eff = static_cast<double>(k);
  out.between_sd.method = "REML, interval by Q profile";

  std::vector<double> se, centre, posterior;
  for (std::size_t i = 0; i < k; ++i) {
    se.push_back(std::sqrt(v[i]));
    centre.push_back(fit.units[i].value.value);
    posterior.push_back(std::sqrt(fit.units[i].reliability * v[i]));
  }
  rank_options ranks;
  ranks.level = options.level;
  ranks.seed = options.seed;
  ranks.threads = options.threads;
  ranks.draws = rank_draws;
  const std::vector<rank_set> together = simultaneous_rank_sets(y, se, ranks);
  const std::vector<rank_set> alone = marginal_rank_sets(y, se, ranks);
  ranks.draws = chance_draws;
  out.tops = tops_of(k);
  std::vector<std::vector<double>> chances;
  for (const std::size_t top : out.tops) {
    chances.push_back(fit.tau2 > 0
                          ? top_probabilities(centre, posterior, top, ranks)
                          : std::vector<double>(k, static_cast<double>(top) / static_cast<double>(k)));
  }
  const std::string of = " of " + std::to_string(k) + " units";
  for (std::size_t i = 0; i < k; ++i) {
    unit_standing u;
    u.shrunk = fit.units[i].value;
    u.shrunk.n = shown[i].n;
    u.shrunk.n_eff = shown[i].n_eff;
    u.shrunk.method = "empirical Bayes" + of + ", REML, smoothed variances";
    if (u.shrunk.low < options.lowest || u.shrunk.high > options.highest) {
      u.shrunk.low = std::max(u.shrunk.low, options.lowest);
      u.shrunk.high = std::min(u.shrunk.high, options.highest);
      u.shrunk.set(estimate_flag::clamped);
    }
    u.reliability = fit.units[i].reliability;
    u.rank = ranked(together[i], shown[i], options.level, "simultaneous rank set" + of);
    u.rank_marginal = ranked(alone[i], shown[i], options.level, "marginal rank set" + of);
    for (const std::vector<double>& chance : chances) u.top_chance.push_back(chance[i]);
    out.units.push_back(std::move(u));
  }
  return out;
}

}  // namespace cxm::detail
