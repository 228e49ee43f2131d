// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>

namespace cxm {

/// A counter-based random stream: Philox 4x32-10 (Salmon, Moraes, Dror & Shaw 2011), named
/// "philox4x32-10" in outputs. The k-th draw is a pure function of (seed, stream, k), so results do
/// not depend on threads or order, and are the same on every platform. Cheap to copy; not shared.
class random_stream {
 public:
  random_stream(std::uint64_t seed, std::uint64_t stream) noexcept : seed_(seed), stream_(stream) {}

  /// 32 random bits.
  std::uint32_t bits() noexcept {
    if (used_ == 4) refill();
    return block_[used_++];
  }
  /// Uniform on the open interval (0, 1), 52 bits: never 0 and never 1.
  double uniform() noexcept {
    const std::uint64_t high = bits();
    const std::uint64_t low = bits();
    return (static_cast<double>((high << 20U) | (low >> 12U)) + 0.5) * 0x1p-52;
  }
  /// Uniform on 0 .. n-1 (n > 0) without bias.
  std::uint32_t below(std::uint32_t n) noexcept;
  /// Standard normal, by inversion of uniform(): one draw, one value.
  double normal() noexcept;

 private:
  void refill() noexcept;

  std::uint64_t seed_;
  std::uint64_t stream_;
  std::uint64_t counter_ = 0;
  std::array<std::uint32_t, 4> block_{};
  unsigned used_ = 4;
};

}  // namespace cxm
