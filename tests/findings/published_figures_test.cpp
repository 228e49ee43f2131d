// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>

#include "cxm/estimate/gap.hpp"
#include "cxm/findings/findings.hpp"
#include "support/findings_world.hpp"

// The figures that the field publishes, found again in data that have those margins.

namespace {

using namespace cxm;
using namespace cxm::testing;

std::vector<double> repeated(std::initializer_list<std::pair<int, double>> runs) {
  std::vector<double> out;
  for (const auto& [n, value] : runs) out.insert(out.end(), static_cast<std::size_t>(n), value);
  return out;
}

TEST(PublishedFigures, VisibilityFunnelOf680Executives) {
  // 13 % have a single source and 30 % pursue one, 23 % are free to act, 25 % act on most of their data
  // (HBR Analytic Services 2017). Nested as far as the margins allow: 88 all, 156 free, 170 act.
  world w;
  for (const char* id : {"source", "pursuing", "free", "acts"}) w.measure(id, measure_kind::share);
  for (const char* id : {"funnel:v:2", "funnel:v:3", "funnel:v:in_order"}) w.measure(id, measure_kind::joint);
  w.asked.findings.funnels = {{"v", {}, {{"source", "pursuing"}, {"free", {}}, {"acts", {}}}}};
  sample s;
  s.measures = {repeated({{88, 1}, {592, 0}}),         repeated({{88, 0}, {204, 1}, {388, 0}}),
                repeated({{156, 1}, {524, 0}}),        repeated({{170, 1}, {510, 0}}),
                repeated({{88, 1}, {592, 0}}),         repeated({{88, 1}, {592, 0}}),
                repeated({{88, 1}, {82, 0}, {510, 1}})};
  const auto found = funnel_findings(w.ready(s));
  EXPECT_NEAR(row(found[0], "step:source").value, .13, .0006);
  EXPECT_NEAR(row(found[0], "pursued:source").value, .30, .0001);
  EXPECT_NEAR(row(found[0], "step:free").value, .23, .0006);
  EXPECT_NEAR(row(found[0], "step:acts").value, .25, .0001);
  EXPECT_NEAR(row(found[0], "reached:3").value, .13, .0006);
  EXPECT_NEAR(row(found[0], "violations").value, 82. / 680, 1e-12);
  // All who have the source go on; the loss is at the source.
  EXPECT_EQ(row(found[0], "conversion:2").value, 1);
  EXPECT_EQ(found[0].found.verdict, "source");
  EXPECT_GT(found[0].found.probability, .999);
}

TEST(PublishedFigures, FunnelOfDifferentPeopleHasBounds) {
  // The same margins from three samples whom nobody joins: all three between 0 and 13 %.
  world w;
  for (const char* id : {"source", "free", "acts"}) w.measure(id, measure_kind::share);
  for (const char* id : {"funnel:v:2", "funnel:v:3", "funnel:v:in_order"}) w.measure(id, measure_kind::joint);
  w.asked.findings.funnels = {{"v", {}, {{"source", {}}, {"free", {}}, {"acts", {}}}}};
  sample s;
  s.measures = {repeated({{13, 1}, {87, 0}, {200, absent}}),
                repeated({{100, absent}, {23, 1}, {77, 0}, {100, absent}}),
                repeated({{200, absent}, {25, 1}, {75, 0}}),
                repeated({{300, absent}}),
                repeated({{300, absent}}),
                repeated({{300, absent}})};
  const auto found = funnel_findings(w.ready(s));
  const estimate& all = row(found[0], "reached:3");
  EXPECT_TRUE(all.has(estimate_flag::bounds));
  EXPECT_EQ(all.low, 0);
  EXPECT_NEAR(all.high, .13, 1e-12);
  EXPECT_EQ(found[0].found.verdict, "not settled");
}

TEST(PublishedFigures, HavesAreTwiceAsLikelyToBeatTheirProfitTarget) {
  // 62 % say that the definition is understood (Aveus); twice as many of these beat their target.
  world w;
  w.measure("definition", measure_kind::share);
  w.measure("profit", measure_kind::share);
  definition_question q;
  q.id = "d";
  q.measure = "definition";
  q.outcomes = {"profit"};
  w.asked.findings.definitions = {q};
  sample s;
  s.measures = {repeated({{310, 1}, {190, 0}}), repeated({{155, 1}, {155, 0}, {48, 1}, {142, 0}})};
  s.measures[1][357] = 0;  // 47.5 is not a number of people: 47 of 190
  finding_input& in = w.ready(s);
  const auto definition = definition_findings(in);
  EXPECT_NEAR(row(definition[0], "yes").value, .62, 1e-12);
  EXPECT_EQ(definition[0].found.verdict, "shared");
  const auto links = outcome_findings(in);
  ASSERT_EQ(links.size(), 1U);
  EXPECT_EQ(links[0].found.id, "outcome_link:d.profit");
  EXPECT_NEAR(row(links[0], "relative_risk").value, 2.0, .03);
  EXPECT_GT(row(links[0], "relative_risk").low, 1.4);
  EXPECT_EQ(links[0].found.verdict, "goes with");
  EXPECT_LT(links[0].found.p_value, 1e-6);
}

TEST(PublishedFigures, RoadblocksOfTheHaveNots) {
  // 27 % of the Have Nots lack the right champions (Aveus). Of 500 leaders 190 have no definition, 51 of
  // these name champions and 40 funding; among the 310 others many name funding.
  world w;
  for (const char* id : {"definition", "champions", "funding"}) w.measure(id, measure_kind::share);
  scale pick;
  pick.id = "pick";
  pick.kind = scale_kind::choice;
  w.asked.scales = {pick};
  roadblock_question q;
  q.id = "r";
  q.item = "r";
  q.measures = {"champions", "funding"};
  q.have_nots_of = "definition";
  w.asked.findings.roadblocks = {q};
  sample s;
  s.measures = {repeated({{310, 1}, {190, 0}}), repeated({{310, 0}, {51, 1}, {139, 0}}),
                repeated({{250, 1}, {60, 0}, {150, 0}, {40, 1}})};
  const auto found = roadblock_findings(w.ready(s));
  EXPECT_NEAR(row(found[0], "share:champions").value, .27, .002);
  EXPECT_NEAR(row(found[0], "share:funding").value, 40. / 190, 1e-12);
  EXPECT_EQ(row(found[0], "share:champions").n, 190);
  EXPECT_EQ(row(found[0], "rank:champions").value, 1);
  EXPECT_EQ(found[0].found.base, 190);
}

TEST(PublishedFigures, MostOfTheDefectedHadBeenSatisfied) {
  // 60 to 80 % of defected customers had been satisfied (Bain): here 70 of 100, and 850 of 900 who stayed.
  world w;
  for (const char* id : {"satisfied", "stayed"}) w.measure(id, measure_kind::share);
  for (const char* id : {"defectors:d:left", "defectors:d:stayed"}) w.measure(id, measure_kind::joint);
  w.asked.findings.defectors = {{"d", {}, "satisfied", "stayed", {}, {}}};
  sample s;
  s.measures = {repeated({{70, 1}, {30, 0}, {850, 1}, {50, 0}}), repeated({{100, 0}, {900, 1}}),
                repeated({{70, 1}, {930, 0}}), repeated({{100, 0}, {850, 1}, {50, 0}})};
  const auto found = defector_findings(w.ready(s));
  EXPECT_NEAR(row(found[0], "satisfied_given_left").value, .70, 1e-12);
  EXPECT_NEAR(row(found[0], "left_given_satisfied").value, 70. / 920, 1e-12);
  EXPECT_NEAR(row(found[0], "left_given_dissatisfied").value, 30. / 80, 1e-12);
  EXPECT_NEAR(row(found[0], "relative_risk").value, (30. / 80) / (70. / 920), 1e-9);
  EXPECT_NEAR(row(found[0], "left").value, .1, 1e-12);
  EXPECT_EQ(found[0].found.verdict, "satisfied defectors");
}

TEST(PublishedFigures, NetPromoterScoreFrom67To68IsNoise) {
  // 8 % detractors, 75 and 76 % promoters, 1,000 answers a wave.
  const auto wave = [](int promoters) {
    sample s;
    s.measures = {repeated({{promoters, 100}, {920 - promoters, 0}, {80, -100}})};
    return s;
  };
  world before;
  before.measure("nps", measure_kind::nps);
  world now;
  now.measure("nps", measure_kind::nps);
  finding_input& first = before.ready(wave(750));
  first.wave = "2017";
  finding_input& second = now.ready(wave(760));
  second.wave = "2018";
  second.before = &first;
  const auto found = change_findings(second);
  ASSERT_EQ(found.size(), 1U);  // NPS is watched without being declared
  EXPECT_NEAR(row(found[0], "before").value, 67, 1e-12);
  EXPECT_NEAR(row(found[0], "now").value, 68, 1e-12);
  EXPECT_EQ(found[0].found.verdict, "not settled");
  // z^2 (.3811 + .3776) 100^2 / 1^2, and with z + z_.8; n - 1 in the variances adds one in a thousand.
  EXPECT_NEAR(row(found[0], "answers_to_show").value, 29146, 60);
  EXPECT_NEAR(row(found[0], "answers_for_power").value, 59553, 120);
  EXPECT_NEAR(row(found[0], "P(same_sign)").value, .642, .005);
  EXPECT_NE(found[0].found.sentence.find("29,000"), std::string::npos) << found[0].found.sentence;
  // With 60,000 answers a wave the same change is real.
  world large_before;
  large_before.measure("nps", measure_kind::nps);
  world large;
  large.measure("nps", measure_kind::nps);
  const auto sixty = [&](int promoters) {
    sample s;
    s.measures = {repeated({{60 * promoters, 100}, {60 * (920 - promoters), 0}, {60 * 80, -100}})};
    return s;
  };
  finding_input& start = large_before.ready(sixty(750));
  finding_input& end = large.ready(sixty(760));
  end.before = &start;
  EXPECT_EQ(change_findings(end)[0].found.verdict, "risen");
  // And without any change two large waves settle that there is none.
  world same;
  same.measure("nps", measure_kind::nps);
  finding_input& again = same.ready(sixty(750));
  again.before = &start;
  EXPECT_EQ(change_findings(again)[0].found.verdict, "no change");
}

TEST(PublishedFigures, GapsFromMarginsAlone) {
  // 90 % important, 45 % effective, of people whom nobody joins.
  world w;
  w.measure("i", measure_kind::share);
  w.measure("e", measure_kind::share);
  importance_pair p;
  p.id = "culture";
  p.importance = "i";
  p.effectiveness = "e";
  w.asked.findings.importance = {p};
  sample s;
  s.measures = {repeated({{612, 1}, {68, 0}, {680, absent}}), repeated({{680, absent}, {306, 1}, {374, 0}})};
  const auto found = importance_findings(w.ready(s));
  const estimate& narrow = row(found[0], "gap:narrowest");
  const estimate& wide = row(found[0], "gap:widest");
  EXPECT_NEAR(narrow.value, .45, 1e-12);
  EXPECT_NEAR(wide.value, .45, 1e-12);
  EXPECT_GT(wide.high - wide.low, narrow.high - narrow.low);
  // The interval of the true table lies between them, whatever it is.
  for (int both = 238; both <= 306; both += 17) {
    const estimate truth =
        newcombe_paired_difference({both * 1., 612. - both, 306. - both, 680. - 918 + both});
    EXPECT_LE(truth.high - truth.low, wide.high - wide.low + 1e-12) << both;
    EXPECT_GE(truth.high - truth.low, narrow.high - narrow.low - 1e-12) << both;
  }
  EXPECT_EQ(found[0].found.verdict, "gap");
}

TEST(Perception, MarginInPooledStandardDeviations) {
  // Leaders 60, customers 50, sd 20 both: half a standard deviation is 10.
  world w;
  w.measure("score", measure_kind::composite);
  w.role_of("leader");
  w.role_of("customer", false);
  perception_statement p;
  p.id = "p";
  p.measure = "score";
  p.roles = {"leader", "customer"};
  p.margin_sd = .5;
  w.asked.findings.perception = {p};
  sample leaders;
  leaders.measures = {repeated({{50, 40}, {50, 80}})};
  sample customers;
  customers.measures = {repeated({{50, 30}, {50, 70}})};
  sample all;
  all.measures = {leaders.measures[0]};
  all.measures[0].insert(all.measures[0].end(), customers.measures[0].begin(), customers.measures[0].end());
  const auto found = perception_findings(w.ready(all, {{"leader", leaders}, {"customer", customers}}));
  EXPECT_NEAR(row(found[0], "margin:customer").value, .5 * 20 * std::sqrt(200. / 198), 1e-9);
  EXPECT_EQ(found[0].found.verdict, "not settled");  // the difference is the margin
}

TEST(Coverage, SaysWhoWasNotHeardAndHowFarTheSilentReach) {
  world w;
  w.measure("culture", measure_kind::composite);
  w.role_of("leader");
  w.role_of("staff");
  w.role_of("customer", false);
  index_definition index;
  index.id = "maturity";
  index.of = {"culture"};
  w.asked.indices = {index};
  sample leaders;
  leaders.measures = {repeated({{10, 60}, {10, 80}})};
  sample staff;
  staff.measures = {repeated({{40, 40}, {40, 60}})};
  sample all;
  all.measures = {repeated({{10, 60}, {10, 80}, {40, 40}, {40, 60}})};
  finding_input& in = w.ready(all, {{"leader", leaders}, {"staff", staff}});
  in.heads = {{"leader", {}, {}, 25}, {"staff", {}, {}, 375}, {"staff", "unit", "north", 50}};
  const auto found = coverage_findings(in);
  const finding_result& r = found.at(0);
  EXPECT_EQ(r.found.verdict, "one-sided");
  EXPECT_NE(r.found.sentence.find("customer"), std::string::npos);
  EXPECT_NEAR(row(r, "response:leader").value, .8, 1e-12);
  EXPECT_NEAR(row(r, "response:staff").value, 80. / 375, 1e-12);
  EXPECT_NEAR(row(r, "response").value, .25, 1e-12);
  // 54 heard of 25 %: those silent may move it by .75 x 10 points either way.
  const estimate& bounds = row(r, "if_silent_differ:maturity");
  EXPECT_NEAR(bounds.low, 46.5, 1e-9);
  EXPECT_NEAR(bounds.high, 61.5, 1e-9);
  EXPECT_NE(r.found.unseen.find("north"), std::string::npos);
}

}  // namespace
