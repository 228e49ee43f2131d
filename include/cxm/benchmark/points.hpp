// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <vector>

/// Points for where a unit stands against fixed standards, and for how far it has come since a baseline: the
/// rules of US hospital value-based purchasing (42 CFR 412.165), for any number of points. All rounding is
/// round_half_up (rounding.hpp), of exactly the expression that is given.
namespace cxm {

/// The standards of one dimension, in the dimension's unit. The benchmark is what the best reach (there: the
/// mean of the top tenth), the threshold what the middle reaches (the median), the floor the worst of all.
/// Where lower is better, benchmark < threshold < floor, and everything below holds mirrored.
struct performance_standard {
  double floor = 0, threshold = 0, benchmark = 0;
};

/// Points of a unit whose performance is p, threshold t, benchmark B, most = m:
/// 0 for p < t; m for p >= B; else round((m - 1) (p - t) / (B - t) + 1/2), which lies in 1 .. m - 1 or m.
/// Errors: a value that is not finite; threshold = benchmark; m < 1.
[[nodiscard]] int achievement_points(double performance, const performance_standard&, int most = 10);

/// Points for coming from baseline b to performance p, m as above:
/// 0 for p <= b; m - 1 for b >= B or p >= B; else round(m (p - b) / (B - b) - 1/2) within 0 .. m - 1.
[[nodiscard]] int improvement_points(double performance, double baseline, const performance_standard&,
                                     int most = 10);

/// Points for having no weak dimension. With L the smallest (p - F) / (t - F) over the dimensions:
/// m for L >= 1; 0 for L <= 0; else round(m L - 1/2) within 0 .. m.
/// Errors: no dimension; lengths that differ; floor = threshold, or floor on the benchmark's side of it.
[[nodiscard]] int consistency_points(std::span<const double> performance,
                                     std::span<const performance_standard>, int most = 20);

struct dimension_points {
  int achievement = 0;
  std::optional<int> improvement;  ///< none without a baseline
  int score = 0;                   ///< the larger of the two
};
/// Achievement and improvement of one dimension; without a baseline only achievement counts.
[[nodiscard]] dimension_points score_dimension(double performance, std::optional<double> baseline,
                                               const performance_standard&, int most = 10);

struct experience_points {
  std::vector<dimension_points> dimensions;
  int base = 0;         ///< sum of the dimension scores
  int consistency = 0;  ///< 0 .. consistency_most
  int score = 0;        ///< base + consistency
};
/// All dimensions of a unit. `baseline` is empty (nobody has one) or as long as `performance`.
[[nodiscard]] experience_points score_dimensions(std::span<const double> performance,
                                                 std::span<const std::optional<double>> baseline,
                                                 std::span<const performance_standard>, int most = 10,
                                                 int consistency_most = 20);

/// One domain of a total: its score (none when the domain does not exist for the unit) and weight.
struct domain_score {
  std::optional<double> score;
  double weight = 0;
};
struct total_score {
  double value = 0;           ///< NaN when no domain of positive weight is there
  double weight_present = 0;  ///< share of all weight that the domains present carry; 1 = complete
  std::size_t domains = 0;    ///< present
  /// What each domain adds to `value`: its weight over the weights present, times its score; 0 when missing.
  std::vector<double> contributions;
};
/// Weighted mean of the domains that are there: a missing domain drops out and the weights of the others are
/// scaled up, so a unit is never punished for a domain that it cannot have. Compare totals only beside
/// `weight_present`. Errors: weights not finite or negative or all 0; a score that is not finite.
[[nodiscard]] total_score total_of_domains(std::span<const domain_score>);

}  // namespace cxm
