// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cxm {

/// A dense row-major matrix: the only matrix that crosses a compiled boundary. Eigen is used inside
/// compiled units and never appears in a signature, because its layout depends on compiler flags.
struct matrix {
  std::size_t rows = 0;
  std::size_t cols = 0;
  std::vector<double> values;

  matrix() = default;
  matrix(std::size_t r, std::size_t c, double fill = 0.0) : rows(r), cols(c), values(r * c, fill) {}

  double& operator()(std::size_t i, std::size_t j) { return values[i * cols + j]; }
  double operator()(std::size_t i, std::size_t j) const { return values[i * cols + j]; }
  [[nodiscard]] std::span<const double> row(std::size_t i) const { return {values.data() + i * cols, cols}; }
  [[nodiscard]] std::span<double> row(std::size_t i) { return {values.data() + i * cols, cols}; }
};

}  // namespace cxm
