// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "capi/arguments.hpp"
#include "cxm/data/replicate_weights.hpp"
#include "cxm/data/survey_design.hpp"

namespace cxm::capi {

/// Columns of numbers under their names.
struct numeric_columns {
  numeric_columns(const char* f, const char* p, const ::cxm_columns& columns);
  std::vector<std::string> names;
  std::vector<numbers> values;
  [[nodiscard]] std::vector<column_view> views() const;
  std::size_t rows = 0;
};

/// The design of a call: one of the two is there.
struct given_design {
  given_design(const char* f, const ::cxm_design& given, std::size_t rows);
  std::optional<survey_design> design;
  std::optional<replicate_weights> replicates;
  double level = 0.95;
  /// Where there is no form with replicate weights.
  [[nodiscard]] const survey_design& linearised(const char* f) const;
};

/// Columns of one call are equally long.
void same_rows(const char* f, const char* p, std::size_t has, std::size_t rows);
[[nodiscard]] double level_or_default(double level) noexcept;

}  // namespace cxm::capi
