// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "cxm/base/view.hpp"
#include "cxm/estimate/estimate.hpp"
#include "cxm/stats/anova.hpp"

/// How much of the variance lies between units: the random-intercept model, reliability of unit means, and
/// within-and-between analysis. The analysis of variance with ICC(1) and ICC(2) is stats::one_way_anova.
/// group[i] < 0 means no group; rows without y or group are left out; groups without answers do not count.
namespace cxm {

enum class variance_estimation {
  reml,  ///< restricted maximum likelihood: variances without the bias of estimating the mean
  ml
};

/// y_ij = mu + u_i + e_ij, u_i ~ N(0, between), e_ij ~ N(0, within).
struct random_intercept_fit {
  double n = 0, groups = 0;
  double mean = 0, mean_se = 0;  ///< generalised least squares
  double between = 0;            ///< tau^2; 0 at the boundary
  double within = 0;             ///< sigma^2
  double icc = 0;                ///< between / (between + within); NaN when both are 0
  double log_likelihood = 0;     ///< restricted for reml
  bool boundary = false;         ///< the estimate of `between` is 0
  std::vector<double> size;      ///< by group number
  std::vector<double> effect;    ///< best linear unbiased predictor of u_i; NaN for groups without answers
  std::vector<double>
      effect_sd;  ///< conditional standard deviation sqrt(tau^2 sigma^2/(n_i tau^2 + sigma^2))

  /// Reliability of each group's mean, n_i tau^2 / (n_i tau^2 + sigma^2).
  [[nodiscard]] std::vector<double> mean_reliability() const;
  /// ICC(2) at a group size: m icc / (1 + (m - 1) icc).
  [[nodiscard]] double icc2(double group_size) const;
};

/// Exact maximisation: the likelihood is profiled to the variance ratio tau^2 / sigma^2, whose derivative is
/// solved on the whole half line; relative accuracy of the variances about 1e-10. O(n + groups) and some
/// hundred passes over the groups. Throws cxm::error{data} for fewer than two groups, or when no group has
/// two answers (the two variances cannot be told apart).
[[nodiscard]] random_intercept_fit random_intercept(const column_view& y, std::span<const std::int32_t> group,
                                                    variance_estimation method = variance_estimation::reml);
/// The same from summaries of the groups.
[[nodiscard]] random_intercept_fit random_intercept(std::span<const stats::group_summary> groups,
                                                    variance_estimation method = variance_estimation::reml);

/// Within-and-between analysis (Dansereau, Alutto & Yammarino 1984) over the rows where both are there:
/// r = eta_Bx eta_By r_B + eta_Wx eta_Wy r_W. A correlation with a part without variance is NaN.
struct within_between {
  double raw = 0;
  double eta_between_x = 0, eta_between_y = 0, between = 0;
  double eta_within_x = 0, eta_within_y = 0, within = 0;
};
[[nodiscard]] within_between within_between_analysis(const column_view& x, const column_view& y,
                                                     std::span<const std::int32_t> group);

}  // namespace cxm
