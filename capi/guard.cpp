// SPDX-License-Identifier: Apache-2.0
// What every call runs through, so compiled for speed beside its neighbours (cmake/cxm_cold.cmake).
#include "capi/guard.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <new>
#include <stdexcept>

#include "base/cancellation.hpp"
#include "capi/arguments.hpp"

namespace cxm::capi {
namespace {

/// Copies as much as fits, cut where a character begins.
template <std::size_t Size>
void copy_text(char (&to)[Size], std::string_view from) noexcept {
  std::size_t length = std::min(from.size(), Size - 1);
  while (length < from.size() && length > 0 && (static_cast<unsigned char>(from[length]) & 0xc0U) == 0x80U)
    --length;
  std::memcpy(to, from.data(), length);
  std::memset(to + length, 0, Size - length);
}

bool room_for(const cxm_error* error) noexcept {
  return error != nullptr && error->struct_size > sizeof(std::uint32_t) &&
         static_cast<std::int64_t>(error->struct_size) <= largest_size;
}

}  // namespace

void describe(cxm_error* error, cxm_status code, std::string_view parameter, std::string_view message,
              std::int64_t row, std::int64_t column) noexcept {
  if (!room_for(error)) return;
  cxm_error own{};
  own.struct_size = error->struct_size;
  own.code = code;
  own.row = row;
  own.column = column;
  copy_text(own.parameter, parameter);
  copy_text(own.message, message);
  const std::size_t size = std::min<std::size_t>(error->struct_size, sizeof own);
  std::memcpy(error, &own, size);
  // A caller with a shorter message still gets a text that ends.
  if (size > offsetof(cxm_error, parameter)) reinterpret_cast<char*>(error)[size - 1] = '\0';
}

void describe_success(cxm_error* error) noexcept {
  if (error == nullptr) return;
  if (error->struct_size != sizeof *error) return describe(error, CXM_OK, "", "");
  // The ends of the texts alone: their whole room would cost more than many a statistic.
  error->code = CXM_OK;
  error->row = error->column = -1;
  error->parameter[0] = error->message[0] = '\0';
}

cxm_status run_guarded(context_state* context, cxm_error* error, void (*call)(const void*),
                       const void* what) {
  prepare_unwinder();
  const allocator_scope scope(context);
  try {
    call(what);
    describe_success(error);
    return CXM_OK;
  } catch (...) {
    let_cancellation_pass();
    return describe_exception(error);
  }
}

cxm_status describe_exception(cxm_error* error) noexcept {
  cxm_status status = CXM_E_INTERNAL;
  try {
    throw;
  } catch (const cxm::error& e) {
    status = static_cast<cxm_status>(e.code());
    describe(error, status, e.parameter(), e.what(), e.row(), e.column());
  } catch (const short_buffer& e) {
    status = CXM_E_CAPACITY;
    describe(error, status, e.parameter, "the buffer is too small; the needed count was written", e.needed);
  } catch (const callback_stop& e) {
    status = CXM_E_CALLBACK;
    describe(error, status, "progress", "the callback asked to stop", e.value);
  } catch (const std::bad_alloc&) {
    status = CXM_E_MEMORY;
    describe(error, status, "", "out of memory");
  } catch (const std::length_error&) {
    status = CXM_E_MEMORY;
    describe(error, status, "", "more memory is needed than there can be");
  } catch (const std::exception& e) {
    describe(error, status, "", e.what());
  } catch (...) {
    describe(error, status, "", "an unknown exception");
  }
  return status;
}

}  // namespace cxm::capi
