// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "cxm/base/error.hpp"
#include "cxm/tally/tally.hpp"
#include "tally/survey_fixture.hpp"

namespace {

using namespace cxm;
using namespace tally_test;

void expect_same(const group_sums& a, const group_sums& b, const tally& t) {
  EXPECT_EQ(a.rows(), b.rows());
  EXPECT_EQ(a.weight(), b.weight());
  EXPECT_EQ(a.weight_squared(), b.weight_squared());
  for (std::size_t i = 0; i < t.instrument().items.size(); ++i) {
    EXPECT_EQ(a.item(i).code, b.item(i).code);
    EXPECT_EQ(a.item(i).w_code, b.item(i).w_code);
  }
  for (std::size_t j = 0; j < t.measures().size(); ++j) {
    EXPECT_EQ(a.measure(j).n, b.measure(j).n);
    if (a.measure(j).n > 0) {
      EXPECT_EQ(a.measure(j).mean, b.measure(j).mean);
    }
    EXPECT_EQ(a.histogram(j), b.histogram(j));
    for (std::size_t k = 0; k < t.measures().size(); ++k) {
      const pair_moments x = a.pair(j, k);
      const pair_moments y = b.pair(j, k);
      EXPECT_EQ(x.n, y.n);
      EXPECT_EQ(x.w2_djdk, y.w2_djdk);
      EXPECT_EQ(x.w_dk, y.w_dk);
    }
  }
}

tally drawn(bool weighted, bool respondents, bool sampling) {
  drawing d;
  d.weights = weighted;
  d.sampling = sampling;
  tally_options o;
  o.weighted = weighted;
  o.respondents = respondents;
  o.psu_totals = sampling;
  tally t(every_kind(), o);
  t.update(draw(*every_kind(), d));
  return t;
}

TEST(SumsWithout, AreTheSumsOfTheOthersToTheLastBit) {
  for (const bool weighted : {false, true}) {
    for (const bool sampling : {false, true}) {
      const tally t = drawn(weighted, false, sampling);
      std::vector<std::size_t> all(t.segments().size());
      std::iota(all.begin(), all.end(), std::size_t{0});
      const std::vector<std::size_t> part{1, 4, 7};
      std::vector<std::size_t> others;
      for (const std::size_t s : all) {
        if (std::find(part.begin(), part.end(), s) == part.end()) others.push_back(s);
      }
      const auto rest = t.sums_without(*t.sums(all), part);
      const auto direct = t.sums(others);
      expect_same(*rest, *direct, t);
      EXPECT_EQ(rest->people(), direct->people());
      const auto units = rest->psu_totals();
      const auto expected = direct->psu_totals();
      ASSERT_EQ(units.size(), expected.size());
      EXPECT_EQ(units.empty(), !sampling);
      for (std::size_t u = 0; u < units.size(); ++u) {
        EXPECT_EQ(units[u].psu, expected[u].psu);
        EXPECT_EQ(units[u].n, expected[u].n);
        EXPECT_EQ(units[u].w, expected[u].w);
        EXPECT_EQ(units[u].w_d, expected[u].w_d);
      }
    }
  }
}

TEST(SumsWithout, CountTheLeastNumberOfPeople) {
  const tally t = drawn(false, true, false);
  std::vector<std::size_t> all(t.segments().size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const std::vector<std::size_t> part(all.begin(), all.begin() + 3);
  const std::vector<std::size_t> others(all.begin() + 3, all.end());
  const double least = t.sums_without(*t.sums(all), part)->people();
  EXPECT_EQ(least, t.sums(all)->people() - t.sums(part)->people());
  EXPECT_LE(least, t.sums(others)->people());
}

TEST(SumsWithout, RefuseWhatIsNotAPart) {
  const tally t = drawn(false, false, false);
  const tally other = drawn(true, false, false);
  const std::vector<std::size_t> one{0};
  const std::vector<std::size_t> two{0, 1};
  EXPECT_THROW((void)t.sums_without(*t.sums(one), two), error);
  EXPECT_THROW((void)t.sums_without(*other.sums(two), one), error);
}

}  // namespace
