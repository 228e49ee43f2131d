// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/state_file.hpp"

#include <gtest/gtest.h>

#include "cxm/base/error.hpp"
#include "cxm/io/instrument_json.hpp"
#include "support/program.hpp"

namespace {

constexpr const char* survey = R"({"id": "s", "version": "1",
  "scales": [{"id": "agree", "kind": "ordinal", "codes": [{"code": 1}, {"code": 2}, {"code": 3}]}],
  "items": [{"id": "q", "scale": "agree"}],
  "measures": [{"id": "m", "kind": "composite", "items": ["q"]}]})";

class StateFile : public testing::Test {
 protected:
  cxm::test::scratch_directory dir;
  cxm::instrument_ptr instrument = cxm::parse_instrument(survey);

  cxm::tallied_file read(const std::string& name, const std::string& csv, bool unknown_is_missing = false) {
    cxm::read_options options;
    options.unknown_is_missing = unknown_is_missing;
    return cxm::tally_file(dir.write(name, csv), instrument, options);
  }
  static std::vector<std::uint8_t> bytes(const cxm::tallied_file& f) {
    return cxm::state_file_bytes(f.tally, f.receipt);
  }
  static std::string refusal(std::span<const std::uint8_t> bytes,
                             const cxm::instrument_ptr& instrument = nullptr) {
    try {
      (void)cxm::parse_state_file(bytes, "x.cxm", instrument);
    } catch (const cxm::error& e) {
      EXPECT_EQ(e.code(), cxm::errc::state) << e.what();
      return e.what();
    }
    return "";
  }
};

TEST_F(StateFile, KeepsSumsReceiptAndInstrument) {
  const cxm::tallied_file one = read("a.csv", "q\n1\n2\nx\n\n3\n", true);
  const cxm::tallied_file again = cxm::parse_state_file(bytes(one), "a.cxm");
  EXPECT_EQ(again.receipt, one.receipt);
  EXPECT_EQ(again.receipt.unknown.size(), 1U);
  EXPECT_EQ(again.tally.instrument(), *instrument);
  EXPECT_EQ(again.tally.serialize(), one.tally.serialize());
  EXPECT_EQ(bytes(again), bytes(one));
}

TEST_F(StateFile, NamesOfFilesMayBeAnyBytes) {
  const cxm::tallied_file one = read("a\xFF.csv", "q\n1\n");
  const cxm::tallied_file again = cxm::parse_state_file(bytes(one), "a.cxm");
  ASSERT_EQ(again.receipt.sources.size(), 1U);
  EXPECT_EQ(again.receipt.sources[0].substr(again.receipt.sources[0].size() - 6), "a?.csv");
}

TEST_F(StateFile, IsKnownByItsFirstBytes) {
  const auto state = bytes(read("a.csv", "q\n1\n"));
  EXPECT_TRUE(cxm::is_state_file(dir.write("a.cxm", {state.begin(), state.end()})));
  EXPECT_FALSE(cxm::is_state_file(dir.file("a.csv")));
  EXPECT_FALSE(cxm::is_state_file(dir.file("missing")));
  EXPECT_FALSE(cxm::is_state_file(dir.path().string()));
}

TEST_F(StateFile, AStateAloneIsReadAndSaysWhatIsNotKnown) {
  const cxm::tallied_file one = read("a.csv", "q\n1\n2\n");
  const auto alone = one.tally.serialize();
  const cxm::tallied_file again = cxm::parse_state_file(alone, "a.cxm", instrument);
  EXPECT_EQ(again.tally.serialize(), alone);
  EXPECT_EQ(again.receipt.layout, "state");
  EXPECT_EQ(again.receipt.rows_used, 2);
  ASSERT_EQ(again.receipt.notes.size(), 1U);
  EXPECT_EQ(refusal(alone),
            "x.cxm: this state was stored without its instrument; name the instrument it was made by");
}

TEST_F(StateFile, RefusesAnotherInstrument) {
  const auto state = bytes(read("a.csv", "q\n1\n"));
  std::string changed = survey;
  changed.replace(changed.find("\"version\": \"1\""), 14, "\"version\": \"2\"");
  const std::string says = refusal(state, cxm::parse_instrument(changed));
  EXPECT_EQ(says.rfind("x.cxm: ", 0), 0U) << says;
  EXPECT_NE(says.find("instrument"), std::string::npos) << says;
}

TEST_F(StateFile, NoByteCanBeChangedOrCutOffUnseen) {
  const cxm::tallied_file file = read("a.csv", "q\n1\n2\n");
  const auto good = bytes(file);
  const std::size_t state = file.tally.serialize().size();
  for (std::size_t i = 0; i < good.size(); ++i) {
    auto bad = good;
    bad[i] ^= 0x20U;
    EXPECT_NE(refusal(bad, instrument), "") << "byte " << i << " of " << good.size();
  }
  for (std::size_t size = 0; size < good.size(); ++size) {
    if (size == state) continue;  // what is left is a state alone, whole
    EXPECT_NE(refusal(std::span(good).first(size), instrument), "")
        << size << " of " << good.size() << " bytes";
  }
  auto longer = good;
  longer.push_back(0);
  EXPECT_NE(refusal(longer, instrument), "");
}

}  // namespace
