// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <string>

#include "cxm/base/check.hpp"
#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/quality/exploratory_factors.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/linear_algebra.hpp"

namespace cxm {
namespace {

/// Eigenvalues, falling, of the correlations of n independent normal answers to p items: a Wishart matrix A
/// A' on n - 1 degrees of freedom, A lower triangular with chi-distributed diagonal (Bartlett 1933).
std::vector<double> noise_eigenvalues(std::size_t p, double n, random_stream& draw) {
  matrix a(p, p);
  for (std::size_t i = 0; i < p; ++i) {
    for (std::size_t j = 0; j < i; ++j) a(i, j) = draw.normal();
    a(i, i) = std::sqrt(stats::chi_squared_quantile(draw.uniform(), n - 1 - static_cast<double>(i)));
  }
  matrix r = stats::multiply(a, stats::transpose(a));
  std::vector<double> sd(p);
  for (std::size_t i = 0; i < p; ++i) sd[i] = std::sqrt(r(i, i));
  for (std::size_t i = 0; i < p; ++i) {
    for (std::size_t j = 0; j < p; ++j) r(i, j) /= sd[i] * sd[j];
  }
  std::vector<double> out = stats::eigen_symmetric(r).values;
  std::reverse(out.begin(), out.end());
  return out;
}

}  // namespace

parallel_analysis analyse_parallel(const matrix& correlation, double n, const parallel_options& options) {
  constexpr const char* function = "analyse_parallel";
  const std::size_t p = correlation.rows;
  if (!(n > static_cast<double>(p))) {
    throw error(errc::argument, "analyse_parallel: n must be above the number of items", "n");
  }
  check_at_least(function, "options.replicates", static_cast<std::size_t>(std::max(0, options.replicates)),
                 1);
  check_level(function, "options.quantile", options.quantile);
  parallel_analysis out;
  out.observed = judge_correlations(correlation, n).eigenvalues;
  std::vector<std::vector<double>> drawn(p);
  for (int k = 0; k < options.replicates; ++k) {
    random_stream draw(options.seed, static_cast<std::uint64_t>(k));
    const std::vector<double> e = noise_eigenvalues(p, n, draw);
    for (std::size_t i = 0; i < p; ++i) drawn[i].push_back(e[i]);
  }
  for (std::size_t i = 0; i < p; ++i) {
    std::sort(drawn[i].begin(), drawn[i].end());
    double mean = 0;
    for (const double v : drawn[i]) mean += v / static_cast<double>(options.replicates);
    out.noise_mean.push_back(mean);
    const auto at = std::ceil(options.quantile * static_cast<double>(options.replicates)) - 1;
    out.noise_limit.push_back(drawn[i][static_cast<std::size_t>(std::max(0.0, at))]);
  }
  while (out.factors < p && out.observed[out.factors] > out.noise_limit[out.factors]) ++out.factors;
  return out;
}

}  // namespace cxm
