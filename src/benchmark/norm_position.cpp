// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "cxm/base/check.hpp"
#include "cxm/base/random.hpp"
#include "cxm/benchmark/norm.hpp"
#include "cxm/estimate/quantile.hpp"
#include "cxm/estimate/shrinkage.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"

namespace cxm {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

enum stream : std::uint64_t { unit_stream = 1, mean_stream = 2, share_stream = 3 };

estimate known(double value, double n, double level, const char* method) {
  estimate e;
  e.value = value;
  e.n = e.n_eff = n;
  e.level = level;
  e.method = method;
  return e;
}

/// The interval that holds the middle `level` of the draws, which also give the error.
void set_interval(estimate& e, std::vector<double>& draws) {
  const double tail = (1 - e.level) / 2;
  const double ends[] = {tail, 1 - tail};
  const column_view view{std::span<const double>(draws)};
  const std::vector<double> q = quantiles(view, ends);
  e.low = std::min(q[0], e.value);
  e.high = std::max(q[1], e.value);
  double mean = 0, squares = 0;
  for (const double d : draws) mean += d / static_cast<double>(draws.size());
  for (const double d : draws) squares += (d - mean) * (d - mean) / static_cast<double>(draws.size() - 1);
  e.se = std::sqrt(squares);
  e.set(estimate_flag::approximate);
}

void set_normal_interval(estimate& e, double se) {
  const double margin = stats::critical_value(e.level, e.df) * se;
  e.se = se;
  e.low = e.value - margin;
  e.high = e.value + margin;
}

struct pool {
  std::vector<double> y, v;
  double up = 1;
};

/// Variances as they are; unknown ones as next to nothing, so that the model is that of plain values.
pool pool_of(const norm_measure& m) {
  pool p;
  p.up = m.higher_is_better ? 1 : -1;
  double lowest = std::numeric_limits<double>::infinity(), highest = -lowest;
  for (const norm_value& value : m.values) {
    lowest = std::min(lowest, value.value);
    highest = std::max(highest, value.value);
  }
  const double nothing = 1e-12 * (highest - lowest) * (highest - lowest);
  for (const norm_value& value : m.values) {
    p.y.push_back(value.value);
    p.v.push_back(std::max(value.se * value.se, nothing));
  }
  return p;
}

/// What the model says of the organisations, and what else it might have said: the same for every unit.
struct deconvolved {
  bool defined = false;
  double k = 0;
  random_effects_fit fit;
  std::vector<double> mean, sd;  // draws of mu and tau

  deconvolved(const pool& p, const norm_position_options& options) : k(static_cast<double>(p.y.size())) {
    // Fewer than 3 organisations, or all alike: no spread can be told.
    if (p.y.size() < 3 || !(*std::max_element(p.v.begin(), p.v.end()) > 0)) return;
    defined = true;
    random_effects_options model;
    model.level = options.level;
    fit = fit_random_effects(p.y, p.v, model);
    if (!(fit.tau2 > 0)) return;
    // tau^2 runs through the quantiles of its pivot, two from each call; mu given tau^2 is normal.
    random_stream draw(options.seed, mean_stream);
    const std::size_t pairs = (options.draws + 1) / 2;
    for (std::size_t i = 0; i < pairs; ++i) {
      const double level = (static_cast<double>(i) + 0.5) / static_cast<double>(pairs);
      const between_variance_interval tau2 = q_profile_interval(p.y, p.v, level);
      for (const double t : {tau2.tau2_low, tau2.tau2_high}) {
        double weight = 0, sum = 0;
        for (std::size_t j = 0; j < p.y.size(); ++j) {
          const double w = 1 / (p.v[j] + t);
          weight += w;
          sum += w * p.y[j];
        }
        mean.push_back(sum / weight + draw.normal() / std::sqrt(weight));
        sd.push_back(std::sqrt(t));
      }
    }
  }
};

void place_among(const deconvolved& others, double up, double value, double se,
                 const norm_position_options& options, norm_position& out) {
  constexpr const char* method = "normal deconvolution, generalised pivots";
  out.percentile = undefined_estimate(method, others.k, options.level);
  if (!others.defined) return;
  out.centre = others.fit.mean.value;
  out.between_sd = std::sqrt(others.fit.tau2);
  out.difference =
      known(value - out.centre, others.k, options.level, "against the mean of the organisations");
  set_normal_interval(out.difference, stats::root_of_squares(se, others.fit.mean.se));
  if (!(out.between_sd > 0)) return;
  out.percentile = known(100 * stats::normal_cdf(up * (value - out.centre) / out.between_sd), others.k,
                         options.level, method);
  random_stream unit(options.seed, unit_stream);
  std::vector<double> draws;
  for (std::size_t i = 0; i < others.mean.size(); ++i) {
    const double above = up * (value + se * unit.normal() - others.mean[i]);
    // Without spread everybody is where the mean is: better or worse than all.
    draws.push_back(others.sd[i] > 0 ? 100 * stats::normal_cdf(above / others.sd[i]) : above > 0 ? 100 : 0);
  }
  set_interval(out.percentile, draws);
}

/// Share of organisations that the value is better than, ties half.
double share_in_pool(const pool& p, double value) {
  const column_view reference{std::span<const double>(p.y)};
  const double below = percentile_rank(reference, value).mean / 100;
  return p.up > 0 ? below : 1 - below;
}

double share_in_cuts(const norm_measure& m, double value) {
  const auto& cuts = m.percentiles;
  double below = cuts.front().at;
  if (value >= cuts.back().value) {
    below = cuts.back().at;
  } else {
    for (std::size_t i = 1; i < cuts.size(); ++i) {
      if (value < cuts[i - 1].value || value >= cuts[i].value) continue;
      const double part = (value - cuts[i - 1].value) / (cuts[i].value - cuts[i - 1].value);
      below = cuts[i - 1].at + part * (cuts[i].at - cuts[i - 1].at);
    }
  }
  return m.higher_is_better ? below : 1 - below;
}

double median_of_cuts(std::span<const norm_percentile> cuts) {
  std::size_t i = 0;
  while (cuts[i].at < 0.5) ++i;
  if (cuts[i].at == 0.5 || i == 0) return cuts[i].value;
  const double part = (0.5 - cuts[i - 1].at) / (cuts[i].at - cuts[i - 1].at);
  return cuts[i - 1].value + part * (cuts[i].value - cuts[i - 1].value);
}

/// An observed standing: the unit's error moves the value, the sampling of k organisations the share.
template <class Share>
estimate observed(const Share& share, double value, double se, double k,
                  const norm_position_options& options) {
  estimate e = known(100 * share(value), k, options.level,
                     k > 0 ? "observed standing, Jeffreys" : "observed standing, norm taken as exact");
  random_stream unit(options.seed, unit_stream), sampling(options.seed, share_stream);
  std::vector<double> draws;
  for (std::size_t i = 0; i < options.draws; ++i) {
    const double s = share(value + se * unit.normal());
    const double u = sampling.uniform();
    draws.push_back(100 * (k > 0 ? stats::beta_quantile(u, k * s + 0.5, k * (1 - s) + 0.5) : s));
  }
  set_interval(e, draws);
  return e;
}

norm_position in_figure(const norm_figure& figure, bool share, double value, double se,
                        const norm_position_options& options) {
  norm_position out;
  out.percentile = out.observed = undefined_estimate("published figure only", 0, options.level);
  out.centre = figure.value;
  out.between_sd = nan;
  const bool sampled = share && figure.base > 0;
  out.difference =
      known(value - figure.value, figure.base, options.level,
            sampled ? "against a published figure" : "against a published figure taken as exact");
  const double own = sampled ? std::sqrt(figure.value * (1 - figure.value) / figure.base) : 0;
  set_normal_interval(out.difference, stats::root_of_squares(se, own));
  return out;
}

norm_position in_cuts(const norm_measure& m, double organisations, double value, double se,
                      const norm_position_options& options) {
  norm_position out;
  out.percentile = undefined_estimate("percentile cuts only", organisations, options.level);
  out.difference = undefined_estimate("no centre", organisations, options.level);
  out.centre = out.between_sd = nan;
  out.organisations = static_cast<std::size_t>(organisations);
  out.observed = observed([&](double x) { return share_in_cuts(m, x); }, value, se, organisations, options);
  const bool below = value < m.percentiles.front().value;
  if (below || value > m.percentiles.back().value) {
    (below == m.higher_is_better ? out.observed.low : out.observed.high) =
        below == m.higher_is_better ? 0 : 100;
    out.observed.set(estimate_flag::bounds);
  }
  if (m.percentiles.front().at <= 0.5 && m.percentiles.back().at >= 0.5) {
    out.centre = median_of_cuts(m.percentiles);
    out.difference =
        known(value - out.centre, organisations, options.level, "against the norm's median taken as exact");
    set_normal_interval(out.difference, se);
  }
  return out;
}

}  // namespace

std::vector<norm_position> positions_in_norm(const norm_measure& m, std::span<const double> values,
                                             std::span<const double> se, double organisations,
                                             const norm_position_options& options) {
  constexpr const char* function = "positions_in_norm";
  check_same_size(function, "values", values.size(), "se", se.size());
  check_all_finite(function, "values", values);
  check_all_finite(function, "se", se);
  for (const double s : se) check_not_negative(function, "se", s);
  check_not_negative(function, "organisations", organisations);
  check_level(function, "level", options.level);
  check_at_least(function, "draws", options.draws, 100);
  std::vector<norm_position> out;
  if (m.published || !m.percentiles.empty()) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      out.push_back(m.published ? in_figure(*m.published, m.unit == "share", values[i], se[i], options)
                                : in_cuts(m, organisations, values[i], se[i], options));
    }
    return out;
  }
  check_at_least(function, "norm_measure.values", m.values.size(), 1);
  const pool p = pool_of(m);
  const deconvolved others(p, options);
  for (std::size_t i = 0; i < values.size(); ++i) {
    norm_position& position = out.emplace_back();
    position.organisations = p.y.size();
    position.centre = position.between_sd = nan;
    position.difference = undefined_estimate("no centre", others.k, options.level);
    position.observed =
        observed([&](double x) { return share_in_pool(p, x); }, values[i], se[i], others.k, options);
    place_among(others, p.up, values[i], se[i], options, position);
  }
  return out;
}

norm_position position_in_norm(const norm_measure& m, double value, double se, double organisations,
                               const norm_position_options& options) {
  return positions_in_norm(m, {&value, 1}, {&se, 1}, organisations, options).front();
}

}  // namespace cxm
