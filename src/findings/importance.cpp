// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <utility>

#include "cxm/estimate/gap.hpp"
#include "cxm/estimate/joint.hpp"
#include "cxm/findings/findings.hpp"
#include "findings/parts.hpp"

namespace cxm {
namespace {

using namespace detail;

struct bound_pair {
  const importance_pair* declared = nullptr;
  std::size_t importance = 0, effectiveness = 0;  // shares
  int importance_score = -1, effectiveness_score = -1;
  /// Coordinates of the quadrant: scores where both exist, else the shares.
  [[nodiscard]] bool scored() const noexcept { return importance_score >= 0 && effectiveness_score >= 0; }
  [[nodiscard]] std::size_t x() const noexcept {
    return scored() ? static_cast<std::size_t>(importance_score) : importance;
  }
  [[nodiscard]] std::size_t y() const noexcept {
    return scored() ? static_cast<std::size_t>(effectiveness_score) : effectiveness;
  }
};

constexpr std::array<std::string_view, 4> quadrants{"concentrate", "keep up", "low priority", "overkill"};

std::size_t quadrant_of(double importance, double effectiveness, double cross_x, double cross_y) noexcept {
  if (importance >= cross_x) return effectiveness >= cross_y ? 1 : 0;
  return effectiveness >= cross_y ? 3 : 2;
}

/// The gap of every role whose pairs may be shown.
void add_roles(const finding_input& in, const bound_pair& pair, finding_builder& b) {
  for (std::size_t g = 1; g < in.groups.size(); ++g) {
    if (!pair_usable(in, g, pair.importance, pair.effectiveness)) continue;
    b.row("gap", role_label(in, in.groups[g].role), "share",
          paired_difference(in.groups[g].estimates, pair.importance, pair.effectiveness, in.level),
          in.groups[g].role);
  }
}

finding_result gap_finding(const finding_input& in, const bound_pair& pair, const joint_rank& rank,
                           double pairs) {
  finding_builder b(in, "importance_gap", pair.declared->id, pair.declared->label);
  const group_estimates& all = in.groups[0].estimates;
  const estimate gap = paired_difference(all, pair.importance, pair.effectiveness, in.level);
  if (gap.has(estimate_flag::undefined)) return b.silent(sentence("unseen.nobody", in.language));
  if (!pair_usable(in, 0, pair.importance, pair.effectiveness))
    return b.silent(sentence("unseen.hidden", in.language, {b.label()}));
  const estimate importance = measure_estimate(all, pair.importance, in.level);
  const estimate effectiveness = measure_estimate(all, pair.effectiveness, in.level);
  b.row("importance", b.label(), "share", importance);
  b.row("effectiveness", b.label(), "share", effectiveness);
  b.row("gap", b.label(), "share", gap);
  const double sd = std::sqrt((all.spread(pair.importance) + all.spread(pair.effectiveness)) / 2);
  b.row("effect", b.label(), "sd", standardised_effect(gap, sd, gap.n - 1));
  if (pair.scored() && pair_usable(in, 0, pair.x(), pair.y())) {
    b.row("mean_gap", b.label(), "points", paired_difference(all, pair.x(), pair.y(), in.level));
  }
  estimate place = gap;
  place.se = std::nan("");
  place.value = rank.rank;
  place.low = std::min(rank.low, rank.rank);
  place.high = std::max(rank.high, rank.rank);
  place.method = "simultaneous rank set";
  place.flags = bit(estimate_flag::approximate);
  b.row("rank", b.label(), "rank", place);
  b.number("P(largest)", b.label(), "probability", pairs > 1 ? rank.p_first : 1, gap, "joint simulation",
           true);
  add_roles(in, pair, b);

  const double threshold = pair.declared->threshold > 0 ? pair.declared->threshold : in.thresholds.gap;
  const double p = probability_above(gap, threshold);
  finding& f = b.result.found;
  f.verdict = p >= in.thresholds.certainty       ? "gap"
              : 1 - p >= in.thresholds.certainty ? "no gap"
                                                 : "not settled";
  f.probability = f.verdict == "no gap" || (f.verdict == "not settled" && p < .5) ? 1 - p : p;
  b.number("P(gap>threshold)", b.label(), "probability", p, gap, "sampling distribution");
  b.number("answers_needed", b.label(), "count", answers_to_settle(gap, threshold, in.thresholds.certainty),
           gap, "further answers until the verdict has its probability");
  const bool plain = !all.weighted() && !all.under_design();
  f.p_value = plain ? paired_share_p_value(paired_table(all.sums(), pair.importance, pair.effectiveness))
                    : interval_p_value(gap);
  f.test = plain ? "McNemar, mid-p" : "from the interval";
  f.statistic = gap.se > 0 ? gap.value / gap.se : std::nan("");
  f.base = std::min(gap.n, all.sums().people());
  f.sentence = sentence("importance_gap." + f.verdict, in.language,
                        {b.label(), percent(importance.value, in.language),
                         percent(effectiveness.value, in.language), points(gap.value, true, in.language),
                         range(gap, true, in.language), number(100 * threshold, 0, in.language)});
  return std::move(b.result);
}

/// Only the shares are known, not who holds both: the gap with the narrowest and the widest interval that an
/// unknown joint table allows. p10 + p01 lies between |a - b| and min(a + b, 2 - a - b).
finding_result margins_finding(const finding_input& in, const importance_pair& declared, std::size_t i,
                               std::size_t e, finding_builder b) {
  const group_estimates& all = in.groups[0].estimates;
  const estimate importance = measure_estimate(all, i, in.level);
  const estimate effectiveness = measure_estimate(all, e, in.level);
  const double n = std::min(importance.n_eff, effectiveness.n_eff);
  const double x = importance.value;
  const double y = effectiveness.value;
  const auto interval = [&](double both) {
    estimate gap =
        newcombe_paired_difference({both * n, std::max(0.0, x - both) * n, std::max(0.0, y - both) * n,
                                    std::max(0.0, 1 - x - y + both) * n},
                                   in.level);
    gap.n = std::min(importance.n, effectiveness.n);
    gap.set(estimate_flag::approximate);
    return gap;
  };
  const estimate narrowest = interval(std::min(x, y));
  const estimate widest = interval(std::max(0.0, x + y - 1));
  b.row("importance", b.label(), "share", importance);
  b.row("effectiveness", b.label(), "share", effectiveness);
  b.row("gap:narrowest", b.label(), "share", narrowest);
  b.row("gap:widest", b.label(), "share", widest);
  const double threshold = declared.threshold > 0 ? declared.threshold : in.thresholds.gap;
  const double p = probability_above(widest, threshold);  // the verdict must hold for every joint table
  const double q = 1 - probability_above(widest, threshold);
  finding& f = b.result.found;
  f.verdict = p >= in.thresholds.certainty ? "gap" : q >= in.thresholds.certainty ? "no gap" : "not settled";
  f.probability = std::max(p, q);
  f.base = std::min(widest.n, all.sums().people());
  f.sentence =
      sentence("importance_gap." + f.verdict, in.language,
               {b.label(), percent(x, in.language), percent(y, in.language), points(x - y, true, in.language),
                range(widest, true, in.language), number(100 * threshold, 0, in.language)});
  b.unseen(sentence("unseen.joint", in.language));
  return std::move(b.result);
}

/// A crosshair on the scales' own range, 0 to 1.
struct crosshair {
  double x = std::nan(""), y = std::nan("");
  [[nodiscard]] bool known() const noexcept { return !std::isnan(x) && !std::isnan(y); }
};

double unit_value(const planned_measure& m, double value) {
  return (value - m.low_score) / (m.high_score - m.low_score);
}

/// The mean of the norm's centres over the pairs; unknown when the norm lacks one of them.
crosshair norm_crosshair(const finding_input& in, const std::vector<bound_pair>& pairs) {
  crosshair cross;
  if (!in.norm_centre) return cross;
  const group_estimates& all = in.groups[0].estimates;
  const auto mean = [&](auto axis) {
    double sum = 0;
    for (const bound_pair& p : pairs) {
      const planned_measure& m = all.plan(axis(p));
      sum += unit_value(m, in.norm_centre(m.id)) / static_cast<double>(pairs.size());
    }
    return sum;
  };
  cross.x = mean([](const bound_pair& p) { return p.x(); });
  cross.y = mean([](const bound_pair& p) { return p.y(); });
  return cross;
}

/// P(quadrant) of every pair under the mid-point, the data-mean and the norm's crosshair, from joint draws.
struct quadrant_probabilities {
  std::array<double, 4> midpoint{}, mean{}, norm{};
};

std::vector<quadrant_probabilities> simulate_quadrants(const finding_input& in,
                                                       const std::vector<bound_pair>& pairs,
                                                       const crosshair& norm) {
  const group_estimates& all = in.groups[0].estimates;
  std::vector<std::size_t> axes;
  for (const bound_pair& p : pairs) axes.insert(axes.end(), {p.x(), p.y()});
  std::vector<double> means;
  double df = std::numeric_limits<double>::infinity();
  for (const std::size_t j : axes) {
    means.push_back(all.mean(j));
    df = std::min(df, all.df(j));
  }
  std::vector<quadrant_probabilities> out(pairs.size());
  const matrix v = all.covariances(axes);
  if (std::any_of(v.values.begin(), v.values.end(), [](double x) { return std::isnan(x); }) || !(df > 0))
    return {};
  const matrix sampled = draw_means(means, v, df, *in.draws);
  const double share = 1 / static_cast<double>(sampled.rows);
  for (std::size_t r = 0; r < sampled.rows; ++r) {
    // Shares and scores may stand side by side, so the mean crosshair is taken on the scale's own range.
    const auto unit = [&](std::size_t a) { return unit_value(all.plan(axes[a]), sampled(r, a)); };
    double mean_x = 0;
    double mean_y = 0;
    for (std::size_t p = 0; p < pairs.size(); ++p) {
      mean_x += unit(2 * p) / static_cast<double>(pairs.size());
      mean_y += unit(2 * p + 1) / static_cast<double>(pairs.size());
    }
    for (std::size_t p = 0; p < pairs.size(); ++p) {
      out[p].midpoint[quadrant_of(unit(2 * p), unit(2 * p + 1), .5, .5)] += share;
      out[p].mean[quadrant_of(unit(2 * p), unit(2 * p + 1), mean_x, mean_y)] += share;
      if (norm.known()) out[p].norm[quadrant_of(unit(2 * p), unit(2 * p + 1), norm.x, norm.y)] += share;
    }
  }
  return out;
}

finding_result quadrant_finding(const finding_input& in, const bound_pair& pair,
                                const quadrant_probabilities& q, const crosshair& norm) {
  finding_builder b(in, "quadrant", pair.declared->id, pair.declared->label);
  const group_estimates& all = in.groups[0].estimates;
  const estimate x = measure_estimate(all, pair.x(), in.level);
  const estimate y = measure_estimate(all, pair.y(), in.level);
  b.row("importance", b.label(), unit_name(in, pair.x()), x);
  b.row("effectiveness", b.label(), unit_name(in, pair.y()), y);
  if (norm.known()) {
    const auto line = [&](const char* detail, std::size_t j, double at) {
      const planned_measure& m = all.plan(j);
      b.number(detail, b.label(), unit_name(in, j), m.low_score + at * (m.high_score - m.low_score), x,
               "mean of the norm's centres over the pairs");
    };
    line("norm:importance", pair.x(), norm.x);
    line("norm:effectiveness", pair.y(), norm.y);
  }
  const auto best = [](const std::array<double, 4>& p) {
    return static_cast<std::size_t>(std::max_element(p.begin(), p.end()) - p.begin());
  };
  finding& f = b.result.found;
  f.probability = 1;
  const std::size_t first = best(q.midpoint);
  bool agreed = true;
  const auto look_through = [&](const std::string& name, const std::array<double, 4>& p, const char* where) {
    for (std::size_t k = 0; k < quadrants.size(); ++k)
      b.number("P(" + name + ":" + std::string(quadrants[k]) + ")", b.label(), "probability", p[k], x,
               std::string("joint simulation, crosshair at ") + where, true);
    agreed = agreed && best(p) == first;
    f.probability = std::min(f.probability, p[best(p)]);
  };
  look_through("midpoint", q.midpoint, "the scale's mid-point");
  look_through("mean", q.mean, "the mean of the pairs");
  if (norm.known()) look_through("norm", q.norm, "the norm");
  const bool settled = agreed && f.probability >= in.thresholds.quadrant_certainty;
  f.verdict = settled ? std::string(quadrants[first]) : "not settled";
  f.base = std::min({x.n, y.n, all.sums().people()});
  f.sentence = sentence("quadrant." + f.verdict, in.language, {b.label()});
  if (!norm.known()) b.unseen(sentence(in.norm_centre ? "unseen.norm_pairs" : "unseen.norm", in.language));
  return std::move(b.result);
}

}  // namespace

std::vector<finding_result> importance_findings(const finding_input& in) {
  std::vector<finding_result> out;
  std::vector<bound_pair> pairs;
  for (const importance_pair& declared : in.asked->findings.importance) {
    const int i = measure_at(in, declared.importance);
    const int e = measure_at(in, declared.effectiveness);
    finding_builder b(in, "importance_gap", declared.id, declared.label);
    if (i < 0 || e < 0 || !(in.groups[0].estimates.n(static_cast<std::size_t>(i)) > 0) ||
        !(in.groups[0].estimates.n(static_cast<std::size_t>(e)) > 0)) {
      out.push_back(b.silent(sentence("unseen.nobody", in.language)));
      continue;
    }
    bound_pair p;
    p.declared = &declared;
    p.importance = static_cast<std::size_t>(i);
    p.effectiveness = static_cast<std::size_t>(e);
    p.importance_score = measure_at(in, declared.importance_score);
    p.effectiveness_score = measure_at(in, declared.effectiveness_score);
    if (!usable(in, 0, p.importance) || !usable(in, 0, p.effectiveness) || !usable(in, 0, p.x()) ||
        !usable(in, 0, p.y())) {
      out.push_back(b.silent(sentence("unseen.hidden", in.language, {b.label()})));
      continue;
    }
    const bool joint = in.groups[0].estimates.pairs() &&
                       in.groups[0].estimates.sums().pair(p.importance, p.effectiveness).n > 0;
    if (!joint) {
      out.push_back(margins_finding(in, declared, p.importance, p.effectiveness, std::move(b)));
      continue;
    }
    pairs.push_back(p);
  }
  if (pairs.empty()) return out;

  // Ranks of the gaps among each other, from their joint distribution.
  const group_estimates& all = in.groups[0].estimates;
  std::vector<double> gaps;
  matrix v(pairs.size(), pairs.size());
  double df = std::numeric_limits<double>::infinity();
  for (std::size_t a = 0; a < pairs.size(); ++a) {
    gaps.push_back(all.mean(pairs[a].importance) - all.mean(pairs[a].effectiveness));
    df = std::min({df, all.df(pairs[a].importance), all.df(pairs[a].effectiveness)});
    for (std::size_t c = 0; c <= a; ++c) {
      v(a, c) = v(c, a) = all.covariance(pairs[a].importance, pairs[c].importance) -
                          all.covariance(pairs[a].importance, pairs[c].effectiveness) -
                          all.covariance(pairs[a].effectiveness, pairs[c].importance) +
                          all.covariance(pairs[a].effectiveness, pairs[c].effectiveness);
    }
  }
  std::vector<joint_rank> ranks(pairs.size());
  const bool known = std::none_of(v.values.begin(), v.values.end(), [](double x) { return std::isnan(x); });
  if (known && df > 0) ranks = joint_ranks(gaps, v, df, *in.draws, in.level);
  for (std::size_t p = 0; p < pairs.size(); ++p) {
    out.push_back(gap_finding(in, pairs[p], ranks[p], static_cast<double>(pairs.size())));
  }
  const crosshair norm = norm_crosshair(in, pairs);
  const auto q = simulate_quadrants(in, pairs, norm);
  for (std::size_t p = 0; p < q.size(); ++p) out.push_back(quadrant_finding(in, pairs[p], q[p], norm));
  return out;
}

}  // namespace cxm
