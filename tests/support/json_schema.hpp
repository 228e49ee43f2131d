// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

/// The part of JSON Schema that our schema files use: type, enum, required, properties,
/// additionalProperties, items, minimum, maximum, exclusiveMinimum, exclusiveMaximum and local $ref. A
/// keyword that is not understood is itself a fault, so that no rule is ever skipped silently.
namespace cxm_test {

/// Faults as "path: what is wrong"; empty when `value` conforms.
std::vector<std::string> schema_faults(const nlohmann::json& schema, const nlohmann::json& value);

}  // namespace cxm_test
