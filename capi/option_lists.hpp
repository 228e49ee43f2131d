// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "capi/arguments.hpp"
#include "cxm/data/lonely_rule.hpp"

/// Members of option structures: texts that may be NULL, arrays with their counts, and the rule for lonely
/// strata.
namespace cxm::capi {

/// NULL = `otherwise`.
[[nodiscard]] inline std::string word(const char* f, const char* p, const char* given,
                                      const char* otherwise = "") {
  return given == nullptr ? std::string(otherwise) : std::string(text(f, p, given, -1));
}

template <class T>
std::span<const T> list(const char* f, const char* p, const T* given, std::int64_t count) {
  if (count < 0 || count > largest_size) refuse(f, p, "has the count " + std::to_string(count));
  if (count > 0 && given == nullptr) refuse(f, p, "has a count, but is NULL");
  return {given, static_cast<std::size_t>(count)};
}

[[nodiscard]] std::vector<std::string> words(const char* f, const char* p, const char* const* given,
                                             std::int64_t count);

/// Pairs of a name and a value.
[[nodiscard]] std::vector<std::pair<std::string, std::string>> pairs(const char* f, const char* p,
                                                                     const char* const* names,
                                                                     const char* const* values,
                                                                     std::int64_t count);

/// Numbers of a list, all finite.
[[nodiscard]] std::vector<double> finite(const char* f, const char* p, const double* given,
                                         std::int64_t count);

/// One of CXM_LONELY_...
[[nodiscard]] lonely_rule lonely_of(const char* f, const char* p, std::int32_t given);

}  // namespace cxm::capi
