// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "report/html.hpp"

namespace cxm::report_detail {

/// The picture that makes the point of findings of one kind, with the table of its numbers; empty for kinds
/// that have a chapter of their own, and where nothing may be shown.
[[nodiscard]] std::string finding_figure(context&, const std::string& kind,
                                         const std::vector<const finding*>& of_kind);

}  // namespace cxm::report_detail
