// SPDX-License-Identifier: Apache-2.0
#include "assessment/bound_composite.hpp"

#include <algorithm>
#include <cmath>

namespace cxm::detail {

std::optional<bound_composite> bind_composite(const tally& t, const measure& m) {
  if (m.kind != measure_kind::composite || m.items.size() < 2) return std::nullopt;
  const instrument& in = t.instrument();
  bound_composite out;
  out.of = &m;
  for (std::size_t i = 0; i < m.items.size(); ++i) {
    const std::string id = "item:" + m.items[i];
    const int position = t.measure_position(id);
    if (position < 0) return std::nullopt;
    const item* it = in.find_item(m.items[i]);
    const scale* s = in.find_scale(it->scale);
    const double range = s->highest_score() - s->lowest_score();
    if (!(range > 0) || !std::isfinite(range)) return std::nullopt;
    out.items.push_back(it);
    out.ids.push_back(id);
    out.places.push_back(static_cast<std::size_t>(it - in.items.data()));
    out.measures.push_back(static_cast<std::size_t>(position));
    out.points.push_back((it->reverse ? -100 : 100) / range);
    out.factor.push_back(out.points.back() * (m.weights.empty() ? 1 : m.weights[i]));
  }
  return out;
}

std::vector<column_view> composite_answers::columns() const {
  std::vector<column_view> out;
  for (std::size_t j = 0; j < values.size(); ++j) out.emplace_back(values[j], present[j]);
  return out;
}

std::optional<composite_answers> composite_answers_of(const respondent_rows* people, const bound_composite& c,
                                                      const std::vector<double>& factor,
                                                      const std::string& wave,
                                                      const std::vector<std::string>& roles) {
  if (people == nullptr) return std::nullopt;
  std::vector<std::size_t> at;
  for (const std::string& id : c.ids) {
    const int position = people->measure_position(id);
    if (position < 0) return std::nullopt;
    at.push_back(static_cast<std::size_t>(position));
  }
  composite_answers out;
  out.values.resize(at.size());
  out.present.resize(at.size());
  for (std::size_t i = 0; i < people->rows; ++i) {
    if (people->group(1, i) != wave) continue;
    if (!roles.empty() && std::find(roles.begin(), roles.end(), people->group(0, i)) == roles.end()) continue;
    for (std::size_t j = 0; j < at.size(); ++j) {
      out.values[j].push_back(people->values[at[j]][i] * factor[j]);
      out.present[j].push_back(people->present[at[j]][i]);
    }
    if (!people->weights.empty()) out.weights.push_back(people->weights[i]);
  }
  return out;
}

}  // namespace cxm::detail
