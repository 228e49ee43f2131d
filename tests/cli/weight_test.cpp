// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <vector>

#include "support/program.hpp"

namespace cxm {
namespace {

/// A hundred people: 70 of unit a (30 of them young), 30 of unit b (24 of them young).
class WeightCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string rows = "unit,age,q\n";
    for (int i = 0; i < 100; ++i) {
      const bool a = i < 70;
      const bool young = a ? i < 30 : i < 94;
      rows += std::string(a ? "a" : "b") + "," + (young ? "young" : "old") + "," + std::to_string(1 + i % 5) +
              "\n";
    }
    scratch_.write("people.csv", rows);
  }
  test::program_result cxm(const std::string& targets, std::vector<std::string> more = {}) const {
    scratch_.write("targets.json", targets);
    std::vector<std::string> arguments{"weight",       "people.csv", "--targets",
                                       "targets.json", "--out",      "weighted.csv"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    return test::run_program(CXM_BIN_DIR "/cxm", arguments, scratch_.path());
  }
  /// Sums of the last column by "unit" and by "unit|age".
  std::map<std::string, double> totals() const {
    std::map<std::string, double> sums;
    std::ifstream in(scratch_.path() / "weighted.csv");
    std::string line;
    std::getline(in, line);
    EXPECT_EQ(line, "unit,age,q,weight\r");
    while (std::getline(in, line)) {
      std::istringstream cells(line);
      std::string unit, age, q, weight;
      std::getline(cells, unit, ',');
      std::getline(cells, age, ',');
      std::getline(cells, q, ',');
      std::getline(cells, weight, ',');
      const double w = std::stod(weight);
      sums[unit] += w;
      sums[age] += w;
      sums[unit + "|" + age] += w;
    }
    return sums;
  }
  test::scratch_directory scratch_;
};

constexpr const char* margins =
    R"("margins": [{"column": "unit", "totals": {"a": 40, "b": 60}}, {"column": "age", "totals": {"young": 55, "old": 45}}])";

TEST_F(WeightCommand, RakingMeetsBothMarginsAndReports) {
  const auto result = cxm(std::string(R"({"method": "rake", "population": 12000, )") + margins + "}");
  ASSERT_EQ(result.code, 0) << result.err;
  EXPECT_NE((result.out + result.err).find("converged"), std::string::npos);
  EXPECT_NE((result.out + result.err).find("n_eff"), std::string::npos);
  const auto sums = totals();
  EXPECT_NEAR(sums.at("a"), 4800, 1e-5);
  EXPECT_NEAR(sums.at("young"), 6600, 1e-5);
}

TEST_F(WeightCommand, PostStratificationIsTotalOverCount) {
  const auto result = cxm(
      R"({"method": "poststratify", "population": 1000, "margins": [{"columns": ["unit", "age"],
          "totals": {"a|young": 40, "a|old": 20, "b|young": 30, "b|old": 10}}]})");
  ASSERT_EQ(result.code, 0) << result.err;
  const auto sums = totals();
  EXPECT_NEAR(sums.at("a|young"), 400, 1e-9);
  EXPECT_NEAR(sums.at("b|old"), 100, 1e-9);
}

/// Bounds speak of how a weight changes beside the others: that the sample is smaller than the population is
/// no change.
TEST_F(WeightCommand, BoundsAreOfTheWeightsOnceTheyAddUpToThePopulation) {
  for (const char* method : {"logit", "linear"}) {
    const auto result = cxm(std::string(R"({"method": ")") + method +
                            R"(", "bounds": [0.3, 3], "population": 12000, )" + margins + "}");
    ASSERT_EQ(result.code, 0) << method << result.err;
    const auto sums = totals();
    EXPECT_NEAR(sums.at("a"), 4800, 1e-3) << method;
    EXPECT_NEAR(sums.at("young"), 6600, 1e-3) << method;
  }
}

TEST_F(WeightCommand, WhatCannotBeMetIsRefusedAndNothingIsWritten) {
  const std::string some = R"("population": 100, "margins": [{"column": "unit", "totals": {"a": 90, "b": 10)";
  const auto tight = cxm(R"({"method": "logit", "bounds": [0.95, 1.05], )" + some + "}}]}");
  EXPECT_EQ(tight.code, 1);
  EXPECT_NE(tight.err.find("widen the bounds"), std::string::npos) << tight.err;
  const auto nobody = cxm(R"({"method": "rake", )" + some + R"(, "c": 5}}]})");
  EXPECT_EQ(nobody.code, 1);
  EXPECT_NE(nobody.err.find("'c'"), std::string::npos) << nobody.err;
  EXPECT_FALSE(std::ifstream(scratch_.path() / "weighted.csv").good());
}

}  // namespace
}  // namespace cxm
