// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "cxm/stats/matrix.hpp"

/// How much each of several correlated predictors has to do with an outcome: shares of the explained
/// variance.
///
/// All work on a covariance (or correlation) matrix of the outcome and its predictors, outcome first; scaling
/// a variable changes nothing. Errors: cxm::error{argument} for shapes and values; cxm::error{numeric} naming
/// a variable that is constant or explained exactly by those before it. `names` are those of the predictors,
/// for messages.
namespace cxm {

/// R2 = s' S^-1 s / s_yy of the regression on all predictors.
[[nodiscard]] double explained_share(const matrix& covariance, std::span<const std::string> names = {});

/// What a predictor adds to R2, averaged over subsets of the others.
struct dominance_result {
  double r2 = 0;
  /// Lindeman, Merenda & Gold (1980), equal to Shapley's (1953) value and to general dominance (Budescu 1993;
  /// Azen & Budescu 2003): mean of the conditional values. Sums to R2; equal to squared correlations when
  /// predictors are uncorrelated; never negative.
  std::vector<double> general;
  matrix conditional;  ///< predictor x size of the subset (0 .. p-1): mean addition to R2
  /// What a predictor would have that has nothing to do with outcome or predictors, by chance, on n people:
  /// by size of the subset the mean of 1 - R2, to be divided by n - 1 - size.
  std::vector<double> unexplained;
};

/// Exact over all 2^p subsets, p <= 25: the tree of Schur complements visits each subset once, at a cost that
/// does not grow with p on average. 15 predictors: under a millisecond; 20: some 10 ms; 25: half a second.
/// Memory O(p^3).
[[nodiscard]] dominance_result dominance(const matrix& covariance, std::span<const std::string> names = {});

/// (i, j): the share of subsets of the other predictors to which i adds more than j, ties half; 1 is complete
/// dominance of i over j (Azen & Budescu 2003). p <= 20; time O(p^2 2^p), memory 2^p doubles.
[[nodiscard]] matrix complete_dominance(const matrix& covariance, std::span<const std::string> names = {});

/// Relative weights (Johnson 2000): the outcome regressed on the orthogonal variables nearest to the
/// predictors, shared out by squared loadings. Sums to R2, close to `dominance`, O(p^3) for any p.
[[nodiscard]] std::vector<double> relative_weights(const matrix& covariance,
                                                   std::span<const std::string> names = {});

/// Simpler shares, for comparison.
struct simple_shares {
  std::vector<double> first;         ///< squared correlation with the outcome
  std::vector<double> last;          ///< what R2 loses without the predictor
  std::vector<double> standardized;  ///< slope x sd(x) / sd(y)
  std::vector<double> beta_squared;  ///< its square
  std::vector<double>
      pratt;  ///< standardized x correlation (Hoffman 1960; Pratt 1987): sums to R2, may be < 0
  std::vector<double> correlation;  ///< with the outcome
};
[[nodiscard]] simple_shares simple_importance(const matrix& covariance,
                                              std::span<const std::string> names = {});

/// The noise floor: what a predictor without any relation to outcome and predictors gets of R2 from `n`
/// people (or their effective number), and what it exceeds with probability 1 - level. Given a subset of k
/// predictors a normal noise variable adds (1 - R2) times a Beta(1/2, (n - k - 2)/2) variable; both figures
/// are averaged over the subsets as importance is, the second therefore slightly high. NaN when n <= p + 2.
struct noise_floor {
  double expected = 0;
  double limit = 0;
};
[[nodiscard]] noise_floor noise_floor_of(const dominance_result&, double n, double level = 0.95);

}  // namespace cxm
