// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

#include "assessment/fixture.hpp"
#include "cxm/assessment/assessment.hpp"
#include "cxm/findings/head_count.hpp"

namespace cxm {
namespace {

TEST(HeadCounts, AreOfTheRolesThatAreAsked) {
  const instrument& asked = *testing::small_instrument();
  const std::vector<head_count> heads{{"employee", "unit", "a", 40},  {"executive", "unit", "a", 4},
                                      {"customer", "unit", "a", 900}, {"", "unit", "b", 50},
                                      {"employee", "unit", "c", 20},  {"", "unit", "c", 30}};
  // "priority" is asked of executives and employees, "centric" of all three, "nps" of customers.
  EXPECT_EQ(heads_asked(heads, asked, "unit", "a", "priority"), 44);
  EXPECT_EQ(heads_asked(heads, asked, "unit", "a", "centric"), 944);
  EXPECT_EQ(heads_asked(heads, asked, "unit", "a", "nps"), 900);
  EXPECT_EQ(heads_asked(heads, asked, "unit", "b", "priority"), 50);
  EXPECT_EQ(heads_asked(heads, asked, "unit", "c", "priority"), 30);  // executives are not counted apart
  EXPECT_TRUE(std::isnan(heads_asked(heads, asked, "unit", "d", "priority")));
}

// Friends needed are people of the unit, not answers: `assess` hands head counts through to the finding.
TEST(HeadCounts, TurnFriendsNeededIntoPeople) {
  nlohmann::json written = nlohmann::json::parse(testing::small_survey);
  written["findings"]["believers"] = nlohmann::json::parse(R"([{"id": "b", "believer": "resourced"}])");
  const instrument_ptr asked = parse_instrument(written.dump());
  std::vector<testing::survey_row> rows;
  for (const char* unit : {"a", "b", "c", "d"}) {
    for (int person = 0; person < 20; ++person) {
      testing::survey_row r{person < 16 ? "employee" : "customer", "after", {unit}, {}, 1, {}};
      if (person < 16) r.answers["res"] = person < 2 ? 5 : 2;  // two of sixteen
      if (person >= 16) r.answers["rec"] = 9;
      rows.push_back(r);
    }
  }
  assess_options options;
  options.heads = {{"employee", "unit", "a", 40},
                   {"executive", "unit", "a", 4},
                   {"", "unit", "b", 16},
                   {"", "unit", "c", 10}};
  const auto friends = [](const assessment& a, const std::string& unit) {
    for (const result_row& r : a.rows) {
      if (r.table == "finding" && r.id == "believers:b" && r.detail == "friends" && r.key[2] == unit)
        return r.value;
    }
    ADD_FAILURE() << unit;
    return estimate{};
  };
  const assessment a = assess(testing::tally_of(asked, rows), options);
  // a: 44 people, 11 needed, 44 * 2/16 = 5.5 expected.
  EXPECT_NEAR(friends(a, "a").value, 5.5, 1e-9);
  EXPECT_LT(friends(a, "a").low, 5.5);
  EXPECT_EQ(friends(a, "a").high, 9);  // only the two who were heard
  // b: everybody was heard, 4 - 2; nothing is unknown.
  EXPECT_EQ(friends(a, "b").low, 2);
  EXPECT_EQ(friends(a, "b").high, 2);
  // c: sixteen heard of ten; d: not counted. Both among those heard.
  EXPECT_NEAR(friends(a, "c").value, 2, 1e-9);
  EXPECT_NEAR(friends(a, "d").value, 2, 1e-9);
  EXPECT_LT(friends(a, "d").low, 2);
  for (const finding& f : a.findings) {
    if (f.id != "believers:b") continue;
    EXPECT_NE(f.unseen.find("head count says: c"), std::string::npos) << f.unseen;
    EXPECT_NE(f.unseen.find("head counts are not known"), std::string::npos) << f.unseen;
  }
}

}  // namespace
}  // namespace cxm
