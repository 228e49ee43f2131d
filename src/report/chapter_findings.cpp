// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "base/stable_order.hpp"
#include "report/chapters.hpp"
#include "report/finding_figures.hpp"
#include "report/findings_view.hpp"
#include "report/markup.hpp"
#include "report/unit_finding_figures.hpp"

namespace cxm::report_detail {
namespace {

bool starts_with_leaders(const context& c, const finding& f, const result_row& row) {
  for (const perception_statement& statement : c.v.asked().findings.perception)
    if (f.id == "perception_gap:" + statement.id && !statement.roles.empty())
      return row.detail.rfind("gap:" + statement.roles.front() + "-", 0) == 0;
  return false;
}

/// A finding that asks to be acted upon: which verdict, which of its estimates tells its size, and the size
/// from which it counts. Sizes of different findings compare as multiples of that.
struct concern {
  std::string_view kind, verdict, detail;  ///< verdict "*": whatever is settled; detail "a:" is a prefix
  double counts_from;                      ///< of shares, 0 to 1
  double counts_from_points;               ///< of other units
};

std::vector<concern> concerns(const finding_thresholds& t) {
  return {
      {"importance_gap", "gap", "gap", t.gap, 100 * t.gap},
      {"lip_service", "say without do", "say_not_do", t.say_not_do, 100 * t.say_not_do},
      {"perception_gap", "over", "gap:", t.perception_share, t.perception_points},
      {"roadblocks", "*", "share:", .5, 50},
      {"definition", "not shared", "yes", t.definition, 100 * t.definition},
      {"funnel", "*", "loss:", .5, 50},
      {"defectors", "satisfied defectors", "satisfied_given_left", t.satisfied_left, 100 * t.satisfied_left},
      {"believers", "isolated", "units:isolated", 1, .5},
      {"believers", "none", "units:none", 1, .5},
      {"dilution", "diluting", "since_event", .02, 2},
      {"dilution", "diluting", "value", .02, 2},
      {"change", "fallen", "change", t.change_share, t.change_points},
      {"one_voice", "two camps", "between_roles", .1, 10},
      {"one_voice", "roles apart", "between_roles", .1, 10},
      {"one_voice", "units apart", "between_units", .1, 10}};
}

/// The size of a finding by one of its estimates: the largest of those (where most is lost), but of
/// perception the last (the group farthest from the leaders), of a share that should be high what is missing,
/// of units their part of all units, of a series how far it fell.
double size_of(const context& c, const finding& f, const concern& by) {
  double size = 0, units = 0, first = std::nan(""), last = std::nan("");
  for (const std::size_t at : f.rows) {
    if (at >= c.v.source().rows.size()) continue;
    const result_row& row = c.v.source().rows[at];
    if (!there(&row) || (row.key.size() > 1 && !row.key[1].empty())) continue;
    if (by.kind == "believers" && row.detail.rfind("units:", 0) == 0 && row.detail != "units:tipped")
      units += row.value.value;
    const bool prefix = by.detail.back() == ':';
    if (prefix ? row.detail.rfind(by.detail, 0) != 0 : row.detail != by.detail) continue;
    if (by.kind == "perception_gap" && !starts_with_leaders(c, f, row)) continue;
    double one = std::fabs(row.value.value);
    if (by.kind == "definition") one = 1 - one;
    if (std::isnan(first)) first = row.value.value;
    last = row.value.value;
    one /= is_share(row.unit) ? by.counts_from : by.counts_from_points;
    size = by.kind == "perception_gap" ? one : std::max(size, one);
    if (by.detail == "value")
      size = std::max(0.0, first - last) / (is_share(row.unit) ? by.counts_from : by.counts_from_points);
  }
  return by.kind == "believers" && units > 0 ? size / units : size;
}

/// How much a settled finding asks to be acted upon, as a multiple of what counts; 0 = not at all.
double need(const context& c, const finding& f) {
  if (f.verdict == "not settled" || f.verdict == "not shown") return 0;
  double size = 0;
  for (const concern& one : concerns(c.v.asked().findings.thresholds))
    if (f.kind == one.kind && (one.verdict == "*" || f.verdict == one.verdict) && size == 0)
      size = size_of(c, f, one);
  return size;
}

/// The test in the reader's words, where they are known.
std::string test_name(const context& c, const std::string& test) {
  const std::string key = cat("test.", test);
  return c.w.has(key) ? c.w(key) : sentence_case(test);
}

/// "Importance is not effectiveness: Culture" is shown as a heading and a name.
std::pair<std::string, std::string> split_title(const finding& f) {
  const std::size_t at = f.title.find(": ");
  if (at == std::string::npos) return {std::string(), f.title};
  return {f.title.substr(0, at), f.title.substr(at + 2)};
}

/// Under a heading with the name the sentence need not begin with it: "Culture: 82 % call it important".
std::string without_name(const std::string& sentence, const std::string& name) {
  const std::string start = cat(name, ": ");
  if (sentence.rfind(start, 0) != 0 || sentence.size() == start.size()) return sentence;
  return sentence_case(sentence.substr(start.size()));
}

/// What none of several findings of a kind can see is said once.
std::vector<std::string> shared_unseen(const std::vector<const finding*>& all, const std::string& kind) {
  std::map<std::string, int> times;
  int findings = 0;
  for (const finding* f : all) {
    if (f->kind != kind) continue;
    ++findings;
    if (!f->unseen.empty()) ++times[f->unseen];
  }
  std::vector<std::string> out;
  for (const auto& [line, n] : times)
    if (n > 1 && n == findings) out.push_back(line);
  return out;
}

/// The chapter that has drawn what findings of this kind speak of.
std::string picture_elsewhere(const context& c, std::string_view kind) {
  struct drawn {
    std::string_view kind, id, title;
  };
  for (const drawn& one :
       {drawn{"importance_gap", "importance", "importance.title"},
        drawn{"perception_gap", "perception", "perception.title"},
        drawn{"inflation", "dimensions", "dimensions.title"}, drawn{"lip_service", "saying", "saydo.title"},
        drawn{"roadblocks", "roadblocks", "roadblocks.title"}, drawn{"strengths", "units", "units.title"}})
    if (one.kind == kind && c.has_chapter(one.id))
      return cat("<p class=\"note\">", escaped(c.w("findings.picture")), " <a href=\"#", one.id, "\">",
                 escaped(c.w("quote", {c.w(one.title)})), "</a>.</p>\n");
  return {};
}

}  // namespace

std::vector<const finding*> current_findings(const context& c) {
  std::vector<const finding*> found;
  for (const finding& f : c.v.source().findings)
    if (f.wave == c.v.wave()) found.push_back(&f);
  return found;
}

std::vector<action> top_actions(const context& c, std::size_t most) {
  struct candidate {
    const finding* f;
    double need;
  };
  std::vector<candidate> candidates;
  for (const finding* f : current_findings(c))
    if (const double size = need(c, *f); size > 0) candidates.push_back({f, size});
  detail::small_stable_sort(candidates.begin(), candidates.end(),
                            [](const candidate& a, const candidate& b) { return a.need > b.need; });
  // One phenomenon must not fill the page: one of each kind first, then the largest of the rest.
  std::vector<const finding*> chosen;
  std::map<std::string, int> taken;
  for (const int limit : {1, 2, 3})
    for (const candidate& one : candidates)
      if (chosen.size() < most && taken[one.f->kind] < limit &&
          std::find(chosen.begin(), chosen.end(), one.f) == chosen.end()) {
        ++taken[one.f->kind];
        chosen.push_back(one.f);
      }
  std::vector<action> actions;
  for (const finding* f : chosen) {
    const std::string key = "action." + f->kind;
    const std::string name = split_title(*f).second;
    actions.push_back({c.w.has(key) ? c.w(key, {name}) : f->title, unbroken(f->sentence)});
  }
  return actions;
}

std::vector<action> lowest_dimension(const context& c) {
  struct standing {
    subject s;
    const result_row* row;
  };
  std::vector<standing> known;
  for (const subject& s : c.v.dimensions())
    if (const result_row* row = c.v.main(s, c.v.now()); there(row)) known.push_back({s, row});
  detail::small_stable_sort(known.begin(), known.end(), [](const standing& a, const standing& b) {
    return a.row->value.value < b.row->value.value;
  });
  if (known.size() < 2 || !(known[0].row->value.high < known[1].row->value.low)) return {};
  return {{c.w("actions.lowest", {known[0].s.label}),
           c.w("actions.lowest_text",
               {known[0].s.label, shown(c, known[0].row), known[1].s.label, shown(c, known[1].row)})}};
}

chapter findings_chapter(context& c) {
  chapter made{"findings", c.w("findings.title"), {}, true};
  const std::vector<const finding*> all = current_findings(c);
  if (all.empty()) {
    made.html = empty_figure(made.title, c.w("findings.none"));
    return made;
  }
  made.html += element("p", c.w("findings.intro")) + "\n";
  std::vector<std::string> kinds;
  for (const finding* f : all)
    if (std::find(kinds.begin(), kinds.end(), f->kind) == kinds.end()) kinds.push_back(f->kind);
  for (const std::string& kind : kinds) {
    const std::vector<std::string> shared = shared_unseen(all, kind);
    const std::string key = "kind." + kind;
    std::string heading = c.w.has(key) ? c.w(key) : std::string();
    for (const finding* f : all)
      if (f->kind == kind && heading.empty()) heading = split_title(*f).first;
    if (heading.empty()) heading = kind;
    made.html += "<h3>" + escaped(heading) + "</h3>\n";
    std::vector<const finding*> of_kind;
    for (const finding* f : all)
      if (f->kind == kind && f->verdict != "not shown") of_kind.push_back(f);
    for (const std::string& line : shared)
      made.html += element("p", c.w("findings.unseen", {sentence_case(line)}), "note") + "\n";
    const std::string figure = finding_figure(c, kind, of_kind) + unit_finding_figure(c, kind, all);
    made.html += figure.empty() && !of_kind.empty() ? picture_elsewhere(c, kind) : figure;
    for (const finding* f : all) {
      if (f->kind != kind) continue;
      const std::string verdict_key = "verdict." + f->verdict;
      std::string verdict = c.w.has(verdict_key) ? c.w(verdict_key) : f->verdict;
      if ((kind == "roadblocks" || kind == "funnel") && !c.w.has(verdict_key))
        verdict = c.w("verdict.settled");
      const bool open = f->verdict == "not settled" || f->verdict == "not shown" || f->verdict.empty();
      if (f->probability == f->probability && !verdict.empty() && !open)
        verdict += cat(", ", c.w.probability(f->probability));
      made.html += "<div class=\"finding\"><h4>" + escaped(split_title(*f).second);
      if (!verdict.empty())
        made.html += " <span class=\"verdict" + std::string(open ? "" : " clear") + "\">" + escaped(verdict) +
                     "</span>";
      made.html += "</h4>" + element("p", unbroken(without_name(f->sentence, split_title(*f).second)));
      std::string small;
      if (f->base == f->base && f->base > 0) small += c.w("findings.base", {c.w.count(f->base)});
      if (!f->test.empty() && f->p_value == f->p_value)
        small += cat(small.empty() ? "" : " ",
                     c.w("findings.test",
                         {test_name(c, f->test),
                          f->p_value < .001 ? c.w("findings.p_small")
                                            : cat("p\xC2\xA0=\xC2\xA0", c.w.decimal(f->p_value, 3))}));
      if (!f->unseen.empty() && std::find(shared.begin(), shared.end(), f->unseen) == shared.end())
        small += cat(small.empty() ? "" : " ", c.w("findings.unseen", {sentence_case(f->unseen)}));
      if (!small.empty()) made.html += element("p", small, "note");
      made.html += "</div>\n";
    }
  }
  return made;
}

}  // namespace cxm::report_detail
