// SPDX-License-Identifier: Apache-2.0
#include "assessment/leagues.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "assessment/row_writer.hpp"

namespace cxm::detail {
namespace {

bool everybody(const wave_groups& groups, std::size_t cell) {
  return cell < groups.groups.size() && groups.groups[cell].role.empty();
}

/// Positions of the declared measures to compare.
std::set<std::size_t> default_measures(const wave_context& context) {
  const auto& plan = context.source->measures();
  std::set<std::size_t> out;
  for (std::size_t i = 0; i < context.indices.size(); ++i) {
    const auto& leaves = context.indices.measures(i);
    out.insert(leaves.begin(), leaves.end());
  }
  for (const level_definition& l : context.asked().levels) {
    const target t = find_target(l.index, *context.source, context.indices);
    if (t.measure && t.position >= 0) out.insert(static_cast<std::size_t>(t.position));
  }
  const bool composites = out.empty();
  for (std::size_t j = 0; j < plan.size(); ++j) {
    if (plan[j].declared < 0) continue;
    if (plan[j].kind == measure_kind::nps || (composites && plan[j].kind == measure_kind::composite)) {
      out.insert(j);
    }
  }
  if (out.empty()) {
    for (std::size_t j = 0; j < plan.size(); ++j) {
      if (plan[j].declared >= 0) out.insert(j);
    }
  }
  return out;
}

}  // namespace

std::vector<league> leagues_of(const wave_groups& groups) {
  std::vector<league> out;
  for (const additive_table::relation& r : groups.table.relations) {
    if (!everybody(groups, r.whole)) continue;
    const auto plain = [&](std::size_t cell) {
      return !groups.groups[cell].crossed() && groups.groups[cell].members.empty();
    };
    if (!plain(r.whole)) continue;  // siblings shown together are no parent
    league l;
    l.parent = r.whole;
    for (const std::size_t part : r.parts) {
      if (!everybody(groups, part) || groups.groups[part].whole() || !plain(part)) continue;
      l.units.push_back(part);
      l.column = groups.groups[part].column;
    }
    if (l.column < 0) continue;  // the roles of a group, not its units
    std::sort(l.units.begin(), l.units.end());
    out.push_back(std::move(l));
  }
  std::sort(out.begin(), out.end(), [](const league& a, const league& b) {
    return std::pair(a.column, a.parent) < std::pair(b.column, b.parent);
  });
  return out;
}

std::vector<compared_variable> compared_variables(const wave_context& context, const cell_result& whole) {
  const cxm::instrument& asked = context.asked();
  const std::string& language = context.options->language;
  const auto& plan = context.source->measures();
  const std::vector<std::string>& named = context.options->compared;
  const auto is_named = [&](const std::string& id) {
    return std::find(named.begin(), named.end(), id) != named.end();
  };
  std::vector<compared_variable> out;
  for (std::size_t i = 0; i < context.indices.size(); ++i) {
    const index_definition& definition = asked.indices[i];
    if (!named.empty() && !is_named(definition.id)) continue;
    if (whole.indices[i].method.empty()) continue;
    out.push_back({{false, static_cast<int>(i)},
                   definition.id,
                   label_or(definition.label, language, definition.id),
                   "points",
                   false,
                   context.indices.lowest(i),
                   context.indices.highest(i)});
  }
  const std::set<std::size_t> usual = default_measures(context);
  for (std::size_t j = 0; j < plan.size(); ++j) {
    if (plan[j].declared < 0 || !(whole.measure_people[j] > 0)) continue;
    const measure& m = asked.measures[static_cast<std::size_t>(plan[j].declared)];
    if (named.empty() ? !usual.contains(j) : !is_named(m.id)) continue;
    out.push_back({{true, static_cast<int>(j)},
                   m.id,
                   label_or(m.label, language, m.id),
                   unit_of(asked, m),
                   m.kind == measure_kind::share || m.kind == measure_kind::joint,
                   plan[j].low_score,
                   plan[j].high_score});
  }
  return out;
}

}  // namespace cxm::detail
