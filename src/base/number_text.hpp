// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace cxm::detail {

/// The shortest text that reads back as the same number, whole numbers without a point: for messages, the
/// same under any locale (std::to_string writes the host's decimal sign).
[[nodiscard]] std::string number_text(double value);

}  // namespace cxm::detail
