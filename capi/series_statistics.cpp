// SPDX-License-Identifier: Apache-2.0
// Series of waves: what an event changed, where the level broke, how fast it decays, whether units drift
// apart; and outcomes over ordered classes.
#include <algorithm>
#include <cmath>
#include <limits>

#include "base/number_text.hpp"
#include "capi/calls.hpp"
#include "capi/design.hpp"
#include "capi/estimate_table.hpp"
#include "capi/estimates.hpp"
#include "capi/info.hpp"
#include "capi/table_maker.hpp"
#include "cxm/estimate/ordered_trend.hpp"
#include "cxm/estimate/series_trend.hpp"

namespace cxm::capi {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

double df_of(double df) { return df == 0 ? std::numeric_limits<double>::infinity() : df; }

void add_fit(estimate_table& rows, const gls_fit& fit) { rows.add_test("q", fit.q, fit.q_df, fit.q_p); }

/// Rows of the first column are those of every other.
matrix units_by_waves(const numeric_columns& given, bool squared) {
  matrix out(given.rows, given.values.size());
  for (std::size_t c = 0; c < given.values.size(); ++c) {
    const column_view column = given.values[c].view();
    for (std::size_t r = 0; r < given.rows; ++r) {
      const double x = column.has(r) ? column.values[r] : none;
      out(r, c) = squared ? x * x : x;
    }
  }
  return out;
}

void add_trend(estimate_table& rows, const ordered_trend& t) {
  estimate e;
  e.value = t.z;
  e.se = e.low = e.high = e.level = e.n = e.n_eff = e.df = none;
  e.method = t.method;
  e.flags = static_cast<std::uint32_t>(estimate_flag::no_interval);
  rows.add("trend", e, t.p);
  rows.add("statistic", t.statistic);
  rows.add("expected", t.expected);
  rows.add("variance", t.variance);
  rows.add("p increasing", t.p_increasing);
  rows.add("p decreasing", t.p_decreasing);
}

/// The rows that have value, class and stratum; classes by the order of their numbers.
struct class_rows {
  std::vector<double> values, different;
  std::vector<std::int32_t> codes, strata;

  class_rows(const char* f, const numbers& y, const numbers& classes,
             const std::optional<row_names>& stratum) {
    same_rows(f, "classes", classes.size(), y.size());
    if (stratum) same_rows(f, "stratum", stratum->codes().size(), y.size());
    std::vector<double> given;
    for (std::size_t i = 0; i < y.size(); ++i) {
      if (!y.view().has(i) || !classes.view().has(i) || (stratum && stratum->codes()[i] < 0)) continue;
      values.push_back(y.view().values[i]);
      given.push_back(classes.view().values[i]);
      if (stratum) strata.push_back(stratum->codes()[i]);
    }
    different = given;
    std::sort(different.begin(), different.end());
    different.erase(std::unique(different.begin(), different.end()), different.end());
    if (different.size() > 64)
      refuse(f, "classes",
             "has " + std::to_string(different.size()) + " different values; at most 64 are classes");
    for (const double x : given) codes.push_back(position(x));
  }
  [[nodiscard]] std::int32_t code(const char* f, const char* p, double one) const {
    if (std::find(different.begin(), different.end(), one) == different.end())
      refuse(f, p, "is " + detail::number_text(one) + ", but no row of that class has a value");
    return position(one);
  }

 private:
  [[nodiscard]] std::int32_t position(double x) const {
    return static_cast<std::int32_t>(std::lower_bound(different.begin(), different.end(), x) -
                                     different.begin());
  }
};

}  // namespace

void stat_event(const numbers& times, const numbers& y, const numbers& se, double event, double correlation,
                double df, double level, ::cxm_table*& out) {
  const series_event r = fit_event(times.complete(), y.complete(),
                                   wave_covariance(se.complete(), correlation), event, df_of(df), level);
  if (!r.possible)
    refuse("cxm_stat_event", "event", "has no wave on one of its sides, so nothing can be told of it");
  estimate_table rows("event");
  rows.add("level change", r.level_change, r.p_level);
  if (r.has_slope) {
    rows.add("slope before", r.slope_before);
    rows.add("slope change", r.slope_change, r.p_slope);
  }
  rows.add_test("any change", none, none, r.p_joint);
  add_fit(rows, r.fit);
  out = new_table(rows.take());
}

void stat_break(const numbers& y, const numbers& se, double correlation, double level, std::int64_t seed,
                ::cxm_table*& out, ::cxm_table*& positions) {
  const series_break r = find_break(y.complete(), wave_covariance(se.complete(), correlation),
                                    static_cast<std::uint64_t>(seed), 1999, level);
  if (!r.possible) refuse("cxm_stat_break", "y", "has fewer than 3 waves, so no break can be told");
  estimate_table rows("break");
  rows.add("shift", r.shift);
  rows.add_test("likelihood ratio", r.likelihood_ratio, none, r.p);
  rows.add("position", static_cast<double>(r.position));
  table_maker made("positions", {}, {"position", "p", "possible"});
  for (std::size_t k = 0; k < r.p_position.size(); ++k) {
    const bool there = std::find(r.set.begin(), r.set.end(), k + 1) != r.set.end();
    made.row({}, {static_cast<double>(k + 1), r.p_position[k], there ? 1.0 : 0.0});
  }
  auto first = std::unique_ptr<::cxm_table>(new_table(rows.take()));
  positions = new_table(made.take());
  out = first.release();
}

void stat_decay(const numbers& times, const numbers& y, const numbers& se, double correlation, double lowest,
                double level, ::cxm_table*& out) {
  const series_decay r =
      fit_decay(times.complete(), y.complete(), wave_covariance(se.complete(), correlation), lowest, level);
  if (!r.possible)
    refuse("cxm_stat_decay", "y",
           "must have 4 waves from its largest value on, the last of them below it, to tell a half-life");
  estimate_table rows("decay");
  rows.add("half-life", r.half_life);
  rows.add("floor", r.floor);
  rows.add("start", r.start);
  rows.add("peak", static_cast<double>(r.peak));
  rows.add_test("q", r.q, r.q_df, none);
  out = new_table(rows.take());
}

void stat_spread(const numbers& times, const ::cxm_columns& y, const ::cxm_columns& se, double level,
                 ::cxm_table*& out, ::cxm_table*& waves) {
  const char* const f = "cxm_stat_spread";
  const numeric_columns means(f, "y", y);
  const numeric_columns errors(f, "se", se);
  same_rows(f, "se", errors.rows, means.rows);
  if (means.values.size() != times.size() || errors.values.size() != times.size())
    refuse(f, "y", "and se must have a column for each of the " + std::to_string(times.size()) + " times");
  const spread_trend r =
      fit_spread(times.complete(), units_by_waves(means, false), units_by_waves(errors, true), level);
  estimate_table rows("spread");
  rows.add("slope", r.slope);
  rows.add("p widening", r.p_widening);
  table_maker made("waves", {"wave"}, {"tau", "low", "high", "units"});
  for (std::size_t w = 0; w < r.tau.size(); ++w)
    made.row({means.names[w]}, {r.tau[w], r.tau_low[w], r.tau_high[w], r.units[w]});
  auto first = std::unique_ptr<::cxm_table>(new_table(rows.take()));
  waves = new_table(made.take());
  out = first.release();
}

void stat_ordered_trend(const numbers& y, const numbers& classes, const std::optional<row_names>& stratum,
                        ::cxm_table*& out) {
  const class_rows given("cxm_stat_ordered_trend", y, classes, stratum);
  estimate_table rows("ordered trend");
  add_trend(rows, jonckheere_terpstra(given.values, given.codes, given.strata));
  out = new_table(rows.take());
}

void stat_share_trend(const numbers& x, const numbers& n, std::int64_t classes, ::cxm_table*& out) {
  const char* const f = "cxm_stat_share_trend";
  same_rows(f, "n", n.size(), x.size());
  if (classes < 2 || classes > 64 || x.size() % static_cast<std::size_t>(classes) != 0)
    refuse(f, "classes",
           "is " + std::to_string(classes) + ", but must be 2 to 64 and divide the " +
               std::to_string(x.size()) + " counts");
  estimate_table rows("share trend");
  add_trend(rows, cochran_armitage(x.complete(), n.complete(), static_cast<std::size_t>(classes)));
  out = new_table(rows.take());
}

void stat_effective_counts(const numbers& x, const numbers& n, double& x_effective, double& n_effective,
                           double& design_effect) {
  same_rows("cxm_stat_effective_counts", "n", n.size(), x.size());
  const effective_counts r = rao_scott_counts(x.complete(), n.complete());
  x_effective = r.x;
  n_effective = r.n;
  design_effect = r.design_effect;
}

void stat_class_difference(const numbers& y, const numbers& classes, const std::optional<row_names>& stratum,
                           double first, double second, double level, ::cxm_estimate& out) {
  const char* const f = "cxm_stat_class_difference";
  const class_rows rows(f, y, classes, stratum);
  fill(out, class_difference(rows.values, rows.codes, rows.strata, rows.code(f, "first", first),
                             rows.code(f, "second", second), level));
}

}  // namespace cxm::capi
