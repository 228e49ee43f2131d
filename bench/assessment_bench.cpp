// SPDX-License-Identifier: Apache-2.0
// An assessment from a finished tally: what it costs depends on groups x (items + measures), never on rows.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "cxm/assessment/assessment.hpp"
#include "cxm/base/random.hpp"
#include "cxm/estimate/index_estimate.hpp"
#include "cxm/io/instrument_json.hpp"

namespace {

using namespace cxm;

group_column random_column(std::vector<std::string> levels, std::size_t rows, random_stream& random) {
  group_column out;
  for (std::size_t r = 0; r < rows; ++r) {
    out.positions.push_back(random.below(static_cast<std::uint32_t>(levels.size())));
  }
  out.levels = std::make_shared<const std::vector<std::string>>(std::move(levels));
  return out;
}

/// Answers at random, by the roles that are asked.
batch random_answers(const instrument& asked, std::size_t rows, std::size_t units, bool roles,
                     std::size_t waves) {
  random_stream random(1, 1);
  batch b;
  b.rows = rows;
  std::vector<std::string> role_names;
  for (const role& r : asked.roles) role_names.push_back(r.id);
  if (!roles || role_names.empty()) role_names = {"executive"};
  std::vector<std::string> unit_names;
  for (std::size_t u = 0; u < units; ++u) unit_names.push_back("unit" + std::to_string(u));
  std::vector<std::string> wave_names;
  for (std::size_t w = 0; w < waves; ++w) wave_names.push_back("w" + std::to_string(w));
  b.groups = {random_column(role_names, rows, random), random_column(wave_names, rows, random),
              random_column(unit_names, rows, random)};
  for (std::size_t s = 1; s < asked.segments.size(); ++s)
    b.groups.push_back(random_column({""}, rows, random));
  for (const item& question : asked.items) {
    const scale* s = asked.find_scale(question.scale);
    const auto codes = static_cast<std::uint32_t>(std::max<std::size_t>(1, s->codes.size()));
    item_column column;
    for (std::size_t r = 0; r < rows; ++r) {
      const std::string& who = role_names[b.groups[0].positions[r]];
      const bool of = question.roles.empty() ||
                      std::find(question.roles.begin(), question.roles.end(), who) != question.roles.end();
      column.cells.push_back(!of                             ? cell_of(missing_kind::not_asked)
                             : random.below(20) == 0         ? cell_of(missing_kind::dont_know)
                             : question.multiple             ? cell{0}
                             : s->kind == scale_kind::number ? cell{0}
                                                             : static_cast<cell>(random.below(codes)));
      if (question.multiple) column.selected.push_back(random.bits() & ((std::uint64_t{1} << codes) - 1));
      if (s->kind == scale_kind::number) column.numbers.push_back(random.uniform());
    }
    b.items.push_back(std::move(column));
  }
  return b;
}

void run(benchmark::State& state, bool roles, std::size_t waves) {
  const instrument_ptr asked = load_instrument("cx4");
  const auto units = static_cast<std::size_t>(state.range(0));
  tally t(asked, {});
  t.update(random_answers(*asked, 60 * units * waves * (roles ? 4 : 1), units, roles, waves));
  std::size_t rows = 0;
  for (auto _ : state) {
    const assessment a = assess(t);
    rows = a.rows.size();
    benchmark::DoNotOptimize(rows);
  }
  state.counters["rows_of_tables"] = static_cast<double>(rows);
}

void units_of_one_role(benchmark::State& state) { run(state, false, 1); }
void units_by_roles(benchmark::State& state) { run(state, true, 1); }
void units_by_roles_and_waves(benchmark::State& state) { run(state, true, 3); }

/// The overall index of 500 units, each interval that there is: delta method, and 200 bootstrap replicates.
/// range(0) is how often the answers are doubled: 60,000 people of 500 units, then 15 million, at one cost.
void index_intervals(benchmark::State& state, bool bootstrap) {
  const instrument_ptr asked = load_instrument("cx4");
  constexpr std::size_t units = 500;
  constexpr std::size_t replicates = 200;
  tally_options kept;
  kept.respondents = bootstrap;
  kept.replicates = bootstrap ? replicates : 0;
  batch b = random_answers(*asked, 60000, units, false, 1);
  for (std::size_t i = 0; i < b.rows; ++i) b.respondents.push_back(i * 0x9e3779b97f4a7c15U);
  tally t(asked, kept);
  t.update(b);
  for (std::int64_t d = 0; d < state.range(0); ++d) t.merge(t);
  const index_plan plan(t.instrument(), t.measures());
  const normal_draws draws(1, 2000, 20);
  const std::size_t overall = plan.size() - 1;
  double rows = 0;
  for (auto _ : state) {
    rows = 0;
    for (std::size_t s = 0; s < t.segments().size(); ++s) {
      const std::size_t unit[] = {s};
      const group_estimates g(t.sums(unit), t.measures());
      const estimate e =
          bootstrap ? bootstrap_index(g, plan, overall, replicates) : index_estimate(g, plan, overall, draws);
      benchmark::DoNotOptimize(e.low);
      rows += g.sums().rows();
    }
  }
  state.counters["people"] = rows;
  state.counters["units"] = static_cast<double>(t.segments().size());
}

void index_by_formula(benchmark::State& state) { index_intervals(state, false); }
void index_by_bootstrap(benchmark::State& state) { index_intervals(state, true); }

BENCHMARK(index_by_formula)->Arg(0)->Arg(8)->Unit(benchmark::kMillisecond);
BENCHMARK(index_by_bootstrap)->Arg(0)->Arg(8)->Unit(benchmark::kMillisecond);
BENCHMARK(units_of_one_role)->Arg(12)->Arg(100)->Arg(500)->Unit(benchmark::kMillisecond);
BENCHMARK(units_by_roles)->Arg(12)->Arg(100)->Arg(500)->Unit(benchmark::kMillisecond);
BENCHMARK(units_by_roles_and_waves)->Arg(12)->Arg(100)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
