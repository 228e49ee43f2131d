// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/estimate/comparison_groups.hpp"
#include "cxm/estimate/discrimination.hpp"
#include "cxm/estimate/gap.hpp"
#include "cxm/estimate/relative_risk.hpp"
#include "cxm/explain/driver_analysis.hpp"
#include "cxm/model/scoring.hpp"
#include "findings/parts.hpp"

namespace cxm {
namespace {

using namespace detail;

/// Everybody who answered both questions, by satisfaction and whether they left.
struct bound_question {
  const defector_question* declared = nullptr;
  std::size_t satisfied = 0, stayed = 0;
  std::size_t satisfied_left = 0, satisfied_stayed = 0;  // joint measures
};

/// The share of `yes` among people of whom only sums of weights are known.
estimate share_of(const group_estimates& g, std::size_t like, double yes, const people_within& base,
                  double level) {
  people_within p = base;
  p.w_yes = std::clamp(yes, 0.0, p.w);
  return share_within(g, like, p, level);
}

/// The people of `all` who say no to the base measure, when `yes` are those who say yes.
people_within others(const people_within& all, const people_within& yes) {
  people_within p;
  p.n = all.n - yes.n;
  p.w = all.w - yes.w;
  p.w2 = all.w2 - yes.w2;
  return p;
}

struct quarters {
  people_within satisfied, dissatisfied, stayed, left;  // each with its people; w_yes of them: who left /
                                                        // who is satisfied
  double everybody = 0, satisfied_and_left = 0, left_all = 0, satisfied_all = 0;
};

quarters count(const group_sums& sums, const bound_question& q) {
  quarters out;
  const people_within all = answering(sums, q.stayed, q.satisfied);
  out.satisfied = saying_yes(sums, q.stayed, q.satisfied);
  out.stayed = saying_yes(sums, q.satisfied, q.stayed);
  out.dissatisfied = others(all, out.satisfied);
  out.left = others(all, out.stayed);
  const double satisfied_and_stayed = out.satisfied.w_yes;
  out.everybody = all.w;
  out.left_all = out.left.w;
  out.satisfied_all = out.satisfied.w;
  out.satisfied_and_left = std::max(0.0, out.satisfied.w - satisfied_and_stayed);
  return out;
}

/// All thresholds of the score: whom a rule "below this code" would catch, and the area under the curve.
void add_thresholds(const finding_input& in, const bound_question& q, finding_builder& b) {
  const item* asked = in.asked->find_item(q.declared->item);
  const scale* s = asked == nullptr ? nullptr : in.asked->find_scale(asked->scale);
  if (s == nullptr) return;
  const group_estimates& g = in.groups[0].estimates;
  struct threshold {
    double score = 0;
    std::string code, label;
    people_within stayed, left;  // w_yes: who scores at least this
  };
  std::vector<threshold> all;
  for (const scale_code& c : s->codes) {
    const std::string code = std::to_string(c.code);
    const int at = measure_at(in, "defectors:" + q.declared->id + ":>=" + code);
    if (at < 0) continue;
    const auto j = static_cast<std::size_t>(at);
    threshold t;
    t.score = c.score_or_code();
    t.code = code;
    t.label = c.label.in(in.language).empty() ? code : c.label.in(in.language);
    const people_within both = answering(g.sums(), j, q.stayed);
    t.stayed = saying_yes(g.sums(), j, q.stayed);
    t.left = others(both, t.stayed);
    t.left.w_yes = std::max(0.0, both.w_yes - t.stayed.w_yes);
    if (t.left.n < std::max(1.0, in.minimum_base) || t.stayed.n < std::max(1.0, in.minimum_base)) return;
    all.push_back(std::move(t));
  }
  if (all.empty()) return;
  std::sort(all.begin(), all.end(), [](const threshold& x, const threshold& y) { return x.score < y.score; });
  // Counts by score from "at least" shares, scaled to what the answers are worth.
  std::vector<double> left;
  std::vector<double> stayed;
  const auto worth = [&](const people_within& p) {
    const double kish = p.w2 > 0 ? p.w * p.w / p.w2 : 0;
    return g.under_design() ? kish * std::min(1.0, g.n_eff(q.stayed) / g.n(q.stayed)) : kish;
  };
  double left_above = 1;
  double stayed_above = 1;
  for (const threshold& t : all) {
    left.push_back((left_above - t.left.share()) * worth(t.left));
    stayed.push_back((stayed_above - t.stayed.share()) * worth(t.stayed));
    left_above = t.left.share();
    stayed_above = t.stayed.share();
  }
  left.push_back(left_above * worth(all.front().left));
  stayed.push_back(stayed_above * worth(all.front().stayed));
  for (auto* counts : {&left, &stayed})
    for (double& x : *counts) x = std::max(0.0, x);
  estimate area = area_under_curve(left, stayed, in.level);
  area.n = std::round(all.front().left.n + all.front().stayed.n);
  if (g.weighted() || g.under_design()) area.set(estimate_flag::approximate);
  b.row("auc", b.label(), "probability", area);
  for (const threshold& t : all) {
    const double left_below = t.left.w - t.left.w_yes;
    const double stayed_below = t.stayed.w - t.stayed.w_yes;
    b.row("caught_below:" + t.code, t.label, "share", share_of(g, q.stayed, left_below, t.left, in.level));
    b.row("alarmed_below:" + t.code, t.label, "share",
          share_of(g, q.stayed, stayed_below, t.stayed, in.level));
  }
}

/// What tells leavers from stayers among the satisfied.
void add_separating(const finding_input& in, const bound_question& q, finding_builder& b) {
  const group_estimates& g = in.groups[0].estimates;
  struct candidate {
    std::string id, label;
    estimate left, stayed, difference;
    double p = 0;
  };
  std::vector<candidate> all;
  std::vector<double> p;
  for (const std::string& id : q.declared->separating) {
    const int at = measure_at(in, id);
    if (at < 0 || !pair_usable(in, 0, static_cast<std::size_t>(at), q.satisfied_left)) continue;
    const auto j = static_cast<std::size_t>(at);
    const people_within left = saying_yes(g.sums(), j, q.satisfied_left);
    const people_within stayed = saying_yes(g.sums(), j, q.satisfied_stayed);
    if (left.n < std::max(2.0, in.minimum_base) || stayed.n < std::max(2.0, in.minimum_base)) {
      b.unseen(sentence("unseen.hidden", in.language, {result_label(in, id)}));
      continue;
    }
    candidate c;
    c.id = id;
    c.label = result_label(in, id);
    c.left = share_within(g, j, left, in.level);
    c.stayed = share_within(g, j, stayed, in.level);
    c.difference = newcombe_difference(c.left, c.stayed);
    c.p = two_share_p_value(c.left, c.stayed);
    p.push_back(c.p);
    all.push_back(std::move(c));
  }
  const std::vector<double> adjusted = adjust_p_values(p, p_adjustment::benjamini_hochberg);
  for (std::size_t k = 0; k < all.size(); ++k) {
    const candidate& c = all[k];
    b.row("left:" + c.id, c.label, "share", c.left);
    b.row("stayed:" + c.id, c.label, "share", c.stayed);
    b.row("difference:" + c.id, c.label, "share", c.difference);
    b.number("p:" + c.id, c.label, "probability", adjusted[k], c.difference,
             "score test among the satisfied, Benjamini-Hochberg");
  }
}

/// Several separating measures at once: the declared driver set of staying among the satisfied, as a linear
/// regression from moments. Slopes are differences of shares, the other measures being equal.
void add_model(const finding_input& in, const bound_question& q, finding_builder& b) {
  const auto& sets = in.asked->drivers;
  const auto set = std::find_if(sets.begin(), sets.end(), [&](const driver_set& d) {
    return d.among == q.declared->satisfied && d.outcome == q.declared->stayed && d.within.empty();
  });
  if (set == sets.end()) {
    if (q.declared->separating.size() > 1)
      b.unseen(sentence("unseen.separate_model", in.language,
                        {result_label(in, q.declared->stayed), result_label(in, q.declared->satisfied)}));
    return;
  }
  std::vector<std::size_t> at;
  std::vector<std::string> names{set->outcome};
  names.insert(names.end(), set->predictors.begin(), set->predictors.end());
  for (const std::string& name : names) {
    const int j = measure_at(in, driver_measure_id(*set, name));
    if (j < 0 || !usable(in, 0, static_cast<std::size_t>(j))) {
      b.unseen(sentence("unseen.hidden", in.language, {result_label(in, name)}));
      return;
    }
    at.push_back(static_cast<std::size_t>(j));
  }
  try {
    const group_estimates& g = in.groups[0].estimates;
    driver_moments moments = moments_of(g.sums(), at);
    lose_to_design(moments, g, at[0]);
    const std::vector<estimate> slopes = slopes_on_moments(moments, set->predictors, in.level);
    for (std::size_t j = 0; j < slopes.size(); ++j) {
      estimate left = slopes[j];  // of staying, turned to leaving
      left.value = -slopes[j].value;
      left.low = -slopes[j].high;
      left.high = -slopes[j].low;
      b.row("adjusted:" + set->predictors[j], result_label(in, set->predictors[j]), "slope", left);
    }
  } catch (const error& e) {
    if (e.code() != errc::data && e.code() != errc::numeric) throw;
    b.unseen(sentence("unseen.separate_model", in.language,
                      {result_label(in, q.declared->stayed), result_label(in, q.declared->satisfied)}));
  }
}

finding_result defector_finding(const finding_input& in, const defector_question& declared) {
  finding_builder b(in, "defectors", declared.id, declared.label);
  const group_estimates& g = in.groups[0].estimates;
  if (!g.pairs()) return b.silent(sentence("unseen.pairs", in.language));
  const int satisfied = measure_at(in, declared.satisfied);
  const int stayed = measure_at(in, declared.stayed);
  const int joint_left = measure_at(in, "defectors:" + declared.id + ":left");
  const int joint_stayed = measure_at(in, "defectors:" + declared.id + ":stayed");
  if (satisfied < 0 || stayed < 0 || joint_left < 0 || joint_stayed < 0) {
    return b.silent(sentence("unseen.nobody", in.language));
  }
  const bound_question q{&declared, static_cast<std::size_t>(satisfied), static_cast<std::size_t>(stayed),
                         static_cast<std::size_t>(joint_left), static_cast<std::size_t>(joint_stayed)};
  if (!(g.n(q.satisfied_left) > 0)) return b.silent(sentence("unseen.nobody", in.language));
  if (!pair_usable(in, 0, q.satisfied, q.stayed) || !usable(in, 0, q.satisfied_left)) {
    return b.silent(sentence("unseen.hidden", in.language, {b.label()}));
  }
  const quarters c = count(g.sums(), q);
  const double least = std::max(1.0, in.minimum_base);
  if (c.left.n < least || c.stayed.n < least) {
    return b.silent(sentence("unseen.few_left", in.language));
  }
  const people_within both = answering(g.sums(), q.stayed, q.satisfied);
  const estimate base_rate = share_of(g, q.stayed, c.left_all, both, in.level);
  const estimate satisfied_given_left = share_of(g, q.satisfied, c.satisfied_and_left, c.left, in.level);
  const estimate satisfied_given_stayed = share_of(g, q.satisfied, c.satisfied.w_yes, c.stayed, in.level);
  b.row("left", b.label(), "share", base_rate);
  b.row("satisfied", b.label(), "share", share_of(g, q.satisfied, c.satisfied_all, both, in.level));
  b.row("satisfied_given_left", b.label(), "share", satisfied_given_left);
  b.row("satisfied_given_stayed", b.label(), "share", satisfied_given_stayed);
  finding& f = b.result.found;
  std::string given_satisfied = "–";
  std::string given_dissatisfied = "–";
  if (c.satisfied.n >= least && c.dissatisfied.n >= least) {
    const estimate left_given_satisfied = share_of(g, q.stayed, c.satisfied_and_left, c.satisfied, in.level);
    const estimate left_given_dissatisfied =
        share_of(g, q.stayed, c.left_all - c.satisfied_and_left, c.dissatisfied, in.level);
    b.row("left_given_satisfied", b.label(), "share", left_given_satisfied);
    b.row("left_given_dissatisfied", b.label(), "share", left_given_dissatisfied);
    const estimate& x = left_given_dissatisfied;
    const estimate& y = left_given_satisfied;
    b.row("difference", b.label(), "share", newcombe_difference(x, y));
    estimate risk = relative_risk(x.value * x.n_eff, x.n_eff, y.value * y.n_eff, y.n_eff, in.level);
    risk.n = x.n + y.n;
    if (g.weighted() || g.under_design()) risk.set(estimate_flag::approximate);
    b.row("relative_risk", b.label(), "ratio", risk);
    given_satisfied = percent(y.value, in.language);
    given_dissatisfied = percent(x.value, in.language);
    f.p_value = two_share_p_value(x, y);
    f.test = "score";
    f.statistic = newcombe_difference(x, y).value;
  }
  add_thresholds(in, q, b);
  add_separating(in, q, b);
  add_model(in, q, b);

  const double threshold = in.thresholds.satisfied_left;
  const double p = probability_share_above(satisfied_given_left, threshold);
  f.verdict = p >= in.thresholds.certainty       ? "satisfied defectors"
              : 1 - p >= in.thresholds.certainty ? "satisfaction warns"
                                                 : "not settled";
  f.probability = std::max(p, 1 - p);
  b.number("P(satisfied_given_left>threshold)", b.label(), "probability", p, satisfied_given_left,
           "Jeffreys");
  b.number("answers_needed", b.label(), "count",
           answers_to_settle(satisfied_given_left, threshold, in.thresholds.certainty), satisfied_given_left,
           "further answers of people who left until the verdict has its probability");
  f.base = std::min(std::round(both.n), g.sums().people());
  f.sentence =
      sentence("defectors." + f.verdict, in.language,
               {percent(satisfied_given_left.value, in.language),
                range(satisfied_given_left, true, in.language) + " %", given_satisfied, given_dissatisfied,
                percent(base_rate.value, in.language), percent(threshold, in.language)});
  return std::move(b.result);
}

}  // namespace

std::vector<finding_result> defector_findings(const finding_input& in) {
  std::vector<finding_result> out;
  for (const defector_question& q : in.asked->findings.defectors) out.push_back(defector_finding(in, q));
  return out;
}

}  // namespace cxm
