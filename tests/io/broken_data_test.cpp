// SPDX-License-Identifier: Apache-2.0
// Broken data files, each with its exact message, its place, and nothing handed to the sink after it.
#include <gtest/gtest.h>
#include <zlib.h>

#include "cxm/base/error.hpp"
#include "io/reader_support.hpp"

namespace cxm {
namespace {

using namespace test;

struct broken {
  const char* name;
  std::string text;
  std::map<std::string, std::string> map;
  std::string message;
  std::int64_t row, column;
  std::string layout = "auto";
};

instrument survey() {
  auto in = small_instrument();
  in.roles = {{"boss", text("Boss"), {"B"}, true}, {"guest", text("Guest"), {}, false}};
  in.role_column.columns = {"role"};
  in.segments.push_back({"unit", text("Unit"), {"Store"}, {}});
  in.weight.columns = {"w"};
  in.stratum.columns = {"h"};
  in.respondent.columns = {"who"};
  in.fpc.columns = {"N"};
  scale c = ordinal_scale("c", {"Bread", "Milk", "Eggs"});
  c.kind = scale_kind::choice;
  in.scales.push_back(c);
  in.items.push_back(item_of("many", "c"));
  in.items.back().multiple = true;
  scale n;
  n.id = "n";
  n.kind = scale_kind::number;
  n.minimum = 0;
  n.maximum = 24;
  in.scales.push_back(n);
  in.items.push_back(item_of("hours", "n"));
  return in;
}

const std::string remedy =
    "; correct it, declare it in the instrument, or count unknown values as no answer (option "
    "unknown=missing)";

std::string gzip(const std::string& text) {
  z_stream z{};
  deflateInit2(&z, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&z, text.size()) + 32, '\0');
  z.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  z.avail_in = static_cast<uInt>(text.size());
  z.next_out = reinterpret_cast<Bytef*>(out.data());
  z.avail_out = static_cast<uInt>(out.size());
  deflate(&z, Z_FINISH);
  out.resize(z.total_out);
  deflateEnd(&z);
  return out;
}

std::vector<broken> cases() {
  const std::string whole = gzip("a,b\n1,2\n3,4\n");
  std::string flipped = whole;
  flipped[whole.size() - 6] = static_cast<char>(flipped[whole.size() - 6] ^ 1);
  const std::string long_head = "respondent,item,value,w\n";
  return {
      {"empty", "", {}, "f.csv: is empty; a header row with the column names is needed", -1, -1},
      {"blank lines", "\n\n", {}, "f.csv: is empty; a header row with the column names is needed", -1, -1},
      {"utf-16",
       std::string("\xff\xfe"
                   "a\0,\0",
                   6),
       {},
       "f.csv: is UTF-16 text; save it as \"CSV UTF-8\" and read that",
       -1,
       -1},
      {"excel",
       "PK\x03\x04",
       {},
       "f.csv: is a zip archive or an Excel workbook, not delimited text; export it as CSV (UTF-8)",
       -1,
       -1},
      {"old excel",
       "\xd0\xcf\x11\xe0",
       {},
       "f.csv: is an old Excel workbook, not delimited text; export it as CSV (UTF-8)",
       -1,
       -1},
      {"spss",
       "$FL2@(#) IBM SPSS",
       {},
       "f.csv: is an SPSS file, not delimited text; read it with the component cxm::sav, or save it as CSV "
       "(UTF-8)",
       -1,
       -1},
      {"short gzip",
       whole.substr(0, whole.size() - 9),
       {},
       "f.csv: the gzip data end too early; fetch the file again",
       -1,
       -1},
      {"damaged gzip",
       flipped,
       {},
       "f.csv: the gzip data are damaged (incorrect data check); fetch the file again",
       -1,
       -1},
      {"bytes after gzip",
       whole + "more",
       {},
       "f.csv: unexpected bytes after the end of the gzip data",
       -1,
       -1},
      {"nul byte",
       std::string("a,b\n1,\0\n", 8),
       {},
       "f.csv: row 2, column 2: a NUL byte, which text cannot contain; is this a binary file or a damaged "
       "export?",
       2,
       2},
      {"not utf-8",
       "a,b,c\n1,2,x\n3,4,\xe4h\n",
       {},
       "f.csv: row 3, column 3: the byte 0xe4 is not UTF-8; save the file as UTF-8 or read it as Latin-1 "
       "(--latin1)",
       3,
       3},
      {"open quote",
       "a,b\n1,2\n3,\"4\n5,6\n",
       {},
       "f.csv: row 3, column 2: a quoted field begins here and is never closed; close or double its quotes",
       3,
       2},
      {"text after quote",
       "a,b\n\"1\"1,2\n",
       {},
       "f.csv: row 2, column 1: text after a closing quote; double the quotes inside the field, or leave the "
       "field unquoted",
       2,
       1},
      {"long field",
       "a,b\n1,\"" + std::string(1100000, 'x') + "\"\n",
       {},
       "f.csv: row 2, column 2: the field is longer than 1048576 bytes; shorten it",
       2,
       2},
      {"never closed",
       "a,b\n1,\"" + std::string(3000000, 'x') + "\n",
       {},
       "f.csv: row 2, column 2: a quoted field begins here and is not closed within 1048576 bytes; close or "
       "double its quotes",
       2,
       2},
      {"short row",
       "a,b\n1,2\n3\n",
       {},
       "f.csv: row 3: has 1 fields, but the header has 2; a quote or a separator is missing or too many",
       3,
       -1},
      {"long row",
       "a,b\n1,2,3\n",
       {},
       "f.csv: row 2: has 3 fields, but the header has 2; a quote or a separator is missing or too many",
       2,
       -1},
      {"unknown code",
       "a,b\n1,2\n1,7\n9,1\n",
       {},
       "f.csv: row 3, column 2 \"b\": \"7\" is not an answer to item \"b\" (known: 1 Very bad, 2 Bad, 3 "
       "Fair, 4 "
       "Good, 5 Very good)" +
           remedy,
       3,
       2},
      {"unknown label",
       "a,b\nVery god,2\n",
       {},
       "f.csv: row 2, column 1 \"a\": \"Very god\" is not an answer to item \"a\" (known: 1 Very bad, 2 Bad, "
       "3 "
       "Fair, 4 Good, 5 Very good); did you mean \"Very good\"?" +
           remedy,
       2,
       1},
      {"half a code",
       "a,b\n1.5,2\n",
       {},
       "f.csv: row 2, column 1 \"a\": \"1.5\" is not an answer to item \"a\" (known: 1 Very bad, 2 Bad, 3 "
       "Fair, "
       "4 Good, 5 Very good)" +
           remedy,
       2,
       1},
      {"unknown choice",
       "many,a\n\"Bread,Mlik\",1\n",
       {},
       "f.csv: row 2, column 1 \"many\": \"Bread,Mlik\" is not an answer to item \"many\" (known: 1 Bread, 2 "
       "Milk, 3 Eggs)" +
           remedy,
       2,
       1},
      {"no number",
       "hours,a\nmany,1\n",
       {},
       "f.csv: row 2, column 1 \"hours\": \"many\" is not an answer to item \"hours\": it is not a number" +
           remedy,
       2,
       1},
      {"number too large",
       "hours,a\n24,1\n25,1\n",
       {},
       "f.csv: row 3, column 1 \"hours\": \"25\" is not an answer to item \"hours\": it is above the maximum "
       "24" +
           remedy,
       3,
       1},
      {"not finite",
       "hours,a\ninf,1\n",
       {},
       "f.csv: row 2, column 1 \"hours\": \"inf\" is not an answer to item \"hours\": it is not a number" +
           remedy,
       2,
       1},
      {"unknown role",
       "a,role\n1,B\n1,gest\n",
       {},
       "f.csv: row 3, column 2 \"role\": \"gest\" is not a role of the instrument; did you mean \"guest\"?" +
           remedy,
       3,
       2},
      {"empty weight",
       "a,w\n1,1\n2,\n",
       {},
       "f.csv: row 3, column 2 \"w\": the weight is empty; give every row a weight of 0 or more",
       3,
       2},
      {"negative weight",
       "a,w\n1,-0.5\n",
       {},
       "f.csv: row 2, column 2 \"w\": the weight is \"-0.5\", but must be a number of 0 or more",
       2,
       2},
      {"no weight",
       "a,w\n1,heavy\n",
       {},
       "f.csv: row 2, column 2 \"w\": the weight is \"heavy\", but must be a number of 0 or more",
       2,
       2},
      {"empty stratum",
       "a,h\n1,x\n2, \n",
       {},
       "f.csv: row 3, column 2 \"h\": the stratum is empty; every row needs one, or map none (--map "
       "stratum=)",
       3,
       2},
      {"empty respondent",
       "a,who\n1,\n",
       {},
       "f.csv: row 2, column 2 \"who\": the respondent is empty; give every row one, or map none (--map "
       "respondent=): then every row is one person",
       2,
       2},
      {"no population",
       "a,N\n1,0\n",
       {},
       "f.csv: row 2, column 2 \"N\": the population size is \"0\", but must be a positive number",
       2,
       2},
      {"no item",
       "x,y\n1,2\n",
       {},
       "f.csv: no column belongs to an item of the instrument \"small\": it looks for \"a\", \"b\", "
       "\"many\", "
       "..., the file has \"x\", \"y\"; map them (--map ITEM=COLUMN) or take another instrument",
       -1,
       -1},
      {"unknown key",
       "a,b\n1,2\n",
       {{"unt", "b"}},
       "read_file: map has the key \"unt\", but must have role, wave, weight, stratum, cluster, respondent, "
       "fpc, or the id of a segment or an item; did you mean \"unit\"?",
       -1,
       -1},
      {"missing column",
       "a,Store 1\n1,2\n",
       {{"unit", "Store1"}},
       "f.csv: there is no column \"Store1\" for \"unit\"; did you mean \"Store 1\"?",
       -1,
       -1},
      {"column twice",
       "a,b,a\n1,2,3\n",
       {},
       "f.csv: the name \"a\" fits column 1 \"a\" and column 3 \"a\"; rename one, or map the column by its "
       "position (--map KEY=#3)",
       1,
       3},
      {"case decides nothing",
       "A,b,a \n1,2,3\n",
       {{"a", "A "}},
       "f.csv: the name \"A \" fits column 1 \"A\" and column 3 \"a\"; rename one, or map the column by its "
       "position (--map KEY=#3)",
       1,
       3},
      {"two items, one column",
       "a,b\n1,2\n",
       {{"b", "a"}},
       "f.csv: column 1 \"a\" is wanted by the items \"a\" and \"b\"; map one of them to its own column, or "
       "to "
       "nothing (--map b=)",
       1,
       1},
      {"unknown layout",
       "a,b\n1,2\n",
       {},
       "read_file: layout is \"excel\", but must be auto, csv, qualtrics-3, qualtrics-2, surveymonkey-2 or "
       "long",
       -1,
       -1,
       "excel"},
      {"no ImportId row",
       "a,b\n1,2\n3,4\n",
       {},
       "f.csv: row 3 is not the ImportId row of a Qualtrics export; read it as --layout csv",
       3,
       -1,
       "qualtrics-3"},
      {"header too short",
       "a,b\n1,2\n",
       {},
       "f.csv: has 2 rows, but the layout qualtrics-3 begins with 3 header rows",
       2,
       -1,
       "qualtrics-3"},
      {"uneven header",
       "a,b,c\nx,y\n1,2,3\n",
       {},
       "f.csv: header row 2 has 2 fields, but header row 1 has 3; repair the header or name the layout "
       "(--layout csv)",
       2,
       -1,
       "surveymonkey-2"},
      {"long without value",
       "respondent,item\np,a\n",
       {},
       "f.csv: the long form needs a column for value; map it with --map value=COLUMN (the columns are "
       "\"respondent\", \"item\")",
       -1,
       -1,
       "long"},
      {"long, unknown item",
       long_head + "p,aa,1,1\n",
       {},
       "f.csv: row 2, column 2 \"item\": \"aa\" is not an item of the instrument; did you mean \"a\"?" +
           remedy,
       2,
       2},
      {"long, scattered",
       long_head + "p,a,1,1\nq,a,1,1\np,b,1,1\n",
       {},
       "f.csv: row 4, column 1 \"respondent\": the rows of respondent \"p\" do not stand together; sort the "
       "file by respondent",
       4,
       1},
      {"long, twice",
       long_head + "p,a,1,1\np,a,2,1\n",
       {},
       "f.csv: row 3, column 2 \"item\": respondent \"p\" answers item \"a\" twice; keep one of the rows",
       3,
       2},
      {"long, two weights",
       long_head + "p,a,1,1\np,b,2,2\n",
       {},
       "f.csv: row 3, column 4 \"w\": respondent \"p\" has the weight \"2\" here, but \"1\" in row 2",
       3,
       4},
  };
}

TEST(broken_data, has_its_exact_message_and_place) {
  const auto in = survey();
  std::size_t tried = 0;
  for (const auto& c : cases()) {
    read_options options;
    options.map = c.map;
    options.layout = c.layout;
    try {
      read_text(c.text, in, options);
      ADD_FAILURE() << c.name << ": no error";
    } catch (const error& e) {
      EXPECT_EQ(e.what(), c.message) << c.name;
      EXPECT_EQ(e.row(), c.row) << c.name;
      EXPECT_EQ(e.column(), c.column) << c.name;
    }
    ++tried;
  }
  EXPECT_GE(tried, 40U);
}

TEST(broken_data, a_column_of_other_texts_is_not_counted_for_ever) {
  std::string text = "a,b\n";
  for (int i = 0; i < 1001; ++i) text.append("text").append(std::to_string(i)).append(",1\n");
  read_options options;
  options.unknown_is_missing = true;
  try {
    read_text(text, survey(), options);
    FAIL() << "no error";
  } catch (const error& e) {
    EXPECT_STREQ(
        e.what(),
        "f.csv: column 1 \"a\" has more than 1000 different values that are not answers to item \"a\"; "
        "it is probably another column: map the right one");
  }
}

TEST(broken_data, a_column_of_people_is_no_grouping_column) {
  std::string text = "a,Store\n";
  for (int i = 0; i < (1 << 20) + 1; ++i) text.append("1,p").append(std::to_string(i)).append("\n");
  try {
    read_text(text, survey());
    FAIL() << "no error";
  } catch (const error& e) {
    EXPECT_STREQ(
        e.what(),
        "f.csv: row 1048578, column 2 \"Store\": more than 1048576 different values; map a column that "
        "names groups, not people");
  }
}

TEST(broken_data, files_that_cannot_be_opened) {
  const auto message = [](const std::string& path) -> std::string {
    try {
      read_file(path, survey(), {}, [](unsigned, const batch&) {});
    } catch (const error& e) {
      EXPECT_EQ(e.code(), errc::io);
      return e.what();
    }
    return "no error";
  };
  EXPECT_EQ(message("/nonexistent/x.csv"), "/nonexistent/x.csv: cannot be opened: No such file or directory");
  EXPECT_EQ(message("/"), "/: is a directory, not a file");
}

TEST(broken_data, gzip_reads_members_that_follow_each_other) {
  const auto r = read_text(gzip("a,b\n1,2\n") + gzip("3,4\n") + std::string(7, '\0'), survey());
  EXPECT_EQ(r.cells[0], (std::vector<cell>{0, 2}));
}

}  // namespace
}  // namespace cxm
