// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "cxm/base/view.hpp"
#include "cxm/tally/respondent_rows.hpp"
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
  std::vector<std::string> ids;     ///< of the measures
  std::vector<std::size_t> places;  ///< of the items in the instrument
};

/// Nothing for measures of another kind, of one item, or whose items the tally does not keep.
[[nodiscard]] std::optional<bound_composite> bind_composite(const tally&, const measure&);

/// The answers to a composite of the people of a group, gaps among them: one column an item.
struct composite_answers {
  std::vector<std::vector<double>> values;
  std::vector<std::vector<std::uint8_t>> present;
  std::vector<double> weights;  ///< empty = unweighted
  [[nodiscard]] std::vector<column_view> columns() const;
};

/// Times `factor`, one an item. `roles` empty: everybody. Nothing where the people's items are not at hand.
[[nodiscard]] std::optional<composite_answers> composite_answers_of(const respondent_rows* people,
                                                                    const bound_composite&,
                                                                    const std::vector<double>& factor,
                                                                    const std::string& wave,
                                                                    const std::vector<std::string>& roles);

}  // namespace cxm::detail
