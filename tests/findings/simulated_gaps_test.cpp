// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <map>

#include "cxm/base/random.hpp"
#include "cxm/findings/findings.hpp"
#include "support/findings_world.hpp"
#include "support/simulated_truth.hpp"

// Gaps, lip service and roadblocks on samples from populations whose values are known. docs/findings.md holds
// the table of what is measured here.

namespace {

using namespace cxm;
using namespace cxm::testing;

/// People who answer two questions, by the probabilities of yes-yes, yes-no, no-yes, no-no.
void add_pairs(sample& s, random_stream& stream, std::size_t n, const std::vector<double>& p) {
  std::vector<double> first(n), second(n);
  for (std::size_t i = 0; i < n; ++i) {
    const std::size_t k = category(stream, p);
    first[i] = k < 2 ? 1 : 0;
    second[i] = k % 2 == 0 ? 1 : 0;
  }
  s.measures.push_back(std::move(first));
  s.measures.push_back(std::move(second));
}

TEST(SimulatedTruth, ImportanceGaps) {
  // Gaps of .30, .02 and exactly the threshold of .10; 150 people.
  const std::array<std::vector<double>, 3> pairs{
      {{.57, .33, .03, .07}, {.60, .12, .10, .18}, {.55, .20, .10, .15}}};
  std::map<std::string, track> tracks{
      {"importance", track(.90)}, {"effectiveness", track(.60)}, {"gap", track(.30)}};
  track small(.02);
  int large_right = 0, large_wrong = 0, small_right = 0, small_wrong = 0, edge = 0;
  for (int d = 0; d < draws; ++d) {
    world w;
    sample s;
    random_stream stream(41, static_cast<std::uint64_t>(d));
    for (std::size_t k = 0; k < 3; ++k) {
      importance_pair p;
      p.id = std::string(1, static_cast<char>('a' + k));
      p.importance = p.id + "_i";
      p.effectiveness = p.id + "_e";
      w.measure(p.importance, measure_kind::share);
      w.measure(p.effectiveness, measure_kind::share);
      w.asked.findings.importance.push_back(p);
      add_pairs(s, stream, 150, pairs[k]);
    }
    const auto found = importance_findings(w.ready(s));
    for (auto& [detail, t] : tracks) t.add(row(found[0], detail));
    small.add(row(found[1], "gap"));
    large_right += found[0].found.verdict == "gap" ? 1 : 0;
    large_wrong += found[0].found.verdict == "no gap" ? 1 : 0;
    small_right += found[1].found.verdict == "no gap" ? 1 : 0;
    small_wrong += found[1].found.verdict == "gap" ? 1 : 0;
    edge += found[2].found.verdict != "not settled" ? 1 : 0;
  }
  // Up to .98: of 150 people and .9, Wilson's interval covers 96.03 %, added up over the lattice.
  for (const auto& [detail, t] : tracks) t.expect(detail.c_str(), .93, .98);
  small.expect("gap of .02", .93, .97);
  std::printf("large: right %d, wrong %d; small: right %d, wrong %d; on the threshold %d\n", large_right,
              large_wrong, small_right, small_wrong, edge);
  EXPECT_GT(large_right, 950);
  EXPECT_EQ(large_wrong, 0);
  EXPECT_GT(small_right, 600);
  EXPECT_LE(small_wrong, 5);
  // Either verdict is wrong there, each with probability .1: 200, three Monte Carlo errors 38.
  EXPECT_LE(edge, 238);
}

TEST(SimulatedTruth, QuadrantsAreAsCertainAsTheySay) {
  // Four subjects anywhere near the crosshair, 80 people. Of subjects said to lie in a quadrant with
  // probability p a share p does: in all, and where a verdict is given.
  const std::array<const char*, 4> names{"concentrate", "keep up", "low priority", "overkill"};
  double predicted = 0, happened = 0, verdicts = 0, right = 0, claimed = 0;
  for (int d = 0; d < draws / 2; ++d) {
    world w;
    sample s;
    random_stream stream(42, static_cast<std::uint64_t>(d));
    std::array<std::size_t, 4> truth{};
    for (std::size_t k = 0; k < 4; ++k) {
      importance_pair p;
      p.id = std::string(1, static_cast<char>('a' + k));
      p.importance = p.id + "_i";
      p.effectiveness = p.id + "_e";
      w.measure(p.importance, measure_kind::share);
      w.measure(p.effectiveness, measure_kind::share);
      w.asked.findings.importance.push_back(p);
      const double i = .3 + .4 * stream.uniform();
      const double e = .3 + .4 * stream.uniform();
      truth[k] = i > .5 ? (e > .5 ? 1 : 0) : (e > .5 ? 3 : 2);
      add_pairs(s, stream, 80, {i * e, i * (1 - e), (1 - i) * e, (1 - i) * (1 - e)});
    }
    const auto found = importance_findings(w.ready(s));
    ASSERT_EQ(found.size(), 8U);
    for (std::size_t k = 0; k < 4; ++k) {
      const finding_result& f = found[4 + k];
      double most = 0;
      std::size_t best = 0;
      for (std::size_t q = 0; q < 4; ++q) {
        const double p = row(f, std::string("P(midpoint:") + names[q] + ")").value;
        if (p > most) {
          most = p;
          best = q;
        }
      }
      predicted += most;
      happened += best == truth[k] ? 1 : 0;
      if (f.found.verdict == "not settled") continue;
      verdicts += 1;
      claimed += f.found.probability;
      right += f.found.verdict == names[truth[k]] ? 1 : 0;
    }
  }
  std::printf("P of the likeliest %.3f, right %.3f; %g verdicts, claimed %.3f, right %.3f\n",
              predicted / (2 * draws), happened / (2 * draws), verdicts, claimed / verdicts,
              right / verdicts);
  EXPECT_NEAR(predicted / (2 * draws), happened / (2 * draws), 3 * .5 / std::sqrt(2.0 * draws));
  ASSERT_GT(verdicts, 200);
  EXPECT_GT(right / verdicts, .8);
}

sample shares_of(random_stream& stream, std::size_t n, double p) {
  sample s;
  s.measures.emplace_back();
  for (std::size_t i = 0; i < n; ++i) s.measures[0].push_back(stream.uniform() < p ? 1 : 0);
  return s;
}

TEST(SimulatedTruth, PerceptionGaps) {
  // 40 leaders, 150 employees, 250 customers of .55, .40 and .25; once all alike; once leaders .10 above, on
  // the margin.
  track gap(.30), other(.15);
  int over = 0, under = 0, rejected = 0, edge = 0;
  for (int d = 0; d < draws; ++d) {
    random_stream stream(43, static_cast<std::uint64_t>(d));
    const auto one = [&](double leaders, double employees, double customers) {
      world w;
      w.measure("centric", measure_kind::share);
      w.role_of("executive");
      w.role_of("employee");
      w.role_of("customer", false);
      perception_statement p;
      p.id = p.measure = "centric";
      p.roles = {"executive", "employee", "customer"};
      w.asked.findings.perception.push_back(p);
      const sample e = shares_of(stream, 40, leaders);
      const sample s = shares_of(stream, 150, employees);
      const sample c = shares_of(stream, 250, customers);
      sample all = e;
      for (const sample* more : {&s, &c})
        all.measures[0].insert(all.measures[0].end(), more->measures[0].begin(), more->measures[0].end());
      return perception_findings(w.ready(all, {{"executive", e}, {"employee", s}, {"customer", c}}))[0];
    };
    const finding_result apart = one(.55, .40, .25);
    gap.add(row(apart, "gap:executive-customer"));
    other.add(row(apart, "gap:employee-customer"));
    over += apart.found.verdict == "over" ? 1 : 0;
    under += apart.found.verdict == "under" ? 1 : 0;
    rejected += one(.3, .3, .3).found.p_value < .05 ? 1 : 0;
    edge += one(.45, .4, .35).found.verdict != "not settled" ? 1 : 0;
  }
  gap.expect("gap:executive-customer", .93, .97);
  other.expect("gap:employee-customer", .93, .97);
  std::printf("over %d, under %d; equality rejected %d; verdicts on the margin %d\n", over, under, rejected,
              edge);
  EXPECT_GT(over, 750);
  EXPECT_EQ(under, 0);
  EXPECT_NEAR(rejected, 50, 21);  // three Monte Carlo errors
  EXPECT_LE(edge, 238);
}

TEST(SimulatedTruth, InflationOfLeaders) {
  // Composites on 0, 25 .. 100, leaders crowded at the upper end: 25 leaders, 120 employees; inflation is
  // half the difference of their means. And without any difference.
  const std::vector<double> high{.02, .08, .20, .40, .30}, low{.10, .20, .35, .25, .10};
  const auto mean = [](const std::vector<double>& p) {
    double sum = 0;
    for (std::size_t k = 0; k < p.size(); ++k) sum += 25 * static_cast<double>(k) * p[k];
    return sum;
  };
  track inflation((mean(high) - mean(low)) / 2);
  int right = 0, wrong = 0;
  for (int d = 0; d < draws; ++d) {
    random_stream stream(44, static_cast<std::uint64_t>(d));
    const auto one = [&](const std::vector<double>& leaders) {
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
      p.id = p.measure = "culture";
      p.roles = {"executive", "employee"};
      w.asked.findings.perception.push_back(p);
      sample e, s, all;
      e.measures.emplace_back();
      s.measures.emplace_back();
      for (int i = 0; i < 25; ++i)
        e.measures[0].push_back(25 * static_cast<double>(category(stream, leaders)));
      for (int i = 0; i < 120; ++i) s.measures[0].push_back(25 * static_cast<double>(category(stream, low)));
      all = e;
      all.measures[0].insert(all.measures[0].end(), s.measures[0].begin(), s.measures[0].end());
      return perception_findings(w.ready(all, {{"executive", e}, {"employee", s}}))[1];
    };
    const finding_result some = one(high);
    inflation.add(row(some, "inflation"));
    right += some.found.verdict == "inflated" ? 1 : 0;
    wrong += one(low).found.verdict != "not settled" ? 1 : 0;
  }
  inflation.expect("inflation", .93, .97);
  std::printf("inflated %d; verdicts without a difference %d\n", right, wrong);
  EXPECT_GT(right, 950);
  EXPECT_NEAR(wrong, 200, 40);  // .1 on either side
}

TEST(SimulatedTruth, LipService) {
  // 200 people: .80 say, of these .60 do, of the others .50. And .75 say, of these two thirds do: exactly the
  // threshold of .25.
  std::map<std::string, track> tracks{{"say", track(.80)},
                                      {"done", track(.58)},
                                      {"say_not_done", track(.32)},
                                      {"not_done_given_say", track(.40)}};
  track ratio(.58 / .80);
  int right = 0, wrong = 0, edge = 0;
  for (int d = 0; d < draws; ++d) {
    random_stream stream(45, static_cast<std::uint64_t>(d));
    const auto one = [&](const std::vector<double>& p) {
      world w;
      w.measure("say", measure_kind::share);
      w.measure("done", measure_kind::share);
      w.measure("both", measure_kind::joint);
      say_do_pair pair;
      pair.id = "priority";
      pair.say = "say";
      pair.done = "done";
      pair.say_not_done = "both";
      w.asked.findings.say_do.push_back(pair);
      sample s;
      add_pairs(s, stream, 200, p);
      s.measures.emplace_back();
      for (std::size_t i = 0; i < 200; ++i)
        s.measures[2].push_back(s.measures[0][i] == 1 && s.measures[1][i] == 0 ? 1 : 0);
      return say_do_findings(w.ready(s))[0];
    };
    const finding_result found = one({.48, .32, .10, .10});
    for (auto& [detail, t] : tracks) t.add(row(found, detail));
    ratio.add(row(found, "ratio"));
    right += found.found.verdict == "say without do" ? 1 : 0;
    wrong += found.found.verdict == "backed" ? 1 : 0;
    edge += one({.50, .25, .10, .15}).found.verdict != "not settled" ? 1 : 0;
  }
  // Up to .98: of 200 people and .8, Wilson's interval covers 95.85 %, added up over the lattice.
  for (const auto& [detail, t] : tracks) t.expect(detail.c_str(), .93, .98);
  ratio.expect("ratio", .93, .97, .003);  // a ratio: off by O(1/n)
  std::printf("say without do %d, backed %d; on the threshold %d\n", right, wrong, edge);
  EXPECT_GT(right, 700);
  EXPECT_LE(wrong, 5);
  EXPECT_LE(edge, 238);
}

TEST(SimulatedTruth, Roadblocks) {
  // Four options of .45, .40, .25, .08 that go together (who names one names more), 120 people: all four
  // shares inside their intervals, all four ranks inside their sets. And two that are named equally often: is
  // one said to be on top?
  const std::array<double, 4> truth{.45, .40, .25, .08};
  const std::array<const char*, 4> names{"a", "b", "c", "d"};
  int together = 0, ranks = 0, top = 0, other = 0, tied = 0;
  std::array<track, 4> tracks{track(.45), track(.40), track(.25), track(.08)};
  for (int d = 0; d < draws; ++d) {
    random_stream stream(46, static_cast<std::uint64_t>(d));
    const auto one = [&](const std::array<double, 4>& p) {
      world w;
      roadblock_question q;
      q.id = "blocks";
      sample s;
      s.measures.assign(4, {});
      for (std::size_t k = 0; k < 4; ++k) {
        w.measure(names[k], measure_kind::share);
        q.measures.emplace_back(names[k]);
      }
      for (int i = 0; i < 120; ++i) {
        const double lift = stream.uniform() < .5 ? 1.3 : .7;
        for (std::size_t k = 0; k < 4; ++k) s.measures[k].push_back(stream.uniform() < p[k] * lift ? 1 : 0);
      }
      w.asked.findings.roadblocks.push_back(q);
      return roadblock_findings(w.ready(s))[0];
    };
    const finding_result found = one(truth);
    bool all = true, placed = true;
    for (std::size_t k = 0; k < 4; ++k) {
      const estimate& share = row(found, std::string("share:") + names[k]);
      const estimate& rank = row(found, std::string("rank:") + names[k]);
      tracks[k].add(share);
      all = all && share.low <= truth[k] && truth[k] <= share.high;
      placed = placed && rank.low <= static_cast<double>(k + 1) && static_cast<double>(k + 1) <= rank.high;
    }
    together += all ? 1 : 0;
    ranks += placed ? 1 : 0;
    top += found.found.verdict == "a" ? 1 : 0;
    other += found.found.verdict != "a" && found.found.verdict != "not settled" ? 1 : 0;
    tied += one({.40, .40, .25, .08}).found.verdict != "not settled" ? 1 : 0;
  }
  // Each of four intervals covers more often than all together do.
  for (std::size_t k = 0; k < 4; ++k) tracks[k].expect(names[k], .96, 1);
  std::printf("all shares %d, all ranks %d; top right %d, wrong %d; of a tie %d\n", together, ranks, top,
              other, tied);
  EXPECT_NEAR(together, 955, 21);
  EXPECT_GE(ranks, 930);
  EXPECT_LE(other, 100);
  EXPECT_LE(tied, 238);  // P(top) of either is .9 in a tenth of the samples
}

}  // namespace
