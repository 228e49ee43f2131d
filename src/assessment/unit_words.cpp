// SPDX-License-Identifier: Apache-2.0
#include "assessment/unit_words.hpp"

#include <charconv>

namespace cxm::detail {

std::string difference_word(int verdict, std::string_view language) {
  const bool german = language == "de";
  if (verdict > 0) return german ? "darüber" : "above";
  if (verdict < 0) return german ? "darunter" : "below";
  return german ? "kein Unterschied gezeigt" : "no difference shown";
}

std::string climate_word(climate_verdict verdict, std::string_view language) {
  const bool german = language == "de";
  switch (verdict) {
    case climate_verdict::one_culture:
      return german ? "eine Kultur" : "one culture";
    case climate_verdict::pockets:
      return german ? "Inseln" : "pockets";
    case climate_verdict::too_few_answers:
      break;
  }
  return german ? "zu wenige Antworten" : "too few answers";
}

std::string invariance_word(invariance_verdict verdict, std::string_view language) {
  const bool german = language == "de";
  switch (verdict) {
    case invariance_verdict::same:
      return german ? "dieselbe Frage" : "the same question";
    case invariance_verdict::partial:
      return german ? "bis auf einzelne dieselben Fragen" : "the same questions but for some";
    case invariance_verdict::relations:
      return german ? "nur Zusammenhänge vergleichbar" : "only relations comparable";
    case invariance_verdict::different:
      return german ? "verschiedene Fragen" : "different questions";
    case invariance_verdict::no_factor:
      return german ? "nicht ein Thema" : "not one theme";
    case invariance_verdict::unclear:
      break;
  }
  return german ? "nicht zu entscheiden" : "cannot be told";
}

std::string equivalence_word(bool equivalent, std::string_view language) {
  if (language == "de") return equivalent ? "gleichwertig" : "Gleichwertigkeit nicht gezeigt";
  return equivalent ? "equivalent" : "equivalence not shown";
}

std::string short_number(double value) {
  char digits[32];
  const auto end = std::to_chars(digits, digits + sizeof digits, value, std::chars_format::general, 6);
  std::string out(digits, end.ptr);
  return out.rfind("0.", 0) == 0 ? out.substr(1) : out;
}

}  // namespace cxm::detail
