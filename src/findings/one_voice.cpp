// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "cxm/base/random.hpp"
#include "cxm/estimate/agreement.hpp"
#include "cxm/findings/findings.hpp"
#include "findings/parts.hpp"

namespace cxm {
namespace {

using namespace detail;

constexpr std::size_t classes = 5;            // of the composite, for camps
constexpr std::size_t resamples = 2000;       // probability error below .011
constexpr std::uint64_t stream_seed = 20130;  // of the bootstrap, the same everywhere

/// The people of one role in one unit.
struct cell {
  std::size_t role = 0;
  double n = 0, mean = 0, within_ss = 0;
};

/// Shares of an answer's variance.
struct components {
  double roles = 0, units = 0, within = 0;
};

/// Nested analysis of variance of unequal cells (Searle, Casella & McCulloch 1992, ch. 5): units within
/// roles are random, the roles are those that there are. Negative components count as 0.
components decompose(const std::vector<cell>& cells, std::size_t roles, double within_ms) {
  double n = 0;
  double squares = 0;
  double within_role = 0;  // sum over roles of sum n_c^2 / n_r
  double between_units = 0;
  double between_roles = 0;
  double grand = 0;
  for (const cell& c : cells) {
    n += c.n;
    squares += c.n * c.n;
    grand += c.n * c.mean;
  }
  grand /= n;
  for (std::size_t r = 0; r < roles; ++r) {
    double size = 0;
    double sum = 0;
    double own_squares = 0;
    for (const cell& c : cells) {
      if (c.role != r) continue;
      size += c.n;
      sum += c.n * c.mean;
      own_squares += c.n * c.n;
    }
    if (!(size > 0)) continue;
    within_role += own_squares / size;
    between_roles += size * (sum / size - grand) * (sum / size - grand);
    for (const cell& c : cells) {
      if (c.role == r) between_units += c.n * (c.mean - sum / size) * (c.mean - sum / size);
    }
  }
  const double unit_df = static_cast<double>(cells.size()) - static_cast<double>(roles);
  const double role_df = static_cast<double>(roles) - 1;
  double unit = 0;
  if (unit_df > 0) {
    const double n0 = (n - within_role) / unit_df;
    unit = n0 > 0 ? std::max(0.0, (between_units / unit_df - within_ms) / n0) : 0;
  }
  const double noise = role_df * within_ms + (within_role - squares / n) * unit;
  const double role = role_df > 0 ? std::max(0.0, (between_roles - noise) / n) : 0;
  const double total = role + unit + within_ms;
  if (!(total > 0)) return {};
  return {role / total, unit / total, within_ms / total};
}

double chi_squared(random_stream& stream, double df) {
  // Wilson & Hilferty's cube, good to three digits from df = 3.
  const double a = 2 / (9 * df);
  const double z = 1 - a + stream.normal() * std::sqrt(a);
  return df * std::max(0.0, z * z * z);
}

estimate with_percentiles(double value, std::vector<double> drawn, double n, double level) {
  std::sort(drawn.begin(), drawn.end());
  const double tail = (1 - level) / 2;
  const auto at = [&](double p) {
    const auto k = static_cast<std::size_t>(p * static_cast<double>(drawn.size() - 1) + .5);
    return drawn[k];
  };
  estimate e;
  e.value = value;
  e.low = std::min(value, at(tail));
  e.high = std::max(value, at(1 - tail));
  e.level = level;
  e.n = e.n_eff = n;
  e.method = "nested analysis of variance, parametric bootstrap";
  e.set(estimate_flag::approximate);
  return e;
}

double probability(const std::vector<double>& drawn, double threshold) {
  const auto above = std::count_if(drawn.begin(), drawn.end(), [&](double x) { return x > threshold; });
  return static_cast<double>(above) / static_cast<double>(drawn.size());
}

/// Weights of a composite in five equal classes; empty when the tally keeps no histogram.
std::vector<double> five_classes(const group_sums& sums, std::size_t measure) {
  const std::vector<double> bins = sums.histogram(measure);
  if (bins.empty()) return {};
  std::vector<double> out(classes, 0);
  for (std::size_t b = 0; b < bins.size(); ++b)
    out[std::min(classes - 1, b * classes / (bins.size() - 1))] += bins[b];
  return out;
}

struct camps {
  double agreement = 0, low = 0, high = 0;  // van der Eijk's A with its interval
  double p_divided = 0;                     // P(A < 0)
};

camps find_camps(const std::vector<double>& counts, double worth, double level) {
  double total = 0;
  for (const double c : counts) total += c;
  camps out;
  out.agreement = ordinal_agreement(counts);
  // Shares redrawn as a multinomial sample of this size would give them (Dirichlet by normal steps is not
  // needed: gammas of shape n p are close to normal, and cut at 0).
  random_stream stream(stream_seed, 1);
  std::vector<double> drawn;
  for (std::size_t r = 0; r < resamples; ++r) {
    std::vector<double> again(counts.size());
    for (std::size_t k = 0; k < counts.size(); ++k) {
      const double expected = counts[k] / total * worth;
      again[k] = std::max(0.0, expected + std::sqrt(expected) * stream.normal());
    }
    const double a = ordinal_agreement(again);
    if (!std::isnan(a)) drawn.push_back(a);
  }
  if (drawn.empty()) return out;
  const estimate e = with_percentiles(out.agreement, drawn, worth, level);
  out.low = e.low;
  out.high = e.high;
  out.p_divided = 1 - probability(drawn, 0);
  return out;
}

finding_result voice_finding(const finding_input& in, const std::string& id, std::size_t j) {
  finding_builder b(in, "one_voice", id, text(result_label(in, id)));
  const group_estimates& all = in.groups[0].estimates;
  if (!usable(in, 0, j)) return b.silent(sentence("unseen.hidden", in.language, {b.label()}));
  // Cells: roles within units of the first segment column; without one, the roles alone.
  std::string segment;
  for (const finding_cell& c : in.cells) {
    if (segment.empty() && c.leaf) segment = c.segment;
  }
  std::vector<cell> cells;
  std::vector<std::string> roles;
  const auto add = [&](const std::string& role, const group_estimates& g) {
    const double n = g.n(j);
    if (!(n > 0)) return;
    auto at = std::find(roles.begin(), roles.end(), role);
    if (at == roles.end()) at = roles.insert(roles.end(), role);
    cells.push_back({static_cast<std::size_t>(at - roles.begin()), n, g.mean(j), n * g.spread(j)});
  };
  const bool several_roles = in.groups.size() > 2;
  for (const finding_cell& c : in.cells) {
    if (c.leaf && c.segment == segment && c.role.empty() != several_roles && cell_usable(in, c, j))
      add(c.role, c.estimates);
  }
  if (cells.empty()) {
    for (std::size_t g = 1; g < in.groups.size(); ++g) {
      if (usable(in, g, j)) add(in.groups[g].role, in.groups[g].estimates);
    }
  }
  double n = 0;
  double within_ss = 0;
  for (const cell& c : cells) {
    n += c.n;
    within_ss += c.within_ss;
  }
  const double within_df = n - static_cast<double>(cells.size());
  if (cells.size() < 2 || !(within_df > 2)) return b.silent(sentence("unseen.groups", in.language));
  const double within_ms = within_ss / within_df;
  const components seen = decompose(cells, roles.size(), within_ms);
  std::vector<double> by_roles;
  std::vector<double> by_units;
  std::vector<double> inside;
  random_stream stream(stream_seed, 0);
  const double unit_variance = within_ms > 0 && seen.within > 0 ? seen.units / seen.within * within_ms : 0;
  std::vector<double> role_means(roles.size(), 0);
  std::vector<double> role_sizes(roles.size(), 0);
  for (const cell& c : cells) {
    role_means[c.role] += c.n * c.mean;
    role_sizes[c.role] += c.n;
  }
  for (std::size_t r = 0; r < roles.size(); ++r) role_means[r] /= role_sizes[r];
  std::vector<cell> again = cells;
  for (std::size_t r = 0; r < resamples; ++r) {
    for (std::size_t c = 0; c < cells.size(); ++c) {
      again[c].mean =
          role_means[cells[c].role] + std::sqrt(unit_variance + within_ms / cells[c].n) * stream.normal();
    }
    const double ms = within_ms * chi_squared(stream, within_df) / within_df;
    const components drawn = decompose(again, roles.size(), ms);
    by_roles.push_back(drawn.roles);
    by_units.push_back(drawn.units);
    inside.push_back(drawn.within);
  }
  const bool units_known = cells.size() > roles.size();
  if (roles.size() > 1)
    b.row("between_roles", b.label(), "share", with_percentiles(seen.roles, by_roles, n, in.level));
  if (units_known)
    b.row("between_units", b.label(), "share", with_percentiles(seen.units, by_units, n, in.level));
  b.row("within", b.label(), "share", with_percentiles(seen.within, inside, n, in.level));

  double p_divided = 0;
  const std::vector<double> counts = five_classes(all.sums(), j);
  if (!counts.empty()) {
    const camps c = find_camps(counts, all.n_eff(j), in.level);
    estimate a;
    a.value = c.agreement;
    a.low = c.low;
    a.high = c.high;
    a.level = in.level;
    a.n = all.n(j);
    a.n_eff = all.n_eff(j);
    a.method = "van der Eijk's A of five classes, parametric bootstrap";
    a.set(estimate_flag::approximate);
    b.row("agreement", b.label(), "ratio", a);
    b.number("P(two_camps)", b.label(), "probability", c.p_divided, a, "P(A < 0), parametric bootstrap",
             true);
    p_divided = c.p_divided;
    for (std::size_t g = 1; g < in.groups.size(); ++g) {
      if (!usable(in, g, j)) continue;
      const std::vector<double> own = five_classes(in.groups[g].estimates.sums(), j);
      double total = 0;
      for (const double x : own) total += x;
      const estimate like = measure_estimate(in.groups[g].estimates, j, in.level);
      people_within p;
      p.n = like.n;
      p.w = total;
      p.w2 = like.n_eff > 0 ? total * total / like.n_eff : 0;
      p.w_yes = own[0] + own[1];
      const std::string label = role_label(in, in.groups[g].role);
      b.row("low_camp", label, "share", share_within(in.groups[g].estimates, j, p, in.level),
            in.groups[g].role);
      p.w_yes = own[3] + own[4];
      b.row("high_camp", label, "share", share_within(in.groups[g].estimates, j, p, in.level),
            in.groups[g].role);
    }
  } else {
    b.unseen(sentence("unseen.histogram", in.language));
  }
  std::vector<double> between(resamples);
  for (std::size_t r = 0; r < resamples; ++r) between[r] = by_roles[r] + by_units[r];
  const double apart = in.thresholds.voices;
  const double p_roles = probability(by_roles, apart);
  const double p_units = probability(by_units, apart);
  const double p_one = 1 - probability(between, apart);
  finding& f = b.result.found;
  const double certainty = in.thresholds.certainty;
  struct candidate {
    const char* verdict;
    double p;
  };
  for (const candidate& c : {candidate{"two camps", p_divided}, candidate{"roles apart", p_roles},
                             candidate{"units apart", p_units}, candidate{"one voice", p_one}}) {
    if (f.verdict.empty() && c.p >= certainty) {
      f.verdict = c.verdict;
      f.probability = c.p;
    }
  }
  if (f.verdict.empty()) {
    f.verdict = "not settled";
    f.probability = std::max({p_divided, p_roles, p_units, p_one});
  }
  f.base = std::min(all.n(j), all.sums().people());
  f.sentence =
      sentence("one_voice." + f.verdict, in.language,
               {b.label(), roles.size() > 1 ? percent(seen.roles, in.language) : "–",
                units_known ? percent(seen.units, in.language) : "–", percent(seen.within, in.language)});
  if (all.weighted()) b.unseen(sentence("unseen.anova_weights", in.language));
  return std::move(b.result);
}

}  // namespace

std::vector<finding_result> one_voice_findings(const finding_input& in) {
  std::vector<finding_result> out;
  if (in.groups.size() < 3 && in.cells.empty()) return out;
  // The composites on which levels are read; without levels, those of the dimensions.
  std::vector<std::size_t> wanted;
  for (const level_definition& l : in.asked->levels) {
    const int i = in.indices->position(l.index);
    if (i < 0) continue;
    for (const std::size_t j : in.indices->measures(static_cast<std::size_t>(i))) wanted.push_back(j);
  }
  const auto plan = in.groups[0].estimates.plan();
  if (wanted.empty()) {
    for (std::size_t j = 0; j < plan.size(); ++j) {
      const bool declared = plan[j].declared >= 0 && plan[j].kind == measure_kind::composite;
      if (declared && !in.asked->measures[static_cast<std::size_t>(plan[j].declared)].dimension.empty())
        wanted.push_back(j);
    }
  }
  std::sort(wanted.begin(), wanted.end());
  wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
  for (const std::size_t j : wanted) {
    if (plan[j].kind == measure_kind::composite) out.push_back(voice_finding(in, plan[j].id, j));
  }
  return out;
}

}  // namespace cxm
