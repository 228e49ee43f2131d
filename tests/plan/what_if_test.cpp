// SPDX-License-Identifier: Apache-2.0
#include "cxm/plan/what_if.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "assessment/fixture.hpp"
#include "cxm/assessment/assessment.hpp"
#include "cxm/base/random.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/plan/plan_request.hpp"

namespace cxm {
namespace {

assessment supposed(const std::vector<supposition>& what, std::shared_ptr<const norm> reference = nullptr) {
  auto request = std::make_shared<plan_request>();
  request->document.id = "test";
  request->what_if = what;
  assess_options options;
  options.plan = request;
  options.reference = std::move(reference);
  tally_options keep;
  keep.item_moments = true;
  return assess(testing::tally_of(testing::small_instrument(), testing::random_people(6), keep), options);
}

const supposed_quantity& of(const assessment& a, const std::string& id) {
  for (const supposed_quantity& q : a.plan->supposed) {
    if (q.id == id) return q;
  }
  throw error(errc::argument, "nothing follows for " + id);
}

TEST(WhatIf, AShiftKeepsTheErrorAndAValueTakesItsPlace) {
  const assessment a = supposed({{"culture", 5, true}});
  const result_row* measured = a.find("index", "maturity", "mean", {"after", "", ""});
  ASSERT_NE(measured, nullptr);
  const supposed_quantity& shifted = of(a, "maturity");
  EXPECT_NEAR(shifted.before.value, measured->value.value, 1e-9);
  EXPECT_NEAR(shifted.before.se, measured->value.se, .1 * measured->value.se);  // 1,000 draws
  EXPECT_NEAR(shifted.change.value, 2.5, 1e-9);
  EXPECT_NEAR(shifted.change.high, 2.5, 1e-9);  // a known step
  EXPECT_NEAR(shifted.after.se, shifted.before.se, 1e-9);
  double sum = 0;
  for (const double p : shifted.level_after) sum += p;
  EXPECT_NEAR(sum, 1, 1e-12);

  const assessment b = supposed({{"culture", 60, false}, {"leadership", 70, false}});
  EXPECT_NEAR(of(b, "maturity").after.value, 65, 1e-9);
  EXPECT_NEAR(of(b, "maturity").after.se, 0, 1e-9);
  EXPECT_NEAR(of(b, "geometric").after.value, std::sqrt(60.0 * 70), 1e-9);
  EXPECT_NEAR(of(b, "weakest").after.value, 60, 1e-9);
  EXPECT_GT(of(b, "maturity").change.se, 0);  // from where it starts is not known exactly
}

TEST(WhatIf, AQuestionMovesItsCompositesAndStopsAtTheEndOfTheScale) {
  const assessment a = supposed({{"c1", 8, true}});
  EXPECT_NEAR(of(a, "culture").change.value, 4, 1e-9);
  EXPECT_NEAR(of(a, "maturity").change.value, 2, 1e-9);
  const assessment b = supposed({{"leadership", 500, true}});
  EXPECT_NEAR(of(b, "leadership").after.value, 100, 1e-9);
}

// cx4 declares culture, leadership, visibility and champions as drivers of overall effectiveness.
TEST(WhatIf, AnOutcomeMovesByTheSlopesOfItsDrivers) {
  const instrument_ptr cx4 = load_instrument("cx4");
  std::vector<testing::survey_row> rows;
  random_stream random(11, 0);
  const auto code = [&](double x) { return static_cast<std::int32_t>(std::clamp(std::floor(x), 1.0, 5.0)); };
  for (int i = 0; i < 400; ++i) {
    testing::survey_row r{"employee", "", {"a"}, {}, 1, {}};
    double sum = 0;
    for (const char* dimension : {"culture", "leadership", "visibility", "champions"}) {
      const double own = 3.5 + random.normal();
      sum += own / 4;
      for (const std::string& id : cx4->find_measure(dimension)->items) {
        const std::int32_t answer = code(own + .7 * random.normal());
        r.answers[id] = cx4->find_item(id)->reverse ? 6 - answer : answer;
      }
    }
    r.answers["overall_effectiveness"] = code(sum + .5 * random.normal());
    rows.push_back(r);
  }
  auto request = std::make_shared<plan_request>();
  request->document.id = "test";
  request->what_if = {{"culture", 10, true}};
  assess_options options;
  options.plan = request;
  const assessment a = assess(testing::tally_of(cx4, rows), options);
  const supposed_quantity& outcome = of(a, "overall_score");
  // A quarter of the way, less what the noise of the answers takes away.
  EXPECT_GT(outcome.change.value, 1);
  EXPECT_LT(outcome.change.value, 3.5);
  EXPECT_LT(outcome.change.low, outcome.change.value);
  EXPECT_GT(outcome.change.se, 0);
}

TEST(WhatIf, PlacesBothInANorm) {
  auto reference = std::make_shared<norm>();
  reference->id = "n";
  norm_measure m;
  m.id = "maturity";
  m.unit = "points";
  for (int i = 0; i < 30; ++i) {
    reference->members.push_back({"o" + std::to_string(i), {}, {}});
    m.values.push_back({"o" + std::to_string(i), 40.0 + i, 1, 100});
  }
  reference->measures.push_back(m);
  const assessment a = supposed({{"culture", 20, true}}, reference);
  const supposed_quantity& q = of(a, "maturity");
  EXPECT_TRUE(q.percentile_before.defined());
  EXPECT_GT(q.percentile_after.value, q.percentile_before.value);
  EXPECT_FALSE(of(a, "geometric").percentile_after.defined());
}

TEST(WhatIf, RefusesWhatItCannotSuppose) {
  EXPECT_THROW((void)supposed({{"maturity", 5, true}}), error);  // an index follows
  EXPECT_THROW((void)supposed({{"cultur", 5, true}}), error);
  EXPECT_THROW((void)supposed({{"culture", 105, false}}), error);
  EXPECT_THROW((void)supposed({{"culture", 5, true}, {"culture", 6, true}}), error);
  EXPECT_THROW((void)supposed({{"block", 5, true}}), error);
  try {
    (void)supposed({{"culture", 105, false}});
  } catch (const error& e) {
    EXPECT_STREQ(e.what(), "what_if: \"culture\" is set to 105, but reaches from 0 to 100");
  }
}

TEST(WhatIf, ReadsSuppositions) {
  EXPECT_EQ(parse_supposition("culture=60").amount, 60);
  EXPECT_FALSE(parse_supposition("culture=60").shift);
  EXPECT_TRUE(parse_supposition("culture=+5").shift);
  EXPECT_EQ(parse_supposition("a=-5.5").amount, -5.5);
  for (const char* wrong : {"culture", "=5", "culture=", "culture=x", "culture=+", "culture=5x"}) {
    EXPECT_THROW((void)parse_supposition(wrong), error) << wrong;
  }
}

}  // namespace
}  // namespace cxm
