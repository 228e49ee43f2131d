// SPDX-License-Identifier: Apache-2.0
// Is a scale sound: reliability of a sum of items, and what each item does in it.
#include <algorithm>
#include <limits>
#include <optional>

#include "capi/calls.hpp"
#include "capi/design.hpp"
#include "capi/estimate_table.hpp"
#include "capi/info.hpp"
#include "capi/table_maker.hpp"
#include "cxm/base/error.hpp"
#include "cxm/estimate/agreement.hpp"
#include "cxm/quality/one_factor.hpp"
#include "cxm/quality/reliability.hpp"
#include "cxm/stats/covariance.hpp"

namespace cxm::capi {
namespace {

constexpr double none = std::numeric_limits<double>::quiet_NaN();

/// Where one factor can be fitted: from three items on, whose covariance is positive definite.
std::optional<one_factor_fit> factor_of(const matrix& covariance, double n) {
  if (covariance.rows < 3) return std::nullopt;
  try {
    return fit_one_factor(covariance, n);
  } catch (const error& e) {
    if (e.code() == errc::numeric) return std::nullopt;
    throw;
  }
}

}  // namespace

void stat_scale(const ::cxm_columns& items, double level, ::cxm_table*& out, ::cxm_table*& per_item) {
  const char* const f = "cxm_stat_scale";
  const numeric_columns given(f, "items", items);
  const std::vector<column_view> views = given.views();
  double n = 0;
  for (std::size_t r = 0; r < given.rows; ++r)
    n += std::all_of(views.begin(), views.end(), [&](const column_view& c) { return c.has(r); }) ? 1 : 0;
  const matrix v = stats::sample_covariance(views);
  const std::optional<one_factor_fit> factor = factor_of(v, n);
  estimate_table rows("scale");
  rows.add("alpha", alpha_interval(views, {}, level));
  rows.add("alpha normal", alpha_interval_feldt(v, n, level));
  if (factor) {
    const double se = influence_error(factor->omega_influence, views);
    rows.add("omega", reliability_interval(factor->omega, se, n, level));
  }
  const correlation_summary c = summarise_correlations(v);
  rows.add("standardized alpha", c.standardized_alpha);
  rows.add("mean correlation", c.mean);
  rows.add("smallest correlation", c.smallest);
  const auto lambdas = guttman_lambdas(v);
  for (std::size_t k = 0; k < lambdas.size(); ++k) rows.add("lambda " + std::to_string(k + 1), lambdas[k]);
  rows.add("greatest lower bound", greatest_lower_bound(v));
  if (views.size() <= 20) {
    const split_half_summary halves = split_halves(v);
    rows.add("split half largest", halves.largest);
    rows.add("split half mean", halves.mean);
    rows.add("split half smallest", halves.smallest);
  }
  if (factor) {
    rows.add_test("one factor", factor->chi_squared, factor->df, factor->p);
    rows.add("variance extracted", factor->variance_extracted);
    rows.add("composite reliability", factor->composite_reliability);
    rows.add("srmr", factor->srmr);
    rows.add("heywood", factor->heywood ? 1 : 0);
  }
  table_maker made(
      "items", {"item"},
      {"rest_correlation", "total_correlation", "alpha_if_deleted", "smc", "loading", "uniqueness"});
  const std::vector<item_in_scale> one = items_in_scale(v);
  for (std::size_t i = 0; i < one.size(); ++i)
    made.row({given.names[i]},
             {one[i].rest_correlation, one[i].total_correlation, one[i].alpha_if_deleted, one[i].smc,
              factor ? factor->loadings[i] : none, factor ? factor->uniqueness[i] : none});
  auto first = std::unique_ptr<::cxm_table>(new_table(rows.take()));
  per_item = new_table(made.take());
  out = first.release();
}

void stat_ordinal_agreement(const numbers& counts, double& agreement) {
  if (counts.size() > 100)
    refuse("cxm_stat_ordinal_agreement", "counts",
           "has " + std::to_string(counts.size()) + " categories; at most 100");
  agreement = ordinal_agreement(counts.complete());
}

}  // namespace cxm::capi
