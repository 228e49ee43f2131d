// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "cxm/data/batch.hpp"
#include "cxm/tally/tally.hpp"

/// Answers written row by row, and the tally of them.
namespace cxm::testing {

struct survey_row {
  std::string role, wave;
  std::vector<std::string> segments;            ///< in the instrument's order
  std::map<std::string, std::int32_t> answers;  ///< item -> code; others were not answered (or not asked)
  double weight = 1;
  std::vector<std::string> dont_know;  ///< items answered "don't know"
};

/// A batch of these rows. Choice items with several answers take the code as the only one chosen.
[[nodiscard]] batch batch_of(const instrument&, const std::vector<survey_row>&, bool weighted = false);
[[nodiscard]] tally tally_of(const instrument_ptr&, const std::vector<survey_row>&, tally_options = {});

}  // namespace cxm::testing
