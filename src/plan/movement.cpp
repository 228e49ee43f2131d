// SPDX-License-Identifier: Apache-2.0
#include "plan/movement.hpp"

#include <algorithm>
#include <cmath>

#include "cxm/base/check.hpp"

namespace cxm {
namespace detail {
namespace {

/// Geometric means are bent infinitely at 0; their tangent is taken at least this far from it.
constexpr double least_component = 0.5;

/// An index whose value is linear in the measures: arithmetic all the way down.
bool is_linear(const index_plan& indices, std::size_t i) {
  if (indices.kind(i) != index_kind::arithmetic) return false;
  for (const index_plan::component& part : indices.components(i)) {
    if (!part.measure && !is_linear(indices, part.position)) return false;
  }
  return true;
}

void check(const movement_model& m) {
  check_same_size("movement_model", "current", m.current.size(), "high", m.high.size());
  const auto inside = [](const std::vector<movement_model::effect>& effects, std::size_t limit,
                         const char* what) {
    for (const auto& [position, amount] : effects) {
      if (position >= limit || !std::isfinite(amount)) {
        throw error(errc::argument,
                    std::string("movement_model: ") + what + " names a place that does not exist, or its " +
                        "amount is not finite",
                    what);
      }
    }
  };
  for (const auto& q : m.questions) {
    check_not_negative("movement_model", "questions.room", q.room);
    inside(q.parts, m.current.size(), "questions.parts");
    for (const auto& part : q.parts) check_not_negative("movement_model", "questions.parts", part.second);
  }
  for (const auto& c : m.candidates) {
    inside(c.questions, m.questions.size(), "candidates.questions");
    inside(c.measures, m.current.size(), "candidates.measures");
  }
  for (const auto& g : m.goals) {
    check_positive("movement_model", "goals.weight", g.weight);
    inside(g.slopes, m.current.size(), "goals.slopes");
    if (g.index >= 0 && (m.indices == nullptr || static_cast<std::size_t>(g.index) >= m.indices->size())) {
      throw error(errc::argument, "movement_model: goals.index names an index that does not exist",
                  "goals.index");
    }
  }
}

}  // namespace

movement::movement(const movement_model& model) : model_(&model) {
  check(model);
  const std::size_t measures = model.current.size();
  push_.resize(model.questions.size());
  by_push_.resize(model.questions.size());
  raw_ = model.current;
  means_ = model.current;
  slope_.resize(measures);
  falling_.assign(size(), 0);

  // How far everything together could push, upwards and in all: is any cap within reach?
  std::vector<double> up(model.questions.size(), 0);
  std::vector<double> rise(measures, 0);
  std::vector<std::uint8_t> touched(measures, 0);
  for (const auto& c : model.candidates) {
    for (const auto& [q, amount] : c.questions) up[q] += std::max(0.0, amount);
    for (const auto& [m, amount] : c.measures) {
      rise[m] += std::max(0.0, amount);
      touched[m] = 1;
    }
  }
  std::vector<std::uint8_t> capped(measures, 0);
  for (std::size_t q = 0; q < up.size(); ++q) {
    for (const auto& [m, share] : model.questions[q].parts) {
      rise[m] += share * up[q];
      touched[m] = 1;
      if (up[q] > model.questions[q].room) capped[m] = 1;
    }
  }
  for (std::size_t m = 0; m < measures; ++m) {
    if (model.current[m] + rise[m] > model.high[m]) capped[m] = 1;
    if (touched[m] != 0) moved_.push_back(m);
  }

  additive_ = true;
  fixed_gradient_.resize(model.goals.size());
  leaves_.resize(model.goals.size());
  for (std::size_t g = 0; g < model.goals.size(); ++g) {
    const movement_model::goal& goal = model.goals[g];
    if (goal.index >= 0) {
      const auto i = static_cast<std::size_t>(goal.index);
      leaves_[g] = model.indices->measures(i);
      if (is_linear(*model.indices, i)) {
        fixed_gradient_[g] = model.indices->gradient(i, std::vector<double>(measures, 0.0));
      } else {
        additive_ = false;
      }
      for (const std::size_t m : leaves_[g]) additive_ = additive_ && capped[m] == 0;
      goals_now_.push_back(model.indices->value(i, model.current));
      continue;
    }
    goals_now_.push_back(0);
    for (const auto& [m, slope] : goal.slopes) {
      leaves_[g].push_back(m);
      additive_ = additive_ && capped[m] == 0;
      if (!(slope < 0)) continue;
      for (std::size_t j = 0; j < size(); ++j) {
        double pushed = 0;
        for (const auto& [to, amount] : model.candidates[j].measures) pushed += to == m ? amount : 0;
        for (const auto& [q, amount] : model.candidates[j].questions) {
          for (const auto& [to, share] : model.questions[q].parts) pushed += to == m ? share * amount : 0;
        }
        falling_[j] += goal.weight * slope * (capped[m] != 0 ? std::min(0.0, pushed) : pushed);
      }
    }
  }
}

void movement::move(std::span<const double> done) {
  for (const std::size_t m : moved_) raw_[m] = model_->current[m];
  std::fill(push_.begin(), push_.end(), 0.0);
  for (std::size_t j = 0; j < size(); ++j) {
    if (done[j] == 0) continue;
    const movement_model::candidate& c = model_->candidates[j];
    for (const auto& [q, amount] : c.questions) push_[q] += done[j] * amount;
    for (const auto& [m, amount] : c.measures) raw_[m] += done[j] * amount;
  }
  for (std::size_t q = 0; q < push_.size(); ++q) {
    if (push_[q] == 0) continue;
    const double pushed = std::min(model_->questions[q].room, push_[q]);
    for (const auto& [m, share] : model_->questions[q].parts) raw_[m] += share * pushed;
  }
  for (const std::size_t m : moved_) means_[m] = std::min(model_->high[m], raw_[m]);
}

double movement::goal_value(const movement_model::goal& goal) const {
  if (goal.index >= 0) return model_->indices->value(static_cast<std::size_t>(goal.index), means_);
  double sum = 0;
  for (const auto& [m, slope] : goal.slopes) sum += slope * (means_[m] - model_->current[m]);
  return sum;
}

double movement::gain(std::span<const double> done) {
  move(done);
  double sum = 0;
  for (std::size_t g = 0; g < model_->goals.size(); ++g) {
    sum += model_->goals[g].weight * (goal_value(model_->goals[g]) - goals_now_[g]);
  }
  return sum;
}

void movement::tangent(std::span<const double> done, gain_cut& out) {
  move(done);
  std::fill(slope_.begin(), slope_.end(), 0.0);
  double constant = 0;
  for (std::size_t g = 0; g < model_->goals.size(); ++g) {
    const movement_model::goal& goal = model_->goals[g];
    if (goal.index < 0) {
      for (const auto& [m, slope] : goal.slopes) {
        if (slope < 0) continue;  // in falling_
        slope_[m] += goal.weight * slope;
        constant += goal.weight * slope * (means_[m] - model_->current[m]);
      }
      continue;
    }
    const auto i = static_cast<std::size_t>(goal.index);
    if (!fixed_gradient_[g].empty()) {
      for (const std::size_t m : leaves_[g]) {
        slope_[m] += goal.weight * fixed_gradient_[g][m];
        constant += goal.weight * fixed_gradient_[g][m] * (means_[m] - model_->current[m]);
      }
      continue;
    }
    std::vector<double> at = means_;
    for (const std::size_t m : leaves_[g]) at[m] = std::max(at[m], least_component);
    const std::vector<double> gradient = model_->indices->gradient(i, at);
    double height = model_->indices->value(i, at) - goals_now_[g];
    for (const std::size_t m : leaves_[g]) {
      slope_[m] += goal.weight * gradient[m];
      height += gradient[m] * (means_[m] - at[m]);
    }
    constant += goal.weight * height;
  }
  // Through the caps: a measure at the end of its scale, or a question without room left, gains nothing more.
  for (const std::size_t m : moved_) {
    if (raw_[m] > model_->high[m]) slope_[m] = 0;
  }
  for (std::size_t q = 0; q < by_push_.size(); ++q) {
    by_push_[q] = 0;
    if (push_[q] > model_->questions[q].room) continue;
    for (const auto& [m, share] : model_->questions[q].parts) by_push_[q] += share * slope_[m];
  }
  out.worth.assign(size(), 0.0);
  for (std::size_t j = 0; j < size(); ++j) {
    double worth = 0;
    for (const auto& [q, amount] : model_->candidates[j].questions) worth += by_push_[q] * amount;
    for (const auto& [m, amount] : model_->candidates[j].measures) worth += slope_[m] * amount;
    constant -= worth * done[j];
    out.worth[j] = worth + falling_[j];
  }
  out.constant = constant;
}

}  // namespace detail

std::vector<double> moved_means(const movement_model& model, std::span<const double> done) {
  check_same_size("moved_means", "done", done.size(), "candidates", model.candidates.size());
  detail::movement m(model);
  (void)m.gain(done);
  return m.means();
}

double gain_of(const movement_model& model, std::span<const double> done) {
  check_same_size("gain_of", "done", done.size(), "candidates", model.candidates.size());
  detail::movement m(model);
  return m.gain(done);
}

}  // namespace cxm
