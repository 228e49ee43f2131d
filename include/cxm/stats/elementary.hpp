// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <bit>
#include <cstdint>
#include <limits>

/// Exponentials, logarithms, powers and angles that give the same bits on every machine.
///
/// The functions of <cmath> do not: one C library computes exp in other steps on a processor with fused
/// multiplication than on one without, and changes the steps from version to version, so that a result
/// differs in its last digit, and with it everything that is told of it "to the last bit". These are written
/// in additions, multiplications and divisions alone, which IEEE 754 fixes. (So it fixes sqrt, floor, ceil,
/// trunc, round, fmod, ldexp and frexp, which are taken from <cmath>.) Rounding to nearest is assumed.
///
/// Arguments and results as in <cmath>: NaN gives NaN, beyond the domain NaN, overflow infinity; no error
/// state. Error: below 1.1 units in the last place for exp, expm1, log, log1p, log10, pow, cbrt, sin and cos,
/// below 3 for tanh, atanh, atan, atan2, asin and acos, as measured over the whole range
/// (tests/stats/elementary_test.cpp). Cost: some ten nanoseconds, twice that of the C library; pow seventy.
namespace cxm::stats {

// Headers are compiled by others too: what their compiler may fuse (a * b + c in one rounding) it does not
// here.
#if defined(__clang__)
#define CXM_FIXED_ROUNDING __attribute__((noinline))
#define CXM_FIXED_ROUNDING_BODY _Pragma("clang fp contract(off)")
#elif defined(__GNUC__)
#define CXM_FIXED_ROUNDING __attribute__((noinline, optimize("fp-contract=off")))
#define CXM_FIXED_ROUNDING_BODY
#else
#define CXM_FIXED_ROUNDING
#define CXM_FIXED_ROUNDING_BODY
#endif

namespace elementary_detail {

constexpr double ln2_head = 0x1.62e42fee00000p-1;   // 33 bits: a multiple by an exponent is exact
constexpr double ln2_tail = 0x1.a39ef35793c76p-33;  // the rest

/// 2^k, -1022 <= k <= 1023.
[[nodiscard]] inline double power_of_two(int k) noexcept {
  return std::bit_cast<double>(static_cast<std::uint64_t>(k + 1023) << 52);
}

/// x = k ln 2 + r with |r| <= ln(2)/2, and e^r - 1 = r + rest.
struct exponent_parts {
  int k;
  double r, rest;
};

/// Of x + tail, |x| < 800, |tail| at most a unit in the last place of x.
[[nodiscard]] CXM_FIXED_ROUNDING inline exponent_parts split_exponent(double x, double tail) noexcept {
  CXM_FIXED_ROUNDING_BODY
  constexpr double round = 0x1.8p52;  // adding and subtracting it rounds to a whole number
  const double k = (x * 0x1.71547652b82fep+0 + round) - round;
  const double head = x - k * ln2_head;
  const double low = k * ln2_tail - tail;
  const double r = head - low;
  const double c = (head - r) - low;
  // Taylor's series to r^13 in pairs: e^r = 1 + r + r^2 (1/2 + r/6 + ...); the rest is below 2^-57.
  const double r2 = r * r;
  const double r4 = r2 * r2;
  const double a = (1.0 / 2 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120));
  const double b = (1.0 / 720 + r * (1.0 / 5040)) + r2 * (1.0 / 40320 + r * (1.0 / 362880));
  const double d = (1.0 / 3628800 + r * (1.0 / 39916800)) + r2 * (1.0 / 479001600 + r * (1.0 / 6227020800));
  return {static_cast<int>(k), r, (c + c * r) + r2 * (a + r4 * (b + r4 * d))};
}

/// e^(x + tail).
[[nodiscard]] CXM_FIXED_ROUNDING inline double exp_of_sum(double x, double tail) noexcept {
  CXM_FIXED_ROUNDING_BODY
  if (x != x) return x;
  if (x > 710) return std::numeric_limits<double>::infinity();
  if (x < -746) return 0;
  const exponent_parts p = split_exponent(x, tail);
  const double one = 1 + p.r;
  const double y = one + ((p.r - (one - 1)) + p.rest);
  const int half = p.k / 2;  // in two steps, so that neither leaves the exponents before the result does
  return y * power_of_two(half) * power_of_two(p.k - half);
}

/// x = 2^k (1 + f) with 1 + f in [sqrt(1/2), sqrt(2)), for finite x > 0.
struct logarithm_parts {
  int k;
  double f;
};
[[nodiscard]] inline logarithm_parts split_logarithm(double x) noexcept {
  int k = 0;
  if (x < std::numeric_limits<double>::min()) {
    x *= 0x1p54;
    k = -54;
  }
  const auto bits = std::bit_cast<std::int64_t>(x);
  const std::int64_t steps = (bits - std::bit_cast<std::int64_t>(0x1.6a09e667f3bcdp-1)) >> 52;
  return {k + static_cast<int>(steps), std::bit_cast<double>(bits - steps * (std::int64_t{1} << 52)) - 1};
}

/// k ln 2 + log(1 + f) + extra, for a small extra. With s = f / (2 + f), log(1 + f) = 2 artanh(s)
/// = f - f^2/2 + s (f^2/2 + 2 s^2/3 + 2 s^4/5 + ...), where f is known without error.
[[nodiscard]] CXM_FIXED_ROUNDING inline double log_of_parts(double k, double f, double extra) noexcept {
  CXM_FIXED_ROUNDING_BODY
  const double s = f / (2 + f);
  const double z = s * s;
  const double w = z * z;
  const double w2 = w * w;
  const double a = (2.0 / 3 + z * (2.0 / 5)) + w * (2.0 / 7 + z * (2.0 / 9));
  const double b = (2.0 / 11 + z * (2.0 / 13)) + w * (2.0 / 15 + z * (2.0 / 17));
  const double series = z * (a + w2 * (b + w2 * (2.0 / 19 + z * (2.0 / 21))));
  const double square = 0.5 * f * f;
  return k * ln2_head + (f - (square - (s * (square + series) + (k * ln2_tail + extra))));
}

}  // namespace elementary_detail

/// e^x.
[[nodiscard]] inline double exp(double x) noexcept { return elementary_detail::exp_of_sum(x, 0); }

/// The natural logarithm; -infinity at 0, NaN below.
[[nodiscard]] inline double log(double x) noexcept {
  constexpr double infinity = std::numeric_limits<double>::infinity();
  if (!(x > 0)) return x == 0 ? -infinity : std::numeric_limits<double>::quiet_NaN();
  if (x == infinity) return x;
  const elementary_detail::logarithm_parts p = elementary_detail::split_logarithm(x);
  return elementary_detail::log_of_parts(p.k, p.f, 0);
}

/// e^x - 1, exact for small x.
[[nodiscard]] double expm1(double x) noexcept;

/// log(1 + x), exact for small x.
[[nodiscard]] double log1p(double x) noexcept;

/// The logarithm to base 10; whole at every power of ten.
[[nodiscard]] double log10(double x) noexcept;

/// x^y as C99 has it: pow(x, 0) = pow(1, y) = 1 whatever the other is, NaN for x < 0 and a fraction y. A
/// result that is a number of 53 bits is exact.
[[nodiscard]] double pow(double x, double y) noexcept;

/// The third root, of negative numbers too.
[[nodiscard]] double cbrt(double x) noexcept;

/// Sine and cosine of an angle in radians. Beyond a million the angle is first reduced by the double next to
/// 2 pi.
[[nodiscard]] double sin(double x) noexcept;
[[nodiscard]] double cos(double x) noexcept;

/// The angle in (-pi/2, pi/2) whose tangent is x.
[[nodiscard]] double atan(double x) noexcept;

/// The angle of the point (x, y), in [-pi, pi].
[[nodiscard]] double atan2(double y, double x) noexcept;

/// The angle in [-pi/2, pi/2] whose sine is x; NaN outside [-1, 1].
[[nodiscard]] double asin(double x) noexcept;

/// The angle in [0, pi] whose cosine is x; NaN outside [-1, 1].
[[nodiscard]] double acos(double x) noexcept;

[[nodiscard]] double tanh(double x) noexcept;

/// The inverse of tanh; infinite at 1 and -1, NaN beyond.
[[nodiscard]] double atanh(double x) noexcept;

/// sqrt(a^2 + b^2), for numbers whose squares neither overflow nor vanish.
[[nodiscard]] double root_of_squares(double a, double b) noexcept;

#undef CXM_FIXED_ROUNDING
#undef CXM_FIXED_ROUNDING_BODY

}  // namespace cxm::stats
