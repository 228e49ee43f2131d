// SPDX-License-Identifier: Apache-2.0
#include "io/json_value.hpp"

#include <algorithm>
#include <utility>

namespace cxm::detail {

json_value::json_value() noexcept = default;
json_value::json_value(const json_value&) = default;
json_value::json_value(json_value&&) noexcept = default;
json_value& json_value::operator=(const json_value&) = default;
json_value& json_value::operator=(json_value&&) noexcept = default;
json_value::~json_value() = default;

json_value::json_value(double value) : content_(value) {}
json_value::json_value(std::string value) : content_(std::move(value)) {}
json_value::json_value(const char* value) : content_(std::string(value)) {}

json_value json_value::list(std::vector<json_value> elements) {
  json_value out;
  out.content_ = std::move(elements);
  return out;
}

json_value json_value::object(std::vector<json_member> members) {
  json_value out;
  out.content_ = std::move(members);
  return out;
}

void json_value::set_truth(bool value) { content_ = value; }
void json_value::set_whole(std::int64_t value) { content_ = value; }
void json_value::set_unsigned(std::uint64_t value) { content_ = value; }

double json_value::number() const {
  if (const auto* whole = std::get_if<std::int64_t>(&content_)) return static_cast<double>(*whole);
  if (const auto* whole = std::get_if<std::uint64_t>(&content_)) return static_cast<double>(*whole);
  return std::get<double>(content_);
}

const json_value* json_value::find(std::string_view name) const {
  const auto& all = members();
  const auto found = std::find_if(all.begin(), all.end(), [&](const auto& one) { return one.name == name; });
  return found == all.end() ? nullptr : &found->value;
}

json_value* json_value::find(std::string_view name) {
  return const_cast<json_value*>(std::as_const(*this).find(name));
}

std::size_t json_value::size() const noexcept {
  if (is_list()) return std::get_if<6>(&content_)->size();
  if (is_object()) return std::get_if<7>(&content_)->size();
  return 0;
}

void json_value::push_back(json_value value) { std::get<6>(content_).push_back(std::move(value)); }

json_value& json_value::add(std::string name, json_value value) {
  return std::get<7>(content_).emplace_back(json_member{std::move(name), std::move(value)}).value;
}

void json_value::sort_members() {
  if (is_list()) {
    for (json_value& one : std::get<6>(content_)) one.sort_members();
  } else if (is_object()) {
    auto& all = std::get<7>(content_);
    std::sort(all.begin(), all.end(),
              [](const json_member& a, const json_member& b) { return a.name < b.name; });
    for (json_member& one : all) one.value.sort_members();
  }
}

}  // namespace cxm::detail
