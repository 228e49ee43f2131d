// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <functional>
#include <iterator>
#include <utility>
#include <vector>

namespace cxm::detail {

/// The positions 0 .. n - 1 in the order of `less`, equal ones as they stood.
[[nodiscard]] std::vector<std::size_t> stable_order(
    std::size_t n, const std::function<bool(std::size_t, std::size_t)>& less);

/// std::stable_sort for lists that are sorted once: a tenth of its code, since the sorting itself is there
/// once for all types. Kernels take std::stable_sort.
template <class Iterator, class Less>
void small_stable_sort(Iterator first, Iterator last, const Less& less) {
  const auto at = [&](std::size_t i) -> auto& { return first[static_cast<std::ptrdiff_t>(i)]; };
  std::vector<typename std::iterator_traits<Iterator>::value_type> sorted;
  const auto n = static_cast<std::size_t>(last - first);
  sorted.reserve(n);
  for (const std::size_t i :
       stable_order(n, [&](std::size_t a, std::size_t b) { return less(at(a), at(b)); }))
    sorted.push_back(std::move(at(i)));
  for (std::size_t i = 0; i < n; ++i) at(i) = std::move(sorted[i]);
}

}  // namespace cxm::detail
