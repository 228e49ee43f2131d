// SPDX-License-Identifier: Apache-2.0
// Elementary functions that give the same bits everywhere, beside those of the C library.
#include <benchmark/benchmark.h>

#include <array>
#include <cmath>

#include "cxm/stats/elementary.hpp"

namespace {

template <double (*Function)(double)>
void over_a_range(benchmark::State& state) {
  std::array<double, 1024> x{};
  for (std::size_t i = 0; i < x.size(); ++i) x[i] = 0.01 + 0.003 * static_cast<double>(i);
  for (auto _ : state) {
    double sum = 0;
    for (const double v : x) sum += Function(v);
    benchmark::DoNotOptimize(sum);
  }
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(x.size()));
}
double our_pow(double x) { return cxm::stats::pow(x, 0.3); }
double library_pow(double x) { return std::pow(x, 0.3); }
double library_exp(double x) { return std::exp(x); }
double library_log(double x) { return std::log(x); }

BENCHMARK(over_a_range<cxm::stats::exp>)->Name("elementary/exp");
BENCHMARK(over_a_range<library_exp>)->Name("elementary/exp/c_library");
BENCHMARK(over_a_range<cxm::stats::log>)->Name("elementary/log");
BENCHMARK(over_a_range<library_log>)->Name("elementary/log/c_library");
BENCHMARK(over_a_range<our_pow>)->Name("elementary/pow");
BENCHMARK(over_a_range<library_pow>)->Name("elementary/pow/c_library");

}  // namespace
