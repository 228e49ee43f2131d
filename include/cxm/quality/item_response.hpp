// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "cxm/base/view.hpp"
#include "cxm/estimate/estimate.hpp"
#include "cxm/quality/response_curve.hpp"
#include "cxm/stats/matrix.hpp"

/// Item response models of one trait: what each answer of each question says about where a person stands.
namespace cxm {

/// Integrals over the trait are sums over equally spaced nodes with normal weights made to sum 1.
struct quadrature {
  double lowest = -6, highest = 6;
  std::size_t nodes = 61;
};

struct item_response_options {
  response_model model = response_model::graded;
  bool equal_slopes = false;               ///< Rasch and partial credit models (graded: one slope for all)
  std::span<const std::int32_t> groups{};  ///< one a person, 0 the reference; negative: left out
  std::span<const double> weights{};       ///< one a person, >= 0
  quadrature integral{};
  unsigned threads = 1;  ///< the bits of the result do not depend on them
};

/// theta is normal with mean 0 and sd 1 in group 0, and with a mean and sd of their own in the others.
struct item_response_fit {
  std::vector<response_curve> items;
  std::vector<std::vector<double>> categories;  ///< per item: the values that occur, ascending
  std::vector<double> mean, sd;                 ///< of theta, one a group
  double n = 0;                                 ///< people with at least one answer
  double log_likelihood = 0;                    ///< marginal; under weights the sum of weighted terms
  double parameters = 0;                        ///< free ones
  double aic = 0, bic = 0;                      ///< -2 log L + 2 p, -2 log L + p log n (sum of weights)
  int iterations = 0;
  quadrature integral{};
  /// Of all parameters: slope, then intercepts of each item in turn, then mean and sd of groups 1, 2, ...
  /// Inverse observed information; under weights the sandwich of White (1982).
  matrix covariance;

  /// Their estimates with normal (Wald) intervals. `k` counts from 0: the threshold below category k + 1. A
  /// threshold b_k has its error by the delta method. Errors: an item, category or group that is none.
  [[nodiscard]] estimate slope(std::size_t item, double level = 0.95) const;
  [[nodiscard]] estimate intercept(std::size_t item, std::size_t k, double level = 0.95) const;
  [[nodiscard]] estimate threshold(std::size_t item, std::size_t k, double level = 0.95) const;
  [[nodiscard]] estimate group_mean(std::size_t group, double level = 0.95) const;
};

/// Fit by marginal maximum likelihood (Bock & Aitkin 1981): sum_i w_i log of the integral of prod_j P(x_ij |
/// theta) over the normal distribution of theta; gaps do not count (missing at random). `items`: one column
/// an item, any values in ascending order; values that do not occur are no categories. The sum of slopes is
/// positive. People who answered alike are one pattern: with R patterns, J items of K categories and Q nodes
/// a step costs O(R J (Q + J Q + J K^2)), some ten steps a fit.
///
/// Errors: cxm::error{argument} for fewer than three items (two with equal slopes), lengths, weights, groups
/// numbered with holes, more than 32 categories, fewer than 3 nodes; cxm::error{data} for an item with fewer
/// than two categories; cxm::error{numeric} when the likelihood has no finite maximum, with the item whose
/// slope runs away.
[[nodiscard]] item_response_fit fit_item_responses(std::span<const column_view> items,
                                                   const item_response_options& options = {});

}  // namespace cxm
