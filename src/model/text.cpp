// SPDX-License-Identifier: Apache-2.0
#include "cxm/model/text.hpp"

namespace cxm {

const std::string& text::in(std::string_view language) const {
  static const std::string none;
  for (const std::string_view key : {language, std::string_view{}, std::string_view{"en"}}) {
    if (const auto found = by_language.find(std::string(key)); found != by_language.end()) {
      return found->second;
    }
  }
  return by_language.empty() ? none : by_language.begin()->second;
}

}  // namespace cxm
