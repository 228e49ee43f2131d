// SPDX-License-Identifier: Apache-2.0
// JSON documents beside another implementation, and ledgers that are damaged.
#include "io/json_value.hpp"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <nlohmann/json.hpp>

#include "cxm/base/random.hpp"
#include "cxm/io/ledger_json.hpp"
#include "io/json_document.hpp"

namespace {

using cxm::detail::json_value;

json_value read(const std::string& text) {
  return cxm::detail::parse_document(text, cxm::errc::argument, "document");
}

/// Any value, at most `depth` deep, and what the other library has for it.
json_value any(cxm::random_stream& random, int depth, nlohmann::json& other) {
  static const char* const words[] = {"", "a", "\"\\/\b\f\n\r\t\x01",
                                      "Z\xc3\xbcrich \xe2\x82\xac \xf0\x9f\x98\x80", "a.b[0]"};
  const auto size = random.below(4);
  switch (random.below(depth > 0 ? 8 : 6)) {
    case 0:
      other = nullptr;
      return {};
    case 1:
      other = true;
      return true;
    case 2:
      return static_cast<std::int64_t>((other = std::numeric_limits<std::int64_t>::min() + random.below(9)));
    case 3:
      return static_cast<std::uint64_t>(
          (other = std::numeric_limits<std::uint64_t>::max() - random.below(9)));
    case 4:
      return static_cast<double>((other = (random.uniform() - 0.5) * std::pow(10.0, random.below(40))));
    case 5:
      return static_cast<std::string>((other = words[random.below(5)]));
    case 6: {
      other = nlohmann::json::array();
      json_value out = json_value::list();
      for (std::uint32_t i = 0; i < size; ++i) out.push_back(any(random, depth - 1, other.emplace_back()));
      return out;
    }
    default: {
      other = nlohmann::json::object();
      json_value out = json_value::object();
      for (std::uint32_t i = size; i > 0; --i) {
        const std::string name = words[i % 5] + std::to_string(i);
        out.add(name, any(random, depth - 1, other[name]));
      }
      return out;
    }
  }
}

TEST(JsonValue, WhatIsWrittenIsReadBackHereAndElsewhere) {
  for (std::uint64_t seed = 0; seed < 2000; ++seed) {
    cxm::random_stream random(31, seed);
    nlohmann::json other;
    const json_value value = any(random, 4, other);
    const std::string canonical = cxm::detail::write_canonical(value);
    const std::string pretty = cxm::detail::write_document(value, 2, 40);
    EXPECT_EQ(nlohmann::json::parse(canonical), other) << canonical;
    EXPECT_EQ(nlohmann::json::parse(pretty), other) << pretty;
    EXPECT_EQ(cxm::detail::write_canonical(read(pretty)), canonical);
  }
}

TEST(JsonValue, TheSameTextsAreDocumentsHereAndElsewhere) {
  for (const char* text : {"[]",
                           "{}",
                           " [1 , 2 ] ",
                           "[1,]",
                           "[,1]",
                           "{\"a\":1,}",
                           "{\"a\" 1}",
                           "{a:1}",
                           "{1:1}",
                           "[1 2]",
                           "[",
                           "]",
                           "{",
                           "}",
                           "nul",
                           "nulll",
                           "True",
                           "01",
                           "-01",
                           "1.",
                           ".5",
                           "-",
                           "+1",
                           "1e",
                           "1e+",
                           "1e5",
                           "-0",
                           "-0.0",
                           "1E-400",
                           "1e400",
                           "0x1",
                           "NaN",
                           "Infinity",
                           "\"",
                           "\"\\\"",
                           "\"\\q\"",
                           "\"\\u12\"",
                           "\"\\ud800\"",
                           "\"\\ud83d\\ude00\"",
                           "\"\\udc00\"",
                           "\"\t\"",
                           "\"\\u0000\"",
                           "'a'",
                           "// a\n1",
                           "/**/1",
                           "[1]x",
                           "1 1",
                           "\xc0\x80",
                           "\"\xed\xa0\x80\"",
                           "\"\xf4\x90\x80\x80\"",
                           "\"\xc3\xbc\"",
                           "[[[[[[[[]]]]]]]]",
                           "[\"a\",\n4,[5,{\"b\":null}]]",
                           "12345678901234567890",
                           "9223372036854775808",
                           "-9223372036854775808",
                           "\v1",
                           "\xef\xbb\xbf[1]"}) {
    std::string ours = "refused";
    try {
      ours = cxm::detail::write_canonical(read(text));
    } catch (const cxm::error&) {
    }
    const bool accepted = nlohmann::json::accept(text);
    EXPECT_EQ(ours != "refused", accepted) << text;
    if (accepted && ours != "refused") {
      EXPECT_EQ(nlohmann::json::parse(ours), nlohmann::json::parse(text)) << text;
    }
  }
}

TEST(JsonValue, DamagedLedgersSayWhere) {
  const std::string sound =
      R"({"publications":2,"schema":"cxm-ledger","schema_version":1,"state":"ab","waves":[{"atoms":[["a"],["b"]],)"
      R"("cells":[[0],[0,1]],"columns":["unit"],"variables":{"people":{"empty":[],"known":[0],"secret":[1]}},)"
      R"("wave":"w"}]})"
      "\n";
  EXPECT_EQ(cxm::ledger_json(cxm::parse_ledger(sound)), sound);
  const struct {
    const char *piece, *instead, *message;
  } table[] = {
      {"cxm-ledger", "other", "ledger: this is not a ledger"},
      {"\"schema\":\"cxm-ledger\",", "", "ledger: this is not a ledger"},
      {"_version\":1", "_version\":2", "ledger: its version is not 1; a newer library wrote it"},
      {"\"publications\":2,", "", "ledger.publications: is missing, but required"},
      {"\"publications\":2", "\"publications\":-1", "ledger.publications: must be 0 or more"},
      {"[\"b\"]", "[\"b\",\"c\"]",
       "ledger.waves[0].atoms[1]: has other columns than the wave; the file is damaged"},
      {"[0,1]", "[1,0]", "ledger.waves[0].cells[1]: is not in order; the file is damaged"},
      {"[0,1]", "[0,2]", "ledger.waves[0].cells[1]: names a position that is not there; the file is damaged"},
      {"[0,1]", "[]", "ledger.waves[0].cells[1]: has no groups; the file is damaged"},
      {"\"known\":[0]", "\"known\":[0.5]",
       "ledger.waves[0].variables.people.known: names a position that is not there; the file is damaged"},
      {",\"secret\":[1]", "", "ledger.waves[0].variables.people.secret: is missing, but required"},
      {"}]}", "}, 3]}", "ledger.waves[1]: is 3 (a number), but must be an object"},
  };
  for (const auto& [piece, instead, message] : table) {
    std::string text = sound;
    text.replace(text.find(piece), std::string(piece).size(), instead);
    try {
      (void)cxm::parse_ledger(text);
      ADD_FAILURE() << "accepted: " << text;
    } catch (const cxm::error& e) {
      EXPECT_EQ(e.what(), std::string(message));
      EXPECT_EQ(e.code(), cxm::errc::state);
    }
  }
}

}  // namespace
