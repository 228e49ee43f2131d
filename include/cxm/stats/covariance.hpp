// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "cxm/base/view.hpp"
#include "cxm/stats/matrix.hpp"

namespace cxm::stats {

/// Which rows a covariance sees when values are missing.
enum class deletion {
  listwise,  ///< rows complete in all columns: the matrix is positive semidefinite
  pairwise   ///< for each entry the rows complete in its two columns; means of those rows
};

/// Sample covariance matrix (divisor n - 1) of equally long columns. An entry with fewer than two rows is
/// NaN. Two passes, so that common offsets cost no digits. O(n p^2).
[[nodiscard]] matrix sample_covariance(std::span<const column_view> columns, deletion = deletion::listwise);

}  // namespace cxm::stats
