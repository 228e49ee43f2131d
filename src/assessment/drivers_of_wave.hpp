// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "assessment/findings_of_wave.hpp"
#include "assessment/steps.hpp"

namespace cxm::detail {

/// Rows of the table `driver` for every wave, and the driver models of the newest. A set that a wave cannot
/// answer leaves a note.
void append_drivers(assessment&, const std::vector<finding_wave>& oldest_first, steps&);

}  // namespace cxm::detail
