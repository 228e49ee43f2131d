// SPDX-License-Identifier: Apache-2.0
// The whole way from a file to a tally, and from a tally to an assessment, on ten million simulated rows of
// the built-in instrument (about 1.2 GB of CSV, written once into the temporary directory and removed).
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>

#include "cxm/assessment/assessment.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/io/tally_file.hpp"
#include "cxm/simulate/simulate.hpp"

namespace {

using namespace cxm;

/// The demo organisation, copied until it has ten million people.
class simulated_file {
 public:
  simulated_file()
      : path_(std::filesystem::temp_directory_path() /
              ("cxm-bench-" + std::to_string(std::random_device()()) + ".csv")) {
    const instrument_ptr cx4 = load_instrument("cx4");
    const profile demo = load_profile("demo");
    const auto once = static_cast<std::uint64_t>(simulated_rows(demo));
    simulate_options options;
    options.copies = static_cast<std::uint32_t>((10'000'000 + once - 1) / once);
    std::ofstream out(path_, std::ios::binary);
    rows_ = simulate_to_csv(*cx4, demo, out, options);
  }
  ~simulated_file() {
    std::error_code ignored;
    std::filesystem::remove(path_, ignored);
  }
  simulated_file(const simulated_file&) = delete;
  simulated_file& operator=(const simulated_file&) = delete;

  [[nodiscard]] std::string path() const { return path_.string(); }
  [[nodiscard]] std::int64_t rows() const { return rows_; }

 private:
  std::filesystem::path path_;
  std::int64_t rows_ = 0;
};

const simulated_file& file() {
  static const simulated_file once;
  return once;
}

tallied_file tally_without_people(unsigned threads) {
  read_options read;
  read.threads = threads;
  read.map["respondent"] = "";  // one row is one person: keys of people would grow with the rows
  return tally_file(file().path(), load_instrument("cx4"), read);
}

double peak_megabytes() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  return static_cast<double>(used.ru_maxrss) / 1024;
}

void tally_ten_million_rows(benchmark::State& state) {
  const auto bytes = static_cast<std::int64_t>(std::filesystem::file_size(file().path()));
  for (auto _ : state) {
    benchmark::DoNotOptimize(tally_without_people(static_cast<unsigned>(state.range(0))));
  }
  state.SetBytesProcessed(state.iterations() * bytes);
  state.SetItemsProcessed(state.iterations() * file().rows());
  state.counters["peak_MB"] = peak_megabytes();  // of the process, so writing the file is in it
}
BENCHMARK(tally_ten_million_rows)
    ->ArgName("threads")
    ->Arg(1)
    ->Arg(2)
    ->Iterations(1)
    ->Repetitions(3)
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kSecond);

void assess_ten_million_rows(benchmark::State& state) {
  const tallied_file answers = tally_without_people(2);
  for (auto _ : state) benchmark::DoNotOptimize(assess(answers.tally, {}, answers.receipt));
}
BENCHMARK(assess_ten_million_rows)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
