// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cxm/model/text.hpp"
#include "io/json_value.hpp"

/// Writing members of a document, those that say nothing left out.
namespace cxm::detail {

/// Words without a language are a string, others an object by language.
[[nodiscard]] inline json_value text_json(const text& words) {
  const auto plain = words.by_language.find("");
  if (plain != words.by_language.end() && words.by_language.size() == 1) return plain->second;
  return words.by_language;
}

inline void put(json_value& out, const char* name, const std::string& value) {
  if (!value.empty()) out.add(name, value);
}
inline void put(json_value& out, const char* name, const text& value) {
  if (!value.empty()) out.add(name, text_json(value));
}
inline void put(json_value& out, const char* name, double value, double usual = 0) {
  if (value != usual) out.add(name, value);
}
template <class T>
void put(json_value& out, const char* name, const std::optional<T>& value) {
  if (value) out.add(name, *value);
}
template <class T>
void put(json_value& out, const char* name, const std::vector<T>& values) {
  if (!values.empty()) out.add(name, values);
}

/// A list of what `make` makes of each value.
template <class T, class Make>
void put_each(json_value& out, const char* name, const std::vector<T>& values, const Make& make) {
  if (values.empty()) return;
  json_value& list = out.add(name, json_value::list());
  for (const T& one : values) list.push_back(make(one));
}

}  // namespace cxm::detail
