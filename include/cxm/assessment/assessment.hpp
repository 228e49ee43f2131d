// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/benchmark/norm.hpp"
#include "cxm/data/receipt.hpp"
#include "cxm/disclosure/ledger.hpp"
#include "cxm/estimate/group_estimates.hpp"
#include "cxm/estimate/result_row.hpp"
#include "cxm/explain/driver_model.hpp"
#include "cxm/findings/finding.hpp"
#include "cxm/findings/head_count.hpp"
#include "cxm/model/driver_set.hpp"
#include "cxm/model/instrument.hpp"
#include "cxm/tally/respondent_rows.hpp"
#include "cxm/tally/tally.hpp"

namespace cxm {

/// Only answers whose value in a column ("role", "wave" or a segment) is one of these, or lies below one of
/// them in the column's hierarchy.
struct selection {
  std::string column;
  std::vector<std::string> values;
  friend bool operator==(const selection&, const selection&) = default;
};

struct plan_request;     // plan/plan_request.hpp
struct assessment_plan;  // plan/plan_request.hpp

struct assess_options {
  double level = 0.95;             ///< confidence level of all intervals
  std::uint32_t minimum_base = 5;  ///< people below which a cell is hidden
  bool disclosure = true;          ///< false is written into every output
  std::string language = "en";
  std::uint64_t seed = 1;                       ///< of simulated probabilities (staged levels)
  std::vector<std::string> segments;            ///< segment columns to report; empty = all
  std::vector<std::vector<std::string>> cross;  ///< segment columns to cross with each other, and with roles
  std::vector<selection> where;                 ///< all must hold; empty = everybody
  /// People below which a group is hidden where all who answer a question give the same answer: the row
  /// would tell what each of them said. 0 = never.
  std::uint32_t unanimous_base = 10;
  /// Round what is published: counts and bases to multiples of 5, shares to whole per cent, other values to
  /// one decimal (ratios to two).
  bool rounded = false;
  bool roll_up = true;                       ///< show small siblings together: "Other (3)"
  std::vector<head_count> heads;             ///< how many people there are, for response rates
  bool crossed_items = false;                ///< item tables also for every role within every segment
  lonely_rule lonely = lonely_rule::adjust;  ///< strata of one sampling unit
  std::vector<std::string> compared;         ///< measures and indices that units are compared on; empty: the
                                             ///< indices, what they rest on, and NPS
  double false_discovery_rate = 0.05;        ///< of "this unit differs from the rest of its parent"
  std::shared_ptr<const norm> reference;     ///< where everybody is to be placed; none: no table `norm`
  /// First wave after something that findings on dilution ask about, as when the sponsor left; "" = what the
  /// instrument declares.
  std::string event_wave, event_label;
  std::shared_ptr<const plan_request> plan;  ///< what to plan; none: the instrument's practices, by priority
  unsigned threads = 1;                      ///< at most; results do not depend on it
  bool explain = true;                       ///< false: no table `driver`
  std::vector<driver_set> drivers;           ///< validated sets to answer instead of the newest instrument's
  /// The people of the (single) tally, when they are at hand: drivers among people then get robust or
  /// clustered errors and a bootstrap of people instead of normal theory, and yes/no outcomes odds ratios;
  /// and reliability an error that holds for answers of any shape. Only what finds all its measures in them
  /// uses them.
  std::shared_ptr<const respondent_rows> people;
};

/// Small siblings that stand together in the tables because none of them may be shown.
struct rolled_up_group {
  std::string wave, column, parent;  ///< parent in the hierarchy, or "" = the whole
  std::string value;                 ///< in the key of its rows: "Other (3)"
  std::vector<std::string> members;  ///< values of the column
};

/// How the answers of a wave were drawn, as the estimates take it.
struct wave_design {
  std::string wave;
  std::string kind;     ///< "plain", "weighted", "stratified", "clustered", "replicate weights"
  double strata = 0;    ///< 0 where nothing is known of them
  double units = 0;     ///< sampling units: clusters, people, or columns of replicate weights
  double lonely = 0;    ///< strata of one unit
  bool finite = false;  ///< with finite population correction
  double df = 0;        ///< of the whole sample
  std::string rule;     ///< for lonely strata, or the type of the replicate weights
};

/// Everything estimated from a tally, disclosure control applied.
struct assessment {
  instrument_ptr source;
  std::string fingerprint;
  assess_options options;
  tally_options kept;
  std::vector<std::string> key_columns;  ///< "wave", "role", then the segment columns
  std::vector<result_row> rows;
  std::vector<finding> findings;
  std::vector<driver_model>
      drivers;                     ///< of the newest wave, one a driver set that could be answered and shown
  std::vector<std::string> waves;  ///< in order, oldest first
  std::vector<rolled_up_group> rolled_up;
  std::vector<wave_design> designs;  ///< one a wave, in the same order
  import_receipt receipt;
  std::string library_version;
  std::vector<std::string> notes;  ///< what a reader must know: instruments that differ, settings off
  std::shared_ptr<const assessment_plan> plan;  ///< of the newest wave; none where nothing can be planned

  /// First row with this table, id, detail and key, or nullptr.
  [[nodiscard]] const result_row* find(std::string_view table, std::string_view id, std::string_view detail,
                                       const std::vector<std::string>& key) const noexcept;
};

/// Estimate everything that the instrument declares from a tally: docs/tables.md says which rows.
///
/// Waves are taken apart, never pooled.
/// Cost: proportional to groups x (items + measures), whatever the rows. Deterministic.
[[nodiscard]] assessment assess(const tally&, const assess_options& = {}, const import_receipt& = {});

/// The same over several tallies of different instruments that share measure ids, as when a yearly survey
/// changes its questionnaire: each wave is estimated from its own tally by its own instrument, and change
/// over waves is taken by id. Where items, scales or scoring of a measure differ between two waves, its
/// change carries the flag `version_differs` and a note says what differs. The same wave in two tallies is
/// cxm::error{argument}: merge them first. The newest wave's instrument gives labels and findings.
[[nodiscard]] assessment assess(std::span<const tally* const> tallies, const assess_options& = {},
                                const import_receipt& = {});

/// The same beside everything that was published of these tallies before: nothing is shown that would, with
/// it, give a small group away, and what is shown is written down. Small groups are here all those that
/// values of the grouping columns describe, asked for or not. A ledger of other answers is
/// cxm::error{state}; `disclosure` must be on.
[[nodiscard]] assessment assess(std::span<const tally* const> tallies, const assess_options&,
                                const import_receipt&, disclosure_ledger&);

}  // namespace cxm
