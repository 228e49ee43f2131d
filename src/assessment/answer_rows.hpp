// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cxm/assessment/assessment.hpp"
#include "cxm/quality/answer_patterns.hpp"

namespace cxm::detail {

/// Rows of the table `answers`: how many rows of the data show signs of careless answering, by wave and role.
/// Roles of a wave are shown when none of them is small, so that a hidden one cannot be had from the others.
void append_answers(assessment&, const answer_patterns&);

}  // namespace cxm::detail
