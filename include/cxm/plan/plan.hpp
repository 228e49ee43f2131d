// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <string>
#include <vector>

#include "cxm/estimate/group_estimates.hpp"
#include "cxm/estimate/index_estimate.hpp"
#include "cxm/explain/driver_model.hpp"
#include "cxm/plan/plan_document.hpp"
#include "cxm/plan/roadmap.hpp"

/// What to do first, when, and what that is expected to move. docs/plan.md defines every number.
namespace cxm {

/// Where a plan starts: one group of people of one wave (the organisation, or a part that may be shown).
struct plan_input {
  const instrument* asked = nullptr;
  const group_estimates* now = nullptr;
  const index_plan* indices = nullptr;
  std::vector<driver_model> drivers;  ///< outcomes move with their drivers
  /// May the group's measure or item be shown? Empty: all may. What may not takes no part, and a note says
  /// so.
  std::function<bool(std::size_t measure)> measure_shown;
  std::function<bool(std::size_t item)> item_shown;
};

struct plan_options {
  double level = 0.95;
  double certainty = 0.9;  ///< from which probability on an order counts as settled
  std::size_t top = 3;     ///< k of P(among the k best)
  std::size_t draws = 1000;
  std::size_t roadmap_draws = 100;    ///< draws for which the roadmap is solved anew
  std::size_t most_nodes = 0;         ///< of the roadmap's search; 0: by the number of candidates
  std::size_t most_nodes_again = 20;  ///< of each search under draws and with one candidate forced
  std::uint64_t seed = 1;
  std::string language = "en";
  unsigned threads = 1;  ///< results do not depend on it
  /// Called before each search for a roadmap, on whichever thread does it; what it throws ends the call.
  std::function<void()> begin_search;
};

/// A candidate: how good it is alone, and what part it has in the roadmap.
struct plan_candidate {
  std::string id, label, owner;
  bool practice = false;  ///< a question with room, not a declared initiative
  double cost = 0, effort = 0;
  std::size_t earliest = 1, duration = 1;  ///< periods, from 1
  estimate gain;      ///< of the goals together if it alone were done, in weighted hundredths of their scales
  estimate priority;  ///< gain per cost
  double rank = 1;    ///< of the priorities; ties share the best
  double rank_low = 1, rank_high = 1;  ///< simultaneous set of ranks
  double p_first = 0, p_top = 0;       ///< under joint draws; ties share places
  estimate now;                        ///< of a practice: the question's mean, 0..100
  double room = 0;                     ///< of a practice: points it can gain
  // Of the roadmap, where one is asked for:
  int begins = 0;                 ///< period from 1 in which it begins; 0 = not chosen
  double chosen = 0;              ///< share of the draws whose best roadmap contains it
  std::vector<double> chosen_in;  ///< the same by period of beginning
  /// Value that the roadmap loses when this candidate must be left out (a chosen one) or put in (another);
  /// NaN when it cannot be put in at all.
  double regret = std::numeric_limits<double>::quiet_NaN();
};

/// A measure or index through the periods. Element 0 is now, element t the end of period t.
struct plan_quantity {
  std::string id, label, unit;
  bool goal = false;
  std::vector<estimate> value;
  std::vector<estimate> movement;                      ///< against now
  std::vector<std::string> level_names;                ///< when levels rest on it
  std::vector<std::vector<double>> level_probability;  ///< by period and level
};

/// A level definition with gates through the periods, as it is read by its gates (staged). By period: element
/// 0 is now.
struct plan_staged_level {
  std::string id;            ///< of the level definition
  std::string index, label;  ///< the index of its cuts, and that index's label
  std::vector<std::string> level_names;
  std::vector<std::size_t> level;                     ///< from 1, at the expected values
  std::vector<std::vector<double>> probability;       ///< by period and level
  std::vector<std::vector<double>> gate_probability;  ///< by period and gate: that it holds
  std::vector<estimate> movement;                     ///< levels gained against now, their expectation
};

struct plan_target_outlook {
  std::string of, label;
  double at_least = 0;  ///< in units of the measure or index
  int level = 0;        ///< 0: a plain value
  std::string level_name;
  std::vector<double> probability;         ///< that it is reached; now, then after each period
  std::vector<double> probability_staged;  ///< the same of a level by its gates; empty when it has none
};

/// Weights of a goal, the others as they are, for which the candidate that comes first stays first.
struct weight_range {
  std::string goal;
  double weight = 1, low = 0, high = std::numeric_limits<double>::infinity();
};

struct plan_wave {
  std::string name;
  std::vector<std::size_t> begins, finishes;  ///< candidates
  double cost = 0, effort = 0;                ///< spent in the period
  estimate gain;                              ///< of the goals together at its end
};

struct plan_result {
  plan_document asked;      ///< what was asked for
  std::string fingerprint;  ///< of the plan file; empty when there was none
  std::string group;        ///< of whom it speaks; empty = the whole organisation
  std::string wave;
  double level = 0.95;
  std::size_t top = 3;
  std::vector<plan_goal> goals;
  std::vector<plan_candidate> candidates;
  std::vector<std::size_t> order;         ///< candidates by priority; of tied practices the lowest first
  bool settled = false;                   ///< the first comes first with at least `certainty`
  std::vector<weight_range> weights;      ///< when there is more than one goal
  std::vector<plan_quantity> quantities;  ///< goals, what targets and levels rest on, outcomes
  std::vector<plan_staged_level> staged;  ///< of every level definition with gates that may be shown
  std::vector<plan_target_outlook> targets;
  // The roadmap, where periods were given:
  std::vector<plan_wave> waves;
  double value = 0, bound = 0, greedy = 0;  ///< of the roadmap: time-valued gain, proven bound, baseline
  bool proven = false;
  std::size_t nodes = 0;
  int next_best = -1;                  ///< candidate whose change of mind costs least, or -1
  std::vector<std::string> sentences;  ///< what comes first, what the roadmap reaches, the alternative
  std::vector<std::string> notes;      ///< what was left out, and why
  [[nodiscard]] bool has_roadmap() const noexcept { return !waves.empty(); }
};

/// Priorities, and with periods a roadmap, of a checked plan. Deterministic for a seed.
///
/// Draws: measures and questions jointly from the t distribution of their means (full covariance where the
/// tally kept item moments; else questions are taken as independent, which the notes say), declared changes
/// from their normal distributions, slopes of drivers from theirs. Intervals are percentiles of the draws
/// around the value at the estimates.
/// Errors: those of check_plan; goals without a value.
[[nodiscard]] plan_result make_plan(const plan_document&, const plan_input&, const plan_options& = {});

}  // namespace cxm
