// SPDX-License-Identifier: Apache-2.0
// Inner loops on 16-bit columns whose length is a multiple of 16, written so that g++ and clang turn them
// into multiply-add instructions on pairs of 16-bit integers (pmaddwd on x86-64 without further flags).
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>

namespace cxm::detail {

/// Sum of a[i] * b[i], |a[i] * b[i]| <= largest <= 2^27: 32-bit partial sums, folded before they can wrap.
inline std::int64_t dot16(const std::int16_t* a, const std::int16_t* b, std::size_t n,
                          std::int64_t largest) noexcept {
  const auto step = static_cast<std::size_t>(INT32_MAX / largest) / 16 * 16;
  std::int64_t total = 0;
  for (std::size_t from = 0; from < n; from += step) {
    const std::size_t end = std::min(n, from + step);
    std::int32_t sum = 0;
    for (std::size_t i = from; i < end; ++i) {
      sum += static_cast<std::int32_t>(a[i]) * static_cast<std::int32_t>(b[i]);
    }
    total += sum;
  }
  return total;
}

/// Sum of a[i], |a[i]| <= largest.
inline std::int64_t sum16(const std::int16_t* a, std::size_t n, std::int64_t largest) noexcept {
  const auto step = static_cast<std::size_t>(INT32_MAX / largest) / 16 * 16;
  std::int64_t total = 0;
  for (std::size_t from = 0; from < n; from += step) {
    const std::size_t end = std::min(n, from + step);
    std::int32_t sum = 0;
    for (std::size_t i = from; i < end; ++i) sum += a[i];
    total += sum;
  }
  return total;
}

/// Sum of a[i] * b[i] for integers whose products add up to less than 2^53: exact, so the order is free.
/// n is a multiple of 8.
inline double dot_exact(const double* a, const double* b, std::size_t n) noexcept {
  double s[8] = {};
  for (std::size_t i = 0; i < n; i += 8) {
    for (std::size_t l = 0; l < 8; ++l) s[l] += a[i + l] * b[i + l];
  }
  return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
}

/// The same of a[i] alone.
inline double sum_exact(const double* a, std::size_t n) noexcept {
  double s[8] = {};
  for (std::size_t i = 0; i < n; i += 8) {
    for (std::size_t l = 0; l < 8; ++l) s[l] += a[i + l];
  }
  return ((s[0] + s[1]) + (s[2] + s[3])) + ((s[4] + s[5]) + (s[6] + s[7]));
}

inline bool all_set(const std::uint8_t* flags, std::size_t n) noexcept {
  std::uint8_t all = 1;
  for (std::size_t i = 0; i < n; ++i) all &= flags[i];
  return all != 0;
}

}  // namespace cxm::detail
