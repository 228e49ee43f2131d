// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cxm/plan/plan_request.hpp"
#include "report/findings_view.hpp"
#include "report/html.hpp"

namespace cxm::report_detail {

/// The plan of the assessment, or nullptr.
[[nodiscard]] const plan_result* plan_of(const context&);
/// The first things to do by the plan: what its roadmap begins first, else the best practices. At most
/// `most`.
[[nodiscard]] std::vector<action> plan_actions(const context&, std::size_t most);
/// That the data do not determine the order of practices; empty when they do, or when there is a roadmap.
[[nodiscard]] std::string tied_text(const context&);
/// "points" of the goals: gains are told as points of the goal where there is one on 0..100.
[[nodiscard]] std::string gain_text(const context&, const estimate& gain);

}  // namespace cxm::report_detail
