// SPDX-License-Identifier: Apache-2.0
// SPSS files written by ReadStat give the tally of the same answers in a text file.
#include "cxm/sav/sav.hpp"

#include <gtest/gtest.h>
#include <unistd.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <limits>

#include "cxm/base/random.hpp"
#include "cxm/io/assess_file.hpp"
#include "cxm/io/check_file.hpp"
#include "cxm/io/explain_file.hpp"
#include "cxm/io/scaffold.hpp"
#include "cxm/io/tables.hpp"
#include "cxm/io/tally_file.hpp"
#include "cxm/io/weight_file.hpp"
#include "sav/sav_fixture.hpp"

namespace {

namespace fs = std::filesystem;

using sav_test::staff;
using sav_test::survey;
using sav_test::write_both;
using sav_test::write_staff;

cxm::read_options how() {
  cxm::read_options made;
  made.formats.push_back(cxm::sav_format());
  return made;
}

class Sav : public testing::TestWithParam<readstat_compress_t> {
 protected:
  fs::path path = fs::temp_directory_path() / ("cxm-sav-" + std::to_string(::getpid()) + ".sav");
  void TearDown() override { fs::remove(path); }
};

TEST_P(Sav, GivesTheTallyOfTheSameAnswersInAFile) {
  const cxm::instrument_ptr in = survey();
  const std::string text = write_both(path, 9000, GetParam());
  EXPECT_TRUE(cxm::sav_format().fits("$FL3@(#) "));
  const cxm::tallied_file sav = cxm::tally_file(path.string(), in, how());
  cxm::tally csv(in, sav.tally.options());
  const auto receipt =
      cxm::read_bytes("f.csv", text, *in, {}, [&](unsigned, const cxm::batch& b) { csv.update(b); });
  EXPECT_EQ(sav.tally.serialize(), csv.serialize());
  EXPECT_EQ(sav.receipt.rows_used, 9000);
  EXPECT_EQ(sav.receipt.layout, "sav");
  for (std::size_t i = 0; i < receipt.items.size(); ++i)
    EXPECT_EQ(sav.receipt.items[i].answered, receipt.items[i].answered);
}

TEST_P(Sav, BrokenFilesAreRefusedOrReadButNeverFollowed) {
  const cxm::instrument_ptr in = survey();
  (void)write_both(path, 40, GetParam());
  std::ifstream file(path, std::ios::binary);
  const std::string whole{std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
  cxm::random_stream random(11, 0);
  std::size_t refused = 0;
  const auto attempt = [&](const std::string& bytes) {
    std::ofstream(path, std::ios::binary) << bytes;
    try {
      (void)cxm::tally_file(path.string(), in, how());
    } catch (const cxm::error&) {
      ++refused;
    }
  };
  for (std::size_t size = 0; size < whole.size(); size += 37) attempt(whole.substr(0, size));
  for (int i = 0; i < 300; ++i) {
    std::string bytes = whole;
    for (int k = 0; k < 3; ++k)
      bytes[random.below(static_cast<std::uint32_t>(bytes.size()))] = static_cast<char>(random.below(256));
    attempt(bytes);
  }
  EXPECT_GT(refused, whole.size() / 37);
}

INSTANTIATE_TEST_SUITE_P(Compressions, Sav,
                         testing::Values(READSTAT_COMPRESS_NONE, READSTAT_COMPRESS_ROWS,
                                         READSTAT_COMPRESS_BINARY),
                         [](const auto& info) { return "c" + std::to_string(info.param); });

/// The same answers as an SPSS file and as text, with their instrument.
class Staff : public testing::TestWithParam<readstat_compress_t> {
 protected:
  void SetUp() override {
    fs::create_directories(dir_);
    text_ = write_staff(sav(), 400, GetParam());
    std::ofstream(csv(), std::ios::binary) << text_;
    std::ofstream(instrument(), std::ios::binary) << cxm::pretty_json(*staff());
  }
  void TearDown() override { fs::remove_all(dir_); }
  [[nodiscard]] std::string sav() const { return (dir_ / "staff.sav").string(); }
  [[nodiscard]] std::string csv() const { return (dir_ / "staff.csv").string(); }
  [[nodiscard]] std::string instrument() const { return (dir_ / "staff.json").string(); }
  /// Every table of a result.
  static std::string tables(const cxm::assessment& a) {
    std::string all;
    for (const auto& [name, table] : cxm::result_csv(a)) {
      if (name.find("receipt") == std::string::npos) all += name + "\n" + table;
    }
    return all;
  }
  fs::path dir_ = fs::temp_directory_path() / ("cxm-staff-" + std::to_string(::getpid()));
  std::string text_;
};

TEST_P(Staff, GivesEveryCommandTheNumbersOfItsText) {
  cxm::file_options assess;
  assess.read = how();
  EXPECT_EQ(tables(cxm::assess_file(sav(), instrument(), assess)),
            tables(cxm::assess_file(csv(), instrument(), assess)));

  cxm::explain_options explain;
  explain.read = how();
  const cxm::assessment why = cxm::explain_file(sav(), instrument(), explain);
  EXPECT_EQ(tables(why), tables(cxm::explain_file(csv(), instrument(), explain)));
  ASSERT_FALSE(why.rows.empty());
  EXPECT_EQ(why.rows.front().table, "driver");

  cxm::check_options check;
  check.read = how();
  const cxm::data_check found = cxm::check_file(sav(), instrument(), check);
  const cxm::data_check same = cxm::check_file(csv(), instrument(), check);
  EXPECT_EQ(tables(found.result), tables(same.result));
  ASSERT_GT(found.rows.size(), 10U);
  ASSERT_EQ(found.rows.size(), same.rows.size());
  for (std::size_t i = 0; i < found.rows.size(); ++i) {
    EXPECT_EQ(found.rows[i].row + 1, same.rows[i].row);  // a text has a header
    EXPECT_EQ(found.rows[i].signs, same.rows[i].signs);
    EXPECT_EQ(found.rows[i].role, same.rows[i].role);
  }
}

TEST_P(Staff, IsReadAsItsDictionarySays) {
  const cxm::tallied_file file = cxm::tally_file(sav(), staff(), how());
  const cxm::tallied_file text = cxm::tally_file(csv(), staff());
  EXPECT_EQ(file.tally.serialize(), text.tally.serialize());
  EXPECT_EQ(file.receipt.roles_found, text.receipt.roles_found);
  EXPECT_EQ(file.receipt.rows_used, 400);
  for (std::size_t i = 0; i < file.receipt.items.size(); ++i) {
    EXPECT_EQ(file.receipt.items[i].answered, text.receipt.items[i].answered) << i;
    for (std::size_t k = 0; k < 5; ++k)
      EXPECT_EQ(file.receipt.items[i].missing[k], text.receipt.items[i].missing[k]) << i << " " << k;
  }
  EXPECT_EQ(file.receipt.columns_ignored, (std::vector<std::string>{"comment", "w"}));
  ASSERT_EQ(file.receipt.notes.size(), 1U);
  EXPECT_NE(file.receipt.notes[0].find("weighted by \"w\""), std::string::npos) << file.receipt.notes[0];
  cxm::read_options weighted = how();
  weighted.map["weight"] = "w";
  const cxm::tallied_file heavy = cxm::tally_file(sav(), staff(), weighted);
  EXPECT_TRUE(heavy.receipt.notes.empty());
  EXPECT_EQ(heavy.tally.serialize(), cxm::tally_file(csv(), staff(), weighted).tally.serialize());
}

TEST_P(Staff, IsWeightedToTotalsByItsLabels) {
  cxm::read_options to = how();
  to.weighting = std::make_shared<const cxm::weight_targets>(cxm::parse_weight_targets(
      R"({"population": 1000, "margins": [{"column": "site", "totals": {"Köln": 50, "Bern": 30, "Oslo": 20}},
          {"column": "role", "totals": {"Manager": 10, "Member of staff": 90}}]})"));
  to.base_weight = "w";
  const cxm::tallied_file file = cxm::tally_file(sav(), staff(), to);
  const cxm::tallied_file text = cxm::tally_file(csv(), staff(), to);
  EXPECT_EQ(file.tally.serialize(), text.tally.serialize());
  EXPECT_NE(file.tally.serialize(), cxm::tally_file(csv(), staff()).tally.serialize());
  EXPECT_EQ(file.receipt.notes, text.receipt.notes);
  cxm::read_options wrong = to;
  wrong.weighting = std::make_shared<const cxm::weight_targets>(
      cxm::parse_weight_targets(R"({"margins": [{"column": "site", "totals": {"Bern": 1}}]})"));
  try {
    (void)cxm::tally_file(sav(), staff(), wrong);
    FAIL();
  } catch (const cxm::error& e) {
    EXPECT_NE(std::string(e.what()).find("of site has no total"), std::string::npos) << e.what();
  }
}

TEST_P(Staff, DraftsItsInstrumentFromTheDictionary) {
  const cxm::instrument_draft draft = cxm::scaffold_instrument(sav(), how());
  EXPECT_EQ(draft.layout, "sav");
  EXPECT_EQ(draft.rows, 400);
  const cxm::instrument_ptr in = cxm::parse_instrument(draft.json);
  EXPECT_EQ(in->weight.columns, std::vector<std::string>{"w"});
  EXPECT_EQ(in->roles.size(), 2U);
  EXPECT_EQ(in->segments.size(), 2U);  // site, sex
  const cxm::item* a1 = in->find_item("a1");
  ASSERT_NE(a1, nullptr);
  EXPECT_EQ(a1->text.in("en"), "Our managers listen to customers");
  const cxm::scale& agree = *in->find_scale(a1->scale);
  EXPECT_EQ(agree.kind, cxm::scale_kind::ordinal);
  ASSERT_EQ(agree.codes.size(), 5U);
  EXPECT_EQ(agree.codes[0].label.in("en"), "Strongly disagree");
  EXPECT_EQ(agree.codes[4].code, 5);
  EXPECT_EQ(agree.missing, (std::vector<cxm::missing_code>{
                               {cxm::missing_kind::dont_know, "98"}}));  // 97 has no label: an empty cell
  for (const char* item : {"a2", "a3", "a4", "a5", "a6"}) EXPECT_EQ(in->find_item(item)->scale, a1->scale);
  EXPECT_EQ(in->find_scale(in->find_item("recommend")->scale)->kind, cxm::scale_kind::nps);
  const cxm::scale& chosen = *in->find_scale(in->find_item("ch_1")->scale);
  EXPECT_EQ(chosen.kind, cxm::scale_kind::binary);
  EXPECT_EQ(chosen.codes[0].score_or_code(), 1);  // 1 = Yes
  EXPECT_EQ(chosen.codes[1].score_or_code(), 0);  // 2 = No
  EXPECT_EQ(in->find_item("comment"), nullptr);

  // The draft reads its file: the answers of the instrument that a person wrote.
  const cxm::tallied_file drafted = cxm::tally_file(sav(), in, how());
  const cxm::tallied_file written = cxm::tally_file(sav(), staff(), how());
  EXPECT_EQ(drafted.receipt.rows_used, 400);
  for (const cxm::item_receipt& item : written.receipt.items) {
    for (const cxm::item_receipt& same : drafted.receipt.items) {
      if (same.item == item.item) {
        EXPECT_EQ(same.answered, item.answered) << item.item;
      }
    }
  }
  EXPECT_EQ(cxm::scaffold_instrument(sav(), how(), 100).rows, 100);
}

TEST_P(Staff, ReadingCanBeStopped) {
  cxm::check_options check;
  check.read = how();
  check.read.progress = [](std::int64_t, std::int64_t total) {
    EXPECT_EQ(total, 400);
    return false;
  };
  try {
    (void)cxm::check_file(sav(), instrument(), check);
    FAIL();
  } catch (const cxm::error& e) {
    EXPECT_EQ(e.code(), cxm::errc::cancelled);
  }
}

INSTANTIATE_TEST_SUITE_P(Compressions, Staff,
                         testing::Values(READSTAT_COMPRESS_NONE, READSTAT_COMPRESS_BINARY),
                         [](const auto& info) { return "c" + std::to_string(info.param); });

TEST(SavFaults, SayFileRowAndRemedy) {
  EXPECT_FALSE(cxm::sav_format().fits("role,wave"));
  EXPECT_FALSE(cxm::sav_format().fits(""));
  try {
    (void)cxm::tally_file("/nowhere.sav", survey(), how());
    FAIL();
  } catch (const cxm::error& e) {
    EXPECT_EQ(e.code(), cxm::errc::io);
  }
  const fs::path path = fs::temp_directory_path() / ("cxm-savf-" + std::to_string(::getpid()) + ".sav");
  (void)write_both(path, 10, READSTAT_COMPRESS_NONE);
  const cxm::instrument_ptr narrow = cxm::parse_instrument(R"({"id": "n",
    "scales": [{"id": "s", "kind": "ordinal", "codes": [1, 2, 3]}], "items": [{"id": "q1", "scale": "s"}]})");
  try {
    (void)cxm::tally_file(path.string(), narrow, how());
    FAIL();
  } catch (const cxm::error& e) {
    EXPECT_EQ(e.code(), cxm::errc::data);
    EXPECT_NE(std::string(e.what()).find("is not an answer to item \"q1\""), std::string::npos) << e.what();
    EXPECT_GE(e.row(), 1);
  }
  fs::remove(path);
}

}  // namespace
