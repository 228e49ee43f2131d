// SPDX-License-Identifier: Apache-2.0
// People among their colleagues, and units among each other.
#include <cmath>
#include <limits>
#include <optional>

#include "base/number_text.hpp"
#include "capi/calls.hpp"
#include "capi/design.hpp"
#include "capi/estimate_table.hpp"
#include "capi/info.hpp"
#include "capi/table_maker.hpp"
#include "cxm/benchmark/points.hpp"
#include "cxm/benchmark/standing.hpp"
#include "cxm/estimate/isolation.hpp"
#include "cxm/estimate/ranks.hpp"

namespace cxm::capi {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

std::vector<std::uint32_t> people(const char* f, const char* p, const numbers& given) {
  std::vector<std::uint32_t> out;
  for (const double x : given.complete()) {
    if (!(x >= 0 && x <= 1e9) || x != std::floor(x))
      refuse(f, p, "has " + detail::number_text(x) + ", but must hold whole numbers of people");
    out.push_back(static_cast<std::uint32_t>(x));
  }
  return out;
}

}  // namespace

void stat_isolation(const numbers& share, const numbers& n, const std::optional<numbers>& heads, double level,
                    ::cxm_table*& out) {
  const isolation r =
      isolation_of(share.complete(), n.complete(), heads ? heads->complete() : n.complete(), level);
  estimate_table rows("isolation");
  rows.add("isolation", r.index);
  rows.add("exposure", r.exposure);
  rows.add("chance", r.chance);
  rows.add("believers", r.believers);
  rows.add("people", r.people);
  out = new_table(rows.take());
}

void stat_isolation_test(const numbers& believers, const numbers& all, std::int64_t seed, ::cxm_table*& out) {
  const char* const f = "cxm_stat_isolation_test";
  const isolation_test r = permute_isolation(people(f, "believers", believers), people(f, "people", all),
                                             static_cast<std::uint64_t>(seed));
  estimate_table rows("isolation test");
  estimate e;
  e.value = r.expected;
  e.se = r.sd;
  e.low = e.high = e.level = e.n = e.n_eff = e.df = none;
  e.method = r.method;
  e.flags = static_cast<std::uint32_t>(estimate_flag::no_interval);
  rows.add("exposure by chance", e, r.p);
  rows.add("p pockets", r.p_pockets);
  rows.add("p scattered", r.p_scattered);
  out = new_table(rows.take());
}

void stat_tipping(double share, double n, double n_eff, double heads, double tau, double level,
                  ::cxm_table*& out) {
  const tipping r =
      tipping_of(share, n, n_eff == 0 ? n : n_eff, heads == 0 ? none : heads, tau == 0 ? 0.25 : tau, level);
  estimate_table rows("tipping");
  rows.add("friends needed", r.friends);
  rows.add("believers", r.believers);
  rows.add("needed", r.needed);
  rows.add("p reached", r.p_reached);
  out = new_table(rows.take());
}

void stat_ranks(const numbers& estimates, const numbers& errors, std::int64_t best,
                std::int32_t lower_is_better, double level, std::int64_t draws, std::int64_t seed,
                ::cxm_table*& out) {
  const char* const f = "cxm_stat_ranks";
  same_rows(f, "errors", errors.size(), estimates.size());
  if (best < 1 || best > largest_size) refuse(f, "best", "is " + std::to_string(best));
  if (draws != 0 && (draws < 100 || draws > 10'000'000)) refuse(f, "draws", "is " + std::to_string(draws));
  rank_options options;
  if (draws != 0) options.draws = static_cast<std::uint32_t>(draws);
  options.level = level;
  options.seed = static_cast<std::uint64_t>(seed);
  options.higher_is_first = lower_is_better == 0;
  const auto k = static_cast<std::size_t>(best);
  const std::vector<rank_set> own = marginal_rank_sets(estimates.complete(), errors.complete(), options);
  const std::vector<rank_set> all = simultaneous_rank_sets(estimates.complete(), errors.complete(), options);
  const std::vector<std::uint8_t> possible = possible_top(all, k);
  const std::vector<double> p = top_probabilities(estimates.complete(), errors.complete(), k, options);
  table_maker made("ranks", {}, {"rank", "low", "high", "low_all", "high_all", "p_best", "may_be_best"});
  for (std::size_t u = 0; u < own.size(); ++u)
    made.row({}, {own[u].rank, own[u].low, own[u].high, all[u].low, all[u].high, p[u],
                  possible[u] != 0 ? 1.0 : 0.0});
  out = new_table(made.take());
}

void stat_standings(const numbers& values, ::cxm_table*& out) {
  table_maker made("standings", {}, {"z", "rank", "percentile", "quartile"});
  for (const standing& s : standings(values.complete()))
    made.row({}, {s.z, s.rank, s.percentile, static_cast<double>(s.quartile)});
  out = new_table(made.take());
}

void stat_points(const numbers& performance, const std::optional<numbers>& baseline, const numbers& floor,
                 const numbers& threshold, const numbers& benchmark, std::int64_t most,
                 std::int64_t consistency_most, ::cxm_table*& out, ::cxm_table*& totals) {
  const char* const f = "cxm_stat_points";
  const std::size_t n = performance.size();
  same_rows(f, "floor", floor.size(), n);
  same_rows(f, "threshold", threshold.size(), n);
  same_rows(f, "benchmark", benchmark.size(), n);
  if (baseline) same_rows(f, "baseline", baseline->size(), n);
  const auto points = [&](const char* p, std::int64_t given, int usual) {
    if (given < 0 || given > 1'000'000) refuse(f, p, "is " + std::to_string(given));
    return given == 0 ? usual : static_cast<int>(given);
  };
  std::vector<performance_standard> standards;
  std::vector<std::optional<double>> before;
  for (std::size_t i = 0; i < n; ++i) {
    standards.push_back({floor.complete()[i], threshold.complete()[i], benchmark.complete()[i]});
    if (baseline)
      before.push_back(baseline->view().has(i) ? std::optional(baseline->view().values[i]) : std::nullopt);
  }
  const experience_points r =
      score_dimensions(performance.complete(), before, standards, points("most", most, 10),
                       points("consistency_most", consistency_most, 20));
  table_maker made("points", {}, {"achievement", "improvement", "score"});
  for (const dimension_points& d : r.dimensions)
    made.row({}, {static_cast<double>(d.achievement),
                  d.improvement ? static_cast<double>(*d.improvement) : none, static_cast<double>(d.score)});
  table_maker sums("totals", {}, {"base", "consistency", "score"});
  sums.row({},
           {static_cast<double>(r.base), static_cast<double>(r.consistency), static_cast<double>(r.score)});
  auto first = std::unique_ptr<::cxm_table>(new_table(made.take()));
  totals = new_table(sums.take());
  out = first.release();
}

void stat_domain_total(const numbers& scores, const numbers& weights, out_array<double>& contributions,
                       double& total, double& weight_present) {
  same_rows("cxm_stat_domain_total", "weights", weights.size(), scores.size());
  std::vector<domain_score> domains;
  for (std::size_t i = 0; i < scores.size(); ++i)
    domains.push_back({scores.view().has(i) ? std::optional(scores.view().values[i]) : std::nullopt,
                       weights.complete()[i]});
  total_score r = total_of_domains(domains);
  contributions.set(std::move(r.contributions));
  total = r.value;
  weight_present = r.weight_present;
}

}  // namespace cxm::capi
