// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "cxm/base/view.hpp"
#include "cxm/stats/covariance.hpp"
#include "cxm/stats/matrix.hpp"

/// Confirmatory factor analysis by maximum likelihood: which items speak of which factor is given, and the
/// model says whether the answers agree (Joreskog 1969; Bollen 1989), in one group or several.
namespace cxm {

/// Which variables speak of which factor. Variables 0 .. items - 1 are the items, items + f is factor f: a
/// factor whose indicators are factors is of second order. Factors that are nobody's indicator correlate.
struct factor_model {
  std::size_t items = 0;
  std::vector<std::vector<std::size_t>> factors;  ///< indicators of each
  /// The unit of a factor: that of its first indicator (whose loading is 1), or its standard deviation.
  bool unit_variances = false;
};

/// What is the same in all groups; each includes those before (Meredith 1993).
enum class invariance_level {
  configural,  ///< the same items speak of the same factors
  metric,      ///< and as strongly: equal loadings. Relations of factors can be compared
  scalar,  ///< and from the same start: equal intercepts. Means of factors, and of indices, can be compared
  strict   ///< and as purely: equal error variances
};

/// The moments of one group. Covariance with divisor n.
struct group_moments {
  double n = 0;
  std::vector<double> means;  ///< empty: covariances alone are modelled (one group)
  matrix covariance;
};

/// An item whose loading or intercept is free in every group, whatever is equal otherwise.
struct freed_item {
  std::size_t item = 0;
  invariance_level what = invariance_level::scalar;  ///< metric: loading, scalar: intercept, strict: error
};

struct factor_options {
  invariance_level equal = invariance_level::configural;
  std::vector<freed_item> freed;
  /// Standard errors from the second derivatives of the likelihood rather than from their expectation.
  bool observed_information = false;
  /// From rows: errors and tests that hold for answers of any shape.
  bool robust = true;
};

enum class factor_parameter_kind {
  loading,   ///< of `to` on factor `from`
  variance,  ///< of `to` when from == to (error variance of an indicator), else covariance
  mean       ///< intercept of `to` (an item), or mean of a factor
};
struct factor_parameter {
  factor_parameter_kind kind = factor_parameter_kind::loading;
  std::size_t group = 0, to = 0, from = 0;  ///< variables as in factor_model
  double value = 0;
  double se = 0;            ///< 0 when fixed
  double standardized = 0;  ///< all variables of standard deviation 1
  bool free = true;
  std::size_t position = 0;  ///< among the free parameters, in factor_fit::covariance; equal ones share it
};

/// How well a model agrees with the data.
struct factor_fit_measures {
  double chi_squared = 0, df = 0, p = 0;             ///< p NaN at df 0
  double baseline_chi_squared = 0, baseline_df = 0;  ///< of uncorrelated items
  double cfi = 0, tli = 0;               ///< comparative fit (Bentler 1990), Tucker & Lewis (1973)
  double nfi = 0, rfi = 0, ifi = 0;      ///< normed, relative and incremental fit (Bollen 1989)
  double rmsea = 0;                      ///< sqrt(groups max(0, chi^2 / df - 1) / n) (Steiger & Lind 1980)
  double rmsea_low = 0, rmsea_high = 0;  ///< 90 % limits
  double rmsea_close_p = 0;              ///< of "it is .05 or less"
};
struct factor_fit {
  std::vector<factor_parameter> parameters;  ///< by group; loadings, variances, means
  matrix covariance;                         ///< of the free parameters' errors
  std::vector<matrix> implied_covariance;    ///< by group, of the items
  std::vector<std::vector<double>> implied_means;
  factor_fit_measures measures;
  /// Robust to answers of any shape (only from rows): chi-squared over `scaling` (Yuan & Bentler 2000, as
  /// Mplus has it), its indices, and cfi and rmsea that estimate what normal answers would give
  /// (Brosseau-Liard, Savalei & Li 2012, 2014). NaN when not computed.
  factor_fit_measures scaled, robust;
  double scaling = 0, baseline_scaling = 0;
  double srmr = 0;           ///< root mean square of the residuals in units of the items' standard deviations
  double rmr = 0;            ///< in units of the items
  double gfi = 0, agfi = 0;  ///< goodness of fit (Joreskog & Sorbom), also adjusted; NaN with gaps
  double log_likelihood = 0, saturated_log_likelihood = 0;
  double aic = 0, bic = 0, adjusted_bic = 0;
  double n = 0;
  std::size_t groups = 0, free = 0;
  bool improper = false;  ///< a variance below 0, or a correlation of factors beyond 1
  int iterations = 0;

  [[nodiscard]] const factor_parameter* find(factor_parameter_kind, std::size_t group, std::size_t to,
                                             std::size_t from) const;
};

/// From moments, which a tally keeps: errors and chi-squared are those of normal answers. In several groups
/// means are modelled; factor means are 0 in the first (and in all below scalar). Errors:
/// cxm::error{argument} for a model that names variables that do not exist, moments that do not fit it;
/// cxm::error{numeric} for covariances that are not positive definite, a model that the data cannot identify
/// (for instance one factor of two items), a search without end. Cost O(q^2 p) a step and group, q free
/// parameters, p items.
[[nodiscard]] factor_fit fit_factor_model(const factor_model&, std::span<const group_moments> groups,
                                          const factor_options& = {});

/// From rows: `groups[g]` holds one column an item. Rows with gaps count with what they have (full
/// information maximum likelihood, means modelled); errors and scaled indices hold for answers of any shape
/// (sandwich with observed information). Errors as above. Cost O(n p^4) more for the scaling.
[[nodiscard]] factor_fit fit_factor_model(const factor_model&,
                                          std::span<const std::vector<column_view>> groups,
                                          const factor_options& = {});

/// Scores of factors for rows from a fit's first group: regression (Thurstone) phi L' S^-1 d, or Bartlett
/// (L' T^-1 L)^-1 L' T^-1 d, d the deviations from `means`. First-order models. Rows with a gap are NaN.
enum class score_method { regression, bartlett };
[[nodiscard]] matrix factor_scores(const factor_model&, const factor_fit&, std::span<const column_view> items,
                                   score_method);

}  // namespace cxm
