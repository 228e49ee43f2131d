// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <cmath>

#include "cxm/base/random.hpp"
#include "cxm/plan/roadmap.hpp"

namespace {

/// A portfolio as consultants draw it up: four dimensions of five questions, costs of 5 to 60, a budget for
/// about half of it, some prerequisites and alternatives, some work over two periods.
struct portfolio {
  cxm::movement_model model;
  cxm::roadmap_problem problem;
};

portfolio make(std::size_t candidates, std::size_t periods, std::uint64_t seed) {
  cxm::random_stream random(seed, 1);
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

void Roadmap(benchmark::State& state) {
  const portfolio p =
      make(static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)), 3);
  cxm::roadmap found;
  for (auto _ : state) {
    found = cxm::best_roadmap(p.problem, p.model);
    benchmark::DoNotOptimize(found.value);
  }
  state.counters["nodes"] = static_cast<double>(found.nodes);
  state.counters["gap%"] = found.proven ? 0 : 100 * (found.bound / found.value - 1);
  state.counters["over_greedy%"] = 100 * (found.value / found.greedy - 1);
}
BENCHMARK(Roadmap)->Args({10, 4})->Args({20, 4})->Args({30, 6})->Args({40, 8})->Args({100, 8})->Unit(
    benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
