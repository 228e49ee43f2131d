// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include "cxm/base/view.hpp"
#include "cxm/data/replicate_weights.hpp"
#include "cxm/data/survey_design.hpp"
#include "cxm/estimate/estimate.hpp"
#include "cxm/stats/matrix.hpp"

/// Means, totals, ratios, shares, variances and domains under a sampling design, by Taylor linearisation
/// (Woodruff 1971; Lumley 2010, Complex Surveys, chapter 2), equal to R's survey package; the same with
/// replicate weights.
///
/// Missing values: rows with a missing value in any column of one call are left out of it, as a domain
/// (the design keeps its units). `domain`, when given, has one element a row, nonzero where the row
/// belongs to the domain. All throw cxm::error{argument} for columns of the wrong length and for values
/// that are not finite, cxm::error{numeric} for lonely units under the rule `fail`. Time O(rows p).
namespace cxm {

/// p estimates and their covariance matrix. Elements that do not exist are NaN.
struct design_estimates {
  std::vector<double> value;
  matrix covariance;
  std::vector<double> n;              ///< answers behind each element: rows of positive weight
  std::vector<double> design_effect;  ///< empty where it has no meaning
  double df = std::numeric_limits<double>::infinity();  ///< of the design
  std::string method;
  std::uint32_t flags = 0;

  [[nodiscard]] double se(std::size_t k) const;
};

/// Element k with a t interval on `df` degrees of freedom (default: the design's; infinity for a normal
/// interval). Without positive degrees of freedom there is no interval, and the flag says so.
[[nodiscard]] estimate interval_of(const design_estimates& e, std::size_t k, double level = 0.95);
[[nodiscard]] estimate interval_of(const design_estimates& e, std::size_t k, double level, double df);

/// Design effect: the variance divided by that of a simple random sample of as many answers, drawn
/// with replacement or (finite) without, from a population of the size of the sum of weights.
enum class design_effect_reference { with_replacement, without_replacement };

/// Means: sum w y / sum w; scores w (y - mean)/sum w. Design effect 0/0 (constant y) is NaN.
[[nodiscard]] design_estimates design_means(
    const survey_design& design, std::span<const column_view> y, std::span<const std::uint8_t> domain = {},
    design_effect_reference reference = design_effect_reference::with_replacement);

/// Totals: sum w y; scores w y.
[[nodiscard]] design_estimates design_totals(const survey_design& design, std::span<const column_view> y,
                                             std::span<const std::uint8_t> domain = {});

/// Ratio of two totals, sum w y / sum w x; scores w (y - R x)/sum w x. NaN when the denominator is 0.
[[nodiscard]] design_estimates design_ratio(const survey_design& design, const column_view& numerator,
                                            const column_view& denominator,
                                            std::span<const std::uint8_t> domain = {});

/// Mean of y in each group with the covariance matrix across groups (not 0 when groups share units).
/// Rows whose group is >= groups.groups are in none. Empty groups: NaN, n = 0.
[[nodiscard]] design_estimates design_domain_means(const survey_design& design, const column_view& y,
                                                   const row_groups& groups,
                                                   std::span<const std::uint8_t> domain = {});

/// Population variance of y: n/(n - 1) sum w (y - mean)^2 / sum w; the mean counts as known in the
/// standard error, as in survey::svyvar. NaN for fewer than two answers.
[[nodiscard]] design_estimates design_population_variance(const survey_design& design, const column_view& y,
                                                          std::span<const std::uint8_t> domain = {});

/// Share of each group among the rows that are in one: means of indicators.
[[nodiscard]] design_estimates design_shares(const survey_design& design, const row_groups& groups,
                                             std::span<const std::uint8_t> domain = {});

/// sum c_k theta_k with standard error sqrt(c' V c).
[[nodiscard]] design_estimates linear_contrast(const design_estimates& e, std::span<const double> c);

/// Any statistics of weights, by replicate weights: `statistic` gets full-sample or replicate weights and
/// returns p numbers, always in the same order.
template <class Statistic>
[[nodiscard]] design_estimates replicate_estimates(const replicate_weights& design, Statistic statistic);

/// The statistics above with replicate weights.
[[nodiscard]] design_estimates design_means(const replicate_weights& design, std::span<const column_view> y,
                                            std::span<const std::uint8_t> domain = {});
[[nodiscard]] design_estimates design_totals(const replicate_weights& design, std::span<const column_view> y,
                                             std::span<const std::uint8_t> domain = {});
[[nodiscard]] design_estimates design_ratio(const replicate_weights& design, const column_view& numerator,
                                            const column_view& denominator,
                                            std::span<const std::uint8_t> domain = {});
[[nodiscard]] design_estimates design_domain_means(const replicate_weights& design, const column_view& y,
                                                   const row_groups& groups,
                                                   std::span<const std::uint8_t> domain = {});

template <class Statistic>
design_estimates replicate_estimates(const replicate_weights& design, Statistic statistic) {
  design_estimates out;
  out.value = statistic(std::span<const double>(design.sampling));
  matrix replicates(design.replicates(), out.value.size());
  std::vector<double> w(design.rows());
  for (std::size_t r = 0; r < design.replicates(); ++r) {
    for (std::size_t i = 0; i < w.size(); ++i) w[i] = design.weights(i, r);
    const std::vector<double> theta = statistic(std::span<const double>(w));
    for (std::size_t k = 0; k < theta.size(); ++k) replicates(r, k) = theta[k];
  }
  out.covariance = replicate_covariance(design, replicates, out.value);
  out.df = design.degrees_of_freedom();
  out.method = "replicate weights (" + design.method + ")";
  return out;
}

}  // namespace cxm
