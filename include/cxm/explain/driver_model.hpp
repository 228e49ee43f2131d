// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cxm/stats/matrix.hpp"

namespace cxm {

/// What one point more on each predictor goes with on the outcome, the others held constant: the slopes of
/// a linear regression with the covariance of their sampling errors. This is what a plan needs to turn a
/// change of measures into an expected change of the outcome; whether the change would follow is a question
/// of cause, which slopes do not answer.
struct driver_model {
  std::string set;                      ///< id of the driver set
  std::string outcome;                  ///< measure
  std::vector<std::string> predictors;  ///< measures, in the order of the slopes
  std::vector<double> slopes;           ///< outcome units per unit of the predictor
  matrix covariance;                    ///< of the slopes' sampling errors, predictors x predictors
  double n = 0;                         ///< people, or units, on which they rest
  double df = 0;                        ///< degrees of freedom of the residual
  std::string method;
};

}  // namespace cxm
