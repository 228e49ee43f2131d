// SPDX-License-Identifier: Apache-2.0
// Small exact arithmetic for finding the grids of measures.
#pragma once

#include <cmath>
#include <cstdint>
#include <numeric>
#include <optional>
#include <vector>

#include "cxm/base/int128.hpp"

namespace cxm::detail {

/// A positive fraction.
struct rational {
  std::int64_t numerator = 1;
  std::int64_t denominator = 1;

  [[nodiscard]] rational reduced() const {
    const std::int64_t g = std::gcd(numerator, denominator);
    return {numerator / g, denominator / g};
  }
  [[nodiscard]] double to_double() const {
    return static_cast<double>(numerator) / static_cast<double>(denominator);
  }
};

/// Numbers as integers over one power of ten.
struct decimals {
  std::vector<std::int64_t> values;
  std::int64_t unit = 1;
};

/// The numbers as integer multiples of 10^-k for the smallest k in 0..6 that gives each of them back
/// exactly; nothing when there is none (or a number is beyond 2^40).
[[nodiscard]] inline std::optional<decimals> as_decimals(const std::vector<double>& numbers) {
  decimals out;
  for (int k = 0; k <= 6; ++k, out.unit *= 10) {
    out.values.clear();
    const auto unit = static_cast<double>(out.unit);
    for (const double x : numbers) {
      const double scaled = std::nearbyint(x * unit);
      if (!(std::fabs(scaled) <= 0x1p40) || scaled / unit != x) break;
      out.values.push_back(static_cast<std::int64_t>(scaled));
    }
    if (out.values.size() == numbers.size()) return out;
  }
  return std::nullopt;
}

/// Least common multiple of two positive numbers when it does not exceed `limit`.
[[nodiscard]] inline std::optional<std::int64_t> checked_lcm(std::int64_t a, std::int64_t b,
                                                             std::int64_t limit) {
  const int128 product = static_cast<int128>(a / std::gcd(a, b)) * b;
  if (product > limit) return std::nullopt;
  return static_cast<std::int64_t>(product);
}

[[nodiscard]] inline int128 gcd128(int128 a, int128 b) {
  while (b != 0) {
    const int128 r = a % b;
    a = b;
    b = r;
  }
  return a;
}

/// The largest step of which both are multiples, when it has a denominator of at most 2^31.
[[nodiscard]] inline std::optional<rational> common_step(rational a, rational b) {
  const int128 numerator = gcd128(static_cast<int128>(a.numerator) * b.denominator,
                                  static_cast<int128>(b.numerator) * a.denominator);
  const int128 denominator = static_cast<int128>(a.denominator) * b.denominator;
  const int128 g = gcd128(denominator, numerator);
  if (denominator / g > (int128{1} << 31U) || numerator / g > (int128{1} << 31U)) return std::nullopt;
  return rational{static_cast<std::int64_t>(numerator / g), static_cast<std::int64_t>(denominator / g)};
}

/// a / b in lowest terms. Steps have at most 33 bits above and below, so products stay within 64 bits
/// after reduction, or the grid would not have been accepted.
[[nodiscard]] inline rational quotient(rational a, rational b) {
  const int128 up = static_cast<int128>(a.numerator) * b.denominator;
  const int128 down = static_cast<int128>(a.denominator) * b.numerator;
  const int128 g = gcd128(up, down);
  return {static_cast<std::int64_t>(up / g), static_cast<std::int64_t>(down / g)};
}

/// value * factor, rounded to the nearest integer, ties upwards.
[[nodiscard]] inline int128 nearest(std::int64_t value, rational factor) {
  const int128 numerator = 2 * static_cast<int128>(value) * factor.numerator + factor.denominator;
  const int128 denominator = 2 * static_cast<int128>(factor.denominator);
  int128 q = numerator / denominator;
  if (numerator % denominator < 0) --q;
  return q;
}

}  // namespace cxm::detail
