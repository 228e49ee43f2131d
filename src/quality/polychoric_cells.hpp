// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

#include "cxm/stats/matrix.hpp"

/// The cells of a table that a normal pair fills, and how they move with its thresholds and correlation.
namespace cxm::detail {

/// Beyond it the search stops: the table is as good as perfect.
inline constexpr double largest_polychoric = 0.9999;

/// Thresholds of occupied codes: normal quantiles of the cumulated shares.
[[nodiscard]] std::vector<double> thresholds_of(const std::vector<double>& counts);

class normal_cells {
 public:
  normal_cells(const std::vector<double>& rows, const std::vector<double>& columns, double rho);
  [[nodiscard]] double probability(std::size_t i, std::size_t j) const { return probability_(i, j); }
  /// Derivatives of the probability of cell (i, j).
  [[nodiscard]] double by_rho(std::size_t i, std::size_t j) const { return by_rho_(i, j); }
  [[nodiscard]] double by_row(std::size_t i, std::size_t j, std::size_t threshold) const;
  [[nodiscard]] double by_column(std::size_t i, std::size_t j, std::size_t threshold) const;
  [[nodiscard]] const std::vector<double>& rows() const { return rows_; }
  [[nodiscard]] const std::vector<double>& columns() const { return columns_; }

 private:
  std::vector<double> rows_, columns_;
  matrix probability_, by_rho_;
  matrix row_part_;     ///< of row threshold k, in column j: d P(row <= k, column = j) / d threshold
  matrix column_part_;  ///< of column threshold k, in row i
};

/// How one person in cell (i, j) moves a two-step correlation, times n: its own score less what its
/// thresholds carry (Muthen 1984; Joreskog 1994).
[[nodiscard]] matrix polychoric_influence(const matrix& counts, const normal_cells& cells, double n);

}  // namespace cxm::detail
