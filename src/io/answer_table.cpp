// SPDX-License-Identifier: Apache-2.0
#include "io/answer_table.hpp"

#include <algorithm>
#include <array>

#include "cxm/base/error.hpp"
#include "io/cell_text.hpp"
#include "model/fault.hpp"

namespace cxm::detail {
namespace {

constexpr cell ambiguous = 255;  // in folded_: several answers read the same without case and spacing

std::string shown(const scale_code& code) {
  const std::string& label = code.label.in("");
  const std::string number = std::to_string(code.code);
  return label.empty() || label == number ? number : number + " " + label;
}

}  // namespace

answer_table::answer_table(const instrument& in, const item& of, bool decimal_comma)
    : item_(&of), scale_(in.find_scale(of.scale)), decimal_comma_(decimal_comma) {
  if (scale_ == nullptr)
    throw error(errc::instrument, "item \"" + of.id + "\": unknown scale \"" + of.scale + "\"", of.id);
  const auto position = [](std::size_t i) { return static_cast<cell>(i); };
  const auto& codes = scale_->codes;
  for (std::size_t i = 0; i < codes.size(); ++i) {
    exact_.try_emplace(std::to_string(codes[i].code), position(i));
    numbers_.emplace_back(codes[i].code, position(i));
  }
  for (const auto& m : scale_->missing) {
    const std::string value(trimmed(m.value));
    add(value, cell_of(m.kind), exact_);
    if (const auto number = number_of(value)) numbers_.emplace_back(*number, cell_of(m.kind));
    add(folded(value), cell_of(m.kind), folded_);
  }
  for (std::size_t i = 0; i < codes.size(); ++i) {
    for (const auto& [language, label] : codes[i].label.by_language) {
      add(std::string(trimmed(label)), position(i), exact_);
      add(folded(label), position(i), folded_);
    }
    for (const auto& alias : codes[i].aliases) {
      add(std::string(trimmed(alias)), position(i), exact_);
      add(folded(alias), position(i), folded_);
    }
  }
}

void answer_table::add(const std::string& text, cell value, text_map<cell>& into) {
  if (text.empty()) return;
  const auto [entry, added] = into.try_emplace(text, value);
  if (!added && &into == &folded_ && entry->second != value) entry->second = ambiguous;
}

std::optional<cell> answer_table::find_as_number(std::string_view text) const {
  const auto number = number_of(text, decimal_comma_);
  if (!number) return std::nullopt;
  for (const auto& [value, meaning] : numbers_)
    if (value == *number) return meaning;
  return std::nullopt;
}

std::optional<cell> answer_table::find(std::string_view text) const {
  if (const auto it = exact_.find(text); it != exact_.end()) return it->second;
  if (const auto meaning = find_as_number(text)) return meaning;
  if (const auto it = folded_.find(folded(text)); it != folded_.end() && it->second != ambiguous)
    return it->second;
  return std::nullopt;
}

std::optional<missing_kind> answer_table::find_missing(std::string_view text) const {
  const auto meaning = find(text);
  if (meaning && is_missing(*meaning)) return kind_of(*meaning);
  return std::nullopt;
}

std::optional<double> answer_table::find_number(std::string_view text) const {
  const auto value = number_of(text, decimal_comma_);
  if (!value || (scale_->minimum && *value < *scale_->minimum) ||
      (scale_->maximum && *value > *scale_->maximum))
    return std::nullopt;
  return value;
}

std::optional<selection> answer_table::find_selection(std::string_view text) const {
  selection result;
  const std::string& separator = item_->separator;
  std::vector<std::string_view> pieces;
  for (std::size_t begin = 0; begin <= text.size();) {
    const std::size_t end =
        separator.empty() ? text.size() : std::min(text.find(separator, begin), text.size());
    pieces.push_back(text.substr(begin, end - begin));
    begin = end + std::max<std::size_t>(separator.size(), 1);
  }
  for (std::size_t first = 0; first < pieces.size();) {
    if (trimmed(pieces[first]).empty()) {  // "a,,b" and a separator at the end
      ++first;
      continue;
    }
    // A label may contain the separator: try the longest run of pieces first. Eight are plenty.
    std::optional<cell> meaning;
    std::size_t last = std::min(pieces.size(), first + 8);
    for (; last > first; --last) {
      const char* const begin = pieces[first].data();
      const char* const end = pieces[last - 1].data() + pieces[last - 1].size();
      meaning = find(trimmed({begin, static_cast<std::size_t>(end - begin)}));
      if (meaning) break;
    }
    if (!meaning) return std::nullopt;
    if (is_missing(*meaning)) {
      result.missing = kind_of(*meaning);
    } else {
      if (*meaning >= 64) return std::nullopt;
      result.codes |= std::uint64_t{1} << *meaning;
    }
    first = last;
  }
  if (result.codes != 0) result.missing.reset();  // an option beats a "don't know" beside it
  return result;
}

std::string answer_table::explain(std::string_view text) const {
  std::string message = in_quotes(text) + " is not an answer to item \"" + item_->id + "\"";
  if (is_number()) {
    if (const auto value = number_of(text, decimal_comma_)) {
      if (scale_->minimum && *value < *scale_->minimum)
        return message + ": it is below the minimum " + number_text(*scale_->minimum);
      if (scale_->maximum && *value > *scale_->maximum)
        return message + ": it is above the maximum " + number_text(*scale_->maximum);
    }
    return message + ": it is not a number";
  }
  std::vector<std::string_view> words;
  for (const auto& code : scale_->codes) {
    for (const auto& [language, label] : code.label.by_language) words.push_back(label);
    words.insert(words.end(), code.aliases.begin(), code.aliases.end());
  }
  for (const auto& m : scale_->missing) words.push_back(m.value);
  constexpr std::size_t most = 7;
  message += " (known: ";
  for (std::size_t i = 0; i < std::min(most, scale_->codes.size()); ++i) {
    if (i > 0) message += ", ";
    message += shown(scale_->codes[i]);
  }
  if (scale_->codes.size() > most) message += ", ...";
  message += ")";
  if (number_of(text)) return message;
  const std::string near = suggestion(text, words);
  return near.rfind("; did you mean", 0) == 0 ? message + near : message;
}

bool says_not_selected(std::string_view text) {
  static constexpr std::array<std::string_view, 6> words{"0",          "false",    "no", "not selected",
                                                         "unselected", "unchecked"};
  const std::string lower = folded(text);
  if (std::find(words.begin(), words.end(), lower) != words.end()) return true;
  const auto number = number_of(text);
  return number && *number == 0;
}

}  // namespace cxm::detail
