// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <map>

#include "report/chapters.hpp"
#include "report/findings_view.hpp"
#include "report/markup.hpp"

namespace cxm::report_detail {
namespace {

/// How much a finding asks to be acted upon, in comparable points; 0 = not at all.
double need(const context& c, const finding& f) {
  if (f.rows.empty()) return 0;
  if (f.verdict != "gap" && f.verdict != "lip service" && f.verdict != "over" && f.verdict != "roadblock")
    return 0;
  const result_row& first = c.v.source().rows[f.rows.front()];
  if (!there(&first)) return 0;
  const double size = std::fabs(first.value.value) * (is_share(first.unit) ? 100 : 1);
  return size;
}

}  // namespace

std::vector<const finding*> current_findings(const context& c) {
  std::vector<const finding*> found;
  for (const finding& f : c.v.source().findings) found.push_back(&f);
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
  std::vector<action> actions;
  std::map<std::string, int> taken;
  for (const candidate& one : candidates)
    if (actions.size() < most && taken[one.f->kind]++ < 2) actions.push_back({one.f->title, one.f->sentence});
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
    made.html += "<h3>" + escaped(c.w.has(key) ? c.w(key) : kind) + "</h3>\n";
    for (const finding* f : all) {
      if (f->kind != kind) continue;
      const std::string verdict_key = "verdict." + f->verdict;
      std::string verdict = c.w.has(verdict_key) ? c.w(verdict_key) : f->verdict;
      if (f->probability == f->probability && !verdict.empty())
        verdict += ", " + c.w.probability(f->probability);
      const bool open = f->verdict == "not settled" || f->verdict.empty();
      made.html += "<div class=\"finding\"><h4>" + escaped(f->title);
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
      if (!f->unseen.empty()) small += cat(small.empty() ? "" : " ", f->unseen);
      if (!small.empty()) made.html += element("p", small, "note");
      made.html += "</div>\n";
    }
  }
  return made;
}

}  // namespace cxm::report_detail
