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
