// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cxm/report/report.hpp"

namespace cxm::cli {

/// The look of a report with the style sheet of a file, when one is given.
[[nodiscard]] report_options branded(report_options look, const std::string& css_file);

}  // namespace cxm::cli
