// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "report/chapters.hpp"
#include "report/markup.hpp"
#include "report/standing.hpp"
#include "report/text_width.hpp"

namespace cxm::report_detail {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr std::size_t most_columns = 7;

chart::heat_cell cell_of(const context& c, const result_row* row) {
  if (there(row)) return {row->value.value, c.w.value(row->value.value, row->unit), false};
  const bool hidden = row != nullptr && !row->suppressed.empty();
  std::string text = "\xE2\x80\x93";
  if (hidden)
    text =
        row->suppressed == "base" ? c.w("units.small", {c.w.count(c.v.source().options.minimum_base)}) : "";
  return {none, text, hidden};
}

/// The columns of the map: dimensions and the headline; without dimensions, whatever else is measured in
/// the unit of the first measure.
std::vector<subject> columns_of(const context& c) {
  std::vector<subject> columns = c.v.dimensions();
  const subject head = c.v.headline();
  if (columns.empty()) {
    for (const cxm::measure& m : c.v.asked().measures) {
      const subject s = c.v.subject_of(m.id);
      if (columns.size() < most_columns && (columns.empty() || s.unit == columns.front().unit))
        columns.push_back(s);
    }
  } else if (head.table == "index") {
    columns.insert(columns.begin(), head);
  }
  if (columns.size() > most_columns) columns.resize(most_columns);
  return columns;
}

void add_segment(context& c, chapter& made, std::size_t segment, const std::vector<subject>& columns) {
  const std::vector<std::string> values = c.v.segment_values(segment);
  const std::string name = c.v.segment_label(segment);
  const std::string caption = c.w("units.caption", {name});
  if (values.empty()) {
    made.html += empty_figure(caption, c.w("units.none", {name}));
    return;
  }
  data_table table{c.w("units.table", {name}), {name}, {}, 1};
  for (const subject& s : columns) table.header.push_back(s.label);
  table.header.push_back(c.w("table.n"));
  double low = 1e300, high = -1e300;
  std::size_t hidden = 0, shown_cells = 0;
  const auto row_of = [&](const std::string& label, const place& at, bool strong) {
    chart::heat_row row{label, {}, strong};
    std::vector<std::string> cells{label};
    for (const subject& s : columns) {
      const result_row* one = c.v.main(s, at);
      row.cells.push_back(cell_of(c, one));
      cells.push_back(shown(c, one));
      if (row.cells.back().hidden) ++hidden;
      if (there(one)) {
        ++shown_cells;
        low = std::min(low, one->value.value);
        high = std::max(high, one->value.value);
      }
    }
    cells.push_back(base_text(c, c.v.main(columns.front(), at)));
    table.rows.push_back(std::move(cells));
    return row;
  };
  chart::heat_chart proto;
  for (const subject& s : columns) proto.columns.push_back(s.label);
  proto.longest_label = c.w("group.all");
  for (const std::string& value : values)
    if (text_width(value, 12) > text_width(proto.longest_label, 12)) proto.longest_label = value;
  std::vector<chart::heat_row> rows;
  rows.push_back(row_of(c.w("group.all"), c.v.now(), true));
  for (const std::string& value : values)
    rows.push_back(row_of(value, c.v.at_segment(segment, value), false));
  if (shown_cells == 0 || std::none_of(rows.begin() + 1, rows.end(), [](const chart::heat_row& r) {
        return std::any_of(r.cells.begin(), r.cells.end(),
                           [](const chart::heat_cell& x) { return x.value == x.value; });
      })) {
    made.html += empty_figure(caption, hidden > 0 ? c.w("why.all_hidden") : c.w("why.nobody"));
    return;
  }
  std::vector<chart::heat_chart> pictures;
  std::size_t lines = 0;  // of labels in the last picture, long ones taking several
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const std::size_t more = wrap_text(rows[i].label, 250, 12, 3).size();
    if (pictures.empty() || lines + more > rows_per_picture + 1) {
      pictures.push_back(proto);
      pictures.back().low = low;
      pictures.back().high = high;
      lines = 0;
    }
    lines += more;
    pictures.back().rows.push_back(std::move(rows[i]));
  }
  std::string note = c.w("units.note");
  if (hidden > 0)
    note += cat(" ", c.w("units.hidden", {c.w.count(static_cast<double>(hidden)),
                                          c.w.count(c.v.source().options.minimum_base)}));
  made.html += figure(c, {caption, note, caption}, pictures, table);
  made.html += standing_figure(c, segment) + agreement_figure(c, segment);
}

}  // namespace

chapter units_chapter(context& c) {
  chapter made{"units", c.w("units.title"), {}, true};
  const std::vector<subject> columns = columns_of(c);
  if (c.v.segments().empty() || columns.empty()) return made;
  bool any_values = false;
  for (std::size_t s = 0; s < c.v.segments().size(); ++s)
    any_values = any_values || !c.v.segment_values(s).empty();
  made.html += element("p", c.w("units.intro")) + "\n";
  for (std::size_t s = 0; s < c.v.segments().size(); ++s)
    // An unused segment is told once, not for each column that the instrument could have.
    if (!any_values || !c.v.segment_values(s).empty()) {
      add_segment(c, made, s, columns);
      if (!any_values) break;
    }
  return made;
}

chapter waves_chapter(context& c) {
  chapter made{"waves", c.w("waves.title"), {}, true};
  std::vector<subject> subjects;
  const subject head = c.v.headline();
  if (head.id.empty()) return made;
  subjects.push_back(head);
  for (const subject& s : c.v.dimensions())
    if (s.id != head.id) subjects.push_back(s);
  if (subjects.size() == 1)
    for (const cxm::measure& m : c.v.asked().measures) {
      const subject s = c.v.subject_of(m.id);
      if (s.id != head.id && s.unit == head.unit && subjects.size() < 9) subjects.push_back(s);
    }
  if (c.v.waves().size() < 2) {
    made.html += empty_figure(c.w("waves.caption"), c.w("waves.one"));
    return made;
  }
  data_table table{
      c.w("waves.table"),
      {c.w("table.measure"), c.w("table.wave"), c.w("table.value"), c.w("waves.change"), c.w("table.n")},
      {},
      2};
  // Panels share a scale so that slopes can be compared; other units get their own picture.
  std::vector<std::string> units;
  for (const subject& s : subjects)
    if (std::find(units.begin(), units.end(), s.unit) == units.end()) units.push_back(s.unit);
  std::vector<chart::series_chart> pictures;
  for (const std::string& unit : units) {
    chart::series_chart series;
    std::vector<std::pair<double, double>> ranges;
    for (const subject& s : subjects) {
      if (s.unit != unit) continue;
      double low = 1e300, high = -1e300;
      chart::series_panel panel;
      panel.label = s.label;
      panel.strong = s.id == head.id;
      for (const std::string& wave : c.v.waves()) {
        const place at{wave, {}, -1, {}};
        const result_row* row = c.v.main(s, at);
        chart::series_point point{wave, none, none, none, {}};
        if (there(row)) {
          point = {wave, row->value.value, row->value.low, row->value.high,
                   c.w.value(row->value.value, row->unit)};
          low = std::min({low, point.value, point.low == point.low ? point.low : low});
          high = std::max({high, point.value, point.high == point.high ? point.high : high});
        }
        panel.points.push_back(std::move(point));
        const result_row* change = c.v.change(s, at);
        table.rows.push_back({s.label, wave, shown(c, row),
                              change == nullptr ? "\xE2\x80\x93" : shown(c, change, change->unit, true),
                              base_text(c, row)});
      }
      const result_row* change = c.v.change(s, c.v.now());
      if (there(change))
        panel.note = c.w("waves.since", {c.v.previous(), c.w.estimated(change->value, change->unit, true)});
      if (low > high) continue;  // never measured, or hidden in every wave: the table says which
      series.panels.push_back(std::move(panel));
      ranges.emplace_back(low, high);
    }
    if (series.panels.empty()) continue;
    const std::vector<chart::axis> scales =
        is_share(unit) ? chart::equal_spans(ranges, 100, "\xC2\xA0%") : chart::equal_spans(ranges);
    for (std::size_t i = 0; i < scales.size(); ++i) series.panels[i].scale = scales[i];
    pictures.push_back(std::move(series));
  }
  made.html += element("p", c.w("waves.intro")) + "\n";
  if (pictures.empty())
    made.html += empty_figure(c.w("waves.caption"), c.w("why.all_hidden"));
  else
    made.html += figure(c, {c.w("waves.caption"), c.w("waves.note"), c.w("waves.caption")}, pictures, table);
  return made;
}

}  // namespace cxm::report_detail
