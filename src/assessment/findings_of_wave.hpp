// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "assessment/cell.hpp"
#include "assessment/protection.hpp"

namespace cxm::detail {

struct finding_wave {
  const wave_context* context = nullptr;
  const wave_protection* protection = nullptr;
  const std::vector<cell_result>* cells = nullptr;
};

/// Findings of the whole organisation in the newest wave; one that is silent there is taken from the newest
/// wave that can show it, and says so. Appends findings and their rows.
void append_findings(assessment&, const std::vector<finding_wave>& oldest_first);

}  // namespace cxm::detail
