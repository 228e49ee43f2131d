// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/reader.hpp"

#include <gtest/gtest.h>

#include "cxm/base/error.hpp"
#include "io/reader_support.hpp"

namespace cxm {
namespace {

using namespace test;
using cells = std::vector<cell>;

TEST(reader, reads_codes_labels_missing_values_and_empty_cells) {
  const auto in = small_instrument();
  const auto r =
      read_text("a,b\n1,5\n 2 ,4.0\nVery good,fair\n\"Good\",98\n98.0, N/A \n,\"\"\n\"  \",very   BAD\n", in);
  EXPECT_EQ(r.cells[0], (cells{0, 1, 4, 3, dont_know, no_answer}));
  EXPECT_EQ(r.cells[1], (cells{4, 3, 2, dont_know, not_applicable, 0}));
  EXPECT_EQ(r.receipt.rows_read, 7);
  EXPECT_EQ(r.receipt.rows_used, 6);
  ASSERT_EQ(r.receipt.dropped.size(), 1U);
  EXPECT_EQ(r.receipt.dropped[0], (dropped_rows{"empty row", 1, 7}));
  EXPECT_EQ(r.receipt.items[0].answered, 4);
  EXPECT_EQ(r.receipt.items[0].missing[static_cast<int>(missing_kind::dont_know)], 1);
  EXPECT_EQ(r.receipt.items[0].missing[static_cast<int>(missing_kind::no_answer)], 1);
}

TEST(reader, says_not_asked_where_the_column_is_absent) {
  const auto r = read_text("a,x\n1,2\n3,4\n", small_instrument());
  EXPECT_EQ(r.cells[1], (cells{not_asked, not_asked}));
  EXPECT_EQ(r.receipt.items[1].column, "");
  EXPECT_EQ(r.receipt.items[1].missing[0], 2);
  EXPECT_EQ(r.receipt.columns_ignored, std::vector<std::string>{"x"});
}

TEST(reader, says_not_asked_where_the_role_is_not_asked) {
  auto in = small_instrument();
  in.roles = {{"boss", text("The boss"), {"B", "1"}, true}, {"guest", text("A guest"), {"G"}, false}};
  in.role_column.columns = {"job"};
  in.items[0].roles = {"boss"};
  const auto r = read_text("a,b,job\n,1,boss\n,2,G\n3,3, the  BOSS\n4,4,1\n5,,guest\n,,\"\"\n,1,\n", in);
  EXPECT_EQ(r.cells[0], (cells{no_answer, not_asked, 2, 3, 4, not_asked}));
  EXPECT_EQ(r.groups[0], (std::vector<std::string>{"boss", "guest", "boss", "boss", "guest", ""}));
  EXPECT_EQ(r.receipt.roles_found, (std::vector<std::string>{"boss", "guest"}));
  EXPECT_EQ(r.receipt.notes, std::vector<std::string>{
                                 "item \"a\": 1 answers of people in roles that are not asked it (kept)"});
  // Without a role column nothing says that somebody was not asked.
  EXPECT_EQ(read_text("a,b\n,1\n", in).cells[0], (cells{no_answer}));
}

TEST(reader, reads_groups_waves_and_design_columns) {
  auto in = small_instrument();
  in.segments.push_back({"unit", text("Unit"), {"Store", "Shop"}, {}});
  in.segments.push_back({"region", text("Region"), {}, {}});
  in.fixed_wave = "2017";
  in.weight.columns = {"w"};
  in.respondent.columns = {"who"};
  in.stratum.columns = {"h"};
  in.cluster.columns = {"c"};
  in.fpc.columns = {"N"};
  const auto r =
      read_text("a,shop,w,who,h,c,N\n1, North ,0.5,p1,x,7,100\n2,South,2,p2,x,8,100\n3,,1,p1,y,7,50\n", in);
  EXPECT_EQ(r.groups[0], (std::vector<std::string>{"", "", ""}));
  EXPECT_EQ(r.groups[1], (std::vector<std::string>{"2017", "2017", "2017"}));
  EXPECT_EQ(r.groups[2], (std::vector<std::string>{"North", "South", ""}));
  EXPECT_EQ(r.groups[3], (std::vector<std::string>{"", "", ""}));
  EXPECT_EQ(r.weights, (std::vector<double>{0.5, 2, 1}));
  EXPECT_EQ(r.respondents,
            (std::vector<std::uint64_t>{respondent_key("p1"), respondent_key("p2"), respondent_key("p1")}));
  EXPECT_EQ(r.stratum, (std::vector<std::string>{"x", "x", "y"}));
  EXPECT_EQ(r.cluster, (std::vector<std::string>{"7", "8", "7"}));
  EXPECT_EQ(r.fpc, (std::vector<double>{100, 100, 50}));
}

TEST(reader, map_goes_before_hints_and_may_take_a_column_away) {
  auto in = small_instrument();
  in.segments.push_back({"unit", text("Unit"), {"store"}, {}});
  in.weight.columns = {"w"};
  read_options options;
  options.map = {{"a", "Q1"}, {"b", "#5"}, {"unit", "city"}, {"weight", ""}};
  const auto r = read_text("a,q1,store,city,z,w\n1,2,S,C,3,-1\n", in, options);
  EXPECT_EQ(r.cells[0], cells{1});
  EXPECT_EQ(r.cells[1], cells{2});
  EXPECT_EQ(r.groups[2], std::vector<std::string>{"C"});
  EXPECT_TRUE(r.weights.empty());
}

TEST(reader, drops_rows_of_zero_weight_and_says_so) {
  auto in = small_instrument();
  in.weight.columns = {"w"};
  const auto r = read_text("a,b,w\n1,1,0\n2,2,1\n77,3,0.0\n4,4,2\n", in);
  EXPECT_EQ(r.cells[0], (cells{1, 3}));
  EXPECT_EQ(r.receipt.dropped, (std::vector<dropped_rows>{{"zero weight", 2, 2}}));
  EXPECT_EQ(r.receipt.rows_read, 4);
  EXPECT_EQ(r.receipt.rows_used, 2);
}

TEST(reader, counts_unknown_values_when_told_to) {
  read_options options;
  options.unknown_is_missing = true;
  const auto r = read_text("a,b\n7,1\n2,seven\n7,3\n", small_instrument(), options);
  EXPECT_EQ(r.cells[0], (cells{no_answer, 1, no_answer}));
  EXPECT_EQ(r.receipt.unknown,
            (std::vector<unknown_value>{{"a", "a", "7", 2, 2}, {"b", "b", "seven", 1, 3}}));
}

instrument choice_instrument() {
  instrument in;
  in.id = "choices";
  scale s = ordinal_scale("c", {"Bread", "Milk, fresh", "Eggs"}, {{missing_kind::dont_know, "Don't know"}});
  s.kind = scale_kind::choice;
  in.scales.push_back(s);
  in.items = {item_of("one", "c"), item_of("many", "c")};
  in.items[1].multiple = true;
  return in;
}

TEST(reader, reads_several_choices_from_one_column) {
  const auto r = read_text(
      "one,many\nBread,\"Bread,Eggs\"\nEggs,\"1, 3\"\n2,\"Milk, fresh,eggs\"\n1,Don't know\n1,\n"
      "1,\"Milk, fresh\"\n",
      choice_instrument());
  EXPECT_EQ(r.cells[0], (cells{0, 2, 1, 0, 0, 0}));
  EXPECT_EQ(r.cells[1], (cells{0, 0, 0, dont_know, no_answer, 0}));
  EXPECT_EQ(r.selected[1], (std::vector<std::uint64_t>{5, 5, 6, 0, 0, 2}));
}

TEST(reader, reads_several_choices_from_one_column_an_option) {
  auto in = choice_instrument();
  in.items[1].option_columns = {{1, {"m_1"}}, {2, {"m_2"}}, {3, {"m_3"}}};
  const auto r = read_text(
      "one,m_1,m_2,m_3\n1,Bread,Not selected,Not selected\n1,,,\n1,0,FALSE,no\n1,1,TRUE,x\n"
      "1,Don't know,,\n1,,,Eggs\n",
      in);
  EXPECT_EQ(r.cells[1], (cells{0, no_answer, 0, 0, dont_know, 0}));
  EXPECT_EQ(r.selected[1], (std::vector<std::uint64_t>{1, 0, 0, 7, 0, 4}));
  EXPECT_EQ(r.receipt.items[1].column, "m_1 (and 2 more)");
}

TEST(reader, reads_numbers_within_limits) {
  instrument in;
  scale s;
  s.id = "n";
  s.kind = scale_kind::number;
  s.minimum = 0;
  s.maximum = 100;
  s.missing = {{missing_kind::refused, "-99"}};
  in.scales.push_back(s);
  in.items = {item_of("x", "n")};
  const auto r = read_text("x;y\n3,5;1\n+7;1\n-99;1\n;1\n1e2;1\n", in);
  EXPECT_EQ(r.numbers[0], (std::vector<double>{3.5, 7, 0, 0, 100}));
  EXPECT_EQ(r.cells[0], (cells{0, 0, cell_of(missing_kind::refused), no_answer, 0}));
}

TEST(reader, is_the_same_for_any_number_of_threads) {
  auto in = small_instrument();
  in.segments.push_back({"unit", text("Unit"), {}, {}});
  std::string text = "unit,a,b\n";
  for (int i = 0; i < 200000; ++i) {
    for (const std::string& piece : {std::string("u"), std::to_string(i % 37), std::string(","),
                                     std::to_string(i % 7), std::string(","), std::to_string(i % 5 + 1)})
      text += piece;
    text += "\n";
  }
  read_options options;
  options.unknown_is_missing = true;
  import_receipt first;
  std::map<std::pair<std::string, cell>, std::int64_t> first_counts;
  for (const unsigned threads : {1U, 2U, 5U}) {
    options.threads = threads;
    std::vector<std::map<std::pair<std::string, cell>, std::int64_t>> counts(threads);
    const auto receipt = read_bytes("f.csv", text, in, options, [&](unsigned worker, const batch& b) {
      for (std::size_t r = 0; r < b.rows; ++r)
        ++counts.at(worker)[{b.groups[2].levels->at(b.groups[2].positions[r]), b.items[0].cells[r]}];
    });
    for (unsigned w = 1; w < threads; ++w)
      for (const auto& [key, n] : counts[w]) counts[0][key] += n;
    if (threads == 1) {
      first = receipt;
      first_counts = counts[0];
      EXPECT_EQ(receipt.rows_used, 200000);
      EXPECT_EQ(receipt.unknown.size(), 2U);
      continue;
    }
    EXPECT_EQ(receipt, first);
    EXPECT_EQ(counts[0], first_counts);
  }
}

TEST(reader, reports_the_first_fault_of_the_file_with_any_number_of_threads) {
  std::string text = "a,b\n";
  for (int i = 0; i < 300000; ++i) text += i == 150000 ? "1,nope\n" : i == 280000 ? "x,\"" : "1,2\n";
  for (const unsigned threads : {1U, 4U}) {
    read_options options;
    options.threads = threads;
    try {
      read_bytes("f.csv", text, small_instrument(), options, [](unsigned, const batch&) {});
      FAIL() << "no error";
    } catch (const error& e) {
      EXPECT_EQ(e.row(), 150002);
      EXPECT_EQ(e.column(), 2);
    }
  }
}

TEST(reader, stops_when_progress_says_so) {
  read_options options;
  options.progress = [](std::int64_t, std::int64_t) { return false; };
  try {
    read_text("a,b\n1,2\n", small_instrument(), options);
    FAIL() << "no error";
  } catch (const error& e) {
    EXPECT_EQ(e.code(), errc::cancelled);
  }
}

}  // namespace
}  // namespace cxm
