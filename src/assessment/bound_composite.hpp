// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "cxm/tally/tally.hpp"

namespace cxm::detail {

/// A composite whose items the tally keeps: positions of the measures of its items, and what one unit of an
/// item's score is in points (mirrored where reversed, 100 for its whole scale) and adds to the sum (times
/// its weight).
struct bound_composite {
  const measure* of = nullptr;
  std::vector<const item*> items;
  std::vector<std::size_t> measures;
  std::vector<double> points, factor;
  std::vector<std::string> ids;  ///< of the measures
};

/// Nothing for measures of another kind, of one item, or whose items the tally does not keep.
[[nodiscard]] std::optional<bound_composite> bind_composite(const tally&, const measure&);

}  // namespace cxm::detail
