// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "cxm/base/error.hpp"

namespace cxm::detail {

struct document_limits {
  std::size_t bytes = 8U << 20U;
  std::size_t depth = 32;
};

/// Read a JSON document that may come from anybody: bounded in size and depth, valid UTF-8, no member
/// twice, no number out of range. Faults give cxm::error{code} with line and column, or the JSON path.
/// A byte order mark is skipped. `what` names the document in messages: "instrument", "profile".
[[nodiscard]] nlohmann::json parse_document(std::string_view json, errc code, std::string_view what,
                                            const document_limits& = {});

/// Write with sorted members (of an ordered document: in their order) and shortest numbers; whole numbers
/// have no point. `indent` 0 is one line without white space; otherwise short lists and objects stay on one
/// line, at most `width` bytes long. NaN and infinity become null. Use this, never json::dump, which asks the
/// C locale.
[[nodiscard]] std::string write_document(const nlohmann::json&, int indent, std::size_t width = 100);
[[nodiscard]] std::string write_document(const nlohmann::ordered_json&, int indent, std::size_t width = 100);

}  // namespace cxm::detail
