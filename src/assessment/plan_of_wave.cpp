// SPDX-License-Identifier: Apache-2.0
#include "assessment/plan_of_wave.hpp"

#include <algorithm>
#include <utility>

#include "cxm/plan/plan_request.hpp"
#include "cxm/plan/practices.hpp"
#include "model/fault.hpp"

namespace cxm::detail {
namespace {

/// The cell of the group that a plan starts from.
std::size_t cell_of(const assessment& of, const wave_groups& groups, const plan_request& request) {
  int column = -1;
  if (!request.segment.empty()) {
    const auto found = std::find(of.key_columns.begin() + 2, of.key_columns.end(), request.segment);
    if (found == of.key_columns.end()) {
      std::vector<std::string_view> known(of.key_columns.begin() + 2, of.key_columns.end());
      fault(errc::argument, "plan",
            "no segment column " + in_quotes(request.segment) + " is reported" +
                suggestion(request.segment, known));
    }
    column = static_cast<int>(found - of.key_columns.begin()) - 2;
  }
  const int cell = groups.find(request.role, column, request.value);
  if (cell < 0) {
    std::string who = request.role;
    if (!request.segment.empty()) who += (who.empty() ? "" : ", ") + request.segment + "=" + request.value;
    fault(errc::argument, "plan", "nobody of " + in_quotes(who) + " answered in the newest wave");
  }
  return static_cast<std::size_t>(cell);
}

/// Without being asked: is there a goal that everybody in the organisation may know?
bool possible(const assessment& of, const finding_wave& wave) {
  const wave_context& context = *wave.context;
  const std::vector<plan_goal> goals = goals_of({}, context.asked());
  if (goals.empty() || context.groups.groups.empty() || !of.kept.pair_moments) return false;
  for (const std::string& id : measures_below(context.asked(), goals.front().of)) {
    const int j = context.source->measure_position(id);
    if (j < 0) return false;
    const auto at = static_cast<std::size_t>(j);
    if (wave.protection->measures[at][0] != hidden_reason::shown) return false;
    if (!(context.source->sums(context.groups.groups[0].segments)->measure(at).w > 0)) return false;
  }
  return !practices_of({}, context.asked()).empty();
}

}  // namespace

void append_plan(assessment& out, const std::vector<finding_wave>& waves, steps& taken) {
  if (waves.empty()) return;
  if (out.options.rounded) {
    if (!out.options.plan) return;
    throw error(errc::privacy, "plan: its numbers cannot be rounded; plan without the rounding of numbers",
                "options.rounded");
  }
  const finding_wave& wave = waves.back();
  const wave_context& context = *wave.context;
  plan_request request;
  if (out.options.plan) {
    request = *out.options.plan;
  } else {
    if (!possible(out, wave)) return;
    request.document.id = "practices";
  }
  const std::size_t cell = cell_of(out, context.groups, request);
  const group_estimates now = context.estimates(context.groups.groups[cell]);
  const auto visible = [cell](const wave_protection::reasons& r) { return r[cell] == hidden_reason::shown; };
  plan_input in;
  in.asked = &context.asked();
  in.now = &now;
  in.indices = &context.indices;
  in.drivers = out.drivers;  // of the whole organisation, also for a part of it
  in.measure_shown = [&](std::size_t j) { return visible(wave.protection->measures[j]); };
  in.item_shown = [&](std::size_t i) { return visible(wave.protection->items[i]); };
  plan_options options = request.options;
  options.level = out.options.level;
  options.seed = out.options.seed;
  options.language = out.options.language;
  options.threads = out.options.threads;
  options.begin_search = [&taken] {
    taken.expect(1);
    taken.done();
  };
  auto made = std::make_shared<assessment_plan>();
  made->asked = out.options.plan != nullptr;
  try {
    made->plan = make_plan(request.document, in, options);
    made->suppositions = request.what_if;
    if (!request.what_if.empty()) {
      made->supposed = what_if(request.what_if, in, out.options.reference.get(), options);
    }
  } catch (const error& e) {
    if (made->asked) throw;
    if (e.code() != errc::argument && e.code() != errc::privacy) throw;
    return;  // nobody asked: no practice has answers that may be shown
  }
  made->plan.fingerprint = request.fingerprint;
  made->plan.wave = context.groups.wave;
  made->plan.group = request.role;
  if (!request.segment.empty()) {
    made->plan.group += (request.role.empty() ? "" : ", ") + request.segment + "=" + request.value;
  }
  out.plan = std::move(made);
}

}  // namespace cxm::detail
