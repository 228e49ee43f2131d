// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/reliability.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <optional>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/linear_algebra.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t most_split_items = 20;

std::size_t items_of(const char* function, const matrix& covariance) {
  check_same_size(function, "the rows of covariance", covariance.rows, "its columns", covariance.cols);
  check_at_least(function, "the number of items", covariance.rows, 2);
  return covariance.rows;
}

double trace(const matrix& v) {
  stats::compensated_sum out;
  for (std::size_t i = 0; i < v.rows; ++i) out.add(v(i, i));
  return out.value();
}

double row_sum(const matrix& v, std::size_t i) { return stats::sum(v.row(i)); }

matrix correlations_of(const matrix& v) {
  matrix out(v.rows, v.cols, nan_value);
  for (std::size_t i = 0; i < v.rows; ++i) {
    for (std::size_t j = 0; j < v.cols; ++j) {
      const double product = v(i, i) * v(j, j);
      if (product > 0) out(i, j) = i == j ? 1 : v(i, j) / std::sqrt(product);
    }
  }
  return out;
}

/// Squared multiple correlation of each item with the others; NaN where the items explain each other.
std::vector<double> multiple_correlations(const matrix& v) {
  std::vector<double> out(v.rows, nan_value);
  const matrix r = correlations_of(v);
  if (!std::all_of(r.values.begin(), r.values.end(), [](double x) { return std::isfinite(x); })) return out;
  if (stats::eigen_symmetric(r).values.front() < 1e-12) return out;
  const matrix inverse = stats::inverse_spd(r);
  for (std::size_t i = 0; i < v.rows; ++i) out[i] = 1 - 1 / inverse(i, i);
  return out;
}

/// 4 cov(A, B) / S, A the items of a mask.
double split_half(const matrix& v, std::uint32_t mask, double total) {
  double between = 0;
  for (std::size_t i = 0; i < v.rows; ++i) {
    if ((mask >> i & 1U) == 0) continue;
    for (std::size_t j = 0; j < v.cols; ++j) {
      if ((mask >> j & 1U) == 0) between += v(i, j);
    }
  }
  return 4 * between / total;
}

estimate without_interval(double value, double n, double level, const std::string& method) {
  estimate e;
  e.value = value;
  e.level = level;
  e.n = e.n_eff = n;
  e.df = n - 1;
  e.method = method;
  return e;
}

/// The rows without a gap, and the weighted means of their answers.
struct complete_answers {
  complete_answers(const char* function, std::span<const column_view> columns, std::span<const double> given)
      : items(columns), weights(given) {
    const std::size_t n = items.empty() ? 0 : items[0].size();
    for (const column_view& x : items) {
      check_column(function, "items", x);
      check_same_size(function, "items", x.size(), "the first item", n);
    }
    if (!weights.empty()) check_weights(function, "weights", weights, n);
    for (std::size_t i = 0; i < n; ++i) {
      const bool all =
          std::all_of(items.begin(), items.end(), [i](const column_view& x) { return x.has(i); });
      if (all && weight(i) > 0) rows.push_back(i);
    }
    stats::compensated_sum sum;
    for (const std::size_t i : rows) sum.add(weight(i));
    total = sum.value();
    for (const column_view& x : items) {
      stats::compensated_sum values;
      for (const std::size_t i : rows) values.add(weight(i) * x.values[i]);
      means.push_back(values.value() / total);
    }
  }
  [[nodiscard]] double weight(std::size_t i) const { return weights.empty() ? 1 : weights[i]; }
  void deviations(std::size_t i, std::span<double> out) const {
    for (std::size_t j = 0; j < items.size(); ++j) out[j] = items[j].values[i] - means[j];
  }

  std::span<const column_view> items;
  std::span<const double> weights;
  std::vector<std::size_t> rows;
  std::vector<double> means;
  double total = 0;
};

}  // namespace

double cronbach_alpha(const matrix& covariance) {
  const auto k = static_cast<double>(items_of("cronbach_alpha", covariance));
  const double total = stats::sum(covariance.values);
  if (total == 0) return nan_value;
  return k / (k - 1) * (1 - trace(covariance) / total);
}

double spearman_brown(double reliability, double length_ratio) {
  check_positive("spearman_brown", "length_ratio", length_ratio);
  return length_ratio * reliability / (1 + (length_ratio - 1) * reliability);
}

correlation_summary summarise_correlations(const matrix& covariance) {
  const std::size_t k = items_of("summarise_correlations", covariance);
  const matrix r = correlations_of(covariance);
  std::vector<double> below;
  for (std::size_t i = 1; i < k; ++i) {
    for (std::size_t j = 0; j < i; ++j) below.push_back(r(i, j));
  }
  if (!std::all_of(below.begin(), below.end(), [](double x) { return std::isfinite(x); })) {
    return {nan_value, nan_value, nan_value, nan_value};
  }
  std::sort(below.begin(), below.end());
  correlation_summary out;
  const std::size_t half = below.size() / 2;
  out.mean = stats::sum(below) / static_cast<double>(below.size());
  out.median = below.size() % 2 == 1 ? below[half] : (below[half - 1] + below[half]) / 2;
  out.smallest = below.front();
  out.standardized_alpha = spearman_brown(out.mean, static_cast<double>(k));
  return out;
}

double greatest_lower_bound(const matrix& covariance) {
  const std::size_t k = items_of("greatest_lower_bound", covariance);
  if (!std::all_of(covariance.values.begin(), covariance.values.end(),
                   [](double x) { return std::isfinite(x); })) {
    return nan_value;
  }
  // In units of the items, so that bounds are alike: V = D R D, errors e_i d_i^2.
  const matrix r = correlations_of(covariance);
  if (std::any_of(r.values.begin(), r.values.end(), [](double x) { return std::isnan(x); })) return nan_value;
  const double least = stats::eigen_symmetric(r).values.front();
  if (least < 1e-10) return nan_value;
  std::vector<double> weight(k), e(k, least / 2);
  double scale = 0;
  for (std::size_t i = 0; i < k; ++i) scale += covariance(i, i);
  for (std::size_t i = 0; i < k; ++i) weight[i] = covariance(i, i) / scale;
  // Most of sum w e + mu (log det(R - E) + sum log e + sum log(1 - e)), mu falling: 3 k mu from the end.
  const auto rest = [&](const std::vector<double>& at) {
    matrix out = r;
    for (std::size_t i = 0; i < k; ++i) out(i, i) -= at[i];
    return out;
  };
  const auto value = [&](const std::vector<double>& at, double mu) {
    double sum = 0;
    for (std::size_t i = 0; i < k; ++i) {
      if (!(at[i] > 0 && at[i] < 1)) return -std::numeric_limits<double>::infinity();
      sum += weight[i] * at[i] / mu + stats::log(at[i]) + stats::log1p(-at[i]);
    }
    try {
      return sum + stats::invert_spd(rest(at)).log_determinant;
    } catch (const error&) {
      return -std::numeric_limits<double>::infinity();
    }
  };
  for (double mu = 0.1; mu > 1e-10; mu /= 4) {
    for (int step = 0; step < 50; ++step) {
      const matrix inverse = stats::inverse_spd(rest(e));
      std::vector<double> slope(k);
      matrix curve(k, k);
      for (std::size_t i = 0; i < k; ++i) {
        slope[i] = weight[i] / mu - inverse(i, i) + 1 / e[i] - 1 / (1 - e[i]);
        for (std::size_t j = 0; j < k; ++j) curve(i, j) = inverse(i, j) * inverse(i, j);
        curve(i, i) += 1 / (e[i] * e[i]) + 1 / ((1 - e[i]) * (1 - e[i]));
      }
      const std::vector<double> move = stats::solve_psd(curve, slope, 0);
      double gain = 0;
      for (std::size_t i = 0; i < k; ++i) gain += slope[i] * move[i];
      if (gain < 1e-6) break;
      const double now = value(e, mu);
      std::vector<double> next = e;
      double part = 1;
      for (; part > 1e-9; part /= 2) {
        for (std::size_t i = 0; i < k; ++i) next[i] = e[i] + part * move[i];
        if (value(next, mu) > now) break;
      }
      if (part <= 1e-9) break;
      e = next;
    }
  }
  double errors = 0;
  for (std::size_t i = 0; i < k; ++i) errors += e[i] * covariance(i, i);
  return 1 - errors / stats::sum(covariance.values);
}

split_half_summary split_halves(const matrix& covariance) {
  const std::size_t k = items_of("split_halves", covariance);
  if (k > most_split_items) {
    throw error(errc::argument,
                "split_halves: " + std::to_string(k) + " items have too many halves; at most " +
                    std::to_string(most_split_items) + " are split in every way",
                "covariance");
  }
  const double total = stats::sum(covariance.values);
  if (total == 0 || std::isnan(total)) return {nan_value, nan_value, nan_value};
  split_half_summary out{-std::numeric_limits<double>::infinity(), std::numeric_limits<double>::infinity(),
                         0};
  stats::compensated_sum sum;
  double count = 0;
  // Masks of k / 2 bits in rising order; of two equal halves the one with the first item is enough.
  const auto first = static_cast<std::uint32_t>((1U << (k / 2)) - 1U);
  for (std::uint32_t mask = first; mask < (1U << k);) {
    if (k % 2 == 1 || (mask & 1U) != 0) {
      const double r = split_half(covariance, mask, total);
      out.largest = std::max(out.largest, r);
      out.smallest = std::min(out.smallest, r);
      sum.add(r);
      ++count;
    }
    const std::uint32_t low = mask & (~mask + 1U);
    const std::uint32_t ripple = mask + low;
    mask = ripple | (((mask ^ ripple) >> 2U) / low);
  }
  out.mean = sum.value() / count;
  return out;
}

std::array<double, 6> guttman_lambdas(const matrix& covariance) {
  const std::size_t k = items_of("guttman_lambdas", covariance);
  std::array<double, 6> out;
  out.fill(nan_value);
  const double total = stats::sum(covariance.values);
  if (total == 0 || std::isnan(total)) return out;
  const auto items = static_cast<double>(k);
  out[0] = 1 - trace(covariance) / total;
  double squares = 0;  // of the off-diagonal entries
  double widest = 0;   // the column with the largest sum of them
  for (std::size_t i = 0; i < k; ++i) {
    double column = 0;
    for (std::size_t j = 0; j < k; ++j) column += i == j ? 0 : covariance(i, j) * covariance(i, j);
    squares += column;
    widest = std::max(widest, column);
  }
  out[1] = out[0] + std::sqrt(items / (items - 1) * squares) / total;
  out[2] = items / (items - 1) * out[0];
  if (k <= most_split_items) out[3] = split_halves(covariance).largest;
  out[4] = out[0] + 2 * std::sqrt(widest) / total;
  const std::vector<double> smc = multiple_correlations(covariance);
  stats::compensated_sum error_variance;
  for (std::size_t i = 0; i < k; ++i) error_variance.add((1 - smc[i]) * covariance(i, i));
  out[5] = 1 - error_variance.value() / total;
  return out;
}

std::vector<item_in_scale> items_in_scale(const matrix& covariance) {
  const std::size_t k = items_of("items_in_scale", covariance);
  const double total = stats::sum(covariance.values);
  const double all_variances = trace(covariance);
  const std::vector<double> smc = multiple_correlations(covariance);
  std::vector<item_in_scale> out(k);
  for (std::size_t i = 0; i < k; ++i) {
    const double own = covariance(i, i);
    const double with_all = row_sum(covariance, i);
    const double rest = total - 2 * with_all + own;  // variance of the sum of the others
    out[i].rest_correlation = own > 0 && rest > 0 ? (with_all - own) / std::sqrt(own * rest) : nan_value;
    out[i].total_correlation = own > 0 && total > 0 ? with_all / std::sqrt(own * total) : nan_value;
    const auto others = static_cast<double>(k - 1);
    out[i].alpha_if_deleted =
        k > 2 && rest != 0 ? others / (others - 1) * (1 - (all_variances - own) / rest) : nan_value;
    out[i].smc = smc[i];
  }
  return out;
}

matrix alpha_influence(const matrix& covariance) {
  const std::size_t k = items_of("alpha_influence", covariance);
  const auto items = static_cast<double>(k);
  const double total = stats::sum(covariance.values);
  if (total == 0) return {k, k, nan_value};
  matrix g(k, k, items / (items - 1) * trace(covariance) / (total * total));
  for (std::size_t i = 0; i < k; ++i) g(i, i) -= items / (items - 1) / total;
  return g;
}

double influence_error(const matrix& influence, const matrix& covariance, double n) {
  constexpr const char* function = "influence_error";
  check_same_size(function, "influence", influence.rows, "covariance", covariance.rows);
  check_positive(function, "n", n);
  const matrix gv = stats::multiply(influence, covariance);
  stats::compensated_sum sum;
  for (std::size_t i = 0; i < gv.rows; ++i) {
    for (std::size_t j = 0; j < gv.cols; ++j) sum.add(gv(i, j) * gv(j, i));
  }
  return std::sqrt(std::max(0.0, 2 * sum.value() / n));
}

double influence_error(const matrix& influence, std::span<const column_view> items,
                       std::span<const double> weights) {
  constexpr const char* function = "influence_error";
  check_same_size(function, "influence", influence.rows, "items", items.size());
  const complete_answers a(function, items, weights);
  if (a.rows.size() < 2) return nan_value;
  std::vector<double> moved;
  moved.reserve(a.rows.size());
  stats::compensated_sum average;
  std::vector<double> d(items.size());
  for (const std::size_t i : a.rows) {
    a.deviations(i, d);
    moved.push_back(stats::quadratic_form(influence, d, d));
    average.add(a.weight(i) * moved.back());
  }
  const double centre = average.value() / a.total;
  stats::compensated_sum squares;
  for (std::size_t c = 0; c < a.rows.size(); ++c) {
    const double u = a.weight(a.rows[c]) * (moved[c] - centre);
    squares.add(u * u);
  }
  return std::sqrt(squares.value()) / a.total;
}

estimate alpha_interval(std::span<const column_view> items, std::span<const double> weights, double level) {
  constexpr const char* function = "alpha_interval";
  check_at_least(function, "the number of items", items.size(), 2);
  check_level(function, "level", level);
  const std::string method = "Cronbach's alpha, jackknife of log(1 - alpha), t";
  const complete_answers a(function, items, weights);
  const auto n = static_cast<double>(a.rows.size());
  if (a.rows.size() < 2) return undefined_estimate(method, n, level);
  // Sums of squares: of the items one by one, and of their sum.
  std::vector<double> single(a.rows.size()), joint(a.rows.size()), d(items.size());
  stats::compensated_sum singles, joints;
  for (std::size_t c = 0; c < a.rows.size(); ++c) {
    a.deviations(a.rows[c], d);
    double sum = 0;
    for (const double x : d) {
      sum += x;
      single[c] += x * x;
    }
    joint[c] = sum * sum;
    singles.add(a.weight(a.rows[c]) * single[c]);
    joints.add(a.weight(a.rows[c]) * joint[c]);
  }
  const auto k = static_cast<double>(items.size());
  const auto alpha_of = [k](double one_by_one, double together) {
    return together > 0 ? k / (k - 1) * (1 - one_by_one / together) : nan_value;
  };
  const double alpha = alpha_of(singles.value(), joints.value());
  std::vector<double> without;
  stats::compensated_sum average;
  for (std::size_t c = 0; c < a.rows.size(); ++c) {
    const double w = a.weight(a.rows[c]);
    const double lost = w * a.total / (a.total - w);
    const double rest = alpha_of(singles.value() - lost * single[c], joints.value() - lost * joint[c]);
    without.push_back(stats::log(1 - rest));
    average.add(without.back() / n);
  }
  stats::compensated_sum squares;
  for (const double x : without) squares.add((x - average.value()) * (x - average.value()));
  const double se = std::sqrt(squares.value() * (n - 1) / n);
  estimate e = reliability_interval(alpha, (1 - alpha) * se, n, level);
  e.method = method;
  return e;
}

estimate alpha_interval_feldt(const matrix& covariance, double n, double level) {
  constexpr const char* function = "alpha_interval_feldt";
  const auto k = static_cast<double>(items_of(function, covariance));
  check_level(function, "level", level);
  check_positive(function, "n", n);
  const std::string method = "Cronbach's alpha, interval by F (Feldt)";
  const double alpha = cronbach_alpha(covariance);
  if (std::isnan(alpha)) return undefined_estimate(method, n, level);
  estimate e = without_interval(alpha, n, level, method);
  if (n < 2) {
    e.set(estimate_flag::no_interval);
    return e;
  }
  e.se = influence_error(alpha_influence(covariance), covariance, n);
  const double tail = (1 - level) / 2;
  e.low = 1 - (1 - alpha) * stats::f_quantile(1 - tail, n - 1, (n - 1) * (k - 1));
  e.high = 1 - (1 - alpha) * stats::f_quantile(tail, n - 1, (n - 1) * (k - 1));
  return e;
}

estimate reliability_interval(double reliability, double se, double n, double level) {
  check_level("reliability_interval", "level", level);
  const std::string method = "on the scale of log(1 - r), t";
  if (std::isnan(reliability)) return undefined_estimate(method, n, level);
  estimate e = without_interval(reliability, n, level, method);
  if (!std::isfinite(se) || n < 2) {
    e.set(estimate_flag::no_interval);
    return e;
  }
  e.se = se;
  const double rest = 1 - reliability;
  const double width = rest > 0 ? stats::critical_value(level, e.df) * se / rest : 0;
  e.low = 1 - rest * stats::exp(width);
  e.high = 1 - rest * stats::exp(-width);
  return e;
}

}  // namespace cxm
