// SPDX-License-Identifier: Apache-2.0
#include <unwind.h>

#include <atomic>
#include <cstdlib>
#include <new>

#include "capi/arguments.hpp"
#include "capi/calls.hpp"
#include "capi/info.hpp"
#include "stats/eigen.hpp"

namespace cxm::capi {

#define CXM_TEXT_OF(x) #x
#define CXM_TEXT(x) CXM_TEXT_OF(x)

const char* build_info() noexcept {
  return
#if defined(__clang__)
      "clang " CXM_TEXT(__clang_major__) "." CXM_TEXT(__clang_minor__)
#else
      "gcc " CXM_TEXT(__GNUC__) "." CXM_TEXT(__GNUC_MINOR__)
#endif
#if defined(__x86_64__)
          ", x86-64"
#elif defined(__aarch64__)
          ", aarch64"
#endif
          ", eigen " CXM_TEXT(EIGEN_WORLD_VERSION) "." CXM_TEXT(EIGEN_MAJOR_VERSION) "." CXM_TEXT(
              EIGEN_MINOR_VERSION);
}

const char* status_name(std::int32_t status) noexcept {
  switch (status) {
#define CXM_NAME(x) \
  case x:           \
    return #x
    CXM_NAME(CXM_OK);
    CXM_NAME(CXM_E_ARGUMENT);
    CXM_NAME(CXM_E_INSTRUMENT);
    CXM_NAME(CXM_E_DATA);
    CXM_NAME(CXM_E_STATE);
    CXM_NAME(CXM_E_IO);
    CXM_NAME(CXM_E_PRIVACY);
    CXM_NAME(CXM_E_OVERFLOW);
    CXM_NAME(CXM_E_NUMERIC);
    CXM_NAME(CXM_E_CANCELLED);
    CXM_NAME(CXM_E_UNSUPPORTED);
    CXM_NAME(CXM_E_MEMORY);
    CXM_NAME(CXM_E_INTERNAL);
    CXM_NAME(CXM_E_CALLBACK);
    CXM_NAME(CXM_E_CAPACITY);
#undef CXM_NAME
    default:
      return "CXM_E_UNKNOWN";
  }
}

void prepare_unwinder() noexcept {
  static constinit std::atomic<bool> ready{false};
  if (ready.load(std::memory_order_acquire)) return;
  _Unwind_Backtrace([](_Unwind_Context*, void*) { return _URC_NORMAL_STOP; }, nullptr);
  ready.store(true, std::memory_order_release);
}

void context_new(const ::cxm_context_options& options, ::cxm_context*& out) {
  if ((options.allocate == nullptr) != (options.release == nullptr))
    refuse("cxm_context_new", "options", "has one of allocate and release, but must have both or none");
  if (options.reserved != 0) refuse("cxm_context_new", "options", "has reserved members that are not 0");
  void* const raw = options.allocate != nullptr
                        ? options.allocate(options.allocator_user, sizeof(context_state))
                        : std::malloc(sizeof(context_state));
  if (raw == nullptr) throw std::bad_alloc();
  const context_ref state(new (raw) context_state{options, {1}});
  const allocator_scope scope(state.get());
  out = new ::cxm_context;
}

void cancel_new(const ::cxm_context*, ::cxm_cancel*& out) { out = new ::cxm_cancel; }
void cancel_request(::cxm_cancel& cancel) { cancel.requested.store(true); }
void cancel_reset(::cxm_cancel& cancel) { cancel.requested.store(false); }
void buffer_data(const ::cxm_buffer& buffer, std::string_view& data) { data = buffer.bytes; }

::cxm_buffer* new_buffer(std::string bytes) {
  auto made = std::make_unique<::cxm_buffer>();
  made->bytes = std::move(bytes);
  return made.release();
}

void log(const context_ref& context, std::int32_t level, std::string_view message) {
  const context_state* const state = context.get();
  if (state == nullptr || state->options.log == nullptr) return;
  state->options.log(state->options.log_user, level, message.data(),
                     static_cast<std::int64_t>(message.size()));
}

}  // namespace cxm::capi
