// SPDX-License-Identifier: Apache-2.0
#include "cxm/model/scoring.hpp"

#include <gtest/gtest.h>

#include <functional>
#include <limits>

#include "cxm/base/error.hpp"
#include "tally/survey_fixture.hpp"

namespace {

using namespace cxm;

const planned_measure& find(const scoring_plan& p, const std::string& id) {
  for (const planned_measure& m : p.measures) {
    if (m.id == id) return m;
  }
  throw std::runtime_error("no measure " + id);
}

struct expected_grid {
  const char* id;
  double step;
  std::int64_t lowest, highest;
  bool exact;
};

TEST(Scoring, GridsAreTheSmallestThatHoldEveryScore) {
  const scoring_plan p = compile_scoring(*tally_test::every_kind(), true);
  const std::vector<expected_grid> table{
      {"four", 100.0 / 48, 0, 48, true},                // 4 steps; 2, 3 or 4 answered: lcm 12
      {"five", 100.0 / 240, 0, 240, true},              // 3, 4 or 5 answered: lcm 60
      {"mixed", 100.0 / 25200, 0, 25200, true},         // lcm(4, 15) = 60; weights 4, 5, 6, 7 of 7: lcm 420
      {"thirteen", 100.0 / 1441440, 0, 1441440, true},  // 7 .. 13 answered: lcm 360360
      {"uneven", 0x1p-32, 0, 100LL << 32, false},       // a number and an odd weight
      {"likes", 1, 0, 1, true},
      {"nps", 100, -1, 1, true},
      {"half", 0.5, 1, 16, true},  // 0.5, 2, 4.5, 8
      {"spent", 0x1p-32, 0, 40LL << 32, false},
      {"gained", 0x1p-32, -grid_limit, grid_limit, false},
      {"champion", 1, 0, 1, true},
      {"gap", 100.0 / 240, -240, 240, true},
      {"loose", 0x1p-32, -(100LL << 32), 100LL << 32, false},
      {"item:q1", 1, 1, 5, true},
      {"item:rec", 1, 0, 10, true},
  };
  for (const expected_grid& e : table) {
    const measure_grid& g = find(p, e.id).grid;
    EXPECT_DOUBLE_EQ(g.step, e.step) << e.id;
    EXPECT_EQ(g.lowest, e.lowest) << e.id;
    EXPECT_EQ(g.highest, e.highest) << e.id;
    EXPECT_EQ(g.exact, e.exact) << e.id;
  }
  EXPECT_DOUBLE_EQ(find(p, "gap").low_score, -100);
  EXPECT_EQ(find(p, "gained").high_score, std::numeric_limits<double>::infinity());
  // Every source comes before its use.
  std::vector<bool> done(p.measures.size(), false);
  for (const scoring_step& s : p.steps) {
    if (s.how == scoring_step::kind::difference) {
      EXPECT_TRUE(done[s.minuend] && done[s.subtrahend]);
    }
    for (const auto& need : s.all) {
      if (need.measure >= 0) {
        EXPECT_TRUE(done[static_cast<std::size_t>(need.measure)]);
      }
    }
    done[s.target] = true;
  }
}

TEST(Scoring, RefusesWhatCannotBeScored) {
  const instrument good = *tally_test::every_kind();
  const auto message = [&](const std::function<void(instrument&)>& spoil) -> std::string {
    instrument bad = good;
    spoil(bad);
    try {
      static_cast<void>(compile_scoring(bad, false));
    } catch (const error& e) {
      EXPECT_EQ(e.code(), errc::instrument);
      return e.what();
    }
    return "compiled";
  };
  EXPECT_EQ(message([](instrument&) {}), "compiled");
  EXPECT_EQ(message([](instrument& d) { d.measures[0].items[1] = "q99"; }),
            "measures[0].items[1]: unknown item \"q99\"");
  EXPECT_EQ(message([](instrument& d) {
              d.measures[0].weights = {1, 2};
            }),
            "measures[0].weights: there are 2 weights for 4 items");
  EXPECT_EQ(message([](instrument& d) {
              d.measures[0].weights = {1, 2, 0, 1};
            }),
            "measures[0].weights[2]: a weight must be greater than 0");
  EXPECT_EQ(message([](instrument& d) { d.measures[13].minuend = "gap"; }),
            "measures[13]: \"gap\" refers to itself");
  EXPECT_EQ(message([](instrument& d) { d.measures[8].item = "q1"; }),
            "measures[8].item: an nps measure needs an item on an nps scale (0..10), and \"q1\" is not");
  EXPECT_EQ(message([](instrument& d) { d.measures[4].items[2] = "gain"; }),
            "measures[4].items[2]: scale \"money\" needs a minimum and a maximum to be part of a composite");
}

}  // namespace
