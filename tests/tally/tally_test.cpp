// SPDX-License-Identifier: Apache-2.0
#include "cxm/tally/tally.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "tally/scatter.hpp"
#include "tally/survey_fixture.hpp"

namespace {

using namespace cxm;
using namespace tally_test;

tally_options everything(bool weighted) {
  tally_options o;
  o.weighted = weighted;
  o.respondents = true;
  o.item_moments = true;
  o.contingency = true;
  o.psu_totals = true;
  o.replicates = 9;
  return o;
}

TEST(Promise2SameNumberEverywhere, BytesAreEqualForAnySplitOrderThreadsAndMergeTree) {
  const instrument_ptr in = every_kind();
  for (const bool weighted : {false, true}) {
    drawing d;
    d.rows = 900;
    d.weights = weighted;
    d.sampling = true;
    d.missing = 0.2;
    const batch b = draw(*in, d);
    const tally_options o = everything(weighted);
    const auto whole = bytes_of(in, o, b);
    for (std::uint32_t seed = 1; seed <= 24; ++seed) {
      ASSERT_EQ(scattered(in, o, b, seed, 1 + seed % 8), whole)
          << "weighted " << weighted << ", split " << seed;
    }
  }
}

TEST(Promise2SameNumberEverywhere, ChunksOfTheInnerLoopLeaveNoTrace) {
  const instrument_ptr in = every_kind();
  for (const bool weighted : {false, true}) {
    drawing d;
    d.rows = 70000;  // more than two inner chunks
    d.weights = weighted;
    tally_options o;
    o.weighted = weighted;
    const batch b = draw(*in, d);
    tally parts(in, o);
    for (std::size_t from = 0; from < b.rows; from += 9973) {
      std::vector<std::size_t> rows(std::min<std::size_t>(9973, b.rows - from));
      std::iota(rows.begin(), rows.end(), from);
      parts.update(part_of(b, rows));
    }
    EXPECT_EQ(parts.serialize(), bytes_of(in, o, b));
  }
}

TEST(Tally, SurvivesBytesAndGivesTheSameSums) {
  const instrument_ptr in = every_kind();
  drawing d;
  d.weights = true;
  d.sampling = true;
  tally t(in, everything(true));
  t.update(draw(*in, d));
  const auto bytes = t.serialize();
  const tally back = tally::deserialize(bytes, in);
  EXPECT_EQ(back.serialize(), bytes);
  EXPECT_EQ(back.options(), t.options());
  EXPECT_EQ(back.segments(), t.segments());
  for (std::size_t c = 0; c < t.group_columns().size(); ++c) EXPECT_EQ(back.levels(c), t.levels(c));
  std::vector<std::size_t> all(t.segments().size());
  std::iota(all.begin(), all.end(), std::size_t{0});
  const auto a = t.sums(all);
  const auto b = back.sums(all);
  for (std::size_t j = 0; j < t.measures().size(); ++j) {
    EXPECT_EQ(a->pair(j, 0).w_djdk, b->pair(j, 0).w_djdk);
    for (std::size_t r = 0; r < 9; ++r) EXPECT_EQ(a->replicate_mean(r, j), b->replicate_mean(r, j));
  }
  EXPECT_EQ(a->psu_totals().size(), 14U);
}

TEST(Tally, SubtractTakesBackWhatWasAdded) {
  const instrument_ptr in = every_kind();
  tally_options o = everything(true);
  o.respondents = false;
  o.replicates = 0;
  drawing d;
  d.weights = true;
  d.sampling = true;
  const batch first = draw(*in, d);
  d.seed = 2;
  d.units = 9;
  const batch second = draw(*in, d);
  tally t(in, o);
  t.update(first);
  const auto before = t.serialize();
  tally other(in, o);
  other.update(second);
  t.merge(other);
  t.subtract(other);
  EXPECT_EQ(t.serialize(), before);
  EXPECT_THROW(t.subtract(other), error);
  EXPECT_EQ(t.serialize(), before);
  tally same(in, o);
  same.update(first);
  t.subtract(same);
  EXPECT_EQ(t.serialize(), tally(in, o).serialize());
}

}  // namespace
