// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <cstdint>
#include <limits>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/model/text.hpp"
#include "io/json_document.hpp"
#include "model/fault.hpp"

/// Reading typed values out of a parsed document, with faults that name their path.
namespace cxm::detail {

/// Where a value stands, and which kind of fault its document gives.
struct json_place {
  errc code = errc::instrument;
  std::string path;

  [[nodiscard]] json_place member(std::string_view name) const {
    return {code, path.empty() ? std::string(name) : path + "." + std::string(name)};
  }
  [[nodiscard]] json_place element(std::size_t index) const { return {code, at(path, index)}; }
  [[noreturn]] void refuse(const std::string& what) const { fault(code, path, what); }
};

/// `"yes" (a string)`, `[...] (a list)`: how a value of the wrong type is shown.
[[nodiscard]] std::string shown(const nlohmann::json&);
[[noreturn]] void wrong_type(const json_place&, const nlohmann::json&, std::string_view must_be);
void require_object(const json_place&, const nlohmann::json&, std::string_view what);
void require_list(const json_place&, const nlohmann::json&, std::string_view of);

void read_value(const nlohmann::json&, const json_place&, std::string&);
void read_value(const nlohmann::json&, const json_place&, bool&);
void read_value(const nlohmann::json&, const json_place&, double&);
void read_value(const nlohmann::json&, const json_place&, std::int32_t&);
void read_value(const nlohmann::json&, const json_place&, std::int64_t&);
void read_value(const nlohmann::json&, const json_place&, text&);
void read_value(const nlohmann::json&, const json_place&, std::map<std::string, std::string>&);
/// One of a few names.
[[nodiscard]] std::size_t read_name(const nlohmann::json&, const json_place&,
                                    const std::vector<std::string_view>& names);

template <class T>
void read_value(const nlohmann::json& j, const json_place& place, std::optional<T>& out) {
  T value{};
  read_value(j, place, value);
  out = value;
}

}  // namespace cxm::detail
