// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cxm/assessment/assessment.hpp"

namespace cxm {

/// The plan of an assessment on one screen of plain text (UTF-8): its sentences, the roadmap by period, what
/// is expected after each, targets, priorities with their probabilities, and what followed from suppositions.
/// Empty without a plan. Deterministic.
[[nodiscard]] std::string plan_text(const assessment&);

}  // namespace cxm
