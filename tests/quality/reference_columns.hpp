// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <sstream>
#include <string>
#include <vector>

#include "cxm/base/view.hpp"

/// Reference data and values beside the source, where they are; empty where not.
namespace reference {

struct column {
  std::vector<double> values;
  std::vector<std::uint8_t> present;
  [[nodiscard]] cxm::column_view view() const { return {values, present}; }
};

inline std::map<std::string, column> read(const std::string& shared, const std::string& file) {
  std::ifstream in(shared + "/oracles/data/" + file);
  std::map<std::string, column> out;
  std::vector<std::string> names;
  for (std::string line; std::getline(in, line);) {
    std::erase(line, '"');
    std::stringstream fields(line + ",");
    std::vector<std::string> cells;
    for (std::string cell; std::getline(fields, cell, ',');) cells.push_back(cell);
    if (names.empty()) {
      names = cells;
      continue;
    }
    for (std::size_t j = 0; j < names.size(); ++j) {
      const bool there = j < cells.size() && !cells[j].empty();
      column& c = out[names[j]];
      c.present.push_back(there ? 1 : 0);
      c.values.push_back(there ? std::strtod(cells[j].c_str(), nullptr) : 0);
    }
  }
  return out;
}

inline nlohmann::json expected(const std::string& shared, const std::string& file, const std::string& id) {
  std::ifstream in(shared + "/oracles/" + file);
  if (!in) return {};
  const nlohmann::json all = nlohmann::json::parse(in);
  for (const auto& c : all.is_array() ? all : all["cases"]) {
    if (c["id"] == id) return c["expected"];
  }
  return {};
}

}  // namespace reference
