// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

#include "base/stable_order.hpp"
#include "report/chapters.hpp"
#include "report/markup.hpp"
#include "report/plan_view.hpp"

namespace cxm::report_detail {
namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
constexpr const char* dash = "\xE2\x80\x93";

std::string value_text(const context& c, const estimate& e, const std::string& unit, bool sign = false) {
  return e.defined() ? c.w.estimated(e, unit, sign) : std::string(dash);
}

/// Candidates in the order in which the roadmap takes them.
std::vector<std::size_t> taken(const plan_result& plan) {
  std::vector<std::size_t> out;
  for (const plan_wave& wave : plan.waves) {
    std::vector<std::size_t> here = wave.begins;
    detail::small_stable_sort(here.begin(), here.end(), [&](std::size_t a, std::size_t b) {
      return plan.candidates[a].rank < plan.candidates[b].rank;
    });
    out.insert(out.end(), here.begin(), here.end());
  }
  return out;
}

std::string timeline(context& c, const plan_result& plan) {
  chart::timeline_chart chart;
  data_table table{c.w("plan.roadmap"),
                   {c.w("plan.candidate"), c.w("plan.owner"), c.w("plan.begins"), c.w("plan.cost"),
                    c.w("plan.effort"), c.w("plan.gain"), c.w("plan.chosen"), c.w("plan.regret")},
                   {},
                   3};
  for (const plan_wave& wave : plan.waves) chart.periods.push_back(wave.name);
  chart.text_name = c.w("plan.gain");
  const auto row_of = [&](std::size_t j) {
    const plan_candidate& one = plan.candidates[j];
    table.rows.push_back(
        {one.label, one.owner.empty() ? dash : one.owner,
         one.begins > 0 ? plan.waves[static_cast<std::size_t>(one.begins - 1)].name : c.w("plan.not_chosen"),
         c.w.decimal(one.cost, 0), c.w.decimal(one.effort, 0), gain_text(c, one.gain),
         c.w.probability(one.chosen),
         std::isfinite(one.regret) && plan.value > 0 ? c.w.value(one.regret / plan.value, "share")
                                                     : std::string(dash)});
  };
  for (const std::size_t j : taken(plan)) {
    const plan_candidate& one = plan.candidates[j];
    const auto from = static_cast<std::size_t>(one.begins - 1);
    chart.rows.push_back(
        {one.label, from, from + one.duration - 1, gain_text(c, one.gain), one.chosen >= 0.9});
    row_of(j);
  }
  for (const std::size_t j : plan.order)
    if (plan.candidates[j].begins == 0) row_of(j);
  if (chart.rows.empty()) return empty_figure(c.w("plan.timeline"), c.w("plan.empty"));
  // Pieces that fit a printed page.
  std::vector<chart::timeline_chart> charts;
  for (std::size_t i = 0; i < chart.rows.size(); i += rows_per_picture / 2) {
    chart::timeline_chart piece = chart;
    const std::size_t end = std::min(chart.rows.size(), i + rows_per_picture / 2);
    piece.rows.assign(chart.rows.begin() + static_cast<std::ptrdiff_t>(i),
                      chart.rows.begin() + static_cast<std::ptrdiff_t>(end));
    charts.push_back(std::move(piece));
  }
  return figure(c, {c.w("plan.timeline"), c.w("plan.timeline_note"), c.w("plan.timeline")}, charts, table);
}

std::string outlook(context& c, const plan_result& plan) {
  chart::series_chart series;
  data_table table{c.w("plan.outlook"), {c.w("table.measure"), c.w("plan.today")}, {}, 1};
  for (const plan_wave& wave : plan.waves) table.header.push_back(wave.name);
  std::vector<std::pair<double, double>> ranges;
  std::string unit;
  for (const plan_quantity& q : plan.quantities) {
    std::vector<std::string> row{q.label};
    for (const estimate& e : q.value) row.push_back(value_text(c, e, q.unit));
    table.rows.push_back(std::move(row));
    for (std::size_t l = 1; l < q.level_names.size(); ++l) {
      row = {q.label + ": " + c.w("plan.level_at_least", {std::to_string(l + 1), q.level_names[l]})};
      for (const auto& p : q.level_probability) {
        double sum = 0;
        for (std::size_t k = l; k < p.size(); ++k) sum += p[k];
        row.push_back(c.w.probability(std::min(1.0, sum)));
      }
      table.rows.push_back(std::move(row));
    }
    for (const plan_staged_level& s : plan.staged) {
      if (s.index != q.id) continue;
      for (std::size_t l = 1; l < s.level_names.size(); ++l) {
        row = {q.label + ": " +
               c.w("plan.by_gates", {c.w("plan.level_at_least", {std::to_string(l + 1), s.level_names[l]})})};
        for (const auto& p : s.probability) {
          const double sum = std::accumulate(p.begin() + static_cast<std::ptrdiff_t>(l), p.end(), 0.0);
          row.push_back(c.w.probability(std::min(1.0, sum)));
        }
        table.rows.push_back(std::move(row));
      }
    }
    if (unit.empty()) unit = q.unit;
    if (q.unit != unit || series.panels.size() == 6) continue;
    chart::series_panel panel;
    panel.label = q.label;
    panel.strong = q.goal;
    panel.note = c.w("plan.movement", {value_text(c, q.movement.back(), q.unit, true)});
    double low = 1e300, high = -1e300;
    for (std::size_t t = 0; t < q.value.size(); ++t) {
      const estimate& e = q.value[t];
      // Ends of periods are numbered below the panels: their names would not fit.
      panel.points.push_back({t == 0 ? c.w("plan.today") : std::to_string(t), e.value, e.low, e.high,
                              c.w.value(e.value, q.unit)});
      low = std::min(low, std::isfinite(e.low) ? e.low : e.value);
      high = std::max(high, std::isfinite(e.high) ? e.high : e.value);
    }
    if (!(low <= high)) continue;
    series.panels.push_back(std::move(panel));
    ranges.emplace_back(low, high);
  }
  if (series.panels.empty()) return {};
  const auto scales =
      is_share(unit) ? chart::equal_spans(ranges, 100, "\xC2\xA0%") : chart::equal_spans(ranges);
  for (std::size_t i = 0; i < scales.size(); ++i) series.panels[i].scale = localized(c, scales[i]);
  std::string periods;
  for (std::size_t t = 0; t < plan.waves.size(); ++t)
    periods += (t > 0 ? ", " : "") + std::to_string(t + 1) + " = " + plan.waves[t].name;
  return figure(c,
                {c.w("plan.outlook"), c.w("plan.outlook_note", {c.w.probability(plan.level), periods}),
                 c.w("plan.outlook")},
                series, table);
}

std::string targets(context& c, const plan_result& plan) {
  if (plan.targets.empty() || !plan.has_roadmap()) return {};
  data_table table{c.w("plan.targets_table"), {c.w("plan.target"), c.w("plan.today")}, {}, 1};
  for (const plan_wave& wave : plan.waves) table.header.push_back(wave.name);
  for (const plan_target_outlook& t : plan.targets) {
    const auto q = std::find_if(plan.quantities.begin(), plan.quantities.end(),
                                [&](const plan_quantity& one) { return one.label == t.label; });
    const std::string unit = q == plan.quantities.end() ? "points" : q->unit;
    std::vector<std::string> row{t.label + ": " +
                                 (t.level > 0
                                      ? c.w("plan.level_at_least", {std::to_string(t.level), t.level_name})
                                      : c.w("plan.at_least", {c.w.value(t.at_least, unit)}))};
    for (const double p : t.probability) row.push_back(c.w.probability(p));
    const std::string named = row.front();
    table.rows.push_back(std::move(row));
    if (t.probability_staged.empty()) continue;
    row = {c.w("plan.by_gates", {named})};
    for (const double p : t.probability_staged) row.push_back(c.w.probability(p));
    table.rows.push_back(std::move(row));
  }
  return element("h3", c.w("plan.targets")) + "\n" + table_html(table);
}

std::string priorities(context& c, const plan_result& plan) {
  chart::dot_chart dots;
  data_table table{c.w("plan.priorities"),
                   {c.w("plan.candidate"), c.w("plan.today"), c.w("plan.cost"), c.w("plan.gain"),
                    c.w("plan.priority"), c.w("plan.ranks"), c.w("plan.p_top", {std::to_string(plan.top)})},
                   {},
                   1};
  double low = 0, high = 0;
  for (const std::size_t j : plan.order) {
    const plan_candidate& one = plan.candidates[j];
    const std::string p_top = c.w.probability(one.p_top);
    const estimate& e = one.priority;
    chart::dot_group group;
    group.label = one.label;
    group.rows.push_back({{},
                          e.value,
                          e.low,
                          e.high,
                          c.w("plan.p_top_is", {std::to_string(plan.top), p_top}),
                          one.rank_low <= 1 ? chart::look::accent_dot : chart::look::ring,
                          false});
    if (!std::isfinite(e.value)) group.rows.back().value = nothing;
    if (dots.groups.size() < rows_per_picture) {
      low = std::min(low, std::isfinite(e.low) ? e.low : 0);
      high = std::max(high, std::isfinite(e.high) ? e.high : e.value);
      dots.groups.push_back(std::move(group));
    }
    const auto place = [&](double r) { return c.w.decimal(r, 0); };
    table.rows.push_back(
        {one.label, one.practice ? value_text(c, one.now, "points") : dash, c.w.decimal(one.cost, 0),
         gain_text(c, one.gain), e.defined() ? c.w.decimal(e.value, 3) : dash,
         one.rank_low == one.rank_high ? place(one.rank)
                                       : c.w("number.interval", {place(one.rank_low), place(one.rank_high)}),
         p_top});
  }
  dots.scale = localized(c, chart::round_axis(low, high > low ? high : low + 1));
  return figure(c,
                {c.w("plan.priorities"), c.w("plan.priorities_note", {c.w.probability(plan.level)}),
                 c.w("plan.priorities")},
                dots, table);
}

std::string supposed(context& c) {
  const assessment_plan& made = *c.v.source().plan;
  if (made.supposed.empty()) return {};
  data_table table{c.w("plan.what_if"),
                   {c.w("table.measure"), c.w("plan.today"), c.w("plan.then"), c.w("plan.change")},
                   {},
                   1};
  for (const supposed_quantity& q : made.supposed) {
    table.rows.push_back({q.label, value_text(c, q.before, q.unit), value_text(c, q.after, q.unit),
                          value_text(c, q.change, q.unit, true)});
    for (std::size_t l = 1; l < q.level_names.size(); ++l) {
      double before = 0, after = 0;
      for (std::size_t k = l; k < q.level_names.size(); ++k) {
        before += q.level_before[k];
        after += q.level_after[k];
      }
      table.rows.push_back(
          {q.label + ": " + c.w("plan.level_at_least", {std::to_string(l + 1), q.level_names[l]}),
           c.w.probability(std::min(1.0, before)), c.w.probability(std::min(1.0, after)), dash});
    }
    if (q.percentile_after.defined())
      table.rows.push_back({q.label + ": " + c.w("plan.percentile"),
                            value_text(c, q.percentile_before, "score"),
                            value_text(c, q.percentile_after, "score"), dash});
  }
  std::vector<std::string> said;
  for (const supposition& s : made.suppositions)
    said.push_back(s.of + (s.shift ? " " : " = ") + c.w.decimal(s.amount, 1, s.shift));
  return element("h3", c.w("plan.what_if")) + "\n" + element("p", c.w("plan.supposed", {c.w.list(said)})) +
         "\n" + table_html(table);
}

}  // namespace

const plan_result* plan_of(const context& c) {
  return c.v.source().plan ? &c.v.source().plan->plan : nullptr;
}

std::string gain_text(const context& c, const estimate& gain) {
  return gain.defined() ? c.w.estimated(gain, "points", true) : std::string(dash);
}

std::vector<action> plan_actions(const context& c, std::size_t most) {
  const plan_result* plan = plan_of(c);
  std::vector<action> out;
  if (plan == nullptr) return out;
  const std::string goal = plan->quantities.front().label;
  const bool one_goal = plan->goals.size() == 1;
  const auto gain = [&](const plan_candidate& one) {
    return c.w(one_goal ? "plan.action_gain" : "plan.action_gain_goals",
               {one_goal ? goal : std::to_string(plan->goals.size()), gain_text(c, one.gain)});
  };
  const std::vector<std::size_t> order = plan->has_roadmap() ? taken(*plan) : plan->order;
  for (const std::size_t j : order) {
    const plan_candidate& one = plan->candidates[j];
    if (out.size() == most) break;
    if (!(one.gain.value > 0)) continue;
    std::string text;
    if (plan->has_roadmap()) {
      text = c.w("plan.action_when", {plan->waves[static_cast<std::size_t>(one.begins - 1)].name});
      const auto add = [&text](const std::string& more) { text.append(" ").append(more); };
      if (!one.owner.empty()) add(c.w("plan.action_owner", {one.owner}));
      add(gain(one));
      add(c.w("plan.action_chosen", {c.w.probability(one.chosen)}));
    } else {
      if (one.practice)
        text = c.w("plan.action_room",
                   {c.w.value(one.now.value, "points"), c.w.value(one.now.value + one.room, "points")}) +
               " ";
      text +=
          gain(one) + " " + c.w("plan.action_top", {std::to_string(plan->top), c.w.probability(one.p_top)});
    }
    out.push_back({one.label, text});
  }
  return out;
}

std::string tied_text(const context& c) {
  const plan_result* plan = plan_of(c);
  if (plan == nullptr || plan->settled || plan->has_roadmap()) return {};
  const auto tied = std::count_if(plan->candidates.begin(), plan->candidates.end(),
                                  [](const plan_candidate& one) { return one.rank_low <= 1; });
  return tied > 1 ? c.w("plan.tied", {std::to_string(tied)}) : std::string();
}

chapter roadmap_chapter(context& c) {
  chapter made{"roadmap", c.w("plan.chapter"), {}, true};
  const plan_result* plan = plan_of(c);
  if (plan == nullptr) return made;
  if (!plan->group.empty()) made.html += element("p", c.w("plan.of_group", {plan->group}), "quiet") + "\n";
  made.html += "<ul class=\"plain\">";
  for (const std::string& sentence : plan->sentences) made.html += element("li", sentence);
  made.html += "</ul>\n";
  if (plan->has_roadmap()) {
    made.html += timeline(c, *plan) + outlook(c, *plan) + targets(c, *plan);
  } else {
    made.html += element("p", c.w("plan.no_periods"), "quiet") + "\n";
  }
  made.html += priorities(c, *plan);
  for (const weight_range& r : plan->weights)
    made.html += element("p", c.w("plan.weight", {r.goal, c.w.decimal(r.weight, 2), c.w.decimal(r.low, 2),
                                                  std::isfinite(r.high) ? c.w.decimal(r.high, 2)
                                                                        : std::string("\xE2\x88\x9E")})) +
                 "\n";
  made.html += supposed(c);
  for (const std::string& note : plan->notes)
    made.html +=
        element("p", cat(sentence_case(note), note.empty() || note.back() == '.' ? "" : "."), "quiet") + "\n";
  return made;
}

}  // namespace cxm::report_detail
