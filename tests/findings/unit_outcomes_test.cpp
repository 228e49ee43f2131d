// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "cxm/base/random.hpp"
#include "cxm/estimate/gap.hpp"
#include "cxm/estimate/share.hpp"
#include "cxm/explain/two_by_two.hpp"
#include "cxm/findings/unit_findings.hpp"
#include "cxm/stats/distributions.hpp"
#include "support/simulated_truth.hpp"
#include "support/units_world.hpp"

// Outcome links whose cases are units.

namespace {

using namespace cxm;
using namespace cxm::testing;

outcome_link link_of(const std::string& condition, const std::string& outcome) {
  outcome_link l;
  l.id = "l";
  l.condition = condition;
  l.outcome = outcome;
  l.unit = "unit";
  return l;
}

std::string name(int u) { return "u" + std::to_string(100 + u); }

TEST(UnitOutcomes, MeansByHand) {
  // Three units hold the definition (12, 10, 18 of 20), three do not; results 70, 60, 80 against 50, 40, 60.
  organisation o;
  const double held[] = {12, 10, 18, 9, 0, 4};
  const double result[] = {70, 60, 80, 50, 40, 60};
  for (int u = 0; u < 6; ++u) {
    o.units.push_back(name(u));
    o.share("w", name(u), "definition", held[u], 20);
    o.mean("w", name(u), "result", result[u], 2);
  }
  o.asked.findings.outcomes = {link_of("definition", "result")};
  const auto all = unit_outcome_findings(o.ready({"w"}));
  ASSERT_EQ(all.size(), 1U);
  const finding_result& f = all[0];
  EXPECT_EQ(value(f, "with").value, 70);
  EXPECT_EQ(value(f, "without").value, 50);
  EXPECT_EQ(value(f, "units:with").value, 3);
  // Both sides have variance 100 of three units: se^2 = 200/3, Welch's df = 4.
  const estimate& d = value(f, "difference");
  EXPECT_EQ(d.value, 20);
  const double se = std::sqrt(200.0 / 3);
  EXPECT_NEAR(d.se, se, 1e-12);
  EXPECT_NEAR(d.df, 4, 1e-12);
  EXPECT_NEAR(d.low, 20 - stats::student_t_quantile(.975, 4) * se, 1e-9);
  EXPECT_NEAR(f.found.p_value, 2 * stats::student_t_cdf(-20 / se, 4), 1e-12);
  EXPECT_NEAR(f.found.probability, stats::student_t_cdf(20 / se, 4), 1e-9);
  EXPECT_EQ(f.found.verdict, "goes with");  // P = .965
  // u101 stands exactly on the threshold: Jeffreys' posterior of 10 of 20 gives it .5.
  double misplaced = 0;
  for (int u = 0; u < 6; ++u) {
    const double below = stats::beta_cdf(.5, held[u] + .5, 20 - held[u] + .5);
    misplaced += u < 3 ? below : 1 - below;
  }
  EXPECT_NEAR(value(f, "misplaced").value, misplaced, 1e-9);
  EXPECT_NE(f.found.unseen.find("only 6 units"), std::string::npos) << f.found.unseen;
  EXPECT_NE(f.found.sentence.find("70"), std::string::npos) << f.found.sentence;
  // A higher bar for the condition: one unit is not enough to compare.
  o.asked.findings.outcomes[0].at_least = .8;
  EXPECT_EQ(unit_outcome_findings(o.in)[0].found.verdict, "not shown");
}

TEST(UnitOutcomes, UnitsThatReachTheOutcomeAreATableOfUnits) {
  // Nine units have a culture of 60 and more, seven of them reach 75; of seven others one does.
  organisation o;
  for (int u = 0; u < 16; ++u) {
    o.units.push_back(name(u));
    o.mean("w", name(u), "culture", u < 9 ? 60 + u : 40 + u, 1);
    o.mean("w", name(u), "result", (u < 7 || u == 12) ? 75 + u : 70, 1);
  }
  outcome_link l = link_of("culture", "result");
  l.at_least = 60;
  l.outcome_at_least = 75;
  o.asked.findings.outcomes = {l};
  const finding_result f = unit_outcome_findings(o.ready({"w"}))[0];
  const estimate with = share_interval_from_counts(7, 9), without = share_interval_from_counts(1, 7);
  EXPECT_EQ(value(f, "with").low, with.low);
  EXPECT_EQ(value(f, "without").high, without.high);
  EXPECT_EQ(value(f, "difference").low, newcombe_difference(with, without).low);
  const exact_association exact = associate_exactly({7, 2, 1, 6});
  EXPECT_EQ(value(f, "odds_ratio").high, exact.mid_p.high);
  EXPECT_EQ(f.found.p_value, exact.p_mid);
  EXPECT_NEAR(value(f, "relative_risk").value, 49.0 / 9, 1e-12);
  EXPECT_NEAR(value(f, "mean:with").value, (7 * 75 + 21 + 2 * 70) / 9.0, 1e-12);
  EXPECT_EQ(f.found.verdict, "goes with");
  o.common.language = "de";
  EXPECT_NE(unit_outcome_findings(o.in)[0].found.sentence.find("erreicht von"), std::string::npos);
}

TEST(UnitOutcomes, HiddenUnitsTakeNoPart) {
  organisation o;
  organisation without;
  for (int u = 0; u < 7; ++u) {
    for (organisation* one : {&o, &without}) {
      if (u == 6 && one == &without) continue;
      one->units.push_back(name(u));
      one->share("w", name(u), "definition", u % 2 == 0 ? 14 : 5, 20);
      one->mean("w", name(u), "result", 50 + 3 * u, 2);
    }
  }
  o.hide("w", name(6), "result");
  for (organisation* one : {&o, &without}) one->asked.findings.outcomes = {link_of("definition", "result")};
  const finding_result with = unit_outcome_findings(o.ready({"w"}))[0];
  const finding_result plain = unit_outcome_findings(without.ready({"w"}))[0];
  ASSERT_EQ(with.rows.size(), plain.rows.size());
  for (std::size_t r = 0; r < with.rows.size(); ++r)
    EXPECT_EQ(with.rows[r].value.value, plain.rows[r].value.value);
  EXPECT_NE(with.found.unseen.find(name(6)), std::string::npos);
}

/// Units of which about half hold the definition, the outcome `effect` points higher in these; `heard` people
/// answer in each, so that some units come to stand on the other side.
finding_result drawn(int units, double effect, int heard, std::uint64_t stream, double clear = .2) {
  random_stream source(71, stream);
  organisation o;
  for (int u = 0; u < units; ++u) {
    o.units.push_back(name(u));
    const bool has = u % 2 == 0;
    const double share = .5 + (has ? clear : -clear);
    double yes = 0;
    for (int i = 0; i < heard; ++i) yes += source.uniform() < share ? 1 : 0;
    o.share("w", name(u), "definition", yes, heard);
    o.mean("w", name(u), "result",
           55 + (has ? effect : 0) + (has ? 6 : 4) * source.normal() + source.normal(), 1);
  }
  o.asked.findings.outcomes = {link_of("definition", "result")};
  return unit_outcome_findings(o.ready({"w"}))[0];
}

TEST(SimulatedTruth, OutcomesOfUnits) {
  // Of 80 people in a unit none changes sides (.70 against .30), of 12 about one unit in ten does.
  for (const int units : {8, 30}) {
    track difference(6), noisy(6);
    int right = 0, wrong = 0, none = 0;
    double misplaced = 0, rejected = 0;
    for (int d = 0; d < draws; ++d) {
      const auto stream = static_cast<std::uint64_t>(d + 100000 * units);
      const finding_result some = drawn(units, 6, 80, stream);
      difference.add(value(some, "difference"));
      right += some.found.verdict == "goes with" ? 1 : 0;
      wrong += some.found.verdict == "goes against" ? 1 : 0;
      const finding_result same = drawn(units, 0, 80, stream + 5000);
      none += same.found.verdict == "goes with" || same.found.verdict == "goes against" ? 1 : 0;
      rejected += same.found.p_value < .05 ? 1 : 0;
      const finding_result few = drawn(units, 6, 12, stream + 20000);
      if (few.found.verdict == "not shown") continue;
      noisy.add(value(few, "difference"));
      misplaced += value(few, "misplaced").value / units / draws;
    }
    difference.expect(("difference, " + std::to_string(units) + " units").c_str(), .93, .97);
    std::printf(
        "%d units: goes with %d, goes against %d; without a difference settled %d, p < .05 in %.0f; 12 "
        "heard: "
        "misplaced %.3f, ",
        units, right, wrong, none, rejected, misplaced);
    noisy.expect("difference", 0, 1, 2);  // pulled to 0, as the finding says
    EXPECT_NEAR(none, 200, 45);           // .1 on either side
    EXPECT_NEAR(rejected, 50, 21);
    EXPECT_LE(wrong, 5);
  }
}

}  // namespace
