// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <vector>

#include "cxm/base/view.hpp"
#include "cxm/estimate/estimate.hpp"
#include "cxm/explain/linear_regression.hpp"

/// Importance beside performance: where to act, and whether a driver works upwards, downwards, or both.
namespace cxm {

/// The codes that count as low and as high on one predictor: x <= low_to, x >= high_from.
struct performance_cuts {
  double low_to = 2;
  double high_from = 5;
};

/// Which kind of driver it is (Kano 1984; Brandt 1987).
enum class driver_kind {
  basic,        ///< only a low answer costs: expected, unnoticed when there
  performance,  ///< both: more is better
  excitement,   ///< only a high answer adds
  neutral       ///< neither differs from 0
};

struct penalty_reward_result {
  linear_fit fit;                         ///< outcome on all low dummies, then all high dummies
  std::vector<estimate> penalty, reward;  ///< against the middle answers, HC3 errors
  std::vector<driver_kind> kind;  ///< by which of the two intervals exclude 0 (penalty below, reward above)
};
/// Regression of the outcome on two dummies a predictor (penalty-reward contrasts, Brandt 1987). `cuts`: one
/// for all, or one a predictor. Errors as fit_linear; a dummy that nobody has is told as constant.
[[nodiscard]] penalty_reward_result penalty_reward(const column_view& y, std::span<const column_view> x,
                                                   std::span<const performance_cuts> cuts,
                                                   double level = 0.95,
                                                   std::span<const std::string> names = {});

/// Importance-performance (Martilla & James 1977) with derived importance.
struct importance_performance_point {
  double importance = 0;   ///< standardised slope
  double correlation = 0;  ///< with the outcome
  estimate performance;    ///< mean, rescaled so that `low` is 0 and `high` 100
};
/// Over the rows complete in all columns. Errors as fit_linear, and when high is not above low.
[[nodiscard]] std::vector<importance_performance_point> importance_performance(const column_view& y,
                                                                               std::span<const column_view> x,
                                                                               double low, double high,
                                                                               double level = 0.95);

}  // namespace cxm
