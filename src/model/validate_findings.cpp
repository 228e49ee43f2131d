// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "model/validate.hpp"

namespace cxm::detail {
namespace {

constexpr const char* a_score = "a composite (0 to 100)";

/// A share between 0 and 1; 0 stands for the default.
void check_threshold(const std::string& path, double value) {
  if (value >= 0 && value < 1) return;
  fault(path, "is " + number_text(value) + ", but must be a share from 0 (the default) to less than 1");
}

void check_importance(const instrument& in, const std::string& path, const importance_pair& p) {
  check_text(in, path + ".label", p.label);
  if (!p.dimension.empty() && in.find_dimension(p.dimension) == nullptr) {
    fault(path + ".dimension",
          "unknown dimension " + in_quotes(p.dimension) + suggestion(p.dimension, ids_of(in.dimensions)));
  }
  check_kind(in, path + ".importance", p.importance, measure_range::unit::share, a_share);
  check_kind(in, path + ".effectiveness", p.effectiveness, measure_range::unit::share, a_share);
  if (p.importance == p.effectiveness) fault(path + ".effectiveness", "is the importance measure itself");
  check_common_roles(in, path, {p.importance, p.effectiveness});
  check_threshold(path + ".threshold", p.threshold);
  if (p.importance_score.empty() != p.effectiveness_score.empty()) {
    fault(path + (p.importance_score.empty() ? ".importance_score" : ".effectiveness_score"),
          "is missing; the mean gap needs both scores, or neither");
  }
  if (p.importance_score.empty()) return;
  check_kind(in, path + ".importance_score", p.importance_score, measure_range::unit::points, a_score);
  check_kind(in, path + ".effectiveness_score", p.effectiveness_score, measure_range::unit::points, a_score);
  check_common_roles(in, path, {p.importance_score, p.effectiveness_score});
}

void check_perception(const instrument& in, const std::string& path, const perception_statement& p) {
  check_text(in, path + ".label", p.label);
  known_measure(in, path + ".measure", p.measure);
  check_roles(in, path + ".roles", p.roles);
  if (p.roles.size() < 2)
    fault(path + ".roles", "must list at least two roles to compare, the leaders first");
  const auto asked = roles_asked(in, p.measure);
  for (std::size_t k = 0; k < p.roles.size(); ++k) {
    if (std::find(asked.begin(), asked.end(), p.roles[k]) == asked.end()) {
      fault(at(path + ".roles", k),
            "role " + in_quotes(p.roles[k]) + " is not asked what " + in_quotes(p.measure) + " needs");
    }
  }
  const measure_range range = range_of(in, p.measure);
  const double widest = range.high - range.low;
  if (!(p.margin >= 0 && p.margin < widest) || !std::isfinite(p.margin)) {
    fault(path + ".margin", "is " + number_text(p.margin) + ", but must be from 0 to less than " +
                                number_text(widest) + ", the width of " + in_quotes(p.measure));
  }
  if (!(p.margin_sd >= 0) || !std::isfinite(p.margin_sd)) {
    fault(path + ".margin_sd", "is " + number_text(p.margin_sd) + ", but must not be negative");
  }
  if (p.margin > 0 && p.margin_sd > 0) fault(path + ".margin_sd", "stands beside margin; give one of them");
}

void check_say_do(const instrument& in, const std::string& path, const say_do_pair& p) {
  check_text(in, path + ".label", p.label);
  check_kind(in, path + ".say", p.say, measure_range::unit::share, a_share);
  check_kind(in, path + ".done", p.done, measure_range::unit::share, a_share);
  check_threshold(path + ".threshold", p.threshold);
  if (p.say == p.done) fault(path + ".done", "is the claim itself; name the measure of what is lived");
  if (p.say_not_done.empty()) return;
  const measure& both = known_measure(in, path + ".say_not_done", p.say_not_done);
  if (both.kind != measure_kind::joint) {
    fault(path + ".say_not_done",
          in_quotes(p.say_not_done) + " must be a joint measure, true for who says and does not");
  }
  check_common_roles(in, path, {p.say, p.done});
}

bool speaks_of(const measure& m, const std::string& item_id) {
  if (m.item == item_id) return true;
  return std::any_of(m.all.begin(), m.all.end(), [&](const condition& c) { return c.item == item_id; });
}

void check_roadblocks(const instrument& in, const std::string& path, const roadblock_question& q) {
  check_text(in, path + ".label", q.label);
  const item& asked = known_item(in, path + ".item", q.item);
  if (in.find_scale(asked.scale)->kind != scale_kind::choice) {
    fault(path + ".item",
          "item " + in_quotes(q.item) + " must have a choice scale, whose codes are the roadblocks");
  }
  check_distinct(path + ".measures", q.measures);
  if (!q.have_nots_of.empty()) {
    check_kind(in, path + ".have_nots_of", q.have_nots_of, measure_range::unit::share, a_share);
    if (q.measures.empty()) {
      fault(path + ".measures", "is empty; a base of have-nots needs a measure for each option");
    }
  }
  for (std::size_t k = 0; k < q.measures.size(); ++k) {
    const std::string where = at(path + ".measures", k);
    check_kind(in, where, q.measures[k], measure_range::unit::share, a_share);
    if (!speaks_of(*in.find_measure(q.measures[k]), q.item)) {
      fault(where, in_quotes(q.measures[k]) + " does not speak of item " + in_quotes(q.item));
    }
  }
}

void check_unit(const instrument& in, const std::string& path, const std::string& unit) {
  if (!unit.empty()) {
    const auto ids = ids_of(in.segments);
    if (std::find(ids.begin(), ids.end(), unit) == ids.end()) {
      fault(path + ".unit", "unknown segment " + in_quotes(unit) + suggestion(unit, ids));
    }
  } else if (in.segments.empty()) {
    fault(path, "compares units, but the instrument declares no segments");
  }
}

/// The measure or index exists, and somebody of the role can have a value on it.
void check_asked(const instrument& in, const std::string& path, const std::string& id,
                 const std::string& role_path, const std::string& role) {
  check_result(in, path, id);
  if (role.empty()) return;
  check_roles(in, role_path, {role});
  const auto asked = roles_asked(in, id);
  if (std::find(asked.begin(), asked.end(), role) == asked.end()) {
    fault(role_path, "role " + in_quotes(role) + " is not asked what " + in_quotes(id) + " needs");
  }
}

void check_share_value(const std::string& path, double value) {
  if (!(value > 0 && value < 1))
    fault(path, "is " + number_text(value) + ", but must be a share between 0 and 1");
}

void check_believers(const instrument& in, const std::string& path, const believer_definition& p) {
  check_text(in, path + ".label", p.label);
  check_kind(in, path + ".believer", p.believer, measure_range::unit::share, a_share);
  if (!p.definition.empty())
    check_kind(in, path + ".definition", p.definition, measure_range::unit::share, a_share);
  check_distinct(path + ".outcomes", p.outcomes);
  for (std::size_t k = 0; k < p.outcomes.size(); ++k)
    check_result(in, at(path + ".outcomes", k), p.outcomes[k]);
  check_unit(in, path, p.unit);
  check_share_value(path + ".shared_at", p.shared_at);
  check_share_value(path + ".tipping", p.tipping);
}

void check_dilution(const instrument& in, const std::string& path, const dilution_definition& p) {
  check_text(in, path + ".label", p.label);
  check_asked(in, path + ".measure", p.measure, path + ".role", p.role);
  if (!p.unit.empty()) check_unit(in, path, p.unit);
  const measure_range range = range_of(in, p.measure);
  if (p.target && !(*p.target >= range.low && *p.target <= range.high)) {
    fault(path + ".target",
          "is " + number_text(*p.target) + ", but " + in_quotes(p.measure) + " is " + describe_range(range));
  }
  if (!(p.wave_correlation >= 0 && p.wave_correlation < 1)) {
    fault(path + ".wave_correlation",
          "is " + number_text(p.wave_correlation) + ", but must be from 0 to less than 1");
  }
  check_text(in, path + ".event.label", p.event.label);
  if (p.event.wave.empty()) return;
  check_words(path + ".event.wave", p.event.wave);
  if (!in.wave_order.empty() &&
      std::find(in.wave_order.begin(), in.wave_order.end(), p.event.wave) == in.wave_order.end()) {
    fault(path + ".event.wave", "unknown wave " + in_quotes(p.event.wave) + "; wave.order does not have it");
  }
}

void check_pyramid(const instrument& in, const std::string& path, const pyramid_definition& p) {
  check_text(in, path + ".label", p.label);
  if (p.steps.size() < 2 || p.steps.size() > 6) {
    fault(path + ".steps", "has " + std::to_string(p.steps.size()) + " entries, but a path has 2 to 6 steps");
  }
  for (std::size_t k = 0; k < p.steps.size(); ++k) {
    const std::string where = at(path + ".steps", k);
    check_asked(in, where + ".measure", p.steps[k].measure, where + ".role", p.steps[k].role);
    for (std::size_t j = 0; j < k; ++j) {
      if (p.steps[j] == p.steps[k]) fault(where, "is already " + at(path + ".steps", j));
    }
  }
  check_unit(in, path, p.unit);
}

void check_shares(const instrument& in, const std::string& path, const std::vector<std::string>& measures) {
  check_distinct(path, measures);
  for (std::size_t k = 0; k < measures.size(); ++k) {
    check_kind(in, at(path, k), measures[k], measure_range::unit::share, a_share);
  }
}

/// The role column (when named "role") or a segment.
void check_grouping(const instrument& in, const std::string& path, const std::string& id) {
  if (id.empty() || id == "role") return;
  const auto known = ids_of(in.segments);
  if (std::find(known.begin(), known.end(), id) == known.end()) {
    fault(path, "unknown segment " + in_quotes(id) + suggestion(id, known));
  }
}

/// An item whose answers are single codes; `scored`: with an order.
void check_coded(const instrument& in, const std::string& path, const std::string& id, bool scored) {
  const item& asked = known_item(in, path, id);
  const scale_kind kind = in.find_scale(asked.scale)->kind;
  if (kind == scale_kind::number || asked.multiple || (scored && kind == scale_kind::choice)) {
    fault(path, "item " + in_quotes(id) + " must have " +
                    (scored ? "a scored scale with codes" : "one coded answer a person"));
  }
}

void check_definition(const instrument& in, const std::string& path, const definition_question& q) {
  check_text(in, path + ".label", q.label);
  check_kind(in, path + ".measure", q.measure, measure_range::unit::share, a_share);
  if (!q.item.empty()) check_coded(in, path + ".item", q.item, false);
  check_grouping(in, path + ".segment", q.segment);
  check_shares(in, path + ".outcomes", q.outcomes);
  for (const std::string& outcome : q.outcomes) {
    if (outcome == q.measure) fault(path + ".outcomes", "contains the definition's own measure");
    check_common_roles(in, path + ".outcomes", {q.measure, outcome});
  }
  check_threshold(path + ".threshold", q.threshold);
}

void check_funnel(const instrument& in, const std::string& path, const funnel_definition& f) {
  check_text(in, path + ".label", f.label);
  if (f.steps.size() < 2 || f.steps.size() > 16) {
    fault(path + ".steps", "must list from 2 to 16 steps, the first one first");
  }
  std::vector<std::string> steps;
  for (std::size_t k = 0; k < f.steps.size(); ++k) {
    const std::string where = at(path + ".steps", k);
    check_kind(in, where + ".measure", f.steps[k].measure, measure_range::unit::share, a_share);
    steps.push_back(f.steps[k].measure);
    if (f.steps[k].pursued.empty()) continue;
    check_kind(in, where + ".pursued", f.steps[k].pursued, measure_range::unit::share, a_share);
    if (f.steps[k].pursued == f.steps[k].measure) fault(where + ".pursued", "is the step itself");
  }
  check_distinct(path + ".steps", steps);
  check_common_roles(in, path + ".steps", steps);
}

void check_defectors(const instrument& in, const std::string& path, const defector_question& q) {
  check_text(in, path + ".label", q.label);
  check_kind(in, path + ".satisfied", q.satisfied, measure_range::unit::share, a_share);
  check_kind(in, path + ".stayed", q.stayed, measure_range::unit::share, a_share);
  if (q.satisfied == q.stayed) fault(path + ".stayed", "is the satisfaction itself");
  check_common_roles(in, path, {q.satisfied, q.stayed});
  if (!q.item.empty()) check_coded(in, path + ".item", q.item, true);
  check_shares(in, path + ".separating", q.separating);
}

/// The value from which a unit meets a condition lies on its scale.
void check_value_on(const instrument& in, const std::string& path, double value, const std::string& id) {
  const measure_range range = range_of(in, id);
  if (!(value >= range.low && value <= range.high))
    fault(path, "is " + number_text(value) + ", but " + in_quotes(id) + " is " + describe_range(range));
}

/// A link whose cases are units.
void check_unit_outcome(const instrument& in, const std::string& path, const outcome_link& l) {
  check_unit(in, path, l.unit);
  if (!l.strata.empty()) fault(path + ".strata", "cannot go with \"unit\": units are the cases there");
  check_asked(in, path + ".condition", l.condition, path + ".condition_role", l.condition_role);
  check_asked(in, path + ".outcome", l.outcome, path + ".outcome_role", l.outcome_role);
  if (l.condition == l.outcome && l.condition_role == l.outcome_role)
    fault(path + ".outcome", "is the condition itself");
  if (l.at_least) check_value_on(in, path + ".at_least", *l.at_least, l.condition);
  if (!l.at_least && range_of(in, l.condition).kind != measure_range::unit::share) {
    fault(path + ".at_least",
          "is missing; say from which value on a unit meets the condition " + in_quotes(l.condition));
  }
  if (l.outcome_at_least) check_value_on(in, path + ".outcome_at_least", *l.outcome_at_least, l.outcome);
}

void check_outcome(const instrument& in, const std::string& path, const outcome_link& l) {
  check_text(in, path + ".label", l.label);
  if (!l.unit.empty()) {
    check_unit_outcome(in, path, l);
    return;
  }
  const std::pair<const char*, bool> of_units[] = {{".condition_role", !l.condition_role.empty()},
                                                   {".outcome_role", !l.outcome_role.empty()},
                                                   {".at_least", l.at_least.has_value()},
                                                   {".outcome_at_least", l.outcome_at_least.has_value()}};
  for (const auto& [member, given] : of_units) {
    if (given) fault(path + member, "needs \"unit\": single people say yes or no to both");
  }
  check_kind(in, path + ".condition", l.condition, measure_range::unit::share, a_share);
  check_kind(in, path + ".outcome", l.outcome, measure_range::unit::share, a_share);
  if (l.condition == l.outcome) fault(path + ".outcome", "is the condition itself");
  check_common_roles(in, path, {l.condition, l.outcome});
  check_grouping(in, path + ".strata", l.strata);
}

void check_change(const instrument& in, const std::string& path, const watched_change& w) {
  check_text(in, path + ".label", w.label);
  check_result(in, path + ".of", w.of);
  if (!(w.margin >= 0) || !std::isfinite(w.margin)) {
    fault(path + ".margin", "is " + number_text(w.margin) + ", but must not be negative");
  }
}

void check_thresholds(const finding_thresholds& t) {
  const auto within = [](const char* name, double value, double low, double high) {
    if (value >= low && value < high && value > 0) return;
    fault(std::string("findings.thresholds.") + name,
          "is " + number_text(value) + ", but must be " +
              (low > 0 ? "from " + number_text(low) + " to" : "greater than 0") +
              (std::isfinite(high) ? (low > 0 ? " less than " : " and less than ") + number_text(high) : ""));
  };
  const double no_limit = std::numeric_limits<double>::infinity();
  within("certainty", t.certainty, .5, 1);
  within("quadrant_certainty", t.quadrant_certainty, .5, 1);
  within("gap", t.gap, 0, 1);
  within("perception_share", t.perception_share, 0, 1);
  within("perception_points", t.perception_points, 0, no_limit);
  within("say_not_do", t.say_not_do, 0, 1);
  within("definition", t.definition, 0, 1);
  within("satisfied_left", t.satisfied_left, 0, 1);
  within("change_share", t.change_share, 0, 1);
  within("change_points", t.change_points, 0, no_limit);
  within("change_nps", t.change_nps, 0, no_limit);
  within("response", t.response, 0, 1);
  within("silent_difference", t.silent_difference, 0, no_limit);
  within("voices", t.voices, 0, 1);
  within("isolation", t.isolation, 0, 1);
  within("stable_share", t.stable_share, 0, 1);
  within("stable_points", t.stable_points, 0, no_limit);
}

template <class T, class Check>
void check_each(const instrument& in, const char* list, const std::vector<T>& all, Check check) {
  check_ids(list, all);
  for (std::size_t i = 0; i < all.size(); ++i) check(in, at(list, i), all[i]);
}

}  // namespace

void validate_findings(const instrument& in) {
  const finding_definitions& f = in.findings;
  check_each(in, "findings.importance", f.importance, check_importance);
  check_each(in, "findings.perception", f.perception, check_perception);
  check_each(in, "findings.say_do", f.say_do, check_say_do);
  check_each(in, "findings.roadblocks", f.roadblocks, check_roadblocks);
  check_each(in, "findings.definitions", f.definitions, check_definition);
  check_each(in, "findings.funnels", f.funnels, check_funnel);
  check_each(in, "findings.defectors", f.defectors, check_defectors);
  check_each(in, "findings.outcomes", f.outcomes, check_outcome);
  check_each(in, "findings.changes", f.changes, check_change);
  check_each(in, "findings.believers", f.believers, check_believers);
  check_each(in, "findings.dilution", f.dilution, check_dilution);
  check_each(in, "findings.pyramid", f.pyramid, check_pyramid);
  check_thresholds(f.thresholds);
}

}  // namespace cxm::detail
