// SPDX-License-Identifier: Apache-2.0
// Headers of survey tools, the long form, and the files of those tools that are kept as examples.
#include <gtest/gtest.h>

#include <filesystem>

#include "cxm/base/error.hpp"
#include "cxm/io/csv.hpp"
#include "io/reader_support.hpp"

namespace cxm {
namespace {

using namespace test;
using cells = std::vector<cell>;

instrument with_columns(const std::vector<std::string>& columns) {
  auto in = small_instrument();
  in.items.clear();
  for (std::size_t i = 0; i < columns.size(); ++i)
    in.items.push_back(item_of(std::string(1, static_cast<char>('a' + i)), "s5", {columns[i]}));
  return in;
}

const char* const qualtrics_3 =
    "ResponseId,Q1,Q2\n"
    "Response ID,\"How good\nwas it?\",And this?\n"
    "\"{\"\"ImportId\"\":\"\"_recordId\"\"}\",\"{\"\"ImportId\"\":\"\"QID1\"\"}\",\"{\"\"ImportId\"\":"
    "\"\"QID2_TEXT\"\"}\"\n"
    "R_1,5,Bad\nR_2,,1\n";

TEST(layout, qualtrics_three_rows_by_name_import_id_or_text) {
  for (const char* name : {"Q1", "QID1", "How good\nwas it?", "how good was it?"}) {
    const auto r = read_text(qualtrics_3, with_columns({name, "QID2_TEXT"}));
    EXPECT_EQ(r.receipt.layout, "qualtrics-3");
    EXPECT_EQ(r.receipt.rows_read, 2);
    EXPECT_EQ(r.cells[0], (cells{4, no_answer})) << name;
    EXPECT_EQ(r.cells[1], (cells{1, 0}));
  }
}

TEST(layout, qualtrics_legacy_two_rows) {
  const auto r =
      read_text("\xef\xbb\xbfV1,V2,Q1,\nResponseID,ResponseSet,Good?,\nR_1,Set,2,\n", with_columns({"Q1"}));
  EXPECT_EQ(r.receipt.layout, "qualtrics-2");
  EXPECT_EQ(r.receipt.rows_read, 1);
  EXPECT_EQ(r.cells[0], cells{1});
  EXPECT_EQ(
      read_text("V1,V2,Q1\nResponseID,ResponseSet,Good?\nR_1,Set,2\n", with_columns({"Good?"})).cells[0],
      cells{1});
}

TEST(layout, surveymonkey_two_rows) {
  auto in = with_columns({"How was it?", "Rate these: - Food", "Rate these: - Price"});
  const auto r = read_text(
      "RespondentID,How was it?,Rate these:,,Which?\n,Response,Food,Price,Open-Ended Response\n"
      "1,5,4,3,x\n2,Bad,,1,\n",
      in);
  EXPECT_EQ(r.receipt.layout, "surveymonkey-2");
  EXPECT_EQ(r.cells[0], (cells{4, 1}));
  EXPECT_EQ(r.cells[1], (cells{3, no_answer}));
  EXPECT_EQ(r.cells[2], (cells{2, 0}));
  EXPECT_EQ(r.receipt.columns_ignored, (std::vector<std::string>{"RespondentID", "Which?"}));
}

TEST(layout, may_be_told) {
  read_options options;
  options.layout = "csv";
  options.unknown_is_missing = true;
  EXPECT_EQ(read_text(qualtrics_3, with_columns({"Q1"}), options).receipt.rows_read, 4);
  options.layout = "surveymonkey-2";
  EXPECT_EQ(read_text("a,b\nx,y\n1,2\n", with_columns({"a - x"}), options).cells[0], cells{0});
}

TEST(layout, blank_lines_before_the_header_are_skipped) {
  EXPECT_EQ(read_text("\n\r\na,b\n1,2\n", small_instrument()).cells[0], cells{0});
}

instrument long_instrument() {
  auto in = small_instrument();
  in.scales.push_back(ordinal_scale("c", {"Bread", "Milk", "Eggs"}));
  in.scales.back().kind = scale_kind::choice;
  in.scales.push_back({});
  in.scales.back().id = "n";
  in.scales.back().kind = scale_kind::number;
  in.items.push_back(item_of("many", "c"));
  in.items.back().multiple = true;
  in.items.back().option_columns = {{1, {"m1"}}, {3, {"m3"}}};
  in.items.push_back(item_of("n", "n"));
  in.roles = {{"boss", text("Boss"), {}, true}};
  in.role_column.columns = {"role"};
  in.segments.push_back({"unit", text("Unit"), {}, {}});
  in.weight.columns = {"w"};
  return in;
}

TEST(layout, long_form_a_row_an_answer) {
  const auto r = read_text(
      "respondent,item,value,role,unit,w\n"
      "p1,a,5,boss,N,2\np1,b,Don't ask,boss,N,2\n"
      "p2,A,98,,S,1\np2,many,Bread,,S,1\np2,many,3,,S,1\np2,n,4.5,,S,1\n"
      "p3,a,1,boss,N,0\n"
      "p4,m1,1,boss,S,1\np4,m3,0,boss,S,1\np4,b,,boss,S,1\n"
      ",,,,,\n",
      long_instrument(), [] {
        read_options o;
        o.unknown_is_missing = true;
        return o;
      }());
  EXPECT_EQ(r.receipt.layout, "long");
  EXPECT_EQ(r.rows, 3U);
  EXPECT_EQ(r.receipt.rows_read, 11);
  EXPECT_EQ(r.receipt.rows_used, 9);
  EXPECT_EQ(r.receipt.dropped, (std::vector<dropped_rows>{{"empty row", 1, 12}, {"zero weight", 1, 8}}));
  EXPECT_EQ(r.cells[0], (cells{4, dont_know, not_asked}));
  EXPECT_EQ(r.cells[1], (cells{no_answer, not_asked, no_answer}));
  EXPECT_EQ(r.cells[2], (cells{not_asked, 0, 0}));
  EXPECT_EQ(r.selected[2], (std::vector<std::uint64_t>{0, 5, 1}));
  EXPECT_EQ(r.numbers[3], (std::vector<double>{0, 4.5, 0}));
  EXPECT_EQ(r.groups[0], (std::vector<std::string>{"boss", "", "boss"}));
  EXPECT_EQ(r.groups[2], (std::vector<std::string>{"N", "S", "S"}));
  EXPECT_EQ(r.weights, (std::vector<double>{2, 1, 1}));
  EXPECT_EQ(r.respondents[0], respondent_key("p1"));
  EXPECT_EQ(r.receipt.unknown, (std::vector<unknown_value>{{"value", "b", "Don't ask", 1, 3}}));
}

TEST(layout, long_form_gives_the_answers_of_the_wide_form) {
  auto in = small_instrument();
  in.segments.push_back({"unit", text("Unit"), {}, {}});
  std::string wide = "respondent,unit,a,b\n", tall = "respondent,unit,item,value\n";
  for (int p = 0; p < 10000; ++p) {
    const std::string head = std::to_string(p) + ",u" + std::to_string(p % 7) + ",";
    const std::string a = std::to_string(p % 5 + 1), b = std::to_string(p % 3 + 2);
    wide.append(head).append(a).append(",").append(b).append("\n");
    tall.append(head).append("a,").append(a).append("\n").append(head).append("b,").append(b).append("\n");
  }
  in.respondent.columns = {"respondent"};
  const auto x = read_text(wide, in), y = read_text(tall, in);
  EXPECT_EQ(x.cells, y.cells);
  EXPECT_EQ(x.groups, y.groups);
  EXPECT_EQ(x.respondents, y.respondents);
  EXPECT_EQ(y.receipt.notes, std::vector<std::string>{"10000 people in long form"});
}

// Files as survey tools write them.

std::string example(const std::string& name) { return CXM_SHARED_DIR "/data/parser_inputs/" + name; }

#define NEEDS(path) \
  if (!std::filesystem::exists(path)) GTEST_SKIP() << "the data are not here: " << path

answers read_example(const std::string& path, const instrument& in, read_options options = {}) {
  answers all;
  all.receipt = read_file(path, in, options, [&](unsigned, const batch& b) { all.add(b); });
  return all;
}

instrument choices(const std::string& id, const std::string& column, const std::vector<std::string>& labels) {
  instrument in;
  in.id = "example";
  in.scales.push_back(ordinal_scale("c", labels));
  in.scales[0].kind = scale_kind::choice;
  in.items.push_back(item_of(id, "c", {column}));
  return in;
}

TEST(parser_inputs, qualtrics_export_has_100_responses_and_218_columns) {
  const auto path = example("qualtrics_export_100_responses.csv");
  NEEDS(path);
  csv_reader reader(path);
  int records = 0;
  while (reader.next()) {
    EXPECT_EQ(reader.fields().size(), 218U);
    ++records;
  }
  EXPECT_EQ(records, 103);
  const auto in = choices("finished", "Finished", {"True", "False"});
  const auto r = read_example(path, in);
  EXPECT_EQ(r.receipt.layout, "qualtrics-3");
  EXPECT_EQ(r.receipt.rows_read, 100);
  EXPECT_EQ(r.receipt.rows_used, 100);
  EXPECT_EQ(r.receipt.items[0].answered, 100);
}

TEST(parser_inputs, qualtrics_three_and_two_header_rows) {
  const auto three = example("qualtrics_three_header_rows.csv");
  const auto two = example("qualtrics_legacy_two_header_rows.csv");
  NEEDS(three);
  NEEDS(two);
  const auto a = read_example(three, with_columns({"QID1"}));
  EXPECT_EQ(a.receipt.layout, "qualtrics-3");
  EXPECT_EQ(a.cells[0], cells{1});
  const auto b = read_example(two, with_columns({"This is a multiple choice question."}));
  EXPECT_EQ(b.receipt.layout, "qualtrics-2");
  EXPECT_EQ(b.cells[0], cells{1});
}

TEST(parser_inputs, surveymonkey_star_wars) {
  const auto path = example("surveymonkey_star_wars_two_header_rows.csv");
  NEEDS(path);
  instrument in =
      choices("seen", "Have you seen any of the 6 films in the Star Wars franchise?", {"Yes", "No"});
  in.scales.push_back(ordinal_scale("films", {"I", "II", "III", "IV", "V", "VI"}));
  in.scales[1].kind = scale_kind::choice;
  in.items.push_back(item_of("films", "films"));
  in.items[1].multiple = true;
  const std::string question =
      "Which of the following Star Wars films have you seen? Please select all that apply. - Star Wars: "
      "Episode ";
  const std::vector<std::string> names{"I  The Phantom Menace",     "II  Attack of the Clones",
                                       "III  Revenge of the Sith",  "IV  A New Hope",
                                       "V The Empire Strikes Back", "VI Return of the Jedi"};
  for (int f = 0; f < 6; ++f)
    in.items[1].option_columns.push_back({f + 1, {question + names[static_cast<std::size_t>(f)]}});
  in.respondent.columns = {"RespondentID"};
  try {
    read_example(path, in);
    FAIL() << "no error";
  } catch (const error& e) {
    EXPECT_NE(std::string(e.what()).find("is not UTF-8; save the file as UTF-8 or read it as Latin-1"),
              std::string::npos)
        << e.what();
    EXPECT_EQ(e.row(), 1);
    EXPECT_EQ(e.column(), 32);
  }
  read_options options;
  options.latin1 = true;
  const auto r = read_example(path, in, options);
  EXPECT_EQ(r.receipt.layout, "surveymonkey-2");
  EXPECT_EQ(r.receipt.rows_read, 1186);
  EXPECT_EQ(r.receipt.rows_used, 1186);
  // Counted with Python's csv module (Windows-1252).
  EXPECT_EQ(std::count(r.cells[0].begin(), r.cells[0].end(), cell{0}), 936);
  const int expected[] = {673, 571, 550, 607, 758, 738};
  for (unsigned f = 0; f < 6; ++f)
    EXPECT_EQ(std::count_if(r.selected[1].begin(), r.selected[1].end(),
                            [&](std::uint64_t s) { return (s >> f & 1U) != 0; }),
              expected[f])
        << f;
}

TEST(parser_inputs, surveymonkey_flying_etiquette) {
  const auto path = example("surveymonkey_flying_etiquette.csv");
  NEEDS(path);
  auto in = choices("recline", "Do you ever recline your seat when you fly?",
                    {"Never", "Once in a while", "About half the time", "Usually", "Always"});
  in.segments.push_back({"height", text("Height"), {"How tall are you?"}, {}});
  const auto r = read_example(path, in);
  EXPECT_EQ(r.receipt.layout, "csv");
  EXPECT_EQ(r.receipt.rows_read, 1040);
  // Counted with Python's csv module.
  EXPECT_EQ(r.receipt.items[0].answered, 858);
  EXPECT_EQ(r.receipt.items[0].missing[static_cast<int>(missing_kind::no_answer)], 182);
  EXPECT_EQ(std::count(r.groups[2].begin(), r.groups[2].end(), "6'3\""), 18);
}

}  // namespace
}  // namespace cxm
