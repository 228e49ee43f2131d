// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cxm/benchmark/norm.hpp"
#include "cxm/plan/plan.hpp"

namespace cxm {

/// Suppose that a measure or a question stood elsewhere. Measures in their unit; items in points 0..100
/// towards maturity.
struct supposition {
  std::string of;
  double amount = 0;
  bool shift = false;  ///< add to what is measured, instead of taking its place
};

/// A measure or index before and after.
struct supposed_quantity {
  std::string id, label, unit;
  estimate before, after, change;
  std::vector<std::string> level_names;  ///< when levels rest on it
  std::vector<double> level_before, level_after;
  estimate percentile_before, percentile_after;  ///< in the norm, when one was given and has it
};

/// What would follow for every index, every measure that moves, and outcomes by their drivers.
///
/// A shift keeps the sampling error of what is shifted. A value set is taken as known: its error goes, and
/// that of the others stays as it is. A question moves the composites that contain it by its share of their
/// weight; values stop at the ends of their scales. Indices are evaluated anew, not linearised. Intervals are
/// percentiles of joint draws. Errors: cxm::error{argument} for an unknown name, a value outside the scale,
/// one thing twice, a measure without answers.
[[nodiscard]] std::vector<supposed_quantity> what_if(const std::vector<supposition>&, const plan_input&,
                                                     const norm* reference = nullptr,
                                                     const plan_options& = {});

/// Read `culture=60` or `culture=+5` (`-5`): errors cxm::error{argument}.
[[nodiscard]] supposition parse_supposition(std::string_view text);

}  // namespace cxm
