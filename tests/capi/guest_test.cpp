// SPDX-License-Identifier: Apache-2.0
// The library is a guest: it works while memory fails, in forked processes, in cancelled threads, under any
// locale, beside another copy of itself, and leaves its host as it was.
#include <dlfcn.h>
#include <fenv.h>
#include <gtest/gtest.h>
#include <link.h>
#include <pthread.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <clocale>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <thread>

#include "capi/valid.hpp"

namespace {

using cxm_test::valid;

/// Counts what is taken, and fails at the n-th request: once, or from then on.
struct failing_allocator {
  std::int64_t requests = 0, fail_at = -1, held = 0;
  bool for_good = false;
  static void* allocate(void* user, std::size_t size) {
    auto* self = static_cast<failing_allocator*>(user);
    const std::int64_t now = ++self->requests;
    if (self->fail_at > 0 && (self->for_good ? now >= self->fail_at : now == self->fail_at)) return nullptr;
    void* memory = std::malloc(size);
    if (memory != nullptr) self->held += static_cast<std::int64_t>(size);
    return memory;
  }
  static void release(void* user, void* memory, std::size_t size) {
    static_cast<failing_allocator*>(user)->held -= static_cast<std::int64_t>(size);
    std::free(memory);
  }
  cxm_context_options options() {
    cxm_context_options o = CXM_CONTEXT_OPTIONS_INIT;
    o.allocate = allocate;
    o.release = release;
    o.allocator_user = this;
    return o;
  }
};

/// Everything from a document to a report, in one context; the first status that is not CXM_OK.
cxm_status whole_journey(const cxm_context_options& options, const valid& paths,
                         std::string* digest = nullptr) {
  cxm_error error = CXM_ERROR_INIT;
  cxm_context* context = nullptr;
  cxm_instrument* instrument = nullptr;
  cxm_columns* columns = nullptr;
  cxm_tally* tally = nullptr;
  cxm_tally* back = nullptr;
  cxm_buffer* state = nullptr;
  cxm_buffer* json = nullptr;
  cxm_buffer* html = nullptr;
  cxm_assessment* assessment = nullptr;
  cxm_table* table = nullptr;
  cxm_norm* norm = nullptr;
  ArrowArrayStream stream{};
  ArrowArrayStream again{};
  const char* bytes = nullptr;
  std::int64_t size = 0;
  static const double q1[] = {1, 2, 3, 4, 5, 5, 4, 3, 2, 1};
  static const char* const units[] = {"a", "a", "a", "a", "a", "b", "b", "b", "b", "b"};
  cxm_view numbers = CXM_VIEW_INIT;
  numbers.type = CXM_FLOAT64;
  numbers.data = q1;
  numbers.length = 10;
  cxm_view texts = CXM_VIEW_INIT;
  texts.type = CXM_UTF8_POINTERS;
  texts.data = units;
  texts.length = 10;
  cxm_estimate estimate = CXM_ESTIMATE_INIT;
  const cxm_tally* list[1] = {nullptr};
  cxm_status status = CXM_OK;
  const auto step = [&](cxm_status s) { return (status = s) == CXM_OK; };
  (void)(step(cxm_context_new(&options, &context, &error)) &&
         step(cxm_instrument_parse(context, valid::document().c_str(), -1, &instrument, &error)) &&
         step(cxm_columns_new(context, 10, &columns, &error)) &&
         step(cxm_columns_add(columns, "q1", -1, &numbers, &error)) &&
         step(cxm_columns_add(columns, "unit", -1, &texts, &error)) &&
         step(cxm_tally_new(instrument, nullptr, &tally, &error)) &&
         step(cxm_tally_update_columns(tally, columns, nullptr, &error)) &&
         step(cxm_tally_update_file(tally, paths.file().c_str(), -1, nullptr, &error)) &&
         step(cxm_tally_serialize(tally, 1, &state, &error)) &&
         step(cxm_buffer_data(state, &bytes, &size, &error)) &&
         step(cxm_tally_deserialize(context, bytes, size, nullptr, &back, &error)) &&
         step(cxm_tally_merge(tally, back, &error)) && (list[0] = tally) != nullptr &&
         step(cxm_assess(list, 1, nullptr, &assessment, &error)) &&
         step(cxm_assessment_json(assessment, &json, &error)) &&
         step(cxm_assessment_report(assessment, nullptr, &html, &error)) &&
         step(cxm_assessment_table(assessment, "index", -1, &table, &error)) &&
         step(cxm_table_arrow(table, &stream, &error)) &&
         step(cxm_norm_load(context, "cx4-published", -1, &norm, &error)) &&
         step(cxm_stat_mean(&numbers, 0.95, &estimate, &error)));
  if (status == CXM_OK && digest != nullptr) {
    cxm_buffer_data(json, &bytes, &size, &error);
    digest->assign(bytes, static_cast<std::size_t>(size));
  }
  // In no particular order: nothing needs its parent.
  cxm_context_free(context);
  cxm_instrument_free(instrument);
  cxm_assessment_free(assessment);
  cxm_columns_free(columns);
  cxm_tally_free(tally);
  cxm_norm_free(norm);
  cxm_table_free(table);
  cxm_tally_free(back);
  cxm_buffer_free(html);
  cxm_buffer_free(json);
  cxm_buffer_free(state);
  if (stream.release != nullptr) stream.release(&stream);
  if (again.release != nullptr) again.release(&again);
  return status;
}

// memory_test.cpp lets every request of every function fail; here one allocator serves a chain of calls.
TEST(Promise5EmbeddingWithoutFear, EveryAllocationMayFail) {
#ifdef __SANITIZE_THREAD__
  GTEST_SKIP() << "operator new of this build is the sanitizer's";
#endif
  valid paths;
  failing_allocator counting;
  ASSERT_EQ(whole_journey(counting.options(), paths), CXM_OK);
  EXPECT_EQ(counting.held, 0);
  EXPECT_GT(counting.requests, 1000);
  // Each of the first requests, then a sample: the same code asks many times.
  const std::int64_t all = counting.requests;
  for (const bool for_good : {false, true}) {
    std::int64_t failed = 0;
    for (std::int64_t n = 1; n <= all; n += n < 400 ? 1 : 1 + all / 200) {
      failing_allocator memory;
      memory.fail_at = n;
      memory.for_good = for_good;
      const cxm_status status = whole_journey(memory.options(), paths);
      // A request that can be done without (a stable sort's buffer) may fail unseen.
      EXPECT_TRUE(status == CXM_E_MEMORY || (status == CXM_OK && !for_good))
          << n << ": " << cxm_status_name(status);
      EXPECT_EQ(memory.held, 0) << n;
      failed += status == CXM_E_MEMORY;
    }
    EXPECT_GT(failed, 300);
  }
}

TEST(Promise5EmbeddingWithoutFear, ALogHearsWholeMessages) {
  std::string heard;
  cxm_context_options options = CXM_CONTEXT_OPTIONS_INIT;
  options.log_user = &heard;
  options.log = [](void* user, std::int32_t level, const char* message, std::int64_t size) {
    static_cast<std::string*>(user)->append(std::to_string(level) + " " +
                                            std::string(message, static_cast<std::size_t>(size)) + "\n");
  };
  cxm_error error = CXM_ERROR_INIT;
  cxm_context* context = nullptr;
  cxm_instrument* instrument = nullptr;
  cxm_tally* tally = nullptr;
  cxm_columns* columns = nullptr;
  const double answers[] = {1, 9, 9};
  cxm_view view = CXM_VIEW_INIT;
  view.type = CXM_FLOAT64;
  view.data = answers;
  view.length = 3;
  cxm_read_options how = CXM_READ_OPTIONS_INIT;
  how.unknown_is_missing = 1;
  ASSERT_EQ(cxm_context_new(&options, &context, &error), CXM_OK);
  ASSERT_EQ(cxm_instrument_parse(context, valid::document().c_str(), -1, &instrument, &error), CXM_OK);
  ASSERT_EQ(cxm_columns_new(context, 3, &columns, &error), CXM_OK);
  ASSERT_EQ(cxm_columns_add(columns, "q1", -1, &view, &error), CXM_OK);
  ASSERT_EQ(cxm_tally_new(instrument, &how, &tally, &error), CXM_OK);
  ASSERT_EQ(cxm_tally_update_columns(tally, columns, &how, &error), CXM_OK) << error.message;
  EXPECT_EQ(heard, "2 column q1: unknown value \"9\", 2 times\n");
  cxm_tally_free(tally);
  cxm_columns_free(columns);
  cxm_instrument_free(instrument);
  cxm_context_free(context);
}

struct stopper {
  std::int64_t calls = 0, stop_at = 0;
  static std::int32_t progress(void* user, std::int64_t, std::int64_t) {
    auto* self = static_cast<stopper*>(user);
    return ++self->calls == self->stop_at ? 42 : 0;
  }
};

TEST(Promise5EmbeddingWithoutFear, CallsStopAtEveryCheckpointAndLeaveTheTallyAsItWas) {
  valid v;
  const std::vector<double> answers(20000, 3.0);
  cxm_view view = CXM_VIEW_INIT;
  view.type = CXM_FLOAT64;
  view.data = answers.data();
  view.length = 20000;
  cxm_columns* columns = nullptr;
  ASSERT_EQ(cxm_columns_new(nullptr, 20000, &columns, &v.error), CXM_OK);
  ASSERT_EQ(cxm_columns_add(columns, "q1", -1, &view, &v.error), CXM_OK);
  cxm_tally* tally = v.fresh_tally();
  std::int64_t before = 0;
  ASSERT_EQ(cxm_tally_rows(tally, &before, &v.error), CXM_OK);
  std::int64_t checkpoints = 0;
  for (std::int64_t n = 1;; ++n) {
    stopper stop;
    stop.stop_at = n;
    cxm_read_options how = CXM_READ_OPTIONS_INIT;
    how.progress = stopper::progress;
    how.progress_user = &stop;
    const cxm_status status = cxm_tally_update_columns(tally, columns, &how, &v.error);
    std::int64_t rows = 0;
    ASSERT_EQ(cxm_tally_rows(tally, &rows, nullptr), CXM_OK);
    if (status == CXM_OK) {
      EXPECT_EQ(rows, before + 20000);
      break;
    }
    ++checkpoints;
    EXPECT_EQ(status, CXM_E_CALLBACK);
    EXPECT_EQ(v.error.row, 42);
    EXPECT_EQ(rows, before);
  }
  EXPECT_GE(checkpoints, 5);
  cxm_cancel* cancel = v.fresh_cancel();
  cxm_read_options how = CXM_READ_OPTIONS_INIT;
  how.cancel = cancel;
  ASSERT_EQ(cxm_cancel_request(cancel, nullptr), CXM_OK);
  EXPECT_EQ(cxm_tally_update_columns(tally, columns, &how, &v.error), CXM_E_CANCELLED);
  EXPECT_EQ(cxm_tally_update_file(tally, v.file().c_str(), -1, &how, &v.error), CXM_E_CANCELLED);
  ASSERT_EQ(cxm_cancel_reset(cancel, nullptr), CXM_OK);
  EXPECT_EQ(cxm_tally_update_columns(tally, columns, &how, &v.error), CXM_OK);
  cxm_columns_free(columns);
}

TEST(Promise5EmbeddingWithoutFear, AForkedProcessGoesOnCounting) {
  valid v;
  cxm_tally* tally = v.fresh_tally();
  const pid_t child = fork();
  ASSERT_GE(child, 0);
  if (child == 0) {
    cxm_read_options how = CXM_READ_OPTIONS_INIT;
    how.n_threads = 2;
    const bool fine = cxm_tally_update_file(tally, v.file().c_str(), -1, &how, nullptr) == CXM_OK &&
                      whole_journey(CXM_CONTEXT_OPTIONS_INIT, v) == CXM_OK;
    _exit(fine ? 0 : 1);
  }
  int status = 0;
  ASSERT_EQ(waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
}

#ifdef __SANITIZE_ADDRESS__
extern "C" void __asan_handle_no_return();
#endif

/// Where a thread ends when it is cancelled. The address sanitizer is told that the stack is left, as it sees
/// no exception; the thread sanitizer would lose its way in a function of its own that is left (usleep).
void end_if_cancelled() {
#ifdef __SANITIZE_ADDRESS__
  __asan_handle_no_return();
#endif
  pthread_testcancel();
}

TEST(Promise5EmbeddingWithoutFear, ACancelledThreadEndsAlone) {
  // Several times: the cancellation meets another place of the reading each time.
  for (int round = 0; round < 20; ++round) {
    static std::atomic<bool> inside{false};
    inside = false;
    const auto work = [](void*) -> void* {
      valid v;
      const std::vector<double> answers(100000, 3.0);
      cxm_view view = CXM_VIEW_INIT;
      view.type = CXM_FLOAT64;
      view.data = answers.data();
      view.length = 100000;
      cxm_columns* columns = nullptr;
      cxm_columns_new(nullptr, 100000, &columns, nullptr);
      const std::unique_ptr<cxm_columns, void (*)(cxm_columns*)> freed_on_the_way(columns, cxm_columns_free);
      cxm_columns_add(columns, "q1", -1, &view, nullptr);
      cxm_read_options how = CXM_READ_OPTIONS_INIT;
      how.progress = [](void*, std::int64_t, std::int64_t) -> std::int32_t {
        inside = true;
        for (int i = 0; i < 50; ++i) {
          end_if_cancelled();
          std::this_thread::yield();
        }
        return 0;
      };
      cxm_tally* tally = v.fresh_tally();
      for (int i = 0; i < 1000; ++i) cxm_tally_update_columns(tally, columns, &how, nullptr);
      return nullptr;
    };
    pthread_t thread;
    ASSERT_EQ(pthread_create(&thread, nullptr, work, nullptr), 0);
    while (!inside) usleep(100);
    usleep(static_cast<useconds_t>(round * 137));
    ASSERT_EQ(pthread_cancel(thread), 0);
    void* result = nullptr;
    ASSERT_EQ(pthread_join(thread, &result), 0);
    EXPECT_EQ(result, PTHREAD_CANCELED);
  }
}

TEST(Promise5EmbeddingWithoutFear, LocaleAndFloatingPointStateAreTheHosts) {
  const valid paths;
  std::string plain;
  ASSERT_EQ(whole_journey(CXM_CONTEXT_OPTIONS_INIT, paths, &plain), CXM_OK);
  const char* comma = nullptr;
  for (const char* name : {"de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8"}) {
    if ((comma = std::setlocale(LC_ALL, name)) != nullptr) break;
  }
  const std::string own = paths.file() + ".locales";
  if (comma == nullptr && ::mkdir(own.c_str(), 0700) == 0 &&
      std::system(("localedef -i de_DE -f UTF-8 " + own + "/de_DE.utf8 >/dev/null 2>&1").c_str()) == 0) {
    ::setenv("LOCPATH", own.c_str(), 1);
    comma = std::setlocale(LC_ALL, "de_DE.utf8");
  }
  if (comma != nullptr) {
    char half[8] = {};
    std::snprintf(half, sizeof half, "%.1f", 0.5);
    EXPECT_STREQ(half, "0,5");
  }
  fenv_t before;
  ASSERT_EQ(fegetenv(&before), 0);
  std::string other;
  ASSERT_EQ(whole_journey(CXM_CONTEXT_OPTIONS_INIT, paths, &other), CXM_OK);
  fenv_t after;
  ASSERT_EQ(fegetenv(&after), 0);
  EXPECT_EQ(before.__mxcsr & 0xffc0U, after.__mxcsr & 0xffc0U);  // control bits; flags may be raised
  EXPECT_EQ(before.__control_word, after.__control_word);
  EXPECT_EQ(plain, other);
  if (comma != nullptr) {
    EXPECT_EQ(std::string(std::setlocale(LC_ALL, nullptr)), comma);
    std::setlocale(LC_ALL, "C");
  }
  std::filesystem::remove_all(own);
  if (comma == nullptr)
    GTEST_SKIP()
        << "no locale with a decimal comma (Debian: locales): only the floating-point state was looked at";
}

std::string library_path() {
  Dl_info info;
  dladdr(reinterpret_cast<void*>(&cxm_abi_version), &info);
  return info.dli_fname;
}

TEST(Promise5EmbeddingWithoutFear, TwoCopiesLiveInOneProcessAndGoAway) {
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
  GTEST_SKIP() << "a process has one sanitizer";
#endif
  valid v;
  void* other = dlmopen(LM_ID_NEWLM, library_path().c_str(), RTLD_NOW);
  ASSERT_NE(other, nullptr) << dlerror();
  using load = cxm_status (*)(cxm_context*, const char*, std::int64_t, cxm_instrument**, cxm_error*);
  using name = cxm_status (*)(const cxm_instrument*, const char**, std::int64_t*, cxm_error*);
  const auto its_load = reinterpret_cast<load>(dlsym(other, "cxm_instrument_load"));
  const auto its_print = reinterpret_cast<name>(dlsym(other, "cxm_instrument_fingerprint"));
  const auto its_free = reinterpret_cast<void (*)(cxm_instrument*)>(dlsym(other, "cxm_instrument_free"));
  ASSERT_NE(reinterpret_cast<void*>(its_load), reinterpret_cast<void*>(&cxm_instrument_load));
  cxm_instrument* theirs = nullptr;
  cxm_instrument* ours = nullptr;
  ASSERT_EQ(its_load(nullptr, "cx4", -1, &theirs, nullptr), CXM_OK);
  ASSERT_EQ(cxm_instrument_load(nullptr, "cx4", -1, &ours, nullptr), CXM_OK);
  const char* a = nullptr;
  const char* b = nullptr;
  std::int64_t n = 0;
  its_print(theirs, &a, &n, nullptr);
  cxm_instrument_fingerprint(ours, &b, &n, nullptr);
  EXPECT_EQ(std::string(a, 32), std::string(b, 32));
  // A thread that used the copy ends after it is gone.
  std::thread used([&] { its_free(theirs); });
  used.join();
  EXPECT_EQ(dlclose(other), 0);
  cxm_instrument_free(ours);
}

TEST(Promise5EmbeddingWithoutFear, ImmutableNounsServeSeveralThreads) {
  valid v;
  cxm_assessment* assessment = v.assessment();
  std::vector<std::string> got(8);
  std::vector<std::thread> threads;
  for (std::string& mine : got) {
    threads.emplace_back([&mine, assessment] {
      cxm_buffer* json = nullptr;
      const char* bytes = nullptr;
      std::int64_t size = 0;
      if (cxm_assessment_json(assessment, &json, nullptr) != CXM_OK) return;
      cxm_buffer_data(json, &bytes, &size, nullptr);
      mine.assign(bytes, static_cast<std::size_t>(size));
      cxm_buffer_free(json);
    });
  }
  for (std::thread& t : threads) t.join();
  EXPECT_FALSE(got[0].empty());
  for (const std::string& one : got) EXPECT_EQ(one, got[0]);
}

}  // namespace
