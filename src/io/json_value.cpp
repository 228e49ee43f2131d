// SPDX-License-Identifier: Apache-2.0
#include "io/json_value.hpp"

#include <algorithm>
#include <utility>

namespace cxm::detail {
namespace {

struct copied {
  using content = json_value::content_type;
  content operator()(const std::unique_ptr<std::string>& text) const {
    return std::make_unique<std::string>(*text);
  }
  content operator()(const std::unique_ptr<json_value::list_type>& all) const {
    return std::make_unique<json_value::list_type>(*all);
  }
  content operator()(const std::unique_ptr<json_value::object_type>& all) const {
    return std::make_unique<json_value::object_type>(*all);
  }
  template <class Scalar>
  content operator()(const Scalar& scalar) const {
    return scalar;
  }
};

}  // namespace

json_value::json_value() noexcept = default;
json_value::json_value(json_value&&) noexcept = default;
json_value& json_value::operator=(json_value&&) noexcept = default;
json_value::~json_value() = default;

json_value::json_value(const json_value& other) : json_value() {
  content_ = std::visit(copied{}, other.content_);
}
json_value& json_value::operator=(const json_value& other) { return *this = json_value(other); }

json_value::json_value(double value) : content_(value) {}
json_value::json_value(std::string value) : content_(std::make_unique<std::string>(std::move(value))) {}
json_value::json_value(const char* value) : json_value(std::string(value)) {}

json_value json_value::list() { return list(list_type()); }
json_value json_value::list(list_type elements) {
  json_value out;
  out.content_ = std::make_unique<list_type>(std::move(elements));
  return out;
}

json_value json_value::object() { return object(object_type()); }
json_value json_value::object(object_type members) {
  json_value out;
  out.content_ = std::make_unique<object_type>(std::move(members));
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
  if (is_list()) return elements().size();
  if (is_object()) return members().size();
  return 0;
}

void json_value::push_back(json_value value) { std::get<6>(content_)->push_back(std::move(value)); }

json_value& json_value::add(std::string name, json_value value) {
  return std::get<7>(content_)->emplace_back(json_member{std::move(name), std::move(value)}).value;
}

void json_value::sort_members() {
  if (is_list()) {
    for (json_value& one : *std::get<6>(content_)) one.sort_members();
  } else if (is_object()) {
    auto& all = *std::get<7>(content_);
    std::sort(all.begin(), all.end(),
              [](const json_member& a, const json_member& b) { return a.name < b.name; });
    for (json_member& one : all) one.value.sort_members();
  }
}

}  // namespace cxm::detail
