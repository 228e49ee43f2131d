// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/io/instrument_json.hpp"
#include "io/complete_instrument.hpp"

namespace {

/// The complete instrument with one piece of its text replaced, and the message that this must give. The
/// part of the message before ": " is the path.
struct broken {
  std::string piece;
  std::string instead;
  std::string message;
};

std::string many(const std::string& begin, int n, const std::string& end) {
  std::string out = begin;
  for (int i = 0; i < n; ++i) out.append(i > 0 ? "," : "").append(std::to_string(i + 1));
  return out + end;
}

const std::vector<broken>& table() {
  static const std::vector<broken> all{
      // the document
      {"{\n  \"$schema\"", "[\n  \"$schema\"",
       R"(instrument: line 2, column 12: is not valid JSON: expected "]" or "," in a list, but found ":")"},
      {R"("plain words")",
       "\"plain \xff"
       " words\"",
       R"(instrument: line 4, column 25: is not valid UTF-8; save the document as UTF-8)"},
      {R"("version": "2.1")", R"("version": 2.1)", R"(version: is 2.1 (a number), but must be a string)"},
      {R"("version": "2.1")", R"("version": "2.1", "version": "2.2")",
       R"(version: is given twice; keep one of them)"},
      {R"("label": "D")", R"("label": "D", "id": "e")",
       R"(dimensions[0].id: is given twice; keep one of them)"},
      {R"("version": "2.1")", R"("verson": "2.1")", R"(verson: unknown member; did you mean "version"?)"},
      {R"("licence": "CC0-1.0")", R"("licence": "CC0-1.0",, )",
       R"(instrument: line 3, column 99: is not valid JSON: found ",", but a member's name must stand here)"},
      {R"("licence": "CC0-1.0")", R"("licence": "CC0-1.0"; )",
       R"(instrument: line 3, column 98: is not valid JSON: expected "}" or "," in an object, but found ";")"},
      {R"("margin": 5)", R"("margin": 1e999)",
       R"(instrument: line 40, column 103: is not valid JSON: the number is too large)"},
      {R"("margin": 5)", R"("margin": 05)",
       R"(instrument: line 40, column 105: is not valid JSON: a number must not begin with 0)"},
      {R"("D")", R"("\ud800")",
       R"(instrument: line 13, column 46: is not valid JSON: half of a surrogate pair in a string)"},
      {R"("D")",
       R"({"en": {"en": {"en":{"en":{"en":{"en":{"en":{"en":{"en":{"en":{"en":{"en":{"en":{"en":{"en":{"en":{"en":{"en":{"en":{"en":{"en":{"en":{"en":{"en":{"en":{"en":{"en":{"en":{"en":{"en":{"en":{"en":1}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}}})",
       R"(dimensions[0].label.en.en.en.en.en.en.en.en.en.en.en.en.en.en.en.en.en.en.en.en.en.en.en.en.en.en.en.en.en: is nested deeper than 32 levels)"},
      // names and words
      {R"("id": "complete")", R"("id": "com plete")",
       R"(id: "com plete" is not an identifier: use 1 to 64 letters, digits, "_", "-" or ".", beginning with a letter, a digit or "_")"},
      {R"("id": "complete", )", R"()", R"(id: is missing, but required)"},
      {R"("id": "complete")", R"("id": "")", R"(id: is empty, but must be an identifier such as "culture")"},
      {R"("languages": ["en", "de"])", R"("languages": ["en", "german"])",
       R"(languages[1]: "german" is not a language tag; use "en", "de", "pt-BR" ...)"},
      {R"({"en": "A?", "de": "A??"})", R"({"en": "A?"})",
       R"(items[0].text: has no words in "de", which "languages" declares)"},
      {R"({"en": "A?", "de": "A??"})", R"({"en": "A?", "de": "A??", "fr": "A!"})",
       R"(items[0].text.fr: "fr" is not among "languages"; known are "en", "de")"},
      {R"({"en": "A?", "de": "A??"})", R"({"en": "A?", "de": "  "})",
       R"(items[0].text.de: is empty; leave the member out or give the words)"},
      {R"({"en": "A?", "de": "A??"})", R"([1])",
       R"(items[0].text: is a list, but must be words, or an object with words by language)"},
      // scales
      {R"("kind": "ordinal")", R"("kind": "ordinl")",
       R"(scales[0].kind: unknown value "ordinl"; did you mean "ordinal"?)"},
      {R"("id": "rec", "kind": "nps")", R"("id": "five", "kind": "nps")",
       R"(scales[1].id: "five" is already the id of scales[0]; every id must be different)"},
      {R"("id": "rec", "kind": "nps")", R"("id": "rec", "kind": "nps", "codes": [1,2,3,4,5,6,7,8,9,10])",
       R"(scales[1].codes: an nps scale has exactly the codes 0 to 10 in this order; leave the codes out, or use kind ordinal)"},
      {R"("id": "yn", "kind": "binary", "codes": [0, 1])",
       R"("id": "yn", "kind": "binary", "codes": [0, 1, 2])",
       R"(scales[4].codes: has 3 codes, but a binary scale has exactly 2)"},
      {R"("id": "yn", "kind": "binary", "codes": [0, 1])", R"("id": "yn", "kind": "ordinal", "codes": [1])",
       R"(scales[4].codes: has 1 code, but a scale of kind ordinal needs at least 2)"},
      {R"("id": "yn", "kind": "binary", "codes": [0, 1])", R"("id": "yn", "kind": "ordinal")",
       R"(scales[4].codes: is missing; a scale of kind ordinal lists its codes)"},
      {R"("id": "yn", "kind": "binary", "codes": [0, 1])",
       R"("id": "yn", "kind": "binary", "codes": [{"code": 0, "score": 1}, 1])",
       R"(scales[4].codes: all codes have the same score; at least two must differ)"},
      {R"("id": "pick", "kind": "choice", "codes": [1, 2, 3])",
       many(R"("id": "pick", "kind": "choice", "codes": [)", 251, R"(])"),
       R"(scales[2].codes: has 251 codes, but at most 250 are possible; use a number scale)"},
      {R"("id": "pick", "kind": "choice", "codes": [1, 2, 3])",
       many(R"("id": "pick", "kind": "choice", "codes": [)", 65, R"(])"),
       R"(items[5].multiple: scale "pick" has 65 codes, but several answers at once allow at most 64)"},
      {R"(2, 3, 4, {"code": 5)", R"(2, 3, 3, {"code": 5)",
       R"(scales[0].codes[3].code: 3 is already the code of codes[2]; every code must be different)"},
      {R"(2, 3, 4, {"code": 5)", R"(2, 3, 4.5, {"code": 5)",
       R"(scales[0].codes[3]: is 4.5 (a number), but must be a whole number)"},
      {R"(2, 3, 4, {"code": 5)", R"(2, 3, 4000000000, {"code": 5)",
       R"(scales[0].codes[3]: is 4000000000 (a number), but must be a whole number from -2147483648 to 2147483647)"},
      {R"(2, 3, 4, {"code": 5)", R"(2, {"code": 3, "label": "Never"}, 4, {"code": 5)",
       R"(scales[0].codes[2].label: "Never" already means code 1; a spelling must mean one code)"},
      {R"(2, 3, 4, {"code": 5)", R"(2, {"code": 3, "label": "4"}, 4, {"code": 5)",
       R"(scales[0].codes[2].label: "4" already means code 4; a spelling must mean one code)"},
      {R"("aliases": ["never"])", R"("aliases": ["?"])",
       R"(scales[0].missing.dont_know: "?" already means code 1; a value is either an answer or missing)"},
      {R"("dont_know": [98, "?"])", R"("dont_know": [5, "?"])",
       R"(scales[0].missing.dont_know: "5" already means code 5; a value is either an answer or missing)"},
      {R"("dont_know": [98, "?"])", R"("dont_know": [98, "98.0"])",
       R"(scales[0].missing.dont_know: "98.0" is already missing as "dont_know"; a value has one kind of missing)"},
      {R"("dont_know": [98, "?"])", R"("dont_no": [98, "?"])",
       R"(scales[0].missing.dont_no: unknown kind of missing; did you mean "dont_know"?)"},
      {R"("top": [5, 4])", R"("top": [5, 6])",
       R"(scales[0].top: 6 is not a code of scale "five"; its codes are 1, 2, 3, 4, 5)"},
      {R"("top": [5, 4])", R"("top": [5, 5])", R"(scales[0].top: code 5 is listed twice; list it once)"},
      {R"("top": [5, 4])", R"("top": [5, 1])",
       R"(scales[0].bottom: code 1 is also in the top set; a code has one side)"},
      {R"("minimum": 0)", R"("minimum": 200)",
       R"(scales[3].maximum: is 120.5, but must be greater than the minimum 200)"},
      {R"("no_answer": [-1])", R"("no_answer": [99])",
       R"(scales[3].missing.no_answer: "99" lies between minimum and maximum, so it is an answer; narrow the limits or use another value)"},
      {R"("id": "age", "kind": "number")", R"("id": "age", "kind": "number", "codes": [1, 2])",
       R"(scales[3].codes: a number scale has no codes; leave them out or choose another kind)"},
      {R"("id": "yn", "kind": "binary")", R"("id": "yn", "maximum": 3, "kind": "binary")",
       R"(scales[4].maximum: is for number scales only, but this scale is binary; leave it out)"},
      // items
      {R"("scale": "five", "dimension": "d")", R"("scale": "fiv", "dimension": "d")",
       R"(items[0].scale: unknown scale "fiv"; did you mean "five"?)"},
      {R"("dimension": "d", "facet")", R"("dimension": "culture", "facet")",
       R"(items[0].dimension: unknown dimension "culture"; known are "d")"},
      {R"("facet": "practice")", R"("facet": "practise")",
       R"(items[0].facet: unknown value "practise"; did you mean "practice"?)"},
      {R"("roles": ["boss"], "reverse")", R"("roles": ["boss", "bos"], "reverse")",
       R"(items[0].roles[1]: unknown role "bos"; did you mean "boss"?)"},
      {R"("reverse": true)", R"("reverse": "yes")",
       R"(items[0].reverse: is "yes" (a string), but must be true or false)"},
      {R"({"id": "b", "scale": "five"})", R"({"id": "b", "scale": "five", "multiple": true})",
       R"(items[1].multiple: several answers at once need a choice scale, but scale "five" is ordinal)"},
      {R"({"id": "b", "scale": "five"})", R"({"id": "b", "scale": "five", "columns": ["colA"]})",
       R"(items[1].columns[0]: column "colA" is already read by item "a"; a column answers one item)"},
      {R"({"id": "b", "scale": "five"})", R"({"id": "a", "scale": "five"})",
       R"(items[1].id: "a" is already the id of items[0]; every id must be different)"},
      {R"({"id": "b", "scale": "five"})", R"({"id": "b", "scale": "five", "separator": ";"})",
       R"(items[1].separator: is for items with "multiple": true only; set it, or leave the separator out)"},
      {R"({"id": "b", "scale": "five"})", R"({"id": "unit", "scale": "five"})",
       R"(items[1].id: "unit" is also the id of a segment; choose another id)"},
      {R"("separator": ";")", R"("separator": "")",
       R"(items[5].separator: is empty, but options in one column need one, for example "," or ";")"},
      {R"({"code": 3, "columns": ["o_3"]})", R"({"code": 4, "columns": ["o_3"]})",
       R"(items[6].option_columns[1].code: 4 is not a code of scale "pick"; its codes are 1, 2, 3)"},
      {R"({"code": 3, "columns": ["o_3"]})", R"({"code": 3, "columns": ["o_1"]})",
       R"(items[6].option_columns[1].columns[0]: column "o_1" is listed twice; list it once)"},
      {R"("option_columns": [)", R"("columns": "x", "option_columns": [)",
       R"(items[6].columns: the item is read from option_columns; leave one of the two out)"},
      // measures
      {R"("items": ["a", "b"])", R"("items": ["a", "x"])",
       R"(measures[0].items[1]: unknown item "x"; known are "a", "b", "r", "age", "yn", "m", "o")"},
      {R"("items": ["a", "b"])", R"("items": ["a", "a"])",
       R"(measures[0].items[1]: "a" is listed twice; list it once)"},
      {R"("items": ["a", "b"])", R"("items": ["a", "m"])",
       R"(measures[0].items[1]: item "m" has several answers at once, so it has no score)"},
      {R"("weights": [2, 1])", R"("weights": [2, 1, 1])",
       R"(measures[0].weights: has 3 entries, but there are 2 items; give one weight an item, or none)"},
      {R"("weights": [2, 1])", R"("weights": [2, -1])",
       R"(measures[0].weights[1]: is -1, but must be greater than 0; a reversed item says "reverse": true)"},
      {R"("min_answered": 0.75)", R"("min_answered": 1.5)",
       R"(measures[0].min_answered: is 1.5, but must be greater than 0 and at most 1)"},
      {R"("item": "b", "codes": [1, 5])", R"("item": "b", "codes": [1, 6])",
       R"(measures[2].codes: 6 is not a code of scale "five"; its codes are 1, 2, 3, 4, 5)"},
      {R"("item": "b", "codes": [1, 5])", R"("item": "b", "codes": [1, 2, 3, 4, 5])",
       R"(measures[2].codes: holds every code of scale "five", so everybody counts; leave some out)"},
      {R"("item": "b", "codes": [1, 5])", R"("item": "b", "codes": "tops")",
       R"(measures[2].codes: unknown set "tops"; use "top", "bottom" or a list of codes)"},
      {R"("item": "b", "codes": [1, 5])", R"("item": "age", "codes": [1, 5])",
       R"(measures[2].item: item "age" has the number scale "age", which has no codes; use a joint measure with a condition on a value measure)"},
      {R"("item": "b", "codes": [1, 5])", R"("items": ["b"], "item": "b")",
       R"(measures[2].items: belongs to measures of kind composite, but this one is share; leave it out)"},
      {R"("item": "m", "codes": [3])", R"("item": "o", "codes": "bottom")",
       R"(measures[4].codes: scale "pick" declares no bottom set; list the codes)"},
      {R"("kind": "nps", "item": "r")", R"("kind": "nps", "item": "b")",
       R"(measures[5].item: item "b" has scale "five", but a Net Promoter Score needs a scale of kind nps (0 to 10))"},
      {R"({"item": "b", "codes": "bottom"})", R"({})",
       R"(measures[6].all[0]: is empty; a condition has an item with codes, or a measure with limits)"},
      {R"({"item": "b", "codes": "bottom"})", R"({"item": "b", "measure": "c"})",
       R"(measures[6].all[0]: has an item and a measure; split it into two conditions)"},
      {R"({"item": "b", "codes": "bottom"})", R"({"item": "b", "at_least": 3})",
       R"(measures[6].all[0].at_least: limits belong to a measure; for an item list its codes)"},
      {R"("measure": "c2", "at_least": 10, "at_most": 90)", R"("measure": "c2")",
       R"(measures[6].all[1]: a condition on measure "c2" needs at_least or at_most)"},
      {R"("measure": "c2", "at_least": 10, "at_most": 90)",
       R"("measure": "c2", "at_least": 90, "at_most": 10)",
       R"(measures[6].all[1].at_most: is 10, but must not be less than at_least, 90)"},
      {R"("measure": "c2", "at_least": 10, "at_most": 90)", R"("measure": "s", "at_least": 50)",
       R"(measures[6].all[1].at_least: is 50, but measure "s" is a share from 0 to 1)"},
      {R"("measure": "c2", "at_least": 10, "at_most": 90)", R"("measure": "j", "at_least": 1)",
       R"(measures[6].all[1].measure: goes in a circle: "j" -> "j")"},
      {R"("measure": "c2", "at_least": 10, "at_most": 90)", R"("measure": "df", "at_least": 1)",
       R"(measures[6].all[1].measure: measure "df" is declared later; move it before measures[6])"},
      {R"("minuend": "c", "subtrahend": "c2")", R"("minuend": "c", "subtrahend": "s")",
       R"(measures[7].subtrahend: "s" is a share from 0 to 1, but "c" is in points from 0 to 100; only like can be subtracted from like)"},
      {R"("minuend": "c", "subtrahend": "c2")", R"("minuend": "c", "subtrahend": "i")",
       R"(measures[7].subtrahend: "i" is an index, but must be a measure)"},
      {R"("minuend": "c", "subtrahend": "c2")", R"("minuend": "c", "subtrahend": "c")",
       R"(measures[7].subtrahend: is the minuend itself, so the difference is always 0)"},
      {R"({"id": "b", "scale": "five"})", R"({"id": "b", "scale": "five", "roles": ["client"]})",
       R"(measures[0]: no role is asked everything that it needs, so nobody can have a value; see "roles" of its items)"},
      // indices and levels
      {R"("id": "i", "label": "I")", R"("id": "c2", "label": "I")",
       R"(indices[0].id: "c2" is already the id of a measure; measures and indices share their names)"},
      {R"("of": ["c", "c2"])", R"("of": ["c", "s"])",
       R"(indices[0].of[1]: "s" is a share from 0 to 1, but "c" is in points from 0 to 100; an index combines like with like)"},
      {R"("of": ["c", "c2"])", R"("of": ["c", "i2"])",
       R"(indices[0].of[1]: goes in a circle: "i" -> "i2" -> "i")"},
      {R"("of": ["i", "c"])", R"("of": ["i", "c3"])",
       R"(indices[1].of[1]: unknown measure or index "c3"; did you mean "c"?)"},
      {R"("weights": [1, 3])", R"("weights": [1, 0])",
       R"(indices[0].weights[1]: is 0, but must be greater than 0)"},
      {R"("kind": "geometric", "of": ["c", "c2"], "weights": [1, 3])", R"("kind": "geometric", "of": ["n"])",
       R"(indices[0].kind: a geometric mean needs parts that are never negative, but "n" is a Net Promoter Score from -100 to 100; use arithmetic)"},
      {R"("kind": "geometric", "of": ["c", "c2"])", R"("kind": "minimum", "of": ["c", "c2"])",
       R"(indices[0].weights: a minimum has no weights; leave them out)"},
      {R"("names": ["low", "high"])", R"("names": ["low", "mid", "high"])",
       R"(levels[0].names: has 3 entries, but 1 cut separates 2 levels)"},
      {R"("names": ["low", "high"])", R"("names": ["low", "low"])",
       R"(levels[0].names[1]: is the name of level 1 too; every level has its own name)"},
      {R"("cuts": [50])", R"("cuts": [100])",
       R"(levels[0].cuts[0]: is 100, but must lie inside the range of "i2", which is in points from 0 to 100)"},
      {R"("names": ["low", "high"], "cuts": [50])", R"("names": ["low", "mid", "high"], "cuts": [50, 40])",
       R"(levels[0].cuts[1]: is 40, but must be greater than the cut before it, 50)"},
      {R"("level": 2, "measures")", R"("level": 3, "measures")",
       R"(levels[0].gates[0].level: is 3, but must be from 2 to 2, the number of names; level 1 needs no gate)"},
      {R"("at_least": 40)", R"("at_least": 140)",
       R"(levels[0].gates[0].at_least: is 140, but "c2" is in points from 0 to 100)"},
      // gaps and findings
      {R"("index": "i2")", R"("index": "i3")",
       R"(levels[0].index: unknown measure or index "i3"; did you mean "i"?)"},
      {R"("b": {"measure": "i"})", R"("b": {"measure": "s"})",
       R"(gaps[0].b: "s" is a share from 0 to 1, but "c2" is in points from 0 to 100; a gap compares like with like)"},
      {R"("b": {"measure": "i"})", R"("b": {"measure": "c2", "role": "boss"})",
       R"(gaps[0].b: is the same as a, so the gap is always 0; change the measure or the role)"},
      {R"("b": {"measure": "i"})", R"("b": {"measure": "c", "role": "client"})",
       R"(gaps[0].b.role: role "client" is not asked what "c" needs)"},
      {R"("b": {"measure": "i"})", R"("b": {"measure": "c", "role": "chief"})",
       R"(gaps[0].b.role: unknown role "chief"; known are "boss", "client")"},
      {R"("importance": "s", "effectiveness": "s2")", R"("importance": "c", "effectiveness": "s2")",
       R"(findings.importance[0].importance: "c" is in points from 0 to 100, but must be a share or joint measure (0 to 1))"},
      {R"("importance_score": "c", )", R"()",
       R"(findings.importance[0].importance_score: is missing; the mean gap needs both scores, or neither)"},
      {R"("roles": ["boss", "client"], "margin": 5)", R"("roles": ["boss"], "margin": 5)",
       R"(findings.perception[0].roles: must list at least two roles to compare, the leaders first)"},
      {R"("margin": 5)", R"("margin": 500)",
       R"(findings.perception[0].margin: is 500, but must be from 0 to less than 100, the width of "c2")"},
      {R"("say_not_done": "j")", R"("say_not_done": "s")",
       R"(findings.say_do[0].say_not_done: "s" must be a joint measure, true for who says and does not)"},
      {R"("say_not_done": "j", "threshold": 0.2)", R"("say_not_done": "j", "threshold": 20)",
       R"(findings.say_do[0].threshold: is 20, but must be a share from 0 (the default) to less than 1)"},
      {R"("margin_sd": 0.5)", R"("margin_sd": 0.5, "margin": 0.1)",
       R"(findings.perception[1].margin_sd: stands beside margin; give one of them)"},
      {R"("have_nots_of": "s")", R"("have_nots_of": "c")",
       R"(findings.roadblocks[0].have_nots_of: "c" is in points from 0 to 100, but must be a share or joint measure (0 to 1))"},
      {R"("segment": "unit", "outcomes")", R"("segment": "units", "outcomes")",
       R"(findings.definitions[0].segment: unknown segment "units"; did you mean "unit"?)"},
      {R"("item": "b", "segment")", R"("item": "m", "segment")",
       R"(findings.definitions[0].item: item "m" must have one coded answer a person)"},
      {R"("outcomes": ["sm"])", R"("outcomes": ["s"])",
       R"(findings.definitions[0].outcomes: contains the definition's own measure)"},
      {R"("steps": [{"measure": "s2"}, {"measure": "s", "pursued": "sm"}])",
       R"("steps": [{"measure": "s2"}])",
       R"(findings.funnels[0].steps: must list from 2 to 16 steps, the first one first)"},
      {R"({"measure": "s", "pursued": "sm"})", R"({"measure": "s", "pursued": "s"})",
       R"(findings.funnels[0].steps[1].pursued: is the step itself)"},
      {R"("satisfied": "s2", "stayed": "sm", "item": "r")",
       R"("satisfied": "s2", "stayed": "sm", "item": "m")",
       R"(findings.defectors[0].item: item "m" must have a scored scale with codes)"},
      {R"("condition": "s", "outcome": "sm")", R"("condition": "s", "outcome": "s")",
       R"(findings.outcomes[0].outcome: is the condition itself)"},
      {R"("strata": "role"})", R"("strata": "role", "at_least": 0.4})",
       R"(findings.outcomes[0].at_least: needs "unit": single people say yes or no to both)"},
      {R"("outcome": "i", "unit": "unit", )", R"("outcome": "i", "unit": "unit", "strata": "role", )",
       R"(findings.outcomes[1].strata: cannot go with "unit": units are the cases there)"},
      {R"("outcome": "i", "unit": "unit")", R"("outcome": "i", "unit": "units")",
       R"(findings.outcomes[1].unit: unknown segment "units"; did you mean "unit"?)"},
      {R"("outcome_role": "boss", "at_least": 50)", R"("outcome_role": "boss")",
       R"(findings.outcomes[1].at_least: is missing; say from which value on a unit meets the condition "c2")"},
      {R"("outcome_at_least": 60)", R"("outcome_at_least": 600)",
       R"(findings.outcomes[1].outcome_at_least: is 600, but "i" is in points from 0 to 100)"},
      {R"("outcome_role": "boss")", R"("outcome_role": "client")",
       R"(findings.outcomes[1].outcome_role: role "client" is not asked what "i" needs)"},
      {R"("of": "i", "margin": 3)", R"("of": "i3", "margin": 3)",
       R"(findings.changes[0].of: unknown measure or index "i3"; did you mean "i"?)"},
      {R"("certainty": 0.95,)", R"("certainty": 0.3,)",
       R"(findings.thresholds.certainty: is 0.3, but must be from 0.5 to less than 1)"},
      {R"("response": 0.4)", R"("response": 40)",
       R"(findings.thresholds.response: is 40, but must be greater than 0 and less than 1)"},
      {R"("item": "m", "measures": ["sm"])", R"("item": "b", "measures": ["sm"])",
       R"(findings.roadblocks[0].item: item "b" must have a choice scale, whose codes are the roadblocks)"},
      {R"("believer": "j")", R"("believer": "c2")",
       R"(findings.believers[0].believer: "c2" is in points from 0 to 100, but must be a share or joint measure (0 to 1))"},
      {R"("outcomes": ["c2", "i"])", R"("outcomes": ["c2", "c2"])",
       R"(findings.believers[0].outcomes[1]: "c2" is listed twice; list it once)"},
      {R"("tipping": 0.3)", R"("tipping": 1.5)",
       R"(findings.believers[0].tipping: is 1.5, but must be a share between 0 and 1)"},
      {R"("unit": "unit",
                   "shared_at")",
       R"("unit": "units",
                   "shared_at")",
       R"(findings.believers[0].unit: unknown segment "units"; did you mean "unit"?)"},
      {R"("target": 60)", R"("target": 600)",
       R"(findings.dilution[0].target: is 600, but "c2" is in points from 0 to 100)"},
      {R"("wave_correlation": 0.4)", R"("wave_correlation": 1)",
       R"(findings.dilution[0].wave_correlation: is 1, but must be from 0 to less than 1)"},
      {R"("event": {"label": "Sponsor leaves", "wave": "2016"})", R"("event": {"wave": "1999"})",
       R"(findings.dilution[0].event.wave: unknown wave "1999"; wave.order does not have it)"},
      {R"("steps": [{"measure": "c", "role": "boss"}, {"measure": "n"}])", R"("steps": [{"measure": "c"}])",
       R"(findings.pyramid[0].steps: has 1 entries, but a path has 2 to 6 steps)"},
      {R"("steps": [{"measure": "c", "role": "boss"})", R"("steps": [{"measure": "c", "role": "client"})",
       R"(findings.pyramid[0].steps[0].role: role "client" is not asked what "c" needs)"},
      {R"("times": [2015.5, 2016.25])", R"("times": [2015.5])",
       R"(wave.times: has 1 entries, but must have one for each of the 2 waves of wave.order)"},
      {R"("times": [2015.5, 2016.25])", R"("times": [2015.5, 2015.5])",
       R"(wave.times[1]: is 2015.5, but must be later than the wave before)"},
      // drivers
      {R"("predictors": ["c2", "sm"])", R"("predictors": [])",
       R"(drivers[0].predictors: is missing; list 1 to 25 measures that may explain the outcome)"},
      {R"("predictors": ["c2", "sm"])", R"("predictors": ["c2", "c2"])",
       R"(drivers[0].predictors[1]: "c2" is listed twice; list it once)"},
      {R"("predictors": ["c2", "sm"])", R"("predictors": ["c2", "n"])",
       R"(drivers[0].predictors[1]: "n" is the outcome itself; name measures that may explain it)"},
      {R"("outcome": "n", "predictors": ["c2", "sm"])", R"("outcome": "j", "predictors": ["sm", "c2"])",
       R"(drivers[0].predictors[1]: "c2" rests on item "b", as the outcome "j" does, and so explains itself)"},
      {R"("outcome": "n", "predictors": ["c2", "sm"])", R"("outcome": "i", "predictors": ["sm", "c2"])",
       R"(drivers[0].outcome: "i" is an index, but must be a measure)"},
      {R"("roles": ["client"], "within": "unit")", R"("roles": ["boss", "clien"], "within": "unit")",
       R"(drivers[0].roles[1]: unknown role "clien"; did you mean "client"?)"},
      {R"("predictors": ["c2", "sm"])", R"("predictors": ["c2", "c"])",
       R"(drivers[0].predictors[1]: role "client" is not asked what "c" needs)"},
      {R"("within": "unit")", R"("within": "units")",
       R"(drivers[0].within: unknown segment "units"; did you mean "unit"?)"},
      {R"("within": "unit")", R"("within": "unit", "outcome_roles": ["boss"])",
       R"(drivers[0].outcome_roles: needs "unit": only units can join answers of different people)"},
      {R"("unit": "unit", "outcome_roles")", R"("unit": "unit", "within": "unit", "outcome_roles")",
       R"(drivers[1].within: cannot go with "unit": units are the cases there)"},
      {R"("predictors": ["c2"], "among": "sm")", R"("predictors": ["c2"], "among": "c")",
       R"(drivers[2].among: "c" is in points from 0 to 100, but must be a share or joint measure (0 to 1))"},
      {R"("predictors": ["c2"], "among": "sm")", R"("predictors": ["c2", "sm"], "among": "sm")",
       R"(drivers[2].among: is one of the predictors, and would not vary)"},
      {R"("outcome": "n", "predictors": ["c2"], "among": "sm")",
       R"("outcome": "sm", "predictors": ["c2"], "among": "sm")",
       R"(drivers[2].among: is the outcome itself)"},
      {R"("predictors": ["c2"], "among": "sm")", R"("predictors": ["c2"], "among": "sm", "unit": "unit")",
       R"(drivers[2].among: cannot go with "unit": units are the cases there)"},
      {R"("stable_points": 1)", R"("stable_points": 0)",
       R"(findings.thresholds.stable_points: is 0, but must be greater than 0)"},
      // people and columns
      {R"("item": "m", "measures": ["sm"])", R"("item": "m", "measures": ["s"])",
       R"(findings.roadblocks[0].measures[0]: "s" does not speak of item "m")"},
      {R"("label": "Boss", "values": ["B"])", R"("label": "Boss", "values": ["client"])",
       R"(roles.values[0].values[0]: "client" already means role "client"; a value must mean one role)"},
      {R"("id": "unit", "label": "Unit")", R"("id": "wave", "label": "Unit")",
       R"(segments[0].id: "wave" is the name of a built-in column; choose another id)"},
      {R"("north": "all")", R"("north": "u1")",
       R"(segments[0].parents.north: goes in a circle: "north" -> "u1" -> "north"; a hierarchy must end in a top value)"},
      {R"("order": ["2015", "2016"])", R"("order": ["2015", "2015"])",
       R"(wave.order[1]: "2015" is listed twice; list it once)"},
      {R"("weight": "W")", R"("weight": {"column": "W"})",
       R"(weight.column: unknown member; did you mean "columns"?)"},
      {R"("weight": "W")", R"("weight": 3)",
       R"(weight: is 3 (a number), but must be a column name, a list of names, or an object with "columns")"},
      {R"("stratum": ["S"])", R"("stratum": [""])",
       R"(stratum.columns[0]: is empty; leave it out or give a value)"},
  };
  return all;
}

TEST(BrokenInstrument, EveryFaultHasItsExactMessage) {
  ASSERT_NO_THROW((void)cxm::parse_instrument(complete_instrument));
  for (const broken& b : table()) {
    std::string text(complete_instrument);
    const auto at = text.find(b.piece);
    ASSERT_NE(at, std::string::npos) << b.piece;
    text.replace(at, b.piece.size(), b.instead);
    try {
      (void)cxm::parse_instrument(text);
      ADD_FAILURE() << "accepted: " << b.instead;
    } catch (const cxm::error& e) {
      EXPECT_EQ(std::string(e.what()), b.message) << "for " << b.instead;
      EXPECT_EQ(e.code(), cxm::errc::instrument);
      EXPECT_EQ(e.parameter(), std::string(e.what()).substr(0, e.parameter().size()));
      EXPECT_FALSE(e.parameter().empty());
    }
  }
}

std::string message_of(std::string_view text) {
  try {
    (void)cxm::parse_instrument(text);
  } catch (const cxm::error& e) {
    return e.what();
  }
  return "accepted";
}

TEST(BrokenInstrument, DocumentsAreBounded) {
  EXPECT_EQ(message_of(""), "instrument: the document is empty, but must be a JSON object");
  EXPECT_EQ(message_of(" \n"), "instrument: the document is empty, but must be a JSON object");
  EXPECT_EQ(message_of("[]"), "instrument: is a list, but must be an object");
  EXPECT_EQ(message_of("{\"id\": \"a"),
            "instrument: line 1, column 10: is not valid JSON: a string has no closing quotation mark");
  EXPECT_EQ(message_of("{} {}"),
            "instrument: line 1, column 4: is not valid JSON: the document ends here, but \"{\" follows");
  EXPECT_EQ(message_of(std::string((8U << 20U) + 1, ' ')),
            "instrument: the document has 8388609 bytes, but at most 8388608 are read");
  // Nesting is given up at the bound, not when the stack is.
  EXPECT_EQ(message_of(std::string(1000000, '[')).substr(0, 30), "[0][0][0][0][0][0][0][0][0][0]");
  std::string many = R"({"id": "x", "scales": [{"id": "s", "kind": "ordinal", "codes": [1, 2]}], "items": [)";
  for (int i = 0; i < 2049; ++i) {
    many.append(i > 0 ? "," : "")
        .append(R"({"scale": "s", "id": "q)")
        .append(std::to_string(i))
        .append("\"}");
  }
  EXPECT_EQ(message_of(many + "]}"), "items: has 2049 entries, but at most 2048 are possible");
}

// Every second proper beginning of a document is tried, and refused with a message. A document with one byte
// lost or changed (every third is tried) is refused too, or still an instrument; nothing else happens.
TEST(BrokenInstrument, DamagedDocumentsAreRefusedOrStillInstruments) {
  const std::string text(complete_instrument);
  for (std::size_t n = 0; n + 1 < text.size(); n += 2)
    ASSERT_NE(message_of(text.substr(0, n)), "accepted") << n;
  for (std::size_t n = 0; n < text.size(); n += 3) {
    std::string lost = text;
    lost.erase(n, 1);
    ASSERT_FALSE(message_of(lost).empty());
    for (const char c : {'\0', '"', '{', '9', '\xC3', ','}) {
      std::string changed = text;
      changed[n] = c;
      ASSERT_FALSE(message_of(changed).empty());
    }
  }
}

}  // namespace
