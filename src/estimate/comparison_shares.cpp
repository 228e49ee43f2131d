// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/comparison_shares.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/estimate/share.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"

namespace cxm {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

void check_count(const char* function, const char* parameter, double value) {
  check_not_negative(function, parameter, value);
  if (value != std::floor(value) || value > 9e15) {
    throw error(errc::argument, std::string(function) + ": " + parameter + " must be a whole number",
                parameter);
  }
}

double upper_tail(double chi_squared, double df) {
  return std::isnan(chi_squared) ? nan_value : stats::chi_squared_upper(chi_squared, df);
}

double log_choose(double n, double k) {
  return stats::log_gamma(n + 1) - stats::log_gamma(k + 1) - stats::log_gamma(n - k + 1);
}

}  // namespace

two_shares_result compare_two_shares(double x1, double n1, double x2, double n2, double level) {
  const char* f = "compare_two_shares";
  check_level(f, "level", level);
  check_count(f, "x1", x1);
  check_count(f, "n1", n1);
  check_count(f, "x2", x2);
  check_count(f, "n2", n2);
  check_positive(f, "n1", n1);
  check_positive(f, "n2", n2);
  if (x1 > n1 || x2 > n2) {
    throw error(errc::argument, std::string(f) + ": there are more successes than answers",
                x1 > n1 ? "x1" : "x2");
  }
  two_shares_result r;
  const double p1 = x1 / n1;
  const double p2 = x2 / n2;
  const double pooled = (x1 + x2) / (n1 + n2);
  const double variance = pooled * (1 - pooled) * (1 / n1 + 1 / n2);
  r.difference = p1 - p2;
  r.z = variance > 0 ? r.difference / std::sqrt(variance) : nan_value;
  r.chi_squared = r.z * r.z;
  r.p = upper_tail(r.chi_squared, 1);
  const double correction = std::min(0.5, std::fabs(r.difference) / (1 / n1 + 1 / n2));
  r.chi_squared_yates = 0;
  const double rows[2][2] = {{x1, n1 - x1}, {x2, n2 - x2}};
  const double sizes[2] = {n1, n2};
  for (int i = 0; i < 2; ++i) {
    for (int j = 0; j < 2; ++j) {
      const double expected = sizes[i] * (j == 0 ? pooled : 1 - pooled);
      const double d = std::fabs(rows[i][j] - expected) - correction;
      r.chi_squared_yates += expected > 0 ? d * d / expected : nan_value;
    }
  }
  r.p_yates = upper_tail(r.chi_squared_yates, 1);
  r.p_fisher = fisher_exact(x1, n1 - x1, x2, n2 - x2);
  r.cohens_h = 2 * stats::asin(std::sqrt(p1)) - 2 * stats::asin(std::sqrt(p2));

  const double z = stats::critical_value(level, std::numeric_limits<double>::infinity());
  const auto wald = [&](double a, double na, double b, double nb) {
    estimate e;
    e.value = a - b;
    e.se = std::sqrt(a * (1 - a) / na + b * (1 - b) / nb);
    e.low = e.value - z * e.se;
    e.high = e.value + z * e.se;
    e.level = level;
    e.n = e.n_eff = n1 + n2;
    return e;
  };
  r.wald = wald(p1, n1, p2, n2);
  r.wald.method = "Wald";
  if (r.wald.low < -1 || r.wald.high > 1) {
    r.wald.low = std::max(-1.0, r.wald.low);
    r.wald.high = std::min(1.0, r.wald.high);
    r.wald.set(estimate_flag::clamped);
  }
  r.agresti_caffo = wald((x1 + 1) / (n1 + 2), n1 + 2, (x2 + 1) / (n2 + 2), n2 + 2);
  r.agresti_caffo.method = "Agresti-Caffo";
  share_options options;
  options.level = level;
  r.newcombe = newcombe_difference(share_interval_from_counts(x1, n1, options),
                                   share_interval_from_counts(x2, n2, options));
  return r;
}

double fisher_exact(double a, double b, double c, double d) {
  const char* f = "fisher_exact";
  check_count(f, "a", a);
  check_count(f, "b", b);
  check_count(f, "c", c);
  check_count(f, "d", d);
  const double row = a + b;
  const double column = a + c;
  const double n = row + c + d;
  if (n == 0) throw error(errc::argument, "fisher_exact: the table is empty", "a");
  const double least = std::max(0.0, row + column - n);
  const double most = std::min(row, column);
  const auto log_probability = [&](double x) {
    return log_choose(column, x) + log_choose(n - column, row - x) - log_choose(n, row);
  };
  // Probabilities relative to the observed table's, by the ratio of neighbours.
  const auto ratio_up = [&](double x) {  // P(x + 1) / P(x)
    return (column - x) * (row - x) / ((x + 1) * (n - column - row + x + 1));
  };
  double all = 1;
  double hits = 1;
  double relative = 1;
  const double limit = 1 + 1e-7;
  for (double x = a; x < most; ++x) {
    relative *= ratio_up(x);
    all += relative;
    if (relative <= limit) hits += relative;
  }
  relative = 1;
  for (double x = a; x > least; --x) {
    relative /= ratio_up(x - 1);
    all += relative;
    if (relative <= limit) hits += relative;
  }
  // An observed table so improbable that others overflow relative to it: take logarithms.
  if (!std::isfinite(all)) {
    const double here = log_probability(a);
    double p = 0;
    for (double x = least; x <= most; ++x) {
      const double other = log_probability(x);
      if (other <= here + 1e-7) p += stats::exp(other);
    }
    return std::min(1.0, p);
  }
  return std::min(1.0, hits / all);
}

mcnemar_result mcnemar_test(const paired_counts& counts, double level) {
  const char* f = "mcnemar_test";
  check_level(f, "level", level);
  check_count(f, "n11", counts.n11);
  check_count(f, "n10", counts.n10);
  check_count(f, "n01", counts.n01);
  check_count(f, "n00", counts.n00);
  const double n = counts.n();
  check_positive(f, "n", n);
  const double b = counts.n10;
  const double c = counts.n01;
  mcnemar_result r;
  const double d = std::fabs(b - c);
  r.chi_squared = b + c > 0 ? d * d / (b + c) : nan_value;
  const double corrected = d > 0 ? d - 1 : 0;  // no correction when there is nothing to correct
  r.chi_squared_continuity = b + c > 0 ? corrected * corrected / (b + c) : nan_value;
  r.p = upper_tail(r.chi_squared, 1);
  r.p_continuity = upper_tail(r.chi_squared_continuity, 1);
  const double tail = stats::binomial_cdf(std::min(b, c), b + c, 0.5);
  const double point = std::min(b, c) > 0 ? tail - stats::binomial_cdf(std::min(b, c) - 1, b + c, 0.5) : tail;
  r.p_exact = b + c > 0 ? std::min(1.0, 2 * tail) : 1;
  r.p_mid = b + c > 0 ? 2 * (tail - 0.5 * point) : 1;
  r.odds_ratio = b + c > 0 ? b / c : nan_value;
  estimate& e = r.difference;
  e.value = (b - c) / n;
  e.se = std::sqrt(b + c - (b - c) * (b - c) / n) / n;
  const double z = stats::critical_value(level, std::numeric_limits<double>::infinity());
  e.low = e.value - z * e.se;
  e.high = e.value + z * e.se;
  e.level = level;
  e.n = e.n_eff = n;
  e.method = "paired shares, Wald";
  return r;
}

independence_result independence_test(const matrix& counts) {
  const char* f = "independence_test";
  check_at_least(f, "rows", counts.rows, 2);
  check_at_least(f, "columns", counts.cols, 2);
  std::vector<double> row(counts.rows, 0.0);
  std::vector<double> column(counts.cols, 0.0);
  double n = 0;
  for (std::size_t i = 0; i < counts.rows; ++i) {
    for (std::size_t j = 0; j < counts.cols; ++j) {
      check_not_negative(f, "counts", counts(i, j));
      row[i] += counts(i, j);
      column[j] += counts(i, j);
      n += counts(i, j);
    }
  }
  const auto empty = [](const std::vector<double>& v) { return std::find(v.begin(), v.end(), 0.0); };
  if (empty(row) != row.end() || empty(column) != column.end()) {
    const bool in_rows = empty(row) != row.end();
    const auto at = in_rows ? empty(row) - row.begin() : empty(column) - column.begin();
    throw error(errc::argument,
                std::string(f) + ": " + (in_rows ? "row " : "column ") + std::to_string(at) +
                    " of the table is empty; leave it out",
                "counts", in_rows ? at : -1, in_rows ? -1 : at);
  }
  independence_result r;
  r.expected = matrix(counts.rows, counts.cols);
  r.standardized_residuals = matrix(counts.rows, counts.cols);
  for (std::size_t i = 0; i < counts.rows; ++i) {
    for (std::size_t j = 0; j < counts.cols; ++j) {
      const double o = counts(i, j);
      const double e = row[i] * column[j] / n;
      r.expected(i, j) = e;
      r.standardized_residuals(i, j) = (o - e) / std::sqrt(e * (1 - row[i] / n) * (1 - column[j] / n));
      r.chi_squared += (o - e) * (o - e) / e;
      if (o > 0) r.g += 2 * o * stats::log(o / e);
    }
  }
  r.df = static_cast<double>((counts.rows - 1) * (counts.cols - 1));
  r.p = upper_tail(r.chi_squared, r.df);
  r.p_g = upper_tail(std::max(0.0, r.g), r.df);
  r.cramers_v = std::sqrt(r.chi_squared / n / static_cast<double>(std::min(counts.rows, counts.cols) - 1));
  return r;
}

}  // namespace cxm
