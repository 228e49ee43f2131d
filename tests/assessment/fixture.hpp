// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

#include "cxm/base/random.hpp"
#include "cxm/io/instrument_json.hpp"
#include "support/survey_rows.hpp"

namespace cxm::testing {

/// Two practice dimensions, importance and effectiveness, a statement asked of all roles, a say-do pair,
/// roadblocks, NPS of customers; units under two regions.
inline constexpr std::string_view small_survey = R"({
  "id": "small", "version": "1",
  "scales": [
    {"id": "five", "kind": "ordinal", "codes": [1, 2, 3, 4, 5], "top": [4, 5], "bottom": [1, 2],
     "missing": {"dont_know": [98]}},
    {"id": "rec", "kind": "nps"},
    {"id": "pick", "kind": "choice", "codes": [{"code": 1, "label": "Money"}, {"code": 2, "label": "Silos"},
      {"code": 3, "label": "Skills"}]}],
  "dimensions": [{"id": "culture"}, {"id": "leadership"}],
  "items": [
    {"id": "c1", "scale": "five", "roles": ["executive", "employee"]},
    {"id": "c2", "scale": "five", "roles": ["executive", "employee"]},
    {"id": "l1", "scale": "five", "roles": ["executive", "employee"]},
    {"id": "imp", "scale": "five", "roles": ["executive", "employee"]},
    {"id": "eff", "scale": "five", "roles": ["executive", "employee"]},
    {"id": "prio", "scale": "five", "roles": ["executive", "employee"]},
    {"id": "res", "scale": "five", "roles": ["executive", "employee"]},
    {"id": "centric", "scale": "five"},
    {"id": "block", "scale": "pick", "roles": ["executive", "employee"]},
    {"id": "rec", "scale": "rec", "roles": ["customer"]}],
  "measures": [
    {"id": "culture", "kind": "composite", "items": ["c1", "c2"]},
    {"id": "leadership", "kind": "composite", "items": ["l1"]},
    {"id": "important", "kind": "share", "item": "imp"}, {"id": "effective", "kind": "share", "item": "eff"},
    {"id": "priority", "kind": "share", "item": "prio"}, {"id": "resourced", "kind": "share", "item": "res"},
    {"id": "lip", "kind": "joint", "all": [{"item": "prio", "codes": "top"}, {"item": "res", "codes": [1, 2, 3]}]},
    {"id": "centric", "kind": "share", "item": "centric", "codes": [5]},
    {"id": "money", "kind": "share", "item": "block", "codes": [1]},
    {"id": "silos", "kind": "share", "item": "block", "codes": [2]},
    {"id": "skills", "kind": "share", "item": "block", "codes": [3]},
    {"id": "nps", "kind": "nps", "item": "rec"}],
  "indices": [{"id": "maturity", "of": ["culture", "leadership"]},
              {"id": "geometric", "kind": "geometric", "of": ["culture", "leadership"]},
              {"id": "weakest", "kind": "minimum", "of": ["culture", "leadership"]}],
  "levels": [{"id": "level", "index": "maturity", "names": ["one", "two", "three"], "cuts": [40, 70],
              "gates": [{"level": 2, "measures": ["culture", "leadership"], "at_least": 40},
                        {"level": 3, "measures": ["culture", "leadership"], "at_least": 70}]}],
  "gaps": [{"id": "gap", "a": {"measure": "important"}, "b": {"measure": "effective"}},
           {"id": "centric_gap", "a": {"measure": "centric", "role": "executive"},
            "b": {"measure": "centric", "role": "customer"}},
           {"id": "leaders", "a": {"measure": "maturity", "role": "executive"}, "b": {"measure": "maturity"}}],
  "findings": {
    "importance": [{"id": "culture", "importance": "important", "effectiveness": "effective"}],
    "perception": [{"id": "centric", "measure": "centric", "roles": ["executive", "employee", "customer"]}],
    "say_do": [{"id": "lip", "say": "priority", "done": "resourced", "say_not_done": "lip"},
               {"id": "margins", "say": "priority", "done": "resourced"}],
    "roadblocks": [{"id": "blocks", "item": "block", "measures": ["money", "silos", "skills"]},
                   {"id": "margins", "item": "block"}]},
  "drivers": [
    {"id": "effective", "outcome": "effective", "predictors": ["culture", "leadership", "priority"]},
    {"id": "within", "outcome": "culture", "predictors": ["leadership", "priority"], "roles": ["employee"], "within": "unit"},
    {"id": "units", "outcome": "nps", "outcome_roles": ["customer"], "predictors": ["culture"], "roles": ["employee"],
     "unit": "unit"}],
  "roles": {"columns": ["role"], "values": [{"id": "executive"}, {"id": "employee"},
            {"id": "customer", "inside": false}]},
  "segments": [{"id": "unit", "parents": {"a": "north", "b": "north", "c": "south", "d": "south"}}],
  "wave": {"columns": ["wave"], "order": ["before", "after"]}
})";

inline instrument_ptr small_instrument() {
  static const instrument_ptr made = parse_instrument(small_survey);
  return made;
}

/// People of all roles in units a-d (some small) over two waves, with a little missing.
inline std::vector<survey_row> random_people(std::uint64_t seed, std::size_t each = 30) {
  std::vector<survey_row> rows;
  random_stream random(seed, 0);
  const auto code = [&](double mean) {
    const double x = mean + 1.1 * random.normal();
    return static_cast<std::int32_t>(x < 1.5 ? 1 : x < 2.5 ? 2 : x < 3.5 ? 3 : x < 4.5 ? 4 : 5);
  };
  for (const char* wave : {"before", "after"}) {
    for (const char* unit : {"a", "b", "c", "d", ""}) {
      for (const char* role : {"executive", "employee", "customer"}) {
        std::size_t n = each + random.below(20);
        if (*role == 'e' && role[1] == 'x') n = 2 + random.below(9);
        if (*unit == '\0') n = random.below(4);
        for (std::size_t i = 0; i < n; ++i) {
          survey_row r{role, wave, {unit}, {}, 0.5 + 2 * random.uniform(), {}};
          const double lift = (*wave == 'a' ? 0.4 : 0) + (*role == 'e' && role[1] == 'x' ? 0.8 : 0);
          if (*role == 'c') {
            r.answers["rec"] = static_cast<std::int32_t>(random.below(11));
          } else {
            for (const char* item : {"c1", "c2", "l1", "eff", "res"}) {
              if (random.uniform() < .9) r.answers[item] = code(3 + lift);
            }
            for (const char* item : {"imp", "prio"}) {
              if (random.uniform() < .95) r.answers[item] = code(4.2);
            }
            r.answers["block"] = static_cast<std::int32_t>(1 + random.below(3));
            if (!r.answers.contains("l1")) r.dont_know.push_back("l1");
          }
          r.answers["centric"] = code(3.2 + lift);
          rows.push_back(std::move(r));
        }
      }
    }
  }
  return rows;
}

}  // namespace cxm::testing
