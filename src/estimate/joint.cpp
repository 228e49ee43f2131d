// SPDX-License-Identifier: Apache-2.0
#include "cxm/estimate/joint.hpp"

#include <algorithm>
#include <cmath>

#include "cxm/base/check.hpp"
#include "cxm/stats/distributions.hpp"

namespace cxm {
namespace {

/// The order statistic at which a share `level` of the draws is at or below.
double upper_quantile(std::vector<double>& values, double level) {
  const auto at =
      static_cast<std::size_t>(std::clamp(std::ceil(level * static_cast<double>(values.size())) - 1, 0.0,
                                          static_cast<double>(values.size() - 1)));
  std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
  return values[at];
}

}  // namespace

double simultaneous_critical_value(const matrix& covariance, double df, const normal_draws& draws,
                                   double level) {
  check_level("simultaneous_critical_value", "level", level);
  const std::size_t k = covariance.rows;
  const std::vector<double> zero(k, 0.0);
  const matrix sampled = draw_means(zero, covariance, df, draws);
  std::vector<double> largest(sampled.rows, 0.0);
  std::size_t counted = 0;
  for (std::size_t j = 0; j < k; ++j) {
    const double se = std::sqrt(covariance(j, j));
    if (!(se > 0)) continue;
    ++counted;
    for (std::size_t r = 0; r < sampled.rows; ++r) {
      largest[r] = std::max(largest[r], std::fabs(sampled(r, j)) / se);
    }
  }
  const double single = stats::critical_value(level, df);
  if (counted < 2) return single;
  const double bonferroni = stats::critical_value(1 - (1 - level) / static_cast<double>(counted), df);
  return std::clamp(upper_quantile(largest, level), single, bonferroni);
}

std::vector<joint_rank> joint_ranks(std::span<const double> values, const matrix& covariance, double df,
                                    const normal_draws& draws, double level) {
  const std::size_t k = values.size();
  check_same_size("joint_ranks", "values", k, "covariance", covariance.rows);
  check_level("joint_ranks", "level", level);
  std::vector<joint_rank> out(k);
  if (k == 0) return out;
  const matrix sampled = draw_means(values, covariance, df, draws);
  matrix se(k, k);
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < k; ++j) {
      se(i, j) = std::sqrt(std::max(0.0, covariance(i, i) + covariance(j, j) - 2 * covariance(i, j)));
    }
  }
  std::vector<double> largest(sampled.rows, 0.0);
  for (std::size_t r = 0; r < sampled.rows; ++r) {
    std::size_t first = 0;
    for (std::size_t i = 0; i < k; ++i) {
      if (sampled(r, i) > sampled(r, first)) first = i;
      for (std::size_t j = i + 1; j < k; ++j) {
        if (!(se(i, j) > 0)) continue;
        const double error = sampled(r, i) - sampled(r, j) - (values[i] - values[j]);
        largest[r] = std::max(largest[r], std::fabs(error) / se(i, j));
      }
    }
    out[first].p_first += 1;
  }
  const double critical =
      k < 2 ? 0 : std::max(upper_quantile(largest, level), stats::critical_value(level, df));
  for (std::size_t j = 0; j < k; ++j) {
    out[j].p_first /= static_cast<double>(sampled.rows);
    out[j].high = static_cast<double>(k);
    for (std::size_t i = 0; i < k; ++i) {
      if (i == j) continue;
      out[j].rank += values[i] > values[j] ? 1 : 0;
      const double margin = critical * se(i, j);
      if (values[i] - values[j] > margin) out[j].low += 1;
      if (values[j] - values[i] > margin) out[j].high -= 1;
    }
  }
  return out;
}

}  // namespace cxm
