// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "cxm/base/error.hpp"
#include "cxm/tally/tally.hpp"
#include "tally/survey_fixture.hpp"

namespace {

using namespace cxm;
using namespace tally_test;

tally_options rich(bool weighted) {
  tally_options o;
  o.weighted = weighted;
  o.respondents = true;
  o.contingency = true;
  o.psu_totals = true;
  o.replicates = 3;
  return o;
}

batch answers(const instrument& in, bool weighted) {
  drawing d;
  d.rows = 400;
  d.weights = weighted;
  d.sampling = true;
  return draw(in, d);
}

TEST(Regroup, KeepingLessIsTheSameAsHavingKeptLess) {
  const instrument_ptr in = every_kind();
  for (const bool weighted : {false, true}) {
    const batch b = answers(*in, weighted);
    tally whole(in, rich(weighted));
    whole.update(b);
    for (int what = 0; what < 6; ++what) {
      tally_options less = rich(weighted);
      if (what != 0) less.replicates = 0;
      if (what == 1) less.respondents = false;
      if (what == 2) less.contingency = false;
      if (what == 3) less.psu_totals = false;
      if (what == 4) less.pair_moments = false;
      if (what == 5) {
        less = tally_options{};
        less.weighted = weighted;
        less.histograms = false;
        less.shared = true;
      }
      tally direct(in, less);
      direct.update(b);
      const tally made = whole.regrouped(less, [](std::vector<std::string>&) { return true; });
      EXPECT_EQ(made.serialize(), direct.serialize()) << what << " weighted " << weighted;
      EXPECT_EQ(tally::deserialize(made.serialize(), in).options(), less);
    }
  }
}

TEST(Regroup, OtherNamesAreTheSameAsHavingReadThem) {
  const instrument_ptr in = every_kind();
  batch b = answers(*in, false);
  tally whole(in, rich(false));
  whole.update(b);
  // Units 2 and 3 together, and nobody of unit 1.
  const tally made = whole.regrouped(rich(false), [](std::vector<std::string>& names) {
    if (names[2] == "unit 1") return false;
    if (names[2] == "unit 2") names[2] = "unit 3";
    return true;
  });
  std::vector<std::string> levels = *b.groups[2].levels;
  for (std::string& name : levels) name = name == "unit 2" ? "unit 3" : name;
  tally direct(in, rich(false));
  for (std::size_t row = 0; row < b.rows; ++row) {
    if (levels[b.groups[2].positions[row]] == "unit 1") continue;
    batch one;
    one.rows = 1;
    one.first_row = 1;
    for (const item_column& c : b.items) {
      item_column cell;
      cell.cells.push_back(c.cells[row]);
      if (!c.selected.empty()) cell.selected.push_back(c.selected[row]);
      if (!c.numbers.empty()) cell.numbers.push_back(c.numbers[row]);
      one.items.push_back(cell);
    }
    const auto name = [&](const group_column& g, const std::string& n) {
      group_column out;
      out.levels = std::make_shared<const std::vector<std::string>>(std::vector<std::string>{n});
      out.positions.push_back(0);
      static_cast<void>(g);
      return out;
    };
    for (std::size_t c = 0; c < 3; ++c) {
      const std::uint32_t at = b.groups[c].positions[row];
      one.groups.push_back(name(b.groups[c], c == 2 ? levels[at] : (*b.groups[c].levels)[at]));
    }
    one.respondents.push_back(b.respondents[row]);
    one.stratum = name(b.stratum, (*b.stratum.levels)[b.stratum.positions[row]]);
    one.cluster = name(b.cluster, (*b.cluster.levels)[b.cluster.positions[row]]);
    one.fpc.push_back(b.fpc[row]);
    direct.update(one);
  }
  EXPECT_EQ(made.serialize(), direct.serialize());
}

TEST(Regroup, RefusesToKeepWhatIsNotThere) {
  const instrument_ptr in = every_kind();
  tally plain(in, {});
  const auto same = [](std::vector<std::string>&) { return true; };
  tally_options more;
  more.contingency = true;
  EXPECT_THROW((void)plain.regrouped(more, same), error);
  more = {};
  more.weighted = true;
  EXPECT_THROW((void)plain.regrouped(more, same), error);
  tally_options contradiction;
  contradiction.shared = contradiction.respondents = true;
  EXPECT_THROW(tally(in, contradiction), error);
}

TEST(Regroup, SharedStatesMergeAmongThemselvesOnly) {
  const instrument_ptr in = every_kind();
  tally_options shared;
  shared.shared = true;
  tally one(in, shared);
  tally other(in, shared);
  one.update(answers(*in, false));
  other.update(answers(*in, false));
  one.merge(other);
  try {
    one.merge(tally(in, {}));
    FAIL() << "merged";
  } catch (const error& e) {
    EXPECT_NE(std::string(e.what()).find("shared is 1 here and 0 there"), std::string::npos) << e.what();
  }
}

TEST(Forget, LeavesRowsAndNothingElse) {
  const instrument_ptr in = every_kind();
  for (const bool weighted : {false, true}) {
    tally_options keep;
    keep.weighted = weighted;
    tally t(in, keep);
    t.update(answers(*in, weighted));
    const auto four = static_cast<std::size_t>(t.measure_position("four"));
    const auto nps = static_cast<std::size_t>(t.measure_position("nps"));
    const std::vector<std::size_t> first{0};
    const double rows = t.sums(first)->rows();
    tally::forgotten f;
    f.segment = 0;
    f.items = {0, 15};
    f.measures = {four};
    f.pairs = {{nps, nps + 1}};
    t.forget(std::vector<tally::forgotten>{f});
    const auto sums = t.sums(first);
    EXPECT_EQ(sums->rows(), rows);
    for (const std::size_t i : {0, 15}) {
      EXPECT_EQ(sums->item(i).answered, 0);
      EXPECT_EQ(sums->item(i).missing[0], rows);
    }
    EXPECT_GT(sums->item(1).answered, 0);
    EXPECT_EQ(sums->people_present(four), 0);
    EXPECT_EQ(sums->pair(four, nps).n, 0);
    EXPECT_GT(sums->pair(nps, nps).n, 0);
    EXPECT_EQ(sums->pair(nps, nps + 1).n, 0);
    const auto bytes = t.serialize();
    EXPECT_EQ(tally::deserialize(bytes, in).serialize(), bytes);  // what is left is possible
    f.segment = 1000;
    EXPECT_THROW(t.forget(std::vector<tally::forgotten>{f}), error);
  }
  tally rich_one(in, rich(false));
  EXPECT_THROW(rich_one.forget({}), error);
}

}  // namespace
