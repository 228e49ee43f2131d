// SPDX-License-Identifier: Apache-2.0
#include "cxm/model/scoring.hpp"

#include <utility>

#include "cxm/model/detail/scoring_compiler.hpp"

namespace cxm {

std::string driver_measure_id(const driver_set& set, const std::string& measure) {
  return detail::among_id(set, measure);
}

scoring_plan compile_scoring(const instrument& source, bool item_measures) {
  detail::scoring_compiler c(source, item_measures);
  c.run();
  return std::move(c.plan);
}

}  // namespace cxm
