// SPDX-License-Identifier: Apache-2.0
#include "xlsx/texts.hpp"

namespace cxm::xlsx_detail {
namespace {

constexpr meaning tables[] = {
    {"about",
     {"Versions, instrument and options of this assessment", "Versionen, Fragebogen und Einstellungen"}},
    {"findings",
     {"What was found: verdict, probability, test, and what the data could not see",
      "Die Befunde: Urteil, Wahrscheinlichkeit, Test und was die Daten nicht zeigen konnten"}},
    {"base", {"People heard and answers read", "Befragte Personen und gelesene Antworten"}},
    {"item", {"Answers to each question", "Antworten auf jede Frage"}},
    {"measure", {"Values made of answers: scores, shares, NPS", "Werte aus Antworten: Punkte, Anteile, NPS"}},
    {"index", {"Indices from 0 to 100", "Indizes von 0 bis 100"}},
    {"level", {"Maturity levels with their probabilities", "Reifegrade mit ihren Wahrscheinlichkeiten"}},
    {"gap", {"Differences between two measures or roles", "Abstände zwischen zwei Werten oder Rollen"}},
    {"change", {"Change from wave to wave", "Veränderung von Welle zu Welle"}},
    {"unit",
     {"Units against the rest of the whole they belong to: difference, ranks, values shrunk",
      "Einheiten gegen den Rest des Ganzen, zu dem sie gehören: Abstand, Ränge, geschrumpfte Werte"}},
    {"between", {"How much units truly differ", "Wie sehr sich Einheiten wirklich unterscheiden"}},
    {"agreement",
     {"Whether the people of a group answer alike",
      "Ob die Menschen einer Gruppe einander ähnlich antworten"}},
    {"norm", {"Place within the norm", "Platz in der Vergleichsnorm"}},
    {"driver", {"What the outcome goes with", "Womit das Ergebnis zusammenhängt"}},
    {"reliability",
     {"Whether the questions of a measure belong together", "Ob die Fragen einer Messgröße zusammengehören"}},
    {"invariance",
     {"Whether roles and waves answer the same question", "Ob Rollen und Wellen dieselbe Frage beantworten"}},
    {"finding", {"The estimates behind the findings", "Die Schätzwerte hinter den Befunden"}},
    {"comparison", {"Two sides beside each other", "Zwei Seiten nebeneinander"}},
    {"receipt",
     {"What was read, used and dropped, and why", "Was gelesen, genutzt und verworfen wurde, und warum"}},
    {"plan_sentences",
     {"The plan in words, and what was left out", "Der Plan in Worten, und was außen vor blieb"}},
    {"plan_candidates",
     {"Everything that could be done, by priority", "Alles, was getan werden könnte, nach Vorrang"}},
    {"plan_roadmap",
     {"What is done when, and its expected gain", "Was wann getan wird und was es bringen dürfte"}},
    {"plan_outlook",
     {"How indices and levels are expected to move",
      "Wie sich Indizes und Reifegrade voraussichtlich bewegen"}},
    {"plan_targets",
     {"Probability that targets are reached", "Wahrscheinlichkeit, dass Ziele erreicht werden"}},
    {"plan_what_if", {"What would follow from what is supposed", "Was aus den Annahmen folgen würde"}},
};

constexpr meaning columns[] = {
    {"instrument", {"Id of the questionnaire", "Kennung des Fragebogens"}},
    {"version", {"Version of the questionnaire", "Version des Fragebogens"}},
    {"wave",
     {"When was asked; empty: there was one time only", "Zeitpunkt der Befragung; leer: es gab nur einen"}},
    {"role", {"Who answered; empty: everybody", "Wer geantwortet hat; leer: alle"}},
    {"table", {"The table the row belongs to", "Die Tabelle, zu der die Zeile gehört"}},
    {"id",
     {"What is estimated: a question, measure, index, gap or finding of the instrument",
      "Was geschätzt wird: Frage, Wert, Index, Abstand oder Befund des Fragebogens"}},
    {"detail",
     {"Which number of it; docs/tables.md lists them", "Welche Zahl davon; docs/tables.md nennt alle"}},
    {"label", {"The same in words", "Dasselbe in Worten"}},
    {"unit_measure",
     {"Unit of value and interval: share and probability (0 to 1), points (0 to 100), nps (-100 to 100), ...",
      "Einheit von Wert und Intervall: share und probability (0 bis 1), points (0 bis 100), nps (-100 bis "
      "100) ..."}},
    {"value", {"The estimate", "Der Schätzwert"}},
    {"se", {"Its standard error", "Sein Standardfehler"}},
    {"low", {"Lower end of the interval", "Unteres Ende des Intervalls"}},
    {"high", {"Upper end of the interval", "Oberes Ende des Intervalls"}},
    {"level", {"Confidence level of the interval", "Konfidenzniveau des Intervalls"}},
    {"n", {"Answers behind it", "Antworten, auf denen es beruht"}},
    {"n_eff",
     {"What these answers are worth under weights and design",
      "Was diese Antworten unter Gewichten und Stichprobenplan wert sind"}},
    {"df", {"Degrees of freedom; inf: normal distribution", "Freiheitsgrade; inf: Normalverteilung"}},
    {"method", {"How estimate and interval were made", "Wie Schätzwert und Intervall entstanden"}},
    {"flags", {"What to know about the number; see below", "Was zur Zahl zu wissen ist; siehe unten"}},
    {"suppressed",
     {"Why the number is hidden; empty: it is shown",
      "Warum die Zahl verborgen ist; leer: sie wird gezeigt"}},
    {"counted_in",
     {"Where the people of a hidden row are counted",
      "Wo die Menschen einer verborgenen Zeile mitgezählt sind"}},
};

constexpr meaning flags[] = {
    {"undefined", {"Does not exist for these data", "Gibt es für diese Daten nicht"}},
    {"no_interval",
     {"Its error cannot be known, or it has none", "Sein Fehler ist nicht bestimmbar, oder es hat keinen"}},
    {"suppressed", {"Hidden to protect people", "Zum Schutz der Befragten verborgen"}},
    {"clamped",
     {"The interval was cut at the end of the scale", "Das Intervall wurde am Ende der Skala gekappt"}},
    {"lonely_psu",
     {"A stratum of one sampling unit was handled by the stated rule",
      "Eine Schicht mit nur einer Einheit wurde nach der genannten Regel behandelt"}},
    {"small_base",
     {"Fewer answers than the method asks for", "Weniger Antworten, als das Verfahren verlangt"}},
    {"bounds",
     {"The ends are sharp bounds, not an interval", "Die Enden sind scharfe Schranken, kein Intervall"}},
    {"approximate", {"From a histogram or a simulation", "Aus einem Histogramm oder einer Simulation"}},
    {"version_differs",
     {"Compares waves that were not asked in the same way",
      "Vergleicht Wellen, die nicht auf dieselbe Weise befragt wurden"}},
};

constexpr meaning reasons[] = {
    {"base", {"Too few people stand behind it", "Zu wenige Menschen stehen dahinter"}},
    {"complement",
     {"Shown, it would give away a hidden number or what single people said",
      "Gezeigt, würde es eine verborgene Zahl verraten oder was Einzelne gesagt haben"}},
    {"parent",
     {"It is the total of parts that could not be protected otherwise",
      "Es ist die Summe von Teilen, die anders nicht zu schützen waren"}},
};

constexpr meaning about[] = {
    {"schema", {"Form of the tables", "Form der Tabellen"}},
    {"schema_version", {"Version of that form", "Version dieser Form"}},
    {"library_version", {"Version of libcxm", "Version von libcxm"}},
    {"instrument", {"Questionnaire", "Fragebogen"}},
    {"instrument_version", {"Version of the questionnaire", "Version des Fragebogens"}},
    {"fingerprint", {"Fingerprint of the questionnaire", "Fingerabdruck des Fragebogens"}},
    {"level", {"Confidence level", "Konfidenzniveau"}},
    {"minimum_base",
     {"Fewest people of a group that is shown", "Mindestgröße einer gezeigten Gruppe (Personen)"}},
    {"disclosure", {"Protection of small groups", "Schutz kleiner Gruppen"}},
    {"unanimous_base",
     {"Fewest people of a group that is shown where all answer alike",
      "Mindestgröße einer Gruppe, in der alle gleich antworten"}},
    {"shared_state",
     {"Made from a state that was made to be shared", "Aus einem zum Weitergeben gemachten Stand"}},
    {"language", {"Language of labels", "Sprache der Beschriftungen"}},
    {"seed", {"Seed of simulated draws", "Startwert der simulierten Ziehungen"}},
    {"false_discovery_rate",
     {"False discovery rate of verdicts on units", "Falscherkennungsrate der Urteile über Einheiten"}},
    {"norm", {"Norm", "Vergleichsnorm"}},
    {"weighted", {"Answers are weighted", "Antworten sind gewichtet"}},
    {"wave", {"Wave", "Welle"}},
    {"rolled_up", {"Small groups shown together", "Zusammen gezeigte kleine Gruppen"}},
    {"design", {"How people were drawn", "Wie die Befragten ausgewählt wurden"}},
    {"note", {"Note", "Hinweis"}},
};

}  // namespace

std::span<const meaning> table_meanings() noexcept { return tables; }
std::span<const meaning> column_meanings() noexcept { return columns; }
std::span<const meaning> flag_meanings() noexcept { return flags; }
std::span<const meaning> reason_meanings() noexcept { return reasons; }
std::span<const meaning> about_meanings() noexcept { return about; }

std::string_view meaning_of(std::span<const meaning> in, std::string_view name, bool german) noexcept {
  for (const meaning& one : in)
    if (one.name == name) return one.text.in(german);
  return {};
}

}  // namespace cxm::xlsx_detail
