// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "assessment/fixture.hpp"
#include "cxm/io/state_file.hpp"
#include "support/program.hpp"

namespace cxm {
namespace {

class SizeCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::vector<std::uint8_t> bytes = state_file_bytes(
        testing::tally_of(testing::small_instrument(), testing::random_people(3)), import_receipt{});
    scratch_.write("last.cxm", std::string(bytes.begin(), bytes.end()));
    scratch_.write("units.csv", "name,population,sd\nNorth,1000,20\nSouth,300,25\nShop,8,\n");
  }
  test::program_result cxm(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "size");
    return test::run_program(CXM_BIN_DIR "/cxm", arguments, scratch_.path());
  }
  nlohmann::json json(std::vector<std::string> arguments) const {
    arguments.emplace_back("--json");
    const auto result = cxm(arguments);
    EXPECT_EQ(result.code, 0) << result.err;
    return nlohmann::json::parse(result.out);
  }
  test::scratch_directory scratch_;
};

TEST_F(SizeCommand, AnswersAndInvitationsForAMargin) {
  const auto j = json({"--share", "0.5", "--margin", "3,5", "--response-rate", "0.25"});
  ASSERT_EQ(j["sizes"].size(), 2U);
  EXPECT_EQ(j["sizes"][0]["answers"], 1068);
  EXPECT_EQ(j["sizes"][0]["invitations"], 4272);
  EXPECT_EQ(j["sizes"][1]["answers"], 385);
  EXPECT_LE(j["sizes"][0]["margin"], 3);
}

TEST_F(SizeCommand, OnePointOfNps) {
  const auto j = json({"--nps", "0.75,0.08", "--change", "1"});
  EXPECT_EQ(j["sizes"][0]["answers"], 59550);
  EXPECT_EQ(json({"--nps", "0.75,0.08", "--change", "1", "--power", "0.5"})["sizes"][0]["answers"], 29146);
}

TEST_F(SizeCommand, WithoutAQuestionItPrintsATable) {
  const auto result = cxm({"--sd", "22", "--population", "3000"});
  EXPECT_EQ(result.code, 0) << result.err;
  EXPECT_NE(result.out.find("answers 2000"), std::string::npos);
  EXPECT_EQ(result.out.find("answers 5000"), std::string::npos);  // more than there are people
}

TEST_F(SizeCommand, UnitsGetTheirShareAndTheirLeast) {
  const auto j = json({"--sd", "22", "--units", "units.csv", "--total", "200", "--least", "10"});
  const auto& units = j["allocation"]["units"];
  ASSERT_EQ(units.size(), 3U);
  EXPECT_EQ(units[0]["answers"], 140);  // 1000 * 20 to 300 * 25, eight of the shop's ten
  EXPECT_EQ(units[1]["answers"], 52);
  EXPECT_EQ(units[2]["answers"], 8);
  EXPECT_EQ(units[2]["margin"], 0);
  EXPECT_EQ(j["population"], 1308);
}

TEST_F(SizeCommand, PlansFromAStateWithItsOwnSpreadByUnit) {
  const auto j = json({"last.cxm", "--of", "maturity", "--by", "unit", "--margin", "2"});
  EXPECT_GT(j["sd"], 0);
  ASSERT_GE(j["sizes"].size(), 2U);
  EXPECT_EQ(j["sizes"][0]["unit"], "");
  EXPECT_NE(j["sizes"][1]["unit"], "");
  for (const auto& line : j["sizes"]) EXPECT_LE(line["margin"], 2);
}

TEST_F(SizeCommand, WrongLinesAreRefused) {
  EXPECT_EQ(cxm({}).code, 2);
  EXPECT_EQ(cxm({"--share", "0.5", "--sd", "3"}).code, 2);
  EXPECT_EQ(cxm({"last.cxm"}).code, 2);
  EXPECT_EQ(cxm({"last.cxm", "--of", "nothing"}).code, 1);
  EXPECT_EQ(cxm({"--share", "0.5", "--total", "10"}).code, 2);
  EXPECT_EQ(cxm({"--share", "0.5", "--icc", "0.1"}).code, 2);
  EXPECT_EQ(cxm({"--share", "1.5"}).code, 1);
  const auto leaves = cxm({"--share", "0.5", "--change", "60"});
  EXPECT_EQ(leaves.code, 1);
  EXPECT_NE(leaves.err.find("leaves the scale"), std::string::npos);
}

}  // namespace
}  // namespace cxm
