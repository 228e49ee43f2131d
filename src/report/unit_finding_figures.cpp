// SPDX-License-Identifier: Apache-2.0
#include "report/unit_finding_figures.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <map>
#include <utility>

#include "base/stable_order.hpp"
#include "report/chapters.hpp"

namespace cxm::report_detail {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();
constexpr const char* absent = "\xE2\x80\x93";

/// Rows of a finding by unit (or "" for the whole) and detail.
class rows_of {
 public:
  rows_of(const context& c, const finding& f) {
    for (const std::size_t at : f.rows) {
      if (at >= c.v.source().rows.size()) continue;
      const result_row& row = c.v.source().rows[at];
      std::string unit;
      for (std::size_t k = 2; k < row.key.size(); ++k)
        if (!row.key[k].empty()) unit = row.key[k];
      if (!unit.empty() && std::find(units.begin(), units.end(), unit) == units.end()) units.push_back(unit);
      by_place_.emplace(std::pair{unit, row.detail + (unit.empty() ? "@" + row.key[0] : std::string())},
                        &row);
      by_place_.emplace(std::pair{unit, row.detail}, &row);
      all.push_back(&row);
    }
  }
  [[nodiscard]] const result_row* at(const std::string& unit, const std::string& detail) const {
    const auto found = by_place_.find({unit, detail});
    return found == by_place_.end() ? nullptr : found->second;
  }
  [[nodiscard]] const result_row* in_wave(const std::string& wave, const std::string& detail) const {
    return at({}, detail + "@" + wave);
  }
  /// The first row whose detail begins so.
  [[nodiscard]] const result_row* like(const std::string& unit, const std::string& start) const {
    for (const auto& [place, row] : by_place_)
      if (place.first == unit && row->detail.rfind(start, 0) == 0) return row;
    return nullptr;
  }

  std::vector<std::string> units;
  std::vector<const result_row*> all;

 private:
  std::map<std::pair<std::string, std::string>, const result_row*> by_place_;
};

std::string text_of(const context& c, const result_row* row, int decimals = -1) {
  if (!there(row)) return absent;
  if (decimals < 0 || is_share(row->unit)) return shown(c, row);
  std::string text = c.w.decimal(row->value.value, decimals);
  if (row->value.low == row->value.low && row->value.high == row->value.high)
    text += " (" +
            c.w("number.interval",
                {c.w.decimal(row->value.low, decimals), c.w.decimal(row->value.high, decimals)}) +
            ")";
  return text;
}

std::string name_of(const finding& f) {
  const std::size_t at = f.title.find(": ");
  return at == std::string::npos ? f.title : f.title.substr(at + 2);
}

std::string believers_figure(context& c, const finding& f) {
  const rows_of rows(c, f);
  const std::string caption = c.w("believers.caption", {name_of(f)});
  if (rows.units.empty()) return {};
  struct unit_row {
    std::string id;
    const result_row* share;
  };
  static constexpr std::array<const char*, 3> classes{"shared", "isolated", "none"};
  static constexpr std::array<chart::look, 3> looks{chart::look::accent_dot, chart::look::diamond,
                                                    chart::look::ring};
  std::array<std::vector<unit_row>, 3> sorted;
  for (const std::string& unit : rows.units) {
    const result_row* share = rows.at(unit, "share");
    if (!there(share)) continue;
    for (std::size_t k = 0; k < 3; ++k)
      if (rows.at(unit, std::string("class:") + classes[k]) != nullptr) sorted[k].push_back({unit, share});
  }
  double tipping = .25, shared_at = .5;
  for (const believer_definition& d : c.v.asked().findings.believers)
    if (f.id == "believers:" + d.id) {
      tipping = d.tipping;
      shared_at = d.shared_at;
    }
  data_table table{
      c.w("believers.table", {name_of(f)}),
      {c.w("believers.unit"), c.w("believers.class"), c.w("believers.share"), c.w("believers.shrunk"),
       c.w("believers.friends"), c.w("believers.tipped"), c.w("table.n")},
      {},
      2};
  std::vector<chart::dot_chart> pictures;
  std::size_t in_picture = rows_per_picture;
  double high = tipping;
  for (const auto& list : sorted)
    for (const unit_row& u : list) high = std::max(high, u.share->value.high);
  const chart::axis scale = chart::round_axis(0, std::min(1.0, high), 100, "\xC2\xA0%");
  for (std::size_t k = 0; k < 3; ++k) {
    auto& list = sorted[k];
    detail::small_stable_sort(list.begin(), list.end(), [](const unit_row& a, const unit_row& b) {
      return a.share->value.value > b.share->value.value;
    });
    const std::string name = c.w(std::string("believers.") + classes[k]);
    for (std::size_t i = 0; i < list.size(); ++i) {
      if (in_picture >= rows_per_picture) {
        pictures.emplace_back();
        pictures.back().scale = scale;
        pictures.back().reference = tipping;
        pictures.back().show_reference = true;
        in_picture = 0;
      }
      auto& groups = pictures.back().groups;
      if (groups.empty() || groups.back().label != name) groups.push_back({name, {}});
      const estimate& e = list[i].share->value;
      const result_row* friends = rows.at(list[i].id, "friends");
      std::string text = c.w.estimated(e, "share");
      groups.back().rows.push_back({list[i].id, e.value, e.low, e.high, text, looks[k], false});
      ++in_picture;
      table.rows.push_back({list[i].id, name, text, text_of(c, rows.at(list[i].id, "shrunk")),
                            text_of(c, friends, 0),
                            there(rows.at(list[i].id, "P(tipped)"))
                                ? c.w.probability(rows.at(list[i].id, "P(tipped)")->value.value)
                                : absent,
                            c.w.count(e.n)});
    }
  }
  return figure(
      c,
      {caption, c.w("believers.note", {c.w.value(tipping, "share"), c.w.value(shared_at, "share")}), caption},
      pictures, table);
}

std::string dilution_figure(context& c, const std::vector<const finding*>& all) {
  std::vector<chart::series_chart> pictures;
  data_table table{
      c.w("dilution.table"), {c.w("table.measure"), c.w("dilution.what"), c.w("table.value")}, {}, 2};
  for (const bool shares : {false, true}) {
    chart::series_chart series;
    std::vector<std::pair<double, double>> ranges;
    for (const finding* f : all) {
      const rows_of rows(c, *f);
      chart::series_panel panel;
      panel.label = name_of(*f);
      double low = 1e300, high = -1e300;
      std::string unit;
      std::string event;
      for (const result_row* row : rows.all)
        if (row->detail.rfind("event:", 0) == 0) event = row->detail.substr(6);
      for (const std::string& wave : c.v.waves()) {
        const result_row* row = rows.in_wave(wave, "value");
        chart::series_point point{wave, none, none, none, {}};
        if (there(row)) {
          unit = row->unit;
          point = {wave, row->value.value, row->value.low, row->value.high,
                   c.w.value(row->value.value, row->unit)};
          low = std::min(low, point.low == point.low ? point.low : point.value);
          high = std::max(high, point.high == point.high ? point.high : point.value);
        }
        const result_row* fitted = rows.in_wave(wave, "fitted");
        panel.fitted.push_back(there(fitted) ? fitted->value.value : none);
        if (wave == event) panel.event = static_cast<int>(panel.points.size());
        panel.points.push_back(std::move(point));
        if (shares != is_share(unit)) continue;
        if (row != nullptr) table.rows.push_back({panel.label, wave, text_of(c, row)});
      }
      if (unit.empty() || shares != is_share(unit)) continue;
      const auto add = [&](const char* key, const result_row* row, bool probability = false) {
        if (!there(row)) return;
        table.rows.push_back(
            {panel.label, c.w(key), probability ? c.w.probability(row->value.value) : text_of(c, row)});
      };
      add("dilution.slope", rows.at({}, "slope"));
      add("dilution.declining", rows.at({}, "P(declining)"), true);
      add("dilution.level_change", rows.at({}, "level_change"));
      add("dilution.slope_change", rows.at({}, "slope_change"));
      add("dilution.since_event", rows.at({}, "since_event"));
      add("dilution.half_life", rows.at({}, "half_life"));
      if (const result_row* first = rows.in_wave(c.v.waves().front(), "tau"))
        add("dilution.tau_first", first);
      add("dilution.tau_last", rows.in_wave(f->wave, "tau"));
      add("dilution.above", rows.in_wave(f->wave, "above_target"));
      const result_row* since = rows.at({}, "since_event");
      const result_row* slope = rows.at({}, "slope");
      if (!event.empty()) panel.note = c.w("dilution.event", {event});
      if (there(since))
        panel.note += ": " + c.w.estimated(since->value, since->unit, true);
      else if (there(slope))
        panel.note = c.w("dilution.slope_note", {c.w.estimated(slope->value, slope->unit, true)});
      series.panels.push_back(std::move(panel));
      ranges.emplace_back(low, high);
    }
    if (series.panels.empty()) continue;
    const std::vector<chart::axis> scales =
        shares ? chart::equal_spans(ranges, 100, "\xC2\xA0%") : chart::equal_spans(ranges);
    for (std::size_t i = 0; i < scales.size(); ++i) series.panels[i].scale = localized(c, scales[i]);
    pictures.push_back(std::move(series));
  }
  if (pictures.empty()) return {};
  return figure(c, {c.w("dilution.caption"), c.w("dilution.note"), c.w("dilution.caption")}, pictures, table);
}

std::string pyramid_figure(context& c, const finding& f) {
  const pyramid_definition* declared = nullptr;
  for (const pyramid_definition& d : c.v.asked().findings.pyramid)
    if (f.id == "pyramid:" + d.id) declared = &d;
  if (declared == nullptr) return {};
  const rows_of rows(c, f);
  chart::path_chart paths;
  const auto place = [](std::size_t i) { return std::to_string(i + 1); };
  for (std::size_t i = 0; i < declared->steps.size(); ++i) {
    const subject s = c.v.subject_of(declared->steps[i].measure);
    const result_row* reliability = rows.at({}, "reliability:" + place(i));
    paths.nodes.push_back(
        {s.label, there(reliability) ? c.w("pyramid.reliability", {c.w.decimal(reliability->value.value, 2)})
                                     : std::string()});
  }
  data_table table{c.w("pyramid.table"),
                   {c.w("pyramid.what"), c.w("pyramid.standardized"), c.w("pyramid.corrected")},
                   {},
                   1};
  const bool directed = rows.like({}, "path:") != nullptr;
  paths.directed = directed;
  paths.direct_name = c.w("pyramid.directly");
  const std::string kind = directed ? "standardized:" : "correlation:";
  for (std::size_t to = 1; to < declared->steps.size(); ++to) {
    for (std::size_t from = 0; from < to; ++from) {
      const std::string pair = place(from) + "-" + place(to);
      const result_row* row = rows.at({}, kind + pair);
      if (!there(row)) continue;
      const bool strong = row->value.low > 0 || row->value.high < 0;
      chart::path_arrow a{from, to, c.w.decimal(row->value.value, 2), {}, strong};
      if (row->value.low == row->value.low)
        a.note = "(" +
                 c.w("number.interval", {c.w.decimal(row->value.low, 2), c.w.decimal(row->value.high, 2)}) +
                 ")";
      const std::string corrected = "correlation_corrected:" + pair;
      // Slopes are corrected in their own units: told per standard deviation by the same factor.
      std::string fixed = text_of(c, rows.at({}, corrected), 2);
      if (directed) {
        fixed = absent;
        const result_row* plain = rows.at({}, "path:" + pair);
        const result_row* better = rows.at({}, "path_corrected:" + pair);
        if (there(plain) && there(better) && plain->value.value != 0) {
          const double scale = row->value.value / plain->value.value;
          estimate e = better->value;
          for (double* x : {&e.value, &e.low, &e.high}) *x *= scale;
          fixed = c.w.decimal(e.value, 2);
          if (e.low == e.low)
            fixed += " (" + c.w("number.interval", {c.w.decimal(e.low, 2), c.w.decimal(e.high, 2)}) + ")";
        }
      }
      table.rows.push_back({row->label, a.text + " " + a.note, fixed});
      paths.arrows.push_back(std::move(a));
    }
  }
  if (paths.arrows.empty()) return {};
  if (const result_row* chain = rows.at({}, "chain_standardized"); there(chain))
    table.rows.push_back({c.w("pyramid.chain"), text_of(c, chain, 2), absent});
  for (const result_row* row : rows.all)
    if (row->detail.rfind("order:", 0) == 0)
      table.rows.push_back({c.w("pyramid.order", {row->label}), c.w.probability(row->value.value), absent});
  const std::string caption = c.w("pyramid.caption", {name_of(f)});
  return figure(c, {caption, c.w(directed ? "pyramid.note" : "pyramid.note_few"), caption}, paths, table);
}

}  // namespace

std::string unit_finding_figure(context& c, const std::string& kind,
                                const std::vector<const finding*>& of_kind) {
  std::vector<const finding*> told;
  for (const finding* f : of_kind)
    if (f->kind == kind && f->verdict != "not shown") told.push_back(f);
  if (told.empty()) return {};
  if (kind == "dilution") return dilution_figure(c, told);
  std::string html;
  for (const finding* f : told) {
    if (kind == "believers") html += believers_figure(c, *f);
    if (kind == "pyramid") html += pyramid_figure(c, *f);
  }
  return html;
}

}  // namespace cxm::report_detail
