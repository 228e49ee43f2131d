// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "assessment/findings_of_wave.hpp"
#include "assessment/steps.hpp"

namespace cxm::detail {

/// The plan of the newest wave: what the options ask for, else the practices of the instrument. Without being
/// asked, an instrument without goals or a group that may not be shown gives none; asked for, that is
/// cxm::error{argument} or {privacy}.
void append_plan(assessment&, const std::vector<finding_wave>& oldest_first, steps&);

}  // namespace cxm::detail
