// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "cxm/model/instrument.hpp"

namespace cxm {

/// The integer grid on which a measure lives: score = origin + step * grid value.
///
/// A composite of items with integer (or decimal) scores and integer (or decimal) weights lives on an exact
/// grid: step = 100 / (D * L), D the common denominator of the rescaled item scores and L the least common
/// multiple of the answered weights that can occur. Where that would not fit 31 bits, and for continuous
/// numbers, values are rounded once to a multiple of 2^-32 (numbers with declared limits beyond 2^23: of the
/// smallest power of two that fits).
struct measure_grid {
  double origin = 0;
  double step = 1;
  std::int64_t lowest = 0;   ///< smallest grid value that can occur
  std::int64_t highest = 0;  ///< largest
  bool exact = true;         ///< false: values are rounded to the grid once, to half a step
  [[nodiscard]] double score(std::int64_t g) const noexcept { return origin + step * static_cast<double>(g); }
};

/// A measure of the compiled plan. Besides the declared measures the plan carries one `value` measure per
/// scored single-answer item when item moments are asked for; their ids are "item:<id>". Like every value
/// measure these speak of the answer as given: reversed items are not mirrored. And it carries the joint
/// measures that declared findings need and that no one has to declare, with neither `declared` nor `item`:
///   "funnel:<id>:<k>"         all of the steps 1 .. k hold, k = 2 ..
///   "funnel:<id>:in_order"    no step holds without all those before it
///   "defectors:<id>:left"     satisfied and left;  "defectors:<id>:stayed" satisfied and stayed
///   "defectors:<id>:>=<code>" scores at least as high as this code, but for the lowest
///   "drivers:<id>:<measure>"  a measure of a driver set with `among`: missing but for those who say yes
///   there
struct planned_measure {
  std::string id;
  measure_kind kind = measure_kind::composite;
  int declared = -1;        ///< position in instrument::measures, or -1
  int item = -1;            ///< position in instrument::items of an item measure, or -1
  int of = -1, among = -1;  ///< of a driver set's measure: the measure it repeats, and whose yes it needs
  measure_grid grid;
  double low_score = 0;     ///< ends of the scale in score units: 0..1, 0..100, -100..100 ...; infinite
  double high_score = 100;  ///< where a number has no declared limits
};

/// One step of a scoring program: how the grid values of one measure follow from a row's answers, or from
/// measures of earlier steps.
struct scoring_step {
  enum class kind : std::uint8_t {
    lookup,      ///< one coded item through `table` (share, nps, value)
    options,     ///< 1 when one of the options in `mask` is selected, else 0 (share of a multiple choice)
    number,      ///< the number of an item, rounded to the grid
    composite,   ///< sum of the parts' tables times factor[sum of the answered parts' weights]
    continuous,  ///< composite whose weights or items have no small common grid: in floating point
    joint,       ///< all conditions
    in_order,    ///< no condition holds after one that fails
    difference,  ///< minuend minus subtrahend
    among        ///< the minuend where the subtrahend, a share, is 1; else missing
  };
  /// Stands in a table for "no answer".
  static constexpr std::int64_t absent = INT64_MIN;

  struct part {  ///< of a composite
    std::size_t item = 0;
    std::int64_t weight = 0;          ///< composite
    std::vector<std::int64_t> table;  ///< composite: weight * rescaled score, by code position
    double real_weight = 0;           ///< continuous
    std::vector<double> real_table;   ///< continuous: 0..1 by code position; empty for a number
    double low = 0, high = 0;         ///< continuous: limits of a number (high < low mirrors)
  };
  struct requirement {  ///< of a joint or in_order: item codes, options, or limits of a measure
    int item = -1;
    std::vector<std::uint8_t> in_set;  ///< by code position
    std::uint64_t mask = 0;            ///< multiple choice
    bool multiple = false;
    int measure = -1;                                ///< position in the plan
    std::int64_t low = INT64_MIN, high = INT64_MAX;  ///< grid limits
  };

  scoring_step::kind how = kind::lookup;
  std::size_t target = 0;           ///< position in scoring_plan::measures
  std::size_t item = 0;             ///< lookup, options, number
  std::vector<std::int64_t> table;  ///< lookup: grid value by code position, or absent
  std::uint64_t mask = 0;           ///< options
  double per_step = 1;              ///< number: grid value = nearest integer to number * per_step
  std::vector<part> parts;
  std::vector<std::int64_t> factor;  ///< composite: by answered weight; 0 = too little answered
  double least_weight = 0;           ///< continuous: answered weight below which it is missing
  std::vector<requirement> all;
  std::size_t minuend = 0, subtrahend = 0;
  std::int64_t minuend_up = 1, minuend_down = 1;        ///< grid value = nearest to m * up / down
  std::int64_t subtrahend_up = 1, subtrahend_down = 1;  ///< the same of the subtrahend
};

/// The instrument compiled to steps on integers. `steps` are in an order in which every source comes before
/// its use.
struct scoring_plan {
  std::vector<planned_measure> measures;
  std::vector<scoring_step> steps;
};

/// Largest magnitude of a grid value.
inline constexpr std::int64_t grid_limit = std::int64_t{1} << 55U;

/// The measure of the plan that stands for one of a driver set: the measure itself, or with `among` the
/// derived one.
[[nodiscard]] std::string driver_measure_id(const driver_set&, const std::string& measure);

/// Compile the scoring of an instrument: its measures in their order, then (when `item_measures`) one value
/// measure per scored single-answer item, then those that findings and driver sets need.
///
/// Missing values: a composite is missing when the answered share of its weight is below `min_answered` or
/// nothing is answered; a share, nps or value when its item is; a difference when one side is; a joint
/// when any of its conditions is undecided. (Counting it as false as soon as one condition fails would keep
/// more of the people for whom it is false than of those for whom it is true, and so bias the share down.)
/// Errors: cxm::error{instrument} for references that do not exist, circles, or composites of items that have
/// no range. Cost: linear in the instrument.
[[nodiscard]] scoring_plan compile_scoring(const instrument&, bool item_measures);

}  // namespace cxm
