// SPDX-License-Identifier: Apache-2.0
#include "cxm/plan/plan_document.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <set>
#include <string_view>

#include "cxm/model/validate.hpp"
#include "model/fault.hpp"
#include "model/validate.hpp"

namespace cxm {
namespace {

using detail::at;
using detail::in_quotes;
using detail::number_text;

constexpr double normal_95 = 1.6448536269514722;  // 90 % lie within -+ this many standard deviations

[[noreturn]] void refuse(const std::string& path, const std::string& what) {
  detail::fault(errc::argument, path, what);
}

std::string inside(const std::string& path, std::string_view list, std::size_t i) {
  return path + "." + at(list, i);
}

void finite(const std::string& path, double value, double least, const char* must) {
  if (!std::isfinite(value) || value < least) {
    refuse(path, "is " + number_text(value) + ", but must be " + must);
  }
}

/// Faults of the instrument's own checks, told as faults of the plan.
template <class Check>
void as_argument(Check check) {
  try {
    check();
  } catch (const error& e) {
    throw error(errc::argument, e.what(), e.parameter());
  }
}

/// Measures, indices, and with `items` items: what a plan can speak of.
void check_known(const instrument& asked, const std::string& path, const std::string& id, bool indices,
                 bool items) {
  if (asked.find_measure(id) != nullptr) return;
  if (indices && asked.find_index(id) != nullptr) return;
  if (items && asked.find_item(id) != nullptr) return;
  std::vector<std::string_view> known = detail::ids_of(asked.measures);
  const auto add = [&](const auto& all) {
    for (const auto& one : all) known.emplace_back(one.id);
  };
  if (indices) add(asked.indices);
  if (items) add(asked.items);
  std::string kinds = "measure";
  if (indices && items) {
    kinds = "measure, index or item";
  } else if (indices) {
    kinds = "measure or index";
  } else if (items) {
    kinds = "measure or item";
  }
  refuse(path, "no " + kinds + " is called " + in_quotes(id) + detail::suggestion(id, known));
}

void check_change(const instrument& asked, const std::string& path, const expected_change& c) {
  check_known(asked, path + ".of", c.of, false, true);
  const bool point = c.mean.has_value();
  const bool range = c.low.has_value() || c.high.has_value();
  if (point == range) refuse(path, "must have either \"mean\" (and \"sd\") or \"low\" and \"high\"");
  if (point) {
    finite(path + ".mean", *c.mean, -1e9, "a number");
    if (c.sd) finite(path + ".sd", *c.sd, 0, "0 or more");
    return;
  }
  if (c.sd) refuse(path + ".sd", "follows from \"low\" and \"high\"; leave it out");
  if (!c.low || !c.high) refuse(path, "must have both \"low\" and \"high\"");
  finite(path + ".low", *c.low, -1e9, "a number");
  finite(path + ".high", *c.high, *c.low, "at least as large as \"low\"");
}

void check_item_scored(const instrument& asked, const std::string& path, const std::string& id) {
  const item* question = asked.find_item(id);
  if (asked.find_measure(id) != nullptr || question == nullptr) return;
  const scale* answers = asked.find_scale(question->scale);
  if (question->multiple || answers == nullptr || !answers->scored() ||
      !(answers->highest_score() > answers->lowest_score())) {
    refuse(path, "the answers of item " + in_quotes(id) + " have no order that could rise; name a measure");
  }
}

std::vector<std::string_view> initiative_ids(const plan_document& plan) {
  return detail::ids_of(plan.initiatives);
}

std::size_t known_initiative(const plan_document& plan, const std::string& path, const std::string& id) {
  for (std::size_t i = 0; i < plan.initiatives.size(); ++i) {
    if (plan.initiatives[i].id == id) return i;
  }
  refuse(path, "no initiative is called " + in_quotes(id) + detail::suggestion(id, initiative_ids(plan)));
}

/// Everything that must be finished before initiative i, found by walking prerequisites.
void collect_before(const plan_document& plan, std::size_t i, std::vector<int>& state,
                    std::set<std::size_t>& before) {
  const std::string path = at("initiatives", i, "prerequisites");
  state[i] = 1;
  for (std::size_t p = 0; p < plan.initiatives[i].prerequisites.size(); ++p) {
    const std::string& id = plan.initiatives[i].prerequisites[p];
    const std::size_t k = known_initiative(plan, at(path, p), id);
    if (state[k] == 1) refuse(at(path, p), in_quotes(id) + " waits, in the end, for this initiative itself");
    before.insert(k);
    if (state[k] == 0) collect_before(plan, k, state, before);
  }
  state[i] = 2;
}

void check_initiatives(const plan_document& plan, const instrument& asked) {
  const std::size_t horizon = plan.horizon();
  as_argument([&] { detail::check_ids("initiatives", plan.initiatives); });
  if (plan.initiatives.size() > most_candidates) {
    refuse("initiatives", "has " + std::to_string(plan.initiatives.size()) + " entries, but at most " +
                              std::to_string(most_candidates) + " are possible");
  }
  for (std::size_t i = 0; i < plan.initiatives.size(); ++i) {
    const initiative& one = plan.initiatives[i];
    const std::string here = at("initiatives", i);
    if (plan.with_practices() && asked.find_item(one.id) != nullptr) {
      refuse(here + ".id", in_quotes(one.id) + " is an item, which is a candidate of its own here");
    }
    finite(here + ".cost", one.cost, 0, "0 or more");
    finite(here + ".effort", one.effort, 0, "0 or more");
    const std::size_t last = horizon > 0 ? horizon : most_periods;
    if (one.earliest < 1 || one.earliest > last) {
      refuse(here + ".earliest", "is " + std::to_string(one.earliest) + ", but must be a period from 1 to " +
                                     std::to_string(last));
    }
    if (one.duration < 1 || one.duration > most_periods) {
      refuse(here + ".duration", "is " + std::to_string(one.duration) + ", but must be from 1 to " +
                                     std::to_string(most_periods) + " periods");
    }
    if (one.changes.empty()) {
      refuse(here + ".changes", "is empty, but an initiative must be expected to move something");
    }
    for (std::size_t c = 0; c < one.changes.size(); ++c) {
      const std::string path = inside(here, "changes", c);
      check_change(asked, path, one.changes[c]);
      check_item_scored(asked, path + ".of", one.changes[c].of);
      for (std::size_t b = 0; b < c; ++b) {
        if (one.changes[b].of == one.changes[c].of) {
          refuse(path + ".of", in_quotes(one.changes[c].of) + " is moved twice by this initiative");
        }
      }
    }
  }
  for (std::size_t i = 0; i < plan.initiatives.size(); ++i) {
    const std::string path = at("initiatives", i, "exclusions");
    std::vector<int> state(plan.initiatives.size(), 0);
    std::set<std::size_t> before;
    collect_before(plan, i, state, before);
    for (std::size_t x = 0; x < plan.initiatives[i].exclusions.size(); ++x) {
      const std::string& id = plan.initiatives[i].exclusions[x];
      const std::size_t k = known_initiative(plan, at(path, x), id);
      if (k == i) refuse(at(path, x), "an initiative is no alternative to itself");
      if (before.count(k) > 0)
        refuse(at(path, x), in_quotes(id) + " must be finished before this one begins");
    }
  }
}

void check_targets(const plan_document& plan, const instrument& asked) {
  for (std::size_t t = 0; t < plan.targets.size(); ++t) {
    const plan_target& target = plan.targets[t];
    const std::string here = at("targets", t);
    if (target.at_least.has_value() == target.level.has_value()) {
      refuse(here, "must have either \"at_least\" or \"level\"");
    }
    if (target.level) {
      const auto found = std::find_if(asked.levels.begin(), asked.levels.end(),
                                      [&](const level_definition& l) { return l.id == target.of; });
      if (found == asked.levels.end()) {
        refuse(here + ".of", "no levels are called " + in_quotes(target.of) +
                                 detail::suggestion(target.of, detail::ids_of(asked.levels)));
      }
      const auto levels = static_cast<int>(found->names.size());
      if (*target.level < 2 || *target.level > levels) {
        refuse(here + ".level",
               "is " + std::to_string(*target.level) + ", but must be from 2 to " + std::to_string(levels));
      }
      continue;
    }
    check_known(asked, here + ".of", target.of, true, true);
    check_item_scored(asked, here + ".of", target.of);
    const bool question = asked.find_measure(target.of) == nullptr && asked.find_index(target.of) == nullptr;
    const measure_range range = question ? measure_range{} : range_of(asked, target.of);
    if (!(*target.at_least >= range.low && *target.at_least <= range.high)) {
      refuse(here + ".at_least", "is " + number_text(*target.at_least) + ", but " + in_quotes(target.of) +
                                     " reaches from " + number_text(range.low) + " to " +
                                     number_text(range.high));
    }
  }
}

void check_periods(const plan_document& plan) {
  const std::size_t horizon = plan.horizon();
  if (horizon > most_periods) {
    refuse(plan.periods.empty() ? "budget" : "periods", "has " + std::to_string(horizon) +
                                                            " periods, but at most " +
                                                            std::to_string(most_periods) + " are possible");
  }
  const auto amounts = [&](const char* name, const std::vector<double>& values) {
    if (!values.empty() && values.size() != horizon) {
      refuse(name,
             "has " + std::to_string(values.size()) + " entries for " + std::to_string(horizon) + " periods");
    }
    for (std::size_t t = 0; t < values.size(); ++t) finite(at(name, t), values[t], 0, "0 or more");
  };
  amounts("budget", plan.budget);
  amounts("capacity", plan.capacity);
  if (!(plan.discount > 0 && plan.discount <= 1)) {
    refuse("discount", "is " + number_text(plan.discount) + ", but must be above 0 and at most 1");
  }
}

}  // namespace

double expected_change::expected() const { return mean ? *mean : (low.value_or(0) + high.value_or(0)) / 2; }

double expected_change::standard_deviation() const {
  if (sd) return *sd;
  return low && high ? (*high - *low) / (2 * normal_95) : 0;
}

std::size_t plan_document::horizon() const noexcept {
  return !periods.empty() ? periods.size() : std::max(budget.size(), capacity.size());
}

void check_plan(const plan_document& plan, const instrument& asked) {
  as_argument([&] { detail::check_id("id", plan.id); });
  if (!plan.instrument.empty() && plan.instrument != asked.id) {
    refuse("instrument",
           "is " + in_quotes(plan.instrument) + ", but the answers were given to " + in_quotes(asked.id));
  }
  check_periods(plan);
  for (std::size_t g = 0; g < plan.goals.size(); ++g) {
    const plan_goal& goal = plan.goals[g];
    check_known(asked, at("goals", g, "of"), goal.of, true, false);
    if (!(goal.weight > 0) || !std::isfinite(goal.weight)) {
      refuse(at("goals", g, "weight"), "is " + number_text(goal.weight) + ", but must be greater than 0");
    }
    for (std::size_t b = 0; b < g; ++b) {
      if (plan.goals[b].of == goal.of)
        refuse(at("goals", g, "of"), in_quotes(goal.of) + " is a goal already");
    }
  }
  if (goals_of(plan, asked).empty()) {
    refuse("goals", "is empty, and the instrument has no index or composite that could be the goal");
  }
  check_targets(plan, asked);
  const plan_practices& p = plan.practices;
  if (!(p.target > 0 && p.target <= 100)) {
    refuse("practices.target", "is " + number_text(p.target) + ", but must be above 0 and at most 100");
  }
  if (p.step && !(*p.step > 0 && *p.step <= 100)) {
    refuse("practices.step", "is " + number_text(*p.step) + ", but must be above 0 and at most 100");
  }
  if (!plan.with_practices() && plan.initiatives.empty()) {
    refuse("initiatives", "is empty, and practices are not included: there is nothing to choose from");
  }
  check_initiatives(plan, asked);
}

std::vector<plan_goal> goals_of(const plan_document& plan, const instrument& asked) {
  if (!plan.goals.empty()) return plan.goals;
  if (!asked.levels.empty()) return {{asked.levels.front().index, 1}};
  if (!asked.indices.empty()) return {{asked.indices.front().id, 1}};
  for (const measure& m : asked.measures) {
    if (m.kind == measure_kind::composite) return {{m.id, 1}};
  }
  return {};
}

}  // namespace cxm
