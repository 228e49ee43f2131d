// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <sstream>

#include "cxm/base/error.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/simulate/simulate.hpp"

namespace {

constexpr std::string_view instrument_text = R"({"id": "i",
  "scales": [{"id": "five", "kind": "ordinal", "codes": [1, 2, 3, 4, 5]},
             {"id": "pick", "kind": "choice", "codes": [{"code": 1, "label": "a;b"}, 2]},
             {"id": "age", "kind": "number"}],
  "items": [{"id": "q", "scale": "five"}, {"id": "m", "scale": "pick", "multiple": true, "separator": ";"},
            {"id": "age", "scale": "age"}, {"id": "boss_only", "scale": "five", "roles": ["boss"]}],
  "segments": [{"id": "unit"}], "roles": {"values": [{"id": "boss"}, {"id": "staff"}]}})";

constexpr std::string_view profile_text = R"({"id": "p", "segment": "unit",
  "factors": [{"id": "f", "sd": 20}],
  "items": {"q": {"factor": "f", "mean": 60}, "m": {"probabilities": {"1": 0.5}}},
  "roles": [{"id": "boss", "shift": {"f": 5}}, {"id": "staff"}],
  "waves": [{"id": "w1"}],
  "units": [{"id": "u", "people": {"boss": 10, "staff": 20}, "waves": {"w1": {"shift": {"*": 1}}}}, {"id": "g"}],
  "quotas": [{"wave": "w1", "role": "boss", "item": "q", "counts": {"1": 4, "5": 6}}]})";

struct broken {
  const char* piece;
  const char* instead;
  const char* message;
};

TEST(BrokenProfile, EveryFaultHasItsExactMessage) {
  const auto in = cxm::parse_instrument(instrument_text);
  const broken table[] = {
      {"\"sd\": 20", "\"sd\": 0", "factors[0].sd: is 0, but must be greater than 0"},
      {"\"sd\": 20", "\"sd\": \"20\"", "factors[0].sd: is \"20\" (a string), but must be a number"},
      {"\"sd\": 20", "\"correlation\": 1.5", "factors[0].correlation: is 1.5, but must be from 0 to 1"},
      {"\"sd\": 20", "\"std\": 20", "factors[0].std: unknown member; did you mean \"sd\"?"},
      {"\"factor\": \"f\"", "\"factor\": \"culture\"",
       "items.q.factor: unknown factor \"culture\"; known are \"f\""},
      {"\"mean\": 60", "\"mean\": 60, \"probabilities\": {\"1\": 1}",
       "items.q.mean: has no meaning beside probabilities; leave one of them out"},
      {"\"mean\": 60", "\"probabilities\": {\"1\": 0.4, \"5\": 0.5}",
       "items.q.probabilities: the probabilities sum to 0.9, but must sum to 1"},
      {"\"mean\": 60", "\"probabilities\": {\"6\": 1}",
       "items.q.probabilities.6: \"6\" is not a code of scale \"five\""},
      {"\"mean\": 60", "\"none\": 1", "items.q.none: is for items with several answers at once only"},
      {"\"mean\": 60", "\"missing\": {\"dont_know\": 0.1}",
       "items.q.missing.dont_know: scale \"five\" has no value for this kind of missing"},
      {"\"mean\": 60", "\"missing\": {\"dont_no\": 0.1}",
       "items.q.missing.dont_no: unknown kind of missing; did you mean \"dont_know\"?"},
      {"\"mean\": 60", "\"missing\": {\"no_answer\": 1}",
       "items.q.missing: the rates sum to 1, but must leave somebody who answers"},
      {"{\"probabilities\": {\"1\": 0.5}}", "{}",
       "items.m.probabilities: is missing; an item with several answers needs one for each option"},
      {"\"m\": {", "\"mm\": {", "items.mm: unknown item; did you mean \"m\"?"},
      {"\"id\": \"staff\"}", "\"id\": \"stuff\"}",
       "units[0].people.staff: unknown role \"staff\"; did you mean \"stuff\"?"},
      {"\"shift\": {\"f\": 5}", "\"shift\": {\"x\": 5}",
       "roles[0].shift.x: unknown factor; known are \"*\", \"f\""},
      {"\"segment\": \"unit\",", "", "segment: is missing; it names the grouping column of the units"},
      {"\"segment\": \"unit\"", "\"segment\": \"units\"",
       "segment: unknown segment \"units\"; did you mean \"unit\"?"},
      {"{\"id\": \"g\"}", "{\"id\": \"u\"}", "units[1].id: \"u\" comes twice; every id must be different"},
      {"{\"id\": \"g\"}", "{\"id\": \"g\", \"parent\": \"g\"}",
       "units[1].parent: goes in a circle; a hierarchy must end in a top unit"},
      {"{\"id\": \"g\"}", "{\"id\": \"g\", \"parent\": \"north\"}",
       "units[1].parent: unknown unit \"north\"; known are \"u\", \"g\""},
      {"\"boss\": 10", "\"boss\": -1", "units[0].people.boss: is -1, but must be from 0 to 1000000000"},
      {"\"waves\": {\"w1\"", "\"waves\": {\"w2\"",
       "units[0].waves.w2: unknown wave \"w2\"; did you mean \"w1\"?"},
      {"\"5\": 6", "\"5\": 7", "quotas[0].counts: count 11 people, but the group has 10"},
      {"\"5\": 6", "\"7\": 6", "quotas[0].counts.7: \"7\" is not a code of scale \"five\""},
      {"\"item\": \"q\"", "\"item\": \"qq\"", "quotas[0].item: unknown item \"qq\"; did you mean \"q\"?"},
      {"\"item\": \"q\"", "\"item\": \"age\"", "quotas[0].item: a number scale has no codes to count"},
      {"\"role\": \"boss\", \"item\": \"q\"", "\"role\": \"staff\", \"item\": \"boss_only\"",
       "quotas[0].item: role \"staff\" is not asked item \"boss_only\""},
      {"\"wave\": \"w1\", \"role\"", "\"wave\": \"w3\", \"role\"",
       "quotas[0].wave: unknown wave \"w3\"; did you mean \"w1\"?"},
      {"\"5\": 6}}", "\"5\": 6}}, {\"role\": \"boss\", \"item\": \"q\", \"counts\": {\"5\": 10}}",
       "quotas[1]: the same answers are already counted by quotas[0]"},
      {"\"5\": 6}}]", "\"5\": 6}}], \"event\": {\"wave\": \"w9\"}",
       "event.wave: unknown wave \"w9\"; did you mean \"w1\"?"},
      {"\"boss\": 10, \"staff\": 20", "", "units: nobody answers: every unit has 0 people"},
  };
  for (const broken& b : table) {
    std::string text(profile_text);
    const auto at = text.find(b.piece);
    ASSERT_NE(at, std::string::npos) << b.piece;
    text.replace(at, std::string(b.piece).size(), b.instead);
    std::ostringstream out;
    try {
      cxm::simulate_to_csv(*in, cxm::parse_profile(text), out);
      ADD_FAILURE() << "accepted: " << b.instead;
    } catch (const cxm::error& e) {
      EXPECT_STREQ(e.what(), b.message) << "for " << b.instead;
      EXPECT_EQ(e.code(), cxm::errc::argument);
    }
    EXPECT_TRUE(out.str().empty()) << "nothing is written before everything is checked: " << b.instead;
  }
}

TEST(BrokenProfile, LabelsWithTheSeparatorAreRefused) {
  const auto in = cxm::parse_instrument(instrument_text);
  cxm::simulate_options options;
  options.labels = true;
  std::ostringstream out;
  try {
    cxm::simulate_to_csv(*in, cxm::parse_profile(profile_text), out, options);
    FAIL();
  } catch (const cxm::error& e) {
    EXPECT_STREQ(e.what(),
                 "labels: label \"a;b\" of item \"m\" contains the separator \";\"; write codes instead");
  }
  EXPECT_TRUE(out.str().empty());
}

}  // namespace
