// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cxm/assessment/assessment.hpp"

namespace cxm {

/// Something about a composite or a question that is worth a look, in the newest wave; thresholds and their
/// sources: docs/quality.md.
struct check_remark {
  /// "unreliable", "perhaps_unreliable", "more_than_one" (factor), "runs_against", "stands_apart",
  /// "better_without", "missing" or "crowded".
  std::string kind;
  std::string composite;                ///< empty for "missing" and "crowded"
  std::string item;                     ///< empty when it is about the composite as a whole
  std::string role;                     ///< in whose rows; empty = of all who are asked
  double value = 0, low = 0, high = 0;  ///< of the coefficient or share; low, high: NaN without an interval
  double limit = 0;                     ///< what it is held against
  std::string text;                     ///< a sentence in the assessment's language
};
/// From the tables `reliability` and `item`: composites in the instrument's order, then questions. Hidden
/// rows give none.
[[nodiscard]] std::vector<check_remark> check_remarks(const assessment&);

/// The tables `reliability`, `item` and `answers` of the newest wave as plain text (UTF-8, about 100
/// columns): how reliable each composite is (of each role too when `by_role`), which questions are worth a
/// look and why, how many rows show signs of careless answering. In the assessment's language. Hidden rows
/// stay hidden. The thresholds are those of docs/quality.md.
[[nodiscard]] std::string check_text(const assessment&, bool by_role = false, std::size_t rows_to_list = 0);

}  // namespace cxm
