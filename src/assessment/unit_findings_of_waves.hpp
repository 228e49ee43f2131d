// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "assessment/findings_of_wave.hpp"

namespace cxm::detail {

/// Findings that compare units or waves. Appends findings and their rows.
void append_unit_findings(assessment&, const std::vector<finding_wave>& oldest_first, const normal_draws&);

}  // namespace cxm::detail
