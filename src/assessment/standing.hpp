// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "cxm/estimate/estimate.hpp"

namespace cxm::detail {

/// What a league's model says of one unit.
struct unit_standing {
  estimate shrunk;
  double reliability = 0;          ///< weight of the unit's own estimate
  estimate rank, rank_marginal;    ///< rank of the raw estimate, 1 = highest; low, high: the set
  std::vector<double> top_chance;  ///< parallel to league_standing::tops
};

struct league_standing {
  std::vector<unit_standing> units;  ///< empty: fewer than two units, or nobody differs from anybody
  std::vector<std::size_t> tops;     ///< k of P(top k): 1, and the top fifth (from 10 units) or third
  estimate between_sd;               ///< tau, with the interval of the Q profile
  double heterogeneity_p = 0;        ///< of "no unit differs"
};

struct standing_options {
  double level = 0.95;
  double lowest = 0, highest = 100;  ///< ends of the scale
  std::uint64_t seed = 1;
  unsigned threads = 1;
};

/// Shrunk values, rank sets and chances of units from their shown estimates alone (independent, se known up
/// to smoothing). Sampling variances are smoothed first (4 degrees of freedom of the pooled variance),
/// because a unit of few or equal answers would else seem to know itself exactly. P(top k) is drawn from the
/// model's posterior of each unit: a noisy unit does not win by its noise.
[[nodiscard]] league_standing standing_of(std::span<const estimate> shown, const standing_options&);

}  // namespace cxm::detail
