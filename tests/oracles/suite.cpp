// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <stdexcept>

#include "oracle.hpp"

namespace oracles {
namespace {

std::map<std::string, adapter, std::less<>>& registry() {
  static std::map<std::string, adapter, std::less<>> kinds;
  return kinds;
}

bool is_area_file(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  const auto digit = [](char c) { return c >= '0' && c <= '9'; };
  return path.extension() == ".json" && name.size() > 3 && digit(name[0]) && digit(name[1]) && name[2] == '_';
}

json member(const json& object, const char* name) { return object.contains(name) ? object.at(name) : json(); }

oracle_case read_case(const json& document, const std::string& area) {
  oracle_case c;
  c.id = document.at("id").get<std::string>();
  c.kind = document.at("kind").get<std::string>();
  c.area = area;
  c.inputs = member(document, "inputs");
  c.design = member(document, "design");
  c.response = member(document, "response");
  c.document = document;
  if (!document.contains("expected")) throw std::runtime_error("case " + c.id + " has no \"expected\"");
  const json call = member(document, "call");
  if (call.is_string()) c.call.push_back(call.get<std::string>());
  if (call.is_array()) c.call = call.get<std::vector<std::string>>();
  const json data = member(document, "data");
  if (data.is_object()) {
    for (const auto& [name, file] : data.items()) c.files.emplace(name, file.get<std::string>());
  } else if (data.is_string()) {
    c.files.emplace("d", data.get<std::string>());
  }
  return c;
}

const json& input(const oracle_case& c, const std::string& name) {
  if (!c.has(name)) throw std::runtime_error("inputs have no member \"" + name + "\"");
  return c.inputs.at(name);
}

}  // namespace

registrar::registrar(std::initializer_list<std::pair<const char*, adapter>> kinds) {
  for (const auto& [kind, function] : kinds) {
    if (!registry().emplace(kind, function).second) {
      throw std::logic_error(std::string("kind ") + kind + " is registered twice");
    }
  }
}

adapter find_adapter(std::string_view kind) {
  const auto found = registry().find(kind);
  return found == registry().end() ? nullptr : found->second;
}

suite::suite(const std::filesystem::path& folder) : folder_(folder) {
  if (!std::filesystem::is_directory(folder)) throw std::runtime_error(folder.string() + " is not a folder");
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (is_area_file(entry.path())) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  if (files.empty()) throw std::runtime_error(folder.string() + " holds no file NN_area.json");
  for (const auto& path : files) {
    try {
      std::ifstream stream(path);
      const json document = json::parse(stream);
      for (const json& one : document.at("cases")) {
        cases_.push_back(read_case(one, path.stem().string()));
        cases_.back().owner = this;
      }
    } catch (const std::exception& e) {
      throw std::runtime_error(path.string() + ": " + e.what());
    }
  }
}

const table& suite::data(const std::string& file) {
  const auto found = tables_.find(file);
  if (found != tables_.end()) return found->second;
  return tables_.emplace(file, table(folder_ / "data" / file)).first->second;
}

const table& oracle_case::data(const std::string& name) const {
  const auto found = files.find(name);
  if (found == files.end()) throw std::runtime_error("the case names no data set \"" + name + "\"");
  return owner->data(found->second);
}

bool oracle_case::has(const std::string& name) const { return inputs.is_object() && inputs.contains(name); }

double oracle_case::number(const std::string& name) const {
  const json& value = input(*this, name);
  return to_number(value.is_array() && value.size() == 1 ? value[0] : value);
}

double oracle_case::number(const std::string& name, double otherwise) const {
  return has(name) ? number(name) : otherwise;
}

std::string oracle_case::text(const std::string& name) const {
  const json& value = input(*this, name);
  return (value.is_array() && value.size() == 1 ? value[0] : value).get<std::string>();
}

std::string oracle_case::text(const std::string& name, const std::string& otherwise) const {
  return has(name) ? text(name) : otherwise;
}

std::vector<double> oracle_case::numbers(const std::string& name) const {
  const json& value = input(*this, name);
  if (!value.is_structured()) return {to_number(value)};
  std::vector<double> out;
  for (const json& one : value) out.push_back(to_number(one));
  return out;
}

std::vector<std::string> oracle_case::texts(const std::string& name) const {
  const json& value = input(*this, name);
  if (value.is_string()) return {value.get<std::string>()};
  return value.get<std::vector<std::string>>();
}

std::string oracle_case::call_text() const {
  std::string all;
  for (const std::string& line : call) all += line + "\n";
  return all;
}

json undefined(json others) {
  others["outcome"] = "undefined";
  return others;
}

json named(const std::vector<std::string>& names, const std::vector<double>& values) {
  if (names.size() != values.size()) throw std::logic_error("named(): as many names as values");
  json out = json::object();
  for (std::size_t i = 0; i < names.size(); ++i) out[names[i]] = values[i];
  return out;
}

json make_matrix(const cxm::matrix& m, const std::vector<std::string>& rows,
                 const std::vector<std::string>& cols) {
  json out = json::object();
  if (!rows.empty()) out["rows"] = rows;
  if (!cols.empty()) out["cols"] = cols;
  json values = json::array();
  for (std::size_t i = 0; i < m.rows; ++i) {
    const auto row = m.row(i);
    values.push_back(std::vector<double>(row.begin(), row.end()));
  }
  out["values"] = std::move(values);
  return out;
}

}  // namespace oracles
