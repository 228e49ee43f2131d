// SPDX-License-Identifier: Apache-2.0
// made by capi/generate.py from capi/cxm_api.toml: do not edit
// clang-format off
#pragma once

#include "capi/arguments.hpp"

/// What the entry points call once their arguments are checked.
namespace cxm::capi {

void context_new(const ::cxm_context_options& options, ::cxm_context*& out);
void cancel_new(const ::cxm_context* context, ::cxm_cancel*& out);
void cancel_request(::cxm_cancel& cancel);
void cancel_reset(::cxm_cancel& cancel);
void buffer_data(const ::cxm_buffer& buffer, std::string_view& data);
void instrument_parse(const ::cxm_context* context, std::string_view json, ::cxm_instrument*& out);
void instrument_load(const ::cxm_context* context, std::string_view name, ::cxm_instrument*& out);
void instrument_scaffold(const ::cxm_context* context, std::string_view path, ::cxm_buffer*& out);
void instrument_draft(const ::cxm_context* context, std::string_view path, const ::cxm_read_options& options, std::int64_t rows, ::cxm_buffer*& out, ::cxm_table*& guesses);
void instrument_json(const ::cxm_instrument& instrument, std::int32_t pretty, ::cxm_buffer*& out);
void instrument_id(const ::cxm_instrument& instrument, std::string_view& id);
void instrument_version(const ::cxm_instrument& instrument, std::string_view& version);
void instrument_fingerprint(const ::cxm_instrument& instrument, std::string_view& hex);
void instrument_table(const ::cxm_instrument& instrument, std::string_view name, ::cxm_table*& out);
void catalogue(const ::cxm_context* context, ::cxm_table*& out);
void columns_new(const ::cxm_context* context, std::int64_t rows, ::cxm_columns*& out);
void columns_add(::cxm_columns& columns, std::string_view name, const cxm::column_data& view);
void tally_new(const ::cxm_instrument& instrument, const ::cxm_read_options& options, ::cxm_tally*& out);
void tally_update_columns(::cxm_tally& tally, const ::cxm_columns& columns, const ::cxm_read_options& options);
void tally_update_arrow(::cxm_tally& tally, ::ArrowArrayStream* stream, const ::cxm_read_options& options);
void tally_update_file(::cxm_tally& tally, std::string_view path, const ::cxm_read_options& options);
void tally_merge(::cxm_tally& tally, const ::cxm_tally& other);
void tally_clone(const ::cxm_tally& tally, ::cxm_tally*& out);
void tally_serialize(const ::cxm_tally& tally, std::int32_t with_receipt, ::cxm_buffer*& out);
void tally_serialize_into(const ::cxm_tally& tally, std::int64_t header, out_array<void>& bytes);
void tally_deserialize(const ::cxm_context* context, std::span<const std::uint8_t> bytes, const ::cxm_instrument* instrument, ::cxm_tally*& out);
void tally_memory(const ::cxm_tally& tally, std::int64_t& bytes);
void tally_rows(const ::cxm_tally& tally, std::int64_t& rows);
void tally_instrument(const ::cxm_tally& tally, ::cxm_instrument*& out);
void tally_share(const ::cxm_tally& tally, const ::cxm_share_options& options, ::cxm_tally*& out);
void assess(std::span<const ::cxm_tally* const> tallies, const ::cxm_assess_options& options, ::cxm_assessment*& out);
void assess_file(const ::cxm_context* context, std::string_view path, std::string_view instrument, const ::cxm_read_options& read, const ::cxm_assess_options& options, ::cxm_assessment*& out);
void assessment_tables(const ::cxm_assessment& assessment, ::cxm_table*& out);
void assessment_table(const ::cxm_assessment& assessment, std::string_view name, ::cxm_table*& out);
void assessment_json(const ::cxm_assessment& assessment, ::cxm_buffer*& out);
void assessment_scorecard(const ::cxm_assessment& assessment, ::cxm_buffer*& out);
void assessment_report(const ::cxm_assessment& assessment, const ::cxm_report_options& options, ::cxm_buffer*& out);
void assessment_text(const ::cxm_assessment& assessment, std::int32_t kind, ::cxm_buffer*& out);
void assessment_plan(const ::cxm_assessment& assessment, ::cxm_buffer*& out);
void assessment_places(const ::cxm_assessment& assessment, std::int32_t units, ::cxm_table*& out);
void compare(const ::cxm_tally& a, const ::cxm_tally& b, const ::cxm_compare_options& options, ::cxm_assessment*& out);
void explain(const ::cxm_tally& tally, const ::cxm_driver_options& drivers, const ::cxm_assess_options& options, ::cxm_assessment*& out);
void explain_columns(const ::cxm_instrument& instrument, const ::cxm_columns& columns, const ::cxm_driver_options& drivers, const ::cxm_read_options& read, const ::cxm_assess_options& options, ::cxm_assessment*& out);
void explain_file(const ::cxm_context* context, std::string_view path, std::string_view instrument, const ::cxm_driver_options& drivers, const ::cxm_read_options& read, const ::cxm_assess_options& options, ::cxm_assessment*& out);
void report_phrases(const ::cxm_context* context, std::string_view language, ::cxm_table*& out);
void report_style_sheet(const ::cxm_context* context, ::cxm_buffer*& out);
void table_size(const ::cxm_table& table, std::int64_t& rows, std::int64_t& columns);
void table_column(const ::cxm_table& table, std::int64_t column, std::string_view& name, std::int32_t& is_text);
void table_find(const ::cxm_table& table, std::string_view name, std::int64_t& column);
void table_numbers(const ::cxm_table& table, std::int64_t column, out_array<double>& values);
void table_text(const ::cxm_table& table, std::int64_t column, std::int64_t row, std::string_view& text);
void table_texts(const ::cxm_table& table, std::int64_t column, out_array<void>& bytes, out_array<std::int64_t>& offsets);
void table_csv(const ::cxm_table& table, ::cxm_buffer*& out);
void table_arrow(const ::cxm_table& table, ::ArrowArrayStream* stream);
void norm_load(const ::cxm_context* context, std::string_view name, ::cxm_norm*& out);
void norm_parse(const ::cxm_context* context, std::string_view json, ::cxm_norm*& out);
void norm_json(const ::cxm_norm& norm, std::int32_t pretty, ::cxm_buffer*& out);
void norm_from_assessments(std::span<const ::cxm_assessment* const> assessments, const std::vector<std::string>& names, const ::cxm_norm_options& options, ::cxm_norm*& out);
void norm_from_table(const ::cxm_context* context, std::string_view path, const ::cxm_norm_options& options, ::cxm_norm*& out);
void norm_peers(const ::cxm_norm& norm, const ::cxm_peer_options& options, ::cxm_norm*& out);
void norm_table(const ::cxm_norm& norm, ::cxm_table*& out);
void norm_id(const ::cxm_norm& norm, std::string_view& id);
void norm_fingerprint(const ::cxm_norm& norm, ::cxm_buffer*& hex);
void norm_position(const ::cxm_norm& norm, std::string_view measure, std::string_view role, double value, double se, ::cxm_estimate& percentile, ::cxm_estimate& observed, ::cxm_estimate& difference);
void plan_parse(const ::cxm_instrument& instrument, std::string_view json, const ::cxm_plan_options& options, ::cxm_plan*& out);
void plan_scaffold(const ::cxm_instrument& instrument, ::cxm_buffer*& out);
void plan_json(const ::cxm_plan& plan, std::int32_t pretty, ::cxm_buffer*& out);
void ledger_new(const ::cxm_context* context, ::cxm_ledger*& out);
void ledger_parse(const ::cxm_context* context, std::string_view json, ::cxm_ledger*& out);
void ledger_json(const ::cxm_ledger& ledger, ::cxm_buffer*& out);
void weight_columns(const ::cxm_columns& columns, std::string_view totals, std::string_view base_weight, out_array<double>& weights, ::cxm_table*& report);
void weight_file(const ::cxm_context* context, std::string_view path, std::string_view totals, std::string_view column, std::string_view base_weight, ::cxm_buffer*& out, ::cxm_table*& report);
void size(const ::cxm_context* context, const ::cxm_size_options& options, ::cxm_table*& out);
void size_allocate(const numbers& populations, const numbers& sds, double total, std::int32_t rule, double least, out_array<double>& answers, double& se);
void size_design_effect(double cluster_size, double icc, double weight_cv, double& design_effect);
void simulate(const ::cxm_instrument& instrument, const ::cxm_simulate_options& options, ::cxm_buffer*& out);
void simulate_truth(const ::cxm_instrument& instrument, const ::cxm_simulate_options& options, ::cxm_buffer*& out);
void stat_mean(const numbers& x, double level, ::cxm_estimate& out);
void stat_weighted_mean(const numbers& x, const numbers& weights, double level, ::cxm_estimate& out);
void stat_share(double x, double n, std::int32_t method, double level, ::cxm_estimate& out);
void stat_nps(const numbers& x, double level, ::cxm_estimate& out);
void stat_nps_counts(double promoters, double passives, double detractors, double level, ::cxm_estimate& out);
void stat_quantiles(const numbers& x, const numbers& p, std::int32_t type, out_array<double>& values);
void stat_median(const numbers& x, double level, ::cxm_estimate& out);
void stat_difference(const numbers& a, const numbers& b, double level, ::cxm_estimate& out);
void stat_effective_size(const numbers& weights, double& size);
void stat_rank_sets(const numbers& estimates, const numbers& errors, double level, std::int64_t seed, out_array<double>& low, out_array<double>& high);
void stat_shrink(const numbers& estimates, const numbers& variances, double level, out_array<double>& shrunk, out_array<double>& errors, double& tau2);
void stat_survey(const ::cxm_columns& columns, std::int32_t statistic, const ::cxm_design& design, ::cxm_table*& out);
void stat_survey_groups(const numbers& y, const row_names& group, const ::cxm_design& design, ::cxm_table*& out);
void stat_survey_quantiles(const numbers& y, const numbers& p, const ::cxm_design& design, ::cxm_table*& out);
void stat_survey_share(const numbers& y, const ::cxm_design& design, ::cxm_estimate& out);
void stat_regression(const numbers& y, const ::cxm_columns& x, const ::cxm_regression_options& options, ::cxm_table*& coefficients, ::cxm_table*& fit);
void stat_importance(const ::cxm_columns& columns, ::cxm_table*& out);
void stat_compare(const numbers& a, const numbers& b, const ::cxm_compare_samples_options& options, ::cxm_table*& out);
void stat_compare_groups(const numbers& y, const row_names& group, double level, ::cxm_table*& tests, ::cxm_table*& pairs);
void stat_change(const numbers& y, const row_names& person, const row_names& wave, std::string_view first, std::string_view second, double level, ::cxm_table*& out);
void stat_two_shares(double x1, double n1, double x2, double n2, double level, ::cxm_table*& out);
void stat_paired_shares(double both, double first_only, double second_only, double neither, double level, ::cxm_table*& out);
void stat_independence(const numbers& counts, std::int64_t columns, ::cxm_table*& out);
void stat_association(const numbers& a, const numbers& b, const numbers& c, const numbers& d, double level, ::cxm_table*& out);
void stat_adjust_p(const numbers& p, std::int32_t method, out_array<double>& values);
void stat_agreement(const ::cxm_columns& items, const row_names& group, double low, double high, ::cxm_table*& out);
void stat_between(const numbers& y, const row_names& group, double level, ::cxm_table*& out);
void stat_case_mix(const ::cxm_columns& items, const ::cxm_columns& adjusters, const row_names& unit, const ::cxm_case_mix_options& options, ::cxm_table*& units, ::cxm_table*& fit);
void stat_clusters(const numbers& values, std::int64_t groups, out_array<std::int64_t>& member, out_array<double>& centres);
void stat_detectable_difference(double se1, double se2, double power, double level, double& difference);
void stat_reliability(const ::cxm_columns& columns, double& alpha);
void stat_bounded_mean(const numbers& x, double low, double high, double level, ::cxm_estimate& out);
void stat_trend(const numbers& times, const numbers& y, const numbers& se, double correlation, double df, double level, ::cxm_table*& out);
void stat_bands(const numbers& values, const numbers& errors, const numbers& cuts, std::int32_t lower_is_better, ::cxm_table*& out);
void stat_percentile_cuts(const numbers& values, const numbers& shares, std::int32_t lower_is_better, out_array<double>& cuts);
void stat_mediation(const numbers& x, const numbers& m, const numbers& y, double level, std::int64_t seed, ::cxm_table*& out);
void stat_area_under_curve(const numbers& low, const numbers& high, double level, ::cxm_estimate& out);

}  // namespace cxm::capi
