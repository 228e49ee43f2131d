// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "report/html.hpp"

namespace cxm::report_detail {

/// A level definition in one place: the index it rests on, and the probability of each level.
struct level_state {
  const result_row* index = nullptr;
  std::vector<double> continuous, staged;                   ///< NaN where not told
  std::size_t most_probable = 0, staged_most_probable = 0;  ///< 0-based
  bool known = false, staged_known = false;
};
[[nodiscard]] level_state level_of(const context&, const level_definition&, const place&);

}  // namespace cxm::report_detail
