// SPDX-License-Identifier: Apache-2.0
#include "findings/sentences.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "cxm/base/error.hpp"

namespace cxm::detail {
namespace {

constexpr std::array table{
    sentence_entry{"title.importance_gap", "Importance is not effectiveness: {0}",
                   "Wichtig ist nicht wirksam: {0}"},
    sentence_entry{
        "importance_gap.gap",
        "{0}: {1} call it important, {2} effective; the gap of {3} points ({4}) is larger than {5} points.",
        "{0}: {1} halten es für wichtig, {2} für wirksam; die Lücke von {3} Punkten ({4}) ist größer als "
        "{5} Punkte."},
    sentence_entry{
        "importance_gap.no gap",
        "{0}: {1} call it important, {2} effective; the gap of {3} points ({4}) stays below {5} points.",
        "{0}: {1} halten es für wichtig, {2} für wirksam; die Lücke von {3} Punkten ({4}) bleibt unter {5} "
        "Punkten."},
    sentence_entry{
        "importance_gap.not settled",
        "{0}: {1} call it important, {2} effective; whether the gap of {3} points ({4}) exceeds {5} points "
        "is not "
        "settled.",
        "{0}: {1} halten es für wichtig, {2} für wirksam; ob die Lücke von {3} Punkten ({4}) größer ist "
        "als {5} "
        "Punkte, ist nicht entschieden."},
    sentence_entry{"title.quadrant", "Where to act: {0}", "Wo zu handeln ist: {0}"},
    sentence_entry{"quadrant.concentrate", "{0} is important and not effective: concentrate here.",
                   "{0} ist wichtig und nicht wirksam: hier ansetzen."},
    sentence_entry{"quadrant.keep up", "{0} is important and effective: keep it up.",
                   "{0} ist wichtig und wirksam: so beibehalten."},
    sentence_entry{"quadrant.low priority", "{0} is neither held important nor effective: low priority.",
                   "{0} gilt weder als wichtig noch als wirksam: nachrangig."},
    sentence_entry{"quadrant.overkill", "{0} is more effective than it is held important: possibly too much.",
                   "{0} ist wirksamer, als es für wichtig gilt: womöglich zu viel."},
    sentence_entry{
        "quadrant.not settled",
        "Which quadrant {0} is in depends on where the line is drawn, or on too few answers: not settled.",
        "In welches Feld {0} gehört, hängt davon ab, wo die Grenze liegt, oder an zu wenigen Antworten: "
        "nicht "
        "entschieden."},
    sentence_entry{"title.perception_gap", "Inside is not outside: {0}", "Innen ist nicht außen: {0}"},
    sentence_entry{"perception_gap.over",
                   "{0}: {1} say {2}, {3} say {4}. {1} rate it higher by {5} points ({6}).",
                   "{0}: {1} sagen {2}, {3} sagen {4}. {1} bewerten es um {5} Punkte höher ({6})."},
    sentence_entry{"perception_gap.under",
                   "{0}: {1} say {2}, {3} say {4}. {1} rate it lower: {5} points ({6}).",
                   "{0}: {1} sagen {2}, {3} sagen {4}. {1} bewerten es niedriger: {5} Punkte ({6})."},
    sentence_entry{"perception_gap.in agreement",
                   "{0}: {1} say {2}, {3} say {4}: within the margin they agree ({5} points, {6}).",
                   "{0}: {1} sagen {2}, {3} sagen {4}: im Rahmen der Toleranz einig ({5} Punkte, {6})."},
    sentence_entry{
        "perception_gap.not settled",
        "{0}: {1} say {2}, {3} say {4}. Whether they agree is not settled ({5} points, {6}).",
        "{0}: {1} sagen {2}, {3} sagen {4}. Ob sie einig sind, ist nicht entschieden ({5} Punkte, {6})."},
    sentence_entry{"title.inflation", "What leaders alone would show: {0}",
                   "Was die Führung allein zeigen würde: {0}"},
    sentence_entry{
        "inflation.inflated",
        "Resting on {0} alone, {1} would read {2} instead of {3} over all inside roles: too high by {4} "
        "points ({5}).",
        "Nur auf {0} gestützt, stünde {1} bei {2} statt {3} über alle inneren Rollen: um {4} Punkte zu "
        "hoch ({5})."},
    sentence_entry{
        "inflation.deflated",
        "Resting on {0} alone, {1} would read {2} instead of {3} over all inside roles: too low, {4} "
        "points ({5}).",
        "Nur auf {0} gestützt, stünde {1} bei {2} statt {3} über alle inneren Rollen: zu niedrig, {4} "
        "Punkte ({5})."},
    sentence_entry{
        "inflation.not settled",
        "Resting on {0} alone, {1} would read {2} instead of {3} over all inside roles; a difference of "
        "{4} points "
        "({5}) is not settled.",
        "Nur auf {0} gestützt, stünde {1} bei {2} statt {3} über alle inneren Rollen; ein Unterschied von "
        "{4} "
        "Punkten ({5}) ist nicht entschieden."},
    sentence_entry{"title.lip_service", "Saying is not doing: {0}", "Sagen ist nicht tun: {0}"},
    sentence_entry{"lip_service.say without do",
                   "{0}: {1} say it and {2} do it; {3} ({4}) say it and do not.",
                   "{0}: {1} sagen es und {2} tun es; {3} ({4}) sagen es und tun es nicht."},
    sentence_entry{"lip_service.backed", "{0}: {1} say it and {2} do it; only {3} ({4}) say it and do not.",
                   "{0}: {1} sagen es und {2} tun es; nur {3} ({4}) sagen es und tun es nicht."},
    sentence_entry{
        "lip_service.not settled",
        "{0}: {1} say it and {2} do it; {3} ({4}) say it and do not, which does not settle whether it is "
        "more than "
        "{5}.",
        "{0}: {1} sagen es und {2} tun es; {3} ({4}) sagen es und tun es nicht; ob es mehr als {5} sind, "
        "ist nicht "
        "entschieden."},
    sentence_entry{"lip_service.bounds",
                   "{0}: {1} say it and {2} do it, so between {3} and {4} say it and do not.",
                   "{0}: {1} sagen es und {2} tun es; also sagen es zwischen {3} und {4} und tun es nicht."},
    sentence_entry{"title.roadblocks", "What stands in the way: {0}", "Was im Weg steht: {0}"},
    sentence_entry{
        "roadblocks.settled",
        "The most named roadblock is \"{0}\": {1} ({2}), ahead of the rest with probability {3}.",
        "Das meistgenannte Hindernis ist \"{0}\": {1} ({2}), mit Wahrscheinlichkeit {3} vor allen anderen."},
    sentence_entry{
        "roadblocks.not settled",
        "\"{0}\" is named most ({1}, {2}), but which roadblock is first is not settled (probability {3}).",
        "\"{0}\" wird am häufigsten genannt ({1}, {2}), doch welches Hindernis das erste ist, ist nicht "
        "entschieden "
        "(Wahrscheinlichkeit {3})."},
    sentence_entry{"silent", "{0}: the data cannot show this.", "{0}: Die Daten können das nicht zeigen."},
    sentence_entry{"range", "{0} to {1}", "{0} bis {1}"},
    sentence_entry{"unseen.nobody", "nobody answered both questions", "niemand hat beide Fragen beantwortet"},
    sentence_entry{"unseen.hidden", "too few people to show: {0}",
                   "zu wenige Personen, um es zu zeigen: {0}"},
    sentence_entry{"unseen.roles", "not heard: {0}", "nicht gehört: {0}"},
    sentence_entry{"unseen.norm", "no norm was given as a third crosshair",
                   "keine Norm als drittes Fadenkreuz angegeben"},
    sentence_entry{"unseen.joint", "only the margins are known, not who both says and does",
                   "nur die Randanteile sind bekannt, nicht wer sagt und zugleich tut"},
    sentence_entry{"unseen.pairs", "the tally keeps no pair moments",
                   "der Zählstand enthält keine Paarmomente"},
    sentence_entry{"unseen.wave", "asked last in wave {0}", "zuletzt in Welle {0} gefragt"},
    sentence_entry{"unseen.margin",
                   "the options were tallied apart, so their joint distribution is not known",
                   "die Möglichkeiten wurden einzeln gezählt, ihre gemeinsame Verteilung ist nicht bekannt"},
    sentence_entry{
        "unseen.leniency",
        "self-ratings run about 0.32 standard deviations above supervisors' in general; nothing is "
        "subtracted for it",
        "Selbsteinschätzungen liegen allgemein etwa 0,32 Standardabweichungen über denen Vorgesetzter; "
        "abgezogen "
        "wird dafür nichts"},
};

std::string_view find(std::string_view key, std::string_view language) {
  for (const std::span<const sentence_entry> all :
       {std::span<const sentence_entry>(table), unit_sentences()}) {
    for (const sentence_entry& e : all) {
      if (e.key == key) return language.substr(0, 2) == "de" ? e.de : e.en;
    }
  }
  throw error(errc::argument, "the table of sentences has no entry '" + std::string(key) + "'", "key");
}

}  // namespace

std::string sentence(std::string_view key, std::string_view language,
                     std::initializer_list<std::string> arguments) {
  const std::string_view pattern = find(key, language);
  std::string out;
  for (std::size_t i = 0; i < pattern.size(); ++i) {
    if (pattern[i] == '{' && i + 2 < pattern.size() && pattern[i + 2] == '}') {
      const auto at = static_cast<std::size_t>(pattern[i + 1] - '0');
      if (at < arguments.size()) out += *(arguments.begin() + at);
      i += 2;
    } else {
      out += pattern[i];
    }
  }
  return out;
}

std::string number(double value, int decimals, std::string_view language) {
  if (std::isnan(value)) return "–";
  std::array<char, 64> buffer{};
  const double scale = std::pow(10.0, decimals);
  double rounded = std::round(value * scale) / scale;
  if (rounded == 0) rounded = 0;  // no minus zero
  const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), std::fabs(rounded),
                                 std::chars_format::fixed, decimals);
  std::string text(buffer.data(), end.ptr);
  if (language.substr(0, 2) == "de") {
    if (const auto dot = text.find('.'); dot != std::string::npos) text[dot] = ',';
  }
  if (rounded < 0) text.insert(0, "−");
  return text;
}

std::string percent(double share, std::string_view language) {
  return number(100 * share, 0, language) + " %";
}

std::string amount(double value, bool share, std::string_view language) {
  return share ? percent(value, language) : number(value, 1, language);
}

std::string points(double value, bool share, std::string_view language) {
  return share ? number(100 * value, 0, language) : number(value, 1, language);
}

std::string range(const estimate& e, bool share, std::string_view language) {
  return sentence("range", language, {points(e.low, share, language), points(e.high, share, language)});
}

}  // namespace cxm::detail
