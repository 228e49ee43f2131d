// SPDX-License-Identifier: Apache-2.0
#include "cxm/base/digest.hpp"

#include <gtest/gtest.h>

#include <string>

namespace {

std::string hex(std::string_view bytes) {
  static constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  for (const std::uint8_t b : cxm::sha256(bytes)) {
    out += digits[b >> 4U];
    out += digits[b & 15U];
  }
  return out;
}

// The examples of FIPS 180-4 and NIST's test vectors.
TEST(Sha256, GivesThePublishedDigests) {
  EXPECT_EQ(hex(""), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex("abc"), "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  EXPECT_EQ(
      hex("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrs"
          "mnopqrstnopqrstu"),
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  EXPECT_EQ(hex(std::string(1000000, 'a')),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

// Every length around the ends of a block is padded rightly: the digests are all different, and the
// one of 64 bytes is known.
TEST(Sha256, PadsEveryLength) {
  std::string before;
  for (std::size_t n = 50; n < 140; ++n) {
    const std::string now = hex(std::string(n, 'a'));
    EXPECT_NE(now, before);
    before = now;
  }
  EXPECT_EQ(hex(std::string(64, 'a')), "ffe054fe7ae0cb6dc65c3af9b61d5209f439851db43d0ba5997337df154668eb");
}

}  // namespace
