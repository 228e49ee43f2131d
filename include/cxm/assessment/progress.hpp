// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "cxm/assessment/assessment.hpp"

namespace cxm {

/// Told how many steps are done, and how many there are as far as is known (waves, driver models and plans
/// come to light on the way); false = stop. Told by one thread at a time, by whichever did the step. It is no
/// member of the options, which are kept with the result.
using assess_progress = std::function<bool(std::int64_t done, std::int64_t total)>;

/// assess() that can be watched and stopped. A step is the estimates of one group, the protection of one
/// wave, the findings, one driver model, or one search for a roadmap. Errors: those of assess();
/// cxm::error{cancelled} when `progress` says stop: then nothing was added to the ledger (which may be null).
[[nodiscard]] assessment assess(std::span<const tally* const> tallies, const assess_options&,
                                const import_receipt&, disclosure_ledger* ledger,
                                const assess_progress& progress);

}  // namespace cxm
