// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/number_text.hpp"
#include "cxm/base/error.hpp"

/// How faults of instruments and other JSON documents are worded.
namespace cxm::detail {

/// Throws cxm::error{code}: `path: what`, with the path as parameter.
[[noreturn]] void fault(errc code, const std::string& path, const std::string& what);
/// The same with cxm::error{instrument}.
[[noreturn]] void fault(const std::string& path, const std::string& what);

/// The text in quotation marks, control characters escaped, cut after 60 bytes at a character's end.
[[nodiscard]] std::string in_quotes(std::string_view text);

/// `; did you mean "agree5"?` when one of the known names is near, else `; known are "a", "b"`, else
/// `; none is declared`. Near: an edit distance (Damerau-Levenshtein, restricted) of at most a third of
/// the name, at least one, ASCII letters of either case alike; names of one letter have no near ones.
[[nodiscard]] std::string suggestion(std::string_view name, const std::vector<std::string_view>& known);

/// `items[3]`, `items[3].scale`
[[nodiscard]] std::string at(std::string_view list, std::size_t index);
[[nodiscard]] std::string at(std::string_view list, std::size_t index, std::string_view member);

}  // namespace cxm::detail
