// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/one_factor.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/linear_algebra.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm {
namespace {

constexpr double least_uniqueness = 0.005;  ///< of an item's variance
constexpr int most_steps = 500;
constexpr double enough = 1e-13;

/// Where the search stands: correlations are fitted, so that units do not matter.
struct position {
  std::vector<double> loading, unique;
  double discrepancy = 0;
  matrix inverse;              ///< of l l' + diag(psi)
  std::vector<double> scaled;  ///< inverse times l
  double strength = 0;         ///< l' inverse l
};

/// F and the inverse, by l l' + Psi being of rank one beside a diagonal (Woodbury).
void evaluate(position& at, const matrix& r, double log_det_r) {
  const std::size_t k = r.rows;
  double q = 0;
  double log_det = 0;
  std::vector<double> b(k);
  for (std::size_t i = 0; i < k; ++i) {
    b[i] = at.loading[i] / at.unique[i];
    q += at.loading[i] * b[i];
    log_det += stats::log(at.unique[i]);
  }
  log_det += stats::log1p(q);
  at.inverse = matrix(k, k);
  at.scaled.assign(k, 0);
  stats::compensated_sum product;  // tr(R inverse)
  for (std::size_t i = 0; i < k; ++i) {
    at.scaled[i] = b[i] / (1 + q);
    for (std::size_t j = 0; j < k; ++j) {
      at.inverse(i, j) = (i == j ? 1 / at.unique[i] : 0) - b[i] * b[j] / (1 + q);
      product.add(r(i, j) * at.inverse(i, j));
    }
  }
  at.strength = q / (1 + q);
  at.discrepancy = log_det + product.value() - log_det_r - static_cast<double>(k);
}

/// Expected information of n = 1, loadings first; rows and columns of fixed parameters are those of 1.
matrix information(const position& at, const std::vector<bool>& fixed) {
  const std::size_t k = at.loading.size();
  matrix out(2 * k, 2 * k);
  const std::vector<double>& a = at.scaled;
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) {
      const double v = at.inverse(i, j);
      out(i, j) = v * at.strength + a[i] * a[j];
      out(i, k + j) = fixed[j] ? 0 : v * a[j];
      out(k + j, i) = out(i, k + j);
      out(k + i, k + j) = fixed[i] || fixed[j] ? (i == j ? 1 : 0) : v * v / 2;
    }
  }
  return out;
}

/// Half the gradient of F.
std::vector<double> gradient(const position& at, const matrix& r) {
  const std::size_t k = r.rows;
  const matrix twice = stats::multiply(stats::multiply(at.inverse, r), at.inverse);
  std::vector<double> out(2 * k);
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) out[i] += (at.inverse(i, j) - twice(i, j)) * at.loading[j];
    out[k + i] = (at.inverse(i, i) - twice(i, i)) / 2;
  }
  return out;
}

/// Half the second derivatives of F where the search ended: what the information is short of when the items
/// have more in common than one factor. M = A - A R A, W = A R A, A the inverse.
matrix curvature(const position& at, const matrix& r, const std::vector<bool>& fixed) {
  const std::size_t k = at.loading.size();
  const matrix w = stats::multiply(stats::multiply(at.inverse, r), at.inverse);
  std::vector<double> wl(k);
  double strength = 0;
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) wl[i] += w(i, j) * at.loading[j];
    strength += at.loading[i] * wl[i];
  }
  matrix out(2 * k, 2 * k);
  const std::vector<double>& a = at.scaled;
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) {
      const double v = at.inverse(i, j);
      out(i, j) = a[j] * wl[i] + v * strength + at.strength * w(i, j) + a[i] * wl[j] - v * at.strength -
                  a[i] * a[j] + v - w(i, j);
      out(i, k + j) = fixed[j] ? 0 : a[j] * w(i, j) + v * wl[j] - v * a[j];
      out(k + j, i) = out(i, k + j);
      out(k + i, k + j) = fixed[i] || fixed[j] ? (i == j ? 1 : 0) : v * w(i, j) - v * v / 2;
    }
  }
  return out;
}

position search(const matrix& r, double log_det_r, std::vector<bool>& fixed, int& steps) {
  const std::size_t k = r.rows;
  const auto axes = stats::eigen_symmetric(r);
  position at;
  at.unique.resize(k);
  for (std::size_t i = 0; i < k; ++i) {
    const double l = axes.vectors(i, k - 1) * std::sqrt(axes.values.back());
    at.loading.push_back(0.9 * l);
    at.unique[i] = std::max(0.1, 1 - 0.81 * l * l);
  }
  evaluate(at, r, log_det_r);
  for (steps = 0; steps < most_steps; ++steps) {
    std::vector<double> g = gradient(at, r);
    for (std::size_t i = 0; i < k; ++i) {
      fixed[i] = at.unique[i] <= least_uniqueness && g[k + i] > 0;
      if (fixed[i]) g[k + i] = 0;
    }
    const std::vector<double> step = stats::solve_psd(information(at, fixed), g);
    double promised = 0;  // first order gain of F / 2
    for (std::size_t p = 0; p < 2 * k; ++p) promised += g[p] * step[p];
    if (promised < enough) return at;
    double part = 1;
    for (; part > 1e-9; part /= 2) {
      position next = at;
      for (std::size_t i = 0; i < k; ++i) {
        next.loading[i] -= part * step[i];
        next.unique[i] = std::max(least_uniqueness, next.unique[i] - part * step[k + i]);
      }
      evaluate(next, r, log_det_r);
      if (next.discrepancy < at.discrepancy) {
        at = std::move(next);
        break;
      }
    }
    if (part <= 1e-9) return at;  // as low as rounding lets it go
  }
  throw error(errc::numeric,
              "fit_one_factor: the search did not end within " + std::to_string(most_steps) +
                  " steps; are there items that nearly repeat each other?",
              "covariance");
}

/// d omega / d (loadings, uniquenesses), times the inverse curvature: how the fit moves omega.
matrix influence(const position& at, const matrix& r, const std::vector<double>& sd,
                 const std::vector<bool>& fixed, double sum, double noise) {
  const std::size_t k = sd.size();
  const double total = sum * sum + noise;
  std::vector<double> slope(2 * k);
  for (std::size_t i = 0; i < k; ++i) {
    slope[i] = 2 * sum * noise / (total * total) * sd[i];
    slope[k + i] = fixed[i] ? 0 : -sum * sum / (total * total) * sd[i] * sd[i];
  }
  const std::vector<double> c = stats::solve_psd(curvature(at, r, fixed), slope);
  matrix moved(k, k);
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) moved(i, j) = c[i] * at.loading[j] + at.loading[i] * c[j];
    if (!fixed[i]) moved(i, i) += c[k + i];
  }
  matrix g = stats::multiply(stats::multiply(at.inverse, moved), at.inverse);
  // The correlations' own denominators move with V as well; omega does not depend on the units, so taking the
  // items' standard deviations as units that are given loses nothing.
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) g(i, j) /= 2 * sd[i] * sd[j];
  }
  return g;
}

}  // namespace

one_factor_fit fit_one_factor(const matrix& covariance, double n) {
  constexpr const char* function = "fit_one_factor";
  check_same_size(function, "the rows of covariance", covariance.rows, "its columns", covariance.cols);
  check_at_least(function, "the number of items", covariance.rows, 3);
  check_positive(function, "n", n);
  check_all_finite(function, "covariance", covariance.values);
  const std::size_t k = covariance.rows;
  std::vector<double> sd(k);
  matrix r(k, k);
  for (std::size_t i = 0; i < k; ++i) {
    if (!(covariance(i, i) > 0)) {
      throw error(errc::numeric, "fit_one_factor: item " + std::to_string(i) + " does not vary; leave it out",
                  "covariance");
    }
    sd[i] = std::sqrt(covariance(i, i));
  }
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) r(i, j) = i == j ? 1 : covariance(i, j) / (sd[i] * sd[j]);
  }
  const auto spectrum = stats::eigen_symmetric(r).values;
  if (spectrum.front() < 1e-10) {
    throw error(
        errc::numeric,
        "fit_one_factor: the items explain each other (the covariance is not positive definite); leave "
        "out an item that repeats others, or use complete answers alone",
        "covariance");
  }
  double log_det = 0;
  for (const double value : spectrum) log_det += stats::log(value);

  one_factor_fit out;
  std::vector<bool> fixed(k, false);
  position at = search(r, log_det, fixed, out.iterations);
  stats::compensated_sum loadings, noise, standardized, standardized_noise;
  for (std::size_t i = 0; i < k; ++i) loadings.add(at.loading[i] * sd[i]);
  if (loadings.value() < 0) {
    for (double& l : at.loading) l = -l;
    for (double& l : at.scaled) l = -l;
  }
  double residuals = 0;
  for (std::size_t i = 0; i < k; ++i) {
    out.loadings.push_back(at.loading[i] * sd[i]);
    out.uniqueness.push_back(at.unique[i] * sd[i] * sd[i]);
    noise.add(out.uniqueness[i]);
    const double whole = at.loading[i] * at.loading[i] + at.unique[i];
    out.variance_extracted += at.loading[i] * at.loading[i] / whole / static_cast<double>(k);
    standardized.add(at.loading[i] / std::sqrt(whole));
    standardized_noise.add(at.unique[i] / whole);
    out.heywood = out.heywood || at.unique[i] <= least_uniqueness;
    for (std::size_t j = 0; j <= i; ++j) {
      const double d = r(i, j) - at.loading[i] * at.loading[j] - (i == j ? at.unique[i] : 0);
      residuals += d * d;
    }
  }
  const double sum = std::fabs(loadings.value());
  const double common = sum * sum;
  out.omega = common / (common + noise.value());
  out.omega_observed = common / stats::sum(covariance.values);
  const double shared = standardized.value() * standardized.value();
  out.composite_reliability = shared / (shared + standardized_noise.value());
  out.discrepancy = std::max(0.0, at.discrepancy);
  const auto items = static_cast<double>(k);
  out.df = items * (items - 3) / 2;
  out.chi_squared = n * out.discrepancy;
  out.p = out.df > 0 ? stats::chi_squared_upper(out.chi_squared, out.df)
                     : std::numeric_limits<double>::quiet_NaN();
  out.srmr = std::sqrt(residuals / (items * (items + 1) / 2));
  out.omega_influence = influence(at, r, sd, fixed, sum, noise.value());
  return out;
}

}  // namespace cxm
