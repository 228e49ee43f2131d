// SPDX-License-Identifier: Apache-2.0
#include "io/encoding.hpp"

#include <array>
#include <cstdint>
#include <cstring>

namespace cxm::detail {
namespace {

/// Code points of the bytes 0x80 .. 0x9f (Windows code page 1252).
constexpr std::array<std::uint16_t, 32> high_controls{
    0x20ac, 0x0081, 0x201a, 0x0192, 0x201e, 0x2026, 0x2020, 0x2021, 0x02c6, 0x2030, 0x0160,
    0x2039, 0x0152, 0x008d, 0x017d, 0x008f, 0x0090, 0x2018, 0x2019, 0x201c, 0x201d, 0x2022,
    0x2013, 0x2014, 0x02dc, 0x2122, 0x0161, 0x203a, 0x0153, 0x009d, 0x017e, 0x0178};

/// Length of the well-formed sequence that starts at `s`, or 0.
std::size_t sequence_length(const unsigned char* s, std::size_t left) noexcept {
  const auto follows = [&](std::size_t i, unsigned low = 0x80, unsigned high = 0xbf) {
    return i < left && s[i] >= low && s[i] <= high;
  };
  const unsigned char b = s[0];
  if (b < 0x80) return 1;
  if (b >= 0xc2 && b <= 0xdf) return follows(1) ? 2 : 0;
  if (b == 0xe0) return follows(1, 0xa0) && follows(2) ? 3 : 0;
  if (b == 0xed) return follows(1, 0x80, 0x9f) && follows(2) ? 3 : 0;
  if (b >= 0xe1 && b <= 0xef) return follows(1) && follows(2) ? 3 : 0;
  if (b == 0xf0) return follows(1, 0x90) && follows(2) && follows(3) ? 4 : 0;
  if (b >= 0xf1 && b <= 0xf3) return follows(1) && follows(2) && follows(3) ? 4 : 0;
  if (b == 0xf4) return follows(1, 0x80, 0x8f) && follows(2) && follows(3) ? 4 : 0;
  return 0;
}

void append_code_point(unsigned c, std::string& out) {
  if (c < 0x80) {
    out.push_back(static_cast<char>(c));
  } else if (c < 0x800) {
    out.push_back(static_cast<char>(0xc0U | (c >> 6U)));
    out.push_back(static_cast<char>(0x80U | (c & 0x3fU)));
  } else {
    out.push_back(static_cast<char>(0xe0U | (c >> 12U)));
    out.push_back(static_cast<char>(0x80U | ((c >> 6U) & 0x3fU)));
    out.push_back(static_cast<char>(0x80U | (c & 0x3fU)));
  }
}

}  // namespace

std::size_t find_invalid_utf8(std::string_view text) noexcept {
  const auto* s = reinterpret_cast<const unsigned char*>(text.data());
  const std::size_t n = text.size();
  std::size_t i = 0;
  while (i < n) {
    if (s[i] < 0x80) {
      // Thirty-two ASCII bytes at a time: the common case is a file of digits.
      while (i + 32 <= n) {
        std::uint64_t words[4];
        std::memcpy(words, s + i, 32);
        if (((words[0] | words[1] | words[2] | words[3]) & 0x8080808080808080U) != 0) break;
        i += 32;
      }
      while (i < n && s[i] < 0x80) ++i;
      continue;
    }
    const std::size_t length = sequence_length(s + i, n - i);
    if (length == 0) return i;
    i += length;
  }
  return std::string_view::npos;
}

void append_windows1252(std::string_view text, std::string& utf8) {
  for (const char c : text) {
    const auto b = static_cast<unsigned char>(c);
    append_code_point(b >= 0x80 && b < 0xa0 ? high_controls[b - 0x80U] : b, utf8);
  }
}

}  // namespace cxm::detail
