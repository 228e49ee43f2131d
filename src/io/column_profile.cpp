// SPDX-License-Identifier: Apache-2.0
#include "io/column_profile.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <map>
#include <set>
#include <utility>

#include "io/cell_text.hpp"
#include "io/variable_reader.hpp"
#include "model/fault.hpp"

namespace cxm::detail {
namespace {

using label_list = std::vector<std::string_view>;

/// Answer words in their usual order, lowest first. Compared folded; a column may use some of a family.
const std::vector<label_list>& families() {
  static const std::vector<label_list> all{
      {"strongly disagree", "disagree", "somewhat disagree", "slightly disagree",
       "neither agree nor disagree", "neutral", "undecided", "slightly agree", "somewhat agree", "agree",
       "strongly agree"},
      {"completely disagree", "disagree", "neither agree nor disagree", "agree", "completely agree"},
      {"very dissatisfied", "dissatisfied", "somewhat dissatisfied", "neither satisfied nor dissatisfied",
       "neutral", "somewhat satisfied", "satisfied", "very satisfied", "extremely satisfied"},
      {"very unsatisfied", "unsatisfied", "neutral", "satisfied", "very satisfied"},
      {"extremely dissatisfied", "moderately dissatisfied", "slightly dissatisfied", "neutral",
       "slightly satisfied", "moderately satisfied", "extremely satisfied"},
      {"not at all important", "not important", "unimportant", "slightly important", "not too important",
       "not very important", "somewhat important", "moderately important", "important", "very important",
       "extremely important"},
      {"not at all effective", "not effective", "slightly effective", "somewhat effective",
       "moderately effective", "effective", "very effective", "extremely effective"},
      {"never", "rarely", "seldom", "occasionally", "once in a while", "sometimes", "about half the time",
       "often", "usually", "most of the time", "very often", "always"},
      {"very unlikely", "unlikely", "somewhat unlikely", "neither likely nor unlikely", "neutral",
       "somewhat likely", "likely", "very likely", "extremely likely"},
      {"very poor", "poor", "bad", "fair", "average", "good", "very good", "excellent", "outstanding"},
      {"unacceptable", "below average", "average", "good", "outstanding"},
      {"very unfavorably", "unfavorably", "somewhat unfavorably",
       "neither favorably nor unfavorably (neutral)", "somewhat favorably", "favorably", "very favorably"},
      {"not at all", "slightly", "a little", "somewhat", "moderately", "very", "very much", "extremely"},
      {"very difficult", "difficult", "neither easy nor difficult", "easy", "very easy"},
      {"stimme überhaupt nicht zu", "stimme gar nicht zu", "stimme nicht zu", "stimme eher nicht zu",
       "teils, teils", "teils teils", "teils/teils", "teils-teils", "weder noch", "neutral", "stimme eher zu",
       "stimme zu", "stimme voll zu", "stimme voll und ganz zu"},
      {"trifft überhaupt nicht zu", "trifft gar nicht zu", "trifft nicht zu", "trifft eher nicht zu",
       "teils, teils", "teils teils", "teils/teils", "teils-teils", "trifft teilweise zu", "trifft eher zu",
       "trifft zu", "trifft voll zu", "trifft voll und ganz zu"},
      {"sehr unzufrieden", "unzufrieden", "eher unzufrieden", "teils, teils", "neutral", "eher zufrieden",
       "zufrieden", "sehr zufrieden"},
      {"überhaupt nicht wichtig", "unwichtig", "eher unwichtig", "etwas wichtig", "mäßig wichtig",
       "eher wichtig", "wichtig", "sehr wichtig"},
      {"nie", "selten", "manchmal", "gelegentlich", "oft", "häufig", "meistens", "immer"},
  };
  return all;
}

/// Words for the two sides of a yes-no question: no first.
constexpr std::array<std::array<std::string_view, 2>, 7> pairs{{{"no", "yes"},
                                                                {"false", "true"},
                                                                {"nein", "ja"},
                                                                {"non", "oui"},
                                                                {"n", "y"},
                                                                {"not selected", "selected"},
                                                                {"no", "si"}}};

/// Numbers that exporters and panels use for missing values, with their usual kind.
std::optional<missing_kind> usual_missing_number(double value) {
  if (value == 97 || value == 997 || value == -97) return missing_kind::refused;
  if (value == 98 || value == 998 || value == -98 || value == -8) return missing_kind::dont_know;
  if (value == 99 || value == 999 || value == -99 || value == -9 || value == -1)
    return missing_kind::no_answer;
  if (value == 96 || value == 996 || value == -96 || value == -7) return missing_kind::not_applicable;
  return std::nullopt;
}

bool has_word(std::string_view name, std::initializer_list<std::string_view> words) {
  const std::string lower = folded(name);
  return std::any_of(words.begin(), words.end(),
                     [&](std::string_view w) { return lower.find(w) != std::string::npos; });
}

scale_code labelled(std::int32_t code, const std::string& label) {
  scale_code c;
  c.code = code;
  if (!label.empty()) c.label = text(label);
  return c;
}

std::optional<scale_guess> whole_codes(const std::vector<std::pair<double, std::string>>& numbers,
                                       std::vector<missing_code> missing, std::string_view name) {
  std::vector<double> codes;
  for (const auto& [value, written] : numbers) codes.push_back(value);
  std::sort(codes.begin(), codes.end());
  // Missing codes stand apart from the answers: take them off as long as there is a gap below or above.
  const auto take_off = [&](bool top) {
    if (!top) std::reverse(codes.begin(), codes.end());
    std::size_t run = 0;  // 97, 98 and 99 stand apart together
    while (run + 2 < codes.size() && usual_missing_number(codes[codes.size() - 1 - run])) ++run;
    if (run > 0) {
      const double nearest = codes[codes.size() - run];
      if (std::fabs(nearest - codes[codes.size() - run - 1]) < (nearest == -1 ? 1 : 2)) run = 0;
    }
    for (; run > 0; --run) {
      missing.push_back({*usual_missing_number(codes.back()), number_text(codes.back())});
      codes.pop_back();
    }
    if (!top) std::reverse(codes.begin(), codes.end());
  };
  take_off(true);
  take_off(false);
  // 8 and 9 beside answers of at most 6: "don't know" and "no answer" of many codebooks.
  const auto below_eight =
      std::count_if(codes.begin(), codes.end(), [](double c) { return c >= 0 && c <= 6; });
  const auto eights = std::count_if(codes.begin(), codes.end(), [](double c) { return c == 8 || c == 9; });
  if (below_eight >= 2 && eights > 0 && below_eight + eights == static_cast<std::ptrdiff_t>(codes.size())) {
    for (std::ptrdiff_t k = 0; k < eights; ++k) {
      missing.push_back(
          {codes.back() == 8 ? missing_kind::dont_know : missing_kind::no_answer, number_text(codes.back())});
      codes.pop_back();
    }
  }
  const bool recommends = has_word(name, {"nps", "recommend", "netpro", "promoter", "empfehl", "ltr"});
  if (recommends && codes.size() > 2 && codes.front() >= 0 && codes.back() == 11) {
    missing.push_back({missing_kind::no_answer, "11"});
    codes.pop_back();
  }
  const double low = codes.front();
  const double high = codes.back();
  scale_guess guess;
  guess.scale.missing = std::move(missing);
  if (low >= 0 && high == 10 && (recommends || (low == 0 && codes.size() >= 9))) {
    guess.scale.kind = scale_kind::nps;
    guess.why = recommends ? "whole numbers up to 10 and a name that speaks of recommending"
                           : "nearly all whole numbers of 0 to 10";
    return guess;
  }
  if (low < 0 || high > 10 || codes.size() < 2) return std::nullopt;
  if (codes.size() == 2 && (high - low == 1)) {
    guess.scale.kind = scale_kind::binary;
    guess.scale.codes = {labelled(static_cast<std::int32_t>(low), ""),
                         labelled(static_cast<std::int32_t>(high), "")};
    guess.why =
        "two codes, " + number_text(low) + " and " + number_text(high) + "; check which of them is the yes";
    if (low == 1) guess.why += " (often 1 = yes, 2 = no: then give 1 the higher score)";
    return guess;
  }
  guess.scale.kind = scale_kind::ordinal;
  const auto first = static_cast<std::int32_t>(low == 0 ? 0 : 1);
  for (std::int32_t c = first; c <= static_cast<std::int32_t>(high); ++c)
    guess.scale.codes.push_back(labelled(c, ""));
  guess.why = "whole codes of " + std::to_string(first) + " to " + number_text(high);
  if (low == 0) guess.why += "; check whether 0 is an answer or means no answer";
  if (high == 6 || high == 8 || high == 9)
    guess.why += "; check whether " + number_text(high) + " is an answer or means not applicable";
  return guess;
}

/// One label for spellings that differ only by case, as data files may use all of them: the most frequent.
void fold_spellings(std::vector<std::string>& labels, const column_profile& column) {
  std::vector<std::string> kept;
  for (const std::string& label : labels) {
    const auto same = std::find_if(kept.begin(), kept.end(),
                                   [&](const std::string& k) { return folded(k) == folded(label); });
    if (same == kept.end()) {
      kept.push_back(label);
    } else if (column.values().find(label)->second > column.values().find(*same)->second) {
      *same = label;
    }
  }
  labels = std::move(kept);
}

std::optional<scale_guess> label_family(const std::vector<std::string>& labels) {
  for (const auto& family : families()) {
    std::vector<std::pair<std::size_t, std::string>> placed;
    for (const auto& label : labels) {
      const auto at = std::find(family.begin(), family.end(), folded(label));
      if (at == family.end()) break;
      placed.emplace_back(at - family.begin(), label);
    }
    if (placed.size() != labels.size() || labels.size() < 2) continue;
    std::sort(placed.begin(), placed.end());
    scale_guess guess;
    guess.scale.kind = scale_kind::ordinal;
    for (std::size_t i = 0; i < placed.size(); ++i)
      guess.scale.codes.push_back(labelled(static_cast<std::int32_t>(i) + 1, placed[i].second));
    guess.why = "answer words in their usual order; check that none is missing from the data";
    return guess;
  }
  return std::nullopt;
}

std::optional<scale_guess> yes_no(const std::vector<std::string>& labels) {
  if (labels.size() != 2) return std::nullopt;
  for (const auto& [no, yes] : pairs) {
    for (const bool turned : {false, true}) {
      const auto& first = labels[turned ? 1 : 0];
      const auto& second = labels[turned ? 0 : 1];
      if (folded(first) != no || folded(second) != yes) continue;
      scale_guess guess;
      guess.scale.kind = scale_kind::binary;
      guess.scale.codes = {labelled(0, first), labelled(1, second)};
      guess.why = "two words, " + first + " and " + second;
      return guess;
    }
  }
  return std::nullopt;
}

}  // namespace

void column_profile::add(std::string_view cell) {
  const auto text = trimmed(cell);
  if (text.empty()) return;
  ++filled_;
  if (const auto value = number_of(text, decimal_comma_)) {
    lowest_ = numbers_ == 0 ? *value : std::min(lowest_, *value);
    highest_ = numbers_ == 0 ? *value : std::max(highest_, *value);
    ++numbers_;
    if (std::trunc(*value) == *value && std::fabs(*value) < 1e9) ++whole_;
  }
  if (const auto it = values_.find(text); it != values_.end()) {
    ++it->second;
    repeated_ = true;
  } else if (values_.size() < most_values) {
    values_.emplace(std::string(text), 1);
  } else {
    overflow_ = true;
  }
}

std::optional<missing_kind> usual_missing(std::string_view text) {
  struct word {
    std::string_view text;
    missing_kind kind;
  };
  static constexpr std::array<word, 30> words{{{"don't know", missing_kind::dont_know},
                                               {"dont know", missing_kind::dont_know},
                                               {"do not know", missing_kind::dont_know},
                                               {"not sure", missing_kind::dont_know},
                                               {"unsure", missing_kind::dont_know},
                                               {"dk", missing_kind::dont_know},
                                               {"weiß nicht", missing_kind::dont_know},
                                               {"weiss nicht", missing_kind::dont_know},
                                               {"refused", missing_kind::refused},
                                               {"prefer not to say", missing_kind::refused},
                                               {"prefer not to answer", missing_kind::refused},
                                               {"decline to answer", missing_kind::refused},
                                               {"verweigert", missing_kind::refused},
                                               {"not applicable", missing_kind::not_applicable},
                                               {"n/a", missing_kind::not_applicable},
                                               {"trifft nicht zu", missing_kind::not_applicable},
                                               {"does not apply", missing_kind::not_applicable},
                                               {"never used", missing_kind::not_applicable},
                                               {"no answer", missing_kind::no_answer},
                                               {"no response", missing_kind::no_answer},
                                               {"not answered", missing_kind::no_answer},
                                               {"keine angabe", missing_kind::no_answer},
                                               {"k.a.", missing_kind::no_answer},
                                               {"blank", missing_kind::no_answer},
                                               {"missing", missing_kind::no_answer},
                                               {"na", missing_kind::no_answer},
                                               {"null", missing_kind::no_answer},
                                               {"not asked", missing_kind::not_asked},
                                               {"not shown", missing_kind::not_asked},
                                               {"nicht gefragt", missing_kind::not_asked}}};
  const std::string lower = folded(text);
  for (const auto& w : words)
    if (w.text == lower) return w.kind;
  return std::nullopt;
}

std::optional<scale_guess> guess_scale(const column_profile& column, std::string_view name, bool any_choice,
                                       bool any_number) {
  std::vector<missing_code> missing;
  std::vector<std::pair<double, std::string>> numbers;
  std::vector<std::string> labels;
  bool whole = true;
  for (const auto& [value, count] : column.values()) {
    if (const auto number = number_of(value, column.decimal_comma())) {
      numbers.emplace_back(*number, value);
      whole = whole && std::trunc(*number) == *number && std::fabs(*number) < 1e9;
    } else if (const auto kind = usual_missing(value)) {
      missing.push_back({*kind, value});
    } else {
      labels.push_back(value);
    }
  }
  // "Trifft nicht zu" is an answer where others of its family stand beside it.
  const bool applies = std::any_of(labels.begin(), labels.end(),
                                   [](const std::string& l) { return folded(l).rfind("trifft ", 0) == 0; });
  if (applies) {
    for (auto m = missing.begin(); m != missing.end();) {
      if (folded(m->value).rfind("trifft ", 0) == 0) {
        labels.push_back(m->value);
        m = missing.erase(m);
      } else {
        ++m;
      }
    }
  }
  fold_spellings(labels, column);
  // Codes such as 99 among words.
  if (labels.size() >= 2 && std::all_of(numbers.begin(), numbers.end(), [](const auto& n) {
        return usual_missing_number(n.first).has_value();
      })) {
    for (const auto& [value, written] : numbers) missing.push_back({*usual_missing_number(value), written});
    numbers.clear();
  }
  const bool few = !column.too_many_values();
  if (few && labels.empty() && whole && numbers.size() >= 2 && numbers.size() <= 20)
    if (auto guess = whole_codes(numbers, missing, name)) return guess;
  if (labels.empty() && any_number && numbers.size() > 2 && column.filled() > 0) {
    scale_guess guess;
    guess.scale.kind = scale_kind::number;
    guess.scale.missing = missing;
    guess.scale.minimum = column.lowest();
    guess.scale.maximum = column.highest();
    guess.why = "numbers of " + number_text(column.lowest()) + " to " + number_text(column.highest()) +
                " in the rows read; widen the limits to what can occur";
    return guess;
  }
  if (!few || !numbers.empty() || labels.size() < 2) return std::nullopt;
  for (auto guess : {yes_no(labels), label_family(labels)}) {
    if (!guess) continue;
    guess->scale.missing = missing;
    return guess;
  }
  if (!any_choice || labels.size() > 20) return std::nullopt;
  scale_guess guess;
  guess.scale.kind = scale_kind::choice;
  guess.scale.missing = missing;
  for (std::size_t i = 0; i < labels.size(); ++i)
    guess.scale.codes.push_back(labelled(static_cast<std::int32_t>(i) + 1, labels[i]));
  guess.why =
      std::to_string(labels.size()) + " labels without a known order; if they have one, make it ordinal";
  return guess;
}

namespace {

/// "Trifft nicht zu" is an answer where others of its family stand beside it.
bool is_answer_beside(const file_variable& v, const std::string& label) {
  if (folded(label).rfind("trifft ", 0) != 0) return false;
  return std::any_of(v.labels.begin(), v.labels.end(), [&](const auto& other) {
    return other.second != label && folded(other.second).rfind("trifft ", 0) == 0;
  });
}

/// A value label as an instrument may hold it: on one line, and no number, which would be read as a code.
std::string clean_label(const std::string& label) {
  std::string out = label;
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = ' ';
  out = std::string(trimmed(out));
  return number_of(out, false) ? std::string() : out;
}

/// Do the labels run through a family of answer words: 1 upwards, -1 downwards, 0 no?
int direction_of(const std::map<double, std::string>& answers) {
  for (const auto& family : families()) {
    std::vector<std::ptrdiff_t> places;
    for (const auto& [value, label] : answers) {
      const auto at = std::find(family.begin(), family.end(), folded(label));
      if (at == family.end()) break;
      places.push_back(at - family.begin());
    }
    if (places.size() != answers.size()) continue;
    if (std::is_sorted(places.begin(), places.end())) return 1;
    if (std::is_sorted(places.rbegin(), places.rend())) return -1;
  }
  return 0;
}

/// The two codes of a yes-no question, the yes scored higher; empty when it is none.
std::vector<scale_code> yes_no_codes(const std::map<double, std::string>& answers) {
  if (answers.size() != 2) return {};
  const auto& [low, first] = *answers.begin();
  const auto& [high, second] = *answers.rbegin();
  for (const auto& [no, yes] : pairs) {
    const bool turned = folded(first) == yes && folded(second) == no;
    if (!turned && !(folded(first) == no && folded(second) == yes)) continue;
    std::vector<scale_code> codes{labelled(static_cast<std::int32_t>(low), first),
                                  labelled(static_cast<std::int32_t>(high), second)};
    codes[0].score = turned ? 1 : 0;
    codes[1].score = turned ? 0 : 1;
    return codes;
  }
  return {};
}

}  // namespace

std::vector<missing_code> declared_codes(const file_variable& v) {
  std::vector<missing_code> out;
  const auto add = [&](double value, const std::string& label) {
    const std::string text = number_text(value);
    const bool known =
        std::any_of(out.begin(), out.end(), [&](const missing_code& m) { return m.value == text; });
    if (!known) out.push_back({usual_missing(label).value_or(missing_kind::no_answer), text});
  };
  for (const auto& [value, label] : v.labels)
    if (declared_missing(v, value)) add(value, label);
  for (const auto& [low, high] : v.missing)
    if (low == high) add(low, {});
  return out;
}

std::optional<scale_guess> guess_labelled(const file_variable& v, const column_profile& codes,
                                          std::size_t alike) {
  scale_guess guess;
  guess.scale.missing = declared_codes(v);
  std::map<double, std::string> answers;
  std::set<std::string> different;
  std::size_t labels = 0;
  for (const auto& [value, label] : v.labels) {
    if (declared_missing(v, value)) continue;
    const auto kind = is_answer_beside(v, label) ? std::nullopt : usual_missing(label);
    if (kind) {
      guess.scale.missing.push_back({*kind, number_text(value)});
      continue;
    }
    std::string words = clean_label(label);
    labels += words.empty() ? 0 : 1;
    while (!words.empty() && !different.insert(folded(words)).second)
      words += " (" + number_text(value) + ")";
    answers.emplace(value, std::move(words));
  }
  const auto is_missing = [&](double value) {
    return std::any_of(guess.scale.missing.begin(), guess.scale.missing.end(),
                       [&](const missing_code& m) { return m.value == number_text(value); });
  };
  if (labels == 0 || codes.too_many_values()) return std::nullopt;
  for (const auto& [text, count] : codes.values()) {
    const auto value = number_of(text, false);
    if (value && !is_missing(*value)) answers.emplace(*value, "");
  }
  for (const auto& [value, label] : answers)
    if (std::trunc(value) != value || std::fabs(value) >= 1e9) return std::nullopt;
  if (answers.size() < 2 || answers.size() > 60) return std::nullopt;
  const double low = answers.begin()->first;
  const double high = answers.rbegin()->first;
  const bool recommends =
      has_word(v.name + " " + v.label, {"nps", "recommend", "netpro", "promoter", "empfehl", "ltr"});
  if (low >= 0 && high == 10 && (recommends || (low == 0 && answers.size() >= 9))) {
    guess.scale.kind = scale_kind::nps;
    guess.why = recommends ? "numbers up to 10 and words that speak of recommending"
                           : "nearly all whole numbers of 0 to 10";
    return guess;
  }
  guess.scale.codes = yes_no_codes(answers);
  if (!guess.scale.codes.empty()) {
    guess.scale.kind = scale_kind::binary;
    guess.why =
        "two value labels of the file, " + answers.begin()->second + " and " + answers.rbegin()->second;
    return guess;
  }
  // A scale of which only the ends, or some codes, have words.
  const bool some = labels < answers.size() || (labels == 2 && high - low >= 2);
  if (some && high - low <= 10 && v.measure != variable_measure::nominal) {
    for (double code = low; code <= high; ++code) answers.emplace(code, "");
  }
  const bool whole = high - low + 1 == static_cast<double>(answers.size());
  const int direction = direction_of(answers);
  const bool grid = alike >= 3 && whole && answers.size() >= 3 && answers.size() <= 11;
  const bool ordered = direction != 0 || v.measure == variable_measure::ordinal || grid ||
                       (v.measure == variable_measure::metric && whole && answers.size() >= 3);
  guess.scale.kind = answers.size() == 2 && ordered ? scale_kind::binary
                     : ordered                      ? scale_kind::ordinal
                                                    : scale_kind::choice;
  for (const auto& [value, label] : answers) {
    scale_code& code = guess.scale.codes.emplace_back(labelled(static_cast<std::int32_t>(value), label));
    if (direction < 0) code.score = low + high - value;
  }
  guess.why =
      !ordered        ? "value labels of the file without a known order; if they have one, make it ordinal"
      : direction < 0 ? "value labels of the file, which run from high to low: the scores are turned round"
      : direction > 0 ? "value labels of the file in their usual order"
      : v.measure == variable_measure::ordinal
          ? "value labels of a variable that the file calls ordinal; check which end is the good one"
          : "value labels of the file; check that their codes are in order, and which end is the good one";
  return guess;
}

}  // namespace cxm::detail
