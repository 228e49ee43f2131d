// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "model/validate.hpp"

namespace cxm::detail {
namespace {

bool index_leads_to(const instrument& in, const std::string& from, const std::string& target,
                    std::string& way, std::vector<std::string>& visited) {
  way += " -> " + in_quotes(from);
  if (from == target) return true;
  const index_definition* d = in.find_index(from);
  if (d == nullptr || std::find(visited.begin(), visited.end(), from) != visited.end()) return false;
  visited.push_back(from);
  for (const std::string& next : d->of) {
    const std::size_t length = way.size();
    if (index_leads_to(in, next, target, way, visited)) return true;
    way.resize(length);
  }
  return false;
}

/// Parts of an index are measures or indices before it.
void check_part(const instrument& in, const std::string& path, const std::string& part,
                std::size_t position) {
  check_result(in, path, part);
  if (in.find_measure(part) != nullptr) return;
  for (std::size_t earlier = 0; earlier < position; ++earlier) {
    if (in.indices[earlier].id == part) return;
  }
  const std::string& own = in.indices[position].id;
  std::string way = in_quotes(own);
  std::vector<std::string> visited;
  if (index_leads_to(in, part, own, way, visited)) fault(path, "goes in a circle: " + way);
  fault(path, "index " + in_quotes(part) + " is declared later; move it before " + at("indices", position));
}

void check_index(const instrument& in, const std::string& path, const index_definition& d,
                 std::size_t position) {
  check_text(in, path + ".label", d.label);
  if (in.find_measure(d.id) != nullptr) {
    fault(path + ".id",
          in_quotes(d.id) + " is already the id of a measure; measures and indices share their names");
  }
  if (d.of.empty()) fault(path + ".of", "is missing; an index combines at least one measure or index");
  for (std::size_t k = 0; k < d.of.size(); ++k) check_part(in, at(path + ".of", k), d.of[k], position);
  check_distinct(path + ".of", d.of);
  const measure_range first = range_of(in, d.of.front());
  for (std::size_t k = 1; k < d.of.size(); ++k) {
    const measure_range other = range_of(in, d.of[k]);
    if (other == first) continue;
    fault(at(path + ".of", k), in_quotes(d.of[k]) + " is " + describe_range(other) + ", but " +
                                   in_quotes(d.of.front()) + " is " + describe_range(first) +
                                   "; an index combines like with like");
  }
  if (d.kind == index_kind::geometric && first.low < 0) {
    fault(path + ".kind", "a geometric mean needs parts that are never negative, but " +
                              in_quotes(d.of.front()) + " is " + describe_range(first) + "; use arithmetic");
  }
  if (d.kind == index_kind::minimum && !d.weights.empty()) {
    fault(path + ".weights", "a minimum has no weights; leave them out");
  }
  if (!d.weights.empty() && d.weights.size() != d.of.size()) {
    fault(path + ".weights", "has " + std::to_string(d.weights.size()) + " entries, but there are " +
                                 std::to_string(d.of.size()) + " parts; give one weight a part, or none");
  }
  for (std::size_t k = 0; k < d.weights.size(); ++k) {
    if (!(d.weights[k] > 0) || !std::isfinite(d.weights[k])) {
      fault(at(path + ".weights", k), "is " + number_text(d.weights[k]) + ", but must be greater than 0");
    }
  }
  if (!in.roles.empty() && roles_asked(in, d.id).empty()) {
    fault(path + ".of", "no role is asked all of its parts, so no group could ever have a value");
  }
}

void check_gates(const instrument& in, const std::string& path, const level_definition& l) {
  for (std::size_t k = 0; k < l.gates.size(); ++k) {
    const level_gate& g = l.gates[k];
    const std::string where = at(path + ".gates", k);
    if (g.level < 2 || g.level > static_cast<std::int32_t>(l.names.size())) {
      fault(where + ".level", "is " + std::to_string(g.level) + ", but must be from 2 to " +
                                  std::to_string(l.names.size()) +
                                  ", the number of names; level 1 needs no gate");
    }
    if (g.measures.empty())
      fault(where + ".measures", "is missing; a gate lists the measures that must reach it");
    check_distinct(where + ".measures", g.measures);
    for (std::size_t m = 0; m < g.measures.size(); ++m) {
      check_result(in, at(where + ".measures", m), g.measures[m]);
      const measure_range range = range_of(in, g.measures[m]);
      if (!(g.at_least >= range.low && g.at_least <= range.high)) {
        fault(where + ".at_least", "is " + number_text(g.at_least) + ", but " + in_quotes(g.measures[m]) +
                                       " is " + describe_range(range));
      }
    }
  }
}

void check_level(const instrument& in, const std::string& path, const level_definition& l) {
  check_text(in, path + ".label", l.label);
  check_result(in, path + ".index", l.index);
  if (l.cuts.empty()) fault(path + ".cuts", "is missing; levels need at least one cut");
  if (l.names.size() != l.cuts.size() + 1) {
    fault(path + ".names", "has " + std::to_string(l.names.size()) + " entries, but " +
                               std::to_string(l.cuts.size()) +
                               (l.cuts.size() == 1 ? " cut separates " : " cuts separate ") +
                               std::to_string(l.cuts.size() + 1) + " levels");
  }
  for (std::size_t k = 0; k < l.names.size(); ++k) {
    const std::string where = at(path + ".names", k);
    if (l.names[k].empty()) fault(where, "is empty; every level has a name");
    check_text(in, where, l.names[k]);
    for (std::size_t j = 0; j < k; ++j) {
      if (l.names[j] == l.names[k])
        fault(where, "is the name of level " + std::to_string(j + 1) + " too; every level has its own name");
    }
  }
  const measure_range range = range_of(in, l.index);
  for (std::size_t k = 0; k < l.cuts.size(); ++k) {
    const std::string where = at(path + ".cuts", k);
    if (!(l.cuts[k] > range.low && l.cuts[k] < range.high)) {
      fault(where, "is " + number_text(l.cuts[k]) + ", but must lie inside the range of " +
                       in_quotes(l.index) + ", which is " + describe_range(range));
    }
    if (k > 0 && !(l.cuts[k] > l.cuts[k - 1])) {
      fault(where, "is " + number_text(l.cuts[k]) + ", but must be greater than the cut before it, " +
                       number_text(l.cuts[k - 1]));
    }
  }
  check_gates(in, path, l);
}

void check_side(const instrument& in, const std::string& path, const gap_side& side) {
  check_result(in, path + ".measure", side.measure);
  if (side.role.empty()) return;
  if (in.find_role(side.role) == nullptr) {
    fault(path + ".role", "unknown role " + in_quotes(side.role) + suggestion(side.role, ids_of(in.roles)));
  }
  const auto asked = roles_asked(in, side.measure);
  if (std::find(asked.begin(), asked.end(), side.role) == asked.end()) {
    fault(path + ".role",
          "role " + in_quotes(side.role) + " is not asked what " + in_quotes(side.measure) + " needs");
  }
}

void check_gap(const instrument& in, const std::string& path, const gap_definition& g) {
  check_text(in, path + ".label", g.label);
  check_side(in, path + ".a", g.a);
  check_side(in, path + ".b", g.b);
  if (g.a == g.b)
    fault(path + ".b", "is the same as a, so the gap is always 0; change the measure or the role");
  const measure_range a = range_of(in, g.a.measure);
  const measure_range b = range_of(in, g.b.measure);
  if (!(a == b)) {
    fault(path + ".b", in_quotes(g.b.measure) + " is " + describe_range(b) + ", but " +
                           in_quotes(g.a.measure) + " is " + describe_range(a) +
                           "; a gap compares like with like");
  }
}

}  // namespace

void validate_combinations(const instrument& in) {
  check_ids("indices", in.indices);
  for (std::size_t i = 0; i < in.indices.size(); ++i) check_index(in, at("indices", i), in.indices[i], i);
  check_ids("levels", in.levels);
  for (std::size_t i = 0; i < in.levels.size(); ++i) check_level(in, at("levels", i), in.levels[i]);
  check_ids("gaps", in.gaps);
  for (std::size_t i = 0; i < in.gaps.size(); ++i) check_gap(in, at("gaps", i), in.gaps[i]);
}

}  // namespace cxm::detail
