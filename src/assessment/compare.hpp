// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "cxm/model/instrument.hpp"

namespace cxm::detail {

/// What makes a measure or index of two instruments incomparable: "" when it is asked and scored alike,
/// else words such as "scale of item 'q7' differs". Labels, column names and missing codes do not matter;
/// the wording of an item does.
[[nodiscard]] std::string difference_of(const instrument& a, const instrument& b, std::string_view id);

}  // namespace cxm::detail
