// SPDX-License-Identifier: Apache-2.0
// The thread words of the header, used: any-thread functions by several threads on the same handles, mutable
// nouns handed from thread to thread, a token set while a call runs. The thread sanitizer watches.
#include <gtest/gtest.h>

#include <atomic>
#include <barrier>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "capi/valid.hpp"

namespace {

using cxm_test::valid;

constexpr std::size_t several = 3;

/// The same work in several threads at once; each is told which it is.
template <class Work>
void at_once(Work work) {
  std::vector<std::thread> threads;
  for (std::size_t t = 0; t < several; ++t) threads.emplace_back([&work, t] { work(t); });
  for (std::thread& t : threads) t.join();
}

std::string text_of(cxm_buffer* buffer) {
  const char* bytes = nullptr;
  std::int64_t size = 0;
  cxm_buffer_data(buffer, &bytes, &size, nullptr);
  std::string out(bytes == nullptr ? "" : bytes, static_cast<std::size_t>(size));
  cxm_buffer_free(buffer);
  return out;
}
std::string state_of(const cxm_tally* tally) {
  cxm_buffer* buffer = nullptr;
  cxm_tally_serialize(tally, 0, &buffer, nullptr);
  return text_of(buffer);
}

struct call {
  const char* function;
  cxm_status (*make)(valid&);
};

#define VALID(function, ...) \
  {#function, []([[maybe_unused]] valid& v) -> cxm_status { return function(__VA_ARGS__); }},
#define HOSTILE(function, what, ...)
const call calls[] = {
#include "capi/hostile.inc"
};

TEST(Threads, EveryFunctionServesSeveralAtOnce) {
  // What a call only reads is the same in all threads; what it changes is each thread's own.
  valid shared;
  std::vector<std::unique_ptr<valid>> mine(several);
  for (auto& v : mine) {
    v = std::make_unique<valid>();
    v->borrow(shared);
  }
  std::barrier start(static_cast<std::ptrdiff_t>(several));
  std::vector<std::vector<cxm_status>> statuses(several);
  at_once([&](std::size_t t) {
    for (const call& c : calls) {
      start.arrive_and_wait();
      statuses[t].push_back(c.make(*mine[t]));
      mine[t]->release();
    }
  });
  for (std::size_t i = 0; i < std::size(calls); ++i) {
    for (std::size_t t = 0; t < several; ++t) EXPECT_EQ(statuses[t][i], CXM_OK) << calls[i].function;
  }
}

TEST(Threads, OneInstrumentAndOneTallyServeAssessmentsAtOnce) {
  valid v;
  const cxm_instrument* const instrument = v.instrument();
  const cxm_tally* const shared = v.tally();
  std::vector<std::string> assessed(several), states(several);
  at_once([&](std::size_t t) {
    cxm_tally* own = nullptr;
    cxm_read_options how = CXM_READ_OPTIONS_INIT;
    how.n_threads = 2;
    how.item_moments = 1;  // as the shared one
    EXPECT_EQ(cxm_tally_new(instrument, &how, &own, nullptr), CXM_OK);
    EXPECT_EQ(cxm_tally_update_file(own, v.file().c_str(), -1, &how, nullptr), CXM_OK);
    EXPECT_EQ(cxm_tally_merge(own, shared, nullptr), CXM_OK);
    states[t] = state_of(own);
    cxm_assess_options options = CXM_ASSESS_OPTIONS_INIT;
    options.n_threads = 2;
    options.no_disclosure = 1;
    const cxm_tally* const lists[] = {shared, own};
    for (const cxm_tally* const& tally : lists) {
      cxm_assessment* made = nullptr;
      cxm_buffer* json = nullptr;
      EXPECT_EQ(cxm_assess(&tally, 1, &options, &made, nullptr), CXM_OK);
      EXPECT_EQ(cxm_assessment_json(made, &json, nullptr), CXM_OK);
      assessed[t] += text_of(json);
      cxm_assessment_free(made);
    }
    cxm_tally_free(own);
  });
  for (std::size_t t = 0; t < several; ++t) {
    EXPECT_GT(assessed[t].size(), 1000U);
    EXPECT_EQ(assessed[t], assessed[0]);
    EXPECT_EQ(states[t], states[0]);
  }
}

TEST(Threads, ATallyIsHandedFromThreadToThread) {
  valid v;
  cxm_tally* const tally = v.fresh_tally();
  const cxm_columns* const columns = v.columns();
  std::mutex one_at_a_time;
  at_once([&](std::size_t) {
    for (int i = 0; i < 20; ++i) {
      const std::lock_guard<std::mutex> mine(one_at_a_time);
      EXPECT_EQ(cxm_tally_update_columns(tally, columns, nullptr, nullptr), CXM_OK);
    }
  });
  std::int64_t rows = 0;
  EXPECT_EQ(cxm_tally_rows(tally, &rows, nullptr), CXM_OK);
  EXPECT_EQ(rows, static_cast<std::int64_t>(4 + several * 20 * 4));
}

/// Stays in its call until somebody else has set the token.
struct waits_for_request {
  std::atomic<bool> inside{false}, requested{false};
  static std::int32_t progress(void* user, std::int64_t, std::int64_t) {
    auto* const self = static_cast<waits_for_request*>(user);
    self->inside = true;
    while (!self->requested) std::this_thread::yield();
    return 0;
  }
};

TEST(Threads, ATokenIsSetWhileACallRuns) {
  valid v;
  cxm_cancel* const token = v.fresh_cancel();
  const cxm_tally* const tally = v.tally();
  const std::vector<double> answers(50000, 3.0);
  cxm_columns* columns = nullptr;
  cxm_view view = CXM_VIEW_INIT;
  view.type = CXM_FLOAT64;
  view.data = answers.data();
  view.length = static_cast<std::int64_t>(answers.size());
  ASSERT_EQ(cxm_columns_new(nullptr, view.length, &columns, nullptr), CXM_OK);
  ASSERT_EQ(cxm_columns_add(columns, "q1", -1, &view, nullptr), CXM_OK);
  for (const std::uint32_t threads : {1U, 2U}) {
    for (const bool reading : {false, true}) {
      waits_for_request wait;
      cxm_status status = CXM_OK;
      std::thread working([&] {
        if (reading) {
          cxm_read_options how = CXM_READ_OPTIONS_INIT;
          how.n_threads = threads;
          how.cancel = token;
          how.progress = waits_for_request::progress;
          how.progress_user = &wait;
          cxm_tally* own = nullptr;
          cxm_tally_new(v.instrument(), &how, &own, nullptr);
          status = cxm_tally_update_columns(own, columns, &how, nullptr);
          cxm_tally_free(own);
        } else {
          cxm_assess_options how = CXM_ASSESS_OPTIONS_INIT;
          how.n_threads = threads;
          how.cancel = token;
          how.progress = waits_for_request::progress;
          how.progress_user = &wait;
          cxm_assessment* made = nullptr;
          status = cxm_assess(&tally, 1, &how, &made, nullptr);
          cxm_assessment_free(made);
        }
      });
      while (!wait.inside) std::this_thread::yield();
      at_once([&](std::size_t) { EXPECT_EQ(cxm_cancel_request(token, nullptr), CXM_OK); });
      wait.requested = true;
      working.join();
      EXPECT_EQ(status, CXM_E_CANCELLED) << threads << " threads, " << (reading ? "reading" : "assessing");
      ASSERT_EQ(cxm_cancel_reset(token, nullptr), CXM_OK);
    }
  }
  cxm_columns_free(columns);
}

/// The memory of a context, asked for and given back by any thread.
struct counted_memory {
  std::atomic<std::int64_t> held{0};
  static void* allocate(void* user, std::size_t size) {
    static_cast<counted_memory*>(user)->held += static_cast<std::int64_t>(size);
    return std::malloc(size);
  }
  static void release(void* user, void* memory, std::size_t size) {
    static_cast<counted_memory*>(user)->held -= static_cast<std::int64_t>(size);
    std::free(memory);
  }
};

TEST(Threads, HandlesOfOneContextAreFreedAnywhere) {
  counted_memory memory;
  cxm_context_options options = CXM_CONTEXT_OPTIONS_INIT;
  options.allocate = counted_memory::allocate;
  options.release = counted_memory::release;
  options.allocator_user = &memory;
  for (int round = 0; round < 10; ++round) {
    cxm_context* context = nullptr;
    cxm_instrument* instrument = nullptr;
    ASSERT_EQ(cxm_context_new(&options, &context, nullptr), CXM_OK);
    ASSERT_EQ(cxm_instrument_parse(context, valid::document().c_str(), -1, &instrument, nullptr), CXM_OK);
    std::vector<cxm_tally*> tallies(several);
    at_once(
        [&](std::size_t t) { EXPECT_EQ(cxm_tally_new(instrument, nullptr, &tallies[t], nullptr), CXM_OK); });
    // Nothing needs its parent: the last one that goes takes the rest along, whichever thread that is.
    at_once([&](std::size_t t) {
      if (t == 0) cxm_context_free(context);
      if (t == 1) cxm_instrument_free(instrument);
      cxm_tally_free(tallies[several - 1 - t]);
    });
    EXPECT_EQ(memory.held, 0);
  }
}

}  // namespace
