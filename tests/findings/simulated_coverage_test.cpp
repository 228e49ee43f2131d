// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <cstdio>
#include <vector>

#include "cxm/base/random.hpp"
#include "cxm/findings/findings.hpp"
#include "support/findings_world.hpp"
#include "support/simulated_truth.hpp"

// Who was heard, of organisations in which the silent are known too. docs/findings.md holds the table of what
// is measured here.

namespace {

using namespace cxm;
using namespace cxm::testing;

const std::vector<double> heard_answers{.05, .15, .30, .35, .15};

double mean_of(const std::vector<double>& p) {
  double sum = 0;
  for (std::size_t k = 0; k < p.size(); ++k) sum += 25 * static_cast<double>(k) * p[k];
  return sum;
}

double variance_of(const std::vector<double>& p) {
  double sum = 0;
  for (std::size_t k = 0; k < p.size(); ++k) sum += 625 * static_cast<double>(k * k) * p[k];
  return sum - mean_of(p) * mean_of(p);
}

world organisation() {
  world w;
  w.measure("culture", measure_kind::composite);
  w.role_of("employee");
  index_definition index;
  index.id = "maturity";
  index.of = {"culture"};
  w.asked.indices.push_back(index);
  level_definition level;
  level.index = "maturity";
  w.asked.levels.push_back(level);
  return w;
}

sample people(random_stream& stream, std::size_t n) {
  sample s;
  s.measures.emplace_back();
  for (std::size_t i = 0; i < n; ++i)
    s.measures[0].push_back(25 * static_cast<double>(category(stream, heard_answers)));
  return s;
}

TEST(SimulatedTruth, BoundsOfTheSilentHoldTheWholeOrganisation) {
  // 240 of 400 people are heard. The index of all 400 when the silent differ by 0, by 6, by exactly the 10
  // points that are declared, and by 16: how often do the bounds hold it, without and with the interval?
  constexpr double response = .6;
  const std::array<double, 4> away{0, -6, -10, -16};
  std::array<int, 4> bounds{}, with_interval{};
  track response_rate(response);
  double value = 0;
  for (int d = 0; d < draws; ++d) {
    random_stream stream(51, static_cast<std::uint64_t>(d));
    const sample s = people(stream, 240);
    world w = organisation();
    finding_input& in = w.ready(s, {{"employee", s}});
    in.heads = {{"employee", "", "", 400}};
    const finding_result found = coverage_findings(in)[0];
    ASSERT_EQ(found.found.verdict, "covered");
    ASSERT_EQ(row(found, "response").value, response);
    ASSERT_EQ(row(found, "heard").value, 240);
    const estimate& plain = row(found, "if_silent_differ:maturity");
    const estimate& wide = row(found, "if_silent_differ:maturity:interval");
    value += (plain.low + plain.high) / 2 / draws;
    for (std::size_t k = 0; k < away.size(); ++k) {
      const double truth = mean_of(heard_answers) + (1 - response) * away[k];
      bounds[k] += plain.low <= truth && truth <= plain.high ? 1 : 0;
      with_interval[k] += wide.low <= truth && truth <= wide.high ? 1 : 0;
    }
  }
  std::printf("bounds: %d %d %d %d; with the interval: %d %d %d %d\n", bounds[0], bounds[1], bounds[2],
              bounds[3], with_interval[0], with_interval[1], with_interval[2], with_interval[3]);
  EXPECT_NEAR(value, mean_of(heard_answers), 4 * std::sqrt(variance_of(heard_answers) / 240 / draws));
  // Where the silent differ by just what is declared, the truth lies on the end: one side of the interval.
  EXPECT_NEAR(with_interval[2] / double{draws}, .975, .016);
  EXPECT_GE(with_interval[0], 995);
  EXPECT_GE(with_interval[1], 990);
  EXPECT_LT(bounds[2], 600);
  // Bounds under an assumption that does not hold hold nothing.
  EXPECT_LT(with_interval[3], 900);
}

TEST(SimulatedTruth, AnswersAreWorthWhatIsSaid) {
  // Weights between .5 and 3 that have nothing to do with the answers: the weighted mean's own spread over
  // the draws is the variance of an answer over the effective number.
  double squared = 0, cv = 0;
  for (int d = 0; d < draws; ++d) {
    random_stream stream(52, static_cast<std::uint64_t>(d));
    sample s = people(stream, 200);
    for (std::size_t i = 0; i < s.rows(); ++i) s.weights.push_back(stream.uniform() < .7 ? .5 : 3);
    world w = organisation();
    finding_input& in = w.ready(s, {{"employee", s}});
    const finding_result found = coverage_findings(in)[0];
    ASSERT_EQ(found.found.verdict, "not known");  // no head counts
    const double worth = row(found, "effective").value;
    const double off = s.rows() == 0 ? 0 : in.groups[0].estimates.mean(0) - mean_of(heard_answers);
    squared += off * off * worth / variance_of(heard_answers) / draws;
    cv += row(found, "weights_cv").value / draws;
  }
  // Weights of .5 (.7) and 3 (.3): mean 1.25, variance 1.3125.
  std::printf("squared error over what is said: %.3f; cv %.3f\n", squared, cv);
  EXPECT_NEAR(squared, 1, 3 * std::sqrt(2.0 / draws));
  EXPECT_NEAR(cv, std::sqrt(1.3125) / 1.25, .01);
}

TEST(SimulatedTruth, TooFewAndTooOneSidedAreNamed) {
  // The verdict compares counts: one person decides it, in either direction.
  const auto verdict = [](std::size_t n, double heads, bool two_roles) {
    random_stream stream(53, n);
    const sample s = people(stream, n);
    world w = organisation();
    if (two_roles) w.role_of("customer", false);
    finding_input& in = w.ready(s, {{"employee", s}});
    in.heads = {{"employee", "", "", heads}};
    return coverage_findings(in)[0].found.verdict;
  };
  EXPECT_EQ(verdict(30, 100, false), "covered");
  EXPECT_EQ(verdict(29, 100, false), "thin");
  EXPECT_EQ(verdict(90, 100, true), "one-sided");
}

}  // namespace
