// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "cxm/assessment/assessment.hpp"

/// Made-up assessments of the built-in instrument, with the rows that docs/tables.md documents, for tests of
/// what comes after an assessment. The numbers are invented, but for the executives' published figures.
namespace cxm_test {

struct report_case {
  int units = 12;
  int waves = 3;  ///< 0 = no wave column
  bool customers = true;
  bool hide_everything = false;
  bool long_labels = false;
  bool findings = true;
  std::string language = "en";
};
[[nodiscard]] cxm::assessment example_assessment(const report_case& = {});

}  // namespace cxm_test
