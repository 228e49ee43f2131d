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
#include "sav/sav_fixture.hpp"

namespace {

namespace fs = std::filesystem;

using sav_test::survey;
using sav_test::write_both;

class Sav : public testing::TestWithParam<readstat_compress_t> {
 protected:
  fs::path path = fs::temp_directory_path() / ("cxm-sav-" + std::to_string(::getpid()) + ".sav");
  void TearDown() override { fs::remove(path); }
};

TEST_P(Sav, GivesTheTallyOfTheSameAnswersInAFile) {
  const cxm::instrument_ptr in = survey();
  const std::string text = write_both(path, 9000, GetParam());
  EXPECT_TRUE(cxm::is_sav_file(path.string()));
  const cxm::tallied_file sav = cxm::tally_sav(path.string(), in);
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
      (void)cxm::tally_sav(path.string(), in);
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

TEST(SavFaults, SayFileRowAndRemedy) {
  EXPECT_FALSE(cxm::is_sav_file("/nowhere.sav"));
  try {
    (void)cxm::tally_sav("/nowhere.sav", survey());
    FAIL();
  } catch (const cxm::error& e) {
    EXPECT_EQ(e.code(), cxm::errc::io);
  }
  const fs::path path = fs::temp_directory_path() / ("cxm-savf-" + std::to_string(::getpid()) + ".sav");
  (void)write_both(path, 10, READSTAT_COMPRESS_NONE);
  const cxm::instrument_ptr narrow = cxm::parse_instrument(R"({"id": "n",
    "scales": [{"id": "s", "kind": "ordinal", "codes": [1, 2, 3]}], "items": [{"id": "q1", "scale": "s"}]})");
  try {
    (void)cxm::tally_sav(path.string(), narrow);
    FAIL();
  } catch (const cxm::error& e) {
    EXPECT_EQ(e.code(), cxm::errc::data);
    EXPECT_NE(std::string(e.what()).find("is not an answer to item \"q1\""), std::string::npos) << e.what();
    EXPECT_GE(e.row(), 1);
  }
  fs::remove(path);
}

}  // namespace
