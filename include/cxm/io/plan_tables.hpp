// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cxm/assessment/assessment.hpp"
#include "cxm/io/result_table.hpp"

namespace cxm {

/// Every number of an assessment's plan as JSON: docs/plan.md names the members. cxm::error{argument} without
/// a plan.
[[nodiscard]] std::string plan_json(const assessment&);

/// The same as tables: `plan_sentences`, `plan_candidates`, `plan_outlook`, and where there are such
/// `plan_roadmap`, `plan_targets`, `plan_what_if`; columns in docs/plan.md. None when nobody asked for a
/// plan.
[[nodiscard]] std::vector<result_table> plan_tables(const assessment&);

}  // namespace cxm
