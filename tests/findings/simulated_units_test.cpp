// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

#include "cxm/base/random.hpp"
#include "cxm/findings/unit_findings.hpp"
#include "support/simulated_truth.hpp"
#include "support/units_world.hpp"

// Verdicts over units and waves where the truth is known, above all where there is nothing to find or where
// it lies on the threshold. docs/findings.md holds the table of what is measured here.

namespace {

using namespace cxm;
using namespace cxm::testing;

std::string name(int u) { return "u" + std::to_string(100 + u); }

/// Nine units of 30 people with these shares of believers.
std::vector<finding_result> believers(const std::array<double, 9>& shares, std::uint64_t number) {
  random_stream stream(91, number);
  organisation o;
  for (int u = 0; u < 9; ++u) {
    o.units.push_back(name(u));
    double yes = 0;
    for (int i = 0; i < 30; ++i) yes += stream.uniform() < shares[static_cast<std::size_t>(u)] ? 1 : 0;
    o.share("w", name(u), "believer", yes, 30);
  }
  believer_definition d;
  d.id = "b";
  d.believer = "believer";
  o.asked.findings.believers = {d};
  return believer_findings(o.ready({"w"}));
}

TEST(SimulatedTruth, BelieversOfUnits) {
  // Six of nine units have a minority of believers; all are alike, .25; and shares anywhere, for P(shared).
  std::map<std::string, int> isolated, alike;
  track share(.2), friends(std::ceil(.25 * 30) - .2 * 30);
  double said = 0, happened = 0, tests = 0;
  for (int d = 0; d < draws; ++d) {
    const auto number = static_cast<std::uint64_t>(d);
    const auto some = believers({.2, .2, .2, .2, .2, .2, .7, .7, .7}, number);
    ++isolated[some[0].found.verdict];
    share.add(value(some[0], "share", name(0)));
    friends.add(value(some[0], "friends", name(0)));
    const auto same = believers({.25, .25, .25, .25, .25, .25, .25, .25, .25}, number + 5000);
    ++alike[same[1].found.verdict];
    tests += same[1].found.p_value < .05 ? 1 : 0;
    random_stream stream(92, number);
    std::array<double, 9> any{};
    for (double& p : any) p = stream.uniform();
    const auto wide = believers(any, number + 10000);
    for (int u = 0; u < 9; ++u) {
      said += value(wide[0], "P(shared)", name(u)).value / 9 / draws;
      happened += any[static_cast<std::size_t>(u)] >= .5 ? 1.0 / 9 / draws : 0;
    }
  }
  share.expect("share of a unit", .93, .975);
  // From .90: of 30 people and .2, Jeffreys' interval covers 93.0 %, added up over the lattice.
  friends.expect("friends needed", .90, .975);
  std::printf(
      "isolated %d, other verdicts %d; alike: pockets %d, scattered %d, permutation p < .05 in %.0f; "
      "P(shared) "
      "%.3f, shared %.3f\n",
      isolated["isolated"], draws - isolated["isolated"] - isolated["not settled"], alike["pockets"],
      alike["scattered"], tests, said, happened);
  EXPECT_GT(isolated["isolated"], 900);
  EXPECT_LE(alike["pockets"] + alike["scattered"], 100);
  EXPECT_NEAR(tests, 50, 21);
  EXPECT_NEAR(said, happened, 3 * .5 / std::sqrt(9.0 * draws));
}

TEST(SimulatedTruth, DilutionOnItsMargin) {
  // Five waves, all changes along a line: of just the 2 points that still count as none, of 3 points since an
  // event, and units that drift apart or not.
  int stable = 0, diluting = 0, tau_covers = 0, drifting = 0, apart = 0;
  track since(-3), above(0);
  for (int d = 0; d < draws; ++d) {
    random_stream stream(93, static_cast<std::uint64_t>(d));
    const auto one = [&](double slope, double event, double se, bool units, double widening) {
      organisation o;
      std::vector<std::string> waves;
      std::vector<double> place;
      for (int u = 0; units && u < 12; ++u) {
        o.units.push_back(name(u));
        place.push_back(stream.normal());
      }
      for (int t = 0; t < 5; ++t) {
        waves.push_back(std::to_string(t));
        const double level = 60 + slope * t + (t >= 3 ? event : 0);
        o.mean(waves.back(), "", "culture", level + se * stream.normal(), se, 1000);
        for (std::size_t u = 0; u < place.size(); ++u)
          o.mean(waves.back(), o.units[u], "culture",
                 level + (4 + widening * t) * place[u] + 1.5 * stream.normal(), 1.5, 60);
      }
      dilution_definition w;
      w.id = w.measure = "culture";
      if (event != 0) w.event = {{}, "3"};
      o.asked.findings.dilution = {w};
      return dilution_findings(o.ready(waves))[0];
    };
    const finding_result edge = one(-.5, 0, .6, false, 0);
    stable += edge.found.verdict == "stable" ? 1 : 0;
    diluting += edge.found.verdict == "diluting" ? 1 : 0;
    since.add(value(one(0, -3, .6, false, 0), "since_event"));
    if (d % 4 != 0) continue;  // units are costly
    const finding_result same = one(0, 0, .3, true, 0);
    const estimate& tau = value(same, "tau", {}, "4");
    tau_covers += tau.low <= 4 && 4 <= tau.high ? 1 : 0;
    drifting += value(same, "P(drifting apart)").value >= .9 ? 1 : 0;
    apart += value(one(0, 0, .3, true, 1.5), "P(drifting apart)").value >= .9 ? 1 : 0;
  }
  since.expect("since_event", .93, .97);
  std::printf(
      "2 points: stable %d, diluting %d; spread of units covered %d, drifting apart said %d, of those that "
      "do "
      "%d, of %d\n",
      stable, diluting, tau_covers, drifting, apart, draws / 4);
  EXPECT_LE(stable, 130);    // wrong on the margin with probability .1
  EXPECT_GT(diluting, 800);  // and it does fall
  EXPECT_NEAR(tau_covers, 237.5, 11);
  EXPECT_LE(drifting, 45);
  EXPECT_GT(apart, 200);
}

TEST(SimulatedTruth, PyramidWithoutAChain) {
  // 40 units; the second step does not move the third: nothing is carried. And a chain of .8 times .5.
  std::map<std::string, int> none, some;
  track chain(.4);
  constexpr int each = draws;
  for (int d = 0; d < each; ++d) {
    random_stream stream(94, static_cast<std::uint64_t>(d));
    const auto one = [&](double slope) {
      organisation o;
      for (int u = 0; u < 40; ++u) {
        o.units.push_back(name(u));
        const double culture = 50 + 8 * stream.normal();
        const double loyalty = 50 + .8 * (culture - 50) + 6 * stream.normal();
        o.mean("w", name(u), "culture", culture, .01);
        o.mean("w", name(u), "loyalty", loyalty, .01);
        o.mean("w", name(u), "result", 40 + slope * loyalty + 4 * stream.normal(), .01);
      }
      pyramid_definition p;
      p.id = "p";
      p.steps = {{"culture", {}}, {"loyalty", {}}, {"result", {}}};
      o.asked.findings.pyramid = {p};
      unit_finding_input& in = o.ready({"w"});
      return pyramid_findings(in)[0];
    };
    ++none[one(0).found.verdict];
    const finding_result f = one(.5);
    ++some[f.found.verdict];
    chain.add(value(f, "chain"));
  }
  chain.expect("chain", .93, .98);
  std::printf("no chain: carried %d, reversed %d; a chain: carried %d of %d\n", none["carried"],
              none["reversed"], some["carried"], each);
  EXPECT_NEAR(none["carried"] + none["reversed"], each / 5, each / 5 * .3);
  EXPECT_GT(some["carried"], each * .95);
}

}  // namespace
