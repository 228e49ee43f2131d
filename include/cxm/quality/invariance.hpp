// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "cxm/estimate/estimate.hpp"
#include "cxm/quality/factor_model.hpp"

/// Do groups of people answer the same question? An index of executives and one of customers can be compared
/// only if equal experience gives equal answers (Meredith 1993; Vandenberg & Lance 2000).
namespace cxm {

/// What comparisons of the groups are worth.
enum class invariance_verdict : std::uint8_t {
  same,       ///< scalar: same question; indices can be compared
  partial,    ///< all but a few items start alike: compare without these (Steenkamp & Baumgartner 1998)
  relations,  ///< metric: what goes with what can be compared, levels cannot
  different,  ///< not even loadings agree: an index is another thing in each group
  no_factor,  ///< the items do not go together as the model says, in at least one group
  unclear     ///< answers differ, but no more than chance could do with so few people
};
inline constexpr std::array<std::string_view, 6> invariance_verdict_names{
    "same", "partial", "relations", "different", "no_factor", "unclear"};

/// One level against the level before.
struct invariance_step {
  invariance_level level = invariance_level::configural;
  factor_fit fit;
  /// Likelihood ratio against the level before; from rows the scaled one of Satorra & Bentler (2001). NaN for
  /// the first.
  double chi_squared = 0, df = 0, p = 0;
  double cfi_change = 0, rmsea_change = 0;  ///< cfi falls, rmsea rises where equality costs fit
  bool holds =
      false;  ///< cfi falls by no more than .01 (Cheung & Rensvold 2002); the first: cfi >= .90, srmr <= .08
};

/// An item's own start: with its intercept free in every group and all others equal.
struct intercept_difference {
  std::size_t item = 0;
  double chi_squared = 0, df = 0, p = 0;  ///< against the scalar model
  /// By group, of the intercept less that of the first group, in units of the item: how much higher people of
  /// equal level answer. The first is 0.
  std::vector<estimate> difference;
};

struct invariance_test {
  std::vector<invariance_step> steps;  ///< configural, metric, scalar, strict
  invariance_verdict verdict = invariance_verdict::unclear;
  std::vector<std::size_t> apart;  ///< partial: items that start apart, in the order they were freed
  std::vector<intercept_difference> differences;  ///< of every item
  /// Factor means less those of the first group under the scalar model (partial: with `apart` free), by group
  /// and factor.
  std::vector<std::vector<estimate>> factor_means;
  /// What these make of the plain mean of a factor's items: times the mean of their loadings. This is how far
  /// apart indices would be if all items started alike.
  std::vector<std::vector<estimate>> item_means;
};

/// Cost: four fits and one more for each item; partial some more. Errors: those of fit_factor_model, fewer
/// than two groups, level. With three items a factor the first level always fits. A model that cannot be
/// fitted under some level throws cxm::error{numeric}.
[[nodiscard]] invariance_test test_invariance(const factor_model&, std::span<const group_moments> groups,
                                              double level = 0.95);
[[nodiscard]] invariance_test test_invariance(const factor_model&,
                                              std::span<const std::vector<column_view>> groups,
                                              double level = 0.95);

}  // namespace cxm
