// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

namespace cxm {

/// How many people there are, answered or not: of a role ("" = all), in a value of a segment ("" = the whole
/// organisation).
struct head_count {
  std::string role, segment, value;
  double people = 0;
};

}  // namespace cxm
