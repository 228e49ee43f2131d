// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

namespace cxm {

/// What the data say about one phenomenon of CX maturity, in one sentence and with its numbers.
struct finding {
  std::string id;    ///< "importance_gap:culture" ...
  std::string kind;  ///< "importance_gap", "quadrant", "perception_gap", "lip_service", "roadblocks" ...
  std::string title;
  std::string verdict;  ///< a stated word: "gap", "no gap", "not settled", ... (docs/findings)
  double probability = std::numeric_limits<double>::quiet_NaN();  ///< of the verdict, NaN when it has none
  double statistic = std::numeric_limits<double>::quiet_NaN();    ///< of a test where one is meant, else NaN
  double p_value = std::numeric_limits<double>::quiet_NaN();
  std::string test;               ///< its name
  std::string sentence;           ///< plain language
  std::string unseen;             ///< what the data could not show; may be empty
  double base = 0;                ///< people; NaN when it must not be shown
  std::string wave;               ///< the wave it speaks of
  std::vector<std::size_t> rows;  ///< its estimates, as positions in assessment::rows
};

}  // namespace cxm
