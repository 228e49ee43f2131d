// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "cxm/model/instrument.hpp"

namespace cxm {

/// The integer grid on which a measure lives: score = origin + step * grid value. Composites of equally
/// weighted integer-scored items have an exact small grid (step = 100 / (range * lcm of answered counts));
/// unusual weights and continuous values use step 2^-32.
struct measure_grid {
  double origin = 0;
  double step = 1;
  std::int64_t lowest = 0;    ///< smallest grid value that can occur
  std::int64_t highest = 0;   ///< largest
  bool exact = true;          ///< false: values are rounded to the grid once, to 2^-33 of a point
  [[nodiscard]] double score(std::int64_t g) const noexcept {
    return origin + step * static_cast<double>(g);
  }
};

/// A measure of the compiled plan. Besides the declared measures the plan carries one `value` measure per
/// scored single-answer item when item moments are asked for; their ids are "item:<id>".
struct planned_measure {
  std::string id;
  measure_kind kind = measure_kind::composite;
  int declared = -1;          ///< position in instrument::measures, or -1
  int item = -1;              ///< position in instrument::items of an item measure, or -1
  measure_grid grid;
  double low_score = 0;       ///< ends of the scale in score units: 0..1, 0..100, -100..100 ...
  double high_score = 100;
};

}  // namespace cxm
