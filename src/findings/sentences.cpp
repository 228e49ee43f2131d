// SPDX-License-Identifier: Apache-2.0
#include "findings/sentences.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "cxm/base/error.hpp"
#include "cxm/stats/elementary.hpp"

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
    sentence_entry{"quadrant.not settled",
                   "Where {0} belongs is not settled: it depends on where the line is drawn, or the answers "
                   "are too few.",
                   "Wohin {0} gehört, ist nicht entschieden: Es hängt davon ab, wo die Grenze gezogen wird, "
                   "oder es sind zu wenige Antworten."},
    sentence_entry{"title.perception_gap", "Inside is not outside: {0}", "Innen ist nicht außen: {0}"},
    sentence_entry{"perception_gap.over",
                   "{0}: {1} say {2}, {3} say {4}. {1} rate it higher by {5} points ({6}).",
                   "{0}: {1} {2}, {3} {4}; bei „{1}“ um {5} Punkte höher ({6})."},
    sentence_entry{"perception_gap.under",
                   "{0}: {1} say {2}, {3} say {4}. {1} rate it lower: {5} points ({6}).",
                   "{0}: {1} {2}, {3} {4}; bei „{1}“ niedriger: {5} Punkte ({6})."},
    sentence_entry{"perception_gap.in agreement",
                   "{0}: {1} say {2}, {3} say {4}: the difference of {5} points ({6}) is within the margin, "
                   "so they agree.",
                   "{0}: {1} {2}, {3} {4}; der Unterschied von {5} Punkten ({6}) liegt in der Toleranz, also "
                   "sind sie einig."},
    sentence_entry{"perception_gap.not settled",
                   "{0}: {1} say {2}, {3} say {4}. Whether they agree is not settled ({5} points, {6}).",
                   "{0}: {1} {2}, {3} {4}; ob sie einig sind, ist nicht entschieden ({5} Punkte, {6})."},
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
    sentence_entry{"title.lip_service", "Saying is not doing: {0}", "Sagen ist nicht Tun: {0}"},
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
        "The most named roadblock is “{0}”: {1} ({2}), ahead of the rest with probability {3}.",
        "Das meistgenannte Hindernis ist „{0}“: {1} ({2}), mit Wahrscheinlichkeit {3} vor allen anderen."},
    sentence_entry{
        "roadblocks.not settled",
        "“{0}” is named most ({1}, {2}), but which roadblock is first is not settled (probability {3}).",
        "„{0}“ wird am häufigsten genannt ({1}, {2}), doch welches Hindernis das erste ist, ist nicht "
        "entschieden "
        "(Wahrscheinlichkeit {3})."},
    sentence_entry{"title.definition", "Is it understood: {0}", "Ist es verstanden: {0}"},
    sentence_entry{"definition.shared",
                   "{0}: {1} ({2}) say it is well understood; more than {3}, so it is shared.",
                   "{0}: {1} ({2}) sagen, es sei gut verstanden; mehr als {3}, also gemeinsam."},
    sentence_entry{"definition.not shared",
                   "{0}: only {1} ({2}) say it is well understood; less than {3}, so it is not shared.",
                   "{0}: nur {1} ({2}) sagen, es sei gut verstanden; weniger als {3}, also nicht gemeinsam."},
    sentence_entry{
        "definition.not settled",
        "{0}: {1} ({2}) say it is well understood; whether that is more than {3} is not settled.",
        "{0}: {1} ({2}) sagen, es sei gut verstanden; ob das mehr als {3} sind, ist nicht entschieden."},
    sentence_entry{"title.outcome_link", "Does it go with results: {0}",
                   "Geht es mit Ergebnissen einher: {0}"},
    sentence_entry{"outcome_link.goes with",
                   "{1}: {2} where “{0}” holds and {3} where it does not, {4} times as often ({5} to {6}).",
                   "{1}: {2}, wo „{0}“ gilt, und {3}, wo nicht, {4}-mal so oft ({5} bis {6})."},
    sentence_entry{
        "outcome_link.goes against",
        "{1}: only {2} where “{0}” holds and {3} where it does not, {4} times as often ({5} to {6}).",
        "{1}: nur {2}, wo „{0}“ gilt, und {3}, wo nicht, {4}-mal so oft ({5} bis {6})."},
    sentence_entry{
        "outcome_link.not settled",
        "{1}: {2} where “{0}” holds and {3} where it does not; whether the two go together is not "
        "settled (ratio {4}, {5} to {6}).",
        "{1}: {2}, wo „{0}“ gilt, und {3}, wo nicht; ob beides zusammengeht, ist nicht entschieden "
        "(Verhältnis {4}, {5} bis {6})."},
    sentence_entry{"title.funnel", "Where it is lost: {0}", "Wo es verloren geht: {0}"},
    sentence_entry{"funnel.settled",
                   "{0}: {1} ({2}) come the whole way; most is lost at “{3}”: {4} of all (probability {5}).",
                   "{0}: {1} ({2}) gehen den ganzen Weg; am meisten geht bei „{3}“ verloren: {4} von allen "
                   "(Wahrscheinlichkeit {5})."},
    sentence_entry{
        "funnel.not settled",
        "{0}: {1} ({2}) come the whole way; the largest loss is seen at “{3}” ({4} of all), but where "
        "most is lost is not settled (probability {5}).",
        "{0}: {1} ({2}) gehen den ganzen Weg; der größte Verlust zeigt sich bei „{3}“ ({4} von allen), "
        "doch wo am meisten verloren geht, ist nicht entschieden (Wahrscheinlichkeit {5})."},
    sentence_entry{
        "funnel.bounds",
        "{0}: the steps were asked of different people, so between {1} and {2} come the whole way.",
        "{0}: Die Schritte wurden verschiedene Personen gefragt; also gehen zwischen {1} und {2} den "
        "ganzen Weg."},
    sentence_entry{"title.defectors", "Satisfied and gone: {0}", "Zufrieden und doch weg: {0}"},
    sentence_entry{
        "defectors.satisfied defectors",
        "Of those who left, {0} ({1}) had been satisfied; of the satisfied {2} left, of the others {3}, of "
        "all {4}. That is more than {5}: satisfaction alone does not warn.",
        "Von denen, die gingen, waren {0} ({1}) zufrieden gewesen; von den Zufriedenen gingen {2}, von den "
        "anderen {3}, von allen {4}. Das sind mehr als {5}: Zufriedenheit allein warnt nicht."},
    sentence_entry{
        "defectors.satisfaction warns",
        "Of those who left, {0} ({1}) had been satisfied; of the satisfied {2} left, of the others {3}, of "
        "all {4}. That is less than {5}: dissatisfaction gives warning.",
        "Von denen, die gingen, waren {0} ({1}) zufrieden gewesen; von den Zufriedenen gingen {2}, von den "
        "anderen {3}, von allen {4}. Das sind weniger als {5}: Unzufriedenheit warnt."},
    sentence_entry{
        "defectors.not settled",
        "Of those who left, {0} ({1}) had been satisfied; of the satisfied {2} left, of the others {3}, of "
        "all {4}. Whether that is more than {5} is not settled.",
        "Von denen, die gingen, waren {0} ({1}) zufrieden gewesen; von den Zufriedenen gingen {2}, von den "
        "anderen {3}, von allen {4}. Ob das mehr als {5} sind, ist nicht entschieden."},
    sentence_entry{"title.change", "Is the change real: {0}", "Ist die Veränderung echt: {0}"},
    sentence_entry{"change.risen", "{0} rose from {1} ({2}) to {3}: {4} points ({5}), more than its noise.",
                   "{0} stieg von {1} ({2}) auf {3}: {4} Punkte ({5}), mehr als das Rauschen."},
    sentence_entry{"change.fallen", "{0} fell from {1} ({2}) to {3}: {4} points ({5}), more than its noise.",
                   "{0} fiel von {1} ({2}) auf {3}: {4} Punkte ({5}), mehr als das Rauschen."},
    sentence_entry{
        "change.no change",
        "{0} went from {1} ({2}) to {3}: {4} points ({5}), which is no change larger than {9} points.",
        "{0} ging von {1} ({2}) auf {3}: {4} Punkte ({5}), also keine Veränderung von mehr als {9} Punkten."},
    sentence_entry{
        "change.not settled",
        "{0} went from {1} ({2}) to {3}; {4} points ({5}) are within its noise. A change of this size "
        "would need about {7} answers a wave to show, {8} to be found with 80 % power.",
        "{0} ging von {1} ({2}) auf {3}; {4} Punkte ({5}) liegen im Rauschen. Eine Veränderung dieser "
        "Größe bräuchte je Welle rund {7} Antworten, um sich zu zeigen, {8} für 80 % Trennschärfe."},
    sentence_entry{"change.millions", "a million or more", "eine Million oder mehr"},
    sentence_entry{"title.one_voice", "One voice: {0}", "Eine Stimme: {0}"},
    sentence_entry{
        "one_voice.two camps",
        "{0} divides people into two camps; the differences lie between roles {1}, between units {2}, "
        "between people {3}.",
        "{0} teilt die Menschen in zwei Lager; die Unterschiede liegen zwischen Rollen {1}, zwischen "
        "Bereichen {2}, zwischen Personen {3}."},
    sentence_entry{
        "one_voice.roles apart",
        "{0} is seen differently by role; the differences lie between roles {1}, between units {2}, "
        "between people {3}.",
        "{0} wird je nach Rolle anders gesehen; die Unterschiede liegen zwischen Rollen {1}, zwischen "
        "Bereichen {2}, zwischen Personen {3}."},
    sentence_entry{
        "one_voice.units apart",
        "{0} is lived differently by unit; the differences lie between roles {1}, between units {2}, "
        "between people {3}.",
        "{0} wird je nach Bereich anders gelebt; die Unterschiede liegen zwischen Rollen {1}, zwischen "
        "Bereichen {2}, zwischen Personen {3}."},
    sentence_entry{
        "one_voice.one voice",
        "Roles and units speak with one voice on {0}; the differences lie between roles {1}, between units "
        "{2}, between people {3}.",
        "Rollen und Bereiche sprechen bei {0} mit einer Stimme; die Unterschiede liegen zwischen Rollen "
        "{1}, zwischen Bereichen {2}, zwischen Personen {3}."},
    sentence_entry{
        "one_voice.not settled",
        "Whether roles and units differ on {0} is not settled; the differences lie between roles {1}, "
        "between units {2}, between people {3}.",
        "Ob sich Rollen und Bereiche bei {0} unterscheiden, ist nicht entschieden; die Unterschiede liegen "
        "zwischen Rollen {1}, zwischen Bereichen {2}, zwischen Personen {3}."},
    sentence_entry{"title.coverage", "Who was heard: {0}", "Wer gehört wurde: {0}"},
    sentence_entry{"coverage.label", "The assessment", "Die Erhebung"},
    sentence_entry{
        "coverage.one-sided",
        "{0} people answered{1}. Not heard: {2}; what they would say is not in these results.",
        "{0} Personen haben geantwortet{1}. Nicht gehört: {2}; was sie sagen würden, steht nicht in diesen "
        "Ergebnissen."},
    sentence_entry{"coverage.thin", "{0} people answered{1}. Too few, or nobody, answered among: {3}.",
                   "{0} Personen haben geantwortet{1}. Zu wenige oder niemand antwortete von: {3}."},
    sentence_entry{"coverage.covered", "{0} people answered{1}: at least {4} of every role.",
                   "{0} Personen haben geantwortet{1}: mindestens {4} jeder Rolle."},
    sentence_entry{"coverage.not known", "{0} people answered{1}; how many were asked is not known.",
                   "{0} Personen haben geantwortet{1}; wie viele gefragt wurden, ist nicht bekannt."},
    sentence_entry{"unseen.step", "nobody was asked: {0}", "niemand wurde gefragt: {0}"},
    sentence_entry{"unseen.joint_steps", "nobody answered all steps, so only bounds are known",
                   "niemand hat alle Schritte beantwortet, darum sind nur Grenzen bekannt"},
    sentence_entry{"unseen.few_left", "too few people who left, or who stayed, to show",
                   "zu wenige Gegangene oder Gebliebene, um es zu zeigen"},
    sentence_entry{
        "unseen.separate_model",
        "what tells leavers from stayers when all is held equal: that needs a driver set of “{0}” among "
        "“{1}”",
        "was Gegangene von Gebliebenen trennt, wenn alles andere gleich ist: dafür braucht es eine "
        "Treiberfrage nach „{0}“ unter „{1}“"},
    sentence_entry{"unseen.one_wave", "there is no earlier wave", "es gibt keine frühere Welle"},
    sentence_entry{"unseen.change", "not asked, or too few to show, in this wave or in wave {0}",
                   "in dieser Welle oder in Welle {0} nicht gefragt oder von zu wenigen beantwortet"},
    sentence_entry{"unseen.versions", "questions or scoring differ between the waves",
                   "Fragen oder Auswertung unterscheiden sich zwischen den Wellen"},
    sentence_entry{"unseen.no_error", "the error of the change cannot be known",
                   "der Fehler der Veränderung ist nicht bestimmbar"},
    sentence_entry{"unseen.strata", "too few groups to look within them",
                   "zu wenige Gruppen, um innerhalb von ihnen zu vergleichen"},
    sentence_entry{"unseen.cause", "that two things go together does not show which comes first",
                   "dass zwei Dinge zusammengehen, zeigt nicht, welches zuerst kommt"},
    sentence_entry{"unseen.histogram", "the tally keeps no distribution, so camps cannot be seen",
                   "der Zählstand enthält keine Verteilung, darum sind Lager nicht zu sehen"},
    sentence_entry{"unseen.groups", "there are no roles or units to compare",
                   "es gibt keine Rollen oder Bereiche zu vergleichen"},
    sentence_entry{"unseen.anova_weights", "weights enter the means, not the analysis of variance's sizes",
                   "Gewichte gehen in die Mittelwerte ein, nicht in die Umfänge der Varianzanalyse"},
    sentence_entry{"unseen.have_nots", "of those only who answer no to: {0}",
                   "nur von denen, die nein sagen zu: {0}"},
    sentence_entry{"unseen.head_counts", "no head counts were given, so response rates are not known",
                   "keine Kopfzahlen angegeben, darum sind Rücklaufquoten nicht bekannt"},
    sentence_entry{"title.strengths", "Strengths and weaknesses: {0}", "Stärken und Schwächen: {0}"},
    sentence_entry{"strengths.named", "{0}, {1}: {2} points ({3})", "{0}, {1}: {2} Punkte ({3})"},
    sentence_entry{
        "strengths.units differ",
        "Of {1} comparisons of {0} units with the rest of the whole they belong to, {2} lie above and {3} "
        "below it, at most "
        "{4} of these by chance. Clearest strength: {5}. Clearest weakness: {6}.",
        "{0} Bereiche wurden in {1} Vergleichen den jeweils übrigen gegenübergestellt: {2} liegen darüber "
        "und {3} darunter, "
        "davon höchstens {4} durch Zufall. Deutlichste Stärke: {5}. Deutlichste Schwäche: {6}."},
    sentence_entry{
        "strengths.not settled",
        "Of {1} comparisons of {0} units with the rest of the whole they belong to, none stands out: the "
        "units may be alike, or "
        "their answers too few.",
        "{0} Bereiche wurden in {1} Vergleichen den jeweils übrigen gegenübergestellt; keiner fällt auf: "
        "Die Bereiche mögen "
        "gleich sein oder ihre Antworten zu wenige."},
    sentence_entry{"silent", "{0}: the data cannot show this.", "{0}: Die Daten können das nicht zeigen."},
    sentence_entry{"range", "{0} to {1}", "{0} bis {1}"},
    sentence_entry{"unseen.nobody", "nobody answered both questions", "niemand hat beide Fragen beantwortet"},
    sentence_entry{"unseen.hidden", "too few people to show: {0}",
                   "zu wenige Personen, um es zu zeigen: {0}"},
    sentence_entry{"unseen.roles", "not heard: {0}", "nicht gehört: {0}"},
    sentence_entry{"unseen.norm", "no norm was given to draw a third line by",
                   "keine Vergleichsnorm angegeben, um eine dritte Grenze zu ziehen"},
    sentence_entry{"unseen.norm_pairs", "the norm lacks some of these questions, so it draws no third line",
                   "der Vergleichsnorm fehlen einige dieser Fragen, darum zieht sie keine dritte Grenze"},
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
        "Selbsteinschätzungen liegen allgemein etwa 0,32 Standardabweichungen über denen von Vorgesetzten; "
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
  return filled(find(key, language), arguments);
}

std::string filled(std::string_view pattern, std::initializer_list<std::string> arguments) {
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
  const double scale = stats::pow(10.0, decimals);
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

std::string grouped(double value, std::string_view language) {
  std::string digits = number(value, 0, language);
  const std::size_t first = value < 0 ? digits.find_first_of("0123456789") : 0;
  const std::string_view separator = language.substr(0, 2) == "de" ? "." : ",";
  for (std::size_t at = digits.size(); at > first + 3; at -= 3) digits.insert(at - 3, separator);
  return digits;
}

std::string chance(double probability, std::string_view language) {
  if (probability < .01) return "<1 %";
  if (probability > .99) return ">99 %";
  return percent(probability, language);
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
