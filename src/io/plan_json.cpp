// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/plan_json.hpp"

#include <algorithm>
#include <limits>

#include "builtin/builtin.hpp"
#include "cxm/base/digest.hpp"
#include "cxm/plan/practices.hpp"
#include "io/json_put.hpp"
#include "io/json_read.hpp"

namespace cxm {
namespace {

using detail::json_object;
using detail::json_place;
using detail::json_value;
using detail::put;
using detail::put_each;

void read_count(json_object& object, std::string_view name, std::size_t& out) {
  std::int64_t value = static_cast<std::int64_t>(out);
  object.optional(name, value);
  if (value < 0) object.place(name).refuse("is " + std::to_string(value) + ", but must be 1 or more");
  out = static_cast<std::size_t>(value);
}

void read_numbers(json_object& object, std::string_view name, std::vector<double>& out) {
  object.each(name, [&](const json_value& j, const json_place& here) {
    detail::read_value(j, here, out.emplace_back());
  });
}

expected_change read_change(const json_value& j, const json_place& place) {
  expected_change out;
  json_object object(j, place);
  object.required("of", out.of);
  object.optional("mean", out.mean);
  object.optional("sd", out.sd);
  object.optional("low", out.low);
  object.optional("high", out.high);
  object.finish();
  return out;
}

initiative read_initiative(const json_value& j, const json_place& place) {
  initiative out;
  json_object object(j, place);
  object.required("id", out.id);
  object.optional("label", out.label);
  object.optional("owner", out.owner);
  object.optional("note", out.note);
  object.optional("cost", out.cost);
  object.optional("effort", out.effort);
  read_count(object, "earliest", out.earliest);
  read_count(object, "duration", out.duration);
  object.optional("prerequisites", out.prerequisites);
  object.optional("exclusions", out.exclusions);
  object.each("changes", [&](const json_value& c, const json_place& here) {
    out.changes.push_back(read_change(c, here));
  });
  object.finish();
  return out;
}

plan_target read_target(const json_value& j, const json_place& place) {
  plan_target out;
  json_object object(j, place);
  object.required("of", out.of);
  object.optional("at_least", out.at_least);
  object.optional("level", out.level);
  object.finish();
  return out;
}

plan_goal read_goal(const json_value& j, const json_place& place) {
  plan_goal out;
  json_object object(j, place);
  object.required("of", out.of);
  object.optional("weight", out.weight);
  object.finish();
  return out;
}

json_value to_json(const initiative& one) {
  json_value out = json_value::object({{"id", one.id}});
  put(out, "label", one.label);
  put(out, "owner", one.owner);
  put(out, "note", one.note);
  put(out, "cost", one.cost, 0);
  put(out, "effort", one.effort, 0);
  if (one.earliest != 1) out.add("earliest", one.earliest);
  if (one.duration != 1) out.add("duration", one.duration);
  put(out, "prerequisites", one.prerequisites);
  put(out, "exclusions", one.exclusions);
  put_each(out, "changes", one.changes, [](const expected_change& c) {
    json_value change = json_value::object({{"of", c.of}});
    put(change, "mean", c.mean);
    put(change, "sd", c.sd);
    put(change, "low", c.low);
    put(change, "high", c.high);
    return change;
  });
  return out;
}

json_value to_json(const plan_document& plan) {
  json_value out = json_value::object({{"id", plan.id}});
  put(out, "version", plan.version);
  put(out, "title", plan.title);
  put(out, "instrument", plan.instrument);
  put(out, "periods", plan.periods);
  put(out, "budget", plan.budget);
  put(out, "capacity", plan.capacity);
  if (plan.carry_over) out.add("carry_over", true);
  put(out, "discount", plan.discount, 1);
  put_each(out, "goals", plan.goals, [](const plan_goal& g) {
    json_value goal = json_value::object({{"of", g.of}});
    put(goal, "weight", g.weight, 1);
    return goal;
  });
  put_each(out, "targets", plan.targets, [](const plan_target& t) {
    json_value target = json_value::object({{"of", t.of}});
    put(target, "at_least", t.at_least);
    put(target, "level", t.level);
    return target;
  });
  json_value practices = json_value::object();
  put(practices, "include", plan.practices.include);
  put(practices, "target", plan.practices.target, plan_practices{}.target);
  put(practices, "step", plan.practices.step);
  if (!practices.empty()) out.add("practices", std::move(practices));
  put_each(out, "initiatives", plan.initiatives, [](const initiative& one) { return to_json(one); });
  return out;
}

}  // namespace

plan_document parse_plan(std::string_view text, const instrument& asked) {
  const json_value document = detail::parse_document(text, errc::argument, "plan");
  if (!document.is_object()) detail::wrong_type({errc::argument, "plan"}, document, "an object");
  plan_document out;
  json_object object(document, {errc::argument, ""});
  object.find("$schema");
  object.required("id", out.id);
  object.optional("version", out.version);
  object.optional("title", out.title);
  object.optional("instrument", out.instrument);
  object.optional("periods", out.periods);
  read_numbers(object, "budget", out.budget);
  read_numbers(object, "capacity", out.capacity);
  object.optional("carry_over", out.carry_over);
  object.optional("discount", out.discount);
  object.each("goals",
              [&](const json_value& j, const json_place& p) { out.goals.push_back(read_goal(j, p)); });
  object.each("targets",
              [&](const json_value& j, const json_place& p) { out.targets.push_back(read_target(j, p)); });
  if (const json_value* practices = object.find("practices")) {
    json_object inner(*practices, object.place("practices"));
    inner.optional("include", out.practices.include);
    inner.optional("target", out.practices.target);
    inner.optional("step", out.practices.step);
    inner.finish();
  }
  object.each("initiatives", [&](const json_value& j, const json_place& p) {
    out.initiatives.push_back(read_initiative(j, p));
  });
  object.finish();
  check_plan(out, asked);
  return out;
}

plan_document load_plan(const std::string& path, const instrument& asked) {
  const std::string text = detail::read_builtin_or_file("plan", path, std::size_t{8} << 20U);
  try {
    return parse_plan(text, asked);
  } catch (const error& e) {
    throw error(e.code(), path + ": " + e.what(), e.parameter());
  }
}

std::string canonical_json(const plan_document& plan) { return detail::write_canonical(to_json(plan)); }
std::string pretty_json(const plan_document& plan) { return detail::write_document(to_json(plan), 2); }

fingerprint fingerprint_of(const plan_document& plan) {
  const auto digest = sha256(canonical_json(plan));
  fingerprint out;
  std::copy_n(digest.begin(), out.bytes.size(), out.bytes.begin());
  return out;
}

plan_document scaffold_plan(const instrument& asked) {
  plan_document out;
  out.id = asked.id + "-plan";
  out.version = "1";
  out.instrument = asked.id;
  out.goals = goals_of(out, asked);
  out.budget = {3, 3, 3, 3};
  if (!asked.levels.empty()) {
    const level_definition& levels = asked.levels.front();
    out.targets.push_back({levels.id, std::nullopt, static_cast<int>(levels.names.size() / 2 + 2)});
    out.targets.back().level = std::min(*out.targets.back().level, static_cast<int>(levels.names.size()));
  }
  for (const practice& one : practices_of(out, asked)) {
    initiative made;
    made.id = "improve_" + asked.items[one.item].id;
    if (made.id.size() > 64) made.id.resize(64);
    made.label = asked.items[one.item].text;
    made.cost = 1;
    made.changes.push_back({asked.items[one.item].id, std::nullopt, std::nullopt, 0.0, 2 * one.step});
    out.initiatives.push_back(std::move(made));
  }
  check_plan(out, asked);
  return out;
}

}  // namespace cxm
