// SPDX-License-Identifier: Apache-2.0
#include "cxm/explain/driver_moments.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/stats/linear_algebra.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm {
namespace {

constexpr double least_eigenvalue = 1e-3;

/// a with its eigenvalues lifted to `least`.
matrix lifted(const matrix& a, double least) {
  const auto e = stats::eigen_symmetric(a);
  matrix out(a.rows, a.cols);
  for (std::size_t k = 0; k < a.rows; ++k) {
    const double value = std::max(least, e.values[k]);
    for (std::size_t i = 0; i < a.rows; ++i) {
      for (std::size_t j = 0; j < a.cols; ++j) out(i, j) += value * e.vectors(i, k) * e.vectors(j, k);
    }
  }
  return out;
}

/// Notes the least eigenvalue of the correlations, and repairs them when they cannot be those of any people.
void repair(driver_moments& m) {
  const std::size_t k = m.covariance.rows;
  matrix r(k, k);
  for (std::size_t i = 0; i < k; ++i) {
    if (!(m.covariance(i, i) > 0)) return;  // a constant is told by name where it is used
  }
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) {
      r(i, j) = i == j ? 1 : m.covariance(i, j) / std::sqrt(m.covariance(i, i) * m.covariance(j, j));
    }
  }
  m.least_eigenvalue = stats::eigen_symmetric(r).values.front();
  // Complete answers give a matrix that is what it is: variables that explain each other are told, not
  // hidden.
  if (!m.pairwise || m.least_eigenvalue >= least_eigenvalue) return;
  const matrix near = nearest_correlation(r, least_eigenvalue);
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) {
      if (i != j) m.covariance(i, j) = near(i, j) * std::sqrt(m.covariance(i, i) * m.covariance(j, j));
    }
  }
  m.repaired = true;
}

[[noreturn]] void too_few(const char* function) {
  throw error(
      errc::data,
      std::string(function) +
          ": fewer than two people have both of two measures (or the tally keeps no moments of pairs), so "
          "nothing can be said about drivers",
      "measures");
}

}  // namespace

matrix nearest_correlation(const matrix& r, double least) {
  check_all_finite("nearest_correlation", "r", r.values);
  matrix x = r;
  matrix correction(r.rows, r.cols);
  for (int step = 0; step < 500; ++step) {
    matrix y = x;
    for (std::size_t i = 0; i < y.values.size(); ++i) y.values[i] -= correction.values[i];
    matrix next = lifted(y, least);
    for (std::size_t i = 0; i < y.values.size(); ++i) correction.values[i] = next.values[i] - y.values[i];
    double change = 0;
    for (std::size_t i = 0; i < r.rows; ++i) {
      change = std::max(change, std::fabs(next(i, i) - 1));
      next(i, i) = 1;
    }
    x = std::move(next);
    if (change < 1e-10) break;
  }
  return x;
}

driver_moments moments_of(const group_sums& sums, std::span<const std::size_t> measures) {
  constexpr const char* function = "moments_of";
  const std::size_t k = measures.size();
  driver_moments m;
  m.covariance = matrix(k, k);
  m.n = m.n_eff = std::numeric_limits<double>::infinity();
  double most = 0;
  for (std::size_t i = 0; i < k; ++i) {
    m.means.push_back(sums.measure(measures[i]).mean);
    for (std::size_t j = i; j < k; ++j) {
      const pair_moments p = sums.pair(measures[i], measures[j]);
      if (p.n < 2) too_few(function);
      m.covariance(i, j) = m.covariance(j, i) = (p.w_djdk - p.w_dj * p.w_dk / p.w) / p.w * p.n / (p.n - 1);
      m.n = std::min(m.n, p.n);
      m.n_eff = std::min(m.n_eff, p.w * p.w / p.w2);
      most = std::max(most, p.n);
    }
  }
  m.pairwise = most > m.n;
  m.df = m.n_eff - 1;
  repair(m);
  return m;
}

void lose_to_design(driver_moments& m, const group_estimates& g, std::size_t outcome) {
  if (!g.under_design()) return;
  const double worth = g.n_eff(outcome) / g.n(outcome);
  if (!(worth > 0 && worth < 1)) return;
  m.df *= worth;
  m.n_eff *= worth;
}

driver_moments moments_within(std::span<const std::shared_ptr<const group_sums>> groups,
                              std::span<const std::size_t> measures) {
  constexpr const char* function = "moments_within";
  const std::size_t k = measures.size();
  driver_moments m;
  m.covariance = matrix(k, k);
  m.n = m.n_eff = m.df = std::numeric_limits<double>::infinity();
  double most = 0;
  std::vector<double> weight(k, 0.0);
  m.means.assign(k, 0.0);
  for (std::size_t i = 0; i < k; ++i) {
    for (const auto& g : groups) {
      const measure_sums s = g->measure(measures[i]);
      if (!(s.w > 0)) continue;
      weight[i] += s.w;
      m.means[i] += s.w * s.mean;
    }
    m.means[i] /= weight[i];
    for (std::size_t j = i; j < k; ++j) {
      double n = 0;
      double w = 0;
      double w2 = 0;
      double cross = 0;
      double used = 0;
      for (const auto& g : groups) {
        const pair_moments p = g->pair(measures[i], measures[j]);
        if (!(p.n > 0)) continue;
        n += p.n;
        w += p.w;
        w2 += p.w2;
        cross += p.w_djdk - p.w_dj * p.w_dk / p.w;
        used += 1;
      }
      if (n - used < 2) too_few(function);
      m.covariance(i, j) = m.covariance(j, i) = cross / w * n / (n - used);
      m.n = std::min(m.n, n);
      m.n_eff = std::min(m.n_eff, w * w / w2);
      m.df = std::min(m.df, w * w / w2 - used);
      most = std::max(most, n);
    }
  }
  m.pairwise = most > m.n;
  repair(m);
  return m;
}

driver_moments moments_of(std::span<const std::vector<double>> columns, std::span<const double> weights) {
  constexpr const char* function = "moments_of";
  const std::size_t k = columns.size();
  check_at_least(function, "columns", k, 2);
  const std::size_t n = columns[0].size();
  if (!weights.empty()) check_weights(function, "weights", weights, n);
  const auto weight = [&](std::size_t i) { return weights.empty() ? 1.0 : weights[i]; };
  driver_moments m;
  stats::compensated_sum w;
  stats::compensated_sum w2;
  for (std::size_t i = 0; i < n; ++i) {
    w.add(weight(i));
    w2.add(weight(i) * weight(i));
    m.n += weight(i) > 0 ? 1 : 0;
  }
  if (m.n < 2) too_few(function);
  m.n_eff = w.value() * w.value() / w2.value();
  m.df = m.n_eff - 1;
  for (const auto& c : columns) {
    check_same_size(function, "the outcome", n, "a predictor", c.size());
    check_all_finite(function, "columns", c);
    stats::compensated_sum s;
    for (std::size_t i = 0; i < n; ++i) s.add(weight(i) * c[i]);
    m.means.push_back(s.value() / w.value());
  }
  m.covariance = matrix(k, k);
  for (std::size_t a = 0; a < k; ++a) {
    for (std::size_t b = a; b < k; ++b) {
      stats::compensated_sum s;
      for (std::size_t i = 0; i < n; ++i) {
        s.add(weight(i) * (columns[a][i] - m.means[a]) * (columns[b][i] - m.means[b]));
      }
      m.covariance(a, b) = m.covariance(b, a) = s.value() / w.value() * m.n / (m.n - 1);
    }
  }
  repair(m);
  return m;
}

}  // namespace cxm
