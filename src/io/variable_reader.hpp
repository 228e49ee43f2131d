// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "cxm/io/reader.hpp"

namespace cxm::detail {

/// The format of a file, one of the options'; nullptr = text, or nothing that can be read.
[[nodiscard]] const file_format* format_of(const std::string& path, const read_options&);

/// read_file for a file of a format.
import_receipt read_variables(const file_format&, const std::string& path, const instrument&,
                              const read_options&,
                              const std::function<void(unsigned worker, const batch&)>& sink);

/// Does the file declare a number missing?
[[nodiscard]] bool declared_missing(const file_variable&, double value) noexcept;

/// The text of value `row`; empty = an empty cell. A number as it is written, without its label.
[[nodiscard]] std::string value_text(const file_variable&, const variable_values&, std::size_t row);

}  // namespace cxm::detail
