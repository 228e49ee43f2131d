// SPDX-License-Identifier: Apache-2.0
// Checking through the C interface: hand-worked rows, the library's own numbers, SPSS files, and stopping.
#include <gtest/gtest.h>

#include <cmath>

#include "capi/valid.hpp"
#include "cxm/quality/reliability.hpp"

namespace {

using cxm_test::valid;

std::string text_of(cxm_buffer* buffer) {
  const char* bytes = nullptr;
  std::int64_t size = 0;
  EXPECT_EQ(cxm_buffer_data(buffer, &bytes, &size, nullptr), CXM_OK);
  std::string out(bytes, static_cast<std::size_t>(size));
  cxm_buffer_free(buffer);
  return out;
}

std::string csv_of(cxm_table* table) {
  cxm_buffer* buffer = nullptr;
  EXPECT_EQ(cxm_table_csv(table, &buffer, nullptr), CXM_OK);
  cxm_table_free(table);
  return text_of(buffer);
}

std::string table_of(const cxm_assessment* a, const char* name) {
  cxm_table* table = nullptr;
  EXPECT_EQ(cxm_assessment_table(a, name, -1, &table, nullptr), CXM_OK) << name;
  return csv_of(table);
}

constexpr int items = 6;
constexpr std::int64_t rows = 40;

/// Six questions on one scale, the third turned round; rows 3 and 9 give one answer throughout.
struct answers {
  answers() {
    for (int i = 0; i < items; ++i) {
      for (int r = 0; r < rows; ++r) {
        const int own = r % 5 + 1;
        int code = std::min(5, std::max(1, own + (r * 31 + i * 17 + r * i * 13) % 3 - 1));
        if (i == 2) code = 6 - code;
        if (i == 1 && code == columns[0][static_cast<std::size_t>(r)])
          code = code % 5 + 1;  // nobody else is straight
        if (r == 3 || r == 9) code = r == 3 ? 4 : 2;
        columns[i].push_back(code);
      }
    }
  }
  std::vector<double> columns[items];
};

constexpr const char* document =
    R"({"id": "grid", "scales": [{"id": "s", "kind": "ordinal", "codes": [1, 2, 3, 4, 5]}],)"
    R"("items": [{"id": "a1", "scale": "s"}, {"id": "a2", "scale": "s"}, {"id": "a3", "scale": "s", "reverse": true},)"
    R"({"id": "a4", "scale": "s"}, {"id": "a5", "scale": "s"}, {"id": "a6", "scale": "s"}],)"
    R"("measures": [{"id": "a", "kind": "composite", "items": ["a1", "a2", "a3", "a4", "a5", "a6"]}]})";

class Check : public ::testing::Test {
 protected:
  void SetUp() override {
    ASSERT_EQ(cxm_instrument_parse(nullptr, document, -1, &instrument_, nullptr), CXM_OK);
    ASSERT_EQ(cxm_columns_new(nullptr, rows, &columns_, nullptr), CXM_OK);
    for (int i = 0; i < items; ++i) {
      cxm_view view = CXM_VIEW_INIT;
      view.type = CXM_FLOAT64;
      view.length = rows;
      view.data = data_.columns[i].data();
      ASSERT_EQ(cxm_columns_add(columns_, ("a" + std::to_string(i + 1)).c_str(), -1, &view, nullptr), CXM_OK);
    }
  }
  void TearDown() override {
    cxm_columns_free(columns_);
    cxm_instrument_free(instrument_);
  }
  answers data_;
  cxm_instrument* instrument_ = nullptr;
  cxm_columns* columns_ = nullptr;
  cxm_error error_ = CXM_ERROR_INIT;
};

TEST_F(Check, OfColumnsListsRowsAndGivesTheJackknife) {
  cxm_assessment* out = nullptr;
  cxm_table* listed = nullptr;
  ASSERT_EQ(cxm_check_columns(instrument_, columns_, nullptr, nullptr, &out, &listed, &error_), CXM_OK)
      << error_.message;
  EXPECT_EQ(csv_of(listed),
            "row,wave,role,signs,batteries,like_row\r\n"
            "3,,,straight;contradictory,a1,\r\n"
            "9,,,straight;contradictory,a1,\r\n");
  std::vector<double> mirrored[items];
  std::vector<cxm::column_view> views;
  for (int i = 0; i < items; ++i) {
    for (const double code : data_.columns[i]) mirrored[i].push_back(i == 2 ? 6 - code : code);
    views.emplace_back(mirrored[i]);
  }
  const cxm::estimate expected = cxm::alpha_interval(views);
  cxm_table* reliability = nullptr;
  ASSERT_EQ(cxm_assessment_table(out, "reliability", -1, &reliability, nullptr), CXM_OK);
  std::int64_t at = 0;
  ASSERT_EQ(cxm_table_find(reliability, "value", -1, &at, nullptr), CXM_OK);
  double value[128] = {};
  std::int64_t count = 0;
  ASSERT_EQ(cxm_table_numbers(reliability, at, value, 128, &count, nullptr), CXM_OK);
  EXPECT_NEAR(value[0], expected.value, 1e-12);  // alpha comes first; 0..100 instead of 1..5
  cxm_table_free(reliability);
  EXPECT_NE(table_of(out, "answers").find("a1,straight"), std::string::npos) << table_of(out, "answers");
  cxm_buffer* words = nullptr;
  ASSERT_EQ(cxm_assessment_text(out, CXM_TEXT_CHECK, &words, nullptr), CXM_OK);
  EXPECT_NE(text_of(words).find("Do the questions belong together"), std::string::npos);
  cxm_table* remarks = nullptr;
  ASSERT_EQ(cxm_assessment_remarks(out, &remarks, nullptr), CXM_OK);
  EXPECT_EQ(csv_of(remarks).substr(0, 52), "kind,composite,item,role,text,value,low,high,limit\r\n");
  // Without the rows the numbers are the same.
  cxm_assessment* alone = nullptr;
  ASSERT_EQ(cxm_check_columns(instrument_, columns_, nullptr, nullptr, &alone, nullptr, &error_), CXM_OK);
  EXPECT_EQ(table_of(alone, "rows"), table_of(out, "rows"));
  cxm_assessment_free(alone);
  cxm_assessment_free(out);
}

TEST_F(Check, OfATallyNeedsItemMomentsAndHoldsNoRows) {
  cxm_read_options how = CXM_READ_OPTIONS_INIT;
  for (const int keeps : {0, 1}) {
    how.item_moments = keeps;
    cxm_tally* tally = nullptr;
    ASSERT_EQ(cxm_tally_new(instrument_, &how, &tally, nullptr), CXM_OK);
    ASSERT_EQ(cxm_tally_update_columns(tally, columns_, &how, nullptr), CXM_OK);
    cxm_assessment* out = nullptr;
    EXPECT_EQ(cxm_check(tally, nullptr, &out, &error_), keeps == 1 ? CXM_OK : CXM_E_DATA);
    if (keeps == 1) {
      cxm_table* listed = nullptr;
      EXPECT_EQ(cxm_assessment_tables(out, &listed, nullptr), CXM_OK);
      EXPECT_EQ(csv_of(listed).find("answers"), std::string::npos);
      EXPECT_NE(table_of(out, "reliability").find("alpha"), std::string::npos);
    } else {
      EXPECT_NE(std::string(error_.message).find("item_moments"), std::string::npos) << error_.message;
    }
    cxm_assessment_free(out);
    cxm_tally_free(tally);
  }
}

TEST_F(Check, CanBeStoppedAndRefusesWhatIsOfOthers) {
  cxm_assessment* out = nullptr;
  cxm_table* listed = nullptr;
  cxm_read_options read = CXM_READ_OPTIONS_INIT;
  read.progress = [](void*, std::int64_t, std::int64_t) { return std::int32_t{7}; };
  EXPECT_EQ(cxm_check_columns(instrument_, columns_, &read, nullptr, &out, &listed, &error_), CXM_E_CALLBACK);
  EXPECT_EQ(out, nullptr);
  EXPECT_EQ(listed, nullptr);
  cxm_assess_options options = CXM_ASSESS_OPTIONS_INIT;
  options.progress = read.progress;
  EXPECT_EQ(cxm_check_columns(instrument_, columns_, nullptr, &options, &out, &listed, &error_),
            CXM_E_CALLBACK);
  options = CXM_ASSESS_OPTIONS_INIT;
  cxm_ledger* ledger = nullptr;
  ASSERT_EQ(cxm_ledger_new(nullptr, &ledger, nullptr), CXM_OK);
  options.ledger = ledger;
  EXPECT_EQ(cxm_check_columns(instrument_, columns_, nullptr, &options, &out, &listed, &error_),
            CXM_E_ARGUMENT);
  cxm_ledger_free(ledger);
  read = CXM_READ_OPTIONS_INIT;
  read.weighting = R"({"margins": [{"column": "a1", "totals": {"1": 1}}]})";
  EXPECT_EQ(cxm_check_columns(instrument_, columns_, &read, nullptr, &out, &listed, &error_), CXM_E_ARGUMENT);
}

TEST(CheckFiles, OfSpssGiveTheNumbersOfTheirText) {
  const std::string folder = std::string(CXM_SOURCE_DIR) + "/tests/sav/";
  cxm_error error = CXM_ERROR_INIT;
  const auto tables = [&](const char* name, cxm_status& status, std::string& explained) {
    cxm_assessment *out = nullptr, *why = nullptr;
    cxm_table* listed = nullptr;
    std::string all;
    status = cxm_check_file(nullptr, (folder + name).c_str(), -1, (folder + "staff.json").c_str(), -1,
                            nullptr, nullptr, &out, &listed, &error);
    if (status == CXM_OK) {
      all = table_of(out, "rows");
      std::int64_t n = 0, columns = 0;
      EXPECT_EQ(cxm_table_size(listed, &n, &columns, nullptr), CXM_OK);
      all += std::to_string(n);
      EXPECT_EQ(cxm_explain_file(nullptr, (folder + name).c_str(), -1, (folder + "staff.json").c_str(), -1,
                                 nullptr, nullptr, nullptr, &why, &error),
                CXM_OK)
          << error.message;
      explained = table_of(why, "driver");
    }
    cxm_table_free(listed);
    cxm_assessment_free(why);
    cxm_assessment_free(out);
    return all;
  };
  cxm_status text_status = CXM_OK, spss_status = CXM_OK;
  std::string text_why, spss_why;
  const std::string text = tables("staff.csv", text_status, text_why);
  ASSERT_EQ(text_status, CXM_OK) << error.message;
  const std::string spss = tables("staff.zsav", spss_status, spss_why);
  if (spss_status == CXM_E_UNSUPPORTED) {
    EXPECT_NE(std::string(error.message).find("CSV"), std::string::npos) << error.message;
    GTEST_SKIP() << error.message;
  }
  EXPECT_EQ(spss, text);
  EXPECT_EQ(spss_why, text_why);
  EXPECT_GT(text_why.size(), 200U);
}

}  // namespace
