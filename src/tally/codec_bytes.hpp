// SPDX-License-Identifier: Apache-2.0
// The elements of STATE.md: fixed-width integers, variable-length numbers, texts, arrays of sums.
#pragma once

#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/base/int128.hpp"
#include "tally/int256.hpp"

namespace cxm::detail {

/// 256 bits without sign, for coding alone.
struct bits256 {
  std::array<std::uint64_t, 4> limb{};
  [[nodiscard]] bool zero() const noexcept { return (limb[0] | limb[1] | limb[2] | limb[3]) == 0; }
  [[nodiscard]] std::uint8_t low7() const noexcept { return static_cast<std::uint8_t>(limb[0] & 0x7fU); }
  void shift_right7() noexcept {
    for (std::size_t i = 0; i < 4; ++i) limb[i] = (limb[i] >> 7U) | (i < 3 ? limb[i + 1] << 57U : 0);
  }
  /// Put seven bits at `at`; false when some would fall off the end.
  bool put7(std::uint8_t v, unsigned at) noexcept {
    if (at >= 256) return v == 0;
    const unsigned limb_at = at / 64;
    const unsigned shift = at % 64;
    limb[limb_at] |= static_cast<std::uint64_t>(v) << shift;
    if (shift > 57) {
      const std::uint64_t rest = static_cast<std::uint64_t>(v) >> (64 - shift);
      if (limb_at + 1 < 4) {
        limb[limb_at + 1] |= rest;
      } else if (rest != 0) {
        return false;
      }
    }
    return true;
  }
};

/// ZigZag: 0, -1, 1, -2, ... -> 0, 1, 2, 3, ...
inline std::uint64_t zigzag(std::int64_t v) noexcept {
  return (static_cast<std::uint64_t>(v) << 1U) ^ (v < 0 ? ~std::uint64_t{0} : 0);
}
inline uint128 zigzag(int128 v) noexcept {
  return (static_cast<uint128>(v) << 1U) ^ (v < 0 ? ~uint128{0} : 0);
}
inline bits256 zigzag(const int256& v) noexcept {
  bits256 b;
  const std::uint64_t sign = v.negative() ? ~std::uint64_t{0} : 0;
  for (std::size_t i = 0; i < 4; ++i)
    b.limb[i] = ((v.limb[i] << 1U) | (i > 0 ? v.limb[i - 1] >> 63U : 0)) ^ sign;
  return b;
}

class byte_writer {
 public:
  std::vector<std::uint8_t> bytes;

  template <class T>
  void fixed(T v) {
    static_assert(std::is_unsigned_v<T>);
    for (std::size_t i = 0; i < sizeof(T); ++i) bytes.push_back(static_cast<std::uint8_t>(v >> (8 * i)));
  }
  template <class U>
  void number(U v) {
    while (v >= 0x80U) {
      bytes.push_back(static_cast<std::uint8_t>(v | 0x80U));
      v >>= 7U;
    }
    bytes.push_back(static_cast<std::uint8_t>(v));
  }
  void number(bits256 v) {
    for (;;) {
      const std::uint8_t low = v.low7();
      v.shift_right7();
      if (v.zero()) {
        bytes.push_back(low);
        return;
      }
      bytes.push_back(low | 0x80U);
    }
  }
  void text(std::string_view s) {
    number(static_cast<std::uint64_t>(s.size()));
    bytes.insert(bytes.end(), s.begin(), s.end());
  }
  /// Sums in order; a run of zeros is a zero byte and the length of the run.
  template <class T>
  void slots(const std::vector<T>& all) {
    const auto is_zero = [](const T& v) { return v == T(0); };
    for (std::size_t i = 0; i < all.size();) {
      if (!is_zero(all[i])) {
        number(zigzag(all[i++]));
        continue;
      }
      std::size_t end = i;
      while (end < all.size() && is_zero(all[end])) ++end;
      bytes.push_back(0);
      number(static_cast<std::uint64_t>(end - i));
      i = end;
    }
  }
};

class byte_reader {
 public:
  explicit byte_reader(std::span<const std::uint8_t> b) : bytes_(b) {}

  [[nodiscard]] std::size_t offset() const noexcept { return at_; }
  [[nodiscard]] std::size_t remaining() const noexcept { return bytes_.size() - at_; }

  [[noreturn]] static void fail_at(std::size_t offset, const std::string& what) {
    throw error(errc::state, "state: at byte " + std::to_string(offset) + ": " + what, "bytes",
                static_cast<std::int64_t>(offset));
  }
  [[noreturn]] void fail(const std::string& what) const { fail_at(at_, what); }

  void need(std::size_t n, const char* what) const {
    if (remaining() < n) {
      fail(std::string(what) + " needs " + std::to_string(n) + " bytes, but " + std::to_string(remaining()) +
           " remain");
    }
  }
  template <class T>
  T fixed(const char* what) {
    need(sizeof(T), what);
    T v = 0;
    for (std::size_t i = 0; i < sizeof(T); ++i)
      v = static_cast<T>(v | static_cast<T>(bytes_[at_ + i]) << (8 * i));
    at_ += sizeof(T);
    return v;
  }
  /// A variable-length number of at most so many bits, in its shortest form.
  bits256 number(unsigned bits, const char* what) {
    bits256 v;
    const std::size_t start = at_;
    for (unsigned at = 0;; at += 7) {
      need(1, what);
      const std::uint8_t byte = bytes_[at_++];
      bool fits = v.put7(byte & 0x7fU, at);
      for (unsigned high = bits; fits && high < 256; high += 64 - high % 64) {
        fits = (v.limb[high / 64] >> (high % 64)) == 0;
      }
      if (!fits) fail_at(start, std::string(what) + " has more than " + std::to_string(bits) + " bits");
      if ((byte & 0x80U) == 0) {
        if (byte == 0 && at > 0) fail_at(start, std::string(what) + " is not in its shortest form");
        return v;
      }
    }
  }
  std::uint64_t count(const char* what) { return number(64, what).limb[0]; }
  /// A count of things of at least `least` bytes each, so that it can be believed before memory is taken.
  std::size_t length(const char* what, std::size_t least) {
    const std::size_t start = at_;
    const std::uint64_t n = count(what);
    if (n > remaining() / least) {
      fail_at(start, std::string(what) + " is " + std::to_string(n) + ", more than the remaining " +
                         std::to_string(remaining()) + " bytes can hold");
    }
    return static_cast<std::size_t>(n);
  }
  std::string text(const char* what) {
    const std::size_t n = length(what, 1);
    std::string s(reinterpret_cast<const char*>(bytes_.data()) + at_, n);
    at_ += n;
    return s;
  }
  template <class T>
  void slots(std::vector<T>& all, const char* what) {
    bool after_zeros = false;
    for (std::size_t i = 0; i < all.size();) {
      const std::size_t start = at_;
      const bits256 v = number(8 * sizeof(T), what);
      if (!v.zero()) {
        all[i++] = unzigzag(v, T{});
        after_zeros = false;
        continue;
      }
      const std::uint64_t run = count("length of a run of zeros");
      if (run == 0 || run > all.size() - i) {
        fail_at(start, std::string("a run of ") + std::to_string(run) + " zeros in " + what +
                           ", but it must be 1 to " + std::to_string(all.size() - i));
      }
      if (after_zeros) fail_at(start, std::string("a run of zeros in ") + what + " continues another");
      after_zeros = true;
      i += static_cast<std::size_t>(run);
    }
  }

 private:
  static std::int64_t unzigzag(const bits256& v, std::int64_t) noexcept {
    return static_cast<std::int64_t>((v.limb[0] >> 1U) ^ ((v.limb[0] & 1U) != 0 ? ~std::uint64_t{0} : 0));
  }
  static int128 unzigzag(const bits256& v, int128) noexcept {
    const uint128 u = (static_cast<uint128>(v.limb[1]) << 64U) | v.limb[0];
    return static_cast<int128>((u >> 1U) ^ ((u & 1U) != 0 ? ~uint128{0} : 0));
  }
  static int256 unzigzag(const bits256& v, const int256&) noexcept {
    int256 r;
    const std::uint64_t sign = (v.limb[0] & 1U) != 0 ? ~std::uint64_t{0} : 0;
    for (std::size_t i = 0; i < 4; ++i) {
      r.limb[i] = ((v.limb[i] >> 1U) | (i < 3 ? v.limb[i + 1] << 63U : 0)) ^ sign;
    }
    return r;
  }

  std::span<const std::uint8_t> bytes_;
  std::size_t at_ = 0;
};

}  // namespace cxm::detail
