// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <set>
#include <utility>

#include "cxm/estimate/difference.hpp"
#include "cxm/findings/findings.hpp"
#include "findings/parts.hpp"

namespace cxm {
namespace {

using namespace detail;

struct heard {
  std::size_t group;
  std::string role, label;
  estimate value;
  double answer_variance = 0;  // of one answer, population
};

/// Standard deviation of answers within two groups.
double pooled_sd(const heard& a, const heard& b) {
  const double df = a.value.n + b.value.n - 2;
  if (!(df > 0)) return std::nan("");
  return std::sqrt((a.answer_variance * a.value.n + b.answer_variance * b.value.n) / df);
}

finding_result statement_finding(const finding_input& in, const perception_statement& declared) {
  finding_builder b(in, "perception_gap", declared.id, declared.label);
  const int position = measure_at(in, declared.measure);
  if (position < 0) return b.silent(sentence("unseen.nobody", in.language));
  const auto j = static_cast<std::size_t>(position);
  const bool share = is_share(in, j);
  const std::string unit = unit_name(in, j);
  std::vector<heard> groups;
  std::string silent;
  for (const std::string& id : declared.roles) {
    const int g = group_at(in, id);
    const std::string label = role_label(in, id);
    if (g < 0 || !usable(in, static_cast<std::size_t>(g), j)) {
      silent += (silent.empty() ? "" : ", ") + label;
      continue;
    }
    const group_estimates& of = in.groups[static_cast<std::size_t>(g)].estimates;
    groups.push_back(
        {static_cast<std::size_t>(g), id, label, measure_estimate(of, j, in.level), of.spread(j)});
  }
  if (!silent.empty()) b.unseen(sentence("unseen.roles", in.language, {silent}));
  const bool leaders = !groups.empty() && !declared.roles.empty() && groups[0].role == declared.roles[0];
  if (groups.size() < 2) {
    return b.silent(sentence("unseen.hidden", in.language, {b.label()}));
  }
  for (const heard& h : groups) b.row("role:" + h.role, h.label, unit, h.value);

  const double fixed = declared.margin > 0 ? declared.margin
                       : share             ? in.thresholds.perception_share
                                           : in.thresholds.perception_points;
  finding& f = b.result.found;
  for (std::size_t a = 0; a < groups.size(); ++a) {
    for (std::size_t c = a + 1; c < groups.size(); ++c) {
      // Roles share nobody, but under a design sampling units.
      const double covariance =
          in.groups[groups[a].group].estimates.covariance_with(j, in.groups[groups[c].group].estimates, j);
      const estimate d = difference_between(groups[a].value, groups[c].value, share,
                                            in.groups[0].estimates.plan(j).low_score,
                                            in.groups[0].estimates.plan(j).high_score,
                                            std::isnan(covariance) ? 0 : covariance)
                             .difference;
      b.row("gap:" + groups[a].role + "-" + groups[c].role, groups[a].label + " - " + groups[c].label, unit,
            d);
      if (a > 0 || !leaders) continue;
      const double margin =
          declared.margin_sd > 0 ? declared.margin_sd * pooled_sd(groups[a], groups[c]) : fixed;
      b.number("margin:" + groups[c].role, groups[c].label, unit, margin, d,
               declared.margin_sd > 0 ? "pooled standard deviations" : "declared");
      const double over = probability_above(d, margin);
      const double under = 1 - probability_above(d, -margin);
      const double agree = std::max(0.0, 1 - over - under);
      b.number("P(over:" + groups[c].role + ")", groups[c].label, "probability", over, d,
               "sampling distribution");
      b.number("P(in agreement:" + groups[c].role + ")", groups[c].label, "probability", agree, d,
               "sampling distribution");
      b.number("P(under:" + groups[c].role + ")", groups[c].label, "probability", under, d,
               "sampling distribution");
      if (c + 1 < groups.size()) continue;
      // The verdict is about the leaders against the last role heard: those farthest from them.
      const double best = std::max({over, agree, under});
      const char* word = best == over ? "over" : best == under ? "under" : "in agreement";
      f.probability = best;
      f.verdict = best >= in.thresholds.certainty ? word : "not settled";
      f.sentence = sentence("perception_gap." + f.verdict, in.language,
                            {b.label(), groups[0].label, amount(groups[0].value.value, share, in.language),
                             groups[c].label, amount(groups[c].value.value, share, in.language),
                             points(d.value, share, in.language), range(d, share, in.language)});
    }
  }
  std::vector<estimate> values;
  for (const heard& h : groups) {
    values.push_back(h.value);
    f.base += h.value.n;
  }
  const homogeneity test = test_homogeneity(values, share);
  f.statistic = test.statistic;
  f.p_value = test.p;
  f.test = share ? "chi-squared" : "chi-squared, Wald";
  if (!leaders) {
    f.verdict = "not shown";
    f.sentence = sentence("silent", in.language, {b.label()});
  }
  b.unseen(sentence("unseen.leniency", in.language));
  return std::move(b.result);
}

/// Index of leaders alone less the index with equal weight for every inside role: the leaders' with weight
/// 1 - 1/R less the others' with 1/R each.
finding_result inflation_finding(const finding_input& in, const index_definition& declared,
                                 const std::string& leaders) {
  finding_builder b(in, "inflation", declared.id, declared.label);
  const int at = in.indices->position(declared.id);
  std::vector<heard> roles;
  std::string hidden;
  for (const role& r : in.asked->roles) {
    const int g = group_at(in, r.id);
    if (!r.inside || g < 0) continue;
    const auto group = static_cast<std::size_t>(g);
    const auto& leaves = in.indices->measures(static_cast<std::size_t>(at));
    const bool shown =
        std::all_of(leaves.begin(), leaves.end(), [&](std::size_t j) { return usable(in, group, j); });
    const bool asked = std::all_of(leaves.begin(), leaves.end(),
                                   [&](std::size_t j) { return in.groups[group].estimates.n(j) > 0; });
    if (!shown) {
      if (asked) hidden += (hidden.empty() ? "" : ", ") + role_label(in, r.id);
      continue;
    }
    roles.push_back({group, r.id, role_label(in, r.id),
                     index_estimate(in.groups[group].estimates, *in.indices, static_cast<std::size_t>(at),
                                    *in.draws, in.level),
                     0});
  }
  if (!hidden.empty()) b.unseen(sentence("unseen.hidden", in.language, {hidden}));
  const auto first =
      std::find_if(roles.begin(), roles.end(), [&](const heard& h) { return h.role == leaders; });
  if (roles.size() < 2 || first == roles.end()) {
    return b.silent(sentence("unseen.roles", in.language, {role_label(in, leaders)}));
  }
  const auto index = static_cast<std::size_t>(at);
  const auto count = static_cast<double>(roles.size());
  std::vector<estimate> values;
  std::vector<double> evenly, beyond;
  std::vector<std::vector<double>> gradients;
  double n = 0;
  for (const heard& h : roles) {
    values.push_back(h.value);
    evenly.push_back(1 / count);
    beyond.push_back((h.role == leaders ? 1 : 0) - 1 / count);
    gradients.push_back(in.indices->gradient(index, measure_means(in.groups[h.group].estimates)));
    n += h.value.n;
  }
  // Roles share nobody, but under a design sampling units.
  matrix covariances(roles.size(), roles.size());
  const auto& leaves = in.indices->measures(index);
  for (std::size_t r = 0; r < roles.size() && in.groups[0].estimates.under_design(); ++r) {
    for (std::size_t c = 0; c < r; ++c) {
      for (const std::size_t j : leaves) {
        for (const std::size_t k : leaves) {
          covariances(r, c) +=
              gradients[r][j] * gradients[c][k] *
              in.groups[roles[r].group].estimates.covariance_with(j, in.groups[roles[c].group].estimates, k);
        }
      }
      covariances(c, r) = covariances(r, c);
    }
  }
  const estimate all =
      weighted_sum(values, evenly, covariances, "equal weight per inside role, square and add");
  const estimate inflation =
      weighted_sum(values, beyond, covariances, "leaders less equal weight per inside role, square and add");
  b.row("leaders", first->label, "points", first->value);
  b.row("all_roles", b.label(), "points", all);
  b.row("inflation", b.label(), "points", inflation);
  const double p = probability_above(inflation, 0);
  finding& f = b.result.found;
  f.verdict = p >= in.thresholds.certainty       ? "inflated"
              : 1 - p >= in.thresholds.certainty ? "deflated"
                                                 : "not settled";
  f.probability = std::max(p, 1 - p);
  f.p_value = interval_p_value(inflation);
  f.statistic = inflation.se > 0 ? inflation.value / inflation.se : std::nan("");
  f.test = "from the interval";
  f.base = n;
  f.sentence = sentence("inflation." + f.verdict, in.language,
                        {first->label, b.label(), amount(first->value.value, false, in.language),
                         amount(all.value, false, in.language), points(inflation.value, false, in.language),
                         range(inflation, false, in.language)});
  return std::move(b.result);
}

}  // namespace

std::vector<finding_result> perception_findings(const finding_input& in) {
  std::vector<finding_result> out;
  std::string leaders;
  for (const perception_statement& declared : in.asked->findings.perception) {
    if (leaders.empty() && !declared.roles.empty()) leaders = declared.roles[0];
    out.push_back(statement_finding(in, declared));
  }
  if (leaders.empty()) return out;
  // Indices on which levels are read are those that somebody acts on.
  std::set<std::string> wanted;
  for (const level_definition& l : in.asked->levels) wanted.insert(l.index);
  for (const index_definition& declared : in.asked->indices) {
    if (wanted.contains(declared.id)) out.push_back(inflation_finding(in, declared, leaders));
  }
  return out;
}

}  // namespace cxm
