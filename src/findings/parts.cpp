// SPDX-License-Identifier: Apache-2.0
#include "findings/parts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "cxm/estimate/difference.hpp"
#include "cxm/estimate/share.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"

namespace cxm::detail {
namespace {

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

}  // namespace

finding_builder::finding_builder(const finding_input& in, std::string kind, const std::string& id,
                                 const cxm::text& label)
    : in_(in) {
  label_ = label.in(in.language).empty() ? id : label.in(in.language);
  result.found.id = kind + ":" + id;
  result.found.title = sentence("title." + kind, in.language, {label_});
  result.found.kind = std::move(kind);
  result.found.wave = in.wave;
}

void finding_builder::row(std::string detail, const std::string& label, std::string unit, estimate value,
                          const std::string& role) {
  result_row r;
  r.table = "finding";
  r.id = result.found.id;
  r.detail = std::move(detail);
  r.label = label;
  r.unit = std::move(unit);
  r.key.assign(in_.key_size, "");
  r.key[0] = in_.wave;
  r.key[1] = role;
  r.value = std::move(value);
  result.found.rows.push_back(result.rows.size());
  result.rows.push_back(std::move(r));
}

void finding_builder::number(std::string detail, const std::string& label, std::string unit, double value,
                             const estimate& like, std::string method, bool simulated) {
  estimate e = std::isnan(value) ? undefined_estimate(method, like.n, like.level) : estimate{};
  e.value = value;
  e.level = like.level;
  e.n = like.n;
  e.n_eff = like.n_eff;
  e.method = std::move(method);
  e.set(estimate_flag::no_interval);
  if (simulated) e.set(estimate_flag::approximate);
  row(std::move(detail), label, std::move(unit), std::move(e));
}

void finding_builder::unseen(const std::string& what) {
  std::string& text = result.found.unseen;
  text += (text.empty() ? "" : "; ") + what;
}

finding_result finding_builder::silent(const std::string& why) {
  result.found.verdict = "not shown";
  result.found.sentence = sentence("silent", in_.language, {label_});
  result.found.base = nan;
  unseen(why);
  return std::move(result);
}

int measure_at(const finding_input& in, std::string_view id) {
  if (id.empty()) return -1;
  const auto plan = in.groups.at(0).estimates.plan();
  for (std::size_t j = 0; j < plan.size(); ++j) {
    if (plan[j].id == id) return static_cast<int>(j);
  }
  return -1;
}

int group_at(const finding_input& in, std::string_view role) {
  for (std::size_t g = 0; g < in.groups.size(); ++g) {
    if (in.groups[g].role == role) return static_cast<int>(g);
  }
  return -1;
}

bool is_share(const finding_input& in, std::size_t measure) {
  const measure_kind kind = in.groups[0].estimates.plan(measure).kind;
  return kind == measure_kind::share || kind == measure_kind::joint;
}

bool usable(const finding_input& in, std::size_t group, std::size_t measure) {
  const double people = in.groups[group].estimates.people(measure);
  return people > 0 && people >= in.minimum_base && (!in.shown || in.shown(group, measure));
}

bool pair_usable(const finding_input& in, std::size_t group, std::size_t j, std::size_t k) {
  if (!usable(in, group, j) || !usable(in, group, k)) return false;
  const group_estimates& g = in.groups[group].estimates;
  if (!g.pairs()) return true;
  const double pairs = g.sums().pair(j, k).n;
  return pairs > 0 && pairs >= in.minimum_base && (!in.pair_shown || in.pair_shown(group, j, k));
}

bool cell_usable(const finding_input& in, const finding_cell& cell, std::size_t measure) {
  const double people = cell.estimates.people(measure);
  return people > 0 && people >= in.minimum_base &&
         (cell.measures_shown.empty() || cell.measures_shown[measure] != 0);
}

bool cell_usable(const finding_input& in, const finding_cell& cell, std::size_t j, std::size_t k) {
  if (!cell_usable(in, cell, j) || !cell_usable(in, cell, k)) return false;
  const double pairs = cell.estimates.sums().pair(j, k).n;
  return pairs > 0 && pairs >= in.minimum_base;
}

bool cell_item_usable(const finding_input& in, const finding_cell& cell, std::size_t item) {
  const double answered = cell.estimates.sums().item(item).answered;
  return answered > 0 && answered >= in.minimum_base &&
         (cell.items_shown.empty() || cell.items_shown[item] != 0);
}

bool item_usable(const finding_input& in, std::size_t group, std::size_t item) {
  const double answered = in.groups[group].estimates.sums().item(item).answered;
  return answered > 0 && answered >= in.minimum_base && (!in.item_shown || in.item_shown(group, item));
}

double probability_above(const estimate& e, double threshold) {
  const double below = probability_below(e, threshold);
  // Of a known value: strictly above.
  return e.value == threshold && below == 0 ? 0 : 1 - below;
}

double probability_share_above(const estimate& share, double threshold) {
  if (!share.defined() || !(share.n_eff > 0)) return nan;
  const double x = std::clamp(share.value, 0.0, 1.0) * share.n_eff;
  return 1 - stats::beta_cdf(threshold, x + .5, share.n_eff - x + .5);
}

double answers_to_settle(const estimate& e, double threshold, double certainty) {
  if (!e.defined() || !(e.se >= 0) || e.value == threshold) return nan;
  const double z = stats::normal_quantile(certainty) * e.se / std::fabs(e.value - threshold);
  return std::max(0.0, std::ceil(e.n * (z * z - 1)));
}

people_within answering(const group_sums& sums, std::size_t measure, std::size_t base) {
  const pair_moments m = sums.pair(measure, base);
  people_within p;
  p.n = m.n;
  p.w = m.w;
  p.w2 = m.w2;
  p.w_yes = std::clamp(m.w_dj + m.ref_j * m.w, 0.0, m.w);
  p.w2_yes = std::clamp(m.w2_dj + m.ref_j * m.w2, 0.0, m.w2);
  return p;
}

people_within saying_yes(const group_sums& sums, std::size_t measure, std::size_t base) {
  const pair_moments m = sums.pair(measure, base);
  people_within p;
  p.w = std::clamp(m.w_dk + m.ref_k * m.w, 0.0, m.w);
  p.w2 = std::clamp(m.w2_dk + m.ref_k * m.w2, 0.0, m.w2);
  p.n = m.w > 0 ? m.n * p.w / m.w : 0;
  p.w_yes = std::clamp(m.w_djdk + m.ref_j * m.w_dk + m.ref_k * m.w_dj + m.ref_j * m.ref_k * m.w, 0.0, p.w);
  p.w2_yes =
      std::clamp(m.w2_djdk + m.ref_j * m.w2_dk + m.ref_k * m.w2_dj + m.ref_j * m.ref_k * m.w2, 0.0, p.w2);
  return p;
}

double people_within::share() const noexcept { return w > 0 ? std::clamp(w_yes / w, 0.0, 1.0) : nan; }

estimate share_within(const group_estimates& g, std::size_t measure, const people_within& p, double level) {
  if (!(p.n > 0) || !(p.w > 0)) return undefined_estimate("Wilson", 0, level);
  double worth = p.w2 > 0 ? p.w * p.w / p.w2 : 0;
  if (g.under_design()) worth *= std::min(1.0, g.n_eff(measure) / g.n(measure));
  share_options options;
  options.level = level;
  estimate e = share_interval(p.share(), worth, options);
  e.n = std::round(p.n);
  if (!g.weighted() && !g.under_design()) return e;
  e.method = g.under_design() ? "Wilson, design n" : "Wilson, Kish n";
  e.set(estimate_flag::approximate);
  return e;
}

estimate complement(estimate share) {
  share.value = 1 - share.value;
  const double low = share.low;
  share.low = 1 - share.high;
  share.high = 1 - low;
  return share;
}

std::string result_label(const finding_input& in, std::string_view id) {
  const measure* m = in.asked->find_measure(id);
  const index_definition* i = m == nullptr ? in.asked->find_index(id) : nullptr;
  const std::string label = m != nullptr   ? m->label.in(in.language)
                            : i != nullptr ? i->label.in(in.language)
                                           : "";
  return label.empty() ? std::string(id) : label;
}

std::string role_label(const finding_input& in, std::string_view id) {
  const role* r = in.asked->find_role(id);
  if (r == nullptr || r->label.in(in.language).empty()) return std::string(id);
  return r->label.in(in.language);
}

std::string unit_name(const finding_input& in, std::size_t measure) {
  switch (in.groups[0].estimates.plan(measure).kind) {
    case measure_kind::share:
    case measure_kind::joint:
      return "share";
    case measure_kind::nps:
      return "nps";
    case measure_kind::composite:
      return "points";
    default:
      return "score";
  }
}

namespace {

/// Standard error as the interval's half-width says it: people who all answer alike do not know it exactly.
double interval_error(const estimate& e) {
  const double half = (e.high - e.low) / 2;
  return std::isfinite(half) ? half / stats::critical_value(e.level, e.df) : e.se;
}

}  // namespace

homogeneity test_homogeneity(const std::vector<estimate>& groups, bool shares) {
  homogeneity out;
  out.statistic = out.p = nan;
  double weights = 0;
  double sum = 0;
  double count = 0;
  const auto weight = [&](const estimate& e) { return shares ? e.n_eff : stats::pow(interval_error(e), -2); };
  const auto counts = [&](const estimate& e) {
    return e.defined() && weight(e) > 0 && std::isfinite(weight(e));
  };
  for (const estimate& e : groups) {
    if (!counts(e)) continue;
    const double w = weight(e);
    weights += w;
    sum += w * e.value;
    count += 1;
  }
  out.df = count - 1;
  if (out.df < 1) return out;
  const double centre = sum / weights;
  const double scale = shares ? centre * (1 - centre) : 1;
  out.statistic = 0;
  for (const estimate& e : groups) {
    if (!counts(e)) continue;
    out.statistic += weight(e) * (e.value - centre) * (e.value - centre);
  }
  if (!(scale > 0)) {  // everybody or nobody: no difference to test
    out.statistic = 0;
    out.p = 1;
    return out;
  }
  out.statistic /= scale;
  out.p = stats::chi_squared_upper(out.statistic, out.df);
  return out;
}

}  // namespace cxm::detail
