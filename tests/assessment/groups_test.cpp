// SPDX-License-Identifier: Apache-2.0
// Crossed columns, chosen answers, small siblings together.
#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <set>

#include "cxm/assessment/assessment.hpp"
#include "cxm/base/error.hpp"
#include "cxm/io/instrument_json.hpp"
#include "support/survey_rows.hpp"

namespace {

using namespace cxm;
using namespace cxm::testing;

instrument_ptr two_columns() {
  static const instrument_ptr made = parse_instrument(R"({
    "id": "two", "version": "1",
    "scales": [{"id": "five", "kind": "ordinal", "codes": [1, 2, 3, 4, 5], "top": [4, 5], "bottom": [1, 2]}],
    "items": [{"id": "q", "scale": "five"}, {"id": "r", "scale": "five"}],
    "measures": [{"id": "m", "kind": "composite", "items": ["q"]}],
    "roles": {"columns": ["role"], "values": [{"id": "manager"}, {"id": "staff"}]},
    "segments": [{"id": "unit", "parents": {"a": "north", "b": "north", "c": "north", "d": "north", "e": "south",
                                            "f": "south"}}, {"id": "tenure"}],
    "wave": {"columns": ["wave"]}})");
  return made;
}

/// How many people of each (role, unit, tenure); answers run through the codes.
using census = std::map<std::vector<std::string>, int>;

std::vector<survey_row> people(const census& all, const std::string& wave = "1") {
  std::vector<survey_row> rows;
  std::int32_t code = 0;
  for (const auto& [key, n] : all) {
    for (int i = 0; i < n; ++i) {
      rows.push_back(
          {key[0], wave, {key[1], key[2]}, {{"q", 1 + code % 5}, {"r", 1 + (code / 2) % 5}}, 1, {}});
      ++code;
    }
  }
  return rows;
}

double count_at(const assessment& a, const std::string& role, const std::string& unit,
                const std::string& tenure) {
  const result_row* row = a.find("base", "people", "count", {"1", role, unit, tenure});
  return row == nullptr || !row->suppressed.empty() ? std::nan("") : row->value.value;
}

TEST(Groups, CrossedColumnsHaveCellsForEveryPairAndRoleAndForParents) {
  census all;
  for (const char* role : {"manager", "staff"}) {
    for (const char* unit : {"a", "b", "c", "e"}) {
      for (const char* tenure : {"long", "short"}) {
        all[{role, unit, tenure}] = 6 + unit[0] - 'a' + (*role == 'm' ? 0 : 3);
      }
    }
  }
  assess_options o;
  o.cross = {{"tenure", "unit"}};
  const assessment a = assess(tally_of(two_columns(), people(all)), o);
  EXPECT_EQ(count_at(a, "", "a", "long"), 6 + 9);
  EXPECT_EQ(count_at(a, "manager", "b", "short"), 7);
  EXPECT_EQ(count_at(a, "", "north", "long"), 6 + 9 + 7 + 10 + 8 + 11);
  EXPECT_EQ(count_at(a, "staff", "south", "short"), 13);
  const assessment plain = assess(tally_of(two_columns(), people(all)));
  EXPECT_EQ(plain.find("base", "people", "count", {"1", "", "a", "long"}), nullptr);
  // What both tell is the same.
  for (const result_row& row : plain.rows) {
    const result_row* same = a.find(row.table, row.id, row.detail, row.key);
    ASSERT_NE(same, nullptr);
    EXPECT_TRUE(same->value.value == row.value.value || std::isnan(row.value.value));
  }
}

TEST(Groups, ChosenAnswersAreAssessedAsIfTheyWereAll) {
  census all;
  for (const char* role : {"manager", "staff"}) {
    for (const char* unit : {"a", "b", "c", "e"}) all[{role, unit, "long"}] = 6 + unit[0] - 'a';
  }
  const auto rows = people(all);
  assess_options o;
  o.where = {{"unit", {"north"}}, {"role", {"staff"}}};
  const assessment chosen = assess(tally_of(two_columns(), rows), o);
  std::vector<survey_row> part;
  for (const survey_row& r : rows) {
    if (r.role == "staff" && r.segments[0] != "e") part.push_back(r);
  }
  const assessment direct = assess(tally_of(two_columns(), part));
  ASSERT_EQ(chosen.rows.size(), direct.rows.size());
  for (std::size_t r = 0; r < direct.rows.size(); ++r) {
    EXPECT_EQ(chosen.rows[r].key, direct.rows[r].key);
    EXPECT_TRUE(chosen.rows[r].value.value == direct.rows[r].value.value ||
                std::isnan(direct.rows[r].value.value));
  }
  ASSERT_FALSE(chosen.notes.empty());
  EXPECT_NE(chosen.notes[0].find("unit = north"), std::string::npos);
}

TEST(Groups, WrongChoicesAreNamed) {
  const tally t = tally_of(two_columns(), people({{{"staff", "a", "long"}, 9}}));
  const auto message = [&](const assess_options& o) -> std::string {
    try {
      (void)assess(t, o);
    } catch (const error& e) {
      return e.what();
    }
    return "accepted";
  };
  assess_options o;
  o.where = {{"region", {"x"}}};
  EXPECT_NE(message(o).find("grouping columns are: role, wave, unit, tenure"), std::string::npos)
      << message(o);
  o.where = {{"unit", {"z"}}};
  EXPECT_NE(message(o).find("unit=z"), std::string::npos) << message(o);
  o.where.clear();
  o.cross = {{"unit"}};
  EXPECT_NE(message(o).find("two or more"), std::string::npos) << message(o);
  o.cross = {{"unit", "place"}};
  EXPECT_NE(message(o).find("'place'"), std::string::npos) << message(o);
}

TEST(Promise4PrivacyThatCannotBeForgotten, SmallSiblingsStandTogetherAndSayWhere) {
  // North: a 3, b 4, c 20, d 30; south: e 20, f 30.
  const assessment a = assess(tally_of(two_columns(), people({{{"staff", "a", "long"}, 3},
                                                              {{"staff", "b", "long"}, 4},
                                                              {{"staff", "c", "long"}, 20},
                                                              {{"staff", "d", "long"}, 30},
                                                              {{"staff", "e", "long"}, 20},
                                                              {{"staff", "f", "long"}, 30}})));
  ASSERT_EQ(a.rolled_up.size(), 1U);
  EXPECT_EQ(a.rolled_up[0].value, "Other in north (2)");
  EXPECT_EQ(a.rolled_up[0].parent, "north");
  EXPECT_EQ(a.rolled_up[0].members, (std::vector<std::string>{"a", "b"}));
  const std::vector<std::string> key(a.key_columns.size() == 3 ? 3 : 4);
  auto other = key;
  other[0] = "1";
  other[2] = "Other in north (2)";
  const result_row* together = a.find("measure", "m", "mean", other);
  ASSERT_NE(together, nullptr);
  EXPECT_EQ(together->suppressed, "");
  EXPECT_EQ(together->value.n, 7);
  auto small = other;
  small[2] = "a";
  const result_row* hidden = a.find("measure", "m", "mean", small);
  ASSERT_NE(hidden, nullptr);
  EXPECT_EQ(hidden->suppressed, "base");
  EXPECT_EQ(hidden->counted_in, "unit=Other in north (2)");
  assess_options off;
  off.roll_up = false;
  EXPECT_TRUE(assess(tally_of(two_columns(), people({{{"staff", "a", "long"}, 3},
                                                     {{"staff", "b", "long"}, 4},
                                                     {{"staff", "c", "long"}, 20}})),
                     off)
                  .rolled_up.empty());
}

TEST(Promise4PrivacyThatCannotBeForgotten, HiddenSiblingsTogetherAreNeverASmallGroup) {
  // a and b are one person each: the rest of north would give their sum, so c is hidden as well.
  const assessment a = assess(tally_of(two_columns(), people({{{"staff", "a", "long"}, 1},
                                                              {{"staff", "b", "long"}, 1},
                                                              {{"staff", "c", "long"}, 20},
                                                              {{"staff", "d", "long"}, 30},
                                                              {{"staff", "e", "long"}, 20}})));
  std::vector<std::string> key(a.key_columns.size());
  key[0] = "1";
  key[2] = "c";
  EXPECT_EQ(a.find("base", "people", "count", key)->suppressed, "complement");
  key[2] = "Other in north (3)";
  ASSERT_NE(a.find("base", "people", "count", key), nullptr);
  EXPECT_EQ(a.find("base", "people", "count", key)->value.value, 22);
}

TEST(Promise4PrivacyThatCannotBeForgotten, OneVoiceOfASmallGroupIsHiddenAndNotCalledSo) {
  auto rows = people({{{"staff", "a", "long"}, 7},
                      {{"staff", "b", "long"}, 20},
                      {{"staff", "c", "long"}, 20},
                      {{"staff", "d", "long"}, 30},
                      {{"staff", "e", "long"}, 30}});
  for (survey_row& r : rows) {
    if (r.segments[0] == "a") r.answers["q"] = 2;
  }
  const assessment a = assess(tally_of(two_columns(), rows));
  std::vector<std::string> key(a.key_columns.size());
  key[0] = "1";
  key[2] = "a";
  EXPECT_EQ(a.find("item", "q", "code:2", key)->suppressed, "complement");
  EXPECT_EQ(a.find("measure", "m", "mean", key)->suppressed, "complement");
  EXPECT_EQ(a.find("item", "r", "code:2", key)->suppressed, "");
  EXPECT_EQ(a.find("base", "people", "count", key)->value.value, 7);
  std::size_t hidden = 0;  // and another unit of north, lest it be computed
  for (const char* unit : {"b", "c", "d"}) {
    key[2] = unit;
    hidden += a.find("item", "q", "code:2", key)->suppressed.empty() ? 0 : 1;
  }
  EXPECT_EQ(hidden, 1U);
  assess_options never;
  never.unanimous_base = 0;
  key[2] = "a";
  EXPECT_EQ(assess(tally_of(two_columns(), rows), never).find("item", "q", "code:2", key)->value.value, 1);
}

TEST(Promise4PrivacyThatCannotBeForgotten, AUnitWhereNobodyAnsweredProtectsNobody) {
  // Nobody of b (20 people) answered q and 3 of a did: north less the others would be those 3.
  auto rows = people({{{"staff", "a", "long"}, 20},
                      {{"staff", "b", "long"}, 7},
                      {{"staff", "c", "long"}, 20},
                      {{"staff", "d", "long"}, 30},
                      {{"staff", "e", "long"}, 30}});
  int kept = 0;
  for (survey_row& r : rows) {
    if (r.segments[0] == "b" || (r.segments[0] == "a" && ++kept > 3)) r.answers.erase("q");
  }
  const assessment a = assess(tally_of(two_columns(), rows));
  std::vector<std::string> key(a.key_columns.size());
  key[0] = "1";
  std::size_t hidden = 0;
  for (const char* unit : {"a", "c", "d"}) {
    key[2] = unit;
    hidden += a.find("item", "q", "code:1", key)->suppressed.empty() ? 0 : 1;
  }
  EXPECT_EQ(hidden, 2U);
}

TEST(Promise4PrivacyThatCannotBeForgotten, AHiddenLevelIsNotToldByItsLabel) {
  const instrument_ptr asked = parse_instrument(R"({
    "id": "levels", "version": "1",
    "scales": [{"id": "five", "kind": "ordinal", "codes": [1, 2, 3, 4, 5]}],
    "items": [{"id": "q", "scale": "five"}],
    "measures": [{"id": "m", "kind": "composite", "items": ["q"]}],
    "levels": [{"id": "l", "label": "Level", "index": "m", "names": ["low", "high"], "cuts": [50],
                "gates": [{"level": 2, "measures": ["m"], "at_least": 60}]}],
    "segments": [{"id": "unit"}]})");
  std::vector<survey_row> rows;
  for (int i = 0; i < 60; ++i) {
    rows.push_back({"",
                    "",
                    {i < 1    ? "one"
                     : i < 4  ? "small"
                     : i < 30 ? "x"
                              : "y"},
                    {{"q", i < 4 ? 5 : 1 + i % 3}},
                    1,
                    {}});
  }
  const assessment a = assess(tally_of(asked, rows));
  std::map<std::vector<std::string>, std::vector<std::vector<std::string>>> hidden;
  for (const result_row& r : a.rows) {
    if (r.table == "level" && !r.suppressed.empty()) {
      hidden[r.key].push_back({r.detail, r.label, r.value.method, std::to_string(r.value.flags)});
    }
  }
  ASSERT_GE(hidden.size(), 2U);
  for (const auto& [key, lines] : hidden) EXPECT_EQ(lines, hidden.begin()->second) << key.back();
  EXPECT_EQ(hidden.begin()->second[0][1], "Level");
}

TEST(Groups, RoundedNumbersKeepTheirOrder) {
  const tally t =
      tally_of(two_columns(), people({{{"staff", "a", "long"}, 23}, {{"staff", "b", "long"}, 41}}));
  assess_options o;
  o.rounded = true;
  const assessment a = assess(t, o);
  const assessment exact = assess(t);
  ASSERT_EQ(a.rows.size(), exact.rows.size());
  for (std::size_t r = 0; r < a.rows.size(); ++r) {
    const estimate& e = a.rows[r].value;
    const estimate& x = exact.rows[r].value;
    if (!std::isnan(e.n)) {
      EXPECT_EQ(std::fmod(e.n, 5), 0);
      EXPECT_LE(std::fabs(e.n - x.n), 2.5);
    }
    if (a.rows[r].unit == "share" && !std::isnan(e.value)) {
      EXPECT_NEAR(e.value, x.value, .005 + 1e-12);
      EXPECT_NEAR(100 * e.value, std::round(100 * e.value), 1e-9);
    }
    if (!std::isnan(e.low)) {
      EXPECT_LE(e.low, e.value);
      EXPECT_GE(e.high, e.value);
    }
  }
}

TEST(Promise4PrivacyThatCannotBeForgotten, TheReceiptTellsNoHiddenGroup) {
  // Wave 2 holds three people, who are hidden; the receipt's totals would tell how many they are.
  auto rows = people({{{"staff", "a", "long"}, 20}, {{"staff", "b", "long"}, 20}});
  const auto later = people({{{"staff", "a", "long"}, 3}}, "2");
  rows.insert(rows.end(), later.begin(), later.end());
  import_receipt receipt;
  receipt.rows_read = 50;
  receipt.rows_used = 43;
  item_receipt q;
  q.item = "q";
  q.column = "q";
  q.answered = 43;
  receipt.items = {q};
  receipt.unknown = {{"q", "q", "ask Maria", 1, 17}, {"q", "q", "n/a", 9, 4}, {"q", "q", "?", 2, 30}};
  const assessment a = assess(tally_of(two_columns(), rows), {}, receipt);
  EXPECT_EQ(a.receipt.rows_used, -1);
  EXPECT_EQ(a.receipt.rows_read, -1);
  EXPECT_EQ(a.receipt.items[0].answered, -1);
  ASSERT_EQ(a.receipt.unknown.size(), 2U);
  std::set<std::string> values;
  for (const unknown_value& u : a.receipt.unknown) values.insert(u.value);
  EXPECT_EQ(values, (std::set<std::string>{"(others)", "n/a"}));
  rows.resize(40);
  receipt.rows_used = 40;
  receipt.items[0].answered = 40;
  EXPECT_EQ(assess(tally_of(two_columns(), rows), {}, receipt).receipt.items[0].answered, 40);
}

}  // namespace
