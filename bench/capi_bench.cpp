// SPDX-License-Identifier: Apache-2.0
// What a call through the C interface costs beyond its work: the same statistic called both ways in one run,
// the ways in turn, so that a change of the machine's pace meets both. The minimum of the repetitions is the
// figure.
//   capi_bench --benchmark_repetitions=40 --benchmark_min_time=0.02
//   --benchmark_enable_random_interleaving=true
//              --benchmark_report_aggregates_only=true
#include <benchmark/benchmark.h>

#include <algorithm>
#include <vector>

#include "cxm.h"
#include "cxm/estimate/nps.hpp"

namespace {

double least(const std::vector<double>& times) { return *std::min_element(times.begin(), times.end()); }

void cpp_call(benchmark::State& state) {
  for (auto _ : state) benchmark::DoNotOptimize(cxm::nps_interval(50, 30, 20));
}
BENCHMARK(cpp_call)->ComputeStatistics("min", least);

void c_call(benchmark::State& state) {
  cxm_estimate out = CXM_ESTIMATE_INIT;
  cxm_error error = CXM_ERROR_INIT;
  for (auto _ : state) {
    benchmark::DoNotOptimize(cxm_stat_nps_counts(50, 30, 20, 0.95, &out, &error));
    benchmark::ClobberMemory();
  }
}
BENCHMARK(c_call)->ComputeStatistics("min", least);

void c_call_without_error(benchmark::State& state) {
  cxm_estimate out = CXM_ESTIMATE_INIT;
  for (auto _ : state) {
    benchmark::DoNotOptimize(cxm_stat_nps_counts(50, 30, 20, 0.95, &out, nullptr));
    benchmark::ClobberMemory();
  }
}
BENCHMARK(c_call_without_error)->ComputeStatistics("min", least);

/// The interface alone: a call that does nothing but check its arguments and answer.
void c_call_of_nothing(benchmark::State& state) {
  cxm_cancel* token = nullptr;
  cxm_error error = CXM_ERROR_INIT;
  if (cxm_cancel_new(nullptr, &token, nullptr) != CXM_OK) return state.SkipWithError("no token");
  for (auto _ : state) {
    benchmark::DoNotOptimize(cxm_cancel_reset(token, &error));
    benchmark::ClobberMemory();
  }
  cxm_cancel_free(token);
}
BENCHMARK(c_call_of_nothing)->ComputeStatistics("min", least);

}  // namespace

BENCHMARK_MAIN();
