// SPDX-License-Identifier: Apache-2.0
// What a tally refuses, with which words, and that it is then as it was before.
#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "tally/scatter.hpp"
#include "tally/survey_fixture.hpp"

namespace {

using namespace cxm;
using namespace tally_test;

tally_options sampled(bool weighted) {
  tally_options o;
  o.weighted = weighted;
  o.respondents = true;
  o.psu_totals = true;
  return o;
}

struct bad_batch {
  const char* name;
  std::function<void(batch&)> spoil;
  errc code;
  const char* message;
};

TEST(TallyRefuses, BatchesThatDoNotFitAndStaysAsItWas) {
  const instrument_ptr in = every_kind();
  drawing d;
  d.rows = 50;
  d.weights = true;
  d.sampling = true;
  d.missing = 0;
  const batch good = draw(*in, d);
  const auto at = [&](const char* item) { return static_cast<std::size_t>(in->item_position(item)); };
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const std::vector<bad_batch> table{
      {"items", [](batch& b) { b.items.pop_back(); }, errc::argument,
       "tally.update: the batch has 20 items, but the instrument has 21; it was bound to another instrument"},
      {"groups", [](batch& b) { b.groups.pop_back(); }, errc::argument,
       "tally.update: the batch has 2 grouping columns, but the instrument has 3"},
      {"short column", [](batch& b) { b.items[0].cells.pop_back(); }, errc::argument,
       "tally.update: item \"q1\" has 49 cells, but the batch has 50 rows"},
      {"cell", [](batch& b) { b.items[0].cells[7] = 5; }, errc::data,
       "tally.update: item \"q1\", row 8: cell 5 is neither an answer (0..4) nor a kind of missing "
       "(250..254)"},
      {"kind", [](batch& b) { b.items[1].cells[0] = 255; }, errc::data,
       "tally.update: item \"q2\", row 1: cell 255 is neither an answer (0..4) nor a kind of missing "
       "(250..254)"},
      {"option", [&](batch& b) { b.items[at("road")].selected[3] = 64; }, errc::data,
       "tally.update: item \"road\", row 4: an option beyond the 6 of its scale is selected"},
      {"not a number", [&](batch& b) { b.items[at("time")].numbers[0] = nan; }, errc::data,
       "tally.update: item \"time\", row 1: nan is not a number; mark a missing answer as missing instead"},
      {"limits", [&](batch& b) { b.items[at("time")].numbers[2] = 40.5; }, errc::data,
       "tally.update: item \"time\", row 3: 40.5 is outside the limits of scale \"hours\""},
      {"no limits", [&](batch& b) { b.items[at("gain")].numbers[2] = 9e6; }, errc::data,
       "tally.update: item \"gain\", row 3: 9000000 is beyond 8388608 (2^23); declare minimum and maximum on "
       "scale "
       "\"money\""},
      {"level", [](batch& b) { b.groups[2].positions[9] = 5; }, errc::argument,
       "tally.update: unit, row 10: position 5 is beyond the 5 levels given"},
      {"no weights", [](batch& b) { b.weights.clear(); }, errc::argument,
       "tally.update: the tally keeps weights, but the batch has no weights; map the column or make the "
       "tally without"},
      {"weight", [](batch& b) { b.weights[4] = -1; }, errc::data,
       "tally.update: weights, row 5: -1 is not a weight; it must be finite and not negative"},
      {"endless weight", [](batch& b) { b.weights[4] = std::numeric_limits<double>::infinity(); }, errc::data,
       "tally.update: weights, row 5: inf is not a weight; it must be finite and not negative"},
      {"tiny weight", [](batch& b) { b.weights[4] = 1e-5; }, errc::data,
       "tally.update: weights, row 5: 1e-05 is outside 2^-16 .. 2^24; rescale the weights, for example to "
       "mean 1"},
      {"huge weight", [](batch& b) { b.weights[4] = 2e7; }, errc::data,
       "tally.update: weights, row 5: 20000000 is outside 2^-16 .. 2^24; rescale the weights, for example to "
       "mean 1"},
      {"no respondents", [](batch& b) { b.respondents.clear(); }, errc::argument,
       "tally.update: the tally keeps respondents, but the batch has no respondents; map the column or make "
       "the tally "
       "without"},
      {"no clusters", [](batch& b) { b.cluster = {}; }, errc::argument,
       "tally.update: the tally keeps totals of sampling units, but the batch has no cluster; map the column "
       "or make "
       "the tally without"},
      {"population", [](batch& b) { b.fpc[0] = -2; }, errc::data,
       "tally.update: fpc, row 1: -2 is not a population; it must be finite and not negative"},
  };
  for (const bad_batch& bad : table) {
    tally t(in, sampled(true));
    t.update(good);
    const auto before = t.serialize();
    batch b = good;
    for (group_column& g : b.groups) {  // names that must not stay behind
      std::vector<std::string> names(*g.levels);
      for (std::string& n : names) n += " new";
      g.levels = std::make_shared<const std::vector<std::string>>(std::move(names));
    }
    bad.spoil(b);
    try {
      t.update(b);
      ADD_FAILURE() << bad.name << ": accepted";
    } catch (const error& e) {
      EXPECT_STREQ(e.what(), bad.message) << bad.name;
      EXPECT_EQ(e.code(), bad.code) << bad.name;
    }
    EXPECT_EQ(t.serialize(), before) << bad.name;
  }
}

TEST(TallyRefuses, TwoPopulationsOfOneStratumAndTakesEverythingBack) {
  const instrument_ptr in = every_kind();
  drawing d;
  d.rows = 50;
  d.sampling = true;
  const batch good = draw(*in, d);
  tally t(in, sampled(false));
  t.update(good);
  const auto before = t.serialize();
  d.seed = 2;
  d.units = 9;  // segments and levels that are made before the fault is found
  batch bad = draw(*in, d);
  bad.fpc[bad.rows - 1] = 7;
  EXPECT_THROW(t.update(bad), error);
  EXPECT_EQ(t.serialize(), before);
  t.update(good);  // and it goes on as if nothing had been
  tally twice(in, sampled(false));
  twice.update(good);
  twice.update(good);
  EXPECT_EQ(t.serialize(), twice.serialize());

  tally other(in, sampled(false));
  for (double& population : bad.fpc) population = 7;
  other.update(bad);
  const auto now = t.serialize();
  EXPECT_THROW(t.merge(other), error);
  EXPECT_EQ(t.serialize(), now);
}

TEST(TallyRefuses, MergesNamingTheDifference) {
  const instrument_ptr in = every_kind();
  const auto message = [&](const instrument_ptr& other, const tally_options& o) -> std::string {
    tally a(in, {});
    const tally b(other, o);
    try {
      a.merge(b);
    } catch (const error& e) {
      EXPECT_EQ(e.code(), errc::state);
      return e.what();
    }
    return "merged";
  };
  instrument changed = *in;
  const auto remade = [&] {
    auto made = std::make_shared<instrument>(changed);
    made->identity.value = fingerprint_of(*made);
    changed = *in;
    return made;
  };
  EXPECT_EQ(message(std::make_shared<const instrument>(*in), {}), "merged");
  changed.id = "other";
  EXPECT_EQ(message(remade(), {}),
            "tally.merge: the instruments differ: id is \"every-kind\" here and \"other\" there");
  changed.version = "2";
  EXPECT_EQ(message(remade(), {}),
            "tally.merge: the instruments differ: version is \"1\" here and \"2\" there");
  changed.measures[1].min_answered = 0.8;
  EXPECT_EQ(
      message(remade(), {}),
      "tally.merge: the instruments share id \"every-kind\" and version \"1\", but differ in measures[1] "
      "(\"five\"); give a changed instrument a new version");
  changed.items[2].reverse = true;
  EXPECT_EQ(message(remade(), {}),
            "tally.merge: the instruments share id \"every-kind\" and version \"1\", but differ in items[2] "
            "(\"q3\"); "
            "give a changed instrument a new version");
  tally_options o;
  o.weighted = true;
  EXPECT_EQ(message(in, o), "tally.merge: the options differ: weighted is 0 here and 1 there");
  o = {};
  o.seed = 5;
  EXPECT_EQ(message(in, o), "tally.merge: the options differ: seed is 1 here and 5 there");
  o = {};
  o.histograms = false;
  EXPECT_EQ(message(in, o), "tally.merge: the options differ: histograms is 1 here and 0 there");
  o = {};
  o.strata = true;
  EXPECT_EQ(message(in, o), "tally.merge: the options differ: strata is 0 here and 1 there");
  o = {};
  o.given.rscales = {1, 2};
  EXPECT_EQ(message(in, o),
            "tally.merge: the options differ: the number of given replicate weights is 0 here and 2 there");
}

TEST(TallyRefuses, SumsThatCouldLeaveTheirRange) {
  // Every doubling of a tally by merging it with itself doubles its sums; the check must stop it while all
  // sums are still exact, and leave it unchanged.
  const instrument_ptr in = every_kind();
  for (const bool weighted : {false, true}) {
    drawing d;
    d.rows = 64;
    d.weights = weighted;
    batch b = draw(*in, d);
    for (double& w : b.weights) w = w == 0 ? 0 : 0x1p24;
    tally_options o;
    o.weighted = weighted;
    tally t(in, o);
    t.update(b);
    bool refused = false;
    for (int doubling = 0; doubling < 80 && !refused; ++doubling) {
      const auto before = t.serialize();
      const double rows = t.sums(std::vector<std::size_t>{0})->rows();
      try {
        t.merge(t);
        EXPECT_EQ(t.sums(std::vector<std::size_t>{0})->rows(), 2 * rows);
      } catch (const error& e) {
        refused = true;
        EXPECT_EQ(e.code(), errc::overflow) << e.what();
        EXPECT_EQ(t.serialize(), before);
        EXPECT_GE(doubling, weighted ? 10 : 40);
        const tally back = tally::deserialize(before, in);
        EXPECT_EQ(back.serialize(), before);
      }
    }
    EXPECT_TRUE(refused);
  }
}

TEST(TallyRefuses, OptionsAndQuestionsThatMakeNoSense) {
  const instrument_ptr in = every_kind();
  tally_options o;
  o.replicates = 10;
  EXPECT_THROW(tally(in, o), error);
  EXPECT_THROW(tally(nullptr, {}), error);
  o = {};
  o.pair_moments = false;
  o.histograms = false;
  tally t(in, o);
  t.update(draw(*in, {}));
  const auto sums = t.sums(std::vector<std::size_t>{0, 1});
  EXPECT_NO_THROW(static_cast<void>(sums->pair(2, 2)));
  EXPECT_THROW(static_cast<void>(sums->pair(1, 2)), error);
  EXPECT_THROW(static_cast<void>(sums->measure(99)), error);
  EXPECT_THROW(static_cast<void>(sums->replicate_mean(0, 0)), error);
  EXPECT_TRUE(sums->histogram(0).empty());
  EXPECT_TRUE(sums->contingency(0, 1).empty());
  EXPECT_TRUE(sums->psu_totals().empty());
  EXPECT_THROW(static_cast<void>(t.sums(std::vector<std::size_t>{1, 1})), error);
  EXPECT_THROW(static_cast<void>(t.sums(std::vector<std::size_t>{5000})), error);
  EXPECT_THROW(static_cast<void>(t.levels(3)), error);
  EXPECT_EQ(t.measure_position("nps"), 8);
  EXPECT_EQ(t.measure_position("nothing"), -1);
}

}  // namespace
