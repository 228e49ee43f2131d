// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "cxm/base/error.hpp"
#include "io/json_value.hpp"

namespace cxm::detail {

struct document_limits {
  std::size_t bytes = 8U << 20U;
  std::size_t depth = 32;
};

/// Read a JSON document that may come from anybody: bounded in size and depth, valid UTF-8, no member
/// twice, no number out of range. Faults give cxm::error{code} with line and column, or the JSON path.
/// A byte order mark is skipped. `what` names the document in messages: "instrument", "profile".
[[nodiscard]] json_value parse_document(std::string_view json, errc code, std::string_view what,
                                        const document_limits& = {});

/// Write with members in their order and shortest numbers; whole numbers have no point. `indent` 0 is one
/// line without white space; otherwise short lists and objects stay on one line, at most `width` bytes long.
/// NaN and infinity become null.
[[nodiscard]] std::string write_document(const json_value&, int indent, std::size_t width = 100);
/// One line with sorted members: equal values give equal bytes.
[[nodiscard]] std::string write_canonical(json_value);

}  // namespace cxm::detail
