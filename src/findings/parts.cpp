// SPDX-License-Identifier: Apache-2.0
#include "findings/parts.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "cxm/stats/distributions.hpp"

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

bool item_usable(const finding_input& in, std::size_t group, std::size_t item) {
  const double answered = in.groups[group].estimates.sums().item(item).answered;
  return answered > 0 && answered >= in.minimum_base && (!in.item_shown || in.item_shown(group, item));
}

double probability_above(const estimate& e, double threshold) {
  if (!e.defined() || !(e.se >= 0) || !(e.df > 0)) return nan;
  if (e.se == 0) return e.value > threshold ? 1 : 0;
  return stats::student_t_cdf((e.value - threshold) / e.se, e.df);
}

double answers_to_settle(const estimate& e, double threshold, double certainty) {
  if (!e.defined() || !(e.se >= 0) || e.value == threshold) return nan;
  const double z = stats::normal_quantile(certainty) * e.se / std::fabs(e.value - threshold);
  return std::max(0.0, std::ceil(e.n * (z * z - 1)));
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

homogeneity test_homogeneity(const std::vector<estimate>& groups, bool shares) {
  homogeneity out;
  out.statistic = out.p = nan;
  double weights = 0;
  double sum = 0;
  double count = 0;
  for (const estimate& e : groups) {
    if (!e.defined() || (shares ? !(e.n_eff > 0) : !(e.se > 0))) continue;
    const double w = shares ? e.n_eff : 1 / (e.se * e.se);
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
    if (!e.defined() || (shares ? !(e.n_eff > 0) : !(e.se > 0))) continue;
    const double w = shares ? e.n_eff : 1 / (e.se * e.se);
    out.statistic += w * (e.value - centre) * (e.value - centre);
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
