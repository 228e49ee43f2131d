// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include "../tests/plan/random_roadmap.hpp"
#include "cxm/plan/roadmap.hpp"

namespace {

void Roadmap(benchmark::State& state) {
  const cxm::testing::portfolio p = cxm::testing::random_portfolio(
      static_cast<std::size_t>(state.range(0)), static_cast<std::size_t>(state.range(1)), 3);
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
