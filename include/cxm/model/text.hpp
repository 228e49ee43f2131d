// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <string>
#include <string_view>

namespace cxm {

/// Words in one or several languages. A plain JSON string is stored under the key "".
struct text {
  std::map<std::string, std::string> by_language;

  text() = default;
  text(const char* plain) { by_language[""] = plain; }             // NOLINT: a string is a text
  text(std::string plain) { by_language[""] = std::move(plain); }  // NOLINT: a string is a text

  [[nodiscard]] bool empty() const noexcept { return by_language.empty(); }
  /// The words in `language`, else the plain ones, else English, else the first there are, else "".
  [[nodiscard]] const std::string& in(std::string_view language) const;
  friend bool operator==(const text&, const text&) = default;
};

}  // namespace cxm
