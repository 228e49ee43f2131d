// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cxm/stats/matrix.hpp"

/// Ranks of units with their uncertainty: never a bare rank. Method: Mogstad, Romano, Shaikh & Wilhelm 2023
/// (Review of Economic Studies), which tests all pairwise differences by the stepdown of Romano & Wolf 2005
/// and counts the units that are proven better and worse. It is exact under ties and needs no gaps between
/// units, where intervals from simulated ranks fail.
namespace cxm {

/// What a run of equal values gets.
enum class tie_rule {
  minimum,  ///< the best rank of the run: 1, 2, 2, 4
  average   ///< the mean of its ranks: 1, 2.5, 2.5, 4
};
/// Rank of each value from 1; the highest value is first unless `higher_is_first` is false.
/// Errors: a value that is not finite. O(p log p).
[[nodiscard]] std::vector<double> ranks(std::span<const double> values, tie_rule = tie_rule::minimum,
                                        bool higher_is_first = true);

struct rank_options {
  double level = 0.95;
  bool higher_is_first = true;
  bool stepdown = true;         ///< false: single step, wider sets
  std::uint32_t draws = 20000;  ///< of the parametric bootstrap of the critical values
  std::uint64_t seed = 1;       ///< same seed, same sets, on every machine and for any thread count
  unsigned threads = 1;
};

/// A unit's rank lies in low .. high.
struct rank_set {
  double rank = 0;  ///< of the estimates, ties at the best
  double low = 0, high = 0;
};

/// Sets that each cover their own unit's rank with probability `level`: for a reader who looks at one unit.
/// Estimates are independent with the given standard errors, or jointly normal with a covariance matrix.
/// Errors: estimates not finite, a standard error not positive, a pair whose difference has no variance,
/// fewer than 100 draws. Cost a step: O(draws p log p) in practice for independent estimates (500 units:
/// seconds), O(draws p^2) for dependent ones. Memory O(draws + p^2), at most 32 MB of maxima.
[[nodiscard]] std::vector<rank_set> marginal_rank_sets(std::span<const double> estimates,
                                                       std::span<const double> standard_errors,
                                                       const rank_options& = {});
[[nodiscard]] std::vector<rank_set> marginal_rank_sets(std::span<const double> estimates,
                                                       const matrix& covariance, const rank_options& = {});

/// Sets that cover all ranks at once with probability `level`: for a league table. Never narrower than the
/// marginal sets but for the simulation error of the critical values.
[[nodiscard]] std::vector<rank_set> simultaneous_rank_sets(std::span<const double> estimates,
                                                           std::span<const double> standard_errors,
                                                           const rank_options& = {});
[[nodiscard]] std::vector<rank_set> simultaneous_rank_sets(std::span<const double> estimates,
                                                           const matrix& covariance,
                                                           const rank_options& = {});

/// The confidence set for the k best: 1 for each unit that may be among them, from simultaneous sets.
[[nodiscard]] std::vector<std::uint8_t> possible_top(std::span<const rank_set> simultaneous, std::size_t k);

/// P(unit is among the k best | estimates) under a flat prior, theta ~ N(estimates, covariance): what a
/// dashboard may show beside a set, not a confidence statement. Monte Carlo error below
/// 0.5 / sqrt(draws). Units tied exactly in a draw (no variance) share the places in the order given.
[[nodiscard]] std::vector<double> top_probabilities(std::span<const double> estimates,
                                                    std::span<const double> standard_errors, std::size_t k,
                                                    const rank_options& = {});
[[nodiscard]] std::vector<double> top_probabilities(std::span<const double> estimates,
                                                    const matrix& covariance, std::size_t k,
                                                    const rank_options& = {});

}  // namespace cxm
