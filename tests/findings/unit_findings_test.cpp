// SPDX-License-Identifier: Apache-2.0
#include "cxm/findings/unit_findings.hpp"

#include <gtest/gtest.h>

#include <cmath>

#include "cxm/base/random.hpp"
#include "support/units_world.hpp"

namespace {

using namespace cxm;
using namespace cxm::testing;

believer_definition believers_of(std::vector<std::string> outcomes = {}) {
  believer_definition d;
  d.id = "b";
  d.believer = "believer";
  d.definition = "definition";
  d.outcomes = std::move(outcomes);
  return d;
}

TEST(Believers, TypologyAndFriendsOfFourUnits) {
  organisation o;
  o.units = {"a", "b", "c", "d"};
  const double believers[] = {12, 2, 0, 1};
  const double definition[] = {5, 4, 3, 18};
  for (std::size_t u = 0; u < 4; ++u) {
    o.share("w", o.units[u], "believer", believers[u], 20);
    o.share("w", o.units[u], "definition", definition[u], 20);
  }
  o.share("w", "", "believer", 15, 80);
  o.asked.findings.believers = {believers_of()};
  const auto found = believer_findings(o.ready({"w"}));
  ASSERT_EQ(found.size(), 2U);
  const finding_result& typology = found[0];
  // a: 12 of 20 believe; d: 18 of 20 hold the definition; b alone has isolated believers, c none.
  EXPECT_NE(find(typology, "class:shared", "a"), nullptr);
  EXPECT_NE(find(typology, "class:isolated", "b"), nullptr);
  EXPECT_NE(find(typology, "class:none", "c"), nullptr);
  EXPECT_NE(find(typology, "class:shared", "d"), nullptr);
  EXPECT_EQ(value(typology, "units:shared").value, 2);
  EXPECT_EQ(value(typology, "units:isolated").value, 1);
  // Tipping at a quarter of 20: five; b has two.
  EXPECT_NEAR(value(typology, "friends", "b").value, 3, 1e-12);
  EXPECT_LT(value(typology, "friends", "a").value, 0);
  // Shrunk shares lie between the raw ones and the mean of the units.
  EXPECT_LT(value(typology, "shrunk", "a").value, .6);
  EXPECT_GT(value(typology, "shrunk", "c").value, 0);
  EXPECT_EQ(typology.found.verdict, "not settled");
  // Exposure by hand: (12 * 11 / 19 + 2 * 1 / 19 + 0) / 15; chance 14 / 79.
  EXPECT_NEAR(value(found[1], "exposure").value, 134.0 / 19 / 15, 1e-12);
  EXPECT_NEAR(value(found[1], "chance").value, 14.0 / 79, 1e-12);
  EXPECT_EQ(found[1].found.verdict, "pockets");
  EXPECT_LE(found[1].found.p_value, .01);
}

TEST(Believers, HiddenUnitsTakeNoPart) {
  organisation o;
  organisation without;
  o.units = {"a", "b", "c", "small"};
  without.units = {"a", "b", "c"};
  for (organisation* one : {&o, &without}) {
    one->share("w", "a", "believer", 6, 12);
    one->share("w", "b", "believer", 2, 15);
    one->share("w", "c", "believer", 1, 9);
    one->asked.findings.believers = {believers_of()};
  }
  o.share("w", "small", "believer", 3, 4);
  o.hide("w", "small", "believer");
  const auto with = believer_findings(o.ready({"w"}));
  const auto plain = believer_findings(without.ready({"w"}));
  ASSERT_EQ(with.size(), plain.size());
  for (std::size_t f = 0; f < with.size(); ++f) {
    ASSERT_EQ(with[f].rows.size(), plain[f].rows.size());
    for (std::size_t r = 0; r < with[f].rows.size(); ++r) {
      EXPECT_EQ(with[f].rows[r].value.value, plain[f].rows[r].value.value);
      EXPECT_NE(with[f].rows[r].key[2], "small");
    }
    EXPECT_NE(with[f].found.unseen.find("small"), std::string::npos);
  }
}

// Two at the edge of each class: the share that holds the definition, or believes, at exactly one half; and
// one believer among many. With other thresholds the same answers fall elsewhere.
TEST(Believers, ThresholdsOfTheTypologyAreThoseDeclared) {
  const auto classes = [](double shared_at) {
    organisation o;
    o.units = {"half", "less", "held", "one", "nobody"};
    o.share("w", "half", "believer", 10, 20);
    o.share("w", "less", "believer", 9, 20);
    o.share("w", "held", "believer", 0, 20);
    o.share("w", "held", "definition", 10, 20);
    o.share("w", "one", "believer", 1, 200);
    o.share("w", "nobody", "believer", 0, 20);
    o.share("w", "nobody", "definition", 9, 20);
    believer_definition d = believers_of();
    d.shared_at = shared_at;
    o.asked.findings.believers = {d};
    const finding_result r = believer_findings(o.ready({"w"}))[0];
    std::string out;
    for (const std::string& u : o.units) {
      for (const char* is : {"none", "isolated", "shared"})
        if (find(r, std::string("class:") + is, u) != nullptr) out.append(is).append(" ");
    }
    return out;
  };
  EXPECT_EQ(classes(.5), "shared isolated shared isolated none ");
  EXPECT_EQ(classes(.45), "shared shared shared isolated shared ");
  EXPECT_EQ(classes(.6), "isolated isolated none isolated none ");
}

// Three units of four with 3, 0 and 1 believers: by hand, and all ways counted.
TEST(Believers, ExposureAgainstChanceByAllWaysToDealOut) {
  organisation o;
  o.units = {"a", "b", "c"};
  const double believers[] = {3, 0, 1};
  for (std::size_t u = 0; u < 3; ++u) o.share("w", o.units[u], "believer", believers[u], 4);
  o.asked.findings.believers = {believers_of()};
  const finding_result r = believer_findings(o.ready({"w"}))[1];
  // Of a's three each sees 2 of 3, c's one sees none: 3 * 2/3 / 4; chance (4 - 1) / (12 - 1).
  EXPECT_NEAR(value(r, "exposure").value, .5, 1e-12);
  EXPECT_NEAR(value(r, "chance").value, 3.0 / 11, 1e-12);
  EXPECT_NEAR(value(r, "isolation").value, (.5 - 3.0 / 11) / (1 - 3.0 / 11), 1e-12);
  // Every subset of 4 of the 12 people, unit = person / 4.
  int ways = 0, pockets = 0, scattered = 0;
  for (unsigned set = 0; set < 1U << 12; ++set) {
    int size = 0, seen = 0;  // seen = sum of b (b - 1), 6 as observed
    for (int u = 0; u < 3; ++u) {
      int b = 0;
      for (int i = 0; i < 4; ++i) b += static_cast<int>(set >> (4 * u + i) & 1U);
      size += b;
      seen += b * (b - 1);
    }
    if (size != 4) continue;
    ++ways;
    pockets += seen >= 6 ? 1 : 0;
    scattered += seen <= 6 ? 1 : 0;
  }
  ASSERT_EQ(ways, 495);
  EXPECT_NEAR(value(r, "p_pockets").value, pockets / 495.0, 1e-12);
  EXPECT_NEAR(value(r, "p_scattered").value, scattered / 495.0, 1e-12);
  EXPECT_EQ(r.found.test, "permutation, exact");
  EXPECT_NEAR(r.found.p_value, std::min(1.0, 2.0 * std::min(pockets, scattered) / 495), 1e-12);
}

// Unit b: 3 of 20 heard believe, 60 people. Needed ceil(60 / 4) = 15; expected 9. Of the 40 silent the
// believers are beta-binomial with a = 3.5, b = 17.5: its quantiles summed by their recurrence here.
TEST(Believers, FriendsNeededWorkedByHand) {
  organisation o;
  o.units = {"a", "b", "c"};
  for (const std::string& u : o.units) o.share("w", u, "believer", 3, 20);
  o.asked.findings.believers = {believers_of()};
  unit_finding_input& in = o.ready({"w"});
  in.heads = [](const std::string&, const std::string&, const std::string&) { return 60.0; };
  const finding_result r = believer_findings(in)[0];
  std::vector<double> p{1};
  for (int k = 0; k < 40; ++k) p.push_back(p.back() * (40 - k) * (3.5 + k) / ((k + 1) * (17.5 + 39 - k)));
  double sum = 0, below = 0, reached = 0;
  for (const double x : p) sum += x;
  int low = -1, high = -1;
  for (int k = 0; k <= 40; ++k) {
    below += p[static_cast<std::size_t>(k)] / sum;
    if (low < 0 && below > .025) low = 3 + k;
    if (high < 0 && below >= .975) high = 3 + k;
    if (3 + k >= 15) reached += p[static_cast<std::size_t>(k)] / sum;
  }
  EXPECT_NEAR(value(r, "friends", "b").value, 6, 1e-12);
  EXPECT_EQ(value(r, "friends", "b").low, 15 - high);
  EXPECT_EQ(value(r, "friends", "b").high, 15 - low);
  EXPECT_NEAR(value(r, "P(tipped)", "b").value, reached, 1e-12);
  EXPECT_NEAR(value(r, "units:tipped").value, 3 * reached, 1e-12);
  EXPECT_EQ(r.found.unseen.find("head count"), std::string::npos);
}

TEST(Believers, HeadCountsEnterFriends) {
  organisation o;
  o.units = {"a", "b", "c"};
  for (const std::string& u : o.units) o.share("w", u, "believer", 3, 20);
  o.asked.findings.believers = {believers_of()};
  unit_finding_input& in = o.ready({"w"});
  in.heads = [](const std::string&, const std::string& unit, const std::string& measure) {
    EXPECT_EQ(measure, "believer");
    return unit == "a" ? 20.0 : unit == "b" ? 60.0 : 10.0;
  };
  const auto found = believer_findings(in);
  // c: twenty heard of ten. Its friends are counted among those heard, and the finding says so.
  EXPECT_NEAR(value(found[0], "friends", "c").value, 2, 1e-12);
  EXPECT_NE(found[0].found.unseen.find("more people answered than the head count says: c"),
            std::string::npos);
  EXPECT_EQ(value(found[0], "friends", "a").value, 2);
  EXPECT_EQ(value(found[0], "friends", "a").low, 2);  // everybody was heard
  EXPECT_NEAR(value(found[0], "friends", "b").value, 15 - 9, 1e-12);
  EXPECT_LT(value(found[0], "friends", "b").low, 6);
}

/// 24 units of the three classes; the outcome of isolated ones lies `effect` above that of none.
finding_result seed_of(double effect, std::uint64_t stream) {
  random_stream source(17, stream);
  organisation o;
  for (int u = 0; u < 24; ++u) {
    const std::string id = "u" + std::to_string(100 + u);
    o.units.push_back(id);
    const int is = u % 3;
    const double n = 20 + 10 * (u % 4);
    o.share("w", id, "believer", is == 0 ? 0 : is == 1 ? std::round(.1 * n) : std::round(.7 * n), n);
    o.mean("w", id, "result", 50 + (is > 0 ? effect : 0) + 4 * source.normal(), 2);
  }
  o.asked.findings.believers = {believers_of({"result"})};
  return believer_findings(o.ready({"w"}))[2];
}

TEST(Believers, SeedIntervalCoversAndVerdictHoldsItsErrorRate) {
  constexpr int runs = 1000;
  int covered = 0;
  int wrong = 0;
  int found = 0;
  double sum = 0;
  for (int r = 0; r < runs; ++r) {
    const finding_result some = seed_of(6, static_cast<std::uint64_t>(r));
    const estimate& d = value(some, "isolated-none");
    sum += d.value / runs;
    covered += d.low <= 6 && 6 <= d.high ? 1 : 0;
    found += some.found.verdict == "seed" ? 1 : 0;
    wrong += seed_of(0, 5000 + static_cast<std::uint64_t>(r)).found.verdict == "seed" ? 1 : 0;
  }
  EXPECT_NEAR(sum, 6, .2);  // 3 Monte Carlo errors of 2 / sqrt(1000)
  EXPECT_NEAR(covered / 1000.0, .95, .02);
  EXPECT_NEAR(wrong / 1000.0, .10, .03);  // a verdict is wrong as often as its certainty allows
  EXPECT_GT(found, 850);
}

dilution_definition watched() {
  dilution_definition d;
  d.id = "culture";
  d.measure = "culture";
  d.target = 55;
  return d;
}

TEST(Dilution, TellsTrendEventAndTarget) {
  organisation o;
  std::vector<std::string> waves;
  for (int u = 0; u < 8; ++u) o.units.push_back("u" + std::to_string(u));
  for (int t = 0; t < 6; ++t) {
    waves.push_back(std::to_string(2012 + t));
    const double level = 60 - (t >= 3 ? 5 + 2 * (t - 3) : 0);
    o.mean(waves.back(), "", "culture", level, .5);
    for (int u = 0; u < 8; ++u)
      o.mean(waves.back(), o.units[static_cast<std::size_t>(u)], "culture", level + (u - 3.5) * (1 + .5 * t),
             .8);
  }
  dilution_definition d = watched();
  d.event = {{}, "2015"};
  o.asked.findings.dilution = {d};
  const finding_result r = dilution_findings(o.ready(waves))[0];
  EXPECT_EQ(r.found.verdict, "diluting");
  EXPECT_NEAR(value(r, "level_change").value, -5, 1e-9);
  EXPECT_NEAR(value(r, "slope_change").value, -2, 1e-9);
  EXPECT_NEAR(value(r, "since_event").value, -9, 1e-9);
  EXPECT_NE(find(r, "break:2015"), nullptr);
  EXPECT_GT(value(r, "P(drifting apart)").value, .95);
  // Target 55: nearly all units at first, about a quarter of them at last.
  EXPECT_GT(value(r, "above_target", {}, "2012").value, .95);
  EXPECT_LT(value(r, "above_target", {}, "2017").value, .5);
  EXPECT_NEAR(value(r, "slope", "u0").value, value(r, "slope").value - 3.5 * .5, .3);
  EXPECT_FALSE(r.found.sentence.empty());
}

TEST(Dilution, VerdictsHoldTheirErrorRate) {
  constexpr int runs = 1000;
  int falling = 0;
  int wrong = 0;
  int covered = 0;
  int stable = 0;
  for (int r = 0; r < runs; ++r) {
    random_stream source(23, static_cast<std::uint64_t>(r));
    const auto one = [&](double slope, double se) {
      organisation o;
      std::vector<std::string> waves;
      for (int t = 0; t < 4; ++t) {
        waves.push_back(std::to_string(t));
        o.mean(waves.back(), "", "culture", 60 + slope * t + se * source.normal(), se, 1000);
      }
      o.asked.findings.dilution = {watched()};
      return dilution_findings(o.ready(waves))[0];
    };
    const finding_result down = one(-2, 1);
    falling += down.found.verdict == "diluting" ? 1 : 0;
    const estimate& slope = value(down, "slope");
    covered += slope.low <= -2 && -2 <= slope.high ? 1 : 0;
    wrong += one(0, 1.5).found.verdict == "diluting" ? 1 : 0;
    stable += one(0, .3).found.verdict == "stable" ? 1 : 0;
  }
  EXPECT_GT(falling, 950);
  EXPECT_NEAR(covered / 1000.0, .95, .02);
  EXPECT_LT(wrong / 1000.0, .125);
  EXPECT_GT(stable, 950);
}

TEST(Dilution, OneWaveSaysNothing) {
  organisation o;
  o.mean("w", "", "culture", 50, 1);
  o.asked.findings.dilution = {watched()};
  EXPECT_TRUE(dilution_findings(o.ready({"w"})).empty());
  organisation hidden;
  hidden.mean("1", "", "culture", 50, 1);
  hidden.mean("2", "", "culture", 50, 1);
  hidden.hide("1", "", "culture");
  hidden.asked.findings.dilution = {watched()};
  EXPECT_EQ(dilution_findings(hidden.ready({"1", "2"}))[0].found.verdict, "not shown");
}

finding_result path_of(int units, double slope) {
  random_stream source(41, 0);
  organisation o;
  for (int u = 0; u < units; ++u) {
    const std::string id = "u" + std::to_string(100 + u);
    o.units.push_back(id);
    const double culture = 50 + 8 * source.normal();
    const double loyalty = 50 + slope * (culture - 50) + 3 * source.normal();
    o.mean("w", id, "culture", culture + 2 * source.normal(), 2);
    o.mean("w", id, "loyalty", loyalty + 1.5 * source.normal(), 1.5);
    o.mean("w", id, "result", 40 + .6 * loyalty + 3 * source.normal(), 0.5);
  }
  pyramid_definition d;
  d.id = "p";
  d.steps = {{"culture", {}}, {"loyalty", {}}, {"result", {}}};
  o.asked.findings.pyramid = {d};
  return pyramid_findings(o.ready({"w"}))[0];
}

TEST(Pyramid, CarriesOrNot) {
  const finding_result strong = path_of(40, .8);
  EXPECT_EQ(strong.found.verdict, "carried");
  EXPECT_GT(value(strong, "path:1-2").low, 0);
  EXPECT_GT(value(strong, "path_corrected:1-2").value, value(strong, "path:1-2").value);
  EXPECT_NE(find(strong, "order:1-2-3"), nullptr);
  EXPECT_NE(strong.found.unseen.find("order"), std::string::npos);
  const finding_result few = path_of(12, .8);
  EXPECT_EQ(few.found.verdict, "correlations only");
  EXPECT_EQ(find(few, "path:1-2"), nullptr);
  EXPECT_NE(find(few, "correlation:1-3"), nullptr);
  EXPECT_NE(path_of(40, 0).found.verdict, "carried");
}

TEST(UnitFindings, SpeakGerman) {
  organisation o;
  o.units = {"a", "b", "c"};
  for (const std::string& u : o.units) o.share("w", u, "believer", 3, 20);
  o.asked.findings.believers = {believers_of()};
  o.common.language = "de";
  const auto found = unit_findings(o.ready({"w"}));
  EXPECT_NE(found[0].found.sentence.find("Bereichen"), std::string::npos);
}

}  // namespace
