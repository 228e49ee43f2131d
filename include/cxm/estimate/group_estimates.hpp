// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cxm/data/given_replicates.hpp"
#include "cxm/data/lonely_rule.hpp"
#include "cxm/estimate/estimate.hpp"
#include "cxm/model/scoring.hpp"
#include "cxm/stats/matrix.hpp"
#include "cxm/tally/sums.hpp"

namespace cxm {

/// How a whole sample was drawn, as the variance of a subgroup must know it: it counts also the units in
/// which nobody of the subgroup was met, which add zeros. Sampling units are clusters, or people within
/// strata or from a finite population; or replicate weights say it all.
struct design_frame {
  struct stratum {
    std::string id;
    double units = 0;                ///< primary sampling units drawn
    double population = 0;           ///< primary units that exist; 0 = not known, drawn with replacement
    std::vector<std::string> names;  ///< of the units, sorted; empty where people are the units
  };
  std::vector<stratum> strata;  ///< sorted by id
  given_replicates replicates;
  lonely_rule lonely = lonely_rule::adjust;

  [[nodiscard]] bool empty() const noexcept { return strata.empty() && replicates.rscales.empty(); }
  /// The frame of the sums of a whole sample; empty when the tally kept no design. Populations that are all
  /// at most 1 are the shares of them that were drawn. Throws cxm::error{data} when counts and shares are
  /// mixed, or a stratum has fewer units than were drawn from it.
  [[nodiscard]] static design_frame of(const group_sums& whole, lonely_rule = lonely_rule::adjust,
                                       const given_replicates& = {});
};

/// A share or mean of the answers to an item as a ratio: sum of `part` weights over sum of `base` weights,
/// a coefficient for each column of group_sums::unit_item (codes, five kinds of missing, all answered).
struct answer_ratio {
  std::vector<double> part, base;
};
/// Its error: NaN where the tally keeps too little for it (answer_squares).
struct answer_error {
  double variance = 0;
  double df = 0;
};

/// Means, variances and covariances of the measures of one group, from its sums alone.
///
/// Mean: m_j = sum(w y_j) / W_j over the rows where y_j is present, W_j the sum of their weights.
/// Covariance by Taylor linearisation: every row's influence on m_j is w (y_j - m_j) / W_j, so
///   Cov(m_j, m_k) = sqrt(c_j c_k) * sum over rows with both of w^2 (y_j - m_j)(y_k - m_k) / (W_j W_k),
/// c_j = n_j / (n_j - 1). Without weights and with nothing missing this is the sample covariance over n.
/// With complete data it equals vcov(svymean()) of R survey with replacement; measures that are missing in
/// different rows keep a positive semidefinite matrix, because influences of absent values are zero.
/// Under a design (`frame`) the variance is taken between sampling units within strata, with finite
/// population correction, as R survey's for one stage (Lumley 2010, ch. 2; Binder 1983), the group being a
/// domain of the sample: with z_u the sum of a unit's influences and n_h the units drawn in stratum h,
///   Cov = sum_h (1 - n_h/N_h) n_h/(n_h - 1) (sum_u z_uj z_uk - sum_u z_uj sum_u z_uk / n_h).
/// Units are clusters or, where the tally keeps strata, people. With given replicate weights the covariance
/// is scale * sum_r rscales_r (m_rj - c_j)(m_rk - c_k), as survey's svrepdesign.
///
/// `pairs` is false for sums that keep no moments of pairs: covariances of two measures are then NaN (but
/// under clusters and replicate weights, whose totals carry them).
///
/// Measures are numbered as in the plan given. What does not exist is NaN. O(1) each, or O(units) for
/// designs. Copyable; borrows nothing but shares the sums.
class group_estimates {
 public:
  group_estimates(std::shared_ptr<const group_sums> sums, std::span<const planned_measure> plan,
                  std::shared_ptr<const design_frame> frame = nullptr, bool pairs = true);

  [[nodiscard]] const group_sums& sums() const noexcept { return *sums_; }
  [[nodiscard]] const planned_measure& plan(std::size_t j) const { return plan_[j]; }
  [[nodiscard]] std::span<const planned_measure> plan() const noexcept { return plan_; }
  [[nodiscard]] std::size_t size() const noexcept { return plan_.size(); }

  [[nodiscard]] double n(std::size_t j) const;       ///< answers: rows where measure j is present
  [[nodiscard]] double people(std::size_t j) const;  ///< persons behind them
  [[nodiscard]] double weight(std::size_t j) const;  ///< W_j
  [[nodiscard]] double mean(std::size_t j) const;
  [[nodiscard]] double variance(std::size_t j) const { return covariance(j, j); }
  [[nodiscard]] double covariance(std::size_t j, std::size_t k) const;
  /// n - 1; under a design, sampling units less strata among those where measure j was met, or those of the
  /// replicate weights.
  [[nodiscard]] double df(std::size_t j) const;
  /// Population variance (divisor W) of the measure over the group's people.
  [[nodiscard]] double spread(std::size_t j) const;
  /// n worth under weights and design: spread / variance of the mean, rescaled so that a plain sample has
  /// n; Kish's W^2 / sum(w^2) when the spread is zero.
  [[nodiscard]] double n_eff(std::size_t j) const;
  /// True when some stratum of one unit was handled by the frame's rule.
  [[nodiscard]] bool lonely() const noexcept { return lonely_; }
  [[nodiscard]] bool pairs() const noexcept { return pairs_; }
  [[nodiscard]] bool weighted() const noexcept { return weighted_; }
  /// Clusters, people within strata or of a finite population, or replicate weights say how the sample was
  /// drawn.
  [[nodiscard]] bool under_design() const noexcept { return how_ != way::plain; }

  /// Covariance of the mean of j here with that of k in another group of the same sample and frame. `shared`:
  /// the group of the rows that both have (the part of a whole); nullptr: they share none, as two roles.
  /// Without a design groups that share no rows are independent.
  [[nodiscard]] double covariance_with(std::size_t j, const group_estimates& other, std::size_t k,
                                       const group_estimates* shared = nullptr) const;
  /// Variance of the difference of two shares over the rows where both are present (under clusters and
  /// replicate weights over the rows where each is).
  [[nodiscard]] double paired_share_variance(std::size_t j, std::size_t k) const;
  /// Error of a share or mean of an item's answers whose value is `ratio`.
  [[nodiscard]] answer_error error_of(std::size_t item, const answer_ratio&, double ratio) const;
  /// Variance of the share of rows with measure j whose value lies in the first `slots` slots of its
  /// distribution, `share` its value; NaN where the tally keeps too little.
  [[nodiscard]] double distribution_variance(std::size_t j, std::size_t slots, double share) const;

  /// Covariance matrix of the given measures.
  [[nodiscard]] matrix covariances(std::span<const std::size_t> measures) const;

 private:
  enum class way : std::uint8_t { plain, units, people, replicates };
  struct design_stratum {
    std::size_t first = 0, last = 0;  // units: rows of influence_
    double units = 0, sampled_share = 0;
    bool lonely = false;
    std::shared_ptr<const group_sums> part;  // people: the group's rows in the stratum, or null
  };
  void load_units(const design_frame&);
  void load_people(const design_frame&);
  void load_replicates(const design_frame&);
  design_stratum stratum_of(const design_frame::stratum&) const;
  void refuse_lonely(const design_frame::stratum&, const design_stratum&) const;
  /// Joins what each stratum adds: `within` gives the sum of squares or products, `sum_a` and `sum_b` the
  /// sums, all over its units.
  template <class Within, class SumA, class SumB>
  double over_strata(Within within, SumA sum_a, SumB sum_b) const;
  /// Sum over the rows of `shared` with both measures of w^2 (y_j - m_j)(y_k - m_k) / (W_j W_k).
  static double shared_products(const group_sums& shared, const measure_sums& a, std::size_t j,
                                const measure_sums& b, std::size_t k, bool pairs);

  std::shared_ptr<const group_sums> sums_;
  std::span<const planned_measure> plan_;
  std::vector<measure_sums> first_;
  std::vector<design_stratum> strata_;
  way how_ = way::plain;
  matrix influence_;  // sampling units (people: strata; replicates: replicates) x measures
  matrix met_;        // units: 1 where the unit has weight in the measure; people: rows with it
  std::vector<std::size_t> unit_at_;  // units: place of each row of influence_ in the frame
  given_replicates replicates_;
  lonely_rule rule_ = lonely_rule::adjust;
  bool lonely_ = false;
  bool weighted_ = false;
  bool pairs_ = true;
};

/// Mean of measure j with its interval, by the measure's kind: shares and joint shares by Wilson's interval
/// (with Korn & Graubard's effective n under weights and designs), NPS by adjusted Wald, composites by the
/// bounded score interval (bounded_mean.hpp), the rest by Student's t, ends cut at the ends of the scale
/// (flag `clamped`). `n` is the number of answers. No answers: undefined. One answer: value without interval
/// (shares excepted: Wilson's exists).
[[nodiscard]] estimate measure_estimate(const group_estimates&, std::size_t j, double level = 0.95);

/// The mean of measure j with the bounded score interval on a scale from `lowest` to `highest`; Student's t
/// with width 0 for a census. No answers: undefined.
[[nodiscard]] estimate bounded_mean_estimate(const group_estimates&, std::size_t j, double level,
                                             double lowest, double highest);

/// A design took every sampling unit that there is: answers differ, and the mean has no sampling error.
[[nodiscard]] bool census(const group_estimates&, std::size_t j);

/// A share under weights or a design: Wilson's interval on Korn & Graubard's effective size (Kish's `kish`
/// for a share of 0 or 1). Under a design se and df are the design's.
[[nodiscard]] estimate weighted_share(double p, double n, double kish, const answer_error&, bool design,
                                      double level = 0.95);

/// interval_from_variance with the ends cut at those of the scale (infinite: not cut), under a method's name.
[[nodiscard]] estimate t_estimate(double value, double variance, double df, double n, double n_eff,
                                  double level, std::string method, double lowest, double highest);

}  // namespace cxm
