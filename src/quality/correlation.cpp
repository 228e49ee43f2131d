// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/correlation.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/estimate/comparison_ranks.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/linear_algebra.hpp"
#include "cxm/stats/sum.hpp"
#include "quality/fisher_scale.hpp"

namespace cxm {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

struct pairs {
  std::vector<double> a, b;
};

pairs pairs_of(const column_view& a, const column_view& b, const std::vector<std::uint8_t>& keep = {}) {
  pairs out;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!a.has(i) || !b.has(i) || (!keep.empty() && keep[i] == 0)) continue;
    out.a.push_back(a.values[i]);
    out.b.push_back(b.values[i]);
  }
  return out;
}

double pearson(const std::vector<double>& a, const std::vector<double>& b) {
  const std::vector<column_view> columns{column_view(a), column_view(b)};
  const matrix v = stats::sample_covariance(columns);
  const double product = v(0, 0) * v(1, 1);
  return product > 0 ? std::clamp(v(0, 1) / std::sqrt(product), -1.0, 1.0) : nan_value;
}

/// A place in a table: positions of its row and column, and how many people are there.
struct place {
  std::size_t row = 0, column = 0;
  double count = 0;
};

/// Sums of counts below a position (Fenwick 1994).
class running_sums {
 public:
  explicit running_sums(std::size_t size) : tree_(size + 1) {}
  void add(std::size_t at, double count) {
    for (std::size_t i = at + 1; i < tree_.size(); i += i & (~i + 1)) tree_[i] += count;
  }
  /// Of the positions 0 .. at - 1.
  [[nodiscard]] double below(std::size_t at) const {
    double sum = 0;
    for (std::size_t i = at; i > 0; i -= i & (~i + 1)) sum += tree_[i];
    return sum;
  }

 private:
  std::vector<double> tree_;
};

/// Pairs in which each place takes part. Whole counts stay exact.
struct order_of_places {
  std::vector<place> at;                       ///< by row, then column
  std::vector<double> concordant, discordant;  ///< people above in both or below in both; the others
  std::vector<double> in_row, in_column;       ///< totals by position
  double n = 0;
};

order_of_places order(std::vector<place> at, std::size_t rows, std::size_t columns) {
  order_of_places out;
  std::sort(at.begin(), at.end(), [](const place& x, const place& y) {
    return x.row != y.row ? x.row < y.row : x.column < y.column;
  });
  out.in_row.assign(rows, 0);
  out.in_column.assign(columns, 0);
  for (const place& p : at) {
    out.in_row[p.row] += p.count;
    out.in_column[p.column] += p.count;
    out.n += p.count;
  }
  out.concordant.assign(at.size(), 0);
  out.discordant.assign(at.size(), 0);
  const auto sweep = [&](bool rising) {
    running_sums seen(columns);
    double total = 0;
    for (std::size_t done = 0; done < at.size();) {
      std::size_t end = done;
      const auto index = [&](std::size_t k) { return rising ? k : at.size() - 1 - k; };
      while (end < at.size() && at[index(end)].row == at[index(done)].row) ++end;
      for (std::size_t k = done; k < end; ++k) {
        const std::size_t i = index(k);
        const double less = seen.below(at[i].column);
        const double more = total - seen.below(at[i].column + 1);
        out.concordant[i] += rising ? less : more;
        out.discordant[i] += rising ? more : less;
      }
      for (std::size_t k = done; k < end; ++k) {
        seen.add(at[index(k)].column, at[index(k)].count);
        total += at[index(k)].count;
      }
      done = end;
    }
  };
  sweep(true);
  sweep(false);
  out.at = std::move(at);
  return out;
}

std::vector<std::size_t> positions(const std::vector<double>& x, std::size_t& distinct) {
  std::vector<double> values = x;
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  distinct = values.size();
  std::vector<std::size_t> out;
  for (const double v : x) {
    out.push_back(
        static_cast<std::size_t>(std::lower_bound(values.begin(), values.end(), v) - values.begin()));
  }
  return out;
}

order_of_places order(const pairs& p) {
  std::size_t rows = 0, columns = 0;
  const auto a = positions(p.a, rows), b = positions(p.b, columns);
  std::vector<place> at;
  for (std::size_t i = 0; i < a.size(); ++i) at.push_back({a[i], b[i], 1});
  return order(std::move(at), rows, columns);
}

double sum_of_squares(const std::vector<double>& x) {
  double out = 0;
  for (const double v : x) out += v * v;
  return out;
}

/// P and Q, both twice the number of pairs.
struct balance {
  double p = 0, q = 0;
};
balance balance_of(const order_of_places& o) {
  stats::compensated_sum p, q;
  for (std::size_t i = 0; i < o.at.size(); ++i) {
    p.add(o.at[i].count * o.concordant[i]);
    q.add(o.at[i].count * o.discordant[i]);
  }
  return {p.value(), q.value()};
}

double kendall_tau_b(const order_of_places& o) {
  const double rows = o.n * o.n - sum_of_squares(o.in_row);
  const double columns = o.n * o.n - sum_of_squares(o.in_column);
  const balance b = balance_of(o);
  return rows > 0 && columns > 0 ? (b.p - b.q) / std::sqrt(rows) / std::sqrt(columns) : nan_value;
}

double tau_b_error(const order_of_places& o, double tau) {
  const double rows = o.n * o.n - sum_of_squares(o.in_row);
  const double columns = o.n * o.n - sum_of_squares(o.in_column);
  const double w = std::sqrt(rows) * std::sqrt(columns);
  stats::compensated_sum sum;
  for (std::size_t i = 0; i < o.at.size(); ++i) {
    const double d = o.concordant[i] - o.discordant[i];
    const double v = o.in_row[o.at[i].row] * columns + o.in_column[o.at[i].column] * rows;
    const double term = 2 * w * d + tau * v;
    sum.add(o.at[i].count * term * term);
  }
  const double all = o.n * tau * (rows + columns);
  return std::sqrt(std::max(0.0, sum.value() - o.n * all * all)) / (w * w);
}

/// The deviate of "no correlation" with the variance of P - Q under ties (Kendall 1970, chapter 4).
double kendall_deviate(const order_of_places& o) {
  const double n = o.n;
  const auto ties = [](const std::vector<double>& t, double& linear, double& cubic) {
    double third = 0;
    for (const double x : t) {
      linear += x * (x - 1);
      cubic += x * (x - 1) * (x - 2);
      third += x * (x - 1) * (2 * x + 5);
    }
    return third;
  };
  double row2 = 0, row3 = 0, column2 = 0, column3 = 0;
  const double row = ties(o.in_row, row2, row3), column = ties(o.in_column, column2, column3);
  const double variance = (n * (n - 1) * (2 * n + 5) - row - column) / 18 +
                          row2 * column2 / (2 * n * (n - 1)) + row3 * column3 / (9 * n * (n - 1) * (n - 2));
  const balance b = balance_of(o);
  return (b.p - b.q) / 2 / std::sqrt(variance);
}

double value_of(const pairs& p, correlation_kind kind) {
  if (p.a.size() < 2) return nan_value;
  if (kind == correlation_kind::pearson) return pearson(p.a, p.b);
  if (kind == correlation_kind::spearman) return pearson(mean_ranks(p.a), mean_ranks(p.b));
  return kendall_tau_b(order(p));
}

void check_columns(const char* function, std::span<const column_view> columns) {
  for (const column_view& c : columns) {
    check_column(function, "columns", c);
    check_same_size(function, "the first column", columns[0].size(), "columns", c.size());
  }
}

/// The inverse of a covariance, refused where a column is explained by the others but for 1e-10 of its
/// variance.
matrix checked_inverse(const char* function, const matrix& covariance) {
  const auto refuse = [&] {
    throw error(errc::numeric,
                std::string(function) + ": columns explain each other; leave out one that repeats others",
                "covariance");
  };
  matrix inverse;
  try {
    inverse = stats::inverse_spd(covariance);
  } catch (const error& e) {
    if (e.code() != errc::numeric) throw;
    refuse();
  }
  for (std::size_t i = 0; i < inverse.rows; ++i) {
    if (!(inverse(i, i) * covariance(i, i) < 1e10)) refuse();
  }
  return inverse;
}

const char* method_of(correlation_kind kind) {
  return kind == correlation_kind::pearson    ? "Pearson, Fisher's z"
         : kind == correlation_kind::spearman ? "Spearman, Fisher's z, error of Bonett and Wright"
                                              : "Kendall's tau-b, Fisher's z, large-sample error";
}

}  // namespace

correlation_matrix correlations(std::span<const column_view> columns, correlation_kind kind,
                                stats::deletion rule) {
  check_columns("correlations", columns);
  std::vector<std::uint8_t> keep;
  if (rule == stats::deletion::listwise) keep = stats::complete_rows(columns);
  correlation_matrix out{matrix(columns.size(), columns.size()), matrix(columns.size(), columns.size())};
  for (std::size_t j = 0; j < columns.size(); ++j) {
    for (std::size_t k = 0; k <= j; ++k) {
      const pairs p = pairs_of(columns[j], columns[k], keep);
      double r = value_of(p, kind);
      if (j == k && !std::isnan(r)) r = 1;
      out.r(j, k) = out.r(k, j) = r;
      out.n(j, k) = out.n(k, j) = static_cast<double>(p.a.size());
    }
  }
  return out;
}

correlation_test test_correlation(const column_view& a, const column_view& b, correlation_kind kind,
                                  double level) {
  constexpr const char* function = "test_correlation";
  const std::vector<column_view> both{a, b};
  check_columns(function, both);
  check_level(function, "level", level);
  const pairs p = pairs_of(a, b);
  const auto n = static_cast<double>(p.a.size());
  correlation_test out;
  out.statistic = out.p = nan_value;
  const double r = value_of(p, kind);
  double error_of_z = n > 3 ? 1 / std::sqrt(n - 3) : nan_value;
  if (kind == correlation_kind::spearman) error_of_z *= std::sqrt(1 + r * r / 2);
  if (kind == correlation_kind::kendall) {
    const order_of_places o = order(p);
    if (!std::isnan(r)) {
      out.statistic = kendall_deviate(o);
      out.p = std::min(1.0, 2 * stats::normal_cdf(-std::fabs(out.statistic)));
      error_of_z = tau_b_error(o, r) / (1 - r * r);
    }
  } else if (n > 2 && !std::isnan(r)) {
    const double t = r * std::sqrt((n - 2) / (1 - r * r));
    out.p = std::isinf(t) ? 0 : std::min(1.0, 2 * stats::student_t_cdf(-std::fabs(t), n - 2));
    out.statistic = kind == correlation_kind::pearson ? t : (n * n * n - n) * (1 - r) / 6;
  }
  out.correlation = detail::on_fisher_scale(r, error_of_z, n, std::numeric_limits<double>::infinity(), level,
                                            method_of(kind));
  return out;
}

estimate correlation_from_people(const column_view& a, const column_view& b, std::span<const double> weights,
                                 double level) {
  constexpr const char* function = "correlation_from_people";
  const std::vector<column_view> both{a, b};
  check_columns(function, both);
  check_level(function, "level", level);
  if (!weights.empty()) check_weights(function, "weights", weights, a.size());
  const auto weight = [&](std::size_t i) {
    return !a.has(i) || !b.has(i) ? 0.0 : weights.empty() ? 1.0 : weights[i];
  };
  constexpr const char* method = "Pearson, error from people, Fisher's z, t";
  stats::compensated_sum sum_w, sum_w2, sum_a, sum_b;
  double n = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double w = weight(i);
    if (!(w > 0)) continue;
    n += 1;
    sum_w.add(w);
    sum_w2.add(w * w);
    sum_a.add(w * a.values[i]);
    sum_b.add(w * b.values[i]);
  }
  if (n < 2) return undefined_estimate(method, n, level);
  const double total = sum_w.value(), n_eff = total * total / sum_w2.value();
  const double mean_a = sum_a.value() / total, mean_b = sum_b.value() / total;
  stats::compensated_sum aa, ab, bb;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double w = weight(i);
    if (!(w > 0)) continue;
    const double da = a.values[i] - mean_a, db = b.values[i] - mean_b;
    aa.add(w * da * da);
    ab.add(w * da * db);
    bb.add(w * db * db);
  }
  if (!(aa.value() > 0 && bb.value() > 0)) return undefined_estimate(method, n, level);
  const double sd_a = std::sqrt(aa.value() / total), sd_b = std::sqrt(bb.value() / total);
  const double r = std::clamp(ab.value() / total / sd_a / sd_b, -1.0, 1.0);
  stats::compensated_sum squares;
  for (std::size_t i = 0; i < a.size(); ++i) {
    const double w = weight(i);
    if (!(w > 0)) continue;
    const double za = (a.values[i] - mean_a) / sd_a, zb = (b.values[i] - mean_b) / sd_b;
    const double u = za * zb - r * (za * za + zb * zb) / 2;
    squares.add(w * w * u * u);
  }
  const double se = std::sqrt(squares.value() * n / std::max(1.0, n - 1)) / total;
  const double df = n_eff - 2;
  estimate e = detail::on_fisher_scale(r, df > 0 ? se / (1 - r * r) : nan_value, n, df, level, method);
  e.n_eff = n_eff;
  return e;
}

ordinal_association associate_ordinal(const matrix& counts, double level) {
  constexpr const char* function = "associate_ordinal";
  check_level(function, "level", level);
  check_all_finite(function, "counts", counts.values);
  std::vector<place> at;
  for (std::size_t i = 0; i < counts.rows; ++i) {
    for (std::size_t j = 0; j < counts.cols; ++j) {
      check_not_negative(function, "counts", counts(i, j));
      if (counts(i, j) > 0) at.push_back({i, j, counts(i, j)});
    }
  }
  const order_of_places o = order(std::move(at), counts.rows, counts.cols);
  const balance b = balance_of(o);
  const double n = o.n, difference = b.p - b.q;
  const double row_pairs = n * n - sum_of_squares(o.in_row);
  const double column_pairs = n * n - sum_of_squares(o.in_column);
  const auto occupied = [](const std::vector<double>& x) {
    return static_cast<double>(std::count_if(x.begin(), x.end(), [](double v) { return v > 0; }));
  };
  const double m = std::min(occupied(o.in_row), occupied(o.in_column));

  ordinal_association out;
  out.concordant = b.p / 2;
  out.discordant = b.q / 2;
  // Each coefficient's variance is a sum over cells of count times a squared influence.
  const auto finish = [&](const char* method, double value, double se) {
    const bool exists = m >= 2 && std::isfinite(value);
    return detail::on_fisher_scale(exists ? value : nan_value, se / (1 - value * value), n,
                                   std::numeric_limits<double>::infinity(), level, method);
  };
  const auto error_of = [&](const auto& influence) {
    stats::compensated_sum sum;
    for (std::size_t i = 0; i < o.at.size(); ++i) {
      const double u = influence(i);
      sum.add(o.at[i].count * u * u);
    }
    return std::sqrt(sum.value());
  };
  const auto d = [&](std::size_t i) { return o.concordant[i] - o.discordant[i]; };
  const double pq = b.p + b.q;
  out.gamma = finish("Goodman and Kruskal's gamma", difference / pq, error_of([&](std::size_t i) {
                       return 4 * (b.q * o.concordant[i] - b.p * o.discordant[i]) / (pq * pq);
                     }));
  const double tau = kendall_tau_b(o);
  out.tau_b = finish("Kendall's tau-b", tau, tau_b_error(o, tau));
  const double tau_c_scale = m / ((m - 1) * n * n);
  out.tau_c = finish("Stuart's tau-c", difference * tau_c_scale,
                     error_of([&](std::size_t i) { return 2 * tau_c_scale * (d(i) - difference / n); }));
  const auto somers = [&](double pairs_apart, const std::vector<double>& totals, bool of_rows) {
    return finish("Somers' d", difference / pairs_apart, error_of([&](std::size_t i) {
                    const double own = totals[of_rows ? o.at[i].row : o.at[i].column];
                    return 2 * (pairs_apart * d(i) - difference * (n - own)) / (pairs_apart * pairs_apart);
                  }));
  };
  out.somers_columns = somers(row_pairs, o.in_row, true);
  out.somers_rows = somers(column_pairs, o.in_column, false);
  return out;
}

matrix partial_correlations(const matrix& covariance) {
  const matrix p = checked_inverse("partial_correlations", covariance);
  matrix out(p.rows, p.cols);
  for (std::size_t i = 0; i < p.rows; ++i) {
    for (std::size_t j = 0; j < p.cols; ++j) {
      out(i, j) = i == j ? 1 : -p(i, j) / std::sqrt(p(i, i) * p(j, j));
    }
  }
  return out;
}

mahalanobis_distances mahalanobis(std::span<const column_view> columns) {
  constexpr const char* function = "mahalanobis";
  check_at_least(function, "the number of columns", columns.size(), 1);
  check_columns(function, columns);
  const auto keep = stats::complete_rows(columns);
  const std::size_t p = columns.size();
  mahalanobis_distances out;
  out.n = static_cast<double>(std::count(keep.begin(), keep.end(), 1));
  if (out.n < static_cast<double>(p + 1)) {
    throw error(errc::data,
                "mahalanobis: " + std::to_string(static_cast<long long>(out.n)) +
                    " rows are complete, but there must be more than columns; leave out columns with gaps",
                "columns");
  }
  const matrix inverse = checked_inverse(function, stats::sample_covariance(columns));
  std::vector<double> mean(p), d(p);
  for (std::size_t j = 0; j < p; ++j) {
    stats::compensated_sum sum;
    for (std::size_t i = 0; i < keep.size(); ++i) {
      if (keep[i] != 0) sum.add(columns[j].values[i]);
    }
    mean[j] = sum.value() / out.n;
  }
  out.squared.assign(keep.size(), nan_value);
  out.p = out.squared;
  stats::compensated_sum fourth;
  const double shrink = out.n / (out.n - 1);
  for (std::size_t i = 0; i < keep.size(); ++i) {
    if (keep[i] == 0) continue;
    for (std::size_t j = 0; j < p; ++j) d[j] = columns[j].values[i] - mean[j];
    out.squared[i] = std::max(0.0, stats::quadratic_form(inverse, d, d));
    out.p[i] = stats::chi_squared_upper(out.squared[i], static_cast<double>(p));
    fourth.add(out.squared[i] * shrink * out.squared[i] * shrink);
  }
  out.kurtosis = fourth.value() / out.n;
  return out;
}

}  // namespace cxm
