// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

#include "cxm/plan/movement.hpp"

namespace cxm::detail {

/// An additive upper bound of the gain: gain(x) <= constant + sum_j worth_j x_j for every choice x.
struct gain_cut {
  double constant = 0;
  std::vector<double> worth;
};

/// Evaluates gains and their upper bounds again and again without allocating.
///
/// Rooms and ends of scales make measures concave in the choice, and arithmetic and geometric means and
/// minima are concave and rising in the measures; so every tangent of the gain bounds it from above (a
/// supergradient: Rockafellar 1970, sec. 23). Slopes of outcomes may be negative, which breaks concavity:
/// such terms are exact while nothing caps the measure, else bounded candidate by candidate.
class movement {
 public:
  explicit movement(const movement_model&);

  [[nodiscard]] std::size_t size() const noexcept { return model_->candidates.size(); }
  [[nodiscard]] double gain(std::span<const double> done);
  /// Means after the last call of gain().
  [[nodiscard]] const std::vector<double>& means() const noexcept { return means_; }
  /// The tangent at `done`.
  void tangent(std::span<const double> done, gain_cut& out);
  /// True when gains simply add up: one tangent is exact everywhere.
  [[nodiscard]] bool additive() const noexcept { return additive_; }

 private:
  void move(std::span<const double> done);
  [[nodiscard]] double goal_value(const movement_model::goal&) const;

  const movement_model* model_;
  std::vector<std::size_t> moved_;  // measures that anything moves
  std::vector<double> push_;        // by question
  std::vector<double> raw_;         // by measure: mean without the end of the scale
  std::vector<double> means_;
  std::vector<double> slope_;    // by measure: of the gain
  std::vector<double> by_push_;  // by question: of the gain
  std::vector<double> falling_;  // by candidate: bound of the terms with negative slope
  std::vector<double> goals_now_;
  std::vector<std::vector<double>> fixed_gradient_;
  std::vector<std::vector<std::size_t>> leaves_;  // by goal
  bool additive_ = false;
};

}  // namespace cxm::detail
