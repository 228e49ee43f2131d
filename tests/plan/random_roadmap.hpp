// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <memory>
#include <string>

#include "cxm/base/random.hpp"
#include "cxm/model/scoring.hpp"
#include "cxm/plan/roadmap.hpp"

namespace cxm::testing {

/// Names of the kinds of goals that random_roadmap makes.
inline constexpr std::array<const char*, 4> roadmap_goal_names{"Arithmetic", "Geometric", "Minimum",
                                                               "MixedWithOutcome"};

struct roadmap_case {
  std::shared_ptr<instrument> asked;
  std::shared_ptr<index_plan> indices;
  movement_model model;
  roadmap_problem problem;
};

/// A random portfolio: `n` candidates, four dimensions of three questions each.
inline roadmap_case random_roadmap(std::uint64_t seed, std::size_t n, std::size_t periods, int goal) {
  random_stream random(seed, 77);
  const auto between = [&](double low, double high) { return low + (high - low) * random.uniform(); };
  roadmap_case c;
  c.asked = std::make_shared<instrument>();
  std::vector<planned_measure> measures(5);
  for (std::size_t m = 0; m < measures.size(); ++m) measures[m].id = "m" + std::to_string(m);
  for (const index_kind kind : {index_kind::arithmetic, index_kind::geometric, index_kind::minimum}) {
    index_definition index;
    index.id = std::string(index_kind_names[static_cast<std::size_t>(kind)]);
    index.kind = kind;
    index.of = {"m0", "m1", "m2", "m3"};
    c.asked->indices.push_back(index);
  }
  index_definition nested;  // a mean of the weakest and the geometric
  nested.id = "nested";
  nested.of = {"minimum", "geometric"};
  c.asked->indices.push_back(nested);
  c.indices = std::make_shared<index_plan>(*c.asked, measures);
  c.model.indices = c.indices.get();
  for (std::size_t m = 0; m < 4; ++m) c.model.current.push_back(random.below(6) == 0 ? 0 : between(20, 92));
  c.model.current.push_back(50);
  c.model.high.assign(5, 100);
  for (std::size_t m = 0; m < 4; ++m) {
    for (int q = 0; q < 3; ++q) {
      movement_model::question question;
      question.room = random.below(4) == 0 ? 0 : between(2, 30);
      question.parts = {{m, 1.0 / 3}};
      if (random.below(5) == 0) question.parts.push_back({(m + 1) % 4, 0.25});
      c.model.questions.push_back(question);
    }
  }
  c.model.candidates.resize(n);
  c.problem.candidates.resize(n);
  for (std::size_t j = 0; j < n; ++j) {
    auto& effect = c.model.candidates[j];
    const std::size_t pushes = 1 + random.below(3);
    for (std::size_t p = 0; p < pushes; ++p) {
      effect.questions.emplace_back(random.below(12), between(random.below(6) == 0 ? -8 : 2, 25));
    }
    if (random.below(3) == 0) effect.measures.emplace_back(random.below(4), between(-2, 9));
    auto& one = c.problem.candidates[j];
    one.cost = 1 + random.below(8);
    one.effort = between(0, 5);
    one.earliest = random.below(4) == 0 ? 1 : 0;
    one.duration = 1 + (random.below(3) == 0 ? 1 : 0);
    for (std::size_t k = 0; k < j; ++k) {
      if (random.below(static_cast<std::uint32_t>(2 * n)) == 0) one.after.push_back(k);
    }
    if (j > 0 && random.below(6) == 0) {
      const std::size_t k = random.below(static_cast<std::uint32_t>(j));
      if (std::find(one.after.begin(), one.after.end(), k) == one.after.end()) one.exclusive.push_back(k);
    }
  }
  c.problem.periods = periods;
  double cost = 0;
  for (const auto& one : c.problem.candidates) cost += one.cost;
  for (std::size_t t = 0; t < periods; ++t) {
    c.problem.budget.push_back(std::floor(between(0.4, 0.9) * cost / static_cast<double>(periods)));
    c.problem.capacity.push_back(between(3, 3 + static_cast<double>(n) / 3));
  }
  c.problem.carry_over = random.below(3) == 0;
  c.problem.discount = between(0.8, 1);
  switch (goal) {
    case 0:
    case 1:
    case 2:
      c.model.goals = {{1, goal, {}}};
      break;
    default:
      c.model.goals = {{0.5, 3, {}}, {2, -1, {{0, 0.4}, {1, 0.2}, {2, -0.1}, {3, 0.3}}}};
  }
  return c;
}

/// A portfolio as consultants draw it up: four dimensions of five questions, costs of 5 to 60, a budget for
/// about half of it, some prerequisites and alternatives, some work over two periods.
struct portfolio {
  movement_model model;
  roadmap_problem problem;
};

inline portfolio random_portfolio(std::size_t candidates, std::size_t periods, std::uint64_t seed) {
  random_stream random(seed, 1);
  const auto between = [&](double low, double high) { return low + (high - low) * random.uniform(); };
  portfolio p;
  p.model.current.assign(4, 50);
  p.model.high.assign(4, 100);
  for (std::size_t q = 0; q < 20; ++q) p.model.questions.push_back({between(10, 60), {{q / 5, 0.2}}});
  p.model.candidates.resize(candidates);
  p.problem.candidates.resize(candidates);
  double cost = 0;
  for (std::size_t j = 0; j < candidates; ++j) {
    const std::size_t pushes = 1 + random.below(3);
    for (std::size_t i = 0; i < pushes; ++i) {
      p.model.candidates[j].questions.emplace_back(random.below(20), between(3, 20));
    }
    auto& one = p.problem.candidates[j];
    one.cost = std::round(between(5, 60));
    one.duration = random.below(3) == 0 ? 2 : 1;
    if (j > 0 && random.below(4) == 0) one.after = {random.below(static_cast<std::uint32_t>(j))};
    cost += one.cost;
  }
  p.model.goals = {{1, -1, {{0, 0.25}, {1, 0.25}, {2, 0.25}, {3, 0.25}}}};
  p.problem.periods = periods;
  p.problem.budget.assign(periods, std::round(cost / 2 / static_cast<double>(periods)));
  return p;
}

}  // namespace cxm::testing
