// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>

#include "cxm/assessment/assessment.hpp"

namespace cxm {

/// The tables `reliability`, `item` and `answers` of the newest wave as plain text (UTF-8, about 100
/// columns): how reliable each composite is (of each role too when `by_role`), which questions are worth a
/// look and why, how many rows show signs of careless answering. In the assessment's language. Hidden rows
/// stay hidden. The thresholds are those of docs/quality.md.
[[nodiscard]] std::string check_text(const assessment&, bool by_role = false, std::size_t rows_to_list = 0);

}  // namespace cxm
