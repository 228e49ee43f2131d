// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <memory>

#include "assessment/fixture.hpp"
#include "cxm/assessment/assessment.hpp"

namespace {

using namespace cxm;
using namespace cxm::testing;

group_column column_of(const std::vector<std::string>& values) {
  auto levels = std::make_shared<std::vector<std::string>>();
  group_column out;
  for (const std::string& v : values) {
    auto at = std::find(levels->begin(), levels->end(), v);
    if (at == levels->end()) at = levels->insert(levels->end(), v);
    out.positions.push_back(static_cast<std::uint32_t>(at - levels->begin()));
  }
  out.levels = levels;
  return out;
}

TEST(AssessDesign, DomainsCountTheSamplingUnitsInWhichTheyWereNotMet) {
  // Three strata of several units, weighted; the variance of a domain's mean by its definition: influences
  // w (y - m) / W inside the domain, zero outside, totals per unit, all units of the sample counted.
  std::vector<survey_row> people;
  for (survey_row r : random_people(6, 12)) {
    if (r.wave != "after" || r.role == "customer") continue;
    people.push_back(std::move(r));
  }
  random_stream random(1, 9);
  std::vector<std::string> strata;
  std::vector<std::string> units;
  for (std::size_t i = 0; i < people.size(); ++i) {
    const std::uint32_t h = random.below(3);
    strata.emplace_back(1, static_cast<char>('h' + h));
    units.push_back(strata.back() + std::to_string(random.below(3 + h)));
  }
  batch b = batch_of(*small_instrument(), people, true);
  b.stratum = column_of(strata);
  b.cluster = column_of(units);
  tally_options kept;
  kept.weighted = true;
  kept.psu_totals = true;
  tally t(small_instrument(), kept);
  t.update(b);
  const assessment a = assess(t);

  const auto check = [&](const std::string& role, const std::string& unit) {
    double w = 0;
    double total = 0;
    const auto inside = [&](const survey_row& r) {
      return r.answers.contains("l1") && (role.empty() || r.role == role) &&
             (unit.empty() || r.segments[0] == unit);
    };
    for (const survey_row& r : people) {
      if (!inside(r)) continue;
      w += r.weight;
      total += r.weight * 25 * (r.answers.at("l1") - 1);
    }
    std::map<std::string, std::map<std::string, double>> totals;
    std::map<std::string, std::map<std::string, int>> met;
    for (std::size_t i = 0; i < people.size(); ++i) {
      double& z = totals[strata[i]][units[i]];
      if (!inside(people[i])) continue;
      z += people[i].weight * (25 * (people[i].answers.at("l1") - 1) - total / w) / w;
      met[strata[i]][units[i]] += 1;
    }
    double variance = 0;
    for (const auto& [h, z] : totals) {
      double mean = 0;
      for (const auto& [u, x] : z) mean += x / static_cast<double>(z.size());
      double squares = 0;
      for (const auto& [u, x] : z) squares += (x - mean) * (x - mean);
      variance += static_cast<double>(z.size()) / static_cast<double>(z.size() - 1) * squares;
    }
    double df = 0;
    for (const auto& [h, m] : met) df += static_cast<double>(m.size()) - 1;
    const result_row* row = a.find("measure", "leadership", "mean", {"after", role, unit});
    ASSERT_NE(row, nullptr);
    if (!row->suppressed.empty()) return;
    // Weights are kept to 2^-32.
    EXPECT_NEAR(row->value.value, total / w, 1e-6) << role << unit;
    EXPECT_NEAR(row->value.se, std::sqrt(variance), 1e-6) << role << unit;
    EXPECT_EQ(row->value.df, df) << role << unit;
    EXPECT_EQ(row->value.method, "bounded score, design");
  };
  check("", "");
  check("employee", "");
  check("executive", "");
  check("", "a");
  check("employee", "c");
}

TEST(AssessDesign, WithoutPairMomentsWhatNeedsThemSaysSo) {
  tally_options kept;
  kept.pair_moments = false;
  const assessment a = assess(tally_of(small_instrument(), random_people(3), kept));
  const assessment full = assess(tally_of(small_instrument(), random_people(3)));
  const std::vector<std::string> everybody{"after", "", ""};
  EXPECT_EQ(a.find("measure", "culture", "mean", everybody)->value.low,
            full.find("measure", "culture", "mean", everybody)->value.low);
  const estimate& index = a.find("index", "maturity", "mean", everybody)->value;
  EXPECT_EQ(index.value, full.find("index", "maturity", "mean", everybody)->value.value);
  EXPECT_TRUE(index.has(estimate_flag::no_interval));
  EXPECT_TRUE(a.find("gap", "gap", "difference", everybody)->value.has(estimate_flag::no_interval));
  bool noted = false;
  for (const std::string& n : a.notes) noted = noted || n.find("pair moments") != std::string::npos;
  EXPECT_TRUE(noted);
}

}  // namespace
