// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>

#include "cxm/assessment/assessment.hpp"

namespace cxm {

/// The numbers of a row that may leave the library: none of a suppressed one.
struct table_row {
  explicit table_row(const result_row& row);
  double value = std::numeric_limits<double>::quiet_NaN();
  double se = std::numeric_limits<double>::quiet_NaN();
  double low = std::numeric_limits<double>::quiet_NaN();
  double high = std::numeric_limits<double>::quiet_NaN();
  double n = std::numeric_limits<double>::quiet_NaN();
  double n_eff = std::numeric_limits<double>::quiet_NaN();
  double df = std::numeric_limits<double>::quiet_NaN();
  std::uint32_t flags = 0;
};

}  // namespace cxm
