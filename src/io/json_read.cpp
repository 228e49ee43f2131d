// SPDX-License-Identifier: Apache-2.0
#include "io/json_read.hpp"

#include <algorithm>

namespace cxm::detail {

std::string shown(const json_value& j) {
  if (j.is_string()) return in_quotes(j.string()) + " (a string)";
  if (j.is_number()) return number_text(j.number()) + " (a number)";
  if (j.is_boolean()) return j.truth() ? "true" : "false";
  if (j.is_list()) return "a list";
  if (j.is_object()) return "an object";
  return "null";
}

void wrong_type(const json_place& place, const json_value& j, std::string_view must_be) {
  place.refuse("is " + shown(j) + ", but must be " + std::string(must_be));
}

void require_object(const json_place& place, const json_value& j, std::string_view what) {
  if (!j.is_object()) wrong_type(place, j, what);
}

void require_list(const json_place& place, const json_value& j, std::string_view of) {
  if (!j.is_list()) wrong_type(place, j, of);
}

void read_value(const json_value& j, const json_place& place, std::string& out) {
  if (!j.is_string()) wrong_type(place, j, "a string");
  out = j.string();
}

void read_value(const json_value& j, const json_place& place, bool& out) {
  if (!j.is_boolean()) wrong_type(place, j, "true or false");
  out = j.truth();
}

void read_value(const json_value& j, const json_place& place, double& out) {
  if (!j.is_number()) wrong_type(place, j, "a number");
  out = j.number();
  if (!std::isfinite(out)) place.refuse("must be a finite number");
}

void read_value(const json_value& j, const json_place& place, std::int64_t& out) {
  if (!j.is_number()) wrong_type(place, j, "a whole number");
  const auto value = j.number();
  // Beyond 2^53 a double may stand for several whole numbers.
  if (std::trunc(value) != value || std::fabs(value) > 0x1p53) wrong_type(place, j, "a whole number");
  out = static_cast<std::int64_t>(value);
}

void read_value(const json_value& j, const json_place& place, std::int32_t& out) {
  std::int64_t wide = 0;
  read_value(j, place, wide);
  if (wide < std::numeric_limits<std::int32_t>::min() || wide > std::numeric_limits<std::int32_t>::max()) {
    wrong_type(place, j, "a whole number from -2147483648 to 2147483647");
  }
  out = static_cast<std::int32_t>(wide);
}

void read_value(const json_value& j, const json_place& place, text& out) {
  out.by_language.clear();
  if (j.is_string()) {
    out.by_language[""] = j.string();
    return;
  }
  require_object(place, j, "words, or an object with words by language");
  if (j.empty()) place.refuse("is empty; give words by language, for example {\"en\": \"Culture\"}");
  for (const auto& [language, words] : j.members()) {
    read_value(words, place.member(language), out.by_language[language]);
  }
}

void read_value(const json_value& j, const json_place& place, std::map<std::string, std::string>& out) {
  require_object(place, j, "an object of strings");
  for (const auto& [name, value] : j.members()) read_value(value, place.member(name), out[name]);
}

void read_value(const json_value& j, const json_place& place, std::vector<std::string>& out) {
  if (j.is_string()) {
    out.push_back(j.string());
    return;
  }
  require_list(place, j, "a list of strings");
  for (std::size_t i = 0; i < j.size(); ++i)
    read_value(j.elements()[i], place.element(i), out.emplace_back());
}

void read_value(const json_value& j, const json_place& place, std::map<std::string, double>& out) {
  require_object(place, j, "an object of numbers");
  for (const auto& [name, value] : j.members()) read_value(value, place.member(name), out[name]);
}

void read_value(const json_value& j, const json_place& place, std::map<std::string, std::int64_t>& out) {
  require_object(place, j, "an object of whole numbers");
  for (const auto& [name, value] : j.members()) read_value(value, place.member(name), out[name]);
}

void json_object::finish() const {
  for (const auto& [name, value] : json_.members()) {
    if (std::find(known_.begin(), known_.end(), name) == known_.end()) {
      place_.member(name).refuse("unknown member" + suggestion(name, known_));
    }
  }
}

std::size_t read_name(const json_value& j, const json_place& place,
                      const std::vector<std::string_view>& names) {
  std::string value;
  read_value(j, place, value);
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (names[i] == value) return i;
  }
  place.refuse("unknown value " + in_quotes(value) + suggestion(value, names));
}

}  // namespace cxm::detail
