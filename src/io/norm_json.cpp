// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/norm_json.hpp"

#include <algorithm>

#include "builtin/builtin.hpp"
#include "cxm/base/digest.hpp"
#include "io/json_put.hpp"
#include "io/json_read.hpp"

namespace cxm {
namespace {

using nlohmann::json;
using ordered = nlohmann::ordered_json;  // in reading order; sorted for the canonical form
using detail::json_object;
using detail::json_place;
using detail::put;
using detail::read_value;

norm_member read_member(const json& j, const json_place& place) {
  norm_member out;
  json_object object(j, place);
  object.required("id", out.id);
  object.optional("attributes", out.attributes);
  object.optional("covariates", out.covariates);
  object.finish();
  return out;
}

norm_figure read_figure(const json& j, const json_place& place) {
  norm_figure out;
  json_object object(j, place);
  object.required("value", out.value);
  object.optional("base", out.base);
  object.optional("source", out.source);
  object.optional("statement", out.statement);
  object.finish();
  return out;
}

norm_measure read_measure(const json& j, const json_place& place) {
  norm_measure out;
  json_object object(j, place);
  object.required("id", out.id);
  object.optional("role", out.role);
  object.optional("label", out.label);
  object.optional("unit", out.unit);
  object.optional("higher_is_better", out.higher_is_better);
  if (const json* figure = object.find("published")) {
    out.published = read_figure(*figure, object.place("published"));
  }
  object.each("percentiles", [&](const json& cut, const json_place& here) {
    json_object inner(cut, here);
    norm_percentile& read = out.percentiles.emplace_back();
    inner.required("at", read.at);
    inner.required("value", read.value);
    inner.finish();
  });
  object.each("values", [&](const json& value, const json_place& here) {
    json_object inner(value, here);
    norm_value& read = out.values.emplace_back();
    inner.required("organisation", read.organisation);
    inner.required("value", read.value);
    inner.optional("se", read.se);
    inner.optional("n", read.n);
    inner.finish();
  });
  object.finish();
  return out;
}

ordered to_json(const norm_measure& m) {
  ordered out = ordered::object();
  out["id"] = m.id;
  put(out, "role", m.role);
  put(out, "label", m.label);
  put(out, "unit", m.unit);
  if (!m.higher_is_better) out["higher_is_better"] = false;
  if (m.published) {
    ordered& figure = out["published"];
    figure["value"] = m.published->value;
    put(figure, "base", m.published->base);
    put(figure, "source", m.published->source);
    put(figure, "statement", m.published->statement);
  }
  for (const norm_percentile& cut : m.percentiles)
    out["percentiles"].push_back(ordered{{"at", cut.at}, {"value", cut.value}});
  for (const norm_value& v : m.values) {
    ordered value = ordered::object();
    value["organisation"] = v.organisation;
    value["value"] = v.value;
    put(value, "se", v.se);
    put(value, "n", v.n);
    out["values"].push_back(std::move(value));
  }
  return out;
}

ordered to_json(const norm& n) {
  ordered out = ordered::object();
  out["id"] = n.id;
  out["version"] = n.version;
  put(out, "title", n.title);
  out["source"] = n.source;
  out["population"] = n.population;
  out["date"] = n.date;
  put(out, "admission", n.admission);
  put(out, "instrument", n.instrument);
  put(out, "organisations", n.organisations);
  put(out, "answers", n.answers);
  for (const norm_member& m : n.members) {
    ordered member = ordered::object();
    member["id"] = m.id;
    if (!m.attributes.empty()) member["attributes"] = m.attributes;
    if (!m.covariates.empty()) member["covariates"] = m.covariates;
    out["members"].push_back(std::move(member));
  }
  for (const norm_measure& m : n.measures) out["measures"].push_back(to_json(m));
  return out;
}

}  // namespace

norm parse_norm(std::string_view text) {
  detail::document_limits limits;
  limits.bytes = std::size_t{64} << 20U;  // a thousand organisations by fifty measures and roles
  const json document = detail::parse_document(text, errc::argument, "norm", limits);
  if (!document.is_object()) detail::wrong_type({errc::argument, "norm"}, document, "an object");
  norm out;
  json_object object(document, {errc::argument, ""});
  object.find("$schema");
  object.required("id", out.id);
  object.required("version", out.version);
  object.optional("title", out.title);
  object.required("source", out.source);
  object.required("population", out.population);
  object.required("date", out.date);
  object.optional("admission", out.admission);
  object.optional("instrument", out.instrument);
  object.optional("organisations", out.organisations);
  object.optional("answers", out.answers);
  object.each("members",
              [&](const json& j, const json_place& p) { out.members.push_back(read_member(j, p)); });
  object.each("measures",
              [&](const json& j, const json_place& p) { out.measures.push_back(read_measure(j, p)); });
  object.finish();
  check_norm(out);
  return out;
}

norm load_norm(const std::string& name_or_path) {
  return parse_norm(detail::read_builtin_or_file("norm", name_or_path, std::size_t{64} << 20U));
}

std::vector<std::string> builtin_norms() { return detail::builtin_names("norm"); }

std::string canonical_json(const norm& n) { return detail::write_document(json(to_json(n)), 0); }
std::string pretty_json(const norm& n) { return detail::write_document(to_json(n), 2); }

fingerprint fingerprint_of(const norm& n) {
  const auto digest = sha256(canonical_json(n));
  fingerprint out;
  std::copy_n(digest.begin(), out.bytes.size(), out.bytes.begin());
  return out;
}

}  // namespace cxm
