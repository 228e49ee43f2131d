// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "cxm/io/explain_file.hpp"

namespace {

using namespace cxm;

// Reference: weighted least squares of the 1,561 passengers of 2017 who rated all six, and the importance of
// Lindeman, Merenda & Gold over all 720 orders, computed from the file with NumPy 2 (linear algebra in double
// precision: the figures agree to 1e-8, the last digits printed).
TEST(ExplainFile, DriversOfAnAirportAreThoseOfTheReference) {
  const std::string data =
      std::string(CXM_SHARED_DIR) + "/data/sfo_customer_survey/sfo_customer_survey_2017.csv.gz";
  if (!std::ifstream(data)) GTEST_SKIP() << "survey data not found: " << data;
  explain_options options;
  options.asked.emplace();
  options.asked->id = "asked";
  options.asked->outcome = "overall_rating";
  options.asked->predictors = {"good_security_check",  "good_food",    "good_find_way",
                               "good_clean_restrooms", "good_screens", "good_wifi"};
  const assessment a =
      explain_file(data, std::string(CXM_SOURCE_DIR) + "/examples/instruments/sfo-2017.json", options);
  const auto value = [&](const std::string& detail) {
    for (const result_row& r : a.rows) {
      if (r.table == "driver" && r.detail == detail) return r.value;
    }
    ADD_FAILURE() << "no row " << detail;
    return estimate{};
  };
  EXPECT_EQ(value("r2").n, 1561);
  EXPECT_NEAR(value("r2").value, 0.42970141936, 1e-8);
  const struct {
    const char* id;
    double slope, importance;
  } reference[] = {{"good_security_check", 0.23185012, 0.036803029728},
                   {"good_food", 0.44829536, 0.139263430168},
                   {"good_find_way", 0.08369174, 0.024054475021},
                   {"good_clean_restrooms", 0.19266639, 0.043906919953},
                   {"good_screens", 0.4033962, 0.105030593707},
                   {"good_wifi", 0.29397392, 0.080642970786}};
  double sum = 0;
  for (const auto& r : reference) {
    EXPECT_NEAR(value(std::string("slope:") + r.id).value, r.slope, 1e-7) << r.id;
    EXPECT_NEAR(value(std::string("importance:") + r.id).value, r.importance, 1e-8) << r.id;
    sum += value(std::string("importance:") + r.id).value;
  }
  EXPECT_NEAR(sum, value("r2").value, 1e-12);
  // HC0 of the reference .0509 and .0327; ours counts the coefficients too.
  EXPECT_NEAR(value("slope:good_security_check").se, .0509, .0002);
  EXPECT_NEAR(value("slope:good_food").se, .0327, .0001);
}

// What separates satisfied passengers who would recommend the airport from those who would not. Reference:
// logistic regression of the 1,637 satisfied passengers of 2017 with all five answers, by Newton's method in
// double precision, from the file read by other means.
TEST(ExplainFile, WhatSeparatesSatisfiedPassengersIsThatOfTheReference) {
  const std::string data =
      std::string(CXM_SHARED_DIR) + "/data/sfo_customer_survey/sfo_customer_survey_2017.csv.gz";
  if (!std::ifstream(data)) GTEST_SKIP() << "survey data not found: " << data;
  explain_options options;
  options.read.map["weight"] = "";
  options.asked.emplace();
  options.asked->id = "asked";
  options.asked->outcome = "recommends";
  options.asked->predictors = {"good_security_check", "good_getting_there", "good_find_way",
                               "good_clean_boarding"};
  options.asked->among = "satisfied";
  const auto answer = [&] {
    return explain_file(data, std::string(CXM_SOURCE_DIR) + "/examples/instruments/sfo-2017.json", options);
  };
  const auto odds = [&](const assessment& a, const std::string& id) {
    for (const result_row& r : a.rows) {
      if (r.table == "driver" && r.detail == "odds_ratio:" + id) return r.value;
    }
    ADD_FAILURE() << "no odds of " << id;
    return estimate{};
  };
  const double reference[] = {2.143597370657, 1.218731993140, 2.151674317145, 2.492523305668};
  const double weighted[] = {2.313452102096, 1.131781597270, 2.285530993085, 2.573193274708};
  const assessment plain = answer();
  for (std::size_t j = 0; j < 4; ++j) {
    const estimate e = odds(plain, options.asked->predictors[j]);
    EXPECT_NEAR(e.value, reference[j], 1e-9);
    EXPECT_EQ(e.n, 1637);
    EXPECT_EQ(e.method, "logistic, robust");
  }
  options.read.map.clear();
  const assessment by_weight = answer();
  for (std::size_t j = 0; j < 4; ++j)
    EXPECT_NEAR(odds(by_weight, options.asked->predictors[j]).value, weighted[j], 1e-9);
}

}  // namespace
