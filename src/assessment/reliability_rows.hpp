// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "assessment/findings_of_wave.hpp"

namespace cxm::detail {

/// Rows of the table `reliability` for every composite of several items, of tallies that keep item moments:
/// does the composite measure one thing, and what does each item do in it. From the people where they are at
/// hand.
void append_reliability(assessment&, const std::vector<finding_wave>& oldest_first);

}  // namespace cxm::detail
