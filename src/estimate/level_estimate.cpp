// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/level_estimate.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/estimate/difference.hpp"
#include "cxm/stats/distributions.hpp"

namespace cxm {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// A measure or an index by name.
struct target {
  bool measure = true;
  std::size_t position = 0;
};

target target_of(const std::string& id, const index_plan& plan, std::span<const planned_measure> measures) {
  for (std::size_t j = 0; j < measures.size(); ++j) {
    if (measures[j].id == id) return {true, j};
  }
  const int i = plan.position(id);
  if (i < 0) {
    throw error(errc::instrument, "a level rests on '" + id + "', which is neither a measure nor an index",
                "levels");
  }
  return {false, static_cast<std::size_t>(i)};
}

void add_leaves(const target& t, const index_plan& plan, std::vector<std::size_t>& leaves) {
  if (t.measure) {
    leaves.push_back(t.position);
  } else {
    const auto& more = plan.measures(t.position);
    leaves.insert(leaves.end(), more.begin(), more.end());
  }
}

void sort_unique(std::vector<std::size_t>& v) {
  std::sort(v.begin(), v.end());
  v.erase(std::unique(v.begin(), v.end()), v.end());
}

}  // namespace

std::size_t level_at(double score, std::span<const double> cuts) noexcept {
  std::size_t level = 0;
  while (level < cuts.size() && score >= cuts[level]) ++level;
  return level;
}

std::vector<double> level_probabilities(const estimate& score, std::span<const double> cuts) {
  if (std::isnan(probability_below(score, score.value))) return {};
  std::vector<double> p(cuts.size() + 1);
  double below = 0;
  for (std::size_t l = 0; l < cuts.size(); ++l) {
    const double up_to = probability_below(score, cuts[l]);
    p[l] = std::max(0.0, up_to - below);
    below = std::max(below, up_to);
  }
  p.back() = 1 - below;
  return p;
}

double answers_until_settled(const estimate& score, std::span<const double> cuts, double certainty) {
  check_level("answers_until_settled", "certainty", certainty);
  if (std::isnan(probability_below(score, score.value)) || !(score.n > 0)) return nan;
  if (score.low == score.value && score.high == score.value) return 0;
  const std::size_t level = level_at(score.value, cuts);
  const double low = level > 0 ? cuts[level - 1] : -std::numeric_limits<double>::infinity();
  const double high = level < cuts.size() ? cuts[level] : std::numeric_limits<double>::infinity();
  if (std::min(score.value - low, high - score.value) < 1e-9 * score.se) return nan;
  // More answers draw both sides of the interval together as 1 / sqrt(n).
  const auto settled = [&](double n) {
    estimate later = score;
    const double closer = std::sqrt(score.n / n);
    later.df = score.df * n / score.n;
    const double reach =
        closer * stats::critical_value(score.level, later.df) / stats::critical_value(score.level, score.df);
    later.se = closer * score.se;
    later.low = score.value - reach * (score.value - score.low);
    later.high = score.value + reach * (score.high - score.value);
    return probability_below(later, high) - probability_below(later, low) >= certainty;
  };
  if (settled(score.n)) return 0;
  double enough = 2 * score.n;
  while (!settled(enough) && enough < 1e30) enough *= 2;
  double not_enough = enough / 2;
  // The probability grows with n, so bisection finds the smallest whole number.
  while (enough - not_enough > std::max(0.5, 1e-12 * enough)) {
    const double middle = (enough + not_enough) / 2;
    (settled(middle) ? enough : not_enough) = middle;
  }
  double whole = std::floor(enough);
  if (whole <= score.n || !settled(whole)) whole += 1;
  return std::max(1.0, std::ceil(whole - score.n));
}

std::size_t staged_level_at(const level_definition& definition, double score,
                            const std::vector<bool>& gate_holds) {
  check_same_size("staged_level_at", "gate_holds", gate_holds.size(), "gates", definition.gates.size());
  const std::size_t by_score = level_at(score, definition.cuts);
  std::size_t level = 0;
  for (; level < definition.cuts.size(); ++level) {  // is the next level held?
    bool gated = false;
    bool held = true;
    for (std::size_t g = 0; g < gate_holds.size(); ++g) {
      if (definition.gates[g].level != static_cast<std::int32_t>(level) + 2) continue;
      gated = true;
      held = held && gate_holds[g];
    }
    if (gated ? !held : by_score <= level) break;
  }
  return level;
}

staged_level staged_levels(const group_estimates& group, const index_plan& plan,
                           const level_definition& definition, const normal_draws& draws) {
  const std::span<const planned_measure> measures = group.plan();
  const target index = target_of(definition.index, plan, measures);
  std::vector<std::vector<target>> gates;
  std::vector<std::size_t> leaves;
  add_leaves(index, plan, leaves);
  for (const level_gate& gate : definition.gates) {
    gates.emplace_back();
    for (const std::string& id : gate.measures) {
      gates.back().push_back(target_of(id, plan, measures));
      add_leaves(gates.back().back(), plan, leaves);
    }
  }
  sort_unique(leaves);

  staged_level out;
  std::vector<double> means = measure_means(group);
  for (const std::size_t leaf : leaves) {
    if (std::isnan(means[leaf])) return out;
  }
  const auto at = [&](const target& t) {
    return t.measure ? means[t.position] : plan.value(t.position, means);
  };
  std::vector<bool> holds(gates.size());
  const auto level_now = [&] {
    for (std::size_t g = 0; g < gates.size(); ++g) {
      holds[g] = std::all_of(gates[g].begin(), gates[g].end(),
                             [&](const target& t) { return at(t) >= definition.gates[g].at_least; });
    }
    return staged_level_at(definition, at(index), holds);
  };
  out.level = level_now();

  const matrix v = group.covariances(leaves);
  double df = std::numeric_limits<double>::infinity();
  std::vector<double> centre;
  for (const std::size_t leaf : leaves) {
    df = std::min(df, group.df(leaf));
    centre.push_back(means[leaf]);
  }
  if (std::any_of(v.values.begin(), v.values.end(), [](double x) { return std::isnan(x); }) || !(df > 0)) {
    return out;
  }
  // Standardised draws, each carried to its measure's interval: to the ends at the interval's level, and no
  // further than the scale.
  matrix correlation(leaves.size(), leaves.size());
  for (std::size_t a = 0; a < leaves.size(); ++a) {
    for (std::size_t b = 0; b < leaves.size(); ++b) {
      const double scale = std::sqrt(v(a, a) * v(b, b));
      correlation(a, b) = a == b ? 1 : scale > 0 ? v(a, b) / scale : 0;
    }
  }
  std::vector<double> down, up;
  for (const std::size_t leaf : leaves) {
    const estimate e = measure_estimate(group, leaf);
    const double critical = stats::critical_value(e.level, df);
    const bool own = !e.has(estimate_flag::clamped) && std::isfinite(e.high - e.low);
    down.push_back(own ? (e.value - e.low) / critical : std::sqrt(group.variance(leaf)));
    up.push_back(own ? (e.high - e.value) / critical : std::sqrt(group.variance(leaf)));
  }
  const matrix sampled = draw_means(std::vector<double>(leaves.size(), 0.0), correlation, df, draws);
  std::vector<double> count(definition.cuts.size() + 1);
  std::vector<double> gate_count(gates.size());
  for (std::size_t r = 0; r < sampled.rows; ++r) {
    for (std::size_t a = 0; a < leaves.size(); ++a) {
      const double z = sampled(r, a);
      means[leaves[a]] = std::clamp(centre[a] + z * (z < 0 ? down[a] : up[a]), measures[leaves[a]].low_score,
                                    measures[leaves[a]].high_score);
    }
    count[level_now()] += 1;
    for (std::size_t g = 0; g < gates.size(); ++g) gate_count[g] += holds[g] ? 1 : 0;
  }
  for (double& c : count) c /= static_cast<double>(sampled.rows);
  for (double& c : gate_count) c /= static_cast<double>(sampled.rows);
  out.probability = std::move(count);
  out.gate_probability = std::move(gate_count);
  return out;
}

std::size_t dimensions_needed(const index_plan& plan, std::span<const level_definition> levels,
                              std::span<const planned_measure> measures) {
  std::size_t most = 1;
  for (std::size_t i = 0; i < plan.size(); ++i) {
    most = std::max({most, plan.measures(i).size(), plan.components(i).size()});
  }
  for (const level_definition& level : levels) {
    std::vector<std::size_t> leaves;
    add_leaves(target_of(level.index, plan, measures), plan, leaves);
    for (const level_gate& gate : level.gates) {
      for (const std::string& id : gate.measures) add_leaves(target_of(id, plan, measures), plan, leaves);
    }
    sort_unique(leaves);
    most = std::max(most, leaves.size());
  }
  return most;
}

}  // namespace cxm
