// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>

#include "cxm/plan/plan_request.hpp"
#include "report/chapters.hpp"
#include "report/dots.hpp"
#include "report/findings_view.hpp"
#include "report/levels.hpp"
#include "report/markup.hpp"
#include "report/plan_view.hpp"
#include "report/standing.hpp"

namespace cxm::report_detail {
namespace {

std::string card(const std::string& title, const std::string& big, bool word,
                 const std::vector<std::string>& lines) {
  std::string html = "<div class=\"card\">" + element("h3", title) + "<p class=\"big" +
                     (word ? " word" : "") + "\">" + big + "</p>";
  for (const std::string& line : lines) html += element("p", line);
  return html + "</div>\n";
}

std::string level_card(context& c) {
  if (c.v.asked().levels.empty()) return {};
  const level_definition& d = c.v.asked().levels.front();
  const level_state state = level_of(c, d, c.v.now());
  if (!state.known)
    return card(c.w(c.v.about_maturity() ? "card.level" : "card.level_plain"), "\xE2\x80\x93", false,
                {why_not(c, state.index)});
  const std::size_t k = state.most_probable;
  std::vector<std::string> lines{
      c.w("card.level_of", {std::to_string(k + 1), std::to_string(d.names.size())}),
      c.w("card.probability", {c.w.probability(state.continuous[k])})};
  if (state.staged_known) {
    const std::size_t s = state.staged_most_probable;
    lines.push_back(s == k ? c.w("card.staged_same", {c.w.probability(state.staged[s])})
                           : c.w("card.staged", {std::to_string(s + 1), d.names[s].in(c.v.language()),
                                                 c.w.probability(state.staged[s])}));
  }
  return card(c.w(c.v.about_maturity() ? "card.level" : "card.level_plain"),
              escaped(d.names[k].in(c.v.language())), true, lines);
}

std::string index_card(context& c, const subject& head) {
  const result_row* row = c.v.main(head, c.v.now());
  if (!there(row)) return card(head.label, "\xE2\x80\x93", false, {why_not(c, row)});
  std::vector<std::string> lines;
  const std::string range = c.w.interval(row->value, row->unit);
  if (!range.empty()) lines.push_back(c.w("card.interval", {range, c.w.probability(row->value.level)}));
  // Whose answers they are, where not of all who were heard.
  std::vector<std::string> of;
  for (const std::string& role : c.v.roles())
    if (there(c.v.main(head, c.v.now(role)))) of.push_back(c.v.role_label(role));
  lines.push_back(of.empty() || of.size() == c.v.roles().size()
                      ? c.w("card.base", {c.w.count(row->value.n)})
                      : c.w("card.base_roles", {c.w.count(row->value.n), c.w.list(of)}));
  std::string big = escaped(c.w.value(row->value.value, row->unit));
  if (row->unit == "points") big += " <small>" + escaped(c.w("card.of_100")) + "</small>";
  return card(head.label, big, false, lines);
}

std::string change_card(context& c, const subject& head) {
  const std::string title =
      c.v.previous().empty() ? c.w("card.change") : c.w("card.change_since", {c.v.previous()});
  if (c.v.previous().empty()) return card(title, "\xE2\x80\x93", false, {c.w("card.no_change")});
  const result_row* row = c.v.change(head, c.v.now());
  if (!there(row)) return card(title, "\xE2\x80\x93", false, {why_not(c, row)});
  const estimate& e = row->value;
  std::vector<std::string> lines;
  const std::string range = c.w.interval(e, row->unit, true);
  if (!range.empty()) {
    lines.push_back(c.w("card.interval", {range, c.w.probability(e.level)}));
    lines.push_back(c.w(e.low > 0 ? "card.risen" : e.high < 0 ? "card.fallen" : "card.noise"));
  }
  return card(title, escaped(c.w.value(e.value, row->unit, true)), false, lines);
}

/// The headline's place in the norm; where the norm does not have it, that of the first measure which it has.
std::string norm_line(context& c, const subject& head) {
  const auto& reference = c.v.source().options.reference;
  if (!reference) return {};
  std::string text = norm_sentence(c.w, c.v, head, c.v.now());
  std::string label = head.label;
  for (const norm_measure& m : reference->measures) {
    if (!text.empty()) break;
    const subject s = c.v.subject_of(m.id);
    text = norm_sentence(c.w, c.v, s, c.v.now(m.role));
    label = m.role.empty() ? s.label : cat(s.label, ", ", c.v.role_label(m.role));
  }
  if (text.empty()) return {};
  std::string source = reference->title.in(std::string(c.v.language()));
  if (source.empty()) source = reference->id;
  return "<p><a href=\"#norm\">" + escaped(c.w("card.norm")) +
         "</a>: " + escaped(unbroken(cat(label, ": ", text))) + ". <span class=\"quiet\">" + escaped(source) +
         ".</span></p>\n";
}

std::string lead(context& c, const subject& head) {
  std::vector<std::string> dimension_names;
  for (const subject& s : c.v.dimensions()) dimension_names.push_back(s.label);
  std::string text;
  if (dimension_names.size() > 1 && dimension_names.size() <= 8)
    text = c.w(c.v.about_maturity() ? "lead.dimensions" : "lead.scores", {c.w.list(dimension_names)});
  else
    text = c.w("lead.plain", {head.label});
  return element("p", text, "lead") + "\n";
}

/// Too few, or far from the customer: the assessment says so itself, before anything else is read.
std::string coverage(const context& c) {
  for (const finding* f : current_findings(c)) {
    if (f->kind != "coverage" || f->verdict == "not shown" || f->verdict == "not known") continue;
    std::string text = element("p", f->sentence);
    for (const std::size_t at : f->rows) {
      const result_row& row = c.v.source().rows.at(at);
      const bool bounds = row.detail.rfind("if_silent_differ:", 0) == 0 &&
                          row.value.has(estimate_flag::bounds) &&
                          row.detail.find(":interval") == std::string::npos;
      if (bounds)
        text += element(
            "p",
            c.w("coverage.silent", {c.w.decimal(c.v.asked().findings.thresholds.silent_difference, 0),
                                    row.label, c.w("number.bounds", {c.w.interval(row.value, row.unit)})}),
            "note");
    }
    return text;
  }
  return {};
}

std::string heard(context& c) {
  std::string html =
      "<div><h3>" + escaped(c.w("heard.title")) + "</h3>\n" + coverage(c) + "<ul class=\"plain\">";
  std::vector<std::string> roles;
  for (const std::string& role : c.v.roles()) {
    const result_row* row = c.v.base(c.v.now(role));
    if (row == nullptr) continue;
    roles.push_back(there(row) ? cat(c.v.role_label(role), "\xC2\xA0", c.w.count(row->value.value))
                               : cat(c.v.role_label(role), " (", why_not(c, row), ")"));
  }
  bool any = !roles.empty();
  if (any) html += element("li", c.w.list(roles));
  for (std::size_t s = 0; s < c.v.segments().size(); ++s) {
    const std::size_t n = c.v.segment_values(s).size();
    if (n > 0)
      html += element("li", c.w("heard.segments", {c.v.segment_label(s), c.w.count(static_cast<double>(n))}));
  }
  const import_receipt& r = c.v.source().receipt;
  if (r.rows_read != 0) {
    any = true;
    html += element("li", c.w(c.v.waves().size() > 1 ? "heard.rows_waves" : "heard.rows",
                              {c.w.count(static_cast<double>(r.rows_used)),
                               c.w.count(static_cast<double>(r.rows_read))}));
    double answered = 0, asked = 0, unsure = 0;
    for (const item_receipt& item : r.items) {
      if (item.answered < 0) continue;  // withheld
      answered += static_cast<double>(item.answered);
      asked += static_cast<double>(item.answered);
      for (std::size_t kind = 1; kind < missing_kinds; ++kind)
        asked += static_cast<double>(item.missing[kind]);
      unsure += static_cast<double>(item.missing[static_cast<std::size_t>(missing_kind::dont_know)]);
    }
    if (asked > 0)
      html += element("li", c.w("heard.answered",
                                {c.w.value(answered / asked, "share"), c.w.value(unsure / asked, "share")}));
  }
  if (!any) html += element("li", c.w("heard.none"));
  return html + "</ul></div>\n";
}

std::string unseen(context& c) {
  std::vector<std::string> lines;
  std::set<std::string> said;
  const auto say = [&](const std::string& line) {
    if (!line.empty() && said.insert(line).second && lines.size() < 5) lines.push_back(line);
  };
  const assessment& a = c.v.source();
  std::vector<std::string> absent_roles;
  for (const role& r : c.v.asked().roles)
    if (std::find(c.v.roles().begin(), c.v.roles().end(), r.id) == c.v.roles().end())
      absent_roles.push_back(c.v.role_label(r.id));
  if (!absent_roles.empty()) say(c.w("unseen.roles", {c.w.list(absent_roles)}));
  if (c.v.waves().size() < 2) say(c.w("unseen.one_wave"));
  std::size_t no_column = 0;
  for (const item_receipt& item : a.receipt.items)
    no_column += item.column.empty() && item.answered == 0 ? 1 : 0;
  if (no_column > 0) say(c.w("unseen.items", {c.w.count(static_cast<double>(no_column))}));
  std::set<std::vector<std::string>> hidden;
  for (const result_row& row : a.rows)
    if (!row.suppressed.empty()) hidden.insert(row.key);
  if (!hidden.empty())
    say(c.w("unseen.hidden",
            {c.w.count(static_cast<double>(hidden.size())), c.w.count(a.options.minimum_base)}));
  for (const finding* f : current_findings(c))
    if (f->verdict == "not shown" && !f->unseen.empty()) say(f->title + ": " + f->unseen + ".");
  // What is said of drivers stands in their chapter.
  for (const std::string& note : a.notes)
    if (note.rfind("drivers of ", 0) != 0 && note.rfind("Treiber von ", 0) != 0)
      say(sentence_case(note) + ".");
  std::string html = "<div><h3>" + escaped(c.w("unseen.title")) + "</h3>\n<ul class=\"plain\">";
  if (lines.empty()) lines.push_back(c.w("unseen.nothing"));
  for (const std::string& line : lines) html += element("li", line);
  return html + "</ul></div>\n";
}

}  // namespace

std::string people_text(const context& c) {
  double people = c.v.people(c.v.now());
  if (!(people == people)) {
    const result_row* row = c.v.main(c.v.headline(), c.v.now());
    if (!there(row)) return c.w("people.unknown");
    people = row->value.n;
  }
  return c.w("people.count", {c.w.count(people)});
}

chapter summary_chapter(context& c) {
  chapter made{"summary", c.w("summary.title"), {}, false};
  const subject head = c.v.headline();
  std::string& html = made.html;
  if (!c.v.source().options.disclosure)
    html += "<div class=\"warning\"><p>" + escaped(c.w("warning.disclosure")) + "</p></div>\n";
  if (head.id.empty()) {
    html += empty_figure(made.title, c.w("summary.none"));
    return made;
  }
  html += lead(c, head);
  html += "<div class=\"cards\">\n" + level_card(c) + index_card(c, head) + change_card(c, head) + "</div>\n";
  html += norm_line(c, head);
  // A plan that was asked for says what to do; else what the data show to be amiss, else the practices.
  const auto& plan = c.v.source().plan;
  const std::vector<action> from_plan = plan_actions(c, 3);
  std::vector<action> actions;
  if (plan && plan->asked) actions = from_plan;
  if (actions.empty()) actions = top_actions(c, 3);
  const bool planned = !from_plan.empty() && (actions.empty() || (plan && plan->asked));
  if (actions.empty()) actions = from_plan;
  if (actions.empty()) actions = lowest_dimension(c);
  html += "<h3>" + escaped(c.w("actions.title")) + "</h3>\n";
  if (actions.empty()) {
    html += element("p", c.w("actions.none"), "quiet") + "\n";
  } else {
    html += "<ol class=\"actions\">\n";
    for (const action& one : actions)
      html += "<li>" + element("b", one.title) + escaped(one.sentence) + "</li>\n";
    html += "</ol>\n";
    if (const std::string tied = planned ? tied_text(c) : std::string(); !tied.empty())
      html += element("p", tied, "quiet") + "\n";
    if (!from_plan.empty())
      html += "<p class=\"more\"><a href=\"#roadmap\">" +
              escaped(c.w(planned ? "plan.more" : "plan.more_practices")) + "</a></p>\n";
  }
  html += "<div class=\"split\">\n" + heard(c) + unseen(c) + "</div>\n";
  return made;
}

}  // namespace cxm::report_detail
