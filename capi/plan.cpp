// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "base/number_text.hpp"
#include "capi/calls.hpp"
#include "capi/info.hpp"
#include "capi/option_lists.hpp"
#include "cxm/io/ledger_json.hpp"
#include "cxm/io/plan_json.hpp"
#include "cxm/plan/plan_request.hpp"

namespace cxm::capi {
namespace {

/// Of the levels with that name, or else a value to be reached.
plan_target target_of(const char* f, const instrument& asked, std::string of, double value) {
  plan_target target;
  target.of = std::move(of);
  for (const level_definition& l : asked.levels) {
    if (l.id != target.of && (target.of != "level" || asked.levels.size() > 1)) continue;
    if (value != std::floor(value) || value < 0 || value > 1000)
      refuse(f, "options.target_values",
             "has " + detail::number_text(value) + ", but a level is a whole number");
    target.of = l.id;
    target.level = static_cast<int>(value);
    return target;
  }
  target.at_least = value;
  return target;
}

}  // namespace

void plan_parse(const ::cxm_instrument& instrument, std::string_view json, const ::cxm_plan_options& o,
                ::cxm_plan*& out) {
  const char* const f = "cxm_plan_parse";
  if (o.reserved != 0) refuse(f, "options", "has reserved members that are not 0");
  if (o.top < 0) refuse(f, "options", "has top " + std::to_string(o.top));
  auto request = std::make_shared<plan_request>();
  plan_document& document = request->document;
  if (json.empty()) {
    document.id = "practices";
  } else {
    document = parse_plan(json, *instrument.source);
    request->fingerprint = fingerprint_of(document).hex();
  }
  if (o.budget_count != 0) document.budget = finite(f, "options.budget", o.budget, o.budget_count);
  if (o.capacity_count != 0) document.capacity = finite(f, "options.capacity", o.capacity, o.capacity_count);
  const std::vector<std::string> targets = words(f, "options.targets", o.targets, o.target_count);
  const std::vector<double> values = finite(f, "options.target_values", o.target_values, o.target_count);
  for (std::size_t i = 0; i < targets.size(); ++i)
    document.targets.push_back(target_of(f, *instrument.source, targets[i], values[i]));
  const std::vector<std::string> goals = words(f, "options.goals", o.goals, o.goal_count);
  std::vector<double> weights(goals.size(), 1.0);
  if (o.goal_weights != nullptr) weights = finite(f, "options.goal_weights", o.goal_weights, o.goal_count);
  if (!goals.empty()) document.goals.clear();
  for (std::size_t i = 0; i < goals.size(); ++i) document.goals.push_back({goals[i], weights[i]});
  check_plan(document, *instrument.source);
  request->role = word(f, "options.role", o.role);
  request->segment = word(f, "options.segment", o.segment);
  request->value = word(f, "options.value", o.value);
  if (request->segment.empty() != request->value.empty())
    refuse(f, "options", "has one of segment and value, but must have both or none");
  const std::vector<std::string> supposed = words(f, "options.what_if", o.what_if, o.what_if_count);
  const std::vector<double> amounts =
      finite(f, "options.what_if_amounts", o.what_if_amounts, o.what_if_count);
  for (std::size_t i = 0; i < supposed.size(); ++i)
    request->what_if.push_back(
        {supposed[i], amounts[i], o.what_if_shifts != nullptr && o.what_if_shifts[i] != 0});
  if (o.top != 0) request->options.top = static_cast<std::size_t>(o.top);
  auto made = std::make_unique<::cxm_plan>();
  made->request = std::move(request);
  out = made.release();
}

void plan_scaffold(const ::cxm_instrument& instrument, ::cxm_buffer*& out) {
  out = new_buffer(pretty_json(scaffold_plan(*instrument.source)));
}

void plan_json(const ::cxm_plan& plan, std::int32_t pretty, ::cxm_buffer*& out) {
  const plan_document& document = plan.request->document;
  out = new_buffer(pretty != 0 ? pretty_json(document) : canonical_json(document));
}

void ledger_new(const ::cxm_context*, ::cxm_ledger*& out) { out = new ::cxm_ledger; }

void ledger_parse(const ::cxm_context*, std::string_view json, ::cxm_ledger*& out) {
  auto made = std::make_unique<::cxm_ledger>();
  made->book = parse_ledger(json);
  out = made.release();
}

void ledger_json(const ::cxm_ledger& ledger, ::cxm_buffer*& out) {
  out = new_buffer(cxm::ledger_json(ledger.book));
}

void plan_fingerprint(const ::cxm_plan& plan, ::cxm_buffer*& hex) {
  hex = new_buffer(fingerprint_of(plan.request->document).hex());
}

}  // namespace cxm::capi
