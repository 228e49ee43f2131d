// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cxm/disclosure/suppression.hpp"
#include "cxm/model/instrument.hpp"
#include "cxm/tally/tally.hpp"

namespace cxm::detail {

/// A value of a reported segment column (its position, the value).
using coordinate = std::pair<int, std::string>;

/// One group of people in one wave: a cell of the tables.
struct group {
  std::string role;                   ///< "" = all
  int column = -1;                    ///< position among the reported segment columns, -1 = whole
  std::string value;                  ///< of that column
  std::vector<coordinate> also;       ///< further columns, where columns are crossed
  bool without_role = false;          ///< of the rest: people without a role at a value
  std::vector<std::string> members;   ///< the values that a rolled-up group stands for, else empty
  std::vector<std::size_t> segments;  ///< of the tally
  std::vector<std::size_t> within;    ///< groups of the same role that hold this one, nearest first
  [[nodiscard]] bool whole() const noexcept { return column < 0; }
  [[nodiscard]] bool crossed() const noexcept { return !also.empty(); }
};

/// What groups are made of, the same for every wave of one assessment.
struct group_columns_used {
  std::vector<std::string> roles;         ///< values of the role column that make groups; empty = none
  std::vector<std::string> segments;      ///< ids of the reported segment columns
  std::vector<std::vector<int>> crosses;  ///< positions of columns that are crossed with each other, rising
};

/// Small siblings that are shown as one group.
struct roll_up {
  int column = 0;
  std::string parent;                ///< in the hierarchy; "" = the whole
  std::vector<std::string> members;  ///< values, in the order of the groups
  std::string name;                  ///< shown as the value
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
  std::vector<std::vector<std::size_t>> atom_segments;  ///< of the tally, by atom of the table
  std::vector<roll_up> rolled_up;
  using place_key = std::pair<std::string, std::vector<coordinate>>;  ///< role, columns
  std::map<place_key, int> positions;

  [[nodiscard]] std::size_t cells() const noexcept { return groups.size() + rest.size(); }
  [[nodiscard]] const group& cell(std::size_t c) const {
    return c < groups.size() ? groups[c] : rest[c - groups.size()];
  }
  /// Position of a group, or -1.
  [[nodiscard]] int find(const std::string& role, int column, const std::string& value) const;
  /// Position of the group of a role in the place of another group, or -1.
  [[nodiscard]] int find(const std::string& role, const group& place) const;
};

/// The groups of a wave (a value of the tally's wave column). Groups are ordered: whole, then columns by
/// value in natural order, then crossed columns; within each all roles together first, then roles in the
/// instrument's order.
[[nodiscard]] wave_groups groups_of_wave(const tally&, const std::string& wave, const group_columns_used&);

/// Add groups that hold several siblings, for all roles together and each role, behind the others. Returns
/// how many were added.
std::size_t add_rolled_up(wave_groups&, const std::vector<roll_up>&);
/// A value with its ancestors, nearest first; a circle in the parents ends the walk.
[[nodiscard]] std::vector<std::string> lineage(const segment_definition*, const std::string& value);

/// Numbers inside words count as numbers: "2" before "10", "Q2 2016" before "Q10 2016".
[[nodiscard]] bool natural_less(std::string_view a, std::string_view b) noexcept;

}  // namespace cxm::detail
