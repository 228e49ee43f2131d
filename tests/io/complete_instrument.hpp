// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

// Every member that an instrument can have, none of them at its default.
inline constexpr std::string_view complete_instrument = R"({
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "id": "complete", "version": "2.1", "title": {"en": "All", "de": "Alles"}, "licence": "CC0-1.0",
  "description": "plain words", "languages": ["en", "de"],
  "scales": [
    {"id": "five", "kind": "ordinal", "label": "Agreement", "note": "guessed",
     "codes": [{"code": 1, "label": "no", "score": 0, "aliases": ["never"]}, 2, 3, 4, {"code": 5, "score": 10.25}],
     "top": [5, 4], "bottom": [2, 1], "missing": {"refused": ["no comment"], "dont_know": [98, "?"]}},
    {"id": "rec", "kind": "nps"},
    {"id": "pick", "kind": "choice", "codes": [1, 2, 3], "top": [2]},
    {"id": "age", "kind": "number", "minimum": 0, "maximum": 120.5, "missing": {"no_answer": [-1]}},
    {"id": "yn", "kind": "binary", "codes": [0, 1]}],
  "dimensions": [{"id": "d", "label": "D"}],
  "items": [
    {"id": "a", "text": {"en": "A?", "de": "A??"}, "scale": "five", "dimension": "d", "facet": "practice",
     "roles": ["boss"], "reverse": true, "referent": "unit", "columns": "colA", "note": "n"},
    {"id": "b", "scale": "five"}, {"id": "r", "scale": "rec"}, {"id": "age", "scale": "age"},
    {"id": "yn", "scale": "yn"},
    {"id": "m", "scale": "pick", "multiple": true, "separator": ";", "facet": "roadblock"},
    {"id": "o", "scale": "pick", "multiple": true,
     "option_columns": [{"code": 1, "columns": ["o_1", "o1"]}, {"code": 3, "columns": ["o_3"]}]}],
  "measures": [
    {"id": "c", "label": "C", "kind": "composite", "dimension": "d", "items": ["a", "b"], "weights": [2, 1],
     "min_answered": 0.75},
    {"id": "c2", "kind": "composite", "items": ["b"]},
    {"id": "s", "kind": "share", "item": "b", "codes": [1, 5]}, {"id": "s2", "kind": "share", "item": "b"},
    {"id": "sm", "kind": "share", "item": "m", "codes": [3]},
    {"id": "n", "kind": "nps", "item": "r"},
    {"id": "j", "kind": "joint", "all": [{"item": "b", "codes": "bottom"}, {"measure": "c2", "at_least": 10, "at_most": 90}]},
    {"id": "df", "kind": "difference", "minuend": "c", "subtrahend": "c2"},
    {"id": "v", "kind": "value", "item": "age"}],
  "indices": [{"id": "i", "label": "I", "kind": "geometric", "of": ["c", "c2"], "weights": [1, 3]},
              {"id": "i2", "of": ["i", "c"]}],
  "levels": [{"id": "l", "label": "L", "index": "i2", "names": ["low", "high"], "cuts": [50],
              "gates": [{"level": 2, "measures": ["c2", "i"], "at_least": 40}]}],
  "gaps": [{"id": "g", "label": "G", "a": {"measure": "c2", "role": "boss"}, "b": {"measure": "i"}}],
  "findings": {
    "importance": [{"id": "f1", "label": "F", "dimension": "d", "importance": "s", "effectiveness": "s2",
                    "importance_score": "c", "effectiveness_score": "c2"}],
    "perception": [{"id": "f2", "label": "F", "measure": "c2", "roles": ["boss", "client"], "margin": 5}],
    "say_do": [{"id": "f3", "label": "F", "say": "s", "done": "s2", "say_not_done": "j"}],
    "roadblocks": [{"id": "f4", "label": "F", "item": "m", "measures": ["sm"]}],
    "believers": [{"id": "f5", "label": "F", "believer": "j", "definition": "s", "outcomes": ["c2", "i"], "unit": "unit",
                   "shared_at": 0.6, "tipping": 0.3}],
    "dilution": [{"id": "f6", "label": "F", "measure": "c2", "role": "boss", "unit": "unit", "target": 60,
                  "wave_correlation": 0.4, "event": {"label": "Sponsor leaves", "wave": "2016"}}],
    "pyramid": [{"id": "f7", "label": "F", "steps": [{"measure": "c", "role": "boss"}, {"measure": "n"}], "unit": "unit"}]},
  "drivers": [{"id": "w", "label": "W", "outcome": "n", "predictors": ["c2", "sm"], "roles": ["client"], "within": "unit"},
              {"id": "u", "outcome": "n", "predictors": ["c"], "roles": ["boss"], "unit": "unit", "outcome_roles": ["client"]}],
  "roles": {"columns": ["who"], "values": [{"id": "boss", "label": "Boss", "values": ["B"]}, {"id": "client", "inside": false}]},
  "segments": [{"id": "unit", "label": "Unit", "columns": ["U"], "parents": {"u1": "north", "north": "all"}}],
  "wave": {"columns": ["Y"], "order": ["2015", "2016"], "times": [2015.5, 2016.25], "fixed": "2016"},
  "weight": "W", "stratum": ["S"], "cluster": {"columns": ["C"]}, "respondent": "ID", "fpc": "N"
})";
