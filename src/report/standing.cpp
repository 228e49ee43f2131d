// SPDX-License-Identifier: Apache-2.0
#include "report/standing.hpp"

#include <algorithm>
#include <cstdlib>

#include "base/stable_order.hpp"
#include "report/chapters.hpp"
#include "report/dots.hpp"
#include "report/driver_view.hpp"
#include "report/markup.hpp"

namespace cxm::report_detail {
namespace {

constexpr std::size_t most_units = 48;         // in pictures; the table has all
constexpr std::size_t units_per_picture = 16;  // two rows each

/// The units of a segment column that the tables compare on a subject.
struct unit_at {
  std::string name;
  const result_row* raw = nullptr;
  const result_row* shrunk = nullptr;
  place at;
};

std::vector<unit_at> units_of(const context& c, const subject& s, std::size_t segment) {
  std::vector<unit_at> out;
  for (const std::string& value : c.v.segment_values(segment)) {
    unit_at u;
    u.name = value;
    u.at = c.v.at_segment(segment, value);
    u.raw = c.v.main(s, u.at);
    u.shrunk = c.v.row("unit", s.id, "shrunk", u.at);
    if (u.raw != nullptr && (u.shrunk != nullptr || c.v.row("unit", s.id, "difference", u.at) != nullptr))
      out.push_back(std::move(u));
  }
  return out;
}

std::string cell(const context& c, const result_row* row, bool sign = false) {
  return row == nullptr ? std::string("\xE2\x80\x93") : shown(c, row, row->unit, sign);
}

std::string chance(const context& c, const result_row* row) {
  return there(row) ? c.w.probability(row->value.value) : std::string("\xE2\x80\x93");
}

std::string p_of(const context& c, const result_row* row) {
  if (!there(row)) return "\xE2\x80\x93";
  return c.w.p_value(row->value.value);
}

/// "P(top=5)" as 5, or 0.
std::size_t top_of(const std::string& detail) {
  if (detail.rfind("P(top=", 0) != 0) return 0;
  return static_cast<std::size_t>(std::strtoul(detail.c_str() + 6, nullptr, 10));
}

/// The largest k for which P(top=k) is told in the wave: the share that "the best" means.
std::size_t largest_top(const context& c, const subject& s) {
  std::size_t k = 0;
  for (const result_row& row : c.v.source().rows)
    if (row.table == "unit" && row.id == s.id && row.key[0] == c.v.wave())
      k = std::max(k, top_of(row.detail));
  return k;
}

double shown_value(const unit_at& u) {
  return there(u.shrunk) ? u.shrunk->value.value : there(u.raw) ? u.raw->value.value : -1e300;
}

}  // namespace

std::string rank_words(const words& w, const result_row* rank) {
  if (!there(rank)) return {};
  return rank->value.low == rank->value.high
             ? w("standing.rank_one", {w.count(rank->value.low)})
             : w("standing.rank", {w.count(rank->value.low), w.count(rank->value.high)});
}

subject compared_subject(const context& c, std::size_t segment) {
  const subject head = c.v.headline();
  if (!head.id.empty() && !units_of(c, head, segment).empty()) return head;
  for (const result_row& row : c.v.source().rows) {
    if (row.table != "unit" || row.key.size() < 3 + segment || row.key[2 + segment].empty()) continue;
    return c.v.subject_of(row.id);
  }
  return {};
}

std::string standing_figure(context& c, std::size_t segment) {
  const subject s = compared_subject(c, segment);
  if (s.id.empty()) return {};
  std::vector<unit_at> units = units_of(c, s, segment);
  const std::string name = c.v.segment_label(segment);
  const std::string caption = c.w("standing.caption", {s.label, name});
  detail::small_stable_sort(units.begin(), units.end(), [](const unit_at& a, const unit_at& b) {
    return shown_value(a) > shown_value(b);
  });
  const std::size_t k = largest_top(c, s);
  const std::string top = c.w(k > 1 ? "standing.top" : "standing.first", {c.w.count(static_cast<double>(k))});
  data_table table{
      caption,
      {name, c.w("standing.raw"), c.w("standing.shrunk"), c.w("standing.difference"), c.w("compare.p_fdr"),
       c.w("standing.verdict"), c.w("standing.ranks"), top, c.w("table.n")},
      {},
      1,
      5};
  double low = 1e300, high = -1e300;
  std::size_t differ = 0, compared = 0, drawn = 0;
  std::vector<chart::dot_group> groups;
  for (const unit_at& u : units) {
    const std::string rank = rank_words(c.w, c.v.row("unit", s.id, "rank", u.at));
    const result_row* verdict = c.v.row("unit", s.id, "verdict", u.at);
    if (there(verdict)) {
      ++compared;
      differ += verdict->value.value != 0 ? 1 : 0;
    }
    const result_row* chance_row = c.v.row("unit", s.id, cat("P(top=", std::to_string(k), ")"), u.at);
    if (chance_row == nullptr) chance_row = c.v.row("unit", s.id, "P(top=1)", u.at);
    table.rows.push_back(
        {u.name, cell(c, u.raw), cell(c, u.shrunk), cell(c, c.v.row("unit", s.id, "difference", u.at), true),
         p_of(c, c.v.row("unit", s.id, "p_fdr", u.at)), there(verdict) ? verdict->label : "\xE2\x80\x93",
         rank.empty() ? "\xE2\x80\x93" : rank_text(c.w, c.v.row("unit", s.id, "rank", u.at)),
         chance(c, chance_row), base_text(c, u.raw)});
    if (!there(u.raw) || !there(u.shrunk)) continue;
    ++drawn;
    for (const result_row* row : {u.raw, u.shrunk}) {
      low = std::min({low, row->value.value, row->value.low == row->value.low ? row->value.low : low});
      high = std::max({high, row->value.value, row->value.high == row->value.high ? row->value.high : high});
    }
    std::string label = u.name;
    if (!rank.empty()) label += cat(" \xC2\xB7 ", rank);
    groups.push_back({label,
                      {dot_of(c, c.w("standing.raw"), u.raw, chart::look::ring, false),
                       dot_of(c, c.w("standing.shrunk"), u.shrunk, chart::look::accent_dot, true)}});
  }
  if (drawn == 0) return empty_figure(caption, c.w("standing.none"));
  std::string note = c.w("standing.note");
  if (compared > 0)
    note += cat(" ", c.w("standing.differ",
                         {c.w.count(static_cast<double>(differ)), c.w.count(static_cast<double>(compared)),
                          c.w.probability(c.v.source().options.false_discovery_rate)}));
  if (groups.size() > most_units) {
    note += cat(" ", c.w("standing.ends", {c.w.count(static_cast<double>(most_units))}));
    const std::size_t half = most_units / 2;
    groups.erase(groups.begin() + static_cast<std::ptrdiff_t>(half),
                 groups.end() - static_cast<std::ptrdiff_t>(half));
  }
  std::vector<chart::dot_chart> pictures;
  const result_row* whole = c.v.main(s, c.v.now());
  for (std::size_t g = 0; g < groups.size(); ++g) {
    if (g % units_per_picture == 0) {
      pictures.emplace_back();
      pictures.back().scale = localized(c, is_share(s.unit) ? chart::round_axis(low, high, 100, "\xC2\xA0%")
                                                            : chart::round_axis(low, high));
      pictures.back().show_reference = there(whole);
      if (there(whole)) pictures.back().reference = whole->value.value;
    }
    pictures.back().groups.push_back(std::move(groups[g]));
  }
  return figure(c, {caption, note, caption}, pictures, table);
}

std::string agreement_figure(context& c, std::size_t segment) {
  const std::string name = c.v.segment_label(segment);
  const std::string caption = c.w("agreement.caption", {name});
  data_table table{caption,
                   {c.w("table.measure"), name, c.w("standing.verdict"), "r*wg(j)", "rwg(j)", "awg", "AD",
                    c.w("agreement.polarisation")},
                   {},
                   3};
  chart::stack_chart picture;
  picture.legend = {c.w("agreement.few"), c.w("agreement.pockets"), c.w("agreement.one")};
  const std::vector<std::string> values = c.v.segment_values(segment);
  for (const cxm::measure& m : c.v.asked().measures) {
    const subject s = c.v.subject_of(m.id);
    double count[3] = {0, 0, 0};
    for (const std::string& value : values) {
      const place at = c.v.at_segment(segment, value);
      const result_row* verdict = c.v.row("agreement", s.id, "verdict", at);
      if (verdict == nullptr) continue;
      const auto index = [&](const char* detail) {
        const result_row* row = c.v.row("agreement", s.id, detail, at);
        return there(row) ? c.w.decimal(row->value.value, 2) : std::string("\xE2\x80\x93");
      };
      table.rows.push_back({s.label, value, there(verdict) ? verdict->label : why_not(c, verdict),
                            index("r*_wg(j)"), index("r_wg(j)"), index("a_wg"), index("AD"),
                            index("polarisation")});
      if (there(verdict)) count[static_cast<std::size_t>(std::clamp(verdict->value.value, 0.0, 2.0))] += 1;
    }
    const double all = count[0] + count[1] + count[2];
    if (!(all > 0)) continue;
    chart::stack_row row{s.label, {}, c.w("agreement.units", {c.w.count(all)})};
    for (const double n : count) row.parts.push_back({n / all, n > 0 ? c.w.count(n) : std::string()});
    picture.rows.push_back(std::move(row));
  }
  if (picture.rows.empty()) return {};
  return figure(c, {caption, c.w("agreement.note"), caption}, picture, table);
}

std::string norm_people(const words& w, const norm& n, std::string_view language) {
  std::string title = n.title.in(std::string(language));
  if (title.empty()) title = n.id;
  std::string text = w("norm.source", {title, n.version, n.population, n.date});
  if (!n.admission.empty()) text += cat(" ", n.admission, n.admission.back() == '.' ? "" : ".");
  if (!n.members.empty() && n.members.size() <= 6) {
    std::vector<std::string> names;
    for (const norm_member& m : n.members) names.push_back(m.id);
    text += cat(" ", w("norm.members", {w.list(names)}));
  }
  return text;
}

std::string norm_sentence(const words& w, const view& v, const subject& s, const place& at) {
  const result_row* percentile = v.row("norm", s.id, "percentile", at);
  const result_row* observed = v.row("norm", s.id, "observed", at);
  const result_row* difference = v.row("norm", s.id, "difference", at);
  const result_row* centre = v.row("norm", s.id, "centre", at);
  std::string text;
  for (const auto& [row, key] :
       {std::pair(percentile, "norm.better"), std::pair(observed, "norm.observed")}) {
    if (!there(row) || !text.empty()) continue;
    const std::string range = w.interval(row->value, row->unit);
    text = w(key, {w.value(row->value.value, row->unit), range,
                   there(centre) ? w.count(centre->value.n) : std::string()});
  }
  if (text.empty() && there(difference) && there(centre)) {
    text = w("norm.distance", {w.estimated(difference->value, difference->unit, true),
                               w.value(centre->value.value, centre->unit)});
  }
  return text;
}

}  // namespace cxm::report_detail
