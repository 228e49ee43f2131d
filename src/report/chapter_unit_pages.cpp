// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "base/stable_order.hpp"
#include "report/chapters.hpp"
#include "report/driver_view.hpp"
#include "report/levels.hpp"
#include "report/markup.hpp"
#include "report/standing.hpp"

namespace cxm::report_detail {
namespace {

/// Units that get a page of their own; the tables hold all of them.
constexpr std::size_t most_units = 60;

/// What units are compared on, the headline first, then the dimensions, then the rest.
std::vector<subject> subjects_of(const context& c, std::size_t segment) {
  std::vector<subject> all;
  const auto add = [&](const subject& s) {
    if (!s.id.empty() && std::none_of(all.begin(), all.end(), [&](const subject& o) { return o.id == s.id; }))
      all.push_back(s);
  };
  add(c.v.headline());
  for (const subject& s : c.v.dimensions()) add(s);
  for (const result_row& row : c.v.source().rows)
    if (row.table == "unit" && row.detail == "difference" && row.key.size() > 2 + segment &&
        !row.key[2 + segment].empty() && row.key[0] == c.v.wave() && row.key[1].empty())
      add(c.v.subject_of(row.id));
  return all;
}

/// "Culture (+8.5), Champions (+3.1)": where the unit differs from the rest, the clearest first.
std::string standing_out(const context& c, const std::vector<subject>& subjects, const place& at, int sign) {
  struct one {
    std::string text;
    double clear;
  };
  std::vector<one> found;
  for (const subject& s : subjects) {
    const result_row *verdict = c.v.row("unit", s.id, "verdict", at),
                     *difference = c.v.row("unit", s.id, "difference", at);
    if (!there(verdict) || !there(difference) || verdict->value.value != sign) continue;
    const estimate& e = difference->value;
    found.push_back({cat(s.label, " (", c.w.value(e.value, difference->unit, true), ")"),
                     e.se > 0 ? std::fabs(e.value) / e.se : 0});
  }
  detail::small_stable_sort(found.begin(), found.end(),
                            [](const one& a, const one& b) { return a.clear > b.clear; });
  std::vector<std::string> parts;
  for (one& f : found)
    if (parts.size() < 4) parts.push_back(std::move(f.text));
  return parts.empty() ? std::string() : c.w.list(parts);
}

std::string level_words(const context& c, const place& at) {
  if (c.v.asked().levels.empty()) return {};
  const level_definition& d = c.v.asked().levels.front();
  const level_state state = level_of(c, d, at);
  if (!state.known) return {};
  const std::size_t k = state.most_probable;
  return c.w("unit.level", {c.w.count(static_cast<double>(k + 1)), d.names[k].in(c.v.language()),
                            c.w.probability(state.continuous[k])});
}

/// Subjects on which the people of the unit agree, or do not.
std::string agreement_words(const context& c, const place& at) {
  std::vector<std::string> agreed, apart;
  for (const subject& s : c.v.dimensions()) {
    const result_row* verdict = c.v.row("agreement", s.id, "verdict", at);
    if (!there(verdict)) continue;
    if (verdict->value.value == 2) agreed.push_back(s.label);
    if (verdict->value.value == 1) apart.push_back(s.label);
  }
  std::string text;
  if (!agreed.empty()) text = c.w("unit.agreed", {c.w.list(agreed)});
  if (!apart.empty()) text += cat(text.empty() ? "" : " ", c.w("unit.apart", {c.w.list(apart)}));
  return text;
}

std::string unit_page(const context& c, std::size_t segment, const std::string& name,
                      const std::vector<subject>& subjects) {
  const place at = c.v.at_segment(segment, name);
  const result_row* head = c.v.main(subjects.front(), at);
  std::string line = cat(name, " \xC2\xB7 ", subjects.front().label, " ", shown(c, head));
  if (const std::string rank = rank_words(c.w, c.v.row("unit", subjects.front().id, "rank", at));
      !rank.empty())
    line += cat(" \xC2\xB7 ", rank);
  std::string html = "<details class=\"unit\"><summary>" + escaped(line) + "</summary>\n";
  std::string words;
  const auto say = [&](const std::string& sentence) {
    if (!sentence.empty()) words += cat(words.empty() ? "" : " ", sentence);
  };
  const double people = c.v.people(at);
  if (people == people) say(cat(c.w("people.count", {c.w.count(people)}), "."));
  say(level_words(c, at));
  const std::string above = standing_out(c, subjects, at, 1), below = standing_out(c, subjects, at, -1);
  if (!above.empty()) say(c.w("unit.above", {above}));
  if (!below.empty()) say(c.w("unit.below", {below}));
  if (above.empty() && below.empty() && there(c.v.row("unit", subjects.front().id, "verdict", at)))
    say(c.w("unit.alike"));
  say(agreement_words(c, at));
  if (!words.empty()) html += element("p", words) + "\n";
  data_table table{
      c.w("unit.table", {name}),
      {c.w("table.measure"), c.w("table.value"), c.w("standing.shrunk"), c.w("standing.difference"),
       c.w("standing.verdict"), c.w("unit.detectable"), c.w("standing.ranks"), c.w("table.n")},
      {},
      1,
      4};
  const auto percentile = [&](const subject& s) {
    const result_row* row = c.v.row("norm", s.id, "percentile", at);
    return there(row) ? row : c.v.row("norm", s.id, "observed", at);
  };
  const bool placed =
      std::any_of(subjects.begin(), subjects.end(), [&](const subject& s) { return there(percentile(s)); });
  if (placed) table.header.insert(table.header.end() - 1, c.w("norm.percentile"));
  for (const subject& s : subjects) {
    const result_row* own = c.v.main(s, at);
    if (own == nullptr) continue;
    const auto cell = [&](const char* detail, bool sign) {
      const result_row* row = c.v.row("unit", s.id, detail, at);
      return row == nullptr ? std::string("\xE2\x80\x93") : shown(c, row, row->unit, sign);
    };
    const result_row* verdict = c.v.row("unit", s.id, "verdict", at);
    const std::string rank = rank_text(c.w, c.v.row("unit", s.id, "rank", at));
    const result_row* least = c.v.row("unit", s.id, "detectable", at);
    std::vector<std::string> cells{
        s.label,
        shown(c, own),
        cell("shrunk", false),
        cell("difference", true),
        there(verdict) ? verdict->label : "\xE2\x80\x93",
        there(least) ? c.w.value(least->value.value, least->unit, true) : "\xE2\x80\x93",
        rank.empty() ? "\xE2\x80\x93" : rank};
    if (placed) cells.push_back(there(percentile(s)) ? shown(c, percentile(s)) : "\xE2\x80\x93");
    cells.push_back(base_text(c, own));
    table.rows.push_back(std::move(cells));
  }
  return html + table_html(table) + "</details>\n";
}

}  // namespace

chapter unit_pages_chapter(context& c) {
  chapter made{"unit-pages", c.w("unit.title"), {}, true};
  std::size_t shown_units = 0, all = 0;
  std::string pages;
  for (std::size_t s = 0; s < c.v.segments().size(); ++s) {
    const std::vector<std::string> values = c.v.segment_values(s);
    const std::vector<subject> subjects = subjects_of(c, s);
    if (values.empty() || subjects.empty()) continue;
    all += values.size();
    std::string of_segment;
    for (const std::string& name : values)
      if (shown_units < most_units && there(c.v.main(subjects.front(), c.v.at_segment(s, name)))) {
        ++shown_units;
        of_segment += unit_page(c, s, name, subjects);
      }
    if (!of_segment.empty())
      pages += element("h3", c.w("units.caption", {c.v.segment_label(s)})) + "\n" + of_segment;
  }
  if (shown_units == 0) return made;
  std::string intro = c.w("unit.intro");
  if (shown_units < all)
    intro += cat(" ", c.w("unit.some", {c.w.count(static_cast<double>(shown_units)),
                                        c.w.count(static_cast<double>(all))}));
  made.html = element("p", intro) + "\n" + pages;
  return made;
}

}  // namespace cxm::report_detail
