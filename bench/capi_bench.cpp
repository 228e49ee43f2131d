// SPDX-License-Identifier: Apache-2.0
// What a call through the C interface costs beyond its work: the same statistic called both ways in one run.
#include <benchmark/benchmark.h>

#include "cxm.h"
#include "cxm/estimate/nps.hpp"

namespace {

void cpp_call(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(cxm::nps_interval(50, 30, 20));
}
BENCHMARK(cpp_call);

void c_call(benchmark::State& state) {
  cxm_estimate out = CXM_ESTIMATE_INIT;
  cxm_error error = CXM_ERROR_INIT;
  for (auto _ : state) {
    benchmark::DoNotOptimize(cxm_stat_nps_counts(50, 30, 20, 0.95, &out, &error));
    benchmark::ClobberMemory();
  }
}
BENCHMARK(c_call);

void c_call_without_error(benchmark::State& state) {
  cxm_estimate out = CXM_ESTIMATE_INIT;
  for (auto _ : state) {
    benchmark::DoNotOptimize(cxm_stat_nps_counts(50, 30, 20, 0.95, &out, nullptr));
    benchmark::ClobberMemory();
  }
}
BENCHMARK(c_call_without_error);

}  // namespace

BENCHMARK_MAIN();
