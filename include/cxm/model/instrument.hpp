// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
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
  double threshold = 0;                               ///< gap that counts, as a share; 0 = thresholds.gap
  friend bool operator==(const importance_pair&, const importance_pair&) = default;
};

/// One statement put to several roles (FINDINGS.md, 2).
struct perception_statement {
  std::string id;
  cxm::text label;
  std::string measure;             ///< the share or score that is compared
  std::vector<std::string> roles;  ///< first = leaders
  double margin = 0;               ///< agreement within; 0 = thresholds.perception_share or perception_points
  double margin_sd = 0;  ///< agreement within so many pooled standard deviations, instead of `margin`
  friend bool operator==(const perception_statement&, const perception_statement&) = default;
};

/// Say and do: `say` = claimed, `done` = lived, both share measures of the same people, and `both` the
/// joint share "says and does not" (FINDINGS.md, 3).
struct say_do_pair {
  std::string id;
  cxm::text label;
  std::string say, done;
  std::string say_not_done;  ///< a joint measure; empty: only margins, then bounds
  double threshold = 0;      ///< share that counts as lip service; 0 = thresholds.say_not_do
  friend bool operator==(const say_do_pair&, const say_do_pair&) = default;
};

/// Roadblocks: a multi-select item on a base (FINDINGS.md, 6).
struct roadblock_question {
  std::string id;
  cxm::text label;
  std::string item;
  std::vector<std::string> measures;  ///< share measure of each option; empty: the item's counts are used
  std::string have_nots_of;           ///< base: who answers no to this share measure; empty: all asked
  friend bool operator==(const roadblock_question&, const roadblock_question&) = default;
};

/// Is a definition shared, and does it go with results (FINDINGS.md, 4)?
struct definition_question {
  std::string id;
  cxm::text label;
  std::string measure;                ///< share: "yes, it is understood"
  std::string item;                   ///< optional: the answers on which people agree or not; with codes
  std::string segment;                ///< optional grouping column: agreement within and between its values
  std::vector<std::string> outcomes;  ///< share measures, compared between those who say yes and no
  double threshold = 0;               ///< share of yes that counts as shared; 0 = thresholds.definition
  friend bool operator==(const definition_question&, const definition_question&) = default;
};

/// One step of a funnel.
struct funnel_step {
  std::string measure;  ///< share: the step is in place
  std::string pursued;  ///< optional share: under way, the middle of three states
  friend bool operator==(const funnel_step&, const funnel_step&) = default;
};

/// Steps of which each needs those before it (FINDINGS.md, 7).
struct funnel_definition {
  std::string id;
  cxm::text label;
  std::vector<funnel_step> steps;
  friend bool operator==(const funnel_definition&, const funnel_definition&) = default;
};

/// Who left although satisfied (FINDINGS.md, 8).
struct defector_question {
  std::string id;
  cxm::text label;
  std::string satisfied;                ///< share measure
  std::string stayed;                   ///< share measure; who answers no has left
  std::string item;                     ///< optional: a scored item, for all thresholds and AUC
  std::vector<std::string> separating;  ///< share measures that may tell leavers from stayers
  friend bool operator==(const defector_question&, const defector_question&) = default;
};

/// Does an outcome go with a condition (FINDINGS.md, 4)? Both are share measures of the same people; or, when
/// `unit` names a segment, measures or indices of its units, which may come from different people.
struct outcome_link {
  std::string id;
  cxm::text label;
  std::string condition, outcome;
  std::string strata;     ///< people: "role", a segment, or empty
  std::string unit = {};  ///< segment whose units are the cases; empty = people are
  std::string condition_role = {}, outcome_role = {};  ///< with `unit`: whose answers; empty = all asked
  /// With `unit`: the value from which a unit meets the condition (of a share .5 when not given), and the one
  /// from which it reaches the outcome (not given: means are compared).
  std::optional<double> at_least = {}, outcome_at_least = {};
  friend bool operator==(const outcome_link&, const outcome_link&) = default;
};

/// A result whose change between waves is judged (FINDINGS.md, 9).
struct watched_change {
  std::string id;
  cxm::text label;
  std::string of;     ///< a measure or index
  double margin = 0;  ///< changes within it do not matter; 0 = thresholds.change_*
  friend bool operator==(const watched_change&, const watched_change&) = default;
};

/// Stated thresholds of the verdicts. A verdict is given when its probability reaches `certainty`, else the
/// finding is "not settled". Shares 0..1.
struct finding_thresholds {
  double certainty = 0.9;
  double quadrant_certainty = 0.8;
  double gap = 0.10;               ///< importance less effectiveness
  double perception_share = 0.10;  ///< roles agree within
  double perception_points = 10;
  double say_not_do = 0.25;     ///< share of all people who say and do not
  double definition = 0.5;      ///< share who say yes
  double satisfied_left = 0.5;  ///< share of those who left that had been satisfied
  double change_share = 0.03;   ///< changes within do not matter
  double change_points = 2;
  double change_nps = 3;
  double response = 0.3;          ///< share of the people of a role who must be heard
  double silent_difference = 10;  ///< points by which those who did not answer may differ
  double voices = 0.10;           ///< share of variance between roles or units that sets them apart
  double isolation = 0.05;        ///< index of isolation beyond which believers are in pockets, or scattered
  double stable_share = 0.02;     ///< change over all waves that still counts as none
  double stable_points = 2;
  friend bool operator==(const finding_thresholds&, const finding_thresholds&) = default;
};

struct finding_definitions {
  std::vector<importance_pair> importance;
  std::vector<perception_statement> perception;
  std::vector<say_do_pair> say_do;
  std::vector<roadblock_question> roadblocks;
  std::vector<believer_definition> believers;
  std::vector<dilution_definition> dilution;
  std::vector<pyramid_definition> pyramid;
  std::vector<definition_question> definitions;
  std::vector<funnel_definition> funnels;
  std::vector<defector_question> defectors;
  std::vector<outcome_link> outcomes;
  std::vector<watched_change> changes;  ///< empty: NPS measures and indices
  finding_thresholds thresholds;
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
