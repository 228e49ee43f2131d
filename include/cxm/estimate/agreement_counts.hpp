// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>

#include "cxm/estimate/agreement.hpp"

/// Agreement within a unit from how many of its people gave each answer, which is what a tally keeps: no rows
/// are needed. Definitions and sources are those of agreement.hpp, and the results are equal to these
/// functions on the answers one by one, but for the treatment of missing answers: a composite of several
/// items takes each item over those who answered it, where functions of rows leave out everybody who left out
/// one.
namespace cxm {

/// One item in one unit. What does not exist is NaN.
struct item_agreement {
  double n = 0;
  double mean = 0, variance = 0;  ///< of the scores, divisor n - 1
  double null_variance = 0;       ///< of answers spread evenly over the scale's scores
  double r = 0;                   ///< 1 - variance / null_variance, not cut: r_wg is max(0, r)
  double a_wg = 0;
  double deviation = 0;      ///< AD around the mean, in score units
  double deviation_cut = 0;  ///< agreement is accepted up to options / 6 steps of the scale
  double agreement = 0;      ///< van der Eijk's A; NaN below three answers to choose from
};
/// `counts` by answer, `scores` of the answers (at least two different ones), in the order of the scale.
/// Errors: different lengths, a negative count, scores all equal. O(K log K), A O(K^4).
[[nodiscard]] item_agreement agreement_of_counts(std::span<const double> counts,
                                                 std::span<const double> scores);

/// A construct of J items of one unit.
struct construct_agreement {
  double n = 0;             ///< answers of the item with the fewest
  double items = 0;         ///< J, those with two answers or more
  double r_wg_j = 0;        ///< J m / (J m + 1 - m), m the mean of r cut at 0: rises with J by construction
  double r_star = 0;        ///< r*_wg(j): mean of r, not cut
  double a_wg = 0;          ///< mean over the items where it exists
  double deviation = 0;     ///< mean AD over items, in score units
  double agreement = 0;     ///< mean A over items
  double polarisation = 0;  ///< (1 - A) / 2
  climate_verdict verdict = climate_verdict::too_few_answers;
};
/// The verdict is one culture when two of these hold, and A (where it exists) is positive: r*_wg(j) >= cut,
/// a_wg >= cut, mean AD in terms of its cut <= 1. r_wg(j) has no vote: with enough items it passes any cut.
/// Fewer than `least` answers: too few. Errors: no items.
[[nodiscard]] construct_agreement agreement_of_construct(std::span<const item_agreement> items,
                                                         double least = 5, double cut = 0.70);

}  // namespace cxm
