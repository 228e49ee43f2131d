// SPDX-License-Identifier: Apache-2.0
#include "cxm/data/calibration.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "base/number_text.hpp"
#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/linear_algebra.hpp"

namespace cxm {
namespace {

weighting_report report_of(std::string method, std::span<const double> before,
                           std::span<const double> after) {
  weighting_report r;
  r.method = std::move(method);
  r.before = diagnose_weights(before);
  r.after = diagnose_weights(after);
  r.least_ratio = std::numeric_limits<double>::infinity();
  r.greatest_ratio = -r.least_ratio;
  for (std::size_t i = 0; i < before.size(); ++i) {
    if (!(before[i] > 0)) continue;
    r.least_ratio = std::min(r.least_ratio, after[i] / before[i]);
    r.greatest_ratio = std::max(r.greatest_ratio, after[i] / before[i]);
  }
  return r;
}

std::string group_name(const population_margin& m, std::size_t g) {
  const std::string margin = m.name.empty() ? "a margin" : "margin '" + m.name + "'";
  return "group " + (g < m.labels.size() ? "'" + m.labels[g] + "'" : std::to_string(g)) + " of " + margin;
}

std::vector<double> weighted_counts(const population_margin& m, std::span<const double> w) {
  std::vector<double> counts(m.groups.groups, 0.0);
  for (std::size_t i = 0; i < w.size(); ++i) {
    if (w[i] != 0) counts[m.groups.of_row[i]] += w[i];
  }
  return counts;
}

void check_margin(const char* function, const survey_design& design, const population_margin& m) {
  check_same_size(function, "rows", design.rows(), "groups", m.groups.of_row.size());
  check_same_size(function, "groups", m.groups.groups, "totals", m.totals.size());
  for (std::size_t g = 0; g < m.totals.size(); ++g) {
    check_not_negative(function, "totals", m.totals[g]);
  }
  for (std::size_t i = 0; i < design.rows(); ++i) {
    if (m.groups.of_row[i] >= m.groups.groups) {
      throw error(errc::data,
                  std::string(function) + ": row " + std::to_string(i) + " is in no group of " +
                      (m.name.empty() ? "the margin" : "margin '" + m.name + "'") +
                      "; give every group that respondents have a population total",
                  m.name.empty() ? "margin" : m.name, static_cast<std::int64_t>(i));
    }
  }
  const std::vector<double> counts = weighted_counts(m, design.weights());
  for (std::size_t g = 0; g < counts.size(); ++g) {
    if (m.totals[g] > 0 && !(counts[g] > 0)) {
      throw error(errc::data,
                  std::string(function) + ": " + group_name(m, g) +
                      " has a population total but no respondent; join it with another group",
                  m.name.empty() ? "margin" : m.name);
    }
  }
}

void fit_margin(const population_margin& m, std::vector<double>& w) {
  const std::vector<double> counts = weighted_counts(m, w);
  for (std::size_t i = 0; i < w.size(); ++i) {
    const std::size_t g = m.groups.of_row[i];
    if (w[i] != 0) w[i] *= m.totals[g] / counts[g];
  }
}

double misfit(const population_margin& m, std::span<const double> w) {
  const std::vector<double> counts = weighted_counts(m, w);
  double worst = 0;
  for (std::size_t g = 0; g < counts.size(); ++g) {
    worst = std::max(worst, std::fabs(counts[g] - m.totals[g]) / (1 + m.totals[g]));
  }
  return worst;
}

// What the variance after calibration to the totals of `x` takes out: an orthonormal basis of sqrt(w) x.
calibration_step regression_step(std::span<const double> before, const matrix& x, std::vector<double> after) {
  matrix root = x;
  for (std::size_t i = 0; i < x.rows; ++i) {
    for (double& v : root.row(i)) v *= std::sqrt(before[i]);
  }
  const std::vector<std::size_t> kept = stats::independent_columns(root);
  matrix basis(x.rows, kept.size());
  for (std::size_t i = 0; i < x.rows; ++i) {
    for (std::size_t j = 0; j < kept.size(); ++j) basis(i, j) = root(i, kept[j]);
  }
  calibration_step step;
  step.how = calibration_step::kind::regression;
  step.weights_before.assign(before.begin(), before.end());
  step.weights_after.push_back(std::move(after));
  step.basis = stats::qr(basis).q;
  return step;
}

// g(u) and its derivative for the three distances, cut at the bounds.
struct distance {
  calibration_distance kind;
  double lower;
  double upper;

  [[nodiscard]] double g(double u) const {
    switch (kind) {
      case calibration_distance::linear:
        return std::clamp(1 + u, lower, upper);
      case calibration_distance::raking:
        return std::clamp(stats::exp(u), lower, upper);
      case calibration_distance::logit: {
        // Deville & Sarndal 1992, case 6, written with exp(-|.|) so that it cannot overflow.
        const double a = (upper - lower) / ((upper - 1) * (1 - lower));
        const double e = stats::exp(-std::fabs(a * u));
        const double left = u > 0 ? (upper - 1) * e : (upper - 1);
        const double right = u > 0 ? (1 - lower) : (1 - lower) * e;
        return (lower * left + upper * right) / (left + right);
      }
    }
    return 1;
  }
  [[nodiscard]] double slope(double u) const {
    switch (kind) {
      case calibration_distance::linear:
        return 1 + u > lower && 1 + u < upper ? 1 : 0;
      case calibration_distance::raking: {
        const double e = stats::exp(u);
        return e > lower && e < upper ? e : 0;
      }
      case calibration_distance::logit: {
        const double a = (upper - lower) / ((upper - 1) * (1 - lower));
        const double v = g(u);
        return a * (v - lower) * (upper - v) / (upper - lower);
      }
    }
    return 0;
  }
};

}  // namespace

weight_diagnostics diagnose_weights(std::span<const double> weights) {
  weight_diagnostics d;
  d.min = std::numeric_limits<double>::infinity();
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const double w = weights[i];
    if (!std::isfinite(w)) check_weights("diagnose_weights", "weights", weights, weights.size());
    if (w < 0) d.negative += 1;
    if (w == 0) continue;
    d.n += 1;
    d.sum += w;
    d.min = std::min(d.min, w);
    d.max = std::max(d.max, w);
  }
  if (!(d.sum > 0)) {
    throw error(errc::argument, "diagnose_weights: weights must have a positive sum", "weights");
  }
  double squares = 0;  // of w / sum, so that neither huge nor tiny weights overflow
  double spread = 0;
  const double mean = d.sum / d.n;
  for (const double w : weights) {
    if (w == 0) continue;
    squares += (w / d.sum) * (w / d.sum);
    spread += (w / mean - 1) * (w / mean - 1);
  }
  d.n_eff = 1 / squares;
  d.cv2 = spread / d.n;
  d.design_effect = d.n * squares;
  if (d.min == d.max) {  // exactly, not up to rounding
    d.n_eff = d.n;
    d.design_effect = 1;
    d.cv2 = 0;
  }
  return d;
}

weighted_design post_stratify(const survey_design& design, const population_margin& margin) {
  check_margin("post_stratify", design, margin);
  std::vector<double> w(design.weights().begin(), design.weights().end());
  fit_margin(margin, w);
  calibration_step step;
  step.how = calibration_step::kind::post_stratification;
  step.margins = {margin.groups};
  step.weights_before.assign(design.weights().begin(), design.weights().end());
  step.weights_after = {w};
  weighting_report report = report_of("post-stratification", design.weights(), w);
  report.iterations = 1;
  report.worst_misfit = misfit(margin, w);
  return {design.reweighted(std::move(w), std::move(step)), std::move(report)};
}

weighted_design rake(const survey_design& design, std::span<const population_margin> margins,
                     const raking_options& options) {
  check_at_least("rake", "margins", margins.size(), 1);
  check_positive("rake", "tolerance", options.tolerance);
  double size = 0;
  for (std::size_t m = 0; m < margins.size(); ++m) {
    check_margin("rake", design, margins[m]);
    double sum = 0;
    for (const double t : margins[m].totals) sum += t;
    if (m == 0) {
      size = sum;
    } else if (std::fabs(sum - size) > 1e-6 * size) {
      throw error(errc::data,
                  "rake: the totals of margin " + std::to_string(m) + " add to " + detail::number_text(sum) +
                      ", but those of the first margin to " + detail::number_text(size) + "; they must agree",
                  margins[m].name.empty() ? "margins" : margins[m].name);
    }
  }
  std::vector<double> w(design.weights().begin(), design.weights().end());
  calibration_step step;
  step.how = calibration_step::kind::raking;
  step.weights_before = w;
  for (const population_margin& m : margins) step.margins.push_back(m.groups);
  step.weights_after.resize(margins.size());
  double worst = std::numeric_limits<double>::infinity();
  int iteration = 0;
  while (worst > options.tolerance) {
    if (iteration == options.most_iterations) {
      throw error(errc::numeric,
                  "rake: after " + std::to_string(iteration) + " rounds the totals are still off by " +
                      detail::number_text(worst) +
                      " (relative); join small groups, or allow more rounds or a larger tolerance",
                  "most_iterations");
    }
    ++iteration;
    for (std::size_t m = 0; m < margins.size(); ++m) {
      fit_margin(margins[m], w);
      step.weights_after[m] = w;
    }
    worst = 0;
    for (const population_margin& m : margins) worst = std::max(worst, misfit(m, w));
  }
  if (options.variance == raking_variance::regression) {
    std::size_t columns = 0;
    for (const population_margin& m : margins) columns += m.groups.groups;
    matrix indicators(design.rows(), columns);
    std::size_t first = 0;
    for (const population_margin& m : margins) {
      for (std::size_t i = 0; i < design.rows(); ++i) indicators(i, first + m.groups.of_row[i]) = 1;
      first += m.groups.groups;
    }
    step = regression_step(design.weights(), indicators, w);
  }
  weighting_report report = report_of("raking", design.weights(), w);
  report.iterations = iteration;
  report.worst_misfit = worst;
  return {design.reweighted(std::move(w), std::move(step)), std::move(report)};
}

weighted_design calibrate(const survey_design& design, const matrix& auxiliaries,
                          std::span<const double> totals, const calibration_options& options) {
  const char* f = "calibrate";
  const std::size_t n = design.rows();
  const std::size_t p = auxiliaries.cols;
  check_same_size(f, "rows", n, "auxiliaries", auxiliaries.rows);
  check_same_size(f, "columns of auxiliaries", p, "totals", totals.size());
  check_at_least(f, "columns of auxiliaries", p, 1);
  check_positive(f, "tolerance", options.tolerance);
  for (const double t : totals) check_finite(f, "totals", t);
  for (std::size_t i = 0; i < n; ++i) {
    for (const double x : auxiliaries.row(i)) check_finite(f, "auxiliaries", x);
  }
  const bool bounded = std::isfinite(options.lower) || std::isfinite(options.upper);
  if (!(options.lower < 1 && options.upper > 1)) {
    throw error(errc::argument,
                "calibrate: the bounds of new / old weight are " + detail::number_text(options.lower) +
                    " and " + detail::number_text(options.upper) + ", but 1 must lie between them",
                "lower");
  }
  if (options.distance == calibration_distance::logit &&
      !(std::isfinite(options.lower) && std::isfinite(options.upper))) {
    throw error(errc::argument, "calibrate: the logit distance needs two finite bounds", "lower");
  }
  const auto w = design.weights();
  const distance d{options.distance, options.lower, options.upper};
  std::vector<double> eta(p, 0.0);
  std::vector<double> u(n, 0.0);
  std::vector<double> g(n, 1.0);
  std::vector<double> miss(p);
  const auto evaluate = [&](std::span<const double> at) {
    double worst = 0;
    for (std::size_t j = 0; j < p; ++j) miss[j] = totals[j];
    for (std::size_t i = 0; i < n; ++i) {
      if (w[i] == 0) continue;
      const auto x = auxiliaries.row(i);
      double s = 0;
      for (std::size_t j = 0; j < p; ++j) s += x[j] * at[j];
      u[i] = s;
      g[i] = d.g(s);
      for (std::size_t j = 0; j < p; ++j) miss[j] -= w[i] * g[i] * x[j];
    }
    for (std::size_t j = 0; j < p; ++j) {
      worst = std::max(worst, std::fabs(miss[j]) / (1 + std::fabs(totals[j])));
      if (!std::isfinite(miss[j])) worst = std::numeric_limits<double>::infinity();
    }
    return worst;
  };
  double worst = evaluate(eta);
  int iteration = 0;
  while (worst > options.tolerance) {
    if (iteration == options.most_iterations) break;
    ++iteration;
    matrix information(p, p);
    for (std::size_t i = 0; i < n; ++i) {
      const double h = w[i] == 0 ? 0 : w[i] * d.slope(u[i]);
      if (h == 0) continue;
      const auto x = auxiliaries.row(i);
      for (std::size_t a = 0; a < p; ++a) {
        for (std::size_t b = 0; b <= a; ++b) information(a, b) += h * x[a] * x[b];
      }
    }
    for (std::size_t a = 0; a < p; ++a) {
      for (std::size_t b = 0; b < a; ++b) information(b, a) = information(a, b);
    }
    const std::vector<double> step = stats::solve_psd(information, miss);
    double length = 1;
    double next = std::numeric_limits<double>::infinity();
    std::vector<double> trial(p);
    // Halve while the step leads to where weights overflow, or, smooth distances, away from the totals.
    for (int halving = 0; halving < 60; ++halving, length /= 2) {
      for (std::size_t j = 0; j < p; ++j) trial[j] = eta[j] + length * step[j];
      next = evaluate(trial);
      if (std::isfinite(next) && (options.distance == calibration_distance::linear || next < worst * 4)) {
        break;
      }
    }
    const bool stuck = trial == eta;
    eta = trial;
    worst = next;
    if (stuck) break;
  }
  // Rounding alone may keep the misfit above a tolerance near the unit roundoff.
  if (!(worst <= std::max(options.tolerance, 1e-9))) {
    throw error(errc::numeric,
                "calibrate: no weights " + std::string(bounded ? "within the bounds " : "") +
                    "meet the totals; they are still off by " + detail::number_text(worst) +
                    " (relative) after " + std::to_string(iteration) + " steps" +
                    (bounded ? "; widen the bounds or check the totals" : "; check the totals"),
                "totals");
  }
  std::vector<double> after(n);
  for (std::size_t i = 0; i < n; ++i) after[i] = w[i] == 0 ? 0 : w[i] * g[i];
  calibration_step step = regression_step(w, auxiliaries, after);
  const char* const names[] = {"linear", "raking", "logit"};
  weighting_report report =
      report_of(std::string("calibration (") + names[static_cast<std::size_t>(options.distance)] +
                    (bounded ? ", bounded)" : ")"),
                w, after);
  report.iterations = iteration;
  report.worst_misfit = worst;
  return {design.reweighted(std::move(after), std::move(step)), std::move(report)};
}

weighted_design trim_weights(const survey_design& design, double lower, double upper, bool strict) {
  if (!(lower < upper) || !(upper > 0)) {
    throw error(errc::argument,
                "trim_weights: lower is " + detail::number_text(lower) + " and upper " +
                    detail::number_text(upper) + ", but lower must be below upper, and upper above 0",
                "lower");
  }
  std::vector<double> w(design.weights().begin(), design.weights().end());
  std::vector<std::uint8_t> cut(w.size(), 0);
  int rounds = 0;
  for (;;) {
    double excess = 0;
    double takers = 0;
    bool any = false;
    for (std::size_t i = 0; i < w.size(); ++i) {
      if (w[i] == 0) continue;  // does not count, and does not begin to
      const double kept = std::clamp(w[i], lower, upper);
      if (kept != w[i]) {
        any = true;
        excess += w[i] - kept;
        w[i] = kept;
        cut[i] = 1;
      } else if (cut[i] == 0) {
        takers += 1;
      }
    }
    if (!any) break;
    ++rounds;
    if (takers == 0) {
      throw error(errc::numeric,
                  "trim_weights: no weight is left within the limits to take what was cut; widen them",
                  "upper");
    }
    for (std::size_t i = 0; i < w.size(); ++i) {
      if (w[i] != 0 && cut[i] == 0) w[i] += excess / takers;
    }
    if (!strict) break;
  }
  weighting_report report = report_of("trimming", design.weights(), w);
  report.iterations = rounds;
  return {design.reweighted(std::move(w)), std::move(report)};
}

}  // namespace cxm
