// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "report/chapters.hpp"
#include "report/dots.hpp"
#include "report/markup.hpp"

namespace cxm::report_detail {
namespace {

constexpr std::array role_looks{
    chart::look::diamond,      chart::look::square,      chart::look::triangle,      chart::look::ring,
    chart::look::open_diamond, chart::look::open_square, chart::look::open_triangle, chart::look::dot};

}  // namespace

chart::axis localized(const context& c, chart::axis made) {
  for (auto& [value, label] : made.ticks) label = c.w.localized(std::move(label));
  return made;
}

chart::axis axis_of(const context& c, std::string_view unit, double low, double high) {
  if (is_share(unit)) {
    chart::axis made{0, 1, {}};
    for (const double tick : {0.0, .25, .5, .75, 1.0}) made.ticks.emplace_back(tick, c.w.value(tick, unit));
    return made;
  }
  if (unit == "points") return chart::round_axis(0, 100);
  if (unit == "nps") return chart::round_axis(-100, 100);
  chart::axis made = chart::round_axis(low, high);
  for (auto& [value, label] : made.ticks) label = c.w.decimal(value, value == std::round(value) ? 0 : 1);
  return made;
}

chart::dot_row dot_of(const context& c, std::string label, const result_row* row, chart::look shape,
                      bool strong) {
  chart::dot_row made;
  made.label = std::move(label);
  const bool exists = there(row);
  const double none = std::numeric_limits<double>::quiet_NaN();
  made.value = exists ? row->value.value : none;
  made.low = exists ? row->value.low : none;
  made.high = exists ? row->value.high : none;
  made.text = shown(c, row);
  made.shape = shape;
  made.strong = strong;
  return made;
}

chart::look look_of_role(const context& c, std::string_view role) {
  const auto& roles = c.v.roles();
  const auto at = static_cast<std::size_t>(std::find(roles.begin(), roles.end(), role) - roles.begin());
  return role_looks[at % role_looks.size()];
}

std::vector<std::string> roles_with(const context& c, const std::vector<subject>& subjects) {
  std::vector<std::string> roles;
  for (const std::string& role : c.v.roles())
    if (std::any_of(subjects.begin(), subjects.end(), [&](const subject& s) {
          const result_row* row = c.v.main(s, c.v.now(role));
          return row != nullptr && (row->value.n > 0 || !row->suppressed.empty());
        }))
      roles.push_back(role);
  return roles;
}

chapter dimensions_chapter(context& c) {
  chapter made{"dimensions", c.w("dimensions.title"), {}, true};
  const std::string caption = c.w(c.v.about_maturity() ? "dimensions.caption" : "dimensions.caption_plain");
  std::vector<subject> subjects = c.v.dimensions();
  if (subjects.empty()) return made;
  const subject head = c.v.headline();
  if (head.table == "index") subjects.push_back(head);
  const std::vector<std::string> roles = roles_with(c, subjects);
  chart::dot_chart dots;
  dots.scale = axis_of(c, "points", 0, 100);
  data_table table{
      caption, {c.w("table.measure"), c.w("table.group"), c.w("table.value"), c.w("table.n")}, {}, 2};
  bool any = false;
  std::string best, worst;
  double highest = -1, lowest = 1e9;
  for (const subject& s : subjects) {
    chart::dot_group group{s.label, {}};
    const result_row* all = c.v.main(s, c.v.now());
    any = any || there(all);
    if (there(all) && s.table == "measure") {
      if (all->value.value > highest) highest = all->value.value, best = s.label;
      if (all->value.value < lowest) lowest = all->value.value, worst = s.label;
    }
    group.rows.push_back(
        dot_of(c, roles.empty() ? "" : c.w("group.all"), all, chart::look::accent_dot, true));
    table.rows.push_back({s.label, c.w("group.all"), shown(c, all), base_text(c, all)});
    for (const std::string& role : roles) {
      const result_row* row = c.v.main(s, c.v.now(role));
      if (row == nullptr || (row->suppressed.empty() && !(row->value.n > 0))) continue;
      any = any || there(row);
      group.rows.push_back(dot_of(c, c.v.role_label(role), row, look_of_role(c, role), false));
      table.rows.push_back({s.label, c.v.role_label(role), shown(c, row), base_text(c, row)});
    }
    dots.groups.push_back(std::move(group));
  }
  made.html += element("p", c.w(c.v.about_maturity() ? "dimensions.intro" : "dimensions.intro_plain")) + "\n";
  if (!any) {
    made.html += empty_figure(caption, why_not(c, c.v.main(subjects.front(), c.v.now())));
    return made;
  }
  drop_column_of(table, 1, c.w("group.all"));
  const std::string description = best == worst ? caption : c.w("dimensions.description", {best, worst});
  made.html +=
      figure(c, {caption, c.w("note.interval", {c.w.probability(c.v.source().options.level)}), description},
             dots, table);
  return made;
}

}  // namespace cxm::report_detail
