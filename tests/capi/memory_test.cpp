// SPDX-License-Identifier: Apache-2.0
// Every function of the description, while memory runs out at its n-th request, for n = 1, 2, ... until it
// succeeds: once, and from then on. A failing call says so by a status, gives out nothing, keeps nothing, and
// leaves what it was to change as it was.
#include <gtest/gtest.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "capi/valid.hpp"

namespace {

/// Requests of this thread while armed.
struct requests {
  bool armed = false;
  bool for_good = false;
  std::int64_t made = 0, fail_at = 0;
  std::int64_t living = 0;  ///< blocks taken less blocks given back, armed or not

  bool granted() {
    if (!armed) return true;
    ++made;
    return fail_at == 0 || (for_good ? made < fail_at : made != fail_at);
  }
};
thread_local requests memory;

}  // namespace

// The malloc of the whole program, and so that of the library. (The sanitizers have one of their own: there
// the test sees the allocators of contexts alone.)
#if defined(__GLIBC__) && !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)
#define OWN_MALLOC
extern "C" {
void* __libc_malloc(std::size_t);
void* __libc_calloc(std::size_t, std::size_t);
void* __libc_realloc(void*, std::size_t);
void __libc_free(void*);

static void* refused() {
  errno = ENOMEM;
  return nullptr;
}
void* malloc(std::size_t size) noexcept {
  if (!memory.granted()) return refused();
  void* const p = __libc_malloc(size);
  if (p != nullptr) ++memory.living;
  return p;
}
void* calloc(std::size_t count, std::size_t size) noexcept {
  if (!memory.granted()) return refused();
  void* const p = __libc_calloc(count, size);
  if (p != nullptr) ++memory.living;
  return p;
}
void* realloc(void* old, std::size_t size) noexcept {
  if (!memory.granted()) return refused();
  void* const p = __libc_realloc(old, size);
  if (old == nullptr && p != nullptr) ++memory.living;
  return p;
}
void free(void* p) noexcept {
  if (p != nullptr) --memory.living;
  __libc_free(p);
}
}
#endif

namespace {

using cxm_test::valid;

/// The arguments are there before memory is watched.
template <class Function, class... Arguments>
cxm_status watched(Function function, Arguments... arguments) {
  memory.made = 0;
  memory.armed = true;
  const cxm_status status = function(arguments...);
  memory.armed = false;
  return status;
}

struct call {
  const char* function;
  cxm_status (*make)(valid&);
};

#define VALID(function, ...) \
  {#function, []([[maybe_unused]] valid& v) -> cxm_status { return watched(function, __VA_ARGS__); }},
#define HOSTILE(function, what, ...)
const call calls[] = {
#include "capi/hostile.inc"
};

/// An allocator of a context that follows `memory`.
struct context_memory {
  static void* allocate(void* user, std::size_t size) {
    if (!memory.granted()) return nullptr;
    const bool armed = std::exchange(memory.armed, false);
    void* const p = std::malloc(size);
    memory.armed = armed;
    if (p != nullptr) static_cast<context_memory*>(user)->held += static_cast<std::int64_t>(size);
    return p;
  }
  static void release(void* user, void* p, std::size_t size) {
    static_cast<context_memory*>(user)->held -= static_cast<std::int64_t>(size);
    std::free(p);
  }
  std::int64_t held = 0;
};

/// Which requests of a call fail: each of the first `each`, then a sample that thins out, as the same code
/// asks many times.
struct sample {
  bool for_good = false;
  std::int64_t each = 0;
  [[nodiscard]] std::int64_t after(std::int64_t n, std::int64_t all) const {
    return n < each ? n + 1 : n + 1 + std::max(n / each * 4, all / 40);
  }
};

/// All failures of one call; how many there were.
std::int64_t fail_everywhere(const call& c, valid& v, const std::function<std::int64_t()>& held,
                             const sample& which) {
  memory = {};
  const cxm_status usual = c.make(v);  // what is made once is made
  v.release();
  const std::int64_t before = held();
  memory.fail_at = 0;
  c.make(v);
  const std::int64_t all = memory.made;
  v.release();
  for (std::int64_t n = 1;; n = which.after(n, all)) {
    v.error = CXM_ERROR_INIT;
    memory.fail_at = n;
    memory.for_good = which.for_good;
    const cxm_status status = c.make(v);
    const bool reached = memory.made >= n;
    memory.fail_at = 0;
    EXPECT_EQ(v.error.code, status) << c.function << ", request " << n;
    if (!reached) {
      EXPECT_EQ(status, usual) << c.function;
      v.release();
      return n - 1;
    }
    // Some requests can be done without: the buffer of a stable sort, that of a file.
    if (status != usual) {
      EXPECT_EQ(status, CXM_E_MEMORY) << c.function << ", request " << n << ": " << v.error.message;
    }
    v.release();
    EXPECT_EQ(held(), before) << c.function << ", request " << n << " is not given back";
    if (::testing::Test::HasFailure()) return n;
  }
}

TEST(Promise5EmbeddingWithoutFear, EveryRequestOfEveryFunctionMayFail) {
#ifdef __SANITIZE_THREAD__
  GTEST_SKIP() << "operator new of this build is the sanitizer's";
#endif
  std::int64_t all = 0;
  for (const call& c : calls) {
    // libxlsxwriter asks for memory too, and gives up half a workbook without giving it back.
    if (std::string(c.function) == "cxm_assessment_workbook") continue;
    for (const bool for_good : {false, true}) {
      // Through malloc each request fails once. The rest are the same places met in another way: a part of
      // them.
      const sample part{for_good, 200};
#ifdef OWN_MALLOC
      {
        valid v;
        all += fail_everywhere(
            c, v, [] { return memory.living; }, for_good ? part : sample{false, 3000});
      }
#endif
      context_memory user;
      cxm_context_options options = CXM_CONTEXT_OPTIONS_INIT;
      options.allocate = context_memory::allocate;
      options.release = context_memory::release;
      options.allocator_user = &user;
      cxm_context* context = nullptr;
      ASSERT_EQ(cxm_context_new(&options, &context, nullptr), CXM_OK);
      {
        valid v;
        v.use(context);
        all += fail_everywhere(
            c, v, [&] { return user.held; }, part);
      }
      cxm_context_free(context);
      EXPECT_EQ(user.held, 0) << c.function;
    }
  }
  EXPECT_GT(all, 10000);
}

std::string state_of(const cxm_tally* tally) {
  cxm_buffer* buffer = nullptr;
  const char* bytes = nullptr;
  std::int64_t size = 0;
  EXPECT_EQ(cxm_tally_serialize(tally, 1, &buffer, nullptr), CXM_OK);
  EXPECT_EQ(cxm_buffer_data(buffer, &bytes, &size, nullptr), CXM_OK);
  const std::string out(bytes, static_cast<std::size_t>(size));
  cxm_buffer_free(buffer);
  return out;
}

TEST(Memory, ATallyThatCouldNotBeAddedToIsAsItWas) {
#ifndef OWN_MALLOC
  GTEST_SKIP() << "this build has a malloc of its own";
#endif
  valid v;
  cxm_tally* const tally = v.fresh_tally();
  cxm_columns* const columns = v.columns();
  cxm_tally* const other = v.fresh_tally();
  const std::string before = state_of(tally);
  const std::string file = v.file();
  const std::function<cxm_status()> changes[] = {
      [&] { return watched(cxm_tally_update_columns, tally, columns, nullptr, &v.error); },
      [&] { return watched(cxm_tally_update_file, tally, file.c_str(), -1, nullptr, &v.error); },
      [&] { return watched(cxm_tally_merge, tally, other, &v.error); }};
  for (const auto& change : changes) {
    const std::string old = state_of(tally);
    for (std::int64_t n = 1;; ++n) {
      memory.fail_at = n;
      const cxm_status status = change();
      memory.fail_at = 0;
      if (status == CXM_OK) break;
      ASSERT_EQ(status, CXM_E_MEMORY) << n;
      ASSERT_EQ(state_of(tally), old) << n;
    }
    EXPECT_NE(state_of(tally), old);
  }
  EXPECT_NE(state_of(tally), before);
}

}  // namespace
