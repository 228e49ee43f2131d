// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "cxm/estimate/simulation.hpp"
#include "cxm/plan/movement.hpp"
#include "cxm/plan/plan.hpp"
#include "cxm/plan/practices.hpp"

namespace cxm::detail {

/// A measure or an index of a group.
struct quantity_ref {
  std::string id;
  int measure = -1, index = -1;
  const driver_model* drivers = nullptr;  // of a measure that is an outcome
};

/// One draw of everything that is uncertain.
struct plan_draw {
  std::vector<double> means;                // by measure
  std::vector<double> items;                // by question of the state
  std::vector<double> changes;              // by declared change, in order of initiatives
  std::vector<std::vector<double>> slopes;  // by driver model of the input
};

/// What a plan or a supposition knows of a group: means of measures and questions, their joint sampling
/// distribution, and how questions are parts of measures.
class plan_state {
 public:
  /// `items`: questions that matter (positions in the instrument); `measures`: those whose error matters.
  plan_state(const plan_input&, std::vector<std::size_t> items, std::vector<std::size_t> measures);

  [[nodiscard]] const plan_input& input() const noexcept { return in_; }
  [[nodiscard]] std::size_t questions() const noexcept { return items_.size(); }
  [[nodiscard]] std::size_t item(std::size_t q) const { return items_[q]; }
  [[nodiscard]] int question_of(std::size_t item) const noexcept;
  [[nodiscard]] const plan_draw& now() const noexcept { return now_; }
  [[nodiscard]] double item_variance(std::size_t q) const { return item_variance_[q]; }
  [[nodiscard]] double item_answers(std::size_t q) const { return item_answers_[q]; }
  /// Some question's error is taken as independent because the tally kept no item moments.
  [[nodiscard]] bool independent_items() const noexcept { return independent_; }

  /// Draws of everything: the estimates' joint distribution, declared changes, slopes.
  [[nodiscard]] std::vector<plan_draw> draw(std::size_t draws, std::uint64_t seed,
                                            const std::vector<expected_change>& changes) const;

  /// Measures, their ends, and questions with room up to the end of the scale, at a draw.
  [[nodiscard]] movement_model frame(const plan_draw&) const;
  [[nodiscard]] double low(std::size_t measure) const { return in_.now->plan(measure).low_score; }
  [[nodiscard]] double high(std::size_t measure) const { return in_.now->plan(measure).high_score; }

  /// Value of a quantity at moved means; outcomes follow their drivers, and stop at the ends of their scale.
  [[nodiscard]] double value(const quantity_ref&, const plan_draw&, std::span<const double> means) const;
  /// A goal of the movement model for a quantity.
  [[nodiscard]] movement_model::goal goal(const quantity_ref&, const plan_draw&, double weight) const;

 private:
  const plan_input& in_;
  std::vector<std::size_t> items_, measures_;
  std::vector<std::vector<movement_model::effect>> parts_;  // by question
  std::vector<double> item_variance_, item_answers_;
  std::vector<double> joint_means_;
  matrix joint_;
  double df_ = 0;
  plan_draw now_;
  bool independent_ = false;
};

/// A measure or index by id; cxm::error{argument} names `path` when it does not exist.
[[nodiscard]] quantity_ref find_quantity(const plan_input&, const std::string& id, const std::string& path);
/// Measures on whose means a quantity rests, drivers included.
void add_measures_below(const plan_input&, const quantity_ref&, std::vector<std::size_t>& out);
[[nodiscard]] std::string label_of(const plan_input&, const std::string& id, const std::string& language);
[[nodiscard]] std::string unit_of(const plan_input&, const quantity_ref&);
/// Ends of a quantity's scale.
[[nodiscard]] std::pair<double, double> range_of(const plan_input&, const quantity_ref&);
/// The first level definition that rests on it, or nullptr.
[[nodiscard]] const level_definition* levels_on(const plan_input&, const std::string& id);

/// `value` with the spread of draws of it: percentiles, standard deviation.
[[nodiscard]] estimate from_draws(double value, std::vector<double> draws, double level, double n);
/// Share of draws in each level.
[[nodiscard]] std::vector<double> level_shares(const std::vector<double>& draws,
                                               std::span<const double> cuts);

}  // namespace cxm::detail
