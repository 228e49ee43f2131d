// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cxm/assessment/assessment.hpp"

namespace cxm {

/// The drivers of an assessment's newest wave as plain text (UTF-8, about 100 columns): for each set what is
/// explained, and a table of predictors with importance, ranks, direction and slope; for each role too when
/// `by_role`. In the assessment's language. Hidden rows stay hidden.
[[nodiscard]] std::string driver_text(const assessment&, bool by_role = false);

}  // namespace cxm
