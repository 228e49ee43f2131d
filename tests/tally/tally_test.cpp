// SPDX-License-Identifier: Apache-2.0
#include "cxm/tally/tally.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <numeric>

#include "cxm/base/parallel.hpp"
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

/// The chosen rows of a batch as a batch of its own, with dictionaries in another order.
batch part_of(const batch& b, const std::vector<std::size_t>& rows) {
  batch p;
  p.rows = rows.size();
  p.first_row = b.first_row;
  const auto pick = [&](const auto& from, auto& to) {
    if (from.empty()) return;
    for (const std::size_t i : rows) to.push_back(from[i]);
  };
  const auto pick_group = [&](const group_column& from) {
    group_column g;
    if (from.positions.empty()) return g;
    std::vector<std::string> names;
    std::vector<std::uint32_t> seen(from.levels->size(), ~std::uint32_t{0});
    for (const std::size_t i : rows) {
      std::uint32_t& at = seen[from.positions[i]];
      if (at == ~std::uint32_t{0}) {
        at = static_cast<std::uint32_t>(names.size());
        names.push_back((*from.levels)[from.positions[i]]);
      }
      g.positions.push_back(at);
    }
    g.levels = std::make_shared<const std::vector<std::string>>(std::move(names));
    return g;
  };
  for (const item_column& c : b.items) {
    item_column t;
    pick(c.cells, t.cells);
    pick(c.selected, t.selected);
    pick(c.numbers, t.numbers);
    p.items.push_back(std::move(t));
  }
  for (const group_column& g : b.groups) p.groups.push_back(pick_group(g));
  pick(b.weights, p.weights);
  pick(b.respondents, p.respondents);
  p.stratum = pick_group(b.stratum);
  p.cluster = pick_group(b.cluster);
  pick(b.fpc, p.fpc);
  return p;
}

std::vector<std::uint8_t> bytes_of(const instrument_ptr& in, const tally_options& o, const batch& b) {
  tally t(in, o);
  t.update(b);
  return t.serialize();
}

/// Shuffle the rows, cut them into pieces, tally the pieces on `threads` threads, and merge in a random tree.
std::vector<std::uint8_t> scattered(const instrument_ptr& in, const tally_options& o, const batch& b,
                                    std::uint32_t seed, unsigned threads) {
  std::mt19937 random(seed);
  std::vector<std::size_t> order(b.rows);
  std::iota(order.begin(), order.end(), std::size_t{0});
  std::shuffle(order.begin(), order.end(), random);
  const std::size_t pieces = 1 + random() % 12;
  std::vector<std::vector<std::size_t>> rows(pieces);
  for (const std::size_t i : order) rows[random() % pieces].push_back(i);
  std::vector<tally> parts(pieces, tally(in, o));
  parallel_chunks(pieces, threads, [&](std::size_t p) {
    // Some pieces in two updates, to mix both ways of growing.
    const std::size_t half = p % 2 == 0 ? rows[p].size() / 2 : 0;
    const auto middle = rows[p].begin() + static_cast<std::ptrdiff_t>(half);
    parts[p].update(part_of(b, {rows[p].begin(), middle}));
    parts[p].update(part_of(b, {middle, rows[p].end()}));
  });
  while (parts.size() > 1) {
    std::swap(parts[random() % parts.size()], parts.back());
    tally last = std::move(parts.back());
    parts.pop_back();
    tally& into = parts[random() % parts.size()];
    // Through bytes now and then, as between machines.
    if (random() % 2 == 0) last = tally::deserialize(last.serialize(), in);
    into.merge(last);
  }
  return parts.front().serialize();
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
