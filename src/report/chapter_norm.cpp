// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <limits>

#include "report/chapters.hpp"
#include "report/dots.hpp"
#include "report/markup.hpp"
#include "report/standing.hpp"

namespace cxm::report_detail {
namespace {

/// One measure of the norm at the whole organisation.
struct position {
  subject what;
  place at;
  std::string group;
  const result_row *own, *percentile, *observed, *difference, *centre;
};

std::vector<position> positions_of(const context& c) {
  std::vector<position> out;
  for (const norm_measure& m : c.v.source().options.reference->measures) {
    position p;
    p.what = c.v.subject_of(m.id);
    if (p.what.id.empty()) continue;
    p.at = c.v.now(m.role);
    p.group = m.role.empty() ? c.w("group.all") : c.v.role_label(m.role);
    p.own = c.v.main(p.what, p.at);
    p.percentile = c.v.row("norm", m.id, "percentile", p.at);
    p.observed = c.v.row("norm", m.id, "observed", p.at);
    p.difference = c.v.row("norm", m.id, "difference", p.at);
    p.centre = c.v.row("norm", m.id, "centre", p.at);
    if (p.centre != nullptr) out.push_back(std::move(p));
  }
  return out;
}

/// Rows cut into pictures that fit a page.
template <class Fill>
std::vector<chart::dot_chart> pictures_of(const std::vector<const position*>& all, const chart::axis& scale,
                                          double reference, const Fill& fill) {
  std::vector<chart::dot_chart> out;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (i % rows_per_picture == 0) {
      out.emplace_back();
      out.back().scale = scale;
      out.back().reference = reference;
      out.back().show_reference = true;
    }
    out.back().groups.push_back({cat(all[i]->what.label, ", ", all[i]->group), {fill(*all[i])}});
  }
  return out;
}

std::string percentiles(context& c, const std::vector<position>& all) {
  std::vector<const position*> placed;
  data_table table{c.w("norm.caption"),
                   {c.w("table.measure"), c.w("table.group"), c.w("table.value"), c.w("norm.centre"),
                    c.w("norm.percentile"), c.w("norm.plain"), c.w("norm.organisations")},
                   {},
                   2};
  for (const position& p : all) {
    if (p.percentile == nullptr && p.observed == nullptr) continue;
    if (there(p.percentile) || there(p.observed)) placed.push_back(&p);
    table.rows.push_back({p.what.label, p.group, shown(c, p.own), shown(c, p.centre), shown(c, p.percentile),
                          shown(c, p.observed),
                          there(p.centre) ? c.w.count(p.centre->value.n) : "\xE2\x80\x93"});
  }
  if (placed.empty()) return {};
  const chart::axis scale = chart::round_axis(0, 100);
  const auto pictures = pictures_of(placed, scale, 50, [&](const position& p) {
    return dot_of(c, "", there(p.percentile) ? p.percentile : p.observed, chart::look::accent_dot, false);
  });
  return figure(c, {c.w("norm.caption"), c.w("norm.note"), c.w("norm.caption")}, pictures, table);
}

std::string distances(context& c, const std::vector<position>& all) {
  std::string html;
  std::vector<std::string> units;
  for (const position& p : all) {
    if (p.percentile != nullptr || p.observed != nullptr || p.difference == nullptr) continue;
    if (std::find(units.begin(), units.end(), p.difference->unit) == units.end())
      units.push_back(p.difference->unit);
  }
  for (const std::string& unit : units) {
    std::vector<const position*> placed;
    data_table table{c.w("norm.distances"),
                     {c.w("table.measure"), c.w("table.group"), c.w("table.value"), c.w("norm.centre"),
                      c.w("scorecard.difference")},
                     {},
                     2};
    double low = 0, high = 0;
    for (const position& p : all) {
      if (p.percentile != nullptr || p.observed != nullptr || p.difference == nullptr) continue;
      if (p.difference->unit != unit) continue;
      table.rows.push_back(
          {p.what.label, p.group, shown(c, p.own), shown(c, p.centre), shown(c, p.difference, unit, true)});
      if (!there(p.difference)) continue;
      placed.push_back(&p);
      const estimate& e = p.difference->value;
      low = std::min({low, e.value, e.low == e.low ? e.low : low});
      high = std::max({high, e.value, e.high == e.high ? e.high : high});
    }
    if (placed.empty()) continue;
    const chart::axis scale =
        is_share(unit) ? chart::round_axis(low, high, 100) : chart::round_axis(low, high);
    const auto pictures = pictures_of(placed, scale, 0, [&](const position& p) {
      chart::dot_row row = dot_of(c, "", p.difference, chart::look::dot, false);
      row.text = c.w.estimated(p.difference->value, unit, true);
      return row;
    });
    html +=
        figure(c, {c.w("norm.distances"), c.w("norm.distance_note"), c.w("norm.distances")}, pictures, table);
  }
  return html;
}

}  // namespace

chapter norm_chapter(context& c) {
  chapter made{"norm", c.w("norm.title"), {}, true};
  const auto& reference = c.v.source().options.reference;
  if (!reference) return made;
  const std::vector<position> all = positions_of(c);
  made.html += element("p", norm_people(c.w, *reference, c.v.language())) + "\n";
  const std::string body = percentiles(c, all) + distances(c, all);
  made.html += body.empty() ? empty_figure(c.w("norm.caption"), c.w("norm.nothing")) : body;
  return made;
}

}  // namespace cxm::report_detail
