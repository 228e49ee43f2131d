// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <span>
#include <vector>

#include "cxm/estimate/estimate.hpp"

/// Standard errors and intervals from replicates of a statistic. Sources: Efron & Tibshirani 1993; Davison &
/// Hinkley 1997, ch. 5 (as R's boot).
namespace cxm {

enum class bootstrap_method {
  percentile,  ///< quantiles of the replicates
  basic,       ///< those quantiles mirrored at the estimate
  normal,      ///< estimate - bias -+ z se
  bca          ///< percentile, corrected for bias and acceleration
};

struct bootstrap_summary {
  double replicates = 0;
  double bias = 0;             ///< mean of the replicates - estimate
  double se = 0;               ///< their standard deviation, divisor R - 1; NaN below two
  double bias_correction = 0;  ///< z0: normal quantile of the share of replicates below the estimate
};
/// Errors: a replicate or estimate that is not finite.
[[nodiscard]] bootstrap_summary summarize_bootstrap(std::span<const double> replicates, double estimate);

/// Quantiles are interpolated between order statistics on the normal scale; those beyond the outermost
/// replicates are the outermost (flag approximate). `acceleration` is of bca alone (jackknife_summary).
/// Fewer than two replicates, or bca with all replicates on one side of the estimate: value without interval.
[[nodiscard]] estimate bootstrap_interval(std::span<const double> replicates, double value,
                                          bootstrap_method = bootstrap_method::percentile,
                                          double level = 0.95, double acceleration = 0);

/// The statistic with each value left out in turn. O(n) calls of `statistic`.
[[nodiscard]] std::vector<double> leave_one_out(
    std::span<const double> values, const std::function<double(std::span<const double>)>& statistic);

struct jackknife_summary {
  double mean = 0;          ///< of the leave-one-out values
  double bias = 0;          ///< (n - 1) (mean - estimate)
  double se = 0;            ///< sqrt((n - 1)/n sum (t_i - mean)^2)
  double acceleration = 0;  ///< sum d^3 / (6 (sum d^2)^1.5), d = mean - t_i; NaN when all t_i are equal
};
/// Errors: fewer than two values, a value that is not finite.
[[nodiscard]] jackknife_summary summarize_jackknife(std::span<const double> left_out, double estimate);

}  // namespace cxm
