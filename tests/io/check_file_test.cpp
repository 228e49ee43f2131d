// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/check_file.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"
#include "cxm/io/arrow.hpp"
#include "cxm/io/assess_file.hpp"
#include "cxm/io/instrument_json.hpp"
#include "cxm/io/state_file.hpp"
#include "cxm/io/tally_file.hpp"
#include "cxm/quality/polychoric.hpp"
#include "cxm/quality/reliability.hpp"
#include "cxm/report/check_text.hpp"
#include "cxm/stats/covariance.hpp"
#include "support/program.hpp"

namespace {

// Twelve questions on one scale: two grids of six for staff, the second with a reversed question, and one
// question between them on another scale.
std::string survey() {
  std::string items;
  const auto add = [&](const std::string& id, const std::string& scale, const std::string& more) {
    items += (items.empty() ? "" : ",") + std::string(R"({"id":")") + id + R"(","text":")" + id +
             R"(","scale":")" + scale + "\"" + more + "}";
  };
  for (int i = 1; i <= 6; ++i) add("a" + std::to_string(i), "agree", "");
  add("yes", "yes", "");
  for (int i = 1; i <= 6; ++i) add("b" + std::to_string(i), "agree", i == 3 ? R"(,"reverse":true)" : "");
  return R"({"id":"grids","version":"1.0.0",
    "roles":{"columns":["role"],"values":[{"id":"staff"},{"id":"boss"}]}, "wave":{"columns":["wave"]}, "respondent":"who",
    "scales":[{"id":"agree","kind":"ordinal","codes":[1,2,3,4,5]},{"id":"yes","kind":"binary","codes":[0,1]}],
    "items":[)" +
         items + R"(],
    "measures":[{"id":"a","kind":"composite","items":["a1","a2","a3","a4","a5","a6"]},
                {"id":"b","kind":"composite","items":["b1","b2","b3","b4","b5","b6"]}]})";
}

/// Answers as in a file: role, wave, identifier, thirteen answers in one word, "." for none; "" is an empty
/// line.
std::string csv_of(const std::vector<std::vector<std::string>>& rows) {
  std::string out = "role,wave,who,a1,a2,a3,a4,a5,a6,yes,b1,b2,b3,b4,b5,b6\n";
  for (const auto& row : rows) {
    if (!row.empty()) {
      out += row[0] + "," + row[1] + "," + row[2];
      for (const char c : row[3]) out += c == '.' ? std::string(",") : std::string(",") + c;
    }
    out += "\n";
  }
  return out;
}

class CheckFile : public ::testing::Test {
 protected:
  cxm::data_check check(const std::vector<std::vector<std::string>>& rows, unsigned minimum_base = 1) {
    instrument_ = dir_.write("grids.json", survey());
    data_ = dir_.write("answers.csv", csv_of(rows));
    cxm::check_options options;
    options.read.map = {{"respondent", "who"}};
    options.assess.minimum_base = minimum_base;
    options.assess.unanimous_base = 0;
    return cxm::check_file(data_, instrument_, options);
  }
  cxm::test::scratch_directory dir_;
  std::string instrument_, data_;
};

const std::vector<std::vector<std::string>> rows{
    {"staff", "1", "p1", "1234511543215"},  // line 2: nothing to see
    {"staff", "1", "p2", "4444441123451"},  // 3: straight in a
    {},                                     // 4: an empty line counts as a line
    {"staff", "1", "p3", "1231231555555"},  // 5: straight in b, where b3 asks the opposite
    {"staff", "1", "p4", "1231231333333"},  // 6: the middle throughout contradicts nothing
    {"staff", "1", "p1", "1234511543215"},  // 7: answers and person of line 2
    {"staff", "1", "p5", "12..........."},  // 8: two of thirteen
    {"staff", "1", "p6", "4444..1123451"},  // 9: four answers are too few to call straight
    {"staff", "1", "p7", "44444.1123452"},  // 10: five of six are enough
    {"boss", "1", "p8", "4444441123451"},   // 11: answers of line 3, in another role
    {"staff", "2", "p1", "1234511543215"},  // 12: another wave
};

const cxm::result_row& row_of(const cxm::assessment& a, const std::string& id, const std::string& detail,
                              const std::vector<std::string>& key, const char* table = "answers") {
  const cxm::result_row* row = a.find(table, id, detail, key);
  EXPECT_NE(row, nullptr) << id << " " << detail;
  static const cxm::result_row none;
  return row == nullptr ? none : *row;
}

TEST_F(CheckFile, FindsTheGridsOfAnInstrument) {
  const auto grids = cxm::batteries_of(*cxm::parse_instrument(survey()));
  ASSERT_EQ(grids.size(), 2U);
  EXPECT_EQ(grids[0].id, "a1");
  EXPECT_EQ(grids[0].items, (std::vector<std::size_t>{0, 1, 2, 3, 4, 5}));
  EXPECT_FALSE(grids[0].mixed);
  EXPECT_EQ(grids[1].id, "b1");
  EXPECT_TRUE(grids[1].mixed);
}

TEST_F(CheckFile, ListsRowsByTheirPlaceInTheFile) {
  EXPECT_EQ(cxm::table_csv(cxm::questionable_rows(check(rows))),
            "row,wave,role,signs,batteries,like_row\r\n"
            "3,1,staff,straight,a1,\r\n"
            "5,1,staff,straight;contradictory,b1,\r\n"
            "6,1,staff,straight,b1,\r\n"
            "7,1,staff,repeated;same_id,,2\r\n"
            "8,1,staff,sparse,,\r\n"
            "10,1,staff,straight,a1,\r\n"
            "11,1,boss,straight;repeated,a1,3\r\n");
}

TEST_F(CheckFile, CountsThemByWaveAndRole) {
  const auto found = check(rows);
  const cxm::assessment& a = found.result;
  // Wave 1: nine rows, eight of at least ten answers. Grid a was answered by seven (lines 8 and 9 too
  // little).
  const auto expect = [&](const std::string& id, const std::string& detail,
                          const std::vector<std::string>& key, double x, double n) {
    const cxm::result_row& r = row_of(a, id, detail, key);
    EXPECT_DOUBLE_EQ(r.value.value, x / n) << id << " " << detail;
    EXPECT_EQ(r.value.n, n) << id << " " << detail;
    EXPECT_LE(r.value.low, r.value.value);
    EXPECT_GE(r.value.high, r.value.value);
  };
  expect("rows", "repeated", {"1", ""}, 2, 8);
  expect("rows", "sparse", {"1", ""}, 1, 9);
  expect("rows", "same_id", {"1", ""}, 1, 9);
  expect("a1", "straight", {"1", ""}, 3, 7);
  expect("b1", "straight", {"1", ""}, 2, 8);
  expect("b1", "contradictory", {"1", ""}, 1, 8);
  expect("a1", "straight", {"1", "staff"}, 2, 6);
  expect("a1", "straight", {"1", "boss"}, 1, 1);
  expect("rows", "repeated", {"2", ""}, 0, 1);
  EXPECT_EQ(a.find("answers", "a1", "contradictory", {"1", ""}), nullptr);  // its questions ask one way
}

// One boss: staff alone would tell what the boss did, so no role is shown.
TEST_F(CheckFile, RolesStandTogetherOrNotAtAll) {
  const auto found = check(rows, 2);
  EXPECT_EQ(row_of(found.result, "a1", "straight", {"1", "boss"}).suppressed, "base");
  EXPECT_EQ(row_of(found.result, "a1", "straight", {"1", "staff"}).suppressed, "complement");
  EXPECT_EQ(row_of(found.result, "a1", "straight", {"1", ""}).suppressed, "");
  EXPECT_EQ(row_of(found.result, "a1", "straight", {"2", ""}).suppressed, "base");
}

std::vector<std::vector<std::string>> varied() {
  // Sixty staff whose answers share something; "b3" is asked the other way round.
  std::vector<std::vector<std::string>> out;
  for (int p = 0; p < 60; ++p) {
    std::string answers;
    const int own = p % 5 + 1;
    for (int i = 0; i < 13; ++i) {
      const int code = std::min(5, std::max(1, own + (p * 31 + i * 17 + p * i * 13) % 7 % 3 - 1));
      if (i == 6) {
        answers += '1';
      } else {
        answers += static_cast<char>('0' + (i == 9 ? 6 - code : code));
      }
    }
    out.push_back({"staff", "1", "p" + std::to_string(p), answers});
  }
  return out;
}

TEST_F(CheckFile, ReliabilityIsThatOfTheMirroredAnswers) {
  const auto people = varied();
  std::vector<std::vector<double>> items(6);
  for (const auto& person : people) {
    for (std::size_t i = 0; i < 6; ++i) {
      const double code = person[3][7 + i] - '0';
      items[i].push_back(i == 2 ? 6 - code : code);
    }
  }
  std::vector<cxm::column_view> views(items.begin(), items.end());
  const auto expected = cxm::alpha_interval(views);
  const auto found = check(people);
  const cxm::result_row& alpha = row_of(found.result, "b", "alpha", {"1", ""}, "reliability");
  // 0..100 instead of 1..5 and exact sums: equal but for rounding.
  EXPECT_NEAR(alpha.value.value, expected.value, 1e-12);
  EXPECT_NEAR(alpha.value.low, expected.low, 1e-12);
  EXPECT_NEAR(alpha.value.high, expected.high, 1e-12);
  EXPECT_EQ(alpha.value.n, 60);
  EXPECT_TRUE(alpha.value.has(cxm::estimate_flag::small_base));
  const auto in_scale = cxm::items_in_scale(cxm::stats::sample_covariance(views));
  EXPECT_NEAR(row_of(found.result, "b", "rest:b3", {"1", ""}, "reliability").value.value,
              in_scale[2].rest_correlation, 1e-12);
  EXPECT_GT(in_scale[2].rest_correlation, 0.5);
}

TEST_F(CheckFile, AStateGivesTheSameValuesAndAsksForItemMoments) {
  const auto found = check(varied());
  cxm::read_options read;
  read.map = {{"respondent", "who"}};
  const auto in = cxm::load_instrument(instrument_);
  cxm::tally_options keep;
  const auto write = [&](const std::string& name) {
    const cxm::tallied_file file = cxm::tally_file(data_, in, read, keep);
    const auto bytes = cxm::state_file_bytes(file.tally, file.receipt);
    return dir_.write(name, {bytes.begin(), bytes.end()});
  };
  const std::string poor = write("poor.cxm");
  keep.item_moments = true;
  const std::string rich = write("rich.cxm");
  try {
    (void)cxm::check_file(poor, "");
    FAIL();
  } catch (const cxm::error& e) {
    EXPECT_NE(std::string(e.what()).find("--item-moments"), std::string::npos) << e.what();
  }
  cxm::check_options options;
  options.assess.minimum_base = 1;
  options.assess.unanimous_base = 0;
  const auto state = cxm::check_file(rich, "", options);
  EXPECT_TRUE(state.rows.empty());
  for (const char* detail : {"alpha", "omega", "lambda6", "rest:b2", "alpha_without:b2"}) {
    EXPECT_NEAR(row_of(state.result, "b", detail, {"1", ""}, "reliability").value.value,
                row_of(found.result, "b", detail, {"1", ""}, "reliability").value.value,
                1e-9)  // the same sums; the search for omega ends where it gains less than 1e-13
        << detail;
  }
}

// Everybody's answers four times under one cluster: the composite's mean is worth a quarter as much, or a
// little less of it by the cluster's degrees of freedom, and so is alpha.
TEST_F(CheckFile, UnderClustersAnswersAreWorthWhatTheMeanOfTheCompositeIs) {
  std::vector<std::vector<std::string>> people;
  for (const auto& person : varied()) {
    for (int copy = 0; copy < 4; ++copy) people.push_back(person);
  }
  const auto plain = check(people);
  cxm::check_options options;
  options.read.map = {{"cluster", "who"}, {"respondent", ""}};
  options.assess.minimum_base = 1;
  options.assess.unanimous_base = 0;
  const auto clustered = cxm::check_file(data_, instrument_, options);
  cxm::file_options whole;
  whole.read = options.read;
  whole.assess = options.assess;
  const auto measures = cxm::assess_file(data_, instrument_, whole);
  const cxm::estimate& mean = row_of(measures, "b", "mean", {"1", ""}, "measure").value;
  const double worth = mean.n_eff / mean.n;
  EXPECT_NEAR(worth, 0.25, 0.02);
  for (const char* detail : {"alpha", "omega"}) {
    const cxm::estimate& alone = row_of(plain.result, "b", detail, {"1", ""}, "reliability").value;
    const cxm::estimate& together = row_of(clustered.result, "b", detail, {"1", ""}, "reliability").value;
    EXPECT_NEAR(together.value, alone.value, 1e-12) << detail;
    EXPECT_NEAR(together.se, alone.se / std::sqrt(worth), 1e-12) << detail;
    EXPECT_LT(together.low, alone.low) << detail;
  }
  EXPECT_TRUE(row_of(clustered.result, "b", "alpha", {"1", ""}, "reliability")
                  .value.has(cxm::estimate_flag::approximate));
}

// Four bosses are too few; staff alone would give them away, the whole does not.
TEST_F(CheckFile, ReliabilityOfRolesStandsTogetherOrNotAtAll) {
  auto people = varied();
  for (std::size_t p = 0; p < 4; ++p) people[p][0] = "boss";
  const auto found = check(people, 5);
  const auto& a = found.result;
  EXPECT_FALSE(row_of(a, "b", "alpha", {"1", "boss"}, "reliability").suppressed.empty());
  EXPECT_FALSE(row_of(a, "b", "alpha", {"1", "staff"}, "reliability").suppressed.empty());
  for (const cxm::result_row& r : a.rows) {
    if (r.table != "reliability" || r.suppressed.empty()) continue;
    EXPECT_TRUE(std::isnan(r.value.value)) << r.detail;
  }
}

TEST_F(CheckFile, IsTheSameOfColumnsAndStreams) {
  const auto people = varied();
  const auto file = check(people);
  const cxm::instrument_ptr in = cxm::load_instrument(instrument_);
  cxm::check_options options;
  options.read.map = {{"respondent", "who"}};
  options.assess.minimum_base = 1;
  options.assess.unanimous_base = 0;
  cxm::result_table table;  // the answers as a table, which gives a stream
  const auto column = [&](const std::string& name, bool is_text) -> cxm::table_column& {
    cxm::table_column& made = table.columns.emplace_back();
    made.name = name;
    made.is_text = is_text;
    return made;
  };
  for (std::size_t c = 0; c < 3; ++c) {
    cxm::table_column& made = column(c == 0 ? "role" : c == 1 ? "wave" : "who", true);
    for (const auto& person : people) made.add(person[c]);
  }
  const std::vector<std::string> items{"a1", "a2", "a3", "a4", "a5", "a6", "yes",
                                       "b1", "b2", "b3", "b4", "b5", "b6"};
  for (std::size_t i = 0; i < items.size(); ++i) {
    cxm::table_column& made = column(items[i], false);
    for (const auto& person : people) made.add(static_cast<double>(person[3][i] - '0'));
  }
  table.rows = people.size();
  ArrowArrayStream stream{};
  cxm::export_arrow(table, &stream);
  const auto streamed = cxm::check_arrow(&stream, in, options);
  EXPECT_EQ(stream.release, nullptr);
  cxm::data_columns data;
  data.rows = static_cast<std::int64_t>(people.size());
  for (const cxm::table_column& c : table.columns) {
    cxm::column_data& made = data.columns.emplace_back();
    made.name = c.name;
    made.type = c.is_text ? cxm::column_type::text64 : cxm::column_type::float64;
    made.data = c.is_text ? static_cast<const void*>(c.offsets.data()) : c.numbers.data();
    made.text = c.bytes.data();
  }
  const auto held = cxm::check_columns(data, in, options);
  for (const cxm::data_check* other : {&streamed, &held}) {
    EXPECT_EQ(cxm::table_csv(cxm::table_of(other->result, "rows")),
              cxm::table_csv(cxm::table_of(file.result, "rows")));
    ASSERT_EQ(other->rows.size(), file.rows.size());
    for (std::size_t i = 0; i < file.rows.size(); ++i)
      EXPECT_EQ(other->rows[i].row + 2, file.rows[i].row);  // from 0, and no header
  }
  cxm::export_arrow(table, &stream);
  EXPECT_THROW((void)cxm::check_arrow(&stream, nullptr, options), cxm::error);
  EXPECT_EQ(stream.release, nullptr);  // consumed also on failure
}

TEST_F(CheckFile, SaysNothingOfWhatItWasNotAsked) {
  const auto found = check(varied());
  for (const cxm::result_row& r : found.result.rows) {
    EXPECT_TRUE(r.table == "base" || r.table == "item" || r.table == "reliability" || r.table == "answers")
        << r.table;
  }
  EXPECT_TRUE(found.result.findings.empty());
  EXPECT_TRUE(found.result.drivers.empty());
}

TEST_F(CheckFile, TellsWhatIsWorthALook) {
  auto people = varied();
  // The questionnaire's author forgot that b1 was turned round as well.
  for (auto& person : people) person[3][7] = static_cast<char>('0' + 6 - (person[3][7] - '0'));
  const auto found = check(people);
  const std::string text = cxm::check_text(found.result);
  EXPECT_NE(text.find("runs against the other questions"), std::string::npos) << text;
  EXPECT_NE(text.find("b1"), std::string::npos);
  const auto remarks = cxm::check_remarks(found.result);
  const auto against = std::find_if(remarks.begin(), remarks.end(),
                                    [](const cxm::check_remark& r) { return r.kind == "runs_against"; });
  ASSERT_NE(against, remarks.end());
  EXPECT_EQ(against->composite, "b");
  EXPECT_EQ(against->item, "b1");
  EXPECT_EQ(against->role, "");
  EXPECT_EQ(against->limit, 0);
  const cxm::estimate& rest = row_of(found.result, "b", "rest:b1", {"1", ""}, "reliability").value;
  EXPECT_EQ(against->value, rest.value);
  EXPECT_EQ(against->low, rest.low);
  EXPECT_EQ(against->high, rest.high);
  EXPECT_LT(against->high, 0);
  cxm::data_check german = found;
  german.result.options.language = "de";
  EXPECT_NE(cxm::check_text(german.result).find("entgegen"), std::string::npos);
}

/// 400 of staff and 300 bosses, who answer b by one theme; bosses half a point higher, and `off` codes higher
/// where b2 is asked.
std::vector<std::vector<std::string>> two_roles(int off) {
  cxm::random_stream draw(21, 4);
  std::vector<std::vector<std::string>> out;
  for (int p = 0; p < 700; ++p) {
    const bool boss = p % 7 < 3;
    const double level = draw.normal() * 0.9 + (boss ? 0.5 : 0);
    std::string answers = "1234321";
    for (int i = 0; i < 6; ++i) {
      const double x = 3 + level + 0.8 * draw.normal();
      int code = static_cast<int>(std::lround(std::clamp(x, 1.0, 5.0)));
      if (i == 2) code = 6 - code;  // asked the other way round
      if (i == 1 && boss) code = std::min(5, code + off);
      answers += static_cast<char>('0' + code);
    }
    out.push_back({boss ? "boss" : "staff", "1", "p" + std::to_string(p), answers});
  }
  return out;
}

/// Mean of the questions of b but b2, in points, bosses less staff.
double gap_without_b2(const std::vector<std::vector<std::string>>& people) {
  double sum[2] = {0, 0}, n[2] = {0, 0};
  for (const auto& p : people) {
    const std::size_t boss = p[0] == "boss" ? 1 : 0;
    for (const int i : {0, 2, 3, 4, 5}) {
      const double code = p[3][static_cast<std::size_t>(7 + i)] - '0';
      sum[boss] += 25 * ((i == 2 ? 6 - code : code) - 1) / 5;
    }
    n[boss] += 1;
  }
  return sum[1] / n[1] - sum[0] / n[0];
}

TEST_F(CheckFile, RolesThatDifferInLevelAnswerTheSameQuestion) {
  const auto people = two_roles(0);
  const auto found = check(people).result;
  const auto& verdict = row_of(found, "b", "roles:verdict", {"1", ""}, "invariance");
  EXPECT_EQ(verdict.value.value, 3);
  EXPECT_EQ(verdict.label, "the same question");
  // All questions start alike: what differs is the level, but for chance in single questions.
  const auto& level = row_of(found, "b", "roles:level", {"1", "boss"}, "invariance").value;
  EXPECT_GT(level.low, 0);
  EXPECT_NEAR(level.value, gap_without_b2(people), 1);
}

TEST_F(CheckFile, TheQuestionThatARoleAnswersHigherIsNamed) {
  const auto people = two_roles(1);
  const auto found = check(people).result;
  EXPECT_EQ(row_of(found, "b", "roles:verdict", {"1", ""}, "invariance").value.value, 2);
  EXPECT_LT(row_of(found, "b", "roles:apart:b2", {"1", ""}, "invariance").value.value, 0.001);
  const auto& start = row_of(found, "b", "roles:start:b2", {"1", "boss"}, "invariance").value;
  EXPECT_NEAR(start.value, 25, 8);  // a code, but for the people who are at the end already
  EXPECT_GT(start.low, 10);
  const auto& level = row_of(found, "b", "roles:level", {"1", "boss"}, "invariance").value;
  EXPECT_NEAR(level.value, gap_without_b2(people), 1);  // b2 has no part in it
  for (const cxm::result_row& r : found.rows) {
    if (r.table != "invariance") continue;
    EXPECT_TRUE(r.value.has(cxm::estimate_flag::no_interval) ||
                (r.value.low <= r.value.value && r.value.value <= r.value.high))
        << r.detail;
    EXPECT_FALSE(r.value.method.empty()) << r.detail;
  }
  const std::string said = cxm::check_text(found, false, 0);
  EXPECT_NE(said.find("the same questions to all roles but for the following"), std::string::npos) << said;
  // The people themselves say it of answers as categories; the sentence from means gives way.
  EXPECT_NE(said.find("boss choose higher answers on"), std::string::npos) << said;
  EXPECT_EQ(said.find("points higher than"), std::string::npos) << said;
  EXPECT_NE(said.find("not from what people experience"), std::string::npos) << said;
}

TEST_F(CheckFile, PeopleWhoStandAlikeAreCompared) {
  const auto people = two_roles(1);
  const auto found = check(people).result;
  const auto of = [&](const std::string& detail) -> const cxm::estimate& {
    return row_of(found, "b", detail, {"1", "boss"}, "dif").value;
  };
  EXPECT_EQ(of("differs:b2").value, 1);
  EXPECT_LT(of("p:b2").value, 0.001);
  EXPECT_NEAR(of("effect:b2").value, 25, 8);
  EXPECT_NEAR(of("composite").value, of("effect:b2").value / 6, 1e-9);
  EXPECT_GT(of("standing").low, 0);
  for (const char* anchor : {"b1", "b3", "b4", "b5", "b6"}) {
    EXPECT_EQ(of(std::string("differs:") + anchor).value, 0) << anchor;
    EXPECT_LT(std::abs(of(std::string("effect:") + anchor).value), 5) << anchor;
  }
  // Rows in any order: the same bits.
  auto backwards = people;
  std::reverse(backwards.begin(), backwards.end());
  const auto again = check(backwards).result;
  EXPECT_EQ(row_of(again, "b", "effect:b2", {"1", "boss"}, "dif").value.value, of("effect:b2").value);
  // Too few of a role: no figures, and it says so.
  auto few = people;
  for (std::size_t p = 100; p < few.size(); ++p) few[p][0] = "staff";
  const auto small = check(few).result;
  const auto& none = row_of(small, "b", "composite", {"1", "boss"}, "dif").value;
  EXPECT_TRUE(none.has(cxm::estimate_flag::undefined));
  EXPECT_NE(none.method.find("fewer than 100"), std::string::npos) << none.method;
}

TEST_F(CheckFile, WhatRolesAnswerIsHiddenWithOneOfThem) {
  auto people = two_roles(0);
  for (auto& p : people) p[0] = "staff";
  for (std::size_t p = 0; p < 4; ++p) people[p][0] = "boss";
  const auto found = check(people, 5).result;
  for (const cxm::result_row& r : found.rows) {
    if (r.table != "invariance" && r.table != "dif") continue;
    EXPECT_FALSE(r.suppressed.empty()) << r.detail;
    EXPECT_TRUE(std::isnan(r.value.value)) << r.detail;
  }
}

// A tally that keeps tables of pairs tells ordinal alpha, b3 turned round as everywhere.
TEST_F(CheckFile, TablesOfPairsGiveOrdinalAlpha) {
  const auto people = two_roles(0);
  (void)check(people);
  cxm::read_options read;
  read.map = {{"respondent", "who"}};
  cxm::tally_options keep;
  keep.item_moments = keep.contingency = true;
  const cxm::tallied_file file = cxm::tally_file(data_, cxm::load_instrument(instrument_), read, keep);
  const auto bytes = cxm::state_file_bytes(file.tally, file.receipt);
  cxm::check_options options;
  options.assess.minimum_base = 1;
  options.assess.unanimous_base = 0;
  const auto state = cxm::check_file(dir_.write("s.cxm", {bytes.begin(), bytes.end()}), "", options).result;
  std::vector<std::vector<double>> items(6);
  for (const auto& p : people) {
    for (std::size_t i = 0; i < 6; ++i) {
      const double code = p[3][7 + i] - '0';
      items[i].push_back(i == 2 ? 6 - code : code);
    }
  }
  const cxm::matrix r = cxm::polychoric_matrix(6, [&](std::size_t i, std::size_t j) {
    return cxm::count_table(cxm::column_view(items[i]), cxm::column_view(items[j]));
  });
  const double alpha = row_of(state, "b", "alpha_ordinal", {"1", ""}, "reliability").value.value;
  EXPECT_NEAR(alpha, cxm::summarise_correlations(r).standardized_alpha, 1e-9);
  EXPECT_GT(alpha, row_of(state, "b", "alpha", {"1", ""}, "reliability").value.value);  // codes hide a part
}

// Equal answers in two waves are the same question; the numbers need no rows.
TEST_F(CheckFile, WavesAreComparedFromAState) {
  auto people = two_roles(0);
  const std::size_t n = people.size();
  for (std::size_t p = 0; p < n; ++p) {
    people.push_back(people[p]);
    people.back()[1] = "2";
    people.back()[2] += "x";
  }
  const auto rows_of_file = check(people).result;
  cxm::read_options read;
  read.map = {{"respondent", "who"}};
  cxm::tally_options keep;
  keep.item_moments = true;
  const cxm::tallied_file file = cxm::tally_file(data_, cxm::load_instrument(instrument_), read, keep);
  const auto bytes = cxm::state_file_bytes(file.tally, file.receipt);
  cxm::check_options options;
  options.assess.minimum_base = 1;
  options.assess.unanimous_base = 0;
  const auto state = cxm::check_file(dir_.write("s.cxm", {bytes.begin(), bytes.end()}), "", options).result;
  for (const auto* a : {&rows_of_file, &state}) {
    EXPECT_EQ(row_of(*a, "b", "since:1:verdict", {"2", ""}, "invariance").value.value, 3);
    EXPECT_NEAR(row_of(*a, "b", "since:1:level", {"2", ""}, "invariance").value.value, 0, 1e-7);
    EXPECT_NEAR(row_of(*a, "b", "since:1:p:scalar", {"2", ""}, "invariance").value.value, 1, 1e-7);
  }
}

}  // namespace
