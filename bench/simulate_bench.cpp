// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <ostream>
#include <streambuf>

#include "cxm/io/instrument_json.hpp"
#include "cxm/simulate/simulate.hpp"

namespace {

/// Takes bytes and forgets them: the drawing and the writing are measured, not the disk.
class counting_buffer : public std::streambuf {
 public:
  std::int64_t bytes = 0;

 protected:
  std::streamsize xsputn(const char*, std::streamsize n) override {
    bytes += n;
    return n;
  }
  int_type overflow(int_type c) override {
    ++bytes;
    return c;
  }
};

// The demo organisation, and as many copies of it; the unit is people drawn per second.
void simulate_demo(benchmark::State& state) {
  const auto in = cxm::load_instrument("cx4");
  const auto p = cxm::load_profile("demo");
  cxm::simulate_options options;
  options.copies = static_cast<std::uint32_t>(state.range(0));
  counting_buffer buffer;
  std::ostream out(&buffer);
  std::int64_t rows = 0;
  for (auto _ : state) rows += cxm::simulate_to_csv(*in, p, out, options);
  state.SetItemsProcessed(rows);
  state.SetBytesProcessed(buffer.bytes);
}
BENCHMARK(simulate_demo)->Arg(1)->Arg(4)->Unit(benchmark::kMillisecond);

void state_the_truth(benchmark::State& state) {
  const auto in = cxm::load_instrument("cx4");
  const auto p = cxm::load_profile("demo");
  for (auto _ : state) benchmark::DoNotOptimize(cxm::truth_of(*in, p));
}
BENCHMARK(state_the_truth)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
