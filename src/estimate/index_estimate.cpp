// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/index_estimate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cxm/estimate/bounded_mean.hpp"
#include "cxm/estimate/resampling.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"

namespace cxm {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

double quantile_of(std::vector<double>& draws, double p) {
  const auto position = static_cast<std::ptrdiff_t>(
      std::min(std::floor(p * static_cast<double>(draws.size())), static_cast<double>(draws.size() - 1)));
  std::nth_element(draws.begin(), draws.begin() + position, draws.end());
  return draws[static_cast<std::size_t>(position)];
}

double deviation_of(std::span<const double> draws) {
  double mean = 0;
  for (const double d : draws) mean += d;
  mean /= static_cast<double>(draws.size());
  double squares = 0;
  for (const double d : draws) squares += (d - mean) * (d - mean);
  return std::sqrt(squares / static_cast<double>(draws.size()));
}

}  // namespace

std::vector<double> measure_means(const group_estimates& group) {
  std::vector<double> means(group.size());
  for (std::size_t j = 0; j < means.size(); ++j) means[j] = group.mean(j);
  return means;
}

namespace {

struct joint {
  std::vector<std::size_t> leaves;
  std::vector<double> means;  // parallel to the plan
  matrix covariance;          // of the leaves
  double n = 0, n_eff = 0, df = 0;
  bool has_variance = true;
};

joint joint_of(const group_estimates& group, const index_plan& plan, std::size_t i) {
  joint out;
  out.leaves = plan.measures(i);
  out.means = measure_means(group);
  out.covariance = group.covariances(out.leaves);
  out.n = out.n_eff = out.df = std::numeric_limits<double>::infinity();
  for (std::size_t a = 0; a < out.leaves.size(); ++a) {
    out.n = std::min(out.n, group.n(out.leaves[a]));
    out.n_eff = std::min(out.n_eff, group.n_eff(out.leaves[a]));
    out.df = std::min(out.df, group.df(out.leaves[a]));
  }
  for (const double v : out.covariance.values) out.has_variance = out.has_variance && !std::isnan(v);
  return out;
}

double quadratic(std::span<const double> a, const joint& j, std::span<const double> b) {
  double total = 0;
  for (std::size_t r = 0; r < j.leaves.size(); ++r) {
    for (std::size_t c = 0; c < j.leaves.size(); ++c) {
      total += a[j.leaves[r]] * j.covariance(r, c) * b[j.leaves[c]];
    }
  }
  return total;
}

estimate minimum_estimate(const joint& data, bool bounded, const index_plan& plan, std::size_t i,
                          const normal_draws& draws, double level) {
  const auto& parts = plan.components(i);
  const std::size_t k = parts.size();
  std::vector<double> values(k);
  std::vector<std::vector<double>> gradients(k);
  for (std::size_t c = 0; c < k; ++c) {
    if (parts[c].measure) {
      values[c] = data.means[parts[c].position];
      gradients[c].assign(data.means.size(), 0.0);
      gradients[c][parts[c].position] = 1;
    } else {
      values[c] = plan.value(parts[c].position, data.means);
      gradients[c] = plan.gradient(parts[c].position, data.means);
    }
  }
  matrix v(k, k);
  for (std::size_t a = 0; a < k; ++a) {
    for (std::size_t b = 0; b <= a; ++b) v(a, b) = v(b, a) = quadratic(gradients[a], data, gradients[b]);
  }
  const double least = *std::min_element(values.begin(), values.end());
  estimate e = t_estimate(least, 0, data.df, data.n, data.n_eff, level,
                          "weakest link, intersection bounds, " + std::to_string(draws.draws()) + " draws",
                          plan.lowest(i), plan.highest(i));
  std::vector<double> se(k);
  for (std::size_t c = 0; c < k; ++c) {
    se[c] = std::sqrt(v(c, c));
    if (std::isnan(se[c])) {
      e.se = e.low = e.high = nan;
      e.set(estimate_flag::no_interval);
      return e;
    }
  }
  if (!(data.df > 0)) return e;
  const matrix sampled = draw_means(values, v, data.df, draws);

  std::vector<double> minima(sampled.rows);
  for (std::size_t r = 0; r < sampled.rows; ++r) {
    minima[r] = *std::min_element(sampled.row(r).begin(), sampled.row(r).end());
  }
  e.se = deviation_of(minima);
  e.set(estimate_flag::approximate);

  // Largest standardised shortfall among the chosen components: its quantile is the critical value of an
  // upper limit that holds for all of them at once.
  const auto critical = [&](const std::vector<bool>& chosen, double p) {
    std::vector<double> largest(sampled.rows, -std::numeric_limits<double>::infinity());
    for (std::size_t c = 0; c < k; ++c) {
      if (!chosen[c] || se[c] == 0) continue;
      for (std::size_t r = 0; r < sampled.rows; ++r) {
        largest[r] = std::max(largest[r], (values[c] - sampled(r, c)) / se[c]);
      }
    }
    return std::isinf(largest[0]) ? 0.0 : std::max(0.0, quantile_of(largest, p));
  };
  // Chernozhukov, Lee & Rosen (2013), section 2.2: keep a component unless it lies clearly above.
  const double gamma = 1 - 0.1 / stats::log(std::max(data.n, 3.0));
  const double wide = critical(std::vector<bool>(k, true), gamma);
  double ceiling = std::numeric_limits<double>::infinity();
  for (std::size_t c = 0; c < k; ++c) ceiling = std::min(ceiling, values[c] + wide * se[c]);
  std::vector<bool> chosen(k);
  for (std::size_t c = 0; c < k; ++c) chosen[c] = values[c] <= ceiling + 2 * wide * se[c];
  const double c_high = critical(chosen, 1 - (1 - level) / 2);
  // Where no component shows any spread there was nothing to draw.
  const double joint_reach = c_high > 0 ? c_high / stats::critical_value(level, data.df) : 1;
  e.low = e.high = std::numeric_limits<double>::infinity();
  for (std::size_t c = 0; c < k; ++c) {
    const double lowest = bounded ? plan.lowest(i) : -std::numeric_limits<double>::infinity();
    const estimate one =
        bounded_interval(values[c], v(c, c), data.df, data.n, data.n_eff, level, {}, lowest, plan.highest(i));
    e.low = std::min(e.low, one.low);
    e.high = std::min(e.high, values[c] + joint_reach * (one.high - values[c]));
  }
  if (e.low < plan.lowest(i) || e.high > plan.highest(i)) {
    e.low = std::max(e.low, plan.lowest(i));
    e.high = std::min(e.high, plan.highest(i));
    e.set(estimate_flag::clamped);
  }
  return e;
}

estimate simulated_estimate(const joint& data, const index_plan& plan, std::size_t i,
                            const normal_draws& draws, double level) {
  estimate e =
      t_estimate(plan.value(i, data.means), 0, data.df, data.n, data.n_eff, level,
                 "simulated, " + std::to_string(draws.draws()) + " draws", plan.lowest(i), plan.highest(i));
  if (!(data.df > 0)) return e;
  std::vector<double> leaf_means;
  for (const std::size_t leaf : data.leaves) leaf_means.push_back(data.means[leaf]);
  const matrix sampled = draw_means(leaf_means, data.covariance, data.df, draws);
  std::vector<double> means = data.means;
  std::vector<double> values(sampled.rows);
  for (std::size_t r = 0; r < sampled.rows; ++r) {
    for (std::size_t a = 0; a < data.leaves.size(); ++a) means[data.leaves[a]] = sampled(r, a);
    const double v = plan.value(i, means);
    values[r] = std::isnan(v) ? plan.lowest(i) : v;
  }
  e.se = deviation_of(values);
  e.low = std::clamp(quantile_of(values, (1 - level) / 2), plan.lowest(i), e.value);
  e.high = std::clamp(quantile_of(values, 1 - (1 - level) / 2), e.value, plan.highest(i));
  e.set(estimate_flag::approximate);
  return e;
}

/// Where a geometric component is 0 the index has no slope, but it never falls when a measure rises: its
/// values at all lower and at all upper limits of the measures, each at its share of the level (Bonferroni),
/// hold it.
estimate limits_estimate(const group_estimates& group, const joint& data, const index_plan& plan,
                         std::size_t i, double value, double level) {
  const double own = 1 - (1 - level) / static_cast<double>(data.leaves.size());
  std::vector<double> low = data.means;
  std::vector<double> high = data.means;
  for (const std::size_t leaf : data.leaves) {
    const estimate e = measure_estimate(group, leaf, own);
    low[leaf] = e.low;
    high[leaf] = e.high;
  }
  estimate e;
  e.value = value;
  e.level = level;
  e.n = data.n;
  e.n_eff = data.n_eff;
  e.df = data.df;
  e.method = "limits of the measures, Bonferroni";
  e.low = plan.value(i, low);
  e.high = plan.value(i, high);
  if (std::isnan(e.low)) e.low = plan.lowest(i);  // a limit below 0: the index reaches down to its end
  if (std::isnan(e.high)) {
    e.low = nan;
    e.set(estimate_flag::no_interval);
  }
  return e;
}

/// An index of nothing but bounded answers, of a sample.
bool all_bounded(const group_estimates& group, const joint& data) {
  bool sampled = false;
  for (const std::size_t leaf : data.leaves) {
    const measure_kind kind = group.plan(leaf).kind;
    if (kind == measure_kind::value || kind == measure_kind::difference) return false;
    sampled = sampled || !census(group, leaf);
  }
  return sampled;
}

}  // namespace

estimate index_estimate(const group_estimates& group, const index_plan& plan, std::size_t i,
                        const normal_draws& draws, double level) {
  const joint data = joint_of(group, plan, i);
  const double value = plan.value(i, data.means);
  const std::string delta = "delta method, full covariance";
  if (std::isnan(value)) return undefined_estimate(delta, data.n, level);
  estimate e;
  if (!data.has_variance) {
    e = t_estimate(value, nan, data.df, data.n, data.n_eff, level, delta, plan.lowest(i), plan.highest(i));
  } else if (plan.smooth(i)) {
    const std::vector<double> g = plan.gradient(i, data.means);
    double variance = quadratic(g, data, g);
    if (std::isnan(variance)) return limits_estimate(group, data, plan, i, value, level);
    if (variance < 0) variance = 0;  // rounding
    e = all_bounded(group, data)
            ? bounded_interval(value, variance, data.df, data.n, data.n_eff, level, delta + ", bounded score",
                               plan.lowest(i), plan.highest(i))
            : t_estimate(value, variance, data.df, data.n, data.n_eff, level, delta, plan.lowest(i),
                         plan.highest(i));
  } else if (plan.kind(i) == index_kind::minimum) {
    e = minimum_estimate(data, all_bounded(group, data), plan, i, draws, level);
  } else {
    e = simulated_estimate(data, plan, i, draws, level);
  }
  if (group.lonely()) e.set(estimate_flag::lonely_psu);
  return e;
}

estimate bootstrap_index(const group_estimates& group, const index_plan& plan, std::size_t i,
                         std::size_t replicates, double level) {
  const std::vector<std::size_t>& leaves = plan.measures(i);
  std::vector<double> means = measure_means(group);
  const double value = plan.value(i, means);
  const std::string method = "bootstrap, " + std::to_string(replicates) + " replicates, percentile";
  double n = std::numeric_limits<double>::infinity();
  double n_eff = n;
  for (const std::size_t leaf : leaves) {
    n = std::min(n, group.n(leaf));
    n_eff = std::min(n_eff, group.n_eff(leaf));
  }
  if (std::isnan(value)) return undefined_estimate(method, n, level);
  std::vector<double> values(replicates);
  for (std::size_t r = 0; r < replicates; ++r) {
    for (const std::size_t leaf : leaves) means[leaf] = group.sums().replicate_mean(r, leaf);
    const double v = plan.value(i, means);
    values[r] = std::isnan(v) ? plan.lowest(i) : v;
  }
  const auto [least, most] = std::minmax_element(values.begin(), values.end());
  estimate e;
  if (n < 2 || replicates < 2 || *least == *most) {
    e.value = value;
    e.level = level;
    e.set(estimate_flag::no_interval);
  } else {
    const double reach = std::sqrt(n / (n - 1)) * stats::critical_value(level, n - 1);
    const double wider = std::min(1 - 2 * stats::normal_cdf(-reach), 1 - 1e-12);
    e = bootstrap_interval(values, value, bootstrap_method::percentile, wider);
    e.level = level;
    e.low = std::min(e.low, value);
    e.high = std::max(e.high, value);
  }
  e.n = n;
  e.n_eff = n_eff;
  e.df = n - 1;
  e.method = method;
  e.set(estimate_flag::approximate);
  return e;
}

}  // namespace cxm
