// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "cxm/data/survey_design.hpp"
#include "cxm/stats/matrix.hpp"

/// Weighting respondents to known totals of the population: post-stratification, raking, calibration
/// (Deville & Sarndal 1992), and trimming. Each gives a new design whose variances account for the
/// totals, and a report that says how the weights got there. Conventions and results are those of R's
/// survey package 4.1.
namespace cxm {

/// Weights in a nutshell. n counts positive weights; n_eff = (sum w)^2 / sum w^2 (Kish 1965);
/// design_effect = n / n_eff; cv2 = design_effect - 1, the squared coefficient of variation.
struct weight_diagnostics {
  double n = 0;
  double sum = 0;
  double n_eff = 0;
  double design_effect = 0;
  double cv2 = 0;
  double min = 0;  ///< over positive weights
  double max = 0;
  double negative = 0;  ///< how many weights are below 0
};
/// Throws cxm::error{argument} for weights that are not finite or without any above 0.
[[nodiscard]] weight_diagnostics diagnose_weights(std::span<const double> weights);

/// How a weighting went.
struct weighting_report {
  std::string method;
  bool converged = true;
  int iterations = 0;
  double worst_misfit = 0;  ///< max |reached - wanted| / (1 + |wanted|) over all totals
  double least_ratio = 1;   ///< least and greatest new / old weight over positive old weights
  double greatest_ratio = 1;
  weight_diagnostics before;
  weight_diagnostics after;
};

struct weighted_design {
  survey_design design;
  weighting_report report;
};

/// One margin: the group of each row and the population total of each group.
struct population_margin {
  std::string name;  ///< for messages
  row_groups groups;
  std::vector<double> totals;            ///< one a group, >= 0
  std::vector<std::string> labels = {};  ///< of groups, for messages; may be empty
};

/// Post-stratification: weights of each group times wanted total / weighted count.
/// Throws cxm::error{data} naming the margin and the group when a row is in no group, or a group with a
/// positive total has no respondent (its total cannot be met; join it with another).
[[nodiscard]] weighted_design post_stratify(const survey_design& design, const population_margin& margin);

/// Raking (iterative proportional fitting) to several margins, until the worst misfit is below
/// `tolerance`. Throws as post_stratify, cxm::error{data} when the margins' sums differ by more than
/// 1e-6 relative, and cxm::error{numeric} with the misfit reached when `most_iterations` do not suffice
/// (empty cells can make margins contradict each other).
enum class raking_variance {
  group_means,  ///< unweighted means of each group are taken out of the scores, in 10 rounds: survey::rake
  regression    ///< the regression on all groups, weighted by the weights before: what the linearisation asks
                ///< for, and what calibration with the raking distance does; the same when those are equal
};
struct raking_options {
  double tolerance = 1e-10;
  int most_iterations = 1000;
  raking_variance variance = raking_variance::group_means;
};
[[nodiscard]] weighted_design rake(const survey_design& design, std::span<const population_margin> margins,
                                   const raking_options& options = {});

/// The distance that calibration keeps small, as the ratio g of new to old weight in terms of u = x'eta:
/// linear g = 1 + u (may go negative unless bounded), raking g = exp(u), logit between the bounds.
enum class calibration_distance { linear, raking, logit };

struct calibration_options {
  calibration_distance distance = calibration_distance::linear;
  double lower = -std::numeric_limits<double>::infinity();  ///< bounds of g; logit needs both,
  double upper = std::numeric_limits<double>::infinity();   ///< lower < 1 < upper
  double tolerance = 1e-12;
  int most_iterations = 500;
};

/// Weights w g(x'eta) with sum w g x = totals, by Newton's method with halved steps. `auxiliaries` is
/// rows x p (with a column of ones to fix the population size), totals has p elements. Collinear columns
/// are legal when their totals agree. Throws cxm::error{argument} for shapes and bounds, and
/// cxm::error{numeric}, with the misfit that could be reached, when no weights within the bounds meet the
/// totals. Time O(iterations rows p^2).
[[nodiscard]] weighted_design calibrate(const survey_design& design, const matrix& auxiliaries,
                                        std::span<const double> totals,
                                        const calibration_options& options = {});

/// Cuts weights at `lower` and `upper` and spreads what was cut equally over the rows that were not cut;
/// repeated until no weight is outside (`strict`), so the sum stays. Throws cxm::error{numeric} when every
/// weight would have to be cut.
[[nodiscard]] weighted_design trim_weights(const survey_design& design, double lower, double upper,
                                           bool strict = true);

}  // namespace cxm
