// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "assessment/fixture.hpp"
#include "cxm/io/state_file.hpp"
#include "support/program.hpp"

namespace cxm {
namespace {

class PlanCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    const std::vector<std::uint8_t> bytes = state_file_bytes(
        testing::tally_of(testing::small_instrument(), testing::random_people(1)), import_receipt{});
    scratch_.write("ours.cxm", std::string(bytes.begin(), bytes.end()));
    scratch_.write("small.json", std::string(testing::small_survey));
  }
  test::program_result cxm(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "plan");
    return test::run_program(CXM_BIN_DIR "/cxm", arguments, scratch_.path());
  }
  test::scratch_directory scratch_;
};

TEST_F(PlanCommand, PlansFromAScaffoldToAReport) {
  const auto draft = cxm({"scaffold", "small.json", "--out", "plan.json"});
  ASSERT_EQ(draft.code, 0) << draft.err;
  const auto made =
      cxm({"ours.cxm", "--plan", "plan.json", "--budget", "1,1", "--target", "level=3", "--target",
           "maturity=60", "--what-if", "culture=+5", "--json", "out.json", "--html", "report.html"});
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_NE(made.out.find("Roadmap"), std::string::npos) << made.out;
  EXPECT_NE(made.out.find("What if"), std::string::npos);
  const auto json = nlohmann::json::parse(test::read_whole_file(scratch_.file("out.json")));
  EXPECT_EQ(json.at("schema"), "cxm-plan-result");
  EXPECT_EQ(json.at("roadmap").at("waves").size(), 2U);
  EXPECT_EQ(json.at("candidates").size(), 3U);
  EXPECT_TRUE(json.at("roadmap").at("proven").get<bool>());
  EXPECT_EQ(json.at("targets").size(), 2U);  // the draft asks for level 3 itself; asked again, it is one
  EXPECT_EQ(json.at("plan_fingerprint").get<std::string>().size(), 32U);
  EXPECT_NE(test::read_whole_file(scratch_.file("report.html")).find("id=\"roadmap\""), std::string::npos);
}

TEST_F(PlanCommand, PlansWithoutAFileAndForAPart) {
  const auto alone = cxm({"ours.cxm"});
  EXPECT_EQ(alone.code, 0) << alone.err;
  EXPECT_NE(alone.out.find("Priorities"), std::string::npos);
  EXPECT_EQ(alone.out.find("Roadmap"), std::string::npos);
  const auto part = cxm({"ours.cxm", "--part", "unit=north", "--budget", "1,1", "--json", "-"});
  EXPECT_EQ(part.code, 0) << part.err;
  EXPECT_EQ(nlohmann::json::parse(part.out).at("group"), "unit=north");
}

TEST_F(PlanCommand, WrongLinesLeaveNothingBehind) {
  EXPECT_EQ(cxm({}).code, 2);
  EXPECT_EQ(cxm({"ours.cxm", "--target", "maturity"}).code, 2);
  EXPECT_EQ(cxm({"ours.cxm", "--goal", "maturity=x"}).code, 2);
  EXPECT_EQ(cxm({"ours.cxm", "--part", "north"}).code, 2);
  const auto unknown = cxm({"ours.cxm", "--target", "maturiti=60", "--json", "out.json"});
  EXPECT_EQ(unknown.code, 1);
  EXPECT_NE(unknown.err.find("targets[0].of: no measure, index or item is called \"maturiti\""),
            std::string::npos)
      << unknown.err;
  EXPECT_EQ(cxm({"ours.cxm", "--what-if", "culture"}).code, 1);
  EXPECT_EQ(cxm({"ours.cxm", "--part", "unit=nowhere"}).code, 1);
  EXPECT_EQ(scratch_.list().size(), 2U);
}

}  // namespace
}  // namespace cxm
