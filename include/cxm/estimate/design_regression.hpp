// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "cxm/base/view.hpp"
#include "cxm/data/replicate_weights.hpp"
#include "cxm/data/survey_design.hpp"
#include "cxm/estimate/estimate.hpp"
#include "cxm/stats/matrix.hpp"

/// Linear and logistic regression under a sampling design (Binder 1983), as survey::svyglm.
namespace cxm {

enum class regression_family {
  gaussian,  ///< identity link
  binomial   ///< logit link; the response is 0 or 1
};

struct design_regression_fit {
  std::vector<double> coefficients;  ///< the constant first when there is one
  matrix covariance;                 ///< A^-1 B A^-1, B the design covariance of the scores
  double n = 0;                      ///< complete rows of positive weight
  double df_residual = 0;            ///< degrees of freedom of the design + 1 - coefficients
  int iterations = 0;
  std::string method;
  std::uint32_t flags = 0;

  [[nodiscard]] double se(std::size_t k) const;
  /// Two-sided p-value of coefficient k = 0 by Student's t on df_residual; NaN without degrees of freedom.
  [[nodiscard]] double p_value(std::size_t k) const;
  [[nodiscard]] estimate coefficient(std::size_t k, double level = 0.95) const;
};

/// Weighted regression of y on the columns of x (with a constant, unless `constant` is false). Rows with a
/// missing value are left out as a domain. Throws cxm::error{numeric} naming (in `column`) the first
/// predictor that others explain; for binomial, when the outcome has one class or a combination of
/// predictors separates it completely (no finite maximum); cxm::error{argument} when y is not 0 or 1, or
/// there are fewer rows than coefficients. Time O(n p^2) an iteration.
[[nodiscard]] design_regression_fit design_regression(const survey_design& design, const column_view& y,
                                                      std::span<const column_view> x,
                                                      regression_family family = regression_family::gaussian,
                                                      bool constant = true,
                                                      std::span<const std::uint8_t> domain = {});

/// The same with replicate weights: the model is fitted once a replicate; df_residual is the rank of the
/// weights less the number of coefficients.
[[nodiscard]] design_regression_fit design_regression(const replicate_weights& design, const column_view& y,
                                                      std::span<const column_view> x,
                                                      regression_family family = regression_family::gaussian,
                                                      bool constant = true,
                                                      std::span<const std::uint8_t> domain = {});

struct design_t_test_result {
  double t = 0;
  double df = 0;
  double p = 0;
  estimate difference;
};

/// Difference of the means of y between rows with group 1 and group 0 (second minus first), by the
/// regression of y on the group: as survey::svyttest.
[[nodiscard]] design_t_test_result design_t_test(const survey_design& design, const column_view& y,
                                                 const column_view& group, double level = 0.95,
                                                 std::span<const std::uint8_t> domain = {});

}  // namespace cxm
