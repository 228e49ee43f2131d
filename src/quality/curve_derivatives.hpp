// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "cxm/quality/response_curve.hpp"

namespace cxm {

/// Errors of a curve, with the function that was called.
void check_curve(std::string_view function, const response_curve&);

/// log P(X = x) of a curve at one theta, and its derivatives by the parameters (a, d_1 .. d_(K-1)).
struct curve_point {
  std::vector<double> p;       ///< K
  std::vector<double> score;   ///< K x K: d log p_x / d parameter, x by rows
  std::vector<double> second;  ///< K x K x K: second derivatives of log p_x
};
/// `second` is filled when asked for. The differences of the graded model are taken without cancellation:
/// s(u) - s(v) = s(u) s(-v) (1 - exp(v - u)), s the logistic function.
void evaluate_curve(const response_curve&, double theta, bool with_second, curve_point&);

/// P and the first two derivatives by theta, one a category.
struct curve_slopes {
  std::vector<double> p, first, second;
};
[[nodiscard]] curve_slopes slopes_of(const response_curve&, double theta);

}  // namespace cxm
