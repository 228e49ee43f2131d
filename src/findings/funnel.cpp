// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "cxm/findings/findings.hpp"
#include "findings/parts.hpp"

namespace cxm {
namespace {

using namespace detail;

struct bound_step {
  std::string id, label;
  std::size_t measure = 0;
  int pursued = -1;
  std::size_t all_up_to = 0;  // the joint measure of this step and those before it
};

struct bound_funnel {
  std::vector<bound_step> steps;
  std::size_t in_order = 0;
  [[nodiscard]] std::size_t last() const noexcept { return steps.back().all_up_to; }
};

/// Shares S_1 .. S_k of one group among the people who answered all steps: one nested sample.
std::vector<people_within> reached(const group_sums& sums, const bound_funnel& f) {
  std::vector<people_within> out;
  for (const bound_step& s : f.steps) out.push_back(answering(sums, s.all_up_to, f.last()));
  return out;
}

/// Of those who came up to the step before, who came here?
estimate conversion(const group_estimates& g, const bound_step& to, const people_within& before,
                    const people_within& here, double level) {
  people_within among;
  among.w = before.w_yes;
  among.w2 = before.w2_yes;
  among.n = before.n_yes();
  among.w_yes = here.w_yes;
  among.w2_yes = here.w2_yes;
  return share_within(g, to.all_up_to, among, level);
}

/// P(step j is where most is lost), from the joint distribution of the nested shares:
/// cov(S_i, S_j) = S_max(i,j) (1 - S_min(i,j)) / n.
std::vector<double> largest_loss(const std::vector<estimate>& shares, const normal_draws& draws) {
  const std::size_t k = shares.size();
  std::vector<double> values;
  double worth = std::numeric_limits<double>::infinity();
  for (const estimate& s : shares) {
    values.push_back(s.value);
    worth = std::min(worth, s.n_eff);
  }
  matrix v(k, k);
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j)
      v(i, j) = values[std::max(i, j)] * (1 - values[std::min(i, j)]) / worth;
  }
  const matrix drawn = draw_means(values, v, std::numeric_limits<double>::infinity(), draws);
  std::vector<double> out(k, 0);
  for (std::size_t r = 0; r < drawn.rows; ++r) {
    std::size_t worst = 0;
    double most = 1 - drawn(r, 0);
    for (std::size_t j = 1; j < k; ++j) {
      const double loss = drawn(r, j - 1) - drawn(r, j);
      if (loss > most) {
        most = loss;
        worst = j;
      }
    }
    out[worst] += 1 / static_cast<double>(drawn.rows);
  }
  return out;
}

/// S_k by role. When the people of one role are too few to show, no role is shown: they could be taken from
/// the whole.
void add_roles(const finding_input& in, const bound_funnel& f, finding_builder& b) {
  std::vector<std::size_t> heard;
  for (std::size_t g = 1; g < in.groups.size(); ++g) {
    const double people = in.groups[g].estimates.people(f.last());
    if (!(people > 0)) continue;
    if (!usable(in, g, f.last())) return;
    heard.push_back(g);
  }
  for (const std::size_t g : heard) {
    const auto shares = reached(in.groups[g].estimates.sums(), f);
    for (std::size_t j = 0; j < shares.size(); ++j) {
      b.row("reached:" + std::to_string(j + 1), f.steps[j].label, "share",
            share_within(in.groups[g].estimates, f.steps[j].all_up_to, shares[j], in.level),
            in.groups[g].role);
    }
  }
}

/// The steps are known, but not for the same people: sharpest bounds of "all up to j" (Frechet).
finding_result margins_only(const finding_input& in, const bound_funnel& f, finding_builder b,
                            const std::vector<estimate>& margins) {
  double sum = 0;
  double least = 1;
  double base = std::numeric_limits<double>::infinity();
  estimate bounds;
  for (std::size_t j = 0; j < margins.size(); ++j) {
    sum += margins[j].value;
    least = std::min(least, margins[j].value);
    base = std::min(base, margins[j].n);
    bounds = estimate{};
    bounds.low = std::max(0.0, sum - static_cast<double>(j));
    bounds.high = least;
    bounds.level = in.level;
    bounds.n = bounds.n_eff = base;
    bounds.method = "sharpest bounds from the margins";
    bounds.set(estimate_flag::bounds);
    b.row("reached:" + std::to_string(j + 1), f.steps[j].label, "share", bounds);
  }
  finding& found = b.result.found;
  found.verdict = "not settled";
  found.base = std::min(base, in.groups[0].estimates.sums().people());
  found.sentence = sentence("funnel.bounds", in.language,
                            {b.label(), percent(bounds.low, in.language), percent(bounds.high, in.language)});
  b.unseen(sentence("unseen.joint_steps", in.language));
  return std::move(b.result);
}

finding_result funnel_finding(const finding_input& in, const funnel_definition& declared) {
  finding_builder b(in, "funnel", declared.id, declared.label);
  const group_estimates& all = in.groups[0].estimates;
  if (!all.pairs()) return b.silent(sentence("unseen.pairs", in.language));
  bound_funnel f;
  for (std::size_t j = 0; j < declared.steps.size(); ++j) {
    const funnel_step& step = declared.steps[j];
    const int at = measure_at(in, step.measure);
    const int joint = j == 0 ? at : measure_at(in, "funnel:" + declared.id + ":" + std::to_string(j + 1));
    if (at < 0 || joint < 0 || !(all.n(static_cast<std::size_t>(at)) > 0)) {
      return b.silent(sentence("unseen.step", in.language, {result_label(in, step.measure)}));
    }
    if (!usable(in, 0, static_cast<std::size_t>(at))) {
      return b.silent(sentence("unseen.hidden", in.language, {result_label(in, step.measure)}));
    }
    f.steps.push_back({step.measure, result_label(in, step.measure), static_cast<std::size_t>(at),
                       measure_at(in, step.pursued), static_cast<std::size_t>(joint)});
  }
  std::vector<estimate> margins;
  for (const bound_step& s : f.steps) {
    margins.push_back(measure_estimate(all, s.measure, in.level));
    b.row("step:" + s.id, s.label, "share", margins.back());
    if (s.pursued >= 0 && usable(in, 0, static_cast<std::size_t>(s.pursued))) {
      b.row("pursued:" + s.id, s.label, "share",
            measure_estimate(all, static_cast<std::size_t>(s.pursued), in.level));
    }
  }
  const int order = measure_at(in, "funnel:" + declared.id + ":in_order");
  if (order < 0 || !(all.n(f.last()) > 0)) return margins_only(in, f, std::move(b), margins);
  if (!usable(in, 0, f.last())) return b.silent(sentence("unseen.hidden", in.language, {b.label()}));
  f.in_order = static_cast<std::size_t>(order);

  const std::vector<people_within> counts = reached(all.sums(), f);
  std::vector<estimate> shares;
  std::vector<double> losses;
  for (std::size_t j = 0; j < counts.size(); ++j) {
    shares.push_back(share_within(all, f.steps[j].all_up_to, counts[j], in.level));
    b.row("reached:" + std::to_string(j + 1), f.steps[j].label, "share", shares.back());
    losses.push_back((j == 0 ? 1 : shares[j - 1].value) - shares[j].value);
  }
  for (std::size_t j = 1; j < counts.size(); ++j) {
    if (counts[j - 1].n_yes() < std::max(1.0, in.minimum_base)) {
      b.unseen(sentence("unseen.hidden", in.language, {f.steps[j].label}));
      break;
    }
    b.row("conversion:" + std::to_string(j + 1), f.steps[j].label, "share",
          conversion(all, f.steps[j], counts[j - 1], counts[j], in.level));
  }
  const std::vector<double> p = largest_loss(shares, *in.draws);
  std::vector<estimate> loss_rows;
  for (std::size_t j = 0; j < counts.size(); ++j) {
    people_within lost = counts[j];
    lost.w_yes = (j == 0 ? lost.w : counts[j - 1].w_yes) - counts[j].w_yes;
    loss_rows.push_back(share_within(all, f.steps[j].all_up_to, lost, in.level));
    b.row("loss:" + std::to_string(j + 1), f.steps[j].label, "share", loss_rows.back());
    b.number("P(largest_loss:" + std::to_string(j + 1) + ")", f.steps[j].label, "probability", p[j],
             shares[j], "joint simulation", true);
  }
  b.row("violations", b.label(), "share",
        complement(share_within(all, f.in_order, answering(all.sums(), f.in_order, f.last()), in.level)));
  add_roles(in, f, b);

  const auto worst =
      static_cast<std::size_t>(std::max_element(losses.begin(), losses.end()) - losses.begin());
  double second = -1;
  for (std::size_t j = 0; j < losses.size(); ++j) {
    if (j != worst) second = std::max(second, losses[j]);
  }
  // Of two classes of one multinomial: var(a - b) = (a + b - (a - b)^2) / n.
  estimate lead = shares[worst];
  lead.value = losses[worst] - second;
  lead.se = std::sqrt(std::max(0.0, losses[worst] + second - lead.value * lead.value) / lead.n_eff);
  b.number("answers_needed", b.label(), "count", answers_to_settle(lead, 0, in.thresholds.certainty), lead,
           "further answers until the verdict has its probability");
  finding& found = b.result.found;
  found.probability = p[worst];
  const bool settled = p[worst] >= in.thresholds.certainty;
  found.verdict = settled ? f.steps[worst].id : "not settled";
  found.base = std::min(shares.back().n, all.sums().people());
  found.sentence = sentence(
      settled ? "funnel.settled" : "funnel.not settled", in.language,
      {b.label(), percent(shares.back().value, in.language), range(shares.back(), true, in.language) + " %",
       f.steps[worst].label, percent(losses[worst], in.language), chance(p[worst], in.language)});
  return std::move(b.result);
}

}  // namespace

std::vector<finding_result> funnel_findings(const finding_input& in) {
  std::vector<finding_result> out;
  for (const funnel_definition& f : in.asked->findings.funnels) out.push_back(funnel_finding(in, f));
  return out;
}

}  // namespace cxm
