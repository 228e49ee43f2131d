// SPDX-License-Identifier: Apache-2.0
#include "capi/design.hpp"

#include "capi/option_lists.hpp"
#include "cxm/data/given_replicates.hpp"

namespace cxm::capi {
namespace {

std::vector<double> full_column(const char* f, const char* p, const ::cxm_view* view, std::size_t rows) {
  const numbers given(f, p, view);
  same_rows(f, p, given.size(), rows);
  return given.complete();
}

std::vector<std::int64_t> full_names(const char* f, const char* p, const ::cxm_view* view, std::size_t rows) {
  const row_names given(f, p, view);
  same_rows(f, p, given.codes().size(), rows);
  return given.complete();
}

replicate_weights replicates_of(const char* f, const ::cxm_design& given, std::vector<double> sampling) {
  const std::size_t rows = sampling.size();
  const numeric_columns columns(f, "design.replicates", *given.replicates);
  same_rows(f, "design.replicates", columns.rows, rows);
  replicate_scheme scheme;
  scheme.type = word(f, "design.replicate_type", given.replicate_type, "other");
  scheme.fay_rho = given.replicate_fay_rho;
  if (given.replicate_scale != 0) scheme.scale = given.replicate_scale;
  scheme.rscales =
      finite(f, "design.replicate_rscales", given.replicate_rscales, given.replicate_rscale_count);
  scheme.mse = given.replicate_mse != 0;
  const given_replicates scales = scaled_replicates(scheme, columns.values.size());
  matrix weights(rows, columns.values.size());
  for (std::size_t c = 0; c < columns.values.size(); ++c) {
    const std::vector<double>& column = columns.values[c].complete();
    for (std::size_t r = 0; r < rows; ++r) weights(r, c) = column[r];
  }
  return replicate_weights_from_matrix(std::move(sampling), std::move(weights), scales.scale, scales.rscales,
                                       scales.mse, given.replicates_not_combined == 0);
}

}  // namespace

numeric_columns::numeric_columns(const char* f, const char* p, const ::cxm_columns& columns)
    : rows(static_cast<std::size_t>(columns.data.rows)) {
  if (columns.data.columns.empty()) refuse(f, p, "holds no column");
  for (const column_data& c : columns.data.columns) {
    names.push_back(c.name);
    values.emplace_back(f, p, c, columns.data.rows);
  }
}

std::vector<column_view> numeric_columns::views() const {
  std::vector<column_view> out;
  for (const numbers& x : values) out.push_back(x.view());
  return out;
}

given_design::given_design(const char* f, const ::cxm_design& given, std::size_t rows)
    : level(level_or_default(given.level)) {
  std::vector<double> weights = given.weights == nullptr
                                    ? std::vector<double>()
                                    : full_column(f, "design.weights", given.weights, rows);
  if (given.replicates != nullptr) {
    if (given.strata != nullptr || given.clusters != nullptr || given.fpc != nullptr)
      refuse(f, "design", "has replicate weights beside strata, clusters or fpc, whose place they take");
    if (weights.empty()) weights.assign(rows, 1.0);
    replicates = replicates_of(f, given, std::move(weights));
    return;
  }
  survey_design_spec spec;
  spec.rows = rows;
  spec.weights = std::move(weights);
  spec.nest = given.nest != 0;
  spec.lonely = lonely_of(f, "design", given.lonely);
  if (given.strata != nullptr) spec.strata = {full_names(f, "design.strata", given.strata, rows)};
  if (given.clusters != nullptr) spec.clusters = {full_names(f, "design.clusters", given.clusters, rows)};
  if (given.fpc != nullptr) spec.fpc = {full_column(f, "design.fpc", given.fpc, rows)};
  design.emplace(std::move(spec));
}

const survey_design& given_design::linearised(const char* f) const {
  if (!design) refuse(f, "design", "has replicate weights, with which this statistic does not exist");
  return *design;
}

void same_rows(const char* f, const char* p, std::size_t has, std::size_t rows) {
  if (has != rows)
    refuse(f, p, "has the length " + std::to_string(has) + ", but must have " + std::to_string(rows));
}

double level_or_default(double level) noexcept { return level == 0 ? 0.95 : level; }

}  // namespace cxm::capi
