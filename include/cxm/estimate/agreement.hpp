// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cxm/base/view.hpp"

/// Do the people of a unit agree? Indices of agreement within groups, for one item or for J items of one
/// scale. group[i] < 0 means no group. Missing values: with one item the row is left out, with several
/// items every row that is not complete. Results are indexed by group number; a group of one (or none) has
/// NaN, because agreement with oneself does not exist. Errors: lengths, values that are not finite.
/// O(n J). Conventions are those of R's multilevel package 2.7.
namespace cxm {

struct group_agreement {
  std::vector<double> value;  ///< one a group, NaN where it does not exist
  std::vector<double> n;      ///< complete rows of each group

  /// Mean and median over the groups where the index exists; NaN when it exists nowhere.
  [[nodiscard]] double mean() const;
  [[nodiscard]] double median() const;
};

/// Variance of answers drawn at random from `options` equally likely scale points: (A^2 - 1)/12.
[[nodiscard]] double uniform_null_variance(double options);

/// r_wg = 1 - s^2 / ev of one item, s^2 with divisor n - 1 and cut at ev, the variance under no agreement
/// (James, Demaree & Wolf 1984): 0 no agreement, 1 full. Skewed nulls (1.34 for five options) are the honest
/// second opinion.
[[nodiscard]] group_agreement r_wg(const column_view& y, std::span<const std::int32_t> group,
                                   double null_variance);

/// r_wg(j) = J (1 - v) / (J (1 - v) + v), v = mean item variance / ev cut at 1. Rises with J by
/// construction.
[[nodiscard]] group_agreement r_wg_j(std::span<const column_view> items, std::span<const std::int32_t> group,
                                     double null_variance);

/// r*_wg(j) = 1 - mean item variance / ev, not cut: negative for polarised groups (Lindell, Brandt & Whitney
/// 1999).
[[nodiscard]] group_agreement r_star_wg_j(std::span<const column_view> items,
                                          std::span<const std::int32_t> group, double null_variance);

/// a_wg = 1 - 2 s^2 / (((H + L) M - M^2 - H L) n/(n - 1)) (Brown & Hauenstein 2005): compares with the
/// largest variance that a mean M allows on a scale from L to H. It does not exist when M is so close to an
/// end that one answer decides (outside [(L (n-1) + H)/n, (H (n-1) + L)/n]), but is 1 when all answers are
/// at an end. Several items: mean over the items where it exists.
/// Errors: low >= high, a value outside the scale (cxm::error{data} with its row).
[[nodiscard]] group_agreement a_wg(const column_view& y, std::span<const std::int32_t> group, double low,
                                   double high);
[[nodiscard]] group_agreement a_wg(std::span<const column_view> items, std::span<const std::int32_t> group,
                                   double low, double high);

/// Average deviation from the group's mean or median, in scale points; agreement is accepted at or below
/// (number of options)/6 (Burke & Dunlap 2002). Several items: mean over items.
enum class deviation_centre { mean, median };
[[nodiscard]] group_agreement average_deviation(const column_view& y, std::span<const std::int32_t> group,
                                                deviation_centre centre);
[[nodiscard]] group_agreement average_deviation(std::span<const column_view> items,
                                                std::span<const std::int32_t> group, deviation_centre centre);

/// Van der Eijk's (2001) agreement A of counts over K ordered categories: 1 all in one category, 0 uniform,
/// -1 half at each end; a mean of the agreement of the distribution's layers. Polarisation is (1 - A)/2.
/// NaN when all counts are 0. Errors: fewer than three categories, a negative count. O(K^4).
[[nodiscard]] double ordinal_agreement(std::span<const double> counts);

/// A unit's mean of a shared construct is a statement about the unit only when its people share it.
enum class climate_verdict {
  one_culture,     ///< at least two of r_wg, a_wg, AD pass their cuts, and A > 0
  pockets,         ///< they do not: the mean hides groups that see things differently
  too_few_answers  ///< below the least number of answers for which the indices mean anything
};

struct climate_options {
  double low = 1, high = 5;  ///< ends of the scale
  double least_answers = 5;
  double agreement_cut = 0.70;  ///< of r_wg and a_wg
  double deviation_cut = 0;     ///< of AD; 0 = options / 6
};

/// More than one index, because they disagree: r_wg flatters skewed scales, a_wg fails at the ends, AD is in
/// scale points, A sees two camps.
struct unit_climate {
  double n = 0, mean = 0;
  double strength = 0;   ///< sd of the answers: climate strength is its opposite (Schneider et al. 2002)
  double r_wg = 0;       ///< against the uniform null
  double a_wg = 0;       ///< NaN when the mean is too close to an end
  double deviation = 0;  ///< AD around the mean
  double agreement = 0;  ///< van der Eijk's A over the scale's whole points
  double polarisation = 0;
  climate_verdict verdict = climate_verdict::too_few_answers;
};
/// Verdict of each group on one item with whole answers from low to high (cxm::error{data} otherwise).
[[nodiscard]] std::vector<unit_climate> climate_of_units(const column_view& y,
                                                         std::span<const std::int32_t> group,
                                                         const climate_options& options = {});

}  // namespace cxm
