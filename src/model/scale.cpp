// SPDX-License-Identifier: Apache-2.0
#include "cxm/model/scale.hpp"

#include <algorithm>
#include <limits>

namespace cxm {

int scale::position(std::int32_t code) const noexcept {
  for (std::size_t i = 0; i < codes.size(); ++i) {
    if (codes[i].code == code) return static_cast<int>(i);
  }
  return -1;
}

double scale::lowest_score() const {
  if (kind == scale_kind::number) return minimum.value_or(-std::numeric_limits<double>::infinity());
  double lowest = std::numeric_limits<double>::infinity();
  for (const scale_code& c : codes) lowest = std::min(lowest, c.score_or_code());
  return lowest;
}

double scale::highest_score() const {
  if (kind == scale_kind::number) return maximum.value_or(std::numeric_limits<double>::infinity());
  double highest = -std::numeric_limits<double>::infinity();
  for (const scale_code& c : codes) highest = std::max(highest, c.score_or_code());
  return highest;
}

}  // namespace cxm
