// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/polychoric.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/stats/covariance.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/linear_algebra.hpp"
#include "cxm/stats/sum.hpp"
#include "quality/fisher_scale.hpp"
#include "quality/polychoric_cells.hpp"

namespace cxm {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr double most = detail::largest_polychoric;
constexpr int most_steps = 200;

/// Occupied rows and columns alone.
matrix occupied(const matrix& counts) {
  std::vector<std::size_t> rows, columns;
  for (std::size_t i = 0; i < counts.rows; ++i) {
    if (stats::sum(counts.row(i)) > 0) rows.push_back(i);
  }
  for (std::size_t j = 0; j < counts.cols; ++j) {
    double sum = 0;
    for (std::size_t i = 0; i < counts.rows; ++i) sum += counts(i, j);
    if (sum > 0) columns.push_back(j);
  }
  matrix out(rows.size(), columns.size());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    for (std::size_t j = 0; j < columns.size(); ++j) out(i, j) = counts(rows[i], columns[j]);
  }
  return out;
}

std::vector<double> margin(const matrix& counts, bool of_rows) {
  std::vector<double> out(of_rows ? counts.rows : counts.cols, 0);
  for (std::size_t i = 0; i < counts.rows; ++i) {
    for (std::size_t j = 0; j < counts.cols; ++j) out[of_rows ? i : j] += counts(i, j);
  }
  return out;
}

/// All parameters: the correlation, thresholds of rows, of columns.
struct parameters {
  double rho = 0;
  std::vector<double> rows, columns;
};

/// Scores and information of a sample of which the cells are known. Only `free` parameters: the correlation
/// alone, or all.
struct scoring {
  std::vector<double> gradient;
  matrix information;
};
scoring score(const matrix& counts, const detail::normal_cells& cells, bool all, double n) {
  const std::size_t q = all ? 1 + counts.rows - 1 + counts.cols - 1 : 1;
  scoring out{std::vector<double>(q, 0), matrix(q, q)};
  std::vector<double> d(q);
  for (std::size_t i = 0; i < counts.rows; ++i) {
    for (std::size_t j = 0; j < counts.cols; ++j) {
      if (!(counts(i, j) > 0) && cells.probability(i, j) < 1e-12) continue;  // tells nothing but rounding
      std::fill(d.begin(), d.end(), 0.0);
      d[0] = cells.by_rho(i, j);
      if (all) {
        for (std::size_t k = 0; k + 1 < counts.rows; ++k) d[1 + k] = cells.by_row(i, j, k);
        for (std::size_t k = 0; k + 1 < counts.cols; ++k) d[counts.rows + k] = cells.by_column(i, j, k);
      }
      const double p = cells.probability(i, j);
      for (std::size_t a = 0; a < q; ++a) {
        if (d[a] == 0) continue;
        out.gradient[a] += counts(i, j) * d[a] / p;
        for (std::size_t b = 0; b <= a; ++b) out.information(a, b) += n * d[a] * d[b] / p;
      }
    }
  }
  for (std::size_t a = 0; a < q; ++a) {
    for (std::size_t b = 0; b < a; ++b) out.information(b, a) = out.information(a, b);
  }
  return out;
}

double log_likelihood(const matrix& counts, const detail::normal_cells& cells) {
  stats::compensated_sum sum;
  for (std::size_t i = 0; i < counts.rows; ++i) {
    for (std::size_t j = 0; j < counts.cols; ++j) {
      if (counts(i, j) > 0) sum.add(counts(i, j) * stats::log(cells.probability(i, j)));
    }
  }
  return sum.value();
}

bool rising(const std::vector<double>& x) {
  return std::adjacent_find(x.begin(), x.end(), [](double a, double b) { return !(a < b); }) == x.end();
}

/// What a step promises; below `too_small_to_see` the rounding of the likelihood hides it, and steps are
/// taken as long as promises shrink.
constexpr double too_small_to_see = 1e-8;
double gain(const std::vector<double>& move, const std::vector<double>& gradient) {
  double sum = 0;
  for (std::size_t i = 0; i < move.size(); ++i) sum += move[i] * gradient[i];
  return sum;
}

/// Fisher scoring with step halving.
parameters maximise(const matrix& counts, parameters at, bool all, double n) {
  detail::normal_cells cells(at.rows, at.columns, at.rho);
  double best = log_likelihood(counts, cells);
  double before = infinity;
  for (int step = 0; step < most_steps; ++step) {
    const scoring s = score(counts, cells, all, n);
    const std::vector<double> move = stats::solve_psd(s.information, s.gradient);
    const double promised = gain(move, s.gradient);
    const bool blind = promised < too_small_to_see;
    if (blind && promised > before / 2) break;
    if (blind) before = promised;
    double part = 1;
    bool moved = false;
    for (; part > 1e-10; part /= 2) {
      parameters next = at;
      next.rho = std::clamp(at.rho + part * move[0], -most, most);
      if (all) {
        for (std::size_t k = 0; k < at.rows.size(); ++k) next.rows[k] += part * move[1 + k];
        for (std::size_t k = 0; k < at.columns.size(); ++k) {
          next.columns[k] += part * move[1 + at.rows.size() + k];
        }
        if (!rising(next.rows) || !rising(next.columns)) continue;
      }
      detail::normal_cells tried(next.rows, next.columns, next.rho);
      const double value = log_likelihood(counts, tried);
      if (!blind && !(value > best)) continue;
      best = value;
      at = std::move(next);
      cells = std::move(tried);
      moved = true;
      break;
    }
    double longest = 0;
    for (const double m : move) longest = std::max(longest, std::fabs(m));
    if (!moved || longest * part < 1e-12) break;
  }
  return at;
}

std::vector<double> codes_of(const column_view& x, const std::vector<std::uint8_t>& keep) {
  std::vector<double> out;
  for (std::size_t i = 0; i < x.size(); ++i) {
    if (keep[i] != 0) out.push_back(x.values[i]);
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::size_t place_in(const std::vector<double>& codes, double value) {
  return static_cast<std::size_t>(std::lower_bound(codes.begin(), codes.end(), value) - codes.begin());
}

/// The polyserial likelihood: given x, y is ordinal with thresholds (tau - rho x) / sqrt(1 - rho^2).
struct serial_scoring {
  double log_likelihood = 0;
  std::vector<double> gradient;
  matrix information;
};
serial_scoring score(const std::vector<double>& z, const std::vector<std::size_t>& code, double rho,
                     const std::vector<double>& tau) {
  const std::size_t q = tau.size() + 1;
  serial_scoring out{0, std::vector<double>(q, 0), matrix(q, q)};
  stats::compensated_sum total;
  const double rest = 1 - rho * rho, root = std::sqrt(rest);
  std::vector<double> below(tau.size() + 2, 0), density(tau.size() + 2, 0), u(tau.size() + 2, 0);
  matrix d(tau.size() + 1, q);
  below.back() = 1;
  for (std::size_t i = 0; i < z.size(); ++i) {
    for (std::size_t k = 0; k < tau.size(); ++k) {
      u[k + 1] = (tau[k] - rho * z[i]) / root;
      below[k + 1] = stats::normal_cdf(u[k + 1]);
      density[k + 1] = stats::normal_pdf(u[k + 1]);
    }
    std::fill(d.values.begin(), d.values.end(), 0.0);
    for (std::size_t k = 1; k <= tau.size(); ++k) {
      // d u / d rho = (rho tau - z) / (1 - rho^2)^(3/2)
      const double by_rho = density[k] * (rho * tau[k - 1] - z[i]) / (rest * root);
      d(k - 1, 0) += by_rho;
      d(k, 0) -= by_rho;
      d(k - 1, k) += density[k] / root;
      d(k, k) -= density[k] / root;
    }
    for (std::size_t c = 0; c <= tau.size(); ++c) {
      const double p = std::max(below[c + 1] - below[c], 1e-300);
      if (c == code[i]) {
        total.add(stats::log(p));
        for (std::size_t a = 0; a < q; ++a) out.gradient[a] += d(c, a) / p;
      }
      for (std::size_t a = 0; a < q; ++a) {
        for (std::size_t b = 0; b < q; ++b) out.information(a, b) += d(c, a) * d(c, b) / p;
      }
    }
  }
  out.log_likelihood = total.value();
  return out;
}

}  // namespace

polychoric_fit polychoric(const matrix& given, polychoric_method method, double level) {
  constexpr const char* function = "polychoric";
  check_level(function, "level", level);
  check_all_finite(function, "counts", given.values);
  for (const double c : given.values) check_not_negative(function, "counts", c);
  const matrix counts = occupied(given);
  const double n = stats::sum(counts.values);
  const char* name = method == polychoric_method::two_step ? "polychoric, two steps, Fisher's z"
                                                           : "polychoric, maximum likelihood, Fisher's z";
  polychoric_fit out;
  if (counts.rows < 2 || counts.cols < 2) {
    out.correlation = undefined_estimate(name, n, level);
    out.log_likelihood = out.chi_squared = out.p = nan_value;
    return out;
  }
  parameters at{0, detail::thresholds_of(margin(counts, true)), detail::thresholds_of(margin(counts, false))};
  at = maximise(counts, std::move(at), false, n);
  const bool joint = method == polychoric_method::joint;
  if (joint && std::fabs(at.rho) < most) at = maximise(counts, std::move(at), true, n);
  const detail::normal_cells cells(at.rows, at.columns, at.rho);
  out.log_likelihood = log_likelihood(counts, cells);
  stats::compensated_sum saturated;
  for (const double c : counts.values) {
    if (c > 0) saturated.add(c * stats::log(c / n));
  }
  const auto rows = static_cast<double>(counts.rows), columns = static_cast<double>(counts.cols);
  out.chi_squared = std::max(0.0, 2 * (saturated.value() - out.log_likelihood));
  out.df = rows * columns - rows - columns;
  out.p = out.df > 0 ? stats::chi_squared_upper(out.chi_squared, out.df) : nan_value;
  double se = nan_value;
  if (std::fabs(at.rho) < most) {
    if (joint) {
      std::vector<double> first(1 + at.rows.size() + at.columns.size(), 0);
      first[0] = 1;
      se = std::sqrt(stats::solve_psd(score(counts, cells, true, n).information, first)[0]);
    } else {
      const matrix influence = detail::polychoric_influence(counts, cells, n);
      double sum = 0;
      for (std::size_t c = 0; c < counts.values.size(); ++c) {
        sum += counts.values[c] * influence.values[c] * influence.values[c];
      }
      se = std::sqrt(sum) / n;
    }
  }
  out.correlation = detail::on_fisher_scale(at.rho, se / (1 - at.rho * at.rho), n, infinity, level, name);
  if (!(std::fabs(at.rho) < most)) out.correlation.set(estimate_flag::clamped);
  out.row_thresholds = std::move(at.rows);
  out.column_thresholds = std::move(at.columns);
  return out;
}

matrix polychoric_matrix(std::size_t items, const std::function<matrix(std::size_t, std::size_t)>& table) {
  matrix out(items, items);
  for (std::size_t i = 0; i < items; ++i) {
    out(i, i) = 1;
    for (std::size_t j = 0; j < i; ++j) out(i, j) = out(j, i) = polychoric(table(i, j)).correlation.value;
  }
  return out;
}

matrix count_table(const column_view& rows, const column_view& columns) {
  constexpr const char* function = "count_table";
  const std::vector<column_view> both{rows, columns};
  for (const column_view& c : both) check_column(function, "columns", c);
  check_same_size(function, "rows", rows.size(), "columns", columns.size());
  const auto keep = stats::complete_rows(both);
  const auto a = codes_of(rows, keep), b = codes_of(columns, keep);
  matrix out(a.size(), b.size());
  for (std::size_t i = 0; i < keep.size(); ++i) {
    if (keep[i] != 0) out(place_in(a, rows.values[i]), place_in(b, columns.values[i])) += 1;
  }
  return out;
}

polyserial_fit polyserial(const column_view& x, const column_view& y, double level) {
  constexpr const char* function = "polyserial";
  check_level(function, "level", level);
  const std::vector<column_view> both{x, y};
  for (const column_view& c : both) check_column(function, "x and y", c);
  check_same_size(function, "x", x.size(), "y", y.size());
  const auto keep = stats::complete_rows(both);
  const auto codes = codes_of(y, keep);
  std::vector<double> z, counts(codes.size(), 0);
  std::vector<std::size_t> code;
  for (std::size_t i = 0; i < keep.size(); ++i) {
    if (keep[i] == 0) continue;
    z.push_back(x.values[i]);
    code.push_back(place_in(codes, y.values[i]));
    counts[code.back()] += 1;
  }
  const auto n = static_cast<double>(z.size());
  constexpr const char* name = "polyserial, maximum likelihood, Fisher's z";
  polyserial_fit out;
  out.two_step = nan_value;
  out.correlation = undefined_estimate(name, n, level);
  const matrix v = stats::sample_covariance(both);
  if (codes.size() < 2 || !(v(0, 0) > 0)) return out;
  out.thresholds = detail::thresholds_of(counts);
  double densities = 0;
  for (const double t : out.thresholds) densities += stats::normal_pdf(t);
  // With codes as they are: their spread cancels only for codes one apart, which is what the formula assumes.
  out.two_step = v(0, 1) / std::sqrt(v(0, 0)) * std::sqrt((n - 1) / n) / densities;
  const double mean = stats::sum(z) / n, sd = std::sqrt(v(0, 0));
  for (double& value : z) value = (value - mean) / sd;
  double rho = std::clamp(out.two_step, -0.9, 0.9);
  serial_scoring s = score(z, code, rho, out.thresholds);
  double before = infinity;
  for (int step = 0; step < most_steps; ++step) {
    const std::vector<double> move = stats::solve_psd(s.information, s.gradient);
    const double promised = gain(move, s.gradient);
    const bool blind = promised < too_small_to_see;
    if (blind && promised > before / 2) break;
    if (blind) before = promised;
    double part = 1, longest = 0;
    bool moved = false;
    for (; part > 1e-10; part /= 2) {
      const double next_rho = std::clamp(rho + part * move[0], -most, most);
      std::vector<double> next = out.thresholds;
      for (std::size_t k = 0; k < next.size(); ++k) next[k] += part * move[k + 1];
      if (!rising(next)) continue;
      serial_scoring tried = score(z, code, next_rho, next);
      if (!blind && !(tried.log_likelihood > s.log_likelihood)) continue;
      s = std::move(tried);
      rho = next_rho;
      out.thresholds = std::move(next);
      moved = true;
      break;
    }
    for (const double m : move) longest = std::max(longest, std::fabs(m));
    if (!moved || longest * part < 1e-12) break;
  }
  std::vector<double> first(out.thresholds.size() + 1, 0);
  first[0] = 1;
  const bool inside = std::fabs(rho) < most;
  const double se = inside ? std::sqrt(stats::solve_psd(s.information, first)[0]) : nan_value;
  out.correlation = detail::on_fisher_scale(rho, se / (1 - rho * rho), n, infinity, level, name);
  if (!inside) out.correlation.set(estimate_flag::clamped);
  return out;
}

}  // namespace cxm
