// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>

#include "cxm/model/validate.hpp"
#include "report/chapters.hpp"
#include "report/driver_view.hpp"
#include "report/markup.hpp"

namespace cxm::report_detail {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// Shape by direction: filled for up, a diamond for down, open where it is not settled.
chart::look shape_of_sign(const result_row* sign) {
  if (!there(sign) || sign->value.value == 0) return chart::look::ring;
  return sign->value.value > 0 ? chart::look::accent_dot : chart::look::diamond;
}

/// Shares of what differs are often small: a decimal more than other shares have.
std::string percent(const context& c, const result_row* row) {
  return there(row) ? c.w.estimated(row->value, "fine_share") : why_not(c, row);
}

/// Where everybody else stands: the norm's centres of the same measures, on the scale of the map; their mean.
/// NaN when the norm lacks one of them.
double norm_performance(const context& c, const driver_group& g) {
  double sum = 0, n = 0;
  for (const driver_line& l : g.lines) {
    const result_row* centre = c.v.row("norm", l.id, "centre", c.v.now(g.role));
    const measure_range range = range_of(c.v.asked(), l.id);
    if (!there(centre) || !std::isfinite(range.low) || !std::isfinite(range.high)) return none;
    sum += 100 * (centre->value.value - range.low) / (range.high - range.low);
    ++n;
  }
  return n > 0 ? sum / n : none;
}

/// Percent from 0 to a little above the highest end.
chart::axis importance_axis(const context& c, const driver_group& g) {
  double high = 0;
  for (const driver_line& l : g.lines) {
    if (there(l.importance)) high = std::max({high, l.importance->value.value, l.importance->value.high});
  }
  return localized(c, chart::round_axis(0, std::max(high, .02), 100, "\xC2\xA0%"));
}

std::string who(const context& c, const driver_group& g) {
  return g.role.empty() ? std::string() : " (" + c.v.role_label(g.role) + ")";
}

data_table table_of(const context& c, const driver_group& g) {
  data_table table{
      c.w("drivers.table", {g.outcome}),
      {c.w("drivers.predictor"), c.w("drivers.importance"), c.w("drivers.ranks"), c.w("drivers.direction"),
       c.w("drivers.slope"), c.w("drivers.correlation"), c.w("table.n")},
      {},
      1,
      3};
  for (const driver_line& l : g.lines) {
    table.rows.push_back({l.label, percent(c, l.importance), rank_text(c.w, l.rank), direction(c.w, l.sign),
                          slope_text(c.v, c.w, g, l, l.slope), shown(c, l.correlation, "ratio", false),
                          base_text(c, l.importance)});
  }
  return table;
}

std::string importance_figure(context& c, const driver_group& g) {
  chart::dot_chart dots;
  dots.scale = importance_axis(c, g);
  dots.show_reference = there(g.limit);
  if (dots.show_reference) dots.reference = g.limit->value.value;
  for (const driver_line& l : g.lines) {
    const estimate& e = l.importance->value;
    const bool drawn = there(l.importance);
    chart::dot_row row{"",
                       drawn ? e.value : none,
                       drawn ? e.low : none,
                       drawn ? e.high : none,
                       percent(c, l.importance),
                       shape_of_sign(l.sign),
                       false};
    dots.groups.push_back({l.label, {row}});
  }
  const std::string caption = c.w("drivers.caption", {g.outcome + who(c, g)});
  return figure(c, {caption, c.w("drivers.note", {c.w.probability(c.v.source().options.level)}), caption},
                dots, table_of(c, g));
}

std::string correlation_figure(context& c, const driver_group& g) {
  chart::dot_chart dots;
  dots.scale = chart::axis{-1, 1, {}};
  for (const double tick : {-1.0, -.5, 0.0, .5, 1.0})
    dots.scale.ticks.emplace_back(tick, c.w.decimal(tick, 1));
  dots.show_reference = true;
  data_table table{c.w("drivers.table", {g.outcome}),
                   {c.w("drivers.predictor"), c.w("drivers.correlation"), c.w("drivers.cases")},
                   {},
                   1};
  for (const driver_line& l : g.lines) {
    const bool drawn = there(l.correlation);
    const std::string text = shown(c, l.correlation, "ratio", false);
    const estimate& e = l.correlation->value;
    dots.groups.push_back({l.label,
                           {{"", drawn ? e.value : none, drawn ? e.low : none, drawn ? e.high : none, text,
                             chart::look::dot, false}}});
    table.rows.push_back({l.label, text, base_text(c, l.correlation)});
  }
  const std::string caption = c.w("drivers.caption_units", {g.outcome});
  return figure(c, {caption, c.w("note.interval", {c.w.probability(c.v.source().options.level)}), caption},
                dots, table);
}

/// Performance: the mean on the measure's scale, 0 at its low end and 100 at its high end.
estimate performance_of(const context& c, const driver_group& g, const std::string& id) {
  const result_row* row = c.v.measure(id, c.v.now(g.role));
  const measure_range range = range_of(c.v.asked(), id);
  if (!there(row) || !std::isfinite(range.low) || !std::isfinite(range.high)) return undefined_estimate("");
  estimate e = row->value;
  for (double* x : {&e.value, &e.low, &e.high}) *x = 100 * (*x - range.low) / (range.high - range.low);
  return e;
}

std::string performance_figure(context& c, const driver_group& g) {
  chart::scatter_chart map;
  map.x = chart::round_axis(0, 100);
  map.y = importance_axis(c, g);
  map.x_name = c.w("drivers.performance");
  map.y_name = c.w("drivers.importance_name");
  data_table table{c.w("drivers.map", {g.outcome}),
                   {c.w("drivers.predictor"), c.w("drivers.importance"), c.w("drivers.performance")},
                   {},
                   1};
  for (const driver_line& l : g.lines) {
    const estimate e = performance_of(c, g, l.id);
    if (!there(l.importance) || !e.defined()) continue;
    const estimate& i = l.importance->value;
    const std::string number = c.w.count(static_cast<double>(map.points.size() + 1));
    map.points.push_back({number, l.label, e.value, e.low, e.high, i.value, i.low, i.high,
                          c.w("drivers.point", {percent(c, l.importance), c.w.decimal(e.value, 0)}),
                          shape_of_sign(l.sign)});
    table.rows.push_back({l.label, percent(c, l.importance), c.w.estimated(e, "points")});
  }
  if (map.points.size() < 2) return {};
  // The lines: standing as others do where a norm tells it, else as these subjects do on average.
  double x = norm_performance(c, g);
  const bool by_norm = std::isfinite(x);
  double own = 0, importance = 0;
  const double n = static_cast<double>(map.points.size());
  for (const chart::scatter_point& p : map.points) {
    own += p.x / n;
    importance += p.y / n;
  }
  if (!by_norm) x = own;
  map.crosses.push_back({x, importance});
  const std::string caption = c.w("drivers.map", {g.outcome + who(c, g)});
  const std::string lines = c.w(by_norm ? "drivers.map_norm" : "drivers.map_mean",
                                {c.w.decimal(x, 0), c.w.value(importance, "fine_share")});
  return figure(c, {caption, cat(c.w("drivers.map_note"), " ", lines), caption}, map, table);
}

}  // namespace

chapter drivers_chapter(context& c) {
  chapter made{"drivers", c.w("drivers.title"), {}, false};
  const auto groups = driver_groups(c.v, false);
  if (groups.empty()) return made;
  made.html += element("p", c.w("drivers.intro")) + "\n";
  for (const driver_group& g : groups) {
    made.html += element("h3", g.label) + "\n";
    if (!there(g.r2)) {
      const bool hidden = g.r2 != nullptr && !g.r2->suppressed.empty();
      made.html += element("p", c.w(hidden ? "drivers.hidden" : "drivers.correlations", {g.outcome})) + "\n";
      if (!hidden) made.html += correlation_figure(c, g);
      continue;
    }
    const std::string base = cases_text(c.v, c.w, g);
    made.html += element("p", c.w("drivers.explained", {g.outcome, percent(c, g.r2), base}) + " " +
                                  c.w("drivers.noise", {c.w.value(g.limit->value.value, "fine_share")})) +
                 "\n";
    made.html += importance_figure(c, g);
    // How high the subjects stand is known of everybody, not of those who say yes to something.
    if (g.set->unit.empty() && g.set->among.empty()) made.html += performance_figure(c, g);
  }
  made.html += element("p", c.w("drivers.scale") + " " + c.w("drivers.caution")) + "\n";
  return made;
}

}  // namespace cxm::report_detail
