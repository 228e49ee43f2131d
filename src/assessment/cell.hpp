// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "assessment/groups.hpp"
#include "cxm/assessment/assessment.hpp"
#include "cxm/estimate/difference.hpp"
#include "cxm/estimate/index_estimate.hpp"
#include "cxm/estimate/level_estimate.hpp"

namespace cxm::detail {

/// A measure or an index of a plan, by name.
struct target {
  bool measure = true;
  int position = -1;  ///< -1: the plan has no such thing
};
[[nodiscard]] target find_target(std::string_view id, const tally&, const index_plan&);

/// A gap bound to a plan.
struct bound_gap {
  target a, b;
  std::string role_a, role_b;
  bool share = false;  ///< both sides live on 0..1
  std::string unit;
  [[nodiscard]] bool names_roles() const noexcept { return !role_a.empty() || !role_b.empty(); }
};

/// What is the same for all groups of one wave.
struct wave_context {
  const assess_options* options = nullptr;
  const tally* source = nullptr;
  wave_groups groups;
  index_plan indices;
  std::vector<bound_gap> gaps;                    ///< parallel to the instrument's
  std::vector<int> item_measure;                  ///< by item: a measure that is its score, or -1
  std::vector<std::array<bool, 5>> missing_seen;  ///< by item: kinds that occur in the wave
  std::shared_ptr<const design_frame> frame;
  const normal_draws* draws = nullptr;
  std::vector<std::string> segment_names;  ///< of the reported segment columns

  wave_context(const tally&, wave_groups, const assess_options&, const normal_draws*);
  [[nodiscard]] const cxm::instrument& asked() const { return source->instrument(); }
  /// Live estimates of any set of the tally's segments.
  [[nodiscard]] group_estimates estimates(const group&) const;
  [[nodiscard]] group_estimates estimates(const group&, std::shared_ptr<const design_frame>) const;
};

/// The frame of two waves that were drawn as one sample, so that their errors are correlated: of one tally,
/// with replicate weights or sampling units (clusters) that occur in both. nullptr: independent samples.
[[nodiscard]] std::shared_ptr<const design_frame> joint_frame(const wave_context&, const wave_context&);
/// Ends of the scale of a measure or index.
[[nodiscard]] std::pair<double, double> ends_of(const wave_context&, const target&);

/// A measure or index of one group, with its estimate.
struct compared_value {
  const wave_context* context = nullptr;
  const group_estimates* group = nullptr;
  target what;
  const estimate* value = nullptr;
};
/// a - b of two groups of one sample (under a design of one frame: two roles of a wave, or two waves under
/// joint_frame). `shared`: the rows that both have; nullptr: none.
[[nodiscard]] tested_difference difference_of(const compared_value& a, const compared_value& b, bool shares,
                                              const group_estimates* shared = nullptr);

struct item_result {
  std::vector<estimate> codes;
  bool boxes = false, has_mean = false;
  estimate top, bottom, mean;
  std::array<estimate, 5> missing;
  double asked = 0;
};

struct level_result {
  std::vector<double> probability;
  double needed = 0;
  staged_level staged;
};

struct gap_result {
  bool present = false;
  estimate difference, effect;
  double p = 0;
  std::string test = "t test";  ///< behind p
  double people = 0;            ///< behind the smaller side, or the pairs
};

/// The people behind everything of one cell, and its estimates when it is published.
struct cell_result {
  double people = 0, rows = 0;
  std::vector<double> item_answered, item_asked, measure_people;
  std::vector<std::uint8_t> item_unanimous;  ///< everybody who answered gave the same code
  std::vector<estimate> measures, indices;
  std::vector<double> spread;                      ///< by measure, population variance
  std::vector<std::vector<estimate>> quantiles;    ///< by measure: quartiles; empty where there are none
  std::vector<estimate> bootstrapped;              ///< by index; empty without replicates
  std::vector<std::array<estimate, 3>> nps_parts;  ///< by measure; promoters, passives, detractors
  std::vector<item_result> items;                  ///< empty where item rows are not wanted
  std::vector<level_result> levels;
  std::vector<gap_result> gaps;
};

/// People only.
[[nodiscard]] cell_result count_cell(const wave_context&, const group&);
/// Everything but gaps between groups. `items`: with item tables.
[[nodiscard]] cell_result evaluate_cell(const wave_context&, const group&, bool items);
/// Gaps that name roles, at a group of all roles.
void evaluate_role_gaps(const wave_context&, std::vector<cell_result>& cells, std::size_t at);

/// The distribution, boxes, mean and missing kinds of one item.
[[nodiscard]] item_result evaluate_item(const wave_context&, const group_estimates&, std::size_t item);

/// Unit of a measure's estimate: "share", "nps", "points", "score".
[[nodiscard]] std::string unit_of(const cxm::instrument&, const measure&);

}  // namespace cxm::detail
