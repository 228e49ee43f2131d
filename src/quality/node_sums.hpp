// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

/// The loops over nodes of quadrature, where nearly all time of an item response model goes: compiled for
/// speed, what calls them for size. Sums are in order.
namespace cxm::node_sums {

void multiply(double* to, const double* by, std::size_t n) noexcept;                     ///< to *= by
void add(double* to, const double* x, std::size_t n) noexcept;                           ///< to += x
void add_scaled(double* to, double w, const double* x, std::size_t n) noexcept;          ///< to += w x
void add_product(double* to, const double* a, const double* b, std::size_t n) noexcept;  ///< to += a b
[[nodiscard]] double dot(const double* a, const double* b, std::size_t n) noexcept;

}  // namespace cxm::node_sums
