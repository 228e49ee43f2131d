// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace cxm {

/// How the probabilities of an item's ordered categories 0 .. K - 1 move with a person's standing theta. The
/// metric is logistic without the constant 1.7.
enum class response_model {
  graded,         ///< P(X >= k) = 1 / (1 + exp(-(a theta + d_k))), d falling (Samejima 1969)
  partial_credit  ///< P(X = k) proportional to exp(k a theta + d_k), d_0 = 0 (generalised: Muraki 1992)
};

/// One item. Two categories make both models the two-parameter logistic model (Birnbaum 1968), and equal
/// slopes the Rasch and the partial credit model (Masters 1982). Errors of all functions: fewer than one
/// intercept, values that are not finite, intercepts of a graded item that do not fall, `steps` of another
/// length than the categories. Cost O(K).
struct response_curve {
  response_model model = response_model::graded;
  double slope = 1;  ///< a: how sharply the item tells people apart; negative for a reversed one
  std::vector<double> intercepts;  ///< d_1 .. d_(K-1)
  /// partial_credit: what stands in place of k where a category is not next to the one before; empty: 0 ..
  /// K-1.
  std::vector<double> steps{};

  [[nodiscard]] std::size_t categories() const noexcept { return intercepts.size() + 1; }
  /// b_k, k = 1 .. K - 1, in units of theta: graded -d_k / a, where one half answers k or higher; partial
  /// credit (d_(k-1) - d_k) / a, where k - 1 and k are equally likely. Infinite for a slope of 0.
  [[nodiscard]] std::vector<double> thresholds() const;
  /// P(X = k), k = 0 .. K - 1.
  [[nodiscard]] std::vector<double> probabilities(double theta) const;
  /// Fisher information about theta: sum_k P'_k^2 / P_k.
  [[nodiscard]] double information(double theta) const;
  /// sum_k v_k P_k; `values` v of the categories, empty: 0 .. K - 1. Errors: another number of values.
  [[nodiscard]] double expected(double theta, std::span<const double> values = {}) const;
};

}  // namespace cxm
