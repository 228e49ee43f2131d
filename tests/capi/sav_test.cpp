// SPDX-License-Identifier: Apache-2.0
// SPSS files through the C interface: the answers of the same survey as text give the same state.
#include <gtest/gtest.h>

#include "capi/valid.hpp"

namespace {

const std::string corpus = std::string(CXM_SOURCE_DIR) + "/tests/fuzz/corpus/sav/";

/// The state of a file's answers, without the receipt; empty with the error in `error`.
std::string state_of(const std::string& file, cxm_error& error) {
  cxm_instrument* instrument = nullptr;
  cxm_tally* tally = nullptr;
  cxm_buffer* state = nullptr;
  const char* bytes = nullptr;
  std::int64_t size = 0;
  std::string out;
  cxm_read_options how = CXM_READ_OPTIONS_INIT;
  if (cxm_instrument_load(nullptr, (corpus + "survey.json").c_str(), -1, &instrument, &error) == CXM_OK &&
      cxm_tally_new(instrument, &how, &tally, &error) == CXM_OK &&
      cxm_tally_update_file(tally, (corpus + file).c_str(), -1, &how, &error) == CXM_OK &&
      cxm_tally_serialize(tally, 0, &state, &error) == CXM_OK &&
      cxm_buffer_data(state, &bytes, &size, &error) == CXM_OK)
    out.assign(bytes, static_cast<std::size_t>(size));
  cxm_buffer_free(state);
  cxm_tally_free(tally);
  cxm_instrument_free(instrument);
  return out;
}

TEST(CApi, SpssFilesGiveTheStateOfTheirAnswersOrSayTheRemedy) {
  cxm_error error = CXM_ERROR_INIT;
  const std::string text = state_of("answers.csv", error);
  ASSERT_GT(text.size(), 100U) << error.message;
  bool read = false;
  for (const char* file : {"plain.sav", "rows.sav", "binary.zsav"}) {
    const std::string spss = state_of(file, error);
    if (error.code == CXM_E_UNSUPPORTED) {
      EXPECT_NE(std::string(error.message).find("CSV"), std::string::npos) << error.message;
      continue;
    }
    EXPECT_EQ(spss, text) << file << ": " << error.message;
    read = true;
  }
  cxm_assessment* made = nullptr;
  const cxm_status whole =
      cxm_assess_file(nullptr, (corpus + "plain.sav").c_str(), -1, (corpus + "survey.json").c_str(), -1,
                      nullptr, nullptr, &made, &error);
  EXPECT_EQ(whole, read ? CXM_OK : CXM_E_UNSUPPORTED) << error.message;
  cxm_assessment_free(made);
#ifdef CXM_CAPI_SAV
  EXPECT_TRUE(read) << error.message;
#endif
  if (!read) GTEST_SKIP() << error.message;
}

}  // namespace
