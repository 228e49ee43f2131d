// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "report/html.hpp"

namespace cxm::report_detail {

[[nodiscard]] chart::dot_row dot_of(const context&, std::string label, const result_row*, chart::look,
                                    bool strong);
/// The mark of a role, the same in all pictures.
[[nodiscard]] chart::look look_of_role(const context&, std::string_view role);
/// Roles that were asked at least one of the subjects.
[[nodiscard]] std::vector<std::string> roles_with(const context&, const std::vector<subject>&);

}  // namespace cxm::report_detail
