// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "cxm/estimate/gap.hpp"
#include "cxm/estimate/relative_risk.hpp"
#include "cxm/explain/two_by_two.hpp"
#include "cxm/findings/findings.hpp"
#include "findings/parts.hpp"

namespace cxm {
namespace {

using namespace detail;

/// An outcome among the people who meet a condition and among those who do not.
struct contrast {
  people_within with, without;
  [[nodiscard]] bool enough(double least) const noexcept { return with.n >= least && without.n >= least; }
};

contrast contrast_of(const group_sums& sums, std::size_t condition, std::size_t outcome) {
  contrast c;
  const people_within all = answering(sums, outcome, condition);
  c.with = saying_yes(sums, outcome, condition);
  c.without.n = all.n - c.with.n;
  c.without.w = all.w - c.with.w;
  c.without.w2 = all.w2 - c.with.w2;
  c.without.w_yes = std::max(0.0, all.w_yes - c.with.w_yes);
  return c;
}

/// Whole numbers of people, under weights what the answers are worth, for exact methods.
two_by_two table_of(const contrast& c) {
  const auto side = [](const people_within& p, double& yes, double& no) {
    const double worth = std::round(p.w2 > 0 ? p.w * p.w / p.w2 : 0);
    yes = std::round(p.share() * worth);
    if (std::isnan(yes)) yes = 0;
    no = worth - yes;
  };
  two_by_two t;
  side(c.with, t.a, t.b);
  side(c.without, t.c, t.d);
  return t;
}

/// The strata of a link: roles, or the values of a segment.
std::vector<two_by_two> strata_of(const finding_input& in, const outcome_link& link, std::size_t condition,
                                  std::size_t outcome) {
  std::vector<two_by_two> out;
  const auto add = [&](const group_estimates& g) {
    const two_by_two t = table_of(contrast_of(g.sums(), condition, outcome));
    if (t.a + t.b + t.c + t.d > 0) out.push_back(t);
  };
  if (link.strata == "role") {
    for (std::size_t g = 1; g < in.groups.size(); ++g) {
      if (pair_usable(in, g, condition, outcome)) add(in.groups[g].estimates);
    }
  } else {
    for (const finding_cell& c : in.cells) {
      if (c.leaf && c.role.empty() && c.segment == link.strata && cell_usable(in, c, condition, outcome))
        add(c.estimates);
    }
  }
  return out;
}

finding_result link_finding(const finding_input& in, const outcome_link& link) {
  finding_builder b(in, "outcome_link", link.id,
                    link.label.empty()
                        ? text(result_label(in, link.condition) + " – " + result_label(in, link.outcome))
                        : link.label);
  const group_estimates& g = in.groups[0].estimates;
  if (!g.pairs()) return b.silent(sentence("unseen.pairs", in.language));
  const int condition = measure_at(in, link.condition);
  const int outcome = measure_at(in, link.outcome);
  if (condition < 0 || outcome < 0) return b.silent(sentence("unseen.nobody", in.language));
  const auto x = static_cast<std::size_t>(condition);
  const auto y = static_cast<std::size_t>(outcome);
  if (!(g.sums().pair(x, y).n > 0)) return b.silent(sentence("unseen.nobody", in.language));
  const contrast c = contrast_of(g.sums(), x, y);
  if (!pair_usable(in, 0, x, y) || !c.enough(std::max(1.0, in.minimum_base))) {
    return b.silent(sentence("unseen.hidden", in.language, {b.label()}));
  }
  const estimate with = share_within(g, y, c.with, in.level);
  const estimate without = share_within(g, y, c.without, in.level);
  const estimate difference = newcombe_difference(with, without);
  estimate ratio = relative_risk(with.value * with.n_eff, with.n_eff, without.value * without.n_eff,
                                 without.n_eff, in.level);
  ratio.n = with.n + without.n;
  const bool plain = !g.weighted() && !g.under_design();
  const exact_association exact = associate_exactly(table_of(c), in.level);
  estimate odds = exact.mid_p;
  odds.n = ratio.n;
  if (!plain) {
    ratio.set(estimate_flag::approximate);
    odds.set(estimate_flag::approximate);
  }
  b.row("with", result_label(in, link.condition), "share", with);
  b.row("without", result_label(in, link.condition), "share", without);
  b.row("difference", b.label(), "share", difference);
  b.row("relative_risk", b.label(), "ratio", ratio);
  b.row("odds_ratio", b.label(), "ratio", odds);
  if (!link.strata.empty()) {
    const std::vector<two_by_two> strata = strata_of(in, link, x, y);
    if (strata.size() > 1) {
      const stratified_association s = associate_stratified(strata, in.level);
      if (s.odds_ratio.defined()) {
        estimate common = s.odds_ratio;
        if (!plain) common.set(estimate_flag::approximate);
        b.row("odds_ratio:stratified", b.label(), "ratio", common);
        b.number("p:stratified", b.label(), "probability", s.p, common, "Cochran-Mantel-Haenszel");
        b.number("p:homogeneity", b.label(), "probability", s.breslow_day_p, common,
                 "Breslow-Day, Tarone: the odds ratio is the same in all strata");
      }
    } else {
      b.unseen(sentence("unseen.strata", in.language));
    }
  }
  const double p = probability_above(difference, 0);
  b.number("P(difference>0)", b.label(), "probability", p, difference, "sampling distribution");
  b.number("answers_needed", b.label(), "count", answers_to_settle(difference, 0, in.thresholds.certainty),
           difference, "further answers until the verdict has its probability");
  finding& f = b.result.found;
  f.verdict = p >= in.thresholds.certainty       ? "goes with"
              : 1 - p >= in.thresholds.certainty ? "goes against"
                                                 : "not settled";
  f.probability = std::max(p, 1 - p);
  f.p_value = plain ? exact.p_mid : two_share_p_value(with, without);
  f.test = plain ? "Fisher, mid-p" : "score";
  f.base = std::min(ratio.n, g.sums().people());
  f.sentence = sentence("outcome_link." + f.verdict, in.language,
                        {result_label(in, link.condition), result_label(in, link.outcome),
                         percent(with.value, in.language), percent(without.value, in.language),
                         std::isfinite(ratio.value) ? number(ratio.value, 1, in.language) : "–",
                         std::isfinite(ratio.low) ? number(ratio.low, 1, in.language) : "–",
                         std::isfinite(ratio.high) ? number(ratio.high, 1, in.language) : "–"});
  b.unseen(sentence("unseen.cause", in.language));
  return std::move(b.result);
}

}  // namespace

std::vector<finding_result> outcome_findings(const finding_input& in) {
  std::vector<finding_result> out;
  for (const definition_question& q : in.asked->findings.definitions) {
    for (const std::string& outcome : q.outcomes) {
      out.push_back(link_finding(in, {q.id + "." + outcome, {}, q.measure, outcome, q.segment}));
    }
  }
  for (const outcome_link& link : in.asked->findings.outcomes) {
    if (link.unit.empty()) out.push_back(link_finding(in, link));
  }
  return out;
}

}  // namespace cxm
