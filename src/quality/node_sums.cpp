// SPDX-License-Identifier: Apache-2.0
#include "quality/node_sums.hpp"

namespace cxm::node_sums {

void multiply(double* to, const double* by, std::size_t n) noexcept {
  for (std::size_t i = 0; i < n; ++i) to[i] *= by[i];
}

void add(double* to, const double* x, std::size_t n) noexcept {
  for (std::size_t i = 0; i < n; ++i) to[i] += x[i];
}

void add_scaled(double* to, double w, const double* x, std::size_t n) noexcept {
  for (std::size_t i = 0; i < n; ++i) to[i] += w * x[i];
}

void add_product(double* to, const double* a, const double* b, std::size_t n) noexcept {
  for (std::size_t i = 0; i < n; ++i) to[i] += a[i] * b[i];
}

double dot(const double* a, const double* b, std::size_t n) noexcept {
  double sum = 0;
  for (std::size_t i = 0; i < n; ++i) sum += a[i] * b[i];
  return sum;
}

}  // namespace cxm::node_sums
