// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <limits>
#include <span>

#include "cxm/base/view.hpp"
#include "cxm/estimate/estimate.hpp"

/// The Net Promoter Score: 100 (p_pro - p_det), answers 9-10 promoters, 7-8 passives, 0-6 detractors.
/// A missing answer is nobody: it counts neither as detractor nor in the base. Only integers 0 to 10 are
/// answers to the question; anything else is refused with its row. Estimates are in points, -100 to 100.
/// Sources: Rocks 2016 (adjusted Wald, score); Tango 1998 (score interval of a difference of two shares of
/// one multinomial); Newcombe 1998, Zou & Donner 2008 (MOVER).
namespace cxm {

/// Numbers of people, or sums of weights.
struct nps_counts {
  double detractors = 0, passives = 0, promoters = 0;

  [[nodiscard]] double n() const noexcept { return detractors + passives + promoters; }
  /// In points; NaN without answers.
  [[nodiscard]] double score() const noexcept;
  /// Of one answer scored -1, 0, 1: p_pro + p_det - (p_pro - p_det)^2, between 0 and 1.
  [[nodiscard]] double variance() const noexcept;
  /// Multinomial correlation of the two shares, -sqrt(p q / ((1-p)(1-q))); 0 when one is 0 or 1.
  [[nodiscard]] double share_correlation() const noexcept;
};

[[nodiscard]] nps_counts count_nps(const column_view& answers);
[[nodiscard]] nps_counts count_nps(const column_view& answers, std::span<const double> weights);

enum class nps_method {
  adjusted_wald,  ///< Wald after adding T/4, T/2, T/4 people; covers well from about 10 answers on
  score,          ///< inverts the score test, variance at the restricted maximum (by iteration)
  mover,          ///< joins the Wilson intervals of the two shares through their correlation
  wald,           ///< score -+ z sqrt(variance/n)
  wald_unbiased   ///< variance/(n - 1); no interval for one answer
};

struct nps_options {
  nps_method method = nps_method::adjusted_wald;
  double level = 0.95;
  double added = 3;  ///< T of adjusted_wald
  /// Of the critical value; infinite = normal.
  double df = std::numeric_limits<double>::infinity();
  /// Cut adjusted_wald and wald at -100 and 100 (flag clamped). score and mover never leave them.
  bool truncate = true;
};

/// The score with its interval from counts, which may be fractional: under weights pass the weighted
/// shares times the effective size. The value is always the plain score; the centre of the interval may
/// differ from it. se is the standard error of the method (of the adjusted score for adjusted_wald, Wald's
/// for score and mover). No answers: undefined. Errors: a negative or infinite count. O(1) (score: about
/// 100 evaluations).
[[nodiscard]] estimate nps_interval(double promoters, double passives, double detractors,
                                    const nps_options& = {});
[[nodiscard]] estimate nps_interval(const nps_counts&, const nps_options& = {});

/// The counts that adjusted_wald looks at.
[[nodiscard]] nps_counts adjusted_nps_counts(const nps_counts&, double added = 3);

[[nodiscard]] estimate net_promoter_score(const column_view& answers, const nps_options& = {});

/// Weighted shares on Kish's effective size. n counts rows of positive weight. For linearised and clustered
/// standard errors take weighted_mean of nps_scores.
[[nodiscard]] estimate weighted_net_promoter_score(const column_view& answers,
                                                   std::span<const double> weights, const nps_options& = {});

/// 100, 0 or -100 of one answer: the mean of these is the score. Errors: not an integer 0 to 10.
[[nodiscard]] double nps_points(double answer);

}  // namespace cxm
