// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cxm/assessment/assessment.hpp"

namespace cxm::detail {

/// Strengths, weaknesses and engagement by unit, one finding a segment column of the newest wave: what of the
/// rows of table `unit` stands out at their false discovery rate, with shrunk value, agreement and, where
/// head counts are known, response rates. Nothing is estimated anew, so nothing is said that those rows hide.
void append_strengths(assessment&);

}  // namespace cxm::detail
