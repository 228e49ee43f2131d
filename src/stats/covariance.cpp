// SPDX-License-Identifier: Apache-2.0
#include "cxm/stats/covariance.hpp"

#include <cstdint>
#include <limits>
#include <vector>

#include "cxm/base/check.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm::stats {
namespace {

/// Covariance of a and b over the rows where `keep` (empty: all) and both are there.
double covariance_of(const column_view& a, const column_view& b, const std::vector<std::uint8_t>& keep) {
  const auto used = [&](std::size_t i) { return (keep.empty() || keep[i]) && a.has(i) && b.has(i); };
  compensated_sum sum_a, sum_b;
  double n = 0;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!used(i)) continue;
    n += 1;
    sum_a.add(a.values[i]);
    sum_b.add(b.values[i]);
  }
  if (n < 2) return std::numeric_limits<double>::quiet_NaN();
  const double mean_a = sum_a.value() / n, mean_b = sum_b.value() / n;
  compensated_sum products, rest_a, rest_b;
  for (std::size_t i = 0; i < a.size(); ++i) {
    if (!used(i)) continue;
    const double da = a.values[i] - mean_a, db = b.values[i] - mean_b;
    products.add(da * db);
    rest_a.add(da);
    rest_b.add(db);
  }
  // The correction of a two-pass covariance for the rounding of the means (Chan, Golub & LeVeque 1983).
  return (products.value() - rest_a.value() * rest_b.value() / n) / (n - 1);
}

}  // namespace

std::vector<std::uint8_t> complete_rows(std::span<const column_view> columns) {
  std::vector<std::uint8_t> complete(columns.empty() ? 0 : columns[0].size(), 1);
  for (const column_view& c : columns) {
    for (std::size_t i = 0; i < complete.size(); ++i) {
      if (!c.has(i)) complete[i] = 0;
    }
  }
  return complete;
}

matrix sample_covariance(std::span<const column_view> columns, deletion rule) {
  constexpr const char* function = "sample_covariance";
  for (const column_view& c : columns) {
    check_column(function, "columns", c);
    check_same_size(function, "the first column", columns[0].size(), "columns", c.size());
  }
  std::vector<std::uint8_t> complete;
  if (rule == deletion::listwise) complete = complete_rows(columns);
  matrix m(columns.size(), columns.size());
  for (std::size_t j = 0; j < m.rows; ++j) {
    for (std::size_t k = 0; k <= j; ++k) m(j, k) = m(k, j) = covariance_of(columns[j], columns[k], complete);
  }
  return m;
}

weighted_moments weighted_covariance(std::span<const column_view> columns, std::span<const double> weights) {
  constexpr const char* function = "weighted_covariance";
  for (const column_view& c : columns) {
    check_column(function, "columns", c);
    check_weights(function, "weights", weights, c.size());
  }
  std::vector<std::uint8_t> used = complete_rows(columns);
  weighted_moments out;
  compensated_sum total, squares;
  for (std::size_t i = 0; i < used.size(); ++i) {
    if (!(weights[i] > 0)) used[i] = 0;
    if (used[i] == 0) continue;
    out.n += 1;
    total.add(weights[i]);
    squares.add(weights[i] * weights[i]);
  }
  const double all = total.value();
  out.n_eff = out.n > 0 ? all * all / squares.value() : 0;
  constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
  const std::size_t p = columns.size();
  out.means.assign(p, nan_value);
  out.covariance = matrix(p, p, nan_value);
  if (out.n < 1) return out;
  for (std::size_t j = 0; j < p; ++j) {
    compensated_sum sum;
    for (std::size_t i = 0; i < used.size(); ++i) {
      if (used[i] != 0) sum.add(weights[i] * columns[j].values[i]);
    }
    out.means[j] = sum.value() / all;
  }
  if (out.n < 2) return out;
  const double free = all * (1 - 1 / out.n_eff);
  for (std::size_t j = 0; j < p; ++j) {
    for (std::size_t k = 0; k <= j; ++k) {
      compensated_sum sum;
      for (std::size_t i = 0; i < used.size(); ++i) {
        if (used[i] == 0) continue;
        sum.add(weights[i] * (columns[j].values[i] - out.means[j]) * (columns[k].values[i] - out.means[k]));
      }
      out.covariance(j, k) = out.covariance(k, j) = sum.value() / free;
    }
  }
  return out;
}

}  // namespace cxm::stats
