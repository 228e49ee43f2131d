// SPDX-License-Identifier: Apache-2.0
#include "base/number_text.hpp"

#include <charconv>
#include <cmath>

namespace cxm::detail {

std::string number_text(double value) {
  char buffer[64];
  // Whole numbers that a double holds exactly read best as integers.
  if (std::trunc(value) == value && std::fabs(value) < 0x1p53) {
    const auto whole = static_cast<long long>(value);
    return {buffer, std::to_chars(buffer, buffer + sizeof buffer, whole).ptr};
  }
  return {buffer, std::to_chars(buffer, buffer + sizeof buffer, value).ptr};
}

}  // namespace cxm::detail
