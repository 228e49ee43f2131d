// SPDX-License-Identifier: Apache-2.0
// Paths: chains of mediators, paths between unit means, and outcomes in ordered categories.
#include <cmath>
#include <limits>
#include <optional>

#include "base/number_text.hpp"
#include "capi/calls.hpp"
#include "capi/design.hpp"
#include "capi/estimate_table.hpp"
#include "capi/info.hpp"
#include "capi/table_maker.hpp"
#include "cxm/explain/mediation.hpp"
#include "cxm/explain/ordinal_regression.hpp"
#include "cxm/explain/unit_paths.hpp"
#include "cxm/stats/distributions.hpp"
#include "cxm/stats/elementary.hpp"

namespace cxm::capi {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

double normal_p(const estimate& e) {
  return e.se > 0 ? 2 * stats::normal_cdf(-std::fabs(e.value / e.se)) : none;
}

}  // namespace

void stat_mediation_chain(const ::cxm_columns& columns, double level, std::int64_t seed, ::cxm_table*& out,
                          ::cxm_table*& slopes) {
  const char* const f = "cxm_stat_mediation_chain";
  const numeric_columns given(f, "columns", columns);
  if (given.values.size() < 3 || given.values.size() > 8)
    refuse(f, "columns",
           "has " + std::to_string(given.values.size()) +
               " columns, but must have x, one to six mediators in order, and y");
  const chain_result r = mediation_chain(given.views(), level, 20000, static_cast<std::uint64_t>(seed));
  estimate_table rows("chain");
  rows.add("direct", r.direct, normal_p(r.direct));
  rows.add("indirect", r.indirect, normal_p(r.indirect));
  rows.add("total", r.total, normal_p(r.total));
  for (const chain_result::path& p : r.paths) {
    std::string name;
    for (const std::size_t m : p.through) name += (name.empty() ? "" : " > ") + given.names[m];
    rows.add(name, p.effect, normal_p(p.effect));
    rows.add(name + " monte carlo", p.monte_carlo);
  }
  table_maker made("slopes", {"to", "from"}, {"slope", "se"});
  for (std::size_t i = 0; i < r.slopes.rows; ++i)
    for (std::size_t j = 0; j <= i; ++j)
      made.row({given.names[i + 1], given.names[j]}, {r.slopes(i, j), r.se(i, j)});
  auto first = std::unique_ptr<::cxm_table>(new_table(rows.take()));
  slopes = new_table(made.take());
  out = first.release();
}

void stat_unit_paths(const ::cxm_columns& steps, const ::cxm_columns& errors, double level, std::int64_t seed,
                     ::cxm_table*& out, ::cxm_table*& paths) {
  const char* const f = "cxm_stat_unit_paths";
  const numeric_columns means(f, "steps", steps);
  const numeric_columns ses(f, "errors", errors);
  same_rows(f, "errors", ses.rows, means.rows);
  const std::size_t k = means.values.size();
  const std::size_t pairs = k * (k - 1) / 2;
  if (ses.values.size() != k && ses.values.size() != k + pairs)
    refuse(f, "errors",
           "has " + std::to_string(ses.values.size()) +
               " columns, but must have a standard error for each of " + std::to_string(k) +
               " steps, and then none or all of " + std::to_string(pairs) + " covariances");
  matrix y(means.rows, k);
  std::vector<matrix> v(means.rows, matrix(k, k));
  for (std::size_t s = 0; s < k; ++s) {
    const column_view mean = means.values[s].view();
    const column_view se = ses.values[s].view();
    for (std::size_t u = 0; u < means.rows; ++u) {
      const bool there = mean.has(u) && se.has(u);
      y(u, s) = there ? mean.values[u] : none;
      v[u](s, s) = there ? se.values[u] * se.values[u] : 0;
    }
  }
  std::size_t at = k;
  for (std::size_t a = 0; a < k && ses.values.size() > k; ++a) {
    for (std::size_t b = a + 1; b < k; ++b, ++at) {
      const column_view covariance = ses.values[at].view();
      for (std::size_t u = 0; u < means.rows; ++u) {
        if (!covariance.has(u)) y(u, a) = none;
        v[u](a, b) = v[u](b, a) = covariance.has(u) ? covariance.values[u] : 0;
      }
    }
  }
  unit_path_options options;
  options.level = level;
  options.seed = static_cast<std::uint64_t>(seed);
  const unit_paths r = fit_unit_paths(y, v, options);
  estimate_table rows("unit paths");
  rows.add("units", r.units);
  for (std::size_t s = 0; s < r.reliability.size(); ++s)
    rows.add("reliability " + means.names[s], r.reliability[s]);
  for (const unit_correlation& c : r.correlations) {
    const std::string name = means.names[c.a] + " ~ " + means.names[c.b];
    rows.add(name, c.observed);
    rows.add(name + " corrected", c.corrected);
  }
  table_maker made(
      "paths", {"from", "to"},
      {"slope", "se", "low", "high", "standardized", "corrected", "corrected_low", "corrected_high"});
  if (r.has_paths) {
    rows.add("chain", r.chain);
    rows.add("chain corrected", r.chain_corrected);
    rows.add("direct", r.direct);
    rows.add("direct corrected", r.direct_corrected);
    rows.add("total", r.total);
    rows.add("p chain positive", r.p_chain_positive);
    for (const unit_path& p : r.paths)
      made.row({means.names[p.from], means.names[p.to]},
               {p.observed.value, p.observed.se, p.observed.low, p.observed.high, p.standardized,
                p.corrected.value, p.corrected.low, p.corrected.high});
  }
  auto first = std::unique_ptr<::cxm_table>(new_table(rows.take()));
  paths = new_table(made.take());
  out = first.release();
}

void stat_ordinal_regression(const numbers& y, const ::cxm_columns& predictors,
                             const std::optional<numbers>& counts, double level, ::cxm_table*& coefficients,
                             ::cxm_table*& fit) {
  const char* const f = "cxm_stat_ordinal_regression";
  const numeric_columns x(f, "x", predictors);
  same_rows(f, "x", x.rows, y.size());
  const std::vector<column_view> views = x.views();
  const ordinal_fit r =
      fit_ordinal(y.view(), views, counts ? counts->complete() : std::vector<double>{}, x.names);
  estimate_table rows("coefficients");
  for (std::size_t k = 0; k < r.coefficients.size(); ++k) {
    const estimate e = r.coefficient(k, level);
    rows.add(x.names[k], e, normal_p(e));
  }
  estimate_table about("fit");
  about.add("n", r.n);
  about.add("deviance", r.deviance);
  about.add("log likelihood", r.log_likelihood);
  about.add("iterations", r.iterations);
  for (std::size_t k = 0; k < r.thresholds.size(); ++k)
    about.add(
        "threshold " + detail::number_text(r.categories[k]) + "|" + detail::number_text(r.categories[k + 1]),
        r.thresholds[k]);
  for (std::size_t k = 0; k < r.coefficients.size(); ++k)
    about.add("odds ratio " + x.names[k], stats::exp(r.coefficients[k]));
  auto first = std::unique_ptr<::cxm_table>(new_table(rows.take()));
  fit = new_table(about.take());
  coefficients = first.release();
}

}  // namespace cxm::capi
