// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/model/text.hpp"

namespace cxm {

enum class measure_kind : std::uint8_t {
  composite,   ///< weighted mean of items, each rescaled to 0..100 (reversed items mirrored)
  share,       ///< 1 if the item's code is in a set, else 0; mean = share, 0..1
  nps,         ///< +100 for 9-10, 0 for 7-8, -100 for 0-6
  joint,       ///< 1 if all conditions hold, 0 if one fails, missing if any is undecided; 0..1
  difference,  ///< measure a minus measure b of the same person
  value        ///< the item's score itself (not rescaled), or the number
};
inline constexpr std::array<std::string_view, 6> measure_kind_names{"composite", "share",      "nps",
                                                                    "joint",     "difference", "value"};

/// A set of codes: named ("top", "bottom": the item's scale says which) or listed.
struct code_set {
  std::string named;  ///< "top", "bottom", or empty when `codes` is used
  std::vector<std::int32_t> codes;
  friend bool operator==(const code_set&, const code_set&) = default;
};

/// One condition on a respondent: either an item's code in a set, or a measure within limits.
/// Reverse does not apply to item conditions: they speak of the codes as answered.
struct condition {
  std::string item;
  code_set codes;
  std::string measure;
  std::optional<double> at_least;
  std::optional<double> at_most;
  friend bool operator==(const condition&, const condition&) = default;
};

/// A respondent-level scored variable.
struct measure {
  std::string id;
  cxm::text label;
  measure_kind kind = measure_kind::composite;
  std::string dimension;            ///< optional
  std::vector<std::string> items;   ///< composite
  std::vector<double> weights;      ///< composite; empty = equal
  double min_answered = 0.5;        ///< composite: least answered share of the weight
  std::string item;                 ///< share, nps, value
  code_set codes;                   ///< share; default the scale's top set
  std::vector<condition> all;       ///< joint
  std::string minuend, subtrahend;  ///< difference: measures
  friend bool operator==(const measure&, const measure&) = default;
};

enum class index_kind : std::uint8_t { arithmetic, geometric, minimum };
inline constexpr std::array<std::string_view, 3> index_kind_names{"arithmetic", "geometric", "minimum"};

/// A combination of measure means or other indices at segment level.
struct index_definition {
  std::string id;
  cxm::text label;
  index_kind kind = index_kind::arithmetic;
  std::vector<std::string> of;  ///< measures or earlier indices
  std::vector<double> weights;  ///< empty = equal; scaled to sum 1
  friend bool operator==(const index_definition&, const index_definition&) = default;
};

/// All `measures` must reach `at_least` before `level` (2 .. number of levels) can be held.
struct level_gate {
  std::int32_t level = 2;
  std::vector<std::string> measures;  ///< measures or indices
  double at_least = 50;
  friend bool operator==(const level_gate&, const level_gate&) = default;
};

/// Named maturity levels: cut scores on an index (continuous), and optional gates (staged: the level
/// whose gates and those of all lower levels hold).
struct level_definition {
  std::string id;
  cxm::text label;
  std::string index;             ///< an index or a measure
  std::vector<cxm::text> names;  ///< lowest first; one more than cuts
  std::vector<double> cuts;      ///< strictly increasing; level l starts at cuts[l-2]
  std::vector<level_gate> gates;
  friend bool operator==(const level_definition&, const level_definition&) = default;
};

/// One side of a gap: a measure or index, optionally of one role.
struct gap_side {
  std::string measure;
  std::string role;  ///< empty = everybody in the segment
  friend bool operator==(const gap_side&, const gap_side&) = default;
};

/// A declared contrast a - b. Paired when both sides speak of the same people.
struct gap_definition {
  std::string id;
  cxm::text label;
  gap_side a, b;
  friend bool operator==(const gap_definition&, const gap_definition&) = default;
};

}  // namespace cxm
