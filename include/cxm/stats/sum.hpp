// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cmath>
#include <span>

namespace cxm::stats {

/// A floating sum in the order of its terms that carries the lost low part along (Neumaier 1974): the
/// error is about one rounding of the result, whatever the number of terms, unless they cancel.
class compensated_sum {
 public:
  void add(double x) noexcept {
    const double total = sum_ + x;
    carry_ += std::fabs(sum_) >= std::fabs(x) ? (sum_ - total) + x : (x - total) + sum_;
    sum_ = total;
  }
  [[nodiscard]] double value() const noexcept { return sum_ + carry_; }

 private:
  double sum_ = 0;
  double carry_ = 0;
};

[[nodiscard]] inline double sum(std::span<const double> x) noexcept {
  compensated_sum s;
  for (const double value : x) s.add(value);
  return s.value();
}

}  // namespace cxm::stats
