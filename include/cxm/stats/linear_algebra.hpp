// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "cxm/stats/matrix.hpp"

/// Small dense linear algebra. p is the number of columns (a few dozen at most), n the number of rows
/// (any). Everything that runs over rows sums in row order, so results do not depend on threads, cache
/// sizes or alignment. Shapes that do not fit give cxm::error{argument}; singular systems
/// cxm::error{numeric}.
namespace cxm::stats {

/// A = Q R of an n x p matrix of full column rank, by modified Gram-Schmidt with a second pass
/// ("twice is enough": orthogonal to working precision; Giraud, Langou, Rozloznik & van den Eshof 2005).
/// R is upper triangular with a positive diagonal. Time O(n p^2).
struct qr_factors {
  matrix q;  ///< n x p, orthonormal columns
  matrix r;  ///< p x p
};

/// Throws cxm::error{numeric} whose `column` is the first column that the columns before it explain:
/// its residual length is below `tolerance` times its own length.
[[nodiscard]] qr_factors qr(const matrix& a, double tolerance = 1e-10);

/// The indices of a largest set of columns, taken from the left, that are linearly independent in the
/// same sense. Time O(n p^2).
[[nodiscard]] std::vector<std::size_t> independent_columns(const matrix& a, double tolerance = 1e-10);

/// b = R^-1 (Q' y): the least-squares coefficients.
[[nodiscard]] std::vector<double> solve(const qr_factors& f, std::span<const double> y);
/// (A' A)^-1 = R^-1 R^-T.
[[nodiscard]] matrix gram_inverse(const qr_factors& f);
/// y - Q Q' y, in place.
void remove_projection(const matrix& q, std::span<double> y);

/// Inverse of a symmetric positive definite p x p matrix.
[[nodiscard]] matrix inverse_spd(const matrix& a);
/// The same with log det a.
struct spd_inverse {
  matrix inverse;
  double log_determinant = 0;
};
[[nodiscard]] spd_inverse invert_spd(const matrix& a);
/// x with a x = b for symmetric positive semidefinite a: the shortest least-squares solution; eigenvalues
/// below `tolerance` times the largest count as zero.
[[nodiscard]] std::vector<double> solve_psd(const matrix& a, std::span<const double> b,
                                            double tolerance = 1e-13);

/// Eigenvalues in ascending order and orthonormal eigenvectors (columns) of a symmetric matrix, each
/// vector's largest component positive.
struct symmetric_eigen {
  std::vector<double> values;
  matrix vectors;
};
[[nodiscard]] symmetric_eigen eigen_symmetric(const matrix& a);

/// a b, a' b and l' v r (quadratic form).
[[nodiscard]] matrix multiply(const matrix& a, const matrix& b);
[[nodiscard]] matrix transpose(const matrix& a);
[[nodiscard]] double quadratic_form(const matrix& v, std::span<const double> left,
                                    std::span<const double> right);

}  // namespace cxm::stats
