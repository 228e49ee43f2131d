// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "cxm/data/receipt.hpp"
#include "cxm/estimate/estimate.hpp"
#include "cxm/model/instrument.hpp"
#include "cxm/tally/tally.hpp"

namespace cxm {

struct assess_options {
  double level = 0.95;                 ///< confidence level of all intervals
  std::uint32_t minimum_base = 5;      ///< people below which a cell is hidden
  bool disclosure = true;              ///< false is written into every output
  std::string language = "en";
  std::uint64_t seed = 1;              ///< of simulated probabilities (staged levels)
  std::vector<std::string> segments;   ///< segment columns to report; empty = all
};

/// One row of the tidy tables: one estimate. `key` is parallel to assessment::key_columns; "" = all.
struct result_row {
  std::string table;                   ///< "item", "measure", "index", "level", "gap", "change", "finding" ...
  std::string id;                      ///< of the measure, index, gap ... within its table
  std::string detail;                  ///< what of it: "mean", "code:5", "P(level>=3)", "top" ...; may be empty
  std::string label;                   ///< for people, in the language asked for
  std::string unit;                    ///< "share", "points", "nps", "score", "count", "probability", "level"
  std::vector<std::string> key;
  estimate value;
  std::string suppressed;              ///< reason, empty when shown: "base", "complement", "parent"
};

/// What the data say about one phenomenon of CX maturity, in one sentence and with its numbers.
struct finding {
  std::string id;                      ///< "importance_gap:culture" ...
  std::string kind;                    ///< "importance_gap", "perception_gap", "lip_service", "roadblocks" ...
  std::string title;
  std::string verdict;                 ///< a stated word: "gap", "no gap", "not settled", ...
  double probability = 0;              ///< of the verdict, NaN when it has none
  double statistic = 0, p_value = 0;   ///< of a test where one is meant, else NaN
  std::string test;                    ///< its name
  std::string sentence;                ///< plain language
  std::string unseen;                  ///< what the data could not show; may be empty
  double base = 0;                     ///< people
  std::vector<std::size_t> rows;       ///< its estimates, as positions in assessment::rows
};

/// Everything estimated from a tally, disclosure control applied.
struct assessment {
  instrument_ptr source;
  std::string fingerprint;
  assess_options options;
  tally_options kept;
  std::vector<std::string> key_columns;   ///< "wave", "role", then the segment columns
  std::vector<result_row> rows;
  std::vector<finding> findings;
  std::vector<std::string> waves;         ///< in order, oldest first
  import_receipt receipt;
  std::string library_version;

  /// First row with this table, id, detail and key, or nullptr.
  [[nodiscard]] const result_row* find(std::string_view table, std::string_view id, std::string_view detail,
                                       const std::vector<std::string>& key) const noexcept;
};

/// Estimate everything that the instrument declares from a tally.
[[nodiscard]] assessment assess(const tally&, const assess_options& = {}, const import_receipt& = {});

}  // namespace cxm
