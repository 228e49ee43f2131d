// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cxm/model/text.hpp"

namespace cxm {

/// What an item asks about.
enum class facet : std::uint8_t {
  importance,
  effectiveness,
  practice,
  resources,
  belief,
  action,
  definition,
  experience,
  outcome,
  roadblock,
  other
};
inline constexpr std::array<std::string_view, 11> facet_names{
    "importance", "effectiveness", "practice", "resources", "belief", "action",
    "definition", "experience",    "outcome",  "roadblock", "other"};

/// Whom an item speaks of: consensus on "my unit" is a climate, on "I" it is not.
enum class referent : std::uint8_t { self, unit, organisation };
inline constexpr std::array<std::string_view, 3> referent_names{"self", "unit", "organisation"};

/// One question.
struct item {
  std::string id;
  cxm::text text;
  std::string scale;      ///< id of a scale
  std::string dimension;  ///< id of a dimension, or empty
  cxm::facet facet = cxm::facet::other;
  std::vector<std::string> roles;  ///< who is asked; empty = everybody. Others' empty cells are not_asked
  bool reverse = false;            ///< agreement speaks against maturity; mirrored when scored
  cxm::referent referent = cxm::referent::organisation;
  bool multiple = false;             ///< choice scale: several codes at once
  std::vector<std::string> columns;  ///< names to look for in data files; the id itself is always tried
  /// multiple: one column an option, as (code, column names to look for). Empty: one column, options
  /// separated by `separator`.
  std::vector<std::pair<std::int32_t, std::vector<std::string>>> option_columns;
  std::string separator = ",";
  std::string note;  ///< for the people who maintain the instrument
  friend bool operator==(const item&, const item&) = default;
};

/// One dimension of maturity.
struct dimension {
  std::string id;
  cxm::text label;
  friend bool operator==(const dimension&, const dimension&) = default;
};

}  // namespace cxm
