// SPDX-License-Identifier: Apache-2.0
#include "cxm/stats/elementary.hpp"

#include <array>
#include <cmath>

namespace cxm::stats {
namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double no_number = std::numeric_limits<double>::quiet_NaN();

/// A number in two parts, the second below half a unit of the first: some 106 bits (T. J. Dekker, A
/// floating-point technique for extending the available precision, Numerische Mathematik 18, 1971).
struct pair {
  double head, tail;
};

/// a + b without error; |a| >= |b|.
pair ordered_sum(double a, double b) {
  const double sum = a + b;
  return {sum, b - (sum - a)};
}

/// a b without error, by halves of 26 bits; |a|, |b| < 2^990.
pair product(double a, double b) {
  constexpr double split = 0x1p27 + 1;
  const double ca = split * a;
  const double cb = split * b;
  const double a1 = ca - (ca - a);
  const double b1 = cb - (cb - b);
  const double a2 = a - a1;
  const double b2 = b - b1;
  const double head = a * b;
  return {head, ((a1 * b1 - head) + a1 * b2 + a2 * b1) + a2 * b2};
}

pair operator*(pair a, pair b) {
  const pair p = product(a.head, b.head);
  return ordered_sum(p.head, p.tail + (a.head * b.tail + a.tail * b.head));
}

/// a + b where |a| is not below |b|.
pair ordered_sum(pair a, pair b) {
  const pair s = ordered_sum(a.head, b.head);
  return ordered_sum(s.head, s.tail + (a.tail + b.tail));
}

/// log x to some 2^-68 of itself, for finite x > 0: as elementary_detail::log_of_parts, its first three terms
/// in pairs.
pair long_log(double x) {
  const elementary_detail::logarithm_parts p = elementary_detail::split_logarithm(x);
  const pair below = ordered_sum(2.0, p.f);
  const double s0 = p.f / below.head;
  const pair back = product(s0, below.head);
  const pair s = ordered_sum(s0, (((p.f - back.head) - back.tail) - s0 * below.tail) / below.head);
  const pair z = s * s;
  const double u = z.head;
  const double u2 = u * u;
  const double u4 = u2 * u2;
  const double c7 = (2.0 / 7 + u * (2.0 / 9)) + u2 * (2.0 / 11 + u * (2.0 / 13));
  const double c15 = (2.0 / 15 + u * (2.0 / 17)) + u2 * (2.0 / 19 + u * (2.0 / 21));
  const double c23 = (2.0 / 23 + u * (2.0 / 25)) + u2 * (2.0 / 27);
  const double rest = u * (c7 + u4 * (c15 + u4 * c23));
  constexpr pair two_fifths{0x1.999999999999ap-2, -0x1.999999999999ap-56};
  constexpr pair two_thirds{0x1.5555555555555p-1, 0x1.5555555555555p-55};
  const pair series = z * ordered_sum(two_thirds, z * ordered_sum(two_fifths, {rest, 0}));
  const pair one = ordered_sum({2 * s.head, 2 * s.tail}, s * series);
  if (p.k == 0) return one;
  constexpr double ln2 = 0x1.62e42fefa39efp-1;
  pair whole = product(p.k, ln2);
  whole.tail += p.k * 0x1.abc9e3b39803fp-56;
  return ordered_sum(whole, one);
}

/// x = k pi/2 + r + tail with |r| <= pi/4, for |x| below a million: pi/2 in parts of 33 bits, whose multiples
/// by k are exact.
struct quadrant {
  int k;
  double r, tail;
};
quadrant reduce(double x) {
  constexpr double part1 = 0x1.921fb54400000p+0;
  constexpr double part2 = 0x1.0b4611a600000p-34;
  constexpr double part3 = 0x1.3198a2e037073p-69;
  if (std::fabs(x) > 1e6) x = std::fmod(x, 0x1.921fb54442d18p+2);
  constexpr double round = 0x1.8p52;
  const double k = (x * 0x1.45f306dc9c883p-1 + round) - round;
  const double a = x - k * part1;
  const double b = k * part2;
  const double head = a - b;
  // The error of a - b whichever is larger (D. E. Knuth, The Art of Computer Programming 2, section 4.2.2).
  const double back = a - head;
  const double error = (a - (head + back)) + (back - b);
  const pair r = ordered_sum(head, error - k * part3);
  return {static_cast<int>(k), r.head, r.tail};
}

double sine_of(double r, double tail) {
  const double z = r * r;
  const double series =
      -1.0 / 6 +
      z * (1.0 / 120 +
           z * (-1.0 / 5040 + z * (1.0 / 362880 + z * (-1.0 / 39916800 + z * (1.0 / 6227020800 +
                                                                              z * (-1.0 / 1307674368000))))));
  return r + (z * r * series + tail * (1 - 0.5 * z));
}

double cosine_of(double r, double tail) {
  const double z = r * r;
  const double series =
      1.0 / 24 +
      z * (-1.0 / 720 +
           z * (1.0 / 40320 + z * (-1.0 / 3628800 +
                                   z * (1.0 / 479001600 + z * (-1.0 / 87178291200 + z / 20922789888000)))));
  const double half = 0.5 * z;
  const double one = 1 - half;
  return one + (((1 - one) - half) + (z * z * series - r * tail));
}

}  // namespace

double expm1(double x) noexcept {
  if (!(std::fabs(x) >= 0x1p-54)) return x;
  if (x > 40) return exp(x);
  if (x < -40) return -1;
  const elementary_detail::exponent_parts p = elementary_detail::split_exponent(x, 0);
  if (p.k == 0) return p.r + p.rest;
  const double scale = elementary_detail::power_of_two(p.k);
  const double a = scale - 1;
  const double b = scale * p.r;
  const pair sum = std::fabs(a) >= std::fabs(b) ? ordered_sum(a, b) : ordered_sum(b, a);
  return sum.head + (sum.tail + scale * p.rest);
}

double log1p(double x) noexcept {
  if (!(x > -1)) return x == -1 ? -infinity : no_number;
  if (x == infinity || std::fabs(x) < 0x1p-54) return x;
  if (x > -0.29 && x < 0.41) return elementary_detail::log_of_parts(0, x, 0);
  const double u = 1 + x;
  const double lost = x >= 1 ? 1 - (u - x) : x - (u - 1);
  const elementary_detail::logarithm_parts p = elementary_detail::split_logarithm(u);
  return elementary_detail::log_of_parts(p.k, p.f, lost / u);
}

double log10(double x) noexcept {
  if (!(x > 0) || x == infinity) return log(x);
  constexpr pair log10_e{0x1.bcb7b1526e50ep-2, 0x1.95355baaafad3p-57};
  return (long_log(x) * log10_e).head;
}

double pow(double x, double y) noexcept {
  if (y == 0 || x == 1) return 1;
  if (std::isnan(x) || std::isnan(y)) return no_number;
  if (y == 1) return x;
  if (y == 2) return x * x;
  const bool odd = std::fabs(y) < 0x1p53 && std::fmod(y, 2.0) != 0 && std::trunc(y) == y;
  const double sign = odd && std::signbit(x) ? -1 : 1;
  const double base = std::fabs(x);
  if (base == 0) return y > 0 ? sign * 0.0 : sign * infinity;
  if (std::isinf(y)) return base == 1 ? 1 : ((base > 1) == (y > 0) ? infinity : 0.0);
  if (std::isinf(base)) return y > 0 ? sign * infinity : sign * 0.0;
  if (x < 0 && std::trunc(y) != y) return no_number;
  if (y == 0.5) return std::sqrt(base);
  const pair l = long_log(base);
  if (const double size = y * l.head; std::fabs(size) > 760) return size > 0 ? sign * infinity : sign * 0.0;
  pair p = product(y, l.head);
  p = ordered_sum(p.head, p.tail + y * l.tail);
  return sign * elementary_detail::exp_of_sum(p.head, p.tail);
}

double cbrt(double x) noexcept {
  if (x == 0 || std::isnan(x) || std::isinf(x)) return x;
  const double size = std::fabs(x);
  double root = exp(log(size) / 3);
  root -= (root - size / (root * root)) / 3;  // a step of Newton's
  return x < 0 ? -root : root;
}

double sin(double x) noexcept {
  if (!std::isfinite(x)) return no_number;
  const quadrant q = reduce(x);
  if (q.k == 0 && std::fabs(x) < 0x1p-27) return x;
  const double value = (q.k & 1) != 0 ? cosine_of(q.r, q.tail) : sine_of(q.r, q.tail);
  return (q.k & 2) != 0 ? -value : value;
}

double cos(double x) noexcept {
  if (!std::isfinite(x)) return no_number;
  const quadrant q = reduce(x);
  const double value = (q.k & 1) != 0 ? sine_of(q.r, q.tail) : cosine_of(q.r, q.tail);
  return ((q.k + 1) & 2) != 0 ? -value : value;
}

double atan(double x) noexcept {
  if (std::isnan(x)) return x;
  // atan t = atan(j/8) + atan((t - j/8) / (1 + t j/8)), the second at most 1/16.
  static constexpr std::array<pair, 9> eighths = {{{0, 0},
                                                   {0x1.fd5ba9aac2f6ep-4, -0x1.cd37686760c17p-59},
                                                   {0x1.f5b75f92c80ddp-3, 0x1.8ab6e3cf7afbdp-57},
                                                   {0x1.6f61941e4def1p-2, -0x1.c63aae6f6e918p-56},
                                                   {0x1.dac670561bb4fp-2, 0x1.a2b7f222f65e2p-56},
                                                   {0x1.1e00babdefeb4p-1, -0x1.928df287a668fp-58},
                                                   {0x1.4978fa3269ee1p-1, 0x1.2419a87f2a458p-56},
                                                   {0x1.700a7c5784634p-1, -0x1.8c34d25aadef6p-56},
                                                   {0x1.921fb54442d18p-1, 0x1.1a62633145c07p-55}}};
  const double size = std::fabs(x);
  const bool steep = size > 1;
  const double t = steep ? 1 / size : size;
  const double j = std::round(8 * t);
  const double r = (t - j / 8) / (1 + t * (j / 8));
  const double z = r * r;
  const double series =
      z * (-1.0 / 3 + z * (1.0 / 5 + z * (-1.0 / 7 + z * (1.0 / 9 + z * (-1.0 / 11 + z * (1.0 / 13))))));
  const pair& base = eighths[static_cast<std::size_t>(j)];
  double angle = base.head + (r + (r * series + base.tail));
  if (steep) angle = 0x1.921fb54442d18p+0 - (angle - 0x1.1a62633145c07p-54);
  return x < 0 ? -angle : (x == 0 ? x : angle);
}

double atan2(double y, double x) noexcept {
  if (std::isnan(x) || std::isnan(y)) return no_number;
  constexpr double pi = 0x1.921fb54442d18p+1;
  if (y == 0) return std::signbit(x) ? std::copysign(pi, y) : y;
  if (x == 0) return std::copysign(pi / 2, y);
  const double tangent =
      std::isinf(x) && std::isinf(y) ? (std::signbit(x) == std::signbit(y) ? 1 : -1) : y / x;
  if (x > 0) return atan(tangent);
  return y > 0 ? pi + atan(tangent) : -pi + atan(tangent);
}

double asin(double x) noexcept {
  if (!(std::fabs(x) <= 1)) return no_number;
  return atan(x / std::sqrt((1 - x) * (1 + x)));
}

double acos(double x) noexcept {
  if (!(std::fabs(x) <= 1)) return no_number;
  return 2 * atan(std::sqrt((1 - x) / (1 + x)));
}

double tanh(double x) noexcept {
  const double size = std::fabs(x);
  if (!(size >= 0x1p-28)) return x;
  if (size > 22) return x < 0 ? -1 : 1;
  const double e = expm1(2 * size);
  const double value = e / (e + 2);
  return x < 0 ? -value : value;
}

double atanh(double x) noexcept {
  const double size = std::fabs(x);
  if (!(size >= 0x1p-28)) return x;
  if (!(size <= 1)) return no_number;
  const double value = 0.5 * log1p(2 * size / (1 - size));
  return x < 0 ? -value : value;
}

double root_of_squares(double a, double b) noexcept { return std::sqrt(a * a + b * b); }

}  // namespace cxm::stats
