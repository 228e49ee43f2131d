// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

/// How wide text will be when we cannot ask the browser. Advances are the larger of those of the usual
/// sans-serif families (Helvetica metrics, regular and bold, and DejaVu), so that text set in any of them
/// is at most as wide as said here.
namespace cxm::report_detail {

/// Width in pixels of UTF-8 text in a sans-serif font of `size` pixels.
[[nodiscard]] double text_width(std::string_view text, double size) noexcept;

/// Lines no wider than `width`, broken at blanks and after hyphens and slashes; a longer word is broken
/// inside. With `most` lines reached the last one ends in an ellipsis. At least one line.
[[nodiscard]] std::vector<std::string> wrap_text(std::string_view text, double width, double size,
                                                 std::size_t most = 99);

}  // namespace cxm::report_detail
