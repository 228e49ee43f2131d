// SPDX-License-Identifier: Apache-2.0
// Every function of the description with valid arguments, then with each argument spoilt in each way: always
// a status and a message, never a crash; whatever a failing call was to give out is empty.
#include <gtest/gtest.h>
#include <unistd.h>

#include <cmath>

#include "capi/valid.hpp"

namespace {

using cxm_test::valid;

struct call {
  const char* function;
  const char* what;
  cxm_status (*make)(valid&);
};

#define VALID(function, ...) \
  {#function, "valid", []([[maybe_unused]] valid& v) -> cxm_status { return function(__VA_ARGS__); }},
#define HOSTILE(function, what, ...)
const call valid_calls[] = {
#include "capi/hostile.inc"
};
#undef VALID
#undef HOSTILE
#define VALID(function, ...)
#define HOSTILE(function, what, ...) \
  {#function, #what, []([[maybe_unused]] valid& v) -> cxm_status { return __VA_ARGS__; }},
const call hostile_calls[] = {
#include "capi/hostile.inc"
};

TEST(CApi, EveryFunctionWorksWithValidArguments) {
  for (const call& c : valid_calls) {
    valid v;
    const cxm_status status = c.make(v);
    EXPECT_EQ(status, CXM_OK) << c.function << ": " << v.error.message;
    EXPECT_EQ(v.error.code, status) << c.function;
  }
}

TEST(Promise5EmbeddingWithoutFear, EveryHostileArgumentIsAStatusWithAMessage) {
  valid v;
  std::size_t made = 0;
  for (const call& c : hostile_calls) {
    v.error = CXM_ERROR_INIT;
    const cxm_status status = c.make(v);
    ++made;
    EXPECT_NE(status, CXM_OK) << c.function << " " << c.what;
    EXPECT_NE(status, CXM_E_INTERNAL) << c.function << " " << c.what << ": " << v.error.message;
    if (std::string(c.what) == "everything_null") continue;  // also without a place for the error
    EXPECT_EQ(v.error.code, status) << c.function << " " << c.what;
    EXPECT_GT(std::strlen(v.error.message), 10U) << c.function << " " << c.what;
  }
  EXPECT_GT(made, 300U);
}

TEST(CApi, FreeingNothingIsFine) {
  cxm_context_free(nullptr);
  cxm_cancel_free(nullptr);
  cxm_buffer_free(nullptr);
  cxm_instrument_free(nullptr);
  cxm_columns_free(nullptr);
  cxm_tally_free(nullptr);
  cxm_assessment_free(nullptr);
  cxm_table_free(nullptr);
  cxm_norm_free(nullptr);
}

TEST(CApi, AnErrorOfAnyVersionIsFilledAsFarAsItReaches) {
  struct {
    std::uint32_t struct_size;
    std::int32_t code;
    unsigned char after[8];
  } shorter{8, -1, {7, 7, 7, 7, 7, 7, 7, 7}};
  cxm_instrument* out = nullptr;
  EXPECT_EQ(cxm_instrument_parse(nullptr, "{", -1, &out, reinterpret_cast<cxm_error*>(&shorter)),
            CXM_E_INSTRUMENT);
  EXPECT_EQ(shorter.code, CXM_E_INSTRUMENT);
  for (const unsigned char c : shorter.after) EXPECT_EQ(c, 7);
  cxm_error whole = CXM_ERROR_INIT;
  const std::string long_path = "/nowhere/" + std::string(53, 'x') + "\xc3\xbc" + std::string(900, 'y');
  EXPECT_EQ(cxm_instrument_load(nullptr, long_path.c_str(), -1, &out, &whole), CXM_E_IO);
  EXPECT_EQ(std::string(whole.parameter),
            "/nowhere/" + std::string(53, 'x'));  // the next character would be cut
}

}  // namespace
