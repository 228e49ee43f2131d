// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "cxm/estimate/agreement.hpp"
#include "cxm/quality/invariance.hpp"

namespace cxm::detail {

/// "above", "below" or "no difference shown", in a language ("de", else English).
[[nodiscard]] std::string difference_word(int verdict, std::string_view language);
/// "one culture", "pockets" or "too few answers".
[[nodiscard]] std::string climate_word(climate_verdict, std::string_view language);
/// "same question", "same question but for single items", ...
[[nodiscard]] std::string invariance_word(invariance_verdict, std::string_view language);
/// "equivalent" or "equivalence not shown".
[[nodiscard]] std::string equivalence_word(bool equivalent, std::string_view language);
/// A plain number for the name of a method: ".8", "5", ".05".
[[nodiscard]] std::string short_number(double value);

}  // namespace cxm::detail
