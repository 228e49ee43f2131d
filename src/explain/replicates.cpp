// SPDX-License-Identifier: Apache-2.0
#include "explain/replicates.hpp"

#include <algorithm>
#include <cmath>
#include <map>

#include "cxm/stats/distributions.hpp"

namespace cxm::detail {

wishart_draws::wishart_draws(const matrix& covariance, double df, std::uint64_t seed)
    : root_(covariance.rows, covariance.rows), df_(df), seed_(seed) {
  // Cholesky; a pivot that is rounding gives a zero column.
  for (std::size_t j = 0; j < root_.rows; ++j) {
    double pivot = covariance(j, j);
    for (std::size_t c = 0; c < j; ++c) pivot -= root_(j, c) * root_(j, c);
    if (!(pivot > 1e-13 * covariance(j, j))) continue;
    root_(j, j) = std::sqrt(pivot);
    for (std::size_t i = j + 1; i < root_.rows; ++i) {
      double entry = covariance(i, j);
      for (std::size_t c = 0; c < j; ++c) entry -= root_(i, c) * root_(j, c);
      root_(i, j) = entry / root_(j, j);
    }
  }
}

namespace {

/// A chi-squared variable from a normal one: exact below 30 degrees of freedom, above by Wilson & Hilferty's
/// (1931) cube, good to four digits there and a hundred times as fast.
double chi_squared_at(double z, double df) {
  if (df < 30) return stats::chi_squared_quantile(stats::normal_cdf(z), df);
  const double k = 2 / (9 * df);
  const double cube = 1 - k + z * std::sqrt(k);
  return df * cube * cube * cube;
}

}  // namespace

matrix wishart_draws::draw(std::size_t r) const {
  const std::size_t k = root_.rows;
  random_stream stream(seed_, r);
  matrix a(k, k);
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j < i; ++j) a(i, j) = stream.normal();
    a(i, i) = std::sqrt(std::max(0.0, chi_squared_at(stream.normal(), df_ - static_cast<double>(i))));
  }
  matrix t(k, k);  // root * a, lower triangular
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      for (std::size_t c = j; c <= i; ++c) t(i, j) += root_(i, c) * a(c, j);
    }
  }
  matrix out(k, k);
  for (std::size_t i = 0; i < k; ++i) {
    for (std::size_t j = 0; j <= i; ++j) {
      double sum = 0;
      for (std::size_t c = 0; c <= j; ++c) sum += t(i, c) * t(j, c);
      out(i, j) = out(j, i) = sum / df_;
    }
  }
  return out;
}

block_bootstrap::block_bootstrap(std::span<const std::vector<double>> columns,
                                 std::span<const double> weights, std::span<const std::int32_t> cluster,
                                 std::uint64_t seed, std::size_t most_blocks)
    : k_(columns.size()), seed_(seed) {
  const std::size_t n = columns[0].size();
  const driver_moments whole = moments_of(columns, weights);
  std::vector<std::size_t> block(n);
  std::size_t blocks = 0;
  if (!cluster.empty()) {
    std::map<std::int32_t, std::size_t> places;
    for (const std::int32_t c : cluster) places.emplace(c, 0);
    for (auto& [number, place] : places) place = blocks++;
    for (std::size_t i = 0; i < n; ++i) block[i] = places[cluster[i]];
  } else if (n <= most_blocks) {
    blocks = n;
    for (std::size_t i = 0; i < n; ++i) block[i] = i;
  } else {
    // Groups of equal size in random order, so that rows sorted by anything make groups that are alike.
    blocks = most_blocks;
    random_stream stream(seed, ~std::uint64_t{0});
    for (std::size_t i = 0; i < n; ++i) block[i] = i % blocks;
    for (std::size_t i = n; i > 1; --i)
      std::swap(block[i - 1], block[stream.below(static_cast<std::uint32_t>(i))]);
  }
  sums_ = matrix(blocks, 1 + k_ + k_ * (k_ + 1) / 2);
  std::vector<double> d(k_);
  for (std::size_t i = 0; i < n; ++i) {
    const double w = weights.empty() ? 1.0 : weights[i];
    double* out = sums_.row(block[i]).data();
    *out++ += w;
    for (std::size_t a = 0; a < k_; ++a) *out++ += w * (d[a] = columns[a][i] - whole.means[a]);
    for (std::size_t a = 0; a < k_; ++a) {
      for (std::size_t b = a; b < k_; ++b) *out++ += w * d[a] * d[b];
    }
  }
}

matrix block_bootstrap::draw(std::size_t r) const {
  random_stream stream(seed_, r);
  std::vector<std::uint32_t> times(sums_.rows, 0);
  for (std::size_t b = 0; b < sums_.rows; ++b) ++times[stream.below(static_cast<std::uint32_t>(sums_.rows))];
  std::vector<double> total(sums_.cols, 0.0);
  for (std::size_t b = 0; b < sums_.rows; ++b) {
    if (times[b] == 0) continue;
    const auto row = sums_.row(b);
    for (std::size_t c = 0; c < row.size(); ++c) total[c] += times[b] * row[c];
  }
  matrix out(k_, k_);
  std::size_t at = 1 + k_;
  for (std::size_t a = 0; a < k_; ++a) {
    for (std::size_t b = a; b < k_; ++b, ++at) {
      out(a, b) = out(b, a) = (total[at] - total[1 + a] * total[1 + b] / total[0]) / total[0];
    }
  }
  return out;
}

}  // namespace cxm::detail
