// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cxm/estimate/estimate.hpp"

namespace cxm {

/// One row of the tidy tables: one estimate. docs/tables.md lists what rows there are.
struct result_row {
  std::string table;             ///< "base", "item", "measure", "index", "level", "gap", "change", "unit" ...
  std::string id;                ///< of the item, measure, index, gap ... within its table
  std::string detail;            ///< what of it: "mean", "code:5", "P(level>=3)", "top" ...
  std::string label;             ///< for people, in the language asked for
  std::string unit;              ///< "share", "points", "nps", "score", "count", "probability", "level"
  std::vector<std::string> key;  ///< parallel to assessment::key_columns; "" = all
  estimate value;
  std::string suppressed;    ///< why hidden: "base", "complement", "parent"; empty when shown
  std::string counted_in{};  ///< of a hidden row: the nearest group that holds its people and is shown, as
                             ///< "unit=Other (3)" or "all"; empty when there is none
};

}  // namespace cxm
