// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

#include "cxm/io/reader.hpp"

namespace cxm::detail {

/// read_file with read_options::weighting. The whole file is in memory, or, of a file of a format, the
/// columns that the totals name; such a file is read twice.
import_receipt read_weighted(const std::string& path, const instrument&, const read_options&,
                             const std::function<void(unsigned worker, const batch&)>& sink);

/// Data in memory have no weighting of their own.
void refuse_weighting(const char* function, const read_options&);

}  // namespace cxm::detail
