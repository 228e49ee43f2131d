// SPDX-License-Identifier: Apache-2.0
#include "plan/words.hpp"

#include <array>

#include "cxm/base/error.hpp"
#include "findings/sentences.hpp"

namespace cxm::detail {
namespace {

struct entry {
  std::string_view key, en, de;
};

constexpr std::array table{
    entry{"first", "First comes: {0}. It gains most for its cost in {1} of the draws.",
          "Zuerst: {0}. Das bringt in {1} der Ziehungen am meisten für seine Kosten."},
    entry{"tied", "The data do not determine what comes first: {0} may each gain most for their cost.",
          "Die Daten bestimmen nicht, was zuerst kommt. Am meisten für die Kosten bringt eines von diesen: "
          "{0}."},
    entry{"nothing", "No candidate moves a goal: everything has reached its target already.",
          "Nichts bewegt ein Ziel: Alles hat seinen Zielwert schon erreicht."},
    entry{"reach",
          "The roadmap does {0} of {1} candidates. {2} is expected to go from {3} to {4} ({5} to {6}).",
          "Der Fahrplan umfasst {0} von {1} Vorhaben. {2}: erwartet wird {4} ({5} bis {6}) statt heute {3}."},
    entry{"target", "{0} reaches {1} by the end of {2} with a probability of {3} (today: {4}).",
          "{0} erreicht bis Ende {2} {1} mit einer Wahrscheinlichkeit von {3} (heute: {4})."},
    entry{
        "target_staged",
        "By the stricter rule, under which every gate of the level must hold: {0} (today: {1}).",
        "Nach der strengeren Regel, bei der jede Schwelle der Stufe gehalten werden muss: {0} (heute: {1})."},
    entry{"gates_hidden", "level {0}: what its gates look at may not be shown; it is read by the index alone",
          "Stufe {0}: worauf ihre Schwellen sehen, darf nicht gezeigt werden; es gilt allein der Index"},
    entry{"level", "level {0} ({1})", "Stufe {0} ({1})"},
    entry{"period", "period {0}", "Abschnitt {0}"},
    entry{"best", "No other plan within these means is worth more.",
          "Kein anderer Plan mit diesen Mitteln ist mehr wert."},
    entry{"gap", "At most {0} % more than this plan is possible within these means.",
          "Mit diesen Mitteln sind höchstens {0} % mehr als dieser Plan möglich."},
    entry{"without", "The next best plan does without {0} and is worth {1} % less.",
          "Der nächstbeste Plan kommt ohne {0} aus und ist {1} % weniger wert."},
    entry{"with", "The next best plan takes in {0} and is worth {1} % less.",
          "Der nächstbeste Plan nimmt {0} auf und ist {1} % weniger wert."},
    entry{"robust", "{0} of its {1} candidates belong to the best plan in at least {2} of the draws.",
          "{0} von {1} seiner Vorhaben gehören in mindestens {2} der Ziehungen zum besten Plan."},
    entry{"hidden", "{0}: may not be shown, and takes no part",
          "{0}: darf nicht gezeigt werden und zählt nicht mit"},
    entry{"silent", "{0}: nobody answered, and it takes no part", "{0}: ohne Antworten, zählt nicht mit"},
    entry{"independent",
          "the tally keeps no item moments: the errors of questions are taken as independent of each other",
          "die Auszählung enthält keine Momente der Fragen: ihre Fehler gelten als unabhängig voneinander"},
    entry{"less", "Less of: {0}", "Weniger davon: {0}"},
    entry{"quoted", "“{0}”", "„{0}“"},
    entry{"more", "{0} more", "{0} weitere"},
    entry{"and", " and ", " und "},
};

}  // namespace

std::string plan_sentence(std::string_view key, std::string_view language,
                          std::initializer_list<std::string> arguments) {
  for (const entry& e : table) {
    if (e.key == key) return filled(language.substr(0, 2) == "de" ? e.de : e.en, arguments);
  }
  throw error(errc::argument, "the table of the plan's sentences has no entry '" + std::string(key) + "'",
              "key");
}

std::string plan_list(const std::vector<std::string>& names, std::size_t most, std::string_view language) {
  std::vector<std::string> parts(names.begin(),
                                 names.begin() + static_cast<std::ptrdiff_t>(std::min(most, names.size())));
  if (names.size() > most) {
    parts.push_back(plan_sentence("more", language, {std::to_string(names.size() - most)}));
  }
  std::string out;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (i > 0) out += i + 1 == parts.size() ? plan_sentence("and", language) : ", ";
    out += parts[i];
  }
  return out;
}

std::string plan_probability(double p, std::string_view language) {
  if (p < 0.01) return "<1 %";
  if (p > 0.99) return ">99 %";
  return percent(p, language);
}

}  // namespace cxm::detail
