// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

#include "assessment/leagues.hpp"

namespace cxm::detail {

/// Do the people of a group see it alike? Rows of table `agreement` for every composite among the variables
/// whose items have codes, in every group of all roles, from counts of answers. Hidden where the composite or
/// one of its items is.
void append_climate_rows(std::vector<result_row>&, const wave_context&, std::span<const compared_variable>,
                         const std::vector<cell_result>& cells, const wave_protection&,
                         std::size_t segment_columns);

}  // namespace cxm::detail
