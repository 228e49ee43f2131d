// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cxm/base/random.hpp"
#include "cxm/explain/driver_moments.hpp"
#include "cxm/stats/matrix.hpp"

/// Replicates of a covariance matrix, the r-th a pure function of (seed, r).
namespace cxm::detail {

/// Draws from the Wishart distribution around a covariance matrix (Bartlett 1933).
class wishart_draws {
 public:
  wishart_draws(const matrix& covariance, double df, std::uint64_t seed);
  [[nodiscard]] matrix draw(std::size_t r) const;

 private:
  matrix root_;
  double df_;
  std::uint64_t seed_;
};

/// The bootstrap over blocks of rows: single rows, random groups of them, or clusters.
class block_bootstrap {
 public:
  /// Columns complete, outcome first. `cluster` (empty, or one number >= 0 a row) makes the blocks; otherwise
  /// at most `most_blocks` random groups.
  block_bootstrap(std::span<const std::vector<double>> columns, std::span<const double> weights,
                  std::span<const std::int32_t> cluster, std::uint64_t seed, std::size_t most_blocks = 1000);
  [[nodiscard]] matrix draw(std::size_t r) const;
  [[nodiscard]] std::size_t blocks() const noexcept { return sums_.rows; }

 private:
  std::size_t k_;
  matrix sums_;  // a block a row: weight, sums, upper triangle of products about the overall means
  std::uint64_t seed_;
};

}  // namespace cxm::detail
