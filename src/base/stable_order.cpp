// SPDX-License-Identifier: Apache-2.0
#include "base/stable_order.hpp"

#include <algorithm>
#include <numeric>

namespace cxm::detail {

std::vector<std::size_t> stable_order(std::size_t n,
                                      const std::function<bool(std::size_t, std::size_t)>& less) {
  std::vector<std::size_t> order(n);
  std::iota(order.begin(), order.end(), std::size_t{0});
  // Not std::cref: clang 14 takes its exception specification for circular.
  std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return less(a, b); });
  return order;
}

}  // namespace cxm::detail
