// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "cxm/estimate/estimate.hpp"
#include "cxm/estimate/group_estimates.hpp"
#include "cxm/estimate/index_estimate.hpp"
#include "cxm/estimate/simulation.hpp"
#include "cxm/model/measure.hpp"

namespace cxm {

/// Level (0-based) in which a score lies: the number of cuts at or below it.
[[nodiscard]] std::size_t level_at(double score, std::span<const double> cuts) noexcept;

/// P(level = l) for each level: the sampling distribution that belongs to the score's interval
/// (probability_below, difference.hpp), integrated between the cuts. A score without interval has no
/// probabilities: empty. Sums to 1.
[[nodiscard]] std::vector<double> level_probabilities(const estimate& score, std::span<const double> cuts);

/// How many further answers until the level in which the score lies has probability `certainty`, if the
/// score and the spread of answers stay as they are: the smallest N - n at which the level has it when both
/// sides of the interval are drawn in by sqrt(n / N) and df grows with N. 0 when it is settled already; NaN
/// when the score lies on a cut within 1e-9 of its se (no number of answers settles that) or has no interval.
[[nodiscard]] double answers_until_settled(const estimate& score, std::span<const double> cuts,
                                           double certainty = 0.9);

/// The staged reading of a level: the highest level such that it and all lower ones are held. A level with
/// gates is held when every measure of its gates reaches the threshold; one without by its cut score.
struct staged_level {
  std::size_t level = 0;                 ///< 0-based, at the estimates themselves
  std::vector<double> probability;       ///< P(staged level = l), simulated from the joint distribution
  std::vector<double> gate_probability;  ///< P(gate g holds), parallel to definition.gates
};

/// That level (0-based) for an index of `score`; `gate_holds`: parallel to definition.gates.
[[nodiscard]] std::size_t staged_level_at(const level_definition&, double score,
                                          const std::vector<bool>& gate_holds);

/// Simulated from the joint multivariate t distribution of all measure means involved (full covariance), each
/// mean's two sides scaled to its own interval (measure_estimate) and kept on its scale, with the same draws
/// for every group. Empty probabilities when a variance is missing; level and
/// probabilities empty as well when a mean is missing. Monte Carlo error below 0.5 / sqrt(draws).
[[nodiscard]] staged_level staged_levels(const group_estimates&, const index_plan&, const level_definition&,
                                         const normal_draws&);

/// How many dimensions of draws an instrument's indices and levels need.
[[nodiscard]] std::size_t dimensions_needed(const index_plan&, std::span<const level_definition>,
                                            std::span<const planned_measure>);

}  // namespace cxm
