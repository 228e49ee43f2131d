// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/raters.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "cxm/base/check.hpp"
#include "cxm/stats/covariance.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm {
namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

[[noreturn]] void refuse(const char* function, const std::string& what, const char* parameter,
                         std::int64_t row = -1) {
  throw error(errc::argument, std::string(function) + ": " + what, parameter, row);
}

/// A coefficient of at most 1 with symmetric limits.
estimate symmetric(double value, double variance, double n, double df, double level, const char* method) {
  if (std::isnan(value)) return undefined_estimate(method, n, level);
  estimate e;
  e.value = value;
  e.se = std::sqrt(std::max(0.0, variance));
  const double z = stats::critical_value(level, df);
  e.low = std::max(-1.0, value - z * e.se);
  e.high = std::min(1.0, value + z * e.se);
  if (e.low != value - z * e.se || e.high != value + z * e.se) e.set(estimate_flag::clamped);
  e.level = level;
  e.n = e.n_eff = n;
  e.df = df;
  e.method = method;
  return e;
}

/// Ratings of the complete rows, by row.
matrix complete_rows(const char* function, std::span<const column_view> columns) {
  check_at_least(function, "raters", columns.size(), 2);
  for (const column_view& c : columns) {
    check_column(function, "raters", c);
    check_same_size(function, "the first rater", columns[0].size(), "raters", c.size());
  }
  std::vector<double> values;
  for (std::size_t i = 0; i < columns[0].size(); ++i) {
    if (!std::all_of(columns.begin(), columns.end(), [i](const auto& c) { return c.has(i); })) continue;
    for (const column_view& c : columns) values.push_back(c.values[i]);
  }
  matrix out;
  out.cols = columns.size();
  out.rows = values.size() / out.cols;
  out.values = std::move(values);
  return out;
}

}  // namespace

kappa_result cohen_kappa(const matrix& counts, kappa_weights weights, double level) {
  constexpr const char* function = "cohen_kappa";
  constexpr const char* method = "Cohen's kappa, large-sample error";
  check_level(function, "level", level);
  const std::size_t k = counts.rows;
  check_at_least(function, "counts", k, 2);
  check_same_size(function, "the rows of counts", k, "its columns", counts.cols);
  check_all_finite(function, "counts", counts.values);
  for (const double c : counts.values) check_not_negative(function, "counts", c);
  const double n = stats::sum(counts.values);
  if (!(n > 0)) refuse(function, "counts holds no cases", "counts");
  const auto weight = [&](std::size_t i, std::size_t j) {
    const double d = std::fabs(static_cast<double>(i) - static_cast<double>(j));
    const double far = static_cast<double>(k - 1);
    if (weights == kappa_weights::none) return i == j ? 1.0 : 0.0;
    return weights == kappa_weights::linear ? 1 - d / far : 1 - d * d / (far * far);
  };
  std::vector<double> row(k, 0.0), column(k, 0.0);
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) {
      row[i] += counts(i, j) / n;
      column[j] += counts(i, j) / n;
    }
  }
  kappa_result out;
  std::vector<double> row_weight(k, 0.0),
      column_weight(k, 0.0);  // expected weight, given one rater's category
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) {
      out.observed += weight(i, j) * counts(i, j) / n;
      out.expected += weight(i, j) * row[i] * column[j];
      row_weight[i] += weight(i, j) * column[j];
      column_weight[j] += weight(i, j) * row[i];
    }
  }
  const double rest = 1 - out.expected;
  if (!(rest > 1e-14)) {
    out.kappa = undefined_estimate(method, n, level);
    return out;
  }
  double sum = 0;
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) {
      const double u = weight(i, j) * rest - (row_weight[i] + column_weight[j]) * (1 - out.observed);
      sum += counts(i, j) / n * u * u;
    }
  }
  const double centre = out.observed * out.expected - 2 * out.expected + out.observed;
  const double variance = (sum - centre * centre) / (n * rest * rest * rest * rest);
  out.kappa = symmetric((out.observed - out.expected) / rest, variance, n,
                        std::numeric_limits<double>::infinity(), level, method);
  return out;
}

kappa_result fleiss_kappa(const matrix& counts, double level) {
  constexpr const char* function = "fleiss_kappa";
  constexpr const char* method = "Fleiss' kappa, error from the cases";
  check_level(function, "level", level);
  check_at_least(function, "counts", counts.rows, 2);
  check_at_least(function, "the categories", counts.cols, 2);
  check_all_finite(function, "counts", counts.values);
  const auto n = static_cast<double>(counts.rows);
  double raters = 0;
  std::vector<double> share(counts.cols, 0.0), own(counts.rows, 0.0);
  for (std::size_t i = 0; i < counts.rows; ++i) {
    double sum = 0;
    for (std::size_t j = 0; j < counts.cols; ++j) {
      const double c = counts(i, j);
      if (c < 0 || c != std::floor(c)) {
        refuse(function, "row " + std::to_string(i) + " holds what is no count", "counts",
               static_cast<std::int64_t>(i));
      }
      sum += c;
      own[i] += c * (c - 1);
    }
    if (i == 0) raters = sum;
    if (sum != raters || raters < 2) {
      refuse(function,
             "row " + std::to_string(i) +
                 " was rated by another number of people than the first, or by fewer than two",
             "counts", static_cast<std::int64_t>(i));
    }
    own[i] /= raters * (raters - 1);
    for (std::size_t j = 0; j < counts.cols; ++j) share[j] += counts(i, j) / (raters * n);
  }
  kappa_result out;
  for (const double a : own) out.observed += a / n;
  for (const double p : share) out.expected += p * p;
  const double rest = 1 - out.expected;
  if (!(rest > 1e-14)) {
    out.kappa = undefined_estimate(method, n, level);
    return out;
  }
  const double kappa = (out.observed - out.expected) / rest;
  double squares = 0;
  for (std::size_t i = 0; i < counts.rows; ++i) {
    double chance = 0;  // d expected
    for (std::size_t j = 0; j < counts.cols; ++j) {
      chance += 2 * share[j] * (counts(i, j) / raters - share[j]);
    }
    const double u = (own[i] - out.observed - (1 - kappa) * chance) / rest;
    squares += u * u;
  }
  out.kappa = symmetric(kappa, squares / (n * (n - 1)), n, n - 1, level, method);
  return out;
}

estimate krippendorff_alpha(std::span<const column_view> raters, rating_metric metric, double level) {
  constexpr const char* function = "krippendorff_alpha";
  constexpr const char* method = "Krippendorff's alpha, jackknife of cases";
  check_level(function, "level", level);
  check_at_least(function, "raters", raters.size(), 2);
  for (const column_view& c : raters) {
    check_column(function, "raters", c);
    check_same_size(function, "the first rater", raters[0].size(), "raters", c.size());
  }
  std::vector<double> values;  // that occur in cases of two ratings and more, ascending
  std::vector<std::size_t> cases;
  for (std::size_t i = 0; i < raters[0].size(); ++i) {
    if (std::count_if(raters.begin(), raters.end(), [i](const auto& c) { return c.has(i); }) < 2) continue;
    cases.push_back(i);
    for (const column_view& c : raters) {
      if (!c.has(i)) continue;
      const auto at = std::lower_bound(values.begin(), values.end(), c.values[i]);
      if (at == values.end() || *at != c.values[i]) values.insert(at, c.values[i]);
      if (values.size() > 100) refuse(function, "there are more than 100 different ratings", "raters");
    }
  }
  if (cases.size() < 2) refuse(function, "fewer than two cases have two ratings", "raters");
  const std::size_t v = values.size();
  const auto n = static_cast<double>(cases.size());
  matrix counts(cases.size(), v);
  std::vector<double> total(v, 0.0);
  for (std::size_t i = 0; i < cases.size(); ++i) {
    for (const column_view& c : raters) {
      if (!c.has(cases[i])) continue;
      const auto at = std::lower_bound(values.begin(), values.end(), c.values[cases[i]]) - values.begin();
      counts(i, static_cast<std::size_t>(at)) += 1;
      total[static_cast<std::size_t>(at)] += 1;
    }
  }
  // Distances of nominal and interval ratings are fixed; those of ordinal ones follow the margins.
  const auto distances = [&](const std::vector<double>& margin) {
    matrix d(v, v);
    for (std::size_t a = 0; a < v; ++a) {
      double between = margin[a] / 2;
      for (std::size_t b = a + 1; b < v; ++b) {
        const double far = between + margin[b] / 2;
        between += margin[b];
        const double step = values[b] - values[a];
        d(a, b) = d(b, a) = metric == rating_metric::nominal   ? 1
                            : metric == rating_metric::ordinal ? far * far
                                                               : step * step;
      }
    }
    return d;
  };
  const auto pairs = [&](std::span<const double> x, const matrix& d) {
    double sum = 0;
    for (std::size_t a = 0; a < v; ++a) {
      if (x[a] == 0) continue;
      for (std::size_t b = 0; b < v; ++b) sum += x[a] * x[b] * d(a, b);
    }
    return sum;
  };
  const auto of_case = [&](std::size_t i, const matrix& d) {
    double m = 0;
    for (const double c : counts.row(i)) m += c;
    return pairs(counts.row(i), d) / (m - 1);
  };
  const auto alpha = [&](const std::vector<double>& margin, std::size_t without) {
    const matrix d = distances(margin);
    stats::compensated_sum observed;
    for (std::size_t i = 0; i < counts.rows; ++i) {
      if (i != without) observed.add(of_case(i, d));
    }
    double ratings = 0;
    for (const double c : margin) ratings += c;
    const double expected = pairs(margin, d) / (ratings - 1);
    return expected > 0 ? 1 - observed.value() / expected : missing;
  };
  const double value = alpha(total, counts.rows);
  std::vector<double> left;
  if (metric == rating_metric::ordinal) {
    for (std::size_t i = 0; i < counts.rows; ++i) {
      std::vector<double> margin = total;
      for (std::size_t a = 0; a < v; ++a) margin[a] -= counts(i, a);
      left.push_back(alpha(margin, i));
    }
  } else {
    // The same in one pass: distances do not move.
    const matrix d = distances(total);
    stats::compensated_sum observed;
    for (std::size_t i = 0; i < counts.rows; ++i) observed.add(of_case(i, d));
    for (std::size_t i = 0; i < counts.rows; ++i) {
      std::vector<double> margin = total;
      double ratings = 0;
      for (std::size_t a = 0; a < v; ++a) ratings += margin[a] -= counts(i, a);
      const double expected = pairs(margin, d) / (ratings - 1);
      left.push_back(expected > 0 ? 1 - (observed.value() - of_case(i, d)) / expected : missing);
    }
  }
  const double mean = stats::sum(left) / n;
  double squares = 0;
  for (const double x : left) squares += (x - mean) * (x - mean);
  if (std::isnan(value)) return undefined_estimate(method, n, level);
  estimate e = symmetric(value, squares * (n - 1) / n, n, n - 1, level, method);
  if (std::isnan(squares)) {  // without some case, all ratings are equal
    e.se = e.low = e.high = missing;
    e.set(estimate_flag::no_interval);
  }
  return e;
}

rater_icc intraclass_correlations(std::span<const column_view> raters, double level) {
  constexpr const char* function = "intraclass_correlations";
  check_level(function, "level", level);
  const matrix x = complete_rows(function, raters);
  if (x.rows < 2) refuse(function, "fewer than two cases were rated by everybody", "raters");
  const auto n = static_cast<double>(x.rows), k = static_cast<double>(x.cols);
  std::vector<double> rows(x.rows, 0.0), columns(x.cols, 0.0);
  const double mean = stats::sum(x.values) / (n * k);
  for (std::size_t i = 0; i < x.rows; ++i) {
    for (std::size_t j = 0; j < x.cols; ++j) {
      rows[i] += (x(i, j) - mean) / k;
      columns[j] += (x(i, j) - mean) / n;
    }
  }
  stats::compensated_sum between_rows, between_columns, error_sum;
  for (const double r : rows) between_rows.add(k * r * r);
  for (const double c : columns) between_columns.add(n * c * c);
  for (std::size_t i = 0; i < x.rows; ++i) {
    for (std::size_t j = 0; j < x.cols; ++j) {
      const double e = x(i, j) - mean - rows[i] - columns[j];
      error_sum.add(e * e);
    }
  }
  const double msb = between_rows.value() / (n - 1), msj = between_columns.value() / (k - 1);
  const double mse = error_sum.value() / ((n - 1) * (k - 1));
  const double msw = (between_columns.value() + error_sum.value()) / (n * (k - 1));
  rater_icc out;
  out.n = n;
  out.df1 = n - 1;
  out.df2 = {n * (k - 1), (n - 1) * (k - 1), (n - 1) * (k - 1)};
  out.f = {msw > 0 ? msb / msw : missing, mse > 0 ? msb / mse : missing, mse > 0 ? msb / mse : missing};
  const double upper = 0.5 + level / 2;
  static constexpr const char* names[]{"ICC(1,1), Shrout & Fleiss", "ICC(2,1), Shrout & Fleiss",
                                       "ICC(3,1), Shrout & Fleiss", "ICC(1,k), Shrout & Fleiss",
                                       "ICC(2,k), Shrout & Fleiss", "ICC(3,k), Shrout & Fleiss"};
  const auto put = [&](std::size_t at, double value, double low, double high) {
    estimate e = undefined_estimate(names[at], n, level);
    if (std::isfinite(value)) {
      e.flags = 0;
      e.value = value;
      e.low = low;
      e.high = high;
      if (std::isnan(low) || std::isnan(high)) e.set(estimate_flag::no_interval);
    }
    out.icc[at] = e;
  };
  for (const std::size_t d : {0U, 2U}) {
    const double within = d == 0 ? msw : mse, f = out.f[d], df2 = out.df2[d];
    const double value = (msb - within) / (msb + (k - 1) * within);
    double low = missing, high = missing;
    if (std::isfinite(f)) {
      low = f / stats::f_quantile(upper, n - 1, df2);
      high = f * stats::f_quantile(upper, df2, n - 1);
    }
    put(d, value, (low - 1) / (low + k - 1), (high - 1) / (high + k - 1));
    put(d + 3, (msb - within) / msb, 1 - 1 / low, 1 - 1 / high);
  }
  const double value = (msb - mse) / (msb + (k - 1) * mse + k * (msj - mse) / n);
  double low = missing, high = missing;
  if (mse > 0 && std::isfinite(value)) {
    const double fj = msj / mse, a = k * value * fj, b = n * (1 + (k - 1) * value) - k * value;
    const double v = (k - 1) * (n - 1) * (a + b) * (a + b) / ((n - 1) * a * a + b * b);
    const double f_low = stats::f_quantile(upper, n - 1, v), f_high = stats::f_quantile(upper, v, n - 1);
    const double others = k * msj + (k * n - k - n) * mse;
    low = n * (msb - f_low * mse) / (f_low * others + n * msb);
    high = n * (f_high * msb - mse) / (others + n * f_high * msb);
  }
  const auto of_mean = [k](double r) { return k * r / (1 + (k - 1) * r); };
  put(1, value, low, high);
  put(4, (msb - mse) / (msb + (msj - mse) / n), of_mean(low), of_mean(high));
  return out;
}

retest_result test_retest(const column_view& first, const column_view& second, double level) {
  constexpr const char* function = "test_retest";
  constexpr const char* method = "Pearson's r of two occasions, Fisher's z";
  check_level(function, "level", level);
  const std::vector<column_view> both{first, second};
  const matrix x = complete_rows(function, both);
  if (x.rows < 3) refuse(function, "fewer than three people answered twice", "second");
  const matrix v = stats::sample_covariance(both);
  const auto n = static_cast<double>(x.rows);
  retest_result out;
  const double r = v(0, 1) / std::sqrt(v(0, 0) * v(1, 1));
  out.correlation = undefined_estimate(method, n, level);
  out.measurement_error = out.detectable_change = missing;
  if (!std::isfinite(r)) return out;
  const double z = stats::normal_quantile(0.5 + level / 2);
  estimate& e = out.correlation;
  e.flags = 0;
  e.value = r;
  if (n > 3 && std::fabs(r) < 1) {
    const double centre = stats::atanh(r), reach = z / std::sqrt(n - 3);
    e.low = stats::tanh(centre - reach);
    e.high = stats::tanh(centre + reach);
    e.se = (1 - r * r) / std::sqrt(n - 3);
  } else {
    e.set(estimate_flag::no_interval);
  }
  out.measurement_error = std::sqrt(v(0, 0)) * std::sqrt(std::max(0.0, 1 - r));
  out.detectable_change = z * std::sqrt(2.0) * out.measurement_error;
  return out;
}

}  // namespace cxm
