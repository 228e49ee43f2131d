// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <gtest/gtest.h>

#include <map>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "cxm/estimate/moments.hpp"
#include "cxm/estimate/share.hpp"
#include "cxm/findings/unit_findings.hpp"

namespace cxm::testing {

/// Units and waves whose estimates are written by hand.
struct organisation {
  instrument asked;
  finding_input common;
  unit_finding_input in;
  std::map<std::tuple<std::string, std::string, std::string>, unit_value> values;  ///< wave, unit, measure
  std::vector<std::string> units;

  organisation() {
    asked.segments.push_back({"unit", {}, {}, {}});
    for (const char* id : {"believer", "definition", "beaten"}) {
      measure m;
      m.id = id;
      m.kind = measure_kind::share;
      asked.measures.push_back(m);
    }
    for (const char* id : {"culture", "loyalty", "result"}) {
      measure m;
      m.id = id;
      m.kind = measure_kind::composite;
      asked.measures.push_back(m);
    }
    common.key_size = 3;
  }
  void share(const std::string& wave, const std::string& unit, const std::string& id, double x, double n) {
    unit_value v;
    v.value = share_interval_from_counts(x, n);
    v.value.df = n - 1;
    v.people = n;
    v.asked = true;
    values[{wave, unit, id}] = v;
  }
  void mean(const std::string& wave, const std::string& unit, const std::string& id, double value, double se,
            double n = 100) {
    unit_value v;
    v.value = interval_from_variance(value, se * se, n, n - 1);
    v.people = n;
    v.asked = true;
    values[{wave, unit, id}] = v;
  }
  void hide(const std::string& wave, const std::string& unit, const std::string& id) {
    unit_value& v = values[{wave, unit, id}];
    v.hidden = true;
    v.value = {};
    v.value.set(estimate_flag::suppressed);
  }
  unit_finding_input& ready(const std::vector<std::string>& waves) {
    common.asked = &asked;
    common.wave = waves.back();
    in.common = &common;
    in.key_columns = {"wave", "role", "unit"};
    in.permutations = 199;
    in.bootstrap = 199;
    for (std::size_t w = 0; w < waves.size(); ++w) {
      unit_wave wave;
      wave.wave = waves[w];
      wave.time = static_cast<double>(w);
      wave.units["unit"] = units;
      const std::string name = waves[w];
      wave.value = [this, name](const unit_place& p, const std::string& id) {
        const auto at = values.find({name, p.unit, id});
        return at == values.end() ? unit_value{} : at->second;
      };
      in.waves.push_back(std::move(wave));
    }
    return in;
  }
};

inline const result_row* find(const finding_result& r, const std::string& detail,
                              const std::string& unit = {}, const std::string& wave = {}) {
  for (const result_row& x : r.rows) {
    if (x.detail == detail && x.key[2] == unit && (wave.empty() || x.key[0] == wave)) return &x;
  }
  return nullptr;
}

inline const estimate& value(const finding_result& r, const std::string& detail, const std::string& unit = {},
                             const std::string& wave = {}) {
  if (const result_row* found = find(r, detail, unit, wave)) return found->value;
  ADD_FAILURE() << "no row " << detail << " of " << unit;
  static const estimate none;
  return none;
}

}  // namespace cxm::testing
