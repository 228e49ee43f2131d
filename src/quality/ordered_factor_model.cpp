// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/ordered_factor_model.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/quality/polychoric.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/linear_algebra.hpp"
#include "cxm/stats/scoring.hpp"
#include "quality/polychoric_cells.hpp"
#include "quality/structure.hpp"

namespace cxm {
namespace {

constexpr const char* function = "fit_ordered_factor_model";
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

/// Polychoric correlations, pair by pair below the diagonal, with their sampling covariance times n.
struct ordered_moments {
  double n = 0;
  std::vector<double> correlations;
  matrix spread;
  matrix full;
  std::vector<std::vector<double>> thresholds, threshold_spread;
};

ordered_moments moments_of_codes(std::span<const column_view> items) {
  const std::size_t k = items.size();
  const auto keep = stats::complete_rows(items);
  ordered_moments out;
  std::vector<std::vector<double>> values(k);
  std::vector<std::vector<std::size_t>> code(k);
  for (std::size_t j = 0; j < k; ++j) {
    for (std::size_t i = 0; i < keep.size(); ++i) {
      if (keep[i] != 0) values[j].push_back(items[j].values[i]);
    }
    std::vector<double> codes = values[j];
    std::sort(codes.begin(), codes.end());
    codes.erase(std::unique(codes.begin(), codes.end()), codes.end());
    if (codes.size() < 2) {
      throw error(errc::data,
                  std::string(function) + ": everybody gave item " + std::to_string(j) +
                      " the same answer; leave it out",
                  "items", -1, static_cast<std::int64_t>(j));
    }
    std::vector<double> counts(codes.size(), 0);
    for (const double v : values[j]) {
      code[j].push_back(
          static_cast<std::size_t>(std::lower_bound(codes.begin(), codes.end(), v) - codes.begin()));
      counts[code[j].back()] += 1;
    }
    out.thresholds.push_back(detail::thresholds_of(counts));
    std::vector<double> spread;
    for (const double t : out.thresholds[j]) {
      const double below = stats::normal_cdf(t), density = stats::normal_pdf(t);
      spread.push_back(below * (1 - below) / (density * density));
    }
    out.threshold_spread.push_back(std::move(spread));
  }
  const std::size_t n = values[0].size();
  out.n = static_cast<double>(n);
  out.full = matrix(k, k);
  std::vector<matrix> influence;
  for (std::size_t a = 0; a < k; ++a) {
    out.full(a, a) = 1;
    for (std::size_t b = 0; b < a; ++b) {
      const matrix counts = count_table(column_view(values[a]), column_view(values[b]));
      const polychoric_fit f = polychoric(counts);
      if (f.correlation.has(estimate_flag::no_interval)) {
        throw error(errc::numeric,
                    std::string(function) + ": items " + std::to_string(b) + " and " + std::to_string(a) +
                        " repeat each other; leave one out",
                    "items");
      }
      const double r = f.correlation.value;
      out.full(a, b) = out.full(b, a) = r;
      out.correlations.push_back(r);
      const detail::normal_cells cells(f.row_thresholds, f.column_thresholds, r);
      influence.push_back(detail::polychoric_influence(counts, cells, out.n));
    }
  }
  const std::size_t pairs = influence.size();
  out.spread = matrix(pairs, pairs);
  std::vector<double> u(pairs);
  for (std::size_t i = 0; i < n; ++i) {
    std::size_t at = 0;
    for (std::size_t a = 0; a < k; ++a) {
      for (std::size_t b = 0; b < a; ++b, ++at) u[at] = influence[at](code[a][i], code[b][i]);
    }
    for (std::size_t x = 0; x < pairs; ++x) {
      for (std::size_t y = 0; y <= x; ++y) out.spread(x, y) += u[x] * u[y] / out.n;
    }
  }
  for (std::size_t x = 0; x < pairs; ++x) {
    for (std::size_t y = 0; y < x; ++y) out.spread(y, x) = out.spread(x, y);
  }
  return out;
}

/// Half the weighted sum of squared residuals, its gradient and J'WJ; `jacobian` (pairs x free) where asked
/// for.
void evaluate(const detail::structure& s, const ordered_moments& m, std::span<const double> at, bool slopes,
              stats::scoring_point& out, matrix* jacobian) {
  const detail::implied_moments implied = detail::imply(s, at, 0);
  const std::size_t pairs = m.correlations.size();
  std::vector<double> rest(pairs);
  out.value = 0;
  std::size_t p = 0;
  for (std::size_t a = 0; a < s.items; ++a) {
    for (std::size_t b = 0; b < a; ++b, ++p) {
      rest[p] = m.correlations[p] - implied.covariance(a, b);
      out.value += rest[p] * rest[p] / m.spread(p, p) / 2;
    }
  }
  if (!slopes) return;
  matrix j(pairs, s.free);
  for (const detail::slope& d : detail::slopes_of(s, implied, 0)) {
    if (d.factor == 0) continue;
    p = 0;
    for (std::size_t a = 0; a < s.items; ++a) {
      for (std::size_t b = 0; b < a; ++b, ++p) j(p, d.free) += d.factor * (d.u[a] * d.v[b] + d.v[a] * d.u[b]);
    }
  }
  out.gradient.assign(s.free, 0);
  out.information = matrix(s.free, s.free);
  for (p = 0; p < pairs; ++p) {
    const double w = 1 / m.spread(p, p);
    for (std::size_t x = 0; x < s.free; ++x) {
      out.gradient[x] -= w * j(p, x) * rest[p];
      for (std::size_t y = 0; y < s.free; ++y) out.information(x, y) += w * j(p, x) * j(p, y);
    }
  }
  if (jacobian != nullptr) *jacobian = std::move(j);
}

/// A chi-squared that is a weighted sum of squares with weights the eigenvalues of U spread: scaled and
/// shifted to the mean and variance of chi-squared on df (Asparouhov & Muthen 2010).
struct moments_of_test {
  double scale = 1, shift = 0;
};
moments_of_test scale_and_shift(const matrix& u, const matrix& spread, double df) {
  const matrix product = stats::multiply(u, spread);
  double trace = 0, squares = 0;
  for (std::size_t i = 0; i < product.rows; ++i) {
    trace += product(i, i);
    for (std::size_t j = 0; j < product.cols; ++j) squares += product(i, j) * product(j, i);
  }
  moments_of_test out;
  const double a = std::sqrt(df / squares);
  out.scale = 1 / a;
  out.shift = df - a * trace;
  return out;
}

}  // namespace

ordered_factor_fit fit_ordered_factor_model(const factor_model& model, std::span<const column_view> items,
                                            bool robust) {
  check_same_size(function, "the items of the model", model.items, "columns", items.size());
  check_at_least(function, "the number of items", items.size(), 2);
  for (const column_view& c : items) {
    check_column(function, "items", c);
    check_same_size(function, "the first column", items[0].size(), "items", c.size());
  }
  const ordered_moments m = moments_of_codes(items);
  const std::vector<group_moments> start{{m.n, {}, m.full}};
  detail::structure s = detail::make_structure(model, start, false, {});
  // What an item has of its own is what is left of 1, and no parameter.
  std::vector<int> number(s.free, -1);
  s.free = 0;
  for (detail::place& p : s.places) {
    if (p.free < 0) continue;
    if (p.kind == factor_parameter_kind::variance && p.to == p.from && p.to < s.items) {
      p.free = -1;
      continue;
    }
    int& now = number[static_cast<std::size_t>(p.free)];
    if (now < 0) now = static_cast<int>(s.free++);
    p.free = now;
  }
  const std::size_t pairs = m.correlations.size();
  const auto df = static_cast<double>(pairs) - static_cast<double>(s.free);
  if (df < 0) {
    throw error(
        errc::numeric,
        std::string(function) + ": there are more parameters than correlations; give a factor more items",
        "model");
  }
  stats::scoring_result found =
      stats::minimise_by_scoring([&](std::span<const double> at, bool slopes,
                                     stats::scoring_point& out) { evaluate(s, m, at, slopes, out, nullptr); },
                                 detail::start_values(s));
  if (!found.ended) {
    throw error(errc::numeric,
                std::string(function) +
                    ": the search did not end; does each factor have three items that vary, and no item that "
                    "repeats another?",
                "model");
  }
  matrix jacobian;
  evaluate(s, m, found.at, true, found.point, &jacobian);
  const matrix bread = detail::inverse_information(found.point.information);
  matrix weighted = jacobian;  // W J
  for (std::size_t p = 0; p < pairs; ++p) {
    for (std::size_t x = 0; x < s.free; ++x) weighted(p, x) /= m.spread(p, p);
  }
  const matrix turned = stats::transpose(weighted);
  matrix covariance = bread;
  if (robust) {
    const matrix filling = stats::multiply(stats::multiply(turned, m.spread), weighted);
    covariance = stats::multiply(stats::multiply(bread, filling), bread);
  }
  const double worth = m.n - 1;
  for (double& v : covariance.values) v /= worth;

  ordered_factor_fit out;
  factor_fit& fit = out.fit;
  fit.n = m.n;
  fit.iterations = found.iterations;
  const detail::implied_moments implied = detail::imply(s, found.at, 0);
  for (detail::place& p : s.places) {
    if (p.kind != factor_parameter_kind::variance || p.to != p.from || p.to >= s.items) continue;
    p.value += 1 - implied.covariance(p.to, p.to);
  }
  detail::fill_parameters(fit, s, found.at, covariance);
  fit.covariance = std::move(covariance);
  out.correlation = m.full;
  out.thresholds = m.thresholds;
  double threshold_squares = 0;
  std::size_t thresholds = 0;
  for (std::size_t j = 0; j < m.thresholds.size(); ++j) {
    out.threshold_errors.emplace_back();
    for (std::size_t t = 0; t < m.thresholds[j].size(); ++t, ++thresholds) {
      const double spread = m.threshold_spread[j][t];
      out.threshold_errors[j].push_back(std::sqrt(spread / worth));
      threshold_squares += m.thresholds[j][t] * m.thresholds[j][t] / spread;
    }
  }
  double squares = 0, residuals = 0;
  std::size_t p = 0;
  for (std::size_t a = 0; a < s.items; ++a) {
    for (std::size_t b = 0; b < a; ++b, ++p) {
      const double rest = m.correlations[p] - implied.covariance(a, b);
      squares += m.correlations[p] * m.correlations[p] / m.spread(p, p);
      residuals += rest * rest;
    }
  }
  const auto k = static_cast<double>(s.items);
  const double entries = k * (k + 1) / 2;
  fit.srmr = std::sqrt(residuals / entries);
  fit.rmr = std::sqrt(residuals / (entries + static_cast<double>(thresholds)));
  const double lost = 2 * found.point.value;
  fit.gfi = 1 - lost / (squares + threshold_squares);
  fit.agfi = df > 0 ? 1 - (static_cast<double>(pairs + thresholds)) / df * (1 - fit.gfi) : nan_value;
  const auto base_df = static_cast<double>(pairs);
  fit.measures = detail::measures_of(worth * lost, df, worth * squares, base_df, worth, 1);
  fit.robust = detail::measures_of(nan_value, df, nan_value, base_df, worth, 1);
  fit.scaled = fit.robust;
  fit.scaling = fit.baseline_scaling = out.shift = fit.log_likelihood = fit.saturated_log_likelihood =
      fit.aic = fit.bic = fit.adjusted_bic = nan_value;
  if (robust && df > 0) {
    matrix own(pairs, pairs), u = stats::multiply(stats::multiply(weighted, bread), turned);
    for (std::size_t x = 0; x < pairs; ++x) {
      own(x, x) = 1 / m.spread(x, x);
      for (std::size_t y = 0; y < pairs; ++y) u(x, y) = own(x, y) - u(x, y);
    }
    const moments_of_test test = scale_and_shift(u, m.spread, df),
                          base = scale_and_shift(own, m.spread, base_df);
    fit.scaling = test.scale;
    fit.baseline_scaling = base.scale;
    out.shift = test.shift;
    fit.scaled = detail::measures_of(worth * lost / test.scale + test.shift, df,
                                     worth * squares / base.scale + base.shift, base_df, worth, 1);
  }
  return out;
}

}  // namespace cxm
