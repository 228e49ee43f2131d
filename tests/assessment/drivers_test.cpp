// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <map>

#include "assessment/fixture.hpp"
#include "cxm/assessment/assessment.hpp"
#include "cxm/explain/driver_analysis.hpp"

namespace {

using namespace cxm;
using namespace cxm::testing;

const assessment& assessed() {
  static const assessment a = assess(tally_of(small_instrument(), random_people(4, 40), {}));
  return a;
}

std::vector<std::string> at(const std::string& wave, const std::string& role) { return {wave, role, ""}; }

const result_row& row(const assessment& a, const std::string& id, const std::string& detail,
                      const std::string& role = "") {
  const result_row* found = a.find("driver", id, detail, at("after", role));
  EXPECT_NE(found, nullptr) << id << " " << detail << " " << role;
  static const result_row none;
  return found == nullptr ? none : *found;
}

TEST(Drivers, ImportanceSumsToWhatIsExplainedInEveryGroup) {
  for (const char* role : {"", "executive", "employee"}) {
    const double r2 = row(assessed(), "effective", "r2", role).value.value;
    double importance = 0, share = 0, weight = 0;
    for (const char* p : {"culture", "leadership", "priority"}) {
      importance += row(assessed(), "effective", std::string("importance:") + p, role).value.value;
      share += row(assessed(), "effective", std::string("share:") + p, role).value.value;
      weight += row(assessed(), "effective", std::string("weight:") + p, role).value.value;
    }
    EXPECT_NEAR(importance, r2, 1e-12) << role;
    EXPECT_NEAR(weight, r2, 1e-12) << role;
    EXPECT_NEAR(share, 1, 1e-12) << role;
  }
}

TEST(Drivers, AreThoseOfTheMoments) {
  const tally t = tally_of(small_instrument(), random_people(4, 40), {});
  std::vector<std::size_t> segments;
  for (std::size_t s = 0; s < t.segments().size(); ++s) {
    const auto& key = t.segments()[s];
    if (t.levels(0)[key[0]] != "customer" && t.levels(1)[key[1]] == "after") segments.push_back(s);
  }
  const std::vector<std::string> names{"culture", "leadership", "priority"};
  std::vector<std::size_t> order{static_cast<std::size_t>(t.measure_position("effective"))};
  for (const auto& n : names) order.push_back(static_cast<std::size_t>(t.measure_position(n)));
  driver_options o;
  o.draws = 500;
  const auto direct = analyse_drivers(moments_of(*t.sums(segments), order), "effective", names, o);
  EXPECT_EQ(row(assessed(), "effective", "importance:culture").value.value,
            direct.drivers[0].importance.value);
  EXPECT_EQ(row(assessed(), "effective", "importance:culture").value.high, direct.drivers[0].importance.high);
  EXPECT_EQ(row(assessed(), "effective", "slope:priority").value.low, direct.drivers[2].slope.low);
  ASSERT_FALSE(assessed().drivers.empty());
  EXPECT_EQ(assessed().drivers[0].set, "effective");
  EXPECT_EQ(assessed().drivers[0].slopes, direct.model.slopes);
}

TEST(Drivers, FewUnitsGiveCorrelationsAndSaySo) {
  EXPECT_EQ(row(assessed(), "units", "correlation:culture").value.n, 4);
  EXPECT_EQ(assessed().find("driver", "units", "r2", at("after", "")), nullptr);
  bool told = false;
  for (const std::string& note : assessed().notes)
    told = told || note.find("only correlations") != std::string::npos;
  EXPECT_TRUE(told);
}

TEST(Drivers, WithPeopleAtHandErrorsAreRobustAndYesOrNoGivesOdds) {
  const auto rows = random_people(4, 40);
  const std::vector<std::string> measures{"effective", "culture", "leadership", "priority"};
  row_collector collector(small_instrument(), measures);
  collector.add(batch_of(*small_instrument(), rows));
  assess_options o;
  o.people = std::make_shared<const respondent_rows>(collector.take());
  o.drivers = small_instrument()->drivers;
  o.drivers.resize(2);
  const assessment a = assess(tally_of(small_instrument(), rows, {}), o);
  const result_row& slope = row(a, "effective", "slope:culture");
  EXPECT_EQ(slope.value.method, "least squares, HC3");
  EXPECT_EQ(row(a, "effective", "importance:culture").value.method, "bootstrap of people");
  const result_row& odds = row(a, "effective", "odds_ratio:culture");
  EXPECT_GT(odds.value.value, 0);
  EXPECT_EQ(odds.value.value > 1, slope.value.value > 0);
  // rows use those who answered everything, moments everybody who answered two: close, not equal
  EXPECT_NEAR(slope.value.value, row(assessed(), "effective", "slope:culture").value.value, 0.003);
  EXPECT_NE(slope.value.value, row(assessed(), "effective", "slope:culture").value.value);
  // within units: complete people, their units' means taken out
  EXPECT_NEAR(row(a, "within", "slope:leadership", "employee").value.value,
              row(assessed(), "within", "slope:leadership", "employee").value.value, 0.08);
}

TEST(Drivers, DoNotDependOnThreads) {
  assess_options o;
  o.threads = 3;
  const assessment b = assess(tally_of(small_instrument(), random_people(4, 40), {}), o);
  ASSERT_EQ(assessed().rows.size(), b.rows.size());
  for (std::size_t i = 0; i < b.rows.size(); ++i) {
    if (b.rows[i].table != "driver" || std::isnan(b.rows[i].value.value)) continue;
    EXPECT_EQ(assessed().rows[i].value.value, b.rows[i].value.value);
    EXPECT_EQ(assessed().rows[i].detail, b.rows[i].detail);
  }
}

// Four executives: their drivers are hidden, and so are those of the employees, which would tell them by
// difference.
TEST(Promise4PrivacyThatCannotBeForgotten, DriversOfASmallRoleAreHiddenWithThoseOfTheOthers) {
  auto rows = random_people(4, 40);
  std::map<std::string, int> executives;  // by wave
  std::erase_if(rows, [&](const survey_row& r) { return r.role == "executive" && ++executives[r.wave] > 4; });
  const assessment a = assess(tally_of(small_instrument(), rows, {}));
  int seen = 0;
  for (const result_row& r : a.rows) {
    if (r.table != "driver" || r.id != "effective" || r.key[1].empty()) continue;
    EXPECT_FALSE(r.suppressed.empty()) << r.key[1] << " " << r.detail;
    EXPECT_TRUE(std::isnan(r.value.value));
    ++seen;
  }
  EXPECT_GT(seen, 0);
}

}  // namespace
