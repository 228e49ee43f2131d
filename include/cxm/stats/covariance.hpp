// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cxm/base/view.hpp"
#include "cxm/stats/matrix.hpp"

namespace cxm::stats {

/// Which rows a covariance sees when values are missing.
enum class deletion {
  listwise,  ///< rows complete in all columns: the matrix is positive semidefinite
  pairwise   ///< for each entry the rows complete in its two columns; means of those rows
};

/// 1 for each row at which every column has a value.
[[nodiscard]] std::vector<std::uint8_t> complete_rows(std::span<const column_view> columns);

/// Sample covariance matrix (divisor n - 1) of equally long columns. An entry with fewer than two rows is
/// NaN. Two passes, so that common offsets cost no digits. O(n p^2).
[[nodiscard]] matrix sample_covariance(std::span<const column_view> columns, deletion = deletion::listwise);

/// Weighted means and covariance of the rows that are complete and weigh more than 0, weights scaled to sum
/// 1: sum w d d' / (1 - sum w^2), which is the sample covariance when all weigh the same. NaN with fewer than
/// two rows. Errors: weights that do not fit, negative or not finite.
struct weighted_moments {
  std::vector<double> means;
  matrix covariance;
  double n = 0;      ///< rows
  double n_eff = 0;  ///< 1 / sum w^2
};
[[nodiscard]] weighted_moments weighted_covariance(std::span<const column_view> columns,
                                                   std::span<const double> weights);

/// The rows that have answered the same columns, summed up: all that a normal model needs of rows with gaps.
struct pattern_moments {
  std::vector<std::size_t> observed;  ///< positions of the columns, rising
  double n = 0;
  std::vector<double> means;
  matrix covariance;  ///< divisor n
};
/// By pattern in rising order; rows without any value are left out. O(n p^2).
[[nodiscard]] std::vector<pattern_moments> moments_by_pattern(std::span<const column_view> columns);

/// Mean and covariance of a normal population from rows with gaps, by maximum likelihood: every answer
/// counts, and gaps may depend on what was answered (missing at random). EM (Dempster, Laird & Rubin 1977;
/// Orchard & Woodbury 1972) until no mean or standard deviation moves by more than 1e-11 of a standard
/// deviation. Errors: cxm::error{numeric} when columns explain each other or the search does not end within
/// 20,000 steps, cxm::error{data} for a column that nobody answered. O(patterns p^3) a step.
struct normal_moments {
  std::vector<double> means;
  matrix covariance;  ///< divisor n, as maximum likelihood has it
  double n = 0;       ///< rows with at least one value
  double log_likelihood = 0;
  std::size_t patterns = 0;
  int iterations = 0;
};
[[nodiscard]] normal_moments fit_normal_moments(std::span<const pattern_moments> patterns,
                                                std::size_t columns);
/// Log-likelihood of what was observed, at a mean and covariance. cxm::error{numeric} when the covariance is
/// not positive definite.
[[nodiscard]] double normal_log_likelihood(std::span<const pattern_moments> patterns,
                                           std::span<const double> means, const matrix& covariance);

}  // namespace cxm::stats
