// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "cxm/model/instrument.hpp"
#include "cxm/plan/plan_document.hpp"

/// Plan files (docs/plan.md, docs/plan.schema.json).
namespace cxm {

/// Read a plan (JSON, UTF-8) and check it against the instrument. Faults are cxm::error{argument} that begin
/// with the JSON path; unknown members are errors.
[[nodiscard]] plan_document parse_plan(std::string_view json, const instrument&);
/// The same from a file.
[[nodiscard]] plan_document load_plan(const std::string& path, const instrument&);

/// Members sorted, defaults left out, shortest numbers, no white space: equal plans, equal bytes.
[[nodiscard]] std::string canonical_json(const plan_document&);
/// The same content for people: indented, identifiers first.
[[nodiscard]] std::string pretty_json(const plan_document&);
/// The first 128 bits of the SHA-256 of the canonical form.
[[nodiscard]] fingerprint fingerprint_of(const plan_document&);

/// A draft to start from: every question of the goals' composites as an initiative of cost 1 that takes one
/// period and moves it by one step of its scale, somewhere between nothing and twice that; four periods with
/// a budget of three initiatives each; the level above the middle as target. Its texts are the questions'.
[[nodiscard]] plan_document scaffold_plan(const instrument&);

}  // namespace cxm
