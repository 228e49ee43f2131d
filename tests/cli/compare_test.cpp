// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "assessment/fixture.hpp"
#include "cxm/io/state_file.hpp"
#include "support/program.hpp"

namespace cxm {
namespace {

class CompareCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    for (std::uint64_t seed = 1; seed <= 2; ++seed) {
      import_receipt receipt;
      receipt.rows_read = receipt.rows_used = 1000;
      const std::vector<std::uint8_t> bytes = state_file_bytes(
          testing::tally_of(testing::small_instrument(), testing::random_people(seed, 60)), receipt);
      scratch_.write("s" + std::to_string(seed) + ".cxm", std::string(bytes.begin(), bytes.end()));
    }
  }
  test::program_result cxm(const std::vector<std::string>& arguments) const {
    return test::run_program(CXM_BIN_DIR "/cxm", arguments, scratch_.path());
  }
  test::scratch_directory scratch_;
};

TEST_F(CompareCommand, PutsWavesOfOneStateSideBySide) {
  const auto made = cxm({"compare", "s1.cxm", "--a", "wave=after,role=employee", "--b",
                         "wave=before,role=employee", "--margin", "10", "--on", "maturity,culture"});
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_NE(made.out.find("a: wave=after, role=employee"), std::string::npos);
  EXPECT_NE(made.out.find("without respondent keys"), std::string::npos);
  EXPECT_NE(made.out.find("maturity"), std::string::npos);
  EXPECT_NE(made.out.find("equivalence"), std::string::npos);
  EXPECT_EQ(made.out.find("important"), std::string::npos);
}

TEST_F(CompareCommand, WritesTheFormOfAnAssessment) {
  const auto made = cxm({"compare", "s1.cxm", "s2.cxm", "--json", "out.json", "--csv", "tables", "--quiet"});
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_EQ(made.out, "");
  const std::string json = test::read_whole_file(scratch_.file("out.json"));
  EXPECT_NE(json.find("\"table\": \"comparison\""), std::string::npos);
  const std::string csv = test::read_whole_file(scratch_.file("tables/comparison.csv"));
  EXPECT_EQ(csv.rfind("instrument,version,table,id,detail", 0), 0U);
  EXPECT_NE(csv.find("answers_needed"), std::string::npos);
}

TEST_F(CompareCommand, SaysWhatIsWrong) {
  EXPECT_EQ(cxm({"compare", "s1.cxm"}).code, 2);
  EXPECT_EQ(cxm({"compare", "s1.cxm", "--a", "after", "--b", "wave=before"}).code, 2);
  EXPECT_EQ(cxm({"compare", "s1.cxm", "s2.cxm", "s1.cxm"}).code, 2);
  const auto nobody = cxm({"compare", "s1.cxm", "--a", "unit=z", "--b", "unit=a"});
  EXPECT_EQ(nobody.code, 1);
  EXPECT_NE(nobody.err.find("nobody is on side a"), std::string::npos);
  scratch_.write("d.csv", "c1\n3\n");
  EXPECT_EQ(cxm({"compare", "d.csv", "s1.cxm"}).code, 2);
}

TEST_F(CompareCommand, AssessPlacesInANorm) {
  ASSERT_EQ(cxm({"norm", "build", "s1.cxm", "s2.cxm", "--id", "two", "--source", "us", "--population",
                 "two shops", "--date", "2026", "--out", "two.json"})
                .code,
            0);
  const auto made =
      cxm({"assess", "s1.cxm", "--norm", "two.json", "--json", "out.json", "--html", "out.html"});
  ASSERT_EQ(made.code, 0) << made.err;
  EXPECT_NE(made.out.find("two shops"), std::string::npos);
  EXPECT_NE(test::read_whole_file(scratch_.file("out.json")).find("\"table\": \"norm\""), std::string::npos);
  EXPECT_NE(test::read_whole_file(scratch_.file("out.html")).find("id=\"norm\""), std::string::npos);
  // As `norm apply`: a norm of another instrument is refused.
  const auto foreign = cxm({"assess", "s1.cxm", "--norm", "cx4-published"});
  EXPECT_EQ(foreign.code, 1);
  EXPECT_NE(foreign.err.find("was asked by the instrument \"cx4\""), std::string::npos);
}

}  // namespace
}  // namespace cxm
