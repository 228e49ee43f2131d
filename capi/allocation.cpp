// SPDX-License-Identifier: Apache-2.0
// Memory of the shared library: these replace operator new inside it alone (the symbol map keeps them in).
// A block remembers its allocator, so it goes back there whichever call frees it.
#include <cstdlib>
#include <cstring>
#include <new>

#include "capi/guard.hpp"

namespace cxm::capi {
namespace {

// Set by a call and put back by the same call: between calls it is always null. No constructor, no
// destructor.
__thread context_state* current __attribute__((tls_model("initial-exec"))) = nullptr;

#ifndef CXM_HOST_OPERATOR_NEW
struct block_head {
  context_state* from;
  void* raw;
  std::size_t size;  // of the whole block
  std::size_t padding;
};
static_assert(sizeof(block_head) == 32, "payloads of usual alignment follow the head at once");

void* take(context_state* from, std::size_t size) noexcept {
  return from != nullptr ? from->options.allocate(from->options.allocator_user, size) : std::malloc(size);
}
void give_back(context_state* from, void* raw, std::size_t size) noexcept {
  if (from != nullptr) {
    from->options.release(from->options.allocator_user, raw, size);
  } else {
    std::free(raw);
  }
}

void* allocate(std::size_t size, std::size_t alignment) noexcept {
  const std::size_t extra = sizeof(block_head) + (alignment > 16 ? alignment : 0);
  if (size > static_cast<std::size_t>(-1) / 2 - extra) return nullptr;
  // A context without an allocator of its own has no part in its blocks.
  context_state* const from = current != nullptr && current->options.allocate != nullptr ? current : nullptr;
  char* const raw = static_cast<char*>(take(from, size + extra));
  if (raw == nullptr) return nullptr;
  // Every block keeps its allocator alive, so no order of frees can leave one without.
  if (from != nullptr) from->references.fetch_add(1, std::memory_order_relaxed);
  auto place = reinterpret_cast<std::uintptr_t>(raw) + sizeof(block_head);
  if (alignment > 16) place = (place + alignment - 1) / alignment * alignment;
  const block_head head{from, raw, size + extra, 0};
  std::memcpy(reinterpret_cast<char*>(place) - sizeof head, &head, sizeof head);
  return reinterpret_cast<void*>(place);
}

void release(void* memory) noexcept {
  if (memory == nullptr) return;
  block_head head;
  std::memcpy(&head, static_cast<char*>(memory) - sizeof head, sizeof head);
  give_back(head.from, head.raw, head.size);
  const context_ref gone(head.from);
}

void* allocate_or_throw(std::size_t size, std::size_t alignment) {
  if (void* const memory = allocate(size, alignment)) return memory;
  throw std::bad_alloc();
}
#endif

}  // namespace

allocator_scope::allocator_scope(context_state* state) noexcept : before_(current) { current = state; }
allocator_scope::~allocator_scope() { current = before_; }

context_ref current_context() noexcept {
  if (current != nullptr) current->references.fetch_add(1, std::memory_order_relaxed);
  return context_ref(current);
}

context_ref::~context_ref() {
  if (state_ == nullptr || state_->references.fetch_sub(1, std::memory_order_acq_rel) != 1) return;
  const cxm_context_options options = state_->options;
  state_->~context_state();
  if (options.release != nullptr) {
    options.release(options.allocator_user, state_, sizeof(context_state));
  } else {
    std::free(state_);
  }
}

}  // namespace cxm::capi

// CXM_HOST_OPERATOR_NEW: a build for the thread sanitizer (cmake/cxm_capi.cmake).
#ifndef CXM_HOST_OPERATOR_NEW
void* operator new(std::size_t size) { return cxm::capi::allocate_or_throw(size, 0); }
void* operator new[](std::size_t size) { return cxm::capi::allocate_or_throw(size, 0); }
void* operator new(std::size_t size, std::align_val_t a) {
  return cxm::capi::allocate_or_throw(size, static_cast<std::size_t>(a));
}
void* operator new[](std::size_t size, std::align_val_t a) {
  return cxm::capi::allocate_or_throw(size, static_cast<std::size_t>(a));
}
void* operator new(std::size_t size, const std::nothrow_t&) noexcept { return cxm::capi::allocate(size, 0); }
void* operator new[](std::size_t size, const std::nothrow_t&) noexcept {
  return cxm::capi::allocate(size, 0);
}
void* operator new(std::size_t size, std::align_val_t a, const std::nothrow_t&) noexcept {
  return cxm::capi::allocate(size, static_cast<std::size_t>(a));
}
void* operator new[](std::size_t size, std::align_val_t a, const std::nothrow_t&) noexcept {
  return cxm::capi::allocate(size, static_cast<std::size_t>(a));
}
void operator delete(void* memory) noexcept { cxm::capi::release(memory); }
void operator delete[](void* memory) noexcept { cxm::capi::release(memory); }
void operator delete(void* memory, std::size_t) noexcept { cxm::capi::release(memory); }
void operator delete[](void* memory, std::size_t) noexcept { cxm::capi::release(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { cxm::capi::release(memory); }
void operator delete[](void* memory, std::align_val_t) noexcept { cxm::capi::release(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { cxm::capi::release(memory); }
void operator delete[](void* memory, std::size_t, std::align_val_t) noexcept { cxm::capi::release(memory); }
#endif
