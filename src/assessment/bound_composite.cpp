// SPDX-License-Identifier: Apache-2.0
#include "assessment/bound_composite.hpp"

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
    out.measures.push_back(static_cast<std::size_t>(position));
    out.points.push_back((it->reverse ? -100 : 100) / range);
    out.factor.push_back(out.points.back() * (m.weights.empty() ? 1 : m.weights[i]));
  }
  return out;
}

}  // namespace cxm::detail
