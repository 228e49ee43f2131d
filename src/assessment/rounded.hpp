// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cxm/assessment/assessment.hpp"

namespace cxm::detail {

/// Round rows, bases of findings and counts of the receipt, as assess_options::rounded says. Order is kept:
/// an interval still holds its value.
void round_numbers(assessment&);

}  // namespace cxm::detail
