// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <span>

#include "cxm/base/view.hpp"
#include "cxm/estimate/estimate.hpp"
#include "cxm/stats/matrix.hpp"

/// Do several raters, or two occasions, say the same of the same cases: coders of comments, two consultants
/// who rate one practice, one questionnaire filled in twice.
namespace cxm {

/// How far apart two categories of kappa are: agreement weights 1 - d^e / (K - 1)^e of d categories'
/// distance.
enum class kappa_weights { none, linear, quadratic };

struct kappa_result {
  double observed = 0,
         expected = 0;  ///< weighted agreement, and that of independent raters with these margins
  estimate kappa;       ///< (observed - expected) / (1 - expected)
};

/// Cohen's kappa of two raters (1960; weighted 1968) from counts: cell (i, j) holds the cases that the first
/// put into category i and the second into j. Large-sample error of Fleiss, Cohen & Everitt (1969), normal
/// limits kept within -1 to 1. `undefined` when both raters know one category only. Errors: not square, fewer
/// than two categories, negative counts, no cases. O(K^2).
[[nodiscard]] kappa_result cohen_kappa(const matrix& counts, kappa_weights weights = kappa_weights::none,
                                       double level = 0.95);

/// Fleiss' kappa (1971) of n cases, each rated by the same number m >= 2 of raters, who need not be the same
/// people: row i holds how many of them put case i into each category. Error from the cases (infinitesimal
/// jackknife), t with n - 1 degrees of freedom. Errors: counts that are negative or no whole numbers, rows of
/// different sums, fewer than two cases. O(n K).
[[nodiscard]] kappa_result fleiss_kappa(const matrix& counts, double level = 0.95);

/// Distance of two ratings in Krippendorff's alpha.
enum class rating_metric {
  nominal,  ///< 0 or 1
  ordinal,  ///< by the ratings that lie between, from the margins
  interval  ///< squared difference
};

/// Krippendorff's alpha (1970; 2004): 1 - observed / expected disagreement; any number of raters, gaps
/// allowed. One column a rater, one row a case; cases with one rating do not count. Error by the jackknife of
/// cases, t with their number less 1 degrees of freedom. `undefined` when all ratings are equal. Errors:
/// fewer than two raters or two cases that count, more than 100 different ratings. O(cases V^2), V different
/// ratings.
[[nodiscard]] estimate krippendorff_alpha(std::span<const column_view> raters, rating_metric metric,
                                          double level = 0.95);

/// Intraclass correlations of Shrout & Fleiss (1979), n cases and k raters, complete rows. F limits as there
/// (two-sided); those of two-way random raters by Satterthwaite's degrees of freedom.
struct rater_icc {
  /// Of one rating, at 0 to 2: other raters for every case (1,1); the same raters, drawn from many (2,1);
  /// these raters (3,1). At 3 to 5 of the mean of k ratings.
  std::array<estimate, 6> icc;
  std::array<double, 3> f{};  ///< of no difference between cases, for the three designs
  double df1 = 0;             ///< n - 1
  std::array<double, 3> df2{};
  double n = 0;
};
/// Errors: fewer than two raters or two complete cases. `undefined` where nothing varies. O(n k).
[[nodiscard]] rater_icc intraclass_correlations(std::span<const column_view> raters, double level = 0.95);

/// Two occasions: r with Fisher's interval, the error of one measurement sd sqrt(1 - r) (sd of the first
/// occasion), and the smallest change of one person that is beyond it, z sqrt(2) times that. Complete pairs;
/// the people must not have changed. `undefined` r and NaN when one does not vary. Errors: fewer than three
/// pairs.
struct retest_result {
  estimate correlation;
  double measurement_error = 0, detectable_change = 0;
};
[[nodiscard]] retest_result test_retest(const column_view& first, const column_view& second,
                                        double level = 0.95);

}  // namespace cxm
