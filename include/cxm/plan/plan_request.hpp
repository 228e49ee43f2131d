// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "cxm/plan/plan.hpp"
#include "cxm/plan/what_if.hpp"

namespace cxm {

/// What an assessment is asked to plan, and for whom.
struct plan_request {
  plan_document document;
  std::string fingerprint;     ///< of the plan file, copied into the result
  std::string role;            ///< the plan starts from this role's answers; empty = everybody
  std::string segment, value;  ///< and from one value of a segment column; empty = the whole organisation
  std::vector<supposition> what_if;
  plan_options options;  ///< level, seed, language and threads are those of the assessment
};

/// The plan of an assessment, and what followed from its suppositions.
struct assessment_plan {
  plan_result plan;
  bool asked = false;  ///< false: made of the instrument's practices alone, without being asked for
  std::vector<supposition> suppositions;
  std::vector<supposed_quantity> supposed;
};

}  // namespace cxm
