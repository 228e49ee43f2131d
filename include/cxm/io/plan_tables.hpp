// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cxm/assessment/assessment.hpp"

namespace cxm {

/// Every number of an assessment's plan as JSON: docs/plan.md names the members. cxm::error{argument} without
/// a plan.
[[nodiscard]] std::string plan_json(const assessment&);

}  // namespace cxm
