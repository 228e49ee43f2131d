// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cxm/data/lonely_rule.hpp"
#include "cxm/stats/matrix.hpp"

namespace cxm {

/// How respondents were drawn. Columns have one element a row; codes are arbitrary integers.
struct survey_design_spec {
  std::size_t rows = 0;
  /// Finite, >= 0. Empty: the product over stages of population / sample counts when `fpc` is given,
  /// else 1.
  std::vector<double> weights;
  /// Sampling units by stage (clusters[0] the primary units). Empty: every row is its own unit.
  std::vector<std::vector<std::int64_t>> clusters;
  /// Strata by stage, at most as many as stages; later stages are stratified by the unit above alone when
  /// theirs is missing. Empty: one stratum.
  std::vector<std::vector<std::int64_t>> strata;
  /// Finite population by stage: the number of units in the row's stratum of that stage (all >= 1, may be
  /// infinite), or the share of them that was drawn (all <= 1). Constant within a stratum. Empty: units
  /// drawn with replacement, which needs no later stage.
  std::vector<std::vector<double>> fpc;
  /// Unit codes start anew in each stratum. When false, a unit that occurs in two strata is an error.
  bool nest = false;
  lonely_rule lonely = lonely_rule::fail;
};

/// A group of rows of a calibration margin, 0 .. groups-1, for each row.
struct row_groups {
  std::vector<std::size_t> of_row;
  std::size_t groups = 0;
};

/// What weighting to known totals did, as the variance sees it: it takes from the scores what the totals
/// explain. Made by the functions of calibration.hpp.
struct calibration_step {
  enum class kind { post_stratification, raking, regression };
  kind how = kind::post_stratification;
  std::vector<row_groups> margins;                 ///< post-stratification: one; raking: one a margin
  std::vector<double> weights_before;              ///< per row
  std::vector<std::vector<double>> weights_after;  ///< per row; raking: one a margin, as last set
  matrix basis;                                    ///< regression: orthonormal basis of sqrt(w) X, rows x p
};

/// A sampling design: units, strata, weights and finite populations, checked and arranged so that the
/// variance of any total is one pass over the rows. Immutable; cheap to share between threads for reading.
///
/// Conventions are those of R's survey package 4.1 (Lumley 2004, Analysis of Complex Survey Samples): a
/// domain keeps the whole design, with zero scores outside it; rows of weight zero keep their unit but do
/// not count for degrees of freedom. Errors of the constructor: cxm::error{argument} for lengths and
/// weights, cxm::error{data} for units in two strata, finite populations that are mixed, vary within a
/// stratum or are smaller than the sample.
class survey_design {
 public:
  explicit survey_design(survey_design_spec spec);

  [[nodiscard]] std::size_t rows() const noexcept { return weights_.size(); }
  [[nodiscard]] std::span<const double> weights() const noexcept { return weights_; }
  [[nodiscard]] double sum_of_weights() const noexcept { return sum_of_weights_; }
  [[nodiscard]] std::size_t stages() const noexcept { return stages_; }
  /// Primary unit and stratum of each row, numbered 0, 1, ... in order of first appearance.
  [[nodiscard]] std::span<const std::size_t> primary_units() const noexcept { return unit_; }
  [[nodiscard]] std::span<const std::size_t> primary_strata() const noexcept { return stratum_; }
  [[nodiscard]] std::size_t primary_unit_count() const noexcept { return units_; }
  [[nodiscard]] std::size_t primary_stratum_count() const noexcept { return strata_; }
  /// Population count of primary units in the row's stratum; infinite without correction.
  [[nodiscard]] std::span<const double> primary_population() const noexcept { return population_; }
  [[nodiscard]] lonely_rule lonely() const noexcept { return lonely_; }
  /// Whether some stratum at any stage has a single unit and is not drawn in full.
  [[nodiscard]] bool has_lonely_units() const noexcept { return has_lonely_; }

  /// Primary units minus strata, over the rows of positive weight (and `domain`, when given). May be 0 or
  /// less: then no variance can be estimated.
  [[nodiscard]] double degrees_of_freedom(std::span<const std::uint8_t> domain = {}) const;

  /// Covariance matrix (p x p) of the totals of p columns of weighted scores (rows x p), by the
  /// multistage formula: at each stage n/(n-1) (1 - n/N) sum (t_i - mean t)^2 over the units of a stratum,
  /// later stages multiplied by the sampled share n/N of the stages above; with what calibration explains
  /// taken out first. Scores of rows outside a domain are zero. Time O(rows p + units p^2).
  /// Throws cxm::error{numeric} for a lonely unit when the rule is `fail`, or when `average` has nothing
  /// to average.
  [[nodiscard]] matrix variance_of_totals(const matrix& weighted_scores) const;

  /// The same design with other weights, which came about by `step` (none: weights as if they had been
  /// the original ones, for example trimmed).
  [[nodiscard]] survey_design reweighted(std::vector<double> weights) const;
  [[nodiscard]] survey_design reweighted(std::vector<double> weights, calibration_step step) const;

 private:
  struct stratum_node {
    double sampled = 0;
    double population = std::numeric_limits<double>::infinity();
    double multiplier = 1;  // product of sampled shares of the stages above
    std::size_t first_unit = 0;
    std::size_t last_unit = 0;
  };
  struct stage {
    std::vector<stratum_node> strata;
    std::vector<std::size_t> unit_begin;  // into order_, units + 1
  };

  void take_out_calibration(matrix& scores) const;

  std::vector<double> weights_;
  double sum_of_weights_ = 0;
  std::size_t stages_ = 1;
  std::vector<std::size_t> unit_;
  std::vector<std::size_t> stratum_;
  std::vector<double> population_;
  std::size_t units_ = 0;
  std::size_t strata_ = 0;
  lonely_rule lonely_ = lonely_rule::fail;
  bool has_lonely_ = false;
  std::vector<std::size_t> order_;  // rows, units of the last stage together
  std::vector<stage> tree_;
  std::vector<calibration_step> steps_;
};

/// Codes 0, 1, ... of texts in order of first appearance.
[[nodiscard]] std::vector<std::int64_t> codes_of(std::span<const std::string> texts);

/// Groups of rows from codes, numbered in order of first appearance.
[[nodiscard]] row_groups groups_of(std::span<const std::int64_t> codes);

}  // namespace cxm
