// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>
#include <vector>

#include "cxm/estimate/difference.hpp"
#include "cxm/findings/findings.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"
#include "findings/parts.hpp"

namespace cxm {
namespace {

using namespace detail;

/// One result in one wave.
struct reading {
  estimate value;
  double answer_variance = 0;  // of one answer, as weights and design leave it: se^2 n
  bool shown = false;
};

reading read(const finding_input& in, const std::string& id) {
  reading out;
  const group_estimates& g = in.groups[0].estimates;
  if (const int j = measure_at(in, id); j >= 0) {
    const auto at = static_cast<std::size_t>(j);
    if (!usable(in, 0, at)) return out;
    out.value = measure_estimate(g, at, in.level);
    out.answer_variance = g.variance(at) * g.n(at);
    out.shown = true;
    return out;
  }
  const int i = in.indices->position(id);
  if (i < 0) return out;
  const auto at = static_cast<std::size_t>(i);
  for (const std::size_t leaf : in.indices->measures(at)) {
    if (!usable(in, 0, leaf)) return out;
  }
  out.value = index_estimate(g, *in.indices, at, *in.draws, in.level);
  out.answer_variance = out.value.se * out.value.se * out.value.n;
  out.shown = true;
  return out;
}

/// Changes within it do not matter, by the result's unit.
double margin_of(const finding_input& in, const watched_change& w, std::string& unit) {
  const finding_thresholds& t = in.thresholds;
  const int j = measure_at(in, w.of);
  unit = j < 0 ? "points" : unit_name(in, static_cast<std::size_t>(j));
  if (w.margin > 0) return w.margin;
  if (unit == "share") return t.change_share;
  if (unit == "nps") return t.change_nps;
  if (unit == "points") return t.change_points;
  const planned_measure& m = in.groups[0].estimates.plan(static_cast<std::size_t>(j));
  return t.change_points / 100 * (m.high_score - m.low_score);
}

/// Ends of the result's scale.
std::pair<double, double> ends_of(const finding_input& in, const std::string& id) {
  if (const int j = measure_at(in, id); j >= 0) {
    const planned_measure& m = in.groups[0].estimates.plan(static_cast<std::size_t>(j));
    return {m.low_score, m.high_score};
  }
  const auto i = static_cast<std::size_t>(in.indices->position(id));
  return {in.indices->lowest(i), in.indices->highest(i)};
}

finding_result change_finding(const finding_input& in, const watched_change& declared) {
  finding_builder b(in, "change", declared.id,
                    declared.label.empty() ? text(result_label(in, declared.of)) : declared.label);
  if (in.before == nullptr) return b.silent(sentence("unseen.one_wave", in.language));
  const reading now = read(in, declared.of);
  const reading before = read(*in.before, declared.of);
  if (!now.shown || !before.shown || !now.value.defined() || !before.value.defined()) {
    return b.silent(sentence("unseen.change", in.language, {in.before->wave}));
  }
  std::string unit;
  const double margin = margin_of(in, declared, unit);
  const bool share = unit == "share";
  const auto [lowest, highest] = ends_of(in, declared.of);
  const tested_difference compared = difference_between(now.value, before.value, share, lowest, highest);
  estimate change = compared.difference;
  if (in.differs && in.differs(declared.of)) {
    change.set(estimate_flag::version_differs);
    b.unseen(sentence("unseen.versions", in.language));
  }
  b.row("before", b.label(), unit, before.value);
  b.row("now", b.label(), unit, now.value);
  b.row("change", b.label(), unit, change);
  finding& f = b.result.found;
  f.base = std::min(now.value.n, before.value.n);
  if (std::isnan(compared.p) || change.low == change.high) {
    return b.silent(sentence("unseen.no_error", in.language));
  }
  const double up = probability_above(change, 0);
  const double same_sign = change.value >= 0 ? up : 1 - up;
  const double above = probability_above(change, margin);
  const double below = 1 - probability_above(change, -margin);
  const double infinity = std::numeric_limits<double>::infinity();
  const double critical = stats::critical_value(in.level, infinity);
  const double with_power = critical + stats::normal_quantile(.8);
  const double per_answer = (now.answer_variance + before.answer_variance) / (change.value * change.value);
  const auto answers = [&](double z) {
    return change.value != 0 ? std::ceil(z * z * per_answer) : std::nan("");
  };
  b.number("P(same_sign)", b.label(), "probability", same_sign, change,
           "that the true change has the sign seen, sampling distribution");
  b.number("P(within_margin)", b.label(), "probability", std::max(0.0, 1 - above - below), change,
           "that the true change is smaller than the margin, sampling distribution");
  b.number("margin", b.label(), unit, margin, change, "changes within it do not matter");
  b.number("detectable", b.label(), unit, detectable_difference(change), change,
           "smallest change found with power .8");
  b.number("answers_to_show", b.label(), "count", answers(critical), change,
           "per wave, until a change of this size is just significant");
  b.number("answers_for_power", b.label(), "count", answers(with_power), change,
           "per wave, to find a true change of this size with power .8");
  f.p_value = compared.p;
  f.test = compared.test;
  f.statistic = change.se > 0 ? change.value / change.se : std::nan("");
  const double alpha = 1 - in.level;
  const bool real = f.p_value < alpha;
  const bool equivalent = std::max(above, below) < alpha;  // two one-sided tests
  f.verdict = real ? (change.value > 0 ? "risen" : "fallen") : equivalent ? "no change" : "not settled";
  f.probability = f.verdict == "no change" ? std::max(0.0, 1 - above - below) : same_sign;
  // "About 29,000": two digits say what such a number can say.
  const auto whole = [&](double x) {
    if (!(x > 0)) return std::string("–");
    if (x >= 1e6) return sentence("change.millions", in.language);
    const double unit = stats::pow(10.0, std::max(0.0, std::floor(stats::log10(x)) - 1));
    return grouped(std::round(x / unit) * unit, in.language);
  };
  f.sentence =
      sentence("change." + f.verdict, in.language,
               {b.label(), amount(before.value.value, share, in.language), in.before->wave,
                amount(now.value.value, share, in.language), points(change.value, share, in.language),
                range(change, share, in.language), chance(same_sign, in.language), whole(answers(critical)),
                whole(answers(with_power)), points(margin, share, in.language)});
  return std::move(b.result);
}

/// Without a declaration: every NPS and every index.
std::vector<watched_change> watched(const finding_input& in) {
  if (!in.asked->findings.changes.empty()) return in.asked->findings.changes;
  std::vector<watched_change> out;
  for (const measure& m : in.asked->measures) {
    if (m.kind == measure_kind::nps) out.push_back({m.id, m.label, m.id, 0});
  }
  for (const index_definition& i : in.asked->indices) out.push_back({i.id, i.label, i.id, 0});
  return out;
}

}  // namespace

std::vector<finding_result> change_findings(const finding_input& in) {
  std::vector<finding_result> out;
  for (const watched_change& w : watched(in)) out.push_back(change_finding(in, w));
  return out;
}

}  // namespace cxm
