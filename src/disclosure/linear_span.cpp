// SPDX-License-Identifier: Apache-2.0
#include "disclosure/linear_span.hpp"

#include <algorithm>
#include <functional>

#include "cxm/base/int128.hpp"

namespace cxm {
namespace {

constexpr std::uint64_t prime = (std::uint64_t{1} << 61U) - 1;

std::uint64_t plus(std::uint64_t a, std::uint64_t b) noexcept {
  const std::uint64_t sum = a + b;
  return sum >= prime ? sum - prime : sum;
}

std::uint64_t negate(std::uint64_t a) noexcept { return a == 0 ? 0 : prime - a; }

std::uint64_t multiply(std::uint64_t a, std::uint64_t b) noexcept {
  const uint128 product = static_cast<uint128>(a) * b;
  const auto low = static_cast<std::uint64_t>(product) & prime;
  const auto high = static_cast<std::uint64_t>(product >> 61U);
  return plus(low, high);
}

std::uint64_t inverse(std::uint64_t a) noexcept {
  std::uint64_t result = 1;  // Fermat: a^(p-2)
  for (std::uint64_t power = prime - 2; power != 0; power >>= 1U) {
    if ((power & 1U) != 0) result = multiply(result, a);
    a = multiply(a, a);
  }
  return result;
}

}  // namespace

linear_span::linear_span(std::size_t dimensions, bool remember)
    : remember_(remember), basis_at_(dimensions, -1), work_(dimensions, 0), touched_at_(dimensions, 0) {}

void linear_span::add_at(std::uint32_t position, std::uint64_t coefficient) {
  if (touched_at_[position] == 0) {
    touched_at_[position] = 1;
    touched_.push_back(position);
    if (basis_at_[position] >= 0) {
      queue_.push_back(static_cast<std::uint32_t>(basis_at_[position]));
      std::push_heap(queue_.begin(), queue_.end(), std::greater<>());
    }
  }
  work_[position] = plus(work_[position], coefficient);
}

void linear_span::reduce(const std::vector<std::uint32_t>& positions) {
  touched_.clear();
  queue_.clear();
  names_.clear();
  for (const std::uint32_t p : positions) add_at(p, 1);
  // A basis vector holds no pivot of an older one, so eliminating oldest first never brings one back.
  while (!queue_.empty()) {
    std::pop_heap(queue_.begin(), queue_.end(), std::greater<>());
    const std::uint32_t b = queue_.back();
    queue_.pop_back();
    const basis_vector& v = basis_[b];
    const std::uint64_t factor = negate(work_[v.pivot]);
    if (factor == 0) continue;
    work_[v.pivot] = 0;
    for (const auto& [position, coefficient] : v.rest) add_at(position, multiply(factor, coefficient));
    if (remember_) {
      for (const auto& [name, coefficient] : v.names)
        names_.emplace_back(name, multiply(factor, coefficient));
    }
  }
}

void linear_span::add(const std::vector<std::uint32_t>& positions, std::uint32_t name) {
  reduce(positions);
  basis_vector v{0, {}, {}};
  std::uint64_t scale = 0;
  std::sort(touched_.begin(), touched_.end());
  for (const std::uint32_t p : touched_) {
    if (work_[p] != 0) {
      if (scale == 0) {
        v.pivot = p;
        scale = inverse(work_[p]);
      } else {
        v.rest.emplace_back(p, multiply(work_[p], scale));
      }
    }
    work_[p] = 0;
    touched_at_[p] = 0;
  }
  if (scale == 0) return;  // already in the span
  if (remember_) {
    names_.emplace_back(name, 1);
    std::sort(names_.begin(), names_.end());
    for (const auto& [n, c] : names_) {
      if (!v.names.empty() && v.names.back().first == n) {
        v.names.back().second = plus(v.names.back().second, multiply(c, scale));
      } else {
        v.names.emplace_back(n, multiply(c, scale));
      }
    }
  }
  basis_at_[v.pivot] = static_cast<std::int64_t>(basis_.size());
  basis_.push_back(std::move(v));
}

bool linear_span::contains(const std::vector<std::uint32_t>& positions, std::vector<std::uint32_t>* used) {
  reduce(positions);
  bool inside = true;
  for (const std::uint32_t p : touched_) {
    inside = inside && work_[p] == 0;
    work_[p] = 0;
    touched_at_[p] = 0;
  }
  if (inside && used != nullptr) {
    used->clear();
    std::sort(names_.begin(), names_.end());
    for (std::size_t i = 0; i < names_.size();) {
      std::uint64_t sum = 0;
      const std::uint32_t name = names_[i].first;
      for (; i < names_.size() && names_[i].first == name; ++i) sum = plus(sum, names_[i].second);
      if (sum != 0) used->push_back(name);
    }
  }
  return inside;
}

}  // namespace cxm
