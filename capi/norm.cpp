// SPDX-License-Identifier: Apache-2.0
#include "cxm/benchmark/norm.hpp"

#include "capi/arguments.hpp"
#include "capi/calls.hpp"
#include "capi/estimates.hpp"
#include "capi/info.hpp"
#include "capi/option_lists.hpp"
#include "capi/table_maker.hpp"
#include "cxm/benchmark/published.hpp"
#include "cxm/io/norm_json.hpp"
#include "cxm/io/norm_tables.hpp"
#include "model/fault.hpp"

namespace cxm::capi {
namespace {

void give(norm source, ::cxm_norm*& out) {
  auto made = std::make_unique<::cxm_norm>();
  made->source = std::make_shared<const cxm::norm>(std::move(source));
  out = made.release();
}

/// What a norm says of itself.
cxm::norm about(const char* f, const ::cxm_norm_options& o) {
  if (o.reserved != 0 || o.reserved2 != 0 || o.reserved3 != 0)
    refuse(f, "options", "has reserved members that are not 0");
  cxm::norm out;
  out.id = word(f, "options.id", o.id);
  out.version = word(f, "options.version", o.version, "1");
  if (o.title != nullptr) out.title = cxm::text(word(f, "options.title", o.title));
  out.source = word(f, "options.source", o.source);
  out.population = word(f, "options.population", o.population);
  out.date = word(f, "options.date", o.date);
  out.admission = word(f, "options.admission", o.admission);
  return out;
}

void finish(norm made, const ::cxm_norm_options& o, ::cxm_norm*& out) {
  if (o.least_answers > 0) made = admit_answers(made, o.least_answers);
  check_norm(made);
  give(std::move(made), out);
}

}  // namespace

void norm_from_assessments(std::span<const ::cxm_assessment* const> assessments,
                           const std::vector<std::string>& names, const ::cxm_norm_options& options,
                           ::cxm_norm*& out) {
  const char* const f = "cxm_norm_from_assessments";
  if (names.size() != assessments.size())
    refuse(f, "names",
           "has the count " + std::to_string(names.size()) + ", but there are " +
               std::to_string(assessments.size()) + " assessments");
  std::vector<named_assessment> named;
  for (std::size_t i = 0; i < names.size(); ++i)
    named.push_back({{names[i], {}, {}}, &assessments[i]->result});
  finish(cxm::norm_from_assessments(named, about(f, options)), options, out);
}

void norm_from_table(const ::cxm_context*, std::string_view path, const ::cxm_norm_options& o,
                     ::cxm_norm*& out) {
  const char* const f = "cxm_norm_from_table";
  norm_table_options columns;
  columns.organisation = word(f, "options.organisation", o.organisation, "organisation");
  columns.attributes = words(f, "options.attributes", o.attributes, o.attribute_count);
  columns.covariates = words(f, "options.covariates", o.covariates, o.covariate_count);
  columns.ignore = words(f, "options.ignore", o.ignore, o.ignore_count);
  columns.leave_out = words(f, "options.leave_out", o.leave_out, o.leave_out_count);
  columns.lower_is_better = words(f, "options.lower_is_better", o.lower_is_better, o.lower_is_better_count);
  columns.unit = word(f, "options.unit", o.unit);
  if (o.missing != nullptr) columns.missing = words(f, "options.missing", o.missing, o.missing_count);
  finish(cxm::norm_from_table(std::string(path), about(f, o), columns), o, out);
}

void norm_peers(const ::cxm_norm& norm, const ::cxm_peer_options& o, ::cxm_norm*& out) {
  const char* const f = "cxm_norm_peers";
  cxm::norm made = *norm.source;
  std::map<std::string, std::string> attributes;
  for (auto& one : pairs(f, "options.attributes", o.attributes, o.attribute_values, o.attribute_count))
    attributes.insert(std::move(one));
  if (!attributes.empty()) made = peers_by_attributes(made, attributes);
  const std::vector<std::string> names = words(f, "options.covariates", o.covariates, o.covariate_count);
  const std::vector<double> values =
      finite(f, "options.covariate_values", o.covariate_values, o.covariate_count);
  std::map<std::string, double> covariates;
  for (std::size_t i = 0; i < names.size(); ++i) covariates[names[i]] = values[i];
  if (o.count < 0) refuse(f, "options", "has the count " + std::to_string(o.count));
  if (!covariates.empty())
    made = peers_by_covariates(made, covariates, o.count == 0 ? 20 : static_cast<std::size_t>(o.count));
  give(std::move(made), out);
}

void norm_table(const ::cxm_norm& norm, ::cxm_table*& out) { out = new_table(cxm::norm_table(*norm.source)); }
void norm_id(const ::cxm_norm& norm, std::string_view& id) { id = norm.source->id; }
void norm_fingerprint(const ::cxm_norm& norm, ::cxm_buffer*& hex) {
  hex = new_buffer(fingerprint_of(*norm.source).hex());
}

void norm_load(const ::cxm_context*, std::string_view name, ::cxm_norm*& out) {
  give(load_norm(std::string(name)), out);
}
void norm_parse(const ::cxm_context*, std::string_view json, ::cxm_norm*& out) {
  give(parse_norm(json), out);
}
void norm_json(const ::cxm_norm& norm, std::int32_t pretty, ::cxm_buffer*& out) {
  out = new_buffer(pretty != 0 ? pretty_json(*norm.source) : canonical_json(*norm.source));
}

void norm_position(const ::cxm_norm& norm, std::string_view measure, std::string_view role, double value,
                   double se, ::cxm_estimate& percentile, ::cxm_estimate& observed,
                   ::cxm_estimate& difference) {
  for (const norm_measure& m : norm.source->measures) {
    if (m.id != measure || m.role != role) continue;
    const double values[] = {value};
    const double errors[] = {se};
    const auto positions = positions_in_norm(m, values, errors, norm.source->organisations);
    fill(percentile, positions.front().percentile);
    fill(observed, positions.front().observed);
    fill(difference, positions.front().difference);
    return;
  }
  std::vector<std::string_view> of_role;
  for (const norm_measure& m : norm.source->measures)
    if (m.role == role) of_role.push_back(m.id);
  throw error(errc::argument,
              "cxm_norm_position: the norm has no measure '" + std::string(measure) + "' of the role '" +
                  std::string(role) + "'" + detail::suggestion(measure, of_role),
              "measure");
}

void published(const ::cxm_context*, ::cxm_table*& out) {
  table_maker made("published", {"study", "measure", "role", "source", "statement"}, {"share", "base"});
  for (const published_figure& p : published_figures())
    made.row({p.study, p.measure, p.role, p.source, p.statement}, {p.share, p.base});
  out = new_table(made.take());
}

}  // namespace cxm::capi
