// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/plan_tables.hpp"

#include "cxm/base/error.hpp"
#include "cxm/plan/plan_request.hpp"
#include "io/json_text.hpp"

namespace cxm {
namespace {

using json_text::writer;

void numbers(writer& w, std::string_view name, const std::vector<double>& values) {
  w.name(name);
  w.open('[');
  for (const double v : values) {
    w.element();
    json_text::append_number(w.out(), v);
  }
  w.close(']');
}

void texts(writer& w, std::string_view name, const std::vector<std::string>& values) {
  w.name(name);
  w.open('[');
  for (const std::string& v : values) {
    w.element();
    json_text::append_string(w.out(), v);
  }
  w.close(']');
}

void number_rows(writer& w, std::string_view name, const std::vector<std::vector<double>>& rows) {
  w.name(name);
  w.open('[');
  for (const auto& row : rows) {
    w.element();
    w.open('[');
    for (const double v : row) {
      w.element();
      json_text::append_number(w.out(), v);
    }
    w.close(']');
  }
  w.close(']');
}

void members(writer& w, const estimate& e) {
  w.number("value", e.value);
  w.number("se", e.se);
  w.number("low", e.low);
  w.number("high", e.high);
  w.number("n", e.n);
  w.text("method", e.method);
}

void estimated(writer& w, std::string_view name, const estimate& e) {
  w.name(name);
  w.open('{');
  members(w, e);
  w.close('}');
}

void estimates(writer& w, std::string_view name, const std::vector<estimate>& all) {
  w.name(name);
  w.open('[');
  for (const estimate& e : all) {
    w.element();
    w.open('{');
    members(w, e);
    w.close('}');
  }
  w.close(']');
}

void candidate(writer& w, const plan_candidate& c, bool roadmap) {
  w.element();
  w.open('{');
  w.text("id", c.id);
  w.text("label", c.label);
  w.text("owner", c.owner);
  w.text("kind", c.practice ? "practice" : "initiative");
  w.number("cost", c.cost);
  w.number("effort", c.effort);
  w.number("earliest", static_cast<double>(c.earliest));
  w.number("duration", static_cast<double>(c.duration));
  w.compact(true);
  estimated(w, "gain", c.gain);
  estimated(w, "priority", c.priority);
  if (c.practice) {
    estimated(w, "now", c.now);
    w.number("room", c.room);
  }
  w.number("rank", c.rank);
  w.number("rank_low", c.rank_low);
  w.number("rank_high", c.rank_high);
  w.number("p_first", c.p_first);
  w.number("p_top", c.p_top);
  if (roadmap) {
    w.number("begins", c.begins);
    w.number("chosen", c.chosen);
    numbers(w, "chosen_in", c.chosen_in);
    w.number("regret", c.regret);
  }
  w.compact(false);
  w.close('}');
}

void names_of(writer& w, std::string_view name, const plan_result& plan,
              const std::vector<std::size_t>& which) {
  std::vector<std::string> ids;
  for (const std::size_t j : which) ids.push_back(plan.candidates[j].id);
  texts(w, name, ids);
}

void put_roadmap(writer& w, const plan_result& plan) {
  w.name("roadmap");
  w.open('{');
  w.number("value", plan.value);
  w.number("bound", plan.bound);
  w.number("greedy", plan.greedy);
  w.boolean("proven", plan.proven);
  w.number("nodes", static_cast<double>(plan.nodes));
  w.text("next_best", plan.next_best < 0 ? "" : plan.candidates[static_cast<std::size_t>(plan.next_best)].id);
  w.name("waves");
  w.open('[');
  for (const plan_wave& wave : plan.waves) {
    w.element();
    w.open('{');
    w.compact(true);
    w.text("period", wave.name);
    names_of(w, "begins", plan, wave.begins);
    names_of(w, "finishes", plan, wave.finishes);
    w.number("cost", wave.cost);
    w.number("effort", wave.effort);
    estimated(w, "gain", wave.gain);
    w.compact(false);
    w.close('}');
  }
  w.close(']');
  w.close('}');
}

void what_followed(writer& w, const assessment_plan& made) {
  w.name("what_if");
  w.open('[');
  for (const supposed_quantity& q : made.supposed) {
    w.element();
    w.open('{');
    w.compact(true);
    w.text("id", q.id);
    w.text("unit", q.unit);
    estimated(w, "before", q.before);
    estimated(w, "after", q.after);
    estimated(w, "change", q.change);
    if (!q.level_names.empty()) {
      numbers(w, "level_before", q.level_before);
      numbers(w, "level_after", q.level_after);
    }
    if (q.percentile_after.defined()) {
      estimated(w, "percentile_before", q.percentile_before);
      estimated(w, "percentile_after", q.percentile_after);
    }
    w.compact(false);
    w.close('}');
  }
  w.close(']');
}

}  // namespace

std::string plan_json(const assessment& a) {
  if (!a.plan) throw error(errc::argument, "plan_json: the assessment has no plan", "assessment");
  const plan_result& plan = a.plan->plan;
  std::string out;
  writer w(out);
  w.open('{');
  w.text("schema", "cxm-plan-result");
  w.number("schema_version", 1);
  w.text("library_version", a.library_version);
  w.text("instrument", a.source->id);
  w.text("instrument_fingerprint", a.fingerprint);
  w.text("plan", plan.asked.id);
  w.text("plan_version", plan.asked.version);
  w.text("plan_fingerprint", plan.fingerprint);
  w.text("wave", plan.wave);
  w.text("group", plan.group);
  w.number("level", plan.level);
  w.boolean("disclosure", a.options.disclosure);
  w.boolean("settled", plan.settled);
  texts(w, "sentences", plan.sentences);
  texts(w, "notes", plan.notes);
  w.name("goals");
  w.open('[');
  for (std::size_t g = 0; g < plan.goals.size(); ++g) {
    w.element();
    w.open('{');
    w.compact(true);
    w.text("of", plan.goals[g].of);
    w.number("weight", plan.goals[g].weight);
    if (g < plan.weights.size()) {
      w.number("first_stays_from", plan.weights[g].low);
      w.number("first_stays_to", plan.weights[g].high);
    }
    w.compact(false);
    w.close('}');
  }
  w.close(']');
  w.name("candidates");
  w.open('[');
  for (const std::size_t j : plan.order) candidate(w, plan.candidates[j], plan.has_roadmap());
  w.close(']');
  if (plan.has_roadmap()) put_roadmap(w, plan);
  w.name("quantities");
  w.open('[');
  for (const plan_quantity& q : plan.quantities) {
    w.element();
    w.open('{');
    w.text("id", q.id);
    w.text("label", q.label);
    w.text("unit", q.unit);
    w.boolean("goal", q.goal);
    w.compact(true);
    estimates(w, "value", q.value);
    estimates(w, "movement", q.movement);
    if (!q.level_names.empty()) {
      texts(w, "levels", q.level_names);
      number_rows(w, "level_probability", q.level_probability);
    }
    w.compact(false);
    w.close('}');
  }
  w.close(']');
  w.name("staged");
  w.open('[');
  for (const plan_staged_level& s : plan.staged) {
    w.element();
    w.open('{');
    w.text("id", s.id);
    w.text("index", s.index);
    w.text("label", s.label);
    w.compact(true);
    texts(w, "levels", s.level_names);
    numbers(w, "level", std::vector<double>(s.level.begin(), s.level.end()));
    number_rows(w, "level_probability", s.probability);
    number_rows(w, "gate_probability", s.gate_probability);
    estimates(w, "movement", s.movement);
    w.compact(false);
    w.close('}');
  }
  w.close(']');
  w.name("targets");
  w.open('[');
  for (const plan_target_outlook& t : plan.targets) {
    w.element();
    w.open('{');
    w.compact(true);
    w.text("of", t.of);
    w.number("at_least", t.at_least);
    if (t.level > 0) w.number("level", t.level);
    numbers(w, "probability", t.probability);
    if (!t.probability_staged.empty()) numbers(w, "probability_staged", t.probability_staged);
    w.compact(false);
    w.close('}');
  }
  w.close(']');
  if (!a.plan->suppositions.empty()) what_followed(w, *a.plan);
  w.close('}');
  out += '\n';
  return out;
}

}  // namespace cxm
