// SPDX-License-Identifier: Apache-2.0
// Every command that takes a data file takes SPSS files, and says of them what it says of the same answers as
// text.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "support/program.hpp"

namespace cxm {
namespace {

class SpssFiles : public ::testing::Test {
 protected:
  void SetUp() override {
    for (const char* name : {"staff.zsav", "staff.csv", "staff.json"})
      std::filesystem::copy_file(std::filesystem::path(CXM_SOURCE_DIR) / "tests/sav" / name, path(name));
#ifndef CXM_WITH_SAV
    const auto said = run({"check", "staff.zsav", "-i", "staff.json"});
    EXPECT_EQ(said.code, 1);
    EXPECT_NE(said.err.find("is an SPSS file"), std::string::npos) << said.err;
    GTEST_SKIP() << "this build reads no SPSS files: " << said.err;
#endif
  }
  [[nodiscard]] std::filesystem::path path(const std::string& name) const { return scratch_.path() / name; }
  [[nodiscard]] test::program_result run(const std::vector<std::string>& arguments) const {
    return test::run_program(CXM_BIN_DIR "/cxm", arguments, scratch_.path());
  }
  [[nodiscard]] std::string read(const std::filesystem::path& name) const {
    std::ifstream in(scratch_.path() / name, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
  }
  test::scratch_directory scratch_;
};

TEST_F(SpssFiles, GiveEveryCommandTheTablesOfTheirText) {
  std::ofstream(path("totals.json")) << R"({"margins": [{"column": "role",
    "totals": {"Manager": 20, "Member of staff": 80}}]})";
  const std::vector<std::vector<std::string>> commands{
      {"assess"},
      {"check", "--by", "role"},
      {"explain", "--outcome", "nps", "--drivers", "a,women"},
      {"compare", "--a", "site=Bern", "--b", "site=Oslo"},
      {"assess", "--map", "weight=w"},
      {"check", "--rake", "totals.json"},
      {"explain", "--rake", "totals.json", "--base-weight", "w"},
      {"compare", "--a", "site=Bern", "--b", "site=Oslo", "--rake", "totals.json"},
  };
  for (const std::vector<std::string>& command : commands) {
    const auto tables = [&](const std::string& data, const std::string& to) {
      std::vector<std::string> words = command;
      words.insert(words.begin() + 1, {data, "-i", "staff.json", "--csv", to});
      const auto said = run(words);
      EXPECT_EQ(said.code, 0) << command[0] << " " << data << ": " << said.err;
    };
    std::filesystem::remove_all(path("spss"));
    std::filesystem::remove_all(path("text"));
    tables("staff.zsav", "spss");
    tables("staff.csv", "text");
    std::size_t compared = 0;
    for (const auto& file : std::filesystem::directory_iterator(path("text"))) {
      const std::string name = file.path().filename().string();
      if (name.find("receipt") != std::string::npos) continue;
      EXPECT_EQ(read("spss/" + name), read("text/" + name)) << command[0] << " " << name;
      compared += read("text/" + name).size();
    }
    EXPECT_GT(compared, 500U) << command[0];
  }
}

TEST_F(SpssFiles, GoIntoStatesWithAReceipt) {
  ASSERT_EQ(run({"tally", "staff.zsav", "-i", "staff.json", "--item-moments", "-o", "staff.cxm"}).code, 0);
  const auto said = run({"check", "staff.cxm", "--json", "-"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_NE(said.out.find("\"layout\": \"sav\""), std::string::npos) << said.out.substr(0, 2000);
  EXPECT_NE(said.out.find("weighted by \\\"w\\\""), std::string::npos);
}

TEST_F(SpssFiles, DraftAnInstrumentThatReadsThem) {
  const auto said = run({"instrument", "scaffold", "staff.zsav", "-o", "draft.json"});
  ASSERT_EQ(said.code, 0) << said.err;
  EXPECT_NE(said.err.find("240 rows looked at, layout sav"), std::string::npos) << said.err;
  EXPECT_NE(read("draft.json").find("Strongly disagree"), std::string::npos);
  for (const char* command : {"assess", "check"})
    EXPECT_EQ(run({command, "staff.zsav", "-i", "draft.json"}).code, 0);
}

TEST_F(SpssFiles, ThatAreBrokenAreRefusedByName) {
  const std::string whole = read("staff.zsav");
  std::ofstream(path("half.zsav"), std::ios::binary) << whole.substr(0, whole.size() / 2);
  std::ofstream(path("head.sav"), std::ios::binary) << whole.substr(0, 40);
  for (const char* command : {"assess", "check", "explain", "tally"}) {
    for (const char* file : {"half.zsav", "head.sav"}) {
      std::vector<std::string> words{command, file, "-i", "staff.json"};
      if (std::string(command) == "tally") words.insert(words.end(), {"-o", "out.cxm"});
      const auto said = run(words);
      EXPECT_EQ(said.code, 1) << command << " " << file;
      EXPECT_EQ(said.err.find(std::string("cxm: ") + file + ": "), 0U) << said.err;
    }
  }
  EXPECT_FALSE(std::filesystem::exists(path("out.cxm")));
}

}  // namespace
}  // namespace cxm
