// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <cmath>
#include <cstddef>
#include <cstdio>
#include <vector>

#include "cxm/base/random.hpp"
#include "cxm/estimate/estimate.hpp"

/// Samples from populations whose values are known, and what became of the estimates.
namespace cxm::testing {

inline constexpr int draws = 1000;

/// What became of one estimate over the draws.
class track {
 public:
  explicit track(double truth) : truth_(truth) {}
  void add(const estimate& e) {
    if (!e.defined()) return;
    n_ += 1;
    sum_ += e.value;
    squares_ += e.value * e.value;
    if (e.low <= truth_ && truth_ <= e.high) covered_ += 1;
  }
  /// Unbiased within four Monte Carlo errors (and `bias` where the estimator is known to be off by O(1/n)),
  /// coverage within the range.
  void expect(const char* name, double least, double most, double bias = 0) const {
    ASSERT_GT(n_, 250) << name;
    const double mean = sum_ / n_;
    const double sd = std::sqrt(std::max(0.0, squares_ / n_ - mean * mean));
    EXPECT_NEAR(mean, truth_, 4 * sd / std::sqrt(n_) + bias) << name;
    const double coverage = covered_ / n_;
    EXPECT_GE(coverage, least) << name;
    EXPECT_LE(coverage, most) << name;
    std::printf("| %s | %.4f | %.4f | %.1f |\n", name, truth_, mean, 100 * coverage);
  }

 private:
  double truth_, n_ = 0, sum_ = 0, squares_ = 0, covered_ = 0;
};

/// A category by its probabilities.
inline std::size_t category(random_stream& stream, const std::vector<double>& p) {
  double u = stream.uniform();
  for (std::size_t k = 0; k + 1 < p.size(); ++k) {
    if (u < p[k]) return k;
    u -= p[k];
  }
  return p.size() - 1;
}

}  // namespace cxm::testing
