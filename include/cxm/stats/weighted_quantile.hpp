// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <span>
#include <vector>

namespace cxm::stats {

/// How a quantile is read off a weighted sample. With values sorted, cumulated weights C_k and their sum
/// W; with equal weights hfK is type K of Hyndman & Fan (1996).
enum class quantile_rule {
  math,    ///< smallest value whose share C_k / W reaches p: the inverse distribution function (= hf1)
  school,  ///< the same, but the mean of two neighbours where C_k / W is p exactly (= hf2)
  hf1,
  hf2,
  hf3,  ///< as math over distinct values, but the upper neighbour where C_k / W is p and k is odd
  hf4,  ///< linear between (C_k / W, x_k)
  hf5,  ///< linear between ((C_k - w_k / 2) / W, x_k)
  hf6,  ///< linear between (C_k / (W + w_n), x_k)
  hf7,  ///< linear between (C_{k-1} / C_{n-1}, x_k)
  hf8,  ///< linear between ((C_{k-1} / 3 + 2 C_k / 3) / (W + w_n / 3), x_k)
  hf9   ///< linear between ((3 C_{k-1} / 8 + 5 C_k / 8) / (W + w_n / 4), x_k)
};

/// A weighted sample sorted once, for many quantiles. Values of weight 0 are left out. Rules hf4 to hf9
/// depend on the order in which tied values stand when their weights differ; they keep the order given,
/// as R's survey package (Lumley) does. Sorting costs O(n log n), a quantile O(log n).
class weighted_sample {
 public:
  /// Equally many finite values and weights >= 0, at least one weight above 0 (else
  /// cxm::error{argument}). Rules math to hf3 ask whether p W is a step C_k of the distribution function:
  /// it is when the two differ by at most `step_tolerance` W. The default keeps quantiles the same when
  /// all weights are multiplied by a constant; 0 compares rounded sums, as R's survey package does, where
  /// the last bit of a weight can move a median to the next value.
  weighted_sample(std::span<const double> values, std::span<const double> weights,
                  double step_tolerance = 1e-12);

  /// The quantile at share p in [0, 1].
  [[nodiscard]] double quantile(double p, quantile_rule rule) const;
  /// Weighted share of values <= x.
  [[nodiscard]] double share_at_or_below(double x) const;

  [[nodiscard]] std::span<const double> values() const noexcept { return values_; }

 private:
  [[nodiscard]] double step(double p, quantile_rule rule) const;
  [[nodiscard]] double position(std::size_t k, quantile_rule rule) const;

  std::vector<double> values_;   // ascending
  std::vector<double> weights_;  // in the same order
  std::vector<double> cumulated_;
  std::vector<double> distinct_;
  std::vector<double> distinct_cumulated_;
  double step_tolerance_;
};

}  // namespace cxm::stats
