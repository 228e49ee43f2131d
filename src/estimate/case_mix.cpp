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
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/linear_algebra.hpp"
#include "cxm/stats/sum.hpp"
#include "estimate/welch_test.hpp"

namespace cxm {
namespace {

constexpr const char* function = "case_mix_adjust";
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

using stats::compensated_sum;

bool of_program(const case_mix_options& options) { return options.formulas == case_mix_formulas::cahps; }

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
               std::span<const std::int32_t> unit, std::span<const double> weights,
               const case_mix_options& options) {
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
      const double w = of_program(options) ? 1.0 : d.weight[k];
      largest = std::max(largest, std::fabs(v));
      total[d.unit[k]].add(w * v);
      base[d.unit[k]].add(w);
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

/// One item's fit over the units in which enough answered.
struct item_fit {
  double least = 2;
  std::vector<double> answers;       // by unit
  std::vector<double> raw;           // by unit
  std::vector<double> unit_weight;   // by unit: of its answers
  std::vector<double> centre_share;  // by unit: its share in the item's centre
  matrix distance;                   // unit x adjuster: xbar_unit - xbar
  std::vector<double> slopes;
  std::vector<double> own;         // by record: weighted, raised residual / total weight of the unit
  matrix on_slopes;                // by record: what its residual adds to the slopes
  std::vector<std::uint8_t> used;  // by record
  double centre = 0;
  double count = 0;   // of answers
  double weight = 0;  // of answers
  double largest = 0;

  [[nodiscard]] bool in(std::size_t u) const { return answers[u] >= least; }
};

[[noreturn]] void refuse_adjuster(std::size_t j, std::size_t item) {
  throw error(errc::numeric,
              "case_mix_adjust: " + place("adjusters", j) + " does not vary within units, or the adjusters " +
                  "before it explain it there (over the answers to " + place("items", item) +
                  "); leave it out",
              place("adjusters", j), -1, static_cast<std::int64_t>(j));
}

/// Sums of one item's answers and of the adjusters of those who answered, by unit.
struct unit_sums {
  std::vector<compensated_sum> weight;
  std::vector<compensated_sum> y;
  std::vector<compensated_sum> x;  // unit x adjuster

  unit_sums(std::size_t units, std::size_t k) : weight(units), y(units), x(units * k) {}

  void add(std::size_t u, double w, double answer, std::span<const double> adjusters) {
    weight[u].add(w);
    y[u].add(w * answer);
    for (std::size_t j = 0; j < adjusters.size(); ++j) x[u * adjusters.size() + j].add(w * adjusters[j]);
  }
  [[nodiscard]] double y_mean(std::size_t u) const { return y[u].value() / weight[u].value(); }
  [[nodiscard]] matrix x_means(const item_fit& f, std::size_t k) const {
    matrix m(weight.size(), k);
    for (std::size_t u = 0; u < weight.size(); ++u) {
      if (!f.in(u)) continue;
      for (std::size_t j = 0; j < k; ++j) m(u, j) = x[u * k + j].value() / weight[u].value();
    }
    return m;
  }
};

item_fit fit(const records& d, const column_view& y, std::size_t item, const case_mix_options& options) {
  const std::size_t n = d.row.size();
  const std::size_t k = d.x.cols;
  const bool program = of_program(options);
  item_fit f;
  f.least = program ? 1 : 2;
  f.answers.assign(d.units, 0);
  for (std::size_t r = 0; r < n; ++r) {
    if (y.has(d.row[r])) f.answers[d.unit[r]] += 1;
  }
  f.used.assign(n, 0);
  unit_sums sums(d.units, k);
  unit_sums plain(program ? d.units : 0, program ? k : 0);  // every record counting as one
  compensated_sum all_weight;
  std::vector<std::size_t> rows;
  for (std::size_t r = 0; r < n; ++r) {
    const std::size_t u = d.unit[r];
    if (!y.has(d.row[r]) || !f.in(u)) continue;
    f.used[r] = 1;
    rows.push_back(r);
    const double answer = y.values[d.row[r]];
    f.largest = std::max(f.largest, std::fabs(answer));
    all_weight.add(d.weight[r]);
    const std::span<const double> x = k > 0 ? d.x.row(r) : std::span<const double>();
    sums.add(u, d.weight[r], answer, x);
    if (program) plain.add(u, 1, answer, x);
  }
  f.weight = all_weight.value();
  f.count = static_cast<double>(rows.size());

  // The program weighs means of answers, but not the means of adjusters that it holds against each other.
  const matrix x_mean = sums.x_means(f, k);
  const matrix mix = program ? plain.x_means(f, k) : x_mean;
  f.raw.assign(d.units, nan_value);
  f.centre_share.assign(d.units, 0.0);
  f.unit_weight.assign(d.units, 0.0);
  double units = 0;
  double centre_weight = 0;
  for (std::size_t u = 0; u < d.units; ++u) {
    if (!f.in(u)) continue;
    units += 1;
    f.raw[u] = sums.y_mean(u);
    f.centre_share[u] = options.units == unit_weighting::equal ? 1.0 : sums.weight[u].value();
    centre_weight += f.centre_share[u];
    f.unit_weight[u] = sums.weight[u].value();
  }
  if (units == 0) {
    throw error(errc::data,
                "case_mix_adjust: " + place("items", item) + " has no unit with " +
                    (program ? "an answer" : "two answers"),
                place("items", item));
  }
  std::vector<double> x_centre(k, 0.0);
  for (std::size_t u = 0; u < d.units; ++u) {
    if (!f.in(u)) continue;
    f.centre_share[u] /= centre_weight;
    f.centre += f.centre_share[u] * f.raw[u];
    for (std::size_t j = 0; j < k; ++j) x_centre[j] += f.centre_share[u] * mix(u, j);
  }
  f.distance = matrix(d.units, k);
  for (std::size_t u = 0; u < d.units; ++u) {
    if (!f.in(u)) continue;
    for (std::size_t j = 0; j < k; ++j) f.distance(u, j) = mix(u, j) - x_centre[j];
  }

  const double freedom = f.count - units - static_cast<double>(k);
  if (k > 0 && freedom < 1) {
    throw error(errc::data,
                "case_mix_adjust: " + place("items", item) + " has too few answers for " + std::to_string(k) +
                    " adjusters",
                place("items", item));
  }
  f.own.assign(n, 0.0);
  f.on_slopes = matrix(n, k);

  // Deviations from unit means, by the root of the record's weight in the slopes.
  matrix within(k > 0 ? rows.size() : 0, k);
  std::vector<double> root(within.rows);
  matrix inverse;
  if (k > 0) {
    std::vector<double> y_within(rows.size());
    std::vector<double> x_shift(k, 0.0);
    double y_shift = 0;
    double total = 0;
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const std::size_t r = rows[i];
      const std::size_t u = d.unit[r];
      double g = d.weight[r];
      if (options.slopes != slope_weighting::weights) g /= sums.weight[u].value();
      if (options.slopes == slope_weighting::answers) g *= f.answers[u];
      root[i] = std::sqrt(g);
      total += g;
      y_within[i] = y.values[d.row[r]] - (program ? plain.y_mean(u) : f.raw[u]);
      y_shift += g * y_within[i];
      for (std::size_t j = 0; j < k; ++j) {
        within(i, j) = d.x(r, j) - mix(u, j);
        x_shift[j] += g * within(i, j);
      }
    }
    std::vector<double> squares(k, 0.0);
    for (std::size_t i = 0; i < rows.size(); ++i) {
      // Plain deviations do not sum to zero under weights: the program's regression has a constant for that.
      y_within[i] = root[i] * (y_within[i] - (program ? y_shift / total : 0.0));
      for (std::size_t j = 0; j < k; ++j) {
        within(i, j) = root[i] * (within(i, j) - (program ? x_shift[j] / total : 0.0));
        squares[j] += within(i, j) * within(i, j);
      }
    }
    for (std::size_t j = 0; j < k; ++j) {
      // Deviations below 1e-12 of the adjuster's own size are the rounding of its means.
      if (std::sqrt(squares[j] / total) <= 1e-12 * d.magnitude[j]) refuse_adjuster(j, item);
    }
    try {
      const stats::qr_factors factors = stats::qr(within);
      f.slopes = stats::solve(factors, y_within);
      if (!program) inverse = stats::gram_inverse(factors);
    } catch (const error& e) {
      if (e.code() != errc::numeric || e.column() < 0) throw;
      refuse_adjuster(static_cast<std::size_t>(e.column()), item);
    }
  }

  const double raise = k > 0 ? (f.count - units) / freedom : 1.0;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t r = rows[i];
    const std::size_t u = d.unit[r];
    double residual = y.values[d.row[r]] - f.raw[u];
    for (std::size_t j = 0; j < k; ++j) residual -= f.slopes[j] * (d.x(r, j) - x_mean(u, j));
    if (!program) residual *= std::sqrt(raise * f.answers[u] / (f.answers[u] - 1));
    f.own[r] = d.weight[r] * residual / sums.weight[u].value();
    if (program) continue;  // takes the slopes as known
    for (std::size_t a = 0; a < k; ++a) {
      double s = 0;
      for (std::size_t b = 0; b < k; ++b) s += inverse(a, b) * within(i, b);
      f.on_slopes(r, a) = s * root[i] * residual;
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
                       std::span<const double> item_weights, bool program) {
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
  for (std::size_t u = 0; u < d.units && !program; ++u) {
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
      z[i * block + k] = fits[i].own[r] * fits[i].centre_share[u];
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

/// What is known of the units' adjusted means.
struct precision {
  std::vector<double> variance;     // of the unit's mean, smoothed
  std::vector<double> smoothed_by;  // what smoothing added to it
  std::vector<double> df;           // of that variance
  std::vector<double> share;        // of the unit in the mean of units, sum 1
  std::vector<std::uint8_t> rated;  // shows sampling error
  double all_df = 0;                // records less units less adjusters, at least 1
};

precision precision_of(const records& d, const std::vector<item_fit>& fits, const influence& v,
                       const case_mix_options& options) {
  const bool program = of_program(options);
  precision s;
  s.rated.assign(d.units, 1);
  s.smoothed_by.assign(d.units, 0.0);
  s.share.assign(d.units, 1.0);
  std::vector<double> size(d.units,
                           1.0);  // of the base that one unit's variance is multiplied by for pooling
  double pooled = 0;
  double freedom = 0;
  double records = 0;
  double total_share = 0;
  for (std::size_t u = 0; u < d.units; ++u) {
    double largest = 0;
    double weight = 0;
    for (const item_fit& f : fits) {
      weight += f.unit_weight[u];
      if (f.in(u)) largest = std::max(largest, f.largest);
    }
    if (options.units == unit_weighting::weights) s.share[u] = weight;
    total_share += s.share[u];
    s.variance.push_back(std::max(0.0, v.variance(u)));
    // Residuals of 1e-12 of the answers' size are the rounding of their mean.
    const bool shows = std::sqrt(v.square[u] * v.records[u]) > 1e-12 * largest && s.variance[u] > 0;
    s.rated[u] = shows ? 1 : 0;
    if (!shows && program) s.variance[u] = 0;
    if (!program) size[u] = v.weight[u] * v.weight[u] / v.weight2[u];
    s.df.push_back(v.records[u] - 1);
    freedom += s.df[u];
    records += v.records[u];
    if (shows) pooled += s.df[u] * s.variance[u] * size[u];
  }
  pooled /= freedom;
  s.all_df = std::max(1.0, records - static_cast<double>(d.units + d.x.cols));
  const double prior = options.smoothing;
  for (std::size_t u = 0; u < d.units; ++u) {
    s.share[u] /= total_share;
    if (prior == 0 || !(pooled > 0)) continue;
    const double own = s.variance[u];
    s.variance[u] = (prior * pooled / size[u] + s.df[u] * own) / (prior + s.df[u]);
    s.smoothed_by[u] = s.variance[u] - own;
    s.df[u] = std::min(s.df[u] + prior, freedom);
    s.rated[u] = 1;
  }
  return s;
}

/// The contrast that a unit must reach for a star.
double practical_size(const case_mix_options& options, double mean) {
  if (options.practical_share == 0) return options.practical_difference;
  const double room = std::min(mean - options.scale_low, options.scale_high - mean);
  return std::max(options.practical_difference, options.practical_share * room);
}

void contrasts(case_mix_result& out, const influence& v, const precision& s,
               const case_mix_options& options) {
  const std::size_t units = out.units.size();
  const bool program = of_program(options);
  std::vector<double> h_mean(v.size, 0.0);
  std::vector<double> cross_mean(v.size, 0.0);
  double of_mean = 0;
  double others = 0;      // of Satterthwaite: sum of (share^2 V)^2 / df
  double others_sum = 0;  // sum of share^2 V
  for (std::size_t u = 0; u < units; ++u) {
    const double share = s.share[u];
    of_mean += share * share * (v.square[u] + s.smoothed_by[u]);
    for (std::size_t a = 0; a < v.size; ++a) {
      h_mean[a] += v.h(u, a) * share;
      cross_mean[a] += v.cross(u, a) * share;
    }
    const double part = share * share * s.variance[u];
    others += part * part / s.df[u];
    others_sum += part;
  }
  of_mean += stats::quadratic_form(v.common, h_mean, h_mean);
  for (std::size_t a = 0; a < v.size; ++a) of_mean += 2 * cross_mean[a] * h_mean[a];
  const double size = practical_size(options, out.mean);
  for (std::size_t u = 0; u < units; ++u) {
    case_mix_unit& one = out.units[u];
    const double share = s.share[u];
    double with_mean =
        share * (v.square[u] + s.smoothed_by[u]) + stats::quadratic_form(v.common, v.h.row(u), h_mean);
    for (std::size_t a = 0; a < v.size; ++a) {
      with_mean += v.cross(u, a) * h_mean[a] + cross_mean[a] * v.h(u, a);
    }
    const double total = std::max(0.0, s.variance[u] - 2 * with_mean + of_mean);
    const double mine = share * share * s.variance[u];
    const double f = (1 - share) * (1 - share) * s.variance[u];
    const double spread = others + (f * f - mine * mine) / s.df[u];
    const double sum = others_sum + f - mine;
    estimate e = one.adjusted;
    e.flags = 0;
    e.value = one.adjusted.value - out.mean;
    e.se = std::sqrt(total);
    e.low = e.high = nan_value;
    e.df = spread > 0 ? sum * sum / spread : std::numeric_limits<double>::infinity();
    if (program) e.df = s.all_df;
    e.method = "case-mix adjusted mean less the mean of units";
    // The program gives stars also to a unit that shows no sampling error of its own.
    const bool rated = program || s.rated[u] != 0;
    one.contrast = with_interval(std::move(e), rated);
    if (!rated || !(total > 0)) {
      one.p = nan_value;
      continue;
    }
    one.p = 2 * stats::student_t_cdf(-std::fabs(one.contrast.value / one.contrast.se), one.contrast.df);
    const bool star = one.p < 1 - options.level && std::fabs(one.contrast.value) >= size;
    one.stars = !star ? 2 : one.contrast.value < 0 ? 1 : 3;
  }
}

/// The program's: variances taken as known, units without one counted all the same.
groups_test program_test(std::span<const case_mix_unit> units, const precision& s) {
  double weighted = 0;
  double weight = 0;
  for (std::size_t u = 0; u < units.size(); ++u) {
    if (s.rated[u] == 0) continue;
    weighted += s.share[u] / s.variance[u] * units[u].adjusted.value;
    weight += s.share[u] / s.variance[u];
  }
  double squares = 0;
  for (std::size_t u = 0; u < units.size(); ++u) {
    if (s.rated[u] == 0) continue;
    squares += stats::pow(units[u].adjusted.value - weighted / weight, 2) / s.variance[u];
  }
  const double df1 = static_cast<double>(units.size()) - 1;
  return {squares / df1, df1, s.all_df, stats::f_upper(squares / df1, df1, s.all_df)};
}

void test_units(case_mix_result& out, const precision& s, const case_mix_options& options) {
  out.test = {nan_value, nan_value, nan_value, nan_value};
  out.reliability = out.between_variance = nan_value;
  std::vector<double> means;
  std::vector<double> variances;
  std::vector<double> df;
  for (std::size_t u = 0; u < out.units.size(); ++u) {
    out.units[u].reliability = nan_value;
    if (s.rated[u] == 0) continue;
    means.push_back(out.units[u].adjusted.value);
    variances.push_back(s.variance[u]);
    df.push_back(s.df[u]);
  }
  if (means.size() < 2) return;
  out.test = of_program(options) ? program_test(out.units, s) : welch_test(means, variances, df);
  const double f = out.test.statistic;
  out.reliability = f > 1 ? 1 - 1 / f : 0;
  const random_effects_fit model =
      fit_random_effects(means, variances, {.method = between_variance::dersimonian_laird});
  out.between_variance = model.tau2;
  std::size_t next = 0;
  for (std::size_t u = 0; u < out.units.size(); ++u) {
    if (s.rated[u] != 0) out.units[u].reliability = model.units[next++].reliability;
  }
}

void check_options(const case_mix_options& options) {
  check_level(function, "level", options.level);
  check_not_negative(function, "low_denominator", options.low_denominator);
  check_not_negative(function, "smoothing", options.smoothing);
  check_not_negative(function, "practical_difference", options.practical_difference);
  check_not_negative(function, "practical_share", options.practical_share);
  check_finite(function, "scale_low", options.scale_low);
  check_finite(function, "scale_high", options.scale_high);
  if (options.practical_share > 0 && !(options.scale_low < options.scale_high)) {
    throw error(errc::argument,
                "case_mix_adjust: practical_share asks for the ends of the answer scale; set scale_low below "
                "scale_high",
                "scale_high");
  }
}

double item_weight(item_weighting weighting, const item_fit& f) {
  switch (weighting) {
    case item_weighting::cases:
      return f.weight;
    case item_weighting::answers:
      return f.count;
    case item_weighting::equal:
      break;
  }
  return 1;
}

}  // namespace

case_mix_result case_mix_adjust(std::span<const column_view> items, std::span<const column_view> adjusters,
                                std::span<const std::int32_t> unit, std::span<const double> weights,
                                const case_mix_options& options) {
  check_options(options);
  const bool program = of_program(options);
  const records d = gather(items, adjusters, unit, weights, options);
  std::vector<item_fit> fits;
  double total_weight = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    fits.push_back(fit(d, items[i], i, options));
    total_weight += item_weight(options.weighting, fits.back());
  }
  case_mix_result out;
  out.imputed = d.imputed;
  out.slopes = matrix(items.size(), adjusters.size());
  double base = 0;
  for (std::size_t i = 0; i < fits.size(); ++i) {
    out.item_weights.push_back(item_weight(options.weighting, fits[i]) / total_weight);
    for (std::size_t j = 0; j < adjusters.size(); ++j) out.slopes(i, j) = fits[i].slopes[j];
    base += out.item_weights[i] * fits[i].centre;
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
    if (!(sum > 0)) {
      refuse_unit(u, program ? "has no answer; leave it out or combine it"
                             : "has no item that two of its records answered; leave it out or combine it");
    }
    for (double& s : share.row(u)) s /= sum;
  }

  const influence v = influence_of(d, fits, share, out.item_weights, program);
  for (std::size_t u = 0; u < d.units; ++u) {
    if (v.records[u] < 2) refuse_unit(u, "has one record that answered; leave it out or combine it");
  }
  const precision known = precision_of(d, fits, v, options);
  out.units.resize(d.units);
  compensated_sum mean;
  for (std::size_t u = 0; u < d.units; ++u) {
    double raw = base;
    double adjusted = base;
    for (std::size_t i = 0; i < fits.size(); ++i) {
      if (!fits[i].in(u)) continue;
      double moved = fits[i].raw[u];
      for (std::size_t j = 0; j < adjusters.size(); ++j) moved -= fits[i].slopes[j] * fits[i].distance(u, j);
      raw += share(u, i) * (fits[i].raw[u] - fits[i].centre);
      adjusted += share(u, i) * (moved - fits[i].centre);
    }
    out.units[u].raw = raw;
    estimate e;
    e.value = adjusted;
    e.level = options.level;
    e.n = v.records[u];
    e.n_eff = v.weight[u] * v.weight[u] / v.weight2[u];
    e.df = known.df[u];
    e.se = std::sqrt(known.variance[u]);
    e.method = "case-mix adjusted mean";
    out.units[u].adjusted = with_interval(std::move(e), known.rated[u] != 0);
    mean.add(known.share[u] * adjusted);
  }
  out.mean = program ? base : mean.value();
  contrasts(out, v, known, options);
  test_units(out, known, options);
  return out;
}

}  // namespace cxm
