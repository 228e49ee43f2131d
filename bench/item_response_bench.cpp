// SPDX-License-Identifier: Apache-2.0
#include <benchmark/benchmark.h>

#include <cmath>

#include "cxm/base/random.hpp"
#include "cxm/quality/differential_functioning.hpp"
#include "cxm/quality/item_response.hpp"
#include "cxm/quality/person_score.hpp"

namespace {

struct survey {
  std::vector<std::vector<double>> columns;
  std::vector<std::int32_t> groups;
  [[nodiscard]] std::vector<cxm::column_view> views() const { return {columns.begin(), columns.end()}; }
};

/// Five categories; two groups of the same people.
survey answered(std::size_t people, std::size_t items) {
  survey out;
  out.columns.resize(items);
  cxm::random_stream random(5, 5);
  for (std::size_t i = 0; i < people; ++i) {
    const double theta = random.normal();
    out.groups.push_back(static_cast<std::int32_t>(i % 2));
    for (std::size_t j = 0; j < items; ++j) {
      const double a = 1 + 0.05 * static_cast<double>(j), b = -0.6 + 0.06 * static_cast<double>(j);
      const cxm::response_curve c{
          cxm::response_model::graded, a, {a * (1.4 - b), a * (0.5 - b), a * (-0.5 - b), a * (-1.4 - b)}};
      const auto p = c.probabilities(theta);
      double u = random.uniform(), k = 0;
      for (std::size_t x = 0; x + 1 < p.size() && u > p[x]; ++x) u -= p[x], k += 1;
      out.columns[j].push_back(k);
    }
  }
  return out;
}

void fit(benchmark::State& state) {
  const survey s = answered(10000, 20);
  const auto views = s.views();
  for (auto _ : state) {
    benchmark::DoNotOptimize(
        cxm::fit_item_responses(views, {.threads = static_cast<unsigned>(state.range(0))}).log_likelihood);
  }
}
BENCHMARK(fit)->Arg(1)->Arg(2)->Unit(benchmark::kMillisecond);

void scores(benchmark::State& state) {
  const survey s = answered(10000, 20);
  const auto views = s.views();
  const auto model = cxm::fit_item_responses(views);
  for (auto _ : state) benchmark::DoNotOptimize(cxm::score_people(model, views).theta.data());
}
BENCHMARK(scores)->Unit(benchmark::kMillisecond);

/// The same numbers as scores(), person by person from the formula.
void scores_by_the_formula(benchmark::State& state) {
  const survey s = answered(10000, 20);
  const auto model = cxm::fit_item_responses(s.views());
  for (auto _ : state) {
    double all = 0;
    for (std::size_t i = 0; i < s.groups.size(); ++i) {
      double sum = 0, first = 0;
      for (int q = 0; q < 61; ++q) {
        const double t = -6 + 0.2 * q;
        double p = std::exp(-t * t / 2);
        for (std::size_t j = 0; j < s.columns.size(); ++j) {
          const auto& c = model.items[j];
          const auto x = static_cast<std::size_t>(s.columns[j][i]);
          const auto above = [&](std::size_t k) {
            return k == 0 ? 1 : k > 4 ? 0 : 1 / (1 + std::exp(-c.slope * t - c.intercepts[k - 1]));
          };
          p *= above(x) - above(x + 1);
        }
        sum += p;
        first += p * t;
      }
      all += first / sum;
    }
    benchmark::DoNotOptimize(all);
  }
}
BENCHMARK(scores_by_the_formula)->Unit(benchmark::kMillisecond);

void differential_functioning(benchmark::State& state) {
  const survey s = answered(4000, 5);
  const auto views = s.views();
  for (auto _ : state) {
    benchmark::DoNotOptimize(cxm::find_differential_functioning(views, s.groups).composite_effect.value);
  }
}
BENCHMARK(differential_functioning)->Unit(benchmark::kMillisecond);

}  // namespace

BENCHMARK_MAIN();
