// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <fstream>
#include <string>
#include <vector>

#include "cxm/assessment/assessment.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/io/reader.hpp"

namespace {

using namespace cxm;

/// Three years of the airport's survey, each by its own instrument.
std::vector<tally> three_years(bool weighted) {
  std::vector<tally> out;
  for (const char* year : {"2015", "2016", "2017"}) {
    const instrument_ptr asked =
        load_instrument(std::string(CXM_SOURCE_DIR) + "/examples/instruments/sfo-" + year + ".json");
    tally_options kept;
    kept.weighted = weighted;
    tally t(asked, kept);
    const std::string file =
        std::string(CXM_SHARED_DIR) + "/data/sfo_customer_survey/sfo_customer_survey_" + year + ".csv.gz";
    read_file(file, *asked, {}, [&](unsigned, const batch& rows) {
      batch b = rows;
      if (!weighted) b.weights.clear();
      t.update(b);
    });
    out.push_back(std::move(t));
  }
  return out;
}

TEST(AssessSfo, PublishedCountsMeansAndScoresWithChangeOverTheYears) {
  const std::string probe =
      std::string(CXM_SHARED_DIR) + "/data/sfo_customer_survey/sfo_customer_survey_2015.csv.gz";
  if (!std::ifstream(probe)) GTEST_SKIP() << "survey data not found: " << probe;
  struct reference {
    const char* year;
    double n, mean, weighted, satisfied;
  };
  const reference published[] = {{"2015", 2810, 4.04804, 4.04417, .80000},
                                 {"2016", 2919, 4.03803, 4.05332, .80987},
                                 {"2017", 2688, 4.06436, 4.07120, .82068}};
  for (const bool weighted : {false, true}) {
    const std::vector<tally> years = three_years(weighted);
    const std::vector<const tally*> all{&years[0], &years[1], &years[2]};
    const assessment a = assess(all);
    EXPECT_EQ(a.waves, (std::vector<std::string>{"2015", "2016", "2017"}));
    const auto key = [&](const std::string& wave) {
      std::vector<std::string> k(a.key_columns.size());
      k[0] = wave;
      return k;
    };
    for (const reference& r : published) {
      const result_row* mean = a.find("measure", "overall_rating", "mean", key(r.year));
      ASSERT_NE(mean, nullptr);
      EXPECT_EQ(mean->value.n, r.n);
      EXPECT_NEAR(mean->value.value, weighted ? r.weighted : r.mean, 5.1e-6) << r.year;
      if (!weighted) {
        EXPECT_NEAR(a.find("measure", "satisfied", "mean", key(r.year))->value.value, r.satisfied, 5.1e-6)
            << r.year;
      }
    }
    const result_row* nps = a.find("measure", "nps", "mean", key("2017"));
    ASSERT_NE(nps, nullptr);
    EXPECT_EQ(nps->value.n, 2746);
    EXPECT_NEAR(nps->value.value, weighted ? 40.39844 : 39.83977, 5.1e-6);
    EXPECT_EQ(a.find("measure", "nps", "mean", key("2016")), nullptr);  // first asked in 2017
    if (!weighted) {
      EXPECT_NEAR(a.find("measure", "nps", "promoters", key("2017"))->value.value, 1436.0 / 2746, 1e-12);
      const estimate& change = a.find("change", "overall_rating", "since:2016", key("2017"))->value;
      EXPECT_NEAR(change.value, 4.06436 - 4.03803, 1.1e-5);
      EXPECT_LT(change.low, change.value);
      EXPECT_NE(a.find("change", "overall_rating", "since:2015", key("2017")), nullptr);
      EXPECT_NE(a.find("change", "experience", "since:2016", key("2017")), nullptr);
    }
    std::size_t hidden = 0;
    for (const result_row& row : a.rows) hidden += row.suppressed.empty() ? 0 : 1;
    EXPECT_GT(hidden, 0U);  // airlines with a handful of passengers
  }
}

}  // namespace
