// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/model/driver_set.hpp"
#include "cxm/model/item.hpp"
#include "cxm/model/measure.hpp"
#include "cxm/model/scale.hpp"
#include "cxm/model/text.hpp"
#include "cxm/model/unit_finding.hpp"

namespace cxm {

/// A group of people who are asked: executives, employees, customers ...
struct role {
  std::string id;
  cxm::text label;
  std::vector<std::string> values;  ///< spellings in data files; the id itself is always accepted
  bool inside = true;               ///< belongs to the organisation (customers do not)
  friend bool operator==(const role&, const role&) = default;
};

/// A grouping column. When `parents` is not empty it is a hierarchy: value -> value of the parent, and
/// the values that stand only as parents are groups of their children.
struct segment_definition {
  std::string id;
  cxm::text label;
  std::vector<std::string> columns;
  std::map<std::string, std::string> parents;
  friend bool operator==(const segment_definition&, const segment_definition&) = default;
};

/// A column that is not an item: names to look for, in order. Empty: not looked for.
struct column_hint {
  std::vector<std::string> columns;
  friend bool operator==(const column_hint&, const column_hint&) = default;
};

/// Importance against effectiveness of one subject (FINDINGS.md, 1).
struct importance_pair {
  std::string id;
  cxm::text label;
  std::string dimension;                              ///< optional
  std::string importance, effectiveness;              ///< share measures (0..1) of the same people
  std::string importance_score, effectiveness_score;  ///< optional 0..100 composites, for the mean gap
  friend bool operator==(const importance_pair&, const importance_pair&) = default;
};

/// One statement put to several roles (FINDINGS.md, 2).
struct perception_statement {
  std::string id;
  cxm::text label;
  std::string measure;             ///< the share or score that is compared
  std::vector<std::string> roles;  ///< first = leaders
  double margin = 0;               ///< agreement within; 0 = default (10 points / .10)
  friend bool operator==(const perception_statement&, const perception_statement&) = default;
};

/// Say and do: `say` = claimed, `done` = lived, both share measures of the same people, and `both` the
/// joint share "says and does not" (FINDINGS.md, 3).
struct say_do_pair {
  std::string id;
  cxm::text label;
  std::string say, done;
  std::string say_not_done;  ///< a joint measure; empty: only margins, then bounds
  friend bool operator==(const say_do_pair&, const say_do_pair&) = default;
};

/// Roadblocks: a multi-select item on a base (FINDINGS.md, 6).
struct roadblock_question {
  std::string id;
  cxm::text label;
  std::string item;
  std::vector<std::string> measures;  ///< share measure of each option on the declared base; empty: all asked
  friend bool operator==(const roadblock_question&, const roadblock_question&) = default;
};

struct finding_definitions {
  std::vector<importance_pair> importance;
  std::vector<perception_statement> perception;
  std::vector<say_do_pair> say_do;
  std::vector<roadblock_question> roadblocks;
  std::vector<believer_definition> believers;
  std::vector<dilution_definition> dilution;
  std::vector<pyramid_definition> pyramid;
  friend bool operator==(const finding_definitions&, const finding_definitions&) = default;
};

/// 128 bits over the canonical form: the first half of its SHA-256.
struct fingerprint {
  std::array<std::uint8_t, 16> bytes{};
  [[nodiscard]] std::string hex() const;
  friend bool operator==(const fingerprint&, const fingerprint&) = default;
};

/// The fingerprint that a parsed instrument carries with it, so that lower layers (the tally) can name
/// what they were made with. It follows from the other members and therefore takes no part in comparisons;
/// all zero in an instrument that was put together by hand.
struct instrument_identity {
  fingerprint value;
  friend constexpr bool operator==(const instrument_identity&, const instrument_identity&) noexcept {
    return true;
  }
};

/// What is asked and how it is scored. Pure data; made by parse_instrument, which validates it.
struct instrument {
  std::string id;
  std::string version;
  cxm::text title;
  std::string licence;
  cxm::text description;
  std::vector<std::string> languages;  ///< when given, every translated text has exactly these
  std::vector<scale> scales;
  std::vector<dimension> dimensions;
  std::vector<item> items;
  std::vector<measure> measures;
  std::vector<index_definition> indices;
  std::vector<level_definition> levels;
  std::vector<gap_definition> gaps;
  finding_definitions findings;
  std::vector<driver_set> drivers;
  std::vector<role> roles;
  column_hint role_column;
  std::vector<segment_definition> segments;
  column_hint wave_column;
  std::vector<std::string> wave_order;  ///< known waves, oldest first; others follow in natural order
  std::vector<double> wave_times;       ///< when (years, say), parallel to wave_order; empty = equal steps
  std::string fixed_wave;               ///< the wave of files that have no wave column
  column_hint weight, stratum, cluster, respondent, fpc;
  instrument_identity identity;  ///< filled by parse_instrument

  [[nodiscard]] const scale* find_scale(std::string_view id) const noexcept;
  [[nodiscard]] const dimension* find_dimension(std::string_view id) const noexcept;
  [[nodiscard]] const item* find_item(std::string_view id) const noexcept;
  [[nodiscard]] const measure* find_measure(std::string_view id) const noexcept;
  [[nodiscard]] const index_definition* find_index(std::string_view id) const noexcept;
  [[nodiscard]] const role* find_role(std::string_view id) const noexcept;
  [[nodiscard]] int item_position(std::string_view id) const noexcept;
  [[nodiscard]] int measure_position(std::string_view id) const noexcept;
  friend bool operator==(const instrument&, const instrument&) = default;
};

using instrument_ptr = std::shared_ptr<const instrument>;

}  // namespace cxm
