// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/assess_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>

#include "cxm/base/error.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/io/state_file.hpp"
#include "cxm/io/tables.hpp"
#include "support/program.hpp"

namespace {

constexpr const char* survey = R"({"id": "cafe", "version": "1", "title": "Cafe",
  "scales": [{"id": "agree", "kind": "ordinal", "codes": [{"code": 1}, {"code": 2}, {"code": 3}, {"code": 4}, {"code": 5}],
              "missing": {"dont_know": ["9"]}}],
  "items": [{"id": "q1", "scale": "agree"}, {"id": "q2", "scale": "agree"}],
  "measures": [{"id": "service", "kind": "composite", "items": ["q1", "q2"]}],
  "levels": [{"id": "level", "index": "service", "names": ["low", "high"], "cuts": [50]}],
  "weight": {"columns": ["w"]}, "respondent": {"columns": ["who"]}, "wave": {"columns": ["year"]}})";

class AssessFile : public testing::Test {
 protected:
  cxm::test::scratch_directory dir;
  void SetUp() override { dir.write("cafe.json", survey); }
  std::string instrument() const { return dir.file("cafe.json"); }
};

// Promise 1: export file + instrument -> indices with intervals, levels with probabilities, and a receipt of
// what was read, dropped and why.
TEST_F(AssessFile, Promise1OneLineToADefensibleAnswer) {
  const std::string csv = dir.write("cafe.csv", "q1,q2\n4,5\n5,4\n9,3\n2,\n\n4,4\n3,4\n5,5\n");

  const cxm::assessment a = cxm::assess_file(csv, instrument());

  // By hand: 87.5, 87.5, 50, 25, 75, 62.5, 100 on 0..100; mean 487.5 / 7.
  const std::vector<std::string> everybody(a.key_columns.size());
  const cxm::result_row* mean = a.find("measure", "service", "mean", everybody);
  ASSERT_NE(mean, nullptr);
  EXPECT_NEAR(mean->value.value, 487.5 / 7, 1e-12);
  EXPECT_EQ(mean->value.n, 7);
  EXPECT_LT(mean->value.low, mean->value.value);
  EXPECT_GT(mean->value.high, mean->value.value);
  EXPECT_FALSE(mean->value.method.empty());
  EXPECT_TRUE(std::any_of(a.rows.begin(), a.rows.end(), [](const cxm::result_row& r) {
    return r.table == "level" && r.unit == "probability";
  }));
  EXPECT_EQ(a.receipt.sources, (std::vector<std::string>{csv}));
  EXPECT_EQ(a.receipt.rows_read, 8);
  EXPECT_EQ(a.receipt.rows_used, 7);
  ASSERT_EQ(a.receipt.dropped.size(), 1U);
  EXPECT_EQ(a.receipt.dropped[0].count, 1);
  EXPECT_EQ(a.receipt.items[0].missing[static_cast<int>(cxm::missing_kind::dont_know)], 1);
}

TEST_F(AssessFile, KeepsWhatTheColumnsCallFor) {
  const cxm::instrument_ptr i = cxm::load_instrument(instrument());
  const auto kept = [&](const std::string& csv) {
    return cxm::tally_file(dir.write("x.csv", csv), i).tally.options();
  };
  EXPECT_EQ(kept("q1,q2\n1,2\n"), cxm::tally_options{});
  EXPECT_TRUE(kept("q1,q2,w\n1,2,1.5\n").weighted);
  EXPECT_FALSE(kept("q1,q2,w\n1,2,1.5\n").respondents);
  EXPECT_TRUE(kept("q1,q2,who\n1,2,anna\n").respondents);
}

TEST_F(AssessFile, PeopleAreCountedOncePerRespondent) {
  const cxm::tallied_file f = cxm::tally_file(dir.write("x.csv", "who,q1,q2\nanna,1,2\nben,3,4\nanna,5,5\n"),
                                              cxm::load_instrument(instrument()));
  const std::vector<std::size_t> all{0};
  EXPECT_EQ(f.tally.sums(all)->rows(), 3);
  EXPECT_EQ(f.tally.sums(all)->people(), 2);
}

// Promise 2, on one file: any number of threads, the same bytes.
TEST_F(AssessFile, Promise2ThreadsDoNotShow) {
  std::string csv = "q1,q2,w,year\n";
  for (int i = 0; i < 40000; ++i) {
    csv += std::to_string(1 + i % 5) + "," + std::to_string(1 + (i * 7 + i / 11) % 5) + "," +
           std::to_string(0.5 + (i % 13) * 0.1) + "," + (i % 3 == 0 ? "2024" : "2025") + "\n";
  }
  dir.write("big.csv", csv);
  cxm::file_options one, four;
  four.read.threads = 4;
  const cxm::instrument_ptr i = cxm::load_instrument(instrument());
  const cxm::tallied_file a = cxm::tally_file(dir.file("big.csv"), i, one.read);
  const cxm::tallied_file b = cxm::tally_file(dir.file("big.csv"), i, four.read);
  EXPECT_EQ(cxm::state_file_bytes(a.tally, a.receipt), cxm::state_file_bytes(b.tally, b.receipt));
  EXPECT_EQ(cxm::result_json(cxm::assess_file(dir.file("big.csv"), instrument(), one)),
            cxm::result_json(cxm::assess_file(dir.file("big.csv"), instrument(), four)));
}

TEST_F(AssessFile, FilesOfOneInstrumentAreOneBodyOfAnswers) {
  const std::string a = dir.write("a.csv", "q1,q2\n1,2\n3,4\n5,5\n"),
                    b = dir.write("b.csv", "q1,q2\n4,4\n2,3\n1,1\n");
  const std::string both = dir.write("both.csv", "q1,q2\n1,2\n3,4\n5,5\n4,4\n2,3\n1,1\n");
  const std::vector<cxm::file_source> parts{{a, instrument()}, {b, instrument()}};
  cxm::assessment merged = cxm::assess_files(parts), whole = cxm::assess_file(both, instrument());
  EXPECT_EQ(merged.receipt.rows_used, whole.receipt.rows_used);
  merged.receipt = whole.receipt;
  EXPECT_EQ(cxm::result_json(merged), cxm::result_json(whole));
}

TEST_F(AssessFile, FilesOfDifferentInstrumentsAreWaves) {
  std::string later = survey;
  later.replace(later.find("\"version\": \"1\""), 14, "\"version\": \"2\"");
  dir.write("later.json", later);
  const std::string a = dir.write("a.csv", "q1,q2,year\n1,2,2024\n3,4,2024\n5,5,2024\n2,2,2024\n3,3,2024\n"),
                    b = dir.write("b.csv", "q1,q2,year\n4,4,2025\n5,3,2025\n4,5,2025\n5,5,2025\n3,4,2025\n");
  const std::vector<cxm::file_source> waves{{b, dir.file("later.json")}, {a, instrument()}};
  const cxm::assessment x = cxm::assess_files(waves);
  EXPECT_EQ(x.waves, (std::vector<std::string>{"2024", "2025"}));
  EXPECT_TRUE(std::any_of(x.rows.begin(), x.rows.end(),
                          [](const cxm::result_row& r) { return r.table == "change"; }));
}

TEST_F(AssessFile, SaysWhatItNeeds) {
  const auto says = [](auto&& call) -> std::string {
    try {
      call();
    } catch (const cxm::error& e) {
      return e.what();
    }
    return "nothing";
  };
  const std::string csv = dir.write("a.csv", "q1,q2\n1,2\n");
  EXPECT_EQ(says([&] { (void)cxm::assess_file(csv, ""); }),
            csv + " is a data file: name the instrument it was asked by, such as cx4");
  EXPECT_EQ(says([&] { (void)cxm::tally_file(csv, nullptr); }),
            "tally_file: instrument is null, but must be there");
  EXPECT_EQ(says([&] { (void)cxm::assess_files({}); }),
            "assess_files: sources is empty, but must name a file");
}

}  // namespace
