// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "cxm/model/instrument.hpp"
#include "cxm/model/text.hpp"

/// What an organisation could do, wants to reach and can afford: the plan file. docs/plan.md.
namespace cxm {

/// What an initiative is expected to move once it is finished. `of` is an item (points of its scale from 0
/// to 100, towards maturity) or a measure (its own unit: points, shares 0..1, NPS). Either `mean` with `sd`,
/// the standard deviation of what its planner would bet on, or `low` and `high`, between which the change
/// falls with probability 90 %, read as a normal distribution.
struct expected_change {
  std::string of;
  std::optional<double> mean, sd;
  std::optional<double> low, high;
  friend bool operator==(const expected_change&, const expected_change&) = default;

  [[nodiscard]] double expected() const;            ///< mean, or the middle of low and high
  [[nodiscard]] double standard_deviation() const;  ///< sd, or (high - low) / (2 * 1.6449); 0 when not given
};

/// Something that can be done. Its cost (money) and effort (for example person-days) are spread evenly over
/// the periods it takes; its changes are there from the end of its last period on.
struct initiative {
  std::string id;
  cxm::text label;
  cxm::text owner;
  std::string note;
  double cost = 0, effort = 0;
  std::size_t earliest = 1;                ///< first period in which it can begin, from 1
  std::size_t duration = 1;                ///< periods
  std::vector<std::string> prerequisites;  ///< initiatives that must be finished before it begins
  std::vector<std::string> exclusions;     ///< initiatives that are alternatives to it
  std::vector<expected_change> changes;
  friend bool operator==(const initiative&, const initiative&) = default;
};

/// A value to be reached by a measure, index or item (`at_least`), or a level of a level definition
/// (`level`, from 1). Of an item: the value up to which its practice has room.
struct plan_target {
  std::string of;
  std::optional<double> at_least;
  std::optional<int> level;
  friend bool operator==(const plan_target&, const plan_target&) = default;
};

/// What counts as gain: a measure or index of which more is better. Gains of different goals are put on one
/// footing as hundredths of each goal's scale, times `weight`. (Of an index on 0..100 that is its points.)
struct plan_goal {
  std::string of;
  double weight = 1;
  friend bool operator==(const plan_goal&, const plan_goal&) = default;
};

/// The questions of the goals' composites as candidates of their own, with their room as change: the target
/// (default 75, "agree" on a scale of five) less the mean, at most one realistic step (default: one code of
/// the question's scale). Each costs 1 and takes one period.
struct plan_practices {
  std::optional<bool> include;  ///< default: when the file has no initiatives
  double target = 75;
  std::optional<double> step;  ///< points
  friend bool operator==(const plan_practices&, const plan_practices&) = default;
};

struct plan_document {
  std::string id, version;
  cxm::text title;
  std::string instrument;                ///< by which the organisation was asked; empty = any
  std::vector<std::string> periods;      ///< their names, in order; empty: numbered by the budget
  std::vector<double> budget, capacity;  ///< cost and effort that each period can bear; empty = unlimited
  bool carry_over = false;       ///< what a period leaves of the budget and capacity, the next may use
  double discount = 1;           ///< worth of a gain one period later, 0..1
  std::vector<plan_goal> goals;  ///< empty: the index of the first levels, else the first index
  std::vector<plan_target> targets;
  plan_practices practices;
  std::vector<initiative> initiatives;
  friend bool operator==(const plan_document&, const plan_document&) = default;

  /// Number of periods: of their names, else of the budget or capacity; 0 = no roadmap is asked for.
  [[nodiscard]] std::size_t horizon() const noexcept;
  [[nodiscard]] bool with_practices() const noexcept {
    return practices.include.value_or(initiatives.empty());
  }
};

inline constexpr std::size_t most_periods = 15;
inline constexpr std::size_t most_candidates = 200;

/// Prove that a plan does not contradict itself or its instrument. Faults are cxm::error{argument} whose
/// message begins with the JSON path: ids differ, references exist, prerequisites have no circle and no
/// alternative among them, lists have one entry a period, numbers are in range.
void check_plan(const plan_document&, const instrument&);

/// The goals as they count: those declared, or the default.
[[nodiscard]] std::vector<plan_goal> goals_of(const plan_document&, const instrument&);

}  // namespace cxm
