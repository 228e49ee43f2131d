// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/ledger_json.hpp"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>

#include "cxm/base/error.hpp"
#include "io/json_document.hpp"

namespace cxm {
namespace {

using json = nlohmann::json;

[[noreturn]] void refuse(const std::string& why) { throw error(errc::state, "ledger: " + why, "ledger"); }

std::vector<std::uint32_t> positions(const json& j, std::size_t size, const char* what) {
  const auto out = j.get<std::vector<std::uint32_t>>();
  for (const std::uint32_t p : out) {
    if (p >= size) refuse(std::string(what) + " " + std::to_string(p) + " is not there; the file is damaged");
  }
  if (!std::is_sorted(out.begin(), out.end()))
    refuse(std::string(what) + "s are not in order; the file is damaged");
  return out;
}

}  // namespace

std::string ledger_json(const disclosure_ledger& ledger) {
  json waves = json::array();
  for (const auto& [name, wave] : ledger.waves) {
    json variables = json::object();
    for (const auto& [id, v] : wave.variables) {
      variables[id] = {{"known", v.known}, {"secret", v.secret}, {"empty", v.empty}};
    }
    waves.push_back({{"wave", name},
                     {"columns", wave.columns},
                     {"atoms", wave.atoms},
                     {"cells", wave.cells},
                     {"variables", std::move(variables)}});
  }
  return detail::write_document(json{{"schema", "cxm-ledger"},
                                     {"schema_version", 1},
                                     {"state", ledger.state},
                                     {"publications", ledger.publications},
                                     {"waves", std::move(waves)}},
                                0) +
         "\n";
}

disclosure_ledger parse_ledger(std::string_view text) {
  const json document =
      detail::parse_document(text, errc::state, "ledger", {.bytes = text.size(), .depth = 8});
  disclosure_ledger out;
  try {
    if (document.at("schema") != "cxm-ledger") refuse("this is not a ledger");
    if (document.at("schema_version") != 1) refuse("its version is not 1; a newer library wrote it");
    document.at("state").get_to(out.state);
    document.at("publications").get_to(out.publications);
    for (const json& j : document.at("waves")) {
      disclosure_ledger::wave wave;
      j.at("columns").get_to(wave.columns);
      j.at("atoms").get_to(wave.atoms);
      for (const auto& atom : wave.atoms) {
        if (atom.size() != wave.columns.size())
          refuse("a group has other columns than the wave; the file is damaged");
      }
      for (const json& cell : j.at("cells")) {
        wave.cells.push_back(positions(cell, wave.atoms.size(), "group"));
        if (wave.cells.back().empty()) refuse("a cell without groups; the file is damaged");
      }
      for (const auto& [id, v] : j.at("variables").items()) {
        wave.variables[id] = {positions(v.at("known"), wave.cells.size(), "cell"),
                              positions(v.at("secret"), wave.cells.size(), "cell"),
                              positions(v.at("empty"), wave.atoms.size(), "group")};
      }
      if (!out.waves.emplace(j.at("wave").get<std::string>(), std::move(wave)).second)
        refuse("a wave stands twice");
    }
  } catch (const json::exception& e) {
    refuse(std::string("malformed: ") + e.what());
  }
  return out;
}

disclosure_ledger read_ledger(const std::string& path) {
  std::error_code ignored;
  if (!std::filesystem::exists(path, ignored) && !ignored) return {};
  errno = 0;
  std::ifstream in(path, std::ios::binary);
  const std::string text{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  if (!in || in.bad()) {
    const std::error_code why(errno != 0 ? errno : EIO, std::generic_category());
    throw error(errc::io, "cannot read " + path + ": " + why.message(), path);
  }
  return parse_ledger(text);
}

}  // namespace cxm
