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
[[nodiscard]] std::string shown(const json_value&);
[[noreturn]] void wrong_type(const json_place&, const json_value&, std::string_view must_be);
void require_object(const json_place&, const json_value&, std::string_view what);
void require_list(const json_place&, const json_value&, std::string_view of);

void read_value(const json_value&, const json_place&, std::string&);
void read_value(const json_value&, const json_place&, bool&);
void read_value(const json_value&, const json_place&, double&);
void read_value(const json_value&, const json_place&, std::int32_t&);
void read_value(const json_value&, const json_place&, std::int64_t&);
void read_value(const json_value&, const json_place&, text&);
void read_value(const json_value&, const json_place&, std::map<std::string, std::string>&);
/// Lists of names; one name alone is a list of one.
void read_value(const json_value&, const json_place&, std::vector<std::string>&);
/// Numbers by name.
void read_value(const json_value&, const json_place&, std::map<std::string, double>&);
void read_value(const json_value&, const json_place&, std::map<std::string, std::int64_t>&);
/// One of a few names.
[[nodiscard]] std::size_t read_name(const json_value&, const json_place&,
                                    const std::vector<std::string_view>& names);

template <class T>
void read_value(const json_value& j, const json_place& place, std::optional<T>& out) {
  T value{};
  read_value(j, place, value);
  out = value;
}

/// Reads the members of one object, and then refuses those that nobody asked for.
class json_object {
 public:
  json_object(const json_value& j, json_place place) : json_(j), place_(std::move(place)) {
    require_object(place_, j, "an object");
  }
  [[nodiscard]] json_place place(std::string_view name) const { return place_.member(name); }
  /// The member, or nullptr.
  const json_value* find(std::string_view name) {
    known_.push_back(name);
    return json_.find(name);
  }
  /// The member, which must be there.
  const json_value& needed(std::string_view name) {
    const json_value* member = find(name);
    if (member == nullptr) place(name).refuse("is missing, but required");
    return *member;
  }
  template <class T>
  void optional(std::string_view name, T& out) {
    if (const json_value* member = find(name)) read_value(*member, place(name), out);
  }
  template <class T>
  void required(std::string_view name, T& out) {
    read_value(needed(name), place(name), out);
  }
  /// `read(element, its place)` for every element of a list, if it is there.
  template <class Read>
  void each(std::string_view name, Read read) {
    const json_value* member = find(name);
    if (member != nullptr) each_of(*member, name, read);
  }
  template <class Read>
  void required_each(std::string_view name, Read read) {
    each_of(needed(name), name, read);
  }
  /// `read(name, value, its place)` for every member of an object, if it is there.
  template <class Read>
  void each_member(std::string_view name, Read read) {
    const json_value* member = find(name);
    if (member != nullptr) each_member_of(*member, name, read);
  }
  template <class Read>
  void required_each_member(std::string_view name, Read read) {
    each_member_of(needed(name), name, read);
  }
  void finish() const;

 private:
  template <class Read>
  void each_of(const json_value& list, std::string_view name, Read& read) {
    const json_place here = place(name);
    require_list(here, list, "a list");
    for (std::size_t i = 0; i < list.size(); ++i) read(list.elements()[i], here.element(i));
  }
  template <class Read>
  void each_member_of(const json_value& object, std::string_view name, Read& read) {
    const json_place here = place(name);
    require_object(here, object, "an object");
    for (const auto& [key, value] : object.members()) read(key, value, here.member(key));
  }

  const json_value& json_;
  json_place place_;
  std::vector<std::string_view> known_;
};

}  // namespace cxm::detail
