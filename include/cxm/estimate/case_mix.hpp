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
/// The model is that of the CAHPS Analysis Program (AHRQ, Instructions for Analyzing Data from CAHPS
/// Surveys, versions 3.6 to 5.0; Zaslavsky et al. 2001, "Adjusting performance measures to ensure equitable
/// plan comparisons", Health Care Financing Review 22:3): y = unit effect + slopes' x, with one set of slopes
/// for all units. The formulas below are derived from that model and proven by tests; they have not been
/// compared with output of the SAS program. Three things are ours: the covariance that common slopes make
/// between units is kept in contrasts, small items of a composite lose weight by the rule of
/// `low_denominator`, and degrees of freedom come from the units' own answers.
namespace cxm {

enum class item_weighting : std::uint8_t {
  equal,  ///< every item of the composite counts the same
  cases   ///< an item counts as the sum of the weights of those who answered it
};

struct case_mix_options {
  item_weighting weighting = item_weighting::equal;
  /// A unit with n answers to an item gives it min(1, n / low_denominator) of its weight in the composite;
  /// an item with fewer than two answers in the unit has none. >= 0; without effect for a single item.
  double low_denominator = 10;
  double level = 0.95;              ///< of the intervals; stars are given at the significance 1 - level
  double practical_difference = 0;  ///< a contrast smaller than this is no star, however significant
};

struct case_mix_unit {
  double raw = 0;          ///< the unadjusted mean (of a composite: combined by the same weights)
  estimate adjusted;       ///< n counts the records that answered, df is n - 1
  estimate contrast;       ///< adjusted less the mean of all units' adjusted means, this unit's included
  double p = 0;            ///< two-sided, of contrast = 0
  int stars = 0;           ///< 1 below, 2 not distinguished from, 3 above the mean of units; 0 not rated
  double reliability = 0;  ///< between / (between + squared se): the share of a unit's deviation that is real
};

struct case_mix_result {
  std::vector<case_mix_unit> units;  ///< by unit number
  matrix slopes;                     ///< items x adjusters
  std::vector<double> item_weights;  ///< sum 1
  double mean = 0;                   ///< mean of the units' adjusted means, units counted alike
  /// Equal units: F = sum (a - a~)^2 / V / (units - 1), a~ the mean weighted by 1 / V; df2 = records/units
  /// - 1.
  groups_test test;
  double reliability = 0;       ///< 1 - 1/F, 0 when F < 1
  double between_variance = 0;  ///< of the true unit means, by DerSimonian & Laird: from the same F
  std::size_t imputed = 0;      ///< adjuster values that were missing
};

/// Adjusted unit means of one item, or of the composite of several.
///
/// A missing adjuster is replaced by its weighted mean over all records of the unit, also those that did not
/// answer the item. Item by item, over the records that answered: slopes by weighted least squares on the
/// deviations from unit means (equal to regression with an indicator for each unit), and
///   a = ybar_unit - slopes' (xbar_unit - xbar),  xbar the mean of the units' means,
/// so that adjusted means have the same mean over units as unadjusted ones. A composite is
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
/// A unit all of whose answers are the same shows no sampling error: its adjusted mean and contrast have no
/// interval (flag no_interval), it has no stars and no reliability (NaN), and is not in the test.
///
/// `unit` numbers units from 0; a negative number, or weight 0, leaves the record out. Errors (argument):
/// shapes, numbers that are not finite, no items; (data), `parameter` "unit" and `row` the unit's number: a
/// number without records, a unit with one record or without an item that two answered, fewer than two
/// units; a unit without any value of an adjuster (`parameter` adjusters[j], `row` the unit); too few answers
/// for the slopes; (numeric), `column` j: an adjuster that does not vary within units, or that the ones
/// before it explain there. Time O(records (items k)^2 + units (items k)^2).
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
