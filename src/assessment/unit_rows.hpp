// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "assessment/cell.hpp"
#include "assessment/protection.hpp"

namespace cxm::detail {

/// Rows about units among units, by table, in the order in which they are delivered.
struct unit_tables {
  std::vector<result_row> unit, between, agreement;
};

/// Units against the rest of their parent, shrunk, ranked; how much lies between them; whether their people
/// agree. Everything here is computed from cells that are shown, and from nothing else.
void append_unit_rows(unit_tables&, const wave_context&, const std::vector<cell_result>& cells,
                      const wave_protection&, const std::vector<std::string>& segments);

}  // namespace cxm::detail
