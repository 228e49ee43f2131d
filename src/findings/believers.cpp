// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>
#include <limits>
#include <utility>

#include "cxm/estimate/isolation.hpp"
#include "cxm/estimate/ordered_trend.hpp"
#include "cxm/estimate/shrinkage.hpp"
#include "cxm/findings/unit_findings.hpp"
#include "cxm/stats/distributions.hpp"
#include "findings/unit_parts.hpp"

namespace cxm {
namespace {

using namespace detail;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

enum class believer_class : std::int32_t { none, isolated, shared };
constexpr std::array<const char*, 3> class_names{"none", "isolated", "shared"};

struct unit_of_people {
  std::string id;
  estimate share, definition;
  believer_class is = believer_class::none;
  double p_shared = 0;
  double heads = nan;
  estimate shrunk;
  tipping tip;
};

struct people_of_wave {
  const unit_wave* wave = nullptr;
  std::vector<unit_of_people> units;
  std::string hidden;         ///< labels of units that may not be shown
  std::string too_few_heads;  ///< labels of units with more people heard than counted
};

/// P(true share >= cut), Jeffreys' posterior on effective answers.
double probability_at_least(const estimate& e, double cut) {
  if (!e.defined() || !(e.n_eff > 0)) return 0;
  return 1 - stats::beta_cdf(cut, e.value * e.n_eff + 0.5, (1 - e.value) * e.n_eff + 0.5);
}

people_of_wave people_at(const unit_finding_input& in, const unit_wave& wave, const believer_definition& d,
                         const std::string& segment) {
  people_of_wave out;
  out.wave = &wave;
  const auto units = wave.units.find(segment);
  if (units == wave.units.end()) return out;
  for (const std::string& id : units->second) {
    const unit_value v = wave.value({segment, id, {}}, d.believer);
    if (v.hidden) out.hidden += (out.hidden.empty() ? "" : ", ") + id;
    if (!v.shown() || !(v.value.n_eff > 0)) continue;
    unit_of_people u;
    u.id = id;
    u.share = v.value;
    u.p_shared = probability_at_least(v.value, d.shared_at);
    bool shared = v.value.value >= d.shared_at;
    if (!d.definition.empty()) {
      const unit_value held = wave.value({segment, id, {}}, d.definition);
      if (held.shown()) {
        u.definition = held.value;
        shared = shared || held.value.value >= d.shared_at;
        // Not independent of the believers: the larger of the two is a lower bound of either.
        u.p_shared = std::max(u.p_shared, probability_at_least(held.value, d.shared_at));
      }
    }
    u.is = shared              ? believer_class::shared
           : v.value.value > 0 ? believer_class::isolated
                               : believer_class::none;
    // Head counts are those of the newest wave.
    const double heads = in.heads && wave.wave == in.common->wave ? in.heads(segment, id, d.believer) : nan;
    if (heads >= v.value.n) u.heads = heads;
    if (heads < v.value.n) out.too_few_heads += (out.too_few_heads.empty() ? "" : ", ") + id;
    u.tip = tipping_of(u.share.value, u.share.n, u.share.n_eff, u.heads, d.tipping, in.common->level);
    out.units.push_back(std::move(u));
  }
  return out;
}

/// Shares pulled to the mean of the units (normal-normal, REML), variances smoothed over units.
void shrink(std::vector<unit_of_people>& units, double level) {
  std::vector<double> y, n, variance;
  double pooled = 0;
  for (const unit_of_people& u : units) {
    const double p = u.share.value;
    y.push_back(p);
    n.push_back(u.share.n_eff);
    variance.push_back(u.share.n_eff > 1 ? p * (1 - p) * u.share.n_eff / (u.share.n_eff - 1) : nan);
    if (u.share.n_eff > 1) pooled += p * (1 - p);
  }
  if (!(pooled > 0)) return;  // nobody, or everybody, everywhere
  random_effects_options o;
  o.level = level;
  const random_effects_fit fit = fit_random_effects(y, smoothed_variances_of_means(variance, n), o);
  for (std::size_t u = 0; u < units.size(); ++u) {
    estimate e = fit.units[u].value;
    e.n = units[u].share.n;
    e.n_eff = units[u].share.n_eff;
    e.method = "shrunk to the mean of the units, REML";
    if (e.low < 0 || e.high > 1) e.set(estimate_flag::clamped);
    e.value = std::clamp(e.value, 0.0, 1.0);
    e.low = std::clamp(e.low, 0.0, 1.0);
    e.high = std::clamp(e.high, 0.0, 1.0);
    units[u].shrunk = std::move(e);
  }
}

void tell_unseen(unit_builder& b, const unit_finding_input& in, const people_of_wave& people) {
  const std::string& language = in.common->language;
  if (!people.hidden.empty()) b.unseen(sentence("unseen.hidden", language, {people.hidden}));
  const bool unknown = std::any_of(people.units.begin(), people.units.end(),
                                   [](const unit_of_people& u) { return std::isnan(u.heads); });
  if (unknown) b.unseen(sentence("unseen.heads", language));
  if (!people.too_few_heads.empty())
    b.unseen(sentence("unseen.heads_below", language, {people.too_few_heads}));
  b.unseen(sentence("unseen.silent", language));
  if (people.wave->wave != in.common->wave) b.unseen(sentence("unseen.wave", language, {people.wave->wave}));
}

finding_result typology(const unit_finding_input& in, const believer_definition& d,
                        const std::string& segment, const people_of_wave& people) {
  unit_builder b(in, "believers", d.id, d.label);
  finding& f = b.result.found;
  f.wave = people.wave->wave;
  const std::string& language = in.common->language;
  const unit_value whole = people.wave->value({segment, {}, {}}, d.believer);
  std::array<double, 3> counts{};
  std::vector<double> p_shared, p_isolated, p_none;
  double tipped = 0;
  double base = 0;
  if (whole.shown()) b.whole_row("share", "share", whole.value);
  for (const unit_of_people& u : people.units) {
    const auto is = static_cast<std::size_t>(u.is);
    counts[is] += 1;
    p_shared.push_back(u.p_shared);
    p_isolated.push_back(u.share.value > 0 ? 1 - u.p_shared : 0);
    p_none.push_back(u.share.value > 0 ? 0 : 1 - u.p_shared);
    tipped += u.tip.p_reached;
    base += u.share.n;
    b.unit_row(segment, u.id, "share", "share", u.share);
    if (!u.shrunk.method.empty()) b.unit_row(segment, u.id, "shrunk", "share", u.shrunk);
    if (!u.definition.method.empty()) b.unit_row(segment, u.id, "definition", "share", u.definition);
    b.unit_number(segment, u.id, std::string("class:") + class_names[is], "level", static_cast<double>(is),
                  u.share, "typology");
    b.unit_number(segment, u.id, "P(shared)", "probability", u.p_shared, u.share, "Jeffreys");
    b.unit_row(segment, u.id, "friends", "count", u.tip.friends);
    b.unit_number(segment, u.id, "P(tipped)", "probability", u.tip.p_reached, u.share,
                  u.tip.believers.method);
  }
  estimate like;
  like.n = like.n_eff = static_cast<double>(people.units.size());
  like.level = in.common->level;
  for (std::size_t c = 0; c < 3; ++c)
    b.whole_number(std::string("units:") + class_names[c], "count", counts[c], like, "typology");
  b.whole_number("units:tipped", "count", tipped, like, "sum of probabilities");
  const std::size_t most = people.units.size() / 2 + 1;
  const std::array<double, 3> majority{probability_of_count(p_none, most),
                                       probability_of_count(p_isolated, most),
                                       probability_of_count(p_shared, most)};
  const auto best =
      static_cast<std::size_t>(std::max_element(majority.begin(), majority.end()) - majority.begin());
  for (std::size_t c = 0; c < 3; ++c)
    b.whole_number(std::string("P(most:") + class_names[c] + ")", "probability", majority[c], like,
                   "Poisson-binomial");
  f.verdict = majority[best] >= in.common->thresholds.certainty ? class_names[best] : "not settled";
  f.probability = majority[best];
  f.base = base;
  const auto count = [&](double x) { return number(x, 0, language); };
  f.sentence = sentence("believers." + f.verdict, language,
                        {b.label(), count(like.n), count(counts[2]), count(counts[1]), count(counts[0]),
                         whole.shown() ? percent(whole.value.value, language) : "–",
                         count(std::round(tipped)), percent(d.tipping, language)});
  tell_unseen(b, in, people);
  return std::move(b.result);
}

finding_result exposure(const unit_finding_input& in, const believer_definition& d,
                        const people_of_wave& people) {
  unit_builder b(in, "isolation", d.id, d.label);
  finding& f = b.result.found;
  f.wave = people.wave->wave;
  const std::string& language = in.common->language;
  std::vector<double> share, n, weight;
  std::vector<std::uint32_t> believers, heard;
  const bool heads = std::all_of(people.units.begin(), people.units.end(),
                                 [](const unit_of_people& u) { return !std::isnan(u.heads); });
  bool weighted = false;
  for (const unit_of_people& u : people.units) {
    share.push_back(u.share.value);
    n.push_back(u.share.n_eff);
    weight.push_back(heads ? u.heads : u.share.n);
    const double whole = std::max(1.0, std::round(u.share.n_eff));
    heard.push_back(static_cast<std::uint32_t>(whole));
    believers.push_back(static_cast<std::uint32_t>(std::round(whole * u.share.value)));
    weighted = weighted || std::fabs(u.share.n_eff - u.share.n) > 1e-6 * u.share.n;
    f.base += u.share.n;
  }
  const isolation i = isolation_of(share, n, weight, in.common->level);
  if (!i.index.defined()) {
    finding_result silent = b.silent_because("unseen.believers");
    return silent;
  }
  const isolation_test test = permute_isolation(believers, heard, in.seed, in.permutations);
  b.whole_number("exposure", "share", i.exposure, i.index, "mean over believers of believing colleagues");
  b.whole_number("chance", "share", i.chance, i.index, "(B - 1) / (N - 1)");
  b.whole_row("isolation", "score", i.index);
  b.whole_number("p_pockets", "probability", test.p_pockets, i.index, test.method, weighted);
  b.whole_number("p_scattered", "probability", test.p_scattered, i.index, test.method, weighted);
  const double margin = in.common->thresholds.isolation;
  const double above = probability_above(i.index, margin);
  const double below = 1 - probability_above(i.index, -margin);
  const double between = 1 - above - below;
  b.whole_number("P(pockets)", "probability", above, i.index, i.index.method);
  b.whole_number("P(scattered)", "probability", below, i.index, i.index.method);
  const double certain = in.common->thresholds.certainty;
  f.verdict = above >= certain     ? "pockets"
              : below >= certain   ? "scattered"
              : between >= certain ? "as by chance"
                                   : "not settled";
  f.probability = std::max({above, below, between});
  f.statistic = i.exposure;
  f.p_value = test.p;
  f.test = "permutation, " + test.method;
  f.sentence = sentence("isolation." + f.verdict, language,
                        {b.label(), percent(i.exposure, language), percent(i.chance, language),
                         number(i.index.value, 2, language), number(i.index.low, 2, language),
                         number(i.index.high, 2, language)});
  tell_unseen(b, in, people);
  if (weighted) b.unseen(sentence("unseen.effective", language));
  return std::move(b.result);
}

/// Units with a value on the outcome.
struct outcome_units {
  std::vector<double> y, size;
  std::vector<std::int32_t> group, stratum;
  std::vector<estimate> value;
};

outcome_units outcome_at(const people_of_wave& people, const std::string& segment, const std::string& outcome,
                         std::string& hidden) {
  outcome_units out;
  for (const unit_of_people& u : people.units) {
    const unit_value v = people.wave->value({segment, u.id, {}}, outcome);
    if (v.hidden) hidden += (hidden.empty() ? "" : ", ") + u.id;
    if (!v.shown()) continue;
    out.y.push_back(v.value.value);
    out.value.push_back(v.value);
    out.size.push_back(std::isnan(u.heads) ? u.share.n : u.heads);
    out.group.push_back(static_cast<std::int32_t>(u.is));
  }
  // Large and small units answer differently and have believers differently: compare like with like.
  out.stratum.assign(out.y.size(), 0);
  if (out.y.size() >= 12) {
    std::vector<double> sorted = out.size;
    std::sort(sorted.begin(), sorted.end());
    const double middle = sorted[sorted.size() / 2];
    for (std::size_t u = 0; u < out.y.size(); ++u) out.stratum[u] = out.size[u] >= middle ? 1 : 0;
  }
  return out;
}

/// Cochran & Armitage on counts made fit for clusters.
ordered_trend share_trend(const outcome_units& units) {
  std::vector<double> x, n;
  for (std::int32_t h = 0; h <= 1; ++h) {
    if (std::find(units.stratum.begin(), units.stratum.end(), h) == units.stratum.end()) continue;
    for (std::int32_t c = 0; c < 3; ++c) {
      std::vector<double> xs, ns;
      for (std::size_t u = 0; u < units.y.size(); ++u) {
        if (units.group[u] != c || units.stratum[u] != h || !(units.value[u].n_eff > 0)) continue;
        ns.push_back(units.value[u].n_eff);
        xs.push_back(std::clamp(units.y[u], 0.0, 1.0) * units.value[u].n_eff);
      }
      const effective_counts e = rao_scott_counts(xs, ns);
      x.push_back(std::min(e.x, e.n));
      n.push_back(e.n);
    }
  }
  return cochran_armitage(x, n, 3, 0);
}

finding_result outcome_finding(const unit_finding_input& in, const believer_definition& d,
                               const std::string& segment, const people_of_wave& people,
                               const std::string& outcome) {
  const finding_input& common = *in.common;
  const std::string& language = common.language;
  cxm::text label;
  label.by_language[""] =
      (d.label.in(language).empty() ? d.id : d.label.in(language)) + ", " + measure_label(common, outcome);
  unit_builder b(in, "believer_outcome", d.id + ":" + outcome, label);
  finding& f = b.result.found;
  f.wave = people.wave->wave;
  std::string hidden;
  const outcome_units units = outcome_at(people, segment, outcome, hidden);
  if (!hidden.empty()) b.unseen(sentence("unseen.hidden", language, {hidden}));
  const std::string unit = measure_unit(common, outcome);
  const bool share = unit == "share";
  std::array<double, 3> size{}, sum{};
  for (std::size_t u = 0; u < units.y.size(); ++u) {
    size[static_cast<std::size_t>(units.group[u])] += 1;
    sum[static_cast<std::size_t>(units.group[u])] += units.y[u];
    f.base += units.value[u].n;
  }
  const auto classes = std::count_if(size.begin(), size.end(), [](double n) { return n > 0; });
  if (classes < 2 || units.y.size() < least_compared_units) return b.silent_because("unseen.classes");
  for (std::size_t c = 0; c < 3; ++c) {
    estimate like;
    like.n = like.n_eff = size[c];
    like.level = common.level;
    if (size[c] > 0)
      b.whole_number(std::string("class:") + class_names[c], unit, sum[c] / size[c], like, "mean of units");
  }
  const ordered_trend trend = jonckheere_terpstra(units.y, units.group, units.stratum);
  f.statistic = trend.statistic;
  f.p_value = trend.p;
  f.test = "Jonckheere-Terpstra, " + trend.method;
  estimate like;
  like.n = like.n_eff = static_cast<double>(units.y.size());
  like.level = common.level;
  b.whole_number("p_trend", "probability", trend.p, like, f.test);
  if (share)
    b.whole_number("p_trend_shares", "probability", share_trend(units).p, like,
                   "Cochran-Armitage, Rao-Scott counts");
  const estimate difference = class_difference(units.y, units.group, units.stratum,
                                               static_cast<std::int32_t>(believer_class::isolated),
                                               static_cast<std::int32_t>(believer_class::none), common.level);
  if (difference.defined()) b.whole_row("isolated-none", unit, difference);
  const estimate step =
      class_difference(units.y, units.group, units.stratum, static_cast<std::int32_t>(believer_class::shared),
                       static_cast<std::int32_t>(believer_class::isolated), common.level);
  if (step.defined()) b.whole_row("shared-isolated", unit, step);
  const double p = probability_above(difference, 0);
  if (!difference.defined() || std::isnan(p)) {
    f.verdict = "not settled";
    b.unseen(sentence("unseen.none_units", language));
    f.sentence = sentence("believer_outcome.trend", language,
                          {b.label(), number(size[2], 0, language), number(size[1], 0, language),
                           number(size[0], 0, language), number(trend.p, 3, language)});
    return std::move(b.result);
  }
  f.probability = std::max(p, 1 - p);
  f.verdict = p >= in.common->thresholds.certainty       ? "seed"
              : 1 - p >= in.common->thresholds.certainty ? "no seed"
                                                         : "not settled";
  f.sentence = sentence("believer_outcome." + f.verdict, language,
                        {b.label(), number(size[1], 0, language), number(size[0], 0, language),
                         points(difference.value, share, language), range(difference, share, language)});
  b.unseen(sentence("unseen.observational", language));
  return std::move(b.result);
}

}  // namespace

std::vector<finding_result> believer_findings(const unit_finding_input& in) {
  std::vector<finding_result> out;
  for (const believer_definition& d : in.common->asked->findings.believers) {
    const std::string segment = unit_segment(in, d.unit);
    people_of_wave people;
    for (std::size_t w = in.waves.size(); w-- > 0;) {
      people_of_wave here = people_at(in, in.waves[w], d, segment);
      const bool enough = here.units.size() >= least_compared_units;
      if (enough || people.wave == nullptr) people = std::move(here);
      if (enough) break;
    }
    if (people.wave == nullptr || people.units.size() < least_compared_units) {
      out.push_back(unit_builder(in, "believers", d.id, d.label).silent_because("unseen.units"));
      continue;
    }
    shrink(people.units, in.common->level);
    out.push_back(typology(in, d, segment, people));
    out.push_back(exposure(in, d, people));
    for (const std::string& outcome : d.outcomes)
      out.push_back(outcome_finding(in, d, segment, people, outcome));
  }
  return out;
}

std::vector<finding_result> unit_findings(const unit_finding_input& in) {
  std::vector<finding_result> out = believer_findings(in);
  for (auto* more : {&unit_outcome_findings, &dilution_findings, &pyramid_findings}) {
    std::vector<finding_result> found = more(in);
    std::move(found.begin(), found.end(), std::back_inserter(out));
  }
  return out;
}

}  // namespace cxm
