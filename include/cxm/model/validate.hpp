// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cxm/base/error.hpp"
#include "cxm/model/instrument.hpp"

namespace cxm {

/// Finish an instrument and prove that it does not contradict itself.
///
/// Defaults that depend on other members are filled in: the codes 0..10 and the box sets of an `nps`
/// scale, the top and bottom set of other scored scales (the highest and the lowest scored codes). Sets
/// of codes are put into the order of their scale, scores equal to their code and equal weights are
/// dropped, so that equal content is equal data. Then everything that can be checked without answers is
/// checked: identifiers, references, cycles, ranges, units, who is asked what.
///
/// Every fault gives cxm::error{instrument}; its message starts with the JSON path of the fault and says
/// what would be right, and the path is its `parameter()`. Cost: linear in the instrument, but for the
/// joint conditions and hierarchies, which are walked.
[[nodiscard]] instrument_ptr make_instrument(instrument draft);

/// A scale with its dependent defaults filled in, as make_instrument does it.
[[nodiscard]] scale filled_scale(scale bare);

/// The unit in which a measure or index is expressed, and the ends of its scale.
struct measure_range {
  enum class unit { share, points, nps, score, difference } kind = unit::points;
  double low = 0;
  double high = 100;
  friend bool operator==(const measure_range&, const measure_range&) = default;
};
/// Range of a measure or an index of a validated instrument; cxm::error{argument} for an unknown id.
/// The differences of a measure with itself reach from low - high to high - low.
[[nodiscard]] measure_range range_of(const instrument&, std::string_view measure_or_index);

/// The roles that can have a value on a measure or index: everybody who is asked all of what it needs.
/// Empty when the instrument declares no roles.
[[nodiscard]] std::vector<std::string> roles_asked(const instrument&, std::string_view measure_or_index);

}  // namespace cxm
