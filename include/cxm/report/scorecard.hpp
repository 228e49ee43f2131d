// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cxm/assessment/assessment.hpp"

namespace cxm {

/// The assessment on one screen of plain text (UTF-8, at most about 100 columns): the headline index with its
/// interval and change, levels with their probabilities, dimensions, gaps, the findings that the data
/// settle, and what was read. Of the newest wave, for everybody; hidden cells stay hidden. In the
/// assessment's language as far as the library has the words. Deterministic.
[[nodiscard]] std::string scorecard(const assessment&);

/// Two sides (compare_sides) as one table of plain text: values, difference with interval, effect, p adjusted
/// for the false discovery rate, what could have been found, and the verdicts. Hidden rows say so.
[[nodiscard]] std::string comparison_card(const assessment&);

}  // namespace cxm
