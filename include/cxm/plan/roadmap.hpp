// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "cxm/plan/movement.hpp"

/// Which candidates to begin when: exact optimisation under budgets, order and alternatives.
namespace cxm {

struct roadmap_candidate {
  double cost = 0, effort = 0;         ///< spread evenly over its periods
  std::size_t earliest = 0;            ///< first period in which it can begin, from 0
  std::size_t duration = 1;            ///< periods
  std::vector<std::size_t> after;      ///< candidates that must be finished before it begins
  std::vector<std::size_t> exclusive;  ///< candidates of which at most one of the pair is done
};

struct roadmap_problem {
  std::vector<roadmap_candidate> candidates;  ///< parallel to movement_model::candidates
  std::size_t periods = 0;                    ///< 1..15
  std::vector<double> budget, capacity;       ///< of cost and effort, by period; empty = unlimited
  bool carry_over = false;                    ///< what is left of a period may be used later
  double discount = 1;                        ///< worth of a gain one period later
};

inline constexpr int not_chosen = -1;

struct roadmap_options {
  /// Nodes of the search tree after which the best plan so far is returned with the bound that is proven.
  /// A count, never a time: the same plan on every machine. 0: 400,000 / candidates, so that large portfolios
  /// take seconds too.
  std::size_t most_nodes = 0;
  std::vector<int> first_guess;     ///< a plan to start from (one that does not fit is ignored); may be empty
  std::vector<std::int8_t> forced;  ///< by candidate: 1 must be chosen, -1 must not; empty = all free
};

struct roadmap {
  std::vector<int> start;  ///< by candidate: period from 0, or not_chosen; empty: no plan does what is forced
  double value = -std::numeric_limits<double>::infinity();
  double bound = std::numeric_limits<double>::infinity();  ///< no plan is worth more
  bool proven = false;                                     ///< value is the maximum (within 1e-9 of its size)
  std::size_t nodes = 0;
  double greedy = 0;  ///< value of the greedy plan, never above `value`
};

/// What a plan is worth: sum over periods t of discount^t times the gain of what is finished by the end of t.
/// A gain that comes earlier counts for more periods. -infinity when a goal does not exist after some period:
/// such a plan is never chosen.
[[nodiscard]] double roadmap_value(const roadmap_problem&, const movement_model&, std::span<const int> start);
/// Is everything within budgets and capacities, in order, and without two alternatives?
[[nodiscard]] bool roadmap_fits(const roadmap_problem&, std::span<const int> start);
/// 1 for each candidate that is finished at the end of period t.
[[nodiscard]] std::vector<double> finished_by(const roadmap_problem&, std::span<const int> start,
                                              std::size_t period);

/// The plan of largest value, by branch and bound.
///
/// Problem: project selection and scheduling, a knapsack in several periods with precedence (strongly
/// NP-hard: it contains the precedence-constrained knapsack, Johnson & Niemi 1983, and the
/// resource-constrained project scheduling problem, Blazewicz, Lenstra & Rinnooy Kan 1983). Bound: Lagrangian
/// decomposition (Guignard & Kim 1987) into a forest of candidates with one prerequisite each, solved by
/// dynamic programming over start periods, and one knapsack for each limit; it is never above the linear
/// relaxation. Alternatives and further prerequisites are paid for by multipliers. The gain, concave in the
/// choice, is replaced by an average of its tangents, itself a bound, improved along the subgradient steps
/// (as in Frank & Wolfe's method). Options whose bound, once forced, falls below the best plan are removed.
/// Nodes are taken best first, so the bound returned is proven at any time. Plans come from simulated
/// annealing over orders of candidates, and from the relaxation.
///
/// Deterministic. Portfolios of twenty candidates over four periods are proven optimal in well under a
/// second, forty over eight are proven or left with a gap of about a percent after seconds (docs/plan.md has
/// figures); beyond `most_nodes` what is left is the gap value .. bound. Errors: cxm::error{argument} for
/// sizes that differ, circles, numbers out of range, a gain that does not exist at the start.
[[nodiscard]] roadmap best_roadmap(const roadmap_problem&, const movement_model&,
                                   const roadmap_options& = {});

/// Take again and again what adds most value per budget, with what it needs first. The baseline.
[[nodiscard]] roadmap greedy_roadmap(const roadmap_problem&, const movement_model&);

}  // namespace cxm
