// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cxm/stats/matrix.hpp"

namespace cxm {

/// Cronbach's alpha of k items from their covariance matrix V: k/(k-1) (1 - tr V / sum V) (Cronbach 1951).
/// A negative alpha is given as it is; a constant item counts as an item. NaN when an entry is NaN (two
/// items never answered together) or the total has no variance. Errors: fewer than two items, a matrix
/// that is not square.
[[nodiscard]] double cronbach_alpha(const matrix& covariance);

/// The reliability of a test m times as long: m r / (1 + (m - 1) r) (Spearman 1910, Brown 1910). With
/// m = 1/k the average correlation that an alpha of k items implies. Errors: m <= 0.
[[nodiscard]] double spearman_brown(double reliability, double length_ratio);

}  // namespace cxm
