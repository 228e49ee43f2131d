// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "cxm/model/text.hpp"

/// Writing members of a document, those that say nothing left out.
namespace cxm::detail {

/// Words without a language are a string, others an object by language.
[[nodiscard]] inline nlohmann::ordered_json text_json(const text& words) {
  const auto plain = words.by_language.find("");
  if (plain != words.by_language.end() && words.by_language.size() == 1) return plain->second;
  return words.by_language;
}

inline void put(nlohmann::ordered_json& out, const char* name, const std::string& value) {
  if (!value.empty()) out[name] = value;
}
inline void put(nlohmann::ordered_json& out, const char* name, const text& value) {
  if (!value.empty()) out[name] = text_json(value);
}
inline void put(nlohmann::ordered_json& out, const char* name, double value, double usual = 0) {
  if (value != usual) out[name] = value;
}
template <class T>
void put(nlohmann::ordered_json& out, const char* name, const std::optional<T>& value) {
  if (value) out[name] = *value;
}
template <class T>
void put(nlohmann::ordered_json& out, const char* name, const std::vector<T>& values) {
  if (!values.empty()) out[name] = values;
}

}  // namespace cxm::detail
