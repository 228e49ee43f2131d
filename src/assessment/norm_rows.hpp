// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cxm/assessment/assessment.hpp"

namespace cxm::detail {

/// Where every group stands in the norm of the options, in the newest wave: rows of table `norm` from the
/// shown rows of measures and indices, role by role. What is hidden there is hidden here. Notes when nothing
/// of the norm was measured. Errors: a norm of another instrument (check_same_instrument).
void append_norm_rows(assessment&);

}  // namespace cxm::detail
