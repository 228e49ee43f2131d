// SPDX-License-Identifier: Apache-2.0
#include "stats/eigen.hpp"
// clang-format keeps the line above first: Eigen must be renamed before anything else can include it.

#include <algorithm>
#include <cmath>
#include <string>

#include "cxm/base/error.hpp"
#include "cxm/stats/elementary.hpp"
#include "cxm/stats/linear_algebra.hpp"

namespace cxm::stats {
namespace {

using dense = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

dense to_eigen(const matrix& a) {
  return Eigen::Map<const dense>(a.values.data(), static_cast<Eigen::Index>(a.rows),
                                 static_cast<Eigen::Index>(a.cols));
}

void check_shape(const char* function, const char* parameter, const matrix& a) {
  if (a.values.size() != a.rows * a.cols) {
    throw error(errc::argument,
                std::string(function) + ": " + parameter + " has " + std::to_string(a.values.size()) +
                    " values, but must have rows x cols = " + std::to_string(a.rows * a.cols),
                parameter);
  }
}

void check_symmetric_shape(const char* function, const matrix& a) {
  check_shape(function, "a", a);
  if (a.rows != a.cols) {
    throw error(errc::argument,
                std::string(function) + ": a is " + std::to_string(a.rows) + " x " + std::to_string(a.cols) +
                    ", but must be square",
                "a");
  }
  for (std::size_t i = 0; i < a.values.size(); ++i) {
    if (!std::isfinite(a.values[i])) {
      throw error(errc::argument, std::string(function) + ": a must be finite", "a",
                  static_cast<std::int64_t>(i / a.cols), static_cast<std::int64_t>(i % a.cols));
    }
  }
}

double column_dot(const matrix& a, std::size_t i, const matrix& b, std::size_t j) {
  double sum = 0;
  for (std::size_t r = 0; r < a.rows; ++r) sum += a(r, i) * b(r, j);
  return sum;
}

// Orthogonalises column j of q against the columns `before`, twice; adds the coefficients to `r` (may be
// null) and returns the length that is left, with the length it had in `length`.
double orthogonalise(matrix& q, std::size_t j, const std::vector<std::size_t>& before, matrix* r,
                     double& length) {
  length = std::sqrt(column_dot(q, j, q, j));
  for (int pass = 0; pass < 2; ++pass) {
    for (const std::size_t i : before) {
      const double c = column_dot(q, i, q, j);
      for (std::size_t k = 0; k < q.rows; ++k) q(k, j) -= c * q(k, i);
      if (r != nullptr) (*r)(i, j) += c;
    }
  }
  return std::sqrt(column_dot(q, j, q, j));
}

}  // namespace

qr_factors qr(const matrix& a, double tolerance) {
  check_shape("qr", "a", a);
  qr_factors f{a, matrix(a.cols, a.cols)};
  std::vector<std::size_t> before;
  for (std::size_t j = 0; j < a.cols; ++j) {
    double length = 0;
    const double left = orthogonalise(f.q, j, before, &f.r, length);
    if (!(left > tolerance * length) || !std::isfinite(left)) {
      throw error(errc::numeric,
                  "qr: column " + std::to_string(j) +
                      " is a linear combination of the columns before it; leave one of them out",
                  "a", -1, static_cast<std::int64_t>(j));
    }
    f.r(j, j) = left;
    for (std::size_t k = 0; k < a.rows; ++k) f.q(k, j) /= left;
    before.push_back(j);
  }
  return f;
}

std::vector<std::size_t> independent_columns(const matrix& a, double tolerance) {
  check_shape("independent_columns", "a", a);
  matrix q = a;
  std::vector<std::size_t> kept;
  for (std::size_t j = 0; j < a.cols; ++j) {
    double length = 0;
    const double left = orthogonalise(q, j, kept, nullptr, length);
    if (!(left > tolerance * length)) continue;
    for (std::size_t k = 0; k < a.rows; ++k) q(k, j) /= left;
    kept.push_back(j);
  }
  return kept;
}

std::vector<double> solve(const qr_factors& f, std::span<const double> y) {
  const std::size_t p = f.r.cols;
  if (y.size() != f.q.rows) {
    throw error(errc::argument,
                "solve: y has " + std::to_string(y.size()) + " elements, but the matrix has " +
                    std::to_string(f.q.rows) + " rows",
                "y");
  }
  std::vector<double> rest(y.begin(), y.end());
  std::vector<double> b(p, 0.0);
  for (std::size_t j = 0; j < p; ++j) {
    double c = 0;
    for (std::size_t k = 0; k < rest.size(); ++k) c += f.q(k, j) * rest[k];
    for (std::size_t k = 0; k < rest.size(); ++k) rest[k] -= c * f.q(k, j);
    b[j] = c;
  }
  for (std::size_t j = p; j-- > 0;) {
    for (std::size_t k = j + 1; k < p; ++k) b[j] -= f.r(j, k) * b[k];
    b[j] /= f.r(j, j);
  }
  return b;
}

matrix gram_inverse(const qr_factors& f) {
  const std::size_t p = f.r.cols;
  matrix inverse(p, p);  // R^-1, upper triangular
  for (std::size_t j = 0; j < p; ++j) {
    inverse(j, j) = 1 / f.r(j, j);
    for (std::size_t i = j; i-- > 0;) {
      double sum = 0;
      for (std::size_t k = i + 1; k <= j; ++k) sum += f.r(i, k) * inverse(k, j);
      inverse(i, j) = -sum / f.r(i, i);
    }
  }
  matrix out(p, p);
  for (std::size_t i = 0; i < p; ++i) {
    for (std::size_t j = 0; j < p; ++j) {
      double sum = 0;
      for (std::size_t k = std::max(i, j); k < p; ++k) sum += inverse(i, k) * inverse(j, k);
      out(i, j) = sum;
    }
  }
  return out;
}

void remove_projection(const matrix& q, std::span<double> y) {
  for (int pass = 0; pass < 2; ++pass) {
    for (std::size_t j = 0; j < q.cols; ++j) {
      double c = 0;
      for (std::size_t k = 0; k < q.rows; ++k) c += q(k, j) * y[k];
      for (std::size_t k = 0; k < q.rows; ++k) y[k] -= c * q(k, j);
    }
  }
}

spd_inverse invert_spd(const matrix& a) {
  check_symmetric_shape("invert_spd", a);
  const Eigen::LLT<dense> factors(to_eigen(a));
  if (factors.info() != Eigen::Success) {
    throw error(errc::numeric, "invert_spd: a is not positive definite", "a");
  }
  const auto p = static_cast<Eigen::Index>(a.rows);
  const dense inverse = factors.solve(dense::Identity(p, p));
  spd_inverse out{matrix(a.rows, a.cols), 0};
  std::copy(inverse.data(), inverse.data() + inverse.size(), out.inverse.values.begin());
  for (Eigen::Index i = 0; i < p; ++i) out.log_determinant += 2 * stats::log(factors.matrixLLT()(i, i));
  return out;
}

matrix inverse_spd(const matrix& a) { return invert_spd(a).inverse; }

std::vector<double> solve_psd(const matrix& a, std::span<const double> b, double tolerance) {
  check_symmetric_shape("solve_psd", a);
  if (b.size() != a.rows) {
    throw error(errc::argument,
                "solve_psd: b has " + std::to_string(b.size()) + " elements, but a has " +
                    std::to_string(a.rows) + " rows",
                "b");
  }
  // Scaled to a unit diagonal first: otherwise a column in thousands makes a column in units look like
  // rounding.
  const std::size_t p = a.rows;
  std::vector<double> scale(p, 1.0);
  matrix scaled(p, p);
  for (std::size_t i = 0; i < p; ++i) {
    if (a(i, i) > 0) scale[i] = 1 / std::sqrt(a(i, i));
  }
  for (std::size_t i = 0; i < p; ++i) {
    for (std::size_t j = 0; j < p; ++j) scaled(i, j) = a(i, j) * scale[i] * scale[j];
  }
  const symmetric_eigen e = eigen_symmetric(scaled);
  std::vector<double> x(p, 0.0);
  if (p == 0) return x;
  const double least = tolerance * std::max(0.0, e.values.back());
  for (std::size_t k = 0; k < p; ++k) {
    if (!(e.values[k] > least)) continue;
    double c = 0;
    for (std::size_t i = 0; i < p; ++i) c += e.vectors(i, k) * scale[i] * b[i];
    c /= e.values[k];
    for (std::size_t i = 0; i < p; ++i) x[i] += c * e.vectors(i, k);
  }
  for (std::size_t i = 0; i < p; ++i) x[i] *= scale[i];
  return x;
}

symmetric_eigen eigen_symmetric(const matrix& a) {
  check_symmetric_shape("eigen_symmetric", a);
  symmetric_eigen out;
  if (a.rows == 0) return out;
  const Eigen::SelfAdjointEigenSolver<dense> solver(to_eigen(a));
  if (solver.info() != Eigen::Success) {
    throw error(errc::numeric, "eigen_symmetric: the iteration did not converge", "a");
  }
  const std::size_t p = a.rows;
  out.values.resize(p);
  out.vectors = matrix(p, p);
  for (std::size_t k = 0; k < p; ++k) {
    out.values[k] = solver.eigenvalues()[static_cast<Eigen::Index>(k)];
    std::size_t largest = 0;
    for (std::size_t i = 0; i < p; ++i) {
      const double v = solver.eigenvectors()(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(k));
      out.vectors(i, k) = v;
      if (std::fabs(v) > std::fabs(out.vectors(largest, k)) * (1 + 1e-9)) largest = i;
    }
    if (out.vectors(largest, k) < 0) {
      for (std::size_t i = 0; i < p; ++i) out.vectors(i, k) = -out.vectors(i, k);
    }
  }
  return out;
}

matrix multiply(const matrix& a, const matrix& b) {
  if (a.cols != b.rows) {
    throw error(errc::argument,
                "multiply: a has " + std::to_string(a.cols) + " columns, but b has " +
                    std::to_string(b.rows) + " rows; they must be equal",
                "b");
  }
  matrix out(a.rows, b.cols);
  for (std::size_t i = 0; i < a.rows; ++i) {
    for (std::size_t k = 0; k < a.cols; ++k) {
      const double left = a(i, k);
      for (std::size_t j = 0; j < b.cols; ++j) out(i, j) += left * b(k, j);
    }
  }
  return out;
}

matrix transpose(const matrix& a) {
  matrix out(a.cols, a.rows);
  for (std::size_t i = 0; i < a.rows; ++i) {
    for (std::size_t j = 0; j < a.cols; ++j) out(j, i) = a(i, j);
  }
  return out;
}

double quadratic_form(const matrix& v, std::span<const double> left, std::span<const double> right) {
  if (left.size() != v.rows || right.size() != v.cols) {
    throw error(errc::argument, "quadratic_form: the vectors do not fit the matrix", "v");
  }
  double sum = 0;
  for (std::size_t i = 0; i < v.rows; ++i) {
    for (std::size_t j = 0; j < v.cols; ++j) sum += left[i] * v(i, j) * right[j];
  }
  return sum;
}

}  // namespace cxm::stats
