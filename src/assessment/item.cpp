// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <span>
#include <vector>

#include "assessment/cell.hpp"
#include "cxm/estimate/bounded_mean.hpp"
#include "cxm/estimate/share.hpp"

namespace cxm::detail {
namespace {

/// Shares and means of one item's answers. Under weights and designs their errors are the linearised ones
/// where the tally keeps what they need (answer_squares); where it does not, the base is Kish's n_eff at the
/// group's weights, which is exact when weights have nothing to do with the answers (flag approximate).
class answers {
 public:
  answers(const group_estimates& group, std::size_t item, double level)
      : group_(group),
        item_(item),
        level_(level),
        counts_(group.sums().item(item)),
        weighted_(group.weighted() || group.under_design()) {
    const double rows = group.sums().rows();
    const double weight = group.sums().weight();
    if (group.weighted() && weight > 0) {
      design_effect_ = std::max(1.0, rows * group.sums().weight_squared() / (weight * weight));
    }
  }

  [[nodiscard]] const item_counts& counts() const noexcept { return counts_; }
  [[nodiscard]] std::size_t codes() const noexcept { return counts_.code.size(); }
  [[nodiscard]] answer_ratio no_ratio() const {
    const std::vector<double> none(codes() + missing_kinds + 1, 0.0);
    return {none, none};
  }
  /// Of these codes (single answers) or of this one (several choices), of those who answered.
  [[nodiscard]] estimate of_codes(std::span<const std::size_t> chosen, bool several) const {
    answer_ratio form = no_ratio();
    double part = 0;
    for (const std::size_t c : chosen) {
      form.part[c] = 1;
      part += counts_.w_code[c];
    }
    if (several) {
      form.base.back() = 1;
    } else {
      std::fill_n(form.base.begin(), codes(), 1.0);
    }
    return share(form, part, counts_.w_answered, counts_.answered, counts_.w2_answered);
  }
  /// Of those asked, missing in this way.
  [[nodiscard]] estimate of_missing(std::size_t kind) const {
    answer_ratio form = no_ratio();
    form.part[codes() + kind] = 1;
    form.base.back() = 1;
    double whole = counts_.w_answered;
    double n = counts_.answered;
    double squares = counts_.w2_answered;
    for (std::size_t k = 1; k < missing_kinds; ++k) {
      form.base[codes() + k] = 1;
      whole += counts_.w_missing[k];
      n += counts_.missing[k];
      squares += counts_.w2_missing[k];
    }
    return share(form, counts_.w_missing[kind], whole, n, squares);
  }
  /// Mean score of single answers.
  [[nodiscard]] estimate mean(const scale& s) const {
    answer_ratio form = no_ratio();
    double mean = 0;
    for (std::size_t k = 0; k < codes(); ++k) {
      form.part[k] = s.codes[k].score_or_code();
      form.base[k] = 1;
      mean += counts_.w_code[k] * form.part[k];
    }
    mean /= counts_.w_answered;
    double spread = 0;
    for (std::size_t k = 0; k < codes(); ++k) {
      spread += counts_.w_code[k] * (form.part[k] - mean) * (form.part[k] - mean);
    }
    spread /= counts_.w_answered;
    const double n = counts_.answered;
    if (weighted_) {
      const answer_error error = group_.error_of(item_, form, mean);
      if (!std::isnan(error.variance)) {
        const double base = error.variance > 0
                                ? spread / error.variance * (group_.under_design() ? 1 : n / (n - 1))
                                : n / design_effect_;
        return bounded_interval(mean, error.variance, error.df, n, base, level_,
                                group_.under_design() ? "bounded score, design" : "bounded score, linearised",
                                s.lowest_score(), s.highest_score());
      }
    }
    const double base = n / design_effect_;
    const double variance = n > 1 ? spread / base * n / (n - 1) : NAN;
    estimate e = bounded_interval(mean, variance, n - 1, n, base, level_,
                                  weighted_ ? "bounded score, Kish n" : "bounded score", s.lowest_score(),
                                  s.highest_score());
    if (weighted_) e.set(estimate_flag::approximate);
    return e;
  }

 private:
  [[nodiscard]] estimate share(const answer_ratio& form, double part, double whole, double n,
                               double squares) const {
    share_options options;
    options.level = level_;
    if (!(whole > 0) || !(n > 0)) return undefined_estimate("Wilson", n, level_);
    const double p = std::clamp(part / whole, 0.0, 1.0);
    if (weighted_) {
      const answer_error error = group_.error_of(item_, form, part / whole);
      if (!std::isnan(error.variance)) {
        const double kish = squares > 0 ? whole * whole / squares : n / design_effect_;
        estimate e = weighted_share(p, n, kish, error, group_.under_design(), level_);
        if (group_.lonely()) e.set(estimate_flag::lonely_psu);
        return e;
      }
    }
    estimate e = share_interval(p, n / design_effect_, options);
    e.n = n;
    e.method = weighted_ ? "Wilson, Kish n" : "Wilson";
    if (weighted_) e.set(estimate_flag::approximate);
    return e;
  }

  const group_estimates& group_;
  std::size_t item_;
  double level_;
  item_counts counts_;
  bool weighted_;
  double design_effect_ = 1;  // sum of w^2 rows / (sum of w)^2; 1 without weights
};

}  // namespace

item_result evaluate_item(const wave_context& context, const group_estimates& group, std::size_t position) {
  const cxm::instrument& asked = context.asked();
  const item& question = asked.items[position];
  const scale* s = asked.find_scale(question.scale);
  const answers all(group, position, context.options->level);
  const item_counts& c = all.counts();
  item_result out;
  out.asked = c.answered;
  for (std::size_t k = 1; k < missing_kinds; ++k) out.asked += c.missing[k];
  if (!(out.asked > 0) || s == nullptr) return out;

  for (std::size_t k = 0; k < all.codes(); ++k) {
    out.codes.push_back(all.of_codes(std::span<const std::size_t>(&k, 1), question.multiple));
  }
  for (std::size_t k = 1; k < missing_kinds; ++k) out.missing[k] = all.of_missing(k);

  if (s->kind == scale_kind::choice) return out;
  if (s->kind != scale_kind::number) {
    const auto box = [&](const std::vector<std::int32_t>& codes) {
      std::vector<std::size_t> chosen;
      for (const std::int32_t code : codes) {
        if (const int at = s->position(code); at >= 0) chosen.push_back(static_cast<std::size_t>(at));
      }
      return all.of_codes(chosen, false);
    };
    out.boxes = true;
    out.top = box(s->top);
    out.bottom = box(s->bottom);
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
    out.mean = all.mean(*s);
  }
  return out;
}

}  // namespace cxm::detail
