// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "assessment/cell.hpp"
#include "assessment/protection.hpp"

namespace cxm::detail {

/// The units of one parent, for all roles together: what is compared, ranked and shrunk as one family.
struct league {
  int column = -1;                 ///< reported segment column
  std::size_t parent = 0;          ///< cell: a parent of the hierarchy, or the whole
  std::vector<std::size_t> units;  ///< cells that may be published, in their order
};
/// By column, then by parent in the order of the cells.
[[nodiscard]] std::vector<league> leagues_of(const wave_groups&);

/// A measure or an index on which units are compared.
struct compared_variable {
  target what;
  std::string id, label, unit;
  bool share = false;
  double lowest = 0, highest = 100;  ///< ends of the scale

  [[nodiscard]] const estimate& of(const cell_result& cell) const {
    const auto at = static_cast<std::size_t>(what.position);
    return what.measure ? cell.measures[at] : cell.indices[at];
  }
  [[nodiscard]] hidden_reason hidden(const wave_protection& p, std::size_t cell) const {
    const auto at = static_cast<std::size_t>(what.position);
    return what.measure ? p.measures[at][cell] : p.indices[at][cell];
  }
};

/// Those that the options name; else every index, the measures that indices and levels rest on, and every
/// NPS; where there are no indices every composite and NPS, or all measures where there are none of these.
/// Indices first, then measures, in the instrument's order; those that nobody has in this wave are left out.
[[nodiscard]] std::vector<compared_variable> compared_variables(const wave_context&,
                                                                const cell_result& whole);

}  // namespace cxm::detail
