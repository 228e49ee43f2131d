// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/shrinkage.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "cxm/base/check.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

using numbers = std::span<const double>;

const char* name_of(between_variance method) {
  switch (method) {
    case between_variance::reml:
      return "random effects, REML";
    case between_variance::maximum_likelihood:
      return "random effects, ML";
    case between_variance::paule_mandel:
      return "random effects, Paule-Mandel";
    case between_variance::dersimonian_laird:
      return "random effects, DerSimonian-Laird";
    case between_variance::hedges:
      return "random effects, Hedges";
    case between_variance::hunter_schmidt:
      return "random effects, Hunter-Schmidt";
    case between_variance::sidik_jonkman:
      return "random effects, Sidik-Jonkman";
    case between_variance::none:
      return "fixed effect";
  }
  return "";
}

/// The model at a tau^2: weights 1/(v + tau^2) and what follows from them. P below is the matrix
/// W - W 1 1' W / sum w, which takes the weighted mean out of y.
struct profile {
  double w = 0, w2 = 0, w3 = 0;  ///< sums of powers of the weights
  double mu = 0;
  double rss = 0;     ///< sum w (y - mu)^2 = y' P y
  double w2_rss = 0;  ///< sum w^2 (y - mu)^2
  double log_v = 0;   ///< sum log(v + tau^2)

  [[nodiscard]] double trace_p() const { return w - w2 / w; }
  /// sum of squared elements of P
  [[nodiscard]] double p_squares() const { return w2 - 2 * w3 / w + w2 * w2 / (w * w); }
};

profile at(numbers y, numbers v, double tau2) {
  stats::compensated_sum w, w2, w3, wy, logs, rss, w2_rss, rest;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double weight = 1 / (v[i] + tau2);
    w.add(weight);
    w2.add(weight * weight);
    w3.add(weight * weight * weight);
    wy.add(weight * y[i]);
    logs.add(stats::log(v[i] + tau2));
  }
  profile p;
  p.w = w.value();
  p.w2 = w2.value();
  p.w3 = w3.value();
  p.log_v = logs.value();
  const double first = wy.value() / p.w;
  for (std::size_t i = 0; i < y.size(); ++i) rest.add((y[i] - first) / (v[i] + tau2));
  p.mu = first + rest.value() / p.w;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double weight = 1 / (v[i] + tau2), d = y[i] - p.mu;
    rss.add(weight * d * d);
    w2_rss.add(weight * weight * d * d);
  }
  p.rss = rss.value();
  p.w2_rss = w2_rss.value();
  return p;
}

/// Where a function that is positive at `low` and not positive at `high` changes sign.
template <class Function>
double bisect(const Function& f, double low, double high) {
  for (int i = 0; i < 2000; ++i) {
    const double middle = low + (high - low) / 2;
    if (middle <= low || middle >= high || high - low <= 1e-15 * high) break;
    (f(middle) > 0 ? low : high) = middle;
  }
  return low + (high - low) / 2;
}

/// sum (y - mu)^2 / (v + tau^2) falls in tau^2: the tau^2 at which it is `target`, 0 when it starts below.
double solve_q(numbers y, numbers v, double target) {
  const auto excess = [&](double tau2) { return at(y, v, tau2).rss - target; };
  if (excess(0) <= 0) return 0;
  double high = *std::max_element(v.begin(), v.end());
  while (excess(high) > 0) high *= 2;
  return bisect(excess, 0, high);
}

/// The highest maximum of the (restricted) likelihood over tau^2 >= 0: a scan over magnitudes, because the
/// likelihood may have several, then the zero of its slope.
double maximize(numbers y, numbers v, bool restricted) {
  const auto loglik = [&](double tau2) {
    const profile p = at(y, v, tau2);
    return -0.5 * (p.log_v + p.rss + (restricted ? stats::log(p.w) : 0));
  };
  const auto slope = [&](double tau2) {
    const profile p = at(y, v, tau2);
    return p.w2_rss - p.w + (restricted ? p.w2 / p.w : 0);
  };
  const sample_summary s = summarize(column_view(y));
  const double scale = std::max(s.variance, *std::max_element(v.begin(), v.end()));
  constexpr int steps = 96;
  std::vector<double> grid{0};
  for (int i = 0; i <= steps; ++i) grid.push_back(scale * stats::pow(10.0, -10 + 12.0 * i / steps));
  std::size_t best = 0;
  double most = loglik(0);
  for (std::size_t i = 1; i < grid.size(); ++i) {
    const double l = loglik(grid[i]);
    if (l > most) {
      most = l;
      best = i;
    }
  }
  const double low = best == 0 ? 0 : grid[best - 1];
  const double high = best + 1 < grid.size() ? grid[best + 1] : grid[best];
  if (slope(low) <= 0) return low;
  return bisect(slope, low, high);
}

double mean_of(numbers x) { return stats::sum(x) / static_cast<double>(x.size()); }

/// tau^2 and its standard error.
struct tau2_result {
  double value = 0, se = nan;
};

tau2_result hedges(numbers y, numbers v) {
  const double k = static_cast<double>(y.size());
  tau2_result t;
  t.value = std::max(0.0, summarize(column_view(y)).variance - mean_of(v));
  // P = I - 11'/k: tr(PVPV) = sum v^2 (1 - 2/k) + (sum v)^2 / k^2, tr(PV) = (1 - 1/k) sum v
  const double total = stats::sum(v);
  stats::compensated_sum squares;
  for (const double x : v) squares.add(x * x);
  const double pvpv = squares.value() * (1 - 2 / k) + total * total / (k * k);
  t.se = std::sqrt((2 * pvpv + 4 * t.value * (1 - 1 / k) * total + 2 * t.value * t.value * (k - 1)) /
                   ((k - 1) * (k - 1)));
  return t;
}

tau2_result sidik_jonkman(numbers y, numbers v) {
  const double k = static_cast<double>(y.size());
  const double start = summarize(column_view(y)).variance * (k - 1) / k;
  if (start == 0) return {0, 0};
  const profile p = at(y, v, start);
  tau2_result t;
  t.value = std::max(0.0, start * p.rss / (k - 1));
  // Traces with P at the starting value, P_ij = [i = j] w_i - w_i w_j / w.
  stats::compensated_sum w2v, w3v, w2v2, w3v2;
  for (std::size_t i = 0; i < y.size(); ++i) {
    const double w = 1 / (v[i] + start);
    w2v.add(w * w * v[i]);
    w3v.add(w * w * w * v[i]);
    w2v2.add(w * w * v[i] * v[i]);
    w3v2.add(w * w * w * v[i] * v[i]);
  }
  const double a = w2v.value();
  const double pvpv = w2v2.value() - 2 * w3v2.value() / p.w + a * a / (p.w * p.w);
  const double pvp = a - 2 * w3v.value() / p.w + a * p.w2 / (p.w * p.w);
  t.se = std::sqrt(start * start / ((k - 1) * (k - 1)) *
                   (2 * pvpv + 4 * t.value * pvp + 2 * t.value * t.value * p.p_squares()));
  return t;
}

tau2_result between(numbers y, numbers v, between_variance method) {
  const double k = static_cast<double>(y.size());
  const profile fixed = at(y, v, 0);
  const auto moment_se = [&](double tau2, double divisor) {
    return std::sqrt(2 * (k - 1) + 4 * tau2 * fixed.trace_p() + 2 * tau2 * tau2 * fixed.p_squares()) /
           divisor;
  };
  tau2_result t;
  switch (method) {
    case between_variance::none:
      return t;
    case between_variance::dersimonian_laird:
      t.value = std::max(0.0, (fixed.rss - (k - 1)) / fixed.trace_p());
      t.se = moment_se(t.value, fixed.trace_p());
      return t;
    case between_variance::hunter_schmidt:
      t.value = std::max(0.0, (fixed.rss - k) / fixed.w);
      t.se = moment_se(t.value, fixed.w);
      return t;
    case between_variance::hedges:
      return hedges(y, v);
    case between_variance::sidik_jonkman:
      return sidik_jonkman(y, v);
    case between_variance::paule_mandel: {
      t.value = solve_q(y, v, k - 1);
      t.se = std::sqrt(2 * k * k / (k - 1)) / at(y, v, t.value).w;
      return t;
    }
    case between_variance::maximum_likelihood:
      t.value = maximize(y, v, false);
      t.se = std::sqrt(2 / at(y, v, t.value).w2);
      return t;
    case between_variance::reml:
      t.value = maximize(y, v, true);
      t.se = std::sqrt(2 / at(y, v, t.value).p_squares());
      return t;
  }
  return t;
}

void check_units(const char* function, numbers y, numbers v) {
  check_same_size(function, "y", y.size(), "v", v.size());
  check_all_finite(function, "y", y);
  check_all_positive(function, "v", v);
}

estimate shrink(double y, double v, const random_effects_fit& fit, double mean_variance, double critical,
                unit_inference inference) {
  const double lambda = fit.tau2 / (fit.tau2 + v);
  double variance = lambda * v + (1 - lambda) * (1 - lambda) * mean_variance;
  if (inference == unit_inference::estimated_spread && fit.tau2_se >= 0) {
    const double total = v + fit.tau2;
    variance += 2 * v * v / (total * total * total) * fit.tau2_se * fit.tau2_se;
    variance = std::min(variance, v);
  }
  estimate e;
  e.value = lambda * y + (1 - lambda) * fit.mean.value;
  e.se = std::sqrt(variance);
  e.low = e.value - critical * e.se;
  e.high = e.value + critical * e.se;
  e.level = fit.mean.level;
  e.n = e.n_eff = 1;
  e.df = fit.mean.df;
  e.method = std::string("empirical Bayes");
  return e;
}

}  // namespace

random_effects_fit fit_random_effects(numbers y, numbers v, const random_effects_options& options) {
  constexpr const char* function = "fit_random_effects";
  check_level(function, "level", options.level);
  check_units(function, y, v);
  const auto k = static_cast<double>(y.size());
  random_effects_fit fit;
  if (y.empty()) {
    fit.mean = undefined_estimate(name_of(options.method), 0, options.level);
    fit.p_value = fit.tau2 = fit.tau2_se = fit.q = fit.q_p = fit.i2 = fit.h2 = fit.loglik = nan;
    fit.prediction_low = fit.prediction_high = nan;
    return fit;
  }
  const bool one = y.size() == 1;
  const tau2_result t = one ? tau2_result{} : between(y, v, options.method);
  fit.tau2 = t.value;
  fit.tau2_se = t.se;
  const profile fixed = at(y, v, 0), p = at(y, v, t.value);
  double variance = 1 / p.w;
  double df = std::numeric_limits<double>::infinity();
  if (options.inference == mean_inference::knapp_hartung && !one) {
    variance *= p.rss / (k - 1);
    df = k - 1;
  }
  fit.mean = interval_from_variance(p.mu, variance, k, df, options.level);
  fit.mean.method = std::string(name_of(options.method));
  fit.p_value = 2 * (variance > 0 ? stats::student_t_cdf(-std::fabs(p.mu) / fit.mean.se, df)
                     : p.mu == 0  ? 0.5
                                  : 0);
  fit.q = one ? nan : fixed.rss;
  fit.q_p = one ? nan : stats::chi_squared_upper(fixed.rss, k - 1);
  const double typical = one ? nan : (k - 1) / fixed.trace_p();
  if (options.method == between_variance::none) {
    fit.h2 = one ? nan : fit.q / (k - 1);
    fit.i2 = one ? nan : fit.q > k - 1 ? 100 * (1 - 1 / fit.h2) : 0;
  } else {
    fit.i2 = 100 * fit.tau2 / (fit.tau2 + typical);
    fit.h2 = fit.tau2 / typical + 1;
  }
  fit.loglik = -0.5 * (k * stats::log(2 * std::numbers::pi) + p.log_v + p.rss);
  const double critical = stats::critical_value(options.level, df);
  const double spread = critical * std::sqrt(variance + fit.tau2);
  fit.prediction_low = p.mu - spread;
  fit.prediction_high = p.mu + spread;
  for (std::size_t i = 0; i < y.size(); ++i) {
    fit.units.push_back(
        {shrink(y[i], v[i], fit, variance, critical, options.units), fit.tau2 / (fit.tau2 + v[i])});
  }
  return fit;
}

between_variance_interval q_profile_interval(numbers y, numbers v, double level) {
  constexpr const char* function = "q_profile_interval";
  check_level(function, "level", level);
  check_units(function, y, v);
  if (y.size() < 2) return {nan, nan, nan, nan};
  const double k = static_cast<double>(y.size());
  between_variance_interval out;
  out.tau2_low = solve_q(y, v, stats::chi_squared_quantile((1 + level) / 2, k - 1));
  out.tau2_high = solve_q(y, v, stats::chi_squared_quantile((1 - level) / 2, k - 1));
  const double typical = (k - 1) / at(y, v, 0).trace_p();
  out.i2_low = 100 * out.tau2_low / (out.tau2_low + typical);
  out.i2_high = 100 * out.tau2_high / (out.tau2_high + typical);
  return out;
}

std::vector<double> smoothed_variances_of_means(numbers variances, numbers n, double prior_df) {
  constexpr const char* function = "smoothed_variances_of_means";
  check_same_size(function, "variances", variances.size(), "n", n.size());
  check_not_negative(function, "prior_df", prior_df);
  check_all_positive(function, "n", n);
  stats::compensated_sum squares, df;
  for (std::size_t i = 0; i < n.size(); ++i) {
    if (n[i] < 1) {
      throw error(errc::argument,
                  std::string(function) + ": n must be at least 1 answer a unit; leave out units of none",
                  "n", static_cast<std::int64_t>(i));
    }
    if (n[i] == 1) continue;
    check_not_negative(function, "variances", variances[i]);
    squares.add((n[i] - 1) * variances[i]);
    df.add(n[i] - 1);
  }
  const double pooled = df.value() > 0 ? squares.value() / df.value() : 0;
  if (!n.empty() && prior_df > 0) check_positive(function, "the pooled variance", pooled);
  std::vector<double> out;
  for (std::size_t i = 0; i < n.size(); ++i) {
    const double own_df = n[i] - 1;
    const double own = own_df > 0 ? own_df * variances[i] : 0;
    out.push_back((prior_df * pooled + own) / (prior_df + own_df) / n[i]);
  }
  return out;
}

}  // namespace cxm
