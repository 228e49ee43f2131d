// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "support/program.hpp"

namespace cxm {
namespace {

class CheckCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(run({"simulate", "cx4", "--profile", "demo", "--out", "survey.csv"}).code, 0);
  }
  [[nodiscard]] test::program_result run(const std::vector<std::string>& arguments) const {
    return test::run_program(CXM_BIN_DIR "/cxm", arguments, scratch_.path());
  }
  [[nodiscard]] std::string read(const std::string& name) const {
    std::ifstream in(scratch_.path() / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  test::scratch_directory scratch_;
};

TEST_F(CheckCommand, SaysWhatIsSoundAndListsRowsOnRequest) {
  const auto said = run({"check", "survey.csv", "-i", "cx4", "--csv", "tables", "--rows", "rows.csv"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_NE(said.out.find("Leadership buy-in"), std::string::npos);
  EXPECT_NE(said.out.find("Culture: the same question to all roles"), std::string::npos);
  EXPECT_TRUE(std::filesystem::exists(scratch_.path() / "tables/invariance.csv"));
  EXPECT_NE(said.out.find("Own belief: reliability"), std::string::npos);  // two questions are few
  EXPECT_EQ(said.out.find("lists them"), std::string::npos);               // they are listed already
  EXPECT_EQ(read("rows.csv").substr(0, 40), "row,wave,role,signs,batteries,like_row\r\n");
  EXPECT_TRUE(std::filesystem::exists(scratch_.path() / "tables/reliability.csv"));
  EXPECT_TRUE(std::filesystem::exists(scratch_.path() / "tables/answers.csv"));
  EXPECT_FALSE(std::filesystem::exists(scratch_.path() / "tables/driver.csv"));
  EXPECT_NE(run({"check", "survey.csv", "-i", "cx4", "--lang", "de"}).out.find("Einen Blick wert"),
            std::string::npos);
}

TEST_F(CheckCommand, RefusesWhatAStateCannotTell) {
  ASSERT_EQ(run({"tally", "survey.csv", "-i", "cx4", "--out", "poor.cxm"}).code, 0);
  const auto rows = run({"check", "poor.cxm", "--rows", "rows.csv"});
  EXPECT_EQ(rows.code, 2);
  EXPECT_NE(rows.err.find("holds no rows"), std::string::npos) << rows.err;
  const auto poor = run({"check", "poor.cxm"});
  EXPECT_EQ(poor.code, 1);
  EXPECT_NE(poor.err.find("--item-moments"), std::string::npos) << poor.err;
  EXPECT_FALSE(std::filesystem::exists(scratch_.path() / "rows.csv"));
  EXPECT_EQ(run({"check", "survey.csv"}).code, 2);
}

}  // namespace
}  // namespace cxm
