// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <utility>
#include <vector>

#include "cxm/estimate/index_estimate.hpp"

namespace cxm {

/// What finished candidates move, and what that is worth. Plain numbers: one state of the organisation, and
/// one effect of each candidate (their expectations, or one draw of them).
///
///   question q   p_q = min(room_q, sum of the pushes of finished candidates)            [points]
///   measure m    v_m = min(high_m, current_m + sum_q share_mq p_q + sum of direct pushes)
///   gain         sum_g weight_g (goal_g(v) - goal_g(current))
///
/// A question moves every composite it is part of by its share of the weight (as if everybody had answered
/// it). Indices are evaluated anew at the moved means, not linearised: where the weakest dimension counts,
/// raising another gains nothing. A linear goal is sum slope_m (v_m - current_m): an outcome by its drivers.
struct movement_model {
  using effect = std::pair<std::size_t, double>;  ///< position, amount

  struct question {
    double room = 0;            ///< points that are left, >= 0
    std::vector<effect> parts;  ///< measures it is part of, and what one point more on it adds to each (>= 0)
  };
  struct candidate {
    std::vector<effect> questions;  ///< pushes in points
    std::vector<effect> measures;   ///< pushes in units of the measure
  };
  struct goal {
    double weight = 1;           ///< > 0, worth of one unit
    int index = -1;              ///< of `indices`, or -1: linear
    std::vector<effect> slopes;  ///< linear: measures
  };

  const index_plan* indices = nullptr;  ///< may be null when every goal is linear
  std::vector<double> current;          ///< mean of every measure
  std::vector<double> high;             ///< end of every measure's scale
  std::vector<question> questions;
  std::vector<candidate> candidates;
  std::vector<goal> goals;
};

/// Means of all measures when the candidates with done[j] = 1 are finished (0..1: so far).
[[nodiscard]] std::vector<double> moved_means(const movement_model&, std::span<const double> done);
/// The gain at those means. NaN where a goal does not exist (a geometric mean of something negative).
[[nodiscard]] double gain_of(const movement_model&, std::span<const double> done);

}  // namespace cxm
