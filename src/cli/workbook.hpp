// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cli/outputs.hpp"
#include "cxm/assessment/assessment.hpp"

namespace CLI {
class App;
}

namespace cxm::cli {

/// --xlsx of a command that makes an assessment.
void add_xlsx_option(CLI::App&, std::string& path, const std::string& group);

/// Before anything is computed: cxm::error{unsupported} when a workbook is wanted of a program that was built
/// without the component.
void check_xlsx(const std::string& path);

/// The workbook among the outputs, when one is wanted.
void add_xlsx(outputs&, const std::string& path, const assessment&);

}  // namespace cxm::cli
