// SPDX-License-Identifier: Apache-2.0
#include "cxm/quality/exploratory_factors.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/linear_algebra.hpp"
#include "cxm/stats/scoring.hpp"
#include "cxm/stats/sum.hpp"

namespace cxm {
namespace {

constexpr double nan_value = std::numeric_limits<double>::quiet_NaN();
constexpr double least_uniqueness = 0.005;

stats::symmetric_eigen spectrum_of(const char* function, const matrix& r) {
  check_same_size(function, "the rows of correlation", r.rows, "its columns", r.cols);
  check_at_least(function, "the number of items", r.rows, 2);
  check_all_finite(function, "correlation", r.values);
  stats::symmetric_eigen out = stats::eigen_symmetric(r);
  if (out.values.front() < 1e-10) {
    throw error(errc::numeric,
                std::string(function) +
                    ": the correlations are not positive definite; leave out an item that repeats others, or "
                    "take the nearest correlation matrix (nearest_correlation)",
                "correlation");
  }
  return out;
}

std::vector<double> falling(const matrix& symmetric) {
  std::vector<double> out = stats::eigen_symmetric(symmetric).values;
  std::reverse(out.begin(), out.end());
  return out;
}

std::vector<double> multiple_correlations(const matrix& inverse) {
  std::vector<double> out(inverse.rows);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = 1 - 1 / inverse(i, i);
  return out;
}

matrix with_diagonal(matrix r, const std::vector<double>& diagonal) {
  for (std::size_t i = 0; i < r.rows; ++i) r(i, i) = diagonal[i];
  return r;
}

/// Each column's cubes sum to 0 or more; its factor's correlations turn with it.
void turn_columns(matrix& loadings, matrix* phi) {
  for (std::size_t j = 0; j < loadings.cols; ++j) {
    double cubes = 0;
    for (std::size_t i = 0; i < loadings.rows; ++i) cubes += stats::pow(loadings(i, j), 3);
    if (!(cubes < 0)) continue;
    for (std::size_t i = 0; i < loadings.rows; ++i) loadings(i, j) = -loadings(i, j);
    for (std::size_t k = 0; phi != nullptr && k < phi->rows; ++k) {
      if (k == j) continue;
      (*phi)(j, k) = -(*phi)(j, k);
      (*phi)(k, j) = -(*phi)(k, j);
    }
  }
}

/// Both objectives are sums over the eigenvalues that m factors leave over, and their second derivatives are
/// near the squares of the entries of the projection on these eigenvectors (Joreskog 1967, 1977).
class objective {
 public:
  objective(const matrix& r, std::size_t m, efa_method method)
      : r_(r), m_(m), ml_(method == efa_method::ml) {}

  /// `at`: uniquenesses, for ml their logarithms.
  void operator()(std::span<const double> at, bool slopes, stats::scoring_point& out) const {
    const std::size_t p = r_.rows;
    const stats::symmetric_eigen e = stats::eigen_symmetric(reduced(at));
    out.value = 0;
    const std::size_t left = p - m_;
    for (std::size_t k = 0; k < left; ++k) {
      const double x = e.values[k];
      out.value += ml_ ? x - 1 - stats::log(x) : x * x / 2;
    }
    if (!slopes) return;
    out.gradient.assign(p, 0);
    out.information = matrix(p, p);
    for (std::size_t i = 0; i < p; ++i) {
      for (std::size_t k = 0; k < left; ++k) {
        const double w = e.vectors(i, k);
        out.gradient[i] += (ml_ ? 1 - e.values[k] : -e.values[k]) * w * w;
      }
      for (std::size_t j = 0; j <= i; ++j) {
        double both = 0;
        for (std::size_t k = 0; k < left; ++k) both += e.vectors(i, k) * e.vectors(j, k);
        out.information(i, j) = out.information(j, i) = both * both;
      }
    }
  }

  [[nodiscard]] matrix loadings(std::span<const double> at) const {
    const std::size_t p = r_.rows;
    const stats::symmetric_eigen e = stats::eigen_symmetric(reduced(at));
    matrix out(p, m_);
    for (std::size_t j = 0; j < m_; ++j) {
      const std::size_t k = p - 1 - j;
      const double strength = std::sqrt(std::max(0.0, ml_ ? e.values[k] - 1 : e.values[k]));
      for (std::size_t i = 0; i < p; ++i) {
        out(i, j) = e.vectors(i, k) * strength * (ml_ ? stats::exp(at[i] / 2) : 1);
      }
    }
    return out;
  }

 private:
  /// R - U, or U^-1/2 R U^-1/2.
  [[nodiscard]] matrix reduced(std::span<const double> at) const {
    matrix out = r_;
    for (std::size_t i = 0; i < r_.rows; ++i) {
      if (!ml_) {
        out(i, i) -= at[i];
        continue;
      }
      for (std::size_t j = 0; j < r_.cols; ++j) out(i, j) *= stats::exp(-(at[i] + at[j]) / 2);
    }
    return out;
  }

  const matrix& r_;
  std::size_t m_;
  bool ml_;
};

matrix identity(std::size_t n) {
  matrix out(n, n);
  for (std::size_t i = 0; i < n; ++i) out(i, i) = 1;
  return out;
}

/// Quartimin by gradient projection (Jennrich 2002) from the loadings as they are.
rotated_loadings project(const matrix& a) {
  const std::size_t p = a.rows, m = a.cols;
  // L = A T^-T, phi = T' T, columns of T of length 1 (Jennrich 2002).
  matrix t = identity(m);
  const auto inverse_of = [](const matrix& x) {
    const matrix turned = stats::transpose(x);
    return stats::multiply(stats::inverse_spd(stats::multiply(turned, x)), turned);
  };
  struct state {
    matrix inverse, loadings;
    double value = 0;
  };
  const auto at = [&](const matrix& x) {
    state s{inverse_of(x), {}, 0};
    s.loadings = stats::multiply(a, stats::transpose(s.inverse));
    for (std::size_t i = 0; i < p; ++i) {
      double all = 0, fourth = 0;
      for (std::size_t j = 0; j < m; ++j) {
        const double q = s.loadings(i, j) * s.loadings(i, j);
        all += q;
        fourth += q * q;
      }
      s.value += (all * all - fourth) / 4;
    }
    return s;
  };
  rotated_loadings out;
  state now = at(t);
  double step = 1;
  constexpr int most = 5000;
  for (; out.iterations < most; ++out.iterations) {
    matrix slope(p, m);
    for (std::size_t i = 0; i < p; ++i) {
      double all = 0;
      for (std::size_t j = 0; j < m; ++j) all += now.loadings(i, j) * now.loadings(i, j);
      for (std::size_t j = 0; j < m; ++j) {
        slope(i, j) = now.loadings(i, j) * (all - now.loadings(i, j) * now.loadings(i, j));
      }
    }
    matrix g = stats::transpose(
        stats::multiply(stats::multiply(stats::transpose(now.loadings), slope), now.inverse));
    double length = 0;
    for (std::size_t j = 0; j < m; ++j) {
      double along = 0;
      for (std::size_t i = 0; i < m; ++i) along -= t(i, j) * g(i, j);
      for (std::size_t i = 0; i < m; ++i) {
        g(i, j) = -g(i, j) - t(i, j) * along;
        length += g(i, j) * g(i, j);
      }
    }
    if (std::sqrt(length) < 1e-9) break;
    if (length > 1e-12) step *= 2;
    state next;
    matrix moved;
    for (int halving = 0; halving < 60; ++halving, step /= 2) {
      moved = t;
      for (std::size_t j = 0; j < m; ++j) {
        double norm = 0;
        for (std::size_t i = 0; i < m; ++i) {
          moved(i, j) -= step * g(i, j);
          norm += moved(i, j) * moved(i, j);
        }
        for (std::size_t i = 0; i < m; ++i) moved(i, j) /= std::sqrt(norm);
      }
      next = at(moved);
      // What a step gains below the rounding of the value cannot be judged by it.
      const bool blind = length * step < 1e-13;
      if (blind || next.value < now.value - 0.5 * length * step) break;
    }
    t = std::move(moved);
    now = std::move(next);
  }
  if (out.iterations == most) {
    throw error(errc::numeric, "rotate_oblimin: no end within 5000 steps; ask for fewer factors", "loadings");
  }
  out.loadings = now.loadings;
  out.phi = stats::multiply(stats::transpose(t), t);
  out.criterion = now.value;
  return out;
}

}  // namespace

efa_fit fit_efa(const matrix& r, std::size_t m, efa_method method, double n) {
  constexpr const char* function = "fit_efa";
  check_positive(function, "n", n);
  const stats::symmetric_eigen spectrum = spectrum_of(function, r);
  const auto items = static_cast<double>(r.rows), factors = static_cast<double>(m);
  efa_fit out;
  out.df = ((items - factors) * (items - factors) - items - factors) / 2;
  if (m < 1 || m >= r.rows || out.df < 0) {
    throw error(errc::argument,
                "fit_efa: factors is " + std::to_string(m) + ", but " + std::to_string(r.rows) +
                    " items can only tell fewer apart, and there must be one",
                "factors");
  }
  double log_det = 0;
  for (const double v : spectrum.values) log_det += stats::log(v);
  const bool ml = method == efa_method::ml;
  const std::vector<double> smc = multiple_correlations(stats::inverse_spd(r));
  std::vector<double> start(r.rows);
  for (std::size_t i = 0; i < r.rows; ++i) {
    const double u = std::clamp((1 - 0.5 * factors / items) * (1 - smc[i]), least_uniqueness, 1.0);
    start[i] = ml ? stats::log(u) : u;
  }
  const objective f(r, m, method);
  const stats::scoring_result found = stats::minimise_by_scoring(
      [&](std::span<const double> at, bool slopes, stats::scoring_point& point) { f(at, slopes, point); },
      start, 1e-20, 5000, ml ? stats::log(least_uniqueness) : least_uniqueness, ml ? 0 : 1);
  if (!found.ended) {
    throw error(errc::numeric, "fit_efa: the search did not end; ask for fewer factors", "factors");
  }
  out.iterations = found.iterations;
  out.objective = found.point.value;
  out.loadings = f.loadings(found.at);
  turn_columns(out.loadings, nullptr);
  stats::compensated_sum left, left_all, whole;
  matrix model(r.rows, r.rows);
  for (std::size_t i = 0; i < r.rows; ++i) {
    double h = 0;
    for (std::size_t k = 0; k < m; ++k) h += out.loadings(i, k) * out.loadings(i, k);
    out.communalities.push_back(h);
    out.uniqueness.push_back(ml ? stats::exp(found.at[i]) : found.at[i]);
    out.heywood = out.heywood || out.uniqueness[i] <= least_uniqueness * (1 + 1e-9);
    for (std::size_t j = 0; j < r.rows; ++j) {
      for (std::size_t k = 0; k < m; ++k) model(i, j) += out.loadings(i, k) * out.loadings(j, k);
    }
  }
  for (std::size_t i = 0; i < r.rows; ++i) {
    for (std::size_t j = 0; j < r.rows; ++j) {
      const double d = r(i, j) - model(i, j);
      whole.add(r(i, j) * r(i, j));
      left_all.add(d * d);
      if (i != j) left.add(d * d);
    }
    model(i, i) = 1;
  }
  out.reduced_eigenvalues = falling(with_diagonal(r, out.communalities));
  const stats::spd_inverse s = stats::invert_spd(model);
  double trace = 0;
  for (std::size_t c = 0; c < r.values.size(); ++c) trace += s.inverse.values[c] * r.values[c];
  out.discrepancy = std::max(0.0, s.log_determinant - log_det + trace - items);
  const double worth = n - 1 - (2 * items + 5) / 6;
  out.chi_squared = (worth - 2 * factors / 3) * out.discrepancy;
  out.empirical_chi_squared = n * left.value();
  out.rms = std::sqrt(left.value() / (items * (items - 1)));
  out.fit = 1 - left_all.value() / whole.value();
  out.p = out.rmsea = out.tli = nan_value;
  out.bic = out.chi_squared - out.df * stats::log(n);
  if (out.df > 0) {
    out.p = stats::chi_squared_upper(std::max(0.0, out.chi_squared), out.df);
    out.rmsea = std::sqrt(std::max(0.0, out.chi_squared / (out.df * n) - 1 / (n - 1)));
    // With the multiplier of the model, as Tucker & Lewis (1973) have it.
    const double base = -log_det * (worth - 2 * factors / 3) / (items * (items - 1) / 2);
    out.tli = (base - out.chi_squared / out.df) / (base - 1);
  }
  return out;
}

rotated_loadings rotate_varimax(const matrix& given) {
  check_all_finite("rotate_varimax", "loadings", given.values);
  rotated_loadings out{given, identity(given.cols), 0, 0};
  const std::size_t p = given.rows, m = given.cols;
  std::vector<double> length(p);
  for (std::size_t i = 0; i < p; ++i) {
    for (std::size_t j = 0; j < m; ++j) length[i] += given(i, j) * given(i, j);
    length[i] = std::sqrt(length[i]);
    for (std::size_t j = 0; j < m && length[i] > 0; ++j) out.loadings(i, j) /= length[i];
  }
  matrix& l = out.loadings;
  const auto items = static_cast<double>(p);
  for (bool moved = true; moved && out.iterations < 1000; ++out.iterations) {
    moved = false;
    for (std::size_t j = 0; j < m; ++j) {
      for (std::size_t k = j + 1; k < m; ++k) {
        // Kaiser 1958: tan 4 phi = (D - 2AB/p) / (C - (A^2 - B^2)/p).
        double a = 0, b = 0, c = 0, d = 0;
        for (std::size_t i = 0; i < p; ++i) {
          const double u = l(i, j) * l(i, j) - l(i, k) * l(i, k), v = 2 * l(i, j) * l(i, k);
          a += u;
          b += v;
          c += u * u - v * v;
          d += 2 * u * v;
        }
        const double angle = stats::atan2(d - 2 * a * b / items, c - (a * a - b * b) / items) / 4;
        if (std::fabs(angle) < 1e-14) continue;
        moved = true;
        const double cosine = stats::cos(angle), sine = stats::sin(angle);
        for (std::size_t i = 0; i < p; ++i) {
          const double x = l(i, j), y = l(i, k);
          l(i, j) = x * cosine + y * sine;
          l(i, k) = y * cosine - x * sine;
        }
      }
    }
  }
  for (std::size_t j = 0; j < m; ++j) {
    double squares = 0, fourth = 0;
    for (std::size_t i = 0; i < p; ++i) {
      const double x = l(i, j) * l(i, j);
      squares += x / items;
      fourth += x * x / items;
    }
    out.criterion += fourth - squares * squares;
  }
  for (std::size_t i = 0; i < p; ++i) {
    for (std::size_t j = 0; j < m && length[i] > 0; ++j) l(i, j) *= length[i];
  }
  turn_columns(l, nullptr);
  return out;
}

rotated_loadings rotate_oblimin(const matrix& loadings) {
  check_all_finite("rotate_oblimin", "loadings", loadings.values);
  // Loadings as given can be a saddle, where no gradient leads away; those of varimax hardly are.
  rotated_loadings out = project(loadings);
  rotated_loadings other = project(rotate_varimax(loadings).loadings);
  if (other.criterion < out.criterion - 1e-12) out = std::move(other);
  turn_columns(out.loadings, &out.phi);
  return out;
}

sampling_adequacy judge_correlations(const matrix& r, double n) {
  constexpr const char* function = "judge_correlations";
  check_positive(function, "n", n);
  const stats::symmetric_eigen spectrum = spectrum_of(function, r);
  const matrix inverse = stats::inverse_spd(r);
  sampling_adequacy out;
  out.smc = multiple_correlations(inverse);
  out.eigenvalues.assign(spectrum.values.rbegin(), spectrum.values.rend());
  out.reduced_eigenvalues = falling(with_diagonal(r, out.smc));
  double plain = 0, partial = 0;
  for (std::size_t i = 0; i < r.rows; ++i) {
    double own = 0, rest = 0;
    for (std::size_t j = 0; j < r.rows; ++j) {
      if (i == j) continue;
      own += r(i, j) * r(i, j);
      rest += inverse(i, j) * inverse(i, j) / (inverse(i, i) * inverse(j, j));
    }
    out.msa.push_back(own / (own + rest));
    plain += own;
    partial += rest;
  }
  out.kmo = plain / (plain + partial);
  const auto items = static_cast<double>(r.rows);
  double log_det = 0;
  for (const double v : spectrum.values) log_det += stats::log(v);
  out.chi_squared = -(n - 1 - (2 * items + 5) / 6) * log_det;
  out.df = items * (items - 1) / 2;
  out.p = stats::chi_squared_upper(std::max(0.0, out.chi_squared), out.df);
  return out;
}

matrix score_weights(const matrix& loadings, const matrix& phi, const matrix& correlation,
                     score_method method) {
  constexpr const char* function = "score_weights";
  check_same_size(function, "the rows of loadings", loadings.rows, "correlation", correlation.rows);
  check_same_size(function, "the columns of loadings", loadings.cols, "phi", phi.rows);
  const matrix structure = stats::multiply(loadings, phi);
  if (method == score_method::regression) return stats::multiply(stats::inverse_spd(correlation), structure);
  matrix clean = loadings;  // U^-1 L
  for (std::size_t i = 0; i < loadings.rows; ++i) {
    double communality = 0;
    for (std::size_t k = 0; k < loadings.cols; ++k) communality += structure(i, k) * loadings(i, k);
    for (std::size_t k = 0; k < loadings.cols; ++k) clean(i, k) /= correlation(i, i) - communality;
  }
  return stats::multiply(clean, stats::inverse_spd(stats::multiply(stats::transpose(loadings), clean)));
}

hierarchical_omega fit_hierarchical_omega(const matrix& r, std::size_t factors) {
  check_at_least("fit_hierarchical_omega", "factors", factors, 2);
  const efa_fit fit = fit_efa(r, factors, efa_method::minres, static_cast<double>(r.rows) + 1);
  const rotated_loadings rotated = rotate_oblimin(fit.loadings);
  std::vector<double> above(factors);
  if (factors == 2) {
    const double both = rotated.phi(0, 1);
    above = {std::sqrt(std::fabs(both)), (both < 0 ? -1 : 1) * std::sqrt(std::fabs(both))};
  } else {
    const efa_fit second = fit_efa(rotated.phi, 1, efa_method::minres, static_cast<double>(factors) + 1);
    for (std::size_t k = 0; k < factors; ++k) above[k] = second.loadings(k, 0);
  }
  hierarchical_omega out;
  out.groups = matrix(r.rows, factors);
  double sum = 0;
  for (std::size_t i = 0; i < r.rows; ++i) {
    double general = 0;
    for (std::size_t k = 0; k < factors; ++k) {
      general += rotated.loadings(i, k) * above[k];
      out.groups(i, k) = rotated.loadings(i, k) * std::sqrt(std::max(0.0, 1 - above[k] * above[k]));
    }
    out.general.push_back(general);
    sum += general;
  }
  const double total = stats::sum(r.values);
  double unique = 0;
  for (std::size_t i = 0; i < r.rows; ++i) unique += 1 - fit.communalities[i];
  out.omega_hierarchical = sum * sum / total;
  out.omega_total = 1 - unique / total;
  out.omega_limit = out.omega_hierarchical / out.omega_total;
  return out;
}

}  // namespace cxm
