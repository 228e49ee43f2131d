// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace cxm::detail {

/// Without ASCII white space and no-break spaces (U+00A0) at both ends.
[[nodiscard]] std::string_view trimmed(std::string_view text) noexcept;

/// For comparisons that do not mind case and spacing: trimmed, runs of white space made one blank, ASCII
/// letters and the Latin letters of U+00C0 .. U+00DE in lower case.
[[nodiscard]] std::string folded(std::string_view text);

/// A finite decimal number that is the whole of the trimmed text; with `decimal_comma` "3,5" is 3.5.
[[nodiscard]] std::optional<double> number_of(std::string_view text, bool decimal_comma = false) noexcept;

}  // namespace cxm::detail
