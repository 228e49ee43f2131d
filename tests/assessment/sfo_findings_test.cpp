// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <fstream>
#include <string>
#include <vector>

#include "cxm/assessment/assessment.hpp"
#include "cxm/io/assess_file.hpp"

namespace {

using namespace cxm;

// The figures of docs/findings_sfo.md, to the digits printed there.
TEST(FindingsSfo, AreThoseOfThePage) {
  const std::string data = std::string(CXM_SHARED_DIR) + "/data/sfo_customer_survey/sfo_customer_survey_";
  if (!std::ifstream(data + "2015.csv.gz")) GTEST_SKIP() << "survey data not found: " << data;
  std::vector<file_source> sources;
  for (const char* year : {"2015", "2016", "2017"}) {
    sources.push_back({data + year + ".csv.gz",
                       std::string(CXM_SOURCE_DIR) + "/examples/instruments/sfo-" + year + ".json"});
  }
  const assessment a = assess_files(sources);
  std::vector<std::string> now(a.key_columns.size());
  now[0] = "2017";
  const auto verdict = [&](const std::string& id) {
    for (const finding& f : a.findings) {
      if (f.id == id) return f.verdict;
    }
    return std::string("no such finding");
  };
  struct {
    const char *table, *id, *detail;
    double value, low, high, rounding;
  } const figures[] = {
      {"finding", "defectors:satisfied_detractors", "left", .117, .104, .131, .0006},
      {"finding", "defectors:satisfied_detractors", "satisfied_given_left", .428, .369, .488, .0006},
      {"finding", "defectors:satisfied_detractors", "satisfied_given_stayed", .875, .859, .889, .0006},
      {"finding", "defectors:satisfied_detractors", "left_given_satisfied", .061, .051, .073, .0006},
      {"finding", "defectors:satisfied_detractors", "left_given_dissatisfied", .378, .331, .427, .0006},
      {"finding", "defectors:satisfied_detractors", "relative_risk", 6.2, 5.0, 7.7, .06},
      {"finding", "defectors:satisfied_detractors", "auc", .77, .74, .79, .006},
      {"finding", "defectors:satisfied_detractors", "caught_below:4", .57, .51, .63, .006},
      {"finding", "defectors:satisfied_detractors", "difference:good_security_check", -.18, -.28, -.10, .006},
      {"finding", "defectors:satisfied_detractors", "difference:good_food", -.12, -.23, -.01, .006},
      {"finding", "outcome_link:security", "relative_risk", 1.37, 1.27, 1.48, .006},
      {"finding", "outcome_link:security", "odds_ratio:stratified", 5.3, 4.0, 6.9, .06},
      {"change", "security", "since:2016", 1.6, .6, 2.6, .06},
      {"change", "security", "since:2015", -.3, -1.3, .7, .06},
      {"change", "cleanliness", "since:2015", 1.7, .7, 2.7, .06},
      {"change", "satisfied", "since:2015", .018, -.005, .042, .0006},
  };
  for (const auto& f : figures) {
    const result_row* r = a.find(f.table, f.id, f.detail, now);
    ASSERT_NE(r, nullptr) << f.id << " " << f.detail;
    EXPECT_NEAR(r->value.value, f.value, f.rounding) << f.id << " " << f.detail;
    EXPECT_NEAR(r->value.low, f.low, f.rounding) << f.id << " " << f.detail;
    EXPECT_NEAR(r->value.high, f.high, f.rounding) << f.id << " " << f.detail;
  }
  EXPECT_EQ(verdict("defectors:satisfied_detractors"), "satisfaction warns");
  EXPECT_EQ(verdict("outcome_link:security"), "goes with");
  EXPECT_EQ(verdict("change:security"), "risen");
  for (const char* same : {"satisfied", "experience", "concourse", "information", "access", "cleanliness"})
    EXPECT_EQ(verdict(std::string("change:") + same), "no change") << same;
}

}  // namespace
