// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "assessment/fixture.hpp"
#include "cxm/io/state_file.hpp"
#include "support/program.hpp"

namespace cxm {
namespace {

using json = nlohmann::json;

class ShareCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    for (std::uint64_t seed = 1; seed <= 2; ++seed) {
      const auto people = testing::random_people(seed, 9);
      import_receipt receipt;
      receipt.rows_read = receipt.rows_used = static_cast<std::int64_t>(people.size());
      const std::vector<std::uint8_t> bytes =
          state_file_bytes(testing::tally_of(testing::small_instrument(), people), receipt);
      scratch_.write(seed == 1 ? "one.cxm" : "two.cxm", std::string(bytes.begin(), bytes.end()));
    }
  }
  test::program_result cxm(const std::vector<std::string>& arguments) const {
    return test::run_program(CXM_BIN_DIR "/cxm", arguments, scratch_.path());
  }
  test::scratch_directory scratch_;
};

TEST_F(ShareCommand, MakesStatesThatMergeAndSayWhatTheyAre) {
  for (const char* name : {"one", "two"}) {
    const auto made =
        cxm({"share", std::string(name) + ".cxm", "--no-roles", "--out", std::string(name) + ".shared"});
    ASSERT_EQ(made.code, 0) << made.err;
    EXPECT_NE(made.out.find("made for sharing"), std::string::npos) << made.out;
  }
  ASSERT_EQ(cxm({"merge", "one.shared", "two.shared", "--out", "both.shared"}).code, 0);
  EXPECT_EQ(cxm({"merge", "one.shared", "two.cxm", "--out", "mixed.cxm"}).code, 1);
  const auto assessed =
      cxm({"assess", "both.shared", "--json", "both.json", "--html", "both.html", "--csv", "csv"});
  ASSERT_EQ(assessed.code, 0) << assessed.err;
  EXPECT_NE(assessed.out.find("state for sharing"), std::string::npos) << assessed.out;
  EXPECT_EQ(json::parse(test::read_whole_file(scratch_.file("both.json")))["tally"]["shared"], true);
  EXPECT_NE(test::read_whole_file(scratch_.file("both.html")).find("state for sharing"), std::string::npos);
  EXPECT_NE(test::read_whole_file(scratch_.file("csv/about.csv")).find("shared_state,yes"),
            std::string::npos);
}

TEST_F(ShareCommand, ALedgerIsMadeContinuedAndKeptToItsState) {
  ASSERT_EQ(cxm({"assess", "one.cxm", "--ledger", "book", "--json", "a.json", "--quiet"}).code, 0);
  ASSERT_TRUE(std::filesystem::exists(scratch_.file("book")));
  const auto chosen = cxm({"assess", "one.cxm", "--ledger", "book", "--where", "role=employee,unit=north",
                           "--cross", "unit", "--json", "b.json"});
  EXPECT_EQ(chosen.code, 1);  // one column is no crossing
  EXPECT_NE(chosen.err.find("two or more"), std::string::npos) << chosen.err;
  const auto again = cxm({"assess", "one.cxm", "--ledger", "book", "--where",
                          "role=employee,unit=north|south", "--json", "b.json"});
  ASSERT_EQ(again.code, 0) << again.err;
  const json result = json::parse(test::read_whole_file(scratch_.file("b.json")));
  EXPECT_EQ(result["options"]["where"][1]["values"], (json{"north", "south"}));
  EXPECT_EQ(json::parse(test::read_whole_file(scratch_.file("book")))["publications"], 2);
  EXPECT_EQ(cxm({"share", "one.cxm", "--ledger", "book", "--out", "one.shared"}).code, 0);
  EXPECT_EQ(json::parse(test::read_whole_file(scratch_.file("book")))["publications"], 3);
  const auto other = cxm({"assess", "two.cxm", "--ledger", "book"});
  EXPECT_EQ(other.code, 1);
  EXPECT_NE(other.err.find("begun with other answers"), std::string::npos) << other.err;
  EXPECT_EQ(cxm({"assess", "one.cxm", "--where", "north"}).code, 2);
}

TEST_F(ShareCommand, SwitchedOffControlIsWrittenIntoEveryOutput) {
  const auto open =
      cxm({"assess", "one.cxm", "--no-disclosure", "--json", "o.json", "--html", "o.html", "--csv", "o"});
  ASSERT_EQ(open.code, 0) << open.err;
  EXPECT_NE(open.out.find("DISCLOSURE CONTROL IS OFF"), std::string::npos);
  EXPECT_EQ(json::parse(test::read_whole_file(scratch_.file("o.json")))["options"]["disclosure"], false);
  EXPECT_NE(test::read_whole_file(scratch_.file("o/about.csv")).find("disclosure,off"), std::string::npos);
  EXPECT_NE(test::read_whole_file(scratch_.file("o.html")).find("Disclosure control was switched off"),
            std::string::npos);
  EXPECT_EQ(cxm({"assess", "one.cxm", "--no-disclosure", "--ledger", "book"}).code, 1);
}

}  // namespace
}  // namespace cxm
