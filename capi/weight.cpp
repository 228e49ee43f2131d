// SPDX-License-Identifier: Apache-2.0
#include "capi/calls.hpp"
#include "capi/info.hpp"
#include "capi/table_maker.hpp"
#include "cxm/io/weight_file.hpp"

namespace cxm::capi {
namespace {

::cxm_table* report_of(const weighted_rows& w) {
  const weighting_report& r = w.report;
  table_maker out(
      "weighting", {"method"},
      {"converged", "iterations", "misfit", "rows", "sum", "n_eff", "design_effect", "design_effect_before",
       "least", "greatest", "least_ratio", "greatest_ratio", "trimmed", "negative"});
  out.row({r.method}, {r.converged ? 1.0 : 0.0, static_cast<double>(r.iterations), w.misfit, w.rows,
                       r.after.sum, r.after.n_eff, r.after.design_effect, r.before.design_effect, r.after.min,
                       r.after.max, r.least_ratio, r.greatest_ratio, w.trimmed, r.after.negative});
  return new_table(out.take());
}

}  // namespace

void weight_columns(const ::cxm_columns& columns, std::string_view totals, std::string_view base_weight,
                    out_array<double>& weights, ::cxm_table*& report) {
  weighted_rows made =
      cxm::weight_columns(columns.data, parse_weight_targets(totals), std::string(base_weight));
  weights.require(made.weights.size());
  report = report_of(made);
  weights.set(std::move(made.weights));
}

void weight_file(const ::cxm_context*, std::string_view path, std::string_view totals,
                 std::string_view column, std::string_view base_weight, ::cxm_buffer*& out,
                 ::cxm_table*& report) {
  weighted_rows made = weight_csv(std::string(path), parse_weight_targets(totals), std::string(column),
                                  std::string(base_weight));
  auto table = std::unique_ptr<::cxm_table>(report_of(made));
  out = new_buffer(std::move(made.csv));
  report = table.release();
}

}  // namespace cxm::capi
