// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/case_mix.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/estimate/shrinkage.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/linear_algebra.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm {
namespace {

constexpr const char* function = "case_mix_adjust";
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

using stats::compensated_sum;

std::string place(const char* what, std::size_t i) {
  return std::string(what) + "[" + std::to_string(i) + "]";
}

[[noreturn]] void refuse_unit(std::size_t unit, const std::string& why) {
  throw error(errc::data, "case_mix_adjust: unit " + std::to_string(unit) + " " + why, "unit",
              static_cast<std::int64_t>(unit));
}

/// The records that count, with their adjusters filled in.
struct records {
  std::size_t units = 0;
  std::vector<std::size_t> row;  // in the caller's columns
  std::vector<std::size_t> unit;
  std::vector<double> weight;
  matrix x;                       // record x adjuster, less the adjuster's mean
  std::vector<double> magnitude;  // largest absolute value of each adjuster
  std::size_t imputed = 0;
};

records gather(std::span<const column_view> items, std::span<const column_view> adjusters,
               std::span<const std::int32_t> unit, std::span<const double> weights) {
  check_at_least(function, "items", items.size(), 1);
  const std::size_t n = unit.size();
  for (std::size_t i = 0; i < items.size(); ++i) {
    check_same_size(function, "unit", n, place("items", i), items[i].size());
    check_column(function, place("items", i), items[i]);
  }
  for (std::size_t j = 0; j < adjusters.size(); ++j) {
    check_same_size(function, "unit", n, place("adjusters", j), adjusters[j].size());
    check_column(function, place("adjusters", j), adjusters[j]);
  }
  if (!weights.empty()) check_weights(function, "weights", weights, n);

  records d;
  std::vector<std::size_t> count;
  for (std::size_t r = 0; r < n; ++r) {
    if (unit[r] < 0) continue;
    const auto u = static_cast<std::size_t>(unit[r]);
    // A number beyond the rows leaves a gap below it for certain: said before memory is asked for.
    if (u >= n) refuse_unit(u, "is numbered beyond the number of records; number units from 0 without gaps");
    if (u >= count.size()) count.resize(u + 1, 0);
    if (!weights.empty() && weights[r] == 0) continue;
    ++count[u];
    d.row.push_back(r);
    d.unit.push_back(u);
    d.weight.push_back(weights.empty() ? 1.0 : weights[r]);
  }
  d.units = count.size();
  if (d.units < 2) {
    throw error(errc::data, "case_mix_adjust: there are fewer than two units to compare", "unit");
  }
  for (std::size_t u = 0; u < d.units; ++u) {
    if (count[u] == 0) refuse_unit(u, "has no record; number units from 0 without gaps");
    if (count[u] == 1) refuse_unit(u, "has one record, which shows no variance; leave it out or combine it");
  }

  d.x = matrix(d.row.size(), adjusters.size());
  for (std::size_t j = 0; j < adjusters.size(); ++j) {
    std::vector<compensated_sum> total(d.units);
    std::vector<compensated_sum> base(d.units);
    compensated_sum all;
    compensated_sum all_base;
    double largest = 0;
    for (std::size_t k = 0; k < d.row.size(); ++k) {
      if (!adjusters[j].has(d.row[k])) continue;
      const double v = adjusters[j].values[d.row[k]];
      largest = std::max(largest, std::fabs(v));
      total[d.unit[k]].add(d.weight[k] * v);
      base[d.unit[k]].add(d.weight[k]);
      all.add(d.weight[k] * v);
      all_base.add(d.weight[k]);
    }
    for (std::size_t u = 0; u < d.units; ++u) {
      if (base[u].value() > 0) continue;
      throw error(errc::data,
                  "case_mix_adjust: unit " + std::to_string(u) + " has no value of " + place("adjusters", j) +
                      " to fill its gaps with; leave the unit or the adjuster out",
                  place("adjusters", j), static_cast<std::int64_t>(u));
    }
    const double centre = all.value() / all_base.value();
    for (std::size_t k = 0; k < d.row.size(); ++k) {
      const std::size_t u = d.unit[k];
      const bool there = adjusters[j].has(d.row[k]);
      if (!there) ++d.imputed;
      d.x(k, j) = (there ? adjusters[j].values[d.row[k]] : total[u].value() / base[u].value()) - centre;
    }
    d.magnitude.push_back(largest);
  }
  return d;
}

/// One item's fit over the units in which two or more answered.
struct item_fit {
  std::vector<double> answers;  // by unit
  std::vector<double> raw;      // by unit
  matrix distance;              // unit x adjuster: xbar_unit - xbar
  std::vector<double> slopes;
  std::vector<double> own;         // by record: weighted, raised residual / total weight of the unit
  matrix on_slopes;                // by record: what its residual adds to the slopes
  std::vector<std::uint8_t> used;  // by record
  double units = 0;
  double centre = 0;
  double weight = 0;
  double largest = 0;

  [[nodiscard]] bool in(std::size_t u) const { return answers[u] >= 2; }
};

[[noreturn]] void refuse_adjuster(std::size_t j, std::size_t item) {
  throw error(errc::numeric,
              "case_mix_adjust: " + place("adjusters", j) + " does not vary within units, or the adjusters " +
                  "before it explain it there (over the answers to " + place("items", item) +
                  "); leave it out",
              place("adjusters", j), -1, static_cast<std::int64_t>(j));
}

item_fit fit(const records& d, const column_view& y, std::size_t item) {
  const std::size_t n = d.row.size();
  const std::size_t k = d.x.cols;
  item_fit f;
  f.answers.assign(d.units, 0);
  for (std::size_t r = 0; r < n; ++r) {
    if (y.has(d.row[r])) f.answers[d.unit[r]] += 1;
  }
  f.used.assign(n, 0);
  std::vector<compensated_sum> weight(d.units);
  std::vector<compensated_sum> total(d.units);
  std::vector<compensated_sum> x_total(d.units * k);
  compensated_sum all_weight;
  double answers = 0;
  for (std::size_t r = 0; r < n; ++r) {
    const std::size_t u = d.unit[r];
    if (!y.has(d.row[r]) || !f.in(u)) continue;
    f.used[r] = 1;
    answers += 1;
    f.largest = std::max(f.largest, std::fabs(y.values[d.row[r]]));
    weight[u].add(d.weight[r]);
    all_weight.add(d.weight[r]);
    total[u].add(d.weight[r] * y.values[d.row[r]]);
    for (std::size_t j = 0; j < k; ++j) x_total[u * k + j].add(d.weight[r] * d.x(r, j));
  }
  f.weight = all_weight.value();

  f.raw.assign(d.units, nan_value);
  matrix x_mean(d.units, k);
  std::vector<double> x_centre(k, 0.0);
  for (std::size_t u = 0; u < d.units; ++u) {
    if (!f.in(u)) continue;
    f.units += 1;
    f.raw[u] = total[u].value() / weight[u].value();
    f.centre += f.raw[u];
    for (std::size_t j = 0; j < k; ++j) {
      x_mean(u, j) = x_total[u * k + j].value() / weight[u].value();
      x_centre[j] += x_mean(u, j);
    }
  }
  if (f.units == 0) {
    throw error(errc::data, "case_mix_adjust: " + place("items", item) + " has no unit with two answers",
                place("items", item));
  }
  f.centre /= f.units;
  f.distance = matrix(d.units, k);
  for (std::size_t u = 0; u < d.units; ++u) {
    if (!f.in(u)) continue;
    for (std::size_t j = 0; j < k; ++j) f.distance(u, j) = x_mean(u, j) - x_centre[j] / f.units;
  }

  const double freedom = answers - f.units - static_cast<double>(k);
  if (k > 0 && freedom < 1) {
    throw error(errc::data,
                "case_mix_adjust: " + place("items", item) + " has too few answers for " + std::to_string(k) +
                    " adjusters",
                place("items", item));
  }
  // Deviations from unit means, by the root of the weight.
  std::vector<std::size_t> rows;
  for (std::size_t r = 0; r < n; ++r) {
    if (f.used[r] != 0) rows.push_back(r);
  }
  matrix within(rows.size(), k);
  std::vector<double> y_within(rows.size());
  std::vector<double> squares(k, 0.0);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t r = rows[i];
    const double root = std::sqrt(d.weight[r]);
    y_within[i] = root * (y.values[d.row[r]] - f.raw[d.unit[r]]);
    for (std::size_t j = 0; j < k; ++j) {
      within(i, j) = root * (d.x(r, j) - x_mean(d.unit[r], j));
      squares[j] += within(i, j) * within(i, j);
    }
  }
  matrix inverse;
  if (k > 0) {
    for (std::size_t j = 0; j < k; ++j) {
      // Deviations below 1e-12 of the adjuster's own size are the rounding of its means.
      if (std::sqrt(squares[j] / f.weight) <= 1e-12 * d.magnitude[j]) refuse_adjuster(j, item);
    }
    try {
      const stats::qr_factors factors = stats::qr(within);
      f.slopes = stats::solve(factors, y_within);
      inverse = stats::gram_inverse(factors);
    } catch (const error& e) {
      if (e.code() != errc::numeric || e.column() < 0) throw;
      refuse_adjuster(static_cast<std::size_t>(e.column()), item);
    }
  }

  f.own.assign(n, 0.0);
  f.on_slopes = matrix(n, k);
  const double raise = k > 0 ? (answers - f.units) / freedom : 1.0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t r = rows[i];
    const std::size_t u = d.unit[r];
    const double root = std::sqrt(d.weight[r]);
    double residual = y_within[i];
    for (std::size_t j = 0; j < k; ++j) residual -= f.slopes[j] * within(i, j);
    residual *= std::sqrt(raise * f.answers[u] / (f.answers[u] - 1));
    f.own[r] = root * residual / weight[u].value();
    for (std::size_t a = 0; a < k; ++a) {
      double s = 0;
      for (std::size_t b = 0; b < k; ++b) s += inverse(a, b) * within(i, b);
      f.on_slopes(r, a) = s * residual;
    }
  }
  return f;
}

/// Covariance of adjusted means. A record r of unit q adds to unit p: [q = p] own_r + h_p' z_r, where z_r is
/// what it adds to slopes and centres and h_p is how unit p depends on these. So nothing of the size
/// records x units is ever made.
struct influence {
  std::size_t size = 0;                          // of z
  std::vector<double> square;                    // by unit: sum own^2
  matrix cross;                                  // unit x size: sum own z
  matrix common;                                 // size x size: sum z z'
  matrix h;                                      // unit x size
  std::vector<double> records, weight, weight2;  // by unit, of records that answered

  [[nodiscard]] double variance(std::size_t u) const {
    double s = square[u];
    for (std::size_t a = 0; a < size; ++a) s += 2 * cross(u, a) * h(u, a);
    return s + stats::quadratic_form(common, h.row(u), h.row(u));
  }
};

influence influence_of(const records& d, const std::vector<item_fit>& fits, const matrix& share,
                       std::span<const double> item_weights) {
  const std::size_t k = d.x.cols;
  const std::size_t block = k + 1;
  influence v;
  v.size = fits.size() * block;
  v.square.assign(d.units, 0.0);
  v.cross = matrix(d.units, v.size);
  v.common = matrix(v.size, v.size);
  v.h = matrix(d.units, v.size);
  v.records.assign(d.units, 0.0);
  v.weight.assign(d.units, 0.0);
  v.weight2.assign(d.units, 0.0);
  for (std::size_t u = 0; u < d.units; ++u) {
    for (std::size_t i = 0; i < fits.size(); ++i) {
      for (std::size_t j = 0; j < k; ++j) v.h(u, i * block + j) = -share(u, i) * fits[i].distance(u, j);
      v.h(u, i * block + k) = item_weights[i] - share(u, i);
    }
  }
  std::vector<double> z(v.size);
  for (std::size_t r = 0; r < d.row.size(); ++r) {
    const std::size_t u = d.unit[r];
    double own = 0;
    bool answered = false;
    for (std::size_t i = 0; i < fits.size(); ++i) {
      own += share(u, i) * fits[i].own[r];
      answered = answered || fits[i].used[r] != 0;
      for (std::size_t j = 0; j < k; ++j) z[i * block + j] = fits[i].on_slopes(r, j);
      z[i * block + k] = fits[i].own[r] / fits[i].units;
    }
    if (!answered) continue;
    v.records[u] += 1;
    v.weight[u] += d.weight[r];
    v.weight2[u] += d.weight[r] * d.weight[r];
    v.square[u] += own * own;
    for (std::size_t a = 0; a < v.size; ++a) {
      v.cross(u, a) += own * z[a];
      for (std::size_t b = 0; b < v.size; ++b) v.common(a, b) += z[a] * z[b];
    }
  }
  return v;
}

estimate with_interval(estimate e, bool rated) {
  if (!rated || !(e.se > 0)) {
    e.se = rated ? e.se : nan_value;
    e.set(estimate_flag::no_interval);
    return e;
  }
  const double half = stats::critical_value(e.level, e.df) * e.se;
  e.low = e.value - half;
  e.high = e.value + half;
  return e;
}

void contrasts(case_mix_result& out, const influence& v, std::span<const double> variance,
               std::span<const std::uint8_t> rated, const case_mix_options& options) {
  const std::size_t units = out.units.size();
  const double p = static_cast<double>(units);
  std::vector<double> h_mean(v.size, 0.0);
  std::vector<double> cross_mean(v.size, 0.0);
  double square_sum = 0;
  for (std::size_t u = 0; u < units; ++u) {
    square_sum += v.square[u];
    for (std::size_t a = 0; a < v.size; ++a) {
      h_mean[a] += v.h(u, a) / p;
      cross_mean[a] += v.cross(u, a) / p;
    }
  }
  double of_mean = square_sum / (p * p) + stats::quadratic_form(v.common, h_mean, h_mean);
  for (std::size_t a = 0; a < v.size; ++a) of_mean += 2 * cross_mean[a] * h_mean[a];
  double others = 0;  // Satterthwaite: sum of (V / P^2)^2 / (n - 1)
  for (std::size_t u = 0; u < units; ++u) {
    others += std::pow(variance[u] / (p * p), 2) / (v.records[u] - 1);
  }
  for (std::size_t u = 0; u < units; ++u) {
    case_mix_unit& one = out.units[u];
    double with_mean = v.square[u] / p + stats::quadratic_form(v.common, v.h.row(u), h_mean);
    for (std::size_t a = 0; a < v.size; ++a) {
      with_mean += v.cross(u, a) * h_mean[a] + cross_mean[a] * v.h(u, a);
    }
    const double total = std::max(0.0, variance[u] - 2 * with_mean + of_mean);
    const double mine = variance[u] / (p * p);
    const double f = (p - 1) * (p - 1) * mine;
    const double spread = others + (f * f - mine * mine) / (v.records[u] - 1);
    double sum = f - mine;
    for (std::size_t q = 0; q < units; ++q) sum += variance[q] / (p * p);
    estimate e = one.adjusted;
    e.value = one.adjusted.value - out.mean;
    e.se = std::sqrt(total);
    e.low = e.high = nan_value;
    e.df = spread > 0 ? sum * sum / spread : std::numeric_limits<double>::infinity();
    e.method = "case-mix adjusted mean less the mean of units";
    one.contrast = with_interval(std::move(e), rated[u] != 0);
    if (rated[u] == 0 || !(total > 0)) {
      one.p = nan_value;
      continue;
    }
    one.p = 2 * stats::student_t_cdf(-std::fabs(one.contrast.value / one.contrast.se), one.contrast.df);
    const bool star =
        one.p < 1 - options.level && std::fabs(one.contrast.value) >= options.practical_difference;
    one.stars = !star ? 2 : one.contrast.value < 0 ? 1 : 3;
  }
}

void test_units(case_mix_result& out, const influence& v, std::span<const double> variance,
                std::span<const std::uint8_t> rated) {
  out.test = {nan_value, nan_value, nan_value, nan_value};
  out.reliability = out.between_variance = nan_value;
  std::vector<double> means;
  std::vector<double> variances;
  double n = 0;
  for (std::size_t u = 0; u < out.units.size(); ++u) {
    out.units[u].reliability = nan_value;
    if (rated[u] == 0) continue;
    n += v.records[u];
    means.push_back(out.units[u].adjusted.value);
    variances.push_back(variance[u]);
  }
  if (means.size() < 2) return;
  const double units = static_cast<double>(means.size());
  const random_effects_fit model =
      fit_random_effects(means, variances, {.method = between_variance::dersimonian_laird});
  const double f = model.q / (units - 1);
  out.test = {f, units - 1, n / units - 1, stats::f_upper(f, units - 1, n / units - 1)};
  out.reliability = f > 1 ? 1 - 1 / f : 0;
  out.between_variance = model.tau2;
  std::size_t next = 0;
  for (std::size_t u = 0; u < out.units.size(); ++u) {
    if (rated[u] != 0) out.units[u].reliability = model.units[next++].reliability;
  }
}

}  // namespace

case_mix_result case_mix_adjust(std::span<const column_view> items, std::span<const column_view> adjusters,
                                std::span<const std::int32_t> unit, std::span<const double> weights,
                                const case_mix_options& options) {
  check_level(function, "level", options.level);
  check_not_negative(function, "low_denominator", options.low_denominator);
  check_not_negative(function, "practical_difference", options.practical_difference);
  const records d = gather(items, adjusters, unit, weights);
  std::vector<item_fit> fits;
  double total_weight = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    fits.push_back(fit(d, items[i], i));
    total_weight += fits.back().weight;
  }
  case_mix_result out;
  out.imputed = d.imputed;
  out.slopes = matrix(items.size(), adjusters.size());
  for (std::size_t i = 0; i < fits.size(); ++i) {
    out.item_weights.push_back(options.weighting == item_weighting::equal
                                   ? 1 / static_cast<double>(fits.size())
                                   : fits[i].weight / total_weight);
    for (std::size_t j = 0; j < adjusters.size(); ++j) out.slopes(i, j) = fits[i].slopes[j];
  }

  matrix share(d.units, fits.size());
  for (std::size_t u = 0; u < d.units; ++u) {
    double sum = 0;
    for (std::size_t i = 0; i < fits.size(); ++i) {
      if (!fits[i].in(u)) continue;
      const double n = fits[i].answers[u];
      share(u, i) = out.item_weights[i] * (n < options.low_denominator ? n / options.low_denominator : 1.0);
      sum += share(u, i);
    }
    if (!(sum > 0))
      refuse_unit(u, "has no item that two of its records answered; leave it out or combine it");
    for (double& s : share.row(u)) s /= sum;
  }

  const influence v = influence_of(d, fits, share, out.item_weights);
  out.units.resize(d.units);
  std::vector<double> variance(d.units);
  std::vector<std::uint8_t> rated(d.units);
  compensated_sum mean;
  for (std::size_t u = 0; u < d.units; ++u) {
    double raw = 0;
    double adjusted = 0;
    double largest = 0;
    for (std::size_t i = 0; i < fits.size(); ++i) {
      raw += out.item_weights[i] * fits[i].centre;
      adjusted += out.item_weights[i] * fits[i].centre;
      if (!fits[i].in(u)) continue;
      largest = std::max(largest, fits[i].largest);
      double moved = fits[i].raw[u];
      for (std::size_t j = 0; j < adjusters.size(); ++j) moved -= fits[i].slopes[j] * fits[i].distance(u, j);
      raw += share(u, i) * (fits[i].raw[u] - fits[i].centre);
      adjusted += share(u, i) * (moved - fits[i].centre);
    }
    out.units[u].raw = raw;
    variance[u] = std::max(0.0, v.variance(u));
    // Residuals of 1e-12 of the answers' size are the rounding of their mean.
    rated[u] = std::sqrt(v.square[u] * v.records[u]) > 1e-12 * largest && variance[u] > 0 ? 1 : 0;
    estimate e;
    e.value = adjusted;
    e.level = options.level;
    e.n = v.records[u];
    e.n_eff = v.weight[u] * v.weight[u] / v.weight2[u];
    e.df = v.records[u] - 1;
    e.se = std::sqrt(variance[u]);
    e.method = "case-mix adjusted mean";
    out.units[u].adjusted = with_interval(std::move(e), rated[u] != 0);
    mean.add(adjusted);
  }
  out.mean = mean.value() / static_cast<double>(d.units);
  contrasts(out, v, variance, rated, options);
  test_units(out, v, variance, rated);
  return out;
}

}  // namespace cxm
