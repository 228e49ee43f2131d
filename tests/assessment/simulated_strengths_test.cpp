// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

#include "cxm/assessment/assessment.hpp"
#include "cxm/base/random.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/stats/distributions.hpp"
#include "support/simulated_truth.hpp"
#include "support/survey_rows.hpp"

// Strengths and weaknesses of units whose true values are known, through a whole assessment. docs/findings.md
// holds the table of what is measured here.

namespace {

using namespace cxm;
using namespace cxm::testing;

constexpr std::string_view survey = R"({
  "id": "league", "version": "1",
  "scales": [{"id": "five", "kind": "ordinal", "codes": [1, 2, 3, 4, 5], "top": [4, 5]}],
  "items": [{"id": "q1", "scale": "five"}, {"id": "q2", "scale": "five"}],
  "measures": [{"id": "climate", "kind": "composite", "items": ["q1", "q2"]}],
  "segments": [{"id": "unit"}]})";

constexpr std::size_t units = 12;
constexpr std::size_t people = 25;  // of every unit
constexpr double own_sd = 0.7, answer_sd = 0.9;

/// Two units above and two below by as much, eight that lie exactly where the rest of the organisation does.
constexpr std::array<double, units> lifts{.7, .35, -.35, -.7};

std::string name(std::size_t u) { return "u" + std::to_string(10 + u); }

/// Expected score of a unit: answers are a normal variable rounded to 1 .. 5.
double expected(double lift) {
  const double sd = std::hypot(own_sd, answer_sd);
  double mean = 1;
  for (const double cut : {1.5, 2.5, 3.5, 4.5}) mean += 1 - stats::normal_cdf((cut - 3 - lift) / sd);
  return 25 * (mean - 1);
}

assessment drawn(const instrument_ptr& asked, std::uint64_t number, const std::vector<double>& lift) {
  random_stream stream(61, number);
  std::vector<survey_row> rows;
  for (std::size_t u = 0; u < lift.size(); ++u) {
    for (std::size_t i = 0; i < people; ++i) {
      const double own = 3 + lift[u] + own_sd * stream.normal();
      const auto answer = [&] {
        const double x = std::round(own + answer_sd * stream.normal());
        return static_cast<std::int32_t>(std::clamp(x, 1.0, 5.0));
      };
      rows.push_back({"", "", {name(u)}, {{"q1", answer()}, {"q2", answer()}}, 1, {}});
    }
  }
  assess_options options;
  options.compared = {"climate"};
  options.heads = {{"", "unit", name(0), 50}};
  return assess(tally_of(asked, rows), options);
}

const finding& strengths(const assessment& a) {
  for (const finding& f : a.findings)
    if (f.kind == "strengths") return f;
  throw std::runtime_error("no finding on strengths");
}

TEST(SimulatedTruth, StrengthsOfUnits) {
  const instrument_ptr asked = parse_instrument(survey);
  std::array<double, units> truth{}, away{};
  for (std::size_t u = 0; u < units; ++u) truth[u] = expected(lifts[u]);
  const auto position = [&](std::size_t u) {  // 1 = highest; tied units share all their places
    double above = 0, ties = 0;
    for (const double t : truth) {
      above += t > truth[u] + 1e-9 ? 1 : 0;
      ties += std::fabs(t - truth[u]) <= 1e-9 ? 1 : 0;
    }
    return std::pair{above + 1, above + ties};
  };
  for (std::size_t u = 0; u < units; ++u) {
    double rest = 0;
    for (std::size_t v = 0; v < units; ++v) rest += v == u ? 0 : truth[v] / (units - 1);
    away[u] = truth[u] - rest;
  }
  ASSERT_NEAR(away[5], 0, 1e-9);
  track best(away[0]), second(away[1]), alike(away[5]), raw(truth[0]);
  double shrunk_covered = 0, raw_error = 0, shrunk_error = 0, ranks = 0, places = 0;
  double claims = 0, found_best = 0, found_second = 0, discovery = 0, wrong_sign = 0, differ = 0;
  for (int d = 0; d < draws; ++d) {
    const assessment a = drawn(asked, static_cast<std::uint64_t>(d), {lifts.begin(), lifts.end()});
    const auto at = [&](std::size_t u, const char* table, const char* detail) -> const estimate& {
      const result_row* r = a.find(table, "climate", detail, {"", "", name(u)});
      if (r == nullptr) throw std::runtime_error(detail);
      return r->value;
    };
    best.add(at(0, "unit", "difference"));
    second.add(at(1, "unit", "difference"));
    alike.add(at(5, "unit", "difference"));
    raw.add(at(0, "measure", "mean"));
    bool all_ranks = true;
    double claimed = 0, wrong = 0;
    for (std::size_t u = 0; u < units; ++u) {
      const estimate& shrunk = at(u, "unit", "shrunk");
      const estimate& own = at(u, "measure", "mean");
      shrunk_covered += shrunk.low <= truth[u] && truth[u] <= shrunk.high ? 1 : 0;
      shrunk_error += (shrunk.value - truth[u]) * (shrunk.value - truth[u]);
      raw_error += (own.value - truth[u]) * (own.value - truth[u]);
      const estimate& rank = at(u, "unit", "rank");
      const auto [first, last] = position(u);
      all_ranks = all_ranks && rank.low <= first && last <= rank.high;
      const double verdict = at(u, "unit", "verdict").value;
      if (verdict == 0) continue;
      claimed += 1;
      if (std::fabs(away[u]) < 1e-9) wrong += 1;
      if (verdict * away[u] < -1e-9) wrong_sign += 1;
      found_best += u == 0 ? 1 : 0;
      found_second += u == 1 ? 1 : 0;
    }
    claims += claimed;
    discovery += claimed > 0 ? wrong / claimed : 0;
    ranks += all_ranks ? 1 : 0;
    places += at(0, "unit", "rank").low == 1 ? 1 : 0;
    // The finding says what the rows say: its verdict, and a row a unit that stands out.
    const finding& f = strengths(a);
    differ += f.verdict == "units differ" ? 1 : 0;
    EXPECT_EQ(f.verdict == "units differ", claimed > 0);
    const auto told = std::count_if(f.rows.begin(), f.rows.end(),
                                    [&](std::size_t r) { return a.rows[r].detail == "difference"; });
    EXPECT_EQ(told, static_cast<std::ptrdiff_t>(claimed));
    const auto response = std::find_if(f.rows.begin(), f.rows.end(),
                                       [&](std::size_t r) { return a.rows[r].detail == "response"; });
    ASSERT_NE(response, f.rows.end());
    EXPECT_EQ(a.rows[*response].value.value, people / 50.0);
  }
  best.expect("difference, highest unit", .93, .975);
  second.expect("difference, second unit", .93, .975);
  alike.expect("difference, unit like the rest", .93, .975);
  raw.expect("value, highest unit", .93, .975);
  const double cells = static_cast<double>(units) * draws;
  std::printf(
      "shrunk: covered %.3f, squared error %.2f, raw %.2f; all ranks in their sets %.3f\n"
      "false discovery rate %.4f; wrong sign %.0f of %.0f; best found %.3f, second %.3f; differ %.3f\n",
      shrunk_covered / cells, shrunk_error / cells, raw_error / cells, ranks / draws, discovery / draws,
      wrong_sign, claims, found_best / draws, found_second / draws, differ / draws);
  EXPECT_GE(shrunk_covered / cells, .93);
  EXPECT_LT(shrunk_error, raw_error);
  EXPECT_GE(ranks / draws, .93);
  EXPECT_GE(places / draws, .97);
  // .05 times the share of units that are like the rest, and three Monte Carlo errors of .1 / sqrt(1000).
  EXPECT_LE(discovery / draws, .05 * 8 / 12 + .01);
  EXPECT_LE(wrong_sign, 2);
  EXPECT_GT(found_best / draws, .8);
}

TEST(SimulatedTruth, UnitsThatAreAlikeAreSeldomSaidToDiffer) {
  const instrument_ptr asked = parse_instrument(survey);
  int differ = 0;
  for (int d = 0; d < draws; ++d)
    differ += strengths(drawn(asked, static_cast<std::uint64_t>(d) + 7000, std::vector<double>(5))).verdict ==
                      "units differ"
                  ? 1
                  : 0;
  std::printf("units alike: said to differ %d of %d\n", differ, draws);
  EXPECT_LE(differ, 50 + 21);  // the false discovery rate, and three Monte Carlo errors
}

}  // namespace
