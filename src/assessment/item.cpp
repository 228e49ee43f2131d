// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>

#include "assessment/cell.hpp"
#include "cxm/estimate/bounded_mean.hpp"
#include "cxm/estimate/share.hpp"

namespace cxm::detail {
namespace {

/// Shares of one item. Under weights the tally keeps no squared weights per code, so the base is Kish's
/// n_eff at the group's weights; exact when weights have nothing to do with the answers (flag approximate).
struct share_maker {
  double level = 0.95;
  double design_effect = 1;  // sum of w^2 rows / (sum of w)^2; 1 without weights
  bool weighted = false;

  [[nodiscard]] estimate operator()(double part, double whole, double n) const {
    share_options options;
    options.level = level;
    if (!(whole > 0) || !(n > 0)) return undefined_estimate("Wilson", n, level);
    estimate e = share_interval(std::clamp(part / whole, 0.0, 1.0), n / design_effect, options);
    e.n = n;
    e.method = weighted ? "Wilson, Kish n" : "Wilson";
    if (weighted) e.set(estimate_flag::approximate);
    return e;
  }
};

}  // namespace

item_result evaluate_item(const wave_context& context, const group_estimates& group, std::size_t position) {
  const cxm::instrument& asked = context.asked();
  const item& question = asked.items[position];
  const scale* s = asked.find_scale(question.scale);
  const item_counts c = group.sums().item(position);
  item_result out;
  out.asked = c.answered;
  double w_asked = c.w_answered;
  for (std::size_t k = 1; k < missing_kinds; ++k) {
    out.asked += c.missing[k];
    w_asked += c.w_missing[k];
  }
  if (!(out.asked > 0) || s == nullptr) return out;

  share_maker share;
  share.level = context.options->level;
  share.weighted = group.weighted() || group.clustered();
  const double rows = group.sums().rows();
  const double weight = group.sums().weight();
  if (group.weighted() && weight > 0) {
    share.design_effect = std::max(1.0, rows * group.sums().weight_squared() / (weight * weight));
  }
  for (std::size_t k = 0; k < c.code.size(); ++k)
    out.codes.push_back(share(c.w_code[k], c.w_answered, c.answered));
  for (std::size_t k = 1; k < missing_kinds; ++k) out.missing[k] = share(c.w_missing[k], w_asked, out.asked);

  if (s->kind == scale_kind::choice) return out;
  if (s->kind != scale_kind::number) {
    const auto sum_of = [&](const std::vector<std::int32_t>& codes) {
      double sum = 0;
      for (const std::int32_t code : codes) {
        if (const int at = s->position(code); at >= 0) sum += c.w_code[static_cast<std::size_t>(at)];
      }
      return sum;
    };
    out.boxes = true;
    out.top = share(sum_of(s->top), c.w_answered, c.answered);
    out.bottom = share(sum_of(s->bottom), c.w_answered, c.answered);
  }
  if (const int j = context.item_measure[position]; j >= 0) {
    out.has_mean = true;
    const auto measure = static_cast<std::size_t>(j);
    out.mean = s->kind != scale_kind::number && group.weight(measure) > 0
                   ? bounded_mean_estimate(group, measure, context.options->level, s->lowest_score(),
                                           s->highest_score())
                   : measure_estimate(group, measure, context.options->level);
  } else if (s->kind != scale_kind::number) {
    out.has_mean = true;
    double mean = 0;
    for (std::size_t k = 0; k < c.code.size(); ++k) mean += c.w_code[k] * s->codes[k].score_or_code();
    mean /= c.w_answered;
    double squares = 0;
    for (std::size_t k = 0; k < c.code.size(); ++k) {
      const double d = s->codes[k].score_or_code() - mean;
      squares += c.w_code[k] * d * d;
    }
    const double base = c.answered / share.design_effect;
    const double variance =
        c.answered > 1 ? squares / c.w_answered / base * c.answered / (c.answered - 1) : NAN;
    out.mean = bounded_interval(mean, variance, c.answered - 1, c.answered, base, context.options->level,
                                share.weighted ? "bounded score, Kish n" : "bounded score", s->lowest_score(),
                                s->highest_score());
    if (share.weighted) out.mean.set(estimate_flag::approximate);
  }
  return out;
}

}  // namespace cxm::detail
