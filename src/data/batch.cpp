// SPDX-License-Identifier: Apache-2.0
#include "cxm/data/batch.hpp"

#include <bit>

namespace cxm {
namespace {

/// Little-endian load of up to eight bytes, whatever the machine.
std::uint64_t load_bytes(const char* at, std::size_t count) noexcept {
  std::uint64_t value = 0;
  for (std::size_t i = 0; i < count; ++i)
    value |= static_cast<std::uint64_t>(static_cast<unsigned char>(at[i])) << (8 * i);
  return value;
}

struct sip_state {
  std::uint64_t v0, v1, v2, v3;

  void round() noexcept {
    v0 += v1;
    v1 = std::rotl(v1, 13) ^ v0;
    v0 = std::rotl(v0, 32);
    v2 += v3;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 += v3;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 += v1;
    v1 = std::rotl(v1, 17) ^ v2;
    v2 = std::rotl(v2, 32);
  }
  void absorb(std::uint64_t word) noexcept {
    v3 ^= word;
    round();
    round();
    v0 ^= word;
  }
};

bool is_space(char c) noexcept { return c == ' ' || (c >= '\t' && c <= '\r'); }

}  // namespace

std::vector<std::string> group_columns(const instrument& in) {
  std::vector<std::string> names{"role", "wave"};
  for (const auto& segment : in.segments) names.push_back(segment.id);
  return names;
}

std::uint64_t respondent_key(std::string_view identifier) noexcept {
  while (!identifier.empty() && is_space(identifier.front())) identifier.remove_prefix(1);
  while (!identifier.empty() && is_space(identifier.back())) identifier.remove_suffix(1);

  // SipHash-2-4 (Aumasson & Bernstein 2012) under the key 00 01 .. 0f of its reference vectors.
  constexpr std::uint64_t k0 = 0x0706050403020100U;
  constexpr std::uint64_t k1 = 0x0f0e0d0c0b0a0908U;
  sip_state s{k0 ^ 0x736f6d6570736575U, k1 ^ 0x646f72616e646f6dU, k0 ^ 0x6c7967656e657261U,
              k1 ^ 0x7465646279746573U};
  const std::size_t whole = identifier.size() / 8 * 8;
  for (std::size_t i = 0; i < whole; i += 8) s.absorb(load_bytes(identifier.data() + i, 8));
  const std::size_t rest = identifier.size() - whole;
  s.absorb(load_bytes(identifier.data() + whole, rest) |
           (static_cast<std::uint64_t>(identifier.size()) << 56U));
  s.v2 ^= 0xffU;
  for (int i = 0; i < 4; ++i) s.round();
  return s.v0 ^ s.v1 ^ s.v2 ^ s.v3;
}

}  // namespace cxm
