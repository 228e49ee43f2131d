// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/plan_tables.hpp"
#include "cxm/plan/plan_request.hpp"
#include "io/table_build.hpp"

namespace cxm {
namespace {

using detail::joined;
using detail::row_writer;
using detail::with_columns;

constexpr bool text = true, number = false;

/// What holds after `t` periods is told by the name of the period that ends then.
std::string_view period(const plan_result& plan, std::size_t t) {
  return t == 0 ? "now" : std::string_view(plan.waves[t - 1].name);
}

std::string ids(const plan_result& plan, const std::vector<std::size_t>& which) {
  std::vector<std::string_view> names;
  for (const std::size_t j : which) names.emplace_back(plan.candidates[j].id);
  return joined(names);
}

result_table in_words(const plan_result& plan) {
  result_table table = with_columns("plan_sentences", {{"kind", text}, {"text", text}});
  for (const std::string& s : plan.sentences) row_writer(table).text("sentence").text(s);
  for (const std::string& s : plan.notes) row_writer(table).text("note").text(s);
  return table;
}

result_table by_priority(const plan_result& plan) {
  result_table table = with_columns("plan_candidates", {{"id", text},
                                                        {"label", text},
                                                        {"owner", text},
                                                        {"kind", text},
                                                        {"cost", number},
                                                        {"effort", number},
                                                        {"earliest", number},
                                                        {"duration", number},
                                                        {"gain", number},
                                                        {"gain_low", number},
                                                        {"gain_high", number},
                                                        {"priority", number},
                                                        {"priority_low", number},
                                                        {"priority_high", number},
                                                        {"now", number},
                                                        {"room", number},
                                                        {"rank", number},
                                                        {"rank_low", number},
                                                        {"rank_high", number},
                                                        {"p_first", number},
                                                        {"p_top", number},
                                                        {"begins", text},
                                                        {"chosen", number},
                                                        {"regret", number}});
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  for (const std::size_t j : plan.order) {
    const plan_candidate& c = plan.candidates[j];
    const bool roadmap = plan.has_roadmap();
    row_writer line(table);
    line.text(c.id).text(c.label).text(c.owner).text(c.practice ? "practice" : "initiative");
    line.numbers({c.cost, c.effort, static_cast<double>(c.earliest), static_cast<double>(c.duration)});
    line.numbers({c.gain.value, c.gain.low, c.gain.high});
    line.numbers({c.priority.value, c.priority.low, c.priority.high});
    line.numbers({c.practice ? c.now.value : none, c.practice ? c.room : none});
    line.numbers({c.rank, c.rank_low, c.rank_high, c.p_first, c.p_top});
    line.text(roadmap && c.begins > 0 ? period(plan, static_cast<std::size_t>(c.begins)) : "");
    line.numbers({roadmap ? c.chosen : none, roadmap ? c.regret : none});
  }
  return table;
}

result_table road(const plan_result& plan) {
  result_table table = with_columns("plan_roadmap", {{"period", text},
                                                     {"begins", text},
                                                     {"finishes", text},
                                                     {"cost", number},
                                                     {"effort", number},
                                                     {"gain", number},
                                                     {"gain_low", number},
                                                     {"gain_high", number}});
  for (const plan_wave& wave : plan.waves) {
    row_writer line(table);
    line.text(wave.name).text(ids(plan, wave.begins)).text(ids(plan, wave.finishes));
    line.numbers({wave.cost, wave.effort, wave.gain.value, wave.gain.low, wave.gain.high});
  }
  return table;
}

result_table outlook(const plan_result& plan) {
  result_table table = with_columns("plan_outlook", {{"id", text},
                                                     {"label", text},
                                                     {"period", text},
                                                     {"detail", text},
                                                     {"unit_measure", text},
                                                     {"value", number},
                                                     {"low", number},
                                                     {"high", number}});
  constexpr double none = std::numeric_limits<double>::quiet_NaN();
  for (const plan_quantity& q : plan.quantities) {
    const auto line = [&](std::size_t t, std::string_view detail, std::string_view unit) {
      return row_writer(table).text(q.id).text(q.label).text(period(plan, t)).text(detail).text(unit);
    };
    for (std::size_t t = 0; t < q.value.size() && t <= plan.waves.size(); ++t) {
      line(t, "value", q.unit).numbers({q.value[t].value, q.value[t].low, q.value[t].high});
      if (t > 0 && t < q.movement.size())
        line(t, "movement", q.unit).numbers({q.movement[t].value, q.movement[t].low, q.movement[t].high});
      if (t >= q.level_probability.size()) continue;
      for (std::size_t l = 0; l < q.level_probability[t].size(); ++l)
        line(t, "P(level=" + std::to_string(l + 1) + ")", "probability")
            .numbers({q.level_probability[t][l], none, none});
    }
  }
  for (const plan_staged_level& s : plan.staged)
    for (std::size_t t = 0; t < s.probability.size() && t <= plan.waves.size(); ++t)
      for (std::size_t l = 0; l < s.probability[t].size(); ++l)
        row_writer(table)
            .text(s.id)
            .text(s.label)
            .text(period(plan, t))
            .text("P(staged=" + std::to_string(l + 1) + ")")
            .text("probability")
            .numbers({s.probability[t][l], none, none});
  return table;
}

result_table targets(const plan_result& plan) {
  result_table table = with_columns("plan_targets", {{"of", text},
                                                     {"label", text},
                                                     {"at_least", number},
                                                     {"level", text},
                                                     {"period", text},
                                                     {"probability", number},
                                                     {"probability_staged", number}});
  for (const plan_target_outlook& target : plan.targets)
    for (std::size_t t = 0; t < target.probability.size() && t <= plan.waves.size(); ++t) {
      row_writer line(table);
      line.text(target.of).text(target.label).number(target.at_least).text(target.level_name);
      line.text(period(plan, t)).number(target.probability[t]);
      line.number(t < target.probability_staged.size() ? target.probability_staged[t]
                                                       : std::numeric_limits<double>::quiet_NaN());
    }
  return table;
}

result_table what_if(const assessment_plan& made) {
  result_table table = with_columns("plan_what_if", {{"id", text},
                                                     {"detail", text},
                                                     {"unit_measure", text},
                                                     {"value", number},
                                                     {"low", number},
                                                     {"high", number}});
  for (const supposed_quantity& q : made.supposed) {
    const auto line = [&](std::string_view detail, std::string_view unit, const estimate& e) {
      row_writer(table).text(q.id).text(detail).text(unit).numbers({e.value, e.low, e.high});
    };
    line("before", q.unit, q.before);
    line("after", q.unit, q.after);
    line("change", q.unit, q.change);
    if (q.percentile_after.defined()) {
      line("percentile_before", "percentile", q.percentile_before);
      line("percentile_after", "percentile", q.percentile_after);
    }
  }
  return table;
}

}  // namespace

std::vector<result_table> plan_tables(const assessment& a) {
  if (!a.plan || !a.plan->asked) return {};
  const plan_result& plan = a.plan->plan;
  std::vector<result_table> tables{in_words(plan), by_priority(plan)};
  if (plan.has_roadmap()) tables.push_back(road(plan));
  tables.push_back(outlook(plan));
  if (!plan.targets.empty()) tables.push_back(targets(plan));
  if (!a.plan->suppositions.empty()) tables.push_back(what_if(*a.plan));
  return tables;
}

}  // namespace cxm
