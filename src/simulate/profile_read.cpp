// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <set>

#include "builtin/builtin.hpp"
#include "cxm/model/scale.hpp"
#include "cxm/simulate/profile.hpp"
#include "io/json_read.hpp"

namespace cxm {
namespace {

using detail::json_object;
using detail::json_place;
using detail::json_value;
using detail::number_text;

void in_range(const json_place& place, double value, double low, double high) {
  if (value >= low && value <= high) return;
  place.refuse("is " + number_text(value) + ", but must be from " + number_text(low) + " to " +
               number_text(high));
}

void positive(const json_place& place, double value) {
  if (!(value > 0)) place.refuse("is " + number_text(value) + ", but must be greater than 0");
}

void check_rates(const json_place& place, const std::map<std::string, double>& rates) {
  double sum = 0;
  const std::vector<std::string_view> kinds(missing_kind_names.begin() + 1, missing_kind_names.end());
  for (const auto& [kind, rate] : rates) {
    if (std::find(kinds.begin(), kinds.end(), kind) == kinds.end()) {
      place.member(kind).refuse("unknown kind of missing" + detail::suggestion(kind, kinds));
    }
    in_range(place.member(kind), rate, 0, 1);
    sum += rate;
  }
  if (sum >= 1)
    place.refuse("the rates sum to " + number_text(sum) + ", but must leave somebody who answers");
}

void read_missing(json_object& object, std::optional<std::map<std::string, double>>& out) {
  object.optional("missing", out);
  if (out) check_rates(object.place("missing"), *out);
}

void check_people(const json_place& place, const std::map<std::string, std::int64_t>& people) {
  for (const auto& [role, count] : people) in_range(place.member(role), static_cast<double>(count), 0, 1e9);
}

profile_factor read_factor(const json_value& j, const json_place& place) {
  profile_factor out;
  json_object object(j, place);
  object.required("id", out.id);
  object.optional("mean", out.mean);
  object.optional("sd", out.sd);
  object.optional("correlation", out.correlation);
  object.optional("unit_sd", out.unit_sd);
  object.finish();
  in_range(place.member("mean"), out.mean, -1000, 1000);
  positive(place.member("sd"), out.sd);
  in_range(place.member("correlation"), out.correlation, 0, 1);
  in_range(place.member("unit_sd"), out.unit_sd, 0, 1000);
  return out;
}

profile_item read_item(const json_value& j, const json_place& place) {
  profile_item out;
  json_object object(j, place);
  object.optional("factor", out.factor);
  object.optional("mean", out.mean);
  object.optional("sd", out.sd);
  object.optional("correlation", out.correlation);
  object.optional("probabilities", out.probabilities);
  object.optional("none", out.none);
  read_missing(object, out.missing);
  object.finish();
  if (out.sd) positive(place.member("sd"), *out.sd);
  if (out.correlation) in_range(place.member("correlation"), *out.correlation, -1, 1);
  for (const auto& [code, p] : out.probabilities)
    in_range(place.member("probabilities").member(code), p, 0, 1);
  if (!out.probabilities.empty() && (out.mean || out.sd)) {
    place.member(out.mean ? "mean" : "sd")
        .refuse("has no meaning beside probabilities; leave one of them out");
  }
  return out;
}

void read_items(json_object& object, std::map<std::string, profile_item>& out) {
  object.each_member("items", [&](const std::string& id, const json_value& j, const json_place& place) {
    out.emplace(id, read_item(j, place));
  });
}

profile_role read_role(const json_value& j, const json_place& place) {
  profile_role out;
  json_object object(j, place);
  object.required("id", out.id);
  object.optional("shift", out.shift);
  read_items(object, out.items);
  read_missing(object, out.missing);
  object.finish();
  return out;
}

profile_unit read_unit(const json_value& j, const json_place& place) {
  profile_unit out;
  json_object object(j, place);
  object.required("id", out.id);
  object.optional("parent", out.parent);
  object.optional("shift", out.shift);
  object.optional("people", out.people);
  check_people(place.member("people"), out.people);
  object.each_member("waves", [&](const std::string& wave, const json_value& k, const json_place& here) {
    profile_episode episode;
    json_object inner(k, here);
    inner.optional("shift", episode.shift);
    inner.optional("people", episode.people);
    inner.finish();
    check_people(here.member("people"), episode.people);
    out.waves.emplace(wave, std::move(episode));
  });
  object.finish();
  return out;
}

profile_quota read_quota(const json_value& j, const json_place& place) {
  profile_quota out;
  json_object object(j, place);
  object.optional("wave", out.wave);
  object.required("role", out.role);
  object.required("item", out.item);
  object.required("counts", out.counts);
  object.finish();
  check_people(place.member("counts"), out.counts);
  return out;
}

template <class T>
void check_different(const json_place& place, const std::vector<T>& all) {
  std::set<std::string> seen;
  for (std::size_t i = 0; i < all.size(); ++i) {
    const json_place here = place.element(i).member("id");
    if (all[i].id.empty()) here.refuse("is empty, but must be a name");
    if (!seen.insert(all[i].id).second)
      here.refuse(detail::in_quotes(all[i].id) + " comes twice; every id must be different");
  }
}

void check_shift(const profile& p, const json_place& place, const profile_shift& shift) {
  std::vector<std::string_view> known{"*"};
  for (const profile_factor& f : p.factors) known.push_back(f.id);
  for (const auto& [factor, points] : shift) {
    if (std::find(known.begin(), known.end(), factor) == known.end()) {
      place.member(factor).refuse("unknown factor" + detail::suggestion(factor, known));
    }
    in_range(place.member(factor), points, -1000, 1000);
  }
}

template <class T>
void known_name(const json_place& place, const std::string& id, const std::vector<T>& all, const char* what) {
  std::vector<std::string_view> known;
  for (const T& one : all) known.push_back(one.id);
  if (std::find(known.begin(), known.end(), id) == known.end()) {
    place.refuse(std::string("unknown ") + what + " " + detail::in_quotes(id) +
                 detail::suggestion(id, known));
  }
}

void check_units(const profile& p, const json_place& top) {
  std::map<std::string, const profile_unit*> by_id;
  for (const profile_unit& u : p.units) by_id.emplace(u.id, &u);
  for (std::size_t i = 0; i < p.units.size(); ++i) {
    const profile_unit& u = p.units[i];
    const json_place place = top.member("units").element(i);
    check_shift(p, place.member("shift"), u.shift);
    if (!u.parent.empty()) {
      known_name(place.member("parent"), u.parent, p.units, "unit");
      std::size_t steps = 0;
      for (const profile_unit* up = &u; !up->parent.empty() && by_id.contains(up->parent);
           up = by_id[up->parent]) {
        if (++steps > p.units.size())
          place.member("parent").refuse("goes in a circle; a hierarchy must end in a top unit");
      }
    }
    for (const auto& [role, count] : u.people)
      known_name(place.member("people").member(role), role, p.roles, "role");
    for (const auto& [wave, episode] : u.waves) {
      const json_place here = place.member("waves").member(wave);
      known_name(here, wave, p.waves, "wave");
      check_shift(p, here.member("shift"), episode.shift);
      for (const auto& [role, count] : episode.people) {
        known_name(here.member("people").member(role), role, p.roles, "role");
      }
    }
  }
}

}  // namespace

profile parse_profile(std::string_view text) {
  const json_value document = detail::parse_document(text, errc::argument, "profile");
  if (!document.is_object()) detail::wrong_type({errc::argument, "profile"}, document, "an object");
  profile out;
  const json_place top{errc::argument, ""};
  json_object object(document, top);
  object.find("$schema");
  object.required("id", out.id);
  object.optional("instrument", out.instrument);
  object.optional("title", out.title);
  std::int64_t seed = 1;
  object.optional("seed", seed);
  in_range(top.member("seed"), static_cast<double>(seed), 0, 0x1p53);
  out.seed = static_cast<std::uint64_t>(seed);
  object.optional("segment", out.segment);
  object.optional("factor_correlation", out.factor_correlation);
  in_range(top.member("factor_correlation"), out.factor_correlation, 0, 1);
  object.optional("weight_sd", out.weight_sd);
  in_range(top.member("weight_sd"), out.weight_sd, 0, 3);
  object.optional("missing", out.missing);
  check_rates(top.member("missing"), out.missing);
  object.each("factors",
              [&](const json_value& j, const json_place& p) { out.factors.push_back(read_factor(j, p)); });
  read_items(object, out.items);
  object.each("roles",
              [&](const json_value& j, const json_place& p) { out.roles.push_back(read_role(j, p)); });
  object.each("waves", [&](const json_value& j, const json_place& p) {
    profile_wave wave;
    json_object inner(j, p);
    inner.required("id", wave.id);
    inner.optional("shift", wave.shift);
    inner.finish();
    out.waves.push_back(std::move(wave));
  });
  object.each("units",
              [&](const json_value& j, const json_place& p) { out.units.push_back(read_unit(j, p)); });
  object.each("quotas",
              [&](const json_value& j, const json_place& p) { out.quotas.push_back(read_quota(j, p)); });
  if (const json_value* event = object.find("event")) {
    json_object inner(*event, object.place("event"));
    inner.required("wave", out.event.wave);
    inner.optional("label", out.event.label);
    inner.finish();
  }
  object.finish();
  if (!out.event.wave.empty())
    known_name(top.member("event").member("wave"), out.event.wave, out.waves, "wave");

  check_different(top.member("factors"), out.factors);
  check_different(top.member("roles"), out.roles);
  check_different(top.member("waves"), out.waves);
  check_different(top.member("units"), out.units);
  if (out.roles.empty()) top.member("roles").refuse("is missing; somebody has to answer");
  if (out.units.empty()) top.member("units").refuse("is missing; list at least one unit with its people");
  if (out.segment.empty() && out.units.size() > 1) {
    top.member("segment").refuse("is missing; it names the grouping column of the units");
  }
  for (std::size_t i = 0; i < out.roles.size(); ++i) {
    check_shift(out, top.member("roles").element(i).member("shift"), out.roles[i].shift);
  }
  for (std::size_t i = 0; i < out.waves.size(); ++i) {
    check_shift(out, top.member("waves").element(i).member("shift"), out.waves[i].shift);
  }
  check_units(out, top);
  return out;
}

profile load_profile(const std::string& name_or_path) {
  return parse_profile(
      detail::read_builtin_or_file("profile", name_or_path, detail::document_limits{}.bytes));
}

std::vector<std::string> builtin_profiles() { return detail::builtin_names("profile"); }

}  // namespace cxm
