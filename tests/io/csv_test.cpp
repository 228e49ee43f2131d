// SPDX-License-Identifier: Apache-2.0
#include "cxm/io/csv.hpp"

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "cxm/base/error.hpp"
#include "cxm/base/random.hpp"

namespace cxm {
namespace {

using table = std::vector<std::vector<std::string>>;

table records(const std::string& text, const csv_options& options = {}) {
  csv_reader reader("f.csv", text, options);
  table out;
  while (reader.next()) {
    auto& row = out.emplace_back();
    for (const auto field : reader.fields()) row.emplace_back(field);
  }
  return out;
}

std::string fault(const std::string& text, const csv_options& options = {}) {
  try {
    records(text, options);
  } catch (const error& e) {
    return e.what();
  }
  return "no error";
}

TEST(csv, reads_rfc_4180) {
  EXPECT_EQ(records("a,b\r\n1,2\r\n"), (table{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(records("a,b\n1,2"), (table{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(records("a,b\n\"1,5\",\"say \"\"yes\"\"\"\n"), (table{{"a", "b"}, {"1,5", "say \"yes\""}}));
  EXPECT_EQ(records("a,b\n\"two\nlines\",\"\"\n"), (table{{"a", "b"}, {"two\nlines", ""}}));
  EXPECT_EQ(records("a,b\n,\n"), (table{{"a", "b"}, {"", ""}}));
  EXPECT_EQ(records("a\n\"\"\"\"\n"), (table{{"a"}, {"\""}}));
  EXPECT_EQ(records("a,b\n\"x\",\"y\""), (table{{"a", "b"}, {"x", "y"}}));
}

TEST(csv, reads_every_line_end_also_mixed) {
  EXPECT_EQ(records("a,b\r1,2\r3,4"), (table{{"a", "b"}, {"1", "2"}, {"3", "4"}}));
  EXPECT_EQ(records("a,b\r\n1,2\n3,4\r5,6\r\n"), (table{{"a", "b"}, {"1", "2"}, {"3", "4"}, {"5", "6"}}));
  EXPECT_EQ(records("a,b\r\n\"1\",\"2\"\r\n"), (table{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(records("a\n\n1\n\n"), (table{{"a"}, {""}, {"1"}, {""}}));
}

TEST(csv, finds_the_separator) {
  EXPECT_EQ(records("a;b\n1,5;2\n"), (table{{"a", "b"}, {"1,5", "2"}}));
  EXPECT_EQ(records("a\tb\n1\t2\n"), (table{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(records("sep=;\na;b\n1;2\n"), (table{{"a", "b"}, {"1", "2"}}));
  EXPECT_EQ(records("\"a;b;c\",d\n1,2\n"), (table{{"a;b;c", "d"}, {"1", "2"}}));
  EXPECT_EQ(records("a; why, how, when;b\n1;x;2\n"), (table{{"a", " why, how, when", "b"}, {"1", "x", "2"}}));
  EXPECT_EQ(records("a\n1\n"), (table{{"a"}, {"1"}}));
  csv_options bar;
  bar.separator = '|';
  EXPECT_EQ(records("a|b\n1|2\n", bar), (table{{"a", "b"}, {"1", "2"}}));
}

TEST(csv, takes_a_quote_inside_an_unquoted_field_as_it_stands) {
  EXPECT_EQ(records("a,b\n5\" nail,x\n6\",y\n"), (table{{"a", "b"}, {"5\" nail", "x"}, {"6\"", "y"}}));
}

TEST(csv, drops_a_byte_order_mark) {
  EXPECT_EQ(records("\xef\xbb\xbf"
                    "a,b\n1,2\n"),
            (table{{"a", "b"}, {"1", "2"}}));
}

TEST(csv, converts_windows_1252_by_option) {
  csv_options latin;
  latin.latin1 = true;
  EXPECT_EQ(records("a\nM\xfcnchen \x80 \x8c\n", latin),
            (table{{"a"}, {"M\xc3\xbcnchen \xe2\x82\xac \xc5\x92"}}));
}

TEST(csv, names_the_place_of_faults) {
  EXPECT_EQ(fault(""), "f.csv: is empty; a header row with the column names is needed");
  EXPECT_EQ(fault("\r\n\r\n"), "f.csv: is empty; a header row with the column names is needed");
  EXPECT_EQ(fault("a,b\n1,\"2\n3,4\n"),
            "f.csv: row 2, column 2: a quoted field begins here and is never closed; close or double its "
            "quotes");
  EXPECT_EQ(fault("a,b\n1,2\n\"3\"x,4\n"),
            "f.csv: row 3, column 1: text after a closing quote; double the quotes inside the field, or "
            "leave the field unquoted");
  EXPECT_EQ(fault(std::string("a,b\n1,2\0003\n", 10)),
            "f.csv: row 2, column 2: a NUL byte, which text cannot contain; is this a binary file or a "
            "damaged export?");
  EXPECT_EQ(fault("a,b\n1,2\n3,M\xfcnchen\n"),
            "f.csv: row 3, column 2: the byte 0xfc is not UTF-8; save the file as UTF-8 or read it as "
            "Latin-1 (--latin1)");
  EXPECT_EQ(fault("\xff\xfe"
                  "a\0"),
            "f.csv: is UTF-16 text; save it as \"CSV UTF-8\" and read that");
  EXPECT_EQ(fault("PK\x03\x04..."),
            "f.csv: is a zip archive or an Excel workbook, not delimited text; export it as CSV (UTF-8)");
  EXPECT_EQ(fault("$FL2@(#) SPSS"),
            "f.csv: is an SPSS file, not delimited text; read it with the component cxm::sav, or save it as "
            "CSV (UTF-8)");
}

TEST(csv, bounds_fields_and_records) {
  csv_options small;
  small.max_field = 100;
  small.chunk_size = 4096;
  EXPECT_EQ(fault("a,b\n1,\"" + std::string(9000, 'x') + "\"\n", small),
            "f.csv: row 2, column 2: a quoted field begins here and is not closed within 100 bytes; close or "
            "double its quotes");
  EXPECT_EQ(fault("a,b\n1,2\n1," + std::string(101, 'x') + "\n", small),
            "f.csv: row 3, column 2: the field is longer than 100 bytes; shorten it");
  small.max_record = 5000;
  small.max_field = 1 << 20;
  EXPECT_EQ(fault("a,b\n1," + std::string(9000, 'x') + "\n", small),
            "f.csv: row 2, column 2: the row does not end within 5000 bytes; is this delimited text?");
}

TEST(csv, refuses_a_separator_that_is_none) {
  csv_options wrong;
  wrong.separator = 'x';
  EXPECT_EQ(fault("a,b\n", wrong),
            "csv_options: separator is 'x', but must be a comma, a semicolon, a tab or '|'");
}

std::string written(const table& rows, char separator, const std::string& line_end, bool quote_all) {
  std::string out;
  for (const auto& row : rows) {
    for (std::size_t c = 0; c < row.size(); ++c) {
      if (c > 0) out.push_back(separator);
      const bool quote = quote_all || row[c].find_first_of("\",;\t\r\n") != std::string::npos;
      if (!quote) {
        out += row[c];
        continue;
      }
      out.push_back('"');
      for (const char ch : row[c]) out += ch == '"' ? std::string("\"\"") : std::string(1, ch);
      out.push_back('"');
    }
    out += line_end;
  }
  return out;
}

// Whatever is written comes back, however small the chunks are in which it is read.
TEST(csv, round_trips_random_tables_over_any_chunk_size) {
  const std::vector<std::string> pieces{
      "",   "1",    "5", "\"", ",",        "\n", "\r\n",
      "\r", "text", ";", "\t", "\xc3\xa4", " ",  "a longer piece of text that spans a block"};
  random_stream random(7, 0);
  for (int repeat = 0; repeat < 2000; ++repeat) {
    table rows(2 + random.below(30), std::vector<std::string>(2 + random.below(6)));
    for (std::size_t r = 0; r < rows.size(); ++r)
      for (std::size_t c = 0; c < rows[r].size(); ++c) {
        if (r == 0)
          rows[r][c] = std::string("c").append(std::to_string(c));
        else
          for (auto k = random.below(4); k > 0; --k)
            rows[r][c] += pieces[random.below(static_cast<std::uint32_t>(pieces.size()))];
      }
    csv_options options;
    options.chunk_size = 1 + random.below(200);
    options.separator = ",;\t"[random.below(3)];
    const std::string line_end = std::vector<std::string>{"\n", "\r\n", "\r"}[random.below(3)];
    const std::string text = written(rows, options.separator, line_end, random.below(2) == 1);
    ASSERT_EQ(records(text, options), rows) << text;
  }
}

TEST(csv, numbers_rows_as_a_spreadsheet_does) {
  csv_reader reader("f.csv", std::string_view("a,b\n\"x\ny\",1\n\n2,3\n"));
  std::vector<std::int64_t> numbers;
  while (reader.next()) numbers.push_back(reader.row());
  EXPECT_EQ(numbers, (std::vector<std::int64_t>{1, 2, 3, 4}));
}

}  // namespace
}  // namespace cxm
