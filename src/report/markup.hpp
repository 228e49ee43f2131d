// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace cxm::report_detail {

/// The parts one after the other.
template <class... Parts>
[[nodiscard]] std::string cat(const Parts&... parts) {
  std::string out;
  (out.append(parts), ...);
  return out;
}

/// The first letter in upper case, where it is plain.
[[nodiscard]] std::string sentence_case(std::string text);

/// Blanks between a number and "%" do not break, nor do those of an interval in brackets: "(−0.9 to +0.2)".
[[nodiscard]] std::string unbroken(std::string text);

/// Blanks that do not break break again, but for those before "%".
[[nodiscard]] std::string loosened(std::string text);

/// Text made safe for HTML and SVG content and for quoted attributes. Control characters and bytes that
/// are not UTF-8 are replaced.
[[nodiscard]] std::string escaped(std::string_view text);

/// A coordinate: at most one decimal, never an exponent, never "-0".
[[nodiscard]] std::string coordinate(double value);

/// `<name class="cls">escaped text</name>`, the text unbroken().
[[nodiscard]] std::string element(std::string_view name, std::string_view text, std::string_view cls = {});

}  // namespace cxm::report_detail
