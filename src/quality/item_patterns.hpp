// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "cxm/base/view.hpp"
#include "quality/marginal_likelihood.hpp"

namespace cxm {

void check_quadrature(std::string_view function, const quadrature&);

/// Answers as categories: people who answered alike are one pattern, in the order of group and answers.
struct coded_answers {
  std::vector<std::vector<double>> categories;  ///< per item: values that occur, ascending
  item_patterns patterns;
  double people = 0, weight = 0;  ///< with an answer, a group and a weight above 0
};
/// Errors as fit_item_responses.
[[nodiscard]] coded_answers code_answers(std::string_view function, std::span<const column_view> items,
                                         std::span<const std::int32_t> groups,
                                         std::span<const double> weights);

}  // namespace cxm
