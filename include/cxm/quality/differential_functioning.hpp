// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cxm/base/view.hpp"
#include "cxm/estimate/estimate.hpp"
#include "cxm/quality/item_response.hpp"

/// Do two groups answer a question differently though they stand alike? Then a gap between them is partly the
/// question's (differential item functioning, DIF).
namespace cxm {

struct differential_options {
  response_model model = response_model::graded;
  double significance = 0.05;         ///< of Holm's adjusted p at which an item's curves are let apart
  std::span<const double> weights{};  ///< of the items in their composite, >= 0; empty: equal
  double level = 0.95;
  quadrature integral{};
  unsigned threads = 1;
};

/// One item.
struct item_functioning {
  /// How much higher the focal group answers it than people of the reference group who stand alike, in the
  /// item's own unit: the difference of expected answers, averaged over the focal group's distribution (Meade
  /// 2010). Its error by the delta method. `undefined` where a group gave one answer only, or the curves
  /// cannot be fitted.
  estimate effect;
  double unsigned_effect = 0;  ///< the mean absolute difference: curves that cross may have an effect of 0
  double chi_squared = 0, df = 0;  ///< likelihood ratio of the item's curves apart against one curve
  double p = 0, p_adjusted = 0;    ///< Holm's over the items
  bool differs = false;            ///< its curves were let apart; otherwise it is an anchor
};

struct differential_functioning {
  std::vector<item_functioning> items;
  /// sum_i w_i effect_i / sum_i w_i over the items that differ: how much of the difference of the composite's
  /// means is the questions', not the people's. 0 and `no_interval` when none differs.
  estimate composite_effect;
  estimate standing;  ///< mean of theta of the focal group, in sd of the reference group, questions put right
  /// More than half of the items are anchors when the search ends by itself; otherwise the groups do not
  /// share a scale, and `differs` is not to be read item by item.
  bool anchored = true;
  double n_reference = 0, n_focal = 0;
};

/// `group`: 0 the reference, 1 the focal group, negative: left out. All curves are equal at first, theta has
/// a distribution in each group; then the item that gains most is let apart, as long as it is significant
/// (Holm) and more than half of the items stay anchors (likelihood ratio test, Thissen, Steinberg & Wainer
/// 1993, with anchors purified forwards). The figures of an item compare the last model with its curves apart
/// and as one. Rates of false alarms and intervals in docs/quality.md; below 200 people in a group effects
/// carry `small_base`. Not weighted by people: how a question works is not an average over a population.
/// Errors: those of fit_item_responses, fewer than four items. Some J (J + 2) fits from good starts at most.
[[nodiscard]] differential_functioning find_differential_functioning(
    std::span<const column_view> items, std::span<const std::int32_t> group,
    const differential_options& options = {});

}  // namespace cxm
