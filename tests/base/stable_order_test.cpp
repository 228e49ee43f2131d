// SPDX-License-Identifier: Apache-2.0
#include "base/stable_order.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "cxm/base/random.hpp"

namespace {

TEST(StableOrder, IsThatOfTheStandardLibrary) {
  cxm::random_stream random(7, 0);
  for (int repeat = 0; repeat < 200; ++repeat) {
    std::vector<std::pair<int, std::string>> values;
    const auto n = static_cast<int>(random.uniform() * 60);
    for (int i = 0; i < n; ++i)
      values.emplace_back(static_cast<int>(random.uniform() * 9),
                          std::to_string(i) + " and more than fits inside");
    auto expected = values;
    const auto less = [](const auto& a, const auto& b) { return a.first > b.first; };
    std::stable_sort(expected.begin(), expected.end(), less);
    cxm::detail::small_stable_sort(values.begin(), values.end(), less);
    EXPECT_EQ(values, expected);
  }
}

}  // namespace
