// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include "cxm/explain/importance.hpp"

namespace {

/// Predictors that correlate .4 with each other, with slopes that differ.
cxm::matrix correlated(std::size_t p) {
  cxm::matrix v(p + 1, p + 1, 0.4);
  for (std::size_t i = 0; i <= p; ++i) v(i, i) = 1;
  for (std::size_t j = 1; j <= p; ++j)
    v(0, j) = v(j, 0) = 0.3 + 0.2 * static_cast<double>(j) / static_cast<double>(p);
  return v;
}

void exact_importance(benchmark::State& state) {
  const auto v = correlated(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(cxm::dominance(v));
}
BENCHMARK(exact_importance)->Arg(5)->Arg(10)->Arg(15)->Arg(20)->Arg(25)->Unit(benchmark::kMillisecond);

void complete_dominance(benchmark::State& state) {
  const auto v = correlated(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(cxm::complete_dominance(v));
}
BENCHMARK(complete_dominance)->Arg(10)->Arg(15)->Arg(20)->Unit(benchmark::kMillisecond);

void relative_weights(benchmark::State& state) {
  const auto v = correlated(static_cast<std::size_t>(state.range(0)));
  for (auto _ : state) benchmark::DoNotOptimize(cxm::relative_weights(v));
}
BENCHMARK(relative_weights)->Arg(10)->Arg(25)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
