// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "cxm/estimate/gap.hpp"
#include "cxm/estimate/share.hpp"
#include "cxm/findings/findings.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "findings/parts.hpp"

namespace cxm {
namespace {

using namespace detail;

/// P(D) / P(S) with the log interval: var(log ratio) = V_D/D^2 + V_S/S^2 - 2 C/(D S).
estimate ratio_estimate(const group_estimates& g, std::size_t done, std::size_t say, double level) {
  const char* method = "ratio, log, linearised";
  const double d = g.mean(done);
  const double s = g.mean(say);
  const double n = std::min(g.n(done), g.n(say));
  if (!(s > 0)) return undefined_estimate(method, n, level);
  estimate e;
  e.value = d / s;
  e.level = level;
  e.n = n;
  e.n_eff = std::min(g.n_eff(done), g.n_eff(say));
  e.method = method;
  const double variance =
      g.variance(done) / (d * d) + g.variance(say) / (s * s) - 2 * g.covariance(done, say) / (d * s);
  if (!(d > 0) || std::isnan(variance)) {
    e.set(estimate_flag::no_interval);
    return e;
  }
  const double se = std::sqrt(std::max(0.0, variance));
  const double z = stats::critical_value(level, std::numeric_limits<double>::infinity());
  e.se = e.value * se;
  e.low = e.value * stats::exp(-z * se);
  e.high = e.value * stats::exp(z * se);
  return e;
}

/// P(not done | say): among those who say, with Kish's base of their own weights.
estimate conditional(const group_estimates& g, std::size_t say, std::size_t both, double level) {
  const pair_moments m = g.sums().pair(say, both);
  const paired_counts c = paired_table(g.sums(), say, both);  // says and not done, says and done, ...
  const double sayers = c.n11 + c.n10;
  if (!(sayers > 0)) return undefined_estimate("Wilson", 0, level);
  double base = sayers;
  double n = sayers;
  if (g.weighted()) {
    const double squares = m.w2_dj + m.ref_j * m.w2;  // sum of w^2 over those who say
    base = squares > 0 ? sayers * sayers / squares : 0;
    n = std::round(m.n * sayers / m.w);
  }
  share_options options;
  options.level = level;
  estimate e = share_interval(std::clamp(c.n11 / sayers, 0.0, 1.0), base, options);
  e.n = n;
  e.method = g.weighted() ? "Wilson, Kish n" : "Wilson";
  if (g.weighted() || g.under_design()) e.set(estimate_flag::approximate);
  return e;
}

finding_result pair_finding(const finding_input& in, const say_do_pair& declared) {
  finding_builder b(in, "lip_service", declared.id, declared.label);
  const int s = measure_at(in, declared.say);
  const int d = measure_at(in, declared.done);
  const int l = measure_at(in, declared.say_not_done);
  const group_estimates& all = in.groups[0].estimates;
  if (!all.pairs()) return b.silent(sentence("unseen.pairs", in.language));
  if (s < 0 || d < 0) return b.silent(sentence("unseen.nobody", in.language));
  const auto say = static_cast<std::size_t>(s);
  const auto done = static_cast<std::size_t>(d);
  if (!(all.n(say) > 0) || !(all.n(done) > 0)) return b.silent(sentence("unseen.nobody", in.language));
  if (!usable(in, 0, say) || !usable(in, 0, done)) {
    return b.silent(sentence("unseen.hidden", in.language, {b.label()}));
  }
  const estimate said = measure_estimate(all, say, in.level);
  const estimate lived = measure_estimate(all, done, in.level);
  b.row("say", b.label(), "share", said);
  b.row("done", b.label(), "share", lived);
  b.row("ratio", b.label(), "ratio", ratio_estimate(all, done, say, in.level));
  estimate bounds = say_not_do_bounds(std::clamp(said.value, 0.0, 1.0), std::clamp(lived.value, 0.0, 1.0));
  bounds.n = std::min(said.n, lived.n);
  bounds.n_eff = std::min(said.n_eff, lived.n_eff);
  bounds.level = in.level;
  b.row("bounds", b.label(), "share", bounds);

  finding& f = b.result.found;
  const double threshold = declared.threshold > 0 ? declared.threshold : in.thresholds.say_not_do;
  const auto judge = [&](double p) {
    f.verdict = p >= in.thresholds.certainty       ? "say without do"
                : 1 - p >= in.thresholds.certainty ? "backed"
                                                   : "not settled";
    f.probability = std::max(p, 1 - p);
  };
  const bool joint = l >= 0 && usable(in, 0, static_cast<std::size_t>(l)) && pair_usable(in, 0, say, done);
  if (!joint) {
    // Only the margins: "say without do" when even the lower bound is above the threshold, "backed" when
    // the upper one is below.
    const double variance =
        std::max(0.0, all.variance(say) + all.variance(done) - 2 * all.covariance(say, done));
    estimate least = t_estimate(said.value - lived.value, variance, all.df(say), bounds.n, bounds.n_eff,
                                in.level, "t", -1, 1);
    const double surely = probability_above(least, threshold);
    estimate most = said.value < 1 - lived.value ? said : lived;
    const double ceiling = said.value < 1 - lived.value ? probability_above(said, threshold)
                                                        : 1 - probability_above(most, 1 - threshold);
    judge(surely);
    if (f.verdict == "backed") {  // the lower bound being small does not mean that the share is
      f.verdict = 1 - ceiling >= in.thresholds.certainty ? "backed" : "not settled";
      f.probability = f.verdict == "backed" ? 1 - ceiling : surely;
    }
    f.base = std::min(bounds.n, all.sums().people());
    f.sentence = sentence("lip_service.bounds", in.language,
                          {b.label(), percent(said.value, in.language), percent(lived.value, in.language),
                           percent(bounds.low, in.language), percent(bounds.high, in.language)});
    b.unseen(sentence("unseen.joint", in.language));
    return std::move(b.result);
  }
  const auto both = static_cast<std::size_t>(l);
  const estimate lip = measure_estimate(all, both, in.level);
  b.row("say_not_done", b.label(), "share", lip);
  const estimate given = conditional(all, say, both, in.level);
  if (given.defined() && given.n >= in.minimum_base) {
    b.row("not_done_given_say", b.label(), "share", given);
    estimate other = given;
    other.value = 1 - given.value;
    other.low = 1 - given.high;
    other.high = 1 - given.low;
    b.row("done_given_say", b.label(), "share", other);
  }
  for (std::size_t g = 1; g < in.groups.size(); ++g) {
    if (!usable(in, g, both)) continue;
    b.row("say_not_done", role_label(in, in.groups[g].role), "share",
          measure_estimate(in.groups[g].estimates, both, in.level), in.groups[g].role);
  }
  const double above = probability_share_above(lip, threshold);
  judge(above);
  b.number("P(say_not_done>threshold)", b.label(), "probability", above, lip, "Jeffreys");
  b.number("answers_needed", b.label(), "count", answers_to_settle(lip, threshold, in.thresholds.certainty),
           lip, "further answers until the verdict has its probability");
  const estimate difference = paired_difference(all, say, done, in.level);
  const bool plain = !all.weighted() && !all.under_design();
  f.p_value =
      plain ? paired_share_p_value(paired_table(all.sums(), say, done)) : interval_p_value(difference);
  f.test = plain ? "McNemar, mid-p" : "from the interval";
  f.statistic = difference.se > 0 ? difference.value / difference.se : std::nan("");
  f.base = std::min(lip.n, all.sums().people());
  f.sentence = sentence("lip_service." + f.verdict, in.language,
                        {b.label(), percent(said.value, in.language), percent(lived.value, in.language),
                         percent(lip.value, in.language), range(lip, true, in.language) + " %",
                         percent(threshold, in.language)});
  return std::move(b.result);
}

}  // namespace

std::vector<finding_result> say_do_findings(const finding_input& in) {
  std::vector<finding_result> out;
  for (const say_do_pair& declared : in.asked->findings.say_do) out.push_back(pair_finding(in, declared));
  return out;
}

}  // namespace cxm
