// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

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

/// Which of a finding's estimates tells its size.
bool tells_size(const finding& f, const result_row& row) {
  if (row.key.size() > 1 && !row.key[1].empty()) return false;
  if (f.kind == "importance_gap") return row.detail == "gap";
  if (f.kind == "lip_service") return row.detail == "say_not_done";
  if (f.kind == "inflation") return row.detail == "inflation";
  if (f.kind == "roadblocks") return row.detail == "share:" + f.verdict;
  if (f.kind == "defectors") return row.detail == "left";
  if (f.kind == "definition") return row.detail == "yes";
  if (f.kind == "one_voice") return row.detail == "between_roles";
  if (f.kind == "funnel") return row.detail.rfind("loss:", 0) == 0;
  return f.kind == "perception_gap" && row.detail.rfind("gap:", 0) == 0;
}

/// How much a settled finding asks to be acted upon, in points of a hundred; 0 = not at all.
double need(const context& c, const finding& f) {
  const bool settled = (f.kind == "funnel" && f.verdict != "not settled" && f.verdict != "not shown") ||
                       f.verdict == "satisfied defectors" || f.verdict == "not shared" ||
                       f.verdict == "two camps" || f.verdict == "gap" || f.verdict == "say without do" ||
                       f.verdict == "over" || f.verdict == "inflated" ||
                       (f.kind == "roadblocks" && f.verdict != "not settled" && f.verdict != "not shown");
  if (!settled) return 0;
  double size = 0;
  for (const std::size_t at : f.rows) {
    if (at >= c.v.source().rows.size()) continue;
    const result_row& row = c.v.source().rows[at];
    // The verdict on perception is about the group farthest from the leaders: its row comes last.
    if (there(&row) && tells_size(f, row) && (f.kind != "perception_gap" || starts_with_leaders(c, f, row))) {
      const double one = std::fabs(row.value.value) * (is_share(row.unit) ? 100 : 1);
      size = f.kind == "funnel" ? std::max(size, one) : one;  // where most is lost
    }
  }
  return size;
}

/// The first letter in upper case, where it is plain.
std::string sentence_case(std::string text) {
  if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
  return text;
}

/// "Importance is not effectiveness: Culture" is shown as a heading and a name.
std::pair<std::string, std::string> split_title(const finding& f) {
  const std::size_t at = f.title.find(": ");
  if (at == std::string::npos) return {std::string(), f.title};
  return {f.title.substr(0, at), f.title.substr(at + 2)};
}

/// Without findings: the lowest dimension, when its interval lies wholly below the next one's.
void add_lowest(const context& c, std::vector<action>& actions) {
  struct standing {
    subject s;
    const result_row* row;
  };
  std::vector<standing> known;
  for (const subject& s : c.v.dimensions())
    if (const result_row* row = c.v.main(s, c.v.now()); there(row)) known.push_back({s, row});
  std::stable_sort(known.begin(), known.end(), [](const standing& a, const standing& b) {
    return a.row->value.value < b.row->value.value;
  });
  if (known.size() < 2 || !(known[0].row->value.high < known[1].row->value.low)) return;
  actions.push_back({c.w("actions.lowest", {known[0].s.label}),
                     c.w("actions.lowest_text", {known[0].s.label, shown(c, known[0].row), known[1].s.label,
                                                 shown(c, known[1].row)})});
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
  std::stable_sort(candidates.begin(), candidates.end(),
                   [](const candidate& a, const candidate& b) { return a.need > b.need; });
  // One phenomenon must not fill the page: one of each kind first, then the largest of the rest.
  std::vector<const finding*> chosen;
  std::map<std::string, int> taken;
  for (const int limit : {1, 2, 3})
    for (const candidate& one : candidates)
      if (chosen.size() < most && taken[one.f->kind] < limit && one.f->kind != "inflation" &&
          std::find(chosen.begin(), chosen.end(), one.f) == chosen.end()) {
        ++taken[one.f->kind];
        chosen.push_back(one.f);
      }
  std::vector<action> actions;
  for (const finding* f : chosen) {
    const std::string key = "action." + f->kind;
    const std::string name = split_title(*f).second;
    actions.push_back({c.w.has(key) ? c.w(key, {name}) : f->title, f->sentence});
  }
  if (actions.empty()) add_lowest(c, actions);
  return actions;
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
    const std::string key = "kind." + kind;
    std::string heading;
    for (const finding* f : all)
      if (f->kind == kind && heading.empty()) heading = split_title(*f).first;
    if (heading.empty()) heading = c.w.has(key) ? c.w(key) : kind;
    made.html += "<h3>" + escaped(heading) + "</h3>\n";
    std::vector<const finding*> of_kind;
    for (const finding* f : all)
      if (f->kind == kind && f->verdict != "not shown") of_kind.push_back(f);
    made.html += finding_figure(c, kind, of_kind);
    made.html += unit_finding_figure(c, kind, all);
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
      made.html += "</h4>" + element("p", f->sentence);
      std::string small;
      if (f->base == f->base && f->base > 0) small += c.w("findings.base", {c.w.count(f->base)});
      if (!f->test.empty() && f->p_value == f->p_value)
        small +=
            cat(small.empty() ? "" : " ",
                c.w("findings.test", {f->test, f->p_value < .001 ? c.w("findings.p_small")
                                                                 : cat("p = ", c.w.decimal(f->p_value, 3))}));
      if (!f->unseen.empty())
        small += cat(small.empty() ? "" : " ", c.w("findings.unseen", {sentence_case(f->unseen)}));
      if (!small.empty()) made.html += element("p", small, "note");
      made.html += "</div>\n";
    }
  }
  return made;
}

}  // namespace cxm::report_detail
