// SPDX-License-Identifier: Apache-2.0
#include <limits>

#include "cxm/benchmark/published.hpp"
#include "report/chapters.hpp"
#include "report/dots.hpp"
#include "report/markup.hpp"

namespace cxm::report_detail {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

chart::dumbbell_point point_of(const context& c, const result_row* row) {
  if (!there(row)) return {none, none, none, {}};
  return {row->value.value, row->value.low, row->value.high, c.w.value(row->value.value, row->unit)};
}

chart::dumbbell_point point_of(const context& c, const published_figure* figure) {
  if (figure == nullptr) return {none, none, none, {}};
  return {figure->share, none, none, c.w.value(figure->share, "share")};
}

std::string points_text(const context& c, const result_row* gap) {
  // A difference of shares is spoken of in percentage points.
  if (!there(gap)) return why_not(c, gap);
  if (!is_share(gap->unit)) return c.w("gap.text", {c.w.estimated(gap->value, gap->unit)});
  estimate points = gap->value;
  for (double* value : {&points.value, &points.low, &points.high}) *value *= 100;
  const std::string range =
      points.low == points.low
          ? c.w("number.interval", {c.w.decimal(points.low, 0), c.w.decimal(points.high, 0)})
          : std::string();
  return c.w("gap.points", {c.w.decimal(points.value, 0)}) + (range.empty() ? "" : " (" + range + ")");
}

/// Who is shown: the leaders, where they were asked, because the published figures are leaders' too.
std::string leaders(const context& c, const importance_pair& pair) {
  for (const std::string& role : c.v.roles()) {
    const result_row* a = c.v.measure(pair.importance, c.v.now(role));
    if (a != nullptr && (a->value.n > 0 || !a->suppressed.empty())) return role;
  }
  return {};
}

}  // namespace

chapter importance_chapter(context& c) {
  chapter made{"importance", c.w("importance.title"), {}, false};
  const auto& pairs = c.v.asked().findings.importance;
  if (pairs.empty()) return made;
  made.html += element("p", c.w("importance.intro")) + "\n";
  const std::string role = leaders(c, pairs.front());
  chart::dumbbell_chart bells;
  bells.scale = axis_of(c, "share", 0, 1);
  bells.a_name = c.w("importance.important");
  bells.b_name = c.w("importance.effective");
  bells.published_name = c.w("published.name");
  data_table table{c.w("importance.table"),
                   {c.w("table.measure"), c.w("table.group"), c.w("importance.important"),
                    c.w("importance.effective"), c.w("importance.gap"), c.w("table.n")},
                   {},
                   2};
  bool any = false;
  const published_figure* cited = nullptr;
  for (const importance_pair& pair : pairs) {
    const place at = c.v.now(role);
    const result_row* important = c.v.measure(pair.importance, at);
    const result_row* effective = c.v.measure(pair.effectiveness, at);
    const result_row* gap = c.v.importance_gap(pair, at);
    std::string label = pair.label.in(c.v.language());
    if (label.empty()) label = pair.id;
    chart::dumbbell_row row;
    row.label = label;
    row.a = point_of(c, important);
    row.b = point_of(c, effective);
    const bool drawn = there(important) || there(effective);
    any = any || drawn;
    row.gap_text = drawn ? points_text(c, gap) : why_not(c, important);
    const published_figure* published_a = find_published(c.v.asked().id, pair.importance, role);
    const published_figure* published_b = find_published(c.v.asked().id, pair.effectiveness, role);
    if (published_a != nullptr && published_b != nullptr && drawn) {
      row.has_published = true;
      row.published_a = point_of(c, published_a);
      row.published_b = point_of(c, published_b);
      cited = published_a;
      table.rows.push_back(
          {label, c.w("published.group", {c.w.count(published_a->base)}), row.published_a.text,
           row.published_b.text,
           c.w("gap.points", {c.w.decimal(100 * (published_a->share - published_b->share), 0)}),
           c.w.count(published_a->base)});
    }
    std::vector<std::string> groups = roles_with(c, {c.v.subject_of(pair.importance)});
    groups.insert(groups.begin(), std::string());
    for (const std::string& group : groups) {
      const place there_at = c.v.now(group);
      const result_row* one = c.v.measure(pair.importance, there_at);
      table.rows.push_back({label, group.empty() ? c.w("group.all") : c.v.role_label(group), shown(c, one),
                            shown(c, c.v.measure(pair.effectiveness, there_at)),
                            points_text(c, c.v.importance_gap(pair, there_at)), base_text(c, one)});
    }
    bells.rows.push_back(std::move(row));
  }
  const std::string who = role.empty() ? c.w("group.all") : c.v.role_label(role);
  if (!any) {
    made.html += empty_figure(c.w("importance.caption", {who}),
                              why_not(c, c.v.measure(pairs.front().importance, c.v.now(role))));
    return made;
  }
  std::string note = c.w("note.interval", {c.w.probability(c.v.source().options.level)});
  if (cited != nullptr) note += cat(" ", c.w("published.note", {cited->source}));
  made.html +=
      figure(c, {c.w("importance.caption", {who}), note, c.w("importance.caption", {who})}, bells, table);
  if (const published_figure* overall = find_published(c.v.asked().id, "overall_very_effective", role)) {
    const result_row* own = c.v.measure("overall_very_effective", c.v.now(role));
    if (there(own))
      made.html += element("p", c.w("published.overall", {who, c.w.estimated(own->value, "share"),
                                                          c.w.value(overall->share, "share"),
                                                          c.w.count(overall->base), overall->source})) +
                   "\n";
  }
  return made;
}

chapter say_do_chapter(context& c) {
  chapter made{"saying", c.w("saydo.title"), {}, false};
  const auto& pairs = c.v.asked().findings.say_do;
  if (pairs.empty()) return made;
  made.html += element("p", c.w("saydo.intro")) + "\n";
  chart::dumbbell_chart bells;
  bells.scale = axis_of(c, "share", 0, 1);
  bells.a_name = c.w("saydo.say");
  bells.b_name = c.w("saydo.do");
  data_table table{c.w("saydo.table"),
                   {c.w("table.measure"), c.w("table.group"), c.w("saydo.say"), c.w("saydo.do"),
                    c.w("saydo.both"), c.w("table.n")},
                   {},
                   2};
  bool any = false;
  for (const say_do_pair& pair : pairs) {
    std::string label = pair.label.in(c.v.language());
    if (label.empty()) label = pair.id;
    std::vector<std::string> groups = roles_with(c, {c.v.subject_of(pair.say)});
    groups.insert(groups.begin(), std::string());
    for (const std::string& group : groups) {
      const place at = c.v.now(group);
      const result_row* say = c.v.measure(pair.say, at);
      const result_row* done = c.v.measure(pair.done, at);
      const result_row* both = c.v.say_not_done(pair, at);
      table.rows.push_back({label, group.empty() ? c.w("group.all") : c.v.role_label(group), shown(c, say),
                            shown(c, done), shown(c, both), base_text(c, say)});
      if (!group.empty()) continue;
      chart::dumbbell_row row;
      row.label = label;
      row.a = point_of(c, say);
      row.b = point_of(c, done);
      const bool drawn = there(say) || there(done);
      any = any || drawn;
      row.gap_text = drawn ? shown(c, both) : why_not(c, say);
      bells.rows.push_back(std::move(row));
    }
  }
  if (!any)
    made.html += empty_figure(c.w("saydo.caption"), why_not(c, c.v.measure(pairs.front().say, c.v.now())));
  else
    made.html += figure(c, {c.w("saydo.caption"), c.w("saydo.note"), c.w("saydo.caption")}, bells, table);
  return made;
}

}  // namespace cxm::report_detail
