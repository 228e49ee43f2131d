// SPDX-License-Identifier: Apache-2.0
#include <cmath>
#include <limits>

#include "report/chapters.hpp"
#include "report/levels.hpp"
#include "report/markup.hpp"

namespace cxm::report_detail {
namespace {

std::string range_text(const context& c, const level_definition& d, std::size_t k) {
  const auto cut = [&](std::size_t i) {
    return c.w.decimal(d.cuts[i], d.cuts[i] == std::round(d.cuts[i]) ? 0 : 1);
  };
  if (d.cuts.empty()) return {};
  if (k == 0) return c.w("levels.below", {cut(0)});
  if (k == d.cuts.size()) return c.w("levels.from", {cut(k - 1)});
  return c.w("levels.between", {cut(k - 1), cut(k)});
}

}  // namespace

level_state level_of(const context& c, const level_definition& d, const place& at) {
  level_state state;
  state.index = c.v.main(c.v.subject_of(d.index), at);
  const double none = std::numeric_limits<double>::quiet_NaN();
  double best = -1, best_staged = -1;
  for (std::size_t k = 0; k < d.names.size(); ++k) {
    const std::string number = std::to_string(k + 1);
    const result_row* continuous = c.v.row("level", d.id, "P(level=" + number + ")", at);
    const result_row* staged = c.v.row("level", d.id, "P(staged=" + number + ")", at);
    state.continuous.push_back(there(continuous) ? continuous->value.value : none);
    state.staged.push_back(there(staged) ? staged->value.value : none);
    if (state.continuous[k] > best) {
      best = state.continuous[k];
      state.most_probable = k;
    }
    if (state.staged[k] > best_staged) {
      best_staged = state.staged[k];
      state.staged_most_probable = k;
    }
  }
  state.known = best >= 0;
  state.staged_known = best_staged >= 0;
  return state;
}

chapter levels_chapter(context& c) {
  chapter made{"levels", c.w(c.v.about_maturity() ? "levels.title" : "levels.title_plain"), {}, false};
  for (const level_definition& d : c.v.asked().levels) {
    const level_state state = level_of(c, d, c.v.now());
    const subject index = c.v.subject_of(d.index);
    std::string caption = d.label.in(c.v.language());
    if (caption.empty()) caption = index.label;
    if (!there(state.index) || !state.known) {
      made.html += empty_figure(caption, c.w("levels.none", {why_not(c, state.index)}));
      continue;
    }
    chart::ladder_chart ladder;
    double lowest = 0, highest = 100;
    if (!d.cuts.empty()) {
      lowest = std::min(lowest, d.cuts.front());
      highest = std::max(highest, d.cuts.back());
    }
    ladder.scale.low = lowest;
    ladder.scale.high = highest;
    for (const double cut : d.cuts)
      ladder.scale.ticks.emplace_back(cut, c.w.decimal(cut, cut == std::round(cut) ? 0 : 1));
    data_table table{c.w("levels.caption", {caption}),
                     {c.w("levels.level"), c.w("levels.range"), c.w("levels.continuous")},
                     {},
                     2};
    if (state.staged_known) table.header.push_back(c.w("levels.staged"));
    for (std::size_t k = 0; k < d.names.size(); ++k) {
      chart::ladder_level level;
      level.name = d.names[k].in(c.v.language());
      level.range = range_text(c, d, k);
      level.low = k == 0 ? lowest : d.cuts[k - 1];
      level.high = k == d.cuts.size() ? highest : d.cuts[k];
      level.continuous = state.continuous[k];
      level.staged = state.staged[k];
      level.continuous_text = c.w.probability(level.continuous);
      level.staged_text = c.w.probability(level.staged);
      std::vector<std::string> cells{std::to_string(k + 1) + "  " + level.name, level.range,
                                     level.continuous_text};
      if (state.staged_known) cells.push_back(level.staged_text);
      table.rows.push_back(std::move(cells));
      ladder.levels.push_back(std::move(level));
    }
    ladder.value = state.index->value.value;
    ladder.low = state.index->value.low;
    ladder.high = state.index->value.high;
    ladder.value_text = c.w.estimated(state.index->value, index.unit);
    ladder.continuous_name = c.w("levels.continuous");
    ladder.staged_name = c.w("levels.staged");
    ladder.most_probable = state.most_probable;
    const std::string number = std::to_string(state.most_probable + 1);
    std::string description = c.w("levels.description", {index.label, ladder.value_text, number,
                                                         ladder.levels[state.most_probable].name,
                                                         ladder.levels[state.most_probable].continuous_text});
    made.html += element("p", c.w("levels.intro", {index.label})) + "\n";
    if (!d.gates.empty()) made.html += element("p", c.w("levels.intro_staged")) + "\n";
    made.html += figure(c, {caption, description, description}, ladder, table);
    if (const result_row* more = c.v.row("level", d.id, "answers_needed", c.v.now());
        there(more) && more->value.value > 0)
      made.html += element("p", c.w("levels.more", {c.w.count(std::ceil(more->value.value))}), "note") + "\n";
  }
  return made;
}

}  // namespace cxm::report_detail
