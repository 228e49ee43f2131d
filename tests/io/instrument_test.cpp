// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "builtin/builtin.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/model/validate.hpp"
#include "io/complete_instrument.hpp"

namespace {

TEST(Instrument, EveryMemberIsReadAndComesBack) {
  const auto in = cxm::parse_instrument(complete_instrument);
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
  const auto in = cxm::parse_instrument(complete_instrument);
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

TEST(Instrument, ThePrettyFormBeginsWithWhatPeopleLookFor) {
  const std::string pretty = cxm::pretty_json(*cxm::load_instrument("cx4"));
  EXPECT_EQ(pretty.substr(0, 19), "{\n  \"id\": \"cx4\",\n  ");
  EXPECT_NE(pretty.find("{ \"code\": 1, \"label\": { \"de\":"), std::string::npos);
}

TEST(Instrument, TheFingerprintIsOfTheContentAlone) {
  const auto one = cxm::parse_instrument(complete_instrument);
  const auto two = cxm::parse_instrument(cxm::pretty_json(*one));
  EXPECT_EQ(cxm::fingerprint_of(*one).hex(), cxm::fingerprint_of(*two).hex());
  EXPECT_EQ(cxm::fingerprint_of(*one).hex().size(), 32U);
  cxm::instrument other = *one;
  other.items[1].reverse = true;
  EXPECT_NE(cxm::fingerprint_of(*one).hex(), cxm::fingerprint_of(other).hex());
}

TEST(Instrument, RangesAndRolesFollowFromTheDefinitions) {
  const auto in = cxm::parse_instrument(complete_instrument);
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
