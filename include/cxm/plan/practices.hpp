// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cxm/model/instrument.hpp"
#include "cxm/plan/plan_document.hpp"

namespace cxm {

/// A question that can be worked on, and how far.
struct practice {
  std::size_t item = 0;  ///< position in the instrument
  double target = 75;    ///< points up to which there is room
  double step = 25;      ///< points of one realistic step
};

/// The questions of the composites on which the plan's goals rest, nested indices followed, in the
/// instrument's order; `further` names more measures (what drives an outcome that is a goal). The step is one
/// code of the scale, 100 / (codes - 1), and a quarter of the scale of a number, unless the plan says
/// otherwise. Target: that declared for the item, else the plan's.
[[nodiscard]] std::vector<practice> practices_of(const plan_document&, const instrument&,
                                                 const std::vector<std::string>& further = {});

/// Measures below a measure or index, nested indices followed, each once.
[[nodiscard]] std::vector<std::string> measures_below(const instrument&, const std::string& measure_or_index);

}  // namespace cxm
