// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include "cxm/io/instrument_json.hpp"

namespace {

void parse_cx4(benchmark::State& state) {
  const std::string text = cxm::pretty_json(*cxm::load_instrument("cx4"));
  for (auto _ : state) benchmark::DoNotOptimize(cxm::parse_instrument(text));
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * text.size()));
}
BENCHMARK(parse_cx4)->Unit(benchmark::kMicrosecond);

void fingerprint_cx4(benchmark::State& state) {
  const auto in = cxm::load_instrument("cx4");
  for (auto _ : state) benchmark::DoNotOptimize(cxm::fingerprint_of(*in));
}
BENCHMARK(fingerprint_cx4)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
