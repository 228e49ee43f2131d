// SPDX-License-Identifier: Apache-2.0
// The tally in memory: 24 five-point items, 12 measures of two items each with all pair moments, 500
// segments. Beside it a plain peer that does the same work the usual way: per row, in doubles.
#include <benchmark/benchmark.h>

#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

#include "cxm/base/parallel.hpp"
#include "cxm/model/validate.hpp"
#include "cxm/tally/tally.hpp"

namespace {

constexpr std::size_t items = 24;
constexpr std::size_t measures = 12;
constexpr std::size_t segments = 500;
constexpr std::size_t codes = 5;

cxm::instrument_ptr bench_instrument() {
  cxm::instrument d;
  d.id = "bench";
  d.version = "1";
  d.title.by_language[""] = "Benchmark";
  const auto plain = [](const std::string& s) {
    cxm::text t;
    t.by_language[""] = s;
    return t;
  };
  cxm::scale s;
  s.id = "agree";
  for (int c = 1; c <= static_cast<int>(codes); ++c)
    s.codes.push_back({c, plain("c" + std::to_string(c)), {}, {}});
  d.scales.push_back(s);
  for (std::size_t i = 0; i < items; ++i) {
    cxm::item it;
    it.id = "q" + std::to_string(i);
    it.text = plain(it.id);
    it.scale = "agree";
    d.items.push_back(it);
  }
  for (std::size_t j = 0; j < measures; ++j) {
    cxm::measure m;
    m.id = "m" + std::to_string(j);
    m.label = plain(m.id);
    m.items = {"q" + std::to_string(2 * j), "q" + std::to_string(2 * j + 1)};
    d.measures.push_back(m);
  }
  cxm::segment_definition unit;
  unit.id = "unit";
  unit.label = plain("unit");
  d.segments.push_back(unit);
  return cxm::make_instrument(std::move(d));
}

cxm::batch bench_batch(std::size_t rows, double missing, std::uint32_t seed) {
  std::mt19937_64 random(seed);
  cxm::batch b;
  b.rows = rows;
  b.first_row = 1;
  for (std::size_t q = 0; q < items; ++q) {
    cxm::item_column c;
    for (std::size_t i = 0; i < rows; ++i) {
      const std::uint64_t bits = random();
      const bool gone = static_cast<double>(bits >> 40U) < missing * 0x1p24;
      c.cells.push_back(gone ? cxm::cell_missing + 1 : static_cast<cxm::cell>((bits & 0xffffU) % codes));
    }
    b.items.push_back(std::move(c));
  }
  for (const std::size_t n : {std::size_t{4}, std::size_t{1}, segments / 4}) {
    cxm::group_column g;
    std::vector<std::string> names;
    for (std::size_t i = 0; i < n; ++i) names.push_back("level " + std::to_string(i));
    g.levels = std::make_shared<const std::vector<std::string>>(std::move(names));
    for (std::size_t i = 0; i < rows; ++i) g.positions.push_back(static_cast<std::uint32_t>(random() % n));
    b.groups.push_back(std::move(g));
  }
  for (std::size_t i = 0; i < rows; ++i)
    b.weights.push_back(0.3 + 0x1p-64 * 2 * static_cast<double>(random()));
  return b;
}

void count_cells(benchmark::State& state, std::size_t rows) {
  const double cells = static_cast<double>(state.iterations()) * static_cast<double>(rows * items);
  state.counters["cells/s"] = benchmark::Counter(cells, benchmark::Counter::kIsRate);
  state.counters["per_cell"] =
      benchmark::Counter(cells, benchmark::Counter::kIsRate | benchmark::Counter::kInvert);
  state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rows));
}

/// Rows per batch, missing cells in percent, weighted.
void tally_update(benchmark::State& state) {
  const auto rows = static_cast<std::size_t>(state.range(0));
  const auto in = bench_instrument();
  const auto b = bench_batch(rows, static_cast<double>(state.range(1)) / 100, 1);
  cxm::tally_options o;
  o.weighted = state.range(2) != 0;
  o.histograms = false;
  cxm::tally t(in, o);
  t.update(b);
  for (auto _ : state) t.update(b);
  count_cells(state, rows);
}
BENCHMARK(tally_update)
    ->ArgNames({"rows", "missing%", "weighted"})
    ->Args({1000000, 0, 0})
    ->Args({65536, 0, 0})
    ->Args({8192, 0, 0})
    ->Args({1000000, 10, 0})
    ->Args({1000000, 0, 1})
    ->Args({1000000, 10, 1})
    ->Unit(benchmark::kMillisecond);

void tally_update_with_histograms(benchmark::State& state) {
  const std::size_t rows = 1000000;
  const auto in = bench_instrument();
  const auto b = bench_batch(rows, 0, 1);
  cxm::tally t(in, {});
  t.update(b);
  for (auto _ : state) t.update(b);
  count_cells(state, rows);
}
BENCHMARK(tally_update_with_histograms)->Unit(benchmark::kMillisecond);

/// One tally a thread over its share of the rows, then merged.
void tally_threads(benchmark::State& state) {
  const std::size_t rows = 2000000;
  const std::size_t portion = 65536;
  const auto in = bench_instrument();
  const auto threads = static_cast<std::size_t>(state.range(0));
  std::vector<cxm::batch> parts;
  for (std::size_t from = 0; from < rows; from += portion) {
    parts.push_back(bench_batch(std::min(portion, rows - from), 0, static_cast<std::uint32_t>(from + 1)));
  }
  cxm::tally_options o;
  o.histograms = false;
  for (auto _ : state) {
    std::vector<cxm::tally> tallies(threads, cxm::tally(in, o));
    cxm::parallel_chunks(threads, static_cast<unsigned>(threads), [&](std::size_t w) {
      for (std::size_t p = w; p < parts.size(); p += threads) tallies[w].update(parts[p]);
    });
    for (std::size_t w = 1; w < threads; ++w) tallies[0].merge(tallies[w]);
    benchmark::DoNotOptimize(tallies[0].segments().size());
  }
  count_cells(state, rows);
}
BENCHMARK(tally_threads)
    ->ArgName("threads")
    ->Arg(1)
    ->Arg(2)
    ->UseRealTime()
    ->MeasureProcessCPUTime()
    ->Unit(benchmark::kMillisecond);

/// The usual way: per row, look the segment up, count codes, score in doubles, add the outer product.
void plain_doubles(benchmark::State& state) {
  const std::size_t rows = 1000000;
  const auto b = bench_batch(rows, static_cast<double>(state.range(0)) / 100, 1);
  struct plain {
    double n = 0;
    double counts[items][codes + 5] = {};
    double sum[measures] = {};
    double pairs[measures][measures] = {}, pair_n[measures][measures] = {};
  };
  std::vector<plain> all(segments);
  for (auto _ : state) {
    for (std::size_t i = 0; i < rows; ++i) {
      plain& p = all[b.groups[0].positions[i] * (segments / 4) + b.groups[2].positions[i]];
      p.n += 1;
      double y[measures];
      bool there[measures];
      for (std::size_t j = 0; j < measures; ++j) {
        double sum = 0;
        double answered = 0;
        for (std::size_t q = 2 * j; q < 2 * j + 2; ++q) {
          const cxm::cell c = b.items[q].cells[i];
          if (cxm::is_missing(c)) {
            p.counts[q][codes + c - cxm::cell_missing] += 1;
          } else {
            p.counts[q][c] += 1;
            sum += 25.0 * c;
            answered += 1;
          }
        }
        there[j] = answered > 0;
        y[j] = there[j] ? sum / answered : 0;
      }
      for (std::size_t j = 0; j < measures; ++j) {
        if (!there[j]) continue;
        p.sum[j] += y[j];
        for (std::size_t k = j; k < measures; ++k) {
          if (!there[k]) continue;
          p.pair_n[j][k] += 1;
          p.pairs[j][k] += y[j] * y[k];
        }
      }
    }
    benchmark::DoNotOptimize(all.data());
  }
  count_cells(state, rows);
}
BENCHMARK(plain_doubles)->ArgName("missing%")->Arg(0)->Arg(10)->Unit(benchmark::kMillisecond);

void tally_merge(benchmark::State& state) {
  const auto in = bench_instrument();
  cxm::tally a(in, {});
  a.update(bench_batch(50000, 0, 1));
  cxm::tally b(in, {});
  b.update(bench_batch(50000, 0, 2));
  for (auto _ : state) a.merge(b);
  state.counters["segments/s"] =
      benchmark::Counter(static_cast<double>(state.iterations()) * segments, benchmark::Counter::kIsRate);
}
BENCHMARK(tally_merge)->Unit(benchmark::kMicrosecond);

void tally_serialize(benchmark::State& state) {
  cxm::tally t(bench_instrument(), {});
  t.update(bench_batch(50000, 0, 1));
  std::size_t bytes = 0;
  for (auto _ : state) bytes = t.serialize().size();
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes));
  state.counters["state_bytes"] = static_cast<double>(bytes);
}
BENCHMARK(tally_serialize)->Unit(benchmark::kMicrosecond);

void tally_deserialize(benchmark::State& state) {
  const auto in = bench_instrument();
  cxm::tally t(in, {});
  t.update(bench_batch(50000, 0, 1));
  const auto bytes = t.serialize();
  for (auto _ : state) benchmark::DoNotOptimize(cxm::tally::deserialize(bytes, in).memory());
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(bytes.size()));
}
BENCHMARK(tally_deserialize)->Unit(benchmark::kMicrosecond);

}  // namespace

BENCHMARK_MAIN();
