// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace cxm {

/// What to do with a stratum from which a single sampling unit was drawn: the data then say nothing about
/// the variance within it. Chosen by the user and flagged in every estimate, never silent. The rules of R
/// survey's option survey.lonely.psu (its "remove" adds nothing, as `certainty`).
enum class lonely_rule : std::uint8_t {
  fail,        ///< refuse to compute a variance: cxm::error{numeric} naming the stratum
  certainty,   ///< the unit was sure to be drawn: it adds nothing
  adjust,      ///< the unit's own score total is its deviation, as R survey 4.1 computes `adjust`: exact
               ///< for means and ratios, whose scores sum to 0, far too wide for totals
  average,     ///< the stratum adds what the other strata add on average
  grand_mean,  ///< the unit against the mean of all units of the stage: as `adjust` for means, conservative
               ///< for totals too (Stata's `centered`, and what survey's manual says of `adjust`)
};

/// "fail", "certainty", "adjust", "average", "grand-mean".
[[nodiscard]] const char* name_of(lonely_rule) noexcept;

}  // namespace cxm
