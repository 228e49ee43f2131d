// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "assessment/findings_of_wave.hpp"

namespace cxm::detail {

/// Rows of the table `dif` for every composite of four items and more that several roles are asked: does a
/// role answer a question otherwise than people of the first role who stand alike? From the people at hand;
/// none without.
void append_functioning(assessment&, const std::vector<finding_wave>& waves);

}  // namespace cxm::detail
