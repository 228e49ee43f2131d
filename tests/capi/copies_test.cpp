// SPDX-License-Identifier: Apache-2.0
// Several builds of the library in one process, of different versions: each answers for itself, whichever way
// and in whichever order it is loaded, and may go away while threads that used it live on.
#ifdef CXM_LATER_LIBRARY
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <future>
#include <stdexcept>
#include <thread>
#include <tuple>

#include "capi/valid.hpp"

namespace {

using cxm_test::valid;

/// The functions of one loaded build that this test calls.
class loaded_build {
 public:
  loaded_build(void* handle, std::string prefix) : handle_(handle), prefix_(std::move(prefix)) {}
  [[nodiscard]] std::string version() const { return call<decltype(cxm_version)>("cxm_version")(); }
  /// The whole way from a file to the assessment as JSON, in this build alone.
  [[nodiscard]] std::string assess(const valid& paths) const {
    cxm_assessment* made = nullptr;
    cxm_buffer* json = nullptr;
    const char* bytes = nullptr;
    std::int64_t size = 0;
    cxm_error error = CXM_ERROR_INIT;
    cxm_assess_options options = CXM_ASSESS_OPTIONS_INIT;
    options.no_disclosure = 1;
    const std::string instrument = paths.instrument_file();
    std::string text;
    if (call<decltype(cxm_assess_file)>("cxm_assess_file")(nullptr, paths.file().c_str(), -1,
                                                           instrument.c_str(), -1, nullptr, &options, &made,
                                                           &error) == CXM_OK &&
        call<decltype(cxm_assessment_json)>("cxm_assessment_json")(made, &json, &error) == CXM_OK &&
        call<decltype(cxm_buffer_data)>("cxm_buffer_data")(json, &bytes, &size, &error) == CXM_OK) {
      text.assign(bytes, static_cast<std::size_t>(size));
    } else {
      ADD_FAILURE() << error.message;
    }
    call<decltype(cxm_buffer_free)>("cxm_buffer_free")(json);
    call<decltype(cxm_assessment_free)>("cxm_assessment_free")(made);
    // The version of the library may stand in the document.
    for (const std::string& v : {std::string(cxm_version()), std::string("9.9.9")})
      for (std::size_t at = text.find(v); at != std::string::npos; at = text.find(v))
        text.erase(at, v.size());
    return text;
  }
  /// An exception is thrown and caught inside.
  [[nodiscard]] int refuse() const {
    cxm_instrument* out = nullptr;
    return call<decltype(cxm_instrument_parse)>("cxm_instrument_parse")(nullptr, "{", -1, &out, nullptr);
  }

 private:
  template <class Function>
  [[nodiscard]] Function* call(const char* name) const {
    void* const address = dlsym(handle_, (prefix_ + name).c_str());
    if (address == nullptr) throw std::runtime_error(prefix_ + name + " is not there");
    return reinterpret_cast<Function*>(address);
  }
  void* handle_;
  std::string prefix_;
};

class Copies : public testing::TestWithParam<std::tuple<int, const char*>> {};

TEST_P(Copies, OfDifferentVersionsAnswerForThemselvesAndGoAway) {
  const auto [mode, prefix] = GetParam();
  const valid paths;
  const char* const file = *prefix != '\0' ? CXM_PREFIXED_LIBRARY : CXM_LATER_LIBRARY;
  void* const own = dlopen(CXM_C_LIBRARY, RTLD_NOW | RTLD_NOLOAD);
  ASSERT_NE(own, nullptr) << dlerror();
  const loaded_build ours(own, "");
  const std::string alone = ours.assess(paths);
  ASSERT_GT(alone.size(), 500U);
  for (int round = 0; round < 2; ++round) {
    void* const handle = dlopen(file, RTLD_NOW | mode);
    ASSERT_NE(handle, nullptr) << dlerror();
    const loaded_build theirs(handle, prefix);
    EXPECT_EQ(theirs.version(), "9.9.9");
    EXPECT_EQ(ours.version(), cxm_version());
    EXPECT_NE(ours.version(), theirs.version());
    EXPECT_EQ(theirs.assess(paths), alone);
    EXPECT_EQ(ours.assess(paths), alone);
    EXPECT_EQ(theirs.refuse(), CXM_E_INSTRUMENT);
    EXPECT_EQ(ours.refuse(), CXM_E_INSTRUMENT);
    // A thread that used the build ends when the build is gone: nothing of it may be left in the thread.
    std::promise<void> used;
    std::promise<void> closed;
    std::thread thread([&] {
      EXPECT_EQ(theirs.refuse(), CXM_E_INSTRUMENT);
      EXPECT_EQ(theirs.assess(paths), alone);
      used.set_value();
      closed.get_future().wait();
    });
    used.get_future().wait();
    EXPECT_EQ(dlclose(handle), 0);
    EXPECT_EQ(dlopen(file, RTLD_NOW | RTLD_NOLOAD), nullptr) << "the build did not go away";
    closed.set_value();
    thread.join();
    EXPECT_EQ(ours.assess(paths), alone);
  }
  dlclose(own);
}

INSTANTIATE_TEST_SUITE_P(Ways, Copies,
                         testing::Combine(testing::Values(RTLD_LOCAL, RTLD_GLOBAL),
                                          testing::Values("", "other_")),
                         [](const auto& info) {
                           return std::string(std::get<0>(info.param) == RTLD_GLOBAL ? "Global" : "Local") +
                                  (*std::get<1>(info.param) != '\0' ? "Prefixed" : "SameNames");
                         });

}  // namespace
#endif
