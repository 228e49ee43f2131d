// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <set>

#include "cxm/simulate/simulate.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "io/json_document.hpp"
#include "model/fault.hpp"
#include "simulate/population.hpp"

namespace cxm {
namespace {

using namespace detail;

/// A sum over the people of a group, and how many they are.
struct group_sum {
  double sum = 0;
  double people = 0;
  bool exact = true;  ///< nothing but exact counts in it
  bool known = true;
};

using score_function = std::function<double(const scale_code&)>;

class truth_table {
 public:
  truth_table(const population& all, const std::vector<std::size_t>& cells)
      : all_(all), in_(*all.source), cells_(cells) {}

  /// Mean of a measure or index over the cells; people 0 when nobody is asked.
  group_sum mean_of(const std::string& id) {
    if (const measure* m = in_.find_measure(id)) return mean_of_measure(*m);
    const index_definition& d = *in_.find_index(id);
    group_sum out;
    double weights = 0;
    for (std::size_t k = 0; k < d.of.size(); ++k) {
      const group_sum part = mean_of(d.of[k]);
      if (!part.known || part.people == 0) return unknown();
      const double w = d.weights.empty() ? 1 : d.weights[k];
      out.people = k == 0 ? part.people : std::min(out.people, part.people);
      out.exact = out.exact && part.exact;
      weights += w;
      if (d.kind == index_kind::minimum) {
        out.sum = k == 0 ? part.sum : std::min(out.sum, part.sum);
      } else {
        out.sum += w * (d.kind == index_kind::geometric ? stats::log(std::max(part.sum, 0.0)) : part.sum);
      }
    }
    if (d.kind == index_kind::arithmetic) out.sum /= weights;
    if (d.kind == index_kind::geometric) out.sum = stats::exp(out.sum / weights);
    return out;
  }

 private:
  static group_sum unknown() { return {0, 0, false, false}; }

  [[nodiscard]] std::size_t position(const std::string& item_id) const {
    return static_cast<std::size_t>(in_.item_position(item_id));
  }
  [[nodiscard]] const scale& scale_of(std::size_t i) const { return *in_.find_scale(in_.items[i].scale); }

  [[nodiscard]] const std::vector<std::int32_t>& codes_of(std::size_t i, const code_set& set) const {
    const scale& s = scale_of(i);
    return set.named == "top" ? s.top : set.named == "bottom" ? s.bottom : set.codes;
  }
  [[nodiscard]] static bool holds(const std::vector<std::int32_t>& codes, std::int32_t code) {
    return std::find(codes.begin(), codes.end(), code) != codes.end();
  }

  /// Probability of the k-th answer (in the shape's order).
  static double probability(const item_law& law, std::size_t k) {
    const double above = k == 0 ? 0 : stats::normal_cdf(law.cuts[k - 1] - law.delta);
    const double below = k == law.cuts.size() ? 1 : stats::normal_cdf(law.cuts[k] - law.delta);
    return below - above;
  }

  /// Mean over the cells of a function of a single answer.
  group_sum item_mean(std::size_t i, const score_function& score) const {
    const scale& s = scale_of(i);
    const item_shape& shape = all_.shapes[i];
    group_sum out;
    std::set<int> quotas;
    for (const std::size_t c : cells_) {
      const population_cell& cell = all_.cells[c];
      const item_law& law = cell.items[i];
      if (!law.asked) continue;
      const auto n = static_cast<double>(cell.people);
      out.people += n;
      if (law.quota >= 0) {
        quotas.insert(law.quota);
        continue;
      }
      out.exact = false;
      for (std::size_t k = 0; k < shape.order.size(); ++k) {
        out.sum += n * probability(law, k) * score(s.codes[shape.order[k]]);
      }
    }
    for (const int q : quotas) {
      if (!covered(i, q)) return unknown();
      for (const auto& [code, count] : all_.profile->quotas[static_cast<std::size_t>(q)].counts) {
        const std::size_t at = code_position(s, "quotas", code);
        out.sum += static_cast<double>(count) * all_.copies * score(s.codes[at]);
      }
    }
    if (out.people > 0) out.sum /= out.people;
    return out;
  }

  /// Share of a single option of an item with several answers.
  group_sum option_mean(std::size_t i, std::int32_t code) const {
    const auto k = static_cast<std::size_t>(scale_of(i).position(code));
    if (static_cast<int>(k) == all_.shapes[i].none) return unknown();
    group_sum out;
    std::set<int> quotas;
    for (const std::size_t c : cells_) {
      const population_cell& cell = all_.cells[c];
      const item_law& law = cell.items[i];
      if (!law.asked) continue;
      const auto n = static_cast<double>(cell.people);
      out.people += n;
      if (law.quota >= 0) {
        quotas.insert(law.quota);
      } else {
        out.exact = false;
        out.sum += n * (1 - stats::normal_cdf(law.cuts[k]));
      }
    }
    for (const int q : quotas) {
      if (!covered(i, q)) return unknown();
      const auto& counts = all_.profile->quotas[static_cast<std::size_t>(q)].counts;
      const auto found = counts.find(std::to_string(code));
      if (found != counts.end()) out.sum += static_cast<double>(found->second) * all_.copies;
    }
    if (out.people > 0) out.sum /= out.people;
    return out;
  }

  /// Are all people of the exact count in the group?
  [[nodiscard]] bool covered(std::size_t i, int q) const {
    for (std::size_t c = 0; c < all_.cells.size(); ++c) {
      if (all_.cells[c].items[i].quota == q && !std::binary_search(cells_.begin(), cells_.end(), c))
        return false;
    }
    return true;
  }
  group_sum share_mean(std::size_t i, const code_set& set) const {
    const auto& codes = codes_of(i, set);
    if (in_.items[i].multiple) return codes.size() == 1 ? option_mean(i, codes[0]) : unknown();
    return item_mean(i, [&](const scale_code& c) { return holds(codes, c.code) ? 1.0 : 0.0; });
  }

  group_sum composite_mean(const measure& m) const {
    group_sum out;
    double weights = 0;
    for (std::size_t k = 0; k < m.items.size(); ++k) {
      const std::size_t i = position(m.items[k]);
      const scale& s = scale_of(i);
      if (s.kind == scale_kind::number) return unknown();
      const double low = s.lowest_score();
      const double range = s.highest_score() - low;
      const bool reverse = in_.items[i].reverse;
      const group_sum part = item_mean(i, [&](const scale_code& c) {
        const double share = (c.score_or_code() - low) / range;
        return 100 * (reverse ? 1 - share : share);
      });
      // Only when the same people are asked all items is the mean of the composite the mean of means.
      if (!part.known || (k > 0 && part.people != out.people)) return unknown();
      const double w = m.weights.empty() ? 1 : m.weights[k];
      out.people = part.people;
      out.exact = out.exact && part.exact;
      out.sum += w * part.sum;
      weights += w;
    }
    out.sum /= weights;
    return out;
  }

  /// The intervals of the latent answer that fall into a set of codes.
  [[nodiscard]] std::vector<std::pair<double, double>> intervals(
      std::size_t i, const item_law& law, const std::vector<std::int32_t>& codes) const {
    const double infinity = std::numeric_limits<double>::infinity();
    std::vector<std::pair<double, double>> out;
    const item_shape& shape = all_.shapes[i];
    for (std::size_t k = 0; k < shape.order.size(); ++k) {
      if (!holds(codes, scale_of(i).codes[shape.order[k]].code)) continue;
      const double from = k == 0 ? -infinity : law.cuts[k - 1] - law.delta;
      const double to = k == law.cuts.size() ? infinity : law.cuts[k] - law.delta;
      if (!out.empty() && out.back().second == from) {
        out.back().second = to;
      } else {
        out.emplace_back(from, to);
      }
    }
    return out;
  }

  group_sum joint_mean(const measure& m) const {
    for (const condition& c : m.all) {
      if (c.item.empty() || in_.find_item(c.item)->multiple) return unknown();
    }
    if (m.all.size() == 1) return share_mean(position(m.all[0].item), m.all[0].codes);
    if (m.all.size() > 2 || m.all[0].item == m.all[1].item) return unknown();
    const std::size_t a = position(m.all[0].item);
    const std::size_t b = position(m.all[1].item);
    group_sum out;
    out.exact = false;
    for (const std::size_t c : cells_) {
      const population_cell& cell = all_.cells[c];
      const item_law& x = cell.items[a];
      const item_law& y = cell.items[b];
      if (!x.asked || !y.asked) continue;
      if (x.quota >= 0 || y.quota >= 0) return unknown();
      const auto n = static_cast<double>(cell.people);
      const double rho = latent_correlation(all_, x, y);
      double p = 0;
      for (const auto& [x0, x1] : intervals(a, x, codes_of(a, m.all[0].codes))) {
        for (const auto& [y0, y1] : intervals(b, y, codes_of(b, m.all[1].codes))) {
          p += normal_square(x1, y1, rho) - normal_square(x0, y1, rho) - normal_square(x1, y0, rho) +
               normal_square(x0, y0, rho);
        }
      }
      out.people += n;
      out.sum += n * p;
    }
    if (out.people > 0) out.sum /= out.people;
    return out;
  }

  /// P(X <= x, Y <= y), also at infinity.
  static double normal_square(double x, double y, double rho) {
    if (x == -std::numeric_limits<double>::infinity() || y == -std::numeric_limits<double>::infinity())
      return 0;
    if (std::isinf(x)) return stats::normal_cdf(y);
    if (std::isinf(y)) return stats::normal_cdf(x);
    return stats::bivariate_normal_cdf(x, y, rho);
  }

  group_sum mean_of_measure(const measure& m) {
    switch (m.kind) {
      case measure_kind::composite:
        return composite_mean(m);
      case measure_kind::share:
        return share_mean(position(m.item), m.codes);
      case measure_kind::nps:
        return item_mean(position(m.item), [](const scale_code& c) {
          return c.code >= 9 ? 100.0 : c.code >= 7 ? 0.0 : -100.0;
        });
      case measure_kind::value: {
        const std::size_t i = position(m.item);
        if (scale_of(i).kind == scale_kind::number) return unknown();
        return item_mean(i, [](const scale_code& c) { return c.score_or_code(); });
      }
      case measure_kind::joint:
        return joint_mean(m);
      case measure_kind::difference: {
        const group_sum a = mean_of(m.minuend);
        const group_sum b = mean_of(m.subtrahend);
        if (!a.known || !b.known || a.people != b.people) return unknown();
        return {a.sum - b.sum, a.people, a.exact && b.exact, true};
      }
    }
    return unknown();
  }

  const population& all_;
  const instrument& in_;
  const std::vector<std::size_t>& cells_;
};

/// The unit and all groups of units above it; "" is everybody.
std::vector<std::string> unit_groups(const profile& p, std::size_t unit) {
  std::vector<std::string> out{""};
  if (p.segment.empty()) return out;
  const profile_unit* u = &p.units[unit];
  while (u != nullptr) {
    out.push_back(u->id);
    const auto up =
        std::find_if(p.units.begin(), p.units.end(), [&](const auto& one) { return one.id == u->parent; });
    u = u->parent.empty() || up == p.units.end() ? nullptr : &*up;
  }
  return out;
}

}  // namespace

std::vector<truth_row> truth_of(const instrument& in, const profile& p, const simulate_options& options) {
  population all = make_population(in, p, options);
  meet_quotas(all, options);
  std::map<std::vector<std::string>, std::vector<std::size_t>> groups;
  for (std::size_t c = 0; c < all.cells.size(); ++c) {
    const population_cell& cell = all.cells[c];
    const std::string& wave = all.waves[cell.wave];
    for (const std::string& role : {std::string(), p.roles[cell.role].id}) {
      for (const std::string& w :
           wave.empty() ? std::vector<std::string>{""} : std::vector<std::string>{"", wave}) {
        for (const std::string& unit : unit_groups(p, cell.unit)) {
          std::vector<std::string> key{role, w};
          for (const segment_definition& s : in.segments) key.push_back(s.id == p.segment ? unit : "");
          groups[key].push_back(c);
        }
      }
    }
  }
  std::vector<truth_row> out;
  for (const auto& [key, cells] : groups) {
    truth_table table(all, cells);
    const auto add = [&, &key = key](const std::string& id) {
      const group_sum value = table.mean_of(id);
      if (value.known && value.people > 0) out.push_back({key, id, value.sum, value.people, value.exact});
    };
    for (const measure& m : in.measures) add(m.id);
    for (const index_definition& d : in.indices) add(d.id);
  }
  return out;
}

std::string truth_json(const instrument& in, const profile& p, const simulate_options& options) {
  // Members are sorted by name.
  json_value key = json_value::list({"role", "wave"});
  for (const segment_definition& s : in.segments) key.push_back(s.id);
  json_value rows = json_value::list();
  for (const truth_row& row : truth_of(in, p, options)) {
    rows.push_back(json_value::object({{"exact", row.exact},
                                       {"key", row.key},
                                       {"measure", row.measure},
                                       {"people", row.people},
                                       {"value", row.value}}));
  }
  const json_value document = json_value::object({{"copies", options.copies},
                                                  {"instrument", in.id},
                                                  {"key", std::move(key)},
                                                  {"profile", p.id},
                                                  {"seed", options.seed.value_or(p.seed)},
                                                  {"truth", std::move(rows)}});
  return write_document(document, 1, 160);
}

}  // namespace cxm
