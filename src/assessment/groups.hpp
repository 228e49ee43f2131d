// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "cxm/disclosure/suppression.hpp"
#include "cxm/model/instrument.hpp"
#include "cxm/tally/tally.hpp"

namespace cxm::detail {

/// One group of people in one wave: a cell of the tables.
struct group {
  std::string role;                   ///< "" = all
  int column = -1;                    ///< position among the reported segment columns, -1 = whole
  std::string value;                  ///< of that column
  std::vector<std::size_t> segments;  ///< of the tally
  [[nodiscard]] bool whole() const noexcept { return column < 0; }
};

/// What groups are made of, the same for every wave of one assessment.
struct group_columns_used {
  std::vector<std::string> roles;     ///< values of the role column that make groups; empty = none
  std::vector<std::string> segments;  ///< ids of the reported segment columns
};

/// Which values of roles and which segment columns make groups, over all tallies: all columns with more than
/// one value, or the `wanted` ones.
[[nodiscard]] group_columns_used columns_used(std::span<const tally* const>,
                                              const std::vector<std::string>& wanted,
                                              const instrument& newest);
/// Values of a tally's group column that occur with people.
[[nodiscard]] std::set<std::string> values_of(const tally&, std::size_t column);

/// All groups of one wave and how they add up. Groups come first; after them, unpublished cells (people
/// without a role or a value, rows that stand directly at a parent of a hierarchy).
struct wave_groups {
  std::string wave;
  const tally* source = nullptr;
  std::vector<group> groups;  ///< published ones; groups[0] is everybody
  std::vector<group> rest;    ///< unpublished ones, cells groups.size() ...
  additive_table table;
  std::map<std::tuple<std::string, int, std::string>, int, std::less<>> positions;  ///< role, column, value

  [[nodiscard]] std::size_t cells() const noexcept { return groups.size() + rest.size(); }
  [[nodiscard]] const group& cell(std::size_t c) const {
    return c < groups.size() ? groups[c] : rest[c - groups.size()];
  }
  /// Position of a group, or -1.
  [[nodiscard]] int find(const std::string& role, int column, const std::string& value) const;
};

/// The groups of a wave (a value of the tally's wave column). Groups are ordered: whole, then columns by
/// value in natural order; within each all roles together first, then roles in the instrument's order.
[[nodiscard]] wave_groups groups_of_wave(const tally&, const std::string& wave, const group_columns_used&);

/// Numbers inside words count as numbers: "2" before "10", "Q2 2016" before "Q10 2016".
[[nodiscard]] bool natural_less(std::string_view a, std::string_view b) noexcept;

}  // namespace cxm::detail
