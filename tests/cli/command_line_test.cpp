// SPDX-License-Identifier: Apache-2.0
// The program as its users meet it: exit codes, messages, help, and what it leaves behind.
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "cxm/version.hpp"
#include "support/program.hpp"

namespace {

using cxm::test::program_result;
using cxm::test::read_whole_file;
using cxm::test::scratch_directory;
using words = std::vector<std::string>;

class CommandLine : public testing::Test {
 protected:
  scratch_directory dir;

  program_result cxm(const words& arguments) const {
    return cxm::test::run_program(CXM_BIN_DIR "/cxm", arguments, dir.path());
  }
  // A survey small enough to read, in a form that the instrument beside it knows.
  void SetUp() override {
    dir.write("shop.json", R"({
  "id": "shop", "version": "1", "title": "Shop survey",
  "scales": [{"id": "agree", "kind": "ordinal", "codes": [{"code": 1}, {"code": 2}, {"code": 3}, {"code": 4}, {"code": 5}]},
             {"id": "recommend", "kind": "nps", "codes": [{"code": 0}, {"code": 1}, {"code": 2}, {"code": 3}, {"code": 4},
              {"code": 5}, {"code": 6}, {"code": 7}, {"code": 8}, {"code": 9}, {"code": 10}]}],
  "items": [{"id": "friendly", "text": "The staff are friendly.", "scale": "agree"},
            {"id": "quick", "text": "I was served quickly.", "scale": "agree"},
            {"id": "nps", "text": "Would you recommend us?", "scale": "recommend"}],
  "measures": [{"id": "service", "kind": "composite", "label": "Service", "items": ["friendly", "quick"]},
               {"id": "recommendation", "kind": "nps", "label": "Recommendation", "item": "nps"}],
  "indices": [{"id": "overall", "label": "Overall", "kind": "arithmetic", "of": ["service"]}],
  "levels": [{"id": "level", "label": "Level", "index": "overall", "names": ["low", "middle", "high"], "cuts": [40, 70]}],
  "segments": [{"id": "store", "label": "Store", "columns": ["store"]}]
})");
    std::string csv = "store,friendly,quick,nps\n";
    for (int i = 0; i < 200; ++i) {
      csv += "ABCD"[i % 4];
      csv += "," + std::to_string(1 + (i * 7) % 5) + "," + std::to_string(1 + (i * 3 + i / 5) % 5) + "," +
             std::to_string((i * 13) % 11) + "\n";
    }
    dir.write("shop.csv", csv);
  }
  std::string instrument() const { return dir.file("shop.json"); }
};

TEST_F(CommandLine, EveryCommandExplainsItselfWithExamples) {
  for (const words& command : std::vector<words>{{},
                                                 {"assess"},
                                                 {"explain"},
                                                 {"tally"},
                                                 {"merge"},
                                                 {"instrument"},
                                                 {"instrument", "show"},
                                                 {"instrument", "validate"},
                                                 {"instrument", "scaffold"},
                                                 {"simulate"}}) {
    words line = command;
    line.emplace_back("--help");
    const program_result r = cxm(line);
    std::string shown = "cxm";
    for (const std::string& word : command) shown += " " + word;
    EXPECT_EQ(r.code, 0) << shown << r.err;
    EXPECT_EQ(r.err, "") << shown;
    EXPECT_NE(r.out.find("Examples:\n  " + shown), std::string::npos) << shown << "\n" << r.out;
  }
}

TEST_F(CommandLine, SaysItsVersion) {
  const program_result r = cxm({"--version"});
  EXPECT_EQ(r.code, 0);
  EXPECT_EQ(r.out, std::string("cxm ") + cxm::version + "\n");
}

TEST_F(CommandLine, WrongUsageIsExitCode2AndOneClearMessage) {
  struct wrong {
    words line;
    std::string says;
  };
  for (const wrong& w : std::vector<wrong>{
           {{}, "subcommand is required"},
           {{"frobnicate"}, "there is no command \"frobnicate\"; there are assess, check, explain, tally"},
           {{"assess"}, "sources"},
           {{"assess", "shop.csv"}, "--instrument"},
           {{"assess", "shop.csv", "--frobnicate"}, "--frobnicate"},
           {{"assess", "shop.csv", "-i", "shop.json", "--level", "95"}, "--level"},
           {{"assess", "shop.csv", "-i", "shop.json", "--min-base", "0"}, "--min-base"},
           {{"assess", "shop.csv", "-i", "shop.json", "--map", "store"},
            "--map: \"store\" is not NAME=COLUMN"},
           {{"assess", "shop.csv", "-i", "shop.json", "--map", "=a"}, "--map: \"=a\" lacks a name"},
           {{"assess", "shop.csv", "-i", "shop.json", "--map", "nps=a,nps=b"}, "--map: nps is given twice"},
           {{"assess", "shop.csv", "-i", "shop.json", "--layout", "xlsx"}, "--layout"},
           {{"assess", "shop.csv", "-i", "shop.json", "--unknown", "ignore"}, "--unknown"},
           {{"assess", "shop.csv", "-i", "shop.json", "--json", "x", "--html", "./x"},
            "would both be written to"},
           {{"assess", "shop.csv", "shop.csv", "-i", "a", "-i", "b", "-i", "c"}, "3 instruments for 2"},
           {{"tally", "shop.csv", "-i", "shop.json"}, "--out"},
           {{"tally", "shop.csv", "-i", "shop.json", "--out", ""}, "empty name"},
           {{"merge", "--out", "x"}, "states"},
           {{"simulate", "cx4"}, "--out"},
       }) {
    const program_result r = cxm(w.line);
    EXPECT_EQ(r.code, 2) << w.says << "\n" << r.err;
    EXPECT_EQ(r.out, "") << w.says;
    EXPECT_EQ(r.err.rfind("cxm: ", 0), 0U) << r.err;
    EXPECT_NE(r.err.find(w.says), std::string::npos) << "expected: " << w.says << "\ngot: " << r.err;
  }
  EXPECT_EQ(dir.list(), (words{"shop.csv", "shop.json"}));
}

TEST_F(CommandLine, WhatCannotBeDoneIsExitCode1WithThePlace) {
  dir.write("broken.json", R"({"id": "x", "version": "1",
      "scales": [{"id": "agree5", "kind": "ordinal", "codes": [{"code": 1}, {"code": 2}]}],
      "items": [{"id": "a", "scale": "agre5"}]})");
  dir.write("strange.csv", "store,friendly,quick,nps\nA,1,2,3\nA,1,77,3\n");
  dir.write("empty.csv", "store,friendly,quick,nps\n");
  dir.write("not.cxm", "CXM, but not really");
  struct impossible {
    words line;
    std::string says;
  };
  for (const impossible& w : std::vector<impossible>{
           {{"assess", "missing.csv", "-i", "shop.json"}, "missing.csv"},
           {{"assess", "shop.csv", "-i", "missing.json"}, "missing.json"},
           {{"assess", "shop.csv", "-i", "cx5"}, "cx5"},
           {{"assess", "shop.csv", "-i", "broken.json"}, "broken.json: items[0].scale"},
           {{"assess", "strange.csv", "-i", "shop.json"}, "strange.csv: row 3, column 3 \"quick\": \"77\""},
           {{"assess", "empty.csv", "-i", "shop.json"}, "empty.csv: no answers"},
           {{"assess", "shop.csv", "-i", "shop.json", "--map", "store=Filiale"}, "Filiale"},
           {{"assess", "shop.csv", "-i", "shop.json", "--html", "no/such/dir.html"}, "no/such/dir.html"},
           {{"tally", "shop.csv", "-i", "shop.json", "--out", "no/such/state"}, "no/such/state"},
           {{"merge", "not.cxm", "-i", "shop.json", "--out", "x"}, "not.cxm"},
           {{"merge", "missing.cxm", "--out", "x"}, "missing.cxm"},
           {{"instrument", "show", "missing.json"}, "missing.json"},
           {{"instrument", "validate", "shop.json", "broken.json"}, "broken.json: items[0].scale"},
       }) {
    const program_result r = cxm(w.line);
    EXPECT_EQ(r.code, 1) << w.says << "\n" << r.err;
    EXPECT_EQ(r.err.rfind("cxm: ", 0), 0U) << r.err;
    EXPECT_EQ(std::count(r.err.begin(), r.err.end(), '\n'), 1) << r.err;
    EXPECT_NE(r.err.find(w.says), std::string::npos) << "expected: " << w.says << "\ngot: " << r.err;
  }
  EXPECT_EQ(dir.list(),
            (words{"broken.json", "empty.csv", "not.cxm", "shop.csv", "shop.json", "strange.csv"}))
      << "something was left behind";
}

TEST_F(CommandLine, LeavesNothingHalfWritten) {
  dir.write("report.html", "the old report");
  dir.write("blocked", "a file where a directory should go");
  const program_result r = cxm({"assess", "shop.csv", "-i", instrument(), "--html", "report.html", "--json",
                                "new.json", "--csv", "blocked"});
  EXPECT_EQ(r.code, 1);
  EXPECT_NE(r.err.find("blocked"), std::string::npos) << r.err;
  EXPECT_EQ(read_whole_file(dir.path() / "report.html"), "the old report");
  EXPECT_EQ(dir.list(), (words{"blocked", "report.html", "shop.csv", "shop.json"}));
}

TEST_F(CommandLine, JsonToStandardOutputIsAllThatStandsThere) {
  const program_result r = cxm({"assess", "shop.csv", "-i", instrument(), "--json", "-"});
  ASSERT_EQ(r.code, 0) << r.err;
  EXPECT_EQ(r.err, "");
  const auto document = nlohmann::json::parse(r.out);
  EXPECT_EQ(document.at("receipt").at("rows_used"), 200);
}

TEST_F(CommandLine, PrintsAScorecardAndSaysWhereTheRestIs) {
  const program_result r = cxm({"assess", "shop.csv", "-i", instrument()});
  ASSERT_EQ(r.code, 0) << r.err;
  for (const char* words :
       {"Shop survey", "Overall", "Service", "Recommendation", "95% intervals", "200 rows", "--html"}) {
    EXPECT_NE(r.out.find(words), std::string::npos) << words << "\n" << r.out;
  }
}

TEST_F(CommandLine, WritesEveryOutputTogether) {
  const program_result r =
      cxm({"assess", "shop.csv", "-i", instrument(), "--html", "r.html", "--json", "r.json", "--csv", "t"});
  ASSERT_EQ(r.code, 0) << r.err;
  EXPECT_EQ(dir.list(), (words{"r.html", "r.json", "shop.csv", "shop.json", "t"}));
  EXPECT_NE(read_whole_file(dir.path() / "t" / "measure.csv").find("recommendation"), std::string::npos);
  EXPECT_NE(read_whole_file(dir.path() / "r.html").find("Shop survey"), std::string::npos);
  EXPECT_TRUE(nlohmann::json::accept(read_whole_file(dir.path() / "r.json")));
}

// Promise 2: data or state, one thread or many, in one piece or merged in any order: the same bytes.
TEST_F(CommandLine, Promise2AStateGivesTheAnswerOfItsData) {
  const std::string csv = read_whole_file(dir.path() / "shop.csv");
  const std::string header = csv.substr(0, csv.find('\n') + 1);
  const std::size_t first = csv.find('\n', csv.size() / 3) + 1,
                    second = csv.find('\n', 2 * csv.size() / 3) + 1;
  dir.write("1.csv", csv.substr(0, first));
  dir.write("2.csv", header + csv.substr(first, second - first));
  dir.write("3.csv", header + csv.substr(second));

  const auto run = [&](const words& line) {
    const program_result r = cxm(line);
    EXPECT_EQ(r.code, 0) << r.err;
    return r.out;
  };
  const std::string data = run({"assess", "shop.csv", "-i", "shop.json", "--json", "-", "--threads", "1"});
  EXPECT_EQ(run({"assess", "shop.csv", "-i", "shop.json", "--json", "-", "--threads", "5"}), data);
  run({"tally", "shop.csv", "-i", "shop.json", "--out", "all.cxm"});
  EXPECT_EQ(run({"assess", "all.cxm", "--json", "-"}), data);
  EXPECT_EQ(run({"assess", "all.cxm", "-i", "shop.json", "--json", "-"}), data);

  const std::string parts = run({"assess", "1.csv", "2.csv", "3.csv", "-i", "shop.json", "--json", "-"});
  for (const std::string n : {"1", "2", "3"})
    run({"tally", n + ".csv", "-i", "shop.json", "--out", n + ".cxm"});
  run({"merge", "1.cxm", "2.cxm", "--out", "12.cxm"});
  run({"merge", "12.cxm", "3.cxm", "--out", "12-3.cxm"});
  run({"merge", "3.cxm", "2.cxm", "1.cxm", "--out", "321.cxm"});
  EXPECT_EQ(read_whole_file(dir.path() / "12-3.cxm"), read_whole_file(dir.path() / "321.cxm"));
  EXPECT_EQ(run({"assess", "321.cxm", "--json", "-"}), parts);
  EXPECT_EQ(run({"assess", "3.cxm", "12.cxm", "--json", "-"}), parts);
  EXPECT_EQ(run({"assess", "3.cxm", "1.csv", "2.csv", "-i", "shop.json", "--json", "-"}), parts);

  // Apart from what was read from where, the parts are the whole.
  auto whole = nlohmann::json::parse(data), merged = nlohmann::json::parse(parts);
  EXPECT_EQ(merged.at("receipt").at("sources"), (std::vector<std::string>{"1.csv", "2.csv", "3.csv"}));
  whole.erase("receipt");
  merged.erase("receipt");
  EXPECT_EQ(whole, merged);
}

TEST_F(CommandLine, MergingStatesOfDifferentInstrumentsSaysSo) {
  std::string other = read_whole_file(dir.path() / "shop.json");
  other.replace(other.find("\"version\": \"1\""), 14, "\"version\": \"2\"");
  dir.write("other.json", other);
  ASSERT_EQ(cxm({"tally", "shop.csv", "-i", "shop.json", "--out", "1.cxm"}).code, 0);
  ASSERT_EQ(cxm({"tally", "shop.csv", "-i", "other.json", "--out", "2.cxm"}).code, 0);
  const program_result r = cxm({"merge", "1.cxm", "2.cxm", "--out", "3.cxm"});
  EXPECT_EQ(r.code, 1);
  EXPECT_NE(r.err.find("instrument"), std::string::npos) << r.err;
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "3.cxm"));
}

TEST_F(CommandLine, ShowsInstruments) {
  program_result r = cxm({"instrument", "show"});
  EXPECT_EQ(r.code, 0);
  EXPECT_NE(r.out.find("cx4"), std::string::npos) << r.out;
  r = cxm({"instrument", "show", "shop.json"});
  EXPECT_NE(r.out.find("The staff are friendly."), std::string::npos) << r.out;
  EXPECT_NE(r.out.find("low | 40 middle | 70 high"), std::string::npos) << r.out;
  r = cxm({"instrument", "show", "shop.json", "--json"});
  dir.write("again.json", r.out);
  const program_result one = cxm({"instrument", "validate", "shop.json"});
  const program_result two = cxm({"instrument", "validate", "again.json"});
  EXPECT_EQ(one.code, 0);
  EXPECT_NE(one.out.find("shop.json: valid: shop 1, 3 items, 2 measures, fingerprint "), std::string::npos)
      << one.out;
  EXPECT_EQ(one.out.substr(one.out.find("fingerprint")), two.out.substr(two.out.find("fingerprint")));
}

TEST_F(CommandLine, DraftsAnInstrumentThatReadsItsData) {
  program_result r = cxm({"instrument", "scaffold", "shop.csv", "--out", "draft.json"});
  ASSERT_EQ(r.code, 0) << r.err;
  EXPECT_NE(r.err.find("speaks of recommending"), std::string::npos) << r.err;
  r = cxm({"assess", "shop.csv", "-i", "draft.json", "--json", "-"});
  ASSERT_EQ(r.code, 0) << r.err;
  EXPECT_EQ(nlohmann::json::parse(r.out).at("receipt").at("rows_used"), 200);
  r = cxm({"instrument", "scaffold", "shop.csv"});
  EXPECT_EQ(r.out, read_whole_file(dir.path() / "draft.json"));
}

TEST_F(CommandLine, SimulatesTheSameBytesForTheSameSeed) {
  program_result r = cxm({"simulate", "cx4", "--out", "a.csv", "--truth", "truth.json"});
  ASSERT_EQ(r.code, 0) << r.err;
  EXPECT_TRUE(nlohmann::json::accept(read_whole_file(dir.path() / "truth.json")));
  ASSERT_EQ(cxm({"simulate", "cx4", "--out", "b.csv"}).code, 0);
  ASSERT_EQ(cxm({"simulate", "cx4", "--out", "c.csv", "--seed", "99"}).code, 0);
  EXPECT_EQ(read_whole_file(dir.path() / "a.csv"), read_whole_file(dir.path() / "b.csv"));
  EXPECT_NE(read_whole_file(dir.path() / "a.csv"), read_whole_file(dir.path() / "c.csv"));
  r = cxm({"simulate", "cx4", "--profile", "missing.json", "--out", "d.csv"});
  EXPECT_EQ(r.code, 1);
  EXPECT_NE(r.err.find("missing.json"), std::string::npos) << r.err;
  EXPECT_FALSE(std::filesystem::exists(dir.path() / "d.csv"));
}

// 200 people, their friendliness and speed against recommendation: the slope of a plain regression, from the
// file and from a state of it.
TEST_F(CommandLine, ExplainTellsWhatGoesWithAResult) {
  const words ask{"explain",   "shop.csv",       "-i",        "shop.json",
                  "--outcome", "recommendation", "--drivers", "service"};
  const auto text = cxm(ask);
  EXPECT_EQ(text.code, 0) << text.err;
  EXPECT_NE(text.out.find("200 people"), std::string::npos) << text.out;
  EXPECT_NE(text.out.find("need not cause"), std::string::npos);
  words json = ask;
  json.insert(json.end(), {"--json", "-"});
  const auto whole = nlohmann::json::parse(cxm(json).out);
  const auto number = [](const nlohmann::json& document, const std::string& detail) {
    for (const auto& row : document.at("rows")) {
      EXPECT_EQ(row.at("table"), "driver");
      if (row.at("detail") == detail) return row.at("value").get<double>();
    }
    ADD_FAILURE() << detail;
    return 0.0;
  };
  const double r2 = number(whole, "r2");
  EXPECT_NEAR(number(whole, "importance:service"), r2, 1e-12);
  EXPECT_NEAR(std::pow(number(whole, "correlation:service"), 2), r2, 1e-12);
  ASSERT_EQ(cxm({"tally", "shop.csv", "-i", "shop.json", "-o", "shop.cxm"}).code, 0);
  const auto state =
      cxm({"explain", "shop.cxm", "--outcome", "recommendation", "--drivers", "service", "--json", "-"});
  EXPECT_NEAR(number(nlohmann::json::parse(state.out), "slope:service"), number(whole, "slope:service"),
              1e-10);
}

TEST_F(CommandLine, ExplainRefusesWhatItCannotAnswer) {
  EXPECT_EQ(cxm({"explain", "shop.csv", "-i", "shop.json", "--outcome", "recommendation"}).code, 2);
  EXPECT_EQ(cxm({"explain", "shop.csv"}).code, 2);
  const auto none = cxm({"explain", "shop.csv", "-i", "shop.json"});
  EXPECT_EQ(none.code, 1);
  EXPECT_NE(none.err.find("the instrument declares none"), std::string::npos) << none.err;
  const auto wrong =
      cxm({"explain", "shop.csv", "-i", "shop.json", "--outcome", "overall", "--drivers", "service"});
  EXPECT_NE(wrong.err.find("drivers[0].outcome: \"overall\" is an index"), std::string::npos) << wrong.err;
}

}  // namespace
