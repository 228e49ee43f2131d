// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string>
#include <string_view>

#include "cxm/model/instrument.hpp"

namespace cxm {

/// How many people there are, answered or not: of a role ("" = all), in a value of a segment ("" = the whole
/// organisation).
struct head_count {
  std::string role, segment, value;
  double people = 0;
};

/// How many people of a segment value could have a value on a measure or index: the head counts of the roles
/// that are asked what it needs, when each of them has one there; else the count that names no role. NaN when
/// neither is known.
[[nodiscard]] double heads_asked(std::span<const head_count>, const instrument&, std::string_view segment,
                                 std::string_view value, std::string_view measure);

}  // namespace cxm
