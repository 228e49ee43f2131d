// SPDX-License-Identifier: Apache-2.0
#include "cxm/data/receipt.hpp"

#include <gtest/gtest.h>

#include <string>

#include "cxm/data/batch.hpp"

namespace cxm {
namespace {

import_receipt receipt(int seed) {
  import_receipt r;
  r.sources = {"f" + std::to_string(seed)};
  r.layout = seed == 2 ? "long" : "csv";
  r.rows_read = 10 + seed;
  r.rows_used = 8;
  r.dropped = {{"empty row", seed, 20 - seed}};
  for (int v = 0; v < 30; ++v)
    r.unknown.push_back({"Q1", "q1", "v" + std::to_string(10 + v), (v * seed) % 7 + 1, 100 * v + seed});
  r.items = {{"q1", seed == 1 ? "" : "Q1", 5, {1, 2, seed, 0, 0}}};
  r.columns_ignored = {"c" + std::to_string(seed), "z"};
  r.notes = {"n"};
  return r;
}

TEST(receipt, merges_in_any_order_to_the_same) {
  const import_receipt a = receipt(1), b = receipt(2), c = receipt(3);
  auto left = a;
  left.merge(b);
  left.merge(c);
  auto right = c;
  auto ba = b;
  ba.merge(a);
  right.merge(ba);
  EXPECT_EQ(left, right);
  EXPECT_EQ(left.rows_read, 36);
  EXPECT_EQ(left.layout, "csv+long");
  EXPECT_EQ(left.dropped, (std::vector<dropped_rows>{{"empty row", 6, 17}}));
  EXPECT_EQ(left.items[0], (item_receipt{"q1", "Q1", 15, {3, 6, 6, 0, 0}}));
  EXPECT_EQ(left.columns_ignored, (std::vector<std::string>{"c1", "c2", "c3", "z"}));
}

TEST(receipt, summary_keeps_the_most_frequent_and_the_sum) {
  import_receipt r;
  for (int v = 0; v < 30; ++v) r.unknown.push_back({"Q", "q", "v" + std::to_string(10 + v), v + 1, 1000 - v});
  const auto s = r.unknown_summary(3);
  ASSERT_EQ(s.size(), 4U);
  EXPECT_EQ(s[0], (unknown_value{"Q", "q", "v39", 30, 971}));
  EXPECT_EQ(s[2], (unknown_value{"Q", "q", "v37", 28, 973}));
  EXPECT_EQ(s[3], (unknown_value{"Q", "q", "(others)", 27 * 28 / 2, 974}));
}

// The published vectors of SipHash-2-4 (Aumasson & Bernstein 2012, appendix A; the reference
// implementation's list): key 00 .. 0f, message 00 .. n-1.
TEST(respondent_key, is_siphash_2_4) {
  EXPECT_EQ(respondent_key(""), 0x726fdb47dd0e0e31U);
  // Messages of the list begin with the byte 00, which is not white space; those of up to 9 bytes stay
  // as they are, the longer ones end in white space (09, 0a ...), but 0e does not.
  const auto message = [](int n) {
    std::string m;
    for (int i = 0; i < n; ++i) m.push_back(static_cast<char>(i));
    return m;
  };
  EXPECT_EQ(respondent_key(message(1)), 0x74f839c593dc67fdU);
  EXPECT_EQ(respondent_key(message(8)), 0x93f5f5799a932462U);
  EXPECT_EQ(respondent_key(message(15)), 0xa129ca6149be45e5U);
}

TEST(respondent_key, trims) { EXPECT_EQ(respondent_key(" R_1\t"), respondent_key("R_1")); }

}  // namespace
}  // namespace cxm
