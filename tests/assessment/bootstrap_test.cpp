// SPDX-License-Identifier: Apache-2.0
// Intervals of indices from the replicates that a tally keeps.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "assessment/fixture.hpp"
#include "cxm/assessment/assessment.hpp"

namespace {

using namespace cxm;
using namespace cxm::testing;

instrument_ptr asked() {
  static const instrument_ptr made = parse_instrument(R"({
    "id": "boot", "version": "1",
    "scales": [{"id": "five", "kind": "ordinal", "codes": [1, 2, 3, 4, 5]}],
    "items": [{"id": "a", "scale": "five"}, {"id": "b", "scale": "five"}],
    "measures": [{"id": "first", "kind": "composite", "items": ["a"]},
                 {"id": "second", "kind": "composite", "items": ["b"]}],
    "indices": [{"id": "geometric", "kind": "geometric", "of": ["first", "second"]},
                {"id": "weakest", "kind": "minimum", "of": ["first", "second"]},
                {"id": "nested", "of": ["weakest", "first"]}]})");
  return made;
}

std::vector<survey_row> answers(std::uint64_t seed, std::size_t n) {
  std::vector<survey_row> rows;
  random_stream random(seed, 17);
  for (std::size_t i = 0; i < n; ++i) {
    survey_row r;
    const double u = random.uniform();
    const auto a = static_cast<std::int32_t>(u < .1 ? 1 : u < .25 ? 2 : u < .5 ? 3 : u < .8 ? 4 : 5);
    const double v = random.uniform();
    r.answers["a"] = a;
    r.answers["b"] = v < .5 ? std::min(a, 4) : static_cast<std::int32_t>(1 + random.below(3));
    rows.push_back(std::move(r));
  }
  return rows;
}

assessment assessed(const std::vector<survey_row>& rows, std::uint32_t replicates) {
  tally_options kept;
  kept.respondents = replicates > 0;
  kept.replicates = replicates;
  batch b = batch_of(*asked(), rows);
  for (std::size_t i = 0; i < rows.size(); ++i) b.respondents.push_back(respondent_key(std::to_string(i)));
  tally t(asked(), kept);
  t.update(b);
  return assess(t);
}

const std::vector<std::string> everybody{"", ""};

TEST(BootstrapIndex, StandsBesideTheFormulaAndReplacesWhatHasNone) {
  const auto rows = answers(1, 400);
  const assessment plain = assessed(rows, 0);
  const assessment with = assessed(rows, 400);
  EXPECT_EQ(plain.find("index", "geometric", "bootstrap", everybody), nullptr);
  const estimate formula = with.find("index", "geometric", "mean", everybody)->value;
  const estimate drawn = with.find("index", "geometric", "bootstrap", everybody)->value;
  EXPECT_EQ(formula.low, plain.find("index", "geometric", "mean", everybody)->value.low);
  EXPECT_EQ(drawn.value, formula.value);
  EXPECT_NEAR(drawn.se, formula.se, 0.12 * formula.se);
  EXPECT_NEAR(drawn.low, formula.low, 0.4 * formula.se);
  EXPECT_NEAR(drawn.high, formula.high, 0.4 * formula.se);
  EXPECT_TRUE(drawn.has(estimate_flag::approximate));
  const estimate nested = with.find("index", "nested", "mean", everybody)->value;
  EXPECT_EQ(nested.low, with.find("index", "nested", "bootstrap", everybody)->value.low);
  EXPECT_EQ(nested.method, "bootstrap, 400 replicates, percentile");
  EXPECT_EQ(plain.find("index", "nested", "mean", everybody)->value.method.substr(0, 9), "simulated");
}

TEST(BootstrapIndex, SaysNothingWhenAllReplicatesAgreeAndTheLimitsDo) {
  std::vector<survey_row> rows = answers(2, 40);
  for (survey_row& r : rows) r.answers["b"] = 1;  // a component of 0
  const assessment a = assessed(rows, 50);
  EXPECT_TRUE(a.find("index", "geometric", "bootstrap", everybody)->value.has(estimate_flag::no_interval));
  const estimate e = a.find("index", "geometric", "mean", everybody)->value;
  EXPECT_EQ(e.value, 0);
  EXPECT_EQ(e.low, 0);
  EXPECT_EQ(e.method, "limits of the measures, Bonferroni");
  assess_options wider;
  wider.level = 0.975;
  tally_options kept;
  const assessment b = assess(tally_of(asked(), rows, kept), wider);
  const double first = b.find("measure", "first", "mean", everybody)->value.high;
  const double second = b.find("measure", "second", "mean", everybody)->value.high;
  EXPECT_NEAR(e.high, std::sqrt(first * second), 1e-9);
  EXPECT_GT(e.high, 0);
}

TEST(BootstrapIndex, CoversTheTruth) {
  // 600 samples of 60 people: a rate of 95 % has a standard error of 0.9.
  const double first = 25 * (.1 * 0 + .15 * 1 + .25 * 2 + .3 * 3 + .2 * 4);
  const double second = 25 * (.5 * (.15 * 1 + .25 * 2 + .5 * 3) + .5 * 1);
  const double geometric = std::sqrt(first * second);
  const double nested = (std::min(first, second) + first) / 2;
  int covered = 0;
  int covered_nested = 0;
  const int samples = 600;
  for (int s = 0; s < samples; ++s) {
    const assessment a = assessed(answers(1000 + static_cast<std::uint64_t>(s), 60), 200);
    const estimate g = a.find("index", "geometric", "bootstrap", everybody)->value;
    const estimate m = a.find("index", "nested", "mean", everybody)->value;
    covered += g.low <= geometric && geometric <= g.high ? 1 : 0;
    covered_nested += m.low <= nested && nested <= m.high ? 1 : 0;
  }
  EXPECT_NEAR(100.0 * covered / samples, 95, 2.7);
  EXPECT_NEAR(100.0 * covered_nested / samples, 95, 2.7);
}

}  // namespace
