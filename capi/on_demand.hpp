// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dlfcn.h>

#include <initializer_list>

/// Libraries of the system, loaded when they are first needed. A component calls such a library by its own
/// names, which the symbol map keeps inside; each goes on to the function of the same name in the library
/// that was found. Nothing is unloaded: another part of the program may use it.
namespace cxm::capi {

inline void* first_library(std::initializer_list<const char*> names) noexcept {
  for (const char* name : names)
    if (void* const handle = dlopen(name, RTLD_NOW | RTLD_LOCAL)) return handle;
  return nullptr;
}

}  // namespace cxm::capi

/// For a list of functions F(result, name, (parameters), arguments...): their definitions, which use
/// `library()` of the file, and whether all of them are there.
#define CXM_FORWARD(result, name, parameters, ...)                                                \
  extern "C" result name parameters {                                                             \
    static const auto function = reinterpret_cast<result(*) parameters>(dlsym(library(), #name)); \
    return function(__VA_ARGS__);                                                                 \
  }
#define CXM_THERE(result, name, ...) &&dlsym(library(), #name) != nullptr
