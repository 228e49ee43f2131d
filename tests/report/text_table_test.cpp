// SPDX-License-Identifier: Apache-2.0
#include "report/text_table.hpp"

#include <gtest/gtest.h>

namespace {

using cxm::report_detail::text_table;
using cxm::report_detail::wrapped;

TEST(TextTable, ColumnsAreAsWideAsTheirLongestCell) {
  text_table table({"measure", "value", "note"}, "<>");
  EXPECT_EQ(table.rows(), 0U);
  table.row({"culture", "9.1", "low"});
  table.row({"a", "100.0", ""});
  EXPECT_EQ(table.rows(), 2U);
  EXPECT_EQ(table.text(),
            "  measure  value  note\n"
            "  culture    9.1  low\n"
            "  a        100.0\n");
}

TEST(TextTable, WidthCountsCharactersNotBytes) {
  text_table table({"x", "y"});
  table.row({"\xC3\xBC\xC3\xBC\xC3\xBC", "1"});  // three u with diaeresis
  table.row({"uuu", "2"});
  EXPECT_EQ(table.text(), "  x    y\n  \xC3\xBC\xC3\xBC\xC3\xBC  1\n  uuu  2\n");
}

TEST(TextTable, ShortRowsAreAllowed) {
  text_table table({"a", "b", "c"});
  table.row({"1"});
  EXPECT_EQ(table.text(), "  a  b  c\n  1\n");
}

TEST(Wrapped, BreaksAtSpacesOnly) {
  EXPECT_EQ(wrapped("one two  three", 9, "  "), "  one two\n  three\n");
  EXPECT_EQ(wrapped("incomprehensible word", 8, ""), "incomprehensible\nword\n");
  EXPECT_EQ(wrapped("", 8, "  "), "");
}

}  // namespace
