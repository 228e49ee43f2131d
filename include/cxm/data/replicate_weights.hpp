// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "cxm/data/survey_design.hpp"
#include "cxm/stats/matrix.hpp"

namespace cxm {

/// Replicate weights: R re-weightings of the same rows. With theta_r a statistic under the weights of
/// replicate r, Var(theta) = scale * sum_r rscales_r (theta_r - c)^2; c is the full-sample value when
/// `mse`, else the mean of the theta_r over the replicates with rscales_r > 0.
struct replicate_weights {
  std::vector<double> sampling;  ///< full-sample weights, one a row
  matrix weights;                ///< rows x R, analysis weights: they already contain the sampling weight
  double scale = 1;
  std::vector<double> rscales;  ///< R
  bool mse = false;
  std::string method;  ///< "JK1", "JKn", "BRR", "Fay", "bootstrap", "given"

  [[nodiscard]] std::size_t rows() const noexcept { return sampling.size(); }
  [[nodiscard]] std::size_t replicates() const noexcept { return weights.cols; }
  /// Rank of the matrix of weights less one (tolerance 1e-5), as survey::degf. Time O(rows R^2).
  [[nodiscard]] double degrees_of_freedom() const;
};

/// Weights that came with the data. rows x R values >= 0; `combined`: they contain the sampling weight,
/// else they multiply it. Throws cxm::error{argument} when lengths differ or values are negative or not
/// finite.
[[nodiscard]] replicate_weights replicate_weights_from_matrix(std::vector<double> sampling, matrix weights,
                                                              double scale, std::vector<double> rscales,
                                                              bool mse = true, bool combined = true);

/// Delete-one jackknife of an unstratified design: R = n primary units, scale (n - 1)/n times 1 - n/N.
/// Throws cxm::error{argument} when the design is stratified or has a single unit.
[[nodiscard]] replicate_weights jackknife_1(const survey_design& design);

/// Stratified jackknife: one replicate a unit, the others of its stratum times n_h/(n_h - 1), rscales
/// (n_h - 1)/n_h times 1 - n_h/N_h. A stratum with a single unit follows the design's rule: `fail` throws
/// cxm::error{numeric}; the other rules give it no replicate.
[[nodiscard]] replicate_weights jackknife_n(const survey_design& design);

/// Balanced repeated replication for two primary units a stratum: R is the least multiple of 4 above the
/// number of strata for which a Hadamard matrix is built here (Sylvester, Paley), so the replicates are in
/// full orthogonal balance. Fay's variant gives weight 2 - rho and rho in place of 2 and 0; scale
/// 1/(R (1 - rho)^2). Throws cxm::error{data} naming a stratum without exactly two units.
[[nodiscard]] replicate_weights balanced_repeated_replication(const survey_design& design,
                                                              double fay_rho = 0);

/// Rescaled bootstrap of Rao & Wu (1988) as Rao, Wu & Yue (1992): n_h - 1 primary units drawn with
/// replacement in each stratum, weights times n_h/(n_h - 1) times the number of draws; scale
/// 1/(R - 1). Replicate r is drawn from the stream (seed, r), so more replicates extend fewer.
[[nodiscard]] replicate_weights bootstrap_rao_wu(const survey_design& design, std::size_t replicates,
                                                 std::uint64_t seed);

/// A normalised Hadamard matrix (first row and column +1) of the least order >= `least` that Sylvester's
/// and Paley's constructions and their products reach: every multiple of 4 up to 88 but 52.
[[nodiscard]] matrix hadamard_matrix(std::size_t least);

/// Covariance matrix (p x p) of p statistics from their replicates (R x p) and full-sample values.
[[nodiscard]] matrix replicate_covariance(const replicate_weights& design, const matrix& replicates,
                                          std::span<const double> full_sample);

}  // namespace cxm
