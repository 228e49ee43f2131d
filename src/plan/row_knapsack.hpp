// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace cxm::detail {

/// Which start periods a candidate may still take: bit s = period s, bit `none` = not at all.
using domain = std::uint16_t;

/// One limit of a roadmap (the budget or capacity of a period) for itself: which candidates draw on it when
/// each drawing has a price? A multiple-choice knapsack, solved by dynamic programming over the limit.
///
/// Sizes that are multiples of a common unit are exact. Others are rounded down to a grid, which may let in a
/// little too much, never too little: the value stays an upper bound.
class row_knapsack {
 public:
  /// A way in which a candidate draws on the limit; its ways stand together.
  struct way {
    std::size_t candidate = 0;
    double size = 0;         // > 0
    domain starts = 0;       // periods of beginning in which it draws this much
    std::size_t weight = 0;  // size on the grid
  };

  row_knapsack(std::vector<way>, double limit);

  [[nodiscard]] const std::vector<way>& ways() const noexcept { return ways_; }

  /// Largest sum of the prices (>= 0, one a way) of what is taken, under the candidates' domains: ways that
  /// are left to nobody are not taken, and a candidate that can only draw does. -infinity when they do not
  /// fit.
  [[nodiscard]] double solve(std::span<const double> prices, std::span<const domain> domains);
  [[nodiscard]] double value() const noexcept { return best_[layers_.size() * cells_ + cells_ - 1]; }
  /// After solve(): by way, what its value becomes when the candidate draws so (`with`), or does not draw at
  /// all
  /// (`without`, the same for all ways of a candidate).
  void forced(std::span<const double> prices, std::span<const domain> domains, std::span<double> with,
              std::span<double> without);
  /// By way: taken by the last solve().
  [[nodiscard]] std::span<const std::uint8_t> taken() const noexcept { return taken_; }

 private:
  struct layer {
    std::size_t first, last;  // ways of one candidate
    bool must;
  };
  std::vector<way> ways_;
  std::size_t cells_ = 1;  // the limit on the grid, and 0
  std::vector<layer> layers_;
  std::vector<double> best_;  // by layer and cell: of the layers before
  std::vector<double> rest_;  // the same of the layers from there on
  std::vector<std::uint8_t> taken_;
};

}  // namespace cxm::detail
