// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/norm_json.hpp"

#include <algorithm>

#include "builtin/builtin.hpp"
#include "cxm/base/digest.hpp"
#include "io/json_put.hpp"
#include "io/json_read.hpp"

namespace cxm {
namespace {

using detail::json_object;
using detail::json_place;
using detail::json_value;
using detail::put;
using detail::put_each;
using detail::read_value;

norm_member read_member(const json_value& j, const json_place& place) {
  norm_member out;
  json_object object(j, place);
  object.required("id", out.id);
  object.optional("attributes", out.attributes);
  object.optional("covariates", out.covariates);
  object.finish();
  return out;
}

norm_figure read_figure(const json_value& j, const json_place& place) {
  norm_figure out;
  json_object object(j, place);
  object.required("value", out.value);
  object.optional("base", out.base);
  object.optional("source", out.source);
  object.optional("statement", out.statement);
  object.finish();
  return out;
}

norm_measure read_measure(const json_value& j, const json_place& place) {
  norm_measure out;
  json_object object(j, place);
  object.required("id", out.id);
  object.optional("role", out.role);
  object.optional("label", out.label);
  object.optional("unit", out.unit);
  object.optional("higher_is_better", out.higher_is_better);
  if (const json_value* figure = object.find("published")) {
    out.published = read_figure(*figure, object.place("published"));
  }
  object.each("percentiles", [&](const json_value& cut, const json_place& here) {
    json_object inner(cut, here);
    norm_percentile& read = out.percentiles.emplace_back();
    inner.required("at", read.at);
    inner.required("value", read.value);
    inner.finish();
  });
  object.each("values", [&](const json_value& value, const json_place& here) {
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

json_value to_json(const norm_measure& m) {
  json_value out = json_value::object({{"id", m.id}});
  put(out, "role", m.role);
  put(out, "label", m.label);
  put(out, "unit", m.unit);
  if (!m.higher_is_better) out.add("higher_is_better", false);
  if (m.published) {
    json_value& figure = out.add("published", json_value::object({{"value", m.published->value}}));
    put(figure, "base", m.published->base);
    put(figure, "source", m.published->source);
    put(figure, "statement", m.published->statement);
  }
  put_each(out, "percentiles", m.percentiles, [](const norm_percentile& cut) {
    return json_value::object({{"at", cut.at}, {"value", cut.value}});
  });
  put_each(out, "values", m.values, [](const norm_value& v) {
    json_value value = json_value::object({{"organisation", v.organisation}, {"value", v.value}});
    put(value, "se", v.se);
    put(value, "n", v.n);
    return value;
  });
  return out;
}

json_value to_json(const norm_member& m) {
  json_value out = json_value::object({{"id", m.id}});
  if (!m.attributes.empty()) out.add("attributes", m.attributes);
  if (!m.covariates.empty()) out.add("covariates", m.covariates);
  return out;
}

json_value to_json(const norm& n) {
  json_value out = json_value::object({{"id", n.id}, {"version", n.version}});
  put(out, "title", n.title);
  out.add("source", n.source);
  out.add("population", n.population);
  out.add("date", n.date);
  put(out, "admission", n.admission);
  put(out, "instrument", n.instrument);
  put(out, "organisations", n.organisations);
  put(out, "answers", n.answers);
  put_each(out, "members", n.members, [](const norm_member& m) { return to_json(m); });
  put_each(out, "measures", n.measures, [](const norm_measure& m) { return to_json(m); });
  return out;
}

}  // namespace

norm parse_norm(std::string_view text) {
  detail::document_limits limits;
  limits.bytes = std::size_t{64} << 20U;  // a thousand organisations by fifty measures and roles
  const json_value document = detail::parse_document(text, errc::argument, "norm", limits);
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
              [&](const json_value& j, const json_place& p) { out.members.push_back(read_member(j, p)); });
  object.each("measures",
              [&](const json_value& j, const json_place& p) { out.measures.push_back(read_measure(j, p)); });
  object.finish();
  check_norm(out);
  return out;
}

norm load_norm(const std::string& name_or_path) {
  return parse_norm(detail::read_builtin_or_file("norm", name_or_path, std::size_t{64} << 20U));
}

std::vector<std::string> builtin_norms() { return detail::builtin_names("norm"); }

std::string canonical_json(const norm& n) { return detail::write_canonical(to_json(n)); }
std::string pretty_json(const norm& n) { return detail::write_document(to_json(n), 2); }

fingerprint fingerprint_of(const norm& n) {
  const auto digest = sha256(canonical_json(n));
  fingerprint out;
  std::copy_n(digest.begin(), out.bytes.size(), out.bytes.begin());
  return out;
}

}  // namespace cxm
