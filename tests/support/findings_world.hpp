// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "cxm/findings/findings.hpp"
#include "support/array_sums.hpp"

namespace cxm::testing {

/// An input for findings over hand-made samples: groups[0] everybody, then roles.
struct world {
  instrument asked;
  std::vector<planned_measure> plan;
  std::unique_ptr<index_plan> indices;
  finding_input in;

  void measure(const std::string& id, measure_kind kind) {
    planned_measure m;
    m.id = id;
    m.kind = kind;
    m.declared = static_cast<int>(plan.size());
    m.low_score = kind == measure_kind::nps ? -100 : 0;
    m.high_score = kind == measure_kind::composite || kind == measure_kind::nps ? 100 : 1;
    plan.push_back(m);
    cxm::measure declared;
    declared.id = id;
    declared.kind = kind;
    asked.measures.push_back(declared);
  }
  void role_of(const std::string& id, bool inside = true) {
    role r;
    r.id = id;
    r.inside = inside;
    asked.roles.push_back(r);
  }
  finding_input& ready(const sample& everybody,
                       const std::vector<std::pair<std::string, sample>>& roles = {}) {
    indices = std::make_unique<index_plan>(asked, plan);
    static const normal_draws draws(7, 4000, 16);  // enough for hand-made instruments
    in.asked = &asked;
    in.indices = indices.get();
    in.draws = &draws;
    in.wave = "now";
    in.groups.push_back({"", group_estimates(sums_of(everybody), plan)});
    for (const auto& [role, s] : roles) in.groups.push_back({role, group_estimates(sums_of(s), plan)});
    return in;
  }
};

inline const estimate& row(const finding_result& r, const std::string& detail, const std::string& role = {}) {
  for (const result_row& x : r.rows) {
    if (x.detail == detail && x.key[1] == role) return x.value;
  }
  ADD_FAILURE() << "no row " << detail;
  static const estimate none;
  return none;
}

}  // namespace cxm::testing
