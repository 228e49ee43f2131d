// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "cxm/estimate/estimate.hpp"
#include "cxm/model/scoring.hpp"
#include "cxm/stats/matrix.hpp"
#include "cxm/tally/sums.hpp"

namespace cxm {

/// What to do with a stratum of which only one sampling unit was drawn: its own spread cannot be seen.
/// The rules of R survey's option survey.lonely.psu.
enum class lonely_rule : std::uint8_t {
  fail,       ///< cxm::error{numeric} naming the stratum
  certainty,  ///< the unit was taken on purpose: it adds nothing
  adjust,     ///< its distance from the mean of all units counts (conservative; the default)
  average     ///< it adds what the other strata add on average
};

/// The strata and the number of sampling units of a whole sample. A subgroup's variance must count the
/// units in which nobody of the subgroup was met: they add zeros.
struct design_frame {
  struct stratum {
    std::string id;
    double units = 0;       ///< primary sampling units drawn
    double population = 0;  ///< primary sampling units that exist; 0 = not known, drawn with replacement
  };
  std::vector<stratum> strata;  ///< sorted by id
  lonely_rule lonely = lonely_rule::adjust;

  /// The frame of the sums of a whole sample; no strata when sampling units were not kept.
  [[nodiscard]] static design_frame of(const group_sums& whole, lonely_rule = lonely_rule::adjust);
};

/// Means, variances and covariances of the measures of one group, from its sums alone.
///
/// Mean: m_j = sum(w y_j) / W_j over the rows where y_j is present, W_j the sum of their weights.
/// Covariance by Taylor linearisation: every row's influence on m_j is w (y_j - m_j) / W_j, so
///   Cov(m_j, m_k) = sqrt(c_j c_k) * sum over rows with both of w^2 (y_j - m_j)(y_k - m_k) / (W_j W_k),
/// c_j = n_j / (n_j - 1). Without weights and with nothing missing this is the sample covariance over n.
/// With complete data it equals vcov(svymean()) of R survey with replacement; measures that are missing in
/// different rows keep a positive semidefinite matrix, because influences of absent values are zero.
/// When the tally kept totals per sampling unit, the variance is taken between these within strata, with
/// finite population correction, as R survey's for one stage (Lumley 2010, ch. 2; Binder 1983).
///
/// `pairs` is false for sums that keep no moments of pairs: covariances of two measures are then NaN (but
/// under a design with sampling units, whose totals carry them).
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
  /// n - 1, or sampling units less strata among those where measure j was met.
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
  [[nodiscard]] bool clustered() const noexcept { return !strata_.empty(); }

  /// Covariance matrix of the given measures.
  [[nodiscard]] matrix covariances(std::span<const std::size_t> measures) const;

 private:
  struct design_stratum {
    std::size_t first = 0, last = 0;  // rows of influence_
    double units = 0, sampled_share = 0;
    bool lonely = false;
  };
  [[nodiscard]] double design_covariance(std::size_t j, std::size_t k) const;

  std::shared_ptr<const group_sums> sums_;
  std::span<const planned_measure> plan_;
  std::vector<measure_sums> first_;
  std::vector<design_stratum> strata_;
  matrix influence_;  // sampling units x measures
  matrix met_;        // 1 where the unit has weight in the measure
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

/// interval_from_variance with the ends cut at those of the scale (infinite: not cut), under a method's name.
[[nodiscard]] estimate t_estimate(double value, double variance, double df, double n, double n_eff,
                                  double level, std::string method, double lowest, double highest);

}  // namespace cxm
