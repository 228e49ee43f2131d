// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <exception>
#include <new>
#include <string_view>

#include "capi/handles.hpp"
#include "cxm/base/error.hpp"

namespace cxm::capi {

/// While it lives, memory of this thread comes from the context's allocator.
class allocator_scope {
 public:
  explicit allocator_scope(context_state* state) noexcept;
  ~allocator_scope();
  allocator_scope(const allocator_scope&) = delete;
  allocator_scope& operator=(const allocator_scope&) = delete;

 private:
  context_state* before_;
};

/// A buffer of the caller is too small.
struct short_buffer {
  const char* parameter;
  std::int64_t needed;
};
/// A callback asked to stop.
struct callback_stop {
  std::int32_t value;
};

/// Write a failure where the caller wants to see it. Takes no memory.
void describe(cxm_error* error, cxm_status code, std::string_view parameter, std::string_view message,
              std::int64_t row = -1, std::int64_t column = -1) noexcept;
void describe_success(cxm_error* error) noexcept;

/// Make the unwinder of this library ready. A cancelled thread is unwound by that of libc, which asks our
/// handlers; they answer from tables that our own copy fills when it unwinds for the first time.
void prepare_unwinder() noexcept;

/// Describe the exception that is being handled, whichever it is: the status of a call.
cxm_status describe_exception(cxm_error* error) noexcept;

/// Run a call: nothing but the cancellation of the thread leaves it. One body for all calls: there are many.
cxm_status run_guarded(context_state* context, cxm_error* error, void (*call)(const void*), const void* what);
template <class Call>
cxm_status guarded(context_state* context, cxm_error* error, const Call& call) {
  return run_guarded(
      context, error, [](const void* what) { (*static_cast<const Call*>(what))(); }, &call);
}

template <class Noun>
context_state* context_of(const Noun* n) noexcept {
  return n == nullptr ? nullptr : n->context.get();
}
template <class Noun>
context_state* context_of_first(const Noun* const* list, std::int64_t count) noexcept {
  return list == nullptr || count <= 0 ? nullptr : context_of(list[0]);
}

/// The block of an object names its allocator; the context goes when the last object went.
template <class Noun>
void free_handle(Noun* n) noexcept {
  if (n == nullptr) return;
  const context_ref keep = n->context;
  const allocator_scope scope(keep.get());
  delete n;
}

}  // namespace cxm::capi
