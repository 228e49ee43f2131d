// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/design_quantile.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/estimate/design_means.hpp"
#include "cxm/estimate/share.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/root.hpp"

namespace cxm {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

struct limits {
  double low = nan_value;
  double high = nan_value;
};

double logistic(double x) { return x < 0 ? stats::exp(x) / (1 + stats::exp(x)) : 1 / (1 + stats::exp(-x)); }

// Interval of a share `p` with design variance `v`.
limits share_limits(double p, double v, double rows, double df, double level, proportion_interval method) {
  const double t = stats::critical_value(level, df);
  const double se = std::sqrt(std::max(0.0, v));
  switch (method) {
    case proportion_interval::mean:
      return {p - t * se, p + t * se};
    case proportion_interval::logit: {
      if (!(p > 0 && p < 1)) return {};
      const double centre = stats::log(p / (1 - p));
      const double half = t * se / (p * (1 - p));
      return {logistic(centre - half), logistic(centre + half)};
    }
    case proportion_interval::arc_sine: {
      if (!(p > 0 && p < 1)) return {};
      const double centre = stats::asin(std::sqrt(p));
      const double half = t * se / (2 * std::sqrt(p * (1 - p)));
      return {centre - half, centre + half};  // angles
    }
    case proportion_interval::beta: {
      share_options exact;
      exact.method = share_method::clopper_pearson;
      exact.level = level;
      const estimate e = share_interval(p, korn_graubard_size(p, v, rows, df, level), exact);
      return {e.low, e.high};
    }
    case proportion_interval::likelihood: {
      if (!(p > 0 && p < 1) || !(v > 0)) return {};
      // Deviance n x 2 KL(p, q) of the model with a constant alone. It is compared with t^2 times the
      // design effect V n / (p (1 - p)) times the dispersion n / (n - 1) of the Pearson residuals.
      const double limit = t * t * v / (p * (1 - p)) * rows / (rows - 1);
      const double centre = stats::log(p / (1 - p));
      const auto over = [&](double eta) {
        const double q = logistic(eta);
        return 2 * (p * stats::log(p / q) + (1 - p) * stats::log((1 - p) / (1 - q))) - limit;
      };
      double far = 1;
      while (over(centre + far) < 0 && far < 64) far *= 2;
      const double high = over(centre + far) < 0 ? 1 : logistic(stats::find_root(over, centre, centre + far));
      far = 1;
      while (over(centre - far) < 0 && far < 64) far *= 2;
      const double low = over(centre - far) < 0 ? 0 : logistic(stats::find_root(over, centre - far, centre));
      return {low, high};
    }
  }
  return {};
}

double squared_sine(double angle) { return stats::sin(angle) * stats::sin(angle); }

// Share of answers at or below x (or any 0/1 column) with its variance.
design_estimates share_below(const survey_design& design, const column_view& y, double x,
                             std::span<const std::uint8_t> use) {
  std::vector<double> indicator(design.rows(), 0.0);
  for (std::size_t i = 0; i < indicator.size(); ++i) {
    if (use[i] != 0 && y.values[i] <= x) indicator[i] = 1;
  }
  const column_view column(indicator);
  return design_means(design, {&column, 1}, use);
}

std::vector<std::uint8_t> answered(const char* function, std::span<const double> weights,
                                   const column_view& y, std::span<const std::uint8_t> domain) {
  check_same_size(function, "rows", weights.size(), "y", y.size());
  check_column(function, "y", y);
  if (!domain.empty()) check_same_size(function, "rows", weights.size(), "domain", domain.size());
  std::vector<std::uint8_t> use(weights.size(), 0);
  for (std::size_t i = 0; i < use.size(); ++i) {
    use[i] = y.has(i) && weights[i] != 0 && (domain.empty() || domain[i] != 0) ? 1 : 0;
  }
  return use;
}

double interquartile_range(std::vector<double> x) {
  std::sort(x.begin(), x.end());
  const auto at = [&](double p) {  // type 7
    const double h = (static_cast<double>(x.size()) - 1) * p;
    const auto k = static_cast<std::size_t>(h);
    return k + 1 < x.size() ? x[k] + (h - std::floor(h)) * (x[k + 1] - x[k]) : x.back();
  };
  return at(0.75) - at(0.25);
}

// Francisco & Fuller 1991: theta such that the score test of P(y > theta) = 1 - p gives exactly t.
limits score_limits(const survey_design& design, const column_view& y, double p, double t,
                    std::span<const std::uint8_t> use, const stats::weighted_sample& sample,
                    const design_quantile_options& options) {
  std::vector<double> x;
  for (std::size_t i = 0; i < use.size(); ++i) {
    if (use[i] != 0) x.push_back(y.values[i]);
  }
  const double iqr = interquartile_range(x);
  const double low = *std::min_element(x.begin(), x.end()) + iqr / 100;
  const double high = *std::max_element(x.begin(), x.end()) - iqr / 100;
  const double tolerance = 1 / (100 * std::sqrt(static_cast<double>(design.rows())));
  const auto statistic = [&](double theta) {
    const design_estimates below = share_below(design, y, theta, use);
    // U = P(y > theta) - (1 - p) has the standard error of the share at or below theta.
    return (p - below.value[0]) / below.se(0);
  };
  const auto solve = [&](double limit) {
    const auto f = [&](double theta) { return statistic(theta) - limit; };
    if (!(f(low) > 0) || !(f(high) < 0)) return nan_value;
    return stats::find_root(f, low, high, tolerance);
  };
  limits out{solve(t), solve(-t)};
  const auto back = [&](double theta) {
    if (std::isnan(theta)) return nan_value;
    double share = sample.share_at_or_below(theta);
    if (options.interval == quantile_interval::score_survey) {
      share = static_cast<double>(std::count_if(x.begin(), x.end(), [&](double v) { return v <= theta; })) /
              static_cast<double>(x.size());
    }
    return sample.quantile(share, options.rule);
  };
  return {back(out.low), back(out.high)};
}

proportion_interval share_interval_of(quantile_interval method) {
  switch (method) {
    case quantile_interval::logit:
      return proportion_interval::logit;
    case quantile_interval::arc_sine:
      return proportion_interval::arc_sine;
    case quantile_interval::beta:
      return proportion_interval::beta;
    default:
      return proportion_interval::mean;
  }
}

const char* name_of(quantile_interval method) {
  switch (method) {
    case quantile_interval::mean:
      return "Woodruff";
    case quantile_interval::logit:
      return "Woodruff, logit";
    case quantile_interval::arc_sine:
      return "Woodruff, arc sine";
    case quantile_interval::beta:
      return "Woodruff, beta";
    case quantile_interval::score:
      return "Francisco-Fuller score";
    case quantile_interval::score_survey:
      return "Francisco-Fuller score (survey 4.1)";
  }
  return "";
}

}  // namespace

std::vector<estimate> design_quantiles(const survey_design& design, const column_view& y,
                                       std::span<const double> p, const design_quantile_options& options,
                                       std::span<const std::uint8_t> domain) {
  check_level("design_quantiles", "level", options.level);
  const auto use = answered("design_quantiles", design.weights(), y, domain);
  std::vector<double> values;
  std::vector<double> weights;
  for (std::size_t i = 0; i < use.size(); ++i) {
    if (use[i] == 0) continue;
    values.push_back(y.values[i]);
    weights.push_back(design.weights()[i]);
  }
  const auto n = static_cast<double>(values.size());
  std::vector<estimate> out;
  if (values.empty()) {
    for (std::size_t k = 0; k < p.size(); ++k) {
      check_share("design_quantiles", "p", p[k]);
      out.push_back(undefined_estimate(name_of(options.interval), 0, options.level));
    }
    return out;
  }
  const stats::weighted_sample sample(values, weights, options.step_tolerance);
  const double df = design.degrees_of_freedom(use);
  for (const double share : p) {
    check_share("design_quantiles", "p", share);
    estimate e;
    e.value = sample.quantile(share, options.rule);
    e.level = options.level;
    e.n = n;
    e.n_eff = n;
    e.df = df;
    e.method = name_of(options.interval);
    if (design.has_lonely_units()) e.set(estimate_flag::lonely_psu);
    if (!(df > 0)) {
      e.set(estimate_flag::no_interval);
      out.push_back(e);
      continue;
    }
    const double t = stats::critical_value(options.level, df);
    if (options.interval == quantile_interval::score || options.interval == quantile_interval::score_survey) {
      const limits l = score_limits(design, y, share, t, use, sample, options);
      e.low = l.low;
      e.high = l.high;
    } else {
      const design_estimates below = share_below(design, y, e.value, use);
      limits l = share_limits(below.value[0], below.covariance(0, 0), n, df, options.level,
                              share_interval_of(options.interval));
      if (options.interval == quantile_interval::arc_sine) {
        l = {squared_sine(std::max(0.0, l.low)), squared_sine(std::min(std::numbers::pi / 2, l.high))};
      }
      if (l.low >= 0 && l.low <= 1) e.low = sample.quantile(l.low, options.rule);
      if (l.high >= 0 && l.high <= 1) e.high = sample.quantile(l.high, options.rule);
    }
    e.se = (e.high - e.low) / (2 * t);
    if (std::isnan(e.low) || std::isnan(e.high)) e.set(estimate_flag::no_interval);
    out.push_back(e);
  }
  return out;
}

std::vector<estimate> design_quantiles(const replicate_weights& design, const column_view& y,
                                       std::span<const double> p, const design_quantile_options& options,
                                       std::span<const std::uint8_t> domain) {
  check_level("design_quantiles", "level", options.level);
  for (const double share : p) check_share("design_quantiles", "p", share);
  const auto use = answered("design_quantiles", design.sampling, y, domain);
  std::vector<double> values;
  double n = 0;
  for (std::size_t i = 0; i < use.size(); ++i) {
    if (use[i] == 0) continue;
    values.push_back(y.values[i]);
    n += 1;
  }
  const design_estimates e = replicate_estimates(design, [&](std::span<const double> w) {
    std::vector<double> weights;
    for (std::size_t i = 0; i < use.size(); ++i) {
      if (use[i] != 0) weights.push_back(w[i]);
    }
    const stats::weighted_sample sample(values, weights, options.step_tolerance);
    std::vector<double> q;
    for (const double share : p) q.push_back(sample.quantile(share, options.rule));
    return q;
  });
  std::vector<estimate> out;
  for (std::size_t k = 0; k < p.size(); ++k) {
    out.push_back(interval_of(e, k, options.level));
    out.back().n = out.back().n_eff = n;
  }
  return out;
}

estimate design_proportion(const survey_design& design, const column_view& y, proportion_interval method,
                           double level, bool clamp, std::span<const std::uint8_t> domain) {
  check_level("design_proportion", "level", level);
  const auto use = answered("design_proportion", design.weights(), y, domain);
  double n = 0;
  for (std::size_t i = 0; i < use.size(); ++i) {
    if (use[i] == 0) continue;
    n += 1;
    if (y.values[i] != 0 && y.values[i] != 1) {
      throw error(errc::argument, "design_proportion: y[" + std::to_string(i) + "] is neither 0 nor 1", "y",
                  static_cast<std::int64_t>(i));
    }
  }
  const char* const names[] = {"logit", "likelihood", "arc sine", "beta (Korn-Graubard)", "Wald"};
  const design_estimates share = design_means(design, {&y, 1}, use);
  estimate e = interval_of(share, 0, level);
  e.method = std::string("design-based share, ") + names[static_cast<std::size_t>(method)];
  if (!e.defined() || e.has(estimate_flag::no_interval)) return e;
  const double v = share.covariance(0, 0);
  if (v > 0 && e.value > 0 && e.value < 1) e.n_eff = e.value * (1 - e.value) / v;
  limits l = share_limits(e.value, v, n, share.df, level, method);
  if (method == proportion_interval::arc_sine) {
    if (clamp && (l.low < 0 || l.high > std::numbers::pi / 2)) e.set(estimate_flag::clamped);
    if (clamp) l = {std::max(0.0, l.low), std::min(std::numbers::pi / 2, l.high)};
    l = {squared_sine(l.low), squared_sine(l.high)};
  } else if (clamp && (l.low < 0 || l.high > 1)) {
    e.set(estimate_flag::clamped);
    l = {std::max(0.0, l.low), std::min(1.0, l.high)};
  }
  e.low = l.low;
  e.high = l.high;
  if (std::isnan(e.low) || std::isnan(e.high)) e.set(estimate_flag::no_interval);
  return e;
}

}  // namespace cxm
