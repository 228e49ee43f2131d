// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "cxm/quality/response_curve.hpp"

/// How precisely a set of questions measures, where, and which of them to keep in a shorter set.
namespace cxm {

/// Information of all curves at theta; the standard error of theta there is 1 / sqrt of it.
[[nodiscard]] double test_information(std::span<const response_curve> curves, double theta);

/// Marginal reliability of theta (Green, Bock, Humphreys, Linn & Reckase 1984, with a normal distribution of
/// theta): the mean of I / (I + 1 / sd^2) over it. Simpson's rule with 801 points over 8 sd to each side;
/// exact to 1e-9 for slopes below 10. 0 without curves. Errors: sd <= 0.
[[nodiscard]] double marginal_reliability(std::span<const response_curve> curves, double mean = 0,
                                          double sd = 1);

/// The best k of the curves: those whose marginal reliability is highest.
struct short_form {
  std::vector<std::size_t> items;  ///< ascending places in `curves`
  double reliability = 0;          ///< marginal, of these items
  bool exact = true;               ///< all sets were compared
};

/// One for each k from 1 to all. All sets are compared where there are at most 100,000 of a size; otherwise
/// the set grows one question at a time and is mended by exchanges until none helps. A set may be required to
/// hold the items `keep`: then k starts at their number (at least 1). Errors: an item of `keep` that is none.
/// Cost: 201 additions and divisions a set.
[[nodiscard]] std::vector<short_form> short_forms(std::span<const response_curve> curves, double mean = 0,
                                                  double sd = 1, std::span<const std::size_t> keep = {});

/// How sure a classification of people by cut scores on theta is when each estimate has a normal error
/// (Rudner 2001, 2005). Accuracy: the mean probability that the true value lies on the side (in the level) of
/// the estimate; consistency: that two tests put a person on the same side (in the same level).
struct classification_quality {
  std::vector<double> cut_accuracy, cut_consistency;  ///< one a cut, as if it were alone
  double accuracy = 0, consistency = 0;               ///< of all levels
};
/// People with NaN do not count; NaN when nobody is left. Levels are closed below. Errors: cuts not
/// ascending, lengths, se <= 0. O(people cuts).
[[nodiscard]] classification_quality classify_quality(std::span<const double> theta,
                                                      std::span<const double> se,
                                                      std::span<const double> cuts);

}  // namespace cxm
