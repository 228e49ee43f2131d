// SPDX-License-Identifier: Apache-2.0
#include "cxm/findings/findings.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <memory>

#include "cxm/base/random.hpp"
#include "cxm/estimate/comparison_groups.hpp"
#include "cxm/estimate/gap.hpp"
#include "cxm/estimate/joint.hpp"
#include "cxm/estimate/share.hpp"
#include "cxm/stats/distributions.hpp"
#include "support/findings_world.hpp"

namespace {

using namespace cxm;
using namespace cxm::testing;

/// n people: the first `a` say yes to the first question, and `b` of these yes to the second; everyone
/// outside says no to the second.
void add_nested(sample& s, std::size_t n, std::size_t a, std::size_t b) {
  std::vector<double> first;
  std::vector<double> second;
  for (std::size_t i = 0; i < n; ++i) {
    first.push_back(i < a ? 1 : 0);
    second.push_back(i < b ? 1 : 0);
  }
  s.measures.push_back(first);
  s.measures.push_back(second);
}

TEST(Findings, PublishedGapsOfThreeSuccessFactors) {
  // 680 executives: culture 90 % important and 45 % effective, leadership 88 and 49, visibility 87 and 35.
  world w;
  sample s;
  const std::size_t margins[3][2] = {{612, 306}, {598, 333}, {592, 238}};
  const char* names[] = {"culture", "leadership", "visibility"};
  for (std::size_t k = 0; k < 3; ++k) {
    w.measure(std::string(names[k]) + "_i", measure_kind::share);
    w.measure(std::string(names[k]) + "_e", measure_kind::share);
    add_nested(s, 680, margins[k][0], margins[k][1]);
    importance_pair p;
    p.id = names[k];
    p.importance = std::string(names[k]) + "_i";
    p.effectiveness = std::string(names[k]) + "_e";
    w.asked.findings.importance.push_back(p);
  }
  const auto found = importance_findings(w.ready(s));
  ASSERT_EQ(found.size(), 6U);  // three gaps, three quadrants
  EXPECT_NEAR(row(found[0], "gap").value, .45, .0005);
  EXPECT_NEAR(row(found[1], "gap").value, .39, .0005);
  EXPECT_NEAR(row(found[2], "gap").value, .52, .0010);
  EXPECT_EQ(row(found[2], "rank").value, 1);
  EXPECT_EQ(row(found[1], "rank").value, 3);
  // Nested answers: 306 say important only, none effective only. Newcombe's paired interval of that table.
  const estimate direct = newcombe_paired_difference({306, 306, 0, 68});
  EXPECT_NEAR(row(found[0], "gap").low, direct.low, 1e-12);
  EXPECT_NEAR(row(found[0], "gap").high, direct.high, 1e-12);
  EXPECT_EQ(found[0].found.verdict, "gap");
  EXPECT_GT(found[0].found.probability, .999);
  EXPECT_EQ(found[0].found.base, 680);
  EXPECT_NE(found[0].found.sentence.find("90 %"), std::string::npos);
  EXPECT_NE(found[0].found.sentence.find("45 points"), std::string::npos);
  // All are held important; against the mid-point all are weak, against each other they differ.
  EXPECT_NEAR(row(found[5], "P(midpoint:concentrate)").value, 1, 1e-6);
}

TEST(Findings, QuadrantsAreTakenAgainstAGivenNormToo) {
  // Two subjects as shares of 400 people: (.9 important, .7 effective) and (.8, .6).
  world w;
  sample s;
  for (const char* name : {"a", "b"}) {
    w.measure(std::string(name) + "_i", measure_kind::share);
    w.measure(std::string(name) + "_e", measure_kind::share);
    importance_pair p;
    p.id = name;
    p.importance = std::string(name) + "_i";
    p.effectiveness = std::string(name) + "_e";
    w.asked.findings.importance.push_back(p);
  }
  add_nested(s, 400, 360, 280);
  add_nested(s, 400, 320, 240);
  finding_input in = w.ready(s);
  // The middle of the scale lies far below both; a norm of (.6, .4) too, one of (.6, .95) is more effective.
  const auto with = [&](double important, double effective) {
    in.norm_centre = [=](std::string_view id) { return id.back() == 'i' ? important : effective; };
    return importance_findings(in)[2];  // after two gaps
  };
  const finding_result none = importance_findings(in)[2];
  EXPECT_EQ(none.found.id, "quadrant:a");
  EXPECT_EQ(none.found.verdict, "keep up");  // above the middle, and above the mean of the two
  EXPECT_NE(none.found.unseen.find("no norm was given"), std::string::npos);
  const finding_result low = with(.6, .4);
  EXPECT_EQ(low.found.verdict, "keep up");
  EXPECT_TRUE(low.found.unseen.empty()) << low.found.unseen;
  EXPECT_NEAR(row(low, "norm:importance").value, .6, 1e-12);
  EXPECT_NEAR(row(low, "norm:effectiveness").value, .4, 1e-12);
  EXPECT_NEAR(row(low, "P(norm:keep up)").value, 1, 1e-9);
  const finding_result high = with(.6, .95);
  EXPECT_NEAR(row(high, "P(norm:concentrate)").value, 1, 1e-9);
  EXPECT_EQ(high.found.verdict, "not settled") << "the crosshairs disagree";
  EXPECT_LT(high.found.probability, 1);
  // A norm that lacks a question draws no line, and says so.
  in.norm_centre = [](std::string_view id) { return id == "a_i" ? std::nan("") : .5; };
  const finding_result lacking = importance_findings(in)[2];
  EXPECT_EQ(lacking.found.verdict, none.found.verdict);
  EXPECT_NE(lacking.found.unseen.find("lacks some"), std::string::npos);
}

TEST(Findings, GermanSentencesExist) {
  world w;
  w.in.language = "de";
  sample s;
  w.measure("i", measure_kind::share);
  w.measure("e", measure_kind::share);
  add_nested(s, 100, 90, 45);
  importance_pair p;
  p.id = "kultur";
  p.importance = "i";
  p.effectiveness = "e";
  w.asked.findings.importance.push_back(p);
  const auto found = importance_findings(w.ready(s));
  EXPECT_NE(found[0].found.sentence.find("wichtig"), std::string::npos);
  EXPECT_NE(found[0].found.sentence.find("45 Punkten"), std::string::npos);
}

world lip_service_world(bool joint) {
  world w;
  w.measure("say", measure_kind::share);
  w.measure("done", measure_kind::share);
  w.measure("both", measure_kind::joint);
  say_do_pair p;
  p.id = "priority";
  p.say = "say";
  p.done = "done";
  if (joint) p.say_not_done = "both";
  w.asked.findings.say_do.push_back(p);
  return w;
}

TEST(Findings, LipServiceFromMarginsHasThePublishedBounds) {
  // 92 % call it a priority, 45 % lack resources: 55 % have them; between 37 % and 45 % say and do not.
  world w = lip_service_world(false);
  sample s;
  add_nested(s, 1000, 920, 550);
  s.measures.push_back(std::vector<double>(1000, absent));
  const auto found = say_do_findings(w.ready(s));
  EXPECT_NEAR(row(found[0], "bounds").low, .37, 1e-12);
  EXPECT_NEAR(row(found[0], "bounds").high, .45, 1e-12);
  EXPECT_TRUE(row(found[0], "bounds").has(estimate_flag::bounds));
  EXPECT_EQ(found[0].found.verdict, "say without do");  // even the lower bound is above a quarter
  EXPECT_NE(found[0].found.sentence.find("37 %"), std::string::npos);
  EXPECT_FALSE(found[0].found.unseen.empty());
}

TEST(Findings, LipServiceFromRowsByHand) {
  // 100 people: 80 say, 30 of these do; of the 20 others 10 do. L = 50/100, P(not done | say) = 50/80.
  world w = lip_service_world(true);
  sample s;
  s.measures.assign(3, {});
  for (int i = 0; i < 100; ++i) {
    const double say = i < 80 ? 1 : 0;
    const double done = i < 30 || i >= 90 ? 1 : 0;
    s.measures[0].push_back(say);
    s.measures[1].push_back(done);
    s.measures[2].push_back(say == 1 && done == 0 ? 1 : 0);
  }
  const auto found = say_do_findings(w.ready(s));
  EXPECT_NEAR(row(found[0], "say_not_done").value, .5, 1e-12);
  EXPECT_NEAR(row(found[0], "not_done_given_say").value, .625, 1e-12);
  const estimate wilson = share_interval_from_counts(50, 80);
  EXPECT_NEAR(row(found[0], "not_done_given_say").low, wilson.low, 1e-12);
  EXPECT_NEAR(row(found[0], "done_given_say").high, 1 - wilson.low, 1e-12);
  // Ratio .4/.8. Population moments: V_S = .16, V_D = .24, C = .3 - .32 = -.02, over n - 1 = 99:
  // var log = (.24/.16 + .16/.64 + 2 * .02/.32) / 99 = 1.875 / 99.
  EXPECT_NEAR(row(found[0], "ratio").value, .5, 1e-12);
  const double half = 1.959963984540054 * std::sqrt(1.875 / 99);
  EXPECT_NEAR(row(found[0], "ratio").low, .5 * std::exp(-half), 1e-10);
  EXPECT_EQ(found[0].found.verdict, "say without do");
  // The bounds hold what the rows show.
  EXPECT_LE(row(found[0], "bounds").low, .5);
  EXPECT_GE(row(found[0], "bounds").high, .5);
}

sample share_sample(double yes, double n) {
  sample s;
  s.measures.emplace_back();
  for (int i = 0; i < n; ++i) s.measures[0].push_back(i < yes ? 1 : 0);
  return s;
}

TEST(Findings, PerceptionGapOfSuppliersAndCustomers) {
  // 56 % of suppliers think themselves extremely customer-centric, 12 % of customers agree.
  world w;
  w.measure("centric", measure_kind::share);
  w.role_of("executive");
  w.role_of("customer", false);
  perception_statement p;
  p.id = "centric";
  p.measure = "centric";
  p.roles = {"executive", "employee", "customer"};
  w.asked.findings.perception.push_back(p);
  const auto found =
      perception_findings(w.ready(share_sample(680, 2000), {{"executive", share_sample(168, 300)},
                                                            {"customer", share_sample(204, 1700)}}));
  ASSERT_EQ(found.size(), 1U);
  const estimate& gap = row(found[0], "gap:executive-customer");
  EXPECT_NEAR(gap.value, .44, 1e-12);
  const estimate direct =
      newcombe_difference(share_interval_from_counts(168, 300), share_interval_from_counts(204, 1700));
  EXPECT_EQ(gap.low, direct.low);
  EXPECT_EQ(found[0].found.verdict, "over");
  EXPECT_NE(found[0].found.unseen.find("employee"), std::string::npos);
  // Pearson's chi-squared of the 2 x 2 table: N (ad - bc)^2 / product of margins.
  const double pearson = 2000.0 * std::pow(168.0 * 1496 - 132.0 * 204, 2) / (300.0 * 1700 * 372 * 1628);
  EXPECT_NEAR(found[0].found.statistic, pearson, 1e-9 * pearson);
}

TEST(Findings, InflationOfAnIndexOfLeadersOnly) {
  world w;
  w.measure("culture", measure_kind::composite);
  w.role_of("executive");
  w.role_of("employee");
  index_definition index;
  index.id = "maturity";
  index.of = {"culture"};
  w.asked.indices.push_back(index);
  level_definition level;
  level.index = "maturity";
  w.asked.levels.push_back(level);
  perception_statement p;
  p.id = "culture";
  p.measure = "culture";
  p.roles = {"executive", "employee"};
  w.asked.findings.perception.push_back(p);
  // Leaders 60, 70, 80, 70, 70 (mean 70, s^2 50); employees 40, 50, 60, 50, 50 (mean 50, s^2 50).
  const sample leaders{{{60, 70, 80, 70, 70}}, {}, {}, {}, {}, {}};
  const sample staff{{{40, 50, 60, 50, 50}}, {}, {}, {}, {}, {}};
  const sample all{{{60, 70, 80, 70, 70, 40, 50, 60, 50, 50}}, {}, {}, {}, {}, {}};
  const auto found = perception_findings(w.ready(all, {{"executive", leaders}, {"employee", staff}}));
  ASSERT_EQ(found.size(), 2U);
  const estimate& inflation = row(found[1], "inflation");
  EXPECT_NEAR(inflation.value, 10, 1e-12);                    // 70 - (70 + 50) / 2
  EXPECT_NEAR(inflation.se, std::sqrt(2 * .25 * 10), 1e-12);  // .25 * 50/5 from each
  EXPECT_EQ(found[1].found.verdict, "inflated");
}

TEST(Findings, RoadblocksHaveSimultaneousIntervalsAndRanks) {
  world w;
  const char* names[] = {"money", "silos", "skills", "time"};
  roadblock_question q;
  q.id = "blocks";
  sample s;
  const double shares[] = {.7, .4, .38, .1};
  random_stream random(4, 4);
  for (std::size_t k = 0; k < 4; ++k) {
    w.measure(names[k], measure_kind::share);
    q.measures.emplace_back(names[k]);
    s.measures.emplace_back();
    for (int i = 0; i < 200; ++i) s.measures[k].push_back(random.uniform() < shares[k] ? 1 : 0);
  }
  w.asked.findings.roadblocks.push_back(q);
  const auto found = roadblock_findings(w.ready(s));
  EXPECT_EQ(found[0].found.verdict, "money");
  EXPECT_GT(found[0].found.probability, .99);
  EXPECT_EQ(row(found[0], "rank:money").high, 1);
  EXPECT_EQ(row(found[0], "rank:time").low, 4);
  EXPECT_EQ(row(found[0], "rank:silos").low, 2);
  EXPECT_EQ(row(found[0], "rank:silos").high, 3);
  const estimate single = measure_estimate(w.in.groups[0].estimates, 0);
  EXPECT_LT(row(found[0], "share:money").low, single.low);
  EXPECT_GT(row(found[0], "share:money").high, single.high);
}

TEST(Joint, CriticalValueLiesBetweenSingleAndBonferroni) {
  const normal_draws draws(1, 20000, 4);
  const double infinity = std::numeric_limits<double>::infinity();
  matrix independent(4, 4);
  matrix same(4, 4, 1.0);
  for (std::size_t i = 0; i < 4; ++i) independent(i, i) = 1;
  // Independent: Phi(c)^... = .95, so c = Phi^-1((1 + .95^(1/4)) / 2); 20,000 draws: error about .02.
  const double exact = stats::normal_quantile((1 + std::pow(.95, .25)) / 2);
  EXPECT_NEAR(simultaneous_critical_value(independent, infinity, draws), exact, .04);
  EXPECT_NEAR(simultaneous_critical_value(same, infinity, draws), stats::normal_quantile(.975), .04);
}

TEST(Joint, RankSetsCoverTheTrueRanks) {
  // Five estimates, two of them equal; 1,500 rounds; all ranks at once. Three Monte Carlo errors are .017,
  // and the sets are conservative.
  const std::vector<double> truth{10, 12, 12, 15, 20};
  const std::vector<double> best{5, 3, 3, 2, 1};
  const std::vector<double> worst{5, 4, 4, 2, 1};
  const normal_draws draws(1, 1000, 5);
  matrix v(5, 5);
  for (std::size_t i = 0; i < 5; ++i) {
    for (std::size_t j = 0; j < 5; ++j) v(i, j) = i == j ? 1.5 : 0.4;
  }
  int covered = 0;
  const int rounds = 1500;
  for (int r = 0; r < rounds; ++r) {
    random_stream random(31, static_cast<std::uint64_t>(r));
    std::vector<double> x(5);
    const double common = std::sqrt(.4) * random.normal();
    for (std::size_t i = 0; i < 5; ++i) x[i] = truth[i] + common + std::sqrt(1.1) * random.normal();
    const auto sets = joint_ranks(x, v, std::numeric_limits<double>::infinity(), draws);
    bool all = true;
    for (std::size_t i = 0; i < 5; ++i) all = all && sets[i].low <= best[i] && sets[i].high >= worst[i];
    covered += all ? 1 : 0;
  }
  EXPECT_GE(covered / static_cast<double>(rounds), .95 - .017);
}

TEST(AdjustedP, BenjaminiHochbergByHand) {
  // p .01, .04, .03, .5: sorted .01*4/1 = .04, .03*4/2 = .06, .04*4/3 = .0533 -> .0533 for both, .5.
  const std::vector<double> q =
      adjust_p_values(std::vector<double>{.01, .04, .03, .5}, p_adjustment::benjamini_hochberg);
  EXPECT_NEAR(q[0], .04, 1e-12);
  EXPECT_NEAR(q[1], .16 / 3, 1e-12);
  EXPECT_NEAR(q[2], .16 / 3, 1e-12);
  EXPECT_NEAR(q[3], .5, 1e-12);
}

}  // namespace
