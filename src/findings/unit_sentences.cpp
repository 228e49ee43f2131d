// SPDX-License-Identifier: Apache-2.0
#include <array>

#include "findings/sentences.hpp"

/// Sentences of the findings over units and waves.
namespace cxm::detail {
namespace {

constexpr std::array table{
    sentence_entry{"title.believers", "Isolated believers: {0}", "Einzelne Überzeugte: {0}"},
    sentence_entry{
        "believers.shared",
        "{0}: {5} of the people; in {2} of {1} units the conviction is shared, in {3} believers stand "
        "alone, in {4} there are none. Units that have reached the tipping share of {7}: about {6}.",
        "{0}: {5} der Menschen; in {2} von {1} Bereichen wird die Überzeugung geteilt, in {3} stehen "
        "Überzeugte allein, in {4} gibt es keine. Bereiche, die den Kipppunkt von {7} erreicht haben: etwa "
        "{6}."},
    sentence_entry{
        "believers.isolated",
        "{0}: {5} of the people, but in {3} of {1} units believers stand alone; {2} share the "
        "conviction, {4} have none. Units that have reached the tipping share of {7}: about {6}.",
        "{0}: {5} der Menschen, doch in {3} von {1} Bereichen stehen Überzeugte allein; {2} teilen die "
        "Überzeugung, {4} haben keine. Bereiche, die den Kipppunkt von {7} erreicht haben: etwa {6}."},
    sentence_entry{
        "believers.none",
        "{0}: {5} of the people; {4} of {1} units have no believer at all, {3} have some who stand "
        "alone, {2} share the conviction. Units that have reached the tipping share of {7}: about {6}.",
        "{0}: {5} der Menschen; {4} von {1} Bereichen haben keine Überzeugten, {3} haben einzelne, {2} "
        "teilen die Überzeugung. Bereiche, die den Kipppunkt von {7} erreicht haben: etwa {6}."},
    sentence_entry{
        "believers.not settled",
        "{0}: {5} of the people; of {1} units {2} share the conviction, {3} have believers who stand alone, "
        "{4} have none; "
        "which is the rule is not settled. Units that have reached the tipping share of {7}: about {6}.",
        "{0}: {5} der Menschen; von {1} Bereichen teilen {2} die Überzeugung, {3} haben einzelne Überzeugte, "
        "{4} keine; "
        "was die Regel ist, ist nicht entschieden. Bereiche, die den Kipppunkt von {7} erreicht haben: etwa "
        "{6}."},
    sentence_entry{"title.isolation", "Do believers meet believers: {0}",
                   "Treffen Überzeugte auf Überzeugte: {0}"},
    sentence_entry{
        "isolation.pockets",
        "{0} gather in pockets: of a believer's colleagues {1} are believers too, against {2} by chance "
        "(index {3}, {4} to {5}).",
        "{0} sammeln sich in Nestern: von den Kollegen eines Überzeugten sind {1} selbst überzeugt, "
        "zufällig wären es {2} (Index {3}, {4} bis {5})."},
    sentence_entry{
        "isolation.scattered",
        "{0} are scattered: of a believer's colleagues only {1} are believers too, against {2} by chance "
        "(index {3}, {4} to {5}).",
        "{0} sind verstreut: von den Kollegen eines Überzeugten sind nur {1} selbst überzeugt, zufällig "
        "wären es {2} (Index {3}, {4} bis {5})."},
    sentence_entry{
        "isolation.as by chance",
        "{0} are spread over the units as by chance: of a believer's colleagues {1} are believers too, "
        "against {2} by chance (index {3}, {4} to {5}).",
        "{0} verteilen sich wie zufällig auf die Bereiche: von den Kollegen eines Überzeugten sind {1} "
        "selbst überzeugt, zufällig wären es {2} (Index {3}, {4} bis {5})."},
    sentence_entry{
        "isolation.not settled",
        "{0}: of a believer's colleagues {1} are believers too, against {2} by chance; whether they "
        "gather in pockets is not settled (index {3}, {4} to {5}).",
        "{0}: von den Kollegen eines Überzeugten sind {1} selbst überzeugt, zufällig wären es {2}; ob sie "
        "sich in Nestern sammeln, ist nicht entschieden (Index {3}, {4} bis {5})."},
    sentence_entry{"title.believer_outcome", "What isolated believers are worth: {0}",
                   "Was einzelne Überzeugte wert sind: {0}"},
    sentence_entry{
        "believer_outcome.seed",
        "{0}: the {1} units with isolated believers do better than the {2} without any, by {3} points "
        "({4}).",
        "{0}: die {1} Bereiche mit einzelnen Überzeugten stehen besser da als die {2} ohne, um {3} Punkte "
        "({4})."},
    sentence_entry{
        "believer_outcome.no seed",
        "{0}: the {1} units with isolated believers do not do better than the {2} without any: {3} points "
        "({4}).",
        "{0}: die {1} Bereiche mit einzelnen Überzeugten stehen nicht besser da als die {2} ohne: {3} "
        "Punkte ({4})."},
    sentence_entry{
        "believer_outcome.not settled",
        "{0}: {1} units with isolated believers against {2} without any: {3} points ({4}), which settles "
        "nothing.",
        "{0}: {1} Bereiche mit einzelnen Überzeugten gegen {2} ohne: {3} Punkte ({4}), das entscheidet "
        "nichts."},
    sentence_entry{
        "believer_outcome.trend",
        "{0}: {1} units share the conviction, {2} have isolated believers, {3} have none; trend over these "
        "classes p = {4}.",
        "{0}: {1} Bereiche teilen die Überzeugung, {2} haben einzelne Überzeugte, {3} keine; Trend über "
        "diese Klassen p = {4}."},
    sentence_entry{"title.dilution", "Does it last: {0}", "Hält es: {0}"},
    sentence_entry{"dilution.diluting",
                   "{0} is diluting: from {1} ({2}) to {3} ({4}), {5} points along its line ({6}).",
                   "{0} verliert sich: von {1} ({2}) auf {3} ({4}), entlang der Linie {5} Punkte ({6})."},
    sentence_entry{"dilution.growing",
                   "{0} is growing: from {1} ({2}) to {3} ({4}), {5} points along its line ({6}).",
                   "{0} wächst: von {1} ({2}) auf {3} ({4}), entlang der Linie {5} Punkte ({6})."},
    sentence_entry{"dilution.stable",
                   "{0} holds: from {1} ({2}) to {3} ({4}), {5} points along its line ({6}).",
                   "{0} hält sich: von {1} ({2}) auf {3} ({4}), entlang der Linie {5} Punkte ({6})."},
    sentence_entry{
        "dilution.not settled",
        "{0}: from {1} ({2}) to {3} ({4}), {5} points along its line ({6}); whether it rises or falls is "
        "not settled.",
        "{0}: von {1} ({2}) auf {3} ({4}), entlang der Linie {5} Punkte ({6}); ob es steigt oder fällt, ist "
        "nicht entschieden."},
    sentence_entry{
        "dilution.event.diluting",
        "{0} is diluting since “{1}” (first wave {2}): it stands at {3}, {4} points ({5}) against what the "
        "waves before led to expect.",
        "{0} verliert sich seit „{1}“ (erste Welle {2}): Der Wert ist {3}, das sind {4} Punkte ({5}) "
        "gegenüber dem, was die Wellen davor erwarten ließen."},
    sentence_entry{
        "dilution.event.growing",
        "{0} has gained since “{1}” (first wave {2}): it stands at {3}, {4} points ({5}) against what the "
        "waves before led to expect.",
        "{0} hat seit „{1}“ (erste Welle {2}) gewonnen: Der Wert ist {3}, das sind {4} Punkte ({5}) "
        "gegenüber dem, was die Wellen davor erwarten ließen."},
    sentence_entry{
        "dilution.event.stable",
        "{0} holds since “{1}” (first wave {2}): it stands at {3}, {4} points ({5}) against what the waves "
        "before led to expect.",
        "{0} hält sich seit „{1}“ (erste Welle {2}): Der Wert ist {3}, das sind {4} Punkte ({5}) "
        "gegenüber dem, was die Wellen davor erwarten ließen."},
    sentence_entry{
        "dilution.event.not settled",
        "{0} since “{1}” (first wave {2}): it stands at {3}, {4} points ({5}) against what the waves before "
        "led to expect; whether that is a change is not settled.",
        "{0} seit „{1}“ (erste Welle {2}): Der Wert ist {3}, das sind {4} Punkte ({5}) gegenüber dem, was "
        "die Wellen davor erwarten ließen; ob das eine Veränderung ist, ist nicht entschieden."},
    sentence_entry{"dilution.break", "A step, if there is one, lies at wave {0}.",
                   "Eine Stufe, wenn es eine gibt, liegt bei Welle {0}."},
    sentence_entry{"event", "the event", "das Ereignis"},
    sentence_entry{"title.pyramid", "What carries through: {0}", "Was durchträgt: {0}"},
    sentence_entry{
        "pyramid.carried",
        "{0}, over {1} units: one standard deviation of “{2}” goes with {4} of “{3}” through the steps "
        "between ({5} to {6}).",
        "{0}, über {1} Bereiche: eine Standardabweichung von „{2}“ geht über die Zwischenschritte mit "
        "{4} von „{3}“ einher ({5} bis {6})."},
    sentence_entry{
        "pyramid.reversed",
        "{0}, over {1} units: what passes from “{2}” to “{3}” through the steps between points the "
        "other way, {4} standard deviations ({5} to {6}).",
        "{0}, über {1} Bereiche: was von „{2}“ über die Zwischenschritte zu „{3}“ gelangt, weist in die "
        "andere Richtung, {4} Standardabweichungen ({5} bis {6})."},
    sentence_entry{
        "pyramid.not settled",
        "{0}, over {1} units: what passes from “{2}” to “{3}” through the steps between is not settled, "
        "{4} standard deviations ({5} to {6}).",
        "{0}, über {1} Bereiche: was von „{2}“ über die Zwischenschritte zu „{3}“ gelangt, ist nicht "
        "entschieden, {4} Standardabweichungen ({5} bis {6})."},
    sentence_entry{
        "pyramid.correlations only",
        "{0}: {1} units are too few for paths; “{2}” and “{3}” correlate by {4} ({5} to {6}).",
        "{0}: {1} Bereiche sind zu wenige für Pfade; „{2}“ und „{3}“ korrelieren mit {4} ({5} bis {6})."},
    sentence_entry{
        "unseen.heads",
        "head counts are not known of every unit; there, friends needed are counted among those heard",
        "nicht von jedem Bereich ist die Kopfzahl bekannt; dort ist unter den Befragten gezählt"},
    sentence_entry{"unseen.heads_below", "more people answered than the head count says: {0}",
                   "mehr Personen haben geantwortet, als die Kopfzahl angibt: {0}"},
    sentence_entry{"unseen.silent", "those who did not answer may believe more or less",
                   "wer nicht geantwortet hat, kann mehr oder weniger überzeugt sein"},
    sentence_entry{"unseen.effective", "the test counts weighted people by what they are worth",
                   "der Test zählt gewichtete Personen nach ihrem Wert"},
    sentence_entry{"unseen.believers", "no believers, or believers alone",
                   "keine Überzeugten, oder nur Überzeugte"},
    sentence_entry{"unseen.classes", "only units of one class have an outcome",
                   "nur Bereiche einer Klasse haben ein Ergebnis"},
    sentence_entry{"unseen.none_units", "too few units without believers, or with isolated ones, to compare",
                   "zu wenige Bereiche ohne Überzeugte oder mit einzelnen, um zu vergleichen"},
    sentence_entry{"unseen.observational", "that believers cause the difference is not shown",
                   "dass die Überzeugten den Unterschied bewirken, ist nicht gezeigt"},
    sentence_entry{
        "outcome_link.units.goes with",
        "{1}: {2} on average in the {4} units where “{0}” holds and {3} in the {5} where it does "
        "not: {6} points more ({7}).",
        "{1}: im Mittel {2} in den {4} Bereichen, wo „{0}“ gilt, und {3} in den {5}, wo nicht: {6} "
        "Punkte mehr ({7})."},
    sentence_entry{
        "outcome_link.units.goes against",
        "{1}: only {2} on average in the {4} units where “{0}” holds and {3} in the {5} where it "
        "does not: {6} points ({7}).",
        "{1}: im Mittel nur {2} in den {4} Bereichen, wo „{0}“ gilt, und {3} in den {5}, wo nicht: "
        "{6} Punkte ({7})."},
    sentence_entry{"outcome_link.units.not settled",
                   "{1}: {2} on average in the {4} units where “{0}” holds and {3} in the {5} where it does "
                   "not; whether the two go together is not settled ({6} points, {7}).",
                   "{1}: im Mittel {2} in den {4} Bereichen, wo „{0}“ gilt, und {3} in den {5}, wo nicht; ob "
                   "beides zusammengeht, ist nicht entschieden ({6} Punkte, {7})."},
    sentence_entry{
        "outcome_link.units reach.goes with",
        "{1}: reached by {2} of the {4} units where “{0}” holds and by {3} of the {5} where it does "
        "not: {6} points more ({7}).",
        "{1}: erreicht von {2} der {4} Bereiche, wo „{0}“ gilt, und von {3} der {5}, wo nicht: {6} "
        "Punkte mehr ({7})."},
    sentence_entry{
        "outcome_link.units reach.goes against",
        "{1}: reached by only {2} of the {4} units where “{0}” holds and by {3} of the {5} where it "
        "does not: {6} points ({7}).",
        "{1}: erreicht von nur {2} der {4} Bereiche, wo „{0}“ gilt, und von {3} der {5}, wo nicht: "
        "{6} Punkte ({7})."},
    sentence_entry{
        "outcome_link.units reach.not settled",
        "{1}: reached by {2} of the {4} units where “{0}” holds and by {3} of the {5} where it does "
        "not; whether the two go together is not settled ({6} points, {7}).",
        "{1}: erreicht von {2} der {4} Bereiche, wo „{0}“ gilt, und von {3} der {5}, wo nicht; ob "
        "beides zusammengeht, ist nicht entschieden ({6} Punkte, {7})."},
    sentence_entry{"unseen.one_side", "fewer than two units on one side of the threshold",
                   "weniger als zwei Bereiche auf einer Seite der Schwelle"},
    sentence_entry{"unseen.few_units", "only {0} units: one more or less can turn the result",
                   "nur {0} Bereiche: einer mehr oder weniger kann das Ergebnis drehen"},
    sentence_entry{
        "unseen.misplaced",
        "about {0} of {1} units may stand on the wrong side of the threshold by chance, which makes "
        "the difference look smaller",
        "etwa {0} von {1} Bereichen stehen vielleicht zufällig auf der falschen Seite der Schwelle, "
        "was den Unterschied kleiner erscheinen lässt"},
    sentence_entry{
        "unseen.same_people",
        "the same people gave both, so a mood or a chance that moves both looks like a connection",
        "dieselben Personen haben beides gesagt, darum sieht eine Stimmung oder ein Zufall, der beides "
        "bewegt, wie ein Zusammenhang aus"},
    sentence_entry{"unseen.units", "too few units that can be shown",
                   "zu wenige Bereiche, die gezeigt werden können"},
    sentence_entry{"unseen.waves", "fewer than two waves that can be shown",
                   "weniger als zwei Wellen, die gezeigt werden können"},
    sentence_entry{"unseen.event", "no wave before or after “{0}”", "keine Welle vor oder nach „{0}“"},
    sentence_entry{"unseen.version", "asked or scored otherwise in wave {0}",
                   "anders gefragt oder gewertet in Welle {0}"},
    sentence_entry{
        "unseen.panel",
        "waves are taken as different people; where the same ones answered, intervals are too wide",
        "die Wellen gelten als verschiedene Menschen; wo dieselben geantwortet haben, sind die Intervalle zu "
        "weit"},
    sentence_entry{"unseen.wave_correlation",
                   "errors of two waves are taken to correlate by {0}, as declared",
                   "die Fehler zweier Wellen gelten, wie vereinbart, als mit {0} korreliert"},
    sentence_entry{"unseen.half_life", "the half-life has no upper end: the series could also hold",
                   "die Halbwertszeit hat kein oberes Ende: die Reihe könnte auch halten"},
    sentence_entry{"unseen.order",
                   "the order of the steps is assumed: data of one time do not prove it, and a chain read "
                   "backwards fits as well",
                   "die Reihenfolge der Schritte ist angenommen: Daten eines Zeitpunkts beweisen sie nicht, "
                   "und rückwärts gelesen passt die Kette ebenso"},
    sentence_entry{"unseen.constant", "a step that is the same in every unit",
                   "ein Schritt ist in allen Bereichen gleich"},
};

}  // namespace

std::span<const sentence_entry> unit_sentences() noexcept { return table; }

}  // namespace cxm::detail
