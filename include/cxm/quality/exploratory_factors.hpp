// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "cxm/quality/factor_model.hpp"
#include "cxm/stats/matrix.hpp"

/// Exploratory factor analysis: how many things p items speak of, and which item speaks of which. From their
/// correlation matrix R, of any kind (Pearson, polychoric).
namespace cxm {

enum class efa_method {
  minres,  ///< least squares of the correlations (Harman & Jones 1966)
  ml       ///< maximum likelihood (Joreskog 1967)
};

struct efa_fit {
  matrix
      loadings;  ///< p x m, unrotated: principal axes, strongest first, cubes of each column sum to 0 or more
  std::vector<double> communalities, uniqueness;  ///< explained share of each item, and the rest, 0.005 to 1
  std::vector<double> reduced_eigenvalues;        ///< of R with the communalities on its diagonal, falling
  double objective = 0;    ///< minres: half the sum of squares of R - L L' off the diagonal; ml: log|S| -
                           ///< log|R| + tr(R S^-1) - p
  double discrepancy = 0;  ///< the last, of either method
  double chi_squared = 0;  ///< (n - 1 - (2p + 5)/6 - 2m/3) discrepancy (Bartlett 1951)
  double df = 0;           ///< ((p - m)^2 - p - m) / 2
  double p = 0;            ///< of "m factors are enough"; NaN when df is 0
  double empirical_chi_squared = 0;  ///< n times the sum of squares of all residuals off the diagonal
  double rms = 0;                    ///< root mean square of these residuals
  double rmsea = 0;                  ///< sqrt(max(0, chi_squared / (df n) - 1 / (n - 1)))
  double tli = 0;
  double bic = 0;  ///< chi_squared - df log n
  double fit =
      0;  ///< 1 less the share of squared correlations (diagonal of 1 less uniqueness included) left over
  bool heywood = false;  ///< a uniqueness stands at its bound
  int iterations = 0;
};

/// Search over uniquenesses by scoring until a step promises less than 1e-20. n is only read for the tests.
/// Errors: cxm::error{argument} for a matrix that is not square, m < 1 or more factors than correlations can
/// tell (df < 0); cxm::error{numeric} when R is not positive definite, or the search does not end. O(p^3) a
/// step.
[[nodiscard]] efa_fit fit_efa(const matrix& correlation, std::size_t factors, efa_method, double n);

/// Rotated loadings. Columns keep their places; each has cubes that sum to 0 or more.
struct rotated_loadings {
  matrix loadings;
  matrix phi;  ///< correlations of the factors; the identity for varimax
  double criterion = 0;
  int iterations = 0;
};
/// Largest variance of squared loadings within columns, rows scaled to length 1 while rotating (Kaiser 1958),
/// by planar rotations. The criterion is the sum over columns of that variance.
[[nodiscard]] rotated_loadings rotate_varimax(const matrix& loadings);
/// Direct oblimin with gamma 0 (quartimin; Jennrich & Sampson 1966): least sum of products of squared
/// loadings of different columns (the criterion, over 4), factors free to correlate; by gradient projection
/// (Jennrich 2002) from the loadings as given and from those of varimax, whichever ends lower.
/// cxm::error{numeric} without end within 5000 steps.
[[nodiscard]] rotated_loadings rotate_oblimin(const matrix& loadings);

/// Whether there is anything to factor.
struct sampling_adequacy {
  double kmo = 0;           ///< Kaiser-Meyer-Olkin: squared correlations over these plus squared partial ones
  std::vector<double> msa;  ///< of each item
  std::vector<double> smc;  ///< squared multiple correlation of each item with the others
  std::vector<double> eigenvalues;          ///< of R, falling
  std::vector<double> reduced_eigenvalues;  ///< of R with smc on its diagonal, falling
  double chi_squared = 0, df = 0, p = 0;    ///< Bartlett's (1951) test of no correlation at all
};
[[nodiscard]] sampling_adequacy judge_correlations(const matrix& correlation, double n);

/// How many factors are more than noise: eigenvalues of R against those of n independent normal answers (Horn
/// 1965), drawn as Wishart matrices (Bartlett 1933), so that cost does not depend on n.
struct parallel_options {
  int replicates = 500;
  double quantile = 0.95;  ///< of noise, to be exceeded (Glorfeld 1995)
  std::uint64_t seed = 1;
};
struct parallel_analysis {
  std::vector<double> observed, noise_mean, noise_limit;  ///< falling
  std::size_t factors = 0;  ///< how many of the first lie above the limit, up to the first that does not
};
/// Errors: n <= p, replicates < 1, quantile outside (0, 1). O(replicates p^3). Same seed, same bits.
[[nodiscard]] parallel_analysis analyse_parallel(const matrix& correlation, double n,
                                                 const parallel_options& = {});

/// Weights that make scores of standardised items, p x m: regression (Thurstone) R^-1 L phi, or Bartlett
/// U^-1 L (L' U^-1 L)^-1, U the uniquenesses.
[[nodiscard]] matrix score_weights(const matrix& loadings, const matrix& phi, const matrix& correlation,
                                   score_method);

/// One factor behind all and m beside it: m factors (minres, oblimin), one factor of their correlations, and
/// what it explains of each item (Schmid & Leiman 1957).
struct hierarchical_omega {
  double omega_hierarchical =
      0;                   ///< (sum of general loadings)^2 / sum of R: of the sum, due to the general one
  double omega_total = 0;  ///< due to all factors: 1 - sum of uniquenesses / sum of R
  double omega_limit = 0;  ///< their ratio: omega_hierarchical of a composite of ever more such items
  std::vector<double> general;  ///< loadings on the general factor
  matrix groups;                ///< p x m, what the m factors have of their own
};
/// `factors` two or more; with two, both load the general factor alike (the data do not tell). Errors: those
/// of fit_efa. McDonald 1999; Zinbarg, Revelle, Yovel & Li 2005.
[[nodiscard]] hierarchical_omega fit_hierarchical_omega(const matrix& correlation, std::size_t factors);

}  // namespace cxm
