// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/design_regression.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/estimate/design_means.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/linear_algebra.hpp"

namespace cxm {
namespace {

struct model_data {
  std::vector<std::size_t> rows;  // of the design
  std::vector<double> y;
  matrix x;
  std::vector<std::uint8_t> use;  // per row of the design
};

model_data gather(std::span<const double> weights, const column_view& y, std::span<const column_view> x,
                  regression_family family, bool constant, std::span<const std::uint8_t> domain) {
  const char* f = "design_regression";
  const std::size_t n = weights.size();
  check_same_size(f, "rows", n, "y", y.size());
  check_column(f, "y", y);
  for (const column_view& c : x) {
    check_same_size(f, "rows", n, "x", c.size());
    check_column(f, "x", c);
  }
  if (!domain.empty()) check_same_size(f, "rows", n, "domain", domain.size());
  model_data d;
  d.use.assign(n, 0);
  for (std::size_t i = 0; i < n; ++i) {
    bool ok = weights[i] != 0 && y.has(i) && (domain.empty() || domain[i] != 0);
    for (const column_view& c : x) ok = ok && c.has(i);
    if (!ok) continue;
    if (family == regression_family::binomial && y.values[i] != 0 && y.values[i] != 1) {
      throw error(errc::argument, "design_regression: y[" + std::to_string(i) + "] is neither 0 nor 1", "y",
                  static_cast<std::int64_t>(i));
    }
    d.use[i] = 1;
    d.rows.push_back(i);
    d.y.push_back(y.values[i]);
  }
  const std::size_t first = constant ? 1 : 0;
  const std::size_t p = x.size() + first;
  check_at_least(f, "coefficients", p, 1);
  if (d.rows.size() < p) {
    throw error(errc::argument,
                "design_regression: " + std::to_string(d.rows.size()) + " complete rows are fewer than the " +
                    std::to_string(p) + " coefficients",
                "x");
  }
  d.x = matrix(d.rows.size(), p);
  for (std::size_t k = 0; k < d.rows.size(); ++k) {
    if (constant) d.x(k, 0) = 1;
    for (std::size_t j = 0; j < x.size(); ++j) d.x(k, j + first) = x[j].values[d.rows[k]];
  }
  if (family == regression_family::binomial &&
      std::all_of(d.y.begin(), d.y.end(), [&](double v) { return v == d.y[0]; })) {
    throw error(errc::numeric,
                "design_regression: every answer of the outcome is the same, so there is no finite fit", "y");
  }
  return d;
}

struct fit_state {
  std::vector<double> coefficients;
  std::vector<double> residual_score;  // w (y - mu): the score of each row is this times x
  matrix inverse;                      // (X' W X)^-1 at the solution
  int iterations = 1;
};

// One weighted least-squares problem. Weights enter as square roots, so the condition number is not
// squared.
stats::qr_factors weighted_qr(const model_data& d, std::span<const double> w) {
  matrix root = d.x;
  for (std::size_t k = 0; k < d.rows.size(); ++k) {
    const double r = std::sqrt(w[k]);
    for (double& v : root.row(k)) v *= r;
  }
  return stats::qr(root);
}

std::vector<double> predict(const model_data& d, std::span<const double> b) {
  std::vector<double> eta(d.rows.size(), 0.0);
  for (std::size_t k = 0; k < eta.size(); ++k) {
    for (std::size_t j = 0; j < b.size(); ++j) eta[k] += d.x(k, j) * b[j];
  }
  return eta;
}

fit_state fit_gaussian(const model_data& d, std::span<const double> w) {
  const auto f = weighted_qr(d, w);
  std::vector<double> target(d.rows.size());
  for (std::size_t k = 0; k < target.size(); ++k) target[k] = std::sqrt(w[k]) * d.y[k];
  fit_state s;
  s.coefficients = stats::solve(f, target);
  s.inverse = stats::gram_inverse(f);
  const auto eta = predict(d, s.coefficients);
  for (std::size_t k = 0; k < eta.size(); ++k) s.residual_score.push_back(w[k] * (d.y[k] - eta[k]));
  return s;
}

[[noreturn]] void separated() {
  throw error(errc::numeric,
              "design_regression: the predictors separate the outcome, so the likelihood has no finite "
              "maximum; leave out or combine predictors",
              "x");
}

fit_state fit_binomial(const model_data& d, std::span<const double> w) {
  // A first look at the predictors alone, so that later rank failure can only mean separation.
  (void)weighted_qr(d, w);
  const std::size_t n = d.rows.size();
  fit_state s;
  std::vector<double> eta(n);
  for (std::size_t k = 0; k < n; ++k) eta[k] = stats::log((d.y[k] + 0.5) / (1.5 - d.y[k]));
  std::vector<double> working(n);
  std::vector<double> target(n);
  for (s.iterations = 1; s.iterations <= 100; ++s.iterations) {
    for (std::size_t k = 0; k < n; ++k) {
      const double mu = 1 / (1 + stats::exp(-eta[k]));
      const double v = mu * (1 - mu);
      working[k] = w[k] * v;
      target[k] = v > 0 ? std::sqrt(working[k]) * (eta[k] + (d.y[k] - mu) / v) : 0;
    }
    try {
      const auto f = weighted_qr(d, working);
      s.coefficients = stats::solve(f, target);
      s.inverse = stats::gram_inverse(f);
    } catch (const error&) {
      separated();
    }
    const auto next = predict(d, s.coefficients);
    double change = 0;
    for (std::size_t k = 0; k < n; ++k) {
      if (w[k] > 0) change = std::max(change, std::fabs(next[k] - eta[k]) / (1 + std::fabs(next[k])));
    }
    eta = next;
    // Newton's method: a step of 1e-9 leaves an error near 1e-18, so one more step is rounding.
    if (change < 1e-9) break;
  }
  if (s.iterations > 100) separated();
  for (std::size_t k = 0; k < n; ++k) {
    const double mu = 1 / (1 + stats::exp(-eta[k]));
    s.residual_score.push_back(w[k] * (d.y[k] - mu));
    working[k] = w[k] * mu * (1 - mu);
  }
  s.inverse = stats::gram_inverse(weighted_qr(d, working));
  return s;
}

fit_state fit(const model_data& d, std::span<const double> w, regression_family family) {
  return family == regression_family::gaussian ? fit_gaussian(d, w) : fit_binomial(d, w);
}

}  // namespace

double design_regression_fit::se(std::size_t k) const { return std::sqrt(std::max(0.0, covariance(k, k))); }

double design_regression_fit::p_value(std::size_t k) const {
  if (!(df_residual > 0)) return std::numeric_limits<double>::quiet_NaN();
  return 2 * stats::student_t_cdf(-std::fabs(coefficients.at(k) / se(k)), df_residual);
}

estimate design_regression_fit::coefficient(std::size_t k, double level) const {
  design_estimates e;
  e.value = coefficients;
  e.covariance = covariance;
  e.n.assign(coefficients.size(), n);
  e.df = df_residual;
  e.method = method;
  e.flags = flags;
  return interval_of(e, k, level);
}

design_regression_fit design_regression(const survey_design& design, const column_view& y,
                                        std::span<const column_view> x, regression_family family,
                                        bool constant, std::span<const std::uint8_t> domain) {
  const model_data d = gather(design.weights(), y, x, family, constant, domain);
  std::vector<double> w(d.rows.size());
  for (std::size_t k = 0; k < w.size(); ++k) w[k] = design.weights()[d.rows[k]];
  const fit_state s = fit(d, w, family);
  const std::size_t p = s.coefficients.size();
  matrix scores(design.rows(), p);
  for (std::size_t k = 0; k < d.rows.size(); ++k) {
    for (std::size_t j = 0; j < p; ++j) {
      double influence = 0;
      for (std::size_t i = 0; i < p; ++i) influence += d.x(k, i) * s.inverse(i, j);
      scores(d.rows[k], j) = s.residual_score[k] * influence;
    }
  }
  design_regression_fit out;
  out.coefficients = s.coefficients;
  out.covariance = design.variance_of_totals(scores);
  out.n = static_cast<double>(d.rows.size());
  out.df_residual = design.degrees_of_freedom(d.use) + 1 - static_cast<double>(p);
  out.iterations = s.iterations;
  out.method = family == regression_family::gaussian ? "design-based linear regression"
                                                     : "design-based logistic regression";
  if (design.has_lonely_units()) out.flags |= bit(estimate_flag::lonely_psu);
  return out;
}

design_regression_fit design_regression(const replicate_weights& design, const column_view& y,
                                        std::span<const column_view> x, regression_family family,
                                        bool constant, std::span<const std::uint8_t> domain) {
  const model_data d = gather(design.sampling, y, x, family, constant, domain);
  int iterations = 0;
  const design_estimates e = replicate_estimates(design, [&](std::span<const double> all) {
    std::vector<double> w(d.rows.size());
    for (std::size_t k = 0; k < w.size(); ++k) w[k] = all[d.rows[k]];
    const fit_state s = fit(d, w, family);
    iterations = std::max(iterations, s.iterations);
    return s.coefficients;
  });
  design_regression_fit out;
  out.coefficients = e.value;
  out.covariance = e.covariance;
  out.n = static_cast<double>(d.rows.size());
  out.df_residual = e.df + 1 - static_cast<double>(e.value.size());
  out.iterations = iterations;
  out.method = e.method;
  return out;
}

design_t_test_result design_t_test(const survey_design& design, const column_view& y,
                                   const column_view& group, double level,
                                   std::span<const std::uint8_t> domain) {
  for (std::size_t i = 0; i < group.size(); ++i) {
    if (group.has(i) && group.values[i] != 0 && group.values[i] != 1) {
      throw error(errc::argument, "design_t_test: group[" + std::to_string(i) + "] is neither 0 nor 1",
                  "group", static_cast<std::int64_t>(i));
    }
  }
  const design_regression_fit m =
      design_regression(design, y, {&group, 1}, regression_family::gaussian, true, domain);
  design_t_test_result out;
  out.difference = m.coefficient(1, level);
  out.difference.method = "design-based t test";
  out.t = m.coefficients[1] / m.se(1);
  out.df = m.df_residual;
  out.p = m.p_value(1);
  return out;
}

}  // namespace cxm
