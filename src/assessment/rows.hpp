// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "assessment/cell.hpp"
#include "assessment/protection.hpp"

namespace cxm::detail {

/// Rows by table, in the order in which they are delivered.
struct row_tables {
  std::vector<result_row> base, item, measure, index, level, gap, change;
};

/// The key of a group: wave, role, one column a segment.
[[nodiscard]] std::vector<std::string> key_of(const wave_groups&, const group&, std::size_t segment_columns);

/// Where a hidden number's people are counted: the nearest group that holds them and shows it, as
/// "unit=Other (3)" or "all"; empty when none does.
[[nodiscard]] std::string counted_in(const wave_context&, const wave_protection::reasons&, std::size_t cell);

/// Rows of one group; those that protection hides carry no numbers.
void append_rows(row_tables&, const wave_context&, const wave_protection&, const cell_result&,
                 std::size_t cell, std::size_t segment_columns);

/// Change of every measure and index that both waves have, for every group that both have.
void append_changes(row_tables&, const wave_context& later, const wave_protection& later_protection,
                    const std::vector<cell_result>& later_cells, const wave_context& earlier,
                    const wave_protection& earlier_protection, const std::vector<cell_result>& earlier_cells,
                    std::size_t segment_columns, std::vector<std::string>& notes);

}  // namespace cxm::detail
