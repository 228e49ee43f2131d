// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cxm/base/view.hpp"
#include "cxm/estimate/comparison_groups.hpp"
#include "cxm/estimate/estimate.hpp"
#include "cxm/stats/matrix.hpp"

/// Case-mix adjustment of unit means: what the units would score if all had the same mix of respondents.
///
/// The model is that of the CAHPS Analysis Program (Yount, Walsh & Zaslavsky 2020, Instructions for Analyzing
/// Data from CAHPS Surveys in SAS, version 5.0, AHRQ 20-M019; Zaslavsky et al. 2001, "Adjusting performance
/// measures to ensure equitable plan comparisons", Health Care Financing Review 22:3): y = unit effect +
/// slopes' x, with one set of slopes for all units. The formulas have been compared with those of the
/// program's version 5.0 (macro dated 3 April 2018, with notes to 20 November 2018) one by one;
/// `cahps_options()` gives its numbers, and a test evaluates its formulas on their own and asks for equality.
/// The defaults differ where the program understates errors or mixes weighted and plain means; what, why and
/// by how much: docs/survey.md.
namespace cxm {

enum class item_weighting : std::uint8_t {
  equal,   ///< every item of the composite counts the same (the program's even_wgt = 1)
  cases,   ///< an item counts as the sum of the weights of those who answered it (2)
  answers  ///< an item counts as the number of those who answered it (0)
};

/// What a record counts in the slopes; without record weights `weights` and `answers` are the same.
enum class slope_weighting : std::uint8_t {
  weights,  ///< its weight: slopes of the population (the program's wt_type = 2)
  answers,  ///< its weight, scaled to sum to the answers of the unit (0)
  units     ///< its weight, scaled to sum to one in each unit (1)
};

/// What a unit counts in the mean of units that adjusters are centred at and units are compared with.
enum class unit_weighting : std::uint8_t {
  equal,   ///< one (the program's wgtplan = 0)
  weights  ///< the sum of the weights of its answers (wgtplan = 1, overall_wt = 2)
};

enum class case_mix_formulas : std::uint8_t {
  influence,  ///< the defaults described at case_mix_adjust
  cahps       ///< those of the CAHPS Analysis Program 5.0
};

struct case_mix_options {
  case_mix_formulas formulas = case_mix_formulas::influence;
  item_weighting weighting = item_weighting::equal;
  slope_weighting slopes = slope_weighting::weights;
  unit_weighting units = unit_weighting::equal;
  /// A unit with n answers to an item gives it min(1, n / low_denominator) of its weight in the composite
  /// (the program's k, which it applies to `equal` alone). >= 0; without effect for a single item.
  double low_denominator = 10;
  double level = 0.95;  ///< of the intervals; stars are given at the significance 1 - level
  /// A contrast smaller than this is no star, however significant (the program's meandiff).
  double practical_difference = 0;
  /// Nor is one smaller than this share of the way from the mean of units to the nearer end of the answer
  /// scale, scale_low to scale_high (change, min_resp, max_resp).
  double practical_share = 0;
  double scale_low = 0;
  double scale_high = 0;
  /// Answers' worth of the pooled variance that each unit's variance is drawn towards; 0 leaves it alone.
  double smoothing = 0;
};

/// The CAHPS Analysis Program 5.0 as it runs by default.
[[nodiscard]] inline case_mix_options cahps_options() {
  case_mix_options o;
  o.formulas = case_mix_formulas::cahps;
  o.slopes = slope_weighting::answers;
  o.low_denominator = 1;
  return o;
}

struct case_mix_unit {
  double raw = 0;          ///< the unadjusted mean (of a composite: combined by the same weights)
  estimate adjusted;       ///< n counts the records that answered, df is n - 1 (+ smoothing)
  estimate contrast;       ///< adjusted less the mean of units, this unit's own included
  double p = 0;            ///< two-sided, of contrast = 0
  int stars = 0;           ///< 1 below, 2 not distinguished from, 3 above the mean of units; 0 not rated
  double reliability = 0;  ///< between / (between + squared se): the share of a unit's deviation that is real
};

struct case_mix_result {
  std::vector<case_mix_unit> units;  ///< by unit number
  matrix slopes;                     ///< items x adjusters
  std::vector<double> item_weights;  ///< sum 1
  double mean = 0;                   ///< of the units' adjusted means, by unit_weighting
  /// Equal units: Welch's test, F = sum (a - a~)^2 / V / (units - 1), a~ the mean weighted by 1 / V, divided
  /// by what the units' own degrees of freedom make of it without differences.
  groups_test test;
  double reliability = 0;       ///< 1 - 1/F, 0 when F < 1
  double between_variance = 0;  ///< of the true unit means, by DerSimonian & Laird
  std::size_t imputed = 0;      ///< adjuster values that were missing
};

/// Adjusted unit means of one item, or of the composite of several.
///
/// A missing adjuster is replaced by its weighted mean over all records of the unit, also those that did not
/// answer the item. Item by item, over the records that answered: slopes by weighted least squares on the
/// deviations from unit means (equal to regression with an indicator for each unit), and
///   a = ybar_unit - slopes' (xbar_unit - xbar),  xbar the mean of the units' means,
/// so that adjusted means have the same mean over units as unadjusted ones. An item with fewer than two
/// answers in the unit has no weight there. A composite is
///   sum s_i m_i + sum r_i (a_i - m_i),  m_i the mean over units of item i,
/// s the weights of the items and r these after the low-denominator rule, with sum 1 in each unit: a unit
/// that was not asked an easy item is not thought better or worse for that. With all answered: sum s_i a_i.
///
/// Variance: the adjusted mean is linear in the answers, so it is the sum over records of (coefficient x
/// residual)^2, items of one record together; given the adjusters, without assuming equal variances. The
/// residuals are raised by n/(n-1) of their unit and (N-U)/(N-U-k) for k slopes, both under the root; with no
/// adjusters and weights this is s^2/n. Contrasts carry the covariance of units through slopes and centre.
/// Without adjusters that is the CAHPS form ((P-1)/P)^2 V + sum of the others' V / P^2. Their df are
/// Satterthwaite's over the units.
///
/// Smoothing by A answers draws a unit's variance of single answers towards the pooled one:
///   V = (A S / n + (n - 1) V_own) / (A + n - 1),  S = sum (n - 1) n V_own / sum (n - 1),
/// n effective where it divides; its df are n - 1 + A, at most all units' (the program's before
/// 5.0; Smyth 2004, Statistical Applications in Genetics and Molecular Biology 3:3, for df).
///
/// A unit all of whose answers are the same shows no sampling error (unless smoothing lends it some): its
/// adjusted mean and contrast have no interval (flag no_interval), it has no stars and no reliability (NaN),
/// and is not in the test.
///
/// With `case_mix_formulas::cahps` (w the record's weight, e its residual, W the unit's in the mean of
/// units):
/// - missing adjusters are replaced by plain means; xbar_unit and xbar are made of plain means too; slopes
/// are
///   those of one regression with a constant on deviations from plain unit means;
/// - an item counts in a unit from one answer on;
/// - V = sum over records (w sum r_i e_i / w_i)^2, e less its weighted mean in the unit, w_i the weight of
///   the unit's answers to item i: no n/(n-1), slopes taken as known;
/// - units are compared with sum s_i m_i; a contrast's variance is V (1 - 2W) + sum W^2 V over all units, W
///   with sum 1; t for all units alike, with N - U - k degrees of freedom, at least 1;
/// - F = sum (a - a~)^2 / V / (U - 1), a~ the mean weighted by W / V, with the same df2; a unit that shows no
///   error is not in the sum but counts in U, and its contrast is rated by the others' errors;
/// - smoothing: V = (A S + (n - 1) V_own) / (A + n - 1), S = sum (n - 1) V_own / sum (n - 1).
/// Not followed: intervals are t, not 1.96 se; p is not raised to 0.0001; and where a unit lacks an item of
/// a composite not weighted `equal`, V takes the item weights of the unit's mean, not those with sum below 1.
///
/// `unit` numbers units from 0; a negative number, or weight 0, leaves the record out. Errors (argument):
/// shapes, numbers that are not finite, no items; (data), `parameter` "unit" and `row` the unit's number: a
/// number without records, a unit with one record or without an item that two answered (cahps: without two
/// records that answered), fewer than two units; a unit without any value of an adjuster (`parameter`
/// adjusters[j], `row` the unit); too few answers for the slopes; (numeric), `column` j: an adjuster that
/// does not vary within units, or that the ones before it explain there. Time O(records (items k)^2 + units
/// (items k)^2).
[[nodiscard]] case_mix_result case_mix_adjust(std::span<const column_view> items,
                                              std::span<const column_view> adjusters,
                                              std::span<const std::int32_t> unit,
                                              std::span<const double> weights = {},
                                              const case_mix_options& options = {});

/// The same for one item.
[[nodiscard]] inline case_mix_result case_mix_adjust(const column_view& item,
                                                     std::span<const column_view> adjusters,
                                                     std::span<const std::int32_t> unit,
                                                     std::span<const double> weights = {},
                                                     const case_mix_options& options = {}) {
  return case_mix_adjust(std::span<const column_view>(&item, 1), adjusters, unit, weights, options);
}

}  // namespace cxm
