// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "assessment/fixture.hpp"
#include "cxm/io/state_file.hpp"
#include "support/program.hpp"

namespace cxm {
namespace {

class NormCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
      const std::vector<std::uint8_t> bytes = state_file_bytes(
          testing::tally_of(testing::small_instrument(), testing::random_people(seed)), import_receipt{});
      scratch_.write(std::string("o").append(std::to_string(seed)).append(".cxm"),
                     std::string(bytes.begin(), bytes.end()));
    }
  }
  test::program_result cxm(std::vector<std::string> arguments) const {
    arguments.insert(arguments.begin(), "norm");
    return test::run_program(CXM_BIN_DIR "/cxm", arguments, scratch_.path());
  }
  test::scratch_directory scratch_;
};

TEST_F(NormCommand, BuildsFromStatesShowsAndApplies) {
  const auto built = cxm({"build", "o1.cxm", "o2.cxm", "o3.cxm", "o4.cxm", "--id", "four", "--source", "us",
                          "--population", "four shops", "--date", "2026", "--out", "four.json"});
  ASSERT_EQ(built.code, 0) << built.err;
  const auto shown = cxm({"show", "four.json"});
  EXPECT_EQ(shown.code, 0) << shown.err;
  EXPECT_NE(shown.out.find("Population: four shops"), std::string::npos);
  EXPECT_NE(shown.out.find("maturity"), std::string::npos);
  const auto applied = cxm({"apply", "four.json", "o5.cxm", "--units", "--csv", "places.csv"});
  EXPECT_EQ(applied.code, 0) << applied.err;
  EXPECT_NE(applied.out.find("unit=a"), std::string::npos);
  const std::string csv = test::read_whole_file(scratch_.file("places.csv"));
  EXPECT_EQ(csv.rfind("norm,version,fingerprint,", 0), 0U);
  EXPECT_NE(csv.find(",maturity,"), std::string::npos);
}

TEST_F(NormCommand, ListsAndGuardsTheBuiltInNorm) {
  const auto list = cxm({"show"});
  EXPECT_NE(list.out.find("cx4-published"), std::string::npos);
  const auto foreign = cxm({"apply", "cx4-published", "o1.cxm"});
  EXPECT_EQ(foreign.code, 1);
  EXPECT_NE(foreign.err.find("was asked by the instrument \"cx4\""), std::string::npos);
}

TEST_F(NormCommand, WrongLinesLeaveNothingBehind) {
  const auto neither =
      cxm({"build", "--id", "x", "--source", "x", "--population", "x", "--date", "x", "-o", "x.json"});
  EXPECT_EQ(neither.code, 2);
  const auto missing = cxm({"build", "o1.cxm", "gone.cxm", "--id", "x", "--source", "x", "--population", "x",
                            "--date", "x", "-o", "x.json"});
  EXPECT_EQ(missing.code, 1);
  EXPECT_EQ(scratch_.list().size(), 5U);
}

}  // namespace
}  // namespace cxm
