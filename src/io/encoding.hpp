// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cxm::detail {

/// Position of the first byte that is not well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates,
/// nothing above U+10FFFF), or npos. Fast over plain ASCII.
[[nodiscard]] std::size_t find_invalid_utf8(std::string_view text) noexcept;

/// Windows-1252, which contains the printable part of Latin-1, to UTF-8. The five bytes that the code page
/// leaves open become the control characters of the same number, as the WHATWG encoding standard says.
void append_windows1252(std::string_view text, std::string& utf8);

}  // namespace cxm::detail
