// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/model/instrument.hpp"

namespace cxm {

/// Parse and validate an instrument document (JSON, UTF-8).
///
/// Every fault gives cxm::error{instrument} whose message starts with the JSON path, says what is wrong
/// and what would be right: `items[3].scale: unknown scale "agre5"; did you mean "agree5"?`, with the path
/// as `parameter()`. Unknown members are errors. Cost: linear in the document.
[[nodiscard]] instrument_ptr parse_instrument(std::string_view json);

/// Read a file, or a built-in instrument by name ("cx4"); a text that begins with { is the document itself.
/// Faults are those of parse_instrument with the file's name in front.
[[nodiscard]] instrument_ptr load_instrument(const std::string& name_or_path);
[[nodiscard]] std::vector<std::string> builtin_instruments();

/// The canonical form: members sorted, defaults left out, shortest numbers, no white space. Parsing it
/// gives an equal instrument; equal instruments have equal canonical forms.
[[nodiscard]] std::string canonical_json(const instrument&);
/// The same content for people: indented, identifiers first.
[[nodiscard]] std::string pretty_json(const instrument&);
[[nodiscard]] fingerprint fingerprint_of(const instrument&);

}  // namespace cxm
