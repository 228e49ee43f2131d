// SPDX-License-Identifier: Apache-2.0
#include "support/json_schema.hpp"

#include <algorithm>
#include <set>

namespace cxm_test {
namespace {

using nlohmann::json;

bool has_type(const json& value, const std::string& type) {
  if (type == "object") return value.is_object();
  if (type == "array") return value.is_array();
  if (type == "string") return value.is_string();
  if (type == "boolean") return value.is_boolean();
  if (type == "null") return value.is_null();
  if (type == "number") return value.is_number();
  if (type == "integer") return value.is_number_integer();
  return false;
}

class validator {
 public:
  validator(const json& root, std::vector<std::string>& faults) : root_(root), faults_(faults) {}

  void check(const json& schema, const json& value, const std::string& path) {
    if (schema.is_boolean()) {
      if (!schema.get<bool>()) fault(path, "is not allowed");
      return;
    }
    static const std::set<std::string> known{"$schema",
                                             "$id",
                                             "$defs",
                                             "$ref",
                                             "title",
                                             "description",
                                             "type",
                                             "enum",
                                             "required",
                                             "properties",
                                             "additionalProperties",
                                             "items",
                                             "minimum",
                                             "maximum",
                                             "exclusiveMinimum",
                                             "exclusiveMaximum",
                                             "anyOf"};
    for (const auto& [keyword, unused] : schema.items())
      if (known.count(keyword) == 0) fault(path, "schema keyword " + keyword + " is not understood");
    if (schema.contains("$ref")) {
      const std::string target = schema["$ref"].get<std::string>().substr(1);
      check(root_.at(json::json_pointer(target)), value, path);
    }
    if (schema.contains("anyOf") &&
        std::none_of(schema["anyOf"].begin(), schema["anyOf"].end(), [&](const json& one) {
          std::vector<std::string> inner;
          validator(root_, inner).check(one, value, path);
          return inner.empty();
        }))
      fault(path, "is none of what it may be");
    if (schema.contains("type")) check_type(schema["type"], value, path);
    if (schema.contains("enum") &&
        std::find(schema["enum"].begin(), schema["enum"].end(), value) == schema["enum"].end())
      fault(path, value.dump() + " is not one of " + schema["enum"].dump());
    if (value.is_number()) check_limits(schema, value.get<double>(), path);
    if (value.is_object()) check_object(schema, value, path);
    if (value.is_array() && schema.contains("items"))
      for (std::size_t i = 0; i < value.size(); ++i)
        check(schema["items"], value[i], path + "[" + std::to_string(i) + "]");
  }

 private:
  void fault(const std::string& path, const std::string& what) { faults_.push_back(path + ": " + what); }

  void check_type(const json& types, const json& value, const std::string& path) {
    const bool fits = types.is_array()
                          ? std::any_of(types.begin(), types.end(),
                                        [&](const json& t) { return has_type(value, t.get<std::string>()); })
                          : has_type(value, types.get<std::string>());
    if (!fits) fault(path, value.dump().substr(0, 40) + " is not " + types.dump());
  }

  void check_limits(const json& schema, double value, const std::string& path) {
    if (schema.contains("minimum") && value < schema["minimum"].get<double>()) fault(path, "below minimum");
    if (schema.contains("maximum") && value > schema["maximum"].get<double>()) fault(path, "above maximum");
    if (schema.contains("exclusiveMinimum") && value <= schema["exclusiveMinimum"].get<double>())
      fault(path, "not above exclusiveMinimum");
    if (schema.contains("exclusiveMaximum") && value >= schema["exclusiveMaximum"].get<double>())
      fault(path, "not below exclusiveMaximum");
  }

  void check_object(const json& schema, const json& value, const std::string& path) {
    if (schema.contains("required"))
      for (const json& name : schema["required"])
        if (!value.contains(name.get<std::string>())) fault(path, "lacks " + name.get<std::string>());
    for (const auto& [name, member] : value.items()) {
      const std::string place = path + "." + name;
      if (schema.contains("properties") && schema["properties"].contains(name))
        check(schema["properties"][name], member, place);
      else if (schema.contains("additionalProperties"))
        check(schema["additionalProperties"], member, place);
    }
  }

  const json& root_;
  std::vector<std::string>& faults_;
};

}  // namespace

std::vector<std::string> schema_faults(const json& schema, const json& value) {
  std::vector<std::string> faults;
  validator(schema, faults).check(schema, value, "$");
  return faults;
}

}  // namespace cxm_test
