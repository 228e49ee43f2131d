// SPDX-License-Identifier: Apache-2.0
#include <charconv>

#include "capi/calls.hpp"
#include "capi/design.hpp"
#include "capi/estimate_table.hpp"
#include "capi/estimates.hpp"
#include "capi/info.hpp"
#include "capi/table_maker.hpp"
#include "cxm/estimate/bounded_mean.hpp"
#include "cxm/estimate/case_mix.hpp"
#include "cxm/estimate/design_means.hpp"
#include "cxm/estimate/design_quantile.hpp"
#include "cxm/estimate/series_trend.hpp"

namespace cxm::capi {
namespace {

::cxm_table* named(const char* table, const std::vector<std::string>& names, const design_estimates& e,
                   double level) {
  estimate_table out(table);
  for (std::size_t k = 0; k < e.value.size(); ++k) out.add(names[k], interval_of(e, k, level));
  return new_table(out.take());
}

row_groups groups_of_rows(const row_names& group) {
  row_groups out;
  out.groups = group.names().size();
  for (const std::int32_t code : group.codes())
    out.of_row.push_back(code < 0 ? out.groups : static_cast<std::size_t>(code));
  return out;
}

}  // namespace

void stat_survey(const ::cxm_columns& columns, std::int32_t statistic, const ::cxm_design& design,
                 ::cxm_table*& out) {
  const char* const f = "cxm_stat_survey";
  const numeric_columns given(f, "columns", columns);
  const given_design how(f, design, given.rows);
  const std::vector<column_view> y = given.views();
  switch (statistic) {
    case CXM_SURVEY_MEAN:
      out = named("survey", given.names,
                  how.design ? design_means(*how.design, y) : design_means(*how.replicates, y), how.level);
      return;
    case CXM_SURVEY_TOTAL:
      out = named("survey", given.names,
                  how.design ? design_totals(*how.design, y) : design_totals(*how.replicates, y), how.level);
      return;
    case CXM_SURVEY_RATIO:
      if (y.size() != 2)
        refuse(f, "columns", "has " + std::to_string(y.size()) + " columns, but a ratio has 2");
      out = named(
          "survey", {given.names[0] + "/" + given.names[1]},
          how.design ? design_ratio(*how.design, y[0], y[1]) : design_ratio(*how.replicates, y[0], y[1]),
          how.level);
      return;
    case CXM_SURVEY_VARIANCE: {
      estimate_table rows("survey");
      for (std::size_t k = 0; k < y.size(); ++k)
        rows.add(given.names[k],
                 interval_of(design_population_variance(how.linearised(f), y[k]), 0, how.level));
      out = new_table(rows.take());
      return;
    }
    default:
      refuse(f, "statistic", "is " + std::to_string(statistic) + ", which is none");
  }
}

void stat_survey_groups(const numbers& y, const row_names& group, const ::cxm_design& design,
                        ::cxm_table*& out) {
  const char* const f = "cxm_stat_survey_groups";
  same_rows(f, "group", group.codes().size(), y.size());
  const given_design how(f, design, y.size());
  const row_groups groups = groups_of_rows(group);
  out = named("survey", group.names(),
              how.design ? design_domain_means(*how.design, y.view(), groups)
                         : design_domain_means(*how.replicates, y.view(), groups),
              how.level);
}

void stat_survey_quantiles(const numbers& y, const numbers& p, const ::cxm_design& design,
                           ::cxm_table*& out) {
  const char* const f = "cxm_stat_survey_quantiles";
  const given_design how(f, design, y.size());
  design_quantile_options options;
  options.level = how.level;
  const std::vector<double>& shares = p.complete();
  const std::vector<estimate> found = how.design
                                          ? design_quantiles(*how.design, y.view(), shares, options)
                                          : design_quantiles(*how.replicates, y.view(), shares, options);
  estimate_table rows("quantiles");
  for (std::size_t k = 0; k < found.size(); ++k) {
    char buffer[32];
    const char* const end = std::to_chars(buffer, buffer + sizeof buffer, shares[k]).ptr;
    rows.add(std::string_view(buffer, static_cast<std::size_t>(end - buffer)), found[k]);
  }
  out = new_table(rows.take());
}

void stat_survey_share(const numbers& y, const ::cxm_design& design, ::cxm_estimate& out) {
  const char* const f = "cxm_stat_survey_share";
  const given_design how(f, design, y.size());
  fill(out, design_proportion(how.linearised(f), y.view(), proportion_interval::logit, how.level));
}

void stat_survey_contrast(const numbers& y, const row_names& group, const numbers& coefficients,
                          const ::cxm_design& design, ::cxm_estimate& out) {
  const char* const f = "cxm_stat_survey_contrast";
  same_rows(f, "group", group.codes().size(), y.size());
  same_rows(f, "coefficients", coefficients.size(), group.names().size());
  const given_design how(f, design, y.size());
  const row_groups groups = groups_of_rows(group);
  const design_estimates means = how.design ? design_domain_means(*how.design, y.view(), groups)
                                            : design_domain_means(*how.replicates, y.view(), groups);
  fill(out, interval_of(linear_contrast(means, coefficients.complete()), 0, how.level));
}

void stat_replicate_weights(const numbers& weights, const ::cxm_design& given, std::string_view type,
                            std::int64_t replicates, double fay_rho, std::int64_t seed, ::cxm_table*& out,
                            ::cxm_table*& scales) {
  const char* const f = "cxm_stat_replicate_weights";
  if (given.weights != nullptr || given.replicates != nullptr)
    refuse(f, "design", "has weights, which are given beside it");
  if (type == "bootstrap" && (replicates < 2 || replicates > 100'000))
    refuse(f, "replicates", "is " + std::to_string(replicates) + ", but must be 2 to 100000");
  if (fay_rho != 0 && type != "fay") refuse(f, "fay_rho", "is given, but belongs to the type fay");
  const given_design plain(f, given, weights.size());
  const survey_design design = plain.linearised(f).reweighted(weights.complete());
  const replicate_weights r =
      type == "jk1"   ? jackknife_1(design)
      : type == "jkn" ? jackknife_n(design)
      : type == "brr" ? balanced_repeated_replication(design)
      : type == "fay" ? balanced_repeated_replication(design, fay_rho)
      : type == "bootstrap"
          ? bootstrap_rao_wu(design, static_cast<std::size_t>(replicates), static_cast<std::uint64_t>(seed))
          : (refuse(f, "type",
                    "is \"" + std::string(type) + "\", but must be jk1, jkn, brr, fay or bootstrap"),
             replicate_weights{});
  result_table columns;
  columns.name = "replicates";
  columns.rows = r.rows();
  table_maker made("scales", {}, {"rscale", "scale"});
  for (std::size_t c = 0; c < r.replicates(); ++c) {
    auto& column =
        columns.columns.emplace_back(cxm::table_column{"r" + std::to_string(c + 1), false, {}, {0}, {}});
    for (std::size_t row = 0; row < r.rows(); ++row) column.add(r.weights(row, c));
    made.row({}, {r.rscales[c], r.scale});
  }
  auto first = std::unique_ptr<::cxm_table>(new_table(std::move(columns)));
  scales = new_table(made.take());
  out = first.release();
}

void stat_bounded_mean(const numbers& x, double low, double high, double level, ::cxm_estimate& out) {
  fill(out, bounded_mean(x.view(), low, high, level));
}

void stat_trend(const numbers& times, const numbers& y, const numbers& se, double correlation, double df,
                double level, ::cxm_table*& out) {
  const matrix v = wave_covariance(se.complete(), correlation);
  const series_line line = fit_line(times.complete(), y.complete(), v,
                                    df == 0 ? std::numeric_limits<double>::infinity() : df, level);
  estimate_table rows("trend");
  rows.add("slope", line.slope, line.p);
  rows.add("intercept", line.fit.coefficients[0]);
  rows.add("p_declining", line.p_declining);
  rows.add_test("q", line.fit.q, line.fit.q_df, line.fit.q_p);
  out = new_table(rows.take());
}

void stat_case_mix(const ::cxm_columns& items, const ::cxm_columns& adjusters, const row_names& unit,
                   const ::cxm_case_mix_options& o, ::cxm_table*& units, ::cxm_table*& fit) {
  const char* const f = "cxm_stat_case_mix";
  const numeric_columns answers(f, "items", items);
  const numeric_columns mix(f, "adjusters", adjusters);
  same_rows(f, "adjusters", mix.rows, answers.rows);
  same_rows(f, "unit", unit.codes().size(), answers.rows);
  case_mix_options options = o.cahps != 0 ? cahps_options() : case_mix_options{};
  options.level = level_or_default(o.level);
  options.smoothing = o.smoothing;
  options.practical_difference = o.practical_difference;
  options.practical_share = o.practical_share;
  options.scale_low = o.scale_low;
  options.scale_high = o.scale_high;
  if (o.low_denominator != 0) options.low_denominator = o.low_denominator;
  std::vector<double> weights;
  if (o.weights != nullptr) {
    weights = numbers(f, "options.weights", o.weights).complete();
    same_rows(f, "options.weights", weights.size(), answers.rows);
  }
  const case_mix_result found = case_mix_adjust(answers.views(), mix.views(), unit.codes(), weights, options);
  result_table t;
  t.name = "units";
  t.columns.push_back({"unit", true, {}, {0}, {}});
  for (const char* c : {"raw", "adjusted", "se", "low", "high", "n", "df", "contrast", "contrast_se",
                        "contrast_low", "contrast_high", "p", "stars", "reliability"})
    t.columns.push_back({c, false, {}, {0}, {}});
  for (std::size_t u = 0; u < found.units.size(); ++u) {
    const case_mix_unit& one = found.units[u];
    t.columns[0].add(std::string_view(unit.names()[u]));
    std::size_t at = 1;
    for (const double x :
         {one.raw, one.adjusted.value, one.adjusted.se, one.adjusted.low, one.adjusted.high, one.adjusted.n,
          one.adjusted.df, one.contrast.value, one.contrast.se, one.contrast.low, one.contrast.high, one.p,
          static_cast<double>(one.stars), one.reliability})
      t.columns[at++].add(x);
    ++t.rows;
  }
  auto table = std::unique_ptr<::cxm_table>(new_table(std::move(t)));
  estimate_table rows("case mix");
  rows.add("mean", found.mean);
  rows.add_test("equal units", found.test.statistic, found.test.df1, found.test.p);
  rows.add("reliability", found.reliability);
  rows.add("between variance", found.between_variance);
  for (std::size_t i = 0; i < found.slopes.rows; ++i) {
    for (std::size_t j = 0; j < found.slopes.cols; ++j)
      rows.add("slope of " + answers.names[i] + " on " + mix.names[j], found.slopes(i, j));
  }
  fit = new_table(rows.take());
  units = table.release();
}

}  // namespace cxm::capi
