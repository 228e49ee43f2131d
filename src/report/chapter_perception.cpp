// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>
#include <set>

#include "base/stable_order.hpp"
#include "cxm/benchmark/published.hpp"
#include "report/chapters.hpp"
#include "report/dots.hpp"
#include "report/markup.hpp"

namespace cxm::report_detail {

chapter perception_chapter(context& c) {
  chapter made{"perception", c.w("perception.title"), {}, false};
  const auto& statements = c.v.asked().findings.perception;
  if (statements.empty()) return made;
  made.html += element("p", c.w("perception.intro")) + "\n";
  // What the dimension profile shows by role already is not shown again.
  const std::vector<subject> profile = c.v.dimensions();
  for (const perception_statement& statement : statements) {
    if (std::any_of(profile.begin(), profile.end(),
                    [&](const subject& d) { return d.id == statement.measure; }))
      continue;
    const subject s = c.v.subject_of(statement.measure);
    std::string label = statement.label.in(c.v.language());
    if (label.empty()) label = s.label;
    chart::dot_chart dots;
    dots.scale = axis_of(c, s.unit, 0, 100);
    data_table table{label, {c.w("table.group"), c.w("table.value"), c.w("table.n")}, {}, 1};
    std::vector<std::string> absent;
    std::string sources;
    bool any = false;
    for (std::size_t i = 0; i < statement.roles.size(); ++i) {
      const std::string& role = statement.roles[i];
      const result_row* row = c.v.main(s, c.v.now(role));
      const std::string name = c.v.role_label(role);
      if (row == nullptr || (row->suppressed.empty() && !(row->value.n > 0))) {
        absent.push_back(name);
        continue;
      }
      any = any || there(row);
      chart::dot_group group{
          name, {dot_of(c, "", row, i == 0 ? chart::look::accent_dot : look_of_role(c, role), i == 0)}};
      table.rows.push_back({name, shown(c, row), base_text(c, row)});
      dots.groups.push_back(std::move(group));
      if (const published_figure* figure = find_published(c.v.asked().id, statement.measure, role)) {
        const double none = std::numeric_limits<double>::quiet_NaN();
        const std::string text = c.w.value(figure->share, "share");
        chart::dot_row published{c.w("published.name"),     figure->share, none, none, text,
                                 chart::look::open_diamond, false};
        dots.groups.push_back({c.w("published.of", {name}), {published}});
        dots.groups.back().rows.front().label.clear();
        table.rows.push_back(
            {c.w("published.of", {name}), text, figure->base > 0 ? c.w.count(figure->base) : "\xE2\x80\x93"});
        sources = std::string(figure->source);
      }
    }
    std::string note;
    if (!sources.empty()) note = c.w("published.note", {sources});
    if (!absent.empty()) note += cat(note.empty() ? "" : " ", c.w("perception.absent", {c.w.list(absent)}));
    if (!any) {
      std::string why = absent.size() == statement.roles.size() ? c.w("why.nobody") : c.w("why.all_hidden");
      made.html += empty_figure(label, why);
      continue;
    }
    made.html += figure(c, {label, note, c.w("perception.description", {label})}, dots, table);
  }
  return made;
}

chapter roadblocks_chapter(context& c) {
  chapter made{"roadblocks", c.w("roadblocks.title"), {}, false};
  for (const roadblock_question& question : c.v.asked().findings.roadblocks) {
    std::string label = question.label.in(c.v.language());
    if (label.empty()) label = question.id;
    struct option {
      std::string label;
      const result_row* row;
    };
    std::vector<option> options;
    for (const std::string& id : question.measures) {
      // The finding's intervals hold for all options at once; the measure's for one alone.
      const result_row* jointly = c.v.row("finding", "roadblocks:" + question.id, "share:" + id, c.v.now());
      options.push_back(
          {c.v.subject_of(id).label, jointly != nullptr ? jointly : c.v.measure(id, c.v.now())});
    }
    if (options.empty())
      if (const item* asked = c.v.asked().find_item(question.item))
        if (const scale* codes = c.v.asked().find_scale(asked->scale))
          for (const scale_code& code : codes->codes)
            options.push_back(
                {code.label.in(c.v.language()),
                 c.v.row("item", question.item, "code:" + std::to_string(code.code), c.v.now())});
    detail::small_stable_sort(options.begin(), options.end(), [](const option& a, const option& b) {
      if (there(a.row) != there(b.row)) return there(a.row);
      return there(a.row) && a.row->value.value > b.row->value.value;
    });
    if (options.empty() || !there(options.front().row)) {
      made.html += empty_figure(label, why_not(c, options.empty() ? nullptr : options.front().row));
      continue;
    }
    chart::dot_chart dots;
    dots.scale = axis_of(c, "share", 0, 1);
    data_table table{label, {c.w("roadblocks.option"), c.w("table.value"), c.w("table.n")}, {}, 1};
    for (const option& o : options) {
      dots.groups.push_back({o.label, {dot_of(c, "", o.row, chart::look::accent_dot, false)}});
      table.rows.push_back({o.label, shown(c, o.row), base_text(c, o.row)});
    }
    const std::string note =
        c.w("note.interval", {c.w.probability(c.v.source().options.level)}) + " " + c.w("roadblocks.note");
    made.html +=
        figure(c, {label, note, c.w("roadblocks.description", {label, options.front().label})}, dots, table);
  }
  return made;
}

chapter measures_chapter(context& c) {
  chapter made{"measures", c.w("measures.title"), {}, false};
  // What no other chapter shows: the rest of the instrument is never silently left out.
  std::set<std::string> elsewhere;
  for (const subject& s : c.v.dimensions()) elsewhere.insert(s.id);
  elsewhere.insert(c.v.headline().id);
  for (const auto& pair : c.v.asked().findings.importance)
    elsewhere.insert({pair.importance, pair.effectiveness});
  for (const auto& pair : c.v.asked().findings.say_do)
    elsewhere.insert({pair.say, pair.done, pair.say_not_done});
  for (const auto& statement : c.v.asked().findings.perception) elsewhere.insert(statement.measure);
  for (const auto& question : c.v.asked().findings.roadblocks)
    elsewhere.insert(question.measures.begin(), question.measures.end());
  struct family {
    std::string unit;
    std::vector<subject> subjects;
  };
  std::vector<family> families{{"nps", {}}, {"score", {}}, {"points", {}}, {"share", {}}};
  const auto put = [&](const subject& s) {
    if (elsewhere.count(s.id) > 0 || c.v.main(s, c.v.now()) == nullptr) return;
    for (family& f : families)
      if (f.unit == s.unit) f.subjects.push_back(s);
  };
  for (const index_definition& index : c.v.asked().indices) put(c.v.subject_of(index.id));
  for (const cxm::measure& m : c.v.asked().measures) put(c.v.subject_of(m.id));
  for (const family& f : families) {
    if (f.subjects.empty()) continue;
    const std::string caption = c.w("measures." + f.unit);
    data_table table{caption, {c.w("table.measure"), c.w("table.value"), c.w("table.n")}, {}, 1};
    double low = 1e300, high = -1e300;
    for (const subject& s : f.subjects) {
      const result_row* row = c.v.main(s, c.v.now());
      if (!there(row)) continue;
      low = std::min({low, row->value.value, row->value.low == row->value.low ? row->value.low : low});
      high = std::max({high, row->value.value, row->value.high == row->value.high ? row->value.high : high});
    }
    std::vector<chart::dot_chart> pictures;
    for (const subject& s : f.subjects) {
      if (pictures.empty() || pictures.back().groups.size() == rows_per_picture) {
        pictures.emplace_back();
        pictures.back().scale = axis_of(c, f.unit, low, high);
      }
      const result_row* row = c.v.main(s, c.v.now());
      pictures.back().groups.push_back({s.label, {dot_of(c, "", row, chart::look::accent_dot, false)}});
      table.rows.push_back({s.label, shown(c, row), base_text(c, row)});
    }
    if (low > high) {
      made.html += empty_figure(caption, why_not(c, c.v.main(f.subjects.front(), c.v.now())));
      continue;
    }
    made.html +=
        figure(c, {caption, c.w("note.interval", {c.w.probability(c.v.source().options.level)}), caption},
               pictures, table);
  }
  return made;
}

}  // namespace cxm::report_detail
