// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cxm/stats/matrix.hpp"

namespace cxm {

/// Standard normal draws, made once and used for every group: the same seed gives the same probabilities on
/// every machine, and groups are compared under common random numbers. Draws come in antithetic pairs
/// (z and -z), so means of symmetric functionals are exact. Monte Carlo error of a probability p is below
/// sqrt(p (1 - p) / draws).
class normal_draws {
 public:
  /// `draws` is rounded up to an even number. Memory: draws x (dimensions + 1) doubles / 2.
  normal_draws(std::uint64_t seed, std::size_t draws, std::size_t dimensions);

  [[nodiscard]] std::size_t draws() const noexcept { return 2 * half_.rows; }
  [[nodiscard]] std::size_t dimensions() const noexcept { return half_.cols; }
  [[nodiscard]] double z(std::size_t draw, std::size_t dimension) const noexcept {
    return draw < half_.rows ? half_(draw, dimension) : -half_(draw - half_.rows, dimension);
  }
  /// A normal value apart from the others, the same for both of a pair: the draw's common scale.
  [[nodiscard]] double scale(std::size_t draw) const noexcept {
    return draw < half_.rows ? scale_[draw] : scale_[draw - half_.rows];
  }

 private:
  matrix half_;
  std::vector<double> scale_;
};

/// Draws x K values around `means`, multivariate Student t with `df` degrees of freedom and scale matrix
/// `covariance` (normal when df is infinite). The chi-squared scale is drawn by Wilson & Hilferty's (1931)
/// cube, good to three digits from df = 3. A covariance that is singular, or indefinite by rounding, is used
/// with its negative pivots at zero. K must not exceed draws.dimensions(): cxm::error{argument}.
[[nodiscard]] matrix draw_means(std::span<const double> means, const matrix& covariance, double df,
                                const normal_draws& draws);

}  // namespace cxm
