// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <limits>
#include <span>
#include <vector>

#include "cxm/estimate/estimate.hpp"
#include "cxm/estimate/sample_size.hpp"

/// Planning the next survey: how many answers, invitations and units a question needs, and what a number of
/// answers will show. Sizes are whole people. docs/sample_size.md.
namespace cxm {

/// What is to be measured, by how much single answers differ.
struct planned_quantity {
  enum class kind : std::uint8_t { mean, share, nps } what = kind::mean;
  double sd = std::numeric_limits<double>::quiet_NaN();  ///< of one answer, in the quantity's own unit
  double p = 0;                                          ///< share: the share expected
  double promoters = 0, detractors = 0;                  ///< nps: the shares expected

  /// Share of the people, 0..1. 0.5 asks for most answers.
  [[nodiscard]] static planned_quantity share(double p);
  /// In points, -100..100, from the shares of promoters and detractors.
  [[nodiscard]] static planned_quantity nps(double promoters, double detractors);
  /// A mean or an index with this standard deviation of an answer.
  [[nodiscard]] static planned_quantity mean(double sd);
  /// As an earlier survey found it: sd = se sqrt(n), which carries that survey's weights, clusters and (of an
  /// index) the full covariance of what it is made of. Undefined or without se: cxm::error{argument}.
  [[nodiscard]] static planned_quantity from(const estimate&);
};

/// Who is asked, and how.
struct planned_survey {
  double population = infinite_population;  ///< people who could be asked
  double design_effect = 1;                 ///< variance over that of a simple random sample
  double response_rate = 1;                 ///< share of the invited who answer
  double level = 0.95;                      ///< of intervals; tests are two-sided at 1 - level
};

/// (1 + (m - 1) icc)(1 + cv^2) of clusters of m answers with intraclass correlation icc and weights of
/// coefficient of variation cv (Kish 1965, 1987). Errors: m < 1, icc not between -1/(m-1) and 1, cv < 0.
[[nodiscard]] double planned_design_effect(double cluster_size, double icc, double weight_cv = 0);

/// How a change is to be seen.
struct planned_change {
  double power = 0.8;
  /// Share of a wave's people who answer in both waves, and the correlation of their answers: they lower the
  /// variance of the difference, s1^2 + s2^2 - 2 overlap correlation s1 s2.
  double overlap = 0, correlation = 0;
  bool against_target = false;  ///< one wave against a fixed number, not two waves
};

/// Half width of the interval of n answers, sqrt(design effect (N - n)/(N - 1)) crit sd / sqrt(n); crit is
/// Student's t on n/deff - 1 for means, normal for shares and NPS (Cochran 1977). Infinite when n/deff <= 1.
/// Errors: n > population.
[[nodiscard]] double planned_margin(double n, const planned_quantity&, const planned_survey& = {});

/// Probability that n answers a wave show a true `change` (its sign matters for shares and NPS: the spread
/// after it differs). Means: noncentral t; shares of two waves: the score test (pooled under the null,
/// Fleiss, Levin & Paik 2003); NPS, targets and overlapping waves of shares: normal. A change of the NPS is
/// taken to come from promoters as long as there are passives to win. Errors: a change that leaves the scale.
[[nodiscard]] double planned_power(double n, double change, const planned_quantity&,
                                   const planned_change& = {}, const planned_survey& = {});

/// The change that n answers a wave show with the power asked for, upwards for means; shares and NPS change
/// towards the middle, where it is harder to see. NaN when no change on the scale is large enough.
[[nodiscard]] double detectable_change(double n, const planned_quantity&, const planned_change& = {},
                                       const planned_survey& = {});

struct planned_size {
  double answers = 0;      ///< a wave
  double invitations = 0;  ///< answers / response rate
  bool reachable = true;   ///< false: even asking everybody gives fewer answers than needed
};
/// The least whole number of answers with planned_margin <= margin. Errors: margin not positive.
[[nodiscard]] planned_size size_for_margin(double margin, const planned_quantity&,
                                           const planned_survey& = {});
/// The least whole number of answers a wave with planned_power >= power. Errors: change 0.
[[nodiscard]] planned_size size_for_change(double change, const planned_quantity&, const planned_change& = {},
                                           const planned_survey& = {});

/// A part of the population that is sampled on its own.
struct planned_unit {
  double population = 0;  ///< people; whole
  double sd = 1;          ///< of an answer; Neyman's rule alone reads it
};
enum class allocation_rule : std::uint8_t {
  proportional,  ///< as the people: every person counts the same without weights
  neyman,        ///< least variance of the whole: as people times sd
  equal          ///< the same for each: units are compared, not summed
};
/// Answers for each unit, whole numbers of the sum `total`, between `least` (or the unit's people) and the
/// unit's people. Neyman is exact, not rounded: the next answer goes to the unit with the largest N s /
/// sqrt(n (n + 1)) (Wright 2017); proportional is Sainte-Lague's. Ties go to the earlier unit. Errors: total
/// below the sum of the least numbers or above the people there are. O(total log units).
[[nodiscard]] std::vector<double> allocate_answers(std::span<const planned_unit>, double total,
                                                   allocation_rule, double least = 0);
/// Standard error of the mean of the whole population under such an allocation, strata weighted by their
/// people: sqrt(sum (N_h/N)^2 s_h^2/n_h (1 - n_h/N_h)). Infinite when a unit has no answers but people.
[[nodiscard]] double allocated_se(std::span<const planned_unit>, std::span<const double> answers);

}  // namespace cxm
