// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/simulation.hpp"

#include <algorithm>
#include <cmath>

#include "cxm/base/check.hpp"
#include "cxm/base/random.hpp"

namespace cxm {
namespace {

/// Lower triangular root of a positive semidefinite matrix; a pivot that is zero within rounding gives a
/// zero column.
matrix semidefinite_root(const matrix& v) {
  const std::size_t k = v.rows;
  matrix root(k, k);
  for (std::size_t j = 0; j < k; ++j) {
    double pivot = v(j, j);
    for (std::size_t c = 0; c < j; ++c) pivot -= root(j, c) * root(j, c);
    if (!(pivot > 1e-13 * v(j, j))) continue;
    root(j, j) = std::sqrt(pivot);
    for (std::size_t i = j + 1; i < k; ++i) {
      double entry = v(i, j);
      for (std::size_t c = 0; c < j; ++c) entry -= root(i, c) * root(j, c);
      root(i, j) = entry / root(j, j);
    }
  }
  return root;
}

}  // namespace

normal_draws::normal_draws(std::uint64_t seed, std::size_t draws, std::size_t dimensions)
    : half_((draws + 1) / 2, dimensions), scale_(half_.rows) {
  check_at_least("normal_draws", "draws", draws, 1);
  check_at_least("normal_draws", "dimensions", dimensions, 1);
  // One stream a dimension, so that more dimensions never change the draws of the first ones.
  random_stream scale(seed, 0);
  for (double& s : scale_) s = scale.normal();
  for (std::size_t d = 0; d < dimensions; ++d) {
    random_stream stream(seed, d + 1);
    for (std::size_t i = 0; i < half_.rows; ++i) half_(i, d) = stream.normal();
  }
}

matrix draw_means(std::span<const double> means, const matrix& covariance, double df,
                  const normal_draws& draws) {
  const std::size_t k = means.size();
  check_same_size("draw_means", "means", k, "covariance", covariance.rows);
  check_at_least("draw_means", "draws.dimensions", draws.dimensions(), k);
  const matrix root = semidefinite_root(covariance);
  const bool normal = !std::isfinite(df);
  const double spread = normal ? 0 : 2 / (9 * df);
  matrix out(draws.draws(), k);
  for (std::size_t i = 0; i < out.rows; ++i) {
    double stretch = 1;
    if (!normal) {
      const double cube = 1 - spread + draws.scale(i) * std::sqrt(spread);
      stretch = 1 / std::sqrt(std::max(cube * cube * cube, 1e-6));
    }
    for (std::size_t a = 0; a < k; ++a) {
      double sum = 0;
      for (std::size_t b = 0; b <= a; ++b) sum += root(a, b) * draws.z(i, b);
      out(i, a) = means[a] + stretch * sum;
    }
  }
  return out;
}

}  // namespace cxm
