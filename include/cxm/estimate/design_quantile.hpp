// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cxm/base/view.hpp"
#include "cxm/data/replicate_weights.hpp"
#include "cxm/data/survey_design.hpp"
#include "cxm/estimate/estimate.hpp"
#include "cxm/stats/weighted_quantile.hpp"

/// Quantiles and shares under a sampling design with intervals that hold for skewed answers and for
/// shares near 0 and 1. Missing values: left out as a domain. Errors as in design_means.hpp.
namespace cxm {

/// How the limits of a quantile come about. Woodruff (1952): the interval of the share of answers at or
/// below the estimated quantile is carried back through the distribution function; the share's interval
/// may be Wald (`mean`), on the logit or arc sine scale, or Korn & Graubard's beta.
enum class quantile_interval {
  mean,
  logit,
  arc_sine,
  beta,
  score,        ///< Francisco & Fuller (1991): values not rejected by the score test of the share
  score_survey  ///< `score` as survey 4.1's svyquantile prints it: the limits go through the unweighted
                ///< distribution function and back through the weighted one, which shifts them when
                ///< weights go along with answers. For comparison with that package only.
};

struct design_quantile_options {
  stats::quantile_rule rule = stats::quantile_rule::math;
  quantile_interval interval = quantile_interval::mean;
  double level = 0.95;
  double step_tolerance = 1e-12;  ///< see stats::weighted_sample
};

/// Quantiles at the shares `p`. se = (high - low) / (2 t). A Woodruff limit whose share falls outside
/// [0, 1] does not exist: NaN with the flag no_interval. Time O(n log n + n per share).
[[nodiscard]] std::vector<estimate> design_quantiles(const survey_design& design, const column_view& y,
                                                     std::span<const double> p,
                                                     const design_quantile_options& options = {},
                                                     std::span<const std::uint8_t> domain = {});

/// Quantiles with the variance of the replicated quantiles (`options.interval` has no meaning here). The
/// jackknife is not consistent for quantiles; use balanced or bootstrap replicates, or a design.
[[nodiscard]] std::vector<estimate> design_quantiles(const replicate_weights& design, const column_view& y,
                                                     std::span<const double> p,
                                                     const design_quantile_options& options = {},
                                                     std::span<const std::uint8_t> domain = {});

/// Interval of a share, as survey::svyciprop.
enum class proportion_interval {
  logit,       ///< Wald on the logit scale (default)
  likelihood,  ///< Rao-Scott scaled likelihood ratio of a logistic model with a constant only
  arc_sine,    ///< Wald on the scale asin(sqrt(p))
  beta,        ///< Korn & Graubard (1998): Clopper-Pearson with effective sample size
  mean         ///< Wald on the scale of the share
};

/// Share of rows with y = 1 (values other than 0 and 1 are an error). A share of exactly 0 or 1 has a
/// `beta` interval, no other. `clamp` cuts limits at 0 and 1 (for arc_sine: at angles 0 and pi/2) and
/// flags it; without it the formulas are taken as they are.
[[nodiscard]] estimate design_proportion(const survey_design& design, const column_view& y,
                                         proportion_interval method = proportion_interval::logit,
                                         double level = 0.95, bool clamp = true,
                                         std::span<const std::uint8_t> domain = {});

}  // namespace cxm
