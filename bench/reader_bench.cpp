// SPDX-License-Identifier: Apache-2.0
// Reading: bytes a second and nanoseconds a cell from text in memory to batches.
#include <benchmark/benchmark.h>

#include <string>
#include <vector>

#include "cxm/base/random.hpp"
#include "cxm/io/csv.hpp"
#include "cxm/io/reader.hpp"

namespace {

constexpr int items = 24;
constexpr int rows = 100000;

enum class style { codes, labels, quoted };

cxm::instrument survey() {
  cxm::instrument in;
  in.id = "bench";
  cxm::scale s;
  s.id = "s5";
  const char* const labels[] = {"Strongly disagree", "Disagree", "Neither agree nor disagree", "Agree",
                                "Strongly agree"};
  for (int c = 0; c < 5; ++c) {
    cxm::scale_code code;
    code.code = c + 1;
    code.label = cxm::text(labels[c]);
    s.codes.push_back(code);
  }
  s.missing = {{cxm::missing_kind::dont_know, "98"}};
  in.scales.push_back(s);
  for (int i = 0; i < items; ++i) {
    cxm::item it;
    it.id = "q" + std::to_string(i);
    it.scale = "s5";
    in.items.push_back(it);
  }
  in.segments.push_back({"unit", cxm::text("Unit"), {}, {}});
  in.weight.columns = {"weight"};
  return in;
}

std::string table(const cxm::instrument& in, style how) {
  cxm::random_stream random(1, 0);
  std::string text = "id,unit,weight";
  for (const auto& it : in.items) text.append(",").append(it.id);
  text += "\n";
  for (int r = 0; r < rows; ++r) {
    text.append(std::to_string(r)).append(",unit ").append(std::to_string(random.below(500))).append(",");
    text.append(std::to_string(0.5 + random.uniform()));
    for (int i = 0; i < items; ++i) {
      const auto c = random.below(21);
      const std::string cell = c == 20                ? "98"
                               : how == style::labels ? in.scales[0].codes[c % 5].label.in("")
                                                      : std::to_string(c % 5 + 1);
      text += ",";
      if (how == style::quoted) {
        text.append("\"").append(cell).append("\"");
      } else {
        text += cell;
      }
    }
    text += "\n";
  }
  return text;
}

void read_batches(benchmark::State& state, style how) {
  const auto in = survey();
  const std::string text = table(in, how);
  cxm::read_options options;
  options.threads = static_cast<unsigned>(state.range(0));
  for (auto _ : state)
    benchmark::DoNotOptimize(cxm::read_bytes(
        "bench.csv", text, in, options,
        [](unsigned, const cxm::batch& b) { benchmark::DoNotOptimize(b.items[0].cells.data()); }));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
  // cells a second
  state.SetItemsProcessed(state.iterations() * rows * (items + 3));
}
BENCHMARK_CAPTURE(read_batches, codes, style::codes)
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read_batches, labels, style::labels)
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(read_batches, quoted, style::quoted)
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

void read_records(benchmark::State& state) {
  const std::string text = table(survey(), style::codes);
  for (auto _ : state) {
    cxm::csv_reader reader("bench.csv", text);
    std::size_t fields = 0;
    while (reader.next()) fields += reader.fields().size();
    benchmark::DoNotOptimize(fields);
  }
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(text.size()));
}
BENCHMARK(read_records)->Unit(benchmark::kMillisecond);

}  // namespace
BENCHMARK_MAIN();
