// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "cxm/estimate/estimate.hpp"
#include "cxm/stats/matrix.hpp"

/// A series of survey estimates y_t at times t, with the known covariance V of their sampling errors
/// (diagonal for independent waves). What is estimated is a feature of the true values at these waves: a
/// line, a step or a decay fitted to them by generalised least squares. `q` tells how far the true values
/// are from that shape.
namespace cxm {

/// b = (X' V^-1 X)^-1 X' V^-1 y with covariance (X' V^-1 X)^-1 (Aitken 1936).
struct gls_fit {
  std::vector<double> coefficients;
  matrix covariance;
  std::vector<double> fitted;
  double q = 0;  ///< (y - Xb)' V^-1 (y - Xb), chi-squared on q_df when the shape is true
  double q_df = 0;
  double q_p = 1;  ///< 1 without degrees of freedom
};
/// Errors: shapes that do not fit, values not finite, V not positive definite, X not of full rank (numeric).
[[nodiscard]] gls_fit fit_gls(const matrix& x, std::span<const double> y, const matrix& v);

/// V of waves whose errors correlate alike: V_st = r se_s se_t, V_tt = se_t^2.
[[nodiscard]] matrix wave_covariance(std::span<const double> se, double correlation);

/// The straight line through the series. `df` is that of the standard errors (infinite: normal).
struct series_line {
  estimate slope;  ///< per unit of time
  double p = 1;    ///< of no slope, two-sided
  double p_declining = 0.5;
  gls_fit fit;  ///< columns: 1, t
};
[[nodiscard]] series_line fit_line(std::span<const double> times, std::span<const double> y, const matrix& v,
                                   double df, double level = 0.95);

/// What an event changed (segmented regression, Wagner, Soumerai, Zhang & Ross-Degnan 2002):
///   y = a + b t + c 1(t >= e) + d (t - e) 1(t >= e)
/// with the level change c at the event and the slope change d. With fewer than two waves on one side, or
/// fewer than four in all, only y = a + c 1(t >= e) can be told: `has_slope` is false.
struct series_event {
  bool possible = false;  ///< at least one wave on each side
  bool has_slope = false;
  estimate level_change, slope_before, slope_change;
  double p_level = 1, p_slope = 1;  ///< two-sided
  double p_joint = 1;               ///< of no change at all: Wald's chi-squared
  gls_fit fit;
};
[[nodiscard]] series_event fit_event(std::span<const double> times, std::span<const double> y,
                                     const matrix& v, double event_time, double df, double level = 0.95);

/// A step between two waves at a place not known beforehand. The statistic is the largest likelihood ratio
/// max_k (2 log L_step(k) - 2 log L_flat); p by parametric bootstrap under no change (V is known, so it is
/// Hinkley's 1970 setting); the positions that a test of each does not reject make the confidence set.
struct series_break {
  bool possible = false;     ///< at least 3 waves
  std::size_t position = 0;  ///< index of the first wave after the step
  double likelihood_ratio = 0;
  double p = 1;
  estimate shift;                  ///< of the level, at the position found; too large on average (chosen)
  std::vector<std::size_t> set;    ///< positions of the confidence set, ascending
  std::vector<double> p_position;  ///< by position 1 .. T - 1: bootstrap p of "the step is here"
};
[[nodiscard]] series_break find_break(std::span<const double> y, const matrix& v, std::uint64_t seed = 1,
                                      std::size_t draws = 1999, double level = 0.95);

/// Exponential decay from the series' peak: y = f + a 2^(-(t - t0) / h) for the waves from the peak on, a >
/// 0, f not below `lowest`. The half-life h has a profile likelihood interval (chi-squared, 1 df); an end
/// that is not reached within [span / 50, 50 span] is 0 or infinite.
struct series_decay {
  bool possible = false;  ///< at least 4 waves from the peak on, and the last lies below it
  std::size_t peak = 0;   ///< index of the largest value
  estimate half_life;
  double floor = 0, start = 0;
  double q = 0, q_df = 0;
};
[[nodiscard]] series_decay fit_decay(std::span<const double> times, std::span<const double> y,
                                     const matrix& v, double lowest = 0, double level = 0.95);

/// Between-unit spread over the waves: tau_t by REML in every wave, and its straight line over time. y and v
/// are units x waves (NaN: not there). The slope's error is the delete-one-unit jackknife over all waves
/// together, so units that stay the same over time do not count as new evidence; t on units - 1.
struct spread_trend {
  std::vector<double> tau, tau_low, tau_high;  ///< by wave; interval by the Q profile
  std::vector<double> units;                   ///< by wave
  estimate slope;  ///< of tau per unit of time; undefined below 5 units or 3 waves
  double p_widening = 0.5;
};
[[nodiscard]] spread_trend fit_spread(std::span<const double> times, const matrix& y, const matrix& v,
                                      double level = 0.95);

}  // namespace cxm
