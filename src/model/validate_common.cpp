// SPDX-License-Identifier: Apache-2.0
#include <algorithm>

#include "model/validate.hpp"

namespace cxm::detail {
namespace {

bool letter_or_digit(char c) noexcept {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// A BCP 47 tag in shape: a language of 2 or 3 letters, then subtags of 1 to 8 letters or digits.
bool language_tag(std::string_view tag) noexcept {
  std::size_t part = 0;
  std::size_t length = 0;
  for (std::size_t i = 0; i <= tag.size(); ++i) {
    if (i == tag.size() || tag[i] == '-') {
      if (part == 0 ? (length < 2 || length > 3) : (length < 1 || length > 8)) return false;
      ++part;
      length = 0;
    } else {
      const char c = tag[i];
      if (!letter_or_digit(c) || (part == 0 && c >= '0' && c <= '9')) return false;
      ++length;
    }
  }
  return true;
}

bool has_control(std::string_view words) noexcept {
  return std::any_of(words.begin(), words.end(), [](char c) {
    const auto u = static_cast<unsigned char>(c);
    return u < 0x20 || u == 0x7F;
  });
}

bool blank(std::string_view words) noexcept {
  return words.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

void check_id(const std::string& path, const std::string& id) {
  if (id.empty()) fault(path, "is empty, but must be an identifier such as \"culture\"");
  const bool proper = id.size() <= 64 && (letter_or_digit(id[0]) || id[0] == '_') &&
                      std::all_of(id.begin(), id.end(), [](char c) {
                        return letter_or_digit(c) || c == '_' || c == '-' || c == '.';
                      });
  if (!proper) {
    fault(path,
          in_quotes(id) +
              " is not an identifier: use 1 to 64 letters, digits, \"_\", \"-\" or \".\", beginning with a "
              "letter, a digit or \"_\"");
  }
}

void check_text(const instrument& in, const std::string& path, const text& words) {
  for (const auto& [language, content] : words.by_language) {
    const std::string where = language.empty() ? path : path + "." + language;
    if (!language.empty() && !language_tag(language)) {
      fault(path, in_quotes(language) + " is not a language tag; use \"en\", \"de\", \"pt-BR\" ...");
    }
    if (blank(content)) fault(where, "is empty; leave the member out or give the words");
  }
  const bool translated = !words.empty() && !words.by_language.contains("");
  if (!translated || in.languages.empty()) return;
  for (const std::string& language : in.languages) {
    if (!words.by_language.contains(language)) {
      fault(path, "has no words in " + in_quotes(language) + ", which \"languages\" declares");
    }
  }
  for (const auto& [language, content] : words.by_language) {
    if (std::find(in.languages.begin(), in.languages.end(), language) == in.languages.end()) {
      fault(path + "." + language, in_quotes(language) + " is not among \"languages\"" +
                                       suggestion(language, {in.languages.begin(), in.languages.end()}));
    }
  }
}

void check_words(const std::string& path, const std::string& words) {
  if (blank(words)) fault(path, "is empty; leave it out or give a value");
  if (has_control(words)) fault(path, "contains a control character; use plain words");
}

void check_distinct(const std::string& path, const std::vector<std::string>& names) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (std::size_t j = 0; j < i; ++j) {
      if (names[i] == names[j]) fault(at(path, i), in_quotes(names[i]) + " is listed twice; list it once");
    }
  }
}

void check_roles(const instrument& in, const std::string& path, const std::vector<std::string>& roles) {
  for (std::size_t i = 0; i < roles.size(); ++i) {
    if (in.find_role(roles[i]) == nullptr) {
      fault(at(path, i), "unknown role " + in_quotes(roles[i]) + suggestion(roles[i], ids_of(in.roles)));
    }
  }
  check_distinct(path, roles);
}

const item& known_item(const instrument& in, const std::string& path, const std::string& id) {
  if (id.empty()) fault(path, "is missing; it must name an item");
  const item* found = in.find_item(id);
  if (found == nullptr) fault(path, "unknown item " + in_quotes(id) + suggestion(id, ids_of(in.items)));
  return *found;
}

const measure& known_measure(const instrument& in, const std::string& path, const std::string& id) {
  if (id.empty()) fault(path, "is missing; it must name a measure");
  const measure* found = in.find_measure(id);
  if (found == nullptr) {
    if (in.find_index(id) != nullptr) fault(path, in_quotes(id) + " is an index, but must be a measure");
    fault(path, "unknown measure " + in_quotes(id) + suggestion(id, ids_of(in.measures)));
  }
  return *found;
}

void check_result(const instrument& in, const std::string& path, const std::string& id) {
  if (id.empty()) fault(path, "is missing; it must name a measure or an index");
  if (in.find_measure(id) != nullptr || in.find_index(id) != nullptr) return;
  auto known = ids_of(in.indices);
  for (const measure& m : in.measures) known.emplace_back(m.id);
  fault(path, "unknown measure or index " + in_quotes(id) + suggestion(id, known));
}

void check_codes(const std::string& path, const scale& s, const std::vector<std::int32_t>& codes) {
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (s.position(codes[i]) < 0) {
      std::string known;
      for (std::size_t k = 0; k < s.codes.size() && k < 12; ++k) {
        known += (k == 0 ? "" : ", ") + std::to_string(s.codes[k].code);
      }
      if (s.codes.size() > 12) known += " ...";
      fault(path, std::to_string(codes[i]) + " is not a code of scale " + in_quotes(s.id) +
                      (known.empty() ? "" : "; its codes are " + known));
    }
    for (std::size_t j = 0; j < i; ++j) {
      if (codes[i] == codes[j])
        fault(path, "code " + std::to_string(codes[i]) + " is listed twice; list it once");
    }
  }
}

}  // namespace cxm::detail
