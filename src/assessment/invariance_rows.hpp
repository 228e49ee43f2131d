// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "assessment/findings_of_wave.hpp"

namespace cxm::detail {

/// Rows of the table `invariance` for every composite of three items and more, of tallies that keep item
/// moments: do roles, and waves, answer the same question?
void append_invariance(assessment&, const std::vector<finding_wave>& oldest_first);

}  // namespace cxm::detail
