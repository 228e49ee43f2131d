// SPDX-License-Identifier: Apache-2.0
#include "report/finding_figures.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "report/chapters.hpp"
#include "report/markup.hpp"

namespace cxm::report_detail {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// A row of a finding by its detail, all roles together.
const result_row* row_of(const context& c, const finding& f, const std::string& detail) {
  for (const std::size_t at : f.rows) {
    const result_row& row = c.v.source().rows.at(at);
    if (row.detail == detail && (row.key.size() < 2 || row.key[1].empty())) return &row;
  }
  return nullptr;
}

std::string name_of(const finding& f) {
  const std::size_t at = f.title.find(": ");
  return at == std::string::npos ? f.title : f.title.substr(at + 2);
}

/// What a row tells, in words: "Come so far", "Probability that ...".
std::string what_of(const context& c, const std::string& detail) {
  if (const std::string whole = cat("detail.", detail); c.w.has(whole)) return c.w(whole);
  const std::string key = cat("detail.", detail.substr(0, detail.find_first_of(":>")));
  if (!c.w.has(key)) return detail;
  // "P(midpoint:keep up)": of one of the four fields.
  const std::size_t at = detail.find(':');
  const std::string field = at == std::string::npos || detail.back() != ')'
                                ? std::string()
                                : cat("verdict.", detail.substr(at + 1, detail.size() - at - 2));
  return c.w.has(field) ? cat(c.w(key), " (", c.w(field), ")") : c.w(key);
}

/// All numbers of the findings: the table under the picture.
data_table table_of(const context& c, const std::string& caption, const std::vector<const finding*>& all) {
  data_table table{
      caption,
      {c.w("table.finding"), c.w("table.what"), c.w("table.group"), c.w("table.value"), c.w("table.n")},
      {},
      3};
  for (const finding* f : all) {
    for (const std::size_t at : f->rows) {
      const result_row& row = c.v.source().rows.at(at);
      // Of the four fields only those that may be it.
      if (f->kind == "quadrant" && row.unit == "probability" && there(&row) && row.value.value < .005)
        continue;
      const std::string what = what_of(c, row.detail);
      const std::string role = row.key.size() > 1 ? row.key[1] : std::string();
      std::string value = shown(c, &row);
      if (row.unit == "count" && there(&row)) value = c.w.count(row.value.value);
      if (row.value.has(estimate_flag::bounds))
        value = c.w("number.bounds", {c.w.interval(row.value, row.unit)});
      table.rows.push_back(
          {name_of(*f), row.label.empty() || row.label == name_of(*f) ? what : cat(what, ": ", row.label),
           role.empty() ? c.w("group.all") : c.v.role_label(role), value, base_text(c, &row)});
    }
  }
  drop_column_of(table, 2, c.w("group.all"));
  drop_column_of(table, 0);
  return table;
}

std::string interval_note(const context& c) {
  return c.w("note.interval", {c.w.probability(c.v.source().options.level)});
}

std::string funnel_figure(context& c, const finding& f) {
  chart::funnel_chart funnel;
  std::vector<const result_row*> reached;
  for (std::size_t j = 1;; ++j) {
    const result_row* row = row_of(c, f, cat("reached:", std::to_string(j)));
    if (row == nullptr) break;
    reached.push_back(row);
  }
  if (reached.empty() || !there(reached.front())) return {};
  std::size_t worst = 0;
  double most = -1;
  for (std::size_t j = 0; j < reached.size(); ++j) {
    const result_row* loss = row_of(c, f, cat("loss:", std::to_string(j + 1)));
    if (there(loss) && loss->value.value > most) {
      most = loss->value.value;
      worst = j;
    }
  }
  for (std::size_t j = 0; j < reached.size(); ++j) {
    const result_row* row = reached[j];
    chart::funnel_row bar;
    bar.label = cat(std::to_string(j + 1), ". ", row->label);
    bar.strong = j == worst;
    if (there(row)) {
      bar.value = row->value.value;
      bar.low = row->value.low;
      bar.high = row->value.high;
      bar.text = c.w.estimated(row->value, "share");
    } else {
      bar.text = why_not(c, row);
    }
    const result_row* on = row_of(c, f, cat("conversion:", std::to_string(j + 1)));
    if (there(on)) bar.passed_on = c.w("funnel.passed", {c.w.estimated(on->value, "share")});
    funnel.rows.push_back(std::move(bar));
  }
  const std::string caption = c.w("funnel.caption", {name_of(f)});
  return figure(c, {caption, c.w("funnel.note"), caption}, funnel, table_of(c, caption, {&f}));
}

chart::dot_row dot_of(const context& c, const result_row* row, std::string label, bool strong) {
  chart::dot_row dot;
  dot.label = std::move(label);
  dot.value = dot.low = dot.high = none;
  dot.strong = strong;
  dot.shape = strong ? chart::look::accent_dot : chart::look::ring;
  dot.text = why_not(c, row);
  if (!there(row)) return dot;
  dot.value = row->value.value;
  dot.low = row->value.low;
  dot.high = row->value.high;
  dot.text = c.w.estimated(row->value, row->unit);
  return dot;
}

std::string defectors_figure(context& c, const finding& f) {
  if (!there(row_of(c, f, "satisfied_given_left"))) return {};
  chart::dot_chart dots;
  dots.scale = axis_of(c, "share", 0, 1);
  const auto group = [&](const char* key, std::initializer_list<std::pair<const char*, bool>> details) {
    chart::dot_group one;
    one.label = c.w(key);
    for (const auto& [detail, strong] : details) {
      const result_row* row = row_of(c, f, detail);
      if (row != nullptr) one.rows.push_back(dot_of(c, row, c.w(cat("short.", detail)), strong));
    }
    if (!one.rows.empty()) dots.groups.push_back(std::move(one));
  };
  group("defectors.satisfied", {{"satisfied_given_left", true}, {"satisfied_given_stayed", false}});
  group("defectors.left",
        {{"left_given_satisfied", true}, {"left_given_dissatisfied", false}, {"left", false}});
  group("defectors.warning", {{"auc", false}});
  const std::string caption = c.w("defectors.caption", {name_of(f)});
  return figure(c, {caption, cat(c.w("defectors.note"), " ", interval_note(c)), caption}, dots,
                table_of(c, caption, {&f}));
}

/// "1.27 times as often (1.06 to 1.52)".
std::string times_as_often(const context& c, const estimate& ratio) {
  const std::string range = c.w.interval(ratio, "ratio");
  return c.w("links.ratio", {c.w.value(ratio.value, "ratio"), range.empty() ? range : cat("(", range, ")")});
}

std::string links_figure(context& c, const std::vector<const finding*>& all, const char* unit, double lowest,
                         double highest) {
  chart::dumbbell_chart bells;
  bells.scale = axis_of(c, unit, lowest, highest);
  bells.a_name = c.w("links.with");
  bells.b_name = c.w("links.without");
  std::vector<const finding*> shown;
  for (const finding* f : all) {
    const result_row* with = row_of(c, *f, "with");
    const result_row* without = row_of(c, *f, "without");
    const result_row* ratio = row_of(c, *f, "relative_risk");
    if (!there(with) || !there(without) || with->unit != unit) continue;
    const auto point = [&](const result_row* row) {
      return chart::dumbbell_point{row->value.value, row->value.low, row->value.high,
                                   c.w.value(row->value.value, unit)};
    };
    shown.push_back(f);
    bells.rows.push_back({name_of(*f),
                          point(with),
                          point(without),
                          there(ratio) ? times_as_often(c, ratio->value) : "",
                          false,
                          {none, none, none, {}},
                          {none, none, none, {}}});
  }
  if (bells.rows.empty()) return {};
  const std::string caption = c.w("links.caption");
  return figure(c, {caption, interval_note(c), caption}, bells, table_of(c, caption, shown));
}

/// Changes of shares are shown in percentage points, so that all stand on one axis of points.
std::string changes_figure(context& c, const std::vector<const finding*>& all) {
  chart::dot_chart dots;
  double reach = 1;
  for (const finding* f : all) {
    const result_row* change = row_of(c, *f, "change");
    if (!there(change)) continue;
    const double factor = is_share(change->unit) ? 100 : 1;
    estimate e = change->value;
    for (double* x : {&e.value, &e.low, &e.high}) *x *= factor;
    chart::dot_group group;
    group.label = name_of(*f);
    chart::dot_row row;
    row.value = e.value;
    row.low = e.low;
    row.high = e.high;
    row.strong = f->verdict == "risen" || f->verdict == "fallen";
    row.shape = row.strong ? chart::look::accent_dot : chart::look::ring;
    row.label = c.w("short.change");
    row.text = c.w.estimated(e, "points", true);
    group.rows.push_back(row);
    reach = std::max({reach, std::fabs(e.low), std::fabs(e.high)});
    const result_row* detectable = row_of(c, *f, "detectable");
    if (there(detectable)) {
      const double band = detectable->value.value * factor;
      chart::dot_row noise;
      noise.value = 0;
      noise.low = -band;
      noise.high = band;
      noise.shape = chart::look::diamond;
      noise.label = c.w("short.noise");
      noise.text = c.w("changes.band", {c.w.decimal(band, 1)});
      group.rows.push_back(noise);
      reach = std::max(reach, band);
    }
    dots.groups.push_back(std::move(group));
  }
  if (dots.groups.empty()) return {};
  dots.scale = localized(c, chart::round_axis(-reach, reach));
  dots.show_reference = true;
  const std::string caption = c.w("changes.caption", {c.v.previous()});
  return figure(c, {caption, cat(c.w("changes.note"), " ", interval_note(c)), caption}, dots,
                table_of(c, caption, all));
}

std::string voices_figure(context& c, const std::vector<const finding*>& all) {
  chart::stack_chart stack;
  stack.legend = {c.w("voice.roles"), c.w("voice.units"), c.w("voice.within")};
  for (const finding* f : all) {
    const result_row* within = row_of(c, *f, "within");
    if (!there(within)) continue;
    chart::stack_row row;
    row.label = name_of(*f);
    for (const char* detail : {"between_roles", "between_units", "within"}) {
      const result_row* part = row_of(c, *f, detail);
      const double share = there(part) ? part->value.value : 0;
      row.parts.push_back({share, there(part) ? c.w.value(share, "share") : std::string()});
    }
    const result_row* agreement = row_of(c, *f, "agreement");
    row.base =
        there(agreement) ? c.w("voice.agreement", {c.w.decimal(agreement->value.value, 2)}) : std::string();
    stack.rows.push_back(std::move(row));
  }
  if (stack.rows.empty()) return {};
  const std::string caption = c.w("voice.caption");
  return figure(c, {caption, c.w("voice.note"), caption}, stack, table_of(c, caption, all));
}

std::string coverage_figure(context& c, const finding& f) {
  chart::dot_chart dots;
  dots.scale = axis_of(c, "share", 0, 1);
  for (const std::string& role : c.v.roles()) {
    const result_row* rate = row_of(c, f, cat("response:", role));
    if (!there(rate)) continue;
    dots.groups.push_back({c.v.role_label(role), {dot_of(c, rate, {}, false)}});
  }
  if (dots.groups.empty()) return {};
  const std::string caption = c.w("coverage.caption");
  return figure(c, {caption, c.w("coverage.note"), caption}, dots, table_of(c, caption, {&f}));
}

std::string definition_figure(context& c, const finding& f) {
  const result_row* all = row_of(c, f, "yes");
  if (!there(all)) return {};
  chart::dot_chart dots;
  dots.scale = axis_of(c, "share", 0, 1);
  dots.groups.push_back({c.w("group.all"), {dot_of(c, all, {}, true)}});
  for (const std::size_t at : f.rows) {
    const result_row& row = c.v.source().rows.at(at);
    if (row.detail == "yes" && row.key.size() > 1 && !row.key[1].empty())
      dots.groups.push_back({row.label, {dot_of(c, &row, {}, false)}});
  }
  const std::string caption = c.w("definition.caption", {name_of(f)});
  return figure(c, {caption, interval_note(c), caption}, dots, table_of(c, caption, {&f}));
}

/// A coordinate of the four fields on 0 to 100.
estimate coordinate_of(const result_row& row) {
  estimate e = row.value;
  if (is_share(row.unit))
    for (double* x : {&e.value, &e.low, &e.high}) *x *= 100;
  return e;
}

std::string quadrant_figure(context& c, const std::vector<const finding*>& all) {
  chart::scatter_chart map;
  map.x_name = c.w("quadrant.x");
  map.y_name = c.w("quadrant.y");
  // Importance runs upwards, effectiveness to the right.
  map.fields[0] = c.w("verdict.concentrate");
  map.fields[1] = c.w("verdict.keep up");
  map.fields[2] = c.w("verdict.low priority");
  map.fields[3] = c.w("verdict.overkill");
  double x = 0, y = 0, norm_x = none, norm_y = none;
  for (const finding* f : all) {
    const result_row *important = row_of(c, *f, "importance"), *effective = row_of(c, *f, "effectiveness");
    if (!there(important) || !there(effective)) continue;
    const estimate up = coordinate_of(*important), right = coordinate_of(*effective);
    map.points.push_back({c.w.count(static_cast<double>(map.points.size() + 1)), name_of(*f), right.value,
                          right.low, right.high, up.value, up.low, up.high,
                          c.w("quadrant.point", {c.w.decimal(up.value, 0), c.w.decimal(right.value, 0)}),
                          chart::look::accent_dot});
    x += right.value;
    y += up.value;
    const result_row *norm_up = row_of(c, *f, "norm:importance"),
                     *norm_right = row_of(c, *f, "norm:effectiveness");
    if (there(norm_up) && there(norm_right)) {
      norm_x = coordinate_of(*norm_right).value;
      norm_y = coordinate_of(*norm_up).value;
    }
  }
  if (map.points.size() < 2) return {};
  const bool by_norm = std::isfinite(norm_x) && std::isfinite(norm_y);
  const double n = static_cast<double>(map.points.size());
  const chart::scatter_cross middle{50, 50, by_norm},
      other =
          by_norm ? chart::scatter_cross{norm_x, norm_y, false} : chart::scatter_cross{x / n, y / n, true};
  map.crosses = {middle, other};
  // As much of the scale as marks and lines need, with room for the names of the fields.
  const auto axis = [&](double chart::scatter_point::*low, double chart::scatter_point::*high, double a,
                        double b) {
    double from = std::min(a, b), to = std::max(a, b);
    for (const chart::scatter_point& p : map.points) {
      if (std::isfinite(p.*low)) from = std::min(from, p.*low);
      if (std::isfinite(p.*high)) to = std::max(to, p.*high);
    }
    return chart::round_axis(std::max(0.0, from - 10), std::min(100.0, to + 10));
  };
  map.x = axis(&chart::scatter_point::x_low, &chart::scatter_point::x_high, middle.x, other.x);
  map.y = axis(&chart::scatter_point::y_low, &chart::scatter_point::y_high, middle.y, other.y);
  const std::string caption = c.w("quadrant.caption");
  return figure(c,
                {caption,
                 c.w(by_norm ? "quadrant.note_norm" : "quadrant.note",
                     {c.w.decimal(other.x, 0), c.w.decimal(other.y, 0)}),
                 caption},
                map, table_of(c, caption, all));
}

}  // namespace

std::string finding_figure(context& c, const std::string& kind, const std::vector<const finding*>& of_kind) {
  if (of_kind.empty()) return {};
  if (kind == "quadrant") return quadrant_figure(c, of_kind);
  // Shares of people or units on one axis; means of units on that of their measure.
  if (kind == "outcome_link")
    return links_figure(c, of_kind, "share", 0, 1) + links_figure(c, of_kind, "points", 0, 100) +
           links_figure(c, of_kind, "nps", -100, 100);
  if (kind == "change") return changes_figure(c, of_kind);
  if (kind == "one_voice") return voices_figure(c, of_kind);
  std::string html;
  for (const finding* f : of_kind) {
    if (kind == "funnel") html += funnel_figure(c, *f);
    if (kind == "defectors") html += defectors_figure(c, *f);
    if (kind == "coverage") html += coverage_figure(c, *f);
    if (kind == "definition") html += definition_figure(c, *f);
  }
  return html;
}

}  // namespace cxm::report_detail
