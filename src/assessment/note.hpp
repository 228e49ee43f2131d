// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "cxm/assessment/assessment.hpp"

namespace cxm::detail {

/// A note for the reader in the language of the assessment: German, else English.
[[nodiscard]] inline std::string note(const assess_options& options, std::string_view en,
                                      std::string_view de) {
  return std::string(options.language.substr(0, 2) == "de" ? de : en);
}

}  // namespace cxm::detail
