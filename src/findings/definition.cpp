// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "cxm/estimate/share.hpp"
#include "cxm/findings/findings.hpp"
#include "cxm/stats/elementary.hpp"
#include "findings/parts.hpp"

namespace cxm {
namespace {

using namespace detail;

double total(const std::vector<double>& counts) {
  double sum = 0;
  for (const double c : counts) sum += c;
  return sum;
}

/// Pairs of different people who gave the same answer, and all pairs.
struct pairs {
  double same = 0, all = 0;
};
pairs pairs_of(const std::vector<double>& counts) {
  const double n = total(counts);
  pairs p;
  for (const double c : counts) p.same += c * (c - 1);
  p.all = n * (n - 1);
  return p;
}

/// P(two people drawn at random give the same answer), sum p^2 without the bias of drawing somebody twice.
/// Its variance by the delta method: 4 (sum p^3 - (sum p^2)^2) / n.
estimate agreement_of(const std::vector<double>& counts, double level) {
  const double n = total(counts);
  const pairs p = pairs_of(counts);
  if (!(p.all > 0)) return undefined_estimate("pairs of people", n, level);
  double squares = 0;
  double cubes = 0;
  for (const double c : counts) {
    squares += c / n * (c / n);
    cubes += c / n * (c / n) * (c / n);
  }
  return t_estimate(p.same / p.all, std::max(0.0, 4 * (cubes - squares * squares) / n),
                    std::numeric_limits<double>::infinity(), n, n, level, "pairs of people, delta method", 0,
                    1);
}

/// Shannon's entropy over that of equal shares: 0 all say the same, 1 every answer as often. Entropy of
/// counts is too low by about (answers given - 1) / (2 n), which is added (Miller 1955).
estimate entropy_of(const std::vector<double>& counts, double level) {
  const double n = total(counts);
  const double most = stats::log(static_cast<double>(counts.size()));
  double entropy = 0;
  double squares = 0;
  double given = 0;
  for (const double c : counts) {
    if (!(c > 0)) continue;
    const double p = c / n;
    entropy -= p * stats::log(p);
    squares += p * stats::log(p) * stats::log(p);
    given += 1;
  }
  const double corrected = std::min(most, entropy + (given - 1) / (2 * n));
  const double variance = std::max(0.0, (squares - entropy * entropy) / n) / (most * most);
  return t_estimate(corrected / most, variance, std::numeric_limits<double>::infinity(), n, n, level,
                    "normalised entropy, Miller, delta method", 0, 1);
}

/// Agreement of pairs within the same unit and of pairs from two units, with the error of taking other units:
/// jackknife over units.
void add_units(const finding_input& in, const std::string& segment, std::size_t item_at, finding_builder& b) {
  std::vector<std::vector<double>> units;
  for (const finding_cell& c : in.cells) {
    if (!c.leaf || !c.role.empty() || c.segment != segment || !cell_item_usable(in, c, item_at)) continue;
    std::vector<double> counts = c.estimates.sums().item(item_at).code;
    if (total(counts) > 0) units.push_back(std::move(counts));
  }
  const std::size_t k = units.size();
  if (k < 3) {
    b.unseen(sentence("unseen.strata", in.language));
    return;
  }
  const auto agreements = [&](std::size_t left_out) {
    std::vector<double> whole(units[0].size(), 0);
    pairs within;
    for (std::size_t u = 0; u < k; ++u) {
      if (u == left_out) continue;
      for (std::size_t c = 0; c < whole.size(); ++c) whole[c] += units[u][c];
      const pairs own = pairs_of(units[u]);
      within.same += own.same;
      within.all += own.all;
    }
    const pairs all = pairs_of(whole);
    return std::pair{within.same / within.all, (all.same - within.same) / (all.all - within.all)};
  };
  const auto [within, between] = agreements(k);
  double v_within = 0;
  double v_between = 0;
  std::vector<std::pair<double, double>> without;
  for (std::size_t u = 0; u < k; ++u) without.push_back(agreements(u));
  double mean_within = 0;
  double mean_between = 0;
  for (const auto& [w, x] : without) {
    mean_within += w / static_cast<double>(k);
    mean_between += x / static_cast<double>(k);
  }
  const double factor = static_cast<double>(k - 1) / static_cast<double>(k);
  for (const auto& [w, x] : without) {
    v_within += factor * (w - mean_within) * (w - mean_within);
    v_between += factor * (x - mean_between) * (x - mean_between);
  }
  double n = 0;
  for (const auto& u : units) n += total(u);
  const double df = static_cast<double>(k - 1);
  const char* method = "pairs of people, jackknife over units";
  b.row("agreement:within", b.label(), "probability",
        t_estimate(within, v_within, df, n, n, in.level, method, 0, 1));
  b.row("agreement:between", b.label(), "probability",
        t_estimate(between, v_between, df, n, n, in.level, method, 0, 1));
}

void add_answers(const finding_input& in, const definition_question& q, finding_builder& b) {
  const int at = in.asked->item_position(q.item);
  const item* asked = in.asked->find_item(q.item);
  const scale* s = asked == nullptr ? nullptr : in.asked->find_scale(asked->scale);
  if (at < 0 || s == nullptr) return;
  const auto position = static_cast<std::size_t>(at);
  const group_sums& sums = in.groups[0].estimates.sums();
  const item_counts c = sums.item(position);
  if (!(c.answered >= 2) || !item_usable(in, 0, position) || !(c.w_answered > 0)) return;
  double worth = c.answered;
  if (in.groups[0].estimates.weighted())
    worth *= std::min(1.0, sums.weight() * sums.weight() / (sums.weight_squared() * sums.rows()));
  std::vector<double> counts = c.w_code;
  for (double& x : counts) x *= worth / c.w_answered;
  const auto modal =
      static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
  share_options options;
  options.level = in.level;
  estimate share = share_interval(std::clamp(counts[modal] / worth, 0.0, 1.0), worth, options);
  share.n = c.answered;
  b.row("modal", s->codes[modal].label.in(in.language), "share", share);
  b.row("entropy", b.label(), "ratio", entropy_of(counts, in.level));
  b.row("agreement", b.label(), "probability", agreement_of(counts, in.level));
  if (!q.segment.empty() && q.segment != "role") add_units(in, q.segment, position, b);
}

finding_result definition_finding(const finding_input& in, const definition_question& q) {
  finding_builder b(in, "definition", q.id, q.label);
  const int at = measure_at(in, q.measure);
  if (at < 0 || !(in.groups[0].estimates.n(static_cast<std::size_t>(at)) > 0)) {
    return b.silent(sentence("unseen.nobody", in.language));
  }
  const auto j = static_cast<std::size_t>(at);
  if (!usable(in, 0, j)) return b.silent(sentence("unseen.hidden", in.language, {b.label()}));
  const group_estimates& all = in.groups[0].estimates;
  const estimate yes = measure_estimate(all, j, in.level);
  b.row("yes", b.label(), "share", yes);
  for (std::size_t g = 1; g < in.groups.size(); ++g) {
    if (!usable(in, g, j)) continue;
    b.row("yes", role_label(in, in.groups[g].role), "share",
          measure_estimate(in.groups[g].estimates, j, in.level), in.groups[g].role);
  }
  add_answers(in, q, b);
  const double threshold = q.threshold > 0 ? q.threshold : in.thresholds.definition;
  const double p = probability_share_above(yes, threshold);
  b.number("P(yes>threshold)", b.label(), "probability", p, yes, "Jeffreys");
  b.number("answers_needed", b.label(), "count", answers_to_settle(yes, threshold, in.thresholds.certainty),
           yes, "further answers until the verdict has its probability");
  finding& f = b.result.found;
  f.verdict = p >= in.thresholds.certainty       ? "shared"
              : 1 - p >= in.thresholds.certainty ? "not shared"
                                                 : "not settled";
  f.probability = std::max(p, 1 - p);
  f.base = std::min(yes.n, all.sums().people());
  f.sentence = sentence("definition." + f.verdict, in.language,
                        {b.label(), percent(yes.value, in.language), range(yes, true, in.language) + " %",
                         percent(threshold, in.language)});
  return std::move(b.result);
}

}  // namespace

std::vector<finding_result> definition_findings(const finding_input& in) {
  std::vector<finding_result> out;
  for (const definition_question& q : in.asked->findings.definitions)
    out.push_back(definition_finding(in, q));
  return out;
}

}  // namespace cxm
