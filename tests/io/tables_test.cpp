// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/tables.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <fstream>
#include <limits>
#include <nlohmann/json.hpp>
#include <random>
#include <sstream>

#include "cxm/base/error.hpp"
#include "cxm/io/files.hpp"
#include "support/json_schema.hpp"

namespace {

namespace fs = std::filesystem;
using cxm::assessment;
using cxm::bit;
using cxm::estimate_flag;
using nlohmann::json;

/// A directory of its own, removed at the end.
struct scratch {
  fs::path path;
  scratch() {
    const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
    path = fs::path(::testing::TempDir()) / (std::string("cxm_") + test->test_suite_name() + "_" +
                                             test->name() + "_" + std::to_string(std::random_device{}()));
    fs::remove_all(path);
    fs::create_directories(path);
  }
  ~scratch() {
    std::error_code ignored;
    fs::remove_all(path, ignored);
  }
};

std::string slurp(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream all;
  all << in.rdbuf();
  return all.str();
}

cxm::result_row row(std::string table, std::string id, std::string detail, double value, double se) {
  cxm::result_row r;
  r.table = std::move(table);
  r.id = std::move(id);
  r.detail = std::move(detail);
  r.label = "label of " + r.id;
  r.unit = "points";
  r.key = {"2017", "executive", "North"};
  r.value.value = value;
  r.value.se = se;
  r.value.low = value - 2 * se;
  r.value.high = value + 2 * se;
  r.value.n = 680;
  r.value.n_eff = 612.25;
  r.value.method = "linearised t";
  return r;
}

assessment example() {
  auto instrument = std::make_shared<cxm::instrument>();
  instrument->id = "demo";
  instrument->version = "1.2";
  instrument->title = "A \"quoted\" title";
  assessment a;
  a.source = instrument;
  a.fingerprint = "00112233445566778899aabbccddeeff";
  a.library_version = "9.9.9";
  a.key_columns = {"wave", "role", "unit"};
  a.waves = {"2016", "2017"};
  a.options.seed = 18446744073709551615ULL;
  a.rows.push_back(row("index", "maturity", "mean", 0.1 + 0.2, 1.0 / 3.0));
  a.rows.push_back(row("index", "empty", "mean", std::nan(""), std::nan("")));
  a.rows.back().value.set(estimate_flag::undefined);
  a.rows.back().value.set(estimate_flag::no_interval);
  a.rows.push_back(row("gap", "hidden", "difference", 12.5, 1));  // a value that must not leave the library
  a.rows.back().suppressed = "base";
  a.rows.push_back(row("gap", "odd, \"name\"\nof\ttwo lines", "difference", 1e-300, 5e20));
  a.rows.back().value.df = 17;
  a.rows.back().label = "Z\xC3\xBCrich \xFF";  // the last byte is not UTF-8
  cxm::finding f;
  f.id = "importance_gap:culture";
  f.kind = "importance_gap";
  f.title = "Culture";
  f.verdict = "gap";
  f.probability = .99;
  f.statistic = std::nan("");
  f.p_value = std::nan("");
  f.sentence = "Important, yet not effective.";
  f.base = 680;
  f.rows = {0, 2, 99};  // 99 is not a row and is left out
  a.findings.push_back(f);
  a.receipt.sources = {"answers.csv"};
  a.receipt.layout = "csv";
  a.receipt.rows_read = 700;
  a.receipt.rows_used = 680;
  a.receipt.dropped = {{"zero weight", 20, 17}};
  a.receipt.unknown = {{"Q1", "q1", "a,b", 3, 4}};
  cxm::item_receipt item;
  item.item = "q1";
  item.column = "Q1";
  item.answered = 600;
  item.missing[2] = 80;
  a.receipt.items = {item};
  a.receipt.notes = {"one note"};
  return a;
}

std::string file(const std::vector<std::pair<std::string, std::string>>& files, const std::string& name) {
  for (const auto& [n, bytes] : files)
    if (n == name) return bytes;
  return "no file " + name;
}

/// Cells of RFC 4180 text.
std::vector<std::vector<std::string>> parse_csv(const std::string& text) {
  std::vector<std::vector<std::string>> lines(1);
  std::string cell;
  bool quoted = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      if (c == '"' && i + 1 < text.size() && text[i + 1] == '"') {
        cell += '"';
        ++i;
      } else if (c == '"') {
        quoted = false;
      } else {
        cell += c;
      }
    } else if (c == '"') {
      quoted = true;
    } else if (c == ',') {
      lines.back().push_back(std::move(cell));
      cell.clear();
    } else if (c == '\r') {
      EXPECT_EQ(text[i + 1], '\n');
    } else if (c == '\n') {
      lines.back().push_back(std::move(cell));
      cell.clear();
      lines.emplace_back();
    } else {
      cell += c;
    }
  }
  EXPECT_TRUE(lines.back().empty()) << "the last line must be ended";
  lines.pop_back();
  return lines;
}

TEST(ResultJson, ConformsToTheSchemaFile) {
  const json schema = json::parse(slurp(fs::path(CXM_SOURCE_DIR) / "docs/result.schema.json"));
  const json document = json::parse(cxm::result_json(example()));
  for (const std::string& fault : cxm_test::schema_faults(schema, document)) ADD_FAILURE() << fault;
  // The check itself must be able to fail.
  json broken = document;
  broken["rows"][0].erase("value");
  broken["rows"][1]["flags"] = {"invented"};
  broken["surprise"] = 1;
  EXPECT_EQ(cxm_test::schema_faults(schema, broken).size(), 3U);
}

TEST(ResultJson, AnEmptyAssessmentConformsToo) {
  const json schema = json::parse(slurp(fs::path(CXM_SOURCE_DIR) / "docs/result.schema.json"));
  EXPECT_TRUE(cxm_test::schema_faults(schema, json::parse(cxm::result_json(assessment{}))).empty());
}

TEST(ResultJson, NumbersReadBackToTheSameBits) {
  const json document = json::parse(cxm::result_json(example()));
  const json& first = document["rows"][0];
  EXPECT_EQ(first["value"].get<double>(), 0.1 + 0.2);
  EXPECT_EQ(first["se"].get<double>(), 1.0 / 3.0);
  EXPECT_EQ(document["rows"][3]["value"].get<double>(), 1e-300);
  EXPECT_EQ(document["rows"][3]["se"].get<double>(), 5e20);
  EXPECT_EQ(document["options"]["seed"].get<std::string>(), "18446744073709551615");
  EXPECT_NE(cxm::result_json(example()).find("\"value\": 0.30000000000000004"), std::string::npos);
  EXPECT_NE(cxm::result_json(example()).find("\"n\": 680,"), std::string::npos);
}

TEST(ResultJson, WhatDoesNotExistIsNullWithItsFlag) {
  const json rows = json::parse(cxm::result_json(example()))["rows"];
  EXPECT_TRUE(rows[1]["value"].is_null());
  EXPECT_EQ(rows[1]["flags"], json({"undefined", "no_interval"}));
  EXPECT_TRUE(rows[0]["df"].is_null());
  EXPECT_EQ(rows[3]["df"], 17);
}

TEST(ResultJson, NeverWritesASuppressedValue) {
  const json hidden = json::parse(cxm::result_json(example()))["rows"][2];
  for (const char* member : {"value", "se", "low", "high", "n", "n_eff", "df"})
    EXPECT_TRUE(hidden[member].is_null()) << member;
  EXPECT_EQ(hidden["suppressed"], "base");
  EXPECT_EQ(hidden["flags"], json({"suppressed"}));
  const auto lines = parse_csv(file(cxm::result_csv(example()), "gap.csv"));
  const auto value = std::find(lines[0].begin(), lines[0].end(), "value") - lines[0].begin();
  for (int i = 0; i < 4; ++i) EXPECT_EQ(lines[1][static_cast<std::size_t>(value + i)], "");
}

TEST(ResultJson, TextThatIsNotUtf8IsReplacedNotPassedOn) {
  const json rows = json::parse(cxm::result_json(example()))["rows"];
  EXPECT_EQ(rows[3]["label"], "Z\xC3\xBCrich \xEF\xBF\xBD");
  EXPECT_EQ(rows[3]["id"], "odd, \"name\"\nof\ttwo lines");
}

TEST(ResultJson, DisclosureIsStatedAndFindingsNameOnlyRowsThatExist) {
  assessment a = example();
  EXPECT_EQ(json::parse(cxm::result_json(a))["options"]["disclosure"], true);
  a.options.disclosure = false;
  EXPECT_EQ(json::parse(cxm::result_json(a))["options"]["disclosure"], false);
  EXPECT_NE(file(cxm::result_csv(a), "about.csv").find("disclosure,off\r\n"), std::string::npos);
  EXPECT_EQ(json::parse(cxm::result_json(a))["findings"][0]["rows"], json({0, 2}));
}

TEST(ResultJson, EqualAssessmentsGiveEqualBytes) {
  EXPECT_EQ(cxm::result_json(example()), cxm::result_json(example()));
  EXPECT_EQ(cxm::result_csv(example()), cxm::result_csv(example()));
}

TEST(ResultTables, AKeyColumnNeverHidesAFixedColumn) {
  assessment a = example();
  a.key_columns = {"wave", "role", "value"};
  const auto columns = cxm::table_columns(a);
  EXPECT_EQ(columns[4], "segment_value");
  const json first = json::parse(cxm::result_json(a))["rows"][0];
  EXPECT_EQ(first["segment_value"], "North");
  EXPECT_TRUE(first["value"].is_number());
}

TEST(ResultCsv, OneFilePerTableWithTheDocumentedColumns) {
  const auto files = cxm::result_csv(example());
  std::vector<std::string> names;
  for (const auto& [name, bytes] : files) names.push_back(name);
  EXPECT_EQ(names,
            (std::vector<std::string>{"about.csv", "receipt.csv", "findings.csv", "index.csv", "gap.csv"}));
  const auto lines = parse_csv(file(files, "gap.csv"));
  ASSERT_EQ(lines.size(), 3U);
  EXPECT_EQ(lines[0], cxm::table_columns(example()));
  for (const auto& line : lines) EXPECT_EQ(line.size(), lines[0].size());
  EXPECT_EQ(lines[2][6], "odd, \"name\"\nof\ttwo lines");
  const auto index = parse_csv(file(files, "index.csv"));
  const auto df = std::find(index[0].begin(), index[0].end(), "df") - index[0].begin();
  EXPECT_EQ(index[1][static_cast<std::size_t>(df)], "inf");
  EXPECT_EQ(index[2][static_cast<std::size_t>(df) + 2], "undefined;no_interval");
}

TEST(ResultCsv, TheReceiptCountsEveryKindOfMissing) {
  const auto lines = parse_csv(file(cxm::result_csv(example()), "receipt.csv"));
  int missing = 0;
  for (const auto& line : lines)
    if (line[0] == "missing") {
      ++missing;
      EXPECT_EQ(line[4], line[3] == "dont_know" ? "80" : "0");
    }
  EXPECT_EQ(missing, 5);
  const std::vector<std::string> unknown{"unknown", "q1", "Q1", "a,b", "3", "4"};
  EXPECT_NE(std::find(lines.begin(), lines.end(), unknown), lines.end());
}

TEST(WriteFile, ReplacesWholeFilesAndLeavesNoTemporary) {
  const scratch dir;
  const fs::path target = dir.path / "result.json";
  cxm::write_file(target.string(), "old");
  fs::permissions(target, fs::perms::owner_read | fs::perms::owner_write);
  cxm::write_result_json(example(), target.string());
  EXPECT_EQ(slurp(target), cxm::result_json(example()));
  EXPECT_EQ(fs::status(target).permissions(), fs::perms::owner_read | fs::perms::owner_write);
  EXPECT_EQ(std::distance(fs::directory_iterator(dir.path), fs::directory_iterator{}), 1);
  cxm::write_result_csv(example(), (dir.path / "deep/er").string());
  EXPECT_EQ(slurp(dir.path / "deep/er/about.csv"), file(cxm::result_csv(example()), "about.csv"));
}

TEST(WriteFile, FollowsALinkAndWritesThroughADevice) {
  const scratch dir;
  cxm::write_file((dir.path / "real").string(), "old");
  fs::create_symlink(dir.path / "real", dir.path / "link");
  cxm::write_file((dir.path / "link").string(), "new");
  EXPECT_TRUE(fs::is_symlink(dir.path / "link"));
  EXPECT_EQ(slurp(dir.path / "real"), "new");
  if (fs::exists("/dev/null")) {
    cxm::write_file("/dev/null", "gone");
    EXPECT_TRUE(fs::is_character_file("/dev/null"));
  }
}

TEST(WriteFile, ErrorsNameThePathAndLeaveTheOldFile) {
  const scratch dir;
  const std::string missing = (dir.path / "no/such/place.json").string();
  try {
    cxm::write_result_json(example(), missing);
    FAIL() << "no error";
  } catch (const cxm::error& e) {
    EXPECT_EQ(e.code(), cxm::errc::io);
    EXPECT_EQ(e.parameter(), missing);
    EXPECT_EQ(std::string(e.what()), "cannot open " + missing + ": No such file or directory");
  }
  EXPECT_THROW(cxm::write_file(dir.path.string(), "x"), cxm::error);
  EXPECT_THROW(cxm::write_file("", "x"), cxm::error);
  // A directory cannot be made where a file stands; the file stays as it was.
  cxm::write_file((dir.path / "file").string(), "kept");
  EXPECT_THROW(cxm::write_result_csv(example(), (dir.path / "file").string()), cxm::error);
  EXPECT_EQ(slurp(dir.path / "file"), "kept");
  if (fs::exists("/dev/full")) {
    EXPECT_THROW(cxm::write_file("/dev/full", "x"), cxm::error);
  }
}

TEST(ResultJson, AFailingStreamIsAnError) {
  std::ostringstream out;
  out.setstate(std::ios::badbit);
  EXPECT_THROW(cxm::write_result_json(example(), out), cxm::error);
}

}  // namespace
