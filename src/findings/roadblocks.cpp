// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

#include "cxm/estimate/comparison_groups.hpp"
#include "cxm/estimate/joint.hpp"
#include "cxm/estimate/share.hpp"
#include "cxm/findings/findings.hpp"
#include "cxm/stats/distributions.hpp"
#include "findings/parts.hpp"

namespace cxm {
namespace {

using namespace detail;

struct option {
  std::string id, label;
  std::size_t measure = 0;
  estimate share;
};

/// Wilson intervals that hold together: at the level that belongs to the simultaneous critical value.
void widen(std::vector<option>& options, double critical, double level, const std::string& method) {
  share_options at;
  at.level = std::min(2 * stats::normal_cdf(critical) - 1, 1 - 1e-12);
  for (option& o : options) {
    if (!o.share.defined()) continue;
    const estimate wide = share_interval(std::clamp(o.share.value, 0.0, 1.0), o.share.n_eff, at);
    o.share.low = wide.low;
    o.share.high = wide.high;
    o.share.level = level;
    o.share.method = method;
  }
}

std::string option_label(const finding_input& in, const roadblock_question& declared,
                         const std::string& measure_id) {
  const measure* m = in.asked->find_measure(measure_id);
  if (m != nullptr && !m->label.in(in.language).empty()) return m->label.in(in.language);
  const item* i = in.asked->find_item(declared.item);
  const scale* s = i == nullptr ? nullptr : in.asked->find_scale(i->scale);
  if (m != nullptr && s != nullptr && m->codes.codes.size() == 1) {
    const int at = s->position(m->codes.codes[0]);
    if (at >= 0) return s->codes[static_cast<std::size_t>(at)].label.in(in.language);
  }
  return measure_id;
}

/// The base of the shares: everybody asked, or who answers no to the declared measure.
struct option_base {
  int have = -1;
  [[nodiscard]] estimate share(const finding_input& in, std::size_t group, std::size_t option) const {
    const group_estimates& g = in.groups[group].estimates;
    if (have < 0) return measure_estimate(g, option, in.level);
    const auto measure = static_cast<std::size_t>(have);
    if (!pair_usable(in, group, option, measure)) return undefined_estimate("Wilson", 0, in.level);
    const people_within all = answering(g.sums(), option, measure);
    people_within p = saying_yes(g.sums(), option, measure);
    p.w_yes = std::clamp(all.w_yes - p.w_yes, 0.0, all.w);
    p.n = all.n - p.n;
    p.w = all.w - p.w;
    p.w2 = all.w2 - p.w2;
    if (p.n < std::max(1.0, in.minimum_base)) return undefined_estimate("Wilson", 0, in.level);
    return share_within(g, option, p, in.level);
  }
};

/// Covariances of shares on a base of their own: correlations of the answers as among all who were asked,
/// variances of the base.
matrix rescaled(matrix v, const std::vector<option>& options) {
  std::vector<double> scale;
  for (std::size_t a = 0; a < options.size(); ++a)
    scale.push_back(v(a, a) > 0 ? options[a].share.se / std::sqrt(v(a, a)) : 0);
  for (std::size_t a = 0; a < options.size(); ++a) {
    for (std::size_t c = 0; c < options.size(); ++c) v(a, c) *= scale[a] * scale[c];
  }
  return v;
}

/// Differences between roles, option by option, with Benjamini & Hochberg's adjustment over the options.
void add_roles(const finding_input& in, finding_builder& b, const std::vector<option>& options,
               const option_base& base) {
  // When the have-nots of one role are too few to show, no role is shown: they could be taken from the whole.
  for (std::size_t g = 1; base.have >= 0 && g < in.groups.size(); ++g) {
    const group_sums& sums = in.groups[g].estimates.sums();
    const auto have = static_cast<std::size_t>(base.have);
    const std::size_t any = options.front().measure;
    const double people = answering(sums, any, have).n - saying_yes(sums, any, have).n;
    if (people > 0 && people < in.minimum_base) return;
  }
  std::vector<double> p;
  for (const option& o : options) {
    std::vector<estimate> roles;
    for (std::size_t g = 1; g < in.groups.size(); ++g) {
      if (!usable(in, g, o.measure)) continue;
      const estimate share = base.share(in, g, o.measure);
      if (!share.defined()) continue;
      roles.push_back(share);
      b.row("share:" + o.id, o.label, "share", roles.back(), in.groups[g].role);
    }
    p.push_back(test_homogeneity(roles, true).p);
  }
  const std::vector<double> adjusted = adjust_p_values(p, p_adjustment::benjamini_hochberg);
  for (std::size_t o = 0; o < options.size(); ++o) {
    if (std::isnan(adjusted[o])) continue;
    b.number("p_roles:" + options[o].id, options[o].label, "probability", adjusted[o], options[o].share,
             "chi-squared between roles, Benjamini-Hochberg");
  }
}

finding_result joint_finding(const finding_input& in, const roadblock_question& declared) {
  finding_builder b(in, "roadblocks", declared.id, declared.label);
  const group_estimates& all = in.groups[0].estimates;
  std::vector<option> options;
  std::vector<std::size_t> positions;
  std::vector<double> values;
  double df = std::numeric_limits<double>::infinity();
  bool hidden = false;
  option_base base;
  if (!declared.have_nots_of.empty()) {
    base.have = measure_at(in, declared.have_nots_of);
    if (base.have < 0 || !all.pairs()) return b.silent(sentence("unseen.pairs", in.language));
    b.unseen(sentence("unseen.have_nots", in.language, {result_label(in, declared.have_nots_of)}));
  }
  for (const std::string& id : declared.measures) {
    const int at = measure_at(in, id);
    if (at < 0 || !(all.n(static_cast<std::size_t>(at)) > 0)) continue;
    const auto j = static_cast<std::size_t>(at);
    if (!usable(in, 0, j)) {
      hidden = true;
      continue;
    }
    const estimate share = base.share(in, 0, j);
    if (!share.defined()) {
      hidden = true;
      continue;
    }
    options.push_back({id, option_label(in, declared, id), j, share});
    positions.push_back(j);
    values.push_back(share.value);
    df = std::min(df, all.df(j));
  }
  if (options.empty()) {
    return b.silent(hidden ? sentence("unseen.hidden", in.language, {b.label()})
                           : sentence("unseen.nobody", in.language));
  }
  matrix v = all.covariances(positions);
  if (base.have >= 0) v = rescaled(std::move(v), options);
  const bool known =
      df > 0 && std::none_of(v.values.begin(), v.values.end(), [](double x) { return std::isnan(x); });
  std::vector<joint_rank> ranks(options.size());
  if (known) {
    widen(options, simultaneous_critical_value(v, df, *in.draws, in.level), in.level, "Wilson, simultaneous");
    ranks = joint_ranks(values, v, df, *in.draws, in.level);
  }
  if (!known) b.unseen(sentence("unseen.margin", in.language));
  for (std::size_t o = 0; o < options.size(); ++o) {
    b.row("share:" + options[o].id, options[o].label, "share", options[o].share);
  }
  for (std::size_t o = 0; known && o < options.size(); ++o) {
    estimate rank = options[o].share;
    rank.se = std::nan("");
    rank.value = ranks[o].rank;
    rank.low = std::min(ranks[o].low, ranks[o].rank);
    rank.high = std::max(ranks[o].high, ranks[o].rank);
    rank.method = "simultaneous rank set";
    rank.flags = bit(estimate_flag::approximate);
    b.row("rank:" + options[o].id, options[o].label, "rank", rank);
    b.number("P(top:" + options[o].id + ")", options[o].label, "probability", ranks[o].p_first,
             options[o].share, "joint simulation", true);
  }
  add_roles(in, b, options, base);

  const auto top = static_cast<std::size_t>(std::max_element(values.begin(), values.end()) - values.begin());
  finding& f = b.result.found;
  f.base = std::min(options[top].share.n, all.sums().people());
  f.probability = known ? ranks[top].p_first : std::nan("");
  const bool settled = known && f.probability >= in.thresholds.certainty;
  f.verdict = settled ? options[top].id : "not settled";
  f.sentence = sentence(settled ? "roadblocks.settled" : "roadblocks.not settled", in.language,
                        {options[top].label, percent(options[top].share.value, in.language),
                         range(options[top].share, true, in.language) + " %",
                         known ? chance(f.probability, in.language) : "–"});
  return std::move(b.result);
}

/// From the item's counts alone: shares of each option among those who answered, Bonferroni intervals.
finding_result margin_finding(const finding_input& in, const roadblock_question& declared) {
  finding_builder b(in, "roadblocks", declared.id, declared.label);
  const int at = in.asked->item_position(declared.item);
  const item* question = in.asked->find_item(declared.item);
  const scale* s = question == nullptr ? nullptr : in.asked->find_scale(question->scale);
  if (at < 0 || s == nullptr) return b.silent(sentence("unseen.nobody", in.language));
  const group_sums& sums = in.groups[0].estimates.sums();
  const item_counts c = sums.item(static_cast<std::size_t>(at));
  if (!(c.answered > 0)) return b.silent(sentence("unseen.nobody", in.language));
  if (!item_usable(in, 0, static_cast<std::size_t>(at)))
    return b.silent(sentence("unseen.hidden", in.language, {b.label()}));
  double design_effect = 1;
  if (in.groups[0].estimates.weighted()) {
    design_effect = std::max(1.0, sums.rows() * sums.weight_squared() / (sums.weight() * sums.weight()));
  }
  std::vector<option> options;
  for (std::size_t k = 0; k < c.code.size() && k < s->codes.size(); ++k) {
    option o;
    o.id = "code:" + std::to_string(s->codes[k].code);
    o.label = s->codes[k].label.in(in.language);
    o.share = share_interval(std::clamp(c.w_code[k] / c.w_answered, 0.0, 1.0), c.answered / design_effect);
    o.share.n = c.answered;
    options.push_back(std::move(o));
  }
  const double each = 1 - (1 - in.level) / static_cast<double>(std::max<std::size_t>(options.size(), 1));
  // One choice each: Goodman's (1965) simultaneous intervals of a multinomial, which are these.
  widen(options, stats::critical_value(each, std::numeric_limits<double>::infinity()), in.level,
        question->multiple ? "Wilson, Bonferroni" : "Goodman");
  for (const option& o : options) b.row("share:" + o.id, o.label, "share", o.share);
  const auto top = std::max_element(options.begin(), options.end(), [](const option& x, const option& y) {
    return x.share.value < y.share.value;
  });
  finding& f = b.result.found;
  f.base = std::min(c.answered, sums.people());
  f.verdict = "not settled";
  f.sentence = sentence(
      "roadblocks.not settled", in.language,
      {top->label, percent(top->share.value, in.language), range(top->share, true, in.language) + " %", "–"});
  b.unseen(sentence("unseen.margin", in.language));
  return std::move(b.result);
}

}  // namespace

std::vector<finding_result> roadblock_findings(const finding_input& in) {
  std::vector<finding_result> out;
  for (const roadblock_question& declared : in.asked->findings.roadblocks) {
    out.push_back(declared.measures.empty() ? margin_finding(in, declared) : joint_finding(in, declared));
  }
  return out;
}

}  // namespace cxm
