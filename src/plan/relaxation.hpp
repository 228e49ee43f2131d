// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "plan/movement.hpp"
#include "plan/row_knapsack.hpp"
#include "plan/schedule.hpp"

namespace cxm::detail {

/// The Lagrangian decomposition of a roadmap problem (Guignard & Kim 1987). Every candidate is decided upon
/// twice: in a forest of candidates with one prerequisite each, which dynamic programming over start periods
/// solves, and in the budget and capacity of every period, each a knapsack. Multipliers are the prices at
/// which the forest buys what the knapsacks sell; others pay for alternatives and further prerequisites. The
/// least value is that of the linear program over the convex hulls of both, at most the linear relaxation's.
class relaxation {
 public:
  explicit relaxation(schedule&);

  [[nodiscard]] std::size_t options() const noexcept { return periods_ + 1; }  ///< starts, then "not at all"
  [[nodiscard]] std::size_t multipliers() const noexcept { return limit_.size(); }

  /// Additive bounds of the gain, one a period.
  using cuts = std::vector<gain_cut>;

  /// Worth of every option at the multipliers, then the best choice of the forest under the domains. The
  /// value is an upper bound of every plan within the domains; -infinity when there is none.
  [[nodiscard]] double solve(const cuts&, std::span<const double> multipliers, std::span<const domain>);
  /// Chosen option of each candidate of the last solve().
  [[nodiscard]] std::span<const std::size_t> choice() const noexcept { return choice_; }
  /// limit - use, or sold - bought, of the choice: a subgradient of the bound by the multipliers.
  void residual(std::span<double> out) const;
  /// Of a residual, only what changes the prices of a limit all together, in proportion to sizes: the few
  /// multipliers of the plain relaxation of limits, from which it is best to start.
  void pool(std::span<double> residual) const;
  /// By candidate and option: what the bound becomes when it is forced (after solve()).
  void forced_bounds(std::span<const double> multipliers, std::span<const domain>, std::vector<double>& out);

 private:
  [[nodiscard]] double& at(std::vector<double>& v, std::size_t j, std::size_t o) const noexcept {
    return v[j * options() + o];
  }
  struct use {
    std::size_t row;
    double amount;
  };

  schedule* s_;
  std::size_t periods_;
  std::vector<row_knapsack> limits_;             // budgets and capacities
  std::vector<std::size_t> first_way_;           // multiplier of each one's first way
  std::vector<std::vector<std::size_t>> draws_;  // by candidate x period: multipliers of its ways
  std::vector<int> parent_;                      // the prerequisite that the forest keeps, or -1
  std::vector<std::vector<std::size_t>> children_;
  std::vector<double> limit_;                        // by multiplier; 0 of ways
  std::vector<std::vector<use>> uses_;               // by candidate x period
  std::vector<double> worth_, down_, up_, message_;  // by candidate x option
  std::vector<double> with_, without_;
  std::vector<std::size_t> choice_;
  double total_ = 0;
};

}  // namespace cxm::detail
