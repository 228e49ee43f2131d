// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <charconv>
#include <cmath>
#include <map>

#include "model/validate.hpp"

namespace cxm::detail {
namespace {

/// Spellings are compared as people type them: trimmed, ASCII letters in lower case.
std::string folded(std::string_view words) {
  const std::size_t first = words.find_first_not_of(" \t\r\n");
  if (first == std::string_view::npos) return {};
  const std::size_t last = words.find_last_not_of(" \t\r\n");
  std::string out(words.substr(first, last - first + 1));
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::optional<double> as_number(std::string_view words) {
  const std::string trimmed = folded(words);
  double value = 0;
  const auto [end, fault_code] = std::from_chars(trimmed.data(), trimmed.data() + trimmed.size(), value);
  if (fault_code != std::errc{} || end != trimmed.data() + trimmed.size()) return std::nullopt;
  return value;
}

/// One spelling for all spellings of a number: "98", "98.0" and " 98" are the same value of a file.
std::string spelling_key(std::string_view words) {
  if (const auto number = as_number(words)) return number_text(*number);
  return folded(words);
}

/// Every spelling that a data file may use for a code means that code alone.
void check_spellings(const instrument& in, const std::string& path, const scale& s) {
  std::map<std::string, std::size_t> meaning;  // spelling -> position of its code
  for (std::size_t i = 0; i < s.codes.size(); ++i) {
    const auto [found, added] = meaning.emplace(std::to_string(s.codes[i].code), i);
    if (!added) {
      fault(at(path + ".codes", i, "code"),
            std::to_string(s.codes[i].code) + " is already the code of codes[" +
                std::to_string(found->second) + "]; every code must be different");
    }
  }
  const auto claim = [&](const std::string& where, const std::string& words, std::size_t i) {
    const auto [found, added] = meaning.emplace(spelling_key(words), i);
    if (!added && found->second != i) {
      fault(where, in_quotes(words) + " already means code " + std::to_string(s.codes[found->second].code) +
                       "; a spelling must mean one code");
    }
  };
  for (std::size_t i = 0; i < s.codes.size(); ++i) {
    const std::string code_path = at(path + ".codes", i);
    check_text(in, code_path + ".label", s.codes[i].label);
    for (const auto& [language, words] : s.codes[i].label.by_language) {
      claim(language.empty() ? code_path + ".label" : code_path + ".label." + language, words, i);
    }
    for (std::size_t k = 0; k < s.codes[i].aliases.size(); ++k) {
      check_words(at(code_path + ".aliases", k), s.codes[i].aliases[k]);
      claim(at(code_path + ".aliases", k), s.codes[i].aliases[k], i);
    }
  }
  std::map<std::string, missing_kind> kinds;
  for (const missing_code& m : s.missing) {
    const std::string kind(missing_kind_names[static_cast<std::size_t>(m.kind)]);
    const std::string where = path + ".missing." + kind;
    check_words(where, m.value);
    if (const auto found = meaning.find(spelling_key(m.value)); found != meaning.end()) {
      fault(where, in_quotes(m.value) + " already means code " + std::to_string(s.codes[found->second].code) +
                       "; a value is either an answer or missing");
    }
    const auto [found, added] = kinds.emplace(spelling_key(m.value), m.kind);
    if (!added) {
      fault(where, in_quotes(m.value) + " is already missing as " +
                       in_quotes(missing_kind_names[static_cast<std::size_t>(found->second)]) +
                       "; a value has one kind of missing");
    }
  }
}

void check_number_scale(const std::string& path, const scale& s) {
  if (!s.codes.empty())
    fault(path + ".codes", "a number scale has no codes; leave them out or choose another kind");
  if (!s.top.empty()) fault(path + ".top", "a number scale has no codes, so no top set; leave it out");
  if (!s.bottom.empty())
    fault(path + ".bottom", "a number scale has no codes, so no bottom set; leave it out");
  if (s.minimum && !std::isfinite(*s.minimum)) fault(path + ".minimum", "must be a finite number");
  if (s.maximum && !std::isfinite(*s.maximum)) fault(path + ".maximum", "must be a finite number");
  if (s.minimum && s.maximum && !(*s.minimum < *s.maximum)) {
    fault(path + ".maximum", "is " + number_text(*s.maximum) + ", but must be greater than the minimum " +
                                 number_text(*s.minimum));
  }
  for (const missing_code& m : s.missing) {
    const auto number = as_number(m.value);
    if (!number || !s.minimum || !s.maximum || *number < *s.minimum || *number > *s.maximum) continue;
    fault(path + ".missing." + std::string(missing_kind_names[static_cast<std::size_t>(m.kind)]),
          in_quotes(m.value) +
              " lies between minimum and maximum, so it is an answer; narrow the limits or use "
              "another value");
  }
}

void check_coded_scale(const std::string& path, const scale& s) {
  const std::string kind(scale_kind_names[static_cast<std::size_t>(s.kind)]);
  if (s.minimum || s.maximum) {
    fault(path + (s.minimum ? ".minimum" : ".maximum"),
          "is for number scales only, but this scale is " + kind + "; leave it out");
  }
  if (s.codes.size() > most_codes) {
    fault(path + ".codes", "has " + std::to_string(s.codes.size()) + " codes, but at most " +
                               std::to_string(most_codes) + " are possible; use a number scale");
  }
  if (s.kind == scale_kind::binary && s.codes.size() != 2) {
    fault(path + ".codes",
          "has " + std::to_string(s.codes.size()) + " codes, but a binary scale has exactly 2");
  }
  if (s.codes.size() < (s.kind == scale_kind::choice ? 1U : 2U)) {
    fault(path + ".codes", s.codes.empty() ? "is missing; a scale of kind " + kind + " lists its codes"
                                           : "has 1 code, but a scale of kind " + kind + " needs at least 2");
  }
  for (std::size_t i = 0; i < s.codes.size(); ++i) {
    if (!s.codes[i].score) continue;
    const std::string where = at(path + ".codes", i, "score");
    if (!std::isfinite(*s.codes[i].score)) fault(where, "must be a finite number");
    if (s.kind == scale_kind::choice) fault(where, "a choice scale has no order and no scores; leave it out");
    if (s.kind == scale_kind::nps) fault(where, "an nps scale scores its codes 0 to 10; leave it out");
  }
  if (s.kind == scale_kind::nps) {
    bool proper = s.codes.size() == 11;
    for (std::size_t i = 0; proper && i < 11; ++i) proper = s.codes[i].code == static_cast<std::int32_t>(i);
    if (!proper) {
      fault(path + ".codes",
            "an nps scale has exactly the codes 0 to 10 in this order; leave the codes out, or use kind "
            "ordinal");
    }
  } else if (s.scored() && !(s.lowest_score() < s.highest_score())) {
    fault(path + ".codes", "all codes have the same score; at least two must differ");
  }
}

void check_box_sets(const std::string& path, const scale& s) {
  check_codes(path + ".top", s, s.top);
  check_codes(path + ".bottom", s, s.bottom);
  for (const std::int32_t code : s.top) {
    if (std::find(s.bottom.begin(), s.bottom.end(), code) != s.bottom.end()) {
      fault(path + ".bottom",
            "code " + std::to_string(code) + " is also in the top set; a code has one side");
    }
  }
}

}  // namespace

void validate_scales(const instrument& in) {
  if (in.scales.empty()) fault("scales", "is missing; an instrument needs at least one scale");
  check_ids("scales", in.scales);
  for (std::size_t i = 0; i < in.scales.size(); ++i) {
    const scale& s = in.scales[i];
    const std::string path = at("scales", i);
    check_text(in, path + ".label", s.label);
    if (s.kind == scale_kind::number) {
      check_number_scale(path, s);
    } else {
      check_coded_scale(path, s);
    }
    check_spellings(in, path, s);
    if (s.kind != scale_kind::number) check_box_sets(path, s);
  }
}

}  // namespace cxm::detail
