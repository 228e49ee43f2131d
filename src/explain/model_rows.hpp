// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "cxm/base/view.hpp"
#include "cxm/stats/linear_algebra.hpp"
#include "cxm/stats/matrix.hpp"

namespace cxm::detail {

/// The rows of a regression that are complete.
struct model_rows {
  std::vector<std::size_t> rows;  ///< positions in the columns given
  std::vector<double> y;
  matrix x;  ///< a constant first (unless left out), then the predictors
};

/// Checks the columns, leaves out rows with a missing value, and refuses fewer rows than coefficients.
[[nodiscard]] model_rows complete_rows(const char* function, const column_view& y,
                                       std::span<const column_view> x, std::span<const std::string> names,
                                       bool constant = true);

/// The name of predictor j, or `x[j]`.
[[nodiscard]] std::string predictor_name(std::span<const std::string> names, std::size_t j);

/// Q R of the predictors. One that is constant, or that others explain exactly, is cxm::error{numeric} that
/// names it and them. `constants` is the number of columns of x before the predictors.
[[nodiscard]] stats::qr_factors checked_qr(const char* function, const matrix& x,
                                           std::span<const std::string> names, std::size_t constants);

/// x b, row by row.
[[nodiscard]] std::vector<double> linear_predictor(const matrix& x, std::span<const double> b);

/// bread * meat * bread of symmetric matrices.
[[nodiscard]] matrix sandwich(const matrix& bread, const matrix& meat);

/// The rows in use of each cluster, as positions in `rows`, in order of the clusters' numbers. A row without
/// a cluster (a negative number) is cxm::error{argument} with its place, fewer than two clusters likewise.
[[nodiscard]] std::vector<std::vector<std::size_t>> cluster_members(const char* function,
                                                                    std::span<const std::size_t> rows,
                                                                    std::span<const std::int32_t> cluster);

}  // namespace cxm::detail
