// SPDX-License-Identifier: Apache-2.0
#include "assessment/cell.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "cxm/estimate/gap.hpp"
#include "cxm/estimate/measure_quantiles.hpp"
#include "cxm/estimate/nps.hpp"
#include "cxm/estimate/share.hpp"

namespace cxm::detail {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

bool is_share(const planned_measure& m) {
  return m.kind == measure_kind::share || m.kind == measure_kind::joint;
}

std::string unit_of_target(const target& t, const tally& source) {
  if (!t.measure) return "points";
  const planned_measure& m = source.measures()[static_cast<std::size_t>(t.position)];
  if (m.declared < 0) return "score";
  return unit_of(source.instrument(), source.instrument().measures[static_cast<std::size_t>(m.declared)]);
}

std::array<estimate, 3> nps_parts_of(const group_estimates& g, std::size_t j, const estimate& whole) {
  const pair_moments m = g.sums().pair(j, j);
  std::array<estimate, 3> out;
  if (!(m.w > 0)) {
    out.fill(undefined_estimate("Wilson", whole.n, whole.level));
    return out;
  }
  const double net = g.mean(j) / 100;
  const double both = (m.w_djdk + 2 * m.ref_j * m.w_dj + m.ref_j * m.ref_j * m.w) / m.w / 1e4;
  const std::array<double, 3> shares{(both + net) / 2, 1 - both, (both - net) / 2};
  for (std::size_t i = 0; i < 3; ++i) {
    share_options options;
    options.level = whole.level;
    out[i] = share_interval(std::clamp(shares[i], 0.0, 1.0), whole.n_eff, options);
    out[i].n = whole.n;
    out[i].method = g.weighted() || g.under_design() ? "Wilson, effective n" : "Wilson";
  }
  return out;
}

/// Value and gradient of a target at a group's means.
struct valued {
  double value = nan;
  std::vector<double> gradient;
};

valued at_means(const target& t, const index_plan& indices, const std::vector<double>& means) {
  const auto position = static_cast<std::size_t>(t.position);
  valued out;
  if (t.measure) {
    out.value = means[position];
    out.gradient.assign(means.size(), 0.0);
    out.gradient[position] = 1;
  } else {
    out.value = indices.value(position, means);
    out.gradient = indices.gradient(position, means);
  }
  return out;
}

template <class Covariance>
double bilinear(const std::vector<double>& a, const std::vector<double>& b, Covariance covariance) {
  double total = 0;
  for (std::size_t j = 0; j < a.size(); ++j) {
    if (a[j] == 0) continue;
    for (std::size_t k = 0; k < b.size(); ++k) {
      if (b[k] != 0) total += a[j] * covariance(j, k) * b[k];
    }
  }
  return total;
}

const estimate& of(const cell_result& cell, const target& t) {
  const auto position = static_cast<std::size_t>(t.position);
  return t.measure ? cell.measures[position] : cell.indices[position];
}

double people_of(const cell_result& cell, const target& t, const index_plan& indices) {
  const auto position = static_cast<std::size_t>(t.position);
  if (t.measure) return cell.measure_people[position];
  double least = std::numeric_limits<double>::infinity();
  for (const std::size_t j : indices.measures(position)) least = std::min(least, cell.measure_people[j]);
  return std::isinf(least) ? 0 : least;
}

/// sd over both sides, by the divisor n - 1 of each.
void add_effect(gap_result& g, const cell_result& a, const target& ta, const cell_result& b,
                const target& tb) {
  if (!ta.measure || !tb.measure) return;
  const auto j = static_cast<std::size_t>(ta.position);
  const auto k = static_cast<std::size_t>(tb.position);
  const double na = a.measures[j].n;
  const double nb = b.measures[k].n;
  const double sd = std::sqrt((a.spread[j] * na / (na - 1) + b.spread[k] * nb / (nb - 1)) / 2);
  g.effect = standardised_effect(g.difference, sd, &a == &b ? na - 1 : na + nb - 2);
}

/// Ends of the scale on which both values lie.
std::pair<double, double> joint_ends(const wave_context& context, const target& a, const target& b) {
  const auto [low_a, high_a] = ends_of(context, a);
  const auto [low_b, high_b] = ends_of(context, b);
  return {std::min(low_a, low_b), std::max(high_a, high_b)};
}

/// a - b on the same people.
gap_result same_group_gap(const wave_context& context, const group_estimates& g, const cell_result& cell,
                          const bound_gap& gap) {
  gap_result out;
  const double level = context.options->level;
  out.people = std::min(people_of(cell, gap.a, context.indices), people_of(cell, gap.b, context.indices));
  out.present = out.people > 0;
  if (!out.present) return out;
  if (gap.a.measure && gap.b.measure) {
    const auto j = static_cast<std::size_t>(gap.a.position);
    const auto k = static_cast<std::size_t>(gap.b.position);
    if (g.pairs()) out.people = std::min(out.people, g.sums().pair(j, k).n);
    const tested_difference c = paired_comparison_of(g, j, k, level);
    out.difference = c.difference;
    out.p = c.p;
    out.test = c.test;
  } else {
    const std::vector<double> means = measure_means(g);
    const valued a = at_means(gap.a, context.indices, means);
    const valued b = at_means(gap.b, context.indices, means);
    const double covariance =
        bilinear(a.gradient, b.gradient, [&](std::size_t j, std::size_t k) { return g.covariance(j, k); });
    const estimate& ea = of(cell, gap.a);
    const estimate& eb = of(cell, gap.b);
    const auto [lowest, highest] = joint_ends(context, gap.a, gap.b);
    const tested_difference c = difference_between(ea, eb, false, lowest, highest, covariance);
    out.difference = c.difference;
    out.difference.n = std::min(ea.n, eb.n);
    out.difference.n_eff = std::min(ea.n_eff, eb.n_eff);
    out.p = c.p;
    out.test = c.test;
  }
  add_effect(out, cell, gap.a, cell, gap.b);
  return out;
}

}  // namespace

std::pair<double, double> ends_of(const wave_context& context, const target& t) {
  const auto at = static_cast<std::size_t>(t.position);
  if (!t.measure) return {context.indices.lowest(at), context.indices.highest(at)};
  const planned_measure& m = context.source->measures()[at];
  return {m.low_score, m.high_score};
}

target find_target(std::string_view id, const tally& source, const index_plan& indices) {
  if (const int j = source.measure_position(id); j >= 0) return {true, j};
  return {false, indices.position(id)};
}

std::string unit_of(const cxm::instrument& asked, const measure& m) {
  switch (m.kind) {
    case measure_kind::share:
    case measure_kind::joint:
      return "share";
    case measure_kind::nps:
      return "nps";
    case measure_kind::composite:
      return "points";
    case measure_kind::difference: {
      const measure* minuend = asked.find_measure(m.minuend);
      return minuend != nullptr && minuend->kind != measure_kind::difference ? unit_of(asked, *minuend)
                                                                             : "score";
    }
    case measure_kind::value:
      break;
  }
  return "score";
}

wave_context::wave_context(const tally& t, wave_groups g, const assess_options& o, const normal_draws* d)
    : options(&o), source(&t), groups(std::move(g)), indices(t.instrument(), t.measures()), draws(d) {
  const cxm::instrument& instrument = t.instrument();
  for (const gap_definition& definition : instrument.gaps) {
    bound_gap gap;
    gap.a = find_target(definition.a.measure, t, indices);
    gap.b = find_target(definition.b.measure, t, indices);
    gap.role_a = definition.a.role;
    gap.role_b = definition.b.role;
    const auto share = [&](const target& side) {
      return side.measure && is_share(t.measures()[static_cast<std::size_t>(side.position)]);
    };
    if (gap.a.position >= 0 && gap.b.position >= 0) {
      gap.share = share(gap.a) && share(gap.b);
      gap.unit = unit_of_target(gap.a, t);
    }
    gaps.push_back(std::move(gap));
  }
  item_measure.assign(instrument.items.size(), -1);
  for (std::size_t j = 0; j < t.measures().size(); ++j) {
    const planned_measure& m = t.measures()[j];
    int item = m.item;
    if (m.declared >= 0) {
      const measure& declared = instrument.measures[static_cast<std::size_t>(m.declared)];
      item = declared.kind == measure_kind::value ? instrument.item_position(declared.item) : -1;
    }
    if (item >= 0) item_measure[static_cast<std::size_t>(item)] = static_cast<int>(j);
  }
  const auto everybody = t.sums(groups.groups.at(0).segments);
  design_frame drawn = design_frame::of(*everybody, o.lonely, t.options().given);
  if (!drawn.empty()) frame = std::make_shared<const design_frame>(std::move(drawn));
  missing_seen.resize(instrument.items.size());
  for (std::size_t i = 0; i < instrument.items.size(); ++i) {
    const item_counts c = everybody->item(i);
    for (std::size_t k = 1; k < missing_kinds; ++k) missing_seen[i][k] = c.missing[k] > 0;
  }
}

std::shared_ptr<const design_frame> joint_frame(const wave_context& a, const wave_context& b) {
  if (a.source != b.source || a.frame == nullptr || b.frame == nullptr) return nullptr;
  if (!a.source->options().psu_totals && a.frame->replicates.rscales.empty()) return nullptr;
  std::vector<std::size_t> segments = a.groups.groups.at(0).segments;
  const std::vector<std::size_t>& others = b.groups.groups.at(0).segments;
  segments.insert(segments.end(), others.begin(), others.end());
  std::sort(segments.begin(), segments.end());
  auto both = std::make_shared<const design_frame>(
      design_frame::of(*a.source->sums(segments), a.options->lonely, a.source->options().given));
  const auto units = [](const design_frame& f) {
    double sum = 0;
    for (const design_frame::stratum& h : f.strata) sum += h.units;
    return sum;
  };
  const bool shared = units(*both) < units(*a.frame) + units(*b.frame);
  return shared || !both->replicates.rscales.empty() ? both : nullptr;
}

tested_difference difference_of(const compared_value& a, const compared_value& b, bool shares,
                                const group_estimates* shared) {
  const valued x = at_means(a.what, a.context->indices, measure_means(*a.group));
  const valued y = at_means(b.what, b.context->indices, measure_means(*b.group));
  const double covariance = bilinear(x.gradient, y.gradient, [&](std::size_t j, std::size_t k) {
    return a.group->covariance_with(j, *b.group, k, shared);
  });
  const auto [lowest, highest] = joint_ends(*a.context, a.what, b.what);
  return difference_between(*a.value, *b.value, shares, lowest, highest, covariance);
}

group_estimates wave_context::estimates(const group& g) const { return estimates(g, frame); }

group_estimates wave_context::estimates(const group& g, std::shared_ptr<const design_frame> drawn) const {
  return {source->sums(g.segments), source->measures(), std::move(drawn), source->options().pair_moments};
}

namespace {

void count_people(cell_result& out, const group_sums& sums, const wave_context& context) {
  out.people = sums.people();
  out.rows = sums.rows();
  const std::size_t items = context.asked().items.size();
  out.item_answered.resize(items);
  out.item_asked.resize(items);
  out.item_unanimous.resize(items);
  for (std::size_t i = 0; i < items; ++i) {
    const item_counts c = sums.item(i);
    double asked = c.answered;
    for (std::size_t k = 1; k < missing_kinds; ++k) asked += c.missing[k];
    out.item_answered[i] = std::min(c.answered, out.people);
    out.item_asked[i] = std::min(asked, out.people);
    const bool one_code =
        std::any_of(c.code.begin(), c.code.end(), [&](double n) { return n == c.answered; });
    out.item_unanimous[i] = c.answered > 0 && one_code && !context.asked().items[i].multiple ? 1 : 0;
  }
  out.measure_people.resize(context.source->measures().size());
  for (std::size_t j = 0; j < out.measure_people.size(); ++j) out.measure_people[j] = sums.people_present(j);
}

}  // namespace

cell_result count_cell(const wave_context& context, const group& g) {
  cell_result out;
  const auto sums = context.source->sums(g.segments);
  count_people(out, *sums, context);
  for (const bound_gap& gap : context.gaps) {
    gap_result pairs;
    if (gap.a.position >= 0 && gap.b.position >= 0 && !gap.names_roles()) {
      pairs.people = std::min(people_of(out, gap.a, context.indices), people_of(out, gap.b, context.indices));
      if (gap.a.measure && gap.b.measure && context.source->options().pair_moments) {
        const auto j = static_cast<std::size_t>(gap.a.position);
        const auto k = static_cast<std::size_t>(gap.b.position);
        pairs.people = std::min(pairs.people, sums->pair(j, k).n);
      }
    }
    out.gaps.push_back(std::move(pairs));
  }
  return out;
}

cell_result evaluate_cell(const wave_context& context, const group& g, bool items) {
  cell_result out;
  const group_estimates estimates = context.estimates(g);
  const double level = context.options->level;
  count_people(out, estimates.sums(), context);
  const std::size_t measures = estimates.size();
  out.measures.resize(measures);
  out.spread.assign(measures, nan);
  out.nps_parts.resize(measures);
  out.quantiles.resize(measures);
  constexpr std::array<double, 3> quartiles{0.25, 0.5, 0.75};
  for (std::size_t j = 0; j < measures; ++j) {
    if (!(out.measure_people[j] > 0)) {
      out.measures[j] = undefined_estimate("", 0, level);
      continue;
    }
    out.measures[j] = measure_estimate(estimates, j, level);
    out.spread[j] = estimates.spread(j);
    if (estimates.plan(j).declared >= 0) out.quantiles[j] = measure_quantiles(estimates, j, quartiles, level);
    if (estimates.plan(j).kind == measure_kind::nps) {
      out.nps_parts[j] = nps_parts_of(estimates, j, out.measures[j]);
    }
  }
  // Replicates multiply people: they know nothing of a design.
  const std::size_t replicates = context.frame == nullptr ? context.source->options().replicates : 0;
  for (std::size_t i = 0; i < context.indices.size(); ++i) {
    const auto& leaves = context.indices.measures(i);
    const bool all =
        std::all_of(leaves.begin(), leaves.end(), [&](std::size_t j) { return out.measure_people[j] > 0; });
    out.indices.push_back(all ? index_estimate(estimates, context.indices, i, *context.draws, level)
                              : undefined_estimate("", 0, level));
    if (replicates == 0) continue;
    estimate e = out.indices.back();
    if (all) e = bootstrap_index(estimates, context.indices, i, replicates, level);
    // Where there is no formula, the replicates are the interval.
    const bool formula = context.indices.smooth(i) || context.indices.kind(i) == index_kind::minimum;
    if (all && !e.has(estimate_flag::no_interval) &&
        (!formula || out.indices.back().has(estimate_flag::no_interval))) {
      out.indices.back() = e;
    }
    out.bootstrapped.push_back(std::move(e));
  }
  for (const level_definition& definition : context.asked().levels) {
    level_result result;
    const target t = find_target(definition.index, *context.source, context.indices);
    if (t.position >= 0 && of(out, t).defined()) {
      const estimate& score = of(out, t);
      result.probability = level_probabilities(score, definition.cuts);
      result.needed = answers_until_settled(score, definition.cuts);
      if (!definition.gates.empty()) {
        result.staged = staged_levels(estimates, context.indices, definition, *context.draws);
      }
    }
    out.levels.push_back(std::move(result));
  }
  for (const bound_gap& gap : context.gaps) {
    const bool here = gap.a.position >= 0 && gap.b.position >= 0 && !gap.names_roles();
    out.gaps.push_back(here ? same_group_gap(context, estimates, out, gap) : gap_result{});
  }
  if (items) {
    for (std::size_t i = 0; i < context.asked().items.size(); ++i) {
      out.items.push_back(evaluate_item(context, estimates, i));
    }
  }
  return out;
}

void evaluate_role_gaps(const wave_context& context, std::vector<cell_result>& cells, std::size_t at) {
  const group& everybody = context.groups.groups[at];
  for (std::size_t i = 0; i < context.gaps.size(); ++i) {
    const bound_gap& gap = context.gaps[i];
    if (gap.a.position < 0 || gap.b.position < 0 || !gap.names_roles()) continue;
    const int a = gap.role_a.empty() ? static_cast<int>(at) : context.groups.find(gap.role_a, everybody);
    const int b = gap.role_b.empty() ? static_cast<int>(at) : context.groups.find(gap.role_b, everybody);
    if (a < 0 || b < 0) continue;
    const auto ia = static_cast<std::size_t>(a);
    const auto ib = static_cast<std::size_t>(b);
    gap_result& out = cells[at].gaps[i];
    if (a == b) {
      out = same_group_gap(context, context.estimates(context.groups.groups[ia]), cells[ia], gap);
      continue;
    }
    out.people =
        std::min(people_of(cells[ia], gap.a, context.indices), people_of(cells[ib], gap.b, context.indices));
    out.present = out.people > 0;
    if (!out.present) continue;
    const estimate& ea = of(cells[ia], gap.a);
    const estimate& eb = of(cells[ib], gap.b);
    const bool part = gap.role_a.empty() || gap.role_b.empty();
    tested_difference c;
    if (part || context.frame != nullptr) {
      const group_estimates ga = context.estimates(context.groups.groups[ia]);
      const group_estimates gb = context.estimates(context.groups.groups[ib]);
      // A role is a part of everybody; two roles share nobody.
      const group_estimates* shared = !part ? nullptr : gap.role_a.empty() ? &gb : &ga;
      c = difference_of({&context, &ga, gap.a, &ea}, {&context, &gb, gap.b, &eb}, gap.share, shared);
    } else {
      const auto [lowest, highest] = joint_ends(context, gap.a, gap.b);
      c = difference_between(ea, eb, gap.share, lowest, highest);
    }
    out.difference = c.difference;
    if (part) {
      out.difference.n = std::min(ea.n, eb.n);
      out.difference.n_eff = std::min(ea.n_eff, eb.n_eff);
    }
    out.p = c.p;
    out.test = c.test;
    add_effect(out, cells[ia], gap.a, cells[ib], gap.b);
  }
}

}  // namespace cxm::detail
