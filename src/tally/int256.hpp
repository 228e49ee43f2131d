// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cmath>
#include <cstdint>

#include "cxm/base/int128.hpp"

namespace cxm::detail {

/// A signed 256-bit integer in two's complement: the accumulator of products of measures on fine grids,
/// which with weights take up to 2^199 a row. Room for 2^56 such rows, so it cannot overflow.
struct int256 {
  std::array<std::uint64_t, 4> limb{};  ///< least significant first

  constexpr int256() = default;
  constexpr int256(int128 v) noexcept {  // widening loses nothing, so it is implicit
    const std::uint64_t sign = v < 0 ? ~std::uint64_t{0} : 0;
    const auto u = static_cast<uint128>(v);
    limb = {static_cast<std::uint64_t>(u), static_cast<std::uint64_t>(u >> 64U), sign, sign};
  }

  [[nodiscard]] constexpr bool negative() const noexcept { return (limb[3] >> 63U) != 0; }
  [[nodiscard]] constexpr bool zero() const noexcept { return (limb[0] | limb[1] | limb[2] | limb[3]) == 0; }

  constexpr int256& operator+=(const int256& o) noexcept {
    uint128 carry = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      carry += static_cast<uint128>(limb[i]) + o.limb[i];
      limb[i] = static_cast<std::uint64_t>(carry);
      carry >>= 64U;
    }
    return *this;
  }
  [[nodiscard]] constexpr int256 operator-() const noexcept {
    int256 r;
    for (std::size_t i = 0; i < 4; ++i) r.limb[i] = ~limb[i];
    r += int256(1);
    return r;
  }
  constexpr int256& operator-=(const int256& o) noexcept { return *this += -o; }
  [[nodiscard]] constexpr int256 magnitude() const noexcept { return negative() ? -*this : *this; }
  friend constexpr bool operator==(const int256&, const int256&) = default;
  friend constexpr bool operator<(const int256& a, const int256& b) noexcept {
    int256 difference = a;
    difference -= b;
    return difference.negative();
  }

  /// The exact product of two integers below 2^127 in magnitude.
  [[nodiscard]] static constexpr int256 product(int128 a, int128 b) noexcept {
    const bool minus = (a < 0) != (b < 0);
    const auto x = static_cast<uint128>(a < 0 ? -a : a);
    const auto y = static_cast<uint128>(b < 0 ? -b : b);
    const auto x0 = static_cast<std::uint64_t>(x);
    const auto x1 = static_cast<std::uint64_t>(x >> 64U);
    const auto y0 = static_cast<std::uint64_t>(y);
    const auto y1 = static_cast<std::uint64_t>(y >> 64U);
    const uint128 low = static_cast<uint128>(x0) * y0;
    const uint128 mid1 = static_cast<uint128>(x1) * y0;
    const uint128 mid2 = static_cast<uint128>(x0) * y1;
    const uint128 high = static_cast<uint128>(x1) * y1;
    int256 r;
    r.limb[0] = static_cast<std::uint64_t>(low);
    uint128 t = (low >> 64U) + static_cast<std::uint64_t>(mid1) + static_cast<std::uint64_t>(mid2);
    r.limb[1] = static_cast<std::uint64_t>(t);
    t = (t >> 64U) + (mid1 >> 64U) + (mid2 >> 64U) + static_cast<std::uint64_t>(high);
    r.limb[2] = static_cast<std::uint64_t>(t);
    r.limb[3] = static_cast<std::uint64_t>((t >> 64U) + (high >> 64U));
    return minus ? -r : r;
  }

  /// this * b; the caller knows that it fits.
  [[nodiscard]] constexpr int256 times(std::int64_t b) const noexcept {
    const bool minus = negative() != (b < 0);
    const int256 a = magnitude();
    const std::uint64_t m = b < 0 ? ~static_cast<std::uint64_t>(b) + 1 : static_cast<std::uint64_t>(b);
    int256 r;
    uint128 carry = 0;
    for (std::size_t i = 0; i < 4; ++i) {
      carry += static_cast<uint128>(a.limb[i]) * m;
      r.limb[i] = static_cast<std::uint64_t>(carry);
      carry >>= 64U;
    }
    return minus ? -r : r;
  }

  /// The nearest double (ties to even), times 2^exponent.
  [[nodiscard]] double to_double(int exponent = 0) const noexcept {
    const int256 m = magnitude();
    int top = 3;
    while (top > 0 && m.limb[static_cast<std::size_t>(top)] == 0) --top;
    const auto at = static_cast<std::size_t>(top);
    std::uint64_t lead = m.limb[at];
    if (lead == 0) return 0.0;
    const auto shift = static_cast<unsigned>(__builtin_clzll(lead));
    std::uint64_t rest = 0;
    lead <<= shift;
    if (at > 0) {
      if (shift > 0) lead |= m.limb[at - 1] >> (64U - shift);
      rest = m.limb[at - 1] << shift;
      for (std::size_t i = 0; i + 1 < at; ++i) rest |= m.limb[i];
    }
    // 64 leading bits and whether anything follows decide the rounding to 53.
    if (rest != 0) lead |= 1U;
    const double d = std::ldexp(static_cast<double>(lead), 64 * top - static_cast<int>(shift) + exponent);
    return negative() ? -d : d;
  }
};

}  // namespace cxm::detail
