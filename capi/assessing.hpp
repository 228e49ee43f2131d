// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "capi/arguments.hpp"
#include "cxm/assessment/assessment.hpp"

namespace cxm::capi {

/// The options of a call as the library takes them, but for the ledger.
[[nodiscard]] assess_options assess_options_of(const char* f, const ::cxm_assess_options& given);
/// 0 = the library's, -1 = never.
[[nodiscard]] std::uint32_t unanimous_base_of(const char* f, std::int32_t given);

void give(assessment result, ::cxm_assessment*& out);

}  // namespace cxm::capi
