// SPDX-License-Identifier: Apache-2.0
#include "assessment/against_rest.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "cxm/base/parallel.hpp"
#include "cxm/estimate/comparison_change.hpp"
#include "cxm/estimate/comparison_groups.hpp"
#include "cxm/estimate/difference.hpp"
#include "cxm/estimate/gap.hpp"

namespace cxm::detail {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// Pooled over both sides, divisors n - 1.
double pooled_sd(double spread_a, double n_a, double spread_b, double n_b) {
  return std::sqrt((spread_a * n_a + spread_b * n_b) / (n_a + n_b - 2));
}

/// The others of a unit's parent, estimated.
struct rest_side {
  group_estimates estimates;
  const wave_context& context;

  [[nodiscard]] estimate value(const compared_variable& v) const {
    const auto at = static_cast<std::size_t>(v.what.position);
    const double level = context.options->level;
    if (v.what.measure) return measure_estimate(estimates, at, level);
    for (const std::size_t j : context.indices.measures(at)) {
      if (!(estimates.n(j) > 0)) return undefined_estimate("", 0, level);
    }
    return index_estimate(estimates, context.indices, at, *context.draws, level);
  }
  [[nodiscard]] double people(const compared_variable& v) const {
    const auto at = static_cast<std::size_t>(v.what.position);
    if (v.what.measure) return estimates.people(at);
    double least = std::numeric_limits<double>::infinity();
    for (const std::size_t j : context.indices.measures(at)) least = std::min(least, estimates.people(j));
    return std::isinf(least) ? 0 : least;
  }
};

rest_comparison compare(const compared_variable& v, const cell_result& unit, const rest_side& others) {
  rest_comparison out;
  const estimate& own = v.of(unit);
  if (own.method.empty() || !own.defined()) return out;
  const estimate rest = others.value(v);
  if (rest.method.empty() || !rest.defined()) return out;
  out.present = true;
  tested_difference c = difference_between(own, rest, v.share, v.lowest, v.highest);
  if (c.test != "score test") {
    // Scores without ends: the unit's variance is drawn to that of the rest.
    c.difference = difference_from_rest(own, rest);
    c.p = difference_p_value(c.difference);
    c.test = "t test";
  }
  out.difference = c.difference;
  out.p = c.p;
  out.test = c.test;
  out.detectable = detectable_difference(out.difference);
  if (v.what.measure) {
    const auto j = static_cast<std::size_t>(v.what.position);
    const double sd = pooled_sd(unit.spread[j], own.n, others.estimates.spread(j), rest.n);
    out.effect = standardised_effect(out.difference, sd, own.n + rest.n - 2);
  }
  return out;
}

}  // namespace

std::vector<std::vector<rest_comparison>> compare_with_rest(const wave_context& context, const league& l,
                                                            std::span<const compared_variable> variables,
                                                            const std::vector<cell_result>& cells,
                                                            const wave_protection& protection) {
  const double minimum = context.options->disclosure ? context.options->minimum_base : 0;
  const auto parent = context.source->sums(context.groups.groups[l.parent].segments);
  std::vector<std::vector<rest_comparison>> out(l.units.size());
  parallel_chunks(l.units.size(), context.options->threads, [&](std::size_t u) {
    const std::size_t cell = l.units[u];
    const rest_side others{
        {context.source->sums_without(*parent, context.groups.groups[cell].segments),
         context.source->measures(), context.frame, context.source->options().pair_moments},
        context};
    for (const compared_variable& v : variables) {
      rest_comparison made = compare(v, cells[cell], others);
      made.why = v.hidden(protection, cell);
      if (made.why == hidden_reason::shown) made.why = v.hidden(protection, l.parent);
      if (made.why == hidden_reason::shown && others.people(v) < minimum) made.why = hidden_reason::base;
      out[u].push_back(std::move(made));
    }
  });
  return out;
}

void judge_family(std::vector<rest_comparison*>& family, double false_discovery_rate) {
  std::vector<double> p;
  for (const rest_comparison* c : family) {
    p.push_back(c->present && c->why == hidden_reason::shown ? std::min(c->p, 1.0) : nan);
  }
  const std::vector<double> holm = adjust_p_values(p, p_adjustment::holm);
  const std::vector<double> fdr = adjust_p_values(p, p_adjustment::benjamini_hochberg);
  for (std::size_t i = 0; i < family.size(); ++i) {
    rest_comparison& c = *family[i];
    c.p_holm = holm[i];
    c.p_fdr = fdr[i];
    c.verdict = !(fdr[i] <= false_discovery_rate) ? 0 : c.difference.value > 0 ? 1 : -1;
  }
}

}  // namespace cxm::detail
