// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "report/html.hpp"

namespace cxm::report_detail {

/// The picture of findings over units and waves: believers by unit, series with event and fitted line, path
/// diagram, each with its table. Empty for other kinds, and where nothing may be shown.
[[nodiscard]] std::string unit_finding_figure(context&, const std::string& kind,
                                              const std::vector<const finding*>& of_kind);

}  // namespace cxm::report_detail
