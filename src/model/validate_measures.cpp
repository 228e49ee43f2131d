// SPDX-License-Identifier: Apache-2.0
#include <cmath>

#include "model/validate.hpp"

namespace cxm::detail {
namespace {

/// The members that do not belong to the kind are left out, so that nobody believes they do something.
void refuse_strangers(const std::string& path, const measure& m) {
  const auto refuse = [&](bool present, const char* member, const char* belongs) {
    if (!present) return;
    fault(path + "." + member, std::string("belongs to measures of kind ") + belongs + ", but this one is " +
                                   std::string(measure_kind_names[static_cast<std::size_t>(m.kind)]) +
                                   "; leave it out");
  };
  const measure_kind k = m.kind;
  const bool one_item = k == measure_kind::share || k == measure_kind::nps || k == measure_kind::value;
  refuse(k != measure_kind::composite && !m.items.empty(), "items", "composite");
  refuse(k != measure_kind::composite && !m.weights.empty(), "weights", "composite");
  refuse(k != measure_kind::composite && m.min_answered != measure{}.min_answered, "min_answered",
         "composite");
  refuse(!one_item && !m.item.empty(), "item", "share, nps or value");
  refuse(k != measure_kind::share && !(m.codes == code_set{}), "codes", "share");
  refuse(k != measure_kind::joint && !m.all.empty(), "all", "joint");
  refuse(k != measure_kind::difference && !m.minuend.empty(), "minuend", "difference");
  refuse(k != measure_kind::difference && !m.subtrahend.empty(), "subtrahend", "difference");
}

const scale& scale_of(const instrument& in, const item& asked) { return *in.find_scale(asked.scale); }

void check_scored_item(const instrument& in, const std::string& path, const item& asked) {
  const scale& s = scale_of(in, asked);
  if (asked.multiple)
    fault(path, "item " + in_quotes(asked.id) + " has several answers at once, so it has no score");
  if (!s.scored()) {
    fault(path, "item " + in_quotes(asked.id) + " has the choice scale " + in_quotes(s.id) +
                    ", which has no scores; use a share of some of its codes");
  }
}

void check_composite(const instrument& in, const std::string& path, const measure& m) {
  if (m.items.empty()) fault(path + ".items", "is missing; a composite needs at least one item");
  for (std::size_t k = 0; k < m.items.size(); ++k) {
    const std::string where = at(path + ".items", k);
    const item& asked = known_item(in, where, m.items[k]);
    check_scored_item(in, where, asked);
    const scale& s = scale_of(in, asked);
    if (s.kind == scale_kind::number && (!s.minimum || !s.maximum)) {
      fault(where, "item " + in_quotes(asked.id) + " has no ends to rescale to 0 to 100; give scale " +
                       in_quotes(s.id) + " a minimum and a maximum");
    }
  }
  check_distinct(path + ".items", m.items);
  if (!m.weights.empty() && m.weights.size() != m.items.size()) {
    fault(path + ".weights", "has " + std::to_string(m.weights.size()) + " entries, but there are " +
                                 std::to_string(m.items.size()) + " items; give one weight an item, or none");
  }
  for (std::size_t k = 0; k < m.weights.size(); ++k) {
    if (!(m.weights[k] > 0) || !std::isfinite(m.weights[k])) {
      fault(at(path + ".weights", k),
            "is " + number_text(m.weights[k]) +
                ", but must be greater than 0; a reversed item says \"reverse\": true");
    }
  }
  if (!(m.min_answered > 0 && m.min_answered <= 1)) {
    fault(path + ".min_answered",
          "is " + number_text(m.min_answered) + ", but must be greater than 0 and at most 1");
  }
}

/// A set of codes of an item: of a coded scale, some but not all of its codes.
void check_set(const instrument& in, const std::string& path, const item& asked, const code_set& set) {
  const scale& s = scale_of(in, asked);
  const std::string where = path + ".codes";
  if (s.kind == scale_kind::number) {
    fault(path + ".item",
          "item " + in_quotes(asked.id) + " has the number scale " + in_quotes(s.id) +
              ", which has no codes; use a joint measure with a condition on a value measure");
  }
  if (!set.named.empty()) {
    if (set.named != "top" && set.named != "bottom") {
      fault(where, "unknown set " + in_quotes(set.named) + "; use \"top\", \"bottom\" or a list of codes");
    }
    const auto& codes = set.named == "top" ? s.top : s.bottom;
    if (codes.empty()) {
      fault(where, "scale " + in_quotes(s.id) + " declares no " + set.named + " set; list the codes");
    }
    return;
  }
  check_codes(where, s, set.codes);
  if (set.codes.size() == s.codes.size() && !asked.multiple) {
    fault(where, "holds every code of scale " + in_quotes(s.id) + ", so everybody counts; leave some out");
  }
}

void check_condition(const instrument& in, const std::string& path, const condition& c,
                     std::size_t position) {
  if (c.item.empty() == c.measure.empty()) {
    fault(path, c.item.empty() ? "is empty; a condition has an item with codes, or a measure with limits"
                               : "has an item and a measure; split it into two conditions");
  }
  if (!c.item.empty()) {
    const item& asked = known_item(in, path + ".item", c.item);
    if (c.at_least || c.at_most) {
      fault(path + (c.at_least ? ".at_least" : ".at_most"),
            "limits belong to a measure; for an item list its codes");
    }
    check_set(in, path, asked, c.codes);
    return;
  }
  const measure& m = known_measure(in, path + ".measure", c.measure);
  if (!(c.codes == code_set{}))
    fault(path + ".codes", "codes belong to an item; for a measure give at_least or at_most");
  if (in.measure_position(m.id) >= static_cast<int>(position)) return;  // reported as a circle or as later
  if (!c.at_least && !c.at_most) {
    fault(path, "a condition on measure " + in_quotes(m.id) + " needs at_least or at_most");
  }
  const measure_range range = range_of(in, m.id);
  const auto inside = [&](const std::optional<double>& limit, const char* member) {
    if (!limit || (*limit >= range.low && *limit <= range.high)) return;
    fault(path + "." + member,
          "is " + number_text(*limit) + ", but measure " + in_quotes(m.id) + " is " + describe_range(range));
  };
  inside(c.at_least, "at_least");
  inside(c.at_most, "at_most");
  if (c.at_least && c.at_most && *c.at_least > *c.at_most) {
    fault(path + ".at_most", "is " + number_text(*c.at_most) + ", but must not be less than at_least, " +
                                 number_text(*c.at_least));
  }
}

std::vector<std::string> needed_measures(const measure& m) {
  std::vector<std::string> out;
  for (const condition& c : m.all) {
    if (!c.measure.empty()) out.push_back(c.measure);
  }
  if (!m.minuend.empty()) out.push_back(m.minuend);
  if (!m.subtrahend.empty()) out.push_back(m.subtrahend);
  return out;
}

/// Finds the way from measure `from` back to `target`, at most as long as there are measures.
bool leads_to(const instrument& in, const std::string& from, const std::string& target, std::string& way,
              std::vector<char>& visited) {
  way += " -> " + in_quotes(from);
  if (from == target) return true;
  const int position = in.measure_position(from);
  if (position >= 0 && visited[static_cast<std::size_t>(position)] == 0) {
    visited[static_cast<std::size_t>(position)] = 1;
    for (const std::string& next : needed_measures(in.measures[static_cast<std::size_t>(position)])) {
      const std::size_t length = way.size();
      if (leads_to(in, next, target, way, visited)) return true;
      way.resize(length);
    }
  }
  return false;
}

/// Whoever computes measures in their order finds everything already there.
void check_order(const instrument& in, const std::string& path, const std::string& needed,
                 std::size_t position) {
  const int at_position = in.measure_position(needed);
  if (at_position < static_cast<int>(position)) return;
  const std::string& own = in.measures[position].id;
  std::string way = in_quotes(own);
  std::vector<char> visited(in.measures.size(), 0);
  if (leads_to(in, needed, own, way, visited)) fault(path, "goes in a circle: " + way);
  fault(path,
        "measure " + in_quotes(needed) + " is declared later; move it before " + at("measures", position));
}

void check_difference(const instrument& in, const std::string& path, const measure& m, std::size_t position) {
  known_measure(in, path + ".minuend", m.minuend);
  known_measure(in, path + ".subtrahend", m.subtrahend);
  check_order(in, path + ".minuend", m.minuend, position);
  check_order(in, path + ".subtrahend", m.subtrahend, position);
  if (m.minuend == m.subtrahend)
    fault(path + ".subtrahend", "is the minuend itself, so the difference is always 0");
  const measure_range a = range_of(in, m.minuend);
  const measure_range b = range_of(in, m.subtrahend);
  if (!(a == b)) {
    fault(path + ".subtrahend", in_quotes(m.subtrahend) + " is " + describe_range(b) + ", but " +
                                    in_quotes(m.minuend) + " is " + describe_range(a) +
                                    "; only like can be subtracted from like");
  }
}

void check_measure(const instrument& in, const std::string& path, const measure& m, std::size_t position) {
  refuse_strangers(path, m);
  check_text(in, path + ".label", m.label);
  if (!m.dimension.empty() && in.find_dimension(m.dimension) == nullptr) {
    fault(path + ".dimension",
          "unknown dimension " + in_quotes(m.dimension) + suggestion(m.dimension, ids_of(in.dimensions)));
  }
  switch (m.kind) {
    case measure_kind::composite:
      check_composite(in, path, m);
      break;
    case measure_kind::share:
      check_set(in, path, known_item(in, path + ".item", m.item), m.codes);
      break;
    case measure_kind::nps: {
      const item& asked = known_item(in, path + ".item", m.item);
      if (scale_of(in, asked).kind != scale_kind::nps) {
        fault(path + ".item", "item " + in_quotes(asked.id) + " has scale " + in_quotes(asked.scale) +
                                  ", but a Net Promoter Score needs a scale of kind nps (0 to 10)");
      }
      break;
    }
    case measure_kind::value:
      check_scored_item(in, path + ".item", known_item(in, path + ".item", m.item));
      break;
    case measure_kind::joint:
      if (m.all.empty()) fault(path + ".all", "is missing; a joint measure needs at least one condition");
      for (std::size_t k = 0; k < m.all.size(); ++k) {
        const std::string where = at(path + ".all", k);
        check_condition(in, where, m.all[k], position);
        if (!m.all[k].measure.empty()) check_order(in, where + ".measure", m.all[k].measure, position);
      }
      break;
    case measure_kind::difference:
      check_difference(in, path, m, position);
      break;
  }
  if (!in.roles.empty() && roles_asked(in, m.id).empty()) {
    fault(
        path,
        "no role is asked everything that it needs, so nobody can have a value; see \"roles\" of its items");
  }
}

}  // namespace

void validate_measures(const instrument& in) {
  check_ids("measures", in.measures);
  for (std::size_t i = 0; i < in.measures.size(); ++i) {
    check_measure(in, at("measures", i), in.measures[i], i);
  }
}

}  // namespace cxm::detail
