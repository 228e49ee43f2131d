// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "builtin/builtin.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/model/validate.hpp"

namespace {

// Every member that an instrument can have, none of them at its default.
constexpr std::string_view complete = R"({
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
    "roadblocks": [{"id": "f4", "label": "F", "item": "m", "measures": ["sm"]}]},
  "roles": {"columns": ["who"], "values": [{"id": "boss", "label": "Boss", "values": ["B"]}, {"id": "client", "inside": false}]},
  "segments": [{"id": "unit", "label": "Unit", "columns": ["U"], "parents": {"u1": "north", "north": "all"}}],
  "wave": {"columns": ["Y"], "order": ["2015", "2016"], "fixed": "2016"},
  "weight": "W", "stratum": ["S"], "cluster": {"columns": ["C"]}, "respondent": "ID", "fpc": "N"
})";

TEST(Instrument, EveryMemberIsReadAndComesBack) {
  const auto in = cxm::parse_instrument(complete);
  const std::string canonical = cxm::canonical_json(*in);
  const auto again = cxm::parse_instrument(canonical);
  EXPECT_TRUE(*in == *again);
  EXPECT_EQ(cxm::canonical_json(*again), canonical);
  const auto pretty = cxm::parse_instrument(cxm::pretty_json(*in));
  EXPECT_TRUE(*in == *pretty);

  EXPECT_EQ(in->scales[0].codes.size(), 5U);
  EXPECT_EQ(in->scales[0].top, (std::vector<std::int32_t>{4, 5})) << "sets are put into the scale's order";
  EXPECT_EQ(in->scales[0].missing[0].value, "98") << "missing values are texts, in the order of their kinds";
  EXPECT_EQ(in->scales[0].missing[0].kind, cxm::missing_kind::dont_know);
  EXPECT_EQ(in->items[0].columns, std::vector<std::string>{"colA"});
  EXPECT_EQ(in->items[6].option_columns[1].first, 3);
  EXPECT_EQ(in->measures[0].weights, (std::vector<double>{2, 1}));
  EXPECT_EQ(in->weight.columns, std::vector<std::string>{"W"});
  EXPECT_EQ(in->wave_order.size(), 2U);
  EXPECT_EQ(in->fixed_wave, "2016");
  EXPECT_FALSE(in->roles[1].inside);
  EXPECT_EQ(in->segments[0].parents.at("u1"), "north");
  EXPECT_EQ(in->title.in("de"), "Alles");
  EXPECT_EQ(in->title.in("fr"), "All") << "without the language: English";
}

TEST(Instrument, DefaultsThatDependOnTheScaleAreFilledIn) {
  const auto in = cxm::parse_instrument(complete);
  EXPECT_EQ(in->find_scale("rec")->codes.size(), 11U);
  EXPECT_EQ(in->find_scale("rec")->top, (std::vector<std::int32_t>{9, 10}));
  EXPECT_EQ(in->find_scale("yn")->top, std::vector<std::int32_t>{1});
  EXPECT_EQ(in->find_scale("yn")->bottom, std::vector<std::int32_t>{0});
  EXPECT_EQ(in->find_measure("s2")->codes.named, "top");
}

TEST(Instrument, TheCanonicalFormLeavesDefaultsOutAndSortsMembers) {
  const auto in = cxm::parse_instrument(R"({
    "version": "", "items": [{"scale": "s", "id": "q", "reverse": false, "separator": ",", "facet": "other"}],
    "scales": [{"kind": "ordinal", "id": "s", "codes": [{"code": 1, "score": 1.0}, {"code": 2}], "top": [2], "bottom": [1]}],
    "measures": [{"id": "m", "kind": "composite", "items": ["q"], "weights": [7], "min_answered": 0.50}],
    "id": "x"})");
  EXPECT_EQ(cxm::canonical_json(*in),
            R"({"id":"x","items":[{"id":"q","scale":"s"}],)"
            R"("measures":[{"id":"m","items":["q"],"kind":"composite"}],)"
            R"("scales":[{"codes":[{"code":1},{"code":2}],"id":"s","kind":"ordinal"}]})");
}

TEST(Instrument, TheFingerprintIsOfTheContentAlone) {
  const auto one = cxm::parse_instrument(complete);
  const auto two = cxm::parse_instrument(cxm::pretty_json(*one));
  EXPECT_EQ(cxm::fingerprint_of(*one).hex(), cxm::fingerprint_of(*two).hex());
  EXPECT_EQ(cxm::fingerprint_of(*one).hex().size(), 32U);
  cxm::instrument other = *one;
  other.items[1].reverse = true;
  EXPECT_NE(cxm::fingerprint_of(*one).hex(), cxm::fingerprint_of(other).hex());
}

TEST(Instrument, RangesAndRolesFollowFromTheDefinitions) {
  const auto in = cxm::parse_instrument(complete);
  EXPECT_EQ(cxm::range_of(*in, "df").low, -100);
  EXPECT_EQ(cxm::range_of(*in, "v").high, 120.5);
  EXPECT_EQ(cxm::range_of(*in, "i2").kind, cxm::measure_range::unit::points);
  // c has item a (boss only, weight 2) and item b (everybody, weight 1): a client lacks 2/3 of the weight.
  EXPECT_EQ(cxm::roles_asked(*in, "c"), std::vector<std::string>{"boss"});
  EXPECT_EQ(cxm::roles_asked(*in, "c2"), (std::vector<std::string>{"boss", "client"}));
  EXPECT_EQ(cxm::roles_asked(*in, "i2"), std::vector<std::string>{"boss"});
  EXPECT_THROW((void)cxm::range_of(*in, "nothing"), cxm::error);
}

TEST(Instrument, BuiltInsLoadByNameAndFilesByPath) {
  for (const std::string& name : cxm::builtin_instruments()) {
    const auto in = cxm::load_instrument(name);
    EXPECT_EQ(in->id, name);
    const auto file =
        cxm::load_instrument(std::string(CXM_SOURCE_DIR) + "/src/builtin/instruments/" + name + ".json");
    EXPECT_TRUE(*in == *file);
    EXPECT_TRUE(*cxm::parse_instrument(cxm::canonical_json(*in)) == *in);
  }
  try {
    (void)cxm::load_instrument("cx5");
    FAIL();
  } catch (const cxm::error& e) {
    EXPECT_EQ(e.code(), cxm::errc::io);
    EXPECT_STREQ(e.what(),
                 "cannot open instrument \"cx5\": no such file, and not a built-in instrument (\"cx4\")");
  }
}

}  // namespace
