// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/ledger_json.hpp"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <system_error>

#include "cxm/base/error.hpp"
#include "io/byte_source.hpp"
#include "io/json_read.hpp"

namespace cxm {
namespace {

using detail::json_object;
using detail::json_place;
using detail::json_value;

[[noreturn]] void refuse(const std::string& why) { throw error(errc::state, "ledger: " + why, "ledger"); }

/// Ascending positions below `size`.
std::vector<std::uint32_t> read_positions(const json_value& j, const json_place& place, std::size_t size) {
  detail::require_list(place, j, "a list of positions");
  std::vector<std::uint32_t> out;
  out.reserve(j.size());
  for (const json_value& one : j.elements()) {
    const double position = one.is_number() ? one.number() : -1;
    if (!(position >= 0 && position < static_cast<double>(size) && position == std::trunc(position)))
      place.refuse("names a position that is not there; the file is damaged");
    out.push_back(static_cast<std::uint32_t>(position));
  }
  if (!std::is_sorted(out.begin(), out.end())) place.refuse("is not in order; the file is damaged");
  return out;
}

disclosure_ledger::variable read_variable(const json_value& j, const json_place& place,
                                          const disclosure_ledger::wave& wave) {
  json_object object(j, place);
  const auto positions = [&](std::string_view name, std::size_t size) {
    return read_positions(object.needed(name), object.place(name), size);
  };
  return {positions("known", wave.cells.size()), positions("secret", wave.cells.size()),
          positions("empty", wave.atoms.size())};
}

std::pair<std::string, disclosure_ledger::wave> read_wave(const json_value& j, const json_place& place) {
  disclosure_ledger::wave wave;
  std::string name;
  json_object object(j, place);
  object.required("wave", name);
  object.required("columns", wave.columns);
  object.required_each("atoms", [&](const json_value& atom, const json_place& here) {
    detail::read_value(atom, here, wave.atoms.emplace_back());
    if (wave.atoms.back().size() != wave.columns.size())
      here.refuse("has other columns than the wave; the file is damaged");
  });
  object.required_each("cells", [&](const json_value& cell, const json_place& here) {
    wave.cells.push_back(read_positions(cell, here, wave.atoms.size()));
    if (wave.cells.back().empty()) here.refuse("has no groups; the file is damaged");
  });
  object.required_each_member("variables",
                              [&](const std::string& id, const json_value& v, const json_place& here) {
                                wave.variables[id] = read_variable(v, here, wave);
                              });
  return {std::move(name), std::move(wave)};
}

}  // namespace

std::string ledger_json(const disclosure_ledger& ledger) {
  json_value waves = json_value::list();
  for (const auto& [name, wave] : ledger.waves) {
    json_value variables = json_value::object();
    for (const auto& [id, v] : wave.variables) {
      variables.add(id, json_value::object({{"known", v.known}, {"secret", v.secret}, {"empty", v.empty}}));
    }
    waves.push_back(json_value::object({{"wave", name},
                                        {"columns", wave.columns},
                                        {"atoms", wave.atoms},
                                        {"cells", wave.cells},
                                        {"variables", std::move(variables)}}));
  }
  return detail::write_canonical(json_value::object({{"schema", "cxm-ledger"},
                                                     {"schema_version", 1},
                                                     {"state", ledger.state},
                                                     {"publications", ledger.publications},
                                                     {"waves", std::move(waves)}})) +
         "\n";
}

disclosure_ledger parse_ledger(std::string_view text) {
  const json_value document =
      detail::parse_document(text, errc::state, "ledger", {.bytes = text.size(), .depth = 8});
  const json_value* schema = document.is_object() ? document.find("schema") : nullptr;
  if (schema == nullptr || !schema->is_string() || schema->string() != "cxm-ledger")
    refuse("this is not a ledger");
  json_object object(document, {errc::state, "ledger"});
  std::int64_t version = 0;
  object.required("schema_version", version);
  if (version != 1) refuse("its version is not 1; a newer library wrote it");
  disclosure_ledger out;
  object.required("state", out.state);
  std::int64_t publications = 0;
  object.required("publications", publications);
  if (publications < 0) object.place("publications").refuse("must be 0 or more");
  out.publications = static_cast<std::uint64_t>(publications);
  object.required_each("waves", [&](const json_value& wave, const json_place& here) {
    if (!out.waves.insert(read_wave(wave, here)).second) here.refuse("stands twice; the file is damaged");
  });
  return out;
}

disclosure_ledger read_ledger(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored) && !ignored) return {};
  return parse_ledger(detail::read_whole_file(path));
}

}  // namespace cxm
