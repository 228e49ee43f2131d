// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "cxm/base/random.hpp"
#include "cxm/findings/findings.hpp"
#include "support/findings_world.hpp"
#include "support/simulated_truth.hpp"

// Verdicts on populations whose values are known, above all where there is nothing to find: definitions,
// outcomes, changes, voices. docs/findings.md holds the table of what is measured here.

namespace {

using namespace cxm;
using namespace cxm::testing;

world definition_world(std::size_t answers) {
  world w;
  w.measure("understood", measure_kind::share);
  scale s;
  s.id = "answers";
  for (std::size_t c = 1; c <= answers; ++c) s.codes.push_back({static_cast<int>(c), {}, {}, {}});
  w.asked.scales = {s};
  item definition;
  definition.id = "definition";
  definition.scale = "answers";
  w.asked.items = {definition};
  w.asked.findings.definitions = {{"d", {}, "understood", "definition", "unit", {}, 0}};
  return w;
}

/// n people's answers; who gives the first says "understood".
sample answers_of(random_stream& stream, int n, const std::vector<double>& p) {
  sample s;
  s.measures.resize(1);
  item_counts counts;
  counts.code.assign(p.size(), 0);
  for (int i = 0; i < n; ++i) {
    const std::size_t k = category(stream, p);
    counts.code[k] += 1;
    s.measures[0].push_back(k == 0 ? 1 : 0);
  }
  counts.w_code = counts.code;
  counts.answered = counts.w_answered = n;
  s.items = {counts};
  return s;
}

TEST(SimulatedTruth, DefinitionsAndTheirVerdicts) {
  // 80 people; .62 give the first answer. And exactly half do: the threshold.
  const std::vector<double> p{.62, .20, .12, .06};
  double entropy = 0;
  for (const double x : p) entropy -= x * std::log(x) / std::log(4.0);
  track modal(.62), spread(entropy);
  int shared = 0, wrong = 0, edge = 0;
  for (int d = 0; d < draws; ++d) {
    random_stream stream(81, static_cast<std::uint64_t>(d));
    const auto one = [&](const std::vector<double>& q) {
      world w = definition_world(4);
      return definition_findings(w.ready(answers_of(stream, 80, q)))[0];
    };
    const finding_result found = one(p);
    modal.add(row(found, "modal"));
    spread.add(row(found, "entropy"));
    shared += found.found.verdict == "shared" ? 1 : 0;
    wrong += found.found.verdict == "not shared" ? 1 : 0;
    edge += one({.5, .3, .1, .1}).found.verdict != "not settled" ? 1 : 0;
  }
  modal.expect("modal", .93, .97);
  spread.expect("entropy", .92, .97);
  std::printf("shared %d, not shared %d; on the threshold %d\n", shared, wrong, edge);
  EXPECT_GT(shared, 700);
  EXPECT_LE(wrong, 2);
  EXPECT_LE(edge, 238);  // either verdict is wrong there, each with probability .1
}

TEST(SimulatedTruth, AgreementWithinAndBetweenUnits) {
  // 24 units of 15 people, of which each speaks one of two languages.
  const std::vector<double> a{.6, .2, .1, .1}, b{.1, .1, .2, .6};
  const double share = .6;  // of units that speak the first
  double inside = 0, across = 0;
  for (std::size_t k = 0; k < 4; ++k) {
    inside += share * a[k] * a[k] + (1 - share) * b[k] * b[k];
    const double mean = share * a[k] + (1 - share) * b[k];
    across += mean * mean;
  }
  track within(inside), between(across);
  for (int d = 0; d < draws; ++d) {
    random_stream stream(82, static_cast<std::uint64_t>(d));
    world w = definition_world(4);
    sample all = answers_of(stream, 0, a);
    std::vector<sample> units;
    for (int u = 0; u < 24; ++u) {
      units.push_back(answers_of(stream, 15, stream.uniform() < share ? a : b));
      const sample& own = units.back();
      all.measures[0].insert(all.measures[0].end(), own.measures[0].begin(), own.measures[0].end());
      item_counts& sum = all.items[0];
      for (std::size_t k = 0; k < 4; ++k) sum.code[k] += own.items[0].code[k];
      sum.w_code = sum.code;
      sum.answered += own.items[0].answered;
      sum.w_answered = sum.answered;
    }
    finding_input& in = w.ready(all);
    for (std::size_t u = 0; u < units.size(); ++u)
      in.cells.push_back(
          {"unit", "u" + std::to_string(u), "", true, group_estimates(sums_of(units[u]), w.plan)});
    const finding_result found = definition_findings(in)[0];
    within.add(row(found, "agreement:within"));
    between.add(row(found, "agreement:between"));
  }
  within.expect("agreement:within", .93, .97);
  between.expect("agreement:between", .90, .97);
}

TEST(SimulatedTruth, OutcomesWithoutConnection) {
  // Two roles, 60 and 90 people. Leaders have it more often (.7, .3) and beat their target more often (.7,
  // .3), but within the roles one has nothing to do with the other: the crude odds ratio is wrong, the
  // stratified one is right. And one role alone: how often is a connection seen where there is none?
  track stratified(1);
  int crude = 0, homogeneous = 0, settled = 0, significant = 0;
  for (int d = 0; d < draws; ++d) {
    random_stream stream(83, static_cast<std::uint64_t>(d));
    const auto people = [&](int n, double has, double beats) {
      sample s;
      s.measures.resize(2);
      for (int i = 0; i < n; ++i) {
        s.measures[0].push_back(stream.uniform() < has ? 1 : 0);
        s.measures[1].push_back(stream.uniform() < beats ? 1 : 0);
      }
      return s;
    };
    const auto one = [&](const sample& all, const std::vector<std::pair<std::string, sample>>& roles) {
      world w;
      w.measure("has", measure_kind::share);
      w.measure("beats", measure_kind::share);
      w.asked.findings.outcomes = {{"o", {}, "has", "beats", roles.empty() ? "" : "role"}};
      return outcome_findings(w.ready(all, roles))[0];
    };
    const sample leaders = people(60, .7, .7), staff = people(90, .3, .3);
    sample all = leaders;
    for (std::size_t m = 0; m < 2; ++m)
      all.measures[m].insert(all.measures[m].end(), staff.measures[m].begin(), staff.measures[m].end());
    const finding_result mixed = one(all, {{"leader", leaders}, {"staff", staff}});
    stratified.add(row(mixed, "odds_ratio:stratified"));
    crude += mixed.found.p_value < .05 ? 1 : 0;
    homogeneous += row(mixed, "p:homogeneity").value < .05 ? 1 : 0;
    const finding_result plain = one(people(120, .4, .5), {});
    settled += plain.found.verdict != "not settled" ? 1 : 0;
    significant += plain.found.p_value < .05 ? 1 : 0;
  }
  stratified.expect("odds_ratio:stratified", .93, .97, .12);  // a ratio: skewed
  std::printf("crude p < .05 in %d, homogeneity rejected in %d; no connection: settled %d, p < .05 in %d\n",
              crude, homogeneous, settled, significant);
  EXPECT_GT(crude, 400);
  EXPECT_NEAR(homogeneous, 50, 21);
  EXPECT_NEAR(settled, 200, 40);
  EXPECT_NEAR(significant, 50, 21);
}

/// A share in two waves of n people.
finding_result change_of(double before, double now, int n, std::uint64_t number) {
  random_stream stream(84, number);
  const auto wave = [&](double p) {
    sample s;
    s.measures.resize(1);
    for (int i = 0; i < n; ++i) s.measures[0].push_back(stream.uniform() < p ? 1 : 0);
    return s;
  };
  world first, second;
  for (world* w : {&first, &second}) w->measure("happy", measure_kind::share);
  second.asked.findings.changes = {{"happy", {}, "happy", 0}};
  finding_input& in = second.ready(wave(now));
  finding_input& earlier = first.ready(wave(before));
  in.before = &earlier;
  return change_findings(in)[0];
}

TEST(SimulatedTruth, ChangesOfSharesAndTheirPower) {
  // .40 and .46 in waves of 600, and in as many as `answers_for_power` says for this change; no change among
  // 3,000; and a change of exactly the margin (.03), where "no change" is wrong.
  track change(.06);
  double needed = 0;
  std::map<std::string, int> none, edge;
  for (int d = 0; d < draws; ++d) {
    const auto number = static_cast<std::uint64_t>(d);
    change.add(row(change_of(.40, .46, 600, number), "change"));
    ++none[change_of(.40, .40, 3000, number + 10000).found.verdict];
    ++edge[change_of(.40, .43, 3000, number + 20000).found.verdict];
  }
  const double z = 1.959964 + .841621;
  needed = std::ceil(z * z * (.4 * .6 + .46 * .54) / (.06 * .06));  // what the finding says of these values
  int found = 0;
  for (int d = 0; d < draws; ++d)
    found +=
        change_of(.40, .46, static_cast<int>(needed), static_cast<std::uint64_t>(d) + 30000).found.verdict ==
                "risen"
            ? 1
            : 0;
  change.expect("change of a share", .935, .965);
  std::printf("no change: %d said so, risen or fallen %d; on the margin: no change %d; power with %.0f: %d\n",
              none["no change"], none["risen"] + none["fallen"], edge["no change"], needed, found);
  EXPECT_NEAR(none["risen"] + none["fallen"], 50, 21);
  EXPECT_LE(edge["no change"], 50 + 21);
  EXPECT_NEAR(found, 800, 40);
}

TEST(SimulatedTruth, GapsBesideTheirRanksAndEffects) {
  // Three subjects of 150 people with gaps of .30, .15 and .14, and the mean gap of their scores.
  const std::array<std::vector<double>, 3> pairs{
      {{.57, .33, .03, .07}, {.60, .20, .05, .15}, {.50, .24, .10, .16}}};
  // Effect: gap over the root of the mean variance of both answers; .90 and .60.
  track effect(.30 / std::sqrt((.90 * .10 + .60 * .40) / 2)), mean_gap(12.5);
  int ranks = 0, largest = 0;
  for (int d = 0; d < draws; ++d) {
    random_stream stream(85, static_cast<std::uint64_t>(d));
    world w;
    sample s;
    for (std::size_t k = 0; k < 3; ++k) {
      importance_pair p;
      p.id = std::string(1, static_cast<char>('a' + k));
      p.importance = p.id + "_i";
      p.effectiveness = p.id + "_e";
      w.measure(p.importance, measure_kind::share);
      w.measure(p.effectiveness, measure_kind::share);
      if (k == 0) {
        p.importance_score = "a_is";
        p.effectiveness_score = "a_es";
        w.measure("a_is", measure_kind::composite);
        w.measure("a_es", measure_kind::composite);
      }
      w.asked.findings.importance.push_back(p);
      s.measures.resize(s.measures.size() + (k == 0 ? 4 : 2));
      for (int i = 0; i < 150; ++i) {
        const std::size_t pattern = category(stream, pairs[k]);
        auto* columns = s.measures.data() + s.measures.size() - (k == 0 ? 4 : 2);
        columns[0].push_back(pattern < 2 ? 1 : 0);
        columns[1].push_back(pattern % 2 == 0 ? 1 : 0);
        if (k != 0) continue;
        // Scores on 0, 25 .. 100: means of 82.5 and 70.
        columns[2].push_back(50 + 25 * static_cast<double>(category(stream, {.2, .3, .5})));
        columns[3].push_back(25 + 25 * static_cast<double>(category(stream, {.2, .1, .4, .3})));
      }
    }
    const auto found = importance_findings(w.ready(s));
    effect.add(row(found[0], "effect"));
    mean_gap.add(row(found[0], "mean_gap"));
    bool placed = true;
    for (std::size_t k = 0; k < 3; ++k) {
      const estimate& rank = row(found[k], "rank");
      placed = placed && rank.low <= static_cast<double>(k + 1) && static_cast<double>(k + 1) <= rank.high;
    }
    ranks += placed ? 1 : 0;
    largest += row(found[0], "P(largest)").value >= .9 ? 1 : 0;
  }
  effect.expect("effect", .93, .97, .01);
  mean_gap.expect("mean_gap", .93, .97);
  std::printf("all ranks in their sets %d; largest with .9 in %d\n", ranks, largest);
  EXPECT_GE(ranks, 930);
  EXPECT_GT(largest, 600);
}

/// Three roles whose means spread, units within them, people within these; 240 people.
finding_result voice_of(double role_sd, double unit_sd, double own_sd, std::uint64_t number) {
  random_stream stream(86, number);
  world w;
  w.measure("culture", measure_kind::composite);
  w.asked.measures[0].dimension = "culture";
  sample all;
  all.measures.resize(1);
  std::vector<std::pair<std::string, sample>> roles;
  std::vector<std::pair<std::string, sample>> cells;
  const double places[] = {-1.2247448713915890, 0, 1.2247448713915890};  // variance 1
  for (int r = 0; r < 3; ++r) {
    const std::string id = "r" + std::to_string(r);
    sample role;
    role.measures.resize(1);
    for (int u = 0; u < 10; ++u) {
      sample unit;
      unit.measures.resize(1);
      const double mean = 50 + role_sd * places[r] + unit_sd * stream.normal();
      for (int i = 0; i < 16; ++i) unit.measures[0].push_back(mean + own_sd * stream.normal());
      role.measures[0].insert(role.measures[0].end(), unit.measures[0].begin(), unit.measures[0].end());
      cells.push_back({id, unit});
    }
    all.measures[0].insert(all.measures[0].end(), role.measures[0].begin(), role.measures[0].end());
    roles.push_back({id, role});
  }
  finding_input& in = w.ready(all, roles);
  int u = 0;
  for (const auto& [role, s] : cells)
    in.cells.push_back(
        {"unit", "u" + std::to_string(u++ % 10), role, true, group_estimates(sums_of(s), w.plan)});
  return one_voice_findings(in)[0];
}

TEST(SimulatedTruth, VoicesApartOrOne) {
  // Of a variance of 400: none between roles and units; 40, just the threshold, between roles; 100 between
  // units. Half the draws: every one holds 2,000 resamples.
  std::map<std::string, int> one, edge, units;
  constexpr int each = draws / 2;
  for (int d = 0; d < each; ++d) {
    const auto number = static_cast<std::uint64_t>(d);
    ++one[voice_of(0, 2, std::sqrt(396.0), number).found.verdict];
    ++edge[voice_of(std::sqrt(40.0), 0, std::sqrt(360.0), number + 5000).found.verdict];
    ++units[voice_of(0, 10, std::sqrt(300.0), number + 10000).found.verdict];
  }
  std::printf(
      "one voice %d, apart %d; threshold: roles apart %d, units apart %d, one voice %d; units apart %d, one "
      "voice %d of %d\n",
      one["one voice"], one["roles apart"] + one["units apart"], edge["roles apart"], edge["units apart"],
      edge["one voice"], units["units apart"], units["one voice"], each);
  EXPECT_GT(one["one voice"], each * 8 / 10);
  EXPECT_EQ(one["roles apart"] + one["units apart"], 0);
  EXPECT_LE(edge["roles apart"], each * 16 / 100);  // .1 and three Monte Carlo errors
  EXPECT_GT(units["units apart"], each * 7 / 10);
  EXPECT_EQ(units["one voice"], 0);
}

}  // namespace
