// SPDX-License-Identifier: Apache-2.0
#include "cxm/explain/linear_regression.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

#include "cxm/base/check.hpp"
#include "cxm/estimate/moments.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/linear_algebra.hpp"
#include "cxm/stats/sum.hpp"
#include "explain/model_rows.hpp"

namespace cxm {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();

/// Sum of squares about the mean, divisor 1.
double squares_about_mean(std::span<const double> v) {
  const sample_summary s = summarize(column_view(v));
  return s.n > 1 ? s.variance * (s.n - 1) : 0.0;
}

void fit_statistics(linear_fit& m, std::size_t slopes) {
  const auto k = static_cast<double>(slopes);
  m.r2 = m.total_ss > 0 ? 1 - m.residual_ss / m.total_ss : nan_value;
  m.adjusted_r2 = m.df > 0 ? 1 - (1 - m.r2) * (m.n - 1) / m.df : nan_value;
  m.sigma = m.df > 0 ? std::sqrt(m.residual_ss / m.df) : nan_value;
  m.f = k > 0 && m.df > 0 ? (m.total_ss - m.residual_ss) / k / (m.sigma * m.sigma) : nan_value;
  m.f_p = std::isfinite(m.f) ? stats::f_upper(std::max(0.0, m.f), k, m.df) : nan_value;
  m.log_likelihood = -m.n / 2 * (stats::log(2 * std::numbers::pi) + stats::log(m.residual_ss / m.n) + 1);
  m.aic = -2 * m.log_likelihood + 2 * (k + 2);
  m.bic = -2 * m.log_likelihood + stats::log(m.n) * (k + 2);
}

/// sum over groups of s s' with s = X_g' e_g.
matrix meat_of(const linear_fit& m, const std::vector<std::vector<std::size_t>>& members,
               const std::vector<double>& e) {
  const std::size_t p = m.coefficients.size();
  matrix meat(p, p);
  std::vector<double> score(p);
  for (const auto& rows : members) {
    std::fill(score.begin(), score.end(), 0.0);
    for (const std::size_t k : rows) {
      for (std::size_t j = 0; j < p; ++j) score[j] += m.x(k, j) * e[k];
    }
    for (std::size_t i = 0; i < p; ++i) {
      for (std::size_t j = 0; j < p; ++j) meat(i, j) += score[i] * score[j];
    }
  }
  return meat;
}

/// (I - Q_g Q_g')^power acting from the left: I + Q_g C Q_g' with a p x p matrix C, so that large clusters
/// cost no more than their rows. Directions that the cluster alone determines are left out (the
/// pseudo-inverse).
matrix cluster_adjustment(const linear_fit& m, const std::vector<std::size_t>& rows, double power) {
  const std::size_t p = m.q.cols;
  matrix gram(p, p);
  for (const std::size_t k : rows) {
    for (std::size_t i = 0; i < p; ++i) {
      for (std::size_t j = 0; j < p; ++j) gram(i, j) += m.q(k, i) * m.q(k, j);
    }
  }
  const auto eigen = stats::eigen_symmetric(gram);
  matrix c(p, p);
  for (std::size_t a = 0; a < p; ++a) {
    const double s = eigen.values[a];
    double f = -power;
    if (s > 1 - 1e-10) {
      f = -1 / s;
    } else if (s > 1e-10) {
      f = (stats::pow(1 - s, power) - 1) / s;
    }
    for (std::size_t i = 0; i < p; ++i) {
      for (std::size_t j = 0; j < p; ++j) c(i, j) += f * eigen.vectors(i, a) * eigen.vectors(j, a);
    }
  }
  return c;
}

/// rows of v (n x any) of one cluster, adjusted: v + Q_g C (Q_g' v).
void adjust(const linear_fit& m, const std::vector<std::size_t>& rows, const matrix& c, matrix& v) {
  const std::size_t p = m.q.cols;
  for (std::size_t col = 0; col < v.cols; ++col) {
    std::vector<double> inner(p, 0.0);
    for (const std::size_t k : rows) {
      for (std::size_t i = 0; i < p; ++i) inner[i] += m.q(k, i) * v(k, col);
    }
    std::vector<double> outer(p, 0.0);
    for (std::size_t i = 0; i < p; ++i) {
      for (std::size_t j = 0; j < p; ++j) outer[i] += c(i, j) * inner[j];
    }
    for (const std::size_t k : rows) {
      double sum = 0;
      for (std::size_t i = 0; i < p; ++i) sum += m.q(k, i) * outer[i];
      v(k, col) += sum;
    }
  }
}

double robust_factor(robust_error kind, double h, double n, double p, double h_max) {
  const double relative = n * h / p;
  const double left = h > 1 - 1e-10 ? nan_value : 1 - h;
  switch (kind) {
    case robust_error::hc0:
      return 1;
    case robust_error::hc1:
      return n > p ? n / (n - p) : nan_value;
    case robust_error::hc2:
      return 1 / left;
    case robust_error::hc3:
      return 1 / (left * left);
    case robust_error::hc4:
      return stats::pow(left, -std::min(4.0, relative));
    case robust_error::hc4m:
      return stats::pow(left, -(std::min(1.0, relative) + std::min(1.5, relative)));
    case robust_error::hc5:
      return stats::pow(left, -std::min(relative, std::max(4.0, 0.7 * n * h_max / p)) / 2);
  }
  return nan_value;
}

}  // namespace

linear_fit fit_linear(const column_view& y, std::span<const column_view> x,
                      std::span<const std::string> names) {
  constexpr const char* function = "fit_linear";
  detail::model_rows data = detail::complete_rows(function, y, x, names);
  const auto factors = detail::checked_qr(function, data.x, names, 1);
  linear_fit m;
  m.rows = std::move(data.rows);
  m.x = std::move(data.x);
  m.q = factors.q;
  m.inverse = stats::gram_inverse(factors);
  m.coefficients = stats::solve(factors, data.y);
  m.residuals = data.y;
  stats::remove_projection(m.q, m.residuals);
  const std::size_t n = m.rows.size();
  const std::size_t p = m.coefficients.size();
  m.n = static_cast<double>(n);
  m.df = m.n - static_cast<double>(p);
  m.leverage.resize(n);
  stats::compensated_sum squares;
  for (std::size_t k = 0; k < n; ++k) {
    for (const double value : m.q.row(k)) m.leverage[k] += value * value;
    squares.add(m.residuals[k] * m.residuals[k]);
  }
  m.residual_ss = squares.value();
  m.total_ss = squares_about_mean(data.y);
  fit_statistics(m, x.size());
  m.covariance = m.inverse;
  for (double& v : m.covariance.values) v *= m.sigma * m.sigma;
  std::vector<double> column(n);
  for (std::size_t j = 1; j < p; ++j) {
    for (std::size_t k = 0; k < n; ++k) column[k] = m.x(k, j);
    m.standardized.push_back(
        m.total_ss > 0 ? m.coefficients[j] * std::sqrt(squares_about_mean(column) / m.total_ss) : nan_value);
  }
  return m;
}

estimate linear_fit::coefficient(std::size_t k, double level) const {
  return coefficient(k, covariance, "least squares", level);
}

estimate linear_fit::coefficient(std::size_t k, const matrix& v, const std::string& method, double level,
                                 double degrees) const {
  if (k >= coefficients.size()) {
    throw error(errc::argument,
                "coefficient: k is " + std::to_string(k) + ", but must be below " +
                    std::to_string(coefficients.size()),
                "k");
  }
  estimate e = interval_from_variance(coefficients[k], v(k, k), n, degrees < 0 ? df : degrees, level);
  e.method = method;
  return e;
}

matrix robust_covariance(const linear_fit& m, robust_error kind) {
  const std::size_t p = m.coefficients.size();
  const double h_max = *std::max_element(m.leverage.begin(), m.leverage.end());
  matrix meat(p, p);
  for (std::size_t k = 0; k < m.rows.size(); ++k) {
    const double w = m.residuals[k] * m.residuals[k] *
                     robust_factor(kind, m.leverage[k], m.n, static_cast<double>(p), h_max);
    for (std::size_t i = 0; i < p; ++i) {
      for (std::size_t j = 0; j < p; ++j) meat(i, j) += w * m.x(k, i) * m.x(k, j);
    }
  }
  return detail::sandwich(m.inverse, meat);
}

matrix cluster_covariance(const linear_fit& m, std::span<const std::int32_t> cluster, cluster_error kind) {
  const auto members = detail::cluster_members("cluster_covariance", m.rows, cluster);
  std::vector<double> e = m.residuals;
  if (kind == cluster_error::cr2 || kind == cluster_error::cr3) {
    matrix v(e.size(), 1);
    v.values = e;
    const double power = kind == cluster_error::cr2 ? -0.5 : -1;
    for (const auto& rows : members) adjust(m, rows, cluster_adjustment(m, rows, power), v);
    e = std::move(v.values);
  }
  matrix out = detail::sandwich(m.inverse, meat_of(m, members, e));
  const auto g = static_cast<double>(members.size());
  double factor = 1;
  if (kind == cluster_error::cr1 || kind == cluster_error::cr1s) factor = g / (g - 1);
  if (kind == cluster_error::cr1s) factor *= m.df > 0 ? (m.n - 1) / m.df : nan_value;
  for (double& value : out.values) value *= factor;
  return out;
}

std::vector<double> cluster_degrees_of_freedom(const linear_fit& m, std::span<const std::int32_t> cluster) {
  const auto members = detail::cluster_members("cluster_degrees_of_freedom", m.rows, cluster);
  const std::size_t p = m.coefficients.size();
  const std::size_t groups = members.size();
  // a_g = A_g X_g M, one column a coefficient; P_gh = a_g' (I - H)_gh a_h = [g = h] a_g' a_g - u_g' M u_h
  // with u_g = X_g' a_g.
  matrix a = stats::multiply(m.x, m.inverse);
  for (const auto& rows : members) adjust(m, rows, cluster_adjustment(m, rows, -0.5), a);
  std::vector<double> out(p);
  for (std::size_t c = 0; c < p; ++c) {
    matrix u(groups, p);
    double trace = 0;
    double square = 0;
    for (std::size_t g = 0; g < groups; ++g) {
      double own = 0;
      for (const std::size_t k : members[g]) {
        own += a(k, c) * a(k, c);
        for (std::size_t j = 0; j < p; ++j) u(g, j) += m.x(k, j) * a(k, c);
      }
      const double q = stats::quadratic_form(m.inverse, u.row(g), u.row(g));
      trace += own - q;
      square += own * own - 2 * own * q;
    }
    const matrix gram = stats::multiply(m.inverse, stats::multiply(stats::transpose(u), u));
    for (std::size_t i = 0; i < p; ++i) {
      for (std::size_t j = 0; j < p; ++j) square += gram(i, j) * gram(j, i);
    }
    out[c] = square > 0 ? trace * trace / square : nan_value;
  }
  return out;
}

}  // namespace cxm
