// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "plan/movement.hpp"
#include "plan/schedule.hpp"

namespace cxm::detail {

/// Which start periods a candidate may still take: bit s = period s, bit `none` = not at all.
using domain = std::uint16_t;

/// The Lagrangian relaxation of a roadmap problem: the limits of budgets and capacities, alternatives, and
/// prerequisites beyond one a candidate are paid for by multipliers; a forest of candidates with one
/// prerequisite each is left, which dynamic programming over start periods solves.
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
  /// limit - use of the choice: a subgradient of the bound by the multipliers.
  void residual(std::span<double> out) const;
  /// Add cover inequalities that the average choice (`mass` by candidate and option, summing to `total`)
  /// violates: of candidates that together exceed a limit, not all run; what weighs at least as much as the
  /// heaviest of them counts with them (Balas 1975; Wolsey 1975). Returns how many were added.
  std::size_t add_covers(const std::vector<double>& mass, double total);
  /// By candidate and option: what the bound becomes when it is forced (after solve()).
  void forced_bounds(std::span<const domain>, std::vector<double>& out);

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
  std::vector<int> parent_;  // the prerequisite that the forest keeps, or -1
  std::vector<std::vector<std::size_t>> children_;
  std::vector<double> limit_;                        // by row
  std::vector<std::vector<use>> uses_;               // by candidate x period
  std::vector<double> worth_, down_, up_, message_;  // by candidate x option
  std::vector<std::size_t> choice_;
  double total_ = 0;
};

}  // namespace cxm::detail
