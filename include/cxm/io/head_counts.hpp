// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cxm/data/columns.hpp"
#include "cxm/findings/head_count.hpp"

namespace cxm {

/// Read head counts from a CSV file: a column `people`, optionally `role`, and one column a segment, named
/// by its id; an empty cell means all. At most one segment a row, because segment columns are never crossed.
/// Errors: cxm::error{data} with row and column for a number that is negative or none, two segments in a row,
/// a group told twice; without a column `people`; and those of csv_reader.
[[nodiscard]] std::vector<head_count> read_head_counts(const std::string& path);
/// The same from columns in memory; rows are numbered from 0.
[[nodiscard]] std::vector<head_count> head_counts_of(const data_columns&);

}  // namespace cxm
