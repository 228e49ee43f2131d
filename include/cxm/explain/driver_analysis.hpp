// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "cxm/base/view.hpp"
#include "cxm/estimate/estimate.hpp"
#include "cxm/estimate/ranks.hpp"
#include "cxm/explain/driver_model.hpp"
#include "cxm/explain/driver_moments.hpp"
#include "cxm/explain/importance.hpp"

/// Which predictors have most to do with an outcome, with what one knows of each: importance with its
/// interval, a set of ranks instead of a rank, the sign, the slope, and what noise would get.
namespace cxm {

struct driver_options {
  double level = 0.95;
  std::uint32_t draws = 0;  ///< 0: 1,000, with more than 16 predictors 200, with more than 20 predictors 100
  std::uint64_t seed = 1;
  unsigned threads = 1;  ///< results do not depend on it
};

/// What is known of one predictor.
struct driver_result {
  std::string id;
  estimate
      importance;   ///< share of the outcome's variance: mean addition to R2 over all subsets (LMG, Shapley)
  estimate share;   ///< importance / R2
  estimate weight;  ///< Johnson's relative weight, in the unit of importance
  rank_set rank;    ///< of importance, 1 = most; low .. high hold for all predictors at once with `level`
  double p_first = 0;        ///< share of replicates in which it is the most important
  estimate slope;            ///< outcome units per unit, the others held constant
  estimate standardized;     ///< slope x sd(x) / sd(y)
  estimate correlation;      ///< with the outcome, nothing held constant
  int sign = 0;              ///< of the slope: -1 or 1; 0 when its interval holds 0
  bool above_noise = false;  ///< importance exceeds what noise would reach with probability 1 - level
};

struct driver_analysis {
  driver_model model;
  std::vector<driver_result> drivers;  ///< in the order given
  estimate r2;                         ///< of all predictors together
  double adjusted_r2 = 0;
  noise_floor floor;      ///< what a predictor of noise gets of R2
  double replicates = 0;  ///< that could be used
  double n = 0, n_eff = 0;
  driver_moments moments;
  std::string method;  ///< how the errors were found
};

/// From moments alone (a tally): errors by draws of the covariance matrix from its distribution under
/// normality (Wishart, df of the moments), slopes with their classical errors. Intervals of importance are
/// good when answers are not too far from normal; docs/drivers.md shows how good. `names` of the predictors,
/// `outcome` of the outcome. Errors as dominance(); cxm::error{data} when df leaves no residual.
[[nodiscard]] driver_analysis analyse_drivers(const driver_moments&, const std::string& outcome,
                                              std::span<const std::string> names, const driver_options& = {});

/// The slopes alone, with their classical errors: what analyse_drivers says of them from moments. Errors
/// alike.
[[nodiscard]] std::vector<estimate> slopes_on_moments(const driver_moments&,
                                                      std::span<const std::string> names,
                                                      double level = 0.95);

/// From rows: errors by the bootstrap over rows, or over clusters when `cluster` numbers them; slopes with
/// HC3 or CR2 errors (Satterthwaite's df), under weights with the design's linearisation. Rows with a missing
/// value are left out. More than 1,000 rows are drawn in 1,000 random groups of rows, which bootstraps their
/// sums at the same rate.
[[nodiscard]] driver_analysis analyse_drivers(const column_view& y, std::span<const column_view> x,
                                              const std::string& outcome, std::span<const std::string> names,
                                              const driver_options& = {},
                                              std::span<const double> weights = {},
                                              std::span<const std::int32_t> cluster = {});

/// Units (departments, shops) as cases: their means, and the sampling variances of these means.
struct unit_means {
  std::vector<std::vector<double>> means;      ///< outcome first, then predictors; one value a unit
  std::vector<std::vector<double>> variances;  ///< of the same shape
};

/// Errors in the units' means pull slopes and importance towards 0 (attenuation).
struct attenuation {
  std::vector<double> reliability;  ///< 1 - mean sampling variance / variance between units, outcome first
  std::vector<estimate> corrected;  ///< slopes with the errors of the predictors taken out (Fuller 1987, ch.
                                    ///< 2); undefined where the means are too unreliable to tell
};

struct unit_analysis {
  driver_analysis analysis;
  attenuation errors;
};

/// Fewer units than this: correlations alone, no importance.
inline constexpr std::size_t least_units = 20;

/// Errors by the bootstrap over units, slopes with HC3 errors. cxm::error{data} below least_units or when
/// there are fewer than three units more than predictors.
[[nodiscard]] unit_analysis analyse_units(const unit_means&, const std::string& outcome,
                                          std::span<const std::string> names, const driver_options& = {});

/// Correlation with Fisher's (1915) z interval from n cases; undefined when a variable does not vary.
[[nodiscard]] estimate correlation_estimate(double r, double n, double level = 0.95);

}  // namespace cxm
