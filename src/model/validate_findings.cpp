// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "model/validate.hpp"

namespace cxm::detail {
namespace {

/// The measure exists and is expressed in this unit.
void check_kind(const instrument& in, const std::string& path, const std::string& id,
                measure_range::unit unit, const char* wanted) {
  known_measure(in, path, id);
  const measure_range range = range_of(in, id);
  if (range.kind != unit)
    fault(path, in_quotes(id) + " is " + describe_range(range) + ", but must be " + wanted);
}

constexpr const char* a_share = "a share or joint measure (0 to 1)";
constexpr const char* a_score = "a composite (0 to 100)";

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
}

void check_say_do(const instrument& in, const std::string& path, const say_do_pair& p) {
  check_text(in, path + ".label", p.label);
  check_kind(in, path + ".say", p.say, measure_range::unit::share, a_share);
  check_kind(in, path + ".done", p.done, measure_range::unit::share, a_share);
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
                 const std::string& role) {
  check_result(in, path + ".measure", id);
  if (role.empty()) return;
  check_roles(in, path + ".role", {role});
  const auto asked = roles_asked(in, id);
  if (std::find(asked.begin(), asked.end(), role) == asked.end()) {
    fault(path + ".role", "role " + in_quotes(role) + " is not asked what " + in_quotes(id) + " needs");
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
  check_asked(in, path, p.measure, p.role);
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
    check_asked(in, where, p.steps[k].measure, p.steps[k].role);
    for (std::size_t j = 0; j < k; ++j) {
      if (p.steps[j] == p.steps[k]) fault(where, "is already " + at(path + ".steps", j));
    }
  }
  check_unit(in, path, p.unit);
}

}  // namespace

void validate_findings(const instrument& in) {
  const finding_definitions& f = in.findings;
  check_ids("findings.importance", f.importance);
  for (std::size_t i = 0; i < f.importance.size(); ++i) {
    check_importance(in, at("findings.importance", i), f.importance[i]);
  }
  check_ids("findings.perception", f.perception);
  for (std::size_t i = 0; i < f.perception.size(); ++i) {
    check_perception(in, at("findings.perception", i), f.perception[i]);
  }
  check_ids("findings.say_do", f.say_do);
  for (std::size_t i = 0; i < f.say_do.size(); ++i) check_say_do(in, at("findings.say_do", i), f.say_do[i]);
  check_ids("findings.roadblocks", f.roadblocks);
  for (std::size_t i = 0; i < f.roadblocks.size(); ++i) {
    check_roadblocks(in, at("findings.roadblocks", i), f.roadblocks[i]);
  }
  check_ids("findings.believers", f.believers);
  for (std::size_t i = 0; i < f.believers.size(); ++i)
    check_believers(in, at("findings.believers", i), f.believers[i]);
  check_ids("findings.dilution", f.dilution);
  for (std::size_t i = 0; i < f.dilution.size(); ++i)
    check_dilution(in, at("findings.dilution", i), f.dilution[i]);
  check_ids("findings.pyramid", f.pyramid);
  for (std::size_t i = 0; i < f.pyramid.size(); ++i)
    check_pyramid(in, at("findings.pyramid", i), f.pyramid[i]);
}

}  // namespace cxm::detail
